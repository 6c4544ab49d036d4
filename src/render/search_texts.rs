//! The edition goes in; for each language the texts that can be found come out, with their addresses, and the search's files.
//!
//! A language's index holds its own words only: passages that are borrowed from the source are found in the source.

use serde_json::Value;
use serde_json::json;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::references;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::link::Shown;
use crate::link::order::LeafKind;
use crate::link::targets::Target;
use crate::parse::chapter::BlockKind;
use crate::parse::data::Words;
use crate::parse::fragment::Fragment;
use crate::render::Edition;
use crate::render::fill::Filling;
use crate::render::fill::Ids;
use crate::render::fill::instrument_path;
use crate::render::plain;
use crate::render::search_names;
use crate::render::standpoint::Standpoint;
use crate::search::Line;
use crate::search::Page;
use crate::search::Section;
use crate::search::Texts;
use crate::search::citations;
use crate::search::index;

/// Deepest heading that begins a section of its own.
const LEVEL_MAX: u8 = 4;

/// The interface words that the reader's side needs.
const WORDS: [&str; 14] = [
    "search.results",
    "search.none",
    "search.none_for_word",
    "search.all",
    "search.also",
    "search.similar",
    "search.suggestions",
    "search.more_in_chapter",
    "search.no_article",
    "search.in_source",
    "search.a_z",
    "search.citing",
    "label.paragraph",
    "list.separator",
];

/// Adds the files of a language's search, and tells synonyms that lead nowhere.
pub(super) fn add(
    edition: &Edition<'_>,
    language_index: usize,
    site: &mut Site,
    diagnostics: &mut Diagnostics,
) {
    let language = &edition.handbook.languages[language_index];
    let made = index(&texts(edition, language_index));
    for (name, bytes) in made.files {
        if let Some(path) = SitePath::new(format!("{}/search/{name}", language.tag)) {
            site.files.insert(path, bytes.into());
        }
    }
    let mut leaves = edition.links.order.markdown();
    // What is not translated yet may still bring the words.
    if leaves.any(|(leaf, _)| edition.borrowed(language_index, leaf).is_some()) {
        return;
    }
    for (left, at) in made.idle_synonyms {
        let path = ["synonyms", left.as_str(), &at.to_string()];
        let rights = language.search.value.synonyms.get(&left);
        let right = rights
            .and_then(|rights| rights.get(at))
            .map_or("", String::as_str);
        let place = language.search.place(&path);
        diagnostics.push(references::idle_synonym(place, &left, right));
    }
}

fn texts<'e>(edition: &Edition<'e>, language_index: usize) -> Texts<'e> {
    let language = &edition.handbook.languages[language_index];
    let search = &language.search.value;
    let mut pages: Vec<Page> = Vec::new();
    for (leaf, entry) in edition.links.order.leaves.iter().enumerate() {
        match entry.is_markdown() {
            true => pages.extend(chapter(edition, language_index, leaf)),
            false if entry.id == "glossary" => pages.push(glossary(edition, language_index, leaf)),
            // The A–Z index holds what is found anyway.
            false if entry.id == "a-z" => {}
            false => pages.push(Page {
                address: edition.leaf_path(language_index, &entry.id),
                title: edition.leaf_title(language_index, leaf).to_owned(),
                sections: vec![Section::default()],
                ..Page::default()
            }),
        }
    }
    for id in edition.handbook.registry.value.instruments.keys() {
        pages.extend(instrument(edition, language_index, id));
    }
    let names = search_names::names(edition, language_index);
    Texts {
        tag: language.tag.as_str(),
        base: language.tag.base(),
        keeps_marks: search.marks.is_some(),
        pages,
        forms: &search.forms,
        synonyms: &search.synonyms,
        words: words(edition, language_index),
        names: names.own,
        other_names: names.others,
    }
}

