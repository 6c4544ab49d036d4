//! What readers are told at a passage that is behind its source: a sign, words, and a link to the same passage there.

use crate::base::html::escape;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::behind::SourcePlace;
use crate::render::fill::Filling;
use crate::render::standpoint::Standpoint;

/// What is told at a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The source says something else since.
    Outdated,
    /// The same, and the source's passage stands here.
    Replaced,
    /// It stands here in the source's words.
    Untranslated,
    /// A part of it is not translated.
    PartlyUntranslated,
    /// The source does not have it any more.
    Withdrawn,
    /// The source does not have a part of it any more.
    PartlyWithdrawn,
}

impl Mark {
    /// Its class, and the key of its words.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Mark::Outdated => ("outdated", "mark.outdated"),
            Mark::Replaced => ("outdated", "mark.replaced"),
            Mark::Untranslated => ("untranslated", "mark.untranslated"),
            Mark::PartlyUntranslated => ("untranslated", "mark.partly_untranslated"),
            Mark::Withdrawn => ("withdrawn", "mark.withdrawn"),
            Mark::PartlyWithdrawn => ("withdrawn", "mark.partly_withdrawn"),
        }
    }
}

/// The mark of a passage, with a link to its block in the source.
pub(super) fn mark(
    filling: &Filling<'_>,
    behind: &Behind<'_>,
    mark: Mark,
    source_block: Option<usize>,
) -> String {
    let id = filling.shown.chapter.id.as_str();
    let found = filling.edition.links.order.find(id);
    let number = found.and_then(|(_, leaf)| leaf.number());
    let place = match source_block {
        Some(block) => behind.place(block, number.is_some()),
        None => SourcePlace::default(),
    };
    let asks_for_link = mark != Mark::Withdrawn;
    let link = asks_for_link.then_some(Link {
        id,
        chapter_number: number,
        place,
    });
    write(
        filling.edition,
        filling.language_index,
        filling.page,
        mark,
        link,
    )
}

/// The mark of a text that is no block: title, summary, key points, notes. `fragment` is where the source's page has it.
pub(super) fn mark_of_text(filling: &Filling<'_>, mark: Mark, fragment: Option<String>) -> String {
    let link = Link {
        id: &filling.shown.chapter.id,
        chapter_number: None,
        place: SourcePlace {
            id: fragment,
            ..SourcePlace::default()
        },
    };
    write(
        filling.edition,
        filling.language_index,
        filling.page,
        mark,
        Some(link),
    )
}

/// The id of a block of the translation that the source does not have any more.
pub(super) fn withdrawn_id(block: usize) -> String {
    format!("withdrawn--{}", block + 1)
}

struct Link<'a> {
    id: &'a str,
    chapter_number: Option<u32>,
    place: SourcePlace<'a>,
}

fn write(
    edition: &Edition<'_>,
    language_index: usize,
    page: &Standpoint,
    mark: Mark,
    link: Option<Link<'_>>,
) -> String {
    let wording = &edition.wordings[language_index];
    let (class, key) = mark.names();
    let words = escape(&wording.say(key, &[]));
    let link = link.map_or(String::new(), |link| {
        let source = &edition.wordings[edition.handbook.source_index];
        let language = [("language", source.facts.name.as_str())];
        let label = match place_label(edition, language_index, link.chapter_number, &link.place) {
            Some(place) => wording.say("mark.original", &[language[0], ("place", &place)]),
            None => wording.say("notice.original", &language),
        };
        let path = edition.leaf_path(edition.handbook.source_index, link.id);
        let target = match &link.place.id {
            Some(id) => format!("{path}#{id}"),
            None => path,
        };
        // A full-width colon brings its own space.
        let space = if words.ends_with('：') { "" } else { " " };
        match page.link_to(&target) {
            Some(href) => format!(
                "{space}<a href=\"{}\" hreflang=\"{}\">{}</a>",
                escape(&href),
                escape(&source.html_tag),
                escape(&label)
            ),
            None => format!("{space}{}", escape(&label)),
        }
    });
    format!(
        "<p class=\"mark mark-{class}\"><span class=\"sign\" aria-hidden=\"true\"></span>{words}{link}</p>"
    )
}

/// How a passage is named: `¶ 4.12`, `section 4.2`.
pub(super) fn place_label(
    edition: &Edition<'_>,
    language_index: usize,
    chapter_number: Option<u32>,
    place: &SourcePlace<'_>,
) -> Option<String> {
    let wording = &edition.wordings[language_index];
    let name = |key: &str, number: Option<u32>| {
        let number = edition.numbered(language_index, chapter_number, number)?;
        Some(wording.say(key, &[("number", &number)]))
    };
    name("label.paragraph", place.paragraph).or_else(|| name("label.section", place.section))
}

/// What is not to be read first: folded on a screen, open on paper.
pub(super) fn folded(filling: &Filling<'_>, key: &str, html: &str) -> String {
    let edition = filling.edition;
    let source = &edition.wordings[edition.handbook.source_index];
    let wording = &edition.wordings[filling.language_index];
    let words = escape(&wording.say(key, &[("language", &source.facts.name)]));
    match filling.is_in_book() {
        true => format!("<div class=\"folded\"><p class=\"mark\">{words}</p>{html}</div>"),
        false => format!("<details class=\"folded\"><summary>{words}</summary>{html}</details>"),
    }
}
