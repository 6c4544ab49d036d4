//! The state of the translations goes in; for each language the page comes out that tells how far it is and what to do next,
//! for the source the one that shows all languages side by side.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::base::html::escape;
use crate::base::html::escape_into;
use crate::link::back_links::Passage;
use crate::parse::data::Words;
use crate::render::Borrowed;
use crate::render::Edition;
use crate::render::fill::instrument_path;
use crate::render::pages::Page;
use crate::render::pages::html;
use crate::render::pages::marks::withdrawn_id;
use crate::render::pages::notices::passage_key;
use crate::translation::OpenPassage;
use crate::translation::grade::Grade;
use crate::translation::states::State;
use crate::translation::status::Counts;
use crate::translation::status::LanguageStatus;
use crate::translation::status::TextStatus;
use crate::translation::status::language_status;
use crate::translation::words::Piece;
use crate::translation::words::word_difference;

/// Most passages of a text that are listed; the page tells how many are not.
const LISTED_MAX: usize = 40;

/// What cannot be changed in a text, as an example.
const EXAMPLE: &str = "{#remedy}, [[ICCPR 19(3)]], [^un]";

#[derive(Serialize)]
struct StatusContext {
    source: Borrowed,
    next: Vec<Todo>,
    rows: Vec<Row>,
    total: Row,
    texts: Vec<OpenText>,
    interface: Vec<MissingWord>,
    help: Help,
}

/// Something to be done.
#[derive(Serialize)]
struct Todo {
    what: &'static str,
    n: String,
    href: Option<String>,
    title: Option<Value>,
}

/// How far a text is.
#[derive(Serialize)]
struct Row {
    number: Option<String>,
    title: Value,
    href: Option<String>,
    is_begun: bool,
    percent: String,
    open: Vec<Count>,
    open_href: Option<String>,
    words_left: String,
    review: Option<String>,
}

#[derive(Serialize)]
struct Count {
    state: &'static str,
    n: String,
}

/// The open passages of a text.
#[derive(Serialize)]
struct OpenText {
    id: String,
    number: Option<String>,
    title: Value,
    href: Option<String>,
    edit_href: Option<String>,
    passages: Vec<OpenEntry>,
    more: Option<String>,
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
}

#[derive(Serialize)]
struct Check {
    name: String,
    what: String,
}

#[derive(Serialize)]
struct MissingWord {
    key: String,
    text: String,
}

/// What a newcomer is told; paths are isolated, so that they stay whole in a text of another direction.
#[derive(Serialize)]
struct Help {
    can_edit: bool,
    example: String,
    begin: Option<Begin>,
}

#[derive(Serialize)]
struct Begin {
    source: String,
    target: String,
    kept: String,
}

#[derive(Serialize)]
struct LanguageRow {
    name: String,
    html: String,
    dir: String,
    href: String,
    percent: String,
    open: Vec<Count>,
    not_begun: String,
    interface_missing: String,
    words_left: String,
}

#[derive(Serialize)]
struct ChapterRow {
    number: Option<String>,
    title: Value,
    href: Option<String>,
    /// For each language; nothing where it has not begun.
    percents: Vec<Option<String>>,
}

/// Puts the state of one language or, on the source's page, of all of them into the context.
pub(super) fn insert(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    if page.language_index == edition.handbook.source_index {
        insert_all(edition, page, context);
        return;
    }
    let status = status_of(edition, page.language_index);
    let view = View { edition, page };
    let texts: Vec<OpenText> = status
        .texts
        .iter()
        .filter_map(|text| view.text(text))
        .collect();
    let row = |text: &TextStatus<'_>| {
        let is_listed = texts.iter().any(|open| open.id == open_id(text));
        view.row(text, is_listed)
    };
    context.insert(
        "status",
        &StatusContext {
            source: edition.source_as_borrowed(),
            next: view.next(&status, &texts),
            rows: status.texts.iter().map(row).collect(),
            total: view.total(&status.counts),
            interface: view.interface(&status),
            help: view.help(&status),
            texts,
        },
    );
}

fn status_of<'a>(edition: &Edition<'a>, language_index: usize) -> LanguageStatus<'a> {
    let order = edition.links.order.markdown();
    let order = order.map(|(_, leaf)| leaf.id.as_str());
    language_status(
        edition.handbook,
        edition.translations,
        language_index,
        order,
    )
}

