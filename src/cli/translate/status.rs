//! `handbook translate status`: how far translations are goes in; a table, JSON or the page of the site comes out.

use serde_json::Value;
use serde_json::json;

use crate::base::diagnostics::Diagnostics;
use crate::cli::Ending;
use crate::cli::print;
use crate::cli::summary::shown_width;
use crate::cli::translate::FailOn;
use crate::cli::translate::Failure;
use crate::cli::translate::Project;
use crate::cli::translate::StatusArguments;
use crate::cli::translate::StatusFormat;
use crate::cli::translate::start::path_of;
use crate::pipeline::Memo;
use crate::pipeline::Options;
use crate::pipeline::ready;
use crate::render::Job;
use crate::render::make;
use crate::translation::OpenPassage;
use crate::translation::states::State;
use crate::translation::status::Counts;
use crate::translation::status::LanguageStatus;
use crate::translation::status::TextStatus;
use crate::translation::status::language_status;

/// Tells how far one language or all of them are.
pub(super) fn status(project: &Project, arguments: &StatusArguments) -> Result<Ending, Failure> {
    let indexes: Vec<usize> = match &arguments.language {
        Some(tag) => vec![project.language(tag)?.0],
        None => project.translation_indexes().collect(),
    };
    let order = project.chapter_order();
    let statuses: Vec<LanguageStatus<'_>> = indexes
        .into_iter()
        .map(|index| {
            let order = order.iter().copied();
            language_status(&project.handbook, &project.translations, index, order)
        })
        .collect();
    match arguments.format {
        StatusFormat::Json => print(&(json_status(project, &statuses).to_string() + "\n")),
        StatusFormat::Html => print(&page(project, arguments.language.as_deref())?),
        StatusFormat::Human => print(&table(project, &statuses, arguments.language.is_some())),
    }
    let fails = statuses
        .iter()
        .any(|status| arguments.fail_on.iter().any(|state| has(status, *state)));
    Ok(if fails {
        Ending::Mistakes
    } else {
        Ending::Fine
    })
}

/// The page of the site, as `build` makes it: of a language, or of all of them.
fn page(project: &Project, tag: Option<&str>) -> Result<String, Failure> {
    let options = Options {
        drafts: true,
        ..Options::default()
    };
    let ready = ready(&project.root, &options, &mut Memo::default(), &|_| {});
    let path = format!("{}/status.html", tag.unwrap_or(project.source_tag()));
    let made = ready.book.as_ref().and_then(|book| {
        let prepared = book.prepared.as_ref()?;
        let is_asked = |job: &&Job| job.path().is_some_and(|known| known.as_str() == path);
        let job = prepared.jobs.iter().find(is_asked)?;
        let edition = prepared.edition(&book.handbook, &book.links);
        let files = make(prepared, &edition, job, &mut Diagnostics::default()).files;
        let bytes = files.into_values().next()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    });
    made.ok_or_else(|| {
        let advice = "handbook check tells what is wrong with it";
        Failure(
            format!("the theme cannot make `{path}`; {advice}"),
            Ending::Usage,
        )
    })
}

fn has(status: &LanguageStatus<'_>, state: FailOn) -> bool {
    let counts = &status.counts;
    let count = match state {
        FailOn::Layout => counts.layout,
        FailOn::Typo => counts.typo,
        FailOn::Wording => counts.wording,
        FailOn::Substance => counts.substance,
        FailOn::Untranslated => counts.untranslated,
        FailOn::Withdrawn => counts.withdrawn,
        FailOn::Unverified => counts.unverified,
        FailOn::Moved => counts.moved,
        FailOn::Interface => status.interface_missing.len(),
    };
    count > 0
}

