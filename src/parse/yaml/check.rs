//! A tree of nodes and the shape it should have go in; the plain value out, without the parts that do not fit, each told.

use serde_yaml::Mapping;
use serde_yaml::Value;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::id::is_author_id;
use crate::base::id::nearest;
use crate::base::mistakes::markup;
use crate::base::mistakes::yaml as mistakes;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::parse::address::Address;
use crate::parse::address::read_address;
use crate::parse::yaml::keys::Key;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::node::Kind;
use crate::parse::yaml::node::Node;

/// The value of `node` as far as it has the `shape`.
pub fn check(
    file: FileId,
    node: &Node,
    shape: &Shape,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let place = Place::range(file, node.range.clone());
    match (shape, &node.kind) {
        (Shape::Map(keys), Kind::Map(entries)) => {
            Some(check_map(file, place, entries, keys, diagnostics))
        }
        (Shape::MapOf(key_shape, value_shape), Kind::Map(entries)) => {
            let mut map = Mapping::new();
            for (key, value) in entries {
                let Some(key_value) = check(file, key, key_shape, diagnostics) else {
                    continue;
                };
                let value = check_entry(file, key, value, value_shape, diagnostics);
                // A thing whose facts cannot be read is there all the same: what names it is not wrong.
                let value = value.or_else(|| match value_shape {
                    Shape::Map(_) => Some(Value::Mapping(Mapping::new())),
                    _ => None,
                });
                if let Some(value) = value {
                    map.insert(key_value, value);
                }
            }
            Some(Value::Mapping(map))
        }
        (Shape::List(item_shape), Kind::List(items)) => Some(Value::Sequence(
            items
                .iter()
                .filter_map(|item| check(file, item, item_shape, diagnostics))
                .collect(),
        )),
        (Shape::OneOrMore(item_shape), Kind::List(items)) => Some(Value::Sequence(
            items
                .iter()
                .filter_map(|item| check(file, item, item_shape, diagnostics))
                .collect(),
        )),
        (Shape::OneOrMore(item_shape), Kind::Scalar { .. }) => {
            check(file, node, item_shape, diagnostics).map(|value| Value::Sequence(vec![value]))
        }
        (Shape::TextOrPlural, Kind::Map(entries)) => Some(check_map(
            file,
            place,
            entries,
            super::keys::PLURAL_FORMS,
            diagnostics,
        )),
        (_, Kind::Refused) => None,
        (Shape::Address, Kind::Scalar { text, .. }) => check_address(place, text, diagnostics),
        (_, Kind::Scalar { text, quoted }) => {
            let value = scalar(text, *quoted, shape);
            if value.is_none() {
                let found = match text.trim().is_empty() {
                    true => "an empty text".to_owned(),
                    false => format!("`{}`", shortened(text)),
                };
                let near = match shape {
                    Shape::OneOf(words) => did_you_mean(text, words.iter().copied()),
                    _ => String::new(),
                };
                diagnostics.push(mistakes::wrong_value(
                    place,
                    &found,
                    &shape.expected(),
                    &near,
                ));
            }
            value
        }
        (_, kind) => {
            diagnostics.push(mistakes::wrong_value(
                place,
                name_of(kind),
                &shape.expected(),
                "",
            ));
            None
        }
    }
}

/// An address on the web, by the rules of every other address.
fn check_address(place: Place, text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    match read_address(text) {
        Ok(Address::Web(url)) => {
            if url.scheme() == "http" {
                diagnostics.push(markup::insecure_address(place, text));
            }
            Some(Value::String(text.to_owned()))
        }
        Ok(_) => {
            let found = format!("`{}`", shortened(text));
            let expected = Shape::Address.expected();
            diagnostics.push(mistakes::wrong_value(place, &found, &expected, ""));
            None
        }
        Err(refusal) => {
            diagnostics.push(markup::address(
                place,
                &shortened(text),
                refusal.words(),
                "write an address such as `https://example.org/`",
            ));
            None
        }
    }
}

/// The value of an empty file, which lacks every required key of its shape.
pub fn check_empty(
    file: FileId,
    offset: usize,
    shape: &Shape,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    match shape {
        Shape::Map(keys) => Some(check_map(
            file,
            Place::range(file, offset..offset),
            &[],
            keys,
            diagnostics,
        )),
        _ => None,
    }
}

