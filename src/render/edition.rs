//! What every page is written from: a linked handbook with the names of its pages, sections and terms in each language.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::base::html::escape;
use crate::link::Links;
use crate::link::back_links::ArticleKey;
use crate::link::order::LeafKind;
use crate::parse::Handbook;
use crate::parse::data::TermWords;
use crate::render::drawings::PaperDrawing;
use crate::render::drawings::PaperDrawings;
use crate::render::labels::Labels;
use crate::render::labels::Name;
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
    pub(super) leaf_names: &'a [Vec<LeafName>],
    /// Per language, how many chapters and pages of the book are borrowed.
    pub(super) borrowed_counts: &'a [usize],
    /// Articles that have an entry on their instrument's page.
    pub(crate) instrument_entries: &'a HashMap<String, BTreeSet<ArticleKey>>,
    /// Where the site will stand, ending in `/`.
    pub base_url: Option<&'a str>,
    /// The drawings that paper shows in a copy of their own, by the path of the drawing.
    pub(super) paper_drawings: &'a PaperDrawings,
}

/// What links to a page of the book show in one language.
#[derive(Debug, Clone)]
pub(super) struct LeafName {
    title: String,
    short: String,
    /// Whether the page's text is that of the source.
    pub(super) is_borrowed: bool,
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

impl Edition<'_> {
    /// Whether there is more than the source.
    pub fn has_translations(&self) -> bool {
        self.handbook.languages.len() > 1
    }

    pub(super) fn name_leaves(&self, language_index: usize) -> Vec<LeafName> {
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
    pub(super) fn entries_of(&self, instrument: &str) -> BTreeSet<ArticleKey> {
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

    /// What paper shows in place of the picture at a path, if it is something else.
    pub fn drawing_for_paper(&self, path: &str) -> Option<&PaperDrawing> {
        self.paper_drawings.get(path)
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

    pub(super) fn source_as_borrowed(&self) -> Borrowed {
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
