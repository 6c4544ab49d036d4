//! What the frame of every page shows: site, languages, contents, and where the page is.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::link::order::LeafKind;
use crate::render::Edition;
use crate::render::labels::Name;
use crate::render::pages::ChapterLink;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::pages::PageKind;
use crate::render::pages::html;
use crate::render::theme::Theme;

#[derive(Serialize)]
struct Lang<'a> {
    tag: &'a str,
    html: &'a str,
    dir: &'a str,
    name: &'a str,
    borrowed: usize,
    status_href: Option<String>,
}

#[derive(Serialize)]
pub(super) struct DateText {
    pub(super) iso: String,
    pub(super) text: String,
}

#[derive(Serialize)]
pub(super) struct SiteContext {
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
    pub(super) home_href: String,
    pub(super) edition_number: String,
    pub(super) edition_date: DateText,
    pub(super) licence: Option<String>,
    pub(super) licence_href: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) contact_href: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) cite_as: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Alternate {
    pub(super) hreflang: String,
    pub(super) href: String,
}

#[derive(Serialize)]
struct PageContext {
    kind: &'static str,
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    alternates: Vec<Alternate>,
    noindex: bool,
    edit_href: Option<String>,
}

#[derive(Serialize)]
struct LanguageLink {
    name: String,
    html: String,
    dir: String,
    href: String,
    current: bool,
    borrowed: bool,
}

#[derive(Serialize)]
struct Assets {
    style: String,
    script: String,
    icon: String,
}

/// Addresses of the search.
#[derive(Serialize)]
struct Search {
    script: String,
    view: String,
    results: String,
    marks: String,
    far: String,
    cite: String,
    core: String,
    page: String,
    index: String,
    keeps_marks: bool,
}

#[derive(Serialize)]
struct Contents {
    help: Option<ChapterLink>,
    parts: Vec<PartLink>,
    annexes: Vec<AnnexLink>,
    pages: Vec<PageLink>,
}

#[derive(Serialize)]
struct PartLink {
    number: String,
    title: Value,
    href: String,
    current: bool,
    chapters: Vec<ChapterLink>,
}

#[derive(Serialize)]
struct AnnexLink {
    letter: String,
    title: Value,
    href: String,
    current: bool,
}

#[derive(Serialize)]
pub(super) struct PageLink {
    title: Value,
    href: String,
    current: bool,
}

/// Puts what the frame shows into the context.
pub(super) fn insert(edition: &Edition<'_>, theme: &Theme, page: &Page, context: &mut Context) {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let here = |path: &str| page.path.address_to(path);
    let asset = |name: &str| here(theme.static_path(name));
    context.insert(
        "lang",
        &Lang {
            tag: &wording.tag,
            html: &wording.html_tag,
            dir: &wording.direction,
            name: &wording.facts.name,
            borrowed: edition.borrowed_count(index),
            status_href: (index != edition.handbook.source_index)
                .then(|| here(&edition.leaf_path(index, "status"))),
        },
    );
    context.insert("site", &site(edition, page));
    context.insert("page", &page_context(edition, page));
    context.insert("languages", &language_bar(edition, page));
    context.insert(
        "assets",
        &Assets {
            style: asset("style.css"),
            script: asset("site.js"),
            icon: asset("favicon.svg"),
        },
    );
    context.insert(
        "search",
        &Search {
            script: asset("search.js"),
            view: asset("search-box.js"),
            results: asset("search-page.js"),
            marks: asset("search-marks.js"),
            far: asset("search-far.js"),
            cite: asset("search-cite.js"),
            core: here(&format!("{}/search/core.js", wording.tag)),
            page: here(&edition.leaf_path(index, "search")),
            index: here(&edition.leaf_path(index, "a-z")),
            keeps_marks: edition.handbook.languages[index]
                .search
                .value
                .marks
                .is_some(),
        },
    );
    context.insert("contents", &contents(edition, page));
}

/// Title of the book in a language, or the source's.
pub(super) fn book_title(edition: &Edition<'_>, index: usize) -> String {
    let own = &edition.handbook.languages[index].book.value.title;
    let title = if own.is_empty() {
        &edition.handbook.source().book.value.title
    } else {
        own
    };
    edition.wordings[index].typeset(title)
}

