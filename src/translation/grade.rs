//! Two versions of a source passage go in; how much their difference matters to a translation comes out.

use crate::parse::chapter::UnitKind;
use crate::translation::facts::Kind;
use crate::translation::facts::UnitFacts;
use crate::translation::watched::Hit;
use crate::translation::watched::Number;
use crate::translation::watched::Sort;
use crate::translation::word_lists::WatchedWords;
use crate::translation::words::words;

/// How much a change of the source matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Nothing that is read.
    Layout,
    /// A slip of the pen.
    Typo,
    /// Other words for the same.
    Wording,
    /// It says something else.
    Substance,
}

impl Grade {
    /// All grades with their names, least first.
    pub const NAMES: [(&'static str, Grade); 4] = [
        ("layout", Grade::Layout),
        ("typo", Grade::Typo),
        ("wording", Grade::Wording),
        ("substance", Grade::Substance),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, grade)| *grade == self);
        found.map_or("", |(name, _)| name)
    }
}

/// The grade of a change from `old` to `new`, and what decided it. The first rule that fits decides; `lists` are the
/// word lists of the source language.
pub fn grade(old: &UnitFacts, new: &UnitFacts, lists: &WatchedWords) -> (Grade, &'static str) {
    if old.keys != new.keys {
        let class = crate::translation::sequence::without(&old.keys, &new.keys)
            .into_iter()
            .chain(crate::translation::sequence::without(&new.keys, &old.keys))
            .next();
        return (
            Grade::Substance,
            class.map_or("reference", |key| key.class.name()),
        );
    }
    if all_numbers(old) != all_numbers(new) {
        return (Grade::Substance, "number");
    }
    if sequence(&old.text, lists) != sequence(&new.text, lists) {
        return (Grade::Substance, "watched word");
    }
    let (old_words, new_words) = (words(&old.text), words(&new.text));
    let (old_folded, new_folded) = (folded(&old_words), folded(&new_words));
    if has_turned(&old_folded, &new_folded, lists) {
        return (Grade::Substance, "negative prefix");
    }
    let is_short =
        matches!(new.kind, Kind::Body(UnitKind::Cell) | Kind::Field) && new_words.len() <= 3;
    if is_short && old_folded != new_folded {
        return (Grade::Substance, "short text");
    }
    if old_words == new_words {
        return match quotes(&old.text) == quotes(&new.text) {
            true => (Grade::Layout, "layout"),
            false => (Grade::Wording, "quotation or question"),
        };
    }
    if old_folded == new_folded {
        return match quotes(&old.text) == quotes(&new.text) {
            true => (Grade::Typo, "letter case"),
            false => (Grade::Wording, "quotation or question"),
        };
    }
    match is_slip(&old_folded, &new_folded) {
        true => (Grade::Typo, "spelling"),
        false => (Grade::Wording, "wording"),
    }
}

/// Numbers in figures and in words.
fn all_numbers(unit: &UnitFacts) -> Vec<Number> {
    let mut numbers = unit.watched.numbers.clone();
    numbers.extend(&unit.watched.number_words);
    numbers.sort_unstable();
    numbers
}

/// The watched words that are not numbers, in order.
fn sequence(text: &str, lists: &WatchedWords) -> Vec<String> {
    let is_counted = |hit: &Hit| {
        !matches!(
            hit.sort,
            Sort::Except | Sort::Number(_) | Sort::Month(_) | Sort::ModalVerb(_)
        )
    };
    let hits = lists.hits(text);
    let counted = hits.into_iter().filter(is_counted);
    counted
        .filter_map(|hit| text.get(hit.range).map(str::to_lowercase))
        .collect()
}

fn folded(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// What is in one of two lists only.
fn only<'w>(own: &'w [String], other: &'w [String]) -> Vec<&'w str> {
    let (mut own, mut other): (Vec<&str>, Vec<&str>) = (
        own.iter().map(String::as_str).collect(),
        other.iter().map(String::as_str).collect(),
    );
    own.sort_unstable();
    other.sort_unstable();
    crate::translation::sequence::without(&own, &other)
}

/// Whether a word gained or lost a beginning that turns it into its opposite.
fn has_turned(old: &[String], new: &[String], lists: &WatchedWords) -> bool {
    let (lost, gained) = (only(old, new), only(new, old));
    let turns = |word: &str, other: &str| {
        lists
            .negative_prefixes
            .iter()
            .any(|prefix| word.strip_prefix(prefix.as_str()) == Some(other))
    };
    lost.iter().any(|lost| {
        gained
            .iter()
            .any(|gained| turns(lost, gained) || turns(gained, lost))
    })
}

/// Quotation marks and question marks, in order.
fn quotes(text: &str) -> Vec<char> {
    let is_kept = |character: &char| {
        matches!(
            character,
            '?' | '？'
                | '؟'
                | '"'
                | '“'
                | '”'
                | '«'
                | '»'
                | '„'
                | '「'
                | '」'
                | '『'
                | '』'
                | '《'
                | '》'
        )
    };
    let straight = |character: char| match character {
        '“' | '”' | '„' => '"',
        other => other,
    };
    text.chars().filter(is_kept).map(straight).collect()
}

/// Most word pairs of a slip.
const SLIPS_MAX: usize = 3;

/// Whether a doubled word went, or a few words changed a letter.
fn is_slip(old: &[String], new: &[String]) -> bool {
    let mut undoubled = old.to_vec();
    undoubled.dedup();
    if undoubled == new && undoubled.len() < old.len() {
        return true;
    }
    if old.len() != new.len() {
        return false;
    }
    let changed: Vec<(&String, &String)> = old
        .iter()
        .zip(new)
        .filter(|(old, new)| old != new)
        .collect();
    changed.len() <= SLIPS_MAX
        && changed.iter().all(|(old, new)| {
            let distance_max = match old.chars().count() >= 8 {
                true => 2,
                false => 1,
            };
            old.chars().next() == new.chars().next()
                && strsim::damerau_levenshtein(old, new) <= distance_max
        })
}
