//! The facts and words of YAML files go in; every name in them that names nothing is told; the extents come out.

use std::collections::HashMap;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::output;
use crate::base::mistakes::references as mistakes;
use crate::link::extent::Extent;
use crate::link::extent::Extents;
use crate::link::targets::check_citation;
use crate::parse::Handbook;
use crate::parse::data::Instrument;
use crate::parse::reference::Citation;
use crate::parse::reference::Written;
use crate::parse::reference::read_citation;
use crate::parse::yaml::keys;

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
            Err((index, written)) => diagnostics.push(mistakes::extent(
                registry.place(&["instruments", id, "articles", &index.to_string()]),
                written,
            )),
        }
    }
    check_addresses(handbook, diagnostics);
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
        check_fact_names(handbook, id, instrument, &extents, diagnostics);
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

/// Tells instruments whose pages would have one address: it is the id in small letters.
fn check_addresses(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let registry = &handbook.registry;
    let mut taken: HashMap<String, &str> = HashMap::new();
    for id in registry.value.instruments.keys() {
        let folded = id.to_ascii_lowercase();
        let address = format!("instruments/{folded}.html");
        if let Some(other) = taken.insert(folded, id) {
            let place = registry.key_place(&["instruments", id]);
            diagnostics.push(output::address_taken(
                place,
                &address,
                &format!("`{other}`"),
            ));
        }
    }
}

/// Tells names of facts and of series that an instrument does not have.
fn check_fact_names(
    handbook: &Handbook,
    id: &str,
    instrument: &Instrument,
    extents: &Extents,
    diagnostics: &mut Diagnostics,
) {
    let registry = &handbook.registry;
    let facts: Vec<&str> = keys::INSTRUMENT.iter().map(|key| key.name).collect();
    for (index, fact) in instrument.unverified.iter().enumerate() {
        if !facts.contains(&fact.as_str()) {
            let place = registry.place(&["instruments", id, "unverified", &index.to_string()]);
            let near = did_you_mean(fact, facts.iter().copied());
            diagnostics.push(mistakes::unknown_name(place, fact, "key", &near));
        }
    }
    let Some(extent) = extents.get(id) else {
        return;
    };
    let known: Vec<&str> = extent.series_names().collect();
    for series in instrument.series_units.keys() {
        if !known.iter().any(|name| name.eq_ignore_ascii_case(series)) {
            let place = registry.key_place(&["instruments", id, "series_units", series]);
            let near = did_you_mean(series, known.iter().copied());
            diagnostics.push(mistakes::unknown_name(place, series, "series", &near));
        }
    }
}

/// Every citation among the facts of instruments and terms that can be read.
pub(crate) fn data_citations(handbook: &Handbook) -> Vec<Citation> {
    let instruments = handbook.registry.value.instruments.values();
    let of_instruments = instruments.flat_map(|facts| {
        citations_of(facts)
            .into_iter()
            .map(|(_, citation)| citation)
    });
    let of_terms = handbook
        .glossary
        .value
        .values()
        .flat_map(|term| term.citations.iter().map(String::as_str));
    let read = |written: &str| match read_citation(
        &written.split_whitespace().collect::<Vec<_>>().join(" "),
    ) {
        Some(Written::Citation(citation)) => Some(citation),
        _ => None,
    };
    of_instruments.chain(of_terms).filter_map(read).collect()
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
