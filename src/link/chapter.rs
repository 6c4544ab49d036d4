//! Chapters go in; their ids and numbers come out, those of a translation taken over from its source.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::id::id_from_words;
use crate::base::mistakes::configuration;
use crate::base::mistakes::translations;
use crate::base::text::Place;
use crate::link::memo::Memo;
use crate::link::order::Order;
use crate::link::targets::Target;
use crate::parse::Handbook;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Chapter;
use crate::translation::Alignment;
use crate::translation::ChapterTranslation;
use crate::translation::Translations;

/// Age from which a chapter's review is told to be old, in months.
const REVIEW_MONTHS_MAX: i32 = 24;

/// Ids, numbers and targets of one chapter in one language.
#[derive(Debug, Default, Clone)]
pub struct ChapterLinks {
    /// For each section, the id it is published under.
    pub section_ids: Vec<String>,
    /// For each section, its number within the chapter: `5` of 2.5. Only sections of level 2 have one.
    pub section_numbers: Vec<Option<u32>>,
    /// For each block, its paragraph number within the chapter: `12` of ¶ 4.12.
    pub paragraphs: Vec<Option<u32>>,
    /// For each block that is a box, table or figure: the id it is published under.
    pub callout_ids: Vec<Option<String>>,
    /// For each such block, its number within the chapter and its run.
    pub callout_numbers: Vec<Option<u32>>,
    /// Source passages that the translation lacks, by the index of the block before which they stand.
    pub gaps: BTreeMap<usize, Vec<Gap>>,
    /// For each reference, where it leads.
    pub targets: Vec<Option<Target>>,
}

impl ChapterLinks {
    /// Ids that may be linked: of sections, boxes, tables and figures.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let callouts = self.callout_ids.iter().flatten();
        self.section_ids.iter().chain(callouts).map(String::as_str)
    }

    /// Index of the block that is published under an id: a section's heading or a box.
    pub fn block_of(&self, chapter: &Chapter, id: &str) -> Option<usize> {
        let section = self
            .section_ids
            .iter()
            .position(|known| known == id)
            .and_then(|index| chapter.sections.get(index));
        section.map(|section| section.block as usize).or_else(|| {
            self.callout_ids
                .iter()
                .position(|known| known.as_deref() == Some(id))
        })
    }
}

/// Chapters of each language by id, with what followed from them.
pub type LinkedChapters = BTreeMap<String, Arc<ChapterLinks>>;

/// A source passage that a translation lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Index of its block in the source.
    pub block: u32,
    /// Its paragraph number and the id of its section or box.
    pub ids: Vec<String>,
}

