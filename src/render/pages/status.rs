//! The state of the translations goes in; for each language the page comes out that tells what to do next.
//!
//! The page of the source shows all languages side by side.

mod passages;

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::base::html::escape;
use crate::base::text::FileId;
use crate::parse::data::Words;
use crate::render::Borrowed;
use crate::render::Edition;
use crate::render::pages::Page;
use crate::render::pages::html;
use crate::render::pages::status::passages::OpenText;
use crate::translation::status::Counts;
use crate::translation::status::LanguageStatus;
use crate::translation::status::TextStatus;
use crate::translation::status::language_status;

/// What cannot be changed in a text, as an example.
const EXAMPLE: [&str; 3] = ["{#remedy}", "[[ICCPR 19(3)]]", "[^un]"];

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

#[derive(Serialize)]
struct MissingWord {
    key: String,
    text: String,
}

/// What a newcomer is told.
#[derive(Serialize)]
struct Help {
    can_edit: bool,
    keep: Value,
    begin: Option<Value>,
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

/// Where the open passages of a language's page are written, in its order: file and byte offset.
pub(in crate::render) fn open_places(
    edition: &Edition<'_>,
    page: &Page,
) -> Vec<Option<(FileId, u32)>> {
    if page.language_index == edition.handbook.source_index {
        return Vec::new();
    }
    let status = status_of(edition, page.language_index);
    let view = View { edition, page };
    let texts = status.texts.iter().filter_map(|text| view.text(text));
    texts.flat_map(OpenText::places).collect()
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
        let texts = || status.texts.iter();
        let mut begun = Counts::default();
        for text in texts().filter(|text| is_begun(text)) {
            begun += &text.counts;
        }
        let not_begun = texts().filter(|text| is_chapter(text) && !is_begun(text));
        LanguageRow {
            name: wording.facts.name.clone(),
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
            href: page
                .path
                .address_to(&edition.leaf_path(status.language_index, "status")),
            percent: view.amount(status.counts.percent()),
            open: view.counts(&begun, false),
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
    match text.chapter {
        Some(chapter) => chapter.is_begun,
        None => text.file.is_some() && text.counts.untranslated < text.counts.units,
    }
}

fn words_left(counts: &Counts) -> usize {
    counts.words.saturating_sub(counts.current_words)
}

fn open_id(text: &TextStatus<'_>) -> String {
    format!("open--{}", text.name.trim_end_matches(".yaml"))
}

/// One of the counts of a text.
type Sum = fn(&Counts) -> usize;

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
        let sum = |count: Sum| -> usize { begun.iter().map(|text| count(&text.counts)).sum() };
        // The first text that has such a passage, if it is listed.
        let first = |count: Sum| {
            let text = begun.iter().find(|text| count(&text.counts) > 0)?;
            let id = open_id(text);
            let is_listed = texts.iter().any(|open| open.id == id);
            is_listed.then(|| format!("#{id}"))
        };
        let counted: [(&'static str, Sum); 5] = [
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
        let separator =
            escape(self.edition.wordings[self.page.language_index].word("list.separator"));
        let examples: Vec<String> = EXAMPLE.into_iter().map(verbatim).collect();
        Help {
            can_edit: self.edition.handbook.file.value.edit_url.is_some(),
            keep: self.told(
                "status.help.keep",
                &[("example", examples.join(&separator))],
            ),
            begin: waiting.map(|text| {
                let path = |folder: &str| verbatim(&format!("content/{folder}/{}.md", text.name));
                self.told(
                    "status.help.new",
                    &[
                        ("source", path(source)),
                        ("target", path(own)),
                        ("kept", path(&format!("{own}/_translated-from"))),
                    ],
                )
            }),
        }
    }

    /// A sentence of the interface, with values that are HTML.
    fn told(&self, key: &str, values: &[(&str, String)]) -> Value {
        let wording = &self.edition.wordings[self.page.language_index];
        // Marks that no sentence holds stand in for the values while it is escaped.
        let marks: Vec<String> = ('\u{E000}'..)
            .take(values.len())
            .map(String::from)
            .collect();
        let marked: Vec<(&str, &str)> = values
            .iter()
            .zip(&marks)
            .map(|((name, _), mark)| (*name, mark.as_str()))
            .collect();
        let mut told = escape(&wording.say(key, &marked));
        for ((_, value), mark) in values.iter().zip(&marks) {
            told = told.replace(mark, value);
        }
        html(&told)
    }
}

/// What is typed as it is, from left to right wherever it stands.
fn verbatim(text: &str) -> String {
    format!("<code dir=\"ltr\">{}</code>", escape(text))
}
