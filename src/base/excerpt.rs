//! A place in a text goes in; the part of its line that is worth showing comes out, with nothing invisible in it.

use crate::base::text::SourceText;

/// The line of a place, with the place's range in it.
#[derive(Debug)]
pub struct Excerpt {
    /// The line, or what stands near the place, with an ellipsis where it was cut.
    pub text: String,
    /// Where in it the place begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Longest excerpt, in bytes.
const EXCERPT_BYTES_MAX: usize = 160;

impl Excerpt {
    /// The excerpt of a range of bytes of a text.
    pub fn around(source: &SourceText, start: u32, end: u32) -> Excerpt {
        let text = source.text.as_str();
        let start = (start as usize).min(text.len());
        let line_start = text
            .get(..start)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |newline| newline + 1);
        let line_end = text
            .get(start..)
            .and_then(|after| after.find('\n'))
            .map_or(text.len(), |newline| start + newline);
        let line = text
            .get(line_start..line_end)
            .unwrap_or_default()
            .trim_end_matches('\r');
        let within = start - line_start;
        let length = (end as usize)
            .saturating_sub(start)
            .min(line.len().saturating_sub(within));
        // A paragraph is one long line: only what stands near the place is shown.
        let from = floor(line, within.saturating_sub(EXCERPT_BYTES_MAX / 2));
        let to = ceil(
            line,
            (within + EXCERPT_BYTES_MAX / 2)
                .max(within + length.min(EXCERPT_BYTES_MAX / 2))
                .min(line.len()),
        );
        let shown = line.get(from..to).unwrap_or_default();
        let lead = if from > 0 { "…" } else { "" };
        let trail = if to < line.len() { "…" } else { "" };
        let begin = lead.len() + visible(line.get(from..within).unwrap_or_default()).len();
        let marked = visible(
            line.get(within..(within + length).min(to))
                .unwrap_or_default(),
        )
        .len();
        Excerpt {
            text: format!("{lead}{}{trail}", visible(shown)),
            start: begin,
            end: begin + marked,
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// A text with its control, direction and other invisible characters written out, so that it cannot steer a terminal.
pub fn visible(text: &str) -> String {
    written_out(text, |character| format!("\\u{{{:x}}}", character as u32))
}

/// A line of JSON with the same characters as escapes, so that it can be shown on a terminal and says the same.
pub fn visible_json(line: &str) -> String {
    written_out(line, |character| {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
    })
}

fn written_out(text: &str, write: impl Fn(char) -> String) -> String {
    if !text.contains(is_invisible) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_invisible(character) {
            true => out.push_str(&write(character)),
            false => out.push(character),
        }
    }
    out
}

/// Controls, marks of direction, joiners, separators of lines, tags and characters that Unicode keeps from use.
fn is_invisible(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character as u32, 0x00AD | 0x061C | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB | 0xFDD0..=0xFDEF | 0xE0000..=0xE007F)
        || character as u32 & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::visible;
    use super::visible_json;

    #[test]
    fn invisible_characters_are_written_out() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(visible("حقوق 人权"), "حقوق 人权");
        assert_eq!(
            visible("a\u{ad}b\u{2028}c\u{fffe}"),
            "a\\u{ad}b\\u{2028}c\\u{fffe}"
        );
    }

    #[test]
    fn json_says_the_same() {
        let text = "a\u{1b}\u{7f}\u{202e}\u{e0041}حق 权";
        let line = visible_json(&serde_json::json!(text).to_string());
        assert_eq!(line, "\"a\\u001b\\u007f\\u202e\\udb40\\udc41حق 权\"");
        assert_eq!(
            serde_json::from_str::<String>(&line).ok().as_deref(),
            Some(text)
        );
    }
}
