//! The code's own promises: imports point left, files say what they are, and every interface word that is used exists.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use serde_yaml::Value;

use crate::project::repository;

/// The modules of the crate in their order: each may use itself and what stands before it.
const LAYERS: [&str; 12] = [
    "base",
    "read",
    "parse",
    "translation",
    "link",
    "search",
    "render",
    "publish",
    "pipeline",
    "watch",
    "serve",
    "cli",
];

/// Longest file, in lines.
const LINES_MAX: usize = 650;

/// Files that may be longer, with their limit: tables that are read by looking up, not through.
const LONG_TABLES: [(&str, usize); 1] = [("src/parse/yaml/keys.rs", 900)];

/// The one import of everything: traits whose names nobody reads.
const PRELUDE: &str = "use rayon::prelude::*;";

/// A Rust file of the repository.
struct File {
    /// Its path from the repository's root.
    path: String,
    text: String,
    /// Its text without the tests at its end, without comments; nothing for a file of tests.
    code: String,
}

fn files_in(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = repository();
    walkdir::WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.path().to_string_lossy().ends_with(ending))
        .map(|entry| (name(root, entry.path()), read(entry.path())))
        .collect()
}

fn name(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).expect("below the repository");
    below.to_string_lossy().replace('\\', "/")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable file")
}

fn source_files() -> Vec<File> {
    files_in("src", ".rs")
        .into_iter()
        .map(|(path, text)| {
            let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
            let code = if is_test { String::new() } else { code(&text) };
            File { path, text, code }
        })
        .collect()
}

