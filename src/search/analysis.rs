//! Text goes in; the tokens by which it is found come out. `search.js` in the theme has the same rules, step by step.
//!
//! One file of examples, `tests/golden/search-vectors.json`, holds the two together. No rule depends on a locale.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use unicode_normalization::IsNormalized;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfkc_quick;

use crate::base::letters::is_word_character;

/// Longest surface, in characters; longer ones are not words.
const LENGTH_MAX: usize = 64;

/// What depends on the language.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// Arabic: the article and what is written joined to it are taken off.
    pub strips_article: bool,
    /// Marks tell words apart, as the tones of Vietnamese do.
    pub keeps_marks: bool,
}

/// A token as a query holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Folded.
    pub text: String,
    /// One of the overlapping pairs that stand for words in scripts without spaces.
    pub is_gram: bool,
}

/// The tokens of a text, in order.
pub fn analyse(text: &str, rules: Rules) -> Vec<Token> {
    let normal = normalise(text);
    let mut tokens = Vec::new();
    for run in runs(&normal) {
        match run {
            Run::Word(word) => tokens.push(Token {
                text: fold_word(word, rules),
                is_gram: false,
            }),
            Run::Gram(run) => grams(run, |gram| {
                tokens.push(Token {
                    text: fold(gram, rules.keeps_marks).into_owned(),
                    is_gram: true,
                });
            }),
        }
    }
    tokens.retain(|token| is_surface(&token.text));
    tokens
}

/// Whether a folded word is one to be found: neither empty nor endless.
pub(super) fn is_surface(text: &str) -> bool {
    !text.is_empty() && (text.len() <= LENGTH_MAX || text.chars().count() <= LENGTH_MAX)
}

/// Steps 1 and 2: invisible characters go, then NFKC, then small letters.
pub(super) fn normalise(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    // Perf: most words of most scripts are as they are to be.
    if text.chars().all(is_plain) && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let visible: Cow<'_, str> = match text.contains(is_invisible) {
        true => Cow::Owned(text.replace(is_invisible, "")),
        false => Cow::Borrowed(text),
    };
    let composed: Cow<'_, str> = match is_nfkc_quick(visible.chars()) {
        IsNormalized::Yes => visible,
        _ => Cow::Owned(visible.nfkc().collect()),
    };
    match composed.contains(|one: char| one.is_uppercase() || !is_own_lower(one)) {
        true => Cow::Owned(composed.to_lowercase()),
        false => composed,
    }
}

fn is_own_lower(character: char) -> bool {
    let mut lower = character.to_lowercase();
    lower.next() == Some(character) && lower.next().is_none()
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{640}' | '\u{61C}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
    )
}

/// A stretch of text that holds tokens.
pub(super) enum Run<'a> {
    /// A word of a script with spaces.
    Word(&'a str),
    /// Characters of scripts without spaces.
    Gram(&'a str),
}

/// Step 3: the runs of a normalised text; everything else separates.
pub(super) fn runs(normal: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = normal;
    std::iter::from_fn(move || {
        let start = rest.find(is_word_character)?;
        rest = rest.get(start..)?;
        let begins_gram = rest.chars().next().is_some_and(is_gram);
        let ends = |one: char| match begins_gram {
            true => !(is_gram(one) || is_mark(one)),
            false => is_gram(one) || !is_word_character(one),
        };
        let (run, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
        rest = after;
        Some(match begins_gram {
            true => Run::Gram(run),
            false => Run::Word(run),
        })
    })
}

fn is_mark(character: char) -> bool {
    !character.is_ascii() && is_combining_mark(character)
}

/// Thai, Lao, Burmese, Khmer, kana, Han and Hangul.
fn is_gram(character: char) -> bool {
    // Perf: the tables of Unicode are asked for what is rare.
    if character < '\u{E00}' {
        return false;
    }
    if is_common_chinese(character) {
        return true;
    }
    matches!(
        character,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{AC00}'..='\u{D7AF}'
    ) && (character.is_alphabetic() || is_mark(character))
        && !character.is_numeric()
}

/// Characters of the first block of Chinese, which are all letters and no numbers.
fn is_common_chinese(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}')
}

/// Step 4: each pair of neighbouring units of a run; a single unit stands alone. A unit is a character with its marks;
/// the Khmer and Burmese signs that stack letters take in the next one.
pub(super) fn grams<'a>(run: &'a str, mut each: impl FnMut(&'a str)) {
    let mut starts = Vec::with_capacity(run.len() / 3);
    let mut characters = run.char_indices().peekable();
    while let Some((start, _)) = characters.next() {
        starts.push(start);
        while let Some((_, next)) = characters.peek().copied() {
            if matches!(next, '\u{17D2}' | '\u{1039}') {
                characters.next();
                characters.next();
            } else if is_mark(next) {
                characters.next();
            } else {
                break;
            }
        }
    }
    starts.push(run.len());
    match starts.as_slice() {
        [start, end] => each(run.get(*start..*end).unwrap_or_default()),
        starts => {
            for pair in starts.windows(3) {
                each(run.get(pair[0]..pair[2]).unwrap_or_default());
            }
        }
    }
}

/// Steps 5 and 6: a normalised word as it is looked up.
pub(super) fn fold_word(word: &str, rules: Rules) -> String {
    let folded = fold(word, rules.keeps_marks).into_owned();
    match rules.strips_article {
        true => without_article(&folded).to_owned(),
        false => folded,
    }
}

/// Step 5: letters without what may be left out in writing, digits of every script as ASCII.
pub(super) fn fold(text: &str, keeps_marks: bool) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.nfd().peekable();
    while let Some(character) = characters.next() {
        if character == 'и' && characters.peek() == Some(&'\u{306}') {
            characters.next();
            plain.push('й');
        } else {
            fold_character(&mut plain, character, keeps_marks);
        }
    }
    match is_ascii_or_composed(&plain) {
        true => Cow::Owned(plain),
        false => Cow::Owned(plain.nfc().collect()),
    }
}

