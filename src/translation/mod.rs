//! Which passage of a translation stands for which of its source, how far it is behind, and whether it says the same.
//!
//! ```text
//! units → alignment → states and grades → parity → report
//! ```
//!
//! Pure functions of three texts: the source as it is, the source that a translation was made from (kept beside it in
//! `_translated-from/`), and the translation. Where both sources are the same bytes, nothing is compared between them.

pub mod accept;
pub mod align;
pub mod changes;
pub mod facts;
mod fields;
pub mod grade;
pub mod keys;
mod memo;
mod numbers;
mod parity;
mod plain;
mod report;
mod sentences;
mod sequence;
pub mod splice;
pub mod states;
pub mod status;
mod watched;
mod word_lists;
pub mod words;

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::chapter::Chapter;
use crate::parse::reference::Written;
use crate::parse::snapshots::Snapshot;
use crate::parse::terms::TermMatcher;
pub use crate::translation::align::Alignment;
use crate::translation::align::Text;
use crate::translation::facts::ChapterFacts;
use crate::translation::facts::chapter_facts;
use crate::translation::fields::ComparedFile;
use crate::translation::fields::FileStates;
use crate::translation::memo::Compared;
use crate::translation::memo::Ground;
use crate::translation::memo::Kept as Kind;
pub use crate::translation::memo::Memo;
pub use crate::translation::parity::Finding;
use crate::translation::parity::Languages;
use crate::translation::parity::TermWordsCheck;
use crate::translation::parity::check_parity;
use crate::translation::states::ChapterStates;
use crate::translation::states::Old;
use crate::translation::states::State;
use crate::translation::states::find_states;
pub use crate::translation::word_lists::WatchedWords;

/// The state of every translation, by language in the order of the handbook's languages.
#[derive(Debug, Default)]
pub struct Translations {
    /// One for each language; that of the source is empty.
    pub languages: Vec<LanguageTranslations>,
    /// Of each chapter of the source, what a language lacks that has not begun it.
    pub untranslated: BTreeMap<String, status::Counts>,
}

/// The state of all texts of one language.
#[derive(Debug, Default)]
pub struct LanguageTranslations {
    /// By chapter id.
    pub chapters: BTreeMap<String, Arc<ChapterTranslation>>,
    /// Of `book.yaml`, `glossary.yaml` and `instruments.yaml`.
    pub files: Vec<Arc<FileStates>>,
}

/// One translated chapter compared with its source.
#[derive(Debug, Default)]
pub struct ChapterTranslation {
    /// Whether the text that it was made from is kept.
    pub is_verified: bool,
    /// Whether any of it is in other words than the source's.
    pub is_begun: bool,
    /// The translation paired with the source of today.
    pub alignment: Alignment,
    /// Passages that are not current, in the order of the source; withdrawn ones last.
    pub open: Vec<OpenPassage>,
    /// How many passages and words are in which state.
    pub counts: status::Counts,
    /// For each block of the translation, whether its source is gone.
    pub withdrawn_blocks: Vec<bool>,
    /// For each block of the translation, whether it is still in the words of the source.
    pub untranslated_blocks: Vec<bool>,
    /// What the text that it was made from named and had, where that is not the source of today.
    pub kept: Option<Kept>,
    /// Differences from the text that it was made from, waived ones left out.
    pub findings: Vec<Finding>,
    /// Their number per check, waived ones included.
    pub waived: usize,
    /// The day on which the text it was made from had been reviewed.
    pub compared: Option<String>,
}

/// What an older source text named and had.
#[derive(Debug, Default)]
pub struct Kept {
    /// Ids of its sections and boxes.
    ids: HashSet<String>,
    references: HashSet<keys::Key>,
}

impl Kept {
    fn of(old: Text<'_>) -> Self {
        Kept {
            ids: old.chapter.ids.keys().cloned().collect(),
            references: old
                .facts
                .units
                .iter()
                .flat_map(|unit| unit.keys.iter().cloned())
                .collect(),
        }
    }
}

impl ChapterTranslation {
    /// Whether the text that the translation was made from had a section or box with this id.
    pub fn had_id(&self, id: &str) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.ids.contains(id))
    }

    /// What was found at an open passage.
    pub fn findings_at<'f>(&'f self, open: &'f OpenPassage) -> impl Iterator<Item = &'f Finding> {
        let own = open.own_unit;
        self.findings
            .iter()
            .filter(move |finding| own.is_some() && finding.own == own)
    }

    /// Whether that text led to the same place.
    pub fn had_reference(&self, target: &Written, chapter: &str) -> bool {
        let key = keys::key_of(target, chapter);
        self.kept
            .as_ref()
            .zip(key)
            .is_some_and(|(kept, key)| kept.references.contains(&key))
    }
}

