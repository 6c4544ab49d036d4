//! A translated chapter and what of its source is to be taken for translated go in; the text to keep comes out, or why not.

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::base::id::did_you_mean;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::chapter::Chapter;
use crate::parse::snapshots::Snapshot;
use crate::parse::snapshots::parse_kept;
use crate::translation::Comparer;
use crate::translation::Memo;
use crate::translation::OpenPassage;
use crate::translation::align::Text;
use crate::translation::align::align;
use crate::translation::changes::compare_versions;
use crate::translation::facts::ChapterFacts;
use crate::translation::facts::chapter_facts;
use crate::translation::grade::Grade;
use crate::translation::keys::Class;
use crate::translation::open_passages;
use crate::translation::parity::Finding;
use crate::translation::parity::Languages;
use crate::translation::parity::TermWordsCheck;
use crate::translation::parity::check_parity;
use crate::translation::parity::section_name;
use crate::translation::report::is_waived;
use crate::translation::report::place_of;
use crate::translation::splice::Part;
use crate::translation::splice::Version;
use crate::translation::splice::is_all_equal;
use crate::translation::splice::section_range;
use crate::translation::splice::splice;
use crate::translation::splice::splice_small;
use crate::translation::states::Old;
use crate::translation::states::State;
use crate::translation::states::find_states;
use crate::translation::word_lists::WatchedWords;

/// How much of a chapter's source is taken for translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All of another text than the source of today: of an older edition.
    From(String),
    /// One part.
    Part(Part),
    /// Changes up to a grade, which need no new translation.
    UpTo(Grade),
}

/// The text to keep from now on.
#[derive(Debug)]
pub struct Accepted {
    /// It, as the file will hold it.
    pub text: String,
    /// What is no longer open, by section.
    pub cleared: Tally,
    /// What still is.
    pub left: Tally,
}

/// How many passages of each section are in which state, by section in the order of the source.
pub type Tally = Vec<(String, BTreeMap<&'static str, usize>)>;

/// Why nothing was taken up.
#[derive(Debug)]
pub enum Refusal {
    /// The source has no such chapter.
    NoSource(String),
    /// The language has no such chapter.
    NoTranslation,
    /// No source text is kept, so that there is nothing to put a part into.
    NoSnapshot,
    /// Neither text has the section.
    NoSection(String),
    /// The source has dropped the section, the translation has not.
    SectionStays(Place),
    /// What the translation has to share with the source and does not.
    Differs(Vec<(Place, String)>),
}

/// Takes a chapter, or a part of it, for translated from the source of today.
pub fn accept(
    handbook: &Handbook,
    texts: &Texts,
    language: &Language,
    id: &str,
    extent: &Extent,
) -> Result<Accepted, Refusal> {
    let source_language = handbook.source();
    let Some(source) = source_language.chapters.get(id) else {
        let ids = source_language.chapters.keys().map(String::as_str);
        return Err(Refusal::NoSource(did_you_mean(id, ids)));
    };
    let chapter = language.chapters.get(id).ok_or(Refusal::NoTranslation)?;
    let mut memo = Memo::default();
    let comparer = Comparer::new(source_language, texts, &mut memo);
    let lists = memo.lists(language);
    let source_file = comparer.text(source).text.as_str();
    let old_chapter: Option<&Chapter> = match language.snapshots.chapters.get(id) {
        Some(Snapshot::Older(old)) => Some(old),
        Some(Snapshot::Current) => Some(source),
        None => None,
    };
    let work = Work {
        comparer: &comparer,
        texts,
        source,
        source_file,
        chapter,
        own_facts: &chapter_facts(chapter, &comparer.text(chapter).text, &lists),
        lists: &lists,
        language,
    };
    let before = work.open(old_chapter.map(|old| (old, comparer.text(old).text.as_str())));
    let kept = work.kept(old_chapter, extent)?;
    let mut with_kept = texts.clone();
    let file = with_kept.put(SourceText::new(format!("kept:{id}"), kept.clone()));
    let kept_chapter = parse_kept(id, file, &with_kept, &source_language.tag);
    if !matches!(extent, Extent::UpTo(_)) {
        work.refuse_differences(&kept_chapter, &kept, extent, &before)?;
    }
    let after = work.open(Some((&kept_chapter, &kept)));
    let (before, left) = (tally(&before), tally(&after));
    Ok(Accepted {
        cleared: without(&before, &left),
        left,
        text: kept,
    })
}

struct Work<'a> {
    comparer: &'a Comparer<'a>,
    texts: &'a Texts,
    source: &'a Chapter,
    source_file: &'a str,
    chapter: &'a Chapter,
    own_facts: &'a ChapterFacts,
    lists: &'a WatchedWords,
    language: &'a Language,
}

