//! Calls and definitions of footnotes go in; numbered notes come out, in the order of their first calls.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;

use crate::base::mistakes::markup as mistakes;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::Note;
use crate::parse::chapter::blocks::BodyParser;
use crate::parse::chapter::blocks::Open;
use crate::parse::fragment::Fragment;
use crate::parse::fragment::Hole;

/// Most notes of a chapter.
const NOTES_MAX: usize = 2_000;

const UNCHECKED: &str = "{unchecked}";

/// Notes that were called or defined so far.
#[derive(Default)]
pub(super) struct OpenNotes {
    /// The definition that is open: label and range.
    open: Option<(String, Range<usize>)>,
    /// What was being written before it.
    outer: Fragment,
    unchecked: bool,
    defined: HashMap<String, Note>,
    /// Number of each label, from 1, by first call.
    numbers: HashMap<String, usize>,
    /// Blocks of the calls of each number.
    calls: Vec<Vec<u32>>,
    /// Labels that were called where they must not be.
    misplaced: HashSet<String>,
    /// The id that the text read last ended with, until its heading or title takes it.
    pub(super) pending_id: Option<String>,
}

impl OpenNotes {
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn open_label(&self) -> Option<String> {
        self.open.as_ref().map(|(label, _)| label.clone())
    }
}

impl BodyParser<'_> {
    pub(super) fn start_note(&mut self, label: String, range: Range<usize>) {
        let place = self.place(&range);
        if let Some(first) = self.notes.defined.get(&label) {
            let (first_line, _) = self.input.source.line_and_column(first.range.start as u32);
            self.diagnostics
                .push(mistakes::repeated_note(place, &label, first_line));
            self.open.push(Open::Dropped);
            return;
        }
        if !self.is_top_level() {
            self.diagnostics.push(mistakes::misplaced_note(
                place,
                &label,
                "defined inside a box, a list or a quotation",
                "define it by itself, at the end of the file",
            ));
            self.open.push(Open::Dropped);
            return;
        }
        if self.notes.defined.len() == NOTES_MAX {
            self.diagnostics
                .push(mistakes::too_complex(place, "too many notes", NOTES_MAX));
        }
        self.notes.outer = std::mem::take(&mut self.out);
        self.notes.open = Some((label, range));
        self.notes.unchecked = false;
        self.no_terms += 1;
        self.open.push(Open::Note);
    }

    pub(super) fn end_note(&mut self) {
        self.close_passage();
        self.no_terms -= 1;
        let mut html = std::mem::replace(&mut self.out, std::mem::take(&mut self.notes.outer));
        html.trim_end();
        if let Some((label, range)) = self.notes.open.take() {
            let note = Note {
                label: label.clone(),
                html,
                calls: Vec::new(),
                unchecked: self.notes.unchecked,
                range,
            };
            self.notes.defined.insert(label, note);
        }
    }

    /// A text of a note, without the mark of an unchecked source at its end.
    pub(super) fn without_unchecked<'t>(&mut self, text: &'t str) -> &'t str {
        match text.trim_end().strip_suffix(UNCHECKED) {
            Some(rest) if self.notes.is_open() => {
                self.notes.unchecked = true;
                rest.trim_end()
            }
            _ => text,
        }
    }

    pub(super) fn call_note(&mut self, label: &str, range: Range<usize>) {
        let place = self.place(&range);
        let misplaced = match self
            .open
            .iter()
            .find(|open| matches!(open, Open::Heading(_) | Open::Note))
        {
            Some(Open::Heading(0)) => Some("called in the title of a box"),
            Some(Open::Heading(_)) => Some("called in a heading"),
            Some(_) => Some("called in another note"),
            None => None,
        };
        if let Some(where_called) = misplaced {
            self.diagnostics.push(mistakes::misplaced_note(
                place,
                label,
                where_called,
                "call it in the text nearby",
            ));
            self.notes.misplaced.insert(label.to_owned());
            return;
        }
        let next_number = self.notes.numbers.len() + 1;
        let number = *self
            .notes
            .numbers
            .entry(label.to_owned())
            .or_insert(next_number);
        if number > self.notes.calls.len() {
            self.notes.calls.push(Vec::new());
        }
        let block = self.block_index();
        let calls = &mut self.notes.calls[number - 1];
        calls.push(block);
        self.out
            .push_hole(Hole::NoteCall(number as u32, calls.len() as u32));
    }

    /// Orders the notes, tells those never called, and gives the chapter.
    pub(super) fn finish(mut self) -> Chapter {
        let mut numbered: Vec<(usize, String)> = self
            .notes
            .numbers
            .drain()
            .map(|(label, number)| (number, label))
            .collect();
        numbered.sort();
        let mut notes = Vec::new();
        for (number, label) in numbered {
            // The parser gives a call only where there is a definition, so a missing one was dropped and told.
            if let Some(mut note) = self.notes.defined.remove(&label) {
                note.calls = std::mem::take(&mut self.notes.calls[number - 1]);
                notes.push(note);
            } else {
                notes.push(Note {
                    label,
                    html: Fragment::default(),
                    calls: Vec::new(),
                    unchecked: false,
                    range: 0..0,
                });
            }
        }
        let mut unused: Vec<&Note> = self.notes.defined.values().collect();
        unused.retain(|note| !self.notes.misplaced.contains(&note.label));
        unused.sort_by_key(|note| note.range.start);
        for note in unused {
            let place = crate::base::text::Place::range(self.input.file, note.range.clone());
            self.diagnostics
                .push(mistakes::unused_note(place, &note.label));
        }
        for reference in &mut self.chapter.references {
            if let Some(label) = &reference.note {
                reference.block = notes
                    .iter()
                    .find(|note| note.label == *label)
                    .and_then(|note| note.calls.first().copied());
            }
        }
        self.chapter.notes = notes;
        self.chapter
    }
}

/// The id of a note's call: `fnref--3`, and `fnref--3--2` where the note is called again.
pub(crate) fn call_id(number: u32, call: u32) -> String {
    match call {
        0 | 1 => format!("fnref--{number}"),
        _ => format!("fnref--{number}--{call}"),
    }
}
