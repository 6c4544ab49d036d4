//! The word lists of a language and a text go in; the numbers, negations and words of duty in the text come out.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use crate::parse::data::CheckWords;
use crate::translation::facts::CITED_END;
use crate::translation::facts::CITED_START;
use crate::translation::facts::is_unspaced;
use crate::translation::facts::is_word_character;
use crate::translation::numbers;
use crate::translation::numbers::Number;

/// The word lists of one language, ready to be looked for.
#[derive(Debug)]
pub struct WatchedWords {
    automaton: Option<AhoCorasick>,
    entries: Vec<Entry>,
    /// Letters that may stand joined before a word.
    joined: &'static [char],
    /// Beginnings that turn a word into its opposite.
    pub(crate) negative_prefixes: Vec<String>,
    /// Which checks the lists allow.
    pub(crate) has_negations: bool,
    /// Whether words of duty, advice and permission are known.
    pub(crate) has_modality: bool,
}

/// A spelling that is looked for. One word may be in several lists: `may` is also the month, `应当` advises and obliges.
#[derive(Debug, Clone)]
struct Entry {
    sorts: Vec<Sort>,
    open_start: bool,
    open_end: bool,
}

impl Entry {
    fn add(&mut self, sort: Sort, open_start: bool, open_end: bool) {
        if !self.sorts.contains(&sort) {
            self.sorts.push(sort);
        }
        self.open_start |= open_start;
        self.open_end |= open_end;
    }

    /// What the spelling is at a place: a month only beside a figure, where it could be something else.
    fn sorts_in<'e>(
        &'e self,
        text: &str,
        range: &Range<usize>,
    ) -> impl Iterator<Item = Sort> + use<'e> {
        let is_month = |sort: &Sort| matches!(sort, Sort::Month(_));
        let is_dated = self.sorts.len() == 1
            || self.sorts.iter().any(is_month) && numbers::is_beside_figure(text, range);
        let months_only = is_dated && self.sorts.iter().any(is_month);
        let sorts = self.sorts.iter().copied();
        sorts.filter(move |sort| is_month(sort) == months_only)
    }
}

/// What a watched word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Negation,
    Negative,
    Except,
    Must,
    Should,
    May,
    Quantity,
    Number(u64),
    Month(u64),
}

/// What of it is in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    /// Numbers in figures, and months beside them.
    pub numbers: Vec<Number>,
    /// Numbers in words, which may stand for figures.
    pub number_words: Vec<Number>,
    /// Number of negations.
    pub negations: u16,
    /// Whether something else in it is negative.
    pub has_negative: bool,
    /// Words of duty, advice and permission, as bits.
    pub modality: u8,
}

/// Bits of [`Watched::modality`].
pub(crate) const MODALITY: [(u8, &str); 3] = [(1, "must"), (2, "should"), (4, "may")];

/// A watched word in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    pub(crate) sort: Sort,
    pub(crate) range: Range<usize>,
}

