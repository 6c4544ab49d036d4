//! What was parsed in one run is kept for the next.
//!
//! A file whose text, and what it was parsed with, did not change is the very same value again. Of each file two versions
//! stay: the last, and the one before it, which may be its last good one.

use std::any::Any;
use std::any::TypeId;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::parse::chapter::Chapter;
use crate::parse::data::GlossaryWords;
use crate::parse::data::InterfaceFile;
use crate::parse::interface::Interface;
use crate::parse::interface::with_fallbacks;
use crate::parse::pictures::Pictures;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;
use crate::parse::yaml::FileContents;
use crate::parse::yaml::Yaml;
use crate::parse::yaml::read_yaml;

/// Versions of a file that are kept.
const VERSIONS_MAX: usize = 2;

/// Everything that is kept of a run.
#[derive(Default)]
pub struct Memo {
    yaml: HashMap<(FileId, TypeId), Vec<KeptYaml>>,
    interfaces: HashMap<String, KeptInterface>,
    grounds: HashMap<String, Arc<Ground>>,
    chapters: HashMap<FileId, Vec<KeptChapter>>,
    /// Source texts of the past, which depend on nothing else.
    snapshots: HashMap<FileId, (Arc<SourceText>, Arc<Chapter>)>,
}

struct KeptYaml {
    text: Arc<SourceText>,
    value: Arc<dyn Any + Send + Sync>,
    found: Diagnostics,
}

impl KeptYaml {
    fn read<T: FileContents>(file: FileId, text: &Arc<SourceText>) -> KeptYaml {
        let mut found = Diagnostics::default();
        KeptYaml {
            text: text.clone(),
            value: Arc::new(read_yaml::<T>(file, text, &mut found)),
            found,
        }
    }
}

/// A YAML file that [`Memo::yaml`] will be asked for.
pub(super) struct AwaitedYaml {
    file: FileId,
    contents: TypeId,
    read: fn(FileId, &Arc<SourceText>) -> KeptYaml,
}

impl AwaitedYaml {
    pub(super) fn new<T: FileContents>(file: FileId) -> Self {
        AwaitedYaml {
            file,
            contents: TypeId::of::<T>(),
            read: KeptYaml::read::<T>,
        }
    }
}

struct KeptInterface {
    /// The language's own words and those it falls back to.
    files: Vec<Arc<Yaml<InterfaceFile>>>,
    interface: Arc<Interface>,
}

/// What a chapter is parsed with, beside its text.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) tag: LanguageTag,
    pub(super) is_source: bool,
    pub(super) typography: Typography,
    /// The glossary that the matcher was made from.
    pub(super) glossary: Arc<Yaml<GlossaryWords>>,
    pub(super) terms: Arc<TermMatcher>,
    pub(super) pictures: Pictures,
}

/// A chapter with what it was parsed from and what was found in it.
#[derive(Clone)]
pub(super) struct KeptChapter {
    pub(super) text: Arc<SourceText>,
    pub(super) ground: Arc<Ground>,
    pub(super) chapter: Arc<Chapter>,
    pub(super) found: Diagnostics,
}

impl Memo {
    /// Reads files in parallel, those that are not known yet.
    pub(super) fn read_ahead(&mut self, texts: &Texts, awaited: Vec<AwaitedYaml>) {
        let read: Vec<((FileId, TypeId), KeptYaml)> = awaited
            .into_par_iter()
            .filter_map(|one| {
                let (key, text) = ((one.file, one.contents), texts.shared(one.file));
                let versions = self.yaml.get(&key);
                let is_known =
                    versions.is_some_and(|versions| version_of(versions, text).is_some());
                (!is_known).then(|| (key, (one.read)(one.file, text)))
            })
            .collect();
        for (key, kept) in read {
            keep(self.yaml.entry(key).or_default(), kept);
        }
    }