/// A passage that is not current.
#[derive(Debug, Clone)]
pub struct OpenPassage {
    /// What it is; of a withdrawn passage nothing.
    pub state: Option<State>,
    /// What decided its grade.
    pub reason: &'static str,
    /// The kind of passage.
    pub kind: &'static str,
    /// The id of its section, or `_front`, `_top`, `_notes`.
    pub section: String,
    /// Its block in the source of today.
    pub block: Option<u32>,
    /// Its block in the translation.
    pub own_block: Option<u32>,
    /// Its unit in the translation.
    own_unit: Option<u32>,
    /// The label of its note, of a passage of a note.
    pub note: Option<String>,
    /// What it was, is, and is in the translation; left out where only the place is told.
    pub was: Option<String>,
    /// What it is.
    pub now: Option<String>,
    /// The translation.
    pub text: Option<String>,
    /// Byte offset in the source's file.
    pub source_offset: Option<u32>,
    /// Byte offset in the translation's file.
    pub own_offset: Option<u32>,
    /// Words of the source.
    pub words: usize,
}

impl OpenPassage {
    /// Whether it is a text of a YAML file, whose `section` is the path of its keys.
    pub fn is_entry(&self) -> bool {
        self.kind == facts::Kind::Field.name()
    }

    /// The grade of an outdated passage, the state of another, `withdrawn` where its source is gone.
    pub fn state_name(&self) -> &'static str {
        match self.state {
            Some(State::Outdated(grade)) => grade.name(),
            Some(state) => state.name(),
            None => "withdrawn",
        }
    }
}

/// Compares every translation with its source and tells what they do not share. Chapters are compared in parallel, as
/// far as `memo` does not know them.
pub fn compare(
    handbook: &Handbook,
    texts: &Texts,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Translations {
    let mut translations = Translations::default();
    if handbook.languages.len() < 2 {
        translations.languages.push(LanguageTranslations::default());
        return translations;
    }
    memo.prepare_lists(&handbook.languages);
    let comparer = Comparer::new(handbook.source(), texts, memo);
    let lists: Vec<Arc<WatchedWords>> = handbook
        .languages
        .iter()
        .map(|language| memo.lists(language))
        .collect();
    let known = &*memo;
    let compared: Vec<ComparedLanguage> = handbook
        .languages
        .par_iter()
        .zip(&lists)
        .enumerate()
        .map(
            |(index, (language, lists))| match index == handbook.source_index {
                true => ComparedLanguage::default(),
                false => comparer.language(language, lists, known),
            },
        )
        .collect();
    for (language, compared) in handbook.languages.iter().zip(compared) {
        let tag = language.tag.as_str();
        let kept = compared.keep(tag, memo, diagnostics);
        translations.languages.push(kept);
    }
    translations.untranslated = comparer.untranslated();
    memo.forget_all_but(handbook);
    translations
}

impl Translations {
    /// A chapter of a language.
    pub fn chapter(&self, language_index: usize, id: &str) -> Option<&Arc<ChapterTranslation>> {
        self.languages.get(language_index)?.chapters.get(id)
    }
}

/// The chapters and files of a language as they were compared.
#[derive(Default)]
struct ComparedLanguage {
    chapters: Vec<Compared>,
    files: Vec<ComparedFile>,
}

impl ComparedLanguage {
    /// Tells what was found and keeps the comparisons for the next run.
    fn keep(
        self,
        tag: &str,
        memo: &mut Memo,
        diagnostics: &mut Diagnostics,
    ) -> LanguageTranslations {
        let mut kept = LanguageTranslations::default();
        for compared in self.chapters {
            diagnostics.append(compared.found.clone());
            let id = compared.ground.own.id.clone();
            kept.chapters.insert(id, compared.translation.clone());
            memo.keep_comparison(compared);
        }
        for (states, ground) in self.files {
            memo.keep_file(tag, ground, &states);
            kept.files.push(states);
        }
        kept
    }
}

/// What every comparison needs of the source.
struct Comparer<'a> {
    source: &'a Language,
    texts: &'a Texts,
    lists: Arc<WatchedWords>,
    terms: TermMatcher,
    facts: BTreeMap<&'a str, Arc<ChapterFacts>>,
}

