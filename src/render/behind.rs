//! A translated chapter and its comparison with the source go in; its passages come out, each with what its readers are told.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::link::Shown;
use crate::link::when_outdated;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Chapter;
use crate::render::Edition;
use crate::translation::ChapterTranslation;
use crate::translation::OpenPassage;
use crate::translation::grade::Grade;
use crate::translation::states::State;

/// What readers of a translated chapter are told, passage by passage.
pub struct Behind<'a> {
    /// The source's chapter.
    pub source: Shown<'a>,
    /// The comparison.
    pub translation: &'a ChapterTranslation,
    /// The chapter's passages in order, those that the translation lacks among them.
    pub passages: Vec<Passage>,
    /// What is wrong with each block of the translation.
    pub blocks: Vec<BlockState>,
    /// Labels of notes that changed in substance.
    pub outdated_notes: HashSet<&'a str>,
    /// Labels of notes that are still in the source's words.
    pub untranslated_notes: HashSet<&'a str>,
    /// How passages that are borrowed call their notes.
    pub notes: BorrowedNotes,
}

/// A block as the page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// A block of the translation, by its index.
    Own(usize),
    /// A block of the translation that is still in the source's words.
    InPlace(usize),
    /// A block of the source that the translation lacks, by its index in the source.
    Borrowed(usize),
}

impl Passage {
    /// Whether it is in the source's words.
    pub fn is_borrowed(self) -> bool {
        !matches!(self, Passage::Own(_))
    }
}

/// What is wrong with a block of a translation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockState {
    /// The source has changed in substance.
    pub is_outdated: bool,
    /// The old translation stands folded behind the source's block.
    pub is_replaced: bool,
    /// A part of it is missing: the source's block stands folded behind it.
    pub lacks_part: bool,
    /// A part of it is still in the source's words.
    pub has_untranslated_part: bool,
    /// All of it is gone from the source.
    pub is_withdrawn: bool,
    /// A part of it is gone from the source.
    pub has_withdrawn_part: bool,
    /// Its block in the source.
    pub source: Option<usize>,
}

impl<'a> Behind<'a> {
    /// Compares what a language shows with the source; nothing where it shows the source's own text.
    pub fn new(edition: &Edition<'a>, language_index: usize, shown: Shown<'a>) -> Option<Self> {
        let (handbook, links) = (edition.handbook, edition.links);
        if shown.text_index != language_index || language_index == handbook.source_index {
            return None;
        }
        let id = shown.chapter.id.as_str();
        let source = links.shown(handbook, handbook.source_index, id)?;
        let translation = edition.translations.chapter(language_index, id)?;
        let partners = &translation.alignment.blocks;
        let mut blocks: Vec<BlockState> = (0..shown.chapter.blocks.len())
            .map(|index| BlockState {
                source: partners.get(index).copied().flatten().map(|of| of as usize),
                is_withdrawn: translation.withdrawn_blocks.get(index) == Some(&true),
                ..BlockState::default()
            })
            .collect();
        let own_of: HashMap<usize, usize> = blocks
            .iter()
            .enumerate()
            .filter_map(|(index, block)| Some((block.source?, index)))
            .collect();
        for open in &translation.open {
            let own = open.own_block.map(|block| block as usize).or_else(|| {
                let block = open.block.filter(|_| open.text.is_none())?;
                own_of.get(&(block as usize)).copied()
            });
            let Some(block) = own.and_then(|own| blocks.get_mut(own)) else {
                continue;
            };
            match open.state {
                Some(State::Outdated(Grade::Substance)) => block.is_outdated = true,
                Some(State::Untranslated) if open.own_block.is_none() => block.lacks_part = true,
                Some(State::Untranslated) => block.has_untranslated_part = true,
                None => block.has_withdrawn_part = !block.is_withdrawn,
                Some(_) => {}
            }
        }
        let is_replaced = when_outdated(handbook, shown.chapter) == "source";
        let mut passages = Vec::new();
        for index in 0..=shown.chapter.blocks.len() {
            let gaps = shown.links.gaps.get(&index).into_iter().flatten();
            passages.extend(gaps.map(|gap| Passage::Borrowed(gap.block as usize)));
            let Some(block) = blocks.get_mut(index) else {
                continue;
            };
            block.is_replaced = is_replaced && block.is_outdated && block.source.is_some();
            passages.push(match translation.untranslated_blocks.get(index) {
                Some(true) => Passage::InPlace(index),
                _ => Passage::Own(index),
            });
        }
        let behind_whole = |block: &&BlockState| block.is_replaced || block.lacks_part;
        let borrowed: BTreeSet<usize> = passages
            .iter()
            .filter_map(|passage| match passage {
                Passage::Borrowed(block) => Some(*block),
                _ => None,
            })
            .chain(
                blocks
                    .iter()
                    .filter(behind_whole)
                    .filter_map(|block| block.source),
            )
            .collect();
        let notes_in = |state: fn(&OpenPassage) -> bool| -> HashSet<&'a str> {
            let open = translation.open.iter().filter(|open| state(open));
            open.filter_map(|open| open.note.as_deref()).collect()
        };
        Some(Behind {
            source,
            translation,
            passages,
            blocks,
            outdated_notes: notes_in(|open| open.state == Some(State::Outdated(Grade::Substance))),
            untranslated_notes: notes_in(|open| {
                open.state == Some(State::Untranslated) && open.text.is_some()
            }),
            notes: BorrowedNotes::new(shown, source, &borrowed),
        })
    }

    /// Whether texts of the front matter are in a state.
    pub fn front_is(&self, kind: &str, state: impl Fn(State) -> bool) -> bool {
        self.front(kind).any(|open| open.state.is_some_and(&state))
    }

    /// Texts of the front matter that are not current.
    pub fn front(&self, kind: &str) -> impl Iterator<Item = &'a OpenPassage> {
        let open = self.translation.open.iter();
        open.filter(move |open| open.section == "_front" && open.kind == kind)
    }

    /// Passages in the source's words that follow one another, and single ones between them.
    pub fn runs(&self) -> impl Iterator<Item = &[Passage]> {
        let alike = |one: &Passage, other: &Passage| one.is_borrowed() && other.is_borrowed();
        self.passages.chunk_by(alike)
    }

    /// The block of the source that a passage stands for.
    pub fn source_block(&self, passage: Passage) -> Option<usize> {
        match passage {
            Passage::Borrowed(block) => Some(block),
            Passage::Own(index) | Passage::InPlace(index) => self.blocks.get(index)?.source,
        }
    }

    /// The id that a block of the source is published under, and how it is named.
    pub fn place(&self, block: usize, is_numbered: bool) -> SourcePlace<'a> {
        let links = self.source.links;
        let section_of = |section: u32| {
            let id = links.section_ids.get(section as usize)?;
            let number = links
                .section_numbers
                .get(section as usize)
                .copied()
                .flatten();
            Some(SourcePlace {
                id: Some(id.clone()),
                paragraph: None,
                section: number,
                heading: self
                    .source
                    .chapter
                    .sections
                    .get(section as usize)
                    .map(|section| section.text.as_str()),
            })
        };
        let Some(found) = self.source.chapter.blocks.get(block) else {
            return SourcePlace::default();
        };
        if let BlockKind::Heading(section) = found.kind {
            return section_of(section).unwrap_or_default();
        }
        let paragraph = links.paragraphs.get(block).copied().flatten();
        match paragraph.filter(|_| is_numbered) {
            Some(number) => SourcePlace {
                id: Some(format!("p--{number}")),
                paragraph: Some(number),
                ..SourcePlace::default()
            },
            None => found.section.and_then(section_of).unwrap_or_default(),
        }
    }
}

