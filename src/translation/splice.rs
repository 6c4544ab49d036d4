//! A kept source text and the source of today go in; what is kept after a part of today's was taken up comes out.

use std::collections::HashSet;
use std::ops::Range;

use crate::parse::chapter::Chapter;
use crate::parse::chapter::MarkKind;
use crate::translation::changes::Changes;
use crate::translation::grade::Grade;
use crate::translation::states::State;
use crate::translation::states::UnitState;

/// A text of the source language with what was read from it.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// What was read.
    pub chapter: &'a Chapter,
    /// Its file.
    pub file: &'a str,
}

/// The part of a chapter that is taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Title, summary and key points.
    Front,
    /// What stands before the first heading.
    Top,
    /// A section with all below it, by its id.
    Section(String),
}

impl Part {
    /// Reads `_front`, `_top` or a section's id.
    pub fn named(name: &str) -> Self {
        match name {
            "_front" => Part::Front,
            "_top" => Part::Top,
            id => Part::Section(id.to_owned()),
        }
    }
}

/// Takes one part of `new` into `old`, with the notes that are called in it. Bytes outside stay as they are. A section that
/// `old` does not have comes behind the one that it follows in `new`; one that `new` does not have is cut out.
pub fn splice(old: Version<'_>, new: Version<'_>, part: &Part) -> String {
    if *part == Part::Front {
        return front_with_old_date(old, new)
            + old.file.get(old.chapter.body_start..).unwrap_or_default();
    }
    let (old_pieces, new_pieces) = (cut(old), cut(new));
    let (old_keys, new_keys) = (keys_of(old, part), keys_of(new, part));
    let taken: Vec<&Piece<'_>> = new_pieces
        .iter()
        .filter(|piece| new_keys.contains(&piece.key))
        .collect();
    let is_replaced = |key: &Key| old_keys.contains(key) || new_keys.contains(key);
    let is_called =
        |label: &str, pieces: &[&Piece<'_>]| pieces.iter().any(|piece| piece.calls.contains(label));
    let rest: Vec<&Piece<'_>> = old_pieces
        .iter()
        .filter(|piece| !is_replaced(&piece.key))
        .collect();
    let mut out: Vec<&Piece<'_>> = rest.clone();
    let at = place_for(&old_pieces, &rest, &new_pieces, &is_replaced);
    out.splice(at..at, taken.iter().copied());
    // Notes: those called in the part come from `new`; those that nothing calls any more go.
    let has_note = |pieces: &[Piece<'_>], label: &str| {
        pieces
            .iter()
            .any(|piece| matches!(&piece.key, Key::Note(known) if known == label))
    };
    let was_in_part: HashSet<&str> = old_pieces
        .iter()
        .filter(|piece| is_replaced(&piece.key))
        .flat_map(|piece| piece.calls.iter().map(String::as_str))
        .collect();
    out.retain(|piece| match &piece.key {
        Key::Note(label) => {
            is_called(label, &taken)
                || is_called(label, &rest)
                || !was_in_part.contains(label.as_str())
        }
        _ => true,
    });
    let mut last_note: Option<usize> = None;
    for note in &new_pieces {
        let Key::Note(label) = &note.key else {
            continue;
        };
        let known = out.iter().position(|piece| piece.key == note.key);
        let is_wanted = is_called(label, &taken) && has_note(&new_pieces, label);
        match (known, is_wanted) {
            (Some(at), true) => {
                out[at] = note;
                last_note = Some(at);
            }
            (Some(at), false) => last_note = Some(at),
            (None, true) => {
                let at = last_note.map_or_else(
                    || {
                        out.iter()
                            .position(|piece| matches!(piece.key, Key::Note(_)))
                            .unwrap_or(out.len())
                    },
                    |last| last + 1,
                );
                out.insert(at, note);
                last_note = Some(at);
            }
            (None, false) => {}
        }
    }
    joined(&out)
}

/// Takes the changes up to a grade into `old`, passage by passage, and leaves the others.
pub fn splice_small(
    old_ranges: &[Range<usize>],
    new_ranges: &[Range<usize>],
    old_file: &str,
    new_file: &str,
    units: &[UnitState],
    grade_max: Grade,
) -> String {
    let mut edits: Vec<(Range<usize>, &str)> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| matches!(unit.state, State::Outdated(grade) if grade <= grade_max))
        .filter_map(|(index, unit)| {
            let was = old_ranges.get(unit.old? as usize)?;
            Some((was.clone(), new_file.get(new_ranges.get(index)?.clone())?))
        })
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut out = old_file.to_owned();
    for (range, text) in edits {
        out.replace_range(range, text);
    }
    out
}