fn check_map(
    file: FileId,
    place: Place,
    entries: &[(Node, Node)],
    keys: &'static [Key],
    diagnostics: &mut Diagnostics,
) -> Value {
    let mut map = Mapping::new();
    let mut misspelt = Vec::new();
    for (name, value) in entries {
        let text = name.text().unwrap_or_default();
        let Some(key) = keys.iter().find(|key| key.name == text) else {
            let allowed: Vec<&str> = keys.iter().map(|key| key.name).collect();
            misspelt.extend(nearest(text, allowed.iter().copied()));
            diagnostics.push(mistakes::unknown_key(
                Place::range(file, name.range.clone()),
                &shortened(text),
                &allowed,
            ));
            continue;
        };
        if let Some(value) = check_entry(file, name, value, key.shape, diagnostics) {
            map.insert(Value::String(text.to_owned()), value);
        }
    }
    let first_character = match place {
        Place::Text(file, start, _) => Place::Text(file, start, start),
        other => other,
    };
    for key in keys.iter().filter(|key| key.required) {
        let is_there = entries
            .iter()
            .any(|(name, _)| name.text() == Some(key.name));
        if !is_there && !misspelt.contains(&key.name) {
            diagnostics.push(mistakes::missing_key(
                first_character.clone(),
                key.name,
                key.about,
            ));
        }
    }
    Value::Mapping(map)
}

fn check_entry(
    file: FileId,
    name: &Node,
    value: &Node,
    shape: &Shape,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    // A map whose every entry is still a comment, as in interface words that a translator has just begun.
    if value.kind == Kind::Empty && matches!(shape, Shape::MapOf(..)) {
        return Some(Value::Mapping(Default::default()));
    }
    if value.kind == Kind::Empty {
        let key = name.text().unwrap_or_default();
        diagnostics.push(mistakes::empty_value(
            Place::range(file, name.range.clone()),
            key,
        ));
        return None;
    }
    check(file, value, shape, diagnostics)
}

/// A single value, if it has the given shape.
fn scalar(text: &str, quoted: bool, shape: &Shape) -> Option<Value> {
    let as_text = || Some(Value::String(text.to_owned()));
    match shape {
        Shape::Line | Shape::TextOrPlural | Shape::Text | Shape::Citation
            if text.trim().is_empty() =>
        {
            None
        }
        Shape::Line if text.contains('\n') => None,
        Shape::Line | Shape::Text | Shape::TextOrPlural | Shape::Citation | Shape::AnyText => {
            as_text()
        }
        Shape::Id if is_author_id(text) => as_text(),
        Shape::Name if is_name(text) => as_text(),
        Shape::Date if is_date(text, 3..=3) => as_text(),
        Shape::PartialDate if is_date(text, 1..=3) => as_text(),
        Shape::OneOf(words) if words.contains(&text) => as_text(),
        Shape::Boolean if !quoted => match text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Shape::Number if !quoted => {
            let number = text.parse::<u32>().ok()?;
            Some(Value::Number(number.into()))
        }
        _ => None,
    }
}

/// `ICCPR-OP1`, `CEDAW-C`: letters, digits and single hyphens, beginning with a capital.
pub fn is_name(text: &str) -> bool {
    text.len() <= crate::base::id::ID_LENGTH_MAX
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `2026-11-23`, `2026-11` or `2026`, with as many parts as allowed, and a day that the calendar has.
fn is_date(text: &str, parts_allowed: std::ops::RangeInclusive<usize>) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let widths = [4, 2, 2];
    let well_formed = parts_allowed.contains(&parts.len())
        && parts.iter().zip(widths).all(|(part, width)| {
            part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    let number = |index: usize| {
        parts
            .get(index)
            .and_then(|part| part.parse::<u8>().ok())
            .unwrap_or(1)
    };
    let year = parts
        .first()
        .and_then(|part| part.parse::<i32>().ok())
        .unwrap_or(0);
    well_formed && icu::calendar::Date::try_new_iso(year, number(1), number(2)).is_ok()
}

fn name_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Empty | Kind::Refused => "nothing",
        Kind::Scalar { .. } => "a single value",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}

fn shortened(text: &str) -> String {
    const LENGTH_MAX: usize = 60;
    match text.char_indices().nth(LENGTH_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
