//! Running text goes in; what is read of it comes out, without markup.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfc;

use crate::base::letters::is_word_character;

/// Where the own words of a citation begin and end in [`UnitFacts::text`]: their numbers are those of the citation.
pub(crate) const CITED_START: char = '\u{E000}';
/// Their end.
pub(crate) const CITED_END: char = '\u{E001}';
/// What stands for a reference without words of its own, for code and for the call of a note.
pub(crate) const OBJECT: char = '\u{FFFC}';

/// The characters of a text outside the own words of citations.
pub(crate) fn outside_citations(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_u32;
    text.chars().filter(move |character| {
        match *character {
            CITED_START => depth += 1,
            CITED_END => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
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

/// Appends running text without the marks of its markup; white space is one space, and line marks of quotations go.
pub(super) fn push_plain(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    let mut at_line_start = false;
    while let Some(character) = characters.next() {
        match character {
            '\n' => {
                at_line_start = true;
                push_space(out);
            }
            '>' if at_line_start => {}
            '*' | '`' => {}
            '\\' => {
                if let Some(escaped) = characters.next_if(char::is_ascii_punctuation) {
                    out.push(escaped);
                }
            }
            '_' if out
                .chars()
                .next_back()
                .is_none_or(|last| !is_word_character(last))
                || characters
                    .peek()
                    .is_none_or(|next| !is_word_character(*next)) => {}
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => {}
            _ if character.is_whitespace() => push_space(out),
            _ => {
                at_line_start = false;
                out.push(character);
            }
        }
    }
}

pub(super) fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// A text in normal form, without white space at its end.
pub(super) fn normalized(mut text: String) -> String {
    let end = text.trim_end().len();
    text.truncate(end);
    match text.is_ascii() || is_nfc(&text) {
        true => text,
        false => text.nfc().collect(),
    }
}
