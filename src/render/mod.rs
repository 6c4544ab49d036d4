//! Stage 4, [`Handbook`] + [`Links`] + theme → [`Site`]: every page of every language, in parallel, from the same parsed text.

pub mod behind;
mod drawings;
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
use serde::Serialize;

use crate::base::diagnostics::Diagnostics;
use crate::base::html::escape;
use crate::base::mistakes::output;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::base::text::Place;
use crate::link::Links;
use crate::link::back_links::ArticleKey;
use crate::link::order::LeafKind;
use crate::parse::Handbook;
use crate::parse::data::TermWords;
use crate::parse::pictures::Picture;
use crate::read::Sources;
use crate::render::labels::Labels;
use crate::render::labels::Name;
pub use crate::render::pages::Page;
use crate::render::theme::Theme;
use crate::render::wording::Wording;
use crate::translation::Translations;

/// A linked handbook with what every page needs to be written: a view that costs nothing to make.
pub struct Edition<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// How far its translations are.
    pub translations: &'a Translations,
    /// What follows from the whole book.
    pub links: &'a Links,
    /// How each language says things.
    pub wordings: &'a [Arc<Wording>],
    /// Per language and leaf, what links to it show.
    leaf_names: &'a [Vec<LeafName>],
    /// Per language, how many chapters and pages of the book are borrowed.
    borrowed_counts: &'a [usize],
    /// Articles that have an entry on their instrument's page.
    pub(crate) instrument_entries: &'a HashMap<String, BTreeSet<ArticleKey>>,
    /// Where the site will stand, ending in `/`.
    pub base_url: Option<&'a str>,
    /// The drawings that paper shows in a copy of their own, by the path of the drawing.
    paper_drawings: &'a BTreeMap<String, String>,
}

/// What links to a page of the book show in one language.
#[derive(Debug, Clone)]
struct LeafName {
    title: String,
    short: String,
    /// Whether the page's text is that of the source.
    is_borrowed: bool,
}

/// The language that words are borrowed from, as templates name it.
#[derive(Debug, Clone, Serialize)]
pub struct Borrowed {
    /// The tag of its pages.
    pub html: String,
    /// Its direction.
    pub dir: String,
    /// Its own name.
    pub name: String,
}

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
    paper_drawings: BTreeMap<String, String>,
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
    let paper_drawings = add_paper_drawings(&pictures, &mut files);
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

