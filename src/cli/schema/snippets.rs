//! The table of keys goes in; snippets for VS Code come out, since its checks of YAML do not reach the front matter of Markdown.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::parse::chapter::CalloutKind;
use crate::parse::yaml::keys::Key;
use crate::parse::yaml::keys::SOURCE_FRONT_MATTER;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::keys::TRANSLATION_FRONT_MATTER;

/// Snippets by name, each in Markdown alone.
pub(super) fn snippets() -> String {
    let mut all = Map::new();
    let mut add = |name: String, prefix: &str, body: String, about: &str| {
        let snippet = json!({
            "scope": "markdown",
            "prefix": prefix,
            "body": body.split('\n').collect::<Vec<_>>(),
            "description": about,
        });
        all.entry(name).or_insert(snippet);
    };
    for shape in [&SOURCE_FRONT_MATTER, &TRANSLATION_FRONT_MATTER] {
        let Shape::Map(keys) = shape else { continue };
        for key in *keys {
            let body = format!("{}: {}", key.name, value(key.shape));
            add(
                format!("front matter: {}", key.name),
                key.name,
                body,
                key.about,
            );
        }
    }
    for (name, _) in CalloutKind::NAMES {
        let body = format!(
            "> [!{name}] ${{1:Title}} {{#${{2:id}}}}\n> ${{0:{}}}",
            inside(name)
        );
        add(
            format!("box: {name}"),
            &format!("[!{name}]"),
            body,
            "a box with its title and id",
        );
    }
    let others = [
        (
            "reference: article",
            "[[article",
            "[[${1:ICCPR} ${2:19(3)}]]",
            "an article of an instrument",
        ),
        (
            "reference: section",
            "[[section",
            "[[${1:chapter}#${2:section}]]",
            "a chapter or an id in it",
        ),
        (
            "reference: term",
            "[[term",
            "[[term:${1:derogation}]]",
            "a term of the glossary",
        ),
        (
            "footnote",
            "[^",
            "[^${1:label}]: ${2:Source, symbol, date.}",
            "a footnote; `{unchecked}` at its end: not opened yet",
        ),
    ];
    for (name, prefix, body, about) in others {
        add(name.to_owned(), prefix, body.to_owned(), about);
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(all)).unwrap_or_default();
    text.push('\n');
    text
}

/// What is to be written over, as snippets write it.
fn value(shape: &Shape) -> String {
    match shape {
        Shape::OneOf(words) => format!("${{1|{}|}}", words.join(",")),
        Shape::Boolean => "${1|true,false|}".to_owned(),
        Shape::Date => "${CURRENT_YEAR}-${CURRENT_MONTH}-${CURRENT_DATE}".to_owned(),
        Shape::List(Shape::Map(keys)) => format!("\n  - {{{}}}", fields(keys)),
        Shape::List(_) => "\n  - $1".to_owned(),
        Shape::Map(keys) => format!("{{{}}}", fields(keys)),
        _ => "$1".to_owned(),
    }
}

/// Required keys, or all where none is.
fn fields(keys: &[Key]) -> String {
    let is_any_required = keys.iter().any(|key| key.required);
    let shown = keys.iter().filter(|key| key.required || !is_any_required);
    let field = |(index, key): (usize, &Key)| {
        let number = index + 1;
        match key.shape {
            Shape::OneOf(words) => format!("{}: ${{{number}|{}|}}", key.name, words.join(",")),
            Shape::List(_) => format!("{}: [${number}]", key.name),
            _ => format!("{}: ${number}", key.name),
        }
    };
    let fields: Vec<String> = shown.enumerate().map(field).collect();
    fields.join(", ")
}

/// What a box begins with.
fn inside(kind: &str) -> &'static str {
    match kind {
        "action" => "- [ ] ",
        "questions" => "- ",
        "table" => "| … | … |",
        "figure" => "![What it shows](../assets/name.svg)",
        _ => "Text",
    }
}
