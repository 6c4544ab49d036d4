//! The blocks of a chapter go out with their numbers and ids.
//!
//! What a translation lacks stands in the source's words, and what is behind says so.

use crate::base::html::escape;
use crate::parse::chapter::Block;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Callout;
use crate::render::behind::Behind;
use crate::render::behind::Passage;
use crate::render::fill::Filling;
use crate::render::pages::marks;
use crate::render::pages::marks::Mark;

/// All blocks of a chapter with their numbers and ids. `behind` tells of a translation what its readers are told.
pub(super) fn body(
    filling: &Filling<'_>,
    behind: Option<&Behind<'_>>,
    chapter_number: Option<u32>,
) -> String {
    let blocks = &filling.shown.chapter.blocks;
    let size = blocks.iter().map(|block| block.html.len() * 2).sum();
    let mut out = String::with_capacity(size);
    push_aliases(&mut out, filling, None);
    let Some(behind) = behind else {
        for (index, block) in blocks.iter().enumerate() {
            push_block(&mut out, filling, chapter_number, index, block, None);
        }
        return out;
    };
    for run in behind.runs() {
        let is_borrowed = run.iter().any(|passage| passage.is_borrowed());
        if is_borrowed {
            out.push_str("<div class=\"borrowed\">\n");
            let block = run.first().and_then(|first| behind.source_block(*first));
            out.push_str(&marks::mark(filling, behind, Mark::Untranslated, block));
        }
        for passage in run {
            push_passage(&mut out, filling, behind, chapter_number, *passage);
        }
        if is_borrowed {
            out.push_str("</div>\n");
        }
    }
    out
}

fn push_passage(
    out: &mut String,
    filling: &Filling<'_>,
    behind: &Behind<'_>,
    chapter_number: Option<u32>,
    passage: Passage,
) {
    let (index, filling, around) = match passage {
        Passage::Borrowed(index) => (index, &filling.borrowing(behind), None),
        Passage::InPlace(index) => (index, &filling.in_place(), None),
        Passage::Own(index) => (
            index,
            filling,
            around(filling, behind, chapter_number, index),
        ),
    };
    if let Some(block) = filling.shown.chapter.blocks.get(index) {
        push_block(out, filling, chapter_number, index, block, around);
    }
}

/// What stands round a block that is behind.
#[derive(Default)]
struct Around {
    /// What readers are told before they read it.
    marks: String,
    /// The source's block, which stands in for it.
    instead: Option<String>,
    /// What is folded behind it.
    folded: String,
    /// The id by which a block without number is found.
    id: Option<String>,
}

fn around(
    filling: &Filling<'_>,
    behind: &Behind<'_>,
    chapter_number: Option<u32>,
    index: usize,
) -> Option<Around> {
    let state = behind.blocks.get(index)?;
    let mut around = Around::default();
    let source = state.source;
    let mut tell = |mark| {
        let told = marks::mark(filling, behind, mark, source);
        around.marks.push_str(&told);
    };
    match () {
        () if state.is_replaced => tell(Mark::Replaced),
        () if state.is_outdated => tell(Mark::Outdated),
        () => {}
    }
    if state.lacks_part || state.has_untranslated_part {
        tell(Mark::PartlyUntranslated);
    }
    if state.is_withdrawn {
        tell(Mark::Withdrawn);
        around.id = Some(marks::withdrawn_id(index));
    } else if state.has_withdrawn_part {
        tell(Mark::PartlyWithdrawn);
    }
    if around.marks.is_empty() {
        return None;
    }
    let borrowing = filling.borrowing(behind);
    let source = source.and_then(|at| Some((at, behind.source.chapter.blocks.get(at)?)));
    if let Some((at, block)) = source
        && (state.is_replaced || state.lacks_part)
    {
        let in_its_language = || {
            let mut text = String::from("<div");
            borrowing.push_language(&mut text);
            text.push('>');
            text.push_str(&bare(&borrowing, block));
            text.push_str("</div>");
            text
        };
        if state.is_replaced {
            around.instead = Some(match &block.kind {
                BlockKind::Callout(callout) => {
                    let mut text = String::new();
                    let inner = borrowing.fill(&block.html);
                    push_callout(&mut text, &borrowing, chapter_number, at, callout, &inner);
                    text
                }
                _ => in_its_language(),
            });
            let own = filling.shown.chapter.blocks.get(index);
            let own = own.map_or(String::new(), |own| bare(filling, own));
            around.folded = marks::folded(filling, "mark.old_translation", &own);
        } else {
            around.folded = marks::folded(filling, "mark.original_text", &in_its_language());
        }
    }
    Some(around)
}

