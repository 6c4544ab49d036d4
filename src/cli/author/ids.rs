//! `handbook ids`: chapters go in; their headings come out with the ids under which they are already published.

use std::collections::HashSet;

use crate::base::id::id_from_words;
use crate::base::id::is_author_id;
use crate::base::text::SourceText;
use crate::cli::author::Project;
use crate::cli::author::Refusal;
use crate::cli::author::edits::Edit;
use crate::cli::author::edits::edited;
use crate::cli::author::references::parse;
use crate::cli::author::writes::Writes;
use crate::cli::print;
use crate::cli::tell;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::Section;

/// Levels of headings that need an id.
const LEVELS: [u8; 2] = [2, 3];

/// Writes an id at the end of each heading of the source language that lacks one. Nothing else of a file changes; a second
/// time there is nothing to do. Translations take ids over from their source, and the source texts that are kept for them
/// get the same ids: no translation is out of date for it.
pub(super) fn ids(project: &Project) -> Result<(), Refusal> {
    let mut writes = Writes::default();
    let mut listed = String::new();
    let mut count = 0;
    for chapter in project.handbook.source().chapters.values() {
        let source = project.text(chapter.file);
        let given = missing(project, chapter);
        if given.is_empty() {
            continue;
        }
        count += given.len();
        for (section, id) in &given {
            let (line, _) = source.line_and_column(section.range.start as u32);
            listed.push_str(&format!("{}:{line}: {{#{id}}}\n", source.path));
        }
        writes.change(source, with_ids(project, chapter, &given)?);
        let name = format!("{}.md", chapter.id);
        let languages = project.sources.languages.values();
        for kept in languages.filter_map(|files| files.snapshots.get(&name)) {
            let text = project.text(*kept);
            let older = parse(*kept, text, project.source_tag());
            writes.change(text, with_ids(project, &older, &same(&older, &given))?);
        }
    }
    let files = writes.count();
    writes.apply(&project.root)?;
    print(&listed);
    tell(&match count {
        0 => "every section has an id".to_owned(),
        1 => "1 id written".to_owned(),
        _ => format!("{count} ids written; files changed: {files}"),
    });
    Ok(())
}

/// A heading and the id that it gets.
type Given<'a> = (&'a Section, String);

/// Headings of an older text that are the same as those of today, each with the id of that.
fn same<'a>(older: &'a Chapter, given: &[Given<'_>]) -> Vec<Given<'a>> {
    let mut found: Vec<Given<'a>> = Vec::new();
    for (section, id) in given {
        let is_it = |other: &&Section| {
            let is_same = (other.level, &other.text) == (section.level, &section.text);
            is_same
                && other.id.is_none()
                && !found.iter().any(|(taken, _)| std::ptr::eq(*taken, *other))
        };
        if let Some(other) = older.sections.iter().find(is_it)
            && !older.ids.contains_key(id)
        {
            found.push((other, id.clone()));
        }
    }
    found
}

/// The text of a chapter with ids behind the headings.
fn with_ids(project: &Project, chapter: &Chapter, given: &[Given<'_>]) -> Result<String, Refusal> {
    let source = project.text(chapter.file);
    let edit = |(section, id): &Given<'_>| {
        let written = source.text.get(section.range.clone()).unwrap_or_default();
        let at = section.range.start + end_of_heading(written);
        Edit::new(at..at, format!(" {{#{id}}}"))
    };
    let text = edited(&source.text, &given.iter().map(edit).collect::<Vec<_>>());
    let headings = |chapter: &Chapter| -> Vec<(u8, String)> {
        let sections = chapter.sections.iter();
        sections
            .map(|section| (section.level, section.text.clone()))
            .collect()
    };
    let again = SourceText::new(source.path.clone(), text.clone());
    let after = parse(chapter.file, &again, project.source_tag());
    let before = parse(chapter.file, source, project.source_tag());
    let has_all = given.iter().all(|(_, id)| after.ids.contains_key(id));
    match has_all && headings(&after) == headings(&before) {
        true => Ok(text),
        false => Err(Refusal::usage(format!(
            "a heading of `{}` is written in a way that leaves no room for an id",
            source.path
        ))),
    }
}

/// Headings without an id, with the one that each is to get: the one that it is published under where that has
/// the form of an author's, so that links to it go on working; else one made from its words.
fn missing<'a>(project: &Project, chapter: &'a Chapter) -> Vec<Given<'a>> {
    let published = project
        .links
        .chapters
        .get(project.handbook.source_index)
        .and_then(|links| links.get(&chapter.id));
    let mut taken: HashSet<String> = chapter.ids.keys().cloned().collect();
    let published_ids = published.iter().flat_map(|links| links.ids());
    taken.extend(published_ids.map(str::to_owned));
    let mut found = Vec::new();
    for (index, section) in chapter.sections.iter().enumerate() {
        if section.id.is_some() || !LEVELS.contains(&section.level) {
            continue;
        }
        let present = published.and_then(|links| links.section_ids.get(index));
        let id = match present {
            Some(present) if is_author_id(present) => present.clone(),
            _ => free_id(&section.text, &taken),
        };
        taken.insert(id.clone());
        found.push((section, id));
    }
    found
}