pub(super) fn site(edition: &Edition<'_>, page: &Page) -> SiteContext {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let book = &edition.handbook.languages[index].book.value;
    let source = &edition.handbook.source().book.value;
    let imprint = |find: fn(&crate::parse::data::Imprint) -> &Option<String>| {
        find(&book.imprint)
            .as_ref()
            .or(find(&source.imprint).as_ref())
            .map(|text| wording.typeset(text))
    };
    let number = &edition.handbook.file.value.edition.number;
    let date = &edition.handbook.file.value.edition.date;
    let contact = imprint(|imprint| &imprint.contact);
    SiteContext {
        title: book_title(edition, index),
        subtitle: book.subtitle.as_ref().map(|text| wording.typeset(text)),
        home_href: page.path.address_to(&format!("{}/index.html", wording.tag)),
        edition_number: wording.in_digits(number),
        edition_date: DateText {
            iso: date.clone(),
            text: wording.date(date),
        },
        licence: imprint(|imprint| &imprint.licence),
        licence_href: None,
        contact_href: contact
            .as_ref()
            .and_then(|contact| contact_address(contact)),
        contact,
        publisher: imprint(|imprint| &imprint.publisher),
        // How to cite the source is of no use to who cites a translation: the title is.
        cite_as: match (&book.imprint.cite_as, &source.imprint.cite_as) {
            (Some(own), _) => Some(wording.typeset(own)),
            (None, source) => source.as_ref().map(|_| book_title(edition, index)),
        },
    }
}

/// The address of a contact that is one.
fn contact_address(contact: &str) -> Option<String> {
    let is_mail = contact.contains('@') && !contact.contains(char::is_whitespace);
    let address = if is_mail {
        format!("mailto:{contact}")
    } else {
        contact.to_owned()
    };
    match crate::parse::address::read_address(&address) {
        Ok(crate::parse::address::Address::Web(url)) => Some(url.to_string()),
        Ok(crate::parse::address::Address::Mail(mail)) => Some(mail),
        _ => None,
    }
}

fn page_context(edition: &Edition<'_>, page: &Page) -> PageContext {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let mut description = None;
    let mut edit_href = None;
    let mut is_borrowed = false;
    let (kind, title) = match &page.kind {
        PageKind::Home => ("home", book_title(edition, index)),
        PageKind::Leaf(leaf) => {
            let entry = &edition.links.order.leaves[*leaf];
            if let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) {
                is_borrowed = shown.text_index != index;
                description = shown
                    .chapter
                    .front
                    .value
                    .summary
                    .as_ref()
                    .map(|text| edition.wordings[shown.text_index].typeset(text));
                let path = format!(
                    "content/{}/{}.md",
                    edition.wordings[shown.text_index].tag, entry.id
                );
                edit_href = edition
                    .handbook
                    .file
                    .value
                    .edit_url
                    .as_ref()
                    .map(|url| url.replace("{path}", &path));
            }
            let kind = if entry.number().is_some() {
                "chapter"
            } else {
                "page"
            };
            (kind, edition.leaf_title(index, *leaf).to_owned())
        }
        PageKind::Search => ("search", wording.say("search.title", &[])),
        PageKind::Status => ("status", wording.say("page.status", &[])),
        PageKind::Instrument(id) => ("instrument", edition.labels(index).title(id).text),
        PageKind::List(leaf, list) => (
            list_name(*list),
            edition.leaf_title(index, *leaf).to_owned(),
        ),
        PageKind::Chooser
        | PageKind::NotFound
        | PageKind::Moved(_)
        | PageKind::Book
        | PageKind::Handouts => ("page", String::new()),
    };
    let below = page
        .path
        .as_str()
        .strip_prefix(&format!("{}/", wording.tag))
        .unwrap_or_default();
    let absolute = |language: usize| {
        edition
            .base_url
            .as_ref()
            .map(|base| format!("{base}{}/{below}", edition.wordings[language].tag))
    };
    let mut alternates = Vec::new();
    let is_for_translators = page.kind == PageKind::Status;
    if !is_borrowed && !is_for_translators {
        for (other, wording) in edition.wordings.iter().enumerate() {
            if !lacks(edition, page, other)
                && let Some(href) = absolute(other)
            {
                alternates.push(Alternate {
                    hreflang: wording.html_tag.clone(),
                    href,
                });
            }
        }
    }
    PageContext {
        kind,
        title,
        description,
        canonical: absolute(if is_borrowed {
            edition.handbook.source_index
        } else {
            index
        }),
        alternates,
        noindex: is_borrowed || is_for_translators,
        edit_href,
    }
}

pub(super) fn list_name(list: ListKind) -> &'static str {
    match list {
        ListKind::Instruments => "instruments",
        ListKind::Articles => "articles",
        ListKind::Checklists => "checklists",
        ListKind::Questions => "questions",
        ListKind::Calendar => "calendar",
        ListKind::Glossary => "glossary",
        ListKind::Boxes => "boxes",
        ListKind::AToZ => "a-z",
    }
}

