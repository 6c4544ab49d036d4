//! What the book cites goes in; the abbreviations of instruments and bodies that a reader will meet come out, in order.

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use crate::render::Edition;
use crate::render::pages::html;

/// An abbreviation and what it stands for.
#[derive(Serialize)]
pub(super) struct Abbreviation {
    short: String,
    lang: Option<String>,
    dir: Option<String>,
    full: Value,
}

/// Abbreviations of the instruments and bodies that are cited, in the language's order. A book with chapters in the
/// source language also has those that stand in them.
pub(super) fn abbreviations(edition: &Edition<'_>, language_index: usize) -> Vec<Abbreviation> {
    let back_links = &edition.links.back_links;
    let registry = &edition.handbook.registry.value;
    let instruments: Vec<&String> = registry
        .instruments
        .keys()
        .filter(|id| back_links.articles.contains_key(*id) || back_links.whole.contains_key(*id))
        .collect();
    let bodies: Vec<&String> = registry
        .bodies
        .keys()
        .filter(|body| back_links.comments.contains_key(*body))
        .collect();
    let source = edition.handbook.source_index;
    let has_borrowed = edition
        .links
        .order
        .markdown()
        .any(|(leaf, _)| edition.borrowed(language_index, leaf).is_some());
    let mut languages = vec![language_index];
    if has_borrowed && source != language_index {
        languages.push(source);
    }
    let labels = edition.labels(language_index);
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for language in languages {
        let own = edition.labels(language);
        let is_borrowed = language != language_index;
        let mut add = |short: Option<String>, full: crate::render::labels::Name| {
            let Some(short) = short.filter(|short| *short != full.text) else {
                return;
            };
            if known.insert((short.clone(), full.text.clone())) {
                found.push(Abbreviation {
                    lang: is_borrowed.then(|| own.wording.html_tag.clone()),
                    dir: is_borrowed.then(|| own.wording.direction.clone()),
                    short,
                    full: html(&full.html()),
                });
            }
        };
        for id in &instruments {
            add(own.abbreviation(id), labels.title(id));
        }
        for body in &bodies {
            let short = own.language.instruments.value.body_abbreviations.get(*body);
            add(short.cloned(), labels.body(body));
        }
    }
    found.sort_by(|a, b| labels.wording.compare(&a.short, &b.short));
    found
}
