//! Source texts as they were read, and places in them: bytes go in, lines and columns come out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// One text file of the project (or of the built-in theme), decoded and without its byte-order mark.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceText {
    /// Path from the project's root, with `/` on every system.
    pub path: String,
    /// The whole text; line ends are as in the file.
    pub text: String,
    /// Whether the bytes were no text, so that mistakes found in it would be no help.
    pub is_damaged: bool,
    line_starts: Vec<u32>,
}

impl SourceText {
    /// Indexes the lines of `text`.
    pub fn new(path: impl Into<String>, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(index, _)| index as u32 + 1),
            )
            .collect();
        SourceText {
            path: path.into(),
            text,
            is_damaged: false,
            line_starts,
        }
    }

    /// Line and column of a byte offset, both from 1; a column counts Unicode scalar values.
    pub fn line_and_column(&self, offset: u32) -> (usize, usize) {
        let offset = floor_char_boundary(&self.text, offset as usize);
        let line_index = self
            .line_starts
            .partition_point(|start| *start as usize <= offset)
            - 1;
        let line_start = self.line_starts[line_index] as usize;
        let column_index = self
            .text
            .get(line_start..offset)
            .map_or(0, |before| before.chars().count());
        (line_index + 1, column_index + 1)
    }

    /// Byte offset of a line and a column (both from 1, columns in characters); past the end gives the end.
    pub fn offset_of(&self, line: usize, column: usize) -> u32 {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else {
            return self.text.len() as u32;
        };
        let rest = self.text.get(start as usize..).unwrap_or_default();
        let within = rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(index, _)| index);
        start + within as u32
    }

    /// The text of a range, or nothing if the range does not fit.
    pub fn slice(&self, range: &Range<u32>) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }
}

/// Whether a character must not stand in any text: controls, byte-order marks inside, and those that Unicode keeps from use.
pub fn is_forbidden(character: char) -> bool {
    match character as u32 {
        0x09 | 0x0A | 0x0D => false,
        0..=0x1F | 0x7F..=0x9F | 0xFEFF | 0xFDD0..=0xFDEF => true,
        code => code & 0xFFFE == 0xFFFE,
    }
}

/// Whether a character overrides or embeds a direction.
pub fn is_direction_override(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}')
}

/// The nearest character border at or before `offset`.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Which text of [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// All texts of a run. A copy shares them, so that a run can begin with what another has read: a file keeps its id as
/// long as texts are copied, and what was found in one that did not change stays true.
#[derive(Debug, Default, Clone)]
pub struct Texts {
    texts: Vec<Arc<SourceText>>,
    by_path: HashMap<String, FileId>,
}

impl Texts {
    /// Adds a text, or puts it in the place of the one that had its path, and gives its id.
    pub fn put(&mut self, text: impl Into<Arc<SourceText>>) -> FileId {
        let text = text.into();
        self.put_under(text.path.clone(), text)
    }

    /// The same for a file that is built in, which may have the path of one of the project.
    pub fn put_built_in(&mut self, name: &str, text: Arc<SourceText>) -> FileId {
        self.put_under(format!("built-in:{name}"), text)
    }

    fn put_under(&mut self, key: String, text: Arc<SourceText>) -> FileId {
        let next = FileId(self.texts.len() as u32);
        match self.by_path.entry(key) {
            Entry::Occupied(known) => {
                self.texts[known.get().0 as usize] = text;
                *known.get()
            }
            Entry::Vacant(free) => {
                self.texts.push(text);
                *free.insert(next)
            }
        }
    }

    /// The text of an id that this collection gave.
    pub fn get(&self, file: FileId) -> &SourceText {
        self.shared(file)
    }

    /// The same, to be kept: a text that did not change is the very same one.
    pub fn shared(&self, file: FileId) -> &Arc<SourceText> {
        &self.texts[file.0 as usize]
    }
}

/// Where a mistake stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A byte range of a source text.
    Text(FileId, u32, u32),
    /// A file or folder as a whole: its path from the project's root.
    File(String),
    /// A finished page: its path in the site.
    Page(String),
}

impl Place {
    /// A range of a text.
    pub fn range(file: FileId, range: Range<usize>) -> Self {
        Place::Text(file, range.start as u32, range.end as u32)
    }

    /// The beginning of a text.
    pub fn start_of(file: FileId) -> Self {
        Place::Text(file, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::SourceText;

    #[test]
    fn columns_count_characters() {
        let text = SourceText::new("a.md", "ab\nالحق في\n人权手册\r\n".to_owned());
        for (needle, expected) in [("b", (1, 2)), ("في", (2, 6)), ("册", (3, 4))] {
            let offset = text.text.find(needle).expect("the needle is in the text") as u32;
            assert_eq!(text.line_and_column(offset), expected, "{needle}");
            assert_eq!(text.offset_of(expected.0, expected.1), offset, "{needle}");
        }
        assert_eq!(text.line_and_column(u32::MAX), (4, 1));
    }
}
