//! `handbook translate accept`: what was translated goes in by name; the source text to compare with from now on is kept.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::text::Place;
use crate::cli::Ending;
use crate::cli::tell;
use crate::cli::translate::AcceptArguments;
use crate::cli::translate::Failure;
use crate::cli::translate::Project;
use crate::cli::translate::fingerprint;
use crate::cli::translate::start::WORD_FILES;
use crate::cli::translate::status::shown_section;
use crate::cli::translate::write_file;
use crate::translation::accept::Accepted;
use crate::translation::accept::Extent;
use crate::translation::accept::Refusal;
use crate::translation::accept::Tally;
use crate::translation::accept::accept as accept_text;
use crate::translation::accept::tally;
use crate::translation::splice::Part;

/// Takes up what the arguments name, in one language or in all.
pub(super) fn accept(project: &Project, arguments: &AcceptArguments) -> Result<Ending, Failure> {
    let chapter = match (&arguments.chapter, arguments.all) {
        (Some(chapter), _) => chapter,
        (None, _) => &arguments.language,
    };
    refuse_other_source(project, chapter, arguments.of.as_deref())?;
    if !arguments.all {
        let (index, _) = project.language(&arguments.language)?;
        if WORD_FILES.contains(&chapter.as_str()) {
            return accept_words(project, index, chapter, arguments);
        }
        return accept_chapter(project, index, chapter, arguments);
    }
    if !project.handbook.source().chapters.contains_key(chapter) {
        return Err(project.unknown_chapter(chapter));
    }
    let mut ending = Ending::Fine;
    for index in project.translation_indexes() {
        let language = &project.handbook.languages[index];
        let has_both = language.chapters.contains_key(chapter)
            && language.snapshots.chapters.contains_key(chapter);
        if has_both && accept_chapter(project, index, chapter, arguments)? != Ending::Fine {
            ending = Ending::Mistakes;
        }
    }
    Ok(ending)
}

/// Refuses if the source is not the one that `diff` showed.
fn refuse_other_source(project: &Project, chapter: &str, of: Option<&str>) -> Result<(), Failure> {
    let Some(of) = of else { return Ok(()) };
    let text = match project.handbook.source().chapters.get(chapter) {
        Some(source) => Some(project.texts.get(source.file).text.clone()),
        None => project.source_words(chapter),
    };
    match text {
        Some(text) if fingerprint(&text) != of => Err(Failure(
            format!(
                "the source of `{chapter}` is no longer the one that `diff` showed as {of}; look at it again: handbook translate diff"
            ),
            Ending::Mistakes,
        )),
        _ => Ok(()),
    }
}

fn accept_chapter(
    project: &Project,
    index: usize,
    chapter: &str,
    arguments: &AcceptArguments,
) -> Result<Ending, Failure> {
    let language = &project.handbook.languages[index];
    let tag = &language.tag;
    let extent = match (&arguments.section, arguments.up_to, &arguments.from) {
        (Some(section), _, _) => Extent::Part(Part::named(section.trim_start_matches('#'))),
        (None, Some(grade), _) => Extent::UpTo(grade.grade()),
        (None, None, Some(from)) => Extent::From(project.older(from, &format!("{chapter}.md"))?),
        (None, None, None) => Extent::Whole,
    };
    let accepted = match accept_text(
        &project.handbook,
        &project.texts,
        language,
        chapter,
        &extent,
    ) {
        Ok(accepted) => accepted,
        Err(refusal) => return refused(project, tag.as_str(), chapter, refusal),
    };
    write_file(
        &project.root,
        &format!("content/{tag}/_translated-from/{chapter}.md"),
        &accepted.text,
    )?;
    let what = arguments
        .section
        .as_deref()
        .map_or(String::new(), shown_section);
    tell(&told(&format!("{tag}/{chapter}{what}"), &accepted));
    Ok(Ending::Fine)
}

/// `accepted fr/limits#derogation: 1 substance. Still open: #notice (1 untranslated)`.
fn told(name: &str, accepted: &Accepted) -> String {
    let cleared = states(&accepted.cleared);
    let cleared = if cleared.is_empty() {
        "nothing was open".to_owned()
    } else {
        cleared
    };
    let left = match accepted.left.is_empty() {
        true => "Nothing is open.".to_owned(),
        false => {
            let sections = accepted.left.iter().map(|(section, counts)| {
                format!("{} ({})", shown_section(section), counted(counts))
            });
            format!("Still open: {}", sections.collect::<Vec<_>>().join(", "))
        }
    };
    format!("accepted {name}: {cleared}.  {left}")
}

/// The states of all sections together.
fn states(tally: &Tally) -> String {
    let mut all: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, counts) in tally {
        for (state, count) in counts {
            *all.entry(state).or_default() += count;
        }
    }
    counted(&all)
}