fn table(project: &Project, statuses: &[LanguageStatus<'_>], with_texts: bool) -> String {
    let names: Vec<String> = statuses
        .iter()
        .map(|status| {
            let language = &project.handbook.languages[status.language_index];
            format!("{}  {}", language.tag, language.facts.name)
        })
        .collect();
    let mut out = String::new();
    for (status, name) in statuses.iter().zip(&names) {
        let width = names
            .iter()
            .map(|name| shown_width(name))
            .max()
            .unwrap_or(0);
        let counts = &status.counts;
        out.push_str(&format!(
            "{}   units {}   current {} %{}{}\n",
            padded(name, width),
            counts.units,
            counts.percent(),
            summary(counts),
            match status.interface_missing.len() {
                0 => String::new(),
                missing => format!("   interface words missing {missing}"),
            }
        ));
        if with_texts {
            texts(&mut out, status);
        }
    }
    out
}

fn texts(out: &mut String, status: &LanguageStatus<'_>) {
    let width = status
        .texts
        .iter()
        .map(|text| text.name.len())
        .max()
        .unwrap_or(0);
    for text in &status.texts {
        let counts = &text.counts;
        // Of a text in which nothing is done yet, no place is worth naming.
        let sections = match counts.untranslated == counts.units {
            true => String::new(),
            false => open_sections(text.open),
        };
        let line = match text.file {
            None => format!("  {:width$}   not begun, {} words", text.name, counts.words),
            Some(_) => format!(
                "  {:width$}   {:>3} %{}{}",
                text.name,
                counts.percent(),
                summary(counts),
                if sections.is_empty() {
                    String::new()
                } else {
                    format!("   {sections}")
                }
            ),
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if !status.interface_missing.is_empty() {
        let shown: Vec<&str> = status
            .interface_missing
            .iter()
            .take(8)
            .map(String::as_str)
            .collect();
        let more = status.interface_missing.len() - shown.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        out.push_str(&format!(
            "  interface words missing: {}{more}\n",
            shown.join(", ")
        ));
    }
}

/// The states that are there, with their numbers.
fn summary(counts: &Counts) -> String {
    let outdated: Vec<String> = [
        (counts.substance, "substance"),
        (counts.wording, "wording"),
        (counts.small(), "small"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, name)| format!("{count} {name}"))
    .collect();
    let mut out = match outdated.is_empty() {
        true => String::new(),
        false => format!("   outdated {}", outdated.join(" · ")),
    };
    for (count, name) in [
        (counts.untranslated, "untranslated"),
        (counts.unverified, "unverified"),
        (counts.moved, "moved"),
        (counts.withdrawn, "withdrawn"),
    ] {
        if count > 0 {
            out.push_str(&format!("   {name} {count}"));
        }
    }
    out
}

/// Most sections that a line names.
const SECTIONS_MAX: usize = 6;

fn open_sections(open: &[OpenPassage]) -> String {
    let mut sections: Vec<String> = Vec::new();
    let worth_naming = open
        .iter()
        .filter(|open| open.state != Some(State::Unverified));
    for passage in worth_naming {
        let name = section_name(passage);
        if !sections.contains(&name) {
            sections.push(name);
        }
    }
    let more = sections.len().saturating_sub(SECTIONS_MAX);
    sections.truncate(SECTIONS_MAX);
    match more {
        0 => sections.join(", "),
        _ => format!("{} and {more} more", sections.join(", ")),
    }
}

/// A section as people write it: `#derogation`, `_front`; of a file of words, the path of its keys.
pub(super) fn section_name(open: &OpenPassage) -> String {
    match open.is_entry() {
        true => open.section.clone(),
        false => shown_section(&open.section),
    }
}

/// `#derogation`, `_front`.
pub(super) fn shown_section(section: &str) -> String {
    match section.starts_with('_') {
        true => section.to_owned(),
        false => format!("#{section}"),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(width.saturating_sub(shown_width(text)))
    )
}

fn json_status(project: &Project, statuses: &[LanguageStatus<'_>]) -> Value {
    let languages: Vec<Value> = statuses
        .iter()
        .map(|status| {
            let language = &project.handbook.languages[status.language_index];
            let chapters: Vec<Value> = status
                .texts
                .iter()
                .map(|text| json_text(project, text))
                .collect();
            json!({
                "tag": language.tag.as_str(),
                "name": language.facts.name,
                "counts": status.counts,
                "interface_missing": status.interface_missing,
                "chapters": chapters,
            })
        })
        .collect();
    json!({"format": 1, "source": project.source_tag(), "languages": languages})
}

fn json_text(project: &Project, text: &TextStatus<'_>) -> Value {
    let units: Vec<Value> = text
        .open
        .iter()
        .map(|open| json_unit(project, text, open))
        .collect();
    json!({
        "id": text.name,
        "file": text.file.map(|file| path_of(project, file)),
        "status": text.review,
        "counts": text.counts,
        "units": units,
    })
}

fn json_unit(project: &Project, text: &TextStatus<'_>, open: &OpenPassage) -> Value {
    let mut unit = json!({
        "section": open.section,
        "kind": open.kind,
        "state": match open.state {
            Some(state) => state.name(),
            None => "withdrawn",
        },
    });
    let line = |file, offset: Option<u32>| {
        offset.map(|offset| project.texts.get(file).line_and_column(offset).0)
    };
    let checks: Vec<String> = text
        .chapter
        .into_iter()
        .flat_map(|chapter| chapter.findings_at(open))
        .map(|finding| format!("{}: {}", finding.check, finding.what))
        .collect();
    let severity = match open.state {
        Some(State::Outdated(grade)) => Some(grade.name()),
        _ => None,
    };
    let optional = [
        (
            "paragraph",
            project.paragraph(&text.name, open.block).map(Value::from),
        ),
        ("severity", severity.map(Value::from)),
        ("checks", (!checks.is_empty()).then(|| Value::from(checks))),
        ("was", open.was.clone().map(Value::from)),
        ("now", open.now.clone().map(Value::from)),
        ("text", open.text.clone().map(Value::from)),
        (
            "source_line",
            line(text.source_file, open.source_offset).map(Value::from),
        ),
        (
            "target_line",
            text.file
                .and_then(|file| line(file, open.own_offset))
                .map(Value::from),
        ),
    ];
    if let Some(unit) = unit.as_object_mut() {
        for (key, value) in optional {
            if let Some(value) = value {
                unit.insert(key.to_owned(), value);
            }
        }
    }
    unit
}
