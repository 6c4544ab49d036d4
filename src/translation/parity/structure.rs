//! The structure of a translation: headings, tables, passages and notes that one of the texts has and the other has not.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::parse::chapter::UnitKind;
use crate::translation::align::Text;
use crate::translation::facts::FIRST_SECTION;
use crate::translation::facts::FRONT;
use crate::translation::facts::Kind;
use crate::translation::facts::NOTES;
use crate::translation::facts::UnitFacts;
use crate::translation::keys::Class;
use crate::translation::parity::Check;
use crate::translation::parity::excerpt;
use crate::translation::sequence::without;

impl Check<'_> {
    /// Levels of paired headings.
    pub(super) fn headings(&mut self) {
        for (own, partner) in self.alignment.sections.iter().enumerate() {
            let Some(partner) = partner else { continue };
            let (Some(own_section), Some(section)) = (
                self.translation.chapter.sections.get(own),
                self.base.chapter.sections.get(*partner as usize),
            ) else {
                continue;
            };
            if own_section.level != section.level {
                let group = own as u32 + FIRST_SECTION;
                let heading = |text: Text<'_>, group: u32| {
                    text.facts.units.iter().position(|unit| {
                        unit.group == group && unit.kind == Kind::Body(UnitKind::Heading)
                    })
                };
                let own_unit = heading(self.translation, group);
                let unit = heading(self.base, partner + FIRST_SECTION);
                let message = format!(
                    "the heading is of level {}, its source of level {}",
                    own_section.level, section.level
                );
                let what = format!("{}", own_section.level);
                self.find("id", unit, own_unit, &what, message);
            }
        }
    }

    /// Rows and columns of paired tables.
    pub(super) fn tables(&mut self) {
        let shapes = |text: Text<'_>| {
            let mut shapes: HashMap<u32, (u32, u32)> = HashMap::new();
            for unit in &text.facts.units {
                if let (Some(block), Kind::Body(UnitKind::Cell)) = (unit.block, unit.kind) {
                    let shape = shapes.entry(block).or_default();
                    shape.0 = shape.0.max(unit.position.0 + 1);
                    shape.1 = shape.1.max(unit.position.1 + 1);
                }
            }
            shapes
        };
        let (old_shapes, new_shapes) = (shapes(self.base), shapes(self.translation));
        for (own, partner) in self.alignment.blocks.iter().enumerate() {
            let Some(partner) = partner else { continue };
            let old = old_shapes.get(partner).copied().unwrap_or_default();
            let new = new_shapes.get(&(own as u32)).copied().unwrap_or_default();
            if old != new {
                self.odd_tables.insert(own as u32);
                let first = self
                    .translation
                    .facts
                    .units
                    .iter()
                    .position(|unit| unit.block == Some(own as u32));
                let unit = self
                    .base
                    .facts
                    .units
                    .iter()
                    .position(|unit| unit.block == Some(*partner));
                let message = format!(
                    "the table has {} rows and {} columns, its source {} and {}",
                    new.0, new.1, old.0, old.1
                );
                self.find(
                    "table",
                    unit,
                    first,
                    &format!("{}x{}", new.0, new.1),
                    message,
                );
            }
        }
    }

    /// Passages of the source that a block, otherwise translated, lacks.
    pub(super) fn missing(&mut self) {
        let mut partner: HashMap<u32, u32> = HashMap::new();
        for (own, block) in self.alignment.blocks.iter().enumerate() {
            partner.extend(block.map(|block| (block, own as u32)));
        }
        let taken: HashSet<u32> = self.alignment.units.iter().flatten().copied().collect();
        for index in 0..self.base.facts.units.len() {
            let unit = self.base_unit(index);
            let Some(own) = unit.block.and_then(|block| partner.get(&block)).copied() else {
                if unit.group == FRONT
                    && unit.kind == Kind::KeyPoint
                    && !taken.contains(&(index as u32))
                {
                    self.missing_key_point(index);
                }
                continue;
            };
            if taken.contains(&(index as u32))
                || self.odd_tables.contains(&own)
                || !self.translated_blocks.contains(&own)
            {
                continue;
            }
            let near = self.own_near(index, own);
            let message = format!(
                "a {} of the source is missing: `{}`",
                unit.kind.name(),
                excerpt(&unit.text)
            );
            self.find("missing", Some(index), near, &excerpt(&unit.text), message);
        }
    }

    fn missing_key_point(&mut self, index: usize) {
        let points = |text: Text<'_>| {
            let units = text.facts.units.iter();
            units.filter(|unit| unit.kind == Kind::KeyPoint).count()
        };
        let own = self
            .translation
            .facts
            .units
            .iter()
            .rposition(|unit| unit.kind == Kind::KeyPoint);
        if own.is_some() && points(self.translation) < points(self.base) {
            let text = excerpt(&self.base_unit(index).text);
            let message = format!("a key point of the source is missing: `{text}`");
            self.find("missing", Some(index), own, &text, message);
        }
    }

    /// The unit of the translation after which a missing one belongs.
    fn own_near(&self, index: usize, block: u32) -> Option<usize> {
        let units = self.translation.facts.units.iter().enumerate();
        let in_block = units.filter(|(_, unit)| unit.block == Some(block));
        let before = in_block.filter(|(own, _)| {
            self.alignment.units[*own].is_some_and(|partner| (partner as usize) < index)
        });
        before.map(|(own, _)| own).next_back().or_else(|| {
            self.translation
                .facts
                .units
                .iter()
                .position(|unit| unit.block == Some(block))
        })
    }

    /// Passages that no passage of the source stands behind. Of a whole section only its heading is told, of a block only its
    /// first passage; a section with an id of its own is told by that.
    pub(super) fn extra(&mut self) {
        let mut told_blocks = HashSet::new();
        for own in 0..self.translation.facts.units.len() {
            let unit = self.own_unit(own);
            let is_odd = unit
                .block
                .is_some_and(|block| self.odd_tables.contains(&block));
            if self.alignment.units[own].is_some() || unit.group == NOTES || is_odd {
                continue;
            }
            let in_extra_section = unit
                .group
                .checked_sub(FIRST_SECTION)
                .map(|section| section as usize)
                .filter(|section| self.alignment.sections.get(*section) == Some(&None));
            if let Some(section) = in_extra_section {
                let has_id = self.translation.chapter.sections[section].id.is_some();
                if has_id || unit.kind != Kind::Body(UnitKind::Heading) {
                    continue;
                }
            }
            let is_extra_block =
                |block: &u32| self.alignment.blocks.get(*block as usize) == Some(&None);
            if let Some(block) = unit.block.filter(is_extra_block)
                && !told_blocks.insert(block)
            {
                continue;
            }
            let message = format!(
                "a {} that the source does not have: `{}`",
                unit.kind.name(),
                excerpt(&unit.text)
            );
            self.find("extra", None, Some(own), &excerpt(&unit.text), message);
        }
    }

    /// Notes that one of the texts defines and the other does not.
    pub(super) fn definitions(&mut self) {
        fn labels(text: Text<'_>) -> Vec<String> {
            let mut labels: Vec<String> = text
                .chapter
                .notes
                .iter()
                .map(|note| note.label.clone())
                .collect();
            labels.sort_unstable();
            labels
        }
        let (base, own) = (labels(self.base), labels(self.translation));
        for label in without(&own, &base) {
            let unit = self
                .translation
                .facts
                .units
                .iter()
                .position(|unit| unit.note.as_deref() == Some(&label));
            let message = format!("the source has no note `{label}`");
            self.find("footnote", None, unit, &format!("+{label}"), message);
        }
        for label in without(&base, &own) {
            let unit = self
                .base
                .facts
                .units
                .iter()
                .position(|unit| unit.note.as_deref() == Some(&label));
            // A note whose every call stands in a passage not translated yet is a gap.
            let calls = |unit: &UnitFacts| {
                unit.keys
                    .iter()
                    .any(|key| key.class == Class::Footnote && key.name == label)
            };
            let own = self
                .alignment
                .units
                .iter()
                .enumerate()
                .position(|(own, partner)| {
                    let block = self.own_unit(own).block;
                    partner.is_some_and(|partner| calls(self.base_unit(partner as usize)))
                        && block.is_some_and(|block| self.translated_blocks.contains(&block))
                });
            if own.is_some() {
                let message = format!("the note `{label}` of the source is missing");
                self.find("footnote", unit, own, &format!("-{label}"), message);
            }
        }
    }
}
