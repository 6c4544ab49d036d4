//! A text and its translation go in; which heading, block and unit of the one belongs to which of the other comes out.

use std::collections::HashMap;

use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::UnitKind;
use crate::translation::facts::ChapterFacts;
use crate::translation::facts::FIRST_SECTION;
use crate::translation::facts::FRONT;
use crate::translation::facts::Kind;
use crate::translation::facts::NOTES;
use crate::translation::facts::TOP;
use crate::translation::facts::UnitFacts;
use crate::translation::keys::Key;
use crate::translation::sequence::pair_in_order;
use crate::translation::watched::Number;

/// Pairs of a translation with the text it was made from, by index.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// For each section of the translation, that of the other text.
    pub sections: Vec<Option<u32>>,
    /// For each block of the translation, that of the other text; headings as their sections.
    pub blocks: Vec<Option<u32>>,
    /// For each unit of the translation, that of the other text.
    pub units: Vec<Option<u32>>,
}

/// A chapter with what its units hold.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The chapter.
    pub chapter: &'a Chapter,
    /// What its units hold.
    pub facts: &'a ChapterFacts,
}

/// Pairs headings (by id; those without one by order, level and what stands below them), then the blocks of paired
/// sections in order, then the units of paired blocks. Kinds must be equal; numbers, citations and lengths decide. What
/// finds no partner has none: nothing is guessed across sections or kinds.
pub fn align(base: Text<'_>, translation: Text<'_>) -> Alignment {
    let (own, other) = (Outline::new(base), Outline::new(translation));
    let mut alignment = Alignment {
        sections: pair_sections(base, translation, &own, &other),
        blocks: vec![None; translation.chapter.blocks.len()],
        units: vec![None; translation.facts.units.len()],
    };
    let ratio = other.length as f64 / own.length.max(1) as f64;
    pair_groups(
        FRONT,
        FRONT,
        base,
        translation,
        &own,
        &other,
        ratio,
        &mut alignment,
    );
    pair_groups(
        TOP,
        TOP,
        base,
        translation,
        &own,
        &other,
        ratio,
        &mut alignment,
    );
    for index in 0..alignment.sections.len() {
        if let Some(partner) = alignment.sections[index] {
            let (from, to) = (partner + FIRST_SECTION, index as u32 + FIRST_SECTION);
            pair_groups(
                from,
                to,
                base,
                translation,
                &own,
                &other,
                ratio,
                &mut alignment,
            );
        }
    }
    pair_notes(base, translation, ratio, &mut alignment);
    alignment
}

/// A block, or a unit of the front matter, with what it holds in all.
struct Part {
    block: Option<u32>,
    units: Vec<usize>,
    holds: Holds,
}

/// What decides whether two passages are the same.
#[derive(Default)]
struct Holds {
    numbers: Vec<Number>,
    keys: Vec<Key>,
    length: usize,
    negates: bool,
}

impl Holds {
    fn of(units: &[&UnitFacts]) -> Self {
        let mut holds = Holds::default();
        for unit in units {
            holds.numbers.extend(&unit.watched.numbers);
            holds.keys.extend(unit.keys.iter().cloned());
            holds.length += length(unit);
            holds.negates |= unit.watched.negates();
        }
        if units.len() > 1 {
            holds.numbers.sort_unstable();
            holds.keys.sort_unstable();
        }
        holds
    }
}

fn length(unit: &UnitFacts) -> usize {
    unit.text.chars().count()
}

/// The parts of a chapter by group.
struct Outline {
    groups: HashMap<u32, Vec<Part>>,
    length: usize,
}

impl Outline {
    fn new(text: Text<'_>) -> Self {
        let units = &text.facts.units;
        let mut by_block: Vec<Vec<usize>> = vec![Vec::new(); text.chapter.blocks.len()];
        let mut groups: HashMap<u32, Vec<Part>> = HashMap::new();
        for (index, unit) in units.iter().enumerate() {
            match unit.block {
                Some(block) => {
                    if let Some(of_block) = by_block.get_mut(block as usize) {
                        of_block.push(index);
                    }
                }
                None if unit.group == FRONT => groups.entry(FRONT).or_default().push(Part {
                    block: None,
                    units: vec![index],
                    holds: Holds::of(&[unit]),
                }),
                None => {}
            }
        }
        for (block, own) in by_block.into_iter().enumerate() {
            let section = text.chapter.blocks[block].section;
            let group = section.map_or(TOP, |section| section + FIRST_SECTION);
            let facts: Vec<&UnitFacts> = own.iter().map(|index| &units[*index]).collect();
            groups.entry(group).or_default().push(Part {
                block: Some(block as u32),
                holds: Holds::of(&facts),
                units: own,
            });
        }
        Outline {
            groups,
            length: units.iter().map(length).sum(),
        }
    }