/// Numbers the chapters of every language, as far as `memo` does not know their numbers.
pub(crate) fn number_chapters(
    handbook: &Handbook,
    translations: &Translations,
    order: &Order,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Vec<LinkedChapters> {
    let source = handbook.source();
    let own: LinkedChapters = source
        .chapters
        .values()
        .map(|chapter| {
            let numbered = memo.numbers(chapter, None, |_| number_source(chapter));
            (chapter.id.clone(), numbered.links)
        })
        .collect();
    let mut all: Vec<LinkedChapters> = Vec::new();
    for (index, language) in handbook.languages.iter().enumerate() {
        if index == handbook.source_index {
            all.push(BTreeMap::new());
            continue;
        }
        let mut linked = BTreeMap::new();
        for chapter in language.chapters.values() {
            match (
                source.chapters.get(&chapter.id),
                own.get(&chapter.id),
                translations.chapter(index, &chapter.id),
            ) {
                (Some(source_chapter), Some(source_links), Some(translation)) => {
                    let numbered = memo.numbers(chapter, Some(translation), |found| {
                        number_translation(
                            source_chapter,
                            source_links,
                            chapter,
                            translation,
                            found,
                        )
                    });
                    diagnostics.append(numbered.found);
                    linked.insert(chapter.id.clone(), numbered.links);
                }
                _ => {
                    let near = did_you_mean(&chapter.id, order.ids());
                    let place = Place::start_of(chapter.file);
                    diagnostics.push(translations::no_source(place, &chapter.id, &near));
                }
            }
        }
        all.push(linked);
    }
    all[handbook.source_index] = own;
    all
}

fn number_source(chapter: &Chapter) -> ChapterLinks {
    let mut links = ChapterLinks {
        section_ids: section_ids(chapter),
        ..ChapterLinks::default()
    };
    let mut section_count = 0;
    for section in &chapter.sections {
        section_count += u32::from(section.level == 2);
        links
            .section_numbers
            .push((section.level == 2).then_some(section_count));
    }
    let mut paragraph_count = 0;
    let mut run_counts: BTreeMap<&str, u32> = BTreeMap::new();
    for block in &chapter.blocks {
        paragraph_count += u32::from(block.kind.is_numbered());
        links
            .paragraphs
            .push(block.kind.is_numbered().then_some(paragraph_count));
        let callout = match &block.kind {
            BlockKind::Callout(callout) => Some(callout),
            _ => None,
        };
        links.callout_numbers.push(callout.map(|callout| {
            let count = run_counts.entry(callout.kind.run()).or_default();
            *count += 1;
            *count
        }));
        let number = links.callout_numbers.last().copied().flatten();
        links.callout_ids.push(
            callout.map(|callout| callout_id(callout.id.as_deref(), callout.kind.run(), number)),
        );
    }
    links
}

/// The author's id, or `box--2`.
fn callout_id(author: Option<&str>, run: &str, number: Option<u32>) -> String {
    author.map_or_else(|| format!("{run}--{}", number.unwrap_or(0)), str::to_owned)
}

/// Author's ids as they are; for the rest, ids made from the heading's words, made unique by a number.
fn section_ids(chapter: &Chapter) -> Vec<String> {
    let mut taken: HashSet<String> = chapter.ids.keys().cloned().collect();
    let mut ids = Vec::with_capacity(chapter.sections.len());
    for (index, section) in chapter.sections.iter().enumerate() {
        let id = section.id.clone().unwrap_or_else(|| {
            let words = id_from_words(&section.text);
            let made = if words.is_empty() {
                format!("section--{}", index + 1)
            } else {
                words
            };
            if taken.contains(&made) {
                format!("{made}--{}", index + 1)
            } else {
                made
            }
        });
        taken.insert(id.clone());
        ids.push(id);
    }
    ids
}

fn number_translation(
    source: &Chapter,
    source_links: &ChapterLinks,
    chapter: &Chapter,
    translation: &ChapterTranslation,
    diagnostics: &mut Diagnostics,
) -> ChapterLinks {
    let alignment = &translation.alignment;
    let mut links = ChapterLinks::default();
    for (index, section) in chapter.sections.iter().enumerate() {
        let partner = alignment
            .sections
            .get(index)
            .copied()
            .flatten()
            .map(|partner| partner as usize);
        if let (Some(id), None) = (&section.id, partner)
            && !translation.had_id(id)
        {
            let known = source_links.section_ids.iter().map(String::as_str);
            let place = chapter.place(&section.range);
            diagnostics.push(foreign_id(translation, place, id, &did_you_mean(id, known)));
        }
        let inherited = partner.and_then(|partner| source_links.section_ids.get(partner));
        links.section_ids.push(
            inherited
                .cloned()
                .unwrap_or_else(|| format!("section--{}", index + 1)),
        );
        links.section_numbers.push(
            partner
                .and_then(|partner| source_links.section_numbers.get(partner).copied().flatten()),
        );
    }
    for (index, block) in chapter.blocks.iter().enumerate() {
        let partner = alignment
            .blocks
            .get(index)
            .copied()
            .flatten()
            .map(|partner| partner as usize);
        links.paragraphs.push(
            partner.and_then(|partner| source_links.paragraphs.get(partner).copied().flatten()),
        );
        let number = partner
            .and_then(|partner| source_links.callout_numbers.get(partner).copied().flatten());
        links.callout_numbers.push(number);
        let inherited =
            partner.and_then(|partner| source_links.callout_ids.get(partner).cloned().flatten());
        links.callout_ids.push(match &block.kind {
            BlockKind::Callout(callout) => {
                if let (Some(id), Some(expected)) = (&callout.id, &inherited)
                    && id != expected
                    && !translation.had_id(id)
                {
                    let place = chapter
                        .ids
                        .get(id)
                        .map_or_else(|| chapter.place(&block.range), |range| chapter.place(range));
                    let near = format!("the source's box here has the id `{expected}`");
                    diagnostics.push(foreign_id(translation, place, id, &near));
                }
                Some(inherited.unwrap_or_else(|| format!("extra--{}", index + 1)))
            }
            _ => None,
        });
    }
    links.gaps = gaps(source, source_links, alignment);
    links
}

/// The mistake of an id that the source does not have. Where nobody kept the text that a translation was made from, the
/// source may have lost the id since.
fn foreign_id(translation: &ChapterTranslation, place: Place, id: &str, near: &str) -> Diagnostic {
    match translation.is_verified {
        true => translations::foreign_id(place, id, near),
        false => {
            let message = format!("the source chapter has no `{id}`");
            translations::translation_doubt(place, "id", &message, "", id, true)
        }
    }
}

/// Anchors of source passages without partner, each before the block that follows the partner of the passage before it.
fn gaps(
    source: &Chapter,
    source_links: &ChapterLinks,
    alignment: &Alignment,
) -> BTreeMap<usize, Vec<Gap>> {
    let mut partner_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, partner) in alignment.blocks.iter().enumerate() {
        if let Some(partner) = partner {
            partner_of.insert(*partner as usize, index);
        }
    }
    let mut gaps: BTreeMap<usize, Vec<Gap>> = BTreeMap::new();
    let mut before = 0;
    for (index, block) in source.blocks.iter().enumerate() {
        if let Some(partner) = partner_of.get(&index) {
            before = partner + 1;
            continue;
        }
        let mut anchors = Vec::new();
        if let BlockKind::Heading(section) = block.kind {
            anchors.extend(source_links.section_ids.get(section as usize).cloned());
        }
        anchors.extend(
            source_links
                .paragraphs
                .get(index)
                .copied()
                .flatten()
                .map(|number| format!("p--{number}")),
        );
        anchors.extend(source_links.callout_ids.get(index).cloned().flatten());
        gaps.entry(before).or_default().push(Gap {
            block: index as u32,
            ids: anchors,
        });
    }
    gaps
}

/// Tells chapters of the source whose facts were last checked long ago.
pub(crate) fn check_age(handbook: &Handbook, today: &str, diagnostics: &mut Diagnostics) {
    let months = |date: &str| {
        let mut parts = date.split('-').map(|part| part.parse::<i32>().unwrap_or(0));
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Some((year * 12 + month, day))
    };
    for chapter in handbook.source().chapters.values() {
        let Some(reviewed) = &chapter.front.value.reviewed else {
            continue;
        };
        if let (Some((now, today_day)), Some((then, day))) = (months(today), months(reviewed))
            && (now - then, today_day - day) > (REVIEW_MONTHS_MAX, 0)
        {
            diagnostics.push(configuration::old_review(
                chapter.front.place(&["reviewed"]),
                reviewed,
            ));
        }
    }
}
