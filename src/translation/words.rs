//! Texts go in; their words come out, to be compared, counted and shown as differences.

use crate::base::letters::is_unspaced;
use crate::base::letters::is_word_character;
use crate::translation::plain::CITED_END;
use crate::translation::plain::CITED_START;
use crate::translation::plain::OBJECT;

/// The words of a text in order; a letter of a script without spaces is a word of its own.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let joins = |at: usize, character: char| {
        let next = text
            .get(at + character.len_utf8()..)
            .and_then(|rest| rest.chars().next());
        matches!(character, '\'' | '’') && next.is_some_and(char::is_alphabetic)
    };
    for (at, character) in text.char_indices() {
        let is_letter = is_word_character(character) && !is_unspaced(character);
        if is_letter || (start.is_some() && joins(at, character)) {
            start = start.or(Some(at));
            continue;
        }
        words.extend(start.take().and_then(|start| text.get(start..at)));
        if is_unspaced(character) || character == OBJECT {
            words.extend(text.get(at..at + character.len_utf8()));
        }
    }
    words.extend(start.and_then(|start| text.get(start..)));
    words
}

/// Words of a text; two letters of a language without spaces are a word.
pub fn word_count(text: &str) -> usize {
    let mut count = 0;
    let mut letters = 0;
    let mut in_word = false;
    for character in text.chars() {
        if is_unspaced(character) {
            letters += 1;
            in_word = false;
        } else if is_word_character(character) {
            count += usize::from(!in_word);
            in_word = true;
        } else {
            in_word = false;
        }
    }
    count + usize::div_ceil(letters, 2)
}

/// Likeness of two texts by their words, 0 to 1 (Sørensen and Dice).
pub(crate) fn likeness(a: &[&str], b: &[&str]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    let left = crate::translation::sequence::without(&a, &b).len();
    2.0 * (a.len() - left) as f64 / (a.len() + b.len()) as f64
}

/// A piece of a text that was compared with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the old text only.
    Lost(String),
    /// In the new text only.
    Gained(String),
}

/// Longest texts, in tokens, that are compared word by word.
const TOKENS_MAX: usize = 2_000;

/// What to delete from `old` and insert to get `new`, by words.
pub fn word_difference(old: &str, new: &str) -> Vec<Piece> {
    let (a, b) = (tokens(old), tokens(new));
    if a.len().max(b.len()) > TOKENS_MAX {
        return vec![Piece::Lost(old.to_owned()), Piece::Gained(new.to_owned())];
    }
    let pairs = crate::translation::sequence::pair_in_order(a.len(), b.len(), -3, |x, y| {
        let weight = match a[x] {
            token if token.starts_with('[') && token.len() > 1 => 12,
            token if token.chars().any(is_word_character) => 4,
            _ => 1,
        };
        (a[x] == b[y]).then_some(weight)
    });
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |kind: fn(String) -> Piece, text: &str| {
        if text.is_empty() {
            return;
        }
        match (pieces.last_mut(), kind(text.to_owned())) {
            (Some(Piece::Same(last)), Piece::Same(_))
            | (Some(Piece::Lost(last)), Piece::Lost(_))
            | (Some(Piece::Gained(last)), Piece::Gained(_)) => last.push_str(text),
            (_, piece) => pieces.push(piece),
        }
    };
    let (mut x, mut y) = (0, 0);
    for (next_x, next_y) in pairs.into_iter().chain([(a.len(), b.len())]) {
        push(Piece::Lost, &a[x..next_x].concat());
        push(Piece::Gained, &b[y..next_y].concat());
        push(Piece::Same, a.get(next_x).copied().unwrap_or_default());
        (x, y) = (next_x + 1, next_y + 1);
    }
    readable(pieces)
}

/// Puts changes together between which only white space stayed, what was before what is.
fn readable(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::new();
    let (mut lost, mut gained) = (String::new(), String::new());
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Lost(text) => lost.push_str(&text),
            Piece::Gained(text) => gained.push_str(&text),
            Piece::Same(text) => {
                let is_between = !(lost.is_empty() && gained.is_empty()) && pieces.peek().is_some();
                if is_between && text.chars().all(char::is_whitespace) {
                    lost.push_str(&text);
                    gained.push_str(&text);
                    continue;
                }
                flush(&mut out, &mut lost, &mut gained);
                out.push(Piece::Same(text));
            }
        }
    }
    flush(&mut out, &mut lost, &mut gained);
    out
}

fn flush(out: &mut Vec<Piece>, lost: &mut String, gained: &mut String) {
    if !lost.is_empty() {
        out.push(Piece::Lost(std::mem::take(lost)));
    }
    if !gained.is_empty() {
        out.push(Piece::Gained(std::mem::take(gained)));
    }
}

/// Words, references, white space and other characters, each a token; together they are the text.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let sort = |character: char| match character {
        _ if is_unspaced(character) => 0,
        _ if is_word_character(character) => 1,
        _ if character.is_whitespace() => 2,
        _ => 0,
    };
    let mut last = 0;
    for (at, character) in text.char_indices() {
        if at < start {
            continue;
        }
        if let Some(end) = reference_end(text, at) {
            tokens.extend(text.get(start..at).filter(|before| !before.is_empty()));
            tokens.extend(text.get(at..end));
            start = end;
            continue;
        }
        let here = sort(character);
        if at > start && (here != last || here == 0) {
            tokens.extend(text.get(start..at));
            start = at;
        }
        last = here;
    }
    tokens.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    tokens
}

/// Where a reference or the call of a note that begins at a byte ends.
fn reference_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let close = match rest {
        _ if rest.starts_with("[[") => "]]",
        _ if rest.starts_with("[^") => "]",
        _ => return None,
    };
    rest.find(close).map(|length| at + length + close.len())
}

/// A text for people, without the marks that stand for references.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(*character, CITED_START | CITED_END))
        .map(|character| {
            if character == OBJECT {
                '…'
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Piece;
    use super::word_difference;
    use super::words;

    fn shown(old: &str, new: &str) -> String {
        let show = |piece| match piece {
            Piece::Same(text) => text,
            Piece::Lost(text) => format!("[-{text}-]"),
            Piece::Gained(text) => format!("{{+{text}+}}"),
        };
        word_difference(old, new).into_iter().map(show).collect()
    }

    #[test]
    fn differences_by_words() {
        for (old, new, expected) in [
            ("a b c", "a c", "a[- b-] c"),
            ("it may be", "it must not be", "it[- may-]{+ must not+} be"),
            (
                "within three months",
                "within six months",
                "within [-three-]{+six+} months",
            ),
            ("خلال ثلاثة أشهر", "خلال ستة أشهر", "خلال [-ثلاثة-]{+ستة+} أشهر"),
            ("三个月内", "六个月内", "[-三-]{+六+}个月内"),
            (
                "from [[ICCPR 6]] or [[ICCPR 7]].",
                "from [[ICCPR 6]], [[ICCPR 7]] or [[ICCPR 18]].",
                "from [[ICCPR 6]][- or-]{+,+} [[ICCPR 7]]{+ or [[ICCPR 18]]+}.",
            ),
        ] {
            assert_eq!(shown(old, new), expected);
        }
    }

    #[test]
    fn words_of_scripts() {
        assert_eq!(words("don't stop"), ["don't", "stop"]);
        assert_eq!(words("حُقوق الإنسان"), ["حُقوق", "الإنسان"]);
        assert_eq!(words("人权A"), ["人", "权", "A"]);
    }
}
