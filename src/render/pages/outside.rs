//! Pages outside the languages: the chooser at the root, the page for addresses that do not exist, and old addresses.

use serde::Serialize;
use tera::Context;

use crate::render::Edition;
use crate::render::pages::Page;
use crate::render::pages::frame::Alternate;
use crate::render::pages::frame::book_title;
use crate::render::theme::Theme;

#[derive(Serialize)]
struct Lang {
    html: String,
    dir: String,
}

#[derive(Serialize)]
struct SiteTitle {
    title: String,
}

#[derive(Serialize)]
struct PageContext {
    description: Option<String>,
    canonical: Option<String>,
    alternates: Vec<Alternate>,
}

#[derive(Serialize)]
struct Choice {
    name: String,
    html: String,
    dir: String,
    href: String,
    title: String,
    subtitle: Option<String>,
}

#[derive(Serialize)]
struct Assets {
    style: String,
    icon: String,
}

#[derive(Serialize)]
struct NotFoundLanguage {
    html: String,
    dir: String,
    title: String,
    text: String,
    home: String,
    href: Option<String>,
}

fn insert_source(edition: &Edition<'_>, context: &mut Context) {
    let source = &edition.wordings[edition.handbook.source_index];
    context.insert(
        "lang",
        &Lang {
            html: source.html_tag.clone(),
            dir: source.direction.clone(),
        },
    );
    context.insert(
        "site",
        &SiteTitle {
            title: book_title(edition, edition.handbook.source_index),
        },
    );
}

/// The chooser of languages.
pub(super) fn chooser(edition: &Edition<'_>, theme: &Theme, page: &Page, context: &mut Context) {
    insert_source(edition, context);
    let languages = edition.wordings.iter().enumerate().map(|(index, wording)| {
        let subtitle = &edition.handbook.languages[index].book.value.subtitle;
        Choice {
            name: wording.facts.name.clone(),
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
            href: page.path.address_to(&edition.leaf_path(index, "index")),
            title: book_title(edition, index),
            subtitle: subtitle.as_ref().map(|text| wording.typeset(text)),
        }
    });
    context.insert("languages", &languages.collect::<Vec<_>>());
    let mut alternates = Vec::new();
    if let Some(base) = &edition.base_url {
        for (index, wording) in edition.wordings.iter().enumerate() {
            alternates.push(Alternate {
                hreflang: wording.html_tag.clone(),
                href: format!("{base}{}", edition.leaf_path(index, "index")),
            });
        }
        alternates.push(Alternate {
            hreflang: "x-default".to_owned(),
            href: (*base).to_owned(),
        });
    }
    let source = &edition.wordings[edition.handbook.source_index];
    let subtitle = &edition.handbook.source().book.value.subtitle;
    let description = subtitle.as_ref().map(|text| source.typeset(text));
    context.insert(
        "page",
        &PageContext {
            description,
            canonical: edition.base_url.map(str::to_owned),
            alternates,
        },
    );
    let asset = |name: &str| page.path.address_to(theme.static_path(name));
    context.insert(
        "assets",
        &Assets {
            style: asset("style.css"),
            icon: asset("favicon.svg"),
        },
    );
}

/// What a server shows where there is no page, at any depth: with a base address absolute links, without it none.
pub(super) fn not_found(edition: &Edition<'_>, theme: &Theme, context: &mut Context) {
    insert_source(edition, context);
    let languages = edition
        .wordings
        .iter()
        .enumerate()
        .map(|(index, wording)| NotFoundLanguage {
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
            title: wording.say("error.not_found.title", &[]),
            text: wording.say("error.not_found.text", &[]),
            home: wording.say("error.not_found.home", &[]),
            href: edition
                .base_url
                .as_ref()
                .map(|base| format!("{base}{}", edition.leaf_path(index, "index"))),
        });
    context.insert("languages", &languages.collect::<Vec<_>>());
    let assets = edition.base_url.as_ref().map(|base| Assets {
        style: format!("{base}{}", theme.static_path("style.css")),
        icon: format!("{base}{}", theme.static_path("favicon.svg")),
    });
    context.insert("assets", &assets);
}

#[derive(Serialize)]
struct Moved {
    title: String,
    href: String,
    canonical: Option<String>,
}

/// An old address: it leads on to the chapter's present one.
pub(super) fn moved(edition: &Edition<'_>, page: &Page, leaf: usize, context: &mut Context) {
    let index = page.language_index;
    let wording = &edition.wordings[index];
    let path = edition.leaf_path(index, &edition.links.order.leaves[leaf].id);
    context.insert(
        "lang",
        &Lang {
            html: wording.html_tag.clone(),
            dir: wording.direction.clone(),
        },
    );
    let canonical = edition
        .base_url
        .as_ref()
        .map(|base| format!("{base}{path}"));
    context.insert(
        "moved",
        &Moved {
            title: edition.leaf_title(index, leaf).to_owned(),
            href: page.path.address_to(&path),
            canonical,
        },
    );
}
