//! The parser's events go in; the passages that are translated one by one come out, with what is marked inside them.

use std::ops::Range;

use crate::parse::chapter::Mark;
use crate::parse::chapter::MarkKind;
use crate::parse::chapter::Unit;
use crate::parse::chapter::UnitKind;
use crate::parse::chapter::blocks::BodyParser;
use crate::parse::chapter::blocks::Open;

/// A unit that is being read.
pub(super) struct OpenUnit {
    kind: UnitKind,
    /// What it holds so far.
    range: Option<Range<usize>>,
    position: (u32, u32),
}

impl OpenUnit {
    /// Takes a range of the file into the unit.
    pub(super) fn widen(&mut self, range: &Range<usize>) {
        match &mut self.range {
            Some(known) => {
                known.start = known.start.min(range.start);
                known.end = known.end.max(range.end);
            }
            None => self.range = Some(range.clone()),
        }
    }

    /// Notes that the item is to be ticked.
    pub(super) fn set_box(&mut self) {
        self.position.1 = 1;
    }
}

impl BodyParser<'_> {
    pub(super) fn begin_unit(&mut self, kind: UnitKind) {
        self.end_unit();
        let position = match kind {
            UnitKind::Cell => self.cell,
            UnitKind::Item => {
                let lists = self
                    .open
                    .iter()
                    .filter(|open| matches!(open, Open::List(_)));
                (lists.count() as u32, 0)
            }
            _ => (0, 0),
        };
        self.unit = Some(OpenUnit {
            kind,
            range: None,
            position,
        });
    }

    pub(super) fn end_unit(&mut self) {
        if let Some(OpenUnit {
            kind,
            range: Some(range),
            position,
        }) = self.unit.take()
        {
            let block = (!self.notes.is_open()).then(|| self.block_index());
            self.chapter.units.push(Unit {
                kind,
                block,
                range,
                position,
            });
        }
    }

    pub(super) fn widen_unit(&mut self, range: &Range<usize>) {
        if let Some(unit) = &mut self.unit {
            unit.widen(range);
        }
    }

    /// Notes a mark in the unit that is open.
    pub(super) fn mark(&mut self, kind: MarkKind, range: &Range<usize>) {
        self.widen_unit(range);
        self.chapter.marks.push(Mark {
            kind,
            range: range.clone(),
        });
    }
}
