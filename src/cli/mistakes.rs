//! Mistakes go in with the texts they stand in; excerpts for people, JSON lines or workflow commands come out.

use annotate_snippets::AnnotationKind;
use annotate_snippets::Level as ShownLevel;
use annotate_snippets::Origin;
use annotate_snippets::Renderer;
use annotate_snippets::Snippet;
use serde_json::json;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::excerpt::Excerpt;
use crate::base::excerpt::visible;
use crate::base::excerpt::visible_json;
use crate::base::text::Place;
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
            lines = Excerpt::around(source, *start, *end);
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
