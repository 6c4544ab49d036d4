//! The lists made from data, as annexes of the book: the same as the site's, with what paper needs beside them.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::parse::chapter::CalloutKind;
use crate::parse::reference::CommentCitation;
use crate::render::Edition;
use crate::render::fill::comment_id;
use crate::render::pages::ListKind;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::annexes;
use crate::render::pages::collections;
use crate::render::pages::frame::list_name;
use crate::render::pages::glossary;
use crate::render::pages::html;
use crate::render::pages::print::chapter::Opening;
use crate::render::pages::print::chapter::OpeningEntry;
use crate::render::pages::print::plan::Piece;
use crate::render::pages::print::plan::pieces;

#[derive(Serialize)]
struct Annex {
    id: String,
    kind: &'static str,
    letter: Option<String>,
    title: String,
}

/// General comments that the book cites, by the committee that made them.
#[derive(Serialize)]
struct CommentGroup {
    title: Value,
    comments: Vec<IndexedComment>,
}

#[derive(Serialize)]
struct IndexedComment {
    entry: String,
    label: Value,
    title: Option<Value>,
    passages: Vec<Place>,
}

/// The page that opens the annexes.
pub(super) fn opening(edition: &Edition<'_>, page: &Page) -> Context {
    let index = page.language_index;
    let leaves = &edition.links.order.leaves;
    let entries = pieces(edition).into_iter().filter_map(|piece| match piece {
        Piece::Annex(leaf) | Piece::List(leaf, _) => Some(OpeningEntry {
            number: leaves[leaf]
                .letter()
                .map(|letter| edition.wordings[index].annex_letter(letter)),
            title: html(&edition.leaf_name(index, leaf).html()),
            href: format!("#{}", leaves[leaf].id),
        }),
        _ => None,
    });
    let opening = Opening {
        id: "book--annexes".to_owned(),
        number: None,
        title: Value::normal_string(&edition.wordings[index].say("nav.annexes", &[])),
        introduction: None,
        lang: None,
        dir: None,
        entries: entries.collect(),
    };
    let mut context = Context::new();
    context.insert("opening", &opening);
    context
}

/// A list as an annex.
pub(super) fn context(edition: &Edition<'_>, page: &Page, leaf: usize, list: ListKind) -> Context {
    let mut context = Context::new();
    let entry = &edition.links.order.leaves[leaf];
    context.insert(
        "annex",
        &Annex {
            id: entry.id.clone(),
            kind: list_name(list),
            letter: entry
                .letter()
                .map(|letter| edition.wordings[page.language_index].annex_letter(letter)),
            title: edition.leaf_title(page.language_index, leaf).to_owned(),
        },
    );
    match list {
        ListKind::Instruments => annexes::instruments(edition, page, &mut context),
        ListKind::Articles => {
            annexes::articles(edition, page, &mut context);
            context.insert("comments", &comments(edition, page));
        }
        ListKind::Calendar => annexes::calendar(edition, page, &mut context),
        ListKind::Glossary => glossary::insert(edition, page, &mut context),
        ListKind::Checklists => {
            collections::of_kind(edition, page, CalloutKind::Action, &mut context);
        }
        ListKind::Questions => {
            collections::of_kind(edition, page, CalloutKind::Questions, &mut context);
        }
        ListKind::Boxes | ListKind::AToZ => {}
    }
    context
}

fn comments(edition: &Edition<'_>, page: &Page) -> Vec<CommentGroup> {
    let labels = edition.labels(page.language_index);
    let mut groups = Vec::new();
    for (body, facts) in &edition.handbook.registry.value.bodies {
        let (Some(cited), Some(treaty)) = (
            edition.links.back_links.comments.get(body),
            facts.treaty.as_ref(),
        ) else {
            continue;
        };
        let comments = cited.iter().map(|((_, comment), citing)| {
            let citation = CommentCitation {
                body: body.clone(),
                comment: comment.clone(),
                paragraph: None,
            };
            let mut passages: Vec<_> = citing.iter().map(|(passage, _)| *passage).collect();
            passages.dedup();
            IndexedComment {
                entry: format!("{}--{}", treaty.to_ascii_lowercase(), comment_id(comment)),
                label: html(&labels.comment(&citation)),
                title: labels
                    .comment_title(body, comment)
                    .map(|name| html(&name.html())),
                passages: passages
                    .into_iter()
                    .map(|passage| edition.place_of(page, passage))
                    .collect(),
            }
        });
        groups.push(CommentGroup {
            title: html(&labels.body(body).html()),
            comments: comments.collect(),
        });
    }
    groups
}