/// Adds a copy for paper of each drawing that needs one, beside it, and gives their paths by those of the drawings.
fn add_paper_drawings(pictures: &[&Picture], files: &mut Site) -> BTreeMap<String, String> {
    let copies: Vec<(SitePath, &Picture, String)> = pictures
        .par_iter()
        .filter_map(|picture| {
            let stem = picture.site_path.strip_suffix(".svg")?;
            let copy = drawings::for_paper(std::str::from_utf8(&picture.bytes).ok()?)?;
            Some((SitePath::new(format!("{stem}.print.svg"))?, *picture, copy))
        })
        .collect();
    let mut paper_drawings = BTreeMap::new();
    for (path, picture, copy) in copies {
        // An editor's own file of that name is what paper shows.
        paper_drawings.insert(picture.site_path.clone(), path.as_str().to_owned());
        files
            .files
            .entry(path)
            .or_insert_with(|| copy.into_bytes().into());
    }
    paper_drawings
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

impl Edition<'_> {
    /// Whether there is more than the source.
    pub fn has_translations(&self) -> bool {
        self.handbook.languages.len() > 1
    }

    fn name_leaves(&self, language_index: usize) -> Vec<LeafName> {
        let wording = &self.wordings[language_index];
        let name = |leaf: &crate::link::order::Leaf| match self.links.shown(
            self.handbook,
            language_index,
            &leaf.id,
        ) {
            Some(shown) if leaf.is_markdown() => {
                let front = &shown.chapter.front.value;
                let text = &self.wordings[shown.text_index];
                LeafName {
                    title: text.typeset(&front.title),
                    short: text.typeset(front.short()),
                    is_borrowed: shown.text_index != language_index,
                }
            }
            _ => {
                let title = wording.say(&format!("page.{}", leaf.id.replace('-', "_")), &[]);
                LeafName {
                    short: title.clone(),
                    title,
                    is_borrowed: false,
                }
            }
        };
        self.links.order.leaves.iter().map(name).collect()
    }

    /// Articles that are labelled in the source language or cited by a passage or by the data.
    fn entries_of(&self, instrument: &str) -> BTreeSet<ArticleKey> {
        let labelled = self
            .handbook
            .source()
            .instruments
            .value
            .instruments
            .get(instrument)
            .into_iter()
            .flat_map(|names| names.articles.keys());
        let labelled = labelled.map(|article| {
            let locator = crate::parse::reference::Locator {
                series: None,
                article: article.clone(),
                article_to: None,
                paragraph: None,
                letter: None,
            };
            ArticleKey::of(&locator)
        });
        let cited = self
            .links
            .back_links
            .articles
            .get(instrument)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .cloned();
        let of_data = self
            .links
            .back_links
            .data_articles
            .get(instrument)
            .into_iter()
            .flatten()
            .cloned();
        labelled.chain(cited).chain(of_data).collect()
    }

    /// The words of a language for instruments and citations.
    pub fn labels(&self, language_index: usize) -> Labels<'_> {
        Labels {
            handbook: self.handbook,
            language: &self.handbook.languages[language_index],
            wording: &self.wordings[language_index],
        }
    }

    /// The path of a picture as paper shows it.
    pub fn picture_on_paper<'p>(&'p self, path: &'p str) -> &'p str {
        self.paper_drawings.get(path).map_or(path, String::as_str)
    }

    /// The path of a page of the book in a language.
    pub fn leaf_path(&self, language_index: usize, id: &str) -> String {
        format!("{}/{id}.html", self.wordings[language_index].tag)
    }

    /// The language that a page's text is borrowed from, where the language lacks it.
    pub fn borrowed(&self, language_index: usize, leaf: usize) -> Option<Borrowed> {
        let name = self.leaf_names.get(language_index)?.get(leaf)?;
        name.is_borrowed.then(|| self.source_as_borrowed())
    }

    /// How many pages of the book a language borrows.
    pub fn borrowed_count(&self, language_index: usize) -> usize {
        self.borrowed_counts
            .get(language_index)
            .copied()
            .unwrap_or(0)
    }

    fn source_as_borrowed(&self) -> Borrowed {
        let source = &self.wordings[self.handbook.source_index];
        Borrowed {
            html: source.html_tag.clone(),
            dir: source.direction.clone(),
            name: source.facts.name.clone(),
        }
    }

    /// The title of a page of the book.
    pub fn leaf_title(&self, language_index: usize, leaf: usize) -> &str {
        self.leaf_names
            .get(language_index)
            .and_then(|names| names.get(leaf))
            .map_or("", |name| &name.title)
    }

    /// The title of a page for navigation.
    pub fn leaf_short(&self, language_index: usize, leaf: usize) -> &str {
        self.leaf_names
            .get(language_index)
            .and_then(|names| names.get(leaf))
            .map_or("", |name| &name.short)
    }

    /// The title of a page of the book, with its language where it is borrowed.
    pub fn leaf_name(&self, language_index: usize, leaf: usize) -> Name {
        let title = self.leaf_title(language_index, leaf).to_owned();
        self.named(title, self.borrowed(language_index, leaf).is_some())
    }

    /// The title of a page for navigation, with its language where it is borrowed.
    pub fn leaf_short_name(&self, language_index: usize, leaf: usize) -> Name {
        let title = self.leaf_short(language_index, leaf).to_owned();
        self.named(title, self.borrowed(language_index, leaf).is_some())
    }

    /// A text as a name: one that is borrowed carries the source's language.
    pub(crate) fn named(&self, text: String, is_borrowed: bool) -> Name {
        let source = &self.wordings[self.handbook.source_index];
        Name {
            text,
            borrowed: is_borrowed.then(|| (source.html_tag.clone(), source.direction.clone())),
        }
    }

    /// What a reference to a page, or to an id on it, shows: number and title, as HTML.
    pub fn leaf_label(&self, language_index: usize, leaf: usize, anchor: Option<&str>) -> String {
        let wording = &self.wordings[language_index];
        let Some(entry) = self.links.order.leaves.get(leaf) else {
            return String::new();
        };
        let title = self.leaf_name(language_index, leaf).html();
        let own = match &entry.kind {
            LeafKind::Chapter { number, .. } => {
                let number = wording.number(u64::from(*number));
                wording.say_titled("label.chapter_title", "number", &number, &title)
            }
            LeafKind::Annex { letter, .. } => {
                wording.say_titled("label.annex_title", "letter", letter, &title)
            }
            LeafKind::Page | LeafKind::List => title,
        };
        anchor
            .and_then(|anchor| self.anchor_label(language_index, leaf, anchor))
            .unwrap_or(own)
    }

    /// What a reference to a section, box, table or figure shows.
    fn anchor_label(&self, language_index: usize, leaf: usize, anchor: &str) -> Option<String> {
        let entry = self.links.order.leaves.get(leaf)?;
        let shown = self.links.shown(self.handbook, language_index, &entry.id)?;
        let wording = &self.wordings[language_index];
        let title_html = |title: &str| {
            let text = self.wordings[shown.text_index].typeset(title);
            self.named(text, shown.text_index != language_index).html()
        };
        if let Some(index) = shown.links.section_ids.iter().position(|id| id == anchor) {
            let title = title_html(&shown.chapter.sections.get(index)?.text);
            return Some(
                match self.numbered(
                    language_index,
                    entry.number(),
                    shown.links.section_numbers.get(index).copied().flatten(),
                ) {
                    Some(number) => {
                        wording.say_titled("label.section_title", "number", &number, &title)
                    }
                    None => title,
                },
            );
        }
        let block = shown
            .links
            .callout_ids
            .iter()
            .position(|id| id.as_deref() == Some(anchor))?;
        let callout = match &shown.chapter.blocks.get(block)?.kind {
            crate::parse::chapter::BlockKind::Callout(callout) => callout,
            _ => return None,
        };
        let title = title_html(&callout.title_text);
        let number = self.numbered(
            language_index,
            entry.number(),
            shown.links.callout_numbers.get(block).copied().flatten(),
        );
        let key = format!("label.{}", callout.kind.run());
        let label = number.map(|number| wording.say(&key, &[("number", &number)]));
        match (label, callout.title_text.is_empty()) {
            (Some(label), true) => Some(escape(&label)),
            (Some(label), false) => {
                Some(wording.say_titled("label.titled", "label", &label, &title))
            }
            (None, true) => None,
            (None, false) => Some(title),
        }
    }

    /// `4.2` in the language's digits, from the number of a chapter and the number of something in it.
    pub fn numbered(
        &self,
        language_index: usize,
        chapter: Option<u32>,
        within: Option<u32>,
    ) -> Option<String> {
        Some(self.wordings[language_index].in_digits(&format!("{}.{}", chapter?, within?)))
    }

    /// A term in a language, or the source's where it has none.
    pub fn term(&self, language_index: usize, id: &str) -> Name {
        let find = |index: usize| {
            self.handbook.languages[index]
                .glossary
                .value
                .get(id)
                .filter(|words: &&TermWords| !words.term.is_empty())
        };
        match find(language_index) {
            Some(words) => Name {
                text: self.wordings[language_index].typeset(&words.term),
                borrowed: None,
            },
            None => {
                let source = self.source_as_borrowed();
                let text = find(self.handbook.source_index)
                    .map_or_else(|| id.to_owned(), |words| words.term.clone());
                Name {
                    text,
                    borrowed: (language_index != self.handbook.source_index)
                        .then_some((source.html, source.dir)),
                }
            }
        }
    }
}
