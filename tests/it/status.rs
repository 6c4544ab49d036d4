//! How far translations are: what `translate status` says, as data and as the page of the site, and what readers do not find.

use handbook::pipeline::Options;
use handbook::pipeline::make;
use serde_json::Value;

use crate::golden::golden_project;
use crate::project::repository;

#[test]
fn the_status_as_data_has_the_form_that_its_schema_tells() {
    let path = repository().join("src/cli/translate/status.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("a schema in JSON");
    let folder = golden_project();
    for arguments in [
        &["translate", "status", "--format", "json"][..],
        &["translate", "status", "ar", "--format", "json"],
    ] {
        let output = folder.run(arguments);
        let status: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut problems = Vec::new();
        validate(&schema, &schema, &status, "", &mut problems);
        assert_eq!(problems, Vec::<String>::new(), "{arguments:?}");
        let languages = status["languages"].as_array().expect("languages");
        let chapters = languages[0]["chapters"].as_array().expect("chapters");
        let inquiries = chapters.iter().find(|chapter| chapter["id"] == "inquiries");
        let units = inquiries.expect("the chapter")["units"].as_array();
        assert_eq!(units.expect("its open passages").len(), 14);
    }
}

/// The words of the schema that this schema uses.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
    let known = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "const",
        "enum",
        "minimum",
        "required",
        "properties",
        "additionalProperties",
        "items",
    ];
    let words = schema.as_object().expect("a schema is an object");
    for word in words.keys() {
        assert!(known.contains(&word.as_str()), "`{word}` is not checked");
    }
    if let Some(name) = words.get("$ref").and_then(Value::as_str) {
        let pointer = name.strip_prefix('#').expect("a local reference");
        let target = root.pointer(pointer).expect("a definition");
        validate(root, target, value, at, problems);
    }
    let mut refuse = |what: &str| problems.push(format!("{at}: {value} is not {what}"));
    let is_of = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("null") => value.is_null(),
        other => unreachable!("the type {other:?} is not checked"),
    };
    let fits = match words.get("type") {
        None => true,
        Some(Value::Array(names)) => names.iter().any(is_of),
        Some(name) => is_of(name),
    };
    if !fits {
        refuse("of the type");
    }
    if words.get("const").is_some_and(|expected| expected != value) {
        refuse("the constant");
    }
    if let Some(Value::Array(allowed)) = words.get("enum")
        && !allowed.contains(value)
    {
        refuse("one of the allowed");
    }
    if let Some(least) = words.get("minimum").and_then(Value::as_i64)
        && value.as_i64().is_none_or(|value| value < least)
    {
        refuse("large enough");
    }
    for name in words
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if value.get(name.as_str().expect("a name")).is_none() {
            refuse(&format!("complete without {name}"));
        }
    }
    let properties = words.get("properties").and_then(Value::as_object);
    for (name, part) in value.as_object().into_iter().flatten() {
        let own = properties.and_then(|properties| properties.get(name));
        // A key that the schema does not name would be a slip of the pen on one side.
        match own.or(words.get("additionalProperties")) {
            Some(schema) => validate(root, schema, part, &format!("{at}.{name}"), problems),
            None if properties.is_some() => problems.push(format!("{at}.{name} is not told")),
            None => {}
        }
    }
    if let (Some(items), Some(values)) = (words.get("items"), value.as_array()) {
        for (index, value) in values.iter().enumerate() {
            validate(root, items, value, &format!("{at}[{index}]"), problems);
        }
    }
}

#[test]
fn status_fails_exactly_when_there_is_such_a_passage() {
    let folder = golden_project();
    for (language, state, fails) in [
        ("ar", "substance", true),
        ("zh", "wording", true),
        ("fr", "withdrawn", true),
        ("fr", "typo", true),
        ("ar", "untranslated", true),
        ("zh", "unverified", true),
        ("ar", "moved", false),
        ("zh", "layout", false),
        ("fr", "interface", false),
        ("fr", "moved,layout,interface", false),
        ("fr", "moved,typo", true),
    ] {
        let output = folder.run(&["translate", "status", language, "--fail-on", state]);
        let expected = if fails { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{language} {state}");
    }
}

#[test]
fn the_command_shows_the_page_of_the_site() {
    let folder = golden_project();
    let options = Options {
        drafts: true,
        ..Options::default()
    };
    let site = make(folder.path(), &options, &|_| {}).site.expect("a site");
    for (arguments, path) in [
        (
            &["translate", "status", "zh", "--format", "html"][..],
            "zh/status.html",
        ),
        (
            &["translate", "status", "--format", "html"],
            "en/status.html",
        ),
    ] {
        let output = folder.run(arguments);
        let page = site.files.iter().find(|(known, _)| known.as_str() == path);
        let (_, page) = page.expect("the page");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stdout == page[..], "{path} is another page");
    }
}

/// What a language borrows is found in the source's search, and nowhere else.
#[test]
fn borrowed_passages_are_not_in_the_search_of_their_language() {
    let folder = golden_project();
    let site = make(folder.path(), &Options::default(), &|_| {})
        .site
        .expect("a site");
    let holds = |language: &str, words: &str| {
        let folder = format!("{language}/search/");
        site.files.iter().any(|(path, bytes)| {
            path.as_str().starts_with(&folder) && String::from_utf8_lossy(bytes).contains(words)
        })
    };
    for (words, has_own) in [
        // Missing in every translation; still English in the Chinese chapter; a whole chapter missing in French.
        ("The committee reports within", None),
        ("pays all the costs", Some(("zh", "费用清单随报告公布"))),
        ("A chapter that one language lacks", None),
        // The French page is hidden while it is out of date.
        ("Nothing is recorded", Some(("ar", "لا يُسجَّل شيء"))),
    ] {
        assert!(holds("en", words), "{words}");
        for language in ["ar", "fr", "zh"] {
            assert!(!holds(language, words), "{language}: {words}");
        }
        if let Some((language, own)) = has_own {
            assert!(holds(language, own), "{language}: {own}");
        }
    }
    assert!(!holds("fr", "Les lettres sont détruites"));
}
