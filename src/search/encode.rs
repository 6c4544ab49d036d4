//! Numbers and sorted words go in; the short strings that the search files hold come out.

/// The characters that numbers are written with: the printable ones of ASCII from `#`, without `<` and `\`.
const ALPHABET: &[u8; 90] =
    b"#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// How many of them end a number; as many say that it goes on.
const HALF: u32 = 45;

/// Appends a number, its least part first, in a form that no other number has: 0 is `#`, 44 `P`, 45 `Q#`, 2070 `QQ#`.
pub(super) fn push_number(out: &mut String, mut number: u32) {
    let mut push = |index: u32| {
        if let Some(byte) = ALPHABET.get(index as usize) {
            out.push(char::from(*byte));
        }
    };
    while number >= HALF {
        push(HALF + number % HALF);
        number = number / HALF - 1;
    }
    push(number);
}

/// Characters that two words begin with in common.
pub(super) fn shared_characters(before: &str, word: &str) -> usize {
    before
        .chars()
        .zip(word.chars())
        .take_while(|(one, other)| one == other)
        .count()
}

/// Appends a word as what it shares with the word before it, and the rest.
pub(super) fn push_front_coded(out: &mut String, before: &str, word: &str) {
    let shared = shared_characters(before, word);
    push_number(out, shared as u32);
    out.extend(word.chars().skip(shared));
}

/// A text as a string of JavaScript.
pub(super) fn quoted(text: &str) -> String {
    // A text always has a form in JSON, which every string of JavaScript may have (ECMAScript 2019).
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::push_front_coded;
    use super::push_number;

    #[test]
    fn numbers_as_the_format_says() {
        for (number, expected) in [
            (0, "#"),
            (44, "P"),
            (45, "Q#"),
            (100, "[$"),
            (2069, "~P"),
            (2070, "QQ#"),
        ] {
            let mut written = String::new();
            push_number(&mut written, number);
            assert_eq!(written, expected, "{number}");
        }
        let mut longest = String::new();
        push_number(&mut longest, u32::MAX);
        assert!(longest.len() <= 6, "{longest}");
    }

    #[test]
    fn words_share_their_beginning() {
        let mut out = String::new();
        for (before, word) in [
            ("", "حرية"),
            ("حرية", "حريات"),
            ("人权", "人权法"),
            ("right", "rights"),
        ] {
            push_front_coded(&mut out, before, word);
            out.push(' ');
        }
        assert_eq!(out, "#حرية &ات %法 (s ");
    }
}
