//! What is watched in a text: its numbers, negations and words of duty, advice and permission.

use std::ops::Range;

/// A value in thousandths, so that decimals are compared exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u64);

impl Number {
    pub(super) fn whole(value: u64) -> Self {
        Number(value.saturating_mul(1000))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        match rest {
            0 => write!(formatter, "{whole}"),
            _ => {
                let decimals = format!("{rest:03}");
                write!(formatter, "{whole}.{}", decimals.trim_end_matches('0'))
            }
        }
    }
}

/// What a watched word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Negation,
    Negative,
    Except,
    /// A word that can express one of [`MODALITY`], by its bit.
    Modality(u8),
    /// A verb that does nothing else.
    ModalVerb(u8),
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
    /// Figures with a letter behind them: 217 of `217 A`.
    pub(crate) lettered: Vec<Number>,
    /// Figures with a multiplier in words behind them: with it, and without.
    pub(crate) multiplied: Vec<(Number, Number)>,
    /// Negations, negative words, words of duty, advice and permission, in order.
    pub(crate) marks: Vec<Hit>,
}

impl Watched {
    /// Whether something is negated.
    pub(crate) fn negates(&self) -> bool {
        self.marks.iter().any(|hit| hit.sort == Sort::Negation)
    }
}

/// Bits of duty, advice and permission.
pub(crate) const MODALITY: [(u8, &str); 3] = [(1, "must"), (2, "should"), (4, "may")];

/// A watched word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) sort: Sort,
    pub(crate) range: Range<usize>,
}
