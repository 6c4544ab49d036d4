//! `handbook.yaml` goes in; the order of the book comes out: parts, chapters and annexes with their numbers and neighbours.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::configuration as mistakes;
use crate::base::text::Place;
use crate::parse::Handbook;

/// Annexes that the generator makes from data.
pub const GENERATED_ANNEXES: &[&str] = &[
    "instruments",
    "articles",
    "checklists",
    "questions",
    "calendar",
    "glossary",
];

/// Names of pages that the generator makes, beside the annexes; no chapter may have them.
pub const RESERVED: &[&str] = &[
    "index",
    "a-z",
    "boxes",
    "search",
    "status",
    "print",
    "print-checklists",
    "book",
    "404",
];

/// The order of the book.
#[derive(Debug, Default)]
pub struct Order {
    /// Parts in order.
    pub parts: Vec<Part>,
    /// Chapters, then pages and annexes, in order.
    pub leaves: Vec<Leaf>,
    by_id: HashMap<String, usize>,
}

/// A part.
#[derive(Debug)]
pub struct Part {
    /// Its id.
    pub id: String,
    /// `I`, `II` …
    pub number: String,
    /// Indices of its chapters among the leaves.
    pub chapters: Vec<usize>,
}

/// A page of the book.
#[derive(Debug)]
pub struct Leaf {
    /// Its id and address.
    pub id: String,
    /// What it is.
    pub kind: LeafKind,
}

/// What a page of the book is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeafKind {
    /// A numbered chapter: its number from 1 and the index of its part.
    Chapter {
        /// From 1, through all parts.
        number: u32,
        /// Index of its part.
        part: usize,
    },
    /// An unnumbered Markdown page.
    Page,
    /// An annex: its letter and whether the generator makes it.
    Annex {
        /// `A`, `B` …
        letter: String,
        /// Made from data.
        generated: bool,
    },
    /// A generated list that is no annex.
    List,
}

impl Leaf {
    /// The chapter's number.
    pub fn number(&self) -> Option<u32> {
        match self.kind {
            LeafKind::Chapter { number, .. } => Some(number),
            _ => None,
        }
    }

    /// The annex's letter.
    pub fn letter(&self) -> Option<&str> {
        match &self.kind {
            LeafKind::Annex { letter, .. } => Some(letter),
            _ => None,
        }
    }

    /// Whether its text is a Markdown file.
    pub fn is_markdown(&self) -> bool {
        !matches!(
            self.kind,
            LeafKind::List
                | LeafKind::Annex {
                    generated: true,
                    ..
                }
        )
    }
}

impl Order {
    /// The page with an id.
    pub fn find(&self, id: &str) -> Option<(usize, &Leaf)> {
        let index = *self.by_id.get(id)?;
        Some((index, self.leaves.get(index)?))
    }

    /// Every id that may be linked.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.leaves.iter().map(|leaf| leaf.id.as_str())
    }

    /// Numbered chapters in order.
    pub fn chapters(&self) -> impl Iterator<Item = (usize, &Leaf)> {
        self.leaves
            .iter()
            .enumerate()
            .filter(|(_, leaf)| leaf.number().is_some())
    }

    /// Pages with a Markdown text, in order.
    pub fn markdown(&self) -> impl Iterator<Item = (usize, &Leaf)> {
        self.leaves
            .iter()
            .enumerate()
            .filter(|(_, leaf)| leaf.is_markdown())
    }

    /// Pages that are no chapters, with their index: few, however many chapters there are.
    pub fn after_chapters(&self) -> impl Iterator<Item = (usize, &Leaf)> {
        let start = self.leaves.partition_point(|leaf| leaf.number().is_some());
        self.leaves.iter().enumerate().skip(start)
    }

    fn add(&mut self, leaf: Leaf) -> usize {
        self.by_id.insert(leaf.id.clone(), self.leaves.len());
        self.leaves.push(leaf);
        self.leaves.len() - 1
    }
}