impl Work<'_> {
    fn now(&self) -> Text<'_> {
        Text {
            chapter: self.source,
            facts: &self.comparer.facts[self.source.id.as_str()],
        }
    }

    fn own(&self) -> Text<'_> {
        Text {
            chapter: self.chapter,
            facts: self.own_facts,
        }
    }

    fn facts_of(&self, chapter: &Chapter, file: &str) -> ChapterFacts {
        chapter_facts(chapter, file, &self.comparer.lists)
    }

    /// Passages that are open if `old` is what was translated.
    fn open(&self, old: Option<(&Chapter, &str)>) -> Vec<OpenPassage> {
        let facts = old.map(|(chapter, file)| self.facts_of(chapter, file));
        let text = old
            .zip(facts.as_ref())
            .map(|((chapter, file), facts)| (Text { chapter, facts }, file));
        let old = match text {
            None => Old::Unknown,
            Some((_, file)) if file == self.source_file => Old::Same,
            Some((text, file)) => Old::Other(text, file),
        };
        let lists = &self.comparer.lists;
        let states = find_states(self.now(), self.source_file, old, self.own(), lists);
        open_passages(self.now(), text.map(|(text, _)| text), self.own(), &states)
    }

    /// The text to keep.
    fn kept(&self, old: Option<&Chapter>, extent: &Extent) -> Result<String, Refusal> {
        let old = match (extent, old) {
            (Extent::Whole, _) => return Ok(self.source_file.to_owned()),
            (Extent::From(text), _) => return Ok(text.clone()),
            (_, None) => return Err(Refusal::NoSnapshot),
            (_, Some(old)) => old,
        };
        let old_file = self.texts.get(old.file).text.as_str();
        let old_facts = self.facts_of(old, old_file);
        let old_text = Text {
            chapter: old,
            facts: &old_facts,
        };
        let kept = match extent {
            Extent::Part(part) => {
                self.refuse_part(part, old)?;
                let version = |chapter, file| Version { chapter, file };
                splice(
                    version(old, old_file),
                    version(self.source, self.source_file),
                    part,
                )
            }
            Extent::UpTo(grade) => {
                let states = find_states(
                    self.now(),
                    self.source_file,
                    Old::Other(old_text, old_file),
                    self.own(),
                    &self.comparer.lists,
                );
                let ranges = |facts: &ChapterFacts| -> Vec<_> {
                    facts.units.iter().map(|unit| unit.range.clone()).collect()
                };
                splice_small(
                    &ranges(&old_facts),
                    &ranges(self.now().facts),
                    old_file,
                    self.source_file,
                    &states.units,
                    *grade,
                )
            }
            Extent::Whole | Extent::From(_) => old_file.to_owned(),
        };
        Ok(match self.is_complete(&kept) {
            true => self.source_file.to_owned(),
            false => kept,
        })
    }

    fn refuse_part(&self, part: &Part, old: &Chapter) -> Result<(), Refusal> {
        let Part::Section(id) = part else {
            return Ok(());
        };
        if section_range(self.source, id).is_some() {
            return Ok(());
        }
        if section_range(old, id).is_none() {
            let ids = self
                .source
                .sections
                .iter()
                .filter_map(|section| section.id.as_deref());
            return Err(Refusal::NoSection(did_you_mean(id, ids)));
        }
        match section_range(self.chapter, id) {
            Some(range) => Err(Refusal::SectionStays(
                self.chapter
                    .place(&self.chapter.sections[range.start].range),
            )),
            None => Ok(()),
        }
    }

    /// Whether a text says what the source says, so that the source itself can be kept.
    fn is_complete(&self, kept: &str) -> bool {
        let mut texts = self.texts.clone();
        let id = &self.source.id;
        let file = texts.put(SourceText::new(format!("kept:{id}"), kept.to_owned()));
        let chapter = parse_kept(id, file, &texts, &self.comparer.source.tag);
        let facts = self.facts_of(&chapter, kept);
        let old = Text {
            chapter: &chapter,
            facts: &facts,
        };
        let changes = compare_versions(old, kept, self.now(), self.source_file);
        is_all_equal(&changes, facts.units.len())
    }

    /// Refuses where the part accepted does not hold what its source holds: always for what every language must share, and
    /// for doubts that nobody waived where the source changed in substance.
    fn refuse_differences(
        &self,
        kept: &Chapter,
        kept_file: &str,
        extent: &Extent,
        before: &[OpenPassage],
    ) -> Result<(), Refusal> {
        let facts = self.facts_of(kept, kept_file);
        let base = Text {
            chapter: kept,
            facts: &facts,
        };
        let terms = TermWordsCheck::new(&self.language.glossary.value);
        let languages = Languages {
            source: &self.comparer.lists,
            own: self.lists,
            source_terms: &self.comparer.terms,
            terms: &terms,
        };
        let alignment = align(base, self.own());
        let findings = check_parity(base, self.own(), &alignment, &languages);
        let sections = self.sections(extent);
        let notes = self.notes(kept, &facts, sections.as_ref());
        let is_in_part = |finding: &Finding| {
            let Some(sections) = &sections else {
                return true;
            };
            let note = finding
                .base
                .and_then(|base| facts.units[base as usize].note.as_ref());
            sections.contains(&finding.section) || note.is_some_and(|note| notes.contains(note))
        };
        let changed: HashSet<(&str, &str)> = before
            .iter()
            .filter(|open| open.state == Some(State::Outdated(Grade::Substance)))
            .filter_map(|open| Some((open.section.as_str(), open.now.as_deref()?)))
            .collect();
        let is_changed = |finding: &Finding| {
            let unit = finding.base.and_then(|unit| facts.units.get(unit as usize));
            unit.is_some_and(|unit| {
                let section = section_name(base, unit);
                changed.contains(&(section.as_str(), super::status::written(unit).as_str()))
            })
        };
        let waivers = &self.chapter.front.value.waive;
        let standing = findings
            .into_iter()
            .filter(|finding| is_in_part(finding))
            .filter(|finding| {
                finding.is_error || (is_changed(finding) && !is_waived(finding, waivers))
            });
        let mut differences = self.unknown_ids(kept, sections.as_ref());
        differences
            .extend(standing.map(|finding| (place_of(self.own(), &finding), finding.message)));
        match differences.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Differs(differences)),
        }
    }

    /// Ids of the translation that neither the text to keep nor the source has.
    fn unknown_ids(
        &self,
        kept: &Chapter,
        sections: Option<&HashSet<String>>,
    ) -> Vec<(Place, String)> {
        let is_known = |id: &str| kept.ids.contains_key(id) || self.source.ids.contains_key(id);
        let mut unknown: Vec<(&String, &std::ops::Range<usize>)> = self
            .chapter
            .ids
            .iter()
            .filter(|(id, _)| !is_known(id) && sections.is_none())
            .collect();
        unknown.sort_by_key(|(_, range)| range.start);
        let told = |(id, range): (&String, &std::ops::Range<usize>)| {
            (
                self.chapter.place(range),
                format!("the source has no `{id}`"),
            )
        };
        unknown.into_iter().map(told).collect()
    }

    /// Names of the sections that are accepted; nothing for all.
    fn sections(&self, extent: &Extent) -> Option<HashSet<String>> {
        let Extent::Part(part) = extent else {
            return None;
        };
        Some(match part {
            Part::Front => HashSet::from(["_front".to_owned()]),
            Part::Top => HashSet::from(["_top".to_owned()]),
            Part::Section(id) => section_range(self.source, id)
                .into_iter()
                .flatten()
                .filter_map(|index| self.source.sections.get(index)?.id.clone())
                .collect(),
        })
    }

    /// Labels of the notes that are called in those sections.
    fn notes(
        &self,
        kept: &Chapter,
        facts: &ChapterFacts,
        sections: Option<&HashSet<String>>,
    ) -> HashSet<String> {
        let base = Text {
            chapter: kept,
            facts,
        };
        let Some(sections) = sections else {
            return HashSet::new();
        };
        let units = facts
            .units
            .iter()
            .filter(|unit| sections.contains(&section_name(base, unit)));
        units
            .flat_map(|unit| &unit.keys)
            .filter(|key| key.class == Class::Footnote)
            .map(|key| key.name.clone())
            .collect()
    }
}

/// Open passages by section and state.
pub fn tally(open: &[OpenPassage]) -> Tally {
    let mut tally: Tally = Vec::new();
    for passage in open {
        let state = passage.state_name();
        let known = tally
            .iter()
            .position(|(section, _)| *section == passage.section);
        let index = known.unwrap_or_else(|| {
            tally.push((passage.section.clone(), BTreeMap::new()));
            tally.len() - 1
        });
        *tally[index].1.entry(state).or_default() += 1;
    }
    tally
}

/// What of one tally is no longer in another.
fn without(before: &Tally, after: &Tally) -> Tally {
    let mut cleared = Tally::new();
    for (section, counts) in before {
        let left = after
            .iter()
            .find(|(known, _)| known == section)
            .map(|(_, counts)| counts);
        let fewer: BTreeMap<&'static str, usize> = counts
            .iter()
            .map(|(state, count)| {
                (
                    *state,
                    count.saturating_sub(
                        left.and_then(|left| left.get(state)).copied().unwrap_or(0),
                    ),
                )
            })
            .filter(|(_, count)| *count > 0)
            .collect();
        if !fewer.is_empty() {
            cleared.push((section.clone(), fewer));
        }
    }
    cleared
}
