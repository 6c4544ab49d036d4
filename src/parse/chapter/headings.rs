//! Headings and ids go in, as they are read; the sections of a chapter come out, with ids that are well formed and new.

use std::ops::Range;

use crate::base::id::id_from_words;
use crate::base::id::is_author_id;
use crate::base::mistakes::markup as mistakes;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Section;
use crate::parse::chapter::UnitKind;
use crate::parse::chapter::blocks::BodyParser;
use crate::parse::chapter::blocks::Open;
use crate::parse::chapter::blocks::first_line;

/// Most headings of a chapter.
const HEADINGS_MAX: usize = 2_000;
impl BodyParser<'_> {
    pub(super) fn start_heading(&mut self, level: u8, range: Range<usize>) {
        let place = self.place(&range);
        let written = first_line(self.source_slice(&range));
        if !self.is_top_level() {
            self.diagnostics
                .push(mistakes::nested_heading(place, written));
            self.open.push(Open::Dropped);
            return;
        }
        if self.chapter.sections.len() == HEADINGS_MAX {
            self.diagnostics.push(mistakes::too_complex(
                place.clone(),
                "too many headings",
                HEADINGS_MAX,
            ));
        }
        let last = self
            .chapter
            .sections
            .last()
            .map_or(1, |section| section.level);
        if level < 2 {
            self.diagnostics.push(mistakes::heading_level(
                place,
                written,
                usize::from(level),
                "level 2",
                2,
            ));
        } else if level > last + 1 {
            self.diagnostics.push(mistakes::heading_level(
                place,
                written,
                usize::from(level),
                &format!("level {} or less", last + 1),
                usize::from(last + 1),
            ));
        }
        let index = self.chapter.sections.len() as u32;
        self.begin_block(BlockKind::Heading(index), range);
        self.begin_unit(UnitKind::Heading);
        self.plain.clear();
        self.no_terms += 1;
        self.open.push(Open::Heading(level));
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        self.no_terms -= 1;
        self.close_passage();
        self.out.trim_end();
        let range = self
            .block
            .as_ref()
            .map_or(0..0, |block| block.range.clone());
        let has_written_id = self.notes.pending_id.is_some();
        let id = self.take_id(&range);
        let text = self.plain.trim().to_owned();
        if !has_written_id && matches!(level, 2 | 3) && self.input.is_source {
            let place = self.place(&range);
            let mut proposal = id_from_words(&text);
            if self.chapter.ids.contains_key(&proposal) {
                proposal.clear();
            }
            self.diagnostics
                .push(mistakes::missing_id(place, &text, &proposal));
        }
        let level = level.max(2);
        let block = self.block_index();
        self.chapter.sections.push(Section {
            id,
            level,
            text,
            block,
            range,
        });
    }

    /// The `{#id}` that ended the heading or title just read, if it is well formed and new.
    pub(super) fn take_id(&mut self, range: &Range<usize>) -> Option<String> {
        let id = self.notes.pending_id.take()?;
        let source = self.input.source;
        let at = source
            .text
            .get(range.clone())
            .and_then(|text| text.find(&format!("{{#{id}}}")))
            .map_or(range.start, |at| range.start + at);
        let id_range = at..at + id.len() + 3;
        let place = self.place(&id_range);
        if !is_author_id(&id) || id.starts_with("hb-") {
            self.diagnostics.push(mistakes::malformed_id(place, &id));
            return None;
        }
        if let Some(first) = self.chapter.ids.get(&id) {
            let (first_line, _) = source.line_and_column(first.start as u32);
            self.diagnostics
                .push(mistakes::repeated_id(place, &id, first_line));
            return None;
        }
        self.chapter.ids.insert(id.clone(), id_range);
        Some(id)
    }
}
