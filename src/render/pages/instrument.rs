//! One instrument: its facts, its articles, and every passage of the handbook that cites it.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::base::html::escape;
use crate::link::back_links::ArticleKey;
use crate::link::extent::Extent;
use crate::parse::data::Instrument;
use crate::parse::reference::Locator;
use crate::parse::reference::Written;
use crate::parse::reference::read_citation;
use crate::render::Edition;
use crate::render::fill::comment_id;
use crate::render::fill::instrument_path;
use crate::render::labels::Labels;
use crate::render::pages::Page;
use crate::render::pages::html;
use crate::render::pages::passages::PassageLink;
use crate::render::pages::passages::PassageLinks;

#[derive(Serialize)]
struct InstrumentContext {
    id: String,
    title: String,
    lang: Option<String>,
    dir: Option<String>,
    abbreviation: Option<String>,
    other_titles: Vec<OtherTitle>,
    kind: String,
    group: String,
    group_href: String,
    instruments_href: String,
    facts: Vec<Fact>,
    note: Option<String>,
    official_href: Option<String>,
    articles: Vec<Article>,
    whole: Vec<PassageLink>,
    comments: Vec<Comment>,
}

#[derive(Serialize)]
struct OtherTitle {
    html: String,
    dir: String,
    name: String,
    title: String,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    text: Value,
    href: Option<String>,
    unverified: bool,
    lang: Option<String>,
    dir: Option<String>,
    /// The keys below the instrument's own that lead to it in the registry.
    #[serde(skip)]
    keys: Vec<&'static str>,
}

#[derive(Serialize)]
struct Article {
    id: String,
    label: Value,
    title: Option<Value>,
    passages: Vec<PassageLink>,
    comments: Vec<NoComment>,
}

/// Comments are not yet assigned to articles in the data.
#[derive(Serialize)]
struct NoComment;

#[derive(Serialize)]
struct Comment {
    id: String,
    label: Value,
    title: Option<Value>,
    symbol: Option<String>,
    date: Option<String>,
    passages: Vec<PassageLink>,
}

/// Puts an instrument into the context.
pub(super) fn insert(edition: &Edition<'_>, page: &Page, id: &str, context: &mut Context) {
    let index = page.language_index;
    let labels = edition.labels(index);
    let Some(instrument) = edition.handbook.registry.value.instruments.get(id) else {
        return;
    };
    let title = labels.title(id);
    let table = edition.leaf_path(index, "instruments");
    let names = labels.language.instruments.value.instruments.get(id);
    let whole = edition.links.back_links.whole.get(id).into_iter().flatten();
    let mut links = PassageLinks::new(edition, page);
    let value = InstrumentContext {
        id: id.to_ascii_lowercase(),
        lang: title.lang(),
        dir: title.dir(),
        abbreviation: labels
            .abbreviation(id)
            .filter(|abbreviation| *abbreviation != title.text),
        other_titles: other_titles(edition, index, id),
        kind: instrument.kind.clone(),
        group: instrument.group.clone(),
        group_href: page
            .path
            .address_to(&format!("{table}#group--{}", instrument.group)),
        instruments_href: page.path.address_to(&table),
        facts: facts(&labels, edition, page, id, instrument),
        note: names
            .and_then(|names| names.note.as_ref())
            .map(|note| labels.wording.typeset(note)),
        official_href: instrument.url.clone(),
        articles: articles(edition, page, id, &mut links),
        whole: whole
            .map(|passage| links.link(*passage, Vec::new()))
            .collect(),
        comments: comments(edition, page, id, &mut links),
        title: title.text,
    };
    context.insert("instrument", &value);
}

/// Where in the registry each fact of an instrument's page is written, as keys below the instrument's own.
pub(in crate::render) fn fact_keys(
    edition: &Edition<'_>,
    page: &Page,
    id: &str,
) -> Vec<Vec<&'static str>> {
    let labels = edition.labels(page.language_index);
    let instrument = edition.handbook.registry.value.instruments.get(id);
    let facts = instrument.map(|instrument| facts(&labels, edition, page, id, instrument));
    let facts = facts.into_iter().flatten();
    facts.map(|fact| fact.keys).collect()
}

fn other_titles(edition: &Edition<'_>, index: usize, id: &str) -> Vec<OtherTitle> {
    let others = edition
        .handbook
        .languages
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index);
    others
        .filter_map(|(other, language)| {
            let names = language.instruments.value.instruments.get(id)?;
            let wording = &edition.wordings[other];
            let name = wording.facts.name.clone();
            Some(OtherTitle {
                html: wording.html_tag.clone(),
                dir: wording.direction.clone(),
                name,
                title: wording.typeset(&names.title),
            })
        })
        .collect()
}

