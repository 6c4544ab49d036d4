//! Stage 4, [`Handbook`] + [`Links`] + theme → [`Site`]: every page of every language, in parallel, from the same parsed text.

pub mod behind;
mod drawings;
mod edition;
pub mod fill;
mod index_letters;
pub mod labels;
mod lean;
mod open_data;
pub mod pages;
pub mod places;
mod plain;
mod search_names;
mod search_texts;
mod site_files;
pub mod standpoint;
pub mod theme;
pub mod wording;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::output;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::base::text::Place;
use crate::link::Links;
use crate::link::back_links::ArticleKey;
use crate::parse::Handbook;
use crate::parse::pictures::Picture;
use crate::read::Sources;
use crate::render::drawings::PaperDrawings;
pub use crate::render::edition::Borrowed;
pub use crate::render::edition::Edition;
use crate::render::edition::LeafName;
pub use crate::render::pages::Page;
use crate::render::theme::Theme;
use crate::render::wording::Wording;
use crate::translation::Translations;

/// All that is made once for all pages: words, theme, names, the list of what is to be made. It owns what it has, so that
/// pages can be made whenever they are asked for, one by one or all together.
pub struct Prepared {
    theme: Arc<Theme>,
    translations: Arc<Translations>,
    wordings: Vec<Arc<Wording>>,
    leaf_names: Vec<Vec<LeafName>>,
    borrowed_counts: Vec<usize>,
    instrument_entries: HashMap<String, BTreeSet<ArticleKey>>,
    base_url: Option<String>,
    paper_drawings: PaperDrawings,
    /// Whether the content has errors, which would show again in its pages; they were told where they stand.
    content_is_faulty: bool,
    /// Files that are published as they are: the theme's, and pictures.
    pub files: Site,
    /// Everything else, each made by itself.
    pub jobs: Vec<Job>,
}

/// A part of the site that is made by itself, from nothing but the edition and the theme.
///
/// A new kind of file that is one page is a new [`PageKind`](pages::PageKind). A new kind that is many files, or that is
/// itself made in parallel, is a new group: a variant here, listed in [`prepare`] and made in [`make`]. Builds make all
/// jobs together; the preview makes a page when it is asked for, and groups one after another behind them.
pub enum Job {
    /// One page, made on one thread.
    Page(Page),
    /// The files that the search of a language reads, by the language's index.
    Search(usize),
    /// A language's book for printing: one long page, made in parallel.
    Book(Page),
    /// The style sheets of the books.
    BookSheets,
    /// The data files.
    OpenData,
    /// Files for servers and search engines.
    SiteFiles,
}

impl Job {
    /// The page's path; groups tell their paths when they are made.
    pub fn path(&self) -> Option<&SitePath> {
        match self {
            Job::Page(page) | Job::Book(page) => Some(page.path.path()),
            Job::Search(_) | Job::BookSheets | Job::OpenData | Job::SiteFiles => None,
        }
    }

    /// Whether a file at `path` can be one of the job's; `languages` are the tags of the languages by their indexes.
    pub fn may_make(&self, path: &str, languages: &[&str]) -> bool {
        match self {
            Job::Page(page) | Job::Book(page) => page.path.path().as_str() == path,
            Job::Search(index) => languages.get(*index).is_some_and(|tag| {
                path.strip_prefix(tag)
                    .is_some_and(|below| below.starts_with("/search/"))
            }),
            Job::BookSheets => path.ends_with(".css"),
            Job::OpenData => path.starts_with("data/"),
            Job::SiteFiles => !path.ends_with(".html"),
        }
    }

    /// The page's template and language: pages that have both in common are made alike.
    pub fn pattern(&self) -> Option<(&'static str, usize)> {
        match self {
            Job::Page(page) | Job::Book(page) => Some((page.kind.template(), page.language_index)),
            Job::Search(_) | Job::BookSheets | Job::OpenData | Job::SiteFiles => None,
        }
    }
}

/// What is kept of one run for the next.
#[derive(Default)]
pub struct Memo {
    wordings: HashMap<String, Arc<Wording>>,
    theme: theme::Memo,
}

/// Renders the whole site.
pub fn render(
    prepared: &Prepared,
    handbook: &Handbook,
    links: &Links,
    diagnostics: &mut Diagnostics,
) -> Site {
    let edition = prepared.edition(handbook, links);
    let made: Vec<(Site, Diagnostics)> = prepared
        .jobs
        .par_iter()
        .map(|job| {
            let mut found = Diagnostics::default();
            (make(prepared, &edition, job, &mut found), found)
        })
        .collect();
    let mut site = prepared.files.clone();
    for (part, found) in made {
        site.files.extend(part.files);
        diagnostics.append(found);
    }
    site
}

