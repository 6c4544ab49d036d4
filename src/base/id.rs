//! Ids that authors write: `[a-z][a-z0-9]*(-[a-z0-9]+)*`, and the nearest known one to a misspelt one.

/// Longest id, in bytes.
pub const ID_LENGTH_MAX: usize = 64;

/// Whether `id` has the form of an author's id. Ids made by the generator hold `--` and so can never equal one.
pub fn is_author_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    bytes.len() <= ID_LENGTH_MAX
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last() != Some(&b'-')
        && !id.contains("--")
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}

/// The best-looking id for a heading's words, in the form of an author's id; empty if no ASCII letter is left.
pub fn id_from_words(words: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut id = String::new();
    for character in words.nfkd() {
        if character.is_ascii_alphanumeric() {
            id.push(character.to_ascii_lowercase());
        } else if !id.is_empty()
            && !id.ends_with('-')
            && !unicode_normalization::char::is_combining_mark(character)
            && character != '\''
            && character != '’'
        {
            id.push('-');
        }
        if id.len() >= ID_LENGTH_MAX {
            break;
        }
    }
    let id = id
        .trim_matches('-')
        .trim_start_matches(|first: char| first.is_ascii_digit() || first == '-')
        .to_owned();
    if is_author_id(&id) { id } else { String::new() }
}

/// The candidate most like `word`, if any is like it at all: at most a third of its letters differ.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// ` Did you mean …?` for the nearest candidate, or an empty text.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |candidate| {
        format!("did you mean `{candidate}`?")
    })
}

#[cfg(test)]
mod tests {
    use super::{id_from_words, is_author_id, nearest};

    #[test]
    fn author_ids() {
        for good in ["a", "state-duties", "p12", "a1-2-b"] {
            assert!(is_author_id(good), "{good}");
        }
        for bad in [
            "", "A", "1a", "-a", "a-", "a--b", "p--12", "é", "حق", "权", "a b", "a_b",
        ] {
            assert!(!is_author_id(bad), "{bad}");
        }
    }

    #[test]
    fn ids_from_words() {
        assert_eq!(
            id_from_words("The State's duty, 2nd part"),
            "the-states-duty-2nd-part"
        );
        assert_eq!(id_from_words("Égalité des États"), "egalite-des-etats");
        assert_eq!(id_from_words("حقوق الإنسان"), "");
        assert_eq!(id_from_words("人权"), "");
    }

    #[test]
    fn nearest_word() {
        assert_eq!(nearest("ordre", ["order", "title"]), Some("order"));
        assert_eq!(nearest("ICPR", ["ICCPR", "ICESCR"]), Some("ICCPR"));
        assert_eq!(nearest("xyz", ["order"]), None);
    }
}
