//! The facts and words of YAML files go in; every name in them that names nothing is told; the extents come out.

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::configuration;
use crate::base::mistakes::references as mistakes;
use crate::base::mistakes::translations;
use crate::link::extent::Extent;
use crate::link::extent::Extents;
use crate::link::order::Order;
use crate::link::targets::check_citation;
use crate::parse::Handbook;
use crate::parse::data::Instrument;

/// Checks `instruments.yaml` and `glossary.yaml` and gives the extents of the instruments.
pub(crate) fn check_registry(handbook: &Handbook, diagnostics: &mut Diagnostics) -> Extents {
    let registry = &handbook.registry;
    let mut extents = Extents::new();
    for (id, instrument) in &registry.value.instruments {
        match Extent::of(instrument) {
            Ok(Some(extent)) => {
                extents.insert(id.clone(), extent);
            }
            Ok(None) => {}
            Err(written) => diagnostics.push(mistakes::extent(
                registry.place(&["instruments", id, "articles"]),
                written,
            )),
        }
    }
    let instrument_names = || registry.value.instruments.keys().map(String::as_str);
    let body_names = || registry.value.bodies.keys().map(String::as_str);
    for (id, body) in &registry.value.bodies {
        if let Some(treaty) = &body.treaty
            && !registry.value.instruments.contains_key(treaty)
        {
            let near = did_you_mean(treaty, instrument_names());
            diagnostics.push(mistakes::unknown_name(
                registry.place(&["bodies", id, "treaty"]),
                treaty,
                "instrument",
                &near,
            ));
        }
    }
    for (id, instrument) in &registry.value.instruments {
        if let Some(parent) = &instrument.parent
            && !registry.value.instruments.contains_key(parent)
        {
            let near = did_you_mean(parent, instrument_names());
            diagnostics.push(mistakes::unknown_name(
                registry.place(&["instruments", id, "parent"]),
                parent,
                "instrument",
                &near,
            ));
        }
        for (index, body) in instrument.bodies.iter().enumerate() {
            if !registry.value.bodies.contains_key(body) {
                let near = did_you_mean(body, body_names());
                let place = registry.place(&["instruments", id, "bodies", &index.to_string()]);
                diagnostics.push(mistakes::unknown_name(place, body, "body", &near));
            }
        }
        for (path, citation) in citations_of(instrument) {
            let mut full_path = vec!["instruments", id.as_str()];
            full_path.extend(path.split('/'));
            check_citation(
                handbook,
                &extents,
                registry.place(&full_path),
                citation,
                diagnostics,
            );
        }
    }
    check_glossary(handbook, &extents, diagnostics);
    extents
}

/// The citations among an instrument's facts, each with the path of its keys.
fn citations_of(instrument: &Instrument) -> Vec<(String, &str)> {
    let mut found: Vec<(String, &str)> = Vec::new();
    for (name, complaint) in [
        ("individual", &instrument.complaints.individual),
        ("inquiry", &instrument.complaints.inquiry),
        ("interstate", &instrument.complaints.interstate),
    ] {
        if let Some(complaint) = complaint {
            found.extend(
                complaint
                    .basis
                    .as_deref()
                    .map(|citation| (format!("complaints/{name}/basis"), citation)),
            );
            found.extend(
                complaint
                    .opt_out
                    .as_deref()
                    .map(|citation| (format!("complaints/{name}/opt_out"), citation)),
            );
        }
    }
    found.extend(
        instrument.reporting.iter().filter_map(|reporting| {
            Some(("reporting/basis".to_owned(), reporting.basis.as_deref()?))
        }),
    );
    found.extend(
        instrument
            .derogation
            .as_deref()
            .map(|citation| ("derogation".to_owned(), citation)),
    );
    found.extend(
        instrument
            .non_derogable
            .iter()
            .enumerate()
            .map(|(index, citation)| (format!("non_derogable/{index}"), citation.as_str())),
    );
    found
}

fn check_glossary(handbook: &Handbook, extents: &Extents, diagnostics: &mut Diagnostics) {
    let glossary = &handbook.glossary;
    for (id, term) in &glossary.value {
        for (index, related) in term.related.iter().enumerate() {
            if !glossary.value.contains_key(related) {
                let near = did_you_mean(related, glossary.value.keys().map(String::as_str));
                diagnostics.push(mistakes::unknown_term(
                    glossary.place(&[id, "related", &index.to_string()]),
                    related,
                    &near,
                ));
            }
        }
        for (index, citation) in term.citations.iter().enumerate() {
            check_citation(
                handbook,
                extents,
                glossary.place(&[id, "citations", &index.to_string()]),
                citation,
                diagnostics,
            );
        }
    }
}

/// Checks that the words of every language belong to something, and that the source has the words it needs.
pub(crate) fn check_words(handbook: &Handbook, order: &Order, diagnostics: &mut Diagnostics) {
    let registry = &handbook.registry.value;
    let glossary = &handbook.glossary.value;
    for (index, language) in handbook.languages.iter().enumerate() {
        let words = &language.instruments;
        for id in words
            .value
            .instruments
            .keys()
            .filter(|id| !registry.instruments.contains_key(*id))
        {
            let near = did_you_mean(id, registry.instruments.keys().map(String::as_str));
            diagnostics.push(translations::foreign_name(
                words.key_place(&["instruments", id]),
                id,
                &near,
            ));
        }
        for id in words
            .value
            .bodies
            .keys()
            .filter(|id| !registry.bodies.contains_key(*id))
        {
            let near = did_you_mean(id, registry.bodies.keys().map(String::as_str));
            diagnostics.push(translations::foreign_name(
                words.key_place(&["bodies", id]),
                id,
                &near,
            ));
        }
        for id in language
            .glossary
            .value
            .keys()
            .filter(|id| !glossary.contains_key(*id))
        {
            let near = did_you_mean(id, glossary.keys().map(String::as_str));
            diagnostics.push(translations::foreign_name(
                language.glossary.key_place(&[id]),
                id,
                &near,
            ));
        }
        check_book(handbook, order, index, diagnostics);
    }
}

fn check_book(
    handbook: &Handbook,
    order: &Order,
    language_index: usize,
    diagnostics: &mut Diagnostics,
) {
    let language = &handbook.languages[language_index];
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
        if language_index == handbook.source_index {
            for (index, id) in known
                .iter()
                .enumerate()
                .filter(|(_, id)| !words.contains_key(**id))
            {
                let place = handbook.file.place(&[key, &index.to_string()]);
                diagnostics.push(configuration::missing_words(place, what, id));
            }
        }
    }
}
