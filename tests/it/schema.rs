//! The schemas that are kept are those that the program prints, the content of this repository has their form, and what has not is refused.

use std::path::Path;

use fancy_regex::Regex;
use serde_json::Value;
use serde_json::json;

use crate::golden::golden_project;
use crate::project::Folder;
use crate::project::repository;

/// Each schema with the files that it describes, as `folder/name` with `*` for a language.
const FILES: [(&str, &str); 8] = [
    ("handbook", "content/handbook.yaml"),
    ("instruments", "content/instruments.yaml"),
    ("glossary", "content/glossary.yaml"),
    ("book", "content/*/book.yaml"),
    ("instrument-words", "content/*/instruments.yaml"),
    ("glossary-words", "content/*/glossary.yaml"),
    ("search", "content/*/search.yaml"),
    ("interface", "i18n/*.yaml"),
];

fn printed(arguments: &[&str]) -> String {
    let output = Folder::new().run(arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file of the project")
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&printed(&["schema", name])).expect("JSON")
}

/// What is wrong with a value, each fault with its path of keys.
fn faults(schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let mut fault = |what: &str| found.push(format!("{path}: {what}"));
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let fits = |choice: &Value| {
            let mut found = Vec::new();
            faults(choice, value, path, &mut found);
            found.is_empty()
        };
        if !choices.iter().any(fits) {
            fault("has none of the forms");
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array)
        && !words.contains(value)
    {
        fault("is none of the words");
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(name) => name.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    let is_a = |name: &&str| match *name {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        // A type that is not known to this test fits nothing.
        _ => false,
    };
    if !types.is_empty() && !types.iter().any(is_a) {
        fault(&format!("is no {types:?}"));
    }
    if let Value::String(text) = value {
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
            && !Regex::new(pattern)
                .expect("a pattern")
                .is_match(text)
                .expect("an answer")
        {
            fault(&format!("`{text}` is not like {pattern}"));
        }
        if let Some(limit) = schema.get("maxLength").and_then(Value::as_u64)
            && text.chars().count() as u64 > limit
        {
            fault("is too long");
        }
    }
    if let Some(number) = value.as_i64() {
        let limit = |name: &str| schema.get(name).and_then(Value::as_i64);
        if limit("minimum").is_some_and(|least| number < least)
            || limit("maximum").is_some_and(|most| number > most)
        {
            fault("is out of its range");
        }
    }
    if let (Value::Array(items), Some(item)) = (value, schema.get("items")) {
        for (index, value) in items.iter().enumerate() {
            faults(item, value, &format!("{path}.{index}"), found);
        }
    }
    let Value::Object(entries) = value else {
        return;
    };
    let names = schema.get("required").and_then(Value::as_array);
    for name in names.into_iter().flatten().filter_map(Value::as_str) {
        if !entries.contains_key(name) {
            found.push(format!("{path}: lacks `{name}`"));
        }
    }
    for (key, value) in entries {
        let below = format!("{path}.{key}");
        let known = schema.get("properties").and_then(|known| known.get(key));
        match (known, schema.get("additionalProperties")) {
            (Some(schema), _) => faults(schema, value, &below, found),
            (None, Some(Value::Bool(false))) => found.push(format!("{below}: is not known")),
            (None, Some(others)) => faults(others, value, &below, found),
            (None, None) => {}
        }
        if let Some(names) = schema.get("propertyNames") {
            faults(names, &json!(key), &below, found);
        }
    }
}

fn all_faults(schema: &Value, yaml: &str, path: &str) -> Vec<String> {
    let value: Value = serde_yaml::from_str(yaml).expect("YAML");
    let mut found = Vec::new();
    faults(schema, &value, path, &mut found);
    found
}

/// Folders of languages below a folder of the repository.
fn languages() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("content")).expect("the content");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string());
    let names = names.map(|name| name.expect("Unicode"));
    let is_language = |name: &String| repository().join(format!("i18n/{name}.yaml")).is_file();
    let mut languages: Vec<String> = names.filter(is_language).collect();
    languages.sort();
    languages
}

#[test]
fn schemas_that_are_kept_are_those_that_are_printed() {
    let list = printed(&["schema"]);
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(names.len(), 11, "{list}");
    for name in names {
        let path = match name {
            "snippets" => ".vscode/handbook.code-snippets".to_owned(),
            name => format!("content/.schema/{name}.json"),
        };
        assert!(
            read(&repository().join(&path)) == printed(&["schema", name]),
            "{path} is old: run `handbook schema --write`"
        );
    }
    let wrong = Folder::new().run(&["schema", "glosary"]);
    assert_eq!(wrong.status.code(), Some(2));
    let told = String::from_utf8_lossy(&wrong.stderr);
    assert!(told.contains("did you mean `glossary`?"), "{told}");
}

