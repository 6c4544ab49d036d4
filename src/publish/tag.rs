//! HTML tags as a browser finds them: the bytes of a page go in, its tags and what must not stand between them come out.
//!
//! The scanner is strict where browsers guess: markup inside comments and attribute values, where a reading could
//! differ from a browser's, is told as [`Piece::Odd`]. Our own renderer never writes any.

use std::borrow::Cow;

use memchr::memchr;
use memchr::memchr2;

/// What stands between two stretches of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'page> {
    /// `<name …>`; its attributes are in the list that was passed in.
    Start(&'page [u8]),
    /// `</name>`.
    End(&'page [u8]),
    /// Something a page must not hold, in words.
    Odd(&'static str),
}

/// One attribute as it is written: names in any case, values still escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'page> {
    pub(super) name: &'page [u8],
    pub(super) value: &'page [u8],
}

/// A page and how far it was read.
pub(super) struct Tags<'page> {
    page: &'page [u8],
    at: usize,
    piece_start: usize,
}

impl<'page> Tags<'page> {
    /// Begins at the beginning.
    pub(super) fn new(page: &'page [u8]) -> Self {
        Tags {
            page,
            at: 0,
            piece_start: 0,
        }
    }

    /// Where the last piece begins.
    pub(super) fn piece_start(&self) -> usize {
        self.piece_start
    }

    /// Where the last piece ends.
    pub(super) fn piece_end(&self) -> usize {
        self.at
    }

    /// The next piece, with its attributes in `attributes`. The list is emptied first and only lent, so that reading a
    /// page allocates nothing.
    pub(super) fn next(&mut self, attributes: &mut Vec<Attribute<'page>>) -> Option<Piece<'page>> {
        attributes.clear();
        loop {
            self.piece_start = self.at + memchr(b'<', self.rest())?;
            self.at = self.piece_start + 1;
            match self.peek() {
                Some(b'a'..=b'z' | b'A'..=b'Z') => {
                    let name = self.name();
                    return Some(match self.attributes(attributes) {
                        true => Piece::Start(name),
                        false => Piece::Odd("an unescaped `<` in a tag"),
                    });
                }
                Some(b'/') => {
                    self.at += 1;
                    if !self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
                        return Some(Piece::Odd("a tag without a name"));
                    }
                    let name = self.name();
                    self.attributes(attributes);
                    return Some(Piece::End(name));
                }
                Some(b'!') => {
                    if let Some(odd) = self.declaration() {
                        return Some(Piece::Odd(odd));
                    }
                }
                Some(b'?') => return Some(Piece::Odd("a processing instruction")),
                _ => {}
            }
        }
    }

    /// Reads on to the end tag of an element whose content is not markup (`script`, `style`); gives the content.
    pub(super) fn raw_text(&mut self, name: &[u8]) -> &'page [u8] {
        let rest = self.rest();
        let mut from = 0;
        let length = loop {
            let Some(found) = memchr(b'<', rest.get(from..).unwrap_or_default()) else {
                break rest.len();
            };
            let close = from + found;
            let tail = rest.get(close + 1..).unwrap_or_default();
            let closes = tail.first() == Some(&b'/')
                && tail
                    .get(1..=name.len())
                    .is_some_and(|end| end.eq_ignore_ascii_case(name))
                && tail
                    .get(name.len() + 1)
                    .is_none_or(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'));
            if closes {
                break close;
            }
            from = close + 1;
        };
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn rest(&self) -> &'page [u8] {
        self.page.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.page.get(self.at).copied()
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'page [u8] {
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|&byte| !belongs(byte))
            .unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn name(&mut self) -> &'page [u8] {
        self.skip_while(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>'))
    }

    /// Reads to the end of a tag; says whether no `<` stands in it.
    fn attributes(&mut self, attributes: &mut Vec<Attribute<'page>>) -> bool {
        let mut plain = true;
        loop {
            self.skip_while(|byte| is_space(byte) || byte == b'/');
            match self.peek() {
                None => return plain,
                Some(b'>') => {
                    self.at += 1;
                    return plain;
                }
                Some(_) => {}
            }
            let name_start = self.at;
            // An equals sign at the beginning belongs to the name (HTML standard, 13.2.5.32).
            self.at += 1;
            self.skip_while(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
            let name = self.page.get(name_start..self.at).unwrap_or_default();
            self.skip_while(is_space);
            let value: &[u8] = match self.peek() {
                Some(b'=') => {
                    self.at += 1;
                    self.value()
                }
                _ => &[],
            };
            plain &= memchr(b'<', name).is_none() && memchr(b'<', value).is_none();
            attributes.push(Attribute { name, value });
        }
    }

    fn value(&mut self) -> &'page [u8] {
        self.skip_while(is_space);
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let rest = self.rest();
                let length = memchr(quote, rest).unwrap_or(rest.len());
                self.at = (self.at + length + 1).min(self.page.len());
                rest.get(..length).unwrap_or_default()
            }
            _ => self.skip_while(|byte| !is_space(byte) && byte != b'>'),
        }
    }

    /// Reads a comment or the document type, from its `!`; tells anything else, and comments with markup in them.
    fn declaration(&mut self) -> Option<&'static str> {
        let rest = self.rest();
        if rest
            .get(..8)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"!doctype"))
        {
            self.at += memchr(b'>', rest).map_or(rest.len(), |end| end + 1);
            return None;
        }
        if !rest.starts_with(b"!--") {
            return Some("a declaration");
        }
        // The hyphens of the opening may be those of the end: `<!-->` is a whole comment.
        let body = rest.get(1..).unwrap_or_default();
        let mut from = 2;
        loop {
            let Some(found) = memchr2(b'>', b'<', body.get(from..).unwrap_or_default()) else {
                self.at = self.page.len();
                return Some("an unclosed comment");
            };
            let end = from + found;
            let before = body.get(..end).unwrap_or_default();
            if body.get(end) == Some(&b'<') {
                return Some("a comment that holds markup");
            }
            if before.ends_with(b"--") || (before.ends_with(b"--!") && end > 4) {
                self.at += 1 + end + 1;
                return None;
            }
            from = end + 1;
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0c)
}

