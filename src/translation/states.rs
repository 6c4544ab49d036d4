//! Three texts go in (the source as it is, the source that was translated, the translation); the state of each passage comes out.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::translation::align::Alignment;
use crate::translation::align::Text;
use crate::translation::align::align;
use crate::translation::align::align_rest;
use crate::translation::changes::Changes;
use crate::translation::changes::compare_versions;
use crate::translation::facts::UnitFacts;
use crate::translation::grade::Grade;
use crate::translation::grade::grade;
use crate::translation::word_lists::WatchedWords;

/// A short text, in words, may read the same in two languages.
const SHORT_WORDS_MAX: usize = 3;

/// What a passage of the source is in a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Translated from the source of today.
    Current,
    /// The same, but it stands elsewhere in the source of today.
    Moved,
    /// Translated from another text.
    Outdated(Grade),
    /// Not there, or still in the words of the source.
    Untranslated,
    /// There, but nobody knows from which text it was made.
    Unverified,
}

impl State {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            State::Current => "current",
            State::Moved => "moved",
            State::Outdated(_) => "outdated",
            State::Untranslated => "untranslated",
            State::Unverified => "unverified",
        }
    }
}

/// One passage of the source of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitState {
    /// What it is.
    pub state: State,
    /// What decided the grade of an outdated passage.
    pub reason: &'static str,
    /// The unit of the source as it was.
    pub old: Option<u32>,
    /// The unit of the translation.
    pub own: Option<u32>,
}

/// All passages of a chapter.
#[derive(Debug, Clone, Default)]
pub struct ChapterStates {
    /// For each unit of the source of today.
    pub units: Vec<UnitState>,
    /// Units of the translation whose source is gone.
    pub withdrawn: Vec<u32>,
    /// The translation paired with the source of today.
    pub alignment: Alignment,
    /// The translation paired with the text that it was made from, where that is another.
    pub alignment_old: Option<Alignment>,
}

/// The source that a translation was made from.
#[derive(Clone, Copy)]
pub enum Old<'a> {
    /// Nobody kept it.
    Unknown,
    /// The source of today.
    Same,
    /// Another text, with its file.
    Other(Text<'a>, &'a str),
}

/// Finds the state of every passage. `source_file` is the source's text, `lists` are the word lists of its language.
pub fn find_states(
    source: Text<'_>,
    source_file: &str,
    old: Old<'_>,
    translation: Text<'_>,
    lists: &WatchedWords,
) -> ChapterStates {
    let Old::Other(old, old_file) = old else {
        let alignment = align(source, translation);
        let is_known = matches!(old, Old::Same);
        let partners = inverse(&alignment.units, source.facts.units.len());
        let untranslated = Untranslated::new(source, None, translation, &partners);
        let units = (0..source.facts.units.len()).map(|index| UnitState {
            state: match partners[index] {
                None => State::Untranslated,
                Some(own) if untranslated.is_so(index, None, own as usize) => State::Untranslated,
                Some(_) if is_known => State::Current,
                Some(_) => State::Unverified,
            },
            reason: "",
            old: is_known.then_some(index as u32),
            own: partners[index],
        });
        return ChapterStates {
            units: units.collect(),
            withdrawn: Vec::new(),
            alignment,
            alignment_old: None,
        };
    };
    let alignment_old = align(old, translation);
    let changes = compare_versions(old, old_file, source, source_file);
    let alignment = join(&alignment_old, &changes, old, source, translation);
    let partners = inverse(&alignment.units, source.facts.units.len());
    let untranslated = Untranslated::new(source, Some(old), translation, &partners);
    let mut units = Vec::with_capacity(source.facts.units.len());
    for (index, unit) in source.facts.units.iter().enumerate() {
        let was = changes.units[index];
        let before = was.map(|was| was.unit);
        let mut reason = "";
        let state = match (partners[index], was) {
            (None, _) => State::Untranslated,
            (Some(own), _) if untranslated.is_so(index, before, own as usize) => {
                State::Untranslated
            }
            (Some(_), None) => State::Unverified,
            (Some(_), Some(was)) if was.is_equal && was.is_moved => State::Moved,
            (Some(_), Some(was)) if was.is_equal => State::Current,
            (Some(_), Some(was)) => {
                let old_unit = &old.facts.units[was.unit as usize];
                let (found, why) = grade(old_unit, unit, lists);
                reason = why;
                State::Outdated(found)
            }
        };
        units.push(UnitState {
            state,
            reason,
            old: before,
            own: partners[index],
        });
    }
    let withdrawn = (0..translation.facts.units.len() as u32)
        .filter(|own| alignment.units[*own as usize].is_none())
        .filter(|own| alignment_old.units[*own as usize].is_some())
        .collect();
    ChapterStates {
        units,
        withdrawn,
        alignment,
        alignment_old: Some(alignment_old),
    }
}

/// For each of `count` partners, who has it.
fn inverse(pairs: &[Option<u32>], count: usize) -> Vec<Option<u32>> {
    let mut inverse = vec![None; count];
    for (own, partner) in pairs.iter().enumerate() {
        if let Some(slot) = partner.and_then(|partner| inverse.get_mut(partner as usize)) {
            *slot = Some(own as u32);
        }
    }
    inverse
}

