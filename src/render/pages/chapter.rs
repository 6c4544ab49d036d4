//! A chapter or unnumbered page of Markdown: its blocks with their numbers, notes, and the instruments it cites.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::base::html::escape;
use crate::link::Shown;
use crate::link::order::LeafKind;
use crate::parse::chapter::Block;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Callout;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::notes::call_id;
use crate::render::Edition;
use crate::render::fill::Filling;
use crate::render::fill::Ids;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::frame::part_name;
use crate::render::pages::html;

/// Words that are read in a minute.
const WORDS_PER_MINUTE: usize = 200;

#[derive(Serialize)]
struct ChapterContext {
    id: String,
    number: Option<String>,
    title: String,
    part: Option<PartLink>,
    summary: Option<String>,
    key_points: Vec<String>,
    sections: Vec<SectionLink>,
    body: Value,
    notes: Vec<NoteContext>,
    cited: Vec<Cited>,
    reviewed: Option<Reviewed>,
    minutes: u64,
    status: String,
    translators: Vec<String>,
    reviewers: Vec<String>,
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

#[derive(Serialize)]
struct Notice {
    kind: &'static str,
    n: Option<usize>,
    language: Option<crate::render::Borrowed>,
    href: Option<String>,
    date: Option<String>,
    passages: Vec<Place>,
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
    };
    let text = &edition.wordings[shown.text_index];
    let front = &shown.chapter.front.value;
    let source_front = edition
        .handbook
        .source()
        .chapters
        .get(&entry.id)
        .map(|chapter| &chapter.front.value);
    let reviewed = source_front.and_then(|front| front.reviewed.clone());
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
    let status = front.review_status().to_owned();
    let chapter = ChapterContext {
        id: entry.id.clone(),
        number: entry
            .number()
            .map(|number| edition.wordings[index].number(u64::from(number))),
        title: text.typeset(&front.title),
        part,
        summary: front.summary.as_ref().map(|summary| text.typeset(summary)),
        key_points: front
            .key_points
            .iter()
            .map(|point| text.typeset(point))
            .collect(),
        sections: sections(edition, index, entry.number(), shown),
        body: html(&body(&filling, entry.number())),
        notes: notes(&filling, entry.number()),
        cited: cited(edition, page, leaf),
        reviewed: reviewed.map(|iso| Reviewed {
            text: edition.wordings[index].date(&iso),
            iso,
        }),
        minutes: minutes(shown.chapter),
        status: status.clone(),
        translators: front.translation.translators.clone(),
        reviewers: front.translation.reviewers.clone(),
        text: TextLanguage {
            html: text.html_tag.clone(),
            dir: text.direction.clone(),
        },
    };
    context.insert("chapter", &chapter);
    context.insert("annex", &page.annex(edition));
    let mut notices = Vec::new();
    let notice = |kind: &'static str| Notice {
        kind,
        n: None,
        language: None,
        href: None,
        date: None,
        passages: Vec::new(),
    };
    if let Some(language) = edition.borrowed(index, leaf) {
        let source = edition.leaf_path(edition.handbook.source_index, &entry.id);
        notices.push(Notice {
            language: Some(language),
            href: Some(page.path.address_to(&source)),
            ..notice("borrowed")
        });
    }
    if status == "unreviewed" {
        notices.push(notice("unreviewed"));
    }
    context.insert("notices", &notices);
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

pub(super) fn sections(
    edition: &Edition<'_>,
    index: usize,
    chapter_number: Option<u32>,
    shown: Shown<'_>,
) -> Vec<SectionLink> {
    let text = &edition.wordings[shown.text_index];
    let of = |(at, section): (usize, &crate::parse::chapter::Section)| {
        (section.level <= 3).then(|| SectionLink {
            id: shown.links.section_ids.get(at).cloned().unwrap_or_default(),
            number: edition.numbered(
                index,
                chapter_number,
                shown.links.section_numbers.get(at).copied().flatten(),
            ),
            title: text.typeset(&section.text),
            level: section.level,
        })
    };
    shown
        .chapter
        .sections
        .iter()
        .enumerate()
        .filter_map(of)
        .collect()
}

