//! Sorted names go in; the letters of a language's index come out, each with the names that belong to it.

use std::cmp::Ordering;

use icu::locale::exemplar_chars::ExemplarCharacters;

use crate::render::wording::Wording;

/// First characters of the Chinese index, by the pinyin that sorting uses: each letter begins at its character.
const PINYIN: [(&str, &str); 23] = [
    ("A", "阿"),
    ("B", "八"),
    ("C", "嚓"),
    ("D", "咑"),
    ("E", "妸"),
    ("F", "发"),
    ("G", "旮"),
    ("H", "哈"),
    ("J", "丌"),
    ("K", "咔"),
    ("L", "垃"),
    ("M", "妈"),
    ("N", "拏"),
    ("O", "噢"),
    ("P", "妑"),
    ("Q", "七"),
    ("R", "呥"),
    ("S", "仨"),
    ("T", "他"),
    ("W", "穵"),
    ("X", "夕"),
    ("Y", "丫"),
    ("Z", "帀"),
];

/// Names below each letter of the index, in the language's order. `name` gives what an entry is sorted by. What belongs
/// to no letter stands under `#`.
pub(super) fn by_letter<T>(
    wording: &Wording,
    mut entries: Vec<T>,
    name: impl Fn(&T) -> String,
) -> Vec<(String, Vec<T>)> {
    entries.sort_by(|a, b| wording.compare(wording.sort_key(&name(a)), wording.sort_key(&name(b))));
    let boundaries = boundaries(wording);
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for entry in entries {
        let full = name(&entry);
        let letter = letter_of(wording, &boundaries, wording.sort_key(&full));
        match groups.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, members)) => members.push(entry),
            None => groups.push((letter, vec![entry])),
        }
    }
    groups
}

/// The letters of the index, each with the text at which it begins, ascending.
fn boundaries(wording: &Wording) -> Vec<(String, String)> {
    if wording.locale.id.language.as_str() == "zh"
        && !wording
            .facts
            .collation
            .as_deref()
            .unwrap_or_default()
            .contains("stroke")
    {
        return PINYIN
            .iter()
            .map(|(letter, first)| ((*letter).to_owned(), (*first).to_owned()))
            .collect();
    }
    let mut letters = wording.facts.index_letters.clone();
    if letters.is_empty()
        && let Ok(exemplars) = ExemplarCharacters::try_new_index(&wording.locale.clone().into())
    {
        letters = exemplars
            .code_points()
            .iter_chars()
            .map(String::from)
            .chain(exemplars.strings().iter().map(str::to_owned))
            .collect();
    }
    letters.sort_by(|a, b| wording.compare(a, b));
    letters.dedup_by(|a, b| wording.compare_letters(a, b) == Ordering::Equal);
    letters
        .into_iter()
        .map(|letter| (letter.clone(), letter))
        .collect()
}

fn letter_of(wording: &Wording, boundaries: &[(String, String)], name: &str) -> String {
    let begins_at_or_before =
        |first: &str| wording.compare_letters(first, name) != Ordering::Greater;
    let is_letter = name.chars().next().is_some_and(char::is_alphabetic);
    let found = boundaries
        .iter()
        .rev()
        .find(|(_, first)| begins_at_or_before(first));
    match found {
        Some((letter, _)) if is_letter && same_script(letter, name, wording) => letter.clone(),
        // A Latin name in a Chinese index stands under its own letter.
        _ => name
            .chars()
            .next()
            .filter(char::is_ascii_alphabetic)
            .map_or_else(
                || "#".to_owned(),
                |first| first.to_ascii_uppercase().to_string(),
            ),
    }
}

/// Whether the name is written in the script of the index; others would all fall under its last letter.
fn same_script(letter: &str, name: &str, wording: &Wording) -> bool {
    let ascii = |text: &str| {
        text.chars()
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
    };
    match wording.locale.id.language.as_str() {
        "zh" => !ascii(name),
        _ => {
            ascii(letter) == ascii(name)
                || !ascii(name) && !ascii(letter)
                || ascii(letter) && is_latin(name)
        }
    }
}

fn is_latin(name: &str) -> bool {
    name.chars()
        .next()
        .is_some_and(|first| (first as u32) < 0x250)
}