/// Whether the page's own text is not there in a language.
fn lacks(edition: &Edition<'_>, page: &Page, language: usize) -> bool {
    matches!(page.kind, PageKind::Leaf(leaf) if edition.borrowed(language, leaf).is_some())
}

fn language_bar(edition: &Edition<'_>, page: &Page) -> Vec<LanguageLink> {
    let own = &edition.wordings[page.language_index].tag;
    let below = page
        .path
        .as_str()
        .strip_prefix(&format!("{own}/"))
        .unwrap_or("index.html");
    let link = |(index, wording): (usize, &std::sync::Arc<crate::render::wording::Wording>)| {
        LanguageLink {
            name: wording.facts.name.clone(),
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
            href: page.path.address_to(&format!("{}/{below}", wording.tag)),
            current: index == page.language_index,
            borrowed: lacks(edition, page, index),
        }
    };
    edition.wordings.iter().enumerate().map(link).collect()
}

/// The title of a part in a language, or the source's.
pub(super) fn part_name(edition: &Edition<'_>, index: usize, part: usize) -> Name {
    let id = &edition.links.order.parts[part].id;
    let own = |language: usize| {
        edition.handbook.languages[language]
            .book
            .value
            .parts
            .get(id)
            .map(|words| words.title.as_str())
    };
    let source = edition.handbook.source_index;
    match own(index) {
        Some(title) => edition.named(edition.wordings[index].typeset(title), false),
        None => edition.named(
            edition.wordings[source].typeset(own(source).unwrap_or(id)),
            index != source,
        ),
    }
}

fn contents(edition: &Edition<'_>, page: &Page) -> Contents {
    let index = page.language_index;
    let order = &edition.links.order;
    let current_part = match page.kind {
        PageKind::Leaf(leaf) => match order.leaves[leaf].kind {
            LeafKind::Chapter { part, .. } => Some(part),
            _ => None,
        },
        _ => None,
    };
    let home = edition.leaf_path(index, "index");
    let parts = order
        .parts
        .iter()
        .enumerate()
        .map(|(part, entry)| PartLink {
            number: edition.wordings[index].part_number(part, &entry.number),
            title: html(&part_name(edition, index, part).html()),
            href: page.path.address_to(&format!("{home}#part--{}", entry.id)),
            current: current_part == Some(part),
            chapters: match current_part == Some(part) {
                true => entry
                    .chapters
                    .iter()
                    .map(|leaf| edition.chapter_link(page, *leaf, false))
                    .collect(),
                false => Vec::new(),
            },
        });
    let is_current = |leaf: usize| matches!(page.kind, PageKind::Leaf(here) | PageKind::List(here, _) if here == leaf);
    let href = |id: &str| page.path.address_to(&edition.leaf_path(index, id));
    let mut annexes = Vec::new();
    for (leaf, entry) in order.after_chapters() {
        if let Some(letter) = entry.letter() {
            annexes.push(AnnexLink {
                letter: edition.wordings[index].annex_letter(letter),
                title: html(&edition.leaf_name(index, leaf).html()),
                href: href(&entry.id),
                current: is_current(leaf),
            });
        }
    }
    let pages = unnumbered(edition, page);
    let help = edition
        .handbook
        .file
        .value
        .help
        .as_deref()
        .and_then(|id| order.find(id));
    Contents {
        help: help.map(|(leaf, _)| edition.chapter_link(page, leaf, true)),
        parts: parts.collect(),
        annexes,
        pages,
    }
}

/// Links to the unnumbered pages, the lists that are no annex, and the book for printing, and the state of the translation.
pub(super) fn unnumbered(edition: &Edition<'_>, page: &Page) -> Vec<PageLink> {
    let index = page.language_index;
    let leaves = edition.links.order.after_chapters();
    let chosen = leaves.filter(|(_, entry)| matches!(entry.kind, LeafKind::Page | LeafKind::List));
    let made = |name: &str, key: &str, is_current: bool| PageLink {
        title: Value::normal_string(&edition.wordings[index].say(key, &[])),
        href: page.path.address_to(&edition.leaf_path(index, name)),
        current: is_current,
    };
    let print = made("print", "page.print", false);
    let is_status = page.kind == PageKind::Status;
    let status = edition
        .has_translations()
        .then(|| made("status", "page.status", is_status));
    chosen
        .map(|(leaf, entry)| PageLink {
            title: html(&edition.leaf_short_name(index, leaf).html()),
            href: page.path.address_to(&edition.leaf_path(index, &entry.id)),
            current: matches!(page.kind, PageKind::Leaf(here) | PageKind::List(here, _) if here == leaf),
        })
        .chain(std::iter::once(print))
        .chain(status)
        .collect()
}
