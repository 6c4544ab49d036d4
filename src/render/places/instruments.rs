//! Instruments go in; where their names, notes and labels are written, and where their facts, comes out.

use crate::base::text::Place;
use crate::link::back_links::ArticleKey;
use crate::parse::Language;
use crate::parse::data::InstrumentNames;
use crate::parse::yaml::keys::INSTRUMENT_GROUPS;
use crate::render::Edition;
use crate::render::fill::comment_id;
use crate::render::fill::instrument_path;
use crate::render::pages::Page;
use crate::render::pages::fact_keys;
use crate::render::places::Anchor;
use crate::render::places::Found;
use crate::render::places::lender;
use crate::render::places::word;

/// The page of an instrument: its names and labels in the words of the language, its facts in the registry.
pub(super) fn of_instrument(edition: &Edition<'_>, page: &Page, id: &str) -> Found {
    let mut found = vec![(Anchor::Title, title(edition, page, id))];
    let own = &edition.handbook.languages[page.language_index];
    if names(own, id).is_some_and(|names| names.note.is_some()) {
        let note = own.instruments.key_place(&["instruments", id, "note"]);
        found.push((Anchor::Summary, note));
    }
    let facts = fact_keys(edition, page, id);
    found.extend(facts.iter().enumerate().map(|(at, key)| {
        let path: Vec<&str> = [&["instruments", id], key.as_slice()].concat();
        let place = edition.handbook.registry.key_place(&path);
        (Anchor::Fact(at), place)
    }));
    let articles = edition.instrument_entries.get(id).into_iter().flatten();
    found.extend(
        articles.filter_map(|key| Some((Anchor::Id(key.id()), label(edition, page, id, key)?))),
    );
    let registry = &edition.handbook.registry;
    let bodies = registry.value.bodies.iter();
    for (body, _) in bodies.filter(|(_, body)| body.treaty.as_deref() == Some(id)) {
        let cited = edition.links.back_links.comments.get(body);
        for (_, comment) in cited.into_iter().flat_map(|cited| cited.keys()) {
            let key = format!("{body} {comment}");
            let has = |language: &Language| language.instruments.value.comments.contains_key(&key);
            let words = &lender(edition, page, has).instruments;
            let place = match words.value.comments.contains_key(&key) {
                true => words.key_place(&["comments", &key]),
                false => registry.key_place(&["bodies", body, "comments", comment]),
            };
            found.push((Anchor::Id(comment_id(comment)), place));
        }
    }
    found
}

/// The table of instruments, and who may complain where.
pub(super) fn of_table(edition: &Edition<'_>, page: &Page) -> Found {
    let registry = &edition.handbook.registry;
    let groups = INSTRUMENT_GROUPS.iter().map(|group| {
        let place = word(edition, page, &format!("group.{group}"));
        (Anchor::Id(format!("group--{group}")), place)
    });
    let rows = registry.value.instruments.keys().flat_map(|id| {
        let href = href(edition, page, id);
        let facts = registry.key_place(&["instruments", id]);
        [
            (Anchor::Entry(href.clone()), title(edition, page, id)),
            (Anchor::Row(href), facts),
        ]
    });
    groups.chain(rows).collect()
}

/// The index of articles.
pub(super) fn of_articles(edition: &Edition<'_>, page: &Page) -> Found {
    let mut found = Vec::new();
    for id in edition.handbook.registry.value.instruments.keys() {
        let anchor = Anchor::Id(format!("instrument--{}", id.to_ascii_lowercase()));
        found.push((anchor, title(edition, page, id)));
        let cited = edition.links.back_links.articles.get(id);
        for key in cited.into_iter().flat_map(|cited| cited.keys()) {
            let href = format!("{}#{}", href(edition, page, id), key.id());
            let place = label(edition, page, id, key);
            found.extend(place.map(|place| (Anchor::Entry(href), place)));
        }
    }
    found
}

/// The form of review cycles.
pub(super) fn of_calendar(edition: &Edition<'_>, page: &Page) -> Found {
    let registry = &edition.handbook.registry;
    let all = registry.value.instruments.iter();
    all.filter(|(_, instrument)| instrument.reporting.is_some())
        .flat_map(|(id, _)| {
            let href = href(edition, page, id);
            let reporting = registry.key_place(&["instruments", id, "reporting"]);
            [
                (Anchor::Entry(href.clone()), title(edition, page, id)),
                (Anchor::Row(href), reporting),
            ]
        })
        .collect()
}

/// Where the title of an instrument is written.
pub(super) fn title(edition: &Edition<'_>, page: &Page, id: &str) -> Place {
    let has =
        |language: &Language| names(language, id).is_some_and(|names| !names.title.is_empty());
    let words = &lender(edition, page, has).instruments;
    words.key_place(&["instruments", id, "title"])
}

/// The address of an instrument's page.
pub(super) fn href(edition: &Edition<'_>, page: &Page, id: &str) -> String {
    let tag = &edition.handbook.languages[page.language_index].tag;
    page.path
        .address_to(&format!("{tag}/{}", instrument_path(id)))
}

/// Where the words for an article are written, if there are any.
fn label(edition: &Edition<'_>, page: &Page, id: &str, key: &ArticleKey) -> Option<Place> {
    let article = key.shown();
    let has = |language: &Language| {
        names(language, id).is_some_and(|names| names.articles.contains_key(&article))
    };
    let language = lender(edition, page, has);
    let path = ["instruments", id, "articles", &article];
    (key.series.is_none() && has(language)).then(|| language.instruments.key_place(&path))
}

fn names<'a>(language: &'a Language, id: &str) -> Option<&'a InstrumentNames> {
    language.instruments.value.instruments.get(id)
}
