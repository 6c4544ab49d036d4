//! A translation and the text it was made from go in, paired; what the one has kept or lost of the other comes out.

mod numbers;
mod sentences;
mod structure;
mod term_words;

use std::collections::HashMap;
use std::collections::HashSet;

use crate::base::letters::is_unspaced;
use crate::parse::chapter::UnitKind;
use crate::parse::terms::TermMatcher;
use crate::translation::align::Alignment;
use crate::translation::align::Text;
use crate::translation::facts::FIRST_SECTION;
use crate::translation::facts::FRONT;
use crate::translation::facts::Kind;
use crate::translation::facts::NOTES;
use crate::translation::facts::UnitFacts;
use crate::translation::keys::Class;
use crate::translation::keys::Key;
use crate::translation::sequence::without;
use crate::translation::word_lists::WatchedWords;

pub(super) use crate::translation::parity::term_words::TermWordsCheck;

/// A difference between a translation and the text it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it: `number`.
    pub check: &'static str,
    /// Whether it cannot be waived.
    pub is_error: bool,
    /// The unit of the translation.
    pub(super) own: Option<u32>,
    /// The unit of the other text.
    pub base: Option<u32>,
    /// The id of the section, or `_front`, `_top`, `_notes`.
    pub section: String,
    /// The value, as a waiver names it: `-18`, `+17`.
    pub what: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl Finding {
    /// Whether both say the same of one passage of the translation.
    pub(super) fn is_same(&self, other: &Finding) -> bool {
        (self.check, self.own, &self.what) == (other.check, other.own, &other.what)
    }
}

/// What comparing needs to know of the two languages.
pub(super) struct Languages<'a> {
    /// Word lists of the source language.
    pub(super) source: &'a WatchedWords,
    /// Word lists of the translation's.
    pub(super) own: &'a WatchedWords,
    /// Glossary terms in the source language.
    pub(super) source_terms: &'a TermMatcher,
    /// The translation's words for them.
    pub(super) terms: &'a TermWordsCheck,
}

/// Compares a translation with the text it was made from. Passages that still read as that text are left out.
pub(super) fn check_parity(
    base: Text<'_>,
    translation: Text<'_>,
    alignment: &Alignment,
    languages: &Languages<'_>,
) -> Vec<Finding> {
    let mut check = Check {
        base,
        translation,
        alignment,
        languages,
        findings: Vec::new(),
        translated_blocks: HashSet::new(),
        odd_tables: HashSet::new(),
    };
    check.headings();
    check.tables();
    let pairs: Vec<(usize, usize)> = alignment
        .units
        .iter()
        .enumerate()
        .filter_map(|(own, partner)| Some(((*partner)? as usize, own)))
        .filter(|(base_unit, own)| {
            let (unit, own) = (
                &base.facts.units[*base_unit],
                &translation.facts.units[*own],
            );
            unit.text != own.text || unit.is_neutral()
        })
        .collect();
    for (_, own) in &pairs {
        check
            .translated_blocks
            .extend(translation.facts.units[*own].block);
    }
    check.citations(&pairs);
    for (unit, own) in pairs {
        check.unit(unit, own);
    }
    check.missing();
    check.extra();
    check.definitions();
    check.findings
}

struct Check<'a> {
    base: Text<'a>,
    translation: Text<'a>,
    alignment: &'a Alignment,
    languages: &'a Languages<'a>,
    findings: Vec<Finding>,
    /// Blocks of the translation in which something is translated.
    translated_blocks: HashSet<u32>,
    /// Blocks of the translation with a table of another shape.
    odd_tables: HashSet<u32>,
}

