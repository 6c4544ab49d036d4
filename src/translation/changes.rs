//! The source as it was and as it is go in; for each passage of today, what it was, and which passages are gone, come out.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::parse::chapter::UnitKind;
use crate::translation::align::Alignment;
use crate::translation::align::Text;
use crate::translation::align::align;
use crate::translation::facts::FRONT;
use crate::translation::facts::Kind;
use crate::translation::facts::UnitFacts;
use crate::translation::facts::normal_form;
use crate::translation::sequence::pair_in_order;
use crate::translation::words::likeness;
use crate::translation::words::words;

/// Least likeness of two versions of a passage.
const LIKENESS_MIN: f64 = 0.6;

/// What the same section adds to it.
const SAME_SECTION: f64 = 0.15;

/// Most pairs of passages whose words are compared; beyond, only those near in order are.
const PAIRS_MAX: usize = 40_000;

/// Passages of so few words are compared by letters too: in them, a slip of the pen is half of the words.
const SHORT_WORDS_MAX: usize = 3;

/// What a passage was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Was {
    /// Index of the old unit.
    pub unit: u32,
    /// Whether the normal form is the same.
    pub is_equal: bool,
    /// Whether it stood in another section or order.
    pub is_moved: bool,
}

/// What became of a text.
pub struct Changes {
    /// For each unit of today, what it was.
    pub units: Vec<Option<Was>>,
    /// For each section of today, that of the old text.
    pub sections: Vec<Option<u32>>,
}

/// Compares two versions of a chapter.
pub fn compare_versions(old: Text<'_>, old_file: &str, new: Text<'_>, new_file: &str) -> Changes {
    let by_structure = align(old, new);
    let old_forms: Vec<String> = forms(old, old_file);
    let new_forms: Vec<String> = forms(new, new_file);
    let mut pairing = Pairing {
        old,
        new,
        old_forms: &old_forms,
        new_forms: &new_forms,
        sections: &by_structure.sections,
        was: vec![None; new.facts.units.len()],
        taken: vec![false; old.facts.units.len()],
    };
    pairing.pair_keyed(&by_structure);
    pairing.pair_tables(&by_structure);
    pairing.pair_equal();
    pairing.pair_alike();
    let units = pairing.finish();
    Changes {
        units,
        sections: by_structure.sections,
    }
}

fn forms(text: Text<'_>, file: &str) -> Vec<String> {
    text.facts
        .units
        .iter()
        .map(|unit| normal_form(unit, file))
        .collect()
}

struct Pairing<'a> {
    old: Text<'a>,
    new: Text<'a>,
    old_forms: &'a [String],
    new_forms: &'a [String],
    sections: &'a [Option<u32>],
    was: Vec<Option<u32>>,
    taken: Vec<bool>,
}

