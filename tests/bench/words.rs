//! A script goes in; its vocabulary comes out, with words as unequally frequent as in real texts.

use crate::random::Random;
use crate::scripts::Script;

/// Number of different words: about as many as a handbook of some hundred chapters has.
const WORD_COUNT: usize = 20_000;

/// The words of a language, the most frequent first.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// For each word, its frequency and those of all before it, added up.
    frequency_sums: Vec<u64>,
}

impl Vocabulary {
    /// Takes the frequent words and makes the rare ones; frequencies follow Zipf and Mandelbrot.
    pub(crate) fn new(script: &Script, seed: u64) -> Self {
        let frequent = script.frequent.iter().map(|word| (*word).to_owned());
        let rare = (script.frequent.len()..WORD_COUNT).map(|rank| {
            let script_path = script.tag.bytes().map(u64::from);
            let path: Vec<u64> = [2, rank as u64].into_iter().chain(script_path).collect();
            rare_word(script, &mut Random::for_path(seed, &path))
        });
        let words: Vec<String> = frequent.chain(rare).collect();
        let mut sum = 0;
        let frequency_sums = (0..words.len() as u64)
            .map(|rank| {
                sum += 1_000_000_000 / (rank + 3);
                sum
            })
            .collect();
        Vocabulary {
            words,
            frequency_sums,
        }
    }

    /// A word, frequent ones more often.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let total = self.frequency_sums.last().copied().unwrap_or(0);
        let drawn = random.below(total as usize) as u64;
        let rank = self.frequency_sums.partition_point(|sum| *sum <= drawn);
        self.words.get(rank).map_or("", String::as_str)
    }
}

fn rare_word(script: &Script, random: &mut Random) -> String {
    let mut word = random.pick(script.beginnings).to_owned();
    let syllable_count = 1 + random.below(2) + random.below(2);
    for _ in 0..syllable_count {
        word.push_str(random.pick(script.onsets));
        word.push_str(random.pick(script.vowels));
    }
    word.push_str(random.pick(script.endings));
    word
}