/// Puts the book in order; what is missing, doubled or nowhere named is told.
pub fn put_in_order(handbook: &Handbook, diagnostics: &mut Diagnostics) -> Order {
    let file = &handbook.file;
    let source = handbook.source();
    let mut order = Order::default();
    check_repetitions(handbook, diagnostics);
    let mut number = 0;
    for (part_index, entry) in file.value.parts.iter().enumerate() {
        let mut chapters = Vec::new();
        for (index, id) in entry.chapters.iter().enumerate() {
            let path = [
                "parts",
                &part_index.to_string(),
                "chapters",
                &index.to_string(),
            ];
            if accept(handbook, &order, id, &path, diagnostics)
                && has_source(handbook, id, &path, diagnostics)
            {
                number += 1;
                chapters.push(order.add(Leaf {
                    id: id.clone(),
                    kind: LeafKind::Chapter {
                        number,
                        part: part_index,
                    },
                }));
            }
        }
        order.parts.push(Part {
            id: entry.id.clone(),
            number: roman(part_index + 1),
            chapters,
        });
    }
    for (index, id) in file.value.pages.iter().enumerate() {
        let path = ["pages", &index.to_string()];
        if accept(handbook, &order, id, &path, diagnostics)
            && has_source(handbook, id, &path, diagnostics)
        {
            order.add(Leaf {
                id: id.clone(),
                kind: LeafKind::Page,
            });
        }
    }
    add_annexes(handbook, &mut order, diagnostics);
    for id in GENERATED_ANNEXES.iter().chain(&["boxes", "a-z"]) {
        if order.find(id).is_none() {
            order.add(Leaf {
                id: (*id).to_owned(),
                kind: LeafKind::List,
            });
        }
    }
    let names_are_whole =
        ["parts", "pages", "annexes"].map(|key| handbook.file.is_whole(&[key])) == [true; 3];
    for chapter in source.chapters.values() {
        let place = Place::start_of(chapter.file);
        if is_reserved(&chapter.id) {
            if !is_listed(handbook, &chapter.id) {
                diagnostics.push(mistakes::reserved_name(place, &chapter.id));
            }
        } else if names_are_whole
            && order.find(&chapter.id).is_none()
            && !is_named(handbook, &chapter.id)
        {
            diagnostics.push(mistakes::orphan_chapter(place, &chapter.id));
        }
    }
    check_paths(handbook, &order, diagnostics);
    order
}

fn add_annexes(handbook: &Handbook, order: &mut Order, diagnostics: &mut Diagnostics) {
    let mut letter = 0;
    for (index, id) in handbook.file.value.annexes.iter().enumerate() {
        let path = ["annexes", &index.to_string()];
        let generated = GENERATED_ANNEXES.contains(&id.as_str());
        if RESERVED.contains(&id.as_str()) {
            diagnostics.push(mistakes::reserved_name(handbook.file.place(&path), id));
            continue;
        }
        if handbook.withheld.contains(id) {
            continue;
        }
        if !generated && !handbook.source().chapters.contains_key(id) {
            diagnostics.push(mistakes::unknown_annex(
                handbook.file.place(&path),
                id,
                GENERATED_ANNEXES,
            ));
            continue;
        }
        if order.find(id).is_some() {
            diagnostics.push(mistakes::named_twice(handbook.file.place(&path), id));
            continue;
        }
        order.add(Leaf {
            id: id.clone(),
            kind: LeafKind::Annex {
                letter: letter_of(letter),
                generated,
            },
        });
        letter += 1;
    }
}

/// Whether the id may be given to a page here.
fn accept(
    handbook: &Handbook,
    order: &Order,
    id: &str,
    path: &[&str],
    diagnostics: &mut Diagnostics,
) -> bool {
    if is_reserved(id) {
        diagnostics.push(mistakes::reserved_name(handbook.file.place(path), id));
        return false;
    }
    if order.find(id).is_some() {
        diagnostics.push(mistakes::named_twice(handbook.file.place(path), id));
        return false;
    }
    true
}

/// Whether the source has a text for the page; one that is withheld is silently left out.
fn has_source(handbook: &Handbook, id: &str, path: &[&str], diagnostics: &mut Diagnostics) -> bool {
    let source = handbook.source();
    if source.chapters.contains_key(id) {
        return true;
    }
    if handbook.withheld.contains(id) {
        return false;
    }
    let near = did_you_mean(id, source.chapters.keys().map(String::as_str));
    diagnostics.push(mistakes::missing_chapter(
        handbook.file.place(path),
        id,
        source.tag.as_str(),
        &near,
    ));
    false
}