    fn group(&self, group: u32) -> &[Part] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }
}

fn pair_sections(
    base: Text<'_>,
    translation: Text<'_>,
    own: &Outline,
    other: &Outline,
) -> Vec<Option<u32>> {
    let (left, right) = (&base.chapter.sections, &translation.chapter.sections);
    let by_id: HashMap<&str, usize> = left
        .iter()
        .enumerate()
        .filter_map(|(index, section)| Some((section.id.as_deref()?, index)))
        .collect();
    let mut pairs: Vec<Option<u32>> = right
        .iter()
        .map(|section| by_id.get(section.id.as_deref()?).map(|index| *index as u32))
        .collect();
    // A heading with an id of its own is none of the source's: only those without one are looked for.
    let mut taken = vec![false; left.len()];
    for partner in pairs.iter().flatten() {
        taken[*partner as usize] = true;
    }
    // Between two headings that are paired by id, the others are paired in order.
    let mut from = 0;
    let mut start = 0;
    for end in 0..=right.len() {
        let anchor = match pairs.get(end) {
            None if end == right.len() => left.len(),
            Some(Some(partner)) => *partner as usize,
            _ => continue,
        };
        let open_right: Vec<usize> = (start..end)
            .filter(|index| right[*index].id.is_none() && pairs[*index].is_none())
            .collect();
        let open_left: Vec<usize> = (from..anchor.max(from))
            .filter(|index| !taken[*index])
            .collect();
        let found = pair_in_order(open_left.len(), open_right.len(), -3, |a, b| {
            let (a, b) = (open_left[a], open_right[b]);
            let level = i32::from(left[a].level.abs_diff(right[b].level)) * 3;
            let parts = |outline: &Outline, index: usize| {
                outline.group(index as u32 + FIRST_SECTION).len() as i32
            };
            let size = (parts(own, a) - parts(other, b)).abs().min(4);
            let keys = |outline: &Outline, index: usize| {
                let parts = outline.group(index as u32 + FIRST_SECTION).iter();
                let mut keys: Vec<Key> = parts.flat_map(|part| part.holds.keys.clone()).collect();
                keys.sort_unstable();
                keys
            };
            let differing = difference(&keys(own, a), &keys(other, b)) as i32;
            Some(5 - level - size - differing.min(4))
        });
        for (a, b) in found {
            taken[open_left[a]] = true;
            pairs[open_right[b]] = Some(open_left[a] as u32);
        }
        from = anchor + 1;
        start = end + 1;
    }
    pairs
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call inside this file, and each is a separate part of the input"
)]
fn pair_groups(
    from: u32,
    to: u32,
    base: Text<'_>,
    translation: Text<'_>,
    own: &Outline,
    other: &Outline,
    ratio: f64,
    alignment: &mut Alignment,
) {
    let (left, right) = (own.group(from), other.group(to));
    let score = |a: usize, b: usize| {
        let (a, b) = (&left[a], &right[b]);
        let bonus = match (a.block, b.block) {
            (Some(a), Some(b)) => same_block(base.chapter, a, translation.chapter, b)?,
            (None, None) => {
                let kind = |text: Text<'_>, part: &Part| {
                    Some(text.facts.units.get(*part.units.first()?)?.kind)
                };
                (kind(base, a) == kind(translation, b)).then_some(0)?
            }
            _ => return None,
        };
        Some(bonus + likeness(&a.holds, &b.holds, ratio))
    };
    // Perf: most sections are translated passage by passage, and then the diagonal is best.
    let is_straight = left.len() == right.len()
        && (0..left.len())
            .all(|index| score(index, index).is_some_and(|score| score >= STRAIGHT_MIN));
    let pairs = match is_straight {
        true => (0..left.len()).map(|index| (index, index)).collect(),
        false => pair_in_order(left.len(), right.len(), GAP, score),
    };
    for (a, b) in pairs {
        let (a, b) = (&left[a], &right[b]);
        if let (Some(partner), Some(block)) = (a.block, b.block) {
            alignment.blocks[block as usize] = Some(partner);
        }
        pair_units(base, &a.units, translation, &b.units, ratio, alignment);
    }
}

/// What leaving a passage alone costs.
const GAP: i32 = -30;

/// Least likeness of each passage with the one in its place, so that no other order is looked for.
const STRAIGHT_MIN: i32 = 15;