#[test]
fn the_content_has_the_form_of_its_schemas() {
    let mut found = Vec::new();
    let mut count = 0;
    let languages = languages();
    assert!(languages.len() >= 6, "{languages:?}");
    for (name, pattern) in FILES {
        let schema = schema(name);
        let paths: Vec<String> = match pattern.contains('*') {
            true => languages
                .iter()
                .map(|language| pattern.replace('*', language))
                .collect(),
            false => vec![pattern.to_owned()],
        };
        for path in paths {
            let place = repository().join(&path);
            if place.is_file() {
                found.extend(all_faults(&schema, &read(&place), &path));
                count += 1;
            }
        }
    }
    let (source, translation) = (schema("front-matter"), schema("translation-front-matter"));
    for language in &languages {
        let schema = if language == "en" {
            &source
        } else {
            &translation
        };
        let folder = repository().join(format!("content/{language}"));
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let place = entry.expect("an entry").path();
            if place.extension().is_some_and(|ending| ending == "md") {
                let text = read(&place);
                let front = text.split("---\n").nth(1).expect("front matter");
                found.extend(all_faults(schema, front, &place.display().to_string()));
                count += 1;
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(count > 60, "{count} files");
}

#[test]
fn what_is_wrong_is_refused() {
    let cases = [
        (
            "front-matter",
            "title: T\nordre: 1\n",
            "front-matter.ordre: is not known",
        ),
        (
            "front-matter",
            "summary: S\n",
            "front-matter: lacks `title`",
        ),
        (
            "front-matter",
            "title: T\nreviewed: 2026-13-01\n",
            "front-matter.reviewed: `2026-13-01`",
        ),
        (
            "front-matter",
            "title: T\ndraft: \"true\"\n",
            "front-matter.draft: is no",
        ),
        (
            "translation-front-matter",
            "title: حقوق\nreviewed: 2026-11-20\n",
            "reviewed: is not known",
        ),
        (
            "translation-front-matter",
            "title: 权利\nwaive: [{check: number}]\n",
            "waive.0: lacks `at`",
        ),
        (
            "handbook",
            "edition: {number: 1, date: 2026-11-30}\nsource_language: en\nlanguages: [en]\nparts: [{id: A, chapters: []}]\n",
            "parts.0.id: `A`",
        ),
        (
            "instruments",
            "instruments: {iccpr: {kind: treaty, group: core}}\n",
            "instruments.iccpr: `iccpr`",
        ),
        (
            "instruments",
            "instruments: {ICCPR: {kind: treatie, group: core}}\n",
            "ICCPR.kind: is none",
        ),
        (
            "glossary-words",
            "equality: {definition: المساواة}\n",
            "equality: lacks `term`",
        ),
        ("search", "marks: drop\n", "marks: is none"),
        (
            "interface",
            "meta: {name: 中文, dir: up}\nui: {}\n",
            "meta.dir: is none",
        ),
        (
            "interface",
            "meta: {name: N}\nui: {a.b: {one: x}}\n",
            "a.b: has none of the forms",
        ),
    ];
    for (name, yaml, expected) in cases {
        let found = all_faults(&schema(name), yaml, name);
        assert!(
            found.iter().any(|fault| fault.contains(expected)),
            "{yaml}: {found:?}"
        );
    }
}

#[test]
fn a_project_is_given_its_schemas() {
    let folder = Folder::new();
    folder.write("content/handbook.yaml", "source_language: en\n");
    folder.write(".vscode/settings.json", "{ \"own\": true }\n");
    let output = folder.run(&["schema", "--write"]);
    assert!(output.status.success());
    let at = |path: &str| folder.path().join(path);
    assert!(at("content/.schema/glossary-words.json").is_file());
    assert!(at(".vscode/handbook.code-snippets").is_file());
    assert_eq!(read(&at(".vscode/settings.json")), "{ \"own\": true }\n");
    // They are no content.
    let checked = String::from_utf8_lossy(&folder.run(&["check"]).stderr).into_owned();
    assert!(!checked.contains(".schema"), "{checked}");
}

#[test]
fn the_wiring_names_schemas_that_are_there() {
    let settings = read(&repository().join(".vscode/settings.json"));
    let settings: Value = serde_json::from_str(&settings).expect("JSON");
    let wired = settings["yaml.schemas"].as_object().expect("schemas");
    let mut wired: Vec<(String, String)> = wired
        .iter()
        .map(|(schema, files)| (schema.clone(), files.as_str().expect("files").to_owned()))
        .collect();
    let mut expected: Vec<(String, String)> = FILES
        .iter()
        .map(|(name, files)| {
            (
                format!("./content/.schema/{name}.json"),
                (*files).to_owned(),
            )
        })
        .collect();
    wired.sort();
    expected.sort();
    assert_eq!(wired, expected);
}

#[test]
fn the_list_of_problems_reads_what_is_told() {
    let tasks = read(&repository().join(".vscode/tasks.json"));
    let tasks: Value = serde_json::from_str(&tasks).expect("JSON");
    let tasks = tasks["tasks"].as_array().expect("tasks");
    let folder = golden_project();
    folder.write(
        "content/ar/limits.md",
        "---\ntitle: حدود\n---\n[[ICCPR 999]]\n",
    );
    assert_eq!(tasks.len(), 2);
    for task in tasks {
        let words = task["args"]
            .as_array()
            .expect("words")
            .iter()
            .filter_map(Value::as_str);
        let formats: Vec<&str> = words
            .filter(|word| !word.starts_with("--") && *word != "serve")
            .collect();
        let told = folder.run(&["check", "--format", formats.last().expect("a format")]);
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let pattern = &task["problemMatcher"]["pattern"];
        let regex = Regex::new(pattern["regexp"].as_str().expect("a pattern")).expect("a pattern");
        let part = |line: &str, name: &str| {
            let number = pattern[name].as_u64().expect("a group") as usize;
            let found = regex.captures(line).expect("an answer").expect("a match");
            found
                .get(number)
                .map_or("", |part| part.as_str())
                .to_owned()
        };
        let line = told
            .lines()
            .find(|line| line.contains("unknown-article"))
            .expect("the mistake");
        let parts = ["severity", "file", "line", "column", "code"].map(|name| part(line, name));
        assert_eq!(
            parts,
            ["error", "content/ar/limits.md", "4", "1", "unknown-article"]
        );
        assert!(part(line, "message").starts_with("`ICCPR` has no article"));
    }
}