/// Whether a character is one that `normalise` and `fold` leave alone, capitals of ASCII aside: small letters without
/// marks, Chinese characters.
fn is_plain(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x7F' | 'а'..='и' | 'к'..='я' | '\u{627}' | '\u{628}' | '\u{62A}'..='\u{63F}' | '\u{641}'..='\u{648}' | '\u{64A}' | '\u{4E00}'..='\u{9FFF}'
    )
}

fn is_ascii_or_composed(text: &str) -> bool {
    text.is_ascii() || unicode_normalization::is_nfc_quick(text.chars()) == IsNormalized::Yes
}

fn fold_character(out: &mut String, character: char, keeps_marks: bool) {
    match character {
        '\u{300}'..='\u{36F}' if keeps_marks => out.push(character),
        'đ' if keeps_marks => out.push(character),
        '\u{300}'..='\u{36F}'
        | '\u{591}'..='\u{5C7}'
        | '\u{610}'..='\u{61A}'
        | '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{6D6}'..='\u{6ED}'
        | '\u{93C}' => {}
        'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ة' => out.push('ه'),
        'ک' => out.push('ك'),
        'ı' => out.push('i'),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'đ' => out.push('d'),
        'ł' => out.push('l'),
        'ς' => out.push('σ'),
        _ => out.push(digit(character).unwrap_or(character)),
    }
}

/// The code points of the digit zero in the scripts of the basic plane; nine more digits follow each.
pub const ZEROS: [u32; 35] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
];

fn digit(character: char) -> Option<char> {
    const DIGITS: RangeInclusive<u32> = 0..=9;
    let code = character as u32;
    let index = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = code - ZEROS.get(index)?;
    DIGITS
        .contains(&value)
        .then(|| char::from_digit(value, 10))
        .flatten()
}

/// Step 6: the first of these that leaves three letters or more is taken off.
const ARTICLES: [&str; 10] = [
    "وبال", "فبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "ال", "لل",
];

fn without_article(word: &str) -> &str {
    ARTICLES
        .iter()
        .filter_map(|article| word.strip_prefix(article))
        .find(|rest| rest.chars().count() >= 3)
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::fold;
    use super::is_common_chinese;
    use super::is_plain;

    /// What is known by ranges is what the tables of Unicode say.
    #[test]
    fn common_letters_are_as_they_are_to_be() {
        for character in '\0'..=char::MAX {
            if is_common_chinese(character) {
                assert!(character.is_alphabetic() && !character.is_numeric());
            }
            if is_plain(character) && !character.is_ascii_uppercase() {
                let text = character.to_string();
                let normal: String = super::UnicodeNormalization::nfkc(text.as_str()).collect();
                assert_eq!(normal.to_lowercase(), text);
                assert!(!super::is_invisible(character));
                assert_eq!(fold(&text, false), text);
            }
        }
    }
}
