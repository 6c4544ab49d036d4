//! `handbook rename OLD NEW`: an id and another go in; files, lists and references of all languages come out with the new one.
//!
//! The old one becomes an alias, so that links from elsewhere go on working. Kept source texts
//! (`_translated-from/`) are renamed as well: for translations nothing has changed.

use std::ops::Range;

use crate::base::id::did_you_mean;
use crate::base::id::is_author_id;
use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::base::text::SourceText;
use crate::cli::author::Project;
use crate::cli::author::Refusal;
use crate::cli::author::edits::Edit;
use crate::cli::author::edits::append_to_list;
use crate::cli::author::edits::as_item;
use crate::cli::author::edits::edited;
use crate::cli::author::edits::line_end;
use crate::cli::author::edits::remove_from_list;
use crate::cli::author::new::check_id;
use crate::cli::author::references::Renaming;
use crate::cli::author::references::parse;
use crate::cli::author::references::rewrite;
use crate::cli::author::writes::Writes;
use crate::cli::tell;
use crate::link::order::GENERATED_ANNEXES;
use crate::link::order::RESERVED;
use crate::parse::chapter::Chapter;
use crate::parse::yaml::node::Kind;

/// Renames a chapter, or with `chapter#old` a section, box, table or figure.
pub(super) fn rename(project: &Project, old: &str, new: &str) -> Result<(), Refusal> {
    match old.split_once('#') {
        None => rename_chapter(project, old, new),
        Some((chapter, section)) => {
            let new = match new.split_once('#') {
                Some((other, new)) if other.is_empty() || other == chapter => new,
                Some(_) => {
                    return Err(Refusal::usage(format!(
                        "a passage is renamed, not moved: write `{chapter}#NEW`"
                    )));
                }
                None => new,
            };
            rename_section(project, chapter, section, new)
        }
    }
}

/// A Markdown file of a language, as it is or as a translation's kept source text.
struct File<'a> {
    tag: LanguageTag,
    /// The chapter's id.
    id: &'a str,
    file: FileId,
}

/// Every Markdown file of every language folder, published or not.
fn files(project: &Project) -> Vec<File<'_>> {
    let mut all = Vec::new();
    for (language, files) in &project.sources.languages {
        let Ok(tag) = LanguageTag::new(language) else {
            continue;
        };
        let pages = files.pages.iter().map(|(id, file)| (id.as_str(), file));
        let kept = files
            .snapshots
            .iter()
            .filter_map(|(name, file)| Some((name.strip_suffix(".md")?, file)));
        all.extend(pages.chain(kept).map(|(id, file)| File {
            tag: tag.clone(),
            id,
            file: *file,
        }));
    }
    all
}

fn rename_chapter(project: &Project, old: &str, new: &str) -> Result<(), Refusal> {
    let source = source_chapter(project, old)?;
    if old == new {
        return Err(Refusal::usage("both ids are the same"));
    }
    // An old address of the chapter itself may become its address again.
    let own_alias = source.front.value.aliases.iter().any(|alias| alias == new);
    if !own_alias {
        check_id(project, new)?;
    }
    let renaming = |(page, anchor): (Option<&str>, Option<&str>)| {
        (page == Some(old)).then(|| (Some(new.to_owned()), anchor.map(str::to_owned)))
    };
    let mut writes = Writes::default();
    let mut count = 0;
    for file in files(project) {
        let text = project.text(file.file);
        let (mut edits, chapter) = edits_of(project, &file, &renaming)?;
        count += edits.len();
        if file.id != old {
            writes.change(text, edited(&text.text, &edits));
            continue;
        }
        // What stands at its beginning goes on saying under which other addresses the chapter was known.
        if is_like(project, file.file, source) {
            edits.extend(alias_edits(text, &chapter, old, |alias| {
                (alias != new).then(|| alias.to_owned())
            })?);
        }
        let folder = text.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        writes.remove(text);
        writes.create(&format!("{folder}/{new}.md"), edited(&text.text, &edits));
    }
    let handbook = project.text(project.handbook.file.file());
    let listed = project.handbook.file.texts().into_iter();
    let edits: Vec<Edit> = listed
        .filter(|(path, text, _)| text == old && names_chapter(path))
        .map(|(_, _, range)| Edit::new(unquoted(&handbook.text, range, old), new))
        .collect();
    writes.change(handbook, edited(&handbook.text, &edits));
    writes.apply(&project.root)?;
    tell_done(&writes, count, old, new);
    Ok(())
}

