//! A parsed chapter goes in; of each of its units, what a translation has to keep comes out: references, numbers, marks, words.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::base::text::Place;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::MarkKind;
use crate::parse::chapter::UnitKind;
use crate::translation::keys::Class;
use crate::translation::keys::Key;
use crate::translation::keys::key_of;
use crate::translation::numbers::read_names;
use crate::translation::plain::CITED_END;
use crate::translation::plain::CITED_START;
use crate::translation::plain::OBJECT;
use crate::translation::plain::normalized;
use crate::translation::plain::outside_citations;
use crate::translation::plain::push_plain;
use crate::translation::plain::push_space;
use crate::translation::watched::Watched;
use crate::translation::word_lists::WatchedWords;
use crate::translation::words::word_count;

/// Units of the front matter stand in this group, those before the first heading in the next, those of section `n` in
/// group `n + FIRST_SECTION`, those of notes in the last.
pub(crate) const FRONT: u32 = 0;
/// The group before the first heading.
pub(crate) const TOP: u32 = 1;
/// The group of the first section.
pub(crate) const FIRST_SECTION: u32 = 2;
/// The group of notes.
pub(crate) const NOTES: u32 = u32::MAX;

/// What a unit is, front matter included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The title of the chapter.
    Title,
    /// Its shorter title.
    ShortTitle,
    /// Its summary.
    Summary,
    /// One of its key points.
    KeyPoint,
    /// A passage of the body.
    Body(UnitKind),
    /// A text of a YAML file.
    Field,
}

impl Kind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Title => "title",
            Kind::ShortTitle => "short title",
            Kind::Summary => "summary",
            Kind::KeyPoint => "key point",
            Kind::Field => "entry",
            Kind::Body(kind) => match kind {
                UnitKind::Heading => "heading",
                UnitKind::Paragraph => "paragraph",
                UnitKind::Item => "list item",
                UnitKind::Cell => "table cell",
                UnitKind::Term => "term",
                UnitKind::Definition => "definition",
                UnitKind::Note => "note",
                UnitKind::Title => "caption",
                UnitKind::Code => "code",
            },
        }
    }
}

/// What one unit holds.
#[derive(Debug, Clone)]
pub struct UnitFacts {
    /// What it is.
    pub kind: Kind,
    /// Front matter, text before the first heading, a section, or notes.
    pub group: u32,
    /// Its block.
    pub block: Option<u32>,
    /// The label of the note it belongs to.
    pub note: Option<String>,
    /// Row and column of a cell; nesting of an item and whether it is to be ticked.
    pub position: (u32, u32),
    /// Byte range in the file.
    pub range: Range<usize>,
    /// What is read, without markup, in normal form.
    pub text: String,
    /// References, notes, links, pictures and code, sorted.
    pub keys: Vec<Key>,
    /// Of those, what each `OBJECT` of the text stands for, in order.
    pub objects: Vec<Key>,
    /// Number of emphasised spans.
    pub emphasis: u16,
    /// Numbers and watched words.
    pub watched: Watched,
}

impl UnitFacts {
    /// Whether there is nothing in it to translate: no letter outside references, numbers and code.
    pub fn is_neutral(&self) -> bool {
        matches!(self.kind, Kind::Body(UnitKind::Code))
            || !outside_citations(&self.text).any(char::is_alphabetic)
    }

    /// Words; of languages without spaces, half the number of letters.
    pub fn word_count(&self) -> usize {
        word_count(&self.text)
    }

    /// Whether both read the same.
    pub fn reads_as(&self, other: &UnitFacts) -> bool {
        self.text == other.text && self.keys == other.keys
    }
}

/// What all units of a chapter hold.
#[derive(Debug, Clone, Default)]
pub struct ChapterFacts {
    /// Front matter first, then in the order of the file.
    pub units: Vec<UnitFacts>,
    /// Words of all units, counted once: it was a quarter of the time of showing any change.
    words: OnceLock<usize>,
}

impl ChapterFacts {
    fn new(units: Vec<UnitFacts>) -> ChapterFacts {
        ChapterFacts {
            units,
            ..ChapterFacts::default()
        }
    }

    /// Words of all units.
    pub(super) fn word_count(&self) -> usize {
        let count = || self.units.iter().map(UnitFacts::word_count).sum();
        *self.words.get_or_init(count)
    }
}

