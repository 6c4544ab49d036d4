//! A text and its translation go in; which sentence stands for which comes out.

use std::ops::Range;

use crate::translation::numbers::digit;
use crate::translation::plain::CITED_END;
use crate::translation::plain::OBJECT;

/// Pairs the sentences of two texts in order, as byte ranges. Where one has more than the other, each is one pair as a
/// whole: what stands for what is not guessed.
pub(crate) fn pair_sentences(one: &str, other: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (own, others) = (sentences(one), sentences(other));
    match own.len() == others.len() {
        true => own.into_iter().zip(others).collect(),
        false => vec![(0..one.len(), 0..other.len())],
    }
}

/// The sentences of a text, each with the marks and calls of notes behind it. A full stop before a figure or a small letter
/// ends none: it stands behind `No.`, `art.`, `núm.`
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((_, mark)) = characters.next() {
        if !is_end(mark) {
            continue;
        }
        while characters
            .next_if(|(_, next)| is_end(*next) || is_behind(*next))
            .is_some()
        {}
        let end = characters.peek().map_or(text.len(), |(at, _)| *at);
        let mut is_apart = is_full_width(mark);
        while characters
            .next_if(|(_, next)| next.is_whitespace())
            .is_some()
        {
            is_apart = true;
        }
        let begins = match characters.peek() {
            None => true,
            Some((_, next)) => is_apart && digit(*next).is_none() && !next.is_lowercase(),
        };
        if begins {
            sentences.push(start..end);
            start = characters.peek().map_or(text.len(), |(at, _)| *at);
        }
    }
    if start < text.len() || sentences.is_empty() {
        sentences.push(start..text.len());
    }
    sentences
}

fn is_end(mark: char) -> bool {
    matches!(mark, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '።' | '។') || is_full_width(mark)
}

fn is_full_width(mark: char) -> bool {
    matches!(mark, '。' | '！' | '？' | '．')
}

/// What belongs to the sentence that it stands behind.
fn is_behind(mark: char) -> bool {
    matches!(
        mark,
        OBJECT | CITED_END | '"' | '»' | '”' | '’' | ')' | '）' | '」' | '』' | '】' | '》'
    )
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_of_scripts() {
        for (text, expected) in [
            ("One. Two? Three", &["One.", "Two?", "Three"][..]),
            (
                "See art. 3 and No. 12. It says “no.” Then",
                &["See art. 3 and No. 12.", "It says “no.”", "Then"],
            ),
            ("نعم. لا؟ ربما", &["نعم.", "لا؟", "ربما"]),
            ("第一。第二！“第三？”", &["第一。", "第二！", "“第三？”"]),
            (
                "第一。\u{FFFC}第二。\u{FFFC}",
                &["第一。\u{FFFC}", "第二。\u{FFFC}"],
            ),
            ("", &[""]),
        ] {
            let found: Vec<&str> = sentences(text)
                .into_iter()
                .filter_map(|range| text.get(range))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
