//! `handbook schema`: the table of keys goes in; JSON Schemas come out, by which editors complete and check content while it is typed.

mod shapes;
mod snippets;

use std::path::Path;

use serde_json::Value;

use crate::base::id::did_you_mean;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::files::replace;
use crate::cli::print;
use crate::cli::project;
use crate::cli::tell;
use crate::parse::yaml::keys;
use crate::parse::yaml::keys::Shape;

/// A kind of file that has a schema.
struct Schema {
    name: &'static str,
    /// Files that it describes.
    files: &'static str,
    shape: &'static Shape,
}

const SCHEMAS: [Schema; 10] = [
    Schema {
        name: "front-matter",
        files: "front matter of chapters in the source language",
        shape: &keys::SOURCE_FRONT_MATTER,
    },
    Schema {
        name: "translation-front-matter",
        files: "front matter of translated chapters",
        shape: &keys::TRANSLATION_FRONT_MATTER,
    },
    Schema {
        name: "handbook",
        files: "content/handbook.yaml",
        shape: &keys::HANDBOOK,
    },
    Schema {
        name: "book",
        files: "content/<language>/book.yaml",
        shape: &keys::BOOK,
    },
    Schema {
        name: "instruments",
        files: "content/instruments.yaml",
        shape: &keys::INSTRUMENTS,
    },
    Schema {
        name: "instrument-words",
        files: "content/<language>/instruments.yaml",
        shape: &keys::INSTRUMENT_WORDS,
    },
    Schema {
        name: "glossary",
        files: "content/glossary.yaml",
        shape: &keys::GLOSSARY,
    },
    Schema {
        name: "glossary-words",
        files: "content/<language>/glossary.yaml",
        shape: &keys::GLOSSARY_WORDS,
    },
    Schema {
        name: "search",
        files: "content/<language>/search.yaml",
        shape: &keys::SEARCH_WORDS,
    },
    Schema {
        name: "interface",
        files: "i18n/<language>.yaml",
        shape: &keys::INTERFACE,
    },
];

/// Where a project keeps the schemas: hidden, so that it is no content.
const FOLDER: &str = "content/.schema";

/// Files by which VS Code finds them. Those that are there already are the editor's own.
const VSCODE: [(&str, &str); 3] = [
    (
        ".vscode/settings.json",
        include_str!("../../../.vscode/settings.json"),
    ),
    (
        ".vscode/extensions.json",
        include_str!("../../../.vscode/extensions.json"),
    ),
    (
        ".vscode/tasks.json",
        include_str!("../../../.vscode/tasks.json"),
    ),
];

/// Snippets that complete front matter and boxes, made from the same table.
const SNIPPETS: &str = ".vscode/handbook.code-snippets";

/// Prints a schema, or the list of them.
pub(super) fn schema(name: Option<&str>) -> Ending {
    let Some(name) = name else {
        let names = SCHEMAS.iter().map(|schema| (schema.name, schema.files));
        let snippets = [("snippets", "completions for VS Code")];
        for (name, files) in names.chain(snippets) {
            print(&format!("{name:<25} {files}\n"));
        }
        return Ending::Fine;
    };
    if name == "snippets" {
        print(&snippets::snippets());
        return Ending::Fine;
    }
    match SCHEMAS.iter().find(|schema| schema.name == name) {
        Some(schema) => {
            print(&text(schema));
            Ending::Fine
        }
        None => {
            let near = did_you_mean(name, SCHEMAS.iter().map(|schema| schema.name));
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("; {near}")
            };
            tell(&format!("error: there is no schema `{name}`{near}"));
            Ending::Usage
        }
    }
}

/// Writes all schemas into the project, with what makes VS Code use them.
pub(super) fn write(root: Option<&Path>) -> Ending {
    let Some(root) = project::find_or_tell(root, Format::Human) else {
        return Ending::Usage;
    };
    let made = SCHEMAS
        .iter()
        .map(|schema| (format!("{FOLDER}/{}.json", schema.name), text(schema)))
        .chain([(SNIPPETS.to_owned(), snippets::snippets())]);
    let kept = VSCODE
        .iter()
        .filter(|(path, _)| std::fs::symlink_metadata(root.join(path)).is_err())
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in made.chain(kept) {
        if let Err(error) = replace(&root.join(&path), text.as_bytes()) {
            tell(&format!("error: cannot write `{path}`: {error}"));
            return Ending::System;
        }
        tell(&format!("written  {path}"));
    }
    Ending::Fine
}

fn text(schema: &Schema) -> String {
    let mut value = shapes::schema(schema.shape);
    value["$schema"] = Value::from("http://json-schema.org/draft-07/schema#");
    value["title"] = Value::from(schema.files);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}