/// Makes what `memo` does not have of all that pages have in common. `base_url` stands in for the one of `handbook.yaml`.
/// Nothing comes out if a template cannot be read.
pub fn prepare(
    sources: &Sources,
    handbook: &Handbook,
    translations: &Arc<Translations>,
    links: &Links,
    base_url: Option<&str>,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Option<Prepared> {
    let known = &memo.wordings;
    let wordings: Vec<Arc<Wording>> = handbook
        .languages
        .par_iter()
        .map(|language| match known.get(language.tag.as_str()) {
            Some(wording) if wording.is_of(language) => wording.clone(),
            _ => Arc::new(Wording::new(language)),
        })
        .collect();
    memo.wordings = wordings
        .iter()
        .map(|wording| (wording.tag.clone(), wording.clone()))
        .collect();
    let mut files = Site::default();
    let theme = Theme::load(
        sources,
        handbook,
        &wordings,
        &mut memo.theme,
        &mut files,
        diagnostics,
    )?;
    let pictures: Vec<&Picture> = handbook
        .languages
        .iter()
        .flat_map(|language| language.pictures.values())
        .chain(handbook.assets.values())
        .collect();
    for picture in &pictures {
        if let Some(path) = SitePath::new(picture.site_path.clone()) {
            files.files.insert(path, picture.bytes.clone());
        }
    }
    let paper_drawings = drawings::add_for_paper(&pictures, &mut files);
    let base_url = base_url
        .or(handbook.file.value.base_url.as_deref())
        .map(|url| format!("{}/", url.trim_end_matches('/')));
    let mut prepared = Prepared {
        theme,
        translations: translations.clone(),
        wordings,
        leaf_names: Vec::new(),
        borrowed_counts: Vec::new(),
        instrument_entries: HashMap::new(),
        base_url,
        paper_drawings,
        content_is_faulty: diagnostics.has_errors(false),
        files,
        jobs: Vec::new(),
    };
    let edition = prepared.edition(handbook, links);
    let leaf_names: Vec<Vec<LeafName>> = (0..handbook.languages.len())
        .map(|index| edition.name_leaves(index))
        .collect();
    let borrowed_counts = leaf_names
        .iter()
        .map(|names| names.iter().filter(|name| name.is_borrowed).count())
        .collect();
    let instruments = handbook.registry.value.instruments.keys();
    let instrument_entries = instruments
        .map(|id| (id.clone(), edition.entries_of(id)))
        .collect();
    let books = pages::books(&edition);
    let pages = pages::all_pages(&edition);
    prepared.leaf_names = leaf_names;
    prepared.borrowed_counts = borrowed_counts;
    prepared.instrument_entries = instrument_entries;
    if !prepared.content_is_faulty {
        check_addresses(books.iter().chain(&pages), diagnostics);
    }
    let groups = [Job::BookSheets, Job::OpenData, Job::SiteFiles];
    // The longest jobs come first, so that no thread waits for one at the end.
    let searches = (0..handbook.languages.len()).map(Job::Search);
    let books = books.into_iter().map(Job::Book);
    let pages = pages.into_iter().map(Job::Page);
    let long = searches.chain(books);
    prepared.jobs = long.chain(pages).chain(groups).collect();
    Some(prepared)
}

/// Tells pages whose addresses some systems cannot keep apart.
fn check_addresses<'p>(pages: impl Iterator<Item = &'p Page>, diagnostics: &mut Diagnostics) {
    let mut taken: BTreeMap<String, &SitePath> = BTreeMap::new();
    for page in pages {
        let key = page.path.as_str().to_lowercase();
        if let Some(other) = taken.insert(key, page.path.path()) {
            diagnostics.push(output::address_taken(
                Place::Page(page.path.as_str().to_owned()),
                page.path.as_str(),
                other.as_str(),
            ));
        }
    }
}

/// Makes one part of the site. A page that its template cannot make is told and left out.
pub fn make(
    prepared: &Prepared,
    edition: &Edition<'_>,
    job: &Job,
    diagnostics: &mut Diagnostics,
) -> Site {
    let mut part = Site::default();
    match job {
        Job::Page(page) | Job::Book(page) => {
            let mut found = Diagnostics::default();
            let html = pages::render(edition, &prepared.theme, page, &mut found);
            if let Some(html) = html {
                let path = page.path.path().clone();
                part.files.insert(path, html.into_bytes().into());
            }
            if !prepared.content_is_faulty {
                diagnostics.append(found);
            }
        }
        Job::Search(language_index) => {
            let mut found = Diagnostics::default();
            search_texts::add(edition, *language_index, &mut part, &mut found);
            if !prepared.content_is_faulty {
                diagnostics.append(found);
            }
        }
        Job::BookSheets => pages::add_book_sheets(edition, &mut part),
        Job::OpenData => open_data::add(edition, &mut part),
        Job::SiteFiles => site_files::add(edition, &mut part),
    }
    part
}

impl Prepared {
    /// The view that pages are made from.
    pub fn edition<'a>(&'a self, handbook: &'a Handbook, links: &'a Links) -> Edition<'a> {
        Edition {
            handbook,
            translations: &self.translations,
            links,
            wordings: &self.wordings,
            leaf_names: &self.leaf_names,
            borrowed_counts: &self.borrowed_counts,
            instrument_entries: &self.instrument_entries,
            base_url: self.base_url.as_deref(),
            paper_drawings: &self.paper_drawings,
        }
    }
}