fn facts(
    labels: &Labels<'_>,
    edition: &Edition<'_>,
    page: &Page,
    id: &str,
    instrument: &Instrument,
) -> Vec<Fact> {
    let wording = labels.wording;
    let mut facts = Vec::new();
    let unverified = |name: &str| instrument.unverified.iter().any(|fact| fact == name);
    let mut add = |key: &'static str, name: &'static str, text: String, href: Option<String>| {
        facts.push(Fact {
            label: wording.say(&format!("fact.{key}"), &[]),
            text: html(&text),
            href,
            unverified: unverified(name),
            lang: None,
            dir: None,
            keys: match name {
                "complaints" => vec![name, key],
                _ => vec![name],
            },
        });
    };
    let ltr = |text: &str| format!("<bdi dir=\"ltr\">{}</bdi>", escape(text));
    let instrument_link = |id: &str| {
        page.path
            .address_to(&format!("{}/{}", wording.tag, instrument_path(id)))
    };
    add(
        "kind",
        "kind",
        escape(&wording.say(&format!("kind.{}", instrument.kind), &[])),
        None,
    );
    if let Some(parent) = &instrument.parent {
        add(
            "parent",
            "parent",
            labels.title(parent).html(),
            Some(instrument_link(parent)),
        );
    }
    for (key, date) in [
        ("adopted", &instrument.adopted),
        ("opened", &instrument.opened),
        ("in_force", &instrument.in_force),
    ] {
        if let Some(date) = date {
            add(key, key, escape(&wording.date(date)), None);
        }
    }
    if let Some(place) = &instrument.place {
        add("place", "place", labels.place(place).html(), None);
    }
    let binding = if instrument.is_binding() {
        "fact.yes"
    } else {
        "fact.no"
    };
    add(
        "binding",
        "binding",
        escape(&wording.say(binding, &[])),
        None,
    );
    if !instrument.bodies.is_empty() {
        let bodies: Vec<String> = instrument
            .bodies
            .iter()
            .map(|body| body_with_members(labels, edition, body))
            .collect();
        add("bodies", "bodies", wording.list(&bodies), None);
    }
    if let Some(extent) = Extent::of(instrument).ok().flatten() {
        add(
            "articles",
            "articles",
            shown_extent(labels, id, &extent),
            None,
        );
    }
    if !instrument.symbols.is_empty() {
        let symbols: Vec<String> = instrument
            .symbols
            .iter()
            .map(|symbol| ltr(symbol))
            .collect();
        add("symbols", "symbols", symbols.join("<br>"), None);
    }
    let citations = |list: &[&str]| -> Vec<String> {
        list.iter()
            .filter_map(|citation| linked_citation(labels, edition, page, id, citation))
            .collect()
    };
    if let Some(reporting) = &instrument.reporting {
        let mut parts = Vec::new();
        parts.extend(reporting.initial_years.and_then(|years| {
            wording.phrase("fact.reporting_initial", Some(u64::from(years)), &[])
        }));
        parts.extend(reporting.periodic_years.and_then(|years| {
            wording.phrase("fact.reporting_periodic", Some(u64::from(years)), &[])
        }));
        let mut parts: Vec<String> = parts.iter().map(|part| escape(part)).collect();
        parts.extend(
            reporting
                .basis
                .as_deref()
                .and_then(|basis| linked_citation(labels, edition, page, id, basis)),
        );
        add("reporting", "reporting", parts.join("<br>"), None);
    }
    for (key, complaint) in [
        ("individual", &instrument.complaints.individual),
        ("inquiry", &instrument.complaints.inquiry),
        ("interstate", &instrument.complaints.interstate),
    ] {
        if let Some(complaint) = complaint {
            let by = escape(&wording.say(&format!("complaints.by.{}", complaint.by), &[]));
            let basis = complaint
                .basis
                .as_deref()
                .and_then(|basis| linked_citation(labels, edition, page, id, basis));
            let mut text = basis.map_or(by.clone(), |basis| format!("{by} ({basis})"));
            let opt_out = complaint.opt_out.as_deref();
            if let Some(article) =
                opt_out.and_then(|citation| linked_citation(labels, edition, page, id, citation))
            {
                let unless = escape(&wording.say("complaints.opt_out", &[]));
                text.push_str(&format!(" {unless} ({article})"));
            }
            add(key, "complaints", text, None);
        }
    }
    if let Some(derogation) = &instrument.derogation {
        add(
            "derogation",
            "derogation",
            citations(&[derogation]).join(" "),
            None,
        );
    }
    if !instrument.non_derogable.is_empty() {
        let list: Vec<&str> = instrument
            .non_derogable
            .iter()
            .map(String::as_str)
            .collect();
        add(
            "non_derogable",
            "non_derogable",
            wording.list(&citations(&list)),
            None,
        );
    }
    if let Some(parties) = &instrument.parties {
        let date = wording.date(&parties.as_of);
        if let Some(text) = wording.phrase(
            "fact.parties_count",
            Some(u64::from(parties.count)),
            &[("date", &date)],
        ) {
            add("parties", "parties", escape(&text), None);
        }
    }
    if let Some(depositary) = &instrument.depositary {
        add(
            "depositary",
            "depositary",
            ltr(&host_of(depositary)),
            Some(depositary.clone()),
        );
    }
    facts
}