impl<'a> Comparer<'a> {
    fn new(source: &'a Language, texts: &'a Texts, memo: &mut Memo) -> Self {
        let lists = memo.lists(source);
        let facts: Vec<(&str, Arc<ChapterFacts>)> = source
            .chapters
            .par_iter()
            .map(|(id, chapter)| {
                let facts = memo.facts(chapter, &lists).unwrap_or_else(|| {
                    let text = &texts.get(chapter.file).text;
                    Arc::new(chapter_facts(chapter, text, &lists))
                });
                (id.as_str(), facts)
            })
            .collect();
        for (id, facts) in &facts {
            memo.keep_facts(&source.chapters[*id], &lists, facts);
        }
        Comparer {
            source,
            texts,
            terms: TermMatcher::new(
                &source.glossary.value,
                source.tag.base(),
                source.tag.is_unspaced(),
            ),
            lists,
            facts: facts.into_iter().collect(),
        }
    }

    fn untranslated(&self) -> BTreeMap<String, status::Counts> {
        let counts = |(id, facts): (&&str, &Arc<ChapterFacts>)| {
            ((*id).to_owned(), status::count_untranslated(facts))
        };
        self.facts.iter().map(counts).collect()
    }

    fn text(&self, chapter: &Chapter) -> &'a SourceText {
        self.texts.get(chapter.file)
    }

    fn language(
        &self,
        language: &Language,
        lists: &Arc<WatchedWords>,
        memo: &Memo,
    ) -> ComparedLanguage {
        let terms = TermWordsCheck::new(&language.glossary.value);
        let ground = |chapter: &Arc<Chapter>, source: &Arc<Chapter>| Ground {
            own: chapter.clone(),
            source: source.clone(),
            snapshot: match language.snapshots.chapters.get(&source.id) {
                Some(Snapshot::Older(old)) => Kind::Older(old.clone()),
                Some(Snapshot::Current) => Kind::Current,
                None => Kind::None,
            },
            lists: (self.lists.clone(), lists.clone()),
            glossary: language.glossary.clone(),
            source_glossary: terms.has_forbidden().then(|| self.source.glossary.clone()),
        };
        let chapters = language
            .chapters
            .par_iter()
            .filter_map(|(id, chapter)| {
                let source = self.source.chapters.get(id)?;
                let ground = ground(chapter, source);
                let known = memo.comparison(&ground).cloned();
                Some(known.unwrap_or_else(|| {
                    let mut found = Diagnostics::default();
                    let translation =
                        self.chapter(language, source, chapter, lists, &terms, &mut found);
                    Compared {
                        ground,
                        translation: Arc::new(translation),
                        found,
                    }
                }))
            })
            .collect();
        ComparedLanguage {
            chapters,
            files: fields::compare_files(self.source, language, &self.lists, memo),
        }
    }

    fn chapter(
        &self,
        language: &Language,
        source: &Chapter,
        chapter: &Chapter,
        lists: &WatchedWords,
        terms: &TermWordsCheck,
        diagnostics: &mut Diagnostics,
    ) -> ChapterTranslation {
        let empty = ChapterFacts::default();
        let source_file = self.text(source);
        let own_file = self.text(chapter);
        let own_facts = chapter_facts(chapter, &own_file.text, lists);
        let now = Text {
            chapter: source,
            facts: self
                .facts
                .get(source.id.as_str())
                .map_or(&empty, Arc::as_ref),
        };
        let own = Text {
            chapter,
            facts: &own_facts,
        };
        let snapshot = language.snapshots.chapters.get(&source.id);
        let old_chapter = match snapshot {
            Some(Snapshot::Older(old)) => Some(old.as_ref()),
            _ => None,
        };
        let old_facts =
            old_chapter.map(|old| chapter_facts(old, &self.text(old).text, &self.lists));
        let old_text = old_chapter
            .zip(old_facts.as_ref())
            .map(|(chapter, facts)| Text { chapter, facts });
        let old = match (snapshot, old_text) {
            (None, _) => Old::Unknown,
            (Some(_), Some(old)) => Old::Other(old, &self.text(old.chapter).text),
            (Some(_), None) => Old::Same,
        };
        let states = find_states(now, &source_file.text, old, own, &self.lists);
        let languages = Languages {
            source: &self.lists,
            own: lists,
            source_terms: &self.terms,
            terms,
        };
        let base = old_text.unwrap_or(now);
        let base_alignment = states.alignment_old.as_ref().unwrap_or(&states.alignment);
        let mut findings = check_parity(base, own, base_alignment, &languages);
        if old_text.is_some() && !findings.is_empty() {
            // What follows the source of today already is only not accepted yet.
            let of_today = check_parity(now, own, &states.alignment, &languages);
            findings.retain(|finding| of_today.iter().any(|other| finding.is_same(other)));
        }
        let is_verified = snapshot.is_some();
        if let Some(old) = old_text {
            report::tell_edited_snapshot(now, old, own, &states, diagnostics);
        }
        let findings = report::tell(own, findings, is_verified, diagnostics);
        ChapterTranslation {
            is_verified,
            is_begun: is_begun(now, &states),
            open: open_passages(now, old_text, own, &states),
            counts: status::count(now, &states),
            withdrawn_blocks: withdrawn_blocks(own, &states),
            untranslated_blocks: untranslated_blocks(own, &states),
            kept: old_text.map(Kept::of),
            waived: findings.waived,
            findings: findings.left,
            compared: match (snapshot, old_chapter) {
                (Some(_), Some(old)) => old.front.value.reviewed.clone(),
                (Some(_), None) => source.front.value.reviewed.clone(),
                (None, _) => None,
            },
            alignment: states.alignment,
        }
    }
}

