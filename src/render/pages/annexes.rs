//! Annexes made from data: the table of instruments, the article index, the form of review cycles, and A to Z.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::link::back_links::Passage;
use crate::parse::data::Complaint;
use crate::parse::reference::Locator;
use crate::parse::reference::Written;
use crate::parse::reference::read_citation;
use crate::parse::yaml::keys::INSTRUMENT_GROUPS;
use crate::render::Edition;
use crate::render::fill::instrument_path;
use crate::render::index_letters::by_letter;
use crate::render::labels::Labels;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::html;
use crate::render::wording::sorted_by;

#[derive(Serialize)]
struct Group {
    id: String,
    title: String,
    instruments: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    abbreviation: Option<String>,
    title: String,
    href: String,
    lang: Option<String>,
    dir: Option<String>,
    adopted: Option<String>,
    in_force: Option<String>,
    binding: bool,
    bodies: Vec<Value>,
    cited_count: usize,
}

#[derive(Serialize)]
struct ComplaintRow {
    label: String,
    href: String,
    lang: Option<String>,
    dir: Option<String>,
    body: Option<Value>,
    individual: Option<Way>,
    inquiry: Option<Way>,
    interstate: Option<Way>,
}

#[derive(Serialize)]
struct Way {
    by: String,
    label: Value,
    href: Option<String>,
    opt_out: Option<Place>,
}

/// The table of instruments, and who may complain where.
pub(super) fn instruments(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let labels = edition.labels(page.language_index);
    let registry = &edition.handbook.registry.value;
    let mut groups = Vec::new();
    for group in INSTRUMENT_GROUPS {
        let members = registry
            .instruments
            .iter()
            .filter(|(_, instrument)| instrument.group == *group);
        let rows: Vec<Row> = members
            .map(|(id, instrument)| {
                let title = labels.title(id);
                Row {
                    id: id.to_ascii_lowercase(),
                    abbreviation: labels
                        .abbreviation(id)
                        .filter(|abbreviation| *abbreviation != title.text),
                    href: href(&labels, page, id),
                    lang: title.lang(),
                    dir: title.dir(),
                    adopted: instrument
                        .adopted
                        .as_ref()
                        .or(instrument.opened.as_ref())
                        .map(|date| labels.wording.date(date)),
                    in_force: instrument
                        .in_force
                        .as_ref()
                        .map(|date| labels.wording.date(date)),
                    binding: instrument.is_binding(),
                    bodies: instrument
                        .bodies
                        .iter()
                        .map(|body| html(&labels.body(body).html()))
                        .collect(),
                    cited_count: edition.links.back_links.count(id),
                    title: title.text,
                }
            })
            .collect();
        if !rows.is_empty() {
            groups.push(Group {
                id: format!("group--{group}"),
                title: labels.wording.say(&format!("group.{group}"), &[]),
                instruments: rows,
            });
        }
    }
    context.insert("groups", &groups);
    let mut complaints = Vec::new();
    for (id, instrument) in &registry.instruments {
        let ways = &instrument.complaints;
        if ways.individual.is_none() && ways.inquiry.is_none() && ways.interstate.is_none() {
            continue;
        }
        let name = labels.cited_name(id);
        complaints.push(ComplaintRow {
            href: href(&labels, page, id),
            lang: name.lang(),
            dir: name.dir(),
            body: instrument
                .bodies
                .first()
                .map(|body| html(&labels.body(body).html())),
            individual: ways
                .individual
                .as_ref()
                .and_then(|way| way_of(&labels, edition, page, id, way)),
            inquiry: ways
                .inquiry
                .as_ref()
                .and_then(|way| way_of(&labels, edition, page, id, way)),
            interstate: ways
                .interstate
                .as_ref()
                .and_then(|way| way_of(&labels, edition, page, id, way)),
            label: name.text,
        });
    }
    context.insert("complaints", &complaints);
}

fn href(labels: &Labels<'_>, page: &Page, instrument: &str) -> String {
    page.path.address_to(&format!(
        "{}/{}",
        labels.wording.tag,
        instrument_path(instrument)
    ))
}

