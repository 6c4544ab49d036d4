//! The index: terms and their synonyms, and the instruments that are cited, with the paragraphs where they stand.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::link::back_links::Passage;
use crate::render::Edition;
use crate::render::index_letters::by_letter;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::html;
use crate::render::wording::sorted_by;

#[derive(Serialize)]
struct Letter {
    letter: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    #[serde(skip)]
    sort_as: String,
    text: Value,
    /// The entry's definition or row in an annex.
    annex: Option<Place>,
    places: Vec<Place>,
    /// Another entry to look at instead.
    see: Option<Value>,
}

/// The index of the book.
pub(super) fn context(edition: &Edition<'_>, page: &Page) -> Context {
    let index = page.language_index;
    let labels = edition.labels(index);
    let letters = by_letter(labels.wording, entries(edition, page), |entry| {
        entry.sort_as.clone()
    });
    let letters: Vec<Letter> = letters
        .into_iter()
        .map(|(letter, entries)| Letter { letter, entries })
        .collect();
    let mut context = Context::new();
    context.insert("letters", &letters);
    context
}

fn entries(edition: &Edition<'_>, page: &Page) -> Vec<Entry> {
    let index = page.language_index;
    let labels = edition.labels(index);
    let tag = &labels.wording.tag;
    let order = &edition.links.order;
    let annex = |list: &str, address: String| {
        let (_, leaf) = order.find(list)?;
        let href = page.path.link_to(&address)?;
        let label = match leaf.letter() {
            Some(letter) => labels.wording.say(
                "label.annex",
                &[("letter", &labels.wording.annex_letter(letter))],
            ),
            None => labels.wording.say(&format!("page.{list}"), &[]),
        };
        let label = Value::normal_string(&label);
        Some(Place { label, href })
    };
    let mut entries = Vec::new();
    for id in edition.handbook.glossary.value.keys() {
        let term = edition.term(index, id);
        let words = labels.language.glossary.value.get(id);
        let used = edition.links.back_links.terms.get(id);
        entries.push(Entry {
            sort_as: sorted_by(words.and_then(|words| words.sort_as.as_deref()), &term.text),
            text: html(&term.html()),
            annex: annex("glossary", format!("{tag}/glossary.html#term--{id}")),
            places: places(edition, page, used.map_or(&[][..], Vec::as_slice)),
            see: None,
        });
        for synonym in words.into_iter().flat_map(|words| &words.admitted) {
            entries.push(Entry {
                sort_as: synonym.clone(),
                text: Value::normal_string(&labels.wording.typeset(synonym)),
                annex: None,
                places: Vec::new(),
                see: Some(html(&term.html())),
            });
        }
    }
    let back_links = &edition.links.back_links;
    for id in edition.handbook.registry.value.instruments.keys() {
        if !back_links.articles.contains_key(id) && !back_links.whole.contains_key(id) {
            continue;
        }
        let title = labels.title(id);
        let name = labels.cited_name(id);
        let address = format!(
            "{tag}/articles.html#instrument--{}",
            id.to_ascii_lowercase()
        );
        let whole = back_links.whole.get(id).map_or(&[][..], Vec::as_slice);
        if name.text != title.text {
            entries.push(Entry {
                sort_as: title.text.clone(),
                text: html(&title.html()),
                annex: None,
                places: Vec::new(),
                see: Some(html(&name.html())),
            });
        }
        entries.push(Entry {
            sort_as: name.text.clone(),
            text: html(&name.html()),
            annex: annex("articles", address),
            places: places(edition, page, whole),
            see: None,
        });
    }
    entries
}

/// One place for each section: an index that names every paragraph of a page says less.
fn places(edition: &Edition<'_>, page: &Page, passages: &[Passage]) -> Vec<Place> {
    let mut seen = Vec::new();
    let mut places = Vec::new();
    for passage in passages {
        let entry = &edition.links.order.leaves[passage.leaf];
        let chapter = edition.handbook.source().chapters.get(&entry.id);
        let section = chapter
            .and_then(|chapter| chapter.blocks.get(passage.block as usize))
            .and_then(|block| block.section);
        let key = (passage.leaf, section);
        if seen.last() != Some(&key) {
            seen.push(key);
            places.push(edition.place_of(page, *passage));
        }
    }
    places
}
