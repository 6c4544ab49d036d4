//! A Markdown file and what pages and sections are called from now on go in; the file with its references written anew comes out.

use std::ops::Range;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::base::text::SourceText;
use crate::cli::author::edits::Edit;
use crate::cli::author::edits::edited;
use crate::parse::address::Address;
use crate::parse::address::read_address;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::ChapterInput;
use crate::parse::chapter::link_definitions;
use crate::parse::chapter::parse_chapter;
use crate::parse::data::GlossaryWords;
use crate::parse::pictures::Pictures;
use crate::parse::reference::Written;
use crate::parse::reference::read_reference;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;

/// A page and a place on it, as references name them; no page: the one that the reference stands on.
pub(super) type Named<'a> = (Option<&'a str>, Option<&'a str>);

/// What a reference names from now on; nothing: what it names already.
pub(super) type Renaming<'a> = &'a dyn Fn(Named<'_>) -> Option<(Option<String>, Option<String>)>;

/// Parses a Markdown file by itself: its ids, headings and references.
pub(super) fn parse(file: FileId, source: &SourceText, tag: &LanguageTag) -> Chapter {
    let terms = TermMatcher::new(&GlossaryWords::default(), tag.base(), tag.is_unspaced());
    let id = source.path.rsplit('/').next().unwrap_or_default();
    let input = ChapterInput {
        id: id.trim_end_matches(".md"),
        file,
        source,
        tag,
        is_source: true,
        typography: Typography::AsTyped,
        terms: &terms,
        pictures: &Pictures::default(),
    };
    // What is wrong in it was told when the whole book was parsed.
    parse_chapter(&input, &mut Diagnostics::default())
}

/// The edits that write the references of a file anew.
///
/// # Errors
/// The place of a reference that could not be found in the text as it is written.
pub(super) fn rewrite(
    source: &SourceText,
    chapter: &Chapter,
    tag: &LanguageTag,
    renaming: Renaming<'_>,
) -> Result<Vec<Edit>, String> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut by_label = false;
    for reference in &chapter.references {
        let Some(named) = named(&reference.target) else {
            continue;
        };
        let Some(new) = renaming(named) else {
            continue;
        };
        match in_place(&source.text, &reference.range, named, &new) {
            Some(edit) => edits.push(edit),
            None => by_label = true,
        }
    }
    if by_label {
        let definitions = link_definitions(source, chapter.body_start);
        edits.extend(definitions.into_iter().filter_map(|range| {
            let text = source.text.get(range.clone())?;
            let behind = range.start + text.find("]:")? + 2;
            address_at(&source.text, behind, renaming)
        }));
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup();
    check(source, chapter, tag, renaming, &edits)?;
    Ok(edits)
}

/// Every reference has to be read as what it is called from now on, and no other may have changed.
fn check(
    source: &SourceText,
    chapter: &Chapter,
    tag: &LanguageTag,
    renaming: Renaming<'_>,
    edits: &[Edit],
) -> Result<(), String> {
    let text = SourceText::new(source.path.clone(), edited(&source.text, edits));
    let after = parse(chapter.file, &text, tag);
    let is_written = chapter.references.iter().zip(&after.references);
    let wrong = is_written
        .map(|(before, after)| {
            let new = named(&before.target).and_then(renaming);
            let expected = new.map_or(before.target.clone(), |(page, anchor)| Written::Page {
                page,
                anchor,
            });
            (before, expected == after.target)
        })
        .find(|(_, is_right)| !is_right);
    match wrong {
        Some((before, _)) => Err(place(source, &before.range)),
        None if chapter.references.len() != after.references.len() => Err(place(source, &(0..0))),
        None => Ok(()),
    }
}

fn place(source: &SourceText, range: &Range<usize>) -> String {
    let (line, column) = source.line_and_column(range.start as u32);
    format!("{}:{line}:{column}", source.path)
}

/// What a reference names, if it is a page or a place on one.
fn named(target: &Written) -> Option<Named<'_>> {
    match target {
        Written::Page { page, anchor } => Some((page.as_deref(), anchor.as_deref())),
        _ => None,
    }
}