fn way_of(
    labels: &Labels<'_>,
    edition: &Edition<'_>,
    page: &Page,
    own: &str,
    way: &Complaint,
) -> Option<Way> {
    let basis = way.basis.as_deref().unwrap_or(own);
    let place = data_place(labels, edition, page, basis)?;
    Some(Way {
        by: way.by.clone(),
        label: place.label,
        href: Some(place.href),
        opt_out: way
            .opt_out
            .as_deref()
            .and_then(|citation| data_place(labels, edition, page, citation)),
    })
}

/// A citation of the data as a link.
pub(super) fn data_place(
    labels: &Labels<'_>,
    edition: &Edition<'_>,
    page: &Page,
    written: &str,
) -> Option<Place> {
    let (label, path) =
        match read_citation(&written.split_whitespace().collect::<Vec<_>>().join(" "))? {
            Written::Citation(citation) => {
                (labels.citation(&citation), edition.citation_path(&citation))
            }
            Written::Comment(comment) => {
                (labels.comment(&comment), edition.comment_path(&comment)?)
            }
            _ => return None,
        };
    Some(Place {
        label: html(&label),
        href: page
            .path
            .address_to(&format!("{}/{path}", labels.wording.tag)),
    })
}

#[derive(Serialize)]
struct Indexed {
    id: String,
    title: String,
    lang: Option<String>,
    dir: Option<String>,
    abbreviation: Option<String>,
    href: String,
    articles: Vec<IndexedArticle>,
    whole: Vec<Place>,
}

#[derive(Serialize)]
struct IndexedArticle {
    /// `iccpr--art--19`.
    entry: String,
    label: Value,
    href: String,
    title: Option<Value>,
    passages: Vec<Place>,
}

/// The article index: what is cited, and where.
pub(super) fn articles(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let labels = edition.labels(page.language_index);
    let back_links = &edition.links.back_links;
    let empty = BTreeMap::new();
    let mut indexed = Vec::new();
    for id in edition.handbook.registry.value.instruments.keys() {
        let cited = back_links.articles.get(id).unwrap_or(&empty);
        let whole = back_links.whole.get(id).map_or(&[][..], Vec::as_slice);
        if cited.is_empty() && whole.is_empty() {
            continue;
        }
        let title = labels.title(id);
        let entries = cited.iter().map(|(key, citing)| {
            let locator = Locator {
                series: key.series.clone(),
                article: key.shown(),
                article_to: None,
                paragraph: None,
                letter: None,
            };
            let mut passages: Vec<Passage> = citing.iter().map(|citing| citing.passage).collect();
            passages.dedup();
            IndexedArticle {
                entry: format!("{}--{}", id.to_ascii_lowercase(), key.id()),
                label: html(&labels.locator(id, &locator)),
                href: page.path.address_to(&format!(
                    "{}/{}#{}",
                    labels.wording.tag,
                    instrument_path(id),
                    key.id()
                )),
                title: key
                    .series
                    .is_none()
                    .then(|| labels.article_label(id, &key.shown()))
                    .flatten()
                    .map(|name| html(&name.html())),
                passages: passages
                    .iter()
                    .map(|passage| edition.place_of(page, *passage))
                    .collect(),
            }
        });
        indexed.push(Indexed {
            id: format!("instrument--{}", id.to_ascii_lowercase()),
            lang: title.lang(),
            dir: title.dir(),
            abbreviation: labels
                .abbreviation(id)
                .filter(|abbreviation| *abbreviation != title.text),
            href: href(&labels, page, id),
            articles: entries.collect(),
            whole: whole
                .iter()
                .map(|passage| edition.place_of(page, *passage))
                .collect(),
            title: title.text,
        });
    }
    context.insert("instruments", &indexed);
}

#[derive(Serialize)]
struct CalendarRow {
    title: String,
    lang: Option<String>,
    dir: Option<String>,
    abbreviation: Option<String>,
    href: String,
    body: Option<Value>,
    initial: Option<String>,
    periodic: Option<String>,
    basis: Option<Place>,
}