fn is_begun(now: Text<'_>, states: &ChapterStates) -> bool {
    let mut units = now.facts.units.iter().zip(&states.units);
    units.any(|(unit, state)| state.state != State::Untranslated && !unit.is_neutral())
}

/// Blocks of a translation all of whose passages have lost their source.
fn withdrawn_blocks(own: Text<'_>, states: &ChapterStates) -> Vec<bool> {
    whole_blocks(own, |index, _| Some(states.withdrawn.contains(&index)))
}

/// Blocks of a translation that are still in the words of the source; what has no words to translate decides nothing.
fn untranslated_blocks(own: Text<'_>, states: &ChapterStates) -> Vec<bool> {
    let mut is_untranslated = vec![false; own.facts.units.len()];
    for state in &states.units {
        let unit = state.own.filter(|_| state.state == State::Untranslated);
        if let Some(slot) = unit.and_then(|unit| is_untranslated.get_mut(unit as usize)) {
            *slot = true;
        }
    }
    whole_blocks(own, |index, unit| {
        (!unit.is_neutral()).then(|| is_untranslated[index as usize])
    })
}

/// For each block, whether something holds for all its passages that `holds` decides on, and for one at least.
fn whole_blocks(
    own: Text<'_>,
    holds: impl Fn(u32, &facts::UnitFacts) -> Option<bool>,
) -> Vec<bool> {
    let mut whole: Vec<Option<bool>> = vec![None; own.chapter.blocks.len()];
    for (index, unit) in own.facts.units.iter().enumerate() {
        let slot = unit.block.and_then(|block| whole.get_mut(block as usize));
        if let (Some(slot), Some(holds)) = (slot, holds(index as u32, unit)) {
            *slot = Some(slot.unwrap_or(true) && holds);
        }
    }
    whole.into_iter().map(|whole| whole == Some(true)).collect()
}

fn open_passages(
    now: Text<'_>,
    old: Option<Text<'_>>,
    own: Text<'_>,
    states: &ChapterStates,
) -> Vec<OpenPassage> {
    let mut open = Vec::new();
    fn unit_of(text: Text<'_>, index: Option<u32>) -> Option<&facts::UnitFacts> {
        text.facts.units.get(index? as usize)
    }
    for (index, state) in states.units.iter().enumerate() {
        if state.state == State::Current {
            continue;
        }
        let unit = &now.facts.units[index];
        let own_unit = unit_of(own, state.own);
        let is_listed = state.state != State::Unverified;
        let written = |unit: &facts::UnitFacts| is_listed.then(|| status::written(unit));
        let was = old.and_then(|old| unit_of(old, state.old));
        open.push(OpenPassage {
            state: Some(state.state),
            reason: state.reason,
            kind: unit.kind.name(),
            section: parity::section_name(now, unit),
            block: unit.block,
            own_block: own_unit.and_then(|unit| unit.block),
            own_unit: state.own,
            note: unit.note.clone(),
            was: was
                .filter(|_| matches!(state.state, State::Outdated(_)))
                .and_then(written),
            now: written(unit),
            text: own_unit.and_then(written),
            source_offset: Some(unit.range.start as u32),
            own_offset: own_unit.map(|unit| unit.range.start as u32),
            words: unit.word_count(),
        });
    }
    for own_index in &states.withdrawn {
        let Some(unit) = unit_of(own, Some(*own_index)) else {
            continue;
        };
        open.push(OpenPassage {
            state: None,
            reason: "",
            kind: unit.kind.name(),
            section: parity::section_name(own, unit),
            block: None,
            own_block: unit.block,
            own_unit: Some(*own_index),
            note: unit.note.clone(),
            was: None,
            now: None,
            text: Some(status::written(unit)),
            source_offset: None,
            own_offset: Some(unit.range.start as u32),
            words: 0,
        });
    }
    open
}