fn rename_section(
    project: &Project,
    chapter_id: &str,
    old: &str,
    new: &str,
) -> Result<(), Refusal> {
    let source = source_chapter(project, chapter_id)?;
    if !source.ids.contains_key(old) {
        let near = did_you_mean(old, source.ids.keys().map(String::as_str));
        let advice = match near.is_empty() {
            true => "`handbook ids` writes those that are missing".to_owned(),
            false => near,
        };
        return Err(Refusal::usage(format!(
            "no heading or box of `{chapter_id}` has the id `{old}` written behind it; {advice}"
        )));
    }
    if !is_author_id(new) || new.starts_with("hb-") {
        return Err(Refusal::usage(format!(
            "`{new}` is not an id; write small letters and digits, joined by single hyphens, such as `remedy`"
        )));
    }
    let links = &project.links;
    let published = links.chapters.get(project.handbook.source_index);
    let published = published.and_then(|chapters| chapters.get(chapter_id));
    if published.is_some_and(|links| links.ids().any(|id| id == new)) {
        return Err(Refusal::usage(format!(
            "`{chapter_id}` has another passage with the id `{new}`"
        )));
    }
    let sections = links.aliases.sections(chapter_id);
    let former = sections.iter().find(|section| section.id == new);
    if former.is_some_and(|section| section.present.as_deref() != Some(old)) {
        return Err(Refusal::usage(format!(
            "`{new}` is an old id of another passage of `{chapter_id}`, and goes on leading there"
        )));
    }
    // The chapter by all its names, those of before included.
    let of_alias = |(alias, leaf): (&'_ str, usize)| {
        let leaf = links.order.leaves.get(leaf);
        leaf.is_some_and(|leaf| leaf.id == chapter_id)
            .then(|| alias.to_owned())
    };
    let mut names: Vec<String> = links.aliases.pages().filter_map(of_alias).collect();
    names.push(chapter_id.to_owned());
    let mut writes = Writes::default();
    let mut count = 0;
    for file in files(project) {
        let is_own = file.id == chapter_id;
        let renaming = |(page, anchor): (Option<&str>, Option<&str>)| {
            let is_here = match page {
                None => is_own,
                Some(page) => names.iter().any(|name| name == page),
            };
            (is_here && anchor == Some(old))
                .then(|| (page.map(str::to_owned), Some(new.to_owned())))
        };
        let text = project.text(file.file);
        let (mut edits, chapter) = edits_of(project, &file, &renaming)?;
        count += edits.len();
        if is_own {
            if let Some(taken) = chapter.ids.get(new) {
                let (line, _) = text.line_and_column(taken.start as u32);
                return Err(Refusal::usage(format!(
                    "`{}:{line}` has the id `{new}` already",
                    text.path
                )));
            }
            if let Some(range) = chapter.ids.get(old) {
                edits.push(Edit::new(range.clone(), format!("{{#{new}}}")));
            }
            let waived = chapter.front.texts().into_iter();
            let waived = waived.filter(|(path, text, _)| text == old && is_waived_place(path));
            edits.extend(
                waived.map(|(_, _, range)| Edit::new(unquoted(&text.text, range, old), new)),
            );
            if is_like(project, file.file, source) {
                let alias = format!("#{old} {new}");
                edits.extend(alias_edits(text, &chapter, &alias, |alias| {
                    let words: Vec<&str> = alias.split_whitespace().collect();
                    match words.as_slice() {
                        [first, ..] if first.strip_prefix('#') == Some(new) => None,
                        [first, present] if *present == old && first.starts_with('#') => {
                            Some(format!("{first} {new}"))
                        }
                        _ => Some(alias.to_owned()),
                    }
                })?);
            }
        }
        writes.change(text, edited(&text.text, &edits));
    }
    writes.apply(&project.root)?;
    tell_done(&writes, count, old, new);
    Ok(())
}

/// The chapter of the source that is to be renamed, or why there is none.
fn source_chapter<'a>(project: &'a Project, id: &str) -> Result<&'a Chapter, Refusal> {
    let chapters = &project.handbook.source().chapters;
    if let Some(chapter) = chapters.get(id) {
        return Ok(chapter);
    }
    let tag = project.source_tag();
    let path = format!("content/{tag}/{id}.md");
    let advice = match project.links.aliases.page(id) {
        Some(leaf) => {
            let leaf = project.links.order.leaves.get(leaf);
            leaf.map(|leaf| format!("it is an old id of `{}`", leaf.id))
        }
        None if RESERVED.contains(&id) || GENERATED_ANNEXES.contains(&id) => {
            Some("it is a page that the program makes".to_owned())
        }
        None => {
            let near = did_you_mean(id, chapters.keys().map(String::as_str));
            (!near.is_empty()).then_some(near)
        }
    };
    let advice = advice.map_or_else(String::new, |advice| format!("; {advice}"));
    Err(Refusal::usage(format!("there is no `{path}`{advice}")))
}

