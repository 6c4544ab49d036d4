//! YAML text in, a tree of nodes with their places out; every mistake of syntax is told here.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::yaml as mistakes;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::base::text::is_forbidden;

/// Deepest nesting of lists and mappings.
const DEPTH_MAX: usize = 16;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Empty,
    /// Something that handbook files do not use; the mistake has been told.
    Refused,
    /// A single value, as written, without its quotes.
    Scalar {
        /// The text as written.
        text: String,
        /// Whether it was quoted, so that `"1"` is never a number.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The key and the value of an entry.
    pub fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| name.text() == Some(key)),
            _ => None,
        }
    }

    /// The deepest node along `path` that is there (list items by their index): of a missing value, its parent.
    pub fn along<'a>(&'a self, path: &[&str]) -> &'a Node {
        let mut here = self;
        for step in path {
            let next = match &here.kind {
                Kind::List(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index)),
                _ => here.entry(step).map(|(_, value)| value),
            };
            match next {
                Some(node) => here = node,
                None => break,
            }
        }
        here
    }
}

/// The text could not be read; the mistake has been told.
#[derive(Debug)]
pub struct Broken;

/// Reads the YAML in a byte range of a file. Gives nothing for an empty text.
///
/// # Errors
/// [`Broken`], if the text is not YAML.
pub fn read_nodes(
    file: FileId,
    source: &SourceText,
    range: Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Node>, Broken> {
    let offset = range.start;
    let text = source.text.get(range).unwrap_or_default();
    let bytes = byte_offsets(text);
    let at = |index: usize| offset + bytes.get(index).copied().unwrap_or(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let here = at(error.marker().index());
                let character = text
                    .get(here - offset..)
                    .and_then(|rest| rest.chars().next());
                // A character that must not stand in any text was told when the file was read.
                if !character.is_some_and(is_forbidden) {
                    diagnostics.push(mistakes::yaml_syntax(
                        Place::range(file, here..here),
                        error.info(),
                    ));
                }
                return Err(Broken);
            }
        };
        let range = at(span.start.index())..at(span.end.index());
        let mut refuse = |what: &str| {
            diagnostics.push(mistakes::yaml_feature(
                Place::range(file, range.clone()),
                what,
            ))
        };
        let finished = match event {
            Event::Scalar(value, style, anchor, tag) => {
                if anchor != 0 {
                    refuse("a name for a value (`&`)");
                }
                if tag.is_some() {
                    refuse("a tag (`!`)");
                }
                let quoted = style != ScalarStyle::Plain;
                let kind = match value.as_ref() {
                    "" | "~" | "null" if !quoted => Kind::Empty,
                    _ => Kind::Scalar {
                        text: value.into_owned(),
                        quoted,
                    },
                };
                Node { kind, range }
            }
            Event::Alias(_) => {
                refuse("a repeated value (`*`)");
                Node {
                    kind: Kind::Refused,
                    range,
                }
            }
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag) => {
                if anchor != 0 {
                    refuse("a name for a list or mapping (`&`)");
                }
                if tag.is_some() {
                    refuse("a tag for a list or mapping (`!`)");
                }
                if open.len() >= DEPTH_MAX {
                    diagnostics.push(mistakes::yaml_depth(Place::range(file, range), DEPTH_MAX));
                    return Err(Broken);
                }
                open.push(Open {
                    start: range.start,
                    is_map: matches!(event, Event::MappingStart(..)),
                    nodes: Vec::new(),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(finished) => finished.close(file, range.end, source, diagnostics),
                None => continue,
            },
            Event::DocumentStart(_) if root.is_some() => {
                refuse("a second document (`---`)");
                break;
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.nodes.push(finished),
            None => root = Some(finished),
        }
    }
    Ok(root.filter(|node| node.kind != Kind::Empty))
}

/// A list or mapping whose end has not come yet.
struct Open {
    start: usize,
    is_map: bool,
    nodes: Vec<Node>,
}

impl Open {
    fn close(
        self,
        file: FileId,
        end: usize,
        source: &SourceText,
        diagnostics: &mut Diagnostics,
    ) -> Node {
        // A block ends where the next one begins; its own last child ends where it can be seen to end.
        let end = self
            .nodes
            .last()
            .map_or(end, |last| last.range.end.max(self.start));
        let range = self.start..end;
        if !self.is_map {
            return Node {
                kind: Kind::List(self.nodes),
                range,
            };
        }
        let mut entries: Vec<(Node, Node)> = Vec::with_capacity(self.nodes.len() / 2);
        let mut first_at: HashMap<String, usize> = HashMap::new();
        let mut nodes = self.nodes.into_iter();
        while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
            let Some(name) = key.text().map(str::to_owned) else {
                diagnostics.push(mistakes::wrong_value(
                    Place::range(file, key.range.clone()),
                    "a list or mapping",
                    "a key",
                    "",
                ));
                continue;
            };
            if let Some(&first) = first_at.get(&name) {
                let (first_line, _) = source.line_and_column(first as u32);
                diagnostics.push(mistakes::repeated_key(
                    Place::range(file, key.range.clone()),
                    &name,
                    first_line,
                ));
                continue;
            }
            first_at.insert(name, key.range.start);
            entries.push((key, value));
        }
        Node {
            kind: Kind::Map(entries),
            range,
        }
    }
}

/// Byte offset of every character, and of the end; the parser counts characters.
fn byte_offsets(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(index, _)| index)
        .chain(std::iter::once(text.len()))
        .collect()
}
