//! The registry goes in; what the search needs to understand a citation comes out: names in every language, articles, words.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;

use crate::link::extent::Extent;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::parse::reference::Locator;
use crate::render::Edition;
use crate::render::fill::instrument_path;
use crate::render::labels::Labels;
use crate::render::plain;
use crate::search::citations::alias;
use crate::search::citations::arabic_ordinals;

/// Words that say what a number counts, with the letter that the client knows each by.
const KINDS: [(&str, &str); 4] = [
    ("a", "search.cite_article"),
    ("p", "search.cite_paragraph"),
    ("c", "search.cite_comment"),
    ("r", "search.cite_recommendation"),
];

/// `i`: instruments `[id, pattern of a citation, extent, entries, index of its body]`; `b`: bodies
/// `[id, address of the treaty's page, name, comments]`; `a`: folded names with the indices they may mean (`3 b2`); `q`:
/// words for articles, paragraphs, comments; `o`: written numbers. Entries and comments are lines of tab-separated cells.
pub(super) fn names(edition: &Edition<'_>, language_index: usize) -> Value {
    let labels = edition.labels(language_index);
    let registry = &edition.handbook.registry.value;
    let bodies: Vec<&String> = registry.bodies.keys().collect();
    let mut aliases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut know = |name: String, index: &str| {
        if !name.is_empty() {
            aliases.entry(name).or_default().insert(index.to_owned());
        }
    };
    let mut titles: Vec<(String, String)> = Vec::new();
    for (index, id) in registry.instruments.keys().enumerate() {
        let index = index.to_string();
        know(alias(id), &index);
        for language in &edition.handbook.languages {
            if let Some(names) = language.instruments.value.instruments.get(id) {
                titles.push((alias(&names.title), index.clone()));
                for name in names.abbreviation.iter().chain(&names.cite_as) {
                    know(alias(name), &index);
                }
            }
        }
    }
    for (index, id) in bodies.iter().enumerate() {
        let index = format!("b{index}");
        know(alias(id), &index);
        for language in &edition.handbook.languages {
            let words = &language.instruments.value;
            for name in words
                .bodies
                .get(*id)
                .into_iter()
                .chain(words.body_abbreviations.get(*id))
            {
                know(alias(name), &index);
            }
        }
    }
    for (beginning, index) in telling_beginnings(titles) {
        know(beginning, &index);
    }
    let instruments: Vec<Value> = registry
        .instruments
        .iter()
        .map(|(id, facts)| {
            let extent = Extent::of(facts).ok().flatten();
            let extent = extent
                .filter(Extent::has_one_series)
                .map(|extent| extent.shown());
            let body = facts.bodies.first();
            let body = body.and_then(|body| bodies.iter().position(|known| *known == body));
            json!([
                id.to_ascii_lowercase(),
                citation(&labels, id, None, "{n}"),
                extent.unwrap_or_default(),
                entries(edition, &labels, id),
                body,
            ])
        })
        .collect();
    let bodies: Vec<Value> = bodies
        .iter()
        .map(|id| {
            let treaty = registry
                .bodies
                .get(*id)
                .and_then(|body| body.treaty.as_ref());
            let address =
                treaty.map(|treaty| format!("{}/{}", labels.wording.tag, instrument_path(treaty)));
            json!([
                id.to_ascii_lowercase(),
                address.unwrap_or_default(),
                labels.body(id).text,
                comments(edition, &labels, id)
            ])
        })
        .collect();
    let aliases: BTreeMap<String, String> = aliases
        .into_iter()
        .map(|(name, indices)| (name, indices.into_iter().collect::<Vec<_>>().join(" ")))
        .collect();
    let mut kinds = serde_json::Map::new();
    for (letter, key) in KINDS {
        let words: BTreeSet<String> = edition
            .wordings
            .iter()
            .flat_map(|wording| wording.word(key).split([',', '،', '、']))
            .map(alias)
            .filter(|word| !word.is_empty())
            .collect();
        kinds.insert(letter.to_owned(), json!(words));
    }
    let has_arabic = edition
        .handbook
        .languages
        .iter()
        .any(|language| language.tag.base() == "ar");
    let ordinals = if has_arabic {
        arabic_ordinals()
    } else {
        BTreeMap::new()
    };
    json!({ "i": instruments, "b": bodies, "a": aliases, "q": kinds, "o": ordinals })
}

/// Fewest words of a title that can stand for it, and fewest characters where words are not apart.
const WORDS_MIN: usize = 3;
const CHARACTERS_MIN: usize = 6;