fn counted(counts: &BTreeMap<&'static str, usize>) -> String {
    let counts = counts
        .iter()
        .map(|(state, count)| format!("{count} {state}"));
    counts.collect::<Vec<_>>().join(", ")
}

fn refused(
    project: &Project,
    tag: &str,
    chapter: &str,
    refusal: Refusal,
) -> Result<Ending, Failure> {
    match refusal {
        Refusal::NoSource(_) => Err(project.unknown_chapter(chapter)),
        Refusal::NoTranslation => Err(Failure::usage(format!(
            "`{tag}` has no `{chapter}`: handbook translate start {tag} {chapter}"
        ))),
        Refusal::NoSnapshot => Err(Failure::usage(format!(
            "nobody kept the text that `{tag}/{chapter}.md` was made from; accept the whole chapter, or name an older copy of the handbook with --from"
        ))),
        Refusal::NoSection(near) => Err(Failure::usage(format!(
            "the source of `{chapter}` has no such section; {}",
            if near.is_empty() {
                "`handbook translate diff` names those that are open"
            } else {
                &near
            }
        ))),
        Refusal::SectionStays(place) => {
            tell_refused(
                project,
                &place,
                "the source no longer has this section; remove it here too",
            );
            Ok(Ending::Mistakes)
        }
        Refusal::Differs(differences) => {
            for (place, message) in &differences {
                tell_refused(project, place, message);
            }
            Ok(Ending::Mistakes)
        }
    }
}

fn tell_refused(project: &Project, place: &Place, message: &str) {
    let at = match place {
        Place::Text(file, start, _) => {
            let text = project.texts.get(*file);
            let (line, column) = text.line_and_column(*start);
            format!("{}:{line}:{column}", text.path)
        }
        Place::File(path) | Place::Page(path) => path.clone(),
    };
    tell(&format!("refused  {at}  {message}"));
}

/// Takes a file of words for translated from that of today.
fn accept_words(
    project: &Project,
    index: usize,
    name: &str,
    arguments: &AcceptArguments,
) -> Result<Ending, Failure> {
    let tag = &project.handbook.languages[index].tag;
    if arguments.section.is_some() || arguments.up_to.is_some() {
        return Err(Failure::usage(
            "--section and --up-to are for chapters; a file of words is accepted as a whole",
        ));
    }
    let text = match &arguments.from {
        Some(from) => project.older(from, &format!("{name}.yaml"))?,
        None => project
            .source_words(name)
            .ok_or_else(|| project.unknown_chapter(name))?,
    };
    let files = &project.translations.languages[index].files;
    let states_now = files
        .iter()
        .find(|file| file.name == name && file.file.is_some());
    let Some(states_now) = states_now else {
        return Err(Failure::usage(format!(
            "`{tag}` has no `{name}.yaml`: handbook translate start {tag} {name}"
        )));
    };
    write_file(
        &project.root,
        &format!("content/{tag}/_translated-from/{name}.yaml"),
        &text,
    )?;
    let is_left = |state: &&'static str| *state == "untranslated";
    let mut cleared = tally(&states_now.open);
    let mut left = cleared.clone();
    for (_, counts) in &mut cleared {
        counts.retain(|state, _| !is_left(state));
    }
    for (_, counts) in &mut left {
        counts.retain(|state, _| is_left(state));
    }
    let untranslated: usize = left.iter().flat_map(|(_, counts)| counts.values()).sum();
    let cleared = states(&cleared);
    tell(&format!(
        "accepted {tag}/{name}.yaml: {}.  {}",
        if cleared.is_empty() {
            "nothing was open"
        } else {
            &cleared
        },
        match untranslated {
            0 => "Nothing is open.".to_owned(),
            count => format!("Still open: {count} untranslated"),
        }
    ));
    Ok(Ending::Fine)
}

impl Project {
    /// A file of words of the source.
    fn source_words(&self, name: &str) -> Option<String> {
        let path = format!("content/{}/{name}.yaml", self.source_tag());
        std::fs::read_to_string(self.root.join(path)).ok()
    }

    /// A file of the source in another copy of the handbook: its root, or the source language's folder.
    fn older(&self, folder: &Path, file: &str) -> Result<String, Failure> {
        let in_project = folder.join("content").join(self.source_tag()).join(file);
        let found = [in_project, folder.join(file)]
            .into_iter()
            .find(|path| path.is_file());
        let read = found.map(std::fs::read_to_string);
        match read {
            Some(Ok(text)) => Ok(text
                .strip_prefix('\u{FEFF}')
                .map(str::to_owned)
                .unwrap_or(text)),
            Some(Err(error)) => Err(Failure(
                format!("cannot read `{file}`: {error}"),
                Ending::System,
            )),
            None => Err(Failure::usage(format!(
                "`{}` has no `{file}`",
                folder.display()
            ))),
        }
    }
}
