//! The glossary in the order of the language, with the passages that use each term.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::render::Edition;
use crate::render::index_letters::by_letter;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::annexes::data_place;
use crate::render::pages::annexes::letter_id;
use crate::render::pages::html;
use crate::render::wording::sorted_by;

#[derive(Serialize)]
struct Letter {
    letter: String,
    id: String,
    terms: Vec<Term>,
}

#[derive(Serialize)]
struct Term {
    id: String,
    term: String,
    lang: Option<String>,
    dir: Option<String>,
    definition: String,
    definition_lang: Option<String>,
    definition_dir: Option<String>,
    citations: Vec<Place>,
    related: Vec<Related>,
    other_languages: Vec<OtherLanguage>,
    used: Vec<Place>,
}

#[derive(Serialize)]
struct Related {
    term: Value,
    href: String,
}

#[derive(Serialize)]
struct OtherLanguage {
    html: String,
    dir: String,
    name: String,
    term: String,
}

/// Puts the glossary into the context.
pub(super) fn insert(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let labels = edition.labels(page.language_index);
    let terms = edition.handbook.glossary.value.keys().map(|id| {
        let sort_as = labels
            .language
            .glossary
            .value
            .get(id)
            .and_then(|words| words.sort_as.as_deref());
        let name = edition.term(page.language_index, id).text;
        (sorted_by(sort_as, &name), id)
    });
    let letters = by_letter(labels.wording, terms.collect(), |(key, _)| key.clone());
    let letters: Vec<Letter> = letters
        .into_iter()
        .enumerate()
        .map(|(at, (letter, members))| Letter {
            id: letter_id(at, &letter),
            letter,
            terms: members
                .into_iter()
                .map(|(_, id)| term(edition, page, id))
                .collect(),
        })
        .collect();
    context.insert("letters", &letters);
}

fn term(edition: &Edition<'_>, page: &Page, id: &str) -> Term {
    let index = page.language_index;
    let labels = edition.labels(index);
    let facts = &edition.handbook.glossary.value[id];
    let name = edition.term(index, id);
    let definition_in = |language: usize| {
        edition.handbook.languages[language]
            .glossary
            .value
            .get(id)
            .and_then(|words| words.definition.as_deref())
    };
    let source = edition.handbook.source_index;
    let (definition, from) = match definition_in(index) {
        Some(definition) => (definition, index),
        None => (definition_in(source).unwrap_or_default(), source),
    };
    let is_borrowed = from != index;
    let text = &edition.wordings[from];
    let others = edition
        .handbook
        .languages
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index);
    Term {
        id: format!("term--{id}"),
        lang: name.lang(),
        dir: name.dir(),
        term: name.text,
        definition: text.typeset(definition),
        definition_lang: is_borrowed.then(|| text.html_tag.clone()),
        definition_dir: is_borrowed.then(|| text.direction.clone()),
        citations: facts
            .citations
            .iter()
            .filter_map(|citation| data_place(&labels, edition, page, citation))
            .collect(),
        related: facts
            .related
            .iter()
            .filter(|related| edition.handbook.glossary.value.contains_key(*related))
            .map(|related| Related {
                term: html(&edition.term(index, related).html()),
                href: page.path.address_to(&format!(
                    "{}/glossary.html#term--{related}",
                    labels.wording.tag
                )),
            })
            .collect(),
        other_languages: others
            .filter_map(|(other, language)| {
                let words = language
                    .glossary
                    .value
                    .get(id)
                    .filter(|words| !words.term.is_empty())?;
                let wording = &edition.wordings[other];
                let name = wording.facts.name.clone();
                Some(OtherLanguage {
                    html: wording.html_tag.clone(),
                    dir: wording.direction.clone(),
                    name,
                    term: wording.typeset(&words.term),
                })
            })
            .collect(),
        used: edition
            .links
            .back_links
            .terms
            .get(id)
            .into_iter()
            .flatten()
            .map(|passage| edition.place_of(page, *passage))
            .collect(),
    }
}