/// Where a passage stands in the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourcePlace<'a> {
    /// Its id.
    pub id: Option<String>,
    /// Its paragraph number within the chapter.
    pub paragraph: Option<u32>,
    /// The number of the section that it begins or, having no number of its own, stands in.
    pub section: Option<u32>,
    /// The heading of that section.
    pub heading: Option<&'a str>,
}

/// How passages that are borrowed from the source call their notes on the page of a translation, whose own notes come first.
#[derive(Debug, Default)]
pub struct BorrowedNotes {
    of: Vec<BorrowedNote>,
}

/// A note of the source on the page of a translation.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct BorrowedNote {
    /// Its number on the page; nothing where no passage that is shown calls it.
    pub number: Option<u32>,
    /// Whether the translation has it.
    pub is_own: bool,
    /// For each call in the source, which call of the note it is on the page; nothing where it is not shown.
    pub calls: Vec<Option<u32>>,
    /// The number of the paragraph with its first call on the page.
    pub first_paragraph: Option<u32>,
}

impl BorrowedNotes {
    fn new(own: Shown<'_>, source: Shown<'_>, borrowed: &BTreeSet<usize>) -> BorrowedNotes {
        let labels: HashMap<&str, usize> = notes(own.chapter).collect();
        let mut count = own.chapter.notes.len() as u32;
        let paragraph = |shown: Shown<'_>, block: u32| {
            let paragraphs = &shown.links.paragraphs;
            paragraphs.get(block as usize).copied().flatten()
        };
        let of = source.chapter.notes.iter().map(|note| {
            let mut shown = note
                .calls
                .iter()
                .filter(|block| borrowed.contains(&(**block as usize)));
            let Some(first) = shown.next() else {
                return BorrowedNote::default();
            };
            let own_at = labels.get(note.label.as_str()).copied();
            let own_note = own_at.and_then(|at| own.chapter.notes.get(at));
            let number = own_at.map_or_else(
                || {
                    count += 1;
                    count
                },
                |at| at as u32 + 1,
            );
            let mut calls = own_note.map_or(0, |note| note.calls.len()) as u32;
            let own_first = own_note.and_then(|note| note.calls.first());
            BorrowedNote {
                number: Some(number),
                is_own: own_note.is_some(),
                first_paragraph: match own_first {
                    Some(block) => paragraph(own, *block),
                    None => paragraph(source, *first),
                },
                calls: note
                    .calls
                    .iter()
                    .map(|block| {
                        borrowed.contains(&(*block as usize)).then(|| {
                            calls += 1;
                            calls
                        })
                    })
                    .collect(),
            }
        });
        BorrowedNotes { of: of.collect() }
    }

    /// A note of the source, by its index.
    pub fn get(&self, note: usize) -> Option<&BorrowedNote> {
        self.of.get(note)
    }

    /// Notes of the source that are called on the page, by their index.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &BorrowedNote, u32)> {
        let all = self.of.iter().enumerate();
        all.filter_map(|(index, note)| Some((index, note, note.number?)))
    }
}

fn notes(chapter: &Chapter) -> impl Iterator<Item = (&str, usize)> {
    let all = chapter.notes.iter().enumerate();
    all.map(|(index, note)| (note.label.as_str(), index))
}