/// All blocks of a chapter with their numbers and ids.
pub(super) fn body(filling: &Filling<'_>, chapter_number: Option<u32>) -> String {
    let shown = filling.shown;
    let mut out = String::with_capacity(
        shown
            .chapter
            .blocks
            .iter()
            .map(|block| block.html.len() * 2)
            .sum(),
    );
    push_aliases(&mut out, filling, None);
    for (index, block) in shown.chapter.blocks.iter().enumerate() {
        push_gaps(&mut out, filling, index);
        push_block(&mut out, filling, chapter_number, index, block);
    }
    push_gaps(&mut out, filling, shown.chapter.blocks.len());
    out
}

/// An anchor for something that is not shown here.
fn push_anchor(out: &mut String, filling: &Filling<'_>, id: &str) {
    // An empty word in a line of Arabic is no place for a link in a PDF (Chromium 156), a block is.
    let element = if filling.is_in_book() { "div" } else { "span" };
    out.push_str(&format!("<{element} class=\"gap\""));
    filling.push_id(out, id);
    out.push_str(&format!("></{element}>\n"));
}

/// Anchors of old ids that lead to an id of the chapter, or to its beginning.
fn push_aliases(out: &mut String, filling: &Filling<'_>, present: Option<&str>) {
    if filling.is_in_book() {
        return;
    }
    let aliases = &filling.edition.links.aliases;
    for old in aliases.sections(&filling.shown.chapter.id) {
        if old.present.as_deref() == present {
            push_anchor(out, filling, &old.id);
        }
    }
}

/// Anchors of passages that the translation lacks.
fn push_gaps(out: &mut String, filling: &Filling<'_>, before: usize) {
    let gaps = filling.shown.links.gaps.get(&before).into_iter().flatten();
    for id in gaps.flat_map(|gap| &gap.ids) {
        push_aliases(out, filling, Some(id));
        push_anchor(out, filling, id);
    }
}

fn push_block(
    out: &mut String,
    filling: &Filling<'_>,
    chapter_number: Option<u32>,
    index: usize,
    block: &Block,
) {
    let edition = filling.edition;
    let wording = &edition.wordings[filling.language_index];
    let links = filling.shown.links;
    let inner = filling.fill(&block.html);
    if let BlockKind::Heading(section) = block.kind {
        push_heading(out, filling, chapter_number, section as usize, &inner);
        return;
    }
    if let Some(Some(id)) = links.callout_ids.get(index) {
        push_aliases(out, filling, Some(id));
    }
    let paragraph = links
        .paragraphs
        .get(index)
        .copied()
        .flatten()
        .filter(|_| chapter_number.is_some());
    let element = if matches!(block.kind, BlockKind::Paragraph) {
        "p"
    } else {
        "div"
    };
    let numbered =
        paragraph.zip(edition.numbered(filling.language_index, chapter_number, paragraph));
    match &numbered {
        Some((number, full)) => {
            let short = wording.number(u64::from(*number));
            let id = format!("p--{number}");
            out.push_str(&format!("<{element} class=\"n\""));
            filling.push_id(out, &id);
            if filling.is_in_book() {
                out.push_str(&format!("><span class=\"pn\">{short}</span>"));
            } else {
                let label = wording.say("label.paragraph", &[("number", full)]);
                out.push_str(&format!(
                    "><a class=\"pn\" href=\"#{id}\" aria-label=\"{}\">{short}</a>",
                    escape(&label)
                ));
            }
        }
        None if element == "p" => out.push_str("<p>"),
        None => {}
    }
    match &block.kind {
        BlockKind::Callout(callout) => {
            push_callout(out, filling, chapter_number, index, callout, &inner)
        }
        _ => out.push_str(&inner),
    }
    if numbered.is_some() || element == "p" {
        out.push_str(&format!("</{element}>"));
    }
    out.push('\n');
}

