//! A page goes in; for each of its passages, where it is written comes out: for the preview, which leads back to the source.

use crate::base::text::FileId;
use crate::base::text::Place;
use crate::link::order::LeafKind;
use crate::render::Edition;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::pages::PageKind;

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The page's title.
    Title,
    /// The element with an id.
    Id(String),
    /// A block without an id, counted from 0 in the element that holds the text.
    Block(usize),
}

/// The passages of a page with the file and the byte offset where each is written.
pub fn places(edition: &Edition<'_>, page: &Page) -> Vec<(Anchor, FileId, u32)> {
    let index = page.language_index;
    let language = &edition.handbook.languages[index];
    let source = edition.handbook.source();
    let mut found: Vec<(Anchor, Place)> = Vec::new();
    match &page.kind {
        PageKind::Leaf(leaf) => found = of_chapter(edition, index, *leaf),
        PageKind::Home => {
            found.push((Anchor::Title, language.book.key_place(&["title"])));
            for part in &edition.links.order.parts {
                let id = format!("part--{}", part.id);
                let book = match language.book.value.parts.contains_key(&part.id) {
                    true => &language.book,
                    false => &source.book,
                };
                found.push((Anchor::Id(id), book.key_place(&["parts", &part.id])));
            }
        }
        PageKind::List(_, ListKind::Glossary) => {
            for id in edition.handbook.glossary.value.keys() {
                let words = match language.glossary.value.contains_key(id) {
                    true => &language.glossary,
                    false => &source.glossary,
                };
                found.push((Anchor::Id(format!("term--{id}")), words.key_place(&[id])));
            }
        }
        PageKind::Instrument(id) => {
            let names =
                |words: &crate::parse::data::InstrumentWords| words.instruments.get(id).cloned();
            let words = match names(&language.instruments.value).is_some() {
                true => &language.instruments,
                false => &source.instruments,
            };
            found.push((Anchor::Title, words.key_place(&["instruments", id])));
            for key in edition.instrument_entries.get(id).into_iter().flatten() {
                let article = key.shown();
                let labelled =
                    names(&words.value).is_some_and(|names| names.articles.contains_key(&article));
                if labelled {
                    let place = words.key_place(&["instruments", id, "articles", &article]);
                    found.push((Anchor::Id(key.id()), place));
                }
            }
        }
        PageKind::List(..)
        | PageKind::Search
        | PageKind::Status
        | PageKind::Book
        | PageKind::Handouts
        | PageKind::Chooser
        | PageKind::NotFound
        | PageKind::Moved(_) => {}
    }
    found
        .into_iter()
        .filter_map(|(anchor, place)| match place {
            Place::Text(file, start, _) => Some((anchor, file, start)),
            Place::File(_) | Place::Page(_) => None,
        })
        .collect()
}

fn of_chapter(edition: &Edition<'_>, index: usize, leaf: usize) -> Vec<(Anchor, Place)> {
    let Some(entry) = edition.links.order.leaves.get(leaf) else {
        return Vec::new();
    };
    let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
        return Vec::new();
    };
    let (chapter, links) = (shown.chapter, shown.links);
    let is_numbered = matches!(entry.kind, LeafKind::Chapter { .. });
    let title = (Anchor::Title, chapter.front.key_place(&["title"]));
    let blocks = chapter.blocks.iter().enumerate().map(|(at, block)| {
        let section = match &block.kind {
            crate::parse::chapter::BlockKind::Heading(section) => {
                links.section_ids.get(*section as usize)
            }
            _ => None,
        };
        let paragraph = links.paragraphs.get(at).copied().flatten();
        let paragraph = paragraph.filter(|_| is_numbered);
        let callout = links.callout_ids.get(at).cloned().flatten();
        let id = section
            .cloned()
            .or_else(|| paragraph.map(|number| format!("p--{number}")))
            .or(callout);
        let anchor = id.map_or(Anchor::Block(at), Anchor::Id);
        (anchor, chapter.place(&block.range))
    });
    let notes = chapter.notes.iter().enumerate().map(|(at, note)| {
        let id = format!("fn--{}", at + 1);
        (Anchor::Id(id), chapter.place(&note.range))
    });
    std::iter::once(title).chain(blocks).chain(notes).collect()
}
