//! A parsed chapter goes in; of each of its units, what a translation has to keep comes out: references, numbers, marks, words.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfc;

use crate::base::text::Place;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::MarkKind;
use crate::parse::chapter::UnitKind;
use crate::parse::reference::Citation;
use crate::parse::reference::Written;
use crate::translation::watched::Watched;
use crate::translation::watched::WatchedWords;
use crate::translation::words::word_count;

/// Where the own words of a citation begin and end in [`UnitFacts::text`]: their numbers are those of the citation.
pub(crate) const CITED_START: char = '\u{E000}';
/// Their end.
pub(crate) const CITED_END: char = '\u{E001}';
/// What stands for a reference without words of its own, for code and for the call of a note.
pub(crate) const OBJECT: char = '\u{FFFC}';

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

/// Something that must be the same in every language, in a form that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub class: Class,
    /// As it is written in the source language: `ICCPR 19(3)`, `state-duties#remedy`.
    pub name: String,
}

/// Classes of keys, named as the checks that compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A citation of an instrument or a general comment.
    Citation,
    /// A reference to a page or section.
    Reference,
    /// A link to a glossary term.
    Term,
    /// The call of a note.
    Footnote,
    /// A link to the web.
    Link,
    /// A picture.
    Image,
    /// Code.
    Code,
}

impl Class {
    /// The name of its check.
    pub fn name(self) -> &'static str {
        match self {
            Class::Citation => "citation",
            Class::Reference => "reference",
            Class::Term => "term",
            Class::Footnote => "footnote",
            Class::Link => "link",
            Class::Image => "image",
            Class::Code => "code",
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

/// Whether a character belongs to a word.
pub(crate) fn is_word_character(character: char) -> bool {
    // Perf: the letters and marks of most texts are known by their ranges; the tables of Unicode are asked for the rest.
    match character {
        '\0'..='\x7F' => character.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24F}' => true,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => true,
        '\u{620}'..='\u{669}' => true,
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{2010}'..='\u{2064}'
        | '\u{3000}'..='\u{3004}'
        | '\u{E000}'
        | '\u{E001}'
        | '\u{FFFC}' => false,
        _ => {
            character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
        }
    }
}

/// Whether a character belongs to a script that writes words without spaces.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(
        character as u32,
        0x0E01..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD
    )
}

/// The characters of a text outside the own words of citations.
pub(crate) fn outside_citations(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_u32;
    text.chars().filter(move |character| {
        match *character {
            CITED_START => depth += 1,
            CITED_END => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

/// What all units of a chapter hold.
#[derive(Debug, Clone, Default)]
pub struct ChapterFacts {
    /// Front matter first, then in the order of the file.
    pub units: Vec<UnitFacts>,
    /// How much there is to translate, counted once: it was a quarter of the time of showing any change.
    pub(super) untranslated: std::sync::OnceLock<super::status::Counts>,
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
        watched.add_names(&keys);
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

/// A reference in a form that is the same in every language.
pub(crate) fn key_of(target: &Written, chapter: &str) -> Option<Key> {
    let key = |class: Class, name: String| Some(Key { class, name });
    match target {
        Written::Citation(citation) => key(Class::Citation, citation_name(citation)),
        Written::Comment(comment) => {
            let paragraph = comment.paragraph.as_ref();
            let paragraph = paragraph.map_or(String::new(), |number| format!(" para {number}"));
            key(
                Class::Citation,
                format!("{} {}{paragraph}", comment.body, comment.comment),
            )
        }
        Written::Page { page, anchor } => {
            let page = page.as_deref().unwrap_or(chapter);
            let anchor = anchor
                .as_ref()
                .map_or(String::new(), |anchor| format!("#{anchor}"));
            key(Class::Reference, format!("{page}{anchor}"))
        }
        Written::Term(id) => key(Class::Term, id.clone()),
        Written::Web(address) => key(Class::Link, without_language(address)),
        Written::Unreadable => None,
    }
}

fn citation_name(citation: &Citation) -> String {
    let Some(place) = &citation.locator else {
        return citation.instrument.clone();
    };
    let mut name = format!("{} ", citation.instrument);
    if let Some(series) = &place.series {
        name.push_str(&format!("{series} "));
    }
    name.push_str(&place.article);
    if let Some(to) = &place.article_to {
        name.push_str(&format!("-{to}"));
    }
    for bracket in [&place.paragraph, &place.letter].into_iter().flatten() {
        name.push_str(&format!("({bracket})"));
    }
    name
}

/// An address without the part that names its language: `/en/`, `lang=fr`.
fn without_language(address: &str) -> String {
    let is_language = |part: &str| {
        let code = part.split('-').next().unwrap_or_default();
        code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path: Vec<&str> = path.split('/').filter(|part| !is_language(part)).collect();
    let query: Vec<&str> = query
        .split('&')
        .filter(|part| !part.to_ascii_lowercase().starts_with("lang"))
        .collect();
    format!("{}?{}", path.join("/"), query.join("&"))
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

/// Appends running text without the marks of its markup; white space is one space, and line marks of quotations go.
fn push_plain(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    let mut at_line_start = false;
    while let Some(character) = characters.next() {
        match character {
            '\n' => {
                at_line_start = true;
                push_space(out);
            }
            '>' if at_line_start => {}
            '*' | '`' => {}
            '\\' => {
                if let Some(escaped) = characters.next_if(char::is_ascii_punctuation) {
                    out.push(escaped);
                }
            }
            '_' if out
                .chars()
                .next_back()
                .is_none_or(|last| !is_word_character(last))
                || characters
                    .peek()
                    .is_none_or(|next| !is_word_character(*next)) => {}
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => {}
            _ if character.is_whitespace() => push_space(out),
            _ => {
                at_line_start = false;
                out.push(character);
            }
        }
    }
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn normalized(mut text: String) -> String {
    let end = text.trim_end().len();
    text.truncate(end);
    match text.is_ascii() || is_nfc(&text) {
        true => text,
        false => text.nfc().collect(),
    }
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

#[cfg(test)]
mod tests {
    /// What is known by ranges is what the tables of Unicode say.
    #[test]
    fn word_characters_are_those_of_unicode() {
        for character in '\0'..=char::MAX {
            let expected = character.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(character);
            let found = super::is_word_character(character);
            assert_eq!(found, expected, "U+{:04X}", character as u32);
        }
    }
}
