//! The glossary terms of one language go in; in running text, their first uses come out.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use crate::parse::data::GlossaryWords;

/// Finds the glossary terms of one language in its texts, in one pass over each.
#[derive(Debug)]
pub struct TermMatcher {
    automaton: Option<AhoCorasick>,
    /// What is looked for.
    patterns: Vec<String>,
    /// Term index of each pattern.
    pattern_terms: Vec<usize>,
    /// Ids by term index.
    ids: Vec<String>,
    /// Whether words stand without spaces.
    unspaced: bool,
    /// Letters that may stand joined before a word: conjunctions, prepositions and the article in Arabic.
    prefixes: &'static [&'static str],
}

/// A use of a term in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct TermUse {
    /// Index for [`TermMatcher::id`].
    pub term_index: usize,
    /// Byte range of the whole word or words.
    pub range: std::ops::Range<usize>,
}

const ARABIC_PREFIXES: &[&str] = &[
    "وبال", "فبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال", "وب", "ول", "وك",
    "فب", "فل", "و", "ف", "ب", "ل", "ك",
];

impl TermMatcher {
    /// Prepares the forms of every term. A form matches words that begin with it, with a small or a capital first letter.
    pub fn new(words: &GlossaryWords, language_base: &str, unspaced: bool) -> Self {
        let mut patterns = Vec::new();
        let mut pattern_terms = Vec::new();
        let mut ids = Vec::new();
        for (id, term) in words {
            let own = [term.term.clone()];
            for form in term.forms.as_deref().unwrap_or(&own) {
                if form.trim().is_empty() {
                    continue;
                }
                for spelling in [form.clone(), with_other_first_letter(form)] {
                    patterns.push(spelling);
                    pattern_terms.push(ids.len());
                }
            }
            ids.push(id.clone());
        }
        let automaton = (!patterns.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(&patterns)
                    .ok()
            })
            .flatten();
        let prefixes = if language_base == "ar" {
            ARABIC_PREFIXES
        } else {
            &[]
        };
        TermMatcher {
            automaton,
            patterns,
            pattern_terms,
            ids,
            unspaced,
            prefixes,
        }
    }

    /// The forms in which this matcher differs from `other`: a text with none of them has the same uses for both. Nothing
    /// comes out where the difference is of another kind, and any text may have others.
    pub fn changed_forms<'a>(&'a self, other: &'a TermMatcher) -> Option<Vec<&'a str>> {
        let (own, others) = (self.forms(), other.forms());
        let (own_set, other_set): (HashSet<_>, HashSet<_>) = (
            own.iter().copied().collect(),
            others.iter().copied().collect(),
        );
        let shared = |forms: &[(&'a str, &'a str)], set: &HashSet<(&str, &str)>| -> Vec<_> {
            let is_shared = |form: &&(&'a str, &'a str)| set.contains(*form);
            forms.iter().filter(is_shared).copied().collect()
        };
        // Of two terms with one form the first has it, so that their order counts.
        let is_like = self.unspaced == other.unspaced
            && self.prefixes == other.prefixes
            && shared(&own, &other_set) == shared(&others, &own_set);
        is_like.then(|| {
            let differs = own_set.symmetric_difference(&other_set);
            differs.map(|(form, _)| *form).collect()
        })
    }

    /// Every pattern with the id of its term.
    fn forms(&self) -> Vec<(&str, &str)> {
        let terms = self.pattern_terms.iter().map(|index| self.id(*index));
        self.patterns
            .iter()
            .map(String::as_str)
            .zip(terms)
            .collect()
    }

    /// How many terms there are.
    pub fn term_count(&self) -> usize {
        self.ids.len()
    }

    /// The id of a term.
    pub fn id(&self, term_index: usize) -> &str {
        self.ids.get(term_index).map_or("", String::as_str)
    }

    /// The index of a term.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    /// All uses of terms in `text`, from left to right, not overlapping.
    pub fn uses<'a>(&'a self, text: &'a str) -> impl Iterator<Item = TermUse> + 'a {
        self.automaton
            .iter()
            .flat_map(move |automaton| automaton.find_iter(text))
            .filter_map(move |found| {
                let range = self.whole_words(text, found.range())?;
                Some(TermUse {
                    term_index: *self.pattern_terms.get(found.pattern().as_usize())?,
                    range,
                })
            })
    }

    /// The match widened to the end of its word, if it begins where a word begins.
    fn whole_words(
        &self,
        text: &str,
        range: std::ops::Range<usize>,
    ) -> Option<std::ops::Range<usize>> {
        if self.unspaced {
            return Some(range);
        }
        let before = text.get(..range.start)?;
        let word_start = before
            .rfind(|character| !is_word_character(character))
            .map_or(0, |index| {
                index
                    + before
                        .get(index..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(1, char::len_utf8)
            });
        let joined = before.get(word_start..)?;
        if !joined.is_empty() && !self.prefixes.contains(&joined) {
            return None;
        }
        let after = text.get(range.end..)?;
        let end = after
            .find(|character| !is_word_character(character))
            .unwrap_or(after.len());
        Some(range.start..range.end + end)
    }
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

fn with_other_first_letter(form: &str) -> String {
    let mut characters = form.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    let other: String = if first.is_lowercase() {
        first.to_uppercase().collect()
    } else {
        first.to_lowercase().collect()
    };
    other + characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::TermMatcher;
    use crate::parse::data::TermWords;

    fn uses(language: &str, unspaced: bool, form: &str, text: &str) -> Vec<String> {
        let words = [(
            "x".to_owned(),
            TermWords {
                term: form.to_owned(),
                ..TermWords::default()
            },
        )]
        .into_iter()
        .collect();
        let matcher = TermMatcher::new(&words, language, unspaced);
        matcher
            .uses(text)
            .filter_map(|found| Some(text.get(found.range)?.to_owned()))
            .collect()
    }

    #[test]
    fn words_that_begin_with_the_form() {
        assert_eq!(
            uses(
                "en",
                false,
                "derogat",
                "Derogating is no underogation; derogate."
            ),
            ["Derogating", "derogate"]
        );
        assert_eq!(
            uses("fr", false, "État", "l’État, les États, étatique"),
            ["État", "États", "étatique"]
        );
        assert_eq!(
            uses("ru", false, "оговорк", "Оговорки и неоговорка"),
            ["Оговорки"]
        );
        assert_eq!(
            uses("ar", false, "تصديق", "والتصديق على، تصديقها، متصديق"),
            ["تصديق", "تصديقها"]
        );
        assert_eq!(
            uses(
                "ar",
                false,
                "تصديق",
                "ولتصديق، وبتصديق، فبالتصديق، وللتصديق، زتصديق"
            ),
            ["تصديق"; 4]
        );
        assert_eq!(uses("zh", true, "批准", "议会批准条约"), ["批准"]);
    }
}