/// The text before the tests of the file, without comments.
fn code(text: &str) -> String {
    let (code, _) = text
        .split_once("\n#[cfg(test)]\nmod tests {")
        .unwrap_or((text, ""));
    code.lines()
        .map(|line| match line.split_once("//") {
            // Two slashes inside a string are no comment, and neither are those of an address.
            Some((before, _)) if before.matches('"').count() % 2 == 0 => before,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn assert_none(findings: Vec<String>, promise: &str) {
    assert!(findings.is_empty(), "{promise}:\n{}", findings.join("\n"));
}

/// The word that begins `text`.
fn word(text: &str) -> &str {
    let ends = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
    text.split(ends).next().unwrap_or_default()
}

#[test]
fn imports_point_left() {
    let mut findings = Vec::new();
    for file in source_files() {
        let below = file.path.trim_start_matches("src/");
        let own = below.split(['/', '.']).next().unwrap_or_default();
        if matches!(own, "lib" | "main") {
            continue;
        }
        let Some(rank) = LAYERS.iter().position(|layer| *layer == own) else {
            findings.push(format!("{}: `{own}` has no place in LAYERS", file.path));
            continue;
        };
        // In a file right below the root, `super` is the root.
        let is_at_root = !below.contains('/');
        let roots: &[&str] = match is_at_root {
            true => &["crate::", "super::"],
            false => &["crate::"],
        };
        for (index, line) in file.code.lines().enumerate() {
            for root in roots {
                for after in line.split(root).skip(1) {
                    let used = word(after);
                    let used_rank = LAYERS.iter().position(|layer| *layer == used);
                    if used_rank.is_none_or(|used| used > rank) {
                        let number = index + 1;
                        findings.push(format!("{}:{number}: {own} uses {used}", file.path));
                    }
                }
            }
        }
    }
    assert_none(findings, "imports point left only");
}

#[test]
fn every_file_says_what_it_is() {
    let mut files = files_in("src", ".rs");
    files.extend(files_in("tests", ".rs"));
    let findings = files
        .into_iter()
        .filter(|(_, text)| {
            let first = text.lines().next().unwrap_or_default();
            !first.starts_with("//! ") || !first.trim_end().ends_with(['.', ':'])
        })
        .map(|(path, _)| path)
        .collect();
    assert_none(findings, "every file opens with one `//!` sentence");
}

#[test]
fn no_globs_and_nothing_left_open() {
    let mut findings = Vec::new();
    let refused = [
        ("::*;", "imports everything"),
        (".unwrap()", "unwraps"),
        ("todo!(", "is not done"),
        ("unimplemented!(", "is not done"),
        ("dbg!(", "prints for the programmer"),
        ("println!(", "writes past the command line's own functions"),
    ];
    for file in source_files() {
        for (index, line) in file.code.lines().enumerate() {
            if line == PRELUDE {
                continue;
            }
            for (needle, what) in refused {
                if line.contains(needle) {
                    let number = index + 1;
                    findings.push(format!("{}:{number}: {what}: {}", file.path, line.trim()));
                }
            }
        }
    }
    assert_none(findings, "no globs, no unwrap, nothing left open");
}

#[test]
fn files_stay_short() {
    let findings = source_files()
        .into_iter()
        .filter_map(|file| {
            let count = file.text.lines().count();
            let table = LONG_TABLES.iter().find(|(path, _)| *path == file.path);
            let limit = table.map_or(LINES_MAX, |(_, limit)| *limit);
            (count > limit).then(|| format!("{}: {count} lines", file.path))
        })
        .collect();
    assert_none(findings, "no file is longer than its limit");
}

/// The words of a language's interface: by key, the placeholders of all forms.
fn interface(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = read(&repository().join(format!("i18n/{language}.yaml")));
    let file: Value = serde_yaml::from_str(&text).expect("YAML");
    let words = file.get("ui").and_then(Value::as_mapping).expect("words");
    let key = |key: &Value| key.as_str().expect("a key").to_owned();
    words
        .iter()
        .map(|(name, value)| {
            let forms: Vec<&str> = match value {
                Value::Mapping(forms) => forms.values().filter_map(Value::as_str).collect(),
                value => value.as_str().into_iter().collect(),
            };
            (
                key(name),
                forms.iter().flat_map(|form| placeholders(form)).collect(),
            )
        })
        .collect()
}

fn placeholders(text: &str) -> Vec<String> {
    let mut rest = text;
    let mut found = Vec::new();
    while let Some((name, after)) = rest
        .split_once('{')
        .and_then(|(_, after)| after.split_once('}'))
    {
        found.push(name.to_owned());
        rest = after;
    }
    found
}

#[test]
fn every_language_has_every_word_with_the_same_placeholders() {
    let english = interface("en");
    let mut findings = Vec::new();
    let mut count = 0;
    for (path, _) in files_in("i18n", ".yaml") {
        let language = path.trim_start_matches("i18n/").trim_end_matches(".yaml");
        let words = interface(language);
        count += 1;
        for (key, expected) in &english {
            match words.get(key) {
                None => findings.push(format!("{path}: `{key}` is missing")),
                Some(found) if found != expected => findings.push(format!(
                    "{path}: `{key}` has {found:?} instead of {expected:?}"
                )),
                Some(_) => {}
            }
        }
        let unknown = words.keys().filter(|key| !english.contains_key(*key));
        findings.extend(unknown.map(|key| format!("{path}: `{key}` is not in en.yaml")));
    }
    assert!(count >= 6, "{count} languages");
    assert_none(findings, "the interface is whole in every language");
}

/// Finds keys of interface words: whole ones, and the beginnings of those that are put together.
struct KeyFinder {
    keys: BTreeSet<String>,
    sections: BTreeSet<String>,
}

impl KeyFinder {
    fn new() -> KeyFinder {
        let keys: BTreeSet<String> = interface("en").into_keys().collect();
        let section = |key: &String| key.split('.').next().unwrap_or_default().to_owned();
        let sections = keys.iter().map(section).collect();
        KeyFinder { keys, sections }
    }

    /// What is wrong with a text in quotes, if it is a key or the beginning of one.
    fn mistake(&self, quoted: &str) -> Option<String> {
        let (section, rest) = quoted.split_once('.')?;
        let is_key = |text: &str| {
            let fits = |byte: u8| byte.is_ascii_lowercase() || b"._-".contains(&byte);
            text.bytes().all(fits)
        };
        let is_file = [
            ".html", ".css", ".js", ".svg", ".json", ".csv", ".yaml", ".md",
        ]
        .iter()
        .any(|ending| quoted.ends_with(ending));
        if is_file || !self.sections.contains(section) {
            return None;
        }
        // `label.{}` and `group.` are completed where they are used.
        let beginning = quoted.split('{').next().unwrap_or_default();
        if !is_key(beginning) {
            return None;
        }
        if rest.is_empty() || quoted.ends_with('.') || quoted.contains('{') {
            let known = self.keys.iter().any(|key| key.starts_with(beginning));
            return (!known).then(|| format!("no key begins with `{beginning}`"));
        }
        (!self.keys.contains(quoted)).then(|| format!("there is no key `{quoted}`"))
    }
}

/// Every text between double quotes, line by line.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(index, line)| {
        let inside = line.split('"').skip(1).step_by(2);
        inside.map(move |quoted| (index + 1, quoted))
    })
}

#[test]
fn every_interface_word_that_is_used_exists() {
    let finder = KeyFinder::new();
    let mut texts: Vec<(String, String)> = source_files()
        .into_iter()
        .map(|file| (file.path, file.code))
        .collect();
    texts.extend(files_in("themes/default/templates", ".html"));
    let mut findings = Vec::new();
    let mut keys_seen = 0;
    for (path, text) in &texts {
        for (number, quoted) in quoted(text) {
            keys_seen += usize::from(finder.keys.contains(quoted));
            let mistake = finder.mistake(quoted);
            findings.extend(mistake.map(|mistake| format!("{path}:{number}: {mistake}")));
        }
        // In templates the key is always named, whatever its section.
        for after in text.split("t(key=\"").skip(1) {
            let (key, behind) = after.split_once('"').unwrap_or_default();
            let is_whole = !behind.trim_start().starts_with('~');
            if path.ends_with(".html") && is_whole && !finder.keys.contains(key) {
                findings.push(format!("{path}: there is no key `{key}`"));
            }
        }
    }
    assert!(keys_seen > 100, "{keys_seen} keys seen");
    assert_none(
        findings,
        "every interface word that is used exists in en.yaml",
    );
}