/// Reads what the units of a chapter hold. `text` is the chapter's file, `words` are the lists of its language.
pub fn chapter_facts(chapter: &Chapter, text: &str, words: &WatchedWords) -> ChapterFacts {
    let mut units = front_units(chapter, words);
    let references: Vec<(Range<usize>, Key)> = chapter
        .references
        .iter()
        .filter(|reference| !reference.automatic)
        .filter_map(|reference| {
            Some((
                reference.range.clone(),
                key_of(&reference.target, &chapter.id)?,
            ))
        })
        .collect();
    let labels: HashMap<usize, &str> = chapter
        .notes
        .iter()
        .map(|note| (note.range.start, note.label.as_str()))
        .collect();
    let mut note_starts: Vec<usize> = labels.keys().copied().collect();
    note_starts.sort_unstable();
    for unit in &chapter.units {
        let note = unit.block.is_none().then(|| {
            let at = note_starts.partition_point(|start| *start <= unit.range.start);
            let start = at.checked_sub(1).and_then(|at| note_starts.get(at));
            start
                .and_then(|start| labels.get(start))
                .map(|label| (*label).to_owned())
        });
        let group = match (unit.block, &note) {
            (_, Some(_)) => NOTES,
            (Some(block), _) => group_of_block(chapter, block, unit.kind),
            (None, None) => TOP,
        };
        let mut reader = UnitReader::new(text, &unit.range);
        reader.read(chapter, &references, unit.kind);
        let (read, mut keys, objects, emphasis) = reader.finish(unit.kind);
        keys.sort_unstable();
        let mut watched = words.watch(&read);
        read_names(&keys, &mut watched);
        units.push(UnitFacts {
            kind: Kind::Body(unit.kind),
            group,
            block: unit.block,
            note: note.flatten(),
            position: unit.position,
            range: unit.range.clone(),
            watched,
            text: read,
            keys,
            objects,
            emphasis,
        });
    }
    ChapterFacts::new(units)
}

/// The group of a block; a heading belongs to the section that it opens.
fn group_of_block(chapter: &Chapter, block: u32, kind: UnitKind) -> u32 {
    // A unit can be read before its block is: that of an unfinished file has none.
    let section = chapter
        .blocks
        .get(block as usize)
        .and_then(|block| block.section);
    match (section, kind) {
        (Some(section), _) => section + FIRST_SECTION,
        (None, _) => TOP,
    }
}

fn front_units(chapter: &Chapter, words: &WatchedWords) -> Vec<UnitFacts> {
    let front = &chapter.front.value;
    let mut units = Vec::new();
    let mut add = |kind: Kind, path: &[&str], text: &str| {
        let Place::Text(_, start, end) = chapter.front.place(path) else {
            return;
        };
        units.push(field(kind, text, start as usize..end as usize, words));
    };
    if !front.title.is_empty() {
        add(Kind::Title, &["title"], &front.title);
    }
    if let Some(summary) = &front.summary {
        add(Kind::Summary, &["summary"], summary);
    }
    for (index, point) in front.key_points.iter().enumerate() {
        add(Kind::KeyPoint, &["key_points", &index.to_string()], point);
    }
    units
}

/// The facts of a plain text.
fn field(kind: Kind, text: &str, range: Range<usize>, words: &WatchedWords) -> UnitFacts {
    let mut facts = plain_field(kind, text, range);
    facts.watched = words.watch(&facts.text);
    facts
}

/// The facts of a plain text, without what is watched in it.
pub(crate) fn plain_field(kind: Kind, text: &str, range: Range<usize>) -> UnitFacts {
    let mut read = String::with_capacity(text.len());
    push_plain(&mut read, text);
    UnitFacts {
        kind,
        group: FRONT,
        block: None,
        note: None,
        position: (0, 0),
        range,
        watched: Watched::default(),
        text: normalized(read),
        keys: Vec::new(),
        objects: Vec::new(),
        emphasis: 0,
    }
}

/// Reads the text of one unit from the file.
struct UnitReader<'a> {
    file: &'a str,
    range: Range<usize>,
    out: String,
    keys: Vec<Key>,
    objects: Vec<Key>,
    emphasis: u16,
}

impl<'a> UnitReader<'a> {
    fn new(file: &'a str, range: &Range<usize>) -> Self {
        UnitReader {
            file,
            range: range.clone(),
            out: String::with_capacity(range.len()),
            keys: Vec::new(),
            objects: Vec::new(),
            emphasis: 0,
        }
    }

