//! What was compared in one run is kept for the next: a comparison stays as long as all that it was made from does.

use std::any::Any;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::text::FileId;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::chapter::Chapter;
use crate::parse::data::CheckWords;
use crate::parse::data::GlossaryWords;
use crate::parse::yaml::Yaml;
use crate::translation::ChapterTranslation;
use crate::translation::facts::ChapterFacts;
use crate::translation::fields::FileStates;
use crate::translation::word_lists::WatchedWords;

/// Everything that is kept of a run.
#[derive(Default)]
pub struct Memo {
    lists: HashMap<String, (CheckWords, Arc<WatchedWords>)>,
    facts: HashMap<FileId, KeptFacts>,
    chapters: HashMap<FileId, Compared>,
    files: HashMap<(String, &'static str), KeptFile>,
}

struct KeptFacts {
    chapter: Arc<Chapter>,
    lists: Arc<WatchedWords>,
    facts: Arc<ChapterFacts>,
}

/// The files that a comparison was made from, kept so that their addresses stay theirs.
pub(super) type Files = Vec<Arc<dyn Any + Send + Sync>>;

struct KeptFile {
    ground: Files,
    states: Arc<FileStates>,
}

/// All that decides a comparison.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) own: Arc<Chapter>,
    pub(super) source: Arc<Chapter>,
    pub(super) snapshot: Kept,
    pub(super) lists: (Arc<WatchedWords>, Arc<WatchedWords>),
    pub(super) glossary: Arc<Yaml<GlossaryWords>>,
    /// Of the source, where the translation's glossary forbids words.
    pub(super) source_glossary: Option<Arc<Yaml<GlossaryWords>>>,
}

/// The kept source text of a chapter.
#[derive(Clone)]
pub(super) enum Kept {
    None,
    Current,
    Older(Arc<Chapter>),
}

impl Ground {
    fn is(&self, other: &Ground) -> bool {
        let snapshot = match (&self.snapshot, &other.snapshot) {
            (Kept::None, Kept::None) | (Kept::Current, Kept::Current) => true,
            (Kept::Older(one), Kept::Older(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        let glossary = |ground: &Ground| ground.source_glossary.as_ref().map(Arc::as_ptr);
        snapshot
            && Arc::ptr_eq(&self.own, &other.own)
            && Arc::ptr_eq(&self.source, &other.source)
            && Arc::ptr_eq(&self.lists.0, &other.lists.0)
            && Arc::ptr_eq(&self.lists.1, &other.lists.1)
            && Arc::ptr_eq(&self.glossary, &other.glossary)
            && glossary(self) == glossary(other)
    }
}

/// A chapter that was compared, and what was found.
#[derive(Clone)]
pub(super) struct Compared {
    pub(super) ground: Ground,
    pub(super) translation: Arc<ChapterTranslation>,
    pub(super) found: Diagnostics,
}

impl Memo {
    /// Prepares the word lists of all languages that it does not have.
    pub(super) fn prepare_lists(&mut self, languages: &[Language]) {
        // Perf: an automaton of some hundred words takes milliseconds.
        let missing = languages.par_iter().filter(|language| {
            let known = self.lists.get(language.tag.as_str());
            known.is_none_or(|(words, _)| *words != language.checks)
        });
        let prepared: Vec<_> = missing
            .map(|language| {
                let words = &language.checks;
                let lists = Arc::new(WatchedWords::new(words, language.tag.base()));
                (language.tag.to_string(), (words.clone(), lists))
            })
            .collect();
        self.lists.extend(prepared);
    }

    /// The word lists of a language, prepared: those of the last run, if they are equal.
    pub(super) fn lists(&mut self, language: &Language) -> Arc<WatchedWords> {
        let tag = language.tag.to_string();
        if let Some((words, lists)) = self.lists.get(&tag)
            && *words == language.checks
        {
            return lists.clone();
        }
        let lists = Arc::new(WatchedWords::new(&language.checks, language.tag.base()));
        self.lists
            .insert(tag, (language.checks.clone(), lists.clone()));
        lists
    }

    /// What the units of a chapter hold, if it was read with these lists.
    pub(super) fn facts(
        &self,
        chapter: &Arc<Chapter>,
        lists: &Arc<WatchedWords>,
    ) -> Option<Arc<ChapterFacts>> {
        let kept = self.facts.get(&chapter.file)?;
        let is_same = Arc::ptr_eq(&kept.chapter, chapter) && Arc::ptr_eq(&kept.lists, lists);
        is_same.then(|| kept.facts.clone())
    }

    /// Keeps what the units of a chapter hold.
    pub(super) fn keep_facts(
        &mut self,
        chapter: &Arc<Chapter>,
        lists: &Arc<WatchedWords>,
        facts: &Arc<ChapterFacts>,
    ) {
        let kept = KeptFacts {
            chapter: chapter.clone(),
            lists: lists.clone(),
            facts: facts.clone(),
        };
        self.facts.insert(chapter.file, kept);
    }

    /// A chapter as it was compared on the same ground.
    pub(super) fn comparison(&self, ground: &Ground) -> Option<&Compared> {
        let kept = self.chapters.get(&ground.own.file)?;
        kept.ground.is(ground).then_some(kept)
    }

    /// Keeps a comparison.
    pub(super) fn keep_comparison(&mut self, compared: Compared) {
        self.chapters.insert(compared.ground.own.file, compared);
    }

    /// The states of a file of words, if it was compared on the same ground.
    pub(super) fn file(
        &self,
        tag: &str,
        name: &'static str,
        ground: &Files,
    ) -> Option<Arc<FileStates>> {
        let kept = self.files.get(&(tag.to_owned(), name))?;
        let mut pairs = kept.ground.iter().zip(ground);
        let is_same =
            kept.ground.len() == ground.len() && pairs.all(|(one, other)| Arc::ptr_eq(one, other));
        is_same.then(|| kept.states.clone())
    }

    /// Keeps the states of a file of words.
    pub(super) fn keep_file(&mut self, tag: &str, ground: Files, states: &Arc<FileStates>) {
        let kept = KeptFile {
            ground,
            states: states.clone(),
        };
        self.files.insert((tag.to_owned(), states.name), kept);
    }

    /// Forgets chapters that are gone.
    pub(super) fn forget_all_but(&mut self, handbook: &Handbook) {
        let languages = handbook.languages.iter();
        let present: BTreeSet<FileId> = languages
            .flat_map(|language| language.chapters.values())
            .map(|chapter| chapter.file)
            .collect();
        self.facts.retain(|file, _| present.contains(file));
        self.chapters.retain(|file, _| present.contains(file));
    }
}
