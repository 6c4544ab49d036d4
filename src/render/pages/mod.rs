//! Which pages there are, and what each hands to its template.

mod annexes;
mod body;
mod chapter;
mod collections;
mod frame;
mod glossary;
mod home;
mod instrument;
mod marks;
mod notices;
mod outside;
mod passages;
mod print;
mod status;

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::base::diagnostics::Diagnostics;
use crate::base::site::SitePath;
use crate::link::order::LeafKind;
use crate::parse::chapter::CalloutKind;
use crate::render::Borrowed;
use crate::render::Edition;
use crate::render::standpoint::Standpoint;
use crate::render::theme::Theme;

/// A page of the site.
pub struct Page {
    /// Where it stands.
    pub path: Standpoint,
    /// Index of its language; of pages in no language, that of the source.
    pub language_index: usize,
    /// What it is.
    pub kind: PageKind,
}

impl Page {
    /// The annex that the page is.
    fn annex(&self, edition: &Edition<'_>) -> Option<Annex> {
        let (PageKind::Leaf(leaf) | PageKind::List(leaf, _)) = &self.kind else {
            return None;
        };
        let letter = edition.links.order.leaves.get(*leaf)?.letter()?;
        Some(Annex {
            letter: edition.wordings[self.language_index].annex_letter(letter),
        })
    }
}

/// Kinds of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// The first page of a language.
    Home,
    /// A chapter or page of Markdown, by its index in the order.
    Leaf(usize),
    /// A list made from data, by its index in the order.
    List(usize, ListKind),
    /// An instrument, by its id.
    Instrument(String),
    /// The page of search results of a language.
    Search,
    /// How far the translation of a language is; of the source, how far all are.
    Status,
    /// The chooser of languages at the site's root.
    Chooser,
    /// What a server shows where there is no page.
    NotFound,
    /// An old address of a chapter, by the chapter's index in the order.
    Moved(usize),
    /// The whole book, to be printed.
    Book,
    /// The checklists, to be printed one by one.
    Handouts,
}

/// Lists made from data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// The table of instruments.
    Instruments,
    /// Articles and who cites them.
    Articles,
    /// All checklists.
    Checklists,
    /// All questions.
    Questions,
    /// The form of review cycles.
    Calendar,
    /// The glossary.
    Glossary,
    /// All boxes, tables and figures.
    Boxes,
    /// Terms, sections and instruments from A to Z.
    AToZ,
}

impl ListKind {
    fn of(id: &str) -> Option<ListKind> {
        Some(match id {
            "instruments" => ListKind::Instruments,
            "articles" => ListKind::Articles,
            "checklists" => ListKind::Checklists,
            "questions" => ListKind::Questions,
            "calendar" => ListKind::Calendar,
            "glossary" => ListKind::Glossary,
            "boxes" => ListKind::Boxes,
            "a-z" => ListKind::AToZ,
            _ => return None,
        })
    }
}

impl PageKind {
    /// The template that renders it.
    pub(super) fn template(&self) -> &'static str {
        match self {
            PageKind::Home => "home.html",
            PageKind::Leaf(_) => "chapter.html",
            PageKind::List(_, ListKind::Instruments) => "instruments.html",
            PageKind::List(_, ListKind::Articles) => "articles.html",
            PageKind::List(_, ListKind::Checklists) => "checklists.html",
            PageKind::List(_, ListKind::Questions) => "questions.html",
            PageKind::List(_, ListKind::Calendar) => "calendar.html",
            PageKind::List(_, ListKind::Glossary) => "glossary.html",
            PageKind::List(_, ListKind::Boxes) => "boxes.html",
            PageKind::List(_, ListKind::AToZ) => "a-z.html",
            PageKind::Instrument(_) => "instrument.html",
            PageKind::Search => "search.html",
            PageKind::Status => "status.html",
            PageKind::Chooser => "chooser.html",
            PageKind::NotFound => "404.html",
            PageKind::Moved(_) => "moved.html",
            PageKind::Book => "print.html",
            PageKind::Handouts => "print-checklists.html",
        }
    }
}

/// Every page of the site, in a fixed order.
pub(super) fn all_pages(edition: &Edition<'_>) -> Vec<Page> {
    let mut pages = print::handout_pages(edition);
    let source_index = edition.handbook.source_index;
    let mut add = |path: String, language_index: usize, kind: PageKind| {
        if let Some(path) = SitePath::new(path) {
            pages.push(Page {
                path: Standpoint::on_site(path),
                language_index,
                kind,
            });
        }
    };
    for (index, language) in edition.handbook.languages.iter().enumerate() {
        let tag = &language.tag;
        add(format!("{tag}/index.html"), index, PageKind::Home);
        add(format!("{tag}/search.html"), index, PageKind::Search);
        if edition.has_translations() {
            add(format!("{tag}/status.html"), index, PageKind::Status);
        }
        for (leaf, entry) in edition.links.order.leaves.iter().enumerate() {
            let kind = match ListKind::of(&entry.id) {
                Some(list) if !entry.is_markdown() => PageKind::List(leaf, list),
                _ => PageKind::Leaf(leaf),
            };
            add(format!("{tag}/{}.html", entry.id), index, kind);
        }
        for (old, leaf) in edition.links.aliases.pages() {
            add(format!("{tag}/{old}.html"), index, PageKind::Moved(leaf));
        }
        for instrument in edition.handbook.registry.value.instruments.keys() {
            add(
                format!("{tag}/{}", crate::render::fill::instrument_path(instrument)),
                index,
                PageKind::Instrument(instrument.clone()),
            );
        }
    }
    add("index.html".to_owned(), source_index, PageKind::Chooser);
    add("404.html".to_owned(), source_index, PageKind::NotFound);
    pages
}

