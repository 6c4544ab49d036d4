//! Kept source texts go in; what each translation was made from comes out, parsed only where the source has changed since.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::mistakes::translations as mistakes;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::parse::Language;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::ChapterInput;
use crate::parse::chapter::parse_chapter;
use crate::parse::data::Book;
use crate::parse::data::GlossaryWords;
use crate::parse::data::InstrumentWords;
use crate::parse::memo::Memo;
use crate::parse::pictures::Pictures;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;
use crate::parse::yaml::FileContents;
use crate::parse::yaml::Yaml;
use crate::read::LanguageSources;

/// The source text that a translation was made from.
#[derive(Debug, Clone)]
pub enum Snapshot<T> {
    /// The source of today, byte for byte.
    Current,
    /// Another text.
    Older(Arc<T>),
}

/// All kept source texts of a language.
#[derive(Debug, Default, Clone)]
pub struct Snapshots {
    /// By chapter id; a chapter without one is not here.
    pub chapters: BTreeMap<String, Snapshot<Chapter>>,
    /// Of `book.yaml`.
    pub book: Option<Snapshot<Yaml<Book>>>,
    /// Of `glossary.yaml`.
    pub glossary: Option<Snapshot<Yaml<GlossaryWords>>>,
    /// Of `instruments.yaml`.
    pub instruments: Option<Snapshot<Yaml<InstrumentWords>>>,
}

/// Gives every language but the source the texts that it was translated from. Those equal to the source of today cost a
/// comparison of bytes; the others are parsed, in parallel, as far as `memo` does not have them.
pub(super) fn read_snapshots(
    languages: &mut [Language],
    source_index: usize,
    published: &[(LanguageTag, &LanguageSources)],
    texts: &Texts,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) {
    let Some((tag, source_files)) = published.get(source_index) else {
        return;
    };
    let is_same = |file: FileId, source: Option<FileId>| {
        source.is_some_and(|source| texts.get(source).text == texts.get(file).text)
    };
    let terms = TermMatcher::new(&GlossaryWords::default(), tag.base(), false);
    for (index, (_, files)) in published.iter().enumerate() {
        if index == source_index {
            continue;
        }
        let mut in_conflict = HashSet::new();
        for file in files.snapshots.values() {
            if let Some(place) = conflict(*file, texts) {
                diagnostics.push(mistakes::snapshot_conflict(place));
                in_conflict.insert(*file);
            }
        }
        let chapters: Vec<(&str, FileId, bool)> = files
            .snapshots
            .par_iter()
            .filter(|(_, file)| !in_conflict.contains(file))
            .filter_map(|(name, file)| {
                let id = name.strip_suffix(".md")?;
                let source = source_files.pages.get(id).copied();
                Some((id, *file, is_same(*file, source)))
            })
            .collect();
        let older: Vec<(&str, FileId)> = chapters
            .iter()
            .filter(|(_, file, is_same)| !is_same && !memo.has_snapshot(*file, texts.shared(*file)))
            .map(|(id, file, _)| (*id, *file))
            .collect();
        let pictures = Pictures::default();
        let parsed: Vec<(FileId, Chapter)> = older
            .into_par_iter()
            .map(|(id, file)| {
                (
                    file,
                    parse_as_source(id, file, texts, tag, &terms, &pictures),
                )
            })
            .collect();
        for (file, chapter) in parsed {
            memo.keep_snapshot(file, texts.shared(file), chapter);
        }
        let mut snapshots = Snapshots::default();
        for (id, file, is_same) in chapters {
            let snapshot = match memo.snapshot(file).filter(|_| !is_same) {
                Some(chapter) => Snapshot::Older(chapter),
                None => Snapshot::Current,
            };
            snapshots.chapters.insert(id.to_owned(), snapshot);
        }
        let mut yaml = YamlReader {
            files,
            source_files,
            texts,
            memo,
        };
        snapshots.book = yaml.read("book");
        snapshots.glossary = yaml.read("glossary");
        snapshots.instruments = yaml.read("instruments");
        languages[index].snapshots = snapshots;
    }
}

/// The marks that version control leaves in a file that two people changed.
fn conflict(file: FileId, texts: &Texts) -> Option<Place> {
    let text = texts.get(file).text.as_bytes();
    let at = memchr::memmem::find(text, b"<<<<<<< ")?;
    let begins_line = at == 0 || text.get(at - 1) == Some(&b'\n');
    begins_line.then(|| Place::range(file, at..at + 7))
}

/// What reading kept YAML files needs.
struct YamlReader<'a> {
    files: &'a LanguageSources,
    source_files: &'a LanguageSources,
    texts: &'a Texts,
    memo: &'a mut Memo,
}

impl YamlReader<'_> {
    fn read<T: FileContents>(&mut self, name: &str) -> Option<Snapshot<Yaml<T>>> {
        let file = *self.files.snapshots.get(&format!("{name}.yaml"))?;
        let source = self.source_files.yaml.get(name)?;
        if self.texts.get(*source).text == self.texts.get(file).text {
            return Some(Snapshot::Current);
        }
        // What is wrong with a text of the past is nobody's to mend.
        let mut past = Diagnostics::default();
        let yaml = self.memo.yaml(self.texts, file, &mut past);
        Some(Snapshot::Older(yaml))
    }
}

/// Parses a text of the source language that is not published; its mistakes are nobody's to mend.
fn parse_as_source(
    id: &str,
    file: FileId,
    texts: &Texts,
    tag: &LanguageTag,
    terms: &TermMatcher,
    pictures: &Pictures,
) -> Chapter {
    let input = ChapterInput {
        id,
        file,
        source: texts.get(file),
        tag,
        is_source: true,
        typography: Typography::AsTyped,
        terms,
        pictures,
    };
    parse_chapter(&input, &mut Diagnostics::default())
}

/// Parses a text as if it were the source's chapter `id`: for commands that put kept texts together.
pub fn parse_kept(id: &str, file: FileId, texts: &Texts, tag: &LanguageTag) -> Chapter {
    let terms = TermMatcher::new(&GlossaryWords::default(), tag.base(), false);
    parse_as_source(id, file, texts, tag, &terms, &Pictures::default())
}