/// An attribute's value as text: the escapes that renderers write are undone, any other is left as it stands.
pub(super) fn unescape(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let known = part
            .split_once(';')
            .and_then(|(name, rest)| Some((character(name)?, rest)));
        match known {
            Some((character, rest)) => {
                out.push(character);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// `text` behind `prefix`, whose letters may be in any case.
pub(super) fn strip_prefix_ignoring_case<'text>(
    text: &'text str,
    prefix: &str,
) -> Option<&'text str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::Piece;
    use super::Tags;
    use super::unescape;

    /// The pieces of a page in short: `a href=x title=y`, `/a`, `! what is odd`.
    fn pieces(page: &str) -> String {
        let mut tags = Tags::new(page.as_bytes());
        let mut attributes = Vec::new();
        let mut out = Vec::new();
        while let Some(piece) = tags.next(&mut attributes) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            out.push(match piece {
                Piece::Start(name) => {
                    let mut tag = text(name);
                    for attribute in &attributes {
                        tag += &format!(" {}={}", text(attribute.name), unescape(attribute.value));
                    }
                    if name == b"script" {
                        tag += &format!(" [{}]", text(tags.raw_text(name)));
                    }
                    tag
                }
                Piece::End(name) => format!("/{}", text(name)),
                Piece::Odd(what) => format!("! {what}"),
            });
        }
        out.join(", ")
    }

    #[test]
    fn tags_and_attributes() {
        for (page, expected) in [
            ("<p>Rights</p>", "p, /p"),
            ("<a href='x' title=\"a > b\">", "a href=x title=a > b"),
            ("<a href=x>y", "a href=x"),
            ("<a href = x hidden>", "a href=x hidden="),
            ("<br/><img src=a/b />", "br, img src=a/b"),
            ("<a/href=x/onclick=y>", "a href=x/onclick=y"),
            (
                "<a title='حقوق الإنسان' id=\"人权\">",
                "a title=حقوق الإنسان id=人权",
            ),
            ("a < b <3 <p", "p"),
            ("<a =x==y>", "a =x==y"),
            ("<A HREF='x", "A HREF=x"),
        ] {
            assert_eq!(pieces(page), expected, "{page}");
        }
    }

    #[test]
    fn what_browsers_read_otherwise_is_told() {
        for (page, expected) in [
            ("<!doctype html><p>", "p"),
            ("<!-- a --><p>", "p"),
            ("<!--><p>", "p"),
            ("<!---><p>", "p"),
            ("<!-- a > b --!><p>", "p"),
            (
                "<!-- <p onclick=x> -->",
                "! a comment that holds markup, p onclick=x",
            ),
            ("<!-- a", "! an unclosed comment"),
            ("<?php ?><p>", "! a processing instruction, p"),
            ("<![CDATA[ ]]>", "! a declaration"),
            ("</ p>", "! a tag without a name"),
            (
                "<p title='</noscript><img onerror=x>'>",
                "! an unescaped `<` in a tag",
            ),
        ] {
            assert_eq!(pieces(page), expected, "{page}");
        }
    }

    #[test]
    fn scripts_end_where_browsers_end_them() {
        assert_eq!(
            pieces("<script>a</scripty><b></SCRIPT >x<i>"),
            "script [a</scripty><b>], /SCRIPT, i"
        );
        assert_eq!(pieces("<script>a<b>"), "script [a<b>]");
    }

    #[test]
    fn escapes_are_undone() {
        for (value, expected) in [
            ("a&amp;b", "a&b"),
            ("&lt;&gt;&quot;&#39;&#x27;&#x2F;", "<>\"''/"),
            ("&copy; &amp &#1114112; &", "&copy; &amp &#1114112; &"),
            ("&#1581;&#x6743;利", "ح权利"),
        ] {
            assert_eq!(unescape(value.as_bytes()), expected, "{value}");
        }
    }
}