/// Renders a page.
pub(super) fn render(
    edition: &Edition<'_>,
    theme: &Theme,
    page: &Page,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    if page.kind == PageKind::Book {
        return print::book(edition, theme, page, diagnostics);
    }
    let context = context(edition, theme, page);
    theme.render(
        page.language_index,
        page.kind.template(),
        &context,
        diagnostics,
    )
}

/// What the page's template is given.
fn context(edition: &Edition<'_>, theme: &Theme, page: &Page) -> Context {
    let mut context = Context::new();
    match &page.kind {
        PageKind::Chooser => outside::chooser(edition, theme, page, &mut context),
        PageKind::NotFound => outside::not_found(edition, theme, &mut context),
        PageKind::Moved(leaf) => outside::moved(edition, page, *leaf, &mut context),
        PageKind::Handouts => print::handouts(edition, theme, page, &mut context),
        kind => {
            frame::insert(edition, theme, page, &mut context);
            match kind {
                PageKind::Home => home::insert(edition, page, &mut context),
                PageKind::Leaf(leaf) => chapter::insert(edition, page, *leaf, &mut context),
                PageKind::Status => status::insert(edition, page, &mut context),
                PageKind::Instrument(id) => instrument::insert(edition, page, id, &mut context),
                PageKind::List(_, list) => {
                    context.insert("annex", &page.annex(edition));
                    match list {
                        ListKind::Instruments => annexes::instruments(edition, page, &mut context),
                        ListKind::Articles => annexes::articles(edition, page, &mut context),
                        ListKind::Calendar => annexes::calendar(edition, page, &mut context),
                        ListKind::AToZ => annexes::a_to_z(edition, page, &mut context),
                        ListKind::Glossary => glossary::insert(edition, page, &mut context),
                        ListKind::Checklists => {
                            collections::of_kind(edition, page, CalloutKind::Action, &mut context)
                        }
                        ListKind::Questions => collections::of_kind(
                            edition,
                            page,
                            CalloutKind::Questions,
                            &mut context,
                        ),
                        ListKind::Boxes => collections::all(edition, page, &mut context),
                    }
                }
                PageKind::Search
                | PageKind::Chooser
                | PageKind::NotFound
                | PageKind::Moved(_)
                | PageKind::Book
                | PageKind::Handouts => {}
            }
        }
    }
    context
}

/// HTML made by the generator: it is not escaped again.
fn html(html: &str) -> Value {
    Value::safe_string(html)
}

#[derive(Serialize)]
struct Annex {
    letter: String,
}

/// A link with its words.
#[derive(Serialize)]
struct Place {
    label: Value,
    href: String,
}

/// A link to a chapter.
#[derive(Serialize)]
struct ChapterLink {
    number: Option<String>,
    title: String,
    href: String,
    current: bool,
    borrowed: Option<Borrowed>,
}

impl Edition<'_> {
    /// The link to a page of the book as navigation shows it.
    fn chapter_link(&self, page: &Page, leaf: usize, long: bool) -> ChapterLink {
        let index = page.language_index;
        let entry = &self.links.order.leaves[leaf];
        let number = match &entry.kind {
            LeafKind::Chapter { number, .. } => {
                Some(self.wordings[index].number(u64::from(*number)))
            }
            LeafKind::Annex { letter, .. } => Some(letter.clone()),
            LeafKind::Page | LeafKind::List => None,
        };
        let title = if long {
            self.leaf_title(index, leaf)
        } else {
            self.leaf_short(index, leaf)
        };
        ChapterLink {
            number,
            title: title.to_owned(),
            href: page.path.address_to(&self.leaf_path(index, &entry.id)),
            current: page.kind == PageKind::Leaf(leaf),
            borrowed: self.borrowed(index, leaf),
        }
    }
}

pub(super) use instrument::fact_keys;
pub(super) use print::add_book_sheets;
pub(super) use print::books;
pub(super) use status::open_places;

/// The title of the book in a language.
pub(super) fn site_title(edition: &Edition<'_>, language_index: usize) -> String {
    frame::book_title(edition, language_index)
}
