//! What stands before the chapters of the book: cover, imprint, contents, boxes, abbreviations.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::pages::chapter;
use crate::render::pages::collections;
use crate::render::pages::frame::book_title;
use crate::render::pages::frame::part_name;
use crate::render::pages::frame::site;
use crate::render::pages::html;
use crate::render::pages::print::abbreviations::abbreviations;
use crate::render::pages::print::plan::Piece;
use crate::render::pages::print::plan::is_empty;
use crate::render::theme::Theme;

#[derive(Serialize)]
struct Lang<'a> {
    html: &'a str,
    dir: &'a str,
    name: &'a str,
}

/// An entry of the contents.
#[derive(Serialize)]
struct ContentsEntry {
    href: String,
    number: Option<String>,
    title: Value,
    children: Vec<ContentsEntry>,
}

#[derive(Serialize)]
struct Imprint {
    languages: Vec<LanguageName>,
    /// The book's page on the web.
    address: Option<String>,
    /// A paragraph as it is cited.
    example: Option<String>,
    chapter_count: usize,
    borrowed_count: usize,
    has_unreviewed: bool,
    translators: Vec<String>,
}

#[derive(Serialize)]
struct LanguageName {
    html: String,
    dir: String,
    name: String,
}

/// Puts what every page for paper needs into the context.
pub(super) fn insert_frame(
    edition: &Edition<'_>,
    theme: &Theme,
    page: &Page,
    context: &mut Context,
) {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let lang = Lang {
        html: &wording.html_tag,
        dir: &wording.direction,
        name: &wording.facts.name,
    };
    context.insert("lang", &lang);
    context.insert("site", &site(edition, page));
    let here = |path: &str| page.path.address_to(path);
    let chosen = |name: &str| here(theme.static_path(name));
    let print = &edition.handbook.file.value.print;
    let own = &edition.handbook.languages[index].book.value.print;
    let mut sheets = vec![
        chosen("print.css"),
        here(&format!("{}/print.css", wording.tag)),
    ];
    match own.paper.as_deref().or(print.paper.as_deref()) {
        Some("a4") => sheets.push(chosen("print-a4.css")),
        Some("letter") => sheets.push(chosen("print-letter.css")),
        _ => {}
    }
    if own.notes.as_deref().or(print.notes.as_deref()) == Some("end") {
        sheets.push(chosen("print-endnotes.css"));
    }
    context.insert("sheets", &sheets);
}

/// The frame of the book.
pub(super) fn context(
    edition: &Edition<'_>,
    theme: &Theme,
    page: &Page,
    pieces: &[Piece],
) -> Context {
    let index = page.language_index;
    let mut context = Context::new();
    insert_frame(edition, theme, page, &mut context);
    context.insert("imprint", &imprint(edition, page));
    let abbreviations = abbreviations(edition, index);
    let has_boxes = !is_empty(edition, ListKind::Boxes);
    let wording = &edition.wordings[index];
    let mut contents = Vec::new();
    let mut before = |href: &str, key: &str| {
        contents.push(ContentsEntry {
            href: href.to_owned(),
            number: None,
            title: Value::normal_string(&wording.say(key, &[])),
            children: Vec::new(),
        });
    };
    if has_boxes {
        before("#boxes", "page.boxes");
    }
    if !abbreviations.is_empty() {
        before("#book--abbreviations", "print.abbreviations");
    }
    for piece in pieces {
        add_to_contents(edition, page, *piece, &mut contents);
    }
    context.insert("contents", &contents);
    context.insert("abbreviations", &abbreviations);
    context.insert("has_boxes", &has_boxes);
    collections::all(edition, page, &mut context);
    context
}