/// For each title the shortest beginning that no other instrument's title shares: people seldom write a title out. The
/// whole, where another title goes on from it. Titles come with the index of their instrument.
fn telling_beginnings(mut titles: Vec<(String, String)>) -> Vec<(String, String)> {
    titles.sort();
    titles.dedup();
    let shared = |one: &str, other: &str| {
        let pairs = one.chars().zip(other.chars());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let beginning = |at: usize| {
        let (title, index) = &titles[at];
        let is_other = |(_, other): &&(String, String)| other != index;
        let before = titles[..at].iter().rev().find(is_other);
        let after = titles[at + 1..].iter().find(is_other);
        let longest = [before, after].into_iter().flatten();
        let longest = longest.map(|(other, _)| shared(title, other)).max();
        let needed = longest.unwrap_or(0) + 1;
        let mut words = 0;
        let mut length = 0;
        let unspaced = !title.contains(' ');
        for (position, (offset, character)) in title.char_indices().enumerate() {
            let is_end = unspaced || character == ' ';
            words += usize::from(character == ' ');
            let is_long = match unspaced {
                true => position >= CHARACTERS_MIN,
                false => words >= WORDS_MIN,
            };
            if is_end && is_long && position >= needed {
                length = offset;
                break;
            }
        }
        match length {
            0 => title.clone(),
            length => title.get(..length).unwrap_or(title).to_owned(),
        }
    };
    (0..titles.len())
        .map(|at| (beginning(at), titles[at].1.clone()))
        .collect()
}

/// A citation as plain text, with any text in the place of the article's number.
fn citation(
    labels: &Labels<'_>,
    instrument: &str,
    series: Option<String>,
    article: &str,
) -> String {
    plain::text(&labels.citation(&Citation {
        instrument: instrument.to_owned(),
        locator: Some(Locator {
            series,
            article: article.to_owned(),
            article_to: None,
            paragraph: None,
            letter: None,
        }),
    }))
}

/// The articles with an entry on the instrument's page: the end of the entry's id, and the citation where it is not made
/// by the instrument's pattern.
fn entries(edition: &Edition<'_>, labels: &Labels<'_>, instrument: &str) -> String {
    let entries = edition.instrument_entries.get(instrument);
    let lines: Vec<String> = entries
        .into_iter()
        .flatten()
        .map(|key| {
            let id = key.id();
            let id = id.strip_prefix("art--").unwrap_or(&id);
            match &key.series {
                None => id.to_owned(),
                Some(series) => {
                    let cited = citation(labels, instrument, Some(series.clone()), &key.shown());
                    format!("{id}\t{cited}")
                }
            }
        })
        .collect();
    lines.join("\n")
}

/// The general comments that are known: term, citation, title, and `1` where the treaty's page has an entry.
fn comments(edition: &Edition<'_>, labels: &Labels<'_>, body: &str) -> String {
    let registry = &edition.handbook.registry.value;
    let cited = edition.links.back_links.comments.get(body);
    let is_cited =
        |comment: &str| cited.is_some_and(|cited| cited.keys().any(|(_, known)| known == comment));
    let mut known: BTreeSet<String> = BTreeSet::new();
    known.extend(
        registry
            .bodies
            .get(body)
            .into_iter()
            .flat_map(|body| body.comments.keys().cloned()),
    );
    known.extend(
        cited
            .into_iter()
            .flat_map(|cited| cited.keys().map(|(_, comment)| comment.clone())),
    );
    let lines: Vec<String> = known
        .into_iter()
        .map(|comment| {
            let label = plain::text(&labels.comment(&CommentCitation {
                body: body.to_owned(),
                comment: comment.clone(),
                paragraph: None,
            }));
            let title = labels
                .comment_title(body, &comment)
                .map_or(String::new(), |title| title.text);
            let entry = if is_cited(&comment) { "1" } else { "" };
            let term = comment.to_ascii_lowercase().replace(' ', "");
            format!("{term}\t{label}\t{title}\t{entry}")
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::telling_beginnings;

    #[test]
    fn titles_are_known_by_what_tells_them_apart() {
        let titles = [
            ("convention on the rights of the child", "0"),
            ("convention on the rights of persons with disabilities", "1"),
            ("convention against torture and other cruel treatment", "2"),
            ("公民权利和政治权利国际公约", "3"),
            ("公民权利和政治权利国际公约任择议定书", "4"),
            ("اتفاقيه حقوق الطفل", "0"),
        ];
        let titles = titles.map(|(title, index)| (title.to_owned(), index.to_owned()));
        let found: Vec<(String, String)> = telling_beginnings(titles.to_vec());
        let of = |index: &str| -> Vec<&str> {
            let own = found.iter().filter(|(_, known)| known == index);
            own.map(|(beginning, _)| beginning.as_str()).collect()
        };
        assert_eq!(
            of("0"),
            ["convention on the rights of the", "اتفاقيه حقوق الطفل"]
        );
        assert_eq!(of("1"), ["convention on the rights of persons"]);
        assert_eq!(of("2"), ["convention against torture"]);
        assert_eq!(of("3"), ["公民权利和政治权利国际公约"]);
        assert_eq!(of("4"), ["公民权利和政治权利国际公约任"]);
    }
}