/// Whether two versions say the same in the same words, so that the whole of the newer one can be kept.
pub fn is_all_equal(changes: &Changes, old_unit_count: usize) -> bool {
    let all_equal = changes
        .units
        .iter()
        .all(|was| was.is_some_and(|was| was.is_equal));
    all_equal && changes.units.len() == old_unit_count
}

/// What a piece of a file is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Front,
    Top,
    Section(String),
    Note(String),
}

/// Some lines of a file that belong together.
struct Piece<'a> {
    key: Key,
    text: &'a str,
    /// Labels of the notes that are called in it.
    calls: HashSet<String>,
}

/// The name of a section; one without an id is known by its words.
fn section_key(chapter: &Chapter, index: usize) -> Key {
    let section = &chapter.sections[index];
    Key::Section(
        section
            .id
            .clone()
            .unwrap_or_else(|| format!("= {}", section.text)),
    )
}

/// Cuts a file into its front matter, the text before the first heading, sections without those below them, and notes.
fn cut(version: Version<'_>) -> Vec<Piece<'_>> {
    let Version { chapter, file } = version;
    let mut borders: Vec<(usize, Key)> = vec![(0, Key::Front), (chapter.body_start, Key::Top)];
    for (index, section) in chapter.sections.iter().enumerate() {
        borders.push((
            line_start(file, section.range.start),
            section_key(chapter, index),
        ));
    }
    borders.sort_by_key(|(start, _)| *start);
    let mut notes: Vec<(Range<usize>, Key)> = chapter
        .notes
        .iter()
        .map(|note| {
            let start = line_start(file, note.range.start);
            (
                start..after_blank_lines(file, note.range.end),
                Key::Note(note.label.clone()),
            )
        })
        .collect();
    notes.sort_by_key(|(range, _)| range.start);
    let mut pieces = Vec::new();
    let mut notes = notes.into_iter().peekable();
    for (index, (start, key)) in borders.iter().enumerate() {
        let end = borders.get(index + 1).map_or(file.len(), |(next, _)| *next);
        let mut from = *start;
        while let Some((range, note)) = notes.next_if(|(range, _)| range.start < end) {
            push_piece(&mut pieces, version, key.clone(), from..range.start);
            let note_end = range.end.min(end);
            push_piece(&mut pieces, version, note, range.start..note_end);
            from = note_end;
        }
        push_piece(&mut pieces, version, key.clone(), from..end);
    }
    pieces
}

fn push_piece<'a>(
    pieces: &mut Vec<Piece<'a>>,
    version: Version<'a>,
    key: Key,
    range: Range<usize>,
) {
    let text = version.file.get(range.clone()).unwrap_or_default();
    if text.is_empty() {
        return;
    }
    let is_inside = |call: &Range<usize>| range.contains(&call.start);
    let marks = version.chapter.marks.iter();
    let calls = marks.filter(|mark| mark.kind == MarkKind::Call && is_inside(&mark.range));
    let label = |range: Range<usize>| {
        let written = version.file.get(range).unwrap_or_default();
        written.trim_matches(['[', ']', '^']).to_owned()
    };
    pieces.push(Piece {
        key,
        text,
        calls: calls.map(|mark| label(mark.range.clone())).collect(),
    });
}

