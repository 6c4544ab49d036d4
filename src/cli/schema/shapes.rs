//! The shape of a value goes in; the JSON Schema (draft 7) of values that have it comes out.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::base::id::ID_LENGTH_MAX;
use crate::parse::yaml::keys::Key;
use crate::parse::yaml::keys::PLURAL_FORMS;
use crate::parse::yaml::keys::Shape;

const DATE: &str = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$";
const PARTIAL_DATE: &str = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$";

/// What a shape allows. YAML takes some words for numbers or for `true`; where a text is expected they are one.
pub(super) fn schema(shape: &Shape) -> Value {
    match shape {
        Shape::Line => text(json!({ "pattern": r"^[^\n]*\S[^\n]*$" })),
        Shape::Text | Shape::Citation => text(json!({ "pattern": r"\S" })),
        Shape::AnyText => text(json!({})),
        Shape::TextOrPlural => json!({ "anyOf": [schema(&Shape::Text), map(PLURAL_FORMS)] }),
        Shape::Id => json!({
            "type": "string",
            "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            "maxLength": ID_LENGTH_MAX,
        }),
        Shape::Name => json!({
            "type": "string",
            "pattern": "^[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$",
            "maxLength": ID_LENGTH_MAX,
        }),
        Shape::Date => json!({ "type": "string", "pattern": DATE }),
        Shape::PartialDate => json!({
            "type": ["string", "integer"],
            "pattern": PARTIAL_DATE,
            "minimum": 1000,
            "maximum": 9999,
        }),
        Shape::Number => json!({ "type": "integer", "minimum": 0 }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Address => json!({ "type": "string", "pattern": "^https?://" }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::List(item) => json!({ "type": "array", "items": schema(item) }),
        Shape::OneOrMore(item) => {
            let item = schema(item);
            json!({ "anyOf": [item, { "type": "array", "items": item }] })
        }
        Shape::Map(keys) => map(keys),
        Shape::MapOf(key, value) => {
            let mut map = json!({
                "type": ["object", "null"],
                "additionalProperties": schema(value),
            });
            // A name of any form is one.
            if matches!(key, Shape::Id | Shape::Name | Shape::OneOf(_)) {
                map["propertyNames"] = schema(key);
            }
            map
        }
    }
}

fn text(mut rules: Value) -> Value {
    rules["type"] = json!(["string", "number", "boolean"]);
    rules
}

fn map(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut value = schema(key.shape);
            value["description"] = Value::from(key.about);
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
