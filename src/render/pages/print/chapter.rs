//! The opening of a part, and a chapter, page or annex of Markdown, as the book shows them.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::link::order::LeafKind;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::fill::Filling;
use crate::render::fill::Ids;
use crate::render::pages::Page;
use crate::render::pages::body::body;
use crate::render::pages::chapter::NoteContext;
use crate::render::pages::chapter::front_texts;
use crate::render::pages::chapter::notes;
use crate::render::pages::frame::DateText;
use crate::render::pages::frame::part_name;
use crate::render::pages::html;
use crate::render::pages::notices::Notice;
use crate::render::pages::notices::notices;

/// An opening page: of a part, or of the annexes.
#[derive(Serialize)]
pub(super) struct Opening {
    pub(super) id: String,
    pub(super) number: Option<String>,
    pub(super) title: Value,
    pub(super) introduction: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) dir: Option<String>,
    pub(super) entries: Vec<OpeningEntry>,
}

/// What follows an opening page.
#[derive(Serialize)]
pub(super) struct OpeningEntry {
    pub(super) number: Option<String>,
    pub(super) title: Value,
    pub(super) href: String,
}

#[derive(Serialize)]
struct ChapterContext {
    id: String,
    number: Option<String>,
    letter: Option<String>,
    level: u8,
    title: Value,
    lang: Option<String>,
    dir: Option<String>,
    notices: Vec<Notice>,
    marks: Value,
    summary: Option<Value>,
    key_points: Vec<Value>,
    body: Value,
    notes: Vec<NoteContext>,
    reviewed: Option<DateText>,
    compared: Option<Compared>,
    status: String,
    translators: Vec<String>,
    reviewers: Vec<String>,
    note: Option<String>,
    address: Option<String>,
}

/// The source's text that a translation was compared with.
#[derive(Serialize)]
struct Compared {
    language: String,
    date: String,
}

/// The page that opens a part, with its chapters.
pub(super) fn part(edition: &Edition<'_>, page: &Page, part: usize) -> Context {
    let index = page.language_index;
    let entry = &edition.links.order.parts[part];
    let words = |language: usize| {
        let book = &edition.handbook.languages[language].book.value;
        book.parts.get(&entry.id)?.introduction.as_deref()
    };
    let source = edition.handbook.source_index;
    let (introduction, from) = match words(index) {
        Some(own) => (Some(own), index),
        None => (words(source), source),
    };
    let text = &edition.wordings[from];
    let entries = entry.chapters.iter().map(|leaf| OpeningEntry {
        number: edition.links.order.leaves[*leaf]
            .number()
            .map(|number| edition.wordings[index].number(u64::from(number))),
        title: html(&edition.leaf_name(index, *leaf).html()),
        href: format!("#{}", edition.links.order.leaves[*leaf].id),
    });
    let mut context = Context::new();
    context.insert(
        "opening",
        &Opening {
            id: format!("book--part--{}", entry.id),
            number: Some(edition.wordings[index].part_number(part, &entry.number)),
            title: html(&part_name(edition, index, part).html()),
            introduction: introduction.map(|introduction| text.typeset(introduction)),
            lang: (from != index).then(|| text.html_tag.clone()),
            dir: (from != index).then(|| text.direction.clone()),
            entries: entries.collect(),
        },
    );
    context
}

/// A chapter, page or annex of Markdown.
pub(super) fn context(edition: &Edition<'_>, page: &Page, leaf: usize) -> Context {
    let mut context = Context::new();
    let index = page.language_index;
    let entry = &edition.links.order.leaves[leaf];
    let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
        return context;
    };
    // Parts stand at the first level, so chapters and their sections stand one level below that of their own pages.
    let lower = u8::from(entry.kind != LeafKind::Page);
    let filling = Filling {
        edition,
        language_index: index,
        page: &page.path,
        shown,
        ids: Ids::Prefixed { lower },
        passage: None,
    };
    let behind = Behind::new(edition, index, shown);
    let behind = behind.as_ref();
    let texts = front_texts(&filling, behind);
    let text = &edition.wordings[shown.text_index];
    let wording = &edition.wordings[index];
    let is_borrowed = shown.text_index != index;
    let front = &shown.chapter.front.value;
    let source = edition.handbook.source().chapters.get(&entry.id);
    let reviewed = source
        .filter(|_| behind.is_none())
        .and_then(|chapter| chapter.front.value.reviewed.as_ref());
    let address = edition.base_url.as_ref();
    context.insert(
        "chapter",
        &ChapterContext {
            id: entry.id.clone(),
            number: entry
                .number()
                .map(|number| wording.number(u64::from(number))),
            letter: entry
                .letter()
                .map(|letter| edition.wordings[index].annex_letter(letter)),
            level: 1 + lower,
            title: texts.title,
            lang: is_borrowed.then(|| text.html_tag.clone()),
            dir: is_borrowed.then(|| text.direction.clone()),
            notices: notices(&filling, behind, leaf)
                .into_iter()
                .filter(|notice| !notice.is_at_the_foot())
                .collect(),
            marks: html(&texts.marks),
            summary: texts.summary,
            key_points: texts.key_points,
            body: html(&body(&filling, behind, entry.number())),
            notes: notes(&filling, behind, entry.number()),
            reviewed: reviewed.map(|iso| DateText {
                iso: iso.clone(),
                text: wording.date(iso),
            }),
            compared: behind.and_then(|behind| {
                let source = &edition.wordings[behind.source.text_index];
                Some(Compared {
                    language: source.facts.name.clone(),
                    date: wording.date(behind.translation.compared.as_ref()?),
                })
            }),
            status: front.review_status().to_owned(),
            translators: front.translation.translators.clone(),
            reviewers: front.translation.reviewers.clone(),
            note: front
                .translation
                .note
                .as_ref()
                .map(|note| text.typeset(note)),
            address: address.map(|base| format!("{base}{}", edition.leaf_path(index, &entry.id))),
        },
    );
    context
}
