//! The words of every language go in; words that belong to nothing, and facts that have no words, are told.

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::configuration;
use crate::base::mistakes::references;
use crate::base::mistakes::translations;
use crate::base::text::Place;
use crate::link::extent::Extents;
use crate::link::order::Order;
use crate::link::targets::check_citation;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::interface::placeholders;

/// Checks that the words of every language belong to something, and that the source has the words it needs.
pub(crate) fn check_words(
    handbook: &Handbook,
    order: &Order,
    extents: &Extents,
    diagnostics: &mut Diagnostics,
) {
    for language in &handbook.languages {
        check_instruments(handbook, language, extents, diagnostics);
        check_patterns(language, diagnostics);
        check_terms(handbook, language, diagnostics);
        check_book(handbook, order, language, diagnostics);
    }
    check_source_words(handbook, diagnostics);
}

fn check_instruments(
    handbook: &Handbook,
    language: &Language,
    extents: &Extents,
    diagnostics: &mut Diagnostics,
) {
    if handbook.registry.is_broken {
        return;
    }
    let facts = &handbook.registry.value;
    let words = &language.instruments;
    let mut foreign = |path: &[&str], id: &str, near: &str| {
        let place = words.key_place(path);
        diagnostics.push(translations::foreign_name(
            place,
            id,
            "content/instruments.yaml",
            near,
        ));
    };
    for id in words.value.instruments.keys() {
        if !facts.instruments.contains_key(id) {
            let near = did_you_mean(id, facts.instruments.keys().map(String::as_str));
            foreign(&["instruments", id], id, &near);
        }
    }
    let names = [
        ("bodies", &words.value.bodies),
        ("body_abbreviations", &words.value.body_abbreviations),
    ];
    for (key, names) in names {
        for id in names.keys().filter(|id| !facts.bodies.contains_key(*id)) {
            let near = did_you_mean(id, facts.bodies.keys().map(String::as_str));
            foreign(&[key, id], id, &near);
        }
    }
    for comment in words.value.comments.keys() {
        let place = words.key_place(&["comments", comment]);
        check_citation(handbook, extents, place, comment, diagnostics);
    }
    for (id, names) in &words.value.instruments {
        let Some(extent) = extents.get(id).filter(|extent| extent.has_one_series()) else {
            continue;
        };
        for article in names.articles.keys() {
            if !extent.contains_article(None, article) {
                let place = words.key_place(&["instruments", id, "articles", article]);
                let shown = extent.shown();
                diagnostics.push(match extent.is_verified {
                    true => references::unknown_article(place, id, article, &shown),
                    false => references::doubtful_article(place, id, article, &shown),
                });
            }
        }
    }
}

/// Checks that each pattern of a citation has its own placeholders and no others.
fn check_patterns(language: &Language, diagnostics: &mut Diagnostics) {
    let words = &language.instruments;
    let groups = [
        ("citation", &words.value.citation),
        ("locator", &words.value.locator),
    ];
    for (group, patterns) in groups {
        let own = patterns
            .all()
            .into_iter()
            .map(|pattern| (vec![group], pattern));
        let of_units = patterns.units.iter().flat_map(|(unit, patterns)| {
            let path = vec![group, "units", unit.as_str()];
            patterns
                .all()
                .into_iter()
                .map(move |pattern| (path.clone(), pattern))
        });
        for (mut path, (key, pattern, allowed)) in own.chain(of_units) {
            // Under its instrument's own heading, a series is named with the article instead.
            let allowed = match (group, key) {
                ("locator", "series") => &["series", "article"],
                _ => allowed,
            };
            path.push(key);
            let place = || words.key_place(&path);
            let name = path.join(".");
            let written = placeholders(pattern);
            for placeholder in &written {
                if !allowed.contains(&placeholder.as_str()) {
                    let allowed = allowed.join(", ");
                    diagnostics.push(translations::placeholder(
                        place(),
                        &name,
                        placeholder,
                        &allowed,
                    ));
                }
            }
            // A place under its instrument's own heading does not name the instrument again.
            let needed = allowed.iter().filter(|name| **name != "instrument");
            for placeholder in needed {
                if !written.iter().any(|name| name == placeholder) {
                    diagnostics.push(translations::lost_placeholder(place(), &name, placeholder));
                }
            }
        }
    }
}

fn check_terms(handbook: &Handbook, language: &Language, diagnostics: &mut Diagnostics) {
    if handbook.glossary.is_broken {
        return;
    }
    let facts = &handbook.glossary.value;
    let words = &language.glossary;
    for id in words.value.keys().filter(|id| !facts.contains_key(*id)) {
        let near = did_you_mean(id, facts.keys().map(String::as_str));
        diagnostics.push(translations::foreign_name(
            words.key_place(&[id]),
            id,
            "content/glossary.yaml",
            &near,
        ));
    }
}

fn check_book(
    handbook: &Handbook,
    order: &Order,
    language: &Language,
    diagnostics: &mut Diagnostics,
) {
    // What a faulty configuration seems to lack is only misspelt there.
    if !handbook.file.is_whole {
        return;
    }
    let book = &language.book;
    let parts: Vec<&str> = order.parts.iter().map(|part| part.id.as_str()).collect();
    let paths: Vec<&str> = handbook
        .file
        .value
        .paths
        .iter()
        .map(|path| path.id.as_str())
        .collect();
    let groups = [
        ("part", "parts", &parts, &book.value.parts),
        ("reading path", "paths", &paths, &book.value.paths),
    ];
    let is_source = language.tag == handbook.source().tag;
    for (what, key, known, words) in groups {
        for id in words.keys().filter(|id| !known.contains(&id.as_str())) {
            let near = did_you_mean(id, known.iter().copied());
            diagnostics.push(configuration::unused_words(
                book.key_place(&[key, id]),
                what,
                id,
                &near,
            ));
        }
        if !is_source || !book.is_whole {
            continue;
        }
        for (index, id) in known.iter().enumerate() {
            if !words.contains_key(*id) {
                let place = handbook.file.place(&[key, &index.to_string(), "id"]);
                let file = format!("content/{}/book.yaml", language.tag);
                diagnostics.push(configuration::missing_words(
                    place, &file, "title", what, id,
                ));
            }
        }
    }
}

/// Checks that every instrument, body and term has its words in the source language.
fn check_source_words(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let source = handbook.source();
    let mut missing = |place: Place, file: &str, missing: &str, what: &str, id: &str| {
        let file = format!("content/{}/{file}", source.tag);
        diagnostics.push(configuration::missing_words(
            place, &file, missing, what, id,
        ));
    };
    let registry = &handbook.registry;
    let names = &source.instruments.value;
    if !source.instruments.is_broken {
        for id in registry.value.instruments.keys() {
            if !names.instruments.contains_key(id) {
                let place = registry.key_place(&["instruments", id]);
                missing(place, "instruments.yaml", "title", "instrument", id);
            }
        }
        for id in registry.value.bodies.keys() {
            if !names.bodies.contains_key(id) {
                let place = registry.key_place(&["bodies", id]);
                missing(place, "instruments.yaml", "name", "body", id);
            }
        }
    }
    if source.glossary.is_broken {
        return;
    }
    for id in handbook.glossary.value.keys() {
        let words = source.glossary.value.get(id);
        match words {
            None => {
                let place = handbook.glossary.key_place(&[id]);
                missing(place, "glossary.yaml", "words", "term", id);
            }
            Some(words) if words.definition.is_none() && source.glossary.is_whole => {
                let place = source.glossary.key_place(&[id]);
                missing(place, "glossary.yaml", "definition", "term", id);
            }
            Some(_) => {}
        }
    }
}
