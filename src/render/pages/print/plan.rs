//! The order of the handbook goes in; what the book holds, piece by piece, and what is empty and left out, comes out.

use std::collections::HashSet;

use crate::link::order::LeafKind;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::CalloutKind;
use crate::render::Edition;
use crate::render::fill::comment_id;
use crate::render::pages::ListKind;

/// A piece of the book, rendered by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// An unnumbered page, before the parts.
    Page(usize),
    /// The page that opens a part.
    Part(usize),
    /// A chapter.
    Chapter(usize),
    /// The page that opens the annexes.
    Annexes,
    /// An annex of Markdown.
    Annex(usize),
    /// A list made from data.
    List(usize, ListKind),
    /// The index.
    Index,
}

/// Every piece between the lists at the beginning and the end, in order.
pub(super) fn pieces(edition: &Edition<'_>) -> Vec<Piece> {
    let order = &edition.links.order;
    let mut pieces = Vec::new();
    for (leaf, entry) in order.leaves.iter().enumerate() {
        if entry.kind == LeafKind::Page {
            pieces.push(Piece::Page(leaf));
        }
    }
    for (part, entry) in order.parts.iter().enumerate() {
        if !entry.chapters.is_empty() {
            pieces.push(Piece::Part(part));
            pieces.extend(entry.chapters.iter().map(|leaf| Piece::Chapter(*leaf)));
        }
    }
    let annexes = annexes(edition);
    if !annexes.is_empty() {
        pieces.push(Piece::Annexes);
        pieces.extend(annexes);
    }
    pieces.push(Piece::Index);
    pieces
}

/// The annexes as `handbook.yaml` names them, then the lists that links of the text lead to. Empty lists are left out.
fn annexes(edition: &Edition<'_>) -> Vec<Piece> {
    let leaves = || edition.links.order.leaves.iter().enumerate();
    let lettered = leaves().filter_map(|(leaf, entry)| match &entry.kind {
        LeafKind::Annex { generated, .. } => match ListKind::of(&entry.id) {
            Some(list) if *generated => {
                (!is_empty(edition, list)).then_some(Piece::List(leaf, list))
            }
            _ => Some(Piece::Annex(leaf)),
        },
        _ => None,
    });
    let linked = leaves().filter_map(|(leaf, entry)| {
        let list = ListKind::of(&entry.id).filter(|_| entry.kind == LeafKind::List)?;
        let is_linked = matches!(
            list,
            ListKind::Instruments | ListKind::Articles | ListKind::Glossary
        );
        (is_linked && !is_empty(edition, list)).then_some(Piece::List(leaf, list))
    });
    lettered.chain(linked).collect()
}

/// Whether a list would have no entry.
pub(super) fn is_empty(edition: &Edition<'_>, list: ListKind) -> bool {
    let registry = &edition.handbook.registry.value;
    let back_links = &edition.links.back_links;
    let no_callout = |wanted: Option<CalloutKind>| {
        let chapters = edition.handbook.source().chapters.values();
        let mut kinds =
            chapters
                .flat_map(|chapter| &chapter.blocks)
                .filter_map(|block| match &block.kind {
                    BlockKind::Callout(callout) => Some(callout.kind),
                    _ => None,
                });
        !kinds.any(|kind| wanted.is_none_or(|wanted| wanted == kind))
    };
    match list {
        ListKind::Instruments => registry.instruments.is_empty(),
        ListKind::Articles => {
            back_links.articles.is_empty()
                && back_links.whole.is_empty()
                && back_links.comments.is_empty()
        }
        ListKind::Checklists => no_callout(Some(CalloutKind::Action)),
        ListKind::Questions => no_callout(Some(CalloutKind::Questions)),
        ListKind::Boxes => no_callout(None),
        ListKind::Calendar => registry
            .instruments
            .values()
            .all(|instrument| instrument.reporting.is_none()),
        ListKind::Glossary => edition.handbook.glossary.value.is_empty(),
        ListKind::AToZ => false,
    }
}

/// Ids of everything that the book holds, as links name it.
pub(super) fn leaf_ids(edition: &Edition<'_>) -> HashSet<String> {
    let leaves = &edition.links.order.leaves;
    let mut ids: HashSet<String> = pieces(edition)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Page(leaf)
            | Piece::Chapter(leaf)
            | Piece::Annex(leaf)
            | Piece::List(leaf, _) => Some(leaves[leaf].id.clone()),
            Piece::Part(_) | Piece::Annexes | Piece::Index => None,
        })
        .collect();
    ids.insert("a-z".to_owned());
    if !is_empty(edition, ListKind::Boxes) {
        ids.insert("boxes".to_owned());
    }
    ids
}

/// The entries of the index of articles: `iccpr--art--19`, `iccpr--gc--34`.
pub(super) fn article_entries(edition: &Edition<'_>) -> HashSet<String> {
    let back_links = &edition.links.back_links;
    let mut entries = HashSet::new();
    for (instrument, articles) in &back_links.articles {
        let instrument = instrument.to_ascii_lowercase();
        entries.extend(
            articles
                .keys()
                .map(|key| format!("{instrument}--{}", key.id())),
        );
    }
    for (body, comments) in &back_links.comments {
        let facts = edition.handbook.registry.value.bodies.get(body);
        if let Some(treaty) = facts.and_then(|facts| facts.treaty.as_ref()) {
            let treaty = treaty.to_ascii_lowercase();
            let ids = comments.keys().map(|(_, comment)| comment_id(comment));
            entries.extend(ids.map(|id| format!("{treaty}--{id}")));
        }
    }
    entries
}