impl Pairing<'_> {
    fn unit_old(&self, index: usize) -> &UnitFacts {
        &self.old.facts.units[index]
    }

    fn unit_new(&self, index: usize) -> &UnitFacts {
        &self.new.facts.units[index]
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.was[new] = Some(old as u32);
        self.taken[old] = true;
    }

    /// The group of the old text that a group of the new one goes on.
    fn old_group(&self, group: u32) -> Option<u32> {
        use crate::translation::facts::FIRST_SECTION;
        use crate::translation::facts::NOTES;
        match group {
            0 | 1 | NOTES => Some(group),
            _ => {
                let section = (group - FIRST_SECTION) as usize;
                self.sections
                    .get(section)
                    .copied()
                    .flatten()
                    .map(|old| old + FIRST_SECTION)
            }
        }
    }

    fn is_same_group(&self, old: usize, new: usize) -> bool {
        self.old_group(self.unit_new(new).group) == Some(self.unit_old(old).group)
    }

    /// Title, summary, notes by label, headings of paired sections, single definitions: what they are says who they were.
    fn pair_keyed(&mut self, by_structure: &Alignment) {
        for new in 0..self.was.len() {
            let unit = self.unit_new(new);
            let is_keyed = matches!(
                unit.kind,
                Kind::Title
                    | Kind::ShortTitle
                    | Kind::Summary
                    | Kind::Body(UnitKind::Heading | UnitKind::Note | UnitKind::Title)
            );
            if let Some(old) = by_structure.units[new].filter(|_| is_keyed) {
                self.pair(old as usize, new);
            }
        }
    }

    /// Cells pair through their tables: rows by their words, columns by their headings, then cell with cell.
    fn pair_tables(&mut self, by_structure: &Alignment) {
        let (old_tables, new_tables) = (tables(self.old), tables(self.new));
        let mut taken = vec![false; old_tables.len()];
        for (block, new_rows) in &new_tables {
            let partner = by_structure.blocks.get(*block as usize).copied().flatten();
            let text = |rows: &Rows, forms: &[String]| -> Vec<String> {
                rows.iter()
                    .flatten()
                    .map(|cell| forms[*cell].clone())
                    .collect()
            };
            let new_text = text(new_rows, self.new_forms);
            let new_text: Vec<&str> = new_text.iter().map(String::as_str).collect();
            let best = (0..old_tables.len())
                .filter(|index| !taken[*index])
                .map(|index| {
                    let (old_block, rows) = &old_tables[index];
                    let old_text = text(rows, self.old_forms);
                    let old_text: Vec<&str> = old_text.iter().map(String::as_str).collect();
                    let bonus = if Some(*old_block) == partner {
                        0.5
                    } else {
                        0.0
                    };
                    (index, likeness(&old_text, &new_text) + bonus)
                })
                .filter(|(_, likeness)| *likeness >= 0.4)
                .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
            let Some((index, _)) = best else { continue };
            taken[index] = true;
            self.pair_table(&old_tables[index].1, new_rows);
        }
    }

    fn pair_table(&mut self, old: &Rows, new: &Rows) {
        let row_words = |row: &[usize], text: Text<'_>| -> Vec<String> {
            let cells = row.iter().map(|cell| text.facts.units[*cell].text.as_str());
            cells.flat_map(words).map(str::to_owned).collect()
        };
        let all = |rows: &Rows, text: Text<'_>| -> Vec<Vec<String>> {
            rows.iter().map(|row| row_words(row, text)).collect()
        };
        let (old_words, new_words) = (all(old, self.old), all(new, self.new));
        let refs = |words: &[String]| -> Vec<String> { words.to_vec() };
        let pairs = pair_in_order(old.len(), new.len(), -3, |a, b| {
            let (a, b) = (refs(&old_words[a]), refs(&new_words[b]));
            let a: Vec<&str> = a.iter().map(String::as_str).collect();
            let b: Vec<&str> = b.iter().map(String::as_str).collect();
            let likeness = likeness(&a, &b);
            (likeness > 0.0).then_some((likeness * 10.0) as i32 - 3)
        });
        let header = |rows: &Rows, forms: &[String]| -> Vec<(u32, String)> {
            let first = rows.first().map_or(&[][..], Vec::as_slice);
            let column = |cell: &usize| (*cell, forms[*cell].clone());
            first
                .iter()
                .map(column)
                .map(|(cell, form)| (cell as u32, form))
                .collect()
        };
        let (old_header, new_header) = (header(old, self.old_forms), header(new, self.new_forms));
        let same_width = old_header.len() == new_header.len();
        // For each column of today, the column that it was: by its heading, else by its place.
        let column_of = |new_column: usize| {
            let name = new_header.get(new_column).map(|(_, name)| name);
            let by_name = old_header.iter().position(|(_, old)| Some(old) == name);
            by_name.or_else(|| same_width.then_some(new_column))
        };
        let place = |text: Text<'_>, cell: usize| text.facts.units[cell].position.1 as usize;
        for (a, b) in pairs {
            for &cell in &new[b] {
                let Some(column) = column_of(place(self.new, cell)) else {
                    continue;
                };
                let partner = old[a]
                    .iter()
                    .copied()
                    .find(|cell| place(self.old, *cell) == column);
                if let Some(partner) = partner.filter(|partner| !self.taken[*partner]) {
                    self.pair(partner, cell);
                }
            }
        }
    }

    fn is_open_cell(unit: &UnitFacts) -> bool {
        unit.kind == Kind::Body(UnitKind::Cell)
    }

    fn pair_equal(&mut self) {
        // The same words in the same section.
        let mut places: HashMap<(u32, Kind, &str), Vec<usize>> = HashMap::new();
        let mut anywhere: HashMap<&str, Vec<usize>> = HashMap::new();
        let (old_forms, new_forms) = (self.old_forms, self.new_forms);
        for old in (0..self.taken.len()).rev() {
            let unit = self.unit_old(old);
            if self.taken[old] || Self::is_open_cell(unit) {
                continue;
            }
            let form = old_forms[old].as_str();
            places
                .entry((unit.group, unit.kind, form))
                .or_default()
                .push(old);
            anywhere.entry(form).or_default().push(old);
        }
        for (new, form) in new_forms.iter().enumerate() {
            let unit = self.unit_new(new);
            if self.was[new].is_some() || Self::is_open_cell(unit) {
                continue;
            }
            let Some(group) = self.old_group(unit.group) else {
                continue;
            };
            let key = (group, unit.kind, form.as_str());
            if let Some(old) = places.get_mut(&key).and_then(Vec::pop) {
                self.pair(old, new);
            }
        }
        // The same words elsewhere, if they are enough to know them by.
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for form in new_forms {
            *counts.entry(form).or_default() += 1;
        }
        let is_alone = |candidates: &Vec<usize>| candidates.len() == 1;
        let alone: HashSet<&str> = anywhere
            .iter()
            .filter(|(form, candidates)| is_alone(candidates) && counts.get(*form) == Some(&1))
            .map(|(form, _)| *form)
            .collect();
        for (new, form) in new_forms.iter().enumerate() {
            if self.was[new].is_some() || Self::is_open_cell(self.unit_new(new)) {
                continue;
            }
            if !alone.contains(form.as_str()) && words(form).len() < 3 {
                continue;
            }
            let Some(candidates) = anywhere.get_mut(form.as_str()) else {
                continue;
            };
            while candidates.pop_if(|old| self.taken[*old]).is_some() {}
            if let Some(old) = candidates.pop() {
                self.pair(old, new);
            }
        }
    }

    /// Of the rest, those of one kind with most words in common, best first.
    fn pair_alike(&mut self) {
        let old_open: Vec<usize> = (0..self.taken.len())
            .filter(|old| !self.taken[*old] && !Self::is_open_cell(self.unit_old(*old)))
            .collect();
        let new_open: Vec<usize> = (0..self.was.len())
            .filter(|new| self.was[*new].is_none() && !Self::is_open_cell(self.unit_new(*new)))
            .collect();
        // Of letters, those of a slip of the pen or of a name do not make another passage.
        let small = |text: Text<'_>, open: &[usize]| -> Vec<String> {
            let texts = open.iter().map(|unit| &text.facts.units[*unit].text);
            texts.map(|text| text.to_lowercase()).collect()
        };
        let (old_texts, new_texts) = (small(self.old, &old_open), small(self.new, &new_open));
        let old_words: Vec<Vec<&str>> = old_texts.iter().map(|text| words(text)).collect();
        let new_words: Vec<Vec<&str>> = new_texts.iter().map(|text| words(text)).collect();
        let reach = match old_open.len().saturating_mul(new_open.len()) {
            0..=PAIRS_MAX => usize::MAX,
            _ => PAIRS_MAX / new_open.len().max(1) / 2,
        };
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for (b, new) in new_open.iter().enumerate() {
            let middle = b * old_open.len() / new_open.len().max(1);
            let from = middle.saturating_sub(reach);
            let to = middle.saturating_add(reach).min(old_open.len());
            for a in from..to {
                let old = old_open[a];
                if self.unit_old(old).kind != self.unit_new(*new).kind {
                    continue;
                }
                let same = if self.is_same_group(old, *new) {
                    SAME_SECTION
                } else {
                    0.0
                };
                let by_words = likeness(&old_words[a], &new_words[b]);
                let is_short = old_words[a].len().max(new_words[b].len()) <= SHORT_WORDS_MAX;
                let by_letters = match is_short {
                    true => strsim::normalized_damerau_levenshtein(&old_texts[a], &new_texts[b]),
                    false => 0.0,
                };
                let likeness = by_words.max(by_letters) + same;
                if likeness >= LIKENESS_MIN {
                    found.push((likeness, a, b));
                }
            }
        }
        found.sort_by(|one, other| {
            other
                .0
                .total_cmp(&one.0)
                .then(one.2.cmp(&other.2))
                .then(one.1.cmp(&other.1))
        });
        for (_, a, b) in found {
            let (old, new) = (old_open[a], new_open[b]);
            if !self.taken[old] && self.was[new].is_none() {
                self.pair(old, new);
            }
        }
    }

    /// Which units moved: those in another section, and those outside the longest run that kept its order.
    fn finish(self) -> Vec<Option<Was>> {
        let pairs: Vec<(usize, u32)> = self
            .was
            .iter()
            .enumerate()
            .filter_map(|(new, old)| Some((new, (*old)?)))
            .filter(|(new, _)| self.unit_new(*new).group != crate::translation::facts::NOTES)
            .collect();
        let olds: Vec<u32> = pairs.iter().map(|(_, old)| *old).collect();
        let kept = longest_increasing(&olds);
        let mut is_moved = vec![false; self.was.len()];
        for (index, (new, _)) in pairs.iter().enumerate() {
            is_moved[*new] = !kept[index] && self.unit_new(*new).group != FRONT;
        }
        (0..self.was.len())
            .map(|new| {
                let old = self.was[new]?;
                Some(Was {
                    unit: old,
                    is_equal: self.old_forms[old as usize] == self.new_forms[new],
                    is_moved: is_moved[new] || !self.is_same_group(old as usize, new),
                })
            })
            .collect()
    }
}