fn line_start(file: &str, at: usize) -> usize {
    let before = file.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |line_end| line_end + 1)
}

/// Where the next line with anything in it begins.
fn after_blank_lines(file: &str, at: usize) -> usize {
    let rest = file.get(at..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    match rest.get(..blank).and_then(|blank| blank.rfind('\n')) {
        Some(line_end) => at + line_end + 1,
        None if blank == rest.len() => file.len(),
        None => at,
    }
}

/// The keys of the pieces that a part is made of.
fn keys_of(version: Version<'_>, part: &Part) -> HashSet<Key> {
    let sections = &version.chapter.sections;
    match part {
        Part::Front => HashSet::from([Key::Front]),
        Part::Top => HashSet::from([Key::Top]),
        Part::Section(id) => section_range(version.chapter, id)
            .into_iter()
            .flatten()
            .filter(|index| *index < sections.len())
            .map(|index| section_key(version.chapter, index))
            .collect(),
    }
}

/// The section with an id and all below it, by index.
pub(super) fn section_range(chapter: &Chapter, id: &str) -> Option<Range<usize>> {
    let sections = &chapter.sections;
    let start = sections
        .iter()
        .position(|section| section.id.as_deref() == Some(id))?;
    let level = sections[start].level;
    let below = sections
        .iter()
        .skip(start + 1)
        .take_while(|section| section.level > level);
    Some(start..start + 1 + below.count())
}

/// Where the part belongs among the pieces that stay: where it was, else behind the piece that it follows in `new`.
fn place_for(
    old: &[Piece<'_>],
    rest: &[&Piece<'_>],
    new: &[Piece<'_>],
    is_replaced: &dyn Fn(&Key) -> bool,
) -> usize {
    if let Some(was) = old.iter().position(|piece| is_replaced(&piece.key)) {
        return old
            .iter()
            .take(was)
            .filter(|piece| !is_replaced(&piece.key))
            .count();
    }
    let first = new
        .iter()
        .position(|piece| is_replaced(&piece.key))
        .unwrap_or(0);
    let before = new
        .iter()
        .take(first)
        .rev()
        .filter(|piece| !matches!(piece.key, Key::Note(_)));
    for piece in before {
        if let Some(at) = rest.iter().rposition(|known| known.key == piece.key) {
            return at + 1;
        }
    }
    rest.iter()
        .take_while(|piece| piece.key == Key::Front)
        .count()
}

/// Puts pieces together; what came from the end of a file gets the empty line that it needs.
fn joined(pieces: &[&Piece<'_>]) -> String {
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        out.push_str(piece.text);
        let next = pieces.get(index + 1).map(|next| &next.key);
        let line_end = if out.ends_with("\r\n") { "\r\n" } else { "\n" };
        let needs_blank = next.is_some_and(|next| {
            piece.key != Key::Front && !(matches!((&piece.key, next), (Key::Note(_), Key::Note(_))))
        });
        if next.is_some() && !out.ends_with('\n') {
            out.push_str(line_end);
        }
        if needs_blank && !out.ends_with("\n\n") && !out.ends_with("\n\r\n") {
            out.push_str(line_end);
        }
    }
    out
}

/// The front matter of `new` with the review date of `old`: readers are told it as the day they are compared with, and it
/// moves only when everything is taken up.
fn front_with_old_date(old: Version<'_>, new: Version<'_>) -> String {
    let front = |version: Version<'_>| -> String {
        version
            .file
            .get(..version.chapter.body_start)
            .unwrap_or_default()
            .to_owned()
    };
    let is_date = |line: &&str| line.starts_with("reviewed:");
    let (old_front, new_front) = (front(old), front(new));
    let old_date = old_front
        .split_inclusive('\n')
        .find(is_date)
        .unwrap_or_default();
    new_front
        .split_inclusive('\n')
        .map(|line| if is_date(&line) { old_date } else { line })
        .collect()
}
