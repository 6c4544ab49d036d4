//! What a run made goes in; the table per language and the closing lines come out.

use std::time::Duration;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::site::Site;
use crate::link::Links;
use crate::parse::Handbook;
use crate::pipeline::Made;

/// One line per language: pages, words, chapters of its own, borrowed ones, interface words that are missing, size.
pub(super) fn table(handbook: &Handbook, links: &Links, site: &Site) -> String {
    let mut rows = vec![
        [
            "language",
            "pages",
            "words",
            "chapters",
            "borrowed",
            "words missing",
            "size",
        ]
        .map(str::to_owned),
    ];
    let total = links.order.markdown().count();
    for language in &handbook.languages {
        let folder = format!("{}/", language.tag);
        let files = site
            .files
            .iter()
            .filter(|(path, _)| path.as_str().starts_with(&folder));
        let (pages, bytes) = files.fold((0, 0), |(pages, bytes), (path, file)| {
            (
                pages + usize::from(path.as_str().ends_with(".html")),
                bytes + file.len(),
            )
        });
        let own = links
            .order
            .markdown()
            .filter(|(_, leaf)| language.chapters.contains_key(&leaf.id))
            .count();
        let words: usize = language
            .chapters
            .values()
            .map(|chapter| chapter.word_count)
            .sum();
        rows.push([
            format!("{} {}", language.tag, language.facts.name),
            pages.to_string(),
            words.to_string(),
            format!("{own} of {total}"),
            (total - own).to_string(),
            language.interface.missing.len().to_string(),
            size(bytes),
        ]);
    }
    let mut out = aligned(&rows);
    let notes: usize = handbook
        .source()
        .chapters
        .values()
        .flat_map(|chapter| &chapter.notes)
        .filter(|note| note.unchecked)
        .count();
    let all_notes: usize = handbook
        .source()
        .chapters
        .values()
        .map(|chapter| chapter.notes.len())
        .sum();
    out.push_str(&format!(
        "sources: {} of {all_notes} opened",
        all_notes - notes
    ));
    if links.unchecked_citations > 0 {
        out.push_str(&format!(
            "; citations whose article could not be checked: {}",
            links.unchecked_citations
        ));
    }
    out
}

/// Columns of one width each; the first is text, the others are numbers.
fn aligned(rows: &[[String; 7]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| shown_width(&row[column]))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut out = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column].saturating_sub(shown_width(cell)));
            match column {
                0 => out.push_str(&format!("{cell}{padding}")),
                _ => out.push_str(&format!("  {padding}{cell}")),
            }
        }
        out.push('\n');
    }
    out
}

/// Columns that a terminal gives a text: wide characters take two.
pub(super) fn shown_width(text: &str) -> usize {
    let width = |character: char| match character as u32 {
        0x300..=0x36F | 0x610..=0x61A | 0x64B..=0x65F => 0,
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

/// `2 errors, 1 warning`, or `no mistakes`.
pub(super) fn counts(found: &[Diagnostic], strict: bool) -> String {
    let errors = found
        .iter()
        .filter(|diagnostic| strict || diagnostic.mistake.level == Level::Error)
        .count();
    let plural =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (errors, found.len() - errors) {
        (0, 0) => "no mistakes".to_owned(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => format!(
            "{}, {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

/// Time of each stage.
pub(super) fn timings(stages: &[(&'static str, Duration)], publish: Duration) -> String {
    let all = stages.iter().copied().chain([("publish", publish)]);
    all.map(|(stage, time)| format!("{stage} {:.0} ms", time.as_secs_f64() * 1000.0))
        .collect::<Vec<_>>()
        .join("  ")
}

/// A time in seconds.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn size(bytes: usize) -> String {
    match bytes {
        0..=999_999 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

/// One line for each note of the source language whose source was not opened: file, line, label, text's place.
pub(super) fn unchecked_sources(made: &Made) -> String {
    let mut out = String::new();
    let Some((handbook, _)) = &made.handbook else {
        return out;
    };
    for chapter in handbook.source().chapters.values() {
        let source = made.sources.texts.get(chapter.file);
        for note in chapter.notes.iter().filter(|note| note.unchecked) {
            let (line, _) = source.line_and_column(note.range.start as u32);
            let text = source
                .text
                .get(note.range.clone())
                .unwrap_or_default()
                .trim();
            out.push_str(&format!("{}:{line}: {text}\n", source.path));
        }
    }
    out
}