/// How well two blocks go together by what they are; nothing if they cannot.
fn same_block(base: &Chapter, a: u32, translation: &Chapter, b: u32) -> Option<i32> {
    let (a, b) = (
        base.blocks.get(a as usize)?,
        translation.blocks.get(b as usize)?,
    );
    match (&a.kind, &b.kind) {
        (BlockKind::Callout(a), BlockKind::Callout(b)) if a.kind == b.kind => {
            Some(match (&a.id, &b.id) {
                (Some(a), Some(b)) if a == b => 200,
                (Some(_), Some(_)) => -20,
                _ => 0,
            })
        }
        (BlockKind::Callout(_), _) | (_, BlockKind::Callout(_)) => None,
        // The heading of a section belongs to the heading of its partner.
        (BlockKind::Heading(_), BlockKind::Heading(_)) => Some(500),
        (a, b) => (std::mem::discriminant(a) == std::mem::discriminant(b)).then_some(0),
    }
}

/// The likeness of two passages: at most 40, less for numbers, references and a length that differ, and for a negation
/// that only one has.
fn likeness(a: &Holds, b: &Holds, ratio: f64) -> i32 {
    let numbers = difference(&a.numbers, &b.numbers).min(6) as i32;
    let keys = difference(&a.keys, &b.keys).min(4) as i32;
    let negation = i32::from(a.negates != b.negates);
    40 - 10 * numbers - 20 * keys - 10 * negation - far(a.length, b.length, ratio)
}

/// How many items are in one of two sorted lists only; one in place of another counts once.
fn difference<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let (mut only_a, mut only_b) = (0, 0);
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                a.next();
                b.next();
            }
            (Some(x), Some(y)) if x < y => {
                only_a += 1;
                a.next();
            }
            (Some(_), None) => {
                only_a += 1;
                a.next();
            }
            (_, Some(_)) => {
                only_b += 1;
                b.next();
            }
            (None, None) => return std::cmp::max(only_a, only_b),
        }
    }
}

/// 0 to 30 for a length that is far from what the whole text leads one to expect.
fn far(a: usize, b: usize, ratio: f64) -> i32 {
    const FACTORS: [f64; 10] = [1.1, 1.2, 1.3, 1.4, 1.55, 1.7, 1.9, 2.2, 2.6, 3.0];
    let expected = a as f64 * ratio + 8.0;
    let found = b as f64 + 8.0;
    let factor = (expected / found).max(found / expected);
    let passed = FACTORS.iter().filter(|least| factor > **least).count();
    3 * passed as i32
}

/// Pairs the units of two paired blocks: cells by rows and columns, others in order.
fn pair_units(
    base: Text<'_>,
    left: &[usize],
    translation: Text<'_>,
    right: &[usize],
    ratio: f64,
    alignment: &mut Alignment,
) {
    let is_cell = |unit: &UnitFacts| unit.kind == Kind::Body(UnitKind::Cell);
    let split = |text: Text<'_>, units: &[usize]| -> (Vec<usize>, Vec<usize>) {
        units
            .iter()
            .partition(|index| is_cell(&text.facts.units[**index]))
    };
    let (left_cells, left) = split(base, left);
    let (right_cells, right) = split(translation, right);
    pair_cells(
        base,
        &left_cells,
        translation,
        &right_cells,
        ratio,
        alignment,
    );
    let holds = |text: Text<'_>, units: &[usize]| -> Vec<Holds> {
        let one = |index: &usize| Holds::of(&[&text.facts.units[*index]]);
        units.iter().map(one).collect()
    };
    let (left_holds, right_holds) = (holds(base, &left), holds(translation, &right));
    let score = |a: usize, b: usize| {
        let (one, other) = (
            &base.facts.units[left[a]],
            &translation.facts.units[right[b]],
        );
        if one.kind != other.kind {
            return None;
        }
        let nesting = 10 * (one.position.0.abs_diff(other.position.0).min(2)) as i32;
        Some(likeness(&left_holds[a], &right_holds[b], ratio) - nesting)
    };
    let is_straight = left.len() == right.len()
        && (0..left.len())
            .all(|index| score(index, index).is_some_and(|score| score >= STRAIGHT_MIN));
    let pairs = match is_straight {
        true => (0..left.len()).map(|index| (index, index)).collect(),
        false => pair_in_order(left.len(), right.len(), GAP, score),
    };
    for (a, b) in pairs {
        alignment.units[right[b]] = Some(left[a] as u32);
    }
}

