//! `handbook translate diff`: a language and a chapter go in; what changed in the source since comes out, beside the translation.

use crate::base::text::FileId;
use crate::cli::Ending;
use crate::cli::print;
use crate::cli::translate::Failure;
use crate::cli::translate::Project;
use crate::cli::translate::fingerprint;
use crate::cli::translate::start::path_of;
use crate::cli::translate::status::section_name;
use crate::translation::OpenPassage;
use crate::translation::states::State;
use crate::translation::status::TextStatus;
use crate::translation::status::language_status;
use crate::translation::words::Piece;
use crate::translation::words::word_difference;

/// Shows the open passages of a language, a chapter or a section.
pub(super) fn diff(project: &Project, tag: &str, text: Option<&str>) -> Result<Ending, Failure> {
    let (index, _) = project.language(tag)?;
    let order = project.chapter_order();
    let status = language_status(
        &project.handbook,
        &project.translations,
        index,
        order.iter().copied(),
    );
    let (wanted, section) = match text {
        Some(text) => match text.split_once('#') {
            Some((text, section)) => (Some(text), Some(section)),
            None => (Some(text), None),
        },
        None => (None, None),
    };
    let is_wanted = |text: &&TextStatus<'_>| {
        wanted.is_none_or(|wanted| {
            text.name == wanted || text.name.strip_suffix(".yaml") == Some(wanted)
        })
    };
    let texts: Vec<&TextStatus<'_>> = status.texts.iter().filter(is_wanted).collect();
    if let (Some(wanted), true) = (wanted, texts.is_empty()) {
        return Err(project.unknown_chapter(wanted));
    }
    if let (Some(wanted), [TextStatus { file: None, .. }]) = (wanted, texts.as_slice()) {
        return Err(Failure::usage(format!(
            "`{tag}` has not begun `{wanted}`: handbook translate start {tag} {wanted}"
        )));
    }
    let mut told = 0;
    for text in texts {
        let open: Vec<&OpenPassage> = text
            .open
            .iter()
            .filter(|open| section.is_none_or(|section| open.section == section))
            .collect();
        let Some(file) = text.file.filter(|_| !open.is_empty()) else {
            continue;
        };
        told += open.len();
        print(&passages(project, tag, text, file, &open, section));
    }
    if told == 0 {
        print("Nothing is open.\n");
    }
    Ok(Ending::Fine)
}

fn passages(
    project: &Project,
    tag: &str,
    text: &TextStatus<'_>,
    file: FileId,
    open: &[&OpenPassage],
    section: Option<&str>,
) -> String {
    let mut out = format!("{}\n", path_of(project, file));
    let mut unverified = 0;
    for passage in open {
        match passage.state {
            Some(State::Unverified) => unverified += 1,
            _ => out.push_str(&self::passage(project, tag, text, file, passage)),
        }
    }
    let name = text.name.strip_suffix(".yaml").unwrap_or(&text.name);
    if unverified > 0 {
        out.push_str(&match text.chapter.is_none_or(|chapter| chapter.is_verified) {
            true => format!("  {unverified} passages are translated and wait to be accepted.\n"),
            false => format!(
                "  {unverified} passages were made from a text that nobody kept: compare them with the source of today, then accept.\n"
            ),
        });
    }
    let option = section.map_or(String::new(), |section| format!(" --section {section}"));
    out.push_str(&format!(
        "{} {}. When done: handbook translate accept {tag} {name}{option} --of {}\n\n",
        open.len(),
        if open.len() == 1 {
            "passage"
        } else {
            "passages"
        },
        fingerprint(&project.texts.get(text.source_file).text)
    ));
    out
}

fn passage(
    project: &Project,
    tag: &str,
    text: &TextStatus<'_>,
    file: FileId,
    open: &OpenPassage,
) -> String {
    let line = |file: FileId, offset: Option<u32>| {
        offset.map(|offset| {
            let text = project.texts.get(file);
            format!("{}:{}", text.path, text.line_and_column(offset).0)
        })
    };
    let places: Vec<String> = [
        line(text.source_file, open.source_offset),
        line(file, open.own_offset),
    ]
    .into_iter()
    .flatten()
    .collect();
    let paragraph = project.paragraph(&text.name, open.block);
    let mut out = format!(
        "  {}{}   {}{}   {}\n",
        section_name(open),
        paragraph.map_or(String::new(), |paragraph| format!(" ¶ {paragraph}")),
        open.state_name().to_uppercase(),
        if open.reason.is_empty() || open.reason == open.state_name() {
            String::new()
        } else {
            format!(" ({})", open.reason)
        },
        places.join("   ")
    );
    let mut line = |label: &str, text: &str| out.push_str(&format!("    {label:4}  {text}\n"));
    match (&open.was, &open.now) {
        (Some(was), Some(now)) => {
            line("was", was);
            line("now", &marked(was, now));
        }
        (_, Some(now)) => line("now", now),
        _ => {}
    }
    if let Some(own) = &open.text
        && open.now.as_ref() != Some(own)
    {
        line(tag, own);
    }
    for finding in text
        .chapter
        .into_iter()
        .flat_map(|chapter| chapter.findings_at(open))
    {
        line("!", &finding.message);
    }
    out
}

/// The new text with what went between `[-` and `-]` and what came between `{+` and `+}`.
fn marked(was: &str, now: &str) -> String {
    let show = |piece| match piece {
        Piece::Same(text) => text,
        Piece::Lost(text) => format!("[-{text}-]"),
        Piece::Gained(text) => format!("{{+{text}+}}"),
    };
    word_difference(was, now).into_iter().map(show).collect()
}