/// The interface words of the reader's side, by the last part of their keys, and what else it shows.
fn words(edition: &Edition<'_>, language_index: usize) -> Value {
    let wording = &edition.wordings[language_index];
    let mut words = serde_json::Map::new();
    for key in WORDS {
        let name = key.rsplit('.').next().unwrap_or(key);
        let value = match wording.words(key) {
            Some(Words::Plain(text)) => json!(wording.typeset(text)),
            Some(Words::Plural(forms)) => {
                let mut forms = json!(forms);
                // Forms of another language are chosen by its rules.
                if let (Some(forms), Some(lender)) = (forms.as_object_mut(), wording.lender(key)) {
                    forms.insert("in".to_owned(), json!(lender));
                }
                forms
            }
            None => json!(key),
        };
        words.insert(name.to_owned(), value);
    }
    words.insert("digits".into(), json!(wording.in_digits("0123456789")));
    if language_index != edition.handbook.source_index {
        let source = &edition.wordings[edition.handbook.source_index];
        words.insert(
            "source".into(),
            json!([
                source.tag,
                source.html_tag,
                source.direction,
                source.facts.name
            ]),
        );
    }
    Value::Object(words)
}

/// A chapter or page in the language's own words; nothing where they are borrowed or kept out of the search.
fn chapter(edition: &Edition<'_>, language_index: usize, leaf: usize) -> Option<Page> {
    let entry = edition.links.order.leaves.get(leaf)?;
    let shown = edition
        .links
        .shown(edition.handbook, language_index, &entry.id)
        .filter(|shown| shown.text_index == language_index)?;
    let source = edition.handbook.source().chapters.get(&entry.id);
    let is_kept_out = [Some(shown.chapter), source.map(|chapter| &**chapter)]
        .into_iter()
        .flatten()
        .any(|chapter| chapter.front.value.search == Some(false));
    if is_kept_out {
        return None;
    }
    let wording = &edition.wordings[language_index];
    let address = edition.leaf_path(language_index, &entry.id);
    let path = Standpoint::on_site(SitePath::new(address.clone())?);
    let filling = Filling {
        edition,
        language_index,
        page: &path,
        shown,
        ids: Ids::Own,
        passage: None,
    };
    let front = &shown.chapter.front.value;
    let mut sections = vec![Section::default()];
    let of_front = front.summary.iter().chain(&front.key_points);
    sections[0].lines.extend(of_front.map(|text| Line {
        text: one_line(&wording.typeset(text)),
        ..Line::default()
    }));
    let mut cited = cited_by_block(shown);
    let mut notes = notes_by_block(shown);
    let is_numbered = matches!(entry.kind, LeafKind::Chapter { .. });
    let translation = edition.translations.chapter(language_index, &entry.id);
    let in_source_words = translation.map_or(&[] as &[bool], |translation| {
        translation.untranslated_blocks.as_slice()
    });
    for (at, block) in shown.chapter.blocks.iter().enumerate() {
        // A heading that is not translated still begins its section.
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        if in_source_words.get(at) == Some(&true) && !is_heading {
            continue;
        }
        let terms = cited.get_mut(at).map(std::mem::take).unwrap_or_default();
        if let BlockKind::Heading(section) = block.kind {
            let begins = shown
                .chapter
                .sections
                .get(section as usize)
                .is_some_and(|section| section.level <= LEVEL_MAX);
            let heading = lines_of(&filling, &block.html).join(" ");
            match sections.last_mut() {
                Some(open) if !begins => open.lines.push(Line {
                    text: heading,
                    cited: terms,
                    paragraph: None,
                }),
                _ => sections.push(Section {
                    fragment: shown
                        .links
                        .section_ids
                        .get(section as usize)
                        .cloned()
                        .unwrap_or_default(),
                    heading,
                    cited_in_heading: terms,
                    lines: Vec::new(),
                }),
            }
            continue;
        }
        let mut texts = Vec::new();
        if let BlockKind::Callout(callout) = &block.kind {
            texts.extend(lines_of(&filling, &callout.title));
        }
        texts.extend(lines_of(&filling, &block.html));
        for note in notes.get_mut(at).map(std::mem::take).unwrap_or_default() {
            texts.extend(lines_of(&filling, note));
        }
        let paragraph = shown.links.paragraphs.get(at).copied().flatten();
        let mut paragraph = paragraph.filter(|_| is_numbered);
        let mut terms = Some(terms);
        if let Some(section) = sections.last_mut() {
            section.lines.extend(texts.into_iter().map(|text| Line {
                paragraph: paragraph.take(),
                text,
                cited: terms.take().unwrap_or_default(),
            }));
        }
    }
    Some(Page {
        address,
        title: edition.leaf_title(language_index, leaf).to_owned(),
        number: entry
            .number()
            .map(|number| wording.number(u64::from(number)))
            .unwrap_or_default(),
        sections,
    })
}

