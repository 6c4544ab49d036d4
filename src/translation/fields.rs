//! The YAML files of a language go in with their sources; the state of each of their texts comes out, entry by entry.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::base::text::FileId;
use crate::parse::Language;
use crate::parse::snapshots::Snapshot;
use crate::parse::yaml::Yaml;
use crate::translation::OpenPassage;
use crate::translation::facts::Kind;
use crate::translation::facts::UnitFacts;
use crate::translation::facts::plain_field;
use crate::translation::grade::grade;
use crate::translation::memo::Files;
use crate::translation::memo::Memo;
use crate::translation::states::State;
use crate::translation::status::Counts;
use crate::translation::status::written;
use crate::translation::word_lists::WatchedWords;
use crate::translation::words::word_count;

/// A text of at most so many words may be the same in two languages.
const SHORT_WORDS_MAX: usize = 3;

/// The state of one YAML file.
#[derive(Debug)]
pub struct FileStates {
    /// `glossary`: its name without extension.
    pub name: &'static str,
    /// The language's own file, where it has one.
    pub file: Option<FileId>,
    /// The source's.
    pub source_file: FileId,
    /// Whether the text that it was made from is kept.
    pub is_verified: bool,
    /// How many texts and words are in which state.
    pub counts: Counts,
    /// Texts that are not current; `section` is the path of their keys.
    pub open: Vec<OpenPassage>,
}

/// A text in a YAML file: where its keys lead, what it is, where it stands.
type Entry = (String, String, Range<usize>);

/// A file of words that was compared, and what it was compared from.
pub(super) type ComparedFile = (Arc<FileStates>, Files);

/// Compares the three files of words with those of the source, as far as `memo` does not know them.
pub(super) fn compare_files(
    source: &Language,
    own: &Language,
    lists: &Arc<WatchedWords>,
    memo: &Memo,
) -> Vec<ComparedFile> {
    let snapshots = &own.snapshots;
    let tag = own.tag.as_str();
    let files = FilesOf { tag, lists, memo };
    vec![
        files.states("book", &source.book, &own.book, &snapshots.book),
        files.states(
            "glossary",
            &source.glossary,
            &own.glossary,
            &snapshots.glossary,
        ),
        files.states(
            "instruments",
            &source.instruments,
            &own.instruments,
            &snapshots.instruments,
        ),
    ]
}

struct FilesOf<'a> {
    tag: &'a str,
    lists: &'a Arc<WatchedWords>,
    memo: &'a Memo,
}

impl FilesOf<'_> {
    fn states<T: Send + Sync + 'static>(
        &self,
        name: &'static str,
        source: &Arc<Yaml<T>>,
        own: &Arc<Yaml<T>>,
        snapshot: &Option<Snapshot<Yaml<T>>>,
    ) -> ComparedFile {
        let mut ground: Files = vec![source.clone(), own.clone(), self.lists.clone()];
        match snapshot {
            Some(Snapshot::Older(old)) => ground.push(old.clone()),
            Some(Snapshot::Current) => ground.push(source.clone()),
            None => {}
        }
        let known = self.memo.file(self.tag, name, &ground);
        let states = known
            .unwrap_or_else(|| Arc::new(compare(name, source, own, snapshot.as_ref(), self.lists)));
        (states, ground)
    }
}

/// The texts of a file that are to be translated; the rest belongs to each language alone.
fn entries<T>(name: &str, yaml: &Yaml<T>) -> Vec<Entry> {
    let texts = yaml.texts().into_iter();
    texts
        .filter(|(path, _, _)| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            match (name, path.as_slice()) {
                ("book", _) => true,
                ("glossary", [_, field]) => matches!(*field, "term" | "definition"),
                ("instruments", ["bodies" | "comments" | "places", _]) => true,
                ("instruments", ["instruments", _, "title" | "note"]) => true,
                ("instruments", ["instruments", _, "articles" | "series", _]) => true,
                _ => false,
            }
        })
        .map(|(path, text, range)| (path.join("."), text, range))
        .collect()
}

