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

/// What the reader's side knows of citations: `own` first, the names in `others` only when those did not explain a query.
pub(super) struct Names {
    /// `i`: instruments `[id, pattern of a citation, extent, entries, index of its body]`; `b`: bodies `[id, address of the
    /// treaty's page, name, comments]`; `a`: names with the indices they may mean (`3 b2`), that is the language's own and
    /// the abbreviations of all; `q`: words for articles, paragraphs, comments; `o`: written numbers. Entries and comments
    /// are lines of tab-separated cells.
    pub(super) own: Value,
    /// `a`: what instruments and bodies are called in the other languages.
    pub(super) others: Value,
}

/// Names, folded, with the indices of the instruments and bodies that they may mean.
type Aliases = BTreeMap<String, BTreeSet<String>>;

/// The names of instruments, bodies and articles for the search of one language.
pub(super) fn names(edition: &Edition<'_>, language_index: usize) -> Names {
    let labels = edition.labels(language_index);
    let registry = &edition.handbook.registry.value;
    let bodies: Vec<&String> = registry.bodies.keys().collect();
    let [own, others] = aliases(edition, language_index);
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
    Names {
        own: json!({ "i": instruments, "b": bodies, "a": written(own), "q": kinds, "o": ordinals }),
        others: json!({ "a": written(others) }),
    }
}

/// Index of the names that a query is read with at once, and of those of the other languages.
const OWN: usize = 0;
const OTHERS: usize = 1;

fn aliases(edition: &Edition<'_>, language_index: usize) -> [Aliases; 2] {
    let registry = &edition.handbook.registry.value;
    let ids = registry.instruments.keys();
    let instruments: Vec<(String, &String)> =
        (0..).map(|at: u32| at.to_string()).zip(ids).collect();
    let ids = registry.bodies.keys();
    let bodies: Vec<(String, &String)> = (0..).map(|at: u32| format!("b{at}")).zip(ids).collect();
    let mut aliases = [Aliases::new(), Aliases::new()];
    for (index, id) in instruments.iter().chain(&bodies) {
        know(&mut aliases[OWN], [*id], index);
    }
    for (at, language) in edition.handbook.languages.iter().enumerate() {
        let full = if at == language_index { OWN } else { OTHERS };
        let words = &language.instruments.value;
        let mut titles: Vec<(String, String)> = Vec::new();
        for (index, id) in &instruments {
            if let Some(names) = words.instruments.get(*id) {
                titles.push((alias(&names.title), index.clone()));
                know(&mut aliases[full], &names.cite_as, index);
                know(&mut aliases[OWN], &names.abbreviation, index);
            }
        }
        for (index, id) in &bodies {
            know(&mut aliases[full], words.bodies.get(*id), index);
            know(&mut aliases[OWN], words.body_abbreviations.get(*id), index);
        }
        for (beginning, index) in telling_beginnings(titles) {
            know(&mut aliases[full], [&beginning], &index);
        }
        // What people call an instrument may be among the synonyms.
        for (left, rights) in &language.search.value.synonyms {
            for right in rights {
                let right = alias(right);
                let meant = aliases.iter().find_map(|aliases| aliases.get(&right));
                for index in meant.cloned().into_iter().flatten() {
                    know(&mut aliases[full], [left], &index);
                }
            }
        }
    }
    let [own, mut others] = aliases;
    others.retain(|name, _| !own.contains_key(name));
    [own, others]
}

fn know<'n>(aliases: &mut Aliases, names: impl IntoIterator<Item = &'n String>, index: &str) {
    for name in names.into_iter().map(|name| alias(name)) {
        if !name.is_empty() {
            aliases.entry(name).or_default().insert(index.to_owned());
        }
    }
}

fn written(aliases: Aliases) -> BTreeMap<String, String> {
    let joined = |indices: BTreeSet<String>| indices.into_iter().collect::<Vec<_>>().join(" ");
    aliases
        .into_iter()
        .map(|(name, indices)| (name, joined(indices)))
        .collect()
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