fn lines_of(filling: &Filling<'_>, fragment: &Fragment) -> Vec<String> {
    plain::lines(fragment, |reference| filling.label(reference))
}

fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The terms of what each block and its notes cite.
fn cited_by_block(shown: Shown<'_>) -> Vec<Vec<String>> {
    let mut cited: Vec<Vec<String>> = vec![Vec::new(); shown.chapter.blocks.len()];
    for (reference, target) in shown.chapter.references.iter().zip(&shown.links.targets) {
        let terms = match target {
            Some(Target::Citation(citation)) => citations::of_citation(citation),
            Some(Target::Comment(comment)) => citations::of_comment(comment),
            Some(Target::Leaf(..) | Target::Term(_) | Target::Web(_)) | None => continue,
        };
        if let Some(of_block) = reference
            .block
            .and_then(|block| cited.get_mut(block as usize))
        {
            of_block.extend(terms);
        }
    }
    cited
}

/// The notes first called in each block.
fn notes_by_block(shown: Shown<'_>) -> Vec<Vec<&Fragment>> {
    let mut notes: Vec<Vec<&Fragment>> = vec![Vec::new(); shown.chapter.blocks.len()];
    for note in &shown.chapter.notes {
        let first = note.calls.first();
        if let Some(of_block) = first.and_then(|block| notes.get_mut(*block as usize)) {
            of_block.push(&note.html);
        }
    }
    notes
}

/// The glossary: one section for each term that the language has.
fn glossary(edition: &Edition<'_>, language_index: usize, leaf: usize) -> Page {
    let language = &edition.handbook.languages[language_index];
    let wording = &edition.wordings[language_index];
    let mut sections = vec![Section::default()];
    for id in edition.handbook.glossary.value.keys() {
        let Some(words) = language
            .glossary
            .value
            .get(id)
            .filter(|words| !words.term.is_empty())
        else {
            continue;
        };
        let line = |text: &str| Line {
            text: one_line(&wording.typeset(text)),
            ..Line::default()
        };
        let mut lines: Vec<Line> = words.definition.iter().map(|text| line(text)).collect();
        if !words.admitted.is_empty() {
            lines.push(line(&words.admitted.join(wording.word("list.separator"))));
        }
        sections.push(Section {
            fragment: format!("term--{id}"),
            heading: wording.typeset(&words.term),
            cited_in_heading: Vec::new(),
            lines,
        });
    }
    Page {
        address: edition.leaf_path(language_index, "glossary"),
        title: edition.leaf_title(language_index, leaf).to_owned(),
        number: String::new(),
        sections,
    }
}

/// The page of an instrument: its title, its abbreviations in every language, and the words for its articles.
fn instrument(edition: &Edition<'_>, language_index: usize, id: &str) -> Option<Page> {
    let labels = edition.labels(language_index);
    let title = labels.title(id);
    let own = labels.language.instruments.value.instruments.get(id);
    let mut names: Vec<String> = Vec::new();
    for language in &edition.handbook.languages {
        let words = language.instruments.value.instruments.get(id);
        names.extend(words.and_then(|words| words.abbreviation.clone()));
    }
    names.extend(own.and_then(|names| names.cite_as.clone()));
    let own_name = citations::alias(&title.text);
    names.retain(|name| citations::alias(name) != own_name);
    names.sort();
    names.dedup();
    let mut lines = Vec::new();
    if !names.is_empty() {
        lines.push(Line {
            text: names.join(" · "),
            ..Line::default()
        });
    }
    for text in own.iter().flat_map(|names| &names.note) {
        lines.push(Line {
            text: one_line(&labels.wording.typeset(text)),
            ..Line::default()
        });
    }
    lines.extend(
        own.iter()
            .flat_map(|names| &names.articles)
            .map(|(article, label)| Line {
                // The reader's side looks for the words of an article by its number.
                text: format!(
                    "{}. {}",
                    labels.wording.in_digits(article),
                    one_line(&labels.wording.typeset(label))
                ),
                ..Line::default()
            }),
    );
    Some(Page {
        address: format!("{}/{}", labels.wording.tag, instrument_path(id)),
        title: title.text,
        number: String::new(),
        sections: vec![Section {
            lines,
            ..Section::default()
        }],
    })
}
