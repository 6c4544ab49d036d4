//! A page goes in; for each of its passages, where it is written comes out: for the preview, which leads back to the source.

mod chapter;
mod instruments;
mod lists;

use crate::base::text::FileId;
use crate::base::text::Place;
use crate::parse::Language;
use crate::render::Edition;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::pages::PageKind;
use crate::render::pages::open_places;

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The page's title.
    Title,
    /// The sentence below the title.
    Summary,
    /// A key point of a chapter, counted from 0.
    Point(usize),
    /// The element with an id.
    Id(String),
    /// A block of a chapter without an id, counted from 0 among all of its blocks.
    Block(usize),
    /// What begins with a link to an address, as the page writes it: a row's first cell, an item of a list.
    Entry(String),
    /// The cells behind the first of a row that begins with such a link.
    Row(String),
    /// A fact of an instrument, counted from 0.
    Fact(usize),
    /// An open passage on the page that tells how far a translation is, counted from 0.
    Open(usize),
}

/// What stands on a page, and where it is written.
type Found = Vec<(Anchor, Place)>;

/// The passages of a page with the file and the byte offset where each is written.
pub fn places(edition: &Edition<'_>, page: &Page) -> Vec<(Anchor, FileId, u32)> {
    let found = match &page.kind {
        PageKind::Leaf(leaf) => chapter::of_leaf(edition, page, *leaf),
        PageKind::Home => lists::of_home(edition, page),
        PageKind::Instrument(id) => instruments::of_instrument(edition, page, id),
        PageKind::List(leaf, list) => {
            let mut found = head(edition, page, *leaf, *list);
            found.extend(match list {
                ListKind::Instruments => instruments::of_table(edition, page),
                ListKind::Articles => instruments::of_articles(edition, page),
                ListKind::Calendar => instruments::of_calendar(edition, page),
                ListKind::Glossary => lists::of_glossary(edition, page),
                ListKind::Checklists | ListKind::Questions | ListKind::Boxes => {
                    lists::of_boxes(edition, page, *list)
                }
                ListKind::AToZ => lists::of_a_to_z(edition, page),
            });
            found
        }
        PageKind::Search => vec![(Anchor::Title, word(edition, page, "search.title"))],
        PageKind::Status => {
            let title = (Anchor::Title, word(edition, page, "page.status"));
            let open = open_places(edition, page).into_iter().enumerate();
            let open = open.filter_map(|(at, place)| {
                let (file, offset) = place?;
                let start = offset as usize;
                Some((Anchor::Open(at), Place::range(file, start..start)))
            });
            std::iter::once(title).chain(open).collect()
        }
        PageKind::Book
        | PageKind::Handouts
        | PageKind::Chooser
        | PageKind::NotFound
        | PageKind::Moved(_) => Vec::new(),
    };
    found
        .into_iter()
        .filter_map(|(anchor, place)| match place {
            Place::Text(file, start, _) => Some((anchor, file, start)),
            Place::File(_) | Place::Page(_) => None,
        })
        .collect()
}

/// Title and introduction of a list, which are words of the interface.
fn head(edition: &Edition<'_>, page: &Page, leaf: usize, list: ListKind) -> Found {
    let introduction = match list {
        ListKind::Instruments => "instruments.introduction",
        ListKind::Articles => "articles.introduction",
        ListKind::Checklists => "checklists.introduction",
        ListKind::Questions => "questions.introduction",
        ListKind::Calendar => "calendar.introduction",
        ListKind::Glossary => "glossary.introduction",
        ListKind::Boxes => "boxes.introduction",
        ListKind::AToZ => "az.introduction",
    };
    let summary = (Anchor::Summary, word(edition, page, introduction));
    let title = lists::title_of(edition, page, leaf).map(|place| (Anchor::Title, place));
    title.into_iter().chain([summary]).collect()
}

/// Where a word of the interface is written: in the page's language, or in the one whose words stand in for it.
fn word(edition: &Edition<'_>, page: &Page, key: &str) -> Place {
    let languages = &edition.handbook.languages;
    let own = &languages[page.language_index];
    let lender = own.interface.lender(key);
    let from = languages
        .iter()
        .find(|language| lender == Some(language.tag.as_str()));
    from.unwrap_or(own).words.key_place(&["ui", key])
}

/// The page's language if it has something, else the source's, whose words it borrows.
fn lender<'a>(edition: &Edition<'a>, page: &Page, has: impl Fn(&Language) -> bool) -> &'a Language {
    let own = &edition.handbook.languages[page.language_index];
    match has(own) {
        true => own,
        false => edition.handbook.source(),
    }
}
