//! What followed from a chapter in one run is kept for the next.
//!
//! Its numbers are kept as long as it and its source stay, its targets as long as the names stay that references can name.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diagnostics::Diagnostics;
use crate::base::text::FileId;
use crate::link::aliases::Aliases;
use crate::link::back_links::BackLinks;
use crate::link::chapter::ChapterLinks;
use crate::link::extent::Extents;
use crate::link::order::Order;
use crate::link::order::lacking;
use crate::parse::Handbook;
use crate::parse::chapter::Chapter;
use crate::parse::data::Glossary;
use crate::parse::data::Registry;
use crate::parse::yaml::Yaml;
use crate::translation::ChapterTranslation;

/// Everything that is kept of a run.
#[derive(Default)]
pub struct Memo {
    chapters: HashMap<FileId, Kept>,
    names: Option<Arc<Names>>,
    back_links: Option<KeptBackLinks>,
}

struct KeptBackLinks {
    /// The facts that cite.
    registry: Arc<Yaml<Registry>>,
    glossary: Arc<Yaml<Glossary>>,
    /// The chapters that cite, in the order of the book.
    citing: Vec<CitingChapter>,
    back_links: Arc<BackLinks>,
}

/// A chapter of the source and its links.
pub(super) type CitingChapter = (usize, Arc<Chapter>, Arc<ChapterLinks>);

/// Whether two chapters cite the same in the same passages.
fn cite_the_same(one: &CitingChapter, other: &CitingChapter) -> bool {
    let blocks = |chapter: &CitingChapter| -> Vec<Option<u32>> {
        let references = chapter.1.references.iter();
        references.map(|reference| reference.block).collect()
    };
    let is_same = Arc::ptr_eq(&one.1, &other.1) && Arc::ptr_eq(&one.2, &other.2);
    one.0 == other.0
        && (is_same || (one.2.targets == other.2.targets && blocks(one) == blocks(other)))
}

struct Kept {
    chapter: Arc<Chapter>,
    /// How it compares with the chapter that it is a translation of.
    translation: Option<Arc<ChapterTranslation>>,
    numbers: Numbered,
    targets: Option<(Arc<Names>, Resolved)>,
}

/// A chapter's numbers, and what was found while it was numbered.
#[derive(Clone)]
pub(super) struct Numbered {
    pub(super) links: Arc<ChapterLinks>,
    pub(super) found: Diagnostics,
}

/// A chapter's numbers and targets.
#[derive(Clone)]
pub(super) struct Resolved {
    pub(super) links: Arc<ChapterLinks>,
    pub(super) found: Diagnostics,
    /// Citations whose article could not be checked.
    pub(super) unchecked: usize,
}

/// All that decides where a reference leads, beside the reference: what stands in other files.
#[derive(PartialEq)]
pub(super) struct Names {
    pages: Vec<String>,
    /// For each page of the book, the ids that may be linked.
    pub(super) ids: Vec<Vec<String>>,
    old: Aliases,
    extents: Extents,
    /// Terms, instruments and bodies; nothing for a file that could not be read.
    terms: Option<Vec<String>>,
    instruments: Option<(Vec<String>, Vec<String>)>,
    withheld: BTreeSet<String>,
    /// Chapters and pages that are listed, and that the source lacks.
    lacking: BTreeSet<String>,
    chapters: Vec<String>,
}

impl Names {
    pub(super) fn of(
        handbook: &Handbook,
        order: &Order,
        aliases: &Aliases,
        extents: &Extents,
        ids: Vec<Vec<String>>,
    ) -> Names {
        let registry = &handbook.registry;
        let facts = &registry.value;
        Names {
            pages: order.ids().map(str::to_owned).collect(),
            ids,
            old: aliases.clone(),
            extents: extents.clone(),
            terms: (!handbook.glossary.is_broken)
                .then(|| handbook.glossary.value.keys().cloned().collect()),
            instruments: (!registry.is_broken).then(|| {
                let instruments = facts.instruments.keys().cloned().collect();
                (instruments, facts.bodies.keys().cloned().collect())
            }),
            withheld: handbook.withheld.clone(),
            lacking: lacking(handbook),
            chapters: handbook.source().chapters.keys().cloned().collect(),
        }
    }
}

impl Memo {
    /// The numbers of a chapter, or what `number` makes them.
    pub(super) fn numbers(
        &mut self,
        chapter: &Arc<Chapter>,
        translation: Option<&Arc<ChapterTranslation>>,
        number: impl FnOnce(&mut Diagnostics) -> ChapterLinks,
    ) -> Numbered {
        if let Some(kept) = self.chapters.get(&chapter.file)
            && Arc::ptr_eq(&kept.chapter, chapter)
            && kept.translation.as_ref().map(Arc::as_ptr) == translation.map(Arc::as_ptr)
        {
            return kept.numbers.clone();
        }
        let mut found = Diagnostics::default();
        let links = Arc::new(number(&mut found));
        let numbers = Numbered { links, found };
        let kept = Kept {
            chapter: chapter.clone(),
            translation: translation.cloned(),
            numbers: numbers.clone(),
            targets: None,
        };
        self.chapters.insert(chapter.file, kept);
        numbers
    }

    /// The names of this run: those of the last, if they are equal.
    pub(super) fn names(&mut self, names: Names) -> Arc<Names> {
        match &self.names {
            Some(known) if **known == names => known.clone(),
            _ => self.names.insert(Arc::new(names)).clone(),
        }
    }

    /// The targets of a chapter that has its numbers.
    pub(super) fn targets(&self, chapter: &Chapter, names: &Arc<Names>) -> Option<Resolved> {
        let (known, resolved) = self.chapters.get(&chapter.file)?.targets.as_ref()?;
        Arc::ptr_eq(known, names).then(|| resolved.clone())
    }

    /// Keeps the targets of a chapter.
    pub(super) fn keep_targets(
        &mut self,
        chapter: &Chapter,
        names: &Arc<Names>,
        resolved: Resolved,
    ) {
        if let Some(kept) = self.chapters.get_mut(&chapter.file) {
            kept.targets = Some((names.clone(), resolved));
        }
    }

    /// The back-links of the last run, as long as nobody cites anything else; else what `collect` makes them.
    pub(super) fn back_links(
        &mut self,
        handbook: &Handbook,
        citing: Vec<CitingChapter>,
        collect: impl FnOnce(&[CitingChapter]) -> BackLinks,
    ) -> Arc<BackLinks> {
        let kept = self.back_links.take().filter(|kept| {
            Arc::ptr_eq(&kept.registry, &handbook.registry)
                && Arc::ptr_eq(&kept.glossary, &handbook.glossary)
                && kept.citing.len() == citing.len()
                && kept
                    .citing
                    .iter()
                    .zip(&citing)
                    .all(|(one, other)| cite_the_same(one, other))
        });
        let back_links = kept.map_or_else(|| Arc::new(collect(&citing)), |kept| kept.back_links);
        self.back_links = Some(KeptBackLinks {
            registry: handbook.registry.clone(),
            glossary: handbook.glossary.clone(),
            citing,
            back_links: back_links.clone(),
        });
        back_links
    }

    /// Forgets chapters that are gone.
    pub(super) fn forget_all_but(&mut self, handbook: &Handbook) {
        let languages = handbook.languages.iter();
        let present: BTreeSet<FileId> = languages
            .flat_map(|language| language.chapters.values())
            .map(|chapter| chapter.file)
            .collect();
        self.chapters.retain(|file, _| present.contains(file));
    }
}