fn push_heading(
    out: &mut String,
    filling: &Filling<'_>,
    chapter_number: Option<u32>,
    section_index: usize,
    inner: &str,
) {
    let (chapter, links) = (filling.shown.chapter, filling.shown.links);
    let Some(section) = chapter.sections.get(section_index) else {
        return;
    };
    let id = links
        .section_ids
        .get(section_index)
        .map_or("", String::as_str);
    let level = filling.level(section.level);
    push_aliases(out, filling, Some(id));
    out.push_str(&format!("<h{level}"));
    filling.push_id(out, id);
    out.push('>');
    let number = links.section_numbers.get(section_index).copied().flatten();
    if let Some(number) = filling
        .edition
        .numbered(filling.language_index, chapter_number, number)
    {
        out.push_str(&format!("<span class=\"num\">{number}</span> "));
    }
    out.push_str(inner);
    if filling.is_in_book() {
        out.push_str(&format!("</h{level}>\n"));
        return;
    }
    let label = filling.edition.wordings[filling.language_index].say("label.anchor", &[]);
    out.push_str(&format!(
        "<a class=\"anchor\" href=\"#{id}\" aria-label=\"{}\"></a></h{level}>\n",
        escape(&label)
    ));
}

/// A box, captioned table or figure with its number.
fn push_callout(
    out: &mut String,
    filling: &Filling<'_>,
    chapter_number: Option<u32>,
    index: usize,
    callout: &Callout,
    inner: &str,
) {
    let edition = filling.edition;
    let links = filling.shown.links;
    let text = &edition.wordings[filling.shown.text_index];
    let id = links
        .callout_ids
        .get(index)
        .cloned()
        .flatten()
        .unwrap_or_default();
    let number = edition.numbered(
        filling.language_index,
        chapter_number,
        links.callout_numbers.get(index).copied().flatten(),
    );
    let label = number.map(|number| {
        text.say(
            &format!("label.{}", callout.kind.run()),
            &[("number", &number)],
        )
    });
    let title = filling.fill(&callout.title);
    let run = callout.kind.run();
    if run != "box" {
        let label = label.map_or(String::new(), |label| {
            format!("<span class=\"num\">{}</span> ", escape(&label))
        });
        out.push_str(&format!("<figure class=\"{run}\""));
        filling.push_id(out, &id);
        out.push_str(&format!(
            "><figcaption>{label}{title}</figcaption>{inner}</figure>"
        ));
        return;
    }
    let kind = callout.kind.name();
    let title_id = filling.id(&format!("{id}--t")).unwrap_or_default();
    out.push_str(&format!("<aside class=\"box box-{kind}\""));
    filling.push_id(out, &id);
    out.push_str(&format!(
        " aria-labelledby=\"{title_id}\"><p class=\"box-title\" id=\"{title_id}\">"
    ));
    out.push_str(&format!(
        "<span class=\"box-kind\">{}</span> ",
        escape(&text.say(&format!("box.{kind}"), &[]))
    ));
    if let Some(label) = label {
        out.push_str(&format!(
            "<span class=\"box-number\">{}</span> ",
            escape(&label)
        ));
    }
    if !title.is_empty() {
        out.push_str(&format!("<span class=\"box-name\">{title}</span>"));
    }
    out.push_str("</p>");
    out.push_str(inner);
    out.push_str("</aside>");
}

pub(super) fn notes(filling: &Filling<'_>, chapter_number: Option<u32>) -> Vec<NoteContext> {
    let edition = filling.edition;
    let wording = &edition.wordings[filling.language_index];
    let of = |(index, note): (usize, &crate::parse::chapter::Note)| {
        let number = index + 1;
        let backs = note.calls.iter().enumerate().map(|(call, block)| {
            let paragraph = filling
                .shown
                .links
                .paragraphs
                .get(*block as usize)
                .copied()
                .flatten();
            let label = match edition.numbered(filling.language_index, chapter_number, paragraph) {
                Some(paragraph) => wording.say("label.back", &[("number", &paragraph)]),
                None => wording.say("label.back_to_text", &[]),
            };
            Place {
                label: Value::normal_string(&label),
                href: filling.local(&call_id(number as u32, call as u32 + 1)),
            }
        });
        NoteContext {
            number: number.to_string(),
            id: filling.id(&format!("fn--{number}")).unwrap_or_default(),
            html: html(&filling.fill(&note.html)),
            backs: backs.collect(),
        }
    };
    filling
        .shown
        .chapter
        .notes
        .iter()
        .enumerate()
        .map(of)
        .collect()
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