fn compare<T>(
    name: &'static str,
    source: &Yaml<T>,
    own: &Yaml<T>,
    snapshot: Option<&Snapshot<Yaml<T>>>,
    lists: &WatchedWords,
) -> FileStates {
    let exists = own.has_text();
    let own_entries = if exists {
        entries(name, own)
    } else {
        Vec::new()
    };
    let old_entries = match snapshot {
        Some(Snapshot::Older(old)) => entries(name, old),
        _ => Vec::new(),
    };
    let by_path = |entries: &[Entry]| -> HashMap<String, (String, Range<usize>)> {
        let entry = |(path, text, range): &Entry| (path.clone(), (text.clone(), range.clone()));
        entries.iter().map(entry).collect()
    };
    let (own_by_path, old_by_path) = (by_path(&own_entries), by_path(&old_entries));
    let source_entries = entries(name, source);
    // Perf: what is watched in a text is looked for only where a change is graded.
    let facts = |text: &str, range: &Range<usize>| plain_field(Kind::Field, text, range.clone());
    let mut states = FileStates {
        name,
        file: exists.then(|| own.file()),
        source_file: source.file(),
        is_verified: snapshot.is_some(),
        counts: Counts::default(),
        open: Vec::new(),
    };
    // A short text may read the same where others beside it are translated.
    let begun: HashSet<&str> = source_entries
        .iter()
        .filter(|(path, text, _)| {
            let translated = own_by_path.get(path);
            translated.is_some_and(|(translated, _)| collapsed(translated) != collapsed(text))
        })
        .map(|(path, _, _)| group(path))
        .collect();
    for (path, text, range) in &source_entries {
        let now = facts(text, range);
        let translated = own_by_path.get(path);
        let old = match snapshot {
            Some(Snapshot::Older(_)) => old_by_path
                .get(path)
                .map(|(text, range)| facts(text, range)),
            _ => None,
        };
        let is_same =
            |other: &UnitFacts| translated.is_some_and(|(text, _)| collapsed(text) == other.text);
        let reads_as_source = is_same(&now) || old.as_ref().is_some_and(is_same);
        let may_be_same = now.is_neutral()
            || (word_count(&now.text) <= SHORT_WORDS_MAX
                && (begun.contains(group(path)) || (name == "book" && !begun.is_empty())));
        let mut reason = "";
        let state = match (translated, snapshot, &old) {
            (None, _, _) => State::Untranslated,
            _ if reads_as_source && !may_be_same => State::Untranslated,
            (Some(_), None, _) => State::Unverified,
            (Some(_), Some(Snapshot::Current), _) => State::Current,
            (Some(_), Some(Snapshot::Older(_)), None) => State::Unverified,
            (Some(_), Some(Snapshot::Older(_)), Some(old)) if old.text == now.text => {
                State::Current
            }
            (Some(_), Some(Snapshot::Older(_)), Some(old)) => {
                let watched = |unit: &UnitFacts| UnitFacts {
                    watched: lists.watch(&unit.text),
                    ..unit.clone()
                };
                let (found, why) = grade(&watched(old), &watched(&now), lists);
                reason = why;
                State::Outdated(found)
            }
        };
        states.counts.add(state, word_count(&now.text));
        if state == State::Current {
            continue;
        }
        let is_listed = state != State::Unverified;
        states.open.push(OpenPassage {
            state: Some(state),
            reason,
            kind: Kind::Field.name(),
            section: path.clone(),
            block: None,
            own_block: None,
            own_unit: None,
            note: None,
            was: old
                .filter(|_| matches!(state, State::Outdated(_)))
                .map(|old| written(&old)),
            now: is_listed.then(|| written(&now)),
            text: translated
                .filter(|_| is_listed)
                .map(|(text, _)| text.clone()),
            source_offset: Some(range.start as u32),
            own_offset: translated.map(|(_, range)| range.start as u32),
            words: word_count(&now.text),
        });
    }
    states
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What belongs together in a file: a term, an instrument, the names of bodies.
fn group(path: &str) -> &str {
    let parents = path.rsplit_once('.').map_or("", |(parents, _)| parents);
    let end = parents
        .match_indices('.')
        .nth(1)
        .map_or(parents.len(), |(at, _)| at);
    parents.get(..end).unwrap_or_default()
}