    /// Reads a whole YAML file, or takes it over.
    pub(super) fn yaml<T: FileContents>(
        &mut self,
        texts: &Texts,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Arc<Yaml<T>> {
        let text = texts.shared(file);
        let versions = self.yaml.entry((file, TypeId::of::<T>())).or_default();
        match version_of(versions, text) {
            Some(index) => versions[..=index].rotate_right(1),
            None => keep(versions, KeptYaml::read::<T>(file, text)),
        }
        let kept = &versions[0];
        diagnostics.append(kept.found.clone());
        let value = kept.value.clone().downcast();
        // Versions are kept by the type of their value: it never is another.
        value.unwrap_or_else(|_| Arc::new(read_yaml(file, text, &mut Diagnostics::default())))
    }

    /// Reads a YAML file that need not be there; what it lacks is told at the file `instead`.
    pub(super) fn optional_yaml<T: FileContents>(
        &mut self,
        texts: &Texts,
        file: Option<FileId>,
        instead: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Arc<Yaml<T>> {
        match file {
            Some(file) => self.yaml(texts, file, diagnostics),
            None => Arc::new(Yaml::absent(instead, T::default())),
        }
    }

    /// A language's words over those of the languages it falls back to, nearest first, the source last.
    pub(super) fn interface(
        &mut self,
        tag: &str,
        own: &Arc<Yaml<InterfaceFile>>,
        fallbacks: &[(String, Arc<Yaml<InterfaceFile>>)],
    ) -> Arc<Interface> {
        let files: Vec<Arc<Yaml<InterfaceFile>>> = std::iter::once(own)
            .chain(fallbacks.iter().map(|(_, file)| file))
            .cloned()
            .collect();
        if let Some(kept) = self.interfaces.get(tag)
            && kept.files.len() == files.len()
            && kept
                .files
                .iter()
                .zip(&files)
                .all(|(one, other)| Arc::ptr_eq(one, other))
        {
            return kept.interface.clone();
        }
        let values: Vec<(&str, &InterfaceFile)> = fallbacks
            .iter()
            .map(|(tag, yaml)| (tag.as_str(), &yaml.value))
            .collect();
        let interface = Arc::new(with_fallbacks((tag, &own.value), &values));
        let kept = KeptInterface {
            files,
            interface: interface.clone(),
        };
        self.interfaces.insert(tag.to_owned(), kept);
        interface
    }

    /// The matcher that was made from a glossary in the last run.
    pub(super) fn terms(
        &self,
        tag: &LanguageTag,
        glossary: &Arc<Yaml<GlossaryWords>>,
    ) -> Option<Arc<TermMatcher>> {
        let ground = self.grounds.get(tag.as_str())?;
        Arc::ptr_eq(&ground.glossary, glossary).then(|| ground.terms.clone())
    }

    /// What the chapters of a language are parsed with: the one of the last run, if it is equal. Chapters that a change of
    /// the glossary cannot touch stay as they are.
    pub(super) fn ground(&mut self, ground: Ground) -> Arc<Ground> {
        let tag = ground.tag.to_string();
        let Some(before) = self.grounds.get(&tag).cloned() else {
            let ground = Arc::new(ground);
            self.grounds.insert(tag, ground.clone());
            return ground;
        };
        let is_same_but_terms = before.is_source == ground.is_source
            && before.typography == ground.typography
            && before.pictures.show_the_same(&ground.pictures);
        let changed = match is_same_but_terms {
            true => ground.terms.changed_forms(&before.terms),
            false => None,
        };
        let is_same = changed.as_ref().is_some_and(Vec::is_empty);
        if is_same && Arc::ptr_eq(&before.glossary, &ground.glossary) {
            return before;
        }
        let finder = changed.and_then(|forms| AhoCorasick::new(forms).ok());
        let ground = Arc::new(ground);
        if let Some(finder) = finder {
            // A form can be put together by a character reference (`&#233;`), which the text does not show.
            let is_touched =
                |text: &str| finder.is_match(text) || (!is_same && text.contains("&#"));
            for kept in self.chapters.values_mut().flatten() {
                if Arc::ptr_eq(&kept.ground, &before) && !is_touched(&kept.text.text) {
                    kept.ground = ground.clone();
                }
            }
        }
        self.grounds.insert(tag, ground.clone());
        ground
    }

    /// A chapter as it was parsed from this text with this ground.
    pub(super) fn chapter(
        &mut self,
        file: FileId,
        text: &Arc<SourceText>,
        ground: &Arc<Ground>,
    ) -> Option<KeptChapter> {
        let versions = self.chapters.get_mut(&file)?;
        let index = versions
            .iter()
            .position(|kept| Arc::ptr_eq(&kept.text, text) && Arc::ptr_eq(&kept.ground, ground))?;
        versions[..=index].rotate_right(1);
        versions.first().cloned()
    }

    /// Keeps a chapter that was parsed anew.
    pub(super) fn keep_chapter(&mut self, file: FileId, kept: KeptChapter) {
        let versions = self.chapters.entry(file).or_default();
        versions.insert(0, kept);
        versions.truncate(VERSIONS_MAX);
    }

    /// Whether a kept source text was parsed as it is.
    pub(super) fn has_snapshot(&self, file: FileId, text: &Arc<SourceText>) -> bool {
        let known = self.snapshots.get(&file);
        known.is_some_and(|(known, _)| Arc::ptr_eq(known, text))
    }

    /// Keeps a source text of the past that was parsed.
    pub(super) fn keep_snapshot(&mut self, file: FileId, text: &Arc<SourceText>, chapter: Chapter) {
        let kept = (text.clone(), Arc::new(chapter));
        self.snapshots.insert(file, kept);
    }

    /// A source text of the past as it was parsed last.
    pub(super) fn snapshot(&self, file: FileId) -> Option<Arc<Chapter>> {
        self.snapshots
            .get(&file)
            .map(|(_, chapter)| chapter.clone())
    }

    /// Forgets files that are gone.
    pub(super) fn forget_all_but(&mut self, present: &BTreeSet<FileId>) {
        self.chapters.retain(|file, _| present.contains(file));
    }
}

/// Index of the version that was read from `text`.
fn version_of(versions: &[KeptYaml], text: &Arc<SourceText>) -> Option<usize> {
    versions
        .iter()
        .position(|kept| Arc::ptr_eq(&kept.text, text))
}

fn keep(versions: &mut Vec<KeptYaml>, kept: KeptYaml) {
    versions.insert(0, kept);
    versions.truncate(VERSIONS_MAX);
}
