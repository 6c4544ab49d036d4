//! A chapter or unnumbered page of Markdown: its blocks with their numbers, notes, and the instruments it cites.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::link::Shown;
use crate::link::order::LeafKind;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::notes::call_id;
use crate::parse::fragment::Fragment;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::behind::Passage;
use crate::render::fill::Filling;
use crate::render::fill::Ids;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::body::body;
use crate::render::pages::frame::part_name;
use crate::render::pages::html;
use crate::render::pages::marks::Mark;
use crate::render::pages::marks::mark_of_text;
use crate::render::pages::notices::notices;
use crate::translation::grade::Grade;
use crate::translation::states::State;

/// Words that are read in a minute.
const WORDS_PER_MINUTE: usize = 200;

#[derive(Serialize)]
struct ChapterContext {
    id: String,
    number: Option<String>,
    title: Value,
    part: Option<PartLink>,
    marks: Value,
    summary: Option<Value>,
    key_points: Vec<Value>,
    sections: Vec<SectionLink>,
    body: Value,
    notes: Vec<NoteContext>,
    cited: Vec<Cited>,
    reviewed: Option<Reviewed>,
    minutes: u64,
    status: String,
    translators: Vec<String>,
    reviewers: Vec<String>,
    note: Option<String>,
    text: TextLanguage,
}

#[derive(Serialize)]
struct PartLink {
    number: String,
    title: Value,
    href: String,
}

#[derive(Serialize)]
pub(super) struct SectionLink {
    pub(super) id: String,
    pub(super) number: Option<String>,
    pub(super) title: String,
    pub(super) level: u8,
    pub(super) lang: Option<String>,
    pub(super) dir: Option<String>,
}

#[derive(Serialize)]
pub(super) struct NoteContext {
    pub(super) number: String,
    pub(super) id: String,
    pub(super) html: Value,
    pub(super) backs: Vec<Place>,
}

#[derive(Serialize)]
struct Cited {
    title: String,
    abbreviation: Option<String>,
    href: String,
    lang: Option<String>,
    dir: Option<String>,
    places: Vec<Place>,
}

#[derive(Serialize)]
pub(super) struct Reviewed {
    pub(super) iso: String,
    pub(super) text: String,
}

#[derive(Serialize)]
struct TextLanguage {
    html: String,
    dir: String,
}

/// Puts a chapter and its neighbours into the context.
pub(super) fn insert(edition: &Edition<'_>, page: &Page, leaf: usize, context: &mut Context) {
    let index = page.language_index;
    let order = &edition.links.order;
    let entry = &order.leaves[leaf];
    let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
        return;
    };
    let filling = Filling {
        edition,
        language_index: index,
        page: &page.path,
        shown,
        ids: Ids::Own,
        passage: None,
    };
    let behind = Behind::new(edition, index, shown);
    let behind = behind.as_ref();
    let text = &edition.wordings[shown.text_index];
    let front = &shown.chapter.front.value;
    let texts = front_texts(&filling, behind);
    let source_front = edition
        .handbook
        .source()
        .chapters
        .get(&entry.id)
        .map(|chapter| &chapter.front.value);
    // What was reviewed is the source's text; a translation says which one it was compared with.
    let reviewed = source_front
        .filter(|_| behind.is_none())
        .and_then(|front| front.reviewed.clone());
    let part = match &entry.kind {
        LeafKind::Chapter { part, .. } => Some(PartLink {
            number: edition.wordings[index].part_number(*part, &order.parts[*part].number),
            title: html(&part_name(edition, index, *part).html()),
            href: page.path.address_to(&format!(
                "{}#part--{}",
                edition.leaf_path(index, "index"),
                order.parts[*part].id
            )),
        }),
        _ => None,
    };
    let chapter = ChapterContext {
        id: entry.id.clone(),
        number: entry
            .number()
            .map(|number| edition.wordings[index].number(u64::from(number))),
        title: texts.title,
        part,
        marks: html(&texts.marks),
        summary: texts.summary,
        key_points: texts.key_points,
        sections: sections(edition, index, entry.number(), shown, behind),
        body: html(&body(&filling, behind, entry.number())),
        notes: notes(&filling, behind, entry.number()),
        cited: cited(edition, page, leaf),
        reviewed: reviewed.map(|iso| Reviewed {
            text: edition.wordings[index].date(&iso),
            iso,
        }),
        minutes: minutes(shown.chapter),
        status: front.review_status().to_owned(),
        translators: front.translation.translators.clone(),
        reviewers: front.translation.reviewers.clone(),
        note: front
            .translation
            .note
            .as_ref()
            .map(|note| text.typeset(note)),
        text: TextLanguage {
            html: text.html_tag.clone(),
            dir: text.direction.clone(),
        },
    };
    context.insert("chapter", &chapter);
    context.insert("annex", &page.annex(edition));
    context.insert("notices", &notices(&filling, behind, leaf));
    let is_chapter = |leaf: &usize| {
        order
            .leaves
            .get(*leaf)
            .is_some_and(|entry| entry.number().is_some())
    };
    let neighbour = |other: Option<usize>| {
        other
            .filter(|_| entry.number().is_some())
            .filter(is_chapter)
            .map(|other| edition.chapter_link(page, other, true))
    };
    context.insert("previous", &neighbour(leaf.checked_sub(1)));
    context.insert("next", &neighbour(Some(leaf + 1)));
}

