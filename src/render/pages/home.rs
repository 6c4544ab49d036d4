//! The first page of a language: reading paths, parts with their chapters, annexes.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::render::Borrowed;
use crate::render::Edition;
use crate::render::pages::ChapterLink;
use crate::render::pages::Page;
use crate::render::pages::chapter::minutes;
use crate::render::pages::frame::part_name;
use crate::render::pages::frame::unnumbered;
use crate::render::pages::html;

#[derive(Serialize)]
struct Part {
    id: String,
    number: String,
    title: Value,
    introduction: Option<String>,
    chapters: Vec<Chapter>,
}

#[derive(Serialize)]
struct Chapter {
    number: Option<String>,
    title: String,
    href: String,
    current: bool,
    borrowed: Option<Borrowed>,
    summary: Option<String>,
    minutes: u64,
}

#[derive(Serialize)]
struct Path {
    id: String,
    title: Value,
    description: Option<Value>,
    chapters: Vec<ChapterLink>,
}

#[derive(Serialize)]
struct Annex {
    letter: String,
    title: Value,
    href: String,
}

/// Puts what the home page shows into the context.
pub(super) fn insert(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let index = page.language_index;
    let order = &edition.links.order;
    let wording = &edition.wordings[index];
    let book = |language: usize| &edition.handbook.languages[language].book.value;
    let source = edition.handbook.source_index;
    let parts = order.parts.iter().enumerate().map(|(part, entry)| Part {
        id: entry.id.clone(),
        number: wording.part_number(part, &entry.number),
        title: html(&part_name(edition, index, part).html()),
        introduction: book(index)
            .parts
            .get(&entry.id)
            .and_then(|words| words.introduction.as_deref())
            .map(|text| wording.typeset(text)),
        chapters: entry
            .chapters
            .iter()
            .map(|leaf| chapter(edition, page, *leaf))
            .collect(),
    });
    context.insert("parts", &parts.collect::<Vec<_>>());
    let paths = edition.handbook.file.value.paths.iter().filter_map(|path| {
        let of = |language: usize| Some((language, book(language).paths.get(&path.id)?));
        let (from, words) = of(index).or_else(|| of(source))?;
        let name = |text: &str| {
            let text = edition.wordings[from].typeset(text);
            html(&edition.named(text, from != index).html())
        };
        let chapters = path
            .chapters
            .iter()
            .filter_map(|id| order.find(id))
            .map(|(leaf, _)| edition.chapter_link(page, leaf, false));
        Some(Path {
            id: path.id.clone(),
            title: name(&words.title),
            description: words.description.as_deref().map(name),
            chapters: chapters.collect(),
        })
    });
    context.insert("paths", &paths.collect::<Vec<_>>());
    let annexes = order.leaves.iter().enumerate().filter_map(|(leaf, entry)| {
        Some(Annex {
            letter: wording.annex_letter(entry.letter()?),
            title: html(&edition.leaf_name(index, leaf).html()),
            href: page.path.address_to(&edition.leaf_path(index, &entry.id)),
        })
    });
    context.insert("annexes", &annexes.collect::<Vec<_>>());
    context.insert("pages", &unnumbered(edition, page));
}

fn chapter(edition: &Edition<'_>, page: &Page, leaf: usize) -> Chapter {
    let link = edition.chapter_link(page, leaf, true);
    let id = &edition.links.order.leaves[leaf].id;
    let shown = edition
        .links
        .shown(edition.handbook, page.language_index, id);
    let summary = shown.and_then(|shown| {
        let text = shown.chapter.front.value.summary.as_ref()?;
        Some(edition.wordings[shown.text_index].typeset(text))
    });
    Chapter {
        number: link.number,
        title: link.title,
        href: link.href,
        current: false,
        borrowed: link.borrowed,
        summary,
        minutes: shown.map_or(0, |shown| minutes(shown.chapter)),
    }
}