    fn read(&mut self, chapter: &Chapter, references: &[(Range<usize>, Key)], kind: UnitKind) {
        if kind == UnitKind::Code {
            let text = self.file.get(self.range.clone()).unwrap_or_default();
            self.out.push_str(text);
            return;
        }
        let mut reference = references.partition_point(|(range, _)| range.start < self.range.start);
        let mut mark = chapter
            .marks
            .partition_point(|mark| mark.range.start < self.range.start);
        let mut written = self.range.start;
        let end = self.range.end;
        loop {
            let next_reference = references
                .get(reference)
                .filter(|(range, _)| range.start < end);
            let next_mark = chapter
                .marks
                .get(mark)
                .filter(|mark| mark.range.start < end);
            let reference_first = match (next_reference, next_mark) {
                (Some((range, _)), Some(mark)) => range.start <= mark.range.start,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => break,
            };
            if let (true, Some((range, key))) = (reference_first, next_reference) {
                reference += 1;
                if range.start >= written {
                    self.plain(written..range.start);
                    self.reference(range, key);
                    written = range.end;
                }
                continue;
            }
            let Some(next) = next_mark else { break };
            mark += 1;
            let range = next.range.clone();
            let class = match &next.kind {
                MarkKind::Emphasis => {
                    self.emphasis += 1;
                    continue;
                }
                MarkKind::Code => Class::Code,
                MarkKind::Call => Class::Footnote,
                MarkKind::Picture(_) => Class::Image,
            };
            let inner = self.file.get(range.clone()).unwrap_or_default();
            let name = match (&next.kind, class) {
                (MarkKind::Picture(address), _) => address.clone(),
                (_, Class::Footnote) => inner.trim_matches(['[', ']', '^']).to_owned(),
                _ => inner.trim_matches('`').to_owned(),
            };
            let key = Key { class, name };
            self.keys.push(key.clone());
            if range.start < written {
                continue;
            }
            self.plain(written..range.start);
            match class {
                // What a picture shows is read; its address is not.
                Class::Image => {
                    let alternative = inner.rsplit_once("](").map_or(inner, |(before, _)| before);
                    push_plain(&mut self.out, alternative.trim_start_matches("!["));
                }
                _ => {
                    self.out.push(OBJECT);
                    self.objects.push(key);
                }
            }
            written = range.end;
        }
        self.plain(written.min(end)..end);
    }

    fn plain(&mut self, range: Range<usize>) {
        if let Some(text) = self.file.get(range) {
            push_plain(&mut self.out, text);
        }
    }

    /// A reference: its key, and its own words where it has some.
    fn reference(&mut self, range: &Range<usize>, key: &Key) {
        let written = self.file.get(range.clone()).unwrap_or_default();
        let inner = written
            .strip_prefix("[[")
            .and_then(|rest| rest.strip_suffix("]]"));
        let own = match inner {
            Some(inner) => inner.split_once('|').map(|(_, own)| own),
            None => written
                .strip_prefix('[')
                .and_then(|rest| rest.rsplit_once("]("))
                .map(|(own, _)| own),
        };
        match own {
            None => {
                self.out.push(OBJECT);
                self.objects.push(key.clone());
            }
            Some(own) if matches!(key.class, Class::Citation | Class::Reference) => {
                self.out.push(CITED_START);
                push_plain(&mut self.out, own);
                self.out.push(CITED_END);
            }
            Some(own) => push_plain(&mut self.out, own),
        }
        self.keys.push(key.clone());
    }

    fn finish(mut self, kind: UnitKind) -> (String, Vec<Key>, Vec<Key>, u16) {
        let end = match kind {
            UnitKind::Heading | UnitKind::Title => without_id(&self.out).len(),
            UnitKind::Note => self.out.trim_end().trim_end_matches("{unchecked}").len(),
            _ => self.out.len(),
        };
        self.out.truncate(end);
        (normalized(self.out), self.keys, self.objects, self.emphasis)
    }
}

/// A heading without the `{#id}` at its end.
fn without_id(text: &str) -> &str {
    let end = text
        .trim_end()
        .strip_suffix('}')
        .and_then(|rest| rest.rsplit_once("{#"));
    end.map_or(text, |(before, _)| before)
}

/// A unit as its file writes it, in normal form: markup stays, ids, white space and marks of lines do not count.
pub fn normal_form(facts: &UnitFacts, file: &str) -> String {
    let written = file.get(facts.range.clone()).unwrap_or_default();
    let written = match facts.kind {
        Kind::Body(UnitKind::Code) => return written.to_owned(),
        Kind::Body(UnitKind::Heading | UnitKind::Title) => without_id(written),
        Kind::Body(UnitKind::Note) => written.trim_end().trim_end_matches("{unchecked}"),
        Kind::Body(_) => written,
        // Of a field, the value counts, not how YAML writes it.
        _ => return facts.text.clone(),
    };
    let mut out = String::with_capacity(written.len());
    let mut at_line_start = false;
    for character in written.chars() {
        match character {
            '\n' => {
                at_line_start = true;
                push_space(&mut out);
            }
            '>' if at_line_start => {}
            _ if character.is_whitespace() => push_space(&mut out),
            _ => {
                at_line_start = false;
                out.push(character);
            }
        }
    }
    normalized(out)
}