/// Minutes to read a chapter, at least one.
pub(super) fn minutes(chapter: &Chapter) -> u64 {
    chapter.word_count.div_ceil(WORDS_PER_MINUTE).max(1) as u64
}

/// Headings of the first levels in the order of the page, those of sections that a translation lacks among them.
pub(super) fn sections(
    edition: &Edition<'_>,
    index: usize,
    chapter_number: Option<u32>,
    shown: Shown<'_>,
    behind: Option<&Behind<'_>>,
) -> Vec<SectionLink> {
    let link = |text: Shown<'_>, at: usize, is_borrowed: bool| {
        let section = text.chapter.sections.get(at)?;
        let wording = &edition.wordings[text.text_index];
        (section.level <= 3).then(|| SectionLink {
            id: text.links.section_ids.get(at).cloned().unwrap_or_default(),
            number: edition.numbered(
                index,
                chapter_number,
                text.links.section_numbers.get(at).copied().flatten(),
            ),
            title: wording.typeset(&section.text),
            level: section.level,
            lang: is_borrowed.then(|| wording.html_tag.clone()),
            dir: is_borrowed.then(|| wording.direction.clone()),
        })
    };
    let Some(behind) = behind else {
        let all = 0..shown.chapter.sections.len();
        return all.filter_map(|at| link(shown, at, false)).collect();
    };
    let in_source_words = Shown {
        text_index: edition.handbook.source_index,
        ..shown
    };
    let headings = behind.passages.iter().filter_map(|passage| {
        let (text, block) = match *passage {
            Passage::Own(block) => (shown, block),
            Passage::InPlace(block) => (in_source_words, block),
            Passage::Borrowed(block) => (behind.source, block),
        };
        match text.chapter.blocks.get(block)?.kind {
            BlockKind::Heading(section) => link(text, section as usize, passage.is_borrowed()),
            _ => None,
        }
    });
    headings.collect()
}

/// The texts of the front matter as the page shows them.
pub(super) struct FrontTexts {
    pub(super) title: Value,
    pub(super) summary: Option<Value>,
    pub(super) key_points: Vec<Value>,
    /// What readers are told of them, as HTML.
    pub(super) marks: String,
}

/// Title, summary and key points; what a translation lacks of them is the source's.
pub(super) fn front_texts(filling: &Filling<'_>, behind: Option<&Behind<'_>>) -> FrontTexts {
    let edition = filling.edition;
    let shown = filling.shown;
    let front = &shown.chapter.front.value;
    let text = &edition.wordings[shown.text_index];
    let own = |words: &str| Value::normal_string(&text.typeset(words));
    let source = &edition.wordings[edition.handbook.source_index];
    let borrowed = |words: &str| html(&edition.named(source.typeset(words), true).html());
    let is_untranslated = |kind: &str, words: &str| {
        let mut open = behind.into_iter().flat_map(|behind| behind.front(kind));
        open.any(|open| {
            open.state == Some(State::Untranslated) && open.text.as_deref() == Some(words.trim())
        })
    };
    let shows = |kind: &str, words: &str| match is_untranslated(kind, words) {
        true => borrowed(words),
        false => own(words),
    };
    let missing = |kind: &'static str| {
        let open = behind
            .into_iter()
            .flat_map(move |behind| behind.front(kind));
        open.filter(|open| open.state == Some(State::Untranslated) && open.text.is_none())
            .filter_map(|open| open.now.as_deref())
    };
    let summary = front.summary.as_deref();
    let mut marks = String::new();
    if let Some(behind) = behind {
        let kinds = ["title", "summary", "key point"];
        let any = |state: State| {
            kinds
                .iter()
                .any(|kind| behind.front_is(kind, |is| is == state))
        };
        if any(State::Outdated(Grade::Substance)) {
            marks.push_str(&mark_of_text(filling, Mark::Outdated, None));
        }
        if any(State::Untranslated) {
            marks.push_str(&mark_of_text(filling, Mark::PartlyUntranslated, None));
        }
    }
    FrontTexts {
        title: shows("title", &front.title),
        summary: summary
            .map(|summary| shows("summary", summary))
            .or_else(|| missing("summary").next().map(borrowed)),
        key_points: front
            .key_points
            .iter()
            .map(|point| shows("key point", point))
            .chain(missing("key point").map(borrowed))
            .collect(),
        marks,
    }
}