fn insert_all(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    let source = edition.handbook.source_index;
    let others = (0..edition.handbook.languages.len()).filter(|index| *index != source);
    let statuses: Vec<LanguageStatus<'_>> = others.map(|index| status_of(edition, index)).collect();
    let view = View { edition, page };
    let languages = statuses.iter().map(|status| {
        let wording = &edition.wordings[status.language_index];
        let texts = status.texts.iter();
        let not_begun =
            texts.filter(|text| text.chapter.is_none() && is_chapter(text) && !is_begun(text));
        LanguageRow {
            name: wording.facts.name.clone(),
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
            href: page
                .path
                .address_to(&edition.leaf_path(status.language_index, "status")),
            percent: view.amount(status.counts.percent()),
            open: view.counts(&status.counts, false),
            not_begun: view.amount(not_begun.count()),
            interface_missing: view.amount(status.interface_missing.len()),
            words_left: view.amount(words_left(&status.counts)),
        }
    });
    let languages: Vec<LanguageRow> = languages.collect();
    let texts = statuses.first().map_or(0, |status| status.texts.len());
    let rows = (0..texts).filter_map(|at| {
        let (number, title, href) = view.name(statuses.first()?.texts.get(at)?);
        let percents = statuses.iter().map(|status| {
            let text = status.texts.get(at)?;
            is_begun(text).then(|| view.amount(text.counts.percent()))
        });
        Some(ChapterRow {
            number,
            title,
            href,
            percents: percents.collect(),
        })
    });
    context.insert("languages_status", &languages);
    context.insert("chapters_status", &rows.collect::<Vec<_>>());
}

/// Whether a text is a chapter or page, and not a file of words.
fn is_chapter(text: &TextStatus<'_>) -> bool {
    !text.name.ends_with(".yaml")
}

/// Whether something of a text is translated.
fn is_begun(text: &TextStatus<'_>) -> bool {
    text.file.is_some() && text.counts.untranslated < text.counts.units
}

fn words_left(counts: &Counts) -> usize {
    counts.words.saturating_sub(counts.current_words)
}

fn open_id(text: &TextStatus<'_>) -> String {
    format!("open--{}", text.name.trim_end_matches(".yaml"))
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

struct View<'a> {
    edition: &'a Edition<'a>,
    page: &'a Page,
}

