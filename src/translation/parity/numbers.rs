//! The numbers of two texts go in; those that only one of them has come out.

use std::borrow::Cow;

use crate::translation::watched::Number;
use crate::translation::watched::Watched;

/// The values of `own` that `other` does not have, and those of `other` that `own` does not have. How often a number
/// stands there does not matter: languages repeat names and titles beside their translation. Numbers in words cancel
/// figures of the other side, and `2-3` is `2.3`.
pub(crate) fn differences(own: &Watched, other: &Watched) -> (Vec<Number>, Vec<Number>) {
    let (own_numbers, other_numbers) = (read_beside(own, other), read_beside(other, own));
    let lost = values_without(&own_numbers, &other_numbers, &other.number_words);
    let gained = values_without(&other_numbers, &own_numbers, &own.number_words);
    let is_in_parts = |number: &Number, others: &[Number]| {
        parts(*number)
            .iter()
            .any(|parts| parts.iter().all(|part| others.contains(part)))
    };
    let part_of = |number: &Number, others: &[Number]| {
        let all = others.iter().flat_map(|other| parts(*other));
        all.flatten().any(|part| part == *number)
    };
    let sift = |numbers: &[Number], others: &[Number], all: &[Number]| -> Vec<Number> {
        let kept = numbers
            .iter()
            .filter(|number| !is_in_parts(number, all) && !part_of(number, others));
        kept.copied().collect()
    };
    (
        sift(&lost, &gained, &other_numbers),
        sift(&gained, &lost, &own_numbers),
    )
}

/// The numbers of `own`, where a letter of `other` tells that a word behind a figure is a letter too: `217 ألف` is 217
/// where the other text has `217 A`.
fn read_beside<'n>(own: &'n Watched, other: &Watched) -> Cow<'n, [Number]> {
    let letter = |number: &Number| {
        let readings = own.multiplied.iter().filter(|(full, _)| full == number);
        let mut plain = readings.map(|(_, plain)| *plain);
        plain.find(|plain| other.lettered.contains(plain))
    };
    if !own.numbers.iter().any(|number| letter(number).is_some()) {
        return Cow::Borrowed(&own.numbers);
    }
    let numbers = own.numbers.iter();
    let mut read: Vec<Number> = numbers
        .map(|number| letter(number).unwrap_or(*number))
        .collect();
    read.sort_unstable();
    Cow::Owned(read)
}

/// The values of `own` that are nowhere in `other` and its `words`, each once.
fn values_without(own: &[Number], other: &[Number], words: &[Number]) -> Vec<Number> {
    let is_there = |number: &Number| {
        other.binary_search(number).is_ok() || words.binary_search(number).is_ok()
    };
    let mut left: Vec<Number> = own
        .iter()
        .filter(|number| !is_there(number))
        .copied()
        .collect();
    left.dedup();
    left
}

/// The two numbers on the sides of a decimal point, in each way to read them: `2.10` may be 2 and 10, or 2 and 1.
fn parts(number: Number) -> Vec<[Number; 2]> {
    let (whole, rest) = (number.0 / 1000, number.0 % 1000);
    let scales = [100, 10]
        .into_iter()
        .filter(|scale| rest > 0 && rest % scale == 0);
    scales
        .map(|scale| [Number::whole(whole), Number::whole(rest / scale)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::parse::data::CheckWords;
    use crate::translation::word_lists::WatchedWords;

    #[test]
    fn words_cancel_figures_of_the_other_side() {
        let words = CheckWords {
            number_words: [("three".to_owned(), 3)].into_iter().collect(),
            ..CheckWords::default()
        };
        let words = WatchedWords::new(&words, "en");
        let compare = |own: &str, other: &str| {
            let (lost, gained) = differences(&words.watch(own), &words.watch(other));
            (lost.len(), gained.len())
        };
        assert_eq!(compare("three months", "3 mois"), (0, 0));
        assert_eq!(compare("three months", "mois"), (0, 0));
        assert_eq!(compare("article 21", "第二十一条"), (0, 0));
        assert_eq!(compare("article 21", "第二十五条"), (1, 0));
        assert_eq!(compare("article 18", "المادة ١٧"), (1, 1));
    }
}