/// The edits of a file's references, and the file as it is.
fn edits_of(
    project: &Project,
    file: &File<'_>,
    renaming: Renaming<'_>,
) -> Result<(Vec<Edit>, Chapter), Refusal> {
    let text = project.text(file.file);
    if text.is_damaged {
        return Err(Refusal::usage(format!("`{}` is not UTF-8 text", text.path)));
    }
    let chapter = parse(file.file, text, &file.tag);
    let edits = rewrite(text, &chapter, &file.tag, renaming).map_err(|place| {
        Refusal::usage(format!(
            "the reference at {place} cannot be changed as it is written; change it by hand first"
        ))
    })?;
    Ok((edits, chapter))
}

/// Whether a file is a copy of the chapter, byte for byte: then it stays one.
fn is_like(project: &Project, file: FileId, source: &Chapter) -> bool {
    project.text(file).text == project.text(source.file).text
}

/// The edits that add an alias to a chapter's front matter. `keep` says what becomes of those that are there.
fn alias_edits(
    source: &SourceText,
    chapter: &Chapter,
    alias: &str,
    keep: impl Fn(&str) -> Option<String>,
) -> Result<Vec<Edit>, Refusal> {
    let text = &source.text;
    let Some((key, list)) = chapter.front.entry(&["aliases"]) else {
        // Before the line that closes the front matter.
        let front = text.get(..chapter.body_start).unwrap_or_default();
        let at = front.trim_end().rfind('\n').map(|end| end + 1);
        let at = at
            .filter(|at| *at > 0)
            .ok_or_else(|| Refusal::usage(format!("`{}` has no front matter", source.path)))?;
        let line = format!("aliases: [{}]{}", as_item(alias), line_end(text));
        return Ok(vec![Edit::new(at..at, line)]);
    };
    let cannot = || {
        Refusal::usage(format!(
            "the aliases of `{}` are written in a way that cannot be changed; write `aliases: [{}]`",
            source.path,
            as_item(alias)
        ))
    };
    let items: &[_] = match &list.kind {
        Kind::List(items) => items,
        _ => &[],
    };
    let mut edits = Vec::new();
    let mut kept = 0;
    for (index, item) in items.iter().enumerate() {
        let written = item.text().unwrap_or_default();
        match keep(written) {
            None => edits.push(remove_from_list(text, list, index).ok_or_else(cannot)?),
            Some(new) => {
                kept += 1;
                if new != written {
                    let range = unquoted(text, item.range.clone(), written);
                    edits.push(Edit::new(range, new));
                }
            }
        }
    }
    match kept == 0 && !items.is_empty() {
        // All that were there go: the new one takes their place.
        true => {
            let first = items.first().map_or(0, |item| item.range.start);
            let last = items.last().map_or(first, |item| item.range.end);
            let closing = text
                .get(last..)
                .is_some_and(|rest| rest.starts_with(['"', '\'']))
                && text
                    .get(first..)
                    .is_some_and(|rest| rest.starts_with(['"', '\'']))
                && !text
                    .get(first..last)
                    .is_some_and(|all| all.len() > 1 && all.ends_with(['"', '\'']));
            let end = last + usize::from(closing);
            Ok(vec![Edit::new(first..end, as_item(alias))])
        }
        false => {
            edits.push(append_to_list(text, key, list, &as_item(alias)).ok_or_else(cannot)?);
            Ok(edits)
        }
    }
}

/// Where a value stands inside its quotation marks, if it has any.
fn unquoted(text: &str, range: Range<usize>, value: &str) -> Range<usize> {
    let written = text.get(range.start..).unwrap_or_default();
    let at = written.find(value).unwrap_or(0);
    range.start + at..range.start + at + value.len()
}

/// Whether `handbook.yaml` names a chapter at a path of keys.
fn names_chapter(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["parts" | "paths", _, "chapters", _] | ["pages" | "annexes", _] | ["help"]
    )
}

/// Whether a translation names a section there: the place of a finding that is right as it is.
fn is_waived_place(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["waive", _, "at"])
}

fn tell_done(writes: &Writes, count: usize, old: &str, new: &str) {
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    tell(&format!(
        "`{old}` is `{new}` now: {} in {}; the old id goes on leading there",
        plural(count, "reference"),
        plural(writes.count(), "file")
    ));
}
