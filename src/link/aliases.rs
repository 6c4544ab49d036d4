//! Old ids of chapters and sections go in, as the source's front matter lists them; where each leads today comes out.

use std::collections::BTreeMap;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::id::is_author_id;
use crate::base::mistakes::configuration as mistakes;
use crate::link::chapter::ChapterLinks;
use crate::link::chapter::LinkedChapters;
use crate::link::order::Order;
use crate::link::order::RESERVED;
use crate::parse::Handbook;

/// Old addresses that go on working, the same in every language.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Aliases {
    /// Old ids of pages, with the index in the order of the page that has each today.
    pages: BTreeMap<String, usize>,
    /// For each page by its id, the old ids of its sections in the order in which they are written.
    sections: BTreeMap<String, Vec<OldSection>>,
}

/// An old id of a section, box, table or figure.
#[derive(Debug, Clone, PartialEq)]
pub struct OldSection {
    /// The old id.
    pub id: String,
    /// The id it leads to; none: the beginning of the chapter.
    pub present: Option<String>,
}

impl Aliases {
    /// Index in the order of the page that had the id.
    pub fn page(&self, id: &str) -> Option<usize> {
        self.pages.get(id).copied()
    }

    /// Every old id of a page with the index of the page that had it.
    pub fn pages(&self) -> impl Iterator<Item = (&str, usize)> {
        self.pages.iter().map(|(id, leaf)| (id.as_str(), *leaf))
    }

    /// The old ids of a page's sections.
    pub fn sections(&self, page: &str) -> &[OldSection] {
        self.sections.get(page).map_or(&[], Vec::as_slice)
    }
}

/// Collects the old ids of all pages; one that is malformed, taken or leads nowhere is told and left out.
pub(crate) fn collect(
    handbook: &Handbook,
    order: &Order,
    source_links: &LinkedChapters,
    diagnostics: &mut Diagnostics,
) -> Aliases {
    let mut aliases = Aliases::default();
    for (leaf, entry) in order.markdown() {
        let source = handbook.source().chapters.get(&entry.id);
        let Some((chapter, links)) = source.zip(source_links.get(&entry.id)) else {
            continue;
        };
        let mut sections = Vec::new();
        for (index, written) in chapter.front.value.aliases.iter().enumerate() {
            let found = match written.strip_prefix('#') {
                Some(section) => {
                    old_section(links, &sections, section).map(|section| sections.push(section))
                }
                None => old_page(handbook, order, &aliases, written).map(|()| {
                    aliases.pages.insert(written.clone(), leaf);
                }),
            };
            if let Err(Problem(problem, advice)) = found {
                let place = chapter.front.place(&["aliases", &index.to_string()]);
                diagnostics.push(mistakes::alias(place, written, &problem, &advice));
            }
        }
        aliases.sections.insert(chapter.id.clone(), sections);
    }
    aliases
}

/// What is wrong with an alias, to be read behind it, and what to do.
struct Problem(String, String);

impl Problem {
    fn not_an_id() -> Problem {
        let advice =
            "write an old id of the chapter, or `\"#old\"` or `\"#old present\"` for a section";
        Problem("is not an id".to_owned(), advice.to_owned())
    }

    /// Of an alias that is in nobody's way once it is gone.
    fn needless(problem: &str) -> Problem {
        Problem(problem.to_owned(), "remove it".to_owned())
    }
}

/// Whether an old id of a page is one and free.
fn old_page(
    handbook: &Handbook,
    order: &Order,
    aliases: &Aliases,
    id: &str,
) -> Result<(), Problem> {
    if !is_author_id(id) {
        return Err(Problem::not_an_id());
    }
    let is_taken = order.find(id).is_some()
        || RESERVED.contains(&id)
        || handbook.source().chapters.contains_key(id);
    match aliases
        .pages
        .get(id)
        .and_then(|leaf| order.leaves.get(*leaf))
    {
        _ if is_taken => Err(Problem::needless("is the present address of a page")),
        Some(other) => Err(Problem::needless(&format!(
            "is already an old address of `{}`",
            other.id
        ))),
        None => Ok(()),
    }
}

/// Reads `old` or `old present`.
fn old_section(
    links: &ChapterLinks,
    known: &[OldSection],
    written: &str,
) -> Result<OldSection, Problem> {
    let (id, present) = match written.split_once(' ') {
        Some((id, present)) => (id, Some(present.trim())),
        None => (written, None),
    };
    if !is_author_id(id) {
        return Err(Problem::not_an_id());
    }
    let ids = || links.ids();
    if ids().any(|taken| taken == id) {
        return Err(Problem::needless("is the id of a present section or box"));
    }
    if known.iter().any(|other| other.id == id) {
        return Err(Problem::needless("is listed twice"));
    }
    if let Some(present) = present
        && !ids().any(|taken| taken == present)
    {
        let near = did_you_mean(present, ids());
        let advice = match near.is_empty() {
            true => "write the present id of the section, or none".to_owned(),
            false => near,
        };
        let problem = format!("leads to `{present}`, which the chapter does not have");
        return Err(Problem(problem, advice));
    }
    Ok(OldSection {
        id: id.to_owned(),
        present: present.map(str::to_owned),
    })
}