/// Pairs the translation with the source of today through the text that it was made from.
fn join(
    own: &Alignment,
    changes: &Changes,
    old: Text<'_>,
    source: Text<'_>,
    translation: Text<'_>,
) -> Alignment {
    let mut unit_now: Vec<Option<u32>> = vec![None; old.facts.units.len()];
    let mut votes: HashMap<(u32, u32), usize> = HashMap::new();
    for (now, was) in changes.units.iter().enumerate() {
        let Some(was) = was else { continue };
        unit_now[was.unit as usize] = Some(now as u32);
        let old_block = old.facts.units[was.unit as usize].block;
        if let (Some(old_block), Some(block)) = (old_block, source.facts.units[now].block) {
            *votes.entry((old_block, block)).or_default() += 1;
        }
    }
    let mut section_now: Vec<Option<u32>> = vec![None; old.chapter.sections.len()];
    for (now, was) in changes.sections.iter().enumerate() {
        if let Some(was) = was {
            section_now[*was as usize] = Some(now as u32);
        }
    }
    // A block goes on where most of its passages do.
    let mut votes: Vec<((u32, u32), usize)> = votes.into_iter().collect();
    votes.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let mut block_now: Vec<Option<u32>> = vec![None; old.chapter.blocks.len()];
    let mut taken = HashSet::new();
    for ((was, now), _) in votes {
        if block_now[was as usize].is_none() && taken.insert(now) {
            block_now[was as usize] = Some(now);
        }
    }
    let follow = |pairs: &[Option<u32>], now: &[Option<u32>]| -> Vec<Option<u32>> {
        pairs
            .iter()
            .map(|pair| now.get((*pair)? as usize).copied().flatten())
            .collect()
    };
    let mut alignment = Alignment {
        sections: follow(&own.sections, &section_now),
        blocks: follow(&own.blocks, &block_now),
        units: follow(&own.units, &unit_now),
    };
    // Only what had no source then can be new: what lost its source is withdrawn.
    let withdrawn: Vec<u32> = (0..alignment.units.len() as u32)
        .filter(|index| {
            alignment.units[*index as usize].is_none() && own.units[*index as usize].is_some()
        })
        .collect();
    // A section that the translation has gained already.
    let by_id: HashMap<&str, u32> = source
        .chapter
        .sections
        .iter()
        .enumerate()
        .filter_map(|(index, section)| Some((section.id.as_deref()?, index as u32)))
        .collect();
    for (index, section) in translation.chapter.sections.iter().enumerate() {
        if alignment.sections[index].is_none() && own.sections[index].is_none() {
            let found = section.id.as_deref().and_then(|id| by_id.get(id)).copied();
            alignment.sections[index] =
                found.filter(|found| !alignment.sections.contains(&Some(*found)));
        }
    }
    let blocks_before = alignment.blocks.clone();
    align_rest(source, translation, &mut alignment);
    for index in withdrawn {
        alignment.units[index as usize] = None;
    }
    // The same holds for blocks: one that lost its source does not stand for a new passage at the same place.
    let mut still_paired = HashSet::new();
    for (index, unit) in translation.facts.units.iter().enumerate() {
        if alignment.units[index].is_some() {
            still_paired.extend(unit.block);
        }
    }
    for (index, block) in alignment.blocks.iter_mut().enumerate() {
        let had_source = own.blocks[index].is_some() && blocks_before[index].is_none();
        if had_source && !still_paired.contains(&(index as u32)) {
            *block = None;
        }
    }
    alignment
}

/// Which passages of a translation are still in the words of the source.
struct Untranslated<'a> {
    source: Text<'a>,
    old: Option<Text<'a>>,
    translation: Text<'a>,
    /// Groups in which something is translated.
    translated_groups: HashSet<u32>,
}

impl<'a> Untranslated<'a> {
    fn new(
        source: Text<'a>,
        old: Option<Text<'a>>,
        translation: Text<'a>,
        partners: &[Option<u32>],
    ) -> Self {
        let mut translated_groups = HashSet::new();
        for (index, own) in partners.iter().enumerate() {
            let Some(own) = own else { continue };
            let (unit, own) = (
                &source.facts.units[index],
                &translation.facts.units[*own as usize],
            );
            if unit.text != own.text && !unit.is_neutral() {
                translated_groups.insert(own.group);
            }
        }
        Untranslated {
            source,
            old,
            translation,
            translated_groups,
        }
    }

    fn is_so(&self, index: usize, old: Option<u32>, own: usize) -> bool {
        let own = &self.translation.facts.units[own];
        let unit = &self.source.facts.units[index];
        let old = old
            .zip(self.old)
            .map(|(old, text)| &text.facts.units[old as usize]);
        let reads_as = |other: &UnitFacts| own.text == other.text;
        if !reads_as(unit) && !old.is_some_and(reads_as) {
            return false;
        }
        let is_short = own.word_count() <= SHORT_WORDS_MAX;
        !(own.is_neutral() || is_short && self.translated_groups.contains(&own.group))
    }
}