/// A block without number, id and frame.
fn bare(filling: &Filling<'_>, block: &Block) -> String {
    let inner = filling.fill(&block.html);
    match &block.kind {
        BlockKind::Callout(callout) if !callout.title.is_empty() => {
            format!(
                "<p><strong>{}</strong></p>{inner}",
                filling.fill(&callout.title)
            )
        }
        BlockKind::Paragraph | BlockKind::Heading(_) => format!("<p>{inner}</p>"),
        _ => inner,
    }
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

fn push_block(
    out: &mut String,
    filling: &Filling<'_>,
    chapter_number: Option<u32>,
    index: usize,
    block: &Block,
    around: Option<Around>,
) {
    let edition = filling.edition;
    let wording = &edition.wordings[filling.language_index];
    let links = filling.shown.links;
    if let BlockKind::Heading(section) = block.kind {
        let inner = filling.fill(&block.html);
        push_heading(out, filling, chapter_number, section as usize, &inner);
        if let Some(around) = around {
            let instead = around.instead.unwrap_or_default();
            out.push_str(&around.marks);
            out.push_str(&instead);
            if instead.is_empty() {
                out.push_str(&around.folded);
            }
        }
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
    let is_paragraph = matches!(block.kind, BlockKind::Paragraph);
    let is_plain = is_paragraph && around.is_none() && filling.passage.is_none();
    let element = if is_plain { "p" } else { "div" };
    let numbered =
        paragraph.zip(edition.numbered(filling.language_index, chapter_number, paragraph));
    let has_frame = numbered.is_some() || around.is_some() || is_plain;
    if has_frame {
        out.push_str(&format!("<{element}"));
        let class = match (&numbered, &around) {
            (Some(_), None) => "n",
            (Some(_), Some(_)) => "n behind",
            (None, Some(_)) => "behind",
            (None, None) => "",
        };
        if !class.is_empty() {
            out.push_str(&format!(" class=\"{class}\""));
        }
    }
    match &numbered {
        Some((number, full)) => {
            let short = wording.number(u64::from(*number));
            let id = format!("p--{number}");
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
        None if has_frame => {
            if let Some(id) = around.as_ref().and_then(|around| around.id.as_deref()) {
                filling.push_id(out, id);
            }
            out.push('>');
        }
        None => {}
    }
    if let Some(around) = &around {
        out.push_str(&around.marks);
    }
    let instead = around.as_ref().and_then(|around| around.instead.as_deref());
    match (&block.kind, instead) {
        (_, Some(instead)) => out.push_str(instead),
        (BlockKind::Callout(callout), None) => {
            let inner = filling.fill(&block.html);
            push_callout(out, filling, chapter_number, index, callout, &inner);
        }
        _ if is_plain => filling.fill_into(out, &block.html),
        _ => {
            let inner_element = if is_paragraph { "p" } else { "div" };
            let is_wrapped = is_paragraph || filling.passage.is_some();
            if is_wrapped {
                out.push_str(&format!("<{inner_element}"));
                filling.push_language(out);
                out.push('>');
            }
            filling.fill_into(out, &block.html);
            if is_wrapped {
                out.push_str(&format!("</{inner_element}>"));
            }
        }
    }
    if let Some(around) = &around {
        out.push_str(&around.folded);
    }
    if has_frame {
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
    filling.push_language(out);
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
    let wording = &filling.edition.wordings[filling.language_index];
    out.push_str(&format!(
        "<a class=\"anchor\" href=\"#{id}\" aria-label=\"{}\"",
        escape(&wording.say("label.anchor", &[]))
    ));
    if filling.passage.is_some() {
        out.push_str(&format!(" lang=\"{}\"", escape(&wording.html_tag)));
    }
    out.push_str(&format!("></a></h{level}>\n"));
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
        filling.push_language(out);
        out.push_str(&format!(
            "><figcaption>{label}{title}</figcaption>{inner}</figure>"
        ));
        return;
    }
    let kind = callout.kind.name();
    let title_id = filling.id(&format!("{id}--t")).unwrap_or_default();
    out.push_str(&format!("<aside class=\"box box-{kind}\""));
    filling.push_id(out, &id);
    filling.push_language(out);
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
