//! A source chapter and its translation go in; which heading and block of the one belongs to which of the other comes out.

use std::collections::HashMap;

use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::Section;

/// Pairs of a translation with its source, by index.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// For each section of the translation, that of the source.
    pub sections: Vec<Option<u32>>,
    /// For each block of the translation, that of the source; headings as their sections.
    pub blocks: Vec<Option<u32>>,
}

/// Pairs headings by id, those without an id by their order and level; then blocks inside each pair of sections, by
/// kind and order. What finds no partner has none: nothing is guessed across sections or kinds.
pub fn align(source: &Chapter, translation: &Chapter) -> Alignment {
    let sections = align_sections(&source.sections, &translation.sections);
    let blocks = align_blocks(source, translation, &sections);
    Alignment { sections, blocks }
}

fn align_sections(source: &[Section], translation: &[Section]) -> Vec<Option<u32>> {
    let by_id: HashMap<&str, usize> = source
        .iter()
        .enumerate()
        .filter_map(|(index, section)| Some((section.id.as_deref()?, index)))
        .collect();
    let named = |section: &Section| section.id.as_deref().and_then(|id| by_id.get(id).copied());
    let taken: Vec<usize> = translation.iter().filter_map(named).collect();
    let mut next = 0;
    let mut pairs = Vec::with_capacity(translation.len());
    for section in translation {
        let partner = match &section.id {
            Some(_) => named(section),
            None => source
                .get(next)
                .filter(|candidate| candidate.level == section.level && !taken.contains(&next))
                .map(|_| next),
        };
        if let Some(index) = partner {
            next = index + 1;
        }
        pairs.push(partner.map(|index| index as u32));
    }
    pairs
}

fn align_blocks(
    source: &Chapter,
    translation: &Chapter,
    sections: &[Option<u32>],
) -> Vec<Option<u32>> {
    let mut source_blocks: HashMap<(Option<u32>, &'static str, usize), u32> = HashMap::new();
    let mut counts: HashMap<(Option<u32>, &'static str), usize> = HashMap::new();
    for (index, block) in source.blocks.iter().enumerate() {
        let key = (block.section, kind_name(&block.kind));
        let count = counts.entry(key).or_default();
        source_blocks.insert((key.0, key.1, *count), index as u32);
        *count += 1;
    }
    counts.clear();
    let mut pairs = Vec::with_capacity(translation.blocks.len());
    for block in &translation.blocks {
        let partner_of = |section: u32| sections.get(section as usize).copied().flatten();
        if let BlockKind::Heading(section) = block.kind {
            let heading =
                partner_of(section).and_then(|section| source.sections.get(section as usize));
            pairs.push(heading.map(|section| section.block));
            continue;
        }
        let section = match block.section {
            None => None,
            Some(section) => match partner_of(section) {
                Some(partner) => Some(partner),
                None => {
                    pairs.push(None);
                    continue;
                }
            },
        };
        let key = (section, kind_name(&block.kind));
        let count = counts.entry(key).or_default();
        pairs.push(source_blocks.get(&(key.0, key.1, *count)).copied());
        *count += 1;
    }
    pairs
}

/// Blocks pair only with blocks of the same kind; boxes with boxes of the same kind.
fn kind_name(kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::List => "list",
        BlockKind::Table => "plain table",
        BlockKind::Quote => "quotation",
        BlockKind::Code => "code",
        BlockKind::Definitions => "definitions",
        BlockKind::Rule => "rule",
        BlockKind::Callout(callout) => callout.kind.name(),
    }
}
