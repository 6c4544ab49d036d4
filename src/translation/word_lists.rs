//! The word lists of a language and a text go in; the numbers, negations and words of duty in the text come out.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use crate::base::letters::is_unspaced;
use crate::base::letters::is_word_character;
use crate::parse::data::CheckWords;
use crate::translation::numbers;
use crate::translation::plain::cited_ranges;
use crate::translation::watched::Hit;
use crate::translation::watched::Sort;
use crate::translation::watched::Watched;

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
    /// Whether verbs of duty, advice and permission are known.
    pub(crate) has_modality: bool,
}

/// A spelling that is looked for. One word may be in several lists: `may` is also the month, `应当` advises and obliges.
#[derive(Debug, Clone, Default)]
struct Entry {
    meanings: Vec<Meaning>,
}

/// What a spelling is in one list, and whether the list takes it as a part of longer words.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    sort: Sort,
    open_start: bool,
    open_end: bool,
}

impl Entry {
    fn add(&mut self, new: Meaning) {
        match self
            .meanings
            .iter_mut()
            .find(|known| known.sort == new.sort)
        {
            Some(known) => {
                known.open_start |= new.open_start;
                known.open_end |= new.open_end;
            }
            None => self.meanings.push(new),
        }
    }

    /// What the spelling is at a place where words begin or end as told: a month only beside a figure, where it could be
    /// something else.
    fn sorts_in<'e>(
        &'e self,
        text: &str,
        range: &Range<usize>,
        begins_word: bool,
        ends_word: bool,
    ) -> impl Iterator<Item = Sort> + use<'e> {
        let fits = move |meaning: &&Meaning| {
            (meaning.open_start || begins_word) && (meaning.open_end || ends_word)
        };
        let is_month = |sort: &Sort| matches!(sort, Sort::Month(_));
        let fitting = self.meanings.iter().filter(fits);
        let has_month = self
            .meanings
            .iter()
            .filter(fits)
            .any(|meaning| is_month(&meaning.sort));
        let months_only =
            has_month && (self.meanings.len() == 1 || numbers::is_beside_figure(text, range));
        fitting
            .map(|meaning| meaning.sort)
            .filter(move |sort| is_month(sort) == months_only)
    }
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
                let index = *by_spelling.entry(spelling.clone()).or_insert_with(|| {
                    patterns.push(spelling);
                    entries.push(Entry::default());
                    entries.len() - 1
                });
                if let Some(entry) = entries.get_mut(index) {
                    entry.add(Meaning {
                        sort,
                        open_start,
                        open_end,
                    });
                }
            }
        };
        let lists = [
            (Sort::Except, &words.negations_except),
            (Sort::Negation, &words.negations),
            (Sort::Negative, &words.negatives),
            (Sort::Modality(1), &words.modality.must),
            (Sort::Modality(2), &words.modality.should),
            (Sort::Modality(4), &words.modality.may),
            (Sort::ModalVerb(1), &words.modal_verbs.must),
            (Sort::ModalVerb(2), &words.modal_verbs.should),
            (Sort::ModalVerb(4), &words.modal_verbs.may),
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
                    .match_kind(MatchKind::Standard)
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
            has_modality: words.modal_verbs != Default::default(),
        }
    }

    /// What of the lists is in a text.
    pub fn watch(&self, text: &str) -> Watched {
        let hits = self.hits(text);
        let mut watched = Watched::default();
        let is_mark = |hit: &&Hit| {
            matches!(
                hit.sort,
                Sort::Negation | Sort::Negative | Sort::Modality(_) | Sort::ModalVerb(_)
            )
        };
        watched.marks = hits.iter().filter(is_mark).cloned().collect();
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
        // All matches, also those within others: one that is no whole word must not hide a shorter one that is.
        let fitting = automaton.find_overlapping_iter(text).filter_map(|found| {
            let entry = self.entries.get(found.pattern().as_usize())?;
            let range = found.range();
            if is_cited(range.start) {
                return None;
            }
            let begins = self.begins_word(text, range.start);
            let ends = ends_word(text, range.end);
            let sorts: Vec<Sort> = entry.sorts_in(text, &range, begins, ends).collect();
            (!sorts.is_empty()).then_some((range, sorts))
        });
        let mut fitting: Vec<(Range<usize>, Vec<Sort>)> = fitting.collect();
        fitting.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
        let mut taken_to = 0;
        fitting.retain(|(range, _)| {
            let is_free = range.start >= taken_to;
            if is_free {
                taken_to = range.end;
            }
            is_free
        });
        let hits = fitting.into_iter().flat_map(|(range, sorts)| {
            let hit = move |sort| Hit {
                sort,
                range: range.clone(),
            };
            sorts.into_iter().map(hit)
        });
        hits.collect()
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

fn with_capital(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + characters.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Sort;
    use super::WatchedWords;
    use crate::parse::data::CheckWords;

    #[test]
    fn a_spelling_inside_a_longer_word_hides_no_word() {
        let words = |except: &[&str], negations: &[&str]| CheckWords {
            negations: negations.iter().map(|&word| word.to_owned()).collect(),
            negations_except: except.iter().map(|&word| word.to_owned()).collect(),
            ..CheckWords::default()
        };
        for (base, except, negations, text, expected) in [
            ("en", ["or not"], ["not"], "whether or not, for not one", 1),
            ("es", ["o no"], ["no"], "pero no, o no", 1),
            (
                "ru",
                ["или без"],
                ["без"],
                "судили без него, с ним или без",
                1,
            ),
            ("ar", ["أو لا"], ["لا"], "لا الامتناع ولا غيره", 2),
            ("zh", ["不同"], ["不"], "不得有不同待遇", 1),
        ] {
            let watched = WatchedWords::new(&words(&except, &negations), base);
            let hits = watched.hits(text);
            let found = hits.iter().filter(|hit| hit.sort == Sort::Negation);
            assert_eq!(found.count(), expected, "{text}");
        }
    }
}
