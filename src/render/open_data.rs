//! The registry, the glossary and the structure of the book as open data: JSON and CSV files under `data/`.

use serde_json::Value;
use serde_json::json;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::CalloutKind;
use crate::render::Edition;

/// Adds the data files to the site.
pub(super) fn add(edition: &Edition<'_>, site: &mut Site) {
    let mut put = |name: &str, text: String| {
        if let Some(path) = SitePath::new(format!("data/{name}")) {
            site.files.insert(path, text.into_bytes().into());
        }
    };
    put("instruments.json", pretty(&instruments(edition)));
    put("instruments.csv", instruments_csv(edition));
    put("glossary.json", pretty(&glossary(edition)));
    put("glossary.csv", glossary_csv(edition));
    put("outline.json", pretty(&outline(edition)));
    put("checklists.json", pretty(&checklists(edition)));
}

fn pretty(value: &Value) -> String {
    // A value of text, lists and maps always has a JSON form.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn in_languages(edition: &Edition<'_>, find: impl Fn(usize) -> Option<String>) -> Value {
    let found = edition
        .wordings
        .iter()
        .enumerate()
        .filter_map(|(index, wording)| Some((wording.tag.clone(), Value::String(find(index)?))));
    Value::Object(found.collect())
}

fn instruments(edition: &Edition<'_>) -> Value {
    let names = |index: usize, id: &str| {
        edition.handbook.languages[index]
            .instruments
            .value
            .instruments
            .get(id)
    };
    let list = edition.handbook.registry.value.instruments.iter().map(|(id, instrument)| {
        json!({
            "id": id,
            "kind": instrument.kind,
            "group": instrument.group,
            "title": in_languages(edition, |index| names(index, id).map(|names| names.title.clone())),
            "abbreviation": in_languages(edition, |index| names(index, id).and_then(|names| names.abbreviation.clone())),
            "parent": instrument.parent,
            "adopted": instrument.adopted,
            "opened": instrument.opened,
            "place": instrument.place,
            "in_force": instrument.in_force,
            "binding": instrument.is_binding(),
            "articles": instrument.articles,
            "bodies": instrument.bodies,
            "symbols": instrument.symbols,
            "url": instrument.url,
            "depositary": instrument.depositary,
            "unverified": instrument.unverified,
        })
    });
    json!({ "instruments": list.collect::<Vec<_>>() })
}

fn instruments_csv(edition: &Edition<'_>) -> String {
    let mut rows = vec![row([
        "id",
        "kind",
        "group",
        "title",
        "adopted",
        "in_force",
        "binding",
        "symbols",
        "url",
        "unverified",
    ]
    .map(str::to_owned))];
    let labels = edition.labels(edition.handbook.source_index);
    for (id, instrument) in &edition.handbook.registry.value.instruments {
        rows.push(row([
            id.clone(),
            instrument.kind.clone(),
            instrument.group.clone(),
            labels.title(id).text,
            instrument.adopted.clone().unwrap_or_default(),
            instrument.in_force.clone().unwrap_or_default(),
            instrument.is_binding().to_string(),
            instrument.symbols.join("; "),
            instrument.url.clone().unwrap_or_default(),
            instrument.unverified.join("; "),
        ]));
    }
    rows.concat()
}

fn glossary(edition: &Edition<'_>) -> Value {
    let words = |index: usize, id: &str| edition.handbook.languages[index].glossary.value.get(id);
    let list = edition.handbook.glossary.value.iter().map(|(id, facts)| {
        json!({
            "id": id,
            "category": facts.category,
            "term": in_languages(edition, |index| words(index, id).map(|words| words.term.clone())),
            "definition": in_languages(edition, |index| words(index, id).and_then(|words| words.definition.clone())),
            "related": facts.related,
            "citations": facts.citations,
        })
    });
    json!({ "terms": list.collect::<Vec<_>>() })
}

fn glossary_csv(edition: &Edition<'_>) -> String {
    let mut head = vec!["id".to_owned(), "category".to_owned()];
    head.extend(edition.wordings.iter().map(|wording| wording.tag.clone()));
    let mut rows = vec![row(head)];
    for (id, facts) in &edition.handbook.glossary.value {
        let mut cells = vec![id.clone(), facts.category.clone().unwrap_or_default()];
        cells.extend(edition.handbook.languages.iter().map(|language| {
            language
                .glossary
                .value
                .get(id)
                .map_or(String::new(), |words| words.term.clone())
        }));
        rows.push(row(cells));
    }
    rows.concat()
}

fn outline(edition: &Edition<'_>) -> Value {
    let order = &edition.links.order;
    let parts = order.parts.iter().map(|part| {
        let chapters = part.chapters.iter().map(|leaf| {
            let entry = &order.leaves[*leaf];
            let source = edition.handbook.source().chapters.get(&entry.id);
            let links = edition.links.chapters[edition.handbook.source_index].get(&entry.id);
            json!({
                "id": entry.id,
                "number": entry.number(),
                "title": in_languages(edition, |index| edition.handbook.languages[index].chapters.get(&entry.id).map(|chapter| chapter.front.value.title.clone())),
                "sections": links.map(|links| links.section_ids.clone()),
                "reviewed": source.and_then(|chapter| chapter.front.value.reviewed.clone()),
            })
        });
        json!({ "id": part.id, "number": part.number, "chapters": chapters.collect::<Vec<_>>() })
    });
    json!({ "edition": { "number": edition.handbook.file.value.edition.number, "date": edition.handbook.file.value.edition.date }, "parts": parts.collect::<Vec<_>>() })
}

/// Titles and places of every checklist and set of questions of the source language.
fn checklists(edition: &Edition<'_>) -> Value {
    let source = edition.handbook.source_index;
    let mut lists = Vec::new();
    for (_, entry) in edition.links.order.chapters() {
        let Some(shown) = edition.links.shown(edition.handbook, source, &entry.id) else {
            continue;
        };
        for (at, block) in shown.chapter.blocks.iter().enumerate() {
            let BlockKind::Callout(callout) = &block.kind else {
                continue;
            };
            if matches!(callout.kind, CalloutKind::Action | CalloutKind::Questions) {
                let number = shown.links.callout_numbers.get(at).copied().flatten();
                lists.push(json!({
                    "chapter": entry.id,
                    "kind": callout.kind.name(),
                    "id": shown.links.callout_ids.get(at),
                    "number": format!("{}.{}", entry.number().unwrap_or(0), number.unwrap_or(0)),
                    "title": callout.title_text,
                }));
            }
        }
    }
    json!({ "lists": lists })
}

/// A line of a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula is made a text.
fn row(cells: impl IntoIterator<Item = String>) -> String {
    let quoted: Vec<String> = cells
        .into_iter()
        .map(|cell| {
            let cell = if cell.starts_with(['=', '+', '-', '@', '\t']) {
                format!("'{cell}")
            } else {
                cell
            };
            match cell.contains(['"', ',', '\n', '\r']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell,
            }
        })
        .collect();
    quoted.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn cells_are_quoted() {
        let cells = ["a", "b,c", "say \"x\"", "=1+1", "حق، كرامة", "人权"].map(str::to_owned);
        assert_eq!(
            row(cells),
            "a,\"b,c\",\"say \"\"x\"\"\",'=1+1,حق، كرامة,人权\r\n"
        );
    }
}