/// `remedies`, or `remedies-2` where that is taken; a heading without Latin letters is a `section-2`.
fn free_id(heading: &str, taken: &HashSet<String>) -> String {
    let words = id_from_words(heading);
    let (base, first) = match words.as_str() {
        "" => ("section", 1),
        words => (words, 2),
    };
    let is_free = |id: &String| !taken.contains(id);
    let plain = std::iter::once(words.clone()).filter(|id| !id.is_empty());
    let numbered = (first..).map(|number| format!("{base}-{number}"));
    // A long id has no room for a number; the numbers alone never run out.
    let fitting = plain
        .chain(numbered)
        .filter(|id| is_author_id(id))
        .take(1 + taken.len());
    fitting.into_iter().find(is_free).unwrap_or_else(|| {
        let short = (1..).map(|number| format!("section-{number}"));
        short.into_iter().find(is_free).unwrap_or_default()
    })
}

/// Offset in a heading as it is written at which an id goes: behind its words, before the signs that may close it.
fn end_of_heading(written: &str) -> usize {
    let trimmed = written.trim_end();
    if !trimmed.trim_start().starts_with('#') {
        // The last line underlines the others.
        let words = trimmed.rfind('\n').and_then(|end| trimmed.get(..end));
        return words.unwrap_or(trimmed).trim_end().len();
    }
    let words = trimmed.trim_end_matches('#');
    match words.ends_with([' ', '\t']) {
        true => words.trim_end().len(),
        false => trimmed.len(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::end_of_heading;
    use super::free_id;

    #[test]
    fn an_id_stands_behind_the_words() {
        let cases = [
            ("## Rights\n", "## Rights"),
            ("## Rights  \r\n", "## Rights"),
            ("### الحقوق ###\n", "### الحقوق"),
            ("## C#\n", "## C#"),
            ("## 权利 ## \n", "## 权利"),
            ("Two\nlines \n-----\n", "Two\nlines"),
        ];
        for (written, expected) in cases {
            assert_eq!(written.get(..end_of_heading(written)), Some(expected));
        }
    }

    #[test]
    fn ids_are_free() {
        let taken: HashSet<String> = ["remedies", "remedies-2", "section-1"]
            .map(str::to_owned)
            .into();
        assert_eq!(free_id("Remedies", &taken), "remedies-3");
        assert_eq!(free_id("Courts", &taken), "courts");
        assert_eq!(free_id("权利", &taken), "section-2");
        assert_eq!(free_id("الحقوق", &HashSet::new()), "section-1");
    }
}
