//! The references of the source chapters go in; for every article, comment and term the passages that name it come out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::link::extent::Extents;
use crate::link::memo::CitingChapter;
use crate::link::registry::data_citations;
use crate::link::targets::Target;
use crate::parse::Handbook;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::parse::reference::Locator;

/// Longest range that is expanded, in articles.
const RANGE_MAX: u32 = 200;

/// A numbered passage of a chapter: the same in every language, since numbers come from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// Index of the page in the order.
    pub leaf: usize,
    /// Index of the block in the source chapter.
    pub block: u32,
}

/// An article as lists are sorted: series, number, what is added to the number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArticleKey {
    /// The series in small letters.
    pub series: Option<String>,
    /// The number; articles without a number come last.
    pub number: u32,
    /// `bis`, or the letter of an article without number.
    pub suffix: String,
}

impl ArticleKey {
    /// The article of a place; what follows a point (`8.7`) belongs to its article.
    pub fn of(locator: &Locator) -> ArticleKey {
        let whole = locator.article.split('.').next().unwrap_or_default();
        let digits = whole.trim_end_matches(|character: char| !character.is_ascii_digit());
        let suffix = whole.get(digits.len()..).unwrap_or_default().to_owned();
        ArticleKey {
            series: locator
                .series
                .as_ref()
                .map(|series| series.to_ascii_lowercase()),
            number: digits.parse().unwrap_or(u32::MAX),
            suffix,
        }
    }

    /// The article as written.
    pub fn shown(&self) -> String {
        match self.number {
            u32::MAX => self.suffix.clone(),
            number => format!("{number}{}", self.suffix),
        }
    }

    /// The id of its entry on the instrument's page: `art--19`, `art--i--5`.
    pub fn id(&self) -> String {
        match &self.series {
            Some(series) => format!("art--{series}--{}", self.shown().to_ascii_lowercase()),
            None => format!("art--{}", self.shown().to_ascii_lowercase()),
        }
    }
}

/// A passage that cites an article, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citing {
    /// Where.
    pub passage: Passage,
    /// What exactly.
    pub citation: Citation,
}

/// Passages that cite each general comment of a body, by number and comment.
pub type CitedComments = BTreeMap<(u32, String), Vec<(Passage, CommentCitation)>>;

/// What is cited, used and where.
#[derive(Debug, Default)]
pub struct BackLinks {
    /// By instrument and article.
    pub articles: BTreeMap<String, BTreeMap<ArticleKey, Vec<Citing>>>,
    /// Passages that cite an instrument as a whole, by instrument.
    pub whole: BTreeMap<String, Vec<Passage>>,
    /// General comments by body and comment, sorted by number.
    pub comments: BTreeMap<String, CitedComments>,
    /// Articles that the facts of instruments and terms cite, by instrument.
    pub data_articles: BTreeMap<String, BTreeSet<ArticleKey>>,
    /// Passages that use a term, by term.
    pub terms: BTreeMap<String, Vec<Passage>>,
    /// What each page of the book cites, by instrument: whole pages are listed with their instruments.
    pub cited_by_leaf: BTreeMap<usize, BTreeMap<String, Vec<Citation>>>,
}

impl BackLinks {
    /// How many passages cite an instrument or an article of it.
    pub fn count(&self, instrument: &str) -> usize {
        let articles = self
            .articles
            .get(instrument)
            .into_iter()
            .flat_map(BTreeMap::values)
            .flatten()
            .map(|citing| citing.passage);
        let mut passages: Vec<Passage> = articles
            .chain(self.whole.get(instrument).into_iter().flatten().copied())
            .collect();
        passages.sort_unstable();
        passages.dedup();
        passages.len()
    }
}

/// Goes once over the references of the source language, in the order of the book.
pub(crate) fn collect(
    handbook: &Handbook,
    citing: &[CitingChapter],
    extents: &Extents,
) -> BackLinks {
    let mut back_links = BackLinks::default();
    for citation in data_citations(handbook) {
        if let Some(locator) = &citation.locator {
            let articles = back_links
                .data_articles
                .entry(citation.instrument.clone())
                .or_default();
            articles.extend(articles_of(
                locator,
                extents.contains_key(&citation.instrument),
            ));
        }
    }
    for (leaf, chapter, links) in citing {
        for (reference, target) in chapter.references.iter().zip(&links.targets) {
            let Some(block) = reference.block else {
                continue;
            };
            let passage = Passage { leaf: *leaf, block };
            match target {
                Some(Target::Citation(citation)) => {
                    back_links.add_citation(passage, citation, extents)
                }
                Some(Target::Comment(comment)) => back_links.add_comment(passage, comment),
                Some(Target::Term(id)) => back_links
                    .terms
                    .entry(id.clone())
                    .or_default()
                    .push(passage),
                Some(Target::Leaf(..) | Target::Web(_)) | None => {}
            }
        }
    }
    back_links.sort();
    back_links
}

impl BackLinks {
    fn add_citation(&mut self, passage: Passage, citation: &Citation, extents: &Extents) {
        let instrument = citation.instrument.clone();
        let cited = self
            .cited_by_leaf
            .entry(passage.leaf)
            .or_default()
            .entry(instrument.clone())
            .or_default();
        if !cited.contains(citation) {
            cited.push(citation.clone());
        }
        let Some(locator) = &citation.locator else {
            self.whole.entry(instrument).or_default().push(passage);
            return;
        };
        let articles = self.articles.entry(instrument.clone()).or_default();
        for key in articles_of(locator, extents.contains_key(&instrument)) {
            let citing = Citing {
                passage,
                citation: citation.clone(),
            };
            articles.entry(key).or_default().push(citing);
        }
    }

    fn add_comment(&mut self, passage: Passage, comment: &CommentCitation) {
        let number = comment.number().parse().unwrap_or(0);
        let list = self
            .comments
            .entry(comment.body.clone())
            .or_default()
            .entry((number, comment.comment.clone()))
            .or_default();
        list.push((passage, comment.clone()));
    }

    /// Puts every list in the order of the book, each entry once. What a note cites was found after the text it
    /// belongs to.
    fn sort(&mut self) {
        for citing in self.articles.values_mut().flat_map(BTreeMap::values_mut) {
            citing.sort_unstable();
            citing.dedup();
        }
        for passages in self.whole.values_mut().chain(self.terms.values_mut()) {
            passages.sort_unstable();
            passages.dedup();
        }
        for passages in self.comments.values_mut().flat_map(BTreeMap::values_mut) {
            passages.sort_unstable();
            passages.dedup_by_key(|(passage, _)| *passage);
        }
    }
}

/// The articles that a place covers; a range of an instrument of known extent covers each of its articles.
fn articles_of(locator: &Locator, extent_is_known: bool) -> Vec<ArticleKey> {
    let first = ArticleKey::of(locator);
    match (locator.number(), locator.number_to()) {
        (Some(from), Some(to)) if extent_is_known && from < to && to - from < RANGE_MAX => (from
            ..=to)
            .map(|number| ArticleKey {
                number,
                suffix: String::new(),
                ..first.clone()
            })
            .collect(),
        _ => vec![first],
    }
}