/// The edit of a reference that says itself where it leads: `[[page#place]]` or `[words](page.md#place)`.
fn in_place(
    text: &str,
    range: &Range<usize>,
    named: Named<'_>,
    new: &(Option<String>, Option<String>),
) -> Option<Edit> {
    let written = text.get(range.clone())?;
    if let Some(inner) = written.strip_prefix("[[") {
        let end = inner.find(['|', '\\', ']'])?;
        let target = inner.get(..end)?;
        let Some(Written::Page { page, anchor }) = read_reference(target) else {
            return None;
        };
        if (page.as_deref(), anchor.as_deref()) != named {
            return None;
        }
        let start = range.start + 2;
        return Some(Edit::new(start..start + end, joined(new, "")));
    }
    let mut before = written;
    while let Some(at) = before.rfind("](") {
        let edit = address_at(text, range.start + at + 2, &|found| {
            (found == named).then(|| new.clone())
        });
        if edit.is_some() {
            return edit;
        }
        before = before.get(..at)?;
    }
    None
}

/// The edit of an address that begins at a byte, perhaps behind white space and `<`.
fn address_at(text: &str, start: usize, renaming: Renaming<'_>) -> Option<Edit> {
    let rest = text.get(start..)?;
    let trimmed = rest.trim_start();
    let trimmed = trimmed.strip_prefix('<').unwrap_or(trimmed);
    let begin = start + rest.len() - trimmed.len();
    let ends = |character: char| character.is_whitespace() || matches!(character, ')' | '>');
    let end = trimmed.find(ends).unwrap_or(trimmed.len());
    let (page, anchor) = match read_address(trimmed.get(..end)?) {
        Ok(Address::Anchor(anchor)) => (None, Some(anchor)),
        Ok(Address::Page(page, anchor)) => (Some(page), anchor),
        _ => return None,
    };
    let new = renaming((page.as_deref(), anchor.as_deref()))?;
    Some(Edit::new(begin..begin + end, joined(&new, ".md")))
}

fn joined((page, anchor): &(Option<String>, Option<String>), ending: &str) -> String {
    let page = page.as_ref().map(|page| format!("{page}{ending}"));
    let anchor = anchor.as_ref().map(|anchor| format!("#{anchor}"));
    page.into_iter().chain(anchor).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use super::rewrite;
    use crate::base::language::LanguageTag;
    use crate::base::text::SourceText;
    use crate::base::text::Texts;
    use crate::cli::author::edits::edited;

    fn rewritten(text: &str, tag: &str) -> String {
        let text = format!("---\ntitle: T\n---\n{text}\n");
        let source = SourceText::new("content/en/here.md", text);
        let file = Texts::default().put(source.clone());
        let tag = LanguageTag::new(tag).expect("a tag");
        let chapter = parse(file, &source, &tag);
        let renaming = |(page, anchor): (Option<&str>, Option<&str>)| {
            (page == Some("old")).then(|| (Some("new".to_owned()), anchor.map(str::to_owned)))
        };
        let edits = rewrite(&source, &chapter, &tag, &renaming).expect("edits");
        let body = edited(&source.text, &edits);
        let body = body
            .strip_prefix("---\ntitle: T\n---\n")
            .expect("the front");
        body.trim_end().to_owned()
    }

    #[test]
    fn every_form_of_a_reference_is_found_where_it_is_written() {
        let cases = [
            ("See [[old]].", "See [[new]]."),
            (
                "راجع [[old#remedy|سبل الانتصاف]].",
                "راجع [[new#remedy|سبل الانتصاف]].",
            ),
            (
                "见[[ old#remedy ]]和[[older]]。",
                "见[[new#remedy]]和[[older]]。",
            ),
            (
                "[x](old.md), [y](<old.md#a> \"old.md\"), [z](./old.md)",
                "[x](new.md), [y](<new.md#a> \"old.md\"), [z](new.md)",
            ),
            (
                "[a *b* ](old.md#c), [old.md](old.md)",
                "[a *b* ](new.md#c), [old.md](new.md)",
            ),
            (
                "[x][l], [l]\n\n[l]: old.md#y \"T\"",
                "[x][l], [l]\n\n[l]: new.md#y \"T\"",
            ),
            (
                "| a |\n|---|\n| [[old\\|b]] |",
                "| a |\n|---|\n| [[new\\|b]] |",
            ),
            (
                "> [!law] On [[old]] {#law}\n> [q](old.md)",
                "> [!law] On [[new]] {#law}\n> [q](new.md)",
            ),
            (
                "A note.[^n]\n\n[^n]: See [[old]].",
                "A note.[^n]\n\n[^n]: See [[new]].",
            ),
            (
                "`[[old]]` and old.md stay, and\n\n    [[old]]\n\n```\n[l]: old.md\n```",
                "`[[old]]` and old.md stay, and\n\n    [[old]]\n\n```\n[l]: old.md\n```",
            ),
        ];
        for (text, expected) in cases {
            for tag in ["en", "ar", "zh"] {
                assert_eq!(rewritten(text, tag), expected);
            }
        }
    }
}