impl<'a> Check<'a> {
    fn base_unit(&self, index: usize) -> &'a UnitFacts {
        &self.base.facts.units[index]
    }

    fn own_unit(&self, index: usize) -> &'a UnitFacts {
        &self.translation.facts.units[index]
    }

    fn find(
        &mut self,
        check: &'static str,
        base: Option<usize>,
        own: Option<usize>,
        what: &str,
        message: String,
    ) {
        let is_error = matches!(check, "id" | "citation" | "footnote" | "glossary");
        self.find_at(check, is_error, base, own, what, message);
    }

    fn find_at(
        &mut self,
        check: &'static str,
        is_error: bool,
        base: Option<usize>,
        own: Option<usize>,
        what: &str,
        message: String,
    ) {
        let section = match (base, own) {
            (Some(unit), _) => section_name(self.base, self.base_unit(unit)),
            (None, Some(own)) => self.section_of_own(self.own_unit(own)),
            (None, None) => "_notes".to_owned(),
        };
        self.findings.push(Finding {
            check,
            is_error,
            own: own.map(|own| own as u32),
            base: base.map(|base| base as u32),
            section,
            what: what.to_owned(),
            message,
        });
    }

    /// The name of the section that a passage of the translation stands in, as the source names it.
    fn section_of_own(&self, unit: &UnitFacts) -> String {
        let section = unit
            .group
            .checked_sub(FIRST_SECTION)
            .filter(|_| unit.group != NOTES);
        let partner = section.and_then(|section| self.alignment.sections.get(section as usize));
        match partner {
            Some(Some(partner)) => {
                let section = self.base.chapter.sections.get(*partner as usize);
                section
                    .and_then(|section| section.id.clone())
                    .unwrap_or_else(|| format!("{}", partner + 1))
            }
            _ => section_name(self.translation, unit),
        }
    }

    /// Citations are compared by section; one that only changed its passage is doubtful, not wrong.
    fn citations(&mut self, pairs: &[(usize, usize)]) {
        type Place = (u32, Key);
        let mut lost: HashMap<Place, Vec<(usize, usize)>> = HashMap::new();
        let mut gained: HashMap<Place, Vec<(usize, usize)>> = HashMap::new();
        for &(unit, own) in pairs {
            let (one, other) = (self.base_unit(unit), self.own_unit(own));
            if one.keys == other.keys {
                continue;
            }
            let is_citation = |key: &Key| key.class == Class::Citation;
            for key in without(&one.keys, &other.keys)
                .into_iter()
                .filter(is_citation)
            {
                lost.entry((one.group, key)).or_default().push((unit, own));
            }
            for key in without(&other.keys, &one.keys)
                .into_iter()
                .filter(is_citation)
            {
                gained
                    .entry((one.group, key))
                    .or_default()
                    .push((unit, own));
            }
        }
        let mut found = Vec::new();
        for ((group, key), places) in &lost {
            let there = gained.get(&(*group, key.clone())).map_or(0, Vec::len);
            for (index, (unit, own)) in places.iter().enumerate() {
                let message = match index < there {
                    true => format!(
                        "the citation `{}` stands in another passage of the section than in its source",
                        key.name
                    ),
                    false => format!(
                        "the source cites `{}` here, the translation does not",
                        key.name
                    ),
                };
                found.push((
                    *unit,
                    *own,
                    index >= there,
                    format!("-{}", key.name),
                    message,
                ));
            }
        }
        for ((group, key), places) in &gained {
            let there = lost.get(&(*group, key.clone())).map_or(0, Vec::len);
            for (unit, own) in places.iter().skip(there) {
                let message = format!(
                    "the translation cites `{}` here, its source does not",
                    key.name
                );
                found.push((*unit, *own, true, format!("+{}", key.name), message));
            }
        }
        found.sort();
        for (unit, own, is_error, what, message) in found {
            self.find_at("citation", is_error, Some(unit), Some(own), &what, message);
        }
    }

    /// One passage and its translation.
    fn unit(&mut self, unit: usize, own: usize) {
        let (one, other) = (self.base_unit(unit), self.own_unit(own));
        if one.keys != other.keys {
            self.keys(unit, own);
        }
        self.numbers(unit, own);
        self.sentences(unit, own);
        self.forbidden(unit, own);
        let mut find = |check, what: &str, message: String| {
            self.find(check, Some(unit), Some(own), what, message);
        };
        // Scripts without slanted letters emphasise by other means, and put titles between marks.
        let has_slanted = !other.text.chars().any(is_unspaced);
        if has_slanted && one.emphasis != other.emphasis {
            let message = format!(
                "{} emphasised spans, in its source {}",
                other.emphasis, one.emphasis
            );
            find("emphasis", &other.emphasis.to_string(), message);
        }
        if one.kind == Kind::Body(UnitKind::Item) && one.position != other.position {
            let message = match one.position.1 == other.position.1 {
                true => "the item is nested otherwise than in its source",
                false => "the item is to be ticked in one of the texts only",
            };
            find("list", &format!("{}", other.position.0), message.to_owned());
        }
    }

    fn keys(&mut self, unit: usize, own: usize) {
        let (one, other) = (self.base_unit(unit), self.own_unit(own));
        let words = |class: Class| match class {
            Class::Reference => "the reference",
            Class::Term => "the term",
            Class::Footnote => "the call of the note",
            Class::Link => "the link",
            Class::Image => "the picture",
            _ => "the code",
        };
        for key in without(&one.keys, &other.keys) {
            if key.class == Class::Citation {
                continue;
            }
            // Of a note that is lost as a whole, that is told.
            let notes = &self.translation.chapter.notes;
            if key.class == Class::Footnote && notes.iter().all(|note| note.label != key.name) {
                continue;
            }
            if key.class == Class::Term && self.languages.terms.has_word(&key.name, &other.text) {
                continue;
            }
            let message = format!(
                "{} `{}` of the source is not in the translation",
                words(key.class),
                key.name
            );
            self.find_at(
                key.class.name(),
                false,
                Some(unit),
                Some(own),
                &format!("-{}", key.name),
                message,
            );
        }
        for key in without(&other.keys, &one.keys) {
            // A term may be linked in one language by hand and in the other by itself.
            if matches!(key.class, Class::Citation | Class::Term) {
                continue;
            }
            let message = format!("{} `{}` is not in the source", words(key.class), key.name);
            self.find_at(
                key.class.name(),
                false,
                Some(unit),
                Some(own),
                &format!("+{}", key.name),
                message,
            );
        }
    }

    fn numbers(&mut self, unit: usize, own: usize) {
        let (one, other) = (&self.base_unit(unit).watched, &self.own_unit(own).watched);
        if one.numbers == other.numbers {
            return;
        }
        let (lost, gained) = numbers::differences(one, other);
        for number in lost {
            let message =
                format!("the source has the number {number} here, the translation does not");
            self.find(
                "number",
                Some(unit),
                Some(own),
                &format!("-{number}"),
                message,
            );
        }
        for number in gained {
            let message =
                format!("the translation has the number {number} here, its source does not");
            self.find(
                "number",
                Some(unit),
                Some(own),
                &format!("+{number}"),
                message,
            );
        }
    }

    fn forbidden(&mut self, unit: usize, own: usize) {
        let Some(automaton) = &self.languages.terms.forbidden else {
            return;
        };
        let text = self.own_unit(own).text.to_lowercase();
        for found in automaton.find_iter(&text) {
            let Some((term, word)) = self
                .languages
                .terms
                .forbidden_terms
                .get(found.pattern().as_usize())
            else {
                continue;
            };
            let source = self.base_unit(unit);
            let terms = self.languages.source_terms;
            let is_linked = source
                .keys
                .iter()
                .any(|key| key.class == Class::Term && key.name == *term);
            if is_linked
                || terms
                    .uses(&source.text)
                    .any(|found| terms.id(found.term_index) == term)
            {
                let message = format!("`{word}` is not the word for the term `{term}`");
                self.find("glossary", Some(unit), Some(own), word, message);
            }
        }
    }
}

/// The id of a section, or `_front`, `_top`, `_notes`.
pub(crate) fn section_name(text: Text<'_>, unit: &UnitFacts) -> String {
    match unit.group {
        FRONT => "_front".to_owned(),
        NOTES => "_notes".to_owned(),
        group => match group.checked_sub(FIRST_SECTION) {
            None => "_top".to_owned(),
            Some(section) => {
                let found = text.chapter.sections.get(section as usize);
                let id = found.and_then(|section| section.id.clone());
                id.unwrap_or_else(|| format!("{}", section + 1))
            }
        },
    }
}

/// The beginning of a text.
pub(crate) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    let text = crate::translation::words::shown(text);
    match text.chars().count() > LENGTH {
        true => text.chars().take(LENGTH).chain(['…']).collect(),
        false => text,
    }
}
