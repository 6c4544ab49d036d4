//! A passage and its translation, sentence by sentence: negations that are lost or gained, duties that became permissions.

use std::ops::Range;

use crate::base::letters::is_unspaced;
use crate::translation::facts::NOTES;
use crate::translation::facts::UnitFacts;
use crate::translation::parity::Check;
use crate::translation::parity::excerpt;
use crate::translation::sentences::pair_sentences;
use crate::translation::watched::Hit;
use crate::translation::watched::MODALITY;
use crate::translation::watched::Sort;

impl Check<'_> {
    /// Compares the words that turn the sense of a sentence.
    pub(super) fn sentences(&mut self, unit: usize, own: usize) {
        let (one, other) = (self.base_unit(unit), self.own_unit(own));
        if one.watched.marks.is_empty() && other.watched.marks.is_empty() {
            return;
        }
        let (source, translation) = (self.languages.source, self.languages.own);
        let pairs = pair_sentences(&one.text, &other.text);
        let counted: Vec<(Sense, Sense, Range<usize>)> = pairs
            .into_iter()
            .map(|(a, b)| (Sense::of(one, &a), Sense::of(other, &b), b))
            .collect();
        let shown = |range: &Range<usize>| match counted.len() {
            1 => "here".to_owned(),
            _ => {
                let sentence = other.text.get(range.clone()).unwrap_or_default();
                format!("in `{}`", excerpt(sentence))
            }
        };
        let mut found = Vec::new();
        if source.has_negations && translation.has_negations {
            if let Some((.., range)) = counted.iter().find(|(a, b, _)| a.loses_negation(b)) {
                let message = format!(
                    "the source negates something {}, the translation does not",
                    shown(range)
                );
                found.push(("negation", "lost".to_owned(), message));
            }
            if negates_nothing(one) && other.watched.negates() {
                let message = "the translation negates something here, its source does not";
                found.push(("negation", "gained".to_owned(), message.to_owned()));
            }
        }
        if source.has_modality && translation.has_modality {
            let changed = counted
                .iter()
                .find_map(|(a, b, range)| Some((a.changed_modality(b)?, range)));
            if let Some(((lost, gained), range)) = changed {
                let message = format!(
                    "the source says `{lost}` {}, the translation what is listed as `{gained}`",
                    shown(range)
                );
                found.push(("modality", format!("{lost}/{gained}"), message));
            }
        }
        for (check, what, message) in found {
            self.find(check, Some(unit), Some(own), &what, message);
        }
    }
}

/// Of a source, notes say in few words what one language negates and another does not: `undated`, `sans date`.
fn negates_nothing(unit: &UnitFacts) -> bool {
    let is_negative = |hit: &Hit| matches!(hit.sort, Sort::Negation | Sort::Negative);
    unit.group != NOTES && !unit.watched.marks.iter().any(is_negative)
}

/// What the watched words of a sentence say.
#[derive(Default)]
struct Sense {
    negations: usize,
    /// Words that say something negative without negating.
    negatives: usize,
    /// All that can express duty, advice and permission, as bits.
    modality: u8,
    /// Of that, what modal verbs express.
    verbs: u8,
}

impl Sense {
    fn of(unit: &UnitFacts, sentence: &Range<usize>) -> Self {
        let mut sense = Sense::default();
        let mut last_negation: Option<&Hit> = None;
        let marks = unit.watched.marks.iter();
        for hit in marks.filter(|hit| sentence.contains(&hit.range.start)) {
            match hit.sort {
                Sort::Negation => {
                    let is_one = |last: &Hit| are_one(&unit.text, last, hit);
                    sense.negations += usize::from(!last_negation.is_some_and(is_one));
                    last_negation = Some(hit);
                }
                Sort::Negative => sense.negatives += 1,
                Sort::Modality(bit) => sense.modality |= bit,
                Sort::ModalVerb(bit) => {
                    sense.modality |= bit;
                    sense.verbs |= bit;
                }
                _ => {}
            }
        }
        sense
    }

    /// Whether the translation of a sentence has fewer negations than it, and nothing in their place.
    fn loses_negation(&self, translation: &Sense) -> bool {
        self.negations > translation.negations
            && self.negations + self.negatives > translation.negations + translation.negatives
    }

    /// A verb of the source that nothing in the translation can stand for, and one of the translation that stands for
    /// nothing in the source: `must`, `may`.
    fn changed_modality(&self, translation: &Sense) -> Option<(&'static str, &'static str)> {
        let name = |bits: u8| {
            let mut named = MODALITY.iter().filter(|(bit, _)| bits & bit != 0);
            named.next().map(|(_, name)| *name)
        };
        let lost = name(self.verbs & !translation.modality)?;
        let gained = name(translation.verbs & !self.modality)?;
        Some((lost, gained))
    }
}

/// Most words between two words that negate together: `ne peut pas`, `no hay ninguna`, `никто не`.
const WORDS_BETWEEN_MAX: usize = 2;

fn are_one(text: &str, one: &Hit, other: &Hit) -> bool {
    let between = text
        .get(one.range.end..other.range.start)
        .unwrap_or_default();
    let is_spaced = !text
        .get(other.range.clone())
        .is_some_and(|word| word.chars().any(is_unspaced));
    let is_clause_end = |mark: char| {
        matches!(
            mark,
            '.' | '!' | '?' | ';' | ':' | ',' | '،' | '؛' | '؟' | '(' | ')' | '–' | '—'
        )
    };
    is_spaced
        && !between.contains(is_clause_end)
        && between.split_whitespace().count() <= WORDS_BETWEEN_MAX
}
