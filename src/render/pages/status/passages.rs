//! The open passages of a text go out as translators read them: what changed, what stands there, what to check.

use serde::Serialize;
use tera::Value;

use crate::base::html::escape;
use crate::base::html::escape_into;
use crate::base::text::FileId;
use crate::link::back_links::Passage;
use crate::render::fill::instrument_path;
use crate::render::pages::html;
use crate::render::pages::marks::withdrawn_id;
use crate::render::pages::notices::passage_key;
use crate::render::pages::status::View;
use crate::render::pages::status::is_begun;
use crate::render::pages::status::is_chapter;
use crate::render::pages::status::open_id;
use crate::translation::OpenPassage;
use crate::translation::grade::Grade;
use crate::translation::states::State;
use crate::translation::status::TextStatus;
use crate::translation::words::Piece;
use crate::translation::words::word_difference;

/// Most passages of a text that are listed; the page tells how many are not.
const LISTED_MAX: usize = 40;

/// The open passages of a text.
#[derive(Serialize)]
pub(super) struct OpenText {
    pub(super) id: String,
    number: Option<String>,
    title: Value,
    href: Option<String>,
    edit_href: Option<String>,
    passages: Vec<OpenEntry>,
    more: Option<String>,
}

impl OpenText {
    /// Where each of its passages is written.
    pub(super) fn places(self) -> impl Iterator<Item = Option<(FileId, u32)>> {
        self.passages.into_iter().map(|passage| passage.written)
    }
}

#[derive(Serialize)]
struct OpenEntry {
    place: Option<String>,
    kind: String,
    key: Option<String>,
    state: &'static str,
    href: Option<String>,
    original: Option<Value>,
    translation: Option<String>,
    checks: Vec<Check>,
    /// The file and the byte offset in it: of the translation, or where it has none of the source.
    #[serde(skip)]
    written: Option<(FileId, u32)>,
}

#[derive(Serialize)]
struct Check {
    name: String,
    what: String,
}

/// How much it matters that a passage is open; nothing of those that need no hand.
fn urgency(open: &OpenPassage) -> Option<u8> {
    match open.state {
        Some(State::Outdated(Grade::Substance)) => Some(0),
        None => Some(1),
        Some(State::Untranslated) => Some(2),
        Some(State::Outdated(Grade::Wording)) => Some(3),
        Some(State::Outdated(Grade::Typo | Grade::Layout)) => Some(4),
        Some(State::Moved | State::Unverified | State::Current) => None,
    }
}