fn add_to_contents(
    edition: &Edition<'_>,
    page: &Page,
    piece: Piece,
    contents: &mut Vec<ContentsEntry>,
) {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let entry_of = |leaf: usize, number: Option<String>| ContentsEntry {
        href: format!("#{}", edition.links.order.leaves[leaf].id),
        number,
        title: html(&edition.leaf_name(index, leaf).html()),
        children: Vec::new(),
    };
    let named = |href: &str, key: &str| ContentsEntry {
        href: href.to_owned(),
        number: None,
        title: Value::normal_string(&wording.say(key, &[])),
        children: Vec::new(),
    };
    let below = |contents: &mut Vec<ContentsEntry>, entry: ContentsEntry| {
        if let Some(last) = contents.last_mut() {
            last.children.push(entry);
        }
    };
    match piece {
        Piece::Page(leaf) => contents.push(entry_of(leaf, None)),
        Piece::Part(part) => {
            let entry = &edition.links.order.parts[part];
            contents.push(ContentsEntry {
                href: format!("#book--part--{}", entry.id),
                number: Some(wording.say(
                    "label.part",
                    &[("number", &wording.part_number(part, &entry.number))],
                )),
                title: html(&part_name(edition, index, part).html()),
                children: Vec::new(),
            });
        }
        Piece::Chapter(leaf) => {
            let number = edition.links.order.leaves[leaf].number();
            let number = number.map(|number| wording.number(u64::from(number)));
            let mut entry = entry_of(leaf, number);
            entry.children = sections(edition, index, leaf);
            below(contents, entry);
        }
        Piece::Annexes => contents.push(named("#book--annexes", "nav.annexes")),
        Piece::Annex(leaf) | Piece::List(leaf, _) => {
            let letter = edition.links.order.leaves[leaf].letter();
            below(
                contents,
                entry_of(leaf, letter.map(|letter| wording.annex_letter(letter))),
            );
        }
        Piece::Index => contents.push(named("#a-z", "page.a_z")),
    }
}

/// The numbered sections of a chapter, those that a translation lacks among them.
fn sections(edition: &Edition<'_>, index: usize, leaf: usize) -> Vec<ContentsEntry> {
    let entry = &edition.links.order.leaves[leaf];
    let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
        return Vec::new();
    };
    let is_borrowed = shown.text_index != index;
    let behind = Behind::new(edition, index, shown);
    let sections = chapter::sections(edition, index, entry.number(), shown, behind.as_ref());
    sections
        .into_iter()
        .filter_map(|section| {
            let is_borrowed = is_borrowed || section.lang.is_some();
            Some(ContentsEntry {
                href: format!("#{}--{}", entry.id, section.id),
                number: Some(section.number?),
                title: html(&edition.named(section.title, is_borrowed).html()),
                children: Vec::new(),
            })
        })
        .collect()
}

fn imprint(edition: &Edition<'_>, page: &Page) -> Imprint {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let order = &edition.links.order;
    let mut translators: Vec<String> = Vec::new();
    let mut has_unreviewed = false;
    for (_, entry) in order.markdown() {
        let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
            continue;
        };
        let front = &shown.chapter.front.value;
        has_unreviewed |= front.review_status() == "unreviewed";
        for name in &front.translation.translators {
            if !translators.contains(name) {
                translators.push(name.clone());
            }
        }
    }
    let borrowed = order
        .chapters()
        .filter(|(leaf, _)| edition.borrowed(index, *leaf).is_some());
    let base = edition.base_url.as_ref();
    let first = order.chapters().next();
    Imprint {
        languages: edition
            .wordings
            .iter()
            .map(|wording| LanguageName {
                html: wording.html_tag.clone(),
                dir: wording.direction.clone(),
                name: wording.facts.name.clone(),
            })
            .collect(),
        address: base.map(|base| format!("{base}{}", edition.leaf_path(index, "index"))),
        example: first.map(|_| {
            let book = site(edition, page).cite_as;
            let book = book.unwrap_or_else(|| book_title(edition, index));
            let number = wording.in_digits("1.1");
            wording.say(
                "print.cite_example",
                &[("book", &book), ("number", &number)],
            )
        }),
        chapter_count: order.chapters().count(),
        borrowed_count: borrowed.count(),
        has_unreviewed,
        translators,
    }
}
