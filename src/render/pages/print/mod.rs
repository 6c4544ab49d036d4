//! The edition for paper: the whole book of a language as one page goes out, and its checklists as a page of handouts.
//!
//! The book holds the same fragments as the site, filled once more: ids carry the chapter before them, links stay in the
//! book ([`Standpoint`] knows where), and notes stand beside their calls as well, so that an engine for paper can make
//! footnotes of them.

mod abbreviations;
mod annexes;
mod chapter;
mod front;
mod index;
mod plan;
mod sheet;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use tera::Context;

use crate::base::diagnostics::Diagnostics;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::parse::chapter::CalloutKind;
use crate::render::Edition;
use crate::render::pages::Page;
use crate::render::pages::PageKind;
use crate::render::pages::collections;
use crate::render::pages::html;
use crate::render::pages::print::plan::Piece;
use crate::render::standpoint::InBook;
use crate::render::standpoint::Standpoint;
use crate::render::theme::Theme;

/// Stands in the frame of the book where its chapters come; no text can hold it, since `<` is escaped.
const MARK: &str = "<!--the chapters-->";

/// The book of every language.
pub(in crate::render) fn books(edition: &Edition<'_>) -> Vec<Page> {
    let leaves = plan::leaf_ids(edition);
    let articles: Arc<HashSet<String>> = Arc::new(plan::article_entries(edition));
    pages(edition, "print", PageKind::Book, |path, folder| {
        let in_book = InBook {
            folder,
            leaves: leaves.clone(),
            articles: articles.clone(),
            base_url: edition.base_url.map(str::to_owned),
        };
        Standpoint::in_book(path, Arc::new(in_book))
    })
}

/// The handouts of every language.
pub(super) fn handout_pages(edition: &Edition<'_>) -> Vec<Page> {
    pages(
        edition,
        "print-checklists",
        PageKind::Handouts,
        |path, _| Standpoint::alone(path, edition.base_url),
    )
}

fn pages(
    edition: &Edition<'_>,
    name: &str,
    kind: PageKind,
    standpoint: impl Fn(SitePath, String) -> Standpoint,
) -> Vec<Page> {
    let languages = edition.handbook.languages.iter().enumerate();
    languages
        .filter_map(|(language_index, language)| {
            let folder = format!("{}/", language.tag);
            let path = SitePath::new(format!("{folder}{name}.html"))?;
            Some(Page {
                path: standpoint(path, folder),
                language_index,
                kind: kind.clone(),
            })
        })
        .collect()
}

/// Adds each language's sheet: running heads and the words that a sheet must know.
pub(in crate::render) fn add_book_sheets(edition: &Edition<'_>, site: &mut Site) {
    for index in 0..edition.wordings.len() {
        let tag = &edition.wordings[index].tag;
        if let Some(path) = SitePath::new(format!("{tag}/print.css")) {
            let sheet = sheet::sheet(edition, index);
            site.files.insert(path, sheet.into_bytes().into());
        }
    }
}

/// Renders the book: a frame with what stands before the chapters, and between its halves parts, chapters, annexes and
/// the index, each rendered by itself, in parallel.
pub(super) fn book(
    edition: &Edition<'_>,
    theme: &Theme,
    page: &Page,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let pieces = plan::pieces(edition);
    let mut context = front::context(edition, theme, page, &pieces);
    context.insert("text", &html(MARK));
    let template = page.kind.template();
    let frame = theme.render(page.language_index, template, &context, diagnostics)?;
    let Some((head, foot)) = frame.split_once(MARK) else {
        return Some(frame);
    };
    let rendered: Vec<(Option<String>, Diagnostics)> = pieces
        .par_iter()
        .map(|piece| {
            let mut found = Diagnostics::default();
            let text = render_piece(edition, theme, page, piece, &mut found);
            (text, found)
        })
        .collect();
    // Perf: pieces are put together here, not by the template engine, which would copy the whole book twice more.
    let length: usize = rendered
        .iter()
        .filter_map(|(text, _)| text.as_ref())
        .map(String::len)
        .sum();
    let mut out = String::with_capacity(head.len() + length + foot.len());
    out.push_str(head);
    for (text, found) in rendered {
        diagnostics.append(found);
        out.push_str(&text?);
    }
    out.push_str(foot);
    Some(out)
}

fn render_piece(
    edition: &Edition<'_>,
    theme: &Theme,
    page: &Page,
    piece: &Piece,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let (template, context) = match piece {
        Piece::Page(leaf) | Piece::Chapter(leaf) | Piece::Annex(leaf) => {
            ("print-chapter.html", chapter::context(edition, page, *leaf))
        }
        Piece::Part(part) => ("print-part.html", chapter::part(edition, page, *part)),
        Piece::Annexes => ("print-part.html", annexes::opening(edition, page)),
        Piece::List(leaf, list) => (
            "print-annex.html",
            annexes::context(edition, page, *leaf, *list),
        ),
        Piece::Index => ("print-index.html", index::context(edition, page)),
    };
    theme.render(page.language_index, template, &context, diagnostics)
}

/// Puts every checklist into the context, each to be printed on a page of its own.
pub(super) fn handouts(edition: &Edition<'_>, theme: &Theme, page: &Page, context: &mut Context) {
    front::insert_frame(edition, theme, page, context);
    collections::of_kind(edition, page, CalloutKind::Action, context);
}