impl View<'_> {
    /// The open passages of a text that was begun.
    pub(super) fn text(&self, text: &TextStatus<'_>) -> Option<OpenText> {
        if !is_begun(text) {
            return None;
        }
        let mut open: Vec<(usize, u8, &OpenPassage)> = text
            .open
            .iter()
            .enumerate()
            .filter_map(|(at, open)| Some((at, urgency(open)?, open)))
            .collect();
        let more = open.len().saturating_sub(LISTED_MAX);
        open.sort_by_key(|(at, urgency, _)| (*urgency, *at));
        open.truncate(LISTED_MAX);
        open.sort_by_key(|(at, _, _)| *at);
        if open.is_empty() {
            return None;
        }
        let (number, title, href) = self.name(text);
        let tag = &self.edition.wordings[self.page.language_index].tag;
        let file = match is_chapter(text) {
            true => format!("content/{tag}/{}.md", text.name),
            false => format!("content/{tag}/{}", text.name),
        };
        let edit_url = self.edition.handbook.file.value.edit_url.as_ref();
        Some(OpenText {
            id: open_id(text),
            number,
            title,
            href,
            edit_href: edit_url.map(|url| url.replace("{path}", &file)),
            passages: open
                .into_iter()
                .map(|(_, _, open)| self.passage(text, open))
                .collect(),
            more: (more > 0).then(|| self.amount(more)),
        })
    }

    fn passage(&self, text: &TextStatus<'_>, open: &OpenPassage) -> OpenEntry {
        let wording = &self.edition.wordings[self.page.language_index];
        let original = match (&open.was, &open.now) {
            (Some(was), Some(now)) => Some(self.difference(was, now)),
            (_, Some(now)) => Some(escape(now)),
            _ => None,
        };
        let is_in_source_words = open.text.is_some() && open.text == open.now;
        let (place, href) = self.place(text, open);
        let findings = text
            .chapter
            .into_iter()
            .flat_map(|chapter| chapter.findings_at(open));
        OpenEntry {
            place,
            kind: wording.say(&passage_key(open.kind), &[]),
            key: open.is_entry().then(|| open.section.clone()),
            state: open.state_name(),
            href,
            original: original.map(|original| html(&original)),
            translation: open.text.clone().filter(|_| !is_in_source_words),
            checks: findings
                .map(|finding| Check {
                    name: wording.say(&format!("status.check.{}", finding.check), &[]),
                    what: finding.what.clone(),
                })
                .collect(),
            written: (text.file.zip(open.own_offset))
                .or(open.source_offset.map(|offset| (text.source_file, offset))),
        }
    }

    /// The source of today with what went and what came.
    fn difference(&self, was: &str, now: &str) -> String {
        let wording = &self.edition.wordings[self.page.language_index];
        let mut out = String::new();
        for piece in word_difference(was, now) {
            let (element, key, text) = match &piece {
                Piece::Same(text) => {
                    escape_into(&mut out, text);
                    continue;
                }
                Piece::Lost(text) => ("del", "status.removed", text),
                Piece::Gained(text) => ("ins", "status.added", text),
            };
            out.push_str(&format!(
                "<{element}><span class=\"sr\" lang=\"{}\">{} </span>{}</{element}>",
                escape(&wording.html_tag),
                escape(wording.word(key)),
                escape(text)
            ));
        }
        out
    }

    /// How a passage is named, and where it is on its page.
    fn place(&self, text: &TextStatus<'_>, open: &OpenPassage) -> (Option<String>, Option<String>) {
        let index = self.page.language_index;
        let path = |path: &str| Some(self.page.path.address_to(path));
        if open.is_entry() {
            let keys: Vec<&str> = open.section.split('.').collect();
            let tag = &self.edition.wordings[index].tag;
            let order = &self.edition.links.order;
            return match (text.name.as_str(), keys.as_slice()) {
                ("glossary.yaml", [term, _]) if order.find("glossary").is_some() => {
                    (None, path(&format!("{tag}/glossary.html#term--{term}")))
                }
                ("instruments.yaml", ["instruments", id, ..])
                    if self
                        .edition
                        .handbook
                        .registry
                        .value
                        .instruments
                        .contains_key(*id) =>
                {
                    (None, path(&format!("{tag}/{}", instrument_path(id))))
                }
                _ => (None, None),
            };
        }
        let Some((leaf, _)) = self.edition.links.order.find(&text.name) else {
            return (None, None);
        };
        let page = self.edition.leaf_path(index, &text.name);
        let is_hidden = self.edition.borrowed(index, leaf).is_some();
        match (open.block, open.own_block) {
            (Some(block), _) => {
                let passage = Passage { leaf, block };
                let number = self.edition.paragraph_number(index, passage);
                let wording = &self.edition.wordings[index];
                let label =
                    number.map(|number| wording.say("label.paragraph", &[("number", &number)]));
                (
                    label,
                    Some(self.edition.passage_address(self.page, passage)),
                )
            }
            (None, Some(own)) if !is_hidden => {
                let is_whole = text
                    .chapter
                    .and_then(|chapter| chapter.withdrawn_blocks.get(own as usize).copied());
                let is_heading = open.kind == "heading";
                match is_whole == Some(true) && !is_heading {
                    true => (
                        None,
                        path(&format!("{page}#{}", withdrawn_id(own as usize))),
                    ),
                    false => (None, path(&page)),
                }
            }
            _ => (None, path(&page)),
        }
    }
}
