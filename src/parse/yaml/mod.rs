//! YAML in three steps: text → nodes with places → checked against the table of keys → typed values.

pub mod check;
pub mod keys;
pub mod node;

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::base::diagnostics::Diagnostics;
use crate::base::diagnostics::Level;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::node::Broken;
use crate::parse::yaml::node::Kind;
use crate::parse::yaml::node::Node;

/// What a whole YAML file holds.
pub trait FileContents: DeserializeOwned + Default + Send + Sync + 'static {
    /// The keys that it may have.
    const SHAPE: &'static Shape;
}

/// A typed value and the nodes it was read from, for places of mistakes found later.
#[derive(Debug, Clone)]
pub struct Yaml<T> {
    /// The value; what was faulty is absent or empty.
    pub value: T,
    /// Whether nothing could be read, so that nothing follows from what the value lacks.
    pub is_broken: bool,
    /// Where something could not be read.
    faults: Vec<u32>,
    file: FileId,
    root: Option<Node>,
}

impl<T> Yaml<T> {
    /// A value of a file that has no such text.
    pub fn absent(file: FileId, value: T) -> Self {
        Yaml {
            value,
            is_broken: false,
            faults: Vec::new(),
            file,
            root: None,
        }
    }

    /// The place of the value along `path` (list items by index), or of its nearest parent.
    pub fn place(&self, path: &[&str]) -> Place {
        match &self.root {
            Some(root) => Place::range(self.file, root.along(path).range.clone()),
            None => Place::start_of(self.file),
        }
    }

    /// The key and the value at the end of `path`, as they are written.
    pub fn entry(&self, path: &[&str]) -> Option<&(Node, Node)> {
        let (key, parents) = path.split_last()?;
        let mut here = self.root.as_ref()?;
        for step in parents {
            here = match &here.kind {
                Kind::List(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => &here.entry(step)?.1,
            };
        }
        here.entry(key)
    }

    /// Whether everything at the end of `path` was read; otherwise what is missing there may only be misspelt. Of what is
    /// not there, whether all keys beside it are known.
    pub fn is_whole(&self, path: &[&str]) -> bool {
        let (Some(root), Some((key, parents))) = (&self.root, path.split_last()) else {
            return !self.is_broken && self.faults.is_empty();
        };
        let parent = root.along(parents);
        let is_in = |node: &Node, fault: u32| node.range.contains(&(fault as usize));
        let is_here = |fault: u32| match (parent.entry(key), &parent.kind) {
            (Some((_, value)), _) => is_in(value, fault),
            (None, Kind::Map(entries)) => {
                is_in(parent, fault) && !entries.iter().any(|(_, value)| is_in(value, fault))
            }
            (None, _) => is_in(parent, fault),
        };
        !self.is_broken && !self.faults.iter().any(|fault| is_here(*fault))
    }

    /// Every text in it: the path of keys (list items by index), the text and its byte range in the file.
    pub fn texts(&self) -> Vec<(Vec<String>, String, Range<usize>)> {
        let mut found = Vec::new();
        let mut open: Vec<(Vec<String>, &Node)> = Vec::new();
        open.extend(self.root.iter().map(|root| (Vec::new(), root)));
        while let Some((path, node)) = open.pop() {
            let below = |step: &str| {
                let mut path = path.clone();
                path.push(step.to_owned());
                path
            };
            match &node.kind {
                Kind::Scalar { text, .. } => found.push((path, text.clone(), node.range.clone())),
                Kind::List(items) => {
                    let items = items.iter().enumerate().rev();
                    open.extend(items.map(|(index, item)| (below(&index.to_string()), item)));
                }
                Kind::Map(entries) => {
                    let entries = entries.iter().rev();
                    open.extend(
                        entries.filter_map(|(key, value)| Some((below(key.text()?), value))),
                    );
                }
                Kind::Empty | Kind::Refused => {}
            }
        }
        found
    }

    /// Whether anything was read.
    pub fn has_text(&self) -> bool {
        self.root.is_some()
    }

    /// The file it was read from.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The place of the key at the end of `path`, or of its nearest parent.
    pub fn key_place(&self, path: &[&str]) -> Place {
        let (Some(root), Some((key, parents))) = (&self.root, path.split_last()) else {
            return self.place(path);
        };
        match root.along(parents).entry(key) {
            Some((name, _)) => Place::range(self.file, name.range.clone()),
            None => self.place(path),
        }
    }
}

/// Reads a whole YAML file. Faulty parts are told and left out; the rest is kept.
pub fn read_yaml<T: FileContents>(
    file: FileId,
    source: &SourceText,
    diagnostics: &mut Diagnostics,
) -> Yaml<T> {
    read_yaml_part(file, source, 0..source.text.len(), T::SHAPE, diagnostics)
}

/// Reads the YAML in a byte range of its file: front matter.
pub fn read_yaml_part<T: DeserializeOwned + Default>(
    file: FileId,
    source: &SourceText,
    range: Range<usize>,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Yaml<T> {
    let mut found = Diagnostics::default();
    let (root, is_broken) = match node::read_nodes(file, source, range.clone(), &mut found) {
        Ok(root) => (root, false),
        Err(Broken) => (None, true),
    };
    let value = match &root {
        Some(node) => check::check(file, node, shape, &mut found),
        // An empty file is an empty mapping: it lacks its required keys. A broken one has told its mistake.
        None if is_broken => None,
        None => check::check_empty(file, range.start, shape, &mut found),
    };
    let faults = found.iter().filter_map(|mistake| match mistake.place {
        Place::Text(_, start, _) if mistake.mistake.level == Level::Error => Some(start),
        _ => None,
    });
    let faults: Vec<u32> = faults.collect();
    let is_broken = is_broken || source.is_damaged || (value.is_none() && !faults.is_empty());
    if !source.is_damaged {
        diagnostics.append(found);
    }
    let value = value
        .and_then(|value| serde_yaml::from_value(value).ok())
        .unwrap_or_default();
    Yaml {
        value,
        is_broken,
        faults,
        file,
        root,
    }
}
