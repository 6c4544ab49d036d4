//! The first page and the lists made of chapters and terms go in; where each of their entries is written comes out.

use crate::base::text::Place;
use crate::parse::Language;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::CalloutKind;
use crate::parse::data::Book;
use crate::parse::yaml::Yaml;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::places::Anchor;
use crate::render::places::Found;
use crate::render::places::chapter::blocks;
use crate::render::places::instruments;
use crate::render::places::lender;
use crate::render::places::word;

/// The first page of a language: the book's own words, and the titles of its chapters.
pub(super) fn of_home(edition: &Edition<'_>, page: &Page) -> Found {
    let book = |has: &dyn Fn(&Book) -> bool| -> &Yaml<Book> {
        &lender(edition, page, |language| has(&language.book.value)).book
    };
    let has_title = |book: &Book| !book.title.is_empty();
    let mut found = vec![(Anchor::Title, book(&has_title).key_place(&["title"]))];
    let own = &edition.handbook.languages[page.language_index].book;
    if own.value.subtitle.is_some() {
        found.push((Anchor::Summary, own.key_place(&["subtitle"])));
    }
    for path in &edition.handbook.file.value.paths {
        let words = book(&|book| book.paths.contains_key(&path.id));
        let anchor = Anchor::Id(format!("path--{}", path.id));
        found.push((anchor, words.key_place(&["paths", &path.id])));
    }
    for part in &edition.links.order.parts {
        let words = book(&|book| book.parts.contains_key(&part.id));
        let anchor = Anchor::Id(format!("part--{}", part.id));
        found.push((anchor, words.key_place(&["parts", &part.id])));
    }
    for (leaf, entry) in edition.links.order.leaves.iter().enumerate() {
        let href = address(edition, page, &entry.id);
        let place = title_of(edition, page, leaf);
        found.extend(place.map(|place| (Anchor::Entry(href), place)));
    }
    found
}

/// The glossary: each term in the words of the language.
pub(super) fn of_glossary(edition: &Edition<'_>, page: &Page) -> Found {
    let terms = edition.handbook.glossary.value.keys();
    terms
        .map(|id| (Anchor::Id(format!("term--{id}")), term(edition, page, id)))
        .collect()
}

/// Checklists, questions, or all boxes: each block in its chapter.
pub(super) fn of_boxes(edition: &Edition<'_>, page: &Page, list: ListKind) -> Found {
    let kind = match list {
        ListKind::Checklists => Some(CalloutKind::Action),
        ListKind::Questions => Some(CalloutKind::Questions),
        _ => None,
    };
    let index = page.language_index;
    let mut found = Vec::new();
    for (leaf, entry) in edition.links.order.markdown() {
        let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
            continue;
        };
        let behind = Behind::new(edition, index, shown);
        let group = Anchor::Id(format!("chapter--{}", entry.id));
        found.extend(title_of(edition, page, leaf).map(|place| (group, place)));
        for (text, at) in blocks(shown, behind.as_ref()) {
            let Some(block) = text.chapter.blocks.get(at) else {
                continue;
            };
            let is_wanted = match &block.kind {
                BlockKind::Callout(callout) => kind.is_none_or(|kind| callout.kind == kind),
                _ => false,
            };
            let id = text.links.callout_ids.get(at).cloned().flatten();
            let Some(id) = id.filter(|_| is_wanted) else {
                continue;
            };
            let anchor = match kind {
                Some(_) => Anchor::Id(format!("{}--{id}", entry.id)),
                None => Anchor::Entry(format!("{}#{id}", address(edition, page, &entry.id))),
            };
            found.push((anchor, text.chapter.place(&block.range)));
        }
    }
    found
}

/// From A to Z: terms, chapters with their sections, and instruments.
pub(super) fn of_a_to_z(edition: &Edition<'_>, page: &Page) -> Found {
    let index = page.language_index;
    let handbook = edition.handbook;
    let glossary = address(edition, page, "glossary");
    let terms = handbook.glossary.value.keys().map(|id| {
        let href = format!("{glossary}#term--{id}");
        (Anchor::Entry(href), term(edition, page, id))
    });
    let ids = handbook.registry.value.instruments.keys();
    let instruments = ids.map(|id| {
        let href = instruments::href(edition, page, id);
        (Anchor::Entry(href), instruments::title(edition, page, id))
    });
    let mut found: Found = terms.chain(instruments).collect();
    for (leaf, entry) in edition.links.order.markdown() {
        let href = address(edition, page, &entry.id);
        if let Some(text) = edition.links.shown(handbook, index, &entry.id) {
            let all = text.chapter.sections.iter().zip(&text.links.section_ids);
            found.extend(all.map(|(section, id)| {
                let anchor = Anchor::Entry(format!("{href}#{id}"));
                (anchor, text.chapter.place(&section.range))
            }));
        }
        let title = title_of(edition, page, leaf);
        found.extend(title.map(|place| (Anchor::Entry(href), place)));
    }
    found
}

/// Where the title of a page of the book is written: of Markdown in its front matter, of a list among the words of the
/// interface.
pub(super) fn title_of(edition: &Edition<'_>, page: &Page, leaf: usize) -> Option<Place> {
    let entry = edition.links.order.leaves.get(leaf)?;
    if !entry.is_markdown() {
        let key = format!("page.{}", entry.id.replace('-', "_"));
        return Some(word(edition, page, &key));
    }
    let shown = edition
        .links
        .shown(edition.handbook, page.language_index, &entry.id)?;
    Some(shown.chapter.front.key_place(&["title"]))
}

fn term(edition: &Edition<'_>, page: &Page, id: &str) -> Place {
    let has = |language: &Language| language.glossary.value.contains_key(id);
    lender(edition, page, has).glossary.key_place(&[id])
}

fn address(edition: &Edition<'_>, page: &Page, id: &str) -> String {
    page.path
        .address_to(&edition.leaf_path(page.language_index, id))
}
