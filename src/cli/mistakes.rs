//! Mistakes go in with the texts they stand in; excerpts for people, JSON lines or workflow commands come out.

use annotate_snippets::AnnotationKind;
use annotate_snippets::Level as ShownLevel;
use annotate_snippets::Origin;
use annotate_snippets::Renderer;
use annotate_snippets::Snippet;
use serde_json::json;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::cli::Format;
use crate::cli::print;
use crate::cli::tell;

/// Width of what is printed, in columns: more than any excerpt has.
const EXCERPT_WIDTH_MAX: usize = 400;

/// Most mistakes that are written out for people.
const TOLD_MAX: usize = 500;

/// Writes all mistakes in the given form; in `strict` runs warnings are errors.
pub(super) fn write(found: &[Diagnostic], texts: &Texts, format: Format, strict: bool) {
    match format {
        Format::Human => {
            let renderer = if colours() {
                Renderer::styled()
            } else {
                Renderer::plain()
            };
            // Excerpts are cut to size here, with an ellipsis at both ends.
            let renderer = renderer.term_width(EXCERPT_WIDTH_MAX);
            for diagnostic in found.iter().take(TOLD_MAX) {
                tell(&format!(
                    "{}\n",
                    excerpt(diagnostic, texts, strict, &renderer)
                ));
            }
            if found.len() > TOLD_MAX {
                tell(&format!("… and {} more\n", found.len() - TOLD_MAX));
            }
        }
        Format::Json => found
            .iter()
            .for_each(|diagnostic| print(&(json_line(diagnostic, texts, strict) + "\n"))),
        Format::Github => found
            .iter()
            .for_each(|diagnostic| print(&(workflow_command(diagnostic, texts, strict) + "\n"))),
    }
}

fn colours() -> bool {
    use std::io::IsTerminal;
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::io::stderr().is_terminal()
}

/// One mistake with its excerpt.
fn excerpt(diagnostic: &Diagnostic, texts: &Texts, strict: bool, renderer: &Renderer) -> String {
    let level = match level_of(diagnostic, strict) {
        Level::Error => ShownLevel::ERROR,
        Level::Warning => ShownLevel::WARNING,
    };
    let message = visible(&diagnostic.message);
    let advice = visible(&diagnostic.advice);
    let title = level
        .primary_title(message.as_str())
        .id(diagnostic.mistake.code);
    let lines;
    let path;
    let mut shown_place = String::new();
    let mut true_place = String::new();
    let mut group = match &diagnostic.place {
        Place::Text(file, start, end) => {
            let source = texts.get(*file);
            lines = Lines::around(source, *start, *end);
            path = visible(&source.path);
            let annotation = AnnotationKind::Primary.span(lines.start..lines.end);
            let (line, column) = source.line_and_column(*start);
            let before = lines.text.get(..lines.start).unwrap_or_default();
            shown_place = format!("{path}:{line}:{}", before.chars().count() + 1);
            true_place = format!("{path}:{line}:{column}");
            title.element(
                Snippet::source(lines.text.as_str())
                    .line_start(line)
                    .path(path.as_str())
                    .annotation(annotation),
            )
        }
        Place::File(file) | Place::Page(file) => {
            path = visible(file);
            title.element(Origin::path(path.as_str()))
        }
    };
    if !advice.is_empty() {
        group = group.element(ShownLevel::HELP.message(advice.as_str()));
    }
    let shown = renderer.render(&[group]);
    // Workaround: the renderer counts columns in the excerpt, which is cut and has its invisible characters written out;
    // what is told is the column in the file.
    match shown_place == true_place {
        true => shown,
        false => shown.replacen(&shown_place, &true_place, 1),
    }
}

/// The line of a place, with the place's range in it.
struct Lines {
    text: String,
    start: usize,
    end: usize,
}

/// Longest excerpt, in bytes.
const EXCERPT_BYTES_MAX: usize = 160;

impl Lines {
    fn around(source: &SourceText, start: u32, end: u32) -> Lines {
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
        Lines {
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

fn level_of(diagnostic: &Diagnostic, strict: bool) -> Level {
    if strict {
        Level::Error
    } else {
        diagnostic.mistake.level
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// Path, line and column of a place; a file or page as a whole has no line.
fn position(place: &Place, texts: &Texts) -> (String, Option<(usize, usize)>) {
    match place {
        Place::Text(file, start, _) => {
            let source = texts.get(*file);
            (source.path.clone(), Some(source.line_and_column(*start)))
        }
        Place::File(path) | Place::Page(path) => (path.clone(), None),
    }
}

fn json_line(diagnostic: &Diagnostic, texts: &Texts, strict: bool) -> String {
    let (path, at) = position(&diagnostic.place, texts);
    let line = json!({
        "level": level_name(level_of(diagnostic, strict)),
        "code": diagnostic.mistake.code,
        "path": path,
        "line": at.map(|(line, _)| line),
        "column": at.map(|(_, column)| column),
        "message": diagnostic.message,
        "advice": diagnostic.advice,
    });
    visible_json(&line.to_string())
}

/// `::error file=…,line=…,col=…,title=code::message`, escaped as workflow commands ask.
fn workflow_command(diagnostic: &Diagnostic, texts: &Texts, strict: bool) -> String {
    let escape = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let escape_property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let (path, at) = position(&diagnostic.place, texts);
    let at = at.map_or(String::new(), |(line, column)| {
        format!(",line={line},col={column}")
    });
    let advice = if diagnostic.advice.is_empty() {
        String::new()
    } else {
        format!(" ({})", diagnostic.advice)
    };
    format!(
        "::{} file={}{at},title={}::{}",
        level_name(level_of(diagnostic, strict)),
        escape_property(&visible(&path)),
        diagnostic.mistake.code,
        escape(&visible(&format!("{}{advice}", diagnostic.message)))
    )
}

/// A text with its control, direction and other invisible characters written out, so that it cannot steer a terminal.
fn visible(text: &str) -> String {
    written_out(text, |character| format!("\\u{{{:x}}}", character as u32))
}

/// A line of JSON with the same characters as escapes, so that it can be shown on a terminal and says the same.
fn visible_json(line: &str) -> String {
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
