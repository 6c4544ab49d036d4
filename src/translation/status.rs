//! The states of passages go in; how many passages and words are in which state comes out, by chapter and language.

use std::ops::AddAssign;

use serde::Serialize;

use crate::base::text::FileId;
use crate::parse::Handbook;
use crate::translation::ChapterTranslation;
use crate::translation::OpenPassage;
use crate::translation::Translations;
use crate::translation::align::Text;
use crate::translation::facts::ChapterFacts;
use crate::translation::facts::UnitFacts;
use crate::translation::grade::Grade;
use crate::translation::keys::Class;
use crate::translation::plain::CITED_END;
use crate::translation::plain::CITED_START;
use crate::translation::plain::OBJECT;
use crate::translation::states::ChapterStates;
use crate::translation::states::State;

/// Passages and words of the source by state.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Passages of the source.
    pub units: usize,
    /// Words of the source.
    pub words: usize,
    /// Passages translated from the source of today; moved ones and small changes count.
    pub current: usize,
    /// Words of those.
    pub current_words: usize,
    /// Of the current ones, those that stand elsewhere today.
    pub moved: usize,
    /// Passages without translation.
    pub untranslated: usize,
    /// Words of those.
    pub untranslated_words: usize,
    /// Passages translated from a text that nobody kept.
    pub unverified: usize,
    /// Passages of the translation whose source is gone.
    pub withdrawn: usize,
    /// Passages whose source changed in layout only.
    pub layout: usize,
    /// A slip of the pen was mended.
    pub typo: usize,
    /// Other words were chosen.
    pub wording: usize,
    /// It says something else.
    pub substance: usize,
}

impl Counts {
    /// Counts a passage of the source.
    pub fn add(&mut self, state: State, words: usize) {
        self.units += 1;
        self.words += words;
        let grade = match state {
            State::Outdated(Grade::Layout) => &mut self.layout,
            State::Outdated(Grade::Typo) => &mut self.typo,
            State::Outdated(Grade::Wording) => &mut self.wording,
            State::Outdated(Grade::Substance) => &mut self.substance,
            State::Moved => &mut self.moved,
            State::Untranslated => {
                self.untranslated_words += words;
                &mut self.untranslated
            }
            State::Unverified => &mut self.unverified,
            State::Current => &mut 0,
        };
        *grade += 1;
        let is_current = matches!(
            state,
            State::Current | State::Moved | State::Outdated(Grade::Layout | Grade::Typo)
        );
        if is_current {
            self.current += 1;
            self.current_words += words;
        }
    }

    /// Per cent of the source's words that are translated from the source of today, rounded down: 100 is all.
    pub fn percent(&self) -> usize {
        share(self.current_words, self.words)
    }

    /// Per cent of the source's words that are translated at all.
    pub fn translated_percent(&self) -> usize {
        share(self.words - self.untranslated_words, self.words)
    }

    /// Changes that readers need not be told of.
    pub fn small(&self) -> usize {
        self.layout + self.typo
    }
}

fn share(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

impl AddAssign<&Counts> for Counts {
    fn add_assign(&mut self, other: &Counts) {
        self.units += other.units;
        self.words += other.words;
        self.current += other.current;
        self.current_words += other.current_words;
        self.moved += other.moved;
        self.untranslated += other.untranslated;
        self.untranslated_words += other.untranslated_words;
        self.unverified += other.unverified;
        self.withdrawn += other.withdrawn;
        self.layout += other.layout;
        self.typo += other.typo;
        self.wording += other.wording;
        self.substance += other.substance;
    }
}

/// Counts the passages of a chapter.
pub(super) fn count(now: Text<'_>, states: &ChapterStates) -> Counts {
    let mut counts = Counts::default();
    for (unit, state) in now.facts.units.iter().zip(&states.units) {
        counts.add(state.state, unit.word_count());
    }
    counts.withdrawn = states.withdrawn.len();
    counts
}

/// How far one language is.
#[derive(Debug)]
pub struct LanguageStatus<'a> {
    /// Its index in the handbook.
    pub language_index: usize,
    /// All texts together.
    pub counts: Counts,
    /// Keys of interface words that it lacks.
    pub interface_missing: &'a [String],
    /// Chapters and pages in the order of the handbook, then the files of words.
    pub texts: Vec<TextStatus<'a>>,
}

