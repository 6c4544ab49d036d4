//! Addresses in style sheets: the text of a CSS file goes in; what its `url(…)` and `@import` name comes out.

use std::borrow::Cow;

use crate::publish::page::Part;
use crate::publish::page::Reference;
use crate::publish::tag::strip_prefix_ignoring_case;

/// Every address of a style sheet, in its order; comments and texts in quotes are passed over.
pub(super) fn addresses<'site>(sheet: &str) -> Vec<Reference<'site>> {
    let mut found = Vec::new();
    let mut add = |address: &str, part| {
        found.push(Reference {
            address: Cow::Owned(address.to_owned()),
            part,
        })
    };
    let mut rest = sheet;
    let mut in_import = false;
    while let Some(at) = rest.find(['/', '"', '\'', '(', ';', '@', '{']) {
        let (before, tail) = rest.split_at(at);
        if let Some(comment) = tail.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if let Some(rule) = strip_prefix_ignoring_case(tail, "@import") {
            in_import = true;
            rest = rule;
            continue;
        }
        let mut characters = tail.chars();
        let first = characters.next();
        rest = characters.as_str();
        match first {
            Some(quote @ ('"' | '\'')) => {
                let (text, after) = quoted(rest, quote);
                if in_import {
                    add(text, Part::StyleSheet);
                    in_import = false;
                }
                rest = after;
            }
            Some('(') if ends_with_url(before) => {
                let inner = rest.trim_start();
                let (address, after) = match inner
                    .strip_prefix('"')
                    .map(|text| (text, '"'))
                    .or(inner.strip_prefix('\'').map(|text| (text, '\'')))
                {
                    Some((text, quote)) => quoted(text, quote),
                    None => {
                        let (address, after) = inner.split_once(')').unwrap_or((inner, ""));
                        (address.trim_end(), after)
                    }
                };
                add(
                    address,
                    if in_import {
                        Part::StyleSheet
                    } else {
                        Part::File
                    },
                );
                in_import = false;
                rest = after;
            }
            Some(';' | '{') => in_import = false,
            _ => {}
        }
    }
    found
}

fn ends_with_url(before: &str) -> bool {
    let start = before.len().saturating_sub(3);
    before
        .get(start..)
        .is_some_and(|word| word.eq_ignore_ascii_case("url"))
}

/// The text up to the closing quote, and what follows; a backslash keeps the next character from closing it.
fn quoted(text: &str, quote: char) -> (&str, &str) {
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        if character == quote && !escaped {
            let (inner, after) = text.split_at(index);
            return (inner, after.strip_prefix(quote).unwrap_or_default());
        }
        escaped = character == '\\' && !escaped;
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::Part;
    use super::addresses;

    #[test]
    fn addresses_of_sheets() {
        for (sheet, expected) in [
            ("a { background: url(a.svg) }", "a.svg"),
            (
                "a { background: URL( 'a b.svg' ), url(\"c.svg\") }",
                "a b.svg c.svg",
            ),
            ("/* url(a.svg) */ b { content: \"url(b.svg)\" }", ""),
            (
                "@import 'print.css'; @import url(more.css) screen;",
                "@print.css @more.css",
            ),
            (
                "@font-face { src: local(x), url(x.woff2) format(\"woff2\") }",
                "x.woff2",
            ),
            (
                "q { quotes: '\\'' \"”\" '«' } a::after { content: 'حق' '权' } i { mask: url(#m) }",
                "#m",
            ),
            ("a { b: url(", ""),
            ("a { b: calc(1px / 2) } c { d: var(--url) }", ""),
        ] {
            let found: Vec<String> = addresses(sheet)
                .iter()
                .map(|one| {
                    format!(
                        "{}{}",
                        if one.part == Part::StyleSheet {
                            "@"
                        } else {
                            ""
                        },
                        one.address
                    )
                })
                .collect();
            assert_eq!(found.join(" "), expected, "{sheet}");
        }
    }
}