/// The notes that the page calls: those of the chapter, then those that only borrowed passages call.
pub(super) fn notes(
    filling: &Filling<'_>,
    behind: Option<&Behind<'_>>,
    chapter_number: Option<u32>,
) -> Vec<NoteContext> {
    let edition = filling.edition;
    let wording = &edition.wordings[filling.language_index];
    let back = |shown: Shown<'_>, block: u32, number: u32, call: u32| {
        let paragraph = shown
            .links
            .paragraphs
            .get(block as usize)
            .copied()
            .flatten();
        let label = match edition.numbered(filling.language_index, chapter_number, paragraph) {
            Some(paragraph) => wording.say("label.back", &[("number", &paragraph)]),
            None => wording.say("label.back_to_text", &[]),
        };
        Place {
            label: Value::normal_string(&label),
            href: filling.local(&call_id(number, call)),
        }
    };
    let mut notes: Vec<NoteContext> = Vec::new();
    for (index, note) in filling.shown.chapter.notes.iter().enumerate() {
        let number = index as u32 + 1;
        let calls = note.calls.iter().zip(1..);
        let label = note.label.as_str();
        let mut text = match behind {
            Some(behind) if behind.outdated_notes.contains(label) => {
                mark_of_text(filling, Mark::Outdated, source_note(behind, label))
            }
            _ => String::new(),
        };
        match behind {
            Some(behind) if behind.untranslated_notes.contains(label) => {
                text.push_str(&in_its_language(&filling.in_place(), &note.html));
            }
            _ => filling.fill_into(&mut text, &note.html),
        }
        notes.push(NoteContext {
            number: number.to_string(),
            id: filling.id(&format!("fn--{number}")).unwrap_or_default(),
            html: html(&text),
            backs: calls
                .map(|(block, call)| back(filling.shown, *block, number, call))
                .collect(),
        });
    }
    let Some(behind) = behind else { return notes };
    let borrowing = filling.borrowing(behind);
    for (index, borrowed, number) in behind.notes.shown() {
        let Some(note) = behind.source.chapter.notes.get(index) else {
            continue;
        };
        let calls = note.calls.iter().zip(&borrowed.calls);
        let backs =
            calls.filter_map(|(block, call)| Some(back(behind.source, *block, number, (*call)?)));
        match notes.get_mut(number as usize - 1) {
            Some(own) => own.backs.extend(backs),
            None => notes.push(NoteContext {
                number: number.to_string(),
                id: filling.id(&format!("fn--{number}")).unwrap_or_default(),
                html: html(&in_its_language(&borrowing, &note.html)),
                backs: backs.collect(),
            }),
        }
    }
    notes
}

/// The text of a note in the source's words, set apart.
fn in_its_language(filling: &Filling<'_>, note: &Fragment) -> String {
    let mut out = String::from("<span");
    filling.push_language(&mut out);
    out.push('>');
    filling.fill_into(&mut out, note);
    out.push_str("</span>");
    out
}

/// The id of a note on the source's page.
fn source_note(behind: &Behind<'_>, label: &str) -> Option<String> {
    let mut notes = behind.source.chapter.notes.iter();
    let at = notes.position(|note| note.label == label)?;
    Some(format!("fn--{}", at + 1))
}

/// Instruments that the chapter cites, in the order of the registry, with the places cited.
fn cited(edition: &Edition<'_>, page: &Page, leaf: usize) -> Vec<Cited> {
    let labels = edition.labels(page.language_index);
    let Some(by_instrument) = edition.links.back_links.cited_by_leaf.get(&leaf) else {
        return Vec::new();
    };
    let in_order = edition
        .handbook
        .registry
        .value
        .instruments
        .keys()
        .filter_map(|id| Some((id, by_instrument.get(id)?)));
    in_order
        .map(|(id, citations)| {
            let mut sorted: Vec<_> = citations
                .iter()
                .filter_map(|citation| Some((citation, citation.locator.as_ref()?)))
                .collect();
            sorted.sort_by_key(|(_, locator)| {
                (
                    crate::link::back_links::ArticleKey::of(locator),
                    locator.paragraph.clone(),
                    locator.letter.clone(),
                )
            });
            let title = labels.title(id);
            let href = page.path.address_to(&format!(
                "{}/{}",
                labels.wording.tag,
                crate::render::fill::instrument_path(id)
            ));
            let whole = (sorted.len() < citations.len()).then(|| Place {
                label: Value::normal_string(&labels.wording.say("articles.whole", &[])),
                href: href.clone(),
            });
            let places = sorted.into_iter().map(|(citation, locator)| Place {
                label: html(&labels.locator(id, locator)),
                href: page.path.address_to(&format!(
                    "{}/{}",
                    labels.wording.tag,
                    edition.citation_path(citation)
                )),
            });
            Cited {
                abbreviation: labels
                    .abbreviation(id)
                    .filter(|abbreviation| *abbreviation != title.text),
                href,
                lang: title.lang(),
                dir: title.dir(),
                places: whole.into_iter().chain(places).collect(),
                title: title.text,
            }
        })
        .collect()
}