/// Cells of a table by rows.
type Rows = Vec<Vec<usize>>;

/// The tables of a text: block and cells.
fn tables(text: Text<'_>) -> Vec<(u32, Rows)> {
    let mut tables: Vec<(u32, Rows)> = Vec::new();
    let mut last_row = None;
    for (index, unit) in text.facts.units.iter().enumerate() {
        let (Kind::Body(UnitKind::Cell), Some(block)) = (unit.kind, unit.block) else {
            continue;
        };
        let row = (block, unit.position.0);
        if tables.last().is_none_or(|(known, _)| *known != block) {
            tables.push((block, Vec::new()));
        }
        if let Some((_, rows)) = tables.last_mut() {
            match rows.last_mut().filter(|_| last_row == Some(row)) {
                Some(open) => open.push(index),
                None => rows.push(vec![index]),
            }
        }
        last_row = Some(row);
    }
    tables
}

/// For each value, whether it belongs to a longest increasing run.
fn longest_increasing(values: &[u32]) -> Vec<bool> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; values.len()];
    for (index, value) in values.iter().enumerate() {
        let at = ends.partition_point(|end| values[*end] < *value);
        before[index] = at.checked_sub(1).map(|at| ends[at]);
        match at == ends.len() {
            true => ends.push(index),
            false => ends[at] = index,
        }
    }
    let mut kept = vec![false; values.len()];
    let mut next = ends.last().copied();
    while let Some(index) = next {
        kept[index] = true;
        next = before[index];
    }
    kept
}