impl View<'_> {
    fn amount(&self, number: usize) -> String {
        self.edition.wordings[self.page.language_index].amount(number as u64)
    }

    /// Number, title and address of a text.
    fn name(&self, text: &TextStatus<'_>) -> (Option<String>, Value, Option<String>) {
        let index = self.page.language_index;
        let wording = &self.edition.wordings[index];
        if let Some((leaf, _)) = self.edition.links.order.find(&text.name)
            && is_chapter(text)
        {
            let link = self.edition.chapter_link(self.page, leaf, true);
            let title = self.edition.leaf_name(index, leaf).html();
            return (link.number, html(&title), Some(link.href));
        }
        let (key, path) = match text.name.as_str() {
            "glossary.yaml" => ("page.glossary", Some("glossary")),
            "instruments.yaml" => ("page.instruments", Some("instruments")),
            _ => ("status.file.book", Some("index")),
        };
        // A list that this handbook does not have has no page.
        let order = &self.edition.links.order;
        let path = path.filter(|path| *path == "index" || order.find(path).is_some());
        let title = Value::normal_string(&wording.say(key, &[]));
        let href = path.map(|path| {
            let path = self.edition.leaf_path(index, path);
            self.page.path.address_to(&path)
        });
        (None, title, href)
    }

    /// The states that are there, with their numbers. What has just not been begun is not counted by passages.
    fn counts(&self, counts: &Counts, is_whole: bool) -> Vec<Count> {
        [
            ("substance", counts.substance),
            ("withdrawn", counts.withdrawn),
            (
                "untranslated",
                if is_whole { 0 } else { counts.untranslated },
            ),
            ("unverified", counts.unverified),
            ("wording", counts.wording),
            ("small", counts.small()),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| Count {
            state,
            n: self.amount(count),
        })
        .collect()
    }

    fn row(&self, text: &TextStatus<'_>, is_listed: bool) -> Row {
        let (number, title, href) = self.name(text);
        let is_begun = is_begun(text);
        Row {
            number,
            title,
            href,
            is_begun,
            percent: self.amount(text.counts.percent()),
            open: self.counts(&text.counts, !is_begun),
            open_href: is_listed.then(|| format!("#{}", open_id(text))),
            words_left: self.amount(words_left(&text.counts)),
            review: text.review.filter(|_| is_begun).map(str::to_owned),
        }
    }

    fn total(&self, counts: &Counts) -> Row {
        let wording = &self.edition.wordings[self.page.language_index];
        Row {
            number: None,
            title: Value::normal_string(&wording.say("status.all", &[])),
            href: None,
            is_begun: true,
            percent: self.amount(counts.percent()),
            open: Vec::new(),
            open_href: None,
            words_left: self.amount(words_left(counts)),
            review: None,
        }
    }

    /// What to do, the most important first.
    fn next(&self, status: &LanguageStatus<'_>, texts: &[OpenText]) -> Vec<Todo> {
        let begun: Vec<&TextStatus<'_>> =
            status.texts.iter().filter(|text| is_begun(text)).collect();
        let sum = |count: fn(&Counts) -> usize| -> usize {
            begun.iter().map(|text| count(&text.counts)).sum()
        };
        // The first text that has such a passage, if it is listed.
        let first = |count: fn(&Counts) -> usize| {
            let text = begun.iter().find(|text| count(&text.counts) > 0)?;
            let id = open_id(text);
            let is_listed = texts.iter().any(|open| open.id == id);
            is_listed.then(|| format!("#{id}"))
        };
        let counted: [(&'static str, fn(&Counts) -> usize); 5] = [
            ("substance", |counts| counts.substance),
            ("withdrawn", |counts| counts.withdrawn),
            ("untranslated", |counts| counts.untranslated),
            ("unverified", |counts| counts.unverified),
            ("wording", |counts| counts.wording),
        ];
        let mut next: Vec<Todo> = counted
            .into_iter()
            .filter(|(_, count)| sum(*count) > 0)
            .map(|(what, count)| Todo {
                what,
                n: self.amount(sum(count)),
                href: first(count),
                title: None,
            })
            .collect();
        if !status.interface_missing.is_empty() {
            next.push(Todo {
                what: "interface",
                n: self.amount(status.interface_missing.len()),
                href: Some("#interface--words".to_owned()),
                title: None,
            });
        }
        let waiting = status
            .texts
            .iter()
            .find(|text| !is_begun(text) && is_chapter(text));
        if let Some(text) = waiting {
            let (_, title, href) = self.name(text);
            next.push(Todo {
                what: "begin",
                n: self.amount(text.counts.words),
                href,
                title: Some(title),
            });
        }
        let is_unreviewed = |text: &&&TextStatus<'_>| text.review == Some("unreviewed");
        let unreviewed = begun.iter().filter(is_unreviewed).count();
        if unreviewed > 0 {
            next.push(Todo {
                what: "review",
                n: self.amount(unreviewed),
                href: None,
                title: None,
            });
        }
        next
    }

    /// The open passages of a text that was begun.
    fn text(&self, text: &TextStatus<'_>) -> Option<OpenText> {
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

    fn interface(&self, status: &LanguageStatus<'_>) -> Vec<MissingWord> {
        let source = &self.edition.wordings[self.edition.handbook.source_index];
        let missing = status.interface_missing.iter();
        missing
            .map(|key| MissingWord {
                key: key.clone(),
                text: match source.words(key) {
                    Some(Words::Plain(text)) => text.clone(),
                    Some(Words::Plural(forms)) => forms.get("other").cloned().unwrap_or_default(),
                    None => String::new(),
                },
            })
            .collect()
    }

    fn help(&self, status: &LanguageStatus<'_>) -> Help {
        let own = &self.edition.wordings[self.page.language_index].tag;
        let source = &self.edition.wordings[self.edition.handbook.source_index].tag;
        let waiting = status
            .texts
            .iter()
            .find(|text| text.file.is_none() && is_chapter(text));
        Help {
            can_edit: self.edition.handbook.file.value.edit_url.is_some(),
            example: isolated(EXAMPLE),
            begin: waiting.map(|text| Begin {
                source: isolated(&format!("content/{source}/{}.md", text.name)),
                target: isolated(&format!("content/{own}/{}.md", text.name)),
                kept: isolated(&format!("content/{own}/_translated-from/{}.md", text.name)),
            }),
        }
    }
}

/// A text that reads from left to right wherever it stands.
fn isolated(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
}