fn host_of(address: &str) -> String {
    url::Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| address.to_owned())
}

fn body_with_members(labels: &Labels<'_>, edition: &Edition<'_>, body: &str) -> String {
    let name = labels.body(body).html();
    let members = edition
        .handbook
        .registry
        .value
        .bodies
        .get(body)
        .and_then(|facts| facts.members);
    match members.and_then(|members| {
        labels
            .wording
            .phrase("fact.members", Some(u64::from(members)), &[])
    }) {
        Some(members) => labels
            .wording
            .say_titled("label.remark", "remark", &members, &name),
        None => name,
    }
}

/// A citation of the data as a link, in the language's own form; only the place where it is in the same instrument.
pub(super) fn linked_citation(
    labels: &Labels<'_>,
    edition: &Edition<'_>,
    page: &Page,
    own: &str,
    written: &str,
) -> Option<String> {
    match read_citation(&written.split_whitespace().collect::<Vec<_>>().join(" "))? {
        Written::Citation(citation) => {
            let address = page.path.address_to(&format!(
                "{}/{}",
                labels.wording.tag,
                edition.citation_path(&citation)
            ));
            Some(format!(
                "<a class=\"cite\" href=\"{}\">{}</a>",
                escape(&address),
                match &citation.locator {
                    Some(locator) if citation.instrument == own => labels.locator(own, locator),
                    _ => labels.citation(&citation),
                }
            ))
        }
        Written::Comment(comment) => Some(labels.comment(&comment)),
        _ => None,
    }
}

/// `art. 1–53`, or each of its series, in the language's own words.
fn shown_extent(labels: &Labels<'_>, id: &str, extent: &Extent) -> String {
    let ranges: Vec<String> = extent
        .ranges()
        .map(|range| labels.locator(id, &range))
        .collect();
    labels.wording.list(&ranges)
}

fn articles(
    edition: &Edition<'_>,
    page: &Page,
    id: &str,
    links: &mut PassageLinks<'_>,
) -> Vec<Article> {
    let labels = edition.labels(page.language_index);
    let empty = BTreeMap::new();
    let cited = edition.links.back_links.articles.get(id).unwrap_or(&empty);
    let Some(entries) = edition.instrument_entries.get(id) else {
        return Vec::new();
    };
    let mut of = |key: &ArticleKey| {
        let locator = Locator {
            series: key.series.clone(),
            article: key.shown(),
            article_to: None,
            paragraph: None,
            letter: None,
        };
        // A passage that cites three paragraphs of an article is one passage.
        let citing = cited.get(key).map_or(&[][..], Vec::as_slice);
        let passages = citing.chunk_by(|one, other| one.passage == other.passage);
        let passages = passages.filter_map(|citing| {
            let places = citing.iter().filter_map(|citing| {
                citing.citation.locator.as_ref().filter(|cited| {
                    cited.paragraph.is_some()
                        || cited.letter.is_some()
                        || cited.article_to.is_some()
                        || cited.article != key.shown()
                })
            });
            let places = places.map(|place| html(&labels.locator(id, place)));
            Some(links.link(citing.first()?.passage, places.collect()))
        });
        Article {
            id: key.id(),
            label: html(&labels.locator(id, &locator)),
            title: key
                .series
                .is_none()
                .then(|| labels.article_label(id, &key.shown()))
                .flatten()
                .map(|name| html(&name.html())),
            passages: passages.collect(),
            comments: Vec::new(),
        }
    };
    entries.iter().map(&mut of).collect()
}

/// General comments of the bodies whose comments stand on this instrument's page: those cited or known.
fn comments(
    edition: &Edition<'_>,
    page: &Page,
    id: &str,
    links: &mut PassageLinks<'_>,
) -> Vec<Comment> {
    let labels = edition.labels(page.language_index);
    let bodies = edition
        .handbook
        .registry
        .value
        .bodies
        .iter()
        .filter(|(_, facts)| facts.treaty.as_deref() == Some(id));
    let mut comments = Vec::new();
    for (body, facts) in bodies {
        let Some(cited) = edition.links.back_links.comments.get(body) else {
            continue;
        };
        for ((_, comment), passages) in cited {
            let known = facts.comments.get(comment);
            let citation = crate::parse::reference::CommentCitation {
                body: body.clone(),
                comment: comment.clone(),
                paragraph: None,
            };
            comments.push(Comment {
                id: comment_id(comment),
                label: html(&labels.comment(&citation)),
                title: labels
                    .comment_title(body, comment)
                    .map(|name| html(&name.html())),
                symbol: known.and_then(|known| known.symbol.clone()),
                date: known
                    .and_then(|known| known.date.as_ref())
                    .map(|date| labels.wording.date(date)),
                passages: passages
                    .iter()
                    .map(|(passage, _)| links.link(*passage, Vec::new()))
                    .collect(),
            });
        }
    }
    comments
}
