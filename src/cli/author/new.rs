//! `handbook new ID --part P`: an id goes in; a chapter with the skeleton that all chapters share comes out, listed in its part.

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::id::is_author_id;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::cli::author::Project;
use crate::cli::author::Refusal;
use crate::cli::author::edits::append_to_list;
use crate::cli::author::edits::edited;
use crate::cli::author::writes::Writes;
use crate::cli::project::today;
use crate::cli::tell;
use crate::link::order::GENERATED_ANNEXES;
use crate::link::order::RESERVED;
use crate::parse::data::Words;
use crate::parse::yaml::keys::Key;
use crate::parse::yaml::keys::SOURCE_FRONT_MATTER;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::node::Node;
use crate::parse::yaml::node::read_nodes;

/// What is still to be written.
const BLANK: &str = "…";

/// Begins a chapter.
pub(super) fn new(
    project: &Project,
    id: &str,
    part: Option<&str>,
    title: Option<&str>,
) -> Result<(), Refusal> {
    check_id(project, id)?;
    let part = find_part(project, part)?;
    let file = &project.handbook.file;
    let source = project.text(file.file());
    let index = part.to_string();
    let path = ["parts", &index, "chapters"];
    let edit = file
        .entry(&path)
        .and_then(|(key, list)| append_to_list(&source.text, key, list, id));
    let Some(edit) = edit else {
        return Err(Refusal::usage(format!(
            "`{}` lists the chapters of the part in a way that cannot be added to",
            source.path
        )));
    };
    let entry = &file.value.parts[part];
    let tag = project.source_tag();
    let chapter_path = format!("content/{tag}/{id}.md");
    let mut writes = Writes::default();
    writes.create(&chapter_path, skeleton(project, id, title));
    writes.change(source, edited(&source.text, &[edit]));
    writes.apply(&project.root)?;
    tell(&format!(
        "created  {chapter_path}   a draft: `handbook serve --drafts` shows it"
    ));
    tell(&format!(
        "changed  {}   `{id}` is the last chapter of the part `{}`",
        source.path, entry.id
    ));
    tell("next     write over every `…`, then remove the line `draft: true`");
    Ok(())
}

/// Whether a chapter can have the id.
pub(super) fn check_id(project: &Project, id: &str) -> Result<(), Refusal> {
    if !is_author_id(id) {
        return Err(Refusal::usage(format!(
            "`{id}` is not an id; write small letters and digits, joined by single hyphens, such as `state-duties`"
        )));
    }
    if RESERVED.contains(&id) || GENERATED_ANNEXES.contains(&id) {
        return Err(Refusal::usage(format!(
            "`{id}` is the name of a page that the program makes"
        )));
    }
    let name = format!("{id}.md");
    for (language, files) in &project.sources.languages {
        if files.pages.contains_key(id) {
            return Err(Refusal::usage(format!(
                "`content/{language}/{name}` is already there"
            )));
        }
    }
    let alias = project.links.aliases.page(id);
    if let Some(leaf) = alias.and_then(|leaf| project.links.order.leaves.get(leaf)) {
        return Err(Refusal::usage(format!(
            "`{id}` is an old address of `{}`, and goes on leading there",
            leaf.id
        )));
    }
    Ok(())
}

/// Index of the part that is named; the only one there is where none is.
fn find_part(project: &Project, part: Option<&str>) -> Result<usize, Refusal> {
    let parts = &project.handbook.file.value.parts;
    let ids = || parts.iter().map(|part| part.id.as_str());
    let all = ids().collect::<Vec<_>>().join(", ");
    match part {
        None if parts.len() == 1 => Ok(0),
        None => Err(Refusal::usage(format!(
            "name the part of the chapter with --part: {all}"
        ))),
        Some(part) => ids().position(|id| id == part).ok_or_else(|| {
            let near = did_you_mean(part, ids());
            Refusal::usage(match near.is_empty() {
                true => format!("there is no part `{part}`; there are {all}"),
                false => format!("there is no part `{part}`; {near}"),
            })
        }),
    }
}