/// The form of review cycles: treaties with a duty to report.
pub(super) fn calendar(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let labels = edition.labels(page.language_index);
    let rows = edition
        .handbook
        .registry
        .value
        .instruments
        .iter()
        .filter_map(|(id, instrument)| {
            let reporting = instrument.reporting.as_ref()?;
            let title = labels.title(id);
            let years = |key: &str, years: Option<u32>| {
                labels.wording.phrase(key, Some(u64::from(years?)), &[])
            };
            Some(CalendarRow {
                lang: title.lang(),
                dir: title.dir(),
                abbreviation: labels
                    .abbreviation(id)
                    .filter(|abbreviation| *abbreviation != title.text),
                href: href(&labels, page, id),
                body: instrument
                    .bodies
                    .first()
                    .map(|body| html(&labels.body(body).html())),
                initial: years("calendar.within", reporting.initial_years),
                periodic: years("calendar.every", reporting.periodic_years),
                basis: reporting
                    .basis
                    .as_deref()
                    .and_then(|basis| data_place(&labels, edition, page, basis)),
                title: title.text,
            })
        });
    context.insert("rows", &rows.collect::<Vec<_>>());
}

#[derive(Serialize)]
struct Letter {
    letter: String,
    id: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    text: String,
    href: String,
    kind: &'static str,
    note: Option<String>,
    lang: Option<String>,
    dir: Option<String>,
}

/// Terms, sections, chapters and instruments in the order of the language.
pub(super) fn a_to_z(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let index = page.language_index;
    let labels = edition.labels(index);
    let tag = &labels.wording.tag;
    let mut entries: Vec<(String, Entry)> = Vec::new();
    for id in edition.handbook.glossary.value.keys() {
        let term = edition.term(index, id);
        if term.borrowed.is_none() {
            let sort_as = labels
                .language
                .glossary
                .value
                .get(id)
                .and_then(|words| words.sort_as.as_deref());
            let href = page
                .path
                .address_to(&format!("{tag}/glossary.html#term--{id}"));
            let key = sorted_by(sort_as, &term.text);
            entries.push((
                key,
                Entry {
                    text: term.text,
                    href,
                    kind: "term",
                    note: None,
                    lang: None,
                    dir: None,
                },
            ));
        }
    }
    for (leaf, leaf_entry) in edition.links.order.markdown() {
        let Some(shown) = edition
            .links
            .shown(edition.handbook, index, &leaf_entry.id)
            .filter(|shown| shown.text_index == index)
        else {
            continue;
        };
        let path = edition.leaf_path(index, &leaf_entry.id);
        let title = edition.leaf_title(index, leaf).to_owned();
        entries.push((
            title.clone(),
            Entry {
                text: title.clone(),
                href: page.path.address_to(&path),
                kind: "section",
                note: None,
                lang: None,
                dir: None,
            },
        ));
        for (section, id) in shown.chapter.sections.iter().zip(&shown.links.section_ids) {
            let text = labels.wording.typeset(&section.text);
            let href = page.path.address_to(&format!("{path}#{id}"));
            entries.push((
                text.clone(),
                Entry {
                    text,
                    href,
                    kind: "section",
                    note: Some(title.clone()),
                    lang: None,
                    dir: None,
                },
            ));
        }
    }
    for id in edition.handbook.registry.value.instruments.keys() {
        let title = labels.title(id);
        if title.borrowed.is_some() {
            continue;
        }
        let abbreviation = labels
            .abbreviation(id)
            .filter(|abbreviation| *abbreviation != title.text);
        if let Some(short) = &abbreviation {
            let entry = Entry {
                text: short.clone(),
                href: href(&labels, page, id),
                kind: "instrument",
                note: Some(title.text.clone()),
                lang: None,
                dir: None,
            };
            entries.push((short.clone(), entry));
        }
        entries.push((
            title.text.clone(),
            Entry {
                text: title.text,
                href: href(&labels, page, id),
                kind: "instrument",
                note: abbreviation,
                lang: None,
                dir: None,
            },
        ));
    }
    let letters: Vec<Letter> = by_letter(labels.wording, entries, |(key, _)| key.clone())
        .into_iter()
        .enumerate()
        .map(|(at, (letter, members))| Letter {
            id: letter_id(at, &letter),
            letter,
            entries: members.into_iter().map(|(_, entry)| entry).collect(),
        })
        .collect();
    context.insert("letters", &letters);
}

/// `letter--d`; letters outside ASCII by their place.
pub(super) fn letter_id(at: usize, letter: &str) -> String {
    match letter
        .chars()
        .all(|character| character.is_ascii_alphabetic())
    {
        true => format!("letter--{}", letter.to_ascii_lowercase()),
        false => format!("letter--{}", at + 1),
    }
}
