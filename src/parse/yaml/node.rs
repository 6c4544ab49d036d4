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

/// Reads the YAML `text`, which begins at byte `offset` of `file`. Gives nothing for a broken or an empty text.
pub fn read_nodes(
    file: FileId,
    text: &str,
    offset: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let bytes = byte_offsets(text);
    let at = |index: usize| offset + bytes.get(index).copied().unwrap_or(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let here = at(error.marker().index());
                diagnostics.push(mistakes::yaml_syntax(
                    Place::range(file, here..here),
                    error.info(),
                ));
                return None;
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
                    kind: Kind::Empty,
                    range,
                }
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                refuse("a name or tag for a list or mapping");
                return None;
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() >= DEPTH_MAX {
                    diagnostics.push(mistakes::yaml_depth(Place::range(file, range), DEPTH_MAX));
                    return None;
                }
                open.push(Open {
                    start: range.start,
                    is_map: matches!(event, Event::MappingStart(..)),
                    nodes: Vec::new(),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(finished) => finished.close(file, range.end, text, offset, diagnostics),
                None => continue,
            },
            Event::DocumentStart(_) if root.is_some() => {
                refuse("a second document (`---`)");
                return None;
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.nodes.push(finished),
            None => root = Some(finished),
        }
    }
    root.filter(|node| node.kind != Kind::Empty)
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
        text: &str,
        offset: usize,
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
                ));
                continue;
            };
            if let Some(&first) = first_at.get(&name) {
                let before = text
                    .as_bytes()
                    .get(..first.saturating_sub(offset))
                    .unwrap_or_default();
                let first_line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
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