/// How far one chapter or file is.
#[derive(Debug)]
pub struct TextStatus<'a> {
    /// The chapter's id, or `glossary.yaml`.
    pub name: String,
    /// The language's file, where it has one.
    pub file: Option<FileId>,
    /// The source's.
    pub source_file: FileId,
    /// `unreviewed`, `reviewed` or `official`, of a chapter that is there.
    pub review: Option<&'a str>,
    /// Its passages by state.
    pub counts: Counts,
    /// Those that are not current.
    pub open: &'a [OpenPassage],
    /// The chapter as it was compared.
    pub chapter: Option<&'a ChapterTranslation>,
}

/// How far a language is, with its chapters and pages as `order` names them. `untranslated` are the counts of chapters not
/// begun.
pub fn language_status<'a>(
    handbook: &'a Handbook,
    translations: &'a Translations,
    language_index: usize,
    order: impl Iterator<Item = &'a str>,
) -> LanguageStatus<'a> {
    let language = &handbook.languages[language_index];
    let own = &translations.languages[language_index];
    let mut texts = Vec::new();
    for id in order {
        let Some(source) = handbook.source().chapters.get(id) else {
            continue;
        };
        let chapter = own.chapters.get(id).map(|chapter| chapter.as_ref());
        let own_chapter = language.chapters.get(id);
        texts.push(TextStatus {
            name: id.to_owned(),
            file: own_chapter.map(|chapter| chapter.file),
            source_file: source.file,
            review: own_chapter.map(|chapter| chapter.front.value.review_status()),
            counts: match chapter {
                Some(chapter) => chapter.counts.clone(),
                None => translations
                    .untranslated
                    .get(id)
                    .cloned()
                    .unwrap_or_default(),
            },
            open: chapter.map_or(&[], |chapter| chapter.open.as_slice()),
            chapter,
        });
    }
    for file in &own.files {
        texts.push(TextStatus {
            name: format!("{}.yaml", file.name),
            file: file.file,
            source_file: file.source_file,
            review: None,
            counts: file.counts.clone(),
            open: &file.open,
            chapter: None,
        });
    }
    let mut counts = Counts::default();
    for text in &texts {
        counts += &text.counts;
    }
    LanguageStatus {
        language_index,
        counts,
        interface_missing: &language.interface.missing,
        texts,
    }
}

/// The passages of a source text that no translation has begun.
pub(super) fn count_untranslated(facts: &ChapterFacts) -> Counts {
    let (units, words) = (facts.units.len(), facts.word_count());
    Counts {
        units,
        words,
        untranslated: units,
        untranslated_words: words,
        ..Counts::default()
    }
}

/// A passage as people read it in a report: what has no words of its own is named as it is written.
pub(super) fn written(unit: &UnitFacts) -> String {
    let mut out = String::with_capacity(unit.text.len() + 16);
    let mut objects = unit.objects.iter();
    for character in unit.text.chars() {
        match character {
            OBJECT => out.extend(objects.next().map(|key| match key.class {
                Class::Footnote => format!("[^{}]", key.name),
                Class::Code => format!("`{}`", key.name),
                Class::Term => format!("[[term:{}]]", key.name),
                Class::Link => format!("<{}>", key.name.trim_end_matches('?')),
                Class::Citation | Class::Reference | Class::Image => format!("[[{}]]", key.name),
            })),
            CITED_START | CITED_END => {}
            _ => out.push(character),
        }
    }
    out
}