/// Whether the generator makes a page of this name.
fn is_reserved(id: &str) -> bool {
    RESERVED.contains(&id) || GENERATED_ANNEXES.contains(&id)
}

fn is_named(handbook: &Handbook, id: &str) -> bool {
    let annexes = &handbook.file.value.annexes;
    is_listed(handbook, id) || annexes.iter().any(|named| named == id)
}

/// Whether `handbook.yaml` names the id where only Markdown files are named, or could only mean one.
pub(super) fn is_listed(handbook: &Handbook, id: &str) -> bool {
    let file = &handbook.file.value;
    let named = |ids: &[String]| ids.iter().any(|named| named == id);
    named(&file.pages)
        || file.parts.iter().any(|part| named(&part.chapters))
        || (RESERVED.contains(&id) && named(&file.annexes))
}

/// Chapters and pages that are listed, and that the source lacks: each was told where it is listed.
pub(super) fn lacking(handbook: &Handbook) -> BTreeSet<String> {
    let file = &handbook.file.value;
    let parts = file.parts.iter().flat_map(|part| &part.chapters);
    let listed = parts.chain(&file.pages).chain(&file.annexes);
    let source = &handbook.source().chapters;
    let lacking = listed.filter(|id| !source.contains_key(*id) && is_listed(handbook, id));
    lacking.cloned().collect()
}

/// Tells parts, reading paths and languages that are named twice; chapters, pages and annexes are told in their places.
fn check_repetitions(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let file = &handbook.file;
    let mut tell_repeated = |ids: Vec<&str>, path: &dyn Fn(String) -> Vec<String>| {
        let mut seen = HashSet::new();
        for (index, id) in ids.into_iter().enumerate() {
            if !id.is_empty() && !seen.insert(id) {
                let path = path(index.to_string());
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                diagnostics.push(mistakes::named_twice(file.place(&path), id));
            }
        }
    };
    for (key, entries) in [("parts", &file.value.parts), ("paths", &file.value.paths)] {
        let ids = entries.iter().map(|entry| entry.id.as_str()).collect();
        tell_repeated(ids, &|index| vec![key.into(), index, "id".into()]);
    }
    let languages = file.value.languages.iter().map(String::as_str).collect();
    tell_repeated(languages, &|index| vec!["languages".into(), index]);
}

fn check_paths(handbook: &Handbook, order: &Order, diagnostics: &mut Diagnostics) {
    if let Some(id) = &handbook.file.value.help
        && order.find(id).is_none()
        && !is_named(handbook, id)
    {
        let near = did_you_mean(id, order.ids());
        let place = handbook.file.place(&["help"]);
        diagnostics.push(crate::base::mistakes::references::unknown_chapter(
            place, id, &near,
        ));
    }
    for (path_index, entry) in handbook.file.value.paths.iter().enumerate() {
        for (index, id) in entry.chapters.iter().enumerate() {
            if order.find(id).is_none() && !is_named(handbook, id) {
                let place = handbook.file.place(&[
                    "paths",
                    &path_index.to_string(),
                    "chapters",
                    &index.to_string(),
                ]);
                let near = did_you_mean(id, order.ids());
                diagnostics.push(crate::base::mistakes::references::unknown_chapter(
                    place, id, &near,
                ));
            }
        }
    }
}

/// `I`, `II`, `III`, `IV` … up to 3999.
fn roman(mut number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while number >= value {
            out.push_str(digits);
            number -= value;
        }
    }
    out
}

/// `A` to `Z`, then `AA`, `AB` …
fn letter_of(index: usize) -> String {
    let last = char::from(b'A' + (index % 26) as u8);
    match index / 26 {
        0 => last.to_string(),
        more => letter_of(more - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::letter_of;
    use super::roman;

    #[test]
    fn numbers_of_parts_and_letters_of_annexes() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
        assert_eq!(
            [0, 25, 26, 51, 52].map(letter_of),
            ["A", "Z", "AA", "AZ", "BA"]
        );
    }
}