impl WatchedWords {
    /// Prepares the lists of a language.
    pub fn new(words: &CheckWords, language_base: &str) -> Self {
        let mut patterns = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_spelling = HashMap::new();
        let mut add = |sort: Sort, written: &str, as_written: bool| {
            let open_start = written.starts_with('*');
            let open_end = written.ends_with('*');
            let core = written.trim_matches('*').trim();
            if core.is_empty() {
                return;
            }
            let mut spellings = vec![
                core.to_owned(),
                core.replace('’', "'"),
                core.replace('\'', "’"),
            ];
            if !as_written && !open_start {
                let capitals = spellings.iter().map(|spelling| with_capital(spelling));
                spellings.extend(capitals.collect::<Vec<_>>());
            }
            spellings.sort_unstable();
            spellings.dedup();
            for spelling in spellings {
                let known = by_spelling
                    .get(&spelling)
                    .and_then(|index: &usize| entries.get_mut(*index));
                if let Some(known) = known {
                    known.add(sort, open_start, open_end);
                    continue;
                }
                by_spelling.insert(spelling.clone(), entries.len());
                patterns.push(spelling);
                entries.push(Entry {
                    sorts: vec![sort],
                    open_start,
                    open_end,
                });
            }
        };
        let lists = [
            (Sort::Except, &words.negations_except),
            (Sort::Negation, &words.negations),
            (Sort::Negative, &words.negatives),
            (Sort::Must, &words.modality.must),
            (Sort::Should, &words.modality.should),
            (Sort::May, &words.modality.may),
            (Sort::Quantity, &words.quantity),
        ];
        for (sort, list) in lists {
            list.iter().for_each(|word| add(sort, word, false));
        }
        for (word, value) in &words.number_words {
            add(Sort::Number(*value), word, false);
        }
        for (index, month) in words.months.iter().enumerate() {
            for name in month.split('|') {
                // `May` is a month, `may` is not.
                add(Sort::Month(index as u64 + 1), name, true);
            }
        }
        let automaton = (!patterns.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(&patterns)
                    .ok()
            })
            .flatten();
        WatchedWords {
            automaton,
            entries,
            joined: match language_base {
                "ar" | "fa" | "ur" => &['و', 'ف'],
                _ => &[],
            },
            negative_prefixes: words.negative_prefixes.clone(),
            has_negations: !words.negations.is_empty(),
            has_modality: words.modality != Default::default(),
        }
    }

    /// What of the lists is in a text.
    pub fn watch(&self, text: &str) -> Watched {
        let hits = self.hits(text);
        let mut watched = Watched::default();
        for hit in &hits {
            match hit.sort {
                Sort::Negation => watched.negations += 1,
                Sort::Negative => watched.has_negative = true,
                Sort::Must => watched.modality |= 1,
                Sort::Should => watched.modality |= 2,
                Sort::May => watched.modality |= 4,
                Sort::Except | Sort::Quantity | Sort::Number(_) | Sort::Month(_) => {}
            }
        }
        numbers::read_numbers(text, &hits, &mut watched);
        watched
    }

    /// Watched words in order, those inside the own words of citations left out.
    pub(crate) fn hits(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let cited = cited_ranges(text);
        let is_cited = |at: usize| cited.iter().any(|range| range.contains(&at));
        automaton
            .find_iter(text)
            .filter_map(|found| {
                let entry = self.entries.get(found.pattern().as_usize())?;
                let range = found.range();
                let fits = (entry.open_start || self.begins_word(text, range.start))
                    && (entry.open_end || ends_word(text, range.end));
                (fits && !is_cited(range.start)).then_some((entry, range))
            })
            .flat_map(|(entry, range)| {
                let sorts = entry.sorts_in(text, &range);
                sorts.map(move |sort| Hit {
                    sort,
                    range: range.clone(),
                })
            })
            .collect()
    }

    fn begins_word(&self, text: &str, at: usize) -> bool {
        let before = text.get(..at).unwrap_or_default();
        let first = text.get(at..).and_then(|rest| rest.chars().next());
        let mut characters = before.chars().rev();
        let Some(last) = characters.next() else {
            return true;
        };
        if first.is_some_and(is_unspaced) || is_unspaced(last) || !is_word_character(last) {
            return true;
        }
        self.joined.contains(&last) && characters.next().is_none_or(|one| !is_word_character(one))
    }
}

fn ends_word(text: &str, at: usize) -> bool {
    let mut around = text.get(..at).unwrap_or_default().chars();
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    match (around.next_back(), next) {
        (Some(last), Some(next)) => {
            is_unspaced(last) || is_unspaced(next) || !is_word_character(next)
                // An apostrophe or a figure before it needs no end.
                || !is_word_character(last)
        }
        _ => true,
    }
}

/// Byte ranges of the own words of citations.
pub(crate) fn cited_ranges(text: &str) -> Vec<Range<usize>> {
    if memchr::memmem::find(text.as_bytes(), "\u{E000}".as_bytes()).is_none() {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match character {
            CITED_START => start = start.or(Some(at)),
            CITED_END => ranges.extend(start.take().map(|start| start..at)),
            _ => {}
        }
    }
    ranges
}

fn with_capital(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + characters.as_str(),
        None => String::new(),
    }
}
