//! Old addresses of chapters and sections go in; those that cannot lead anywhere, or are taken, are told.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::id::is_author_id;
use crate::base::mistakes::configuration as mistakes;
use crate::link::chapter::ChapterLinks;
use crate::link::order::Order;
use crate::link::order::RESERVED;
use crate::parse::Handbook;

/// Checks the aliases of every chapter of the source language.
pub(crate) fn check_aliases(
    handbook: &Handbook,
    order: &Order,
    links: &BTreeMap<String, ChapterLinks>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for chapter in handbook.source().chapters.values() {
        let Some(ids) = links.get(&chapter.id).map(ids_of) else {
            continue;
        };
        let mut sections_seen: Vec<&str> = Vec::new();
        for (index, alias) in chapter.front.value.aliases.iter().enumerate() {
            let (problem, advice) = match alias.strip_prefix('#') {
                Some(section) => {
                    let (old, new) = match section.split_once(' ') {
                        Some((old, new)) => (old, Some(new)),
                        None => (section, None),
                    };
                    let repeated = sections_seen.contains(&old);
                    sections_seen.push(old);
                    match new.filter(|new| !ids.contains(new)) {
                        _ if !is_author_id(old) => (NOT_AN_ID.to_owned(), ID_ADVICE.to_owned()),
                        _ if repeated => ("stands twice in its chapter".to_owned(), REMOVE.into()),
                        _ if ids.contains(&old) => {
                            ("is the present id of a section".to_owned(), REMOVE.into())
                        }
                        Some(new) => (
                            format!("leads to `{new}`, which the chapter does not have"),
                            did_you_mean(new, ids.iter().copied()),
                        ),
                        None => continue,
                    }
                }
                None => match seen.insert(alias, &chapter.id) {
                    _ if !is_author_id(alias) => (NOT_AN_ID.to_owned(), ID_ADVICE.to_owned()),
                    _ if order.find(alias).is_some() || RESERVED.contains(&alias.as_str()) => {
                        ("is the present address of a page".to_owned(), REMOVE.into())
                    }
                    Some(other) => (format!("leads to `{other}` already"), REMOVE.into()),
                    None => continue,
                },
            };
            let place = chapter.front.place(&["aliases", &index.to_string()]);
            diagnostics.push(mistakes::alias(place, alias, &problem, &advice));
        }
    }
}

const NOT_AN_ID: &str = "is not an id";
const ID_ADVICE: &str =
    "write an old id of the chapter, or `\"#old\"` or `\"#old new\"` for one of its sections";
const REMOVE: &str = "remove it";

/// Ids of sections, boxes, tables and figures.
fn ids_of(links: &ChapterLinks) -> Vec<&str> {
    let callouts = links.callout_ids.iter().flatten();
    links
        .section_ids
        .iter()
        .chain(callouts)
        .map(String::as_str)
        .collect()
}