fn pair_cells(
    base: Text<'_>,
    left: &[usize],
    translation: Text<'_>,
    right: &[usize],
    ratio: f64,
    alignment: &mut Alignment,
) {
    let (left, right) = (rows(base, left), rows(translation, right));
    let columns = |rows: &[(Vec<usize>, Holds)]| rows.iter().map(|(cells, _)| cells.len()).max();
    let same_width = columns(&left) == columns(&right);
    let score = |a: usize, b: usize| Some(likeness(&left[a].1, &right[b].1, ratio));
    let pairs = match left.len() == right.len() {
        true => (0..left.len()).map(|index| (index, index)).collect(),
        false => pair_in_order(left.len(), right.len(), GAP, score),
    };
    for (a, b) in pairs {
        let (a, b) = (&left[a].0, &right[b].0);
        for (place, cell) in b.iter().enumerate() {
            let column = translation.facts.units[*cell].position.1;
            let partner = match same_width {
                true => a
                    .iter()
                    .find(|cell| base.facts.units[**cell].position.1 == column),
                false => a.get(place),
            };
            alignment.units[*cell] = partner.map(|partner| *partner as u32);
        }
    }
}

/// Cells by rows. A block holds one table, or the rows of several in order.
fn rows(text: Text<'_>, cells: &[usize]) -> Vec<(Vec<usize>, Holds)> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for cell in cells {
        let (row, _) = text.facts.units[*cell].position;
        match rows.last_mut().filter(|_| last == Some(row)) {
            Some(open) => open.push(*cell),
            None => rows.push(vec![*cell]),
        }
        last = Some(row);
    }
    rows.into_iter()
        .map(|cells| {
            let facts: Vec<&UnitFacts> =
                cells.iter().map(|cell| &text.facts.units[*cell]).collect();
            (cells, Holds::of(&facts))
        })
        .collect()
}

/// Notes pair by label; the paragraphs of one note in order.
fn pair_notes(base: Text<'_>, translation: Text<'_>, ratio: f64, alignment: &mut Alignment) {
    fn by_label<'t>(text: &Text<'t>) -> HashMap<&'t str, Vec<usize>> {
        let mut labels: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, unit) in text.facts.units.iter().enumerate() {
            if unit.group == NOTES {
                labels
                    .entry(unit.note.as_deref().unwrap_or_default())
                    .or_default()
                    .push(index);
            }
        }
        labels
    }
    let left = by_label(&base);
    for (label, right) in by_label(&translation) {
        if let Some(left) = left.get(label) {
            pair_units(base, left, translation, &right, ratio, alignment);
        }
    }
}

/// Pairs what an alignment left open: blocks of paired sections, then units of paired blocks. It finds passages that
/// were translated before their source was taken up.
pub(crate) fn align_rest(base: Text<'_>, translation: Text<'_>, alignment: &mut Alignment) {
    let mut own = Outline::new(base);
    let mut other = Outline::new(translation);
    let ratio = other.length as f64 / own.length.max(1) as f64;
    let mut taken_blocks = vec![false; base.chapter.blocks.len()];
    let mut taken_units = vec![false; base.facts.units.len()];
    for block in alignment.blocks.iter().flatten() {
        taken_blocks[*block as usize] = true;
    }
    for unit in alignment.units.iter().flatten() {
        taken_units[*unit as usize] = true;
    }
    // Units of paired blocks first: a new item of an old list.
    let open_units = |text: Text<'_>, is_open: &dyn Fn(usize) -> bool| {
        let mut open: Vec<Vec<usize>> = vec![Vec::new(); text.chapter.blocks.len()];
        for (index, unit) in text.facts.units.iter().enumerate() {
            let of_block = unit.block.and_then(|block| open.get_mut(block as usize));
            if let Some(of_block) = of_block.filter(|_| is_open(index)) {
                of_block.push(index);
            }
        }
        open
    };
    let open_right = open_units(translation, &|unit| alignment.units[unit].is_none());
    let open_left = open_units(base, &|unit| !taken_units[unit]);
    for (block, right) in open_right.iter().enumerate() {
        let Some(partner) = alignment.blocks[block].filter(|_| !right.is_empty()) else {
            continue;
        };
        let left = &open_left[partner as usize];
        pair_units(base, left, translation, right, ratio, alignment);
    }
    let blocks = alignment.blocks.clone();
    for parts in own.groups.values_mut() {
        parts.retain(|part| {
            part.block
                .is_some_and(|block| !taken_blocks[block as usize])
        });
    }
    for parts in other.groups.values_mut() {
        parts.retain(|part| {
            part.block
                .is_some_and(|block| blocks[block as usize].is_none())
        });
    }
    let sections = alignment.sections.clone();
    let groups = sections.iter().enumerate().filter_map(|(index, partner)| {
        Some(((*partner)? + FIRST_SECTION, index as u32 + FIRST_SECTION))
    });
    for (from, to) in [(TOP, TOP)].into_iter().chain(groups) {
        pair_groups(from, to, base, translation, &own, &other, ratio, alignment);
    }
}
