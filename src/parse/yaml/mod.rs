//! YAML in three steps: text → nodes with places → checked against the table of keys → typed values.

pub mod check;
pub mod keys;
pub mod node;

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::base::diagnostics::Diagnostics;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::node::Broken;
use crate::parse::yaml::node::Node;

/// A typed value and the nodes it was read from, for places of mistakes found later.
#[derive(Debug, Clone)]
pub struct Yaml<T> {
    /// The value; what was faulty is absent or empty.
    pub value: T,
    /// Whether nothing could be read, so that nothing follows from what the value lacks.
    pub is_broken: bool,
    /// Whether every part was read; otherwise what the value lacks may only be misspelt.
    pub is_whole: bool,
    file: FileId,
    root: Option<Node>,
}

impl<T> Yaml<T> {
    /// A value of a file that has no such text.
    pub fn absent(file: FileId, value: T) -> Self {
        Yaml {
            value,
            is_broken: false,
            is_whole: true,
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

/// Reads a whole YAML file of the given shape. Faulty parts are told and left out; the rest is kept.
pub fn read_yaml<T: DeserializeOwned + Default>(
    file: FileId,
    source: &SourceText,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Yaml<T> {
    read_yaml_part(file, source, 0..source.text.len(), shape, diagnostics)
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
    let is_whole = !is_broken && !source.is_damaged && !found.has_errors(false);
    let is_broken = is_broken || (value.is_none() && !is_whole);
    if !source.is_damaged {
        diagnostics.append(found);
    }
    let value = value
        .and_then(|value| serde_yaml::from_value(value).ok())
        .unwrap_or_default();
    Yaml {
        value,
        is_broken,
        is_whole,
        file,
        root,
    }
}