/// The chapter as it begins. Titles of its boxes are the words that readers see for them.
fn skeleton(project: &Project, id: &str, title: Option<&str>) -> String {
    let interface = &project.handbook.source().interface;
    let word = |key: &str| match interface.get(key) {
        Some(Words::Plain(text)) => text.clone(),
        _ => BLANK.to_owned(),
    };
    let title = title.map_or_else(|| title_from(id), str::to_owned);
    let about = |name: &str| about(name).unwrap_or_default();
    let point = format!("  - {BLANK}\n");
    let mut out = format!(
        "---\ntitle: {}\nsummary: {BLANK} # {}\nkey_points: # {}\n{}reviewed: {}\nstatus: unreviewed\ndraft: true\n---\n",
        as_yaml(&title),
        about("summary"),
        about("key_points"),
        point.repeat(3),
        today().unwrap_or_default(),
    );
    let example = word("box.example");
    let questions = word("box.questions");
    let checklist = word("box.action");
    let law = word("box.law");
    out.push_str(&format!(
        "{BLANK}\n\n\
         ## {BLANK} {{#section-1}}\n\n{BLANK}[^source]\n\n\
         > [!law] {law} {{#law}}\n> {BLANK}\n\n\
         ## {BLANK} {{#section-2}}\n\n{BLANK}\n\n\
         > [!table] {BLANK} {{#table}}\n> | {BLANK} | {BLANK} |\n> |---|---|\n> | {BLANK} | {BLANK} |\n\n\
         > [!example] {example} {{#example}}\n> {BLANK}\n\n\
         > [!action] {checklist} {{#act-on-{id}}}\n> - [ ] {BLANK}\n> - [ ] {BLANK}\n> - [ ] {BLANK}\n\n\
         > [!questions] {questions} {{#ask-on-{id}}}\n> - {BLANK}\n> - {BLANK}\n> - {BLANK}\n\n\
         [^source]: {BLANK} {{unchecked}}\n"
    ));
    // Ids have a longest length; those of the boxes are the author's to choose then.
    match is_author_id(&format!("act-on-{id}")) {
        true => out,
        false => out
            .replace(&format!("act-on-{id}"), "act")
            .replace(&format!("ask-on-{id}"), "ask"),
    }
}

/// `Freedom of assembly` for `freedom-of-assembly`.
fn title_from(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// What a key of the front matter is for.
fn about(name: &str) -> Option<&'static str> {
    let Shape::Map(keys) = &SOURCE_FRONT_MATTER else {
        return None;
    };
    let is_it = |key: &&Key| key.name == name;
    keys.iter().find(is_it).map(|key| key.about)
}

/// A title as YAML: in quotation marks where it could be read as something else.
fn as_yaml(title: &str) -> String {
    let plain = format!("title: {title}\n");
    let source = SourceText::new("title", plain.clone());
    let file = Texts::default().put(source.clone());
    let mut found = Diagnostics::default();
    let read = read_nodes(file, &source, 0..plain.len(), &mut found);
    let is_same = |root: &Node| {
        root.entry("title")
            .is_some_and(|(_, value)| value.text() == Some(title))
    };
    let reads_well =
        read.ok().flatten().as_ref().is_some_and(is_same) && found.iter().next().is_none();
    match reads_well {
        true => title.to_owned(),
        false => format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::as_yaml;
    use super::title_from;

    #[test]
    fn titles_stay_what_they_are() {
        assert_eq!(title_from("freedom-of-assembly"), "Freedom of assembly");
        for (title, expected) in [
            ("Courts", "Courts"),
            ("الحق في التجمع", "الحق في التجمع"),
            ("集会自由：指南", "集会自由：指南"),
            ("Courts: a guide", "\"Courts: a guide\""),
            ("# \"1\"", "\"# \\\"1\\\"\""),
        ] {
            assert_eq!(as_yaml(title), expected);
        }
    }
}
