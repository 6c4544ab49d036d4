//! Stage 3, [`Handbook`] → [`Links`]: names, targets, order, numbers and back-links, over the whole book, in one cheap pass.

pub mod aliases;
pub mod back_links;
pub mod chapter;
pub mod extent;
mod memo;
pub mod order;
mod registry;
pub mod targets;
mod words;

pub use crate::link::memo::Memo;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::diagnostics::Diagnostics;
use crate::link::aliases::Aliases;
use crate::link::back_links::BackLinks;
use crate::link::chapter::ChapterLinks;
use crate::link::chapter::LinkedChapters;
use crate::link::order::Order;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::chapter::Chapter;
use crate::translation::Translations;

/// What follows from the whole book.
#[derive(Debug)]
pub struct Links {
    /// Parts, chapters, pages and annexes in order.
    pub order: Order,
    /// Old addresses that go on working.
    pub aliases: Aliases,
    /// Per language, by chapter id: numbers, ids and targets of the chapters that the language has.
    pub chapters: Vec<LinkedChapters>,
    /// Per language, ids of chapters that are there but not shown: nothing of them is translated yet, or their translators
    /// do not want readers to see what is out of date (`when_outdated: hide`).
    pub hidden: Vec<BTreeSet<String>>,
    /// Which passages cite which article, and use which term.
    pub back_links: Arc<BackLinks>,
    /// Citations of instruments whose extent is not known.
    pub unchecked_citations: usize,
}

/// A chapter as a language shows it: its own, or the source's where it has none.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Index of the language that the text is in.
    pub text_index: usize,
    /// The text.
    pub chapter: &'a Chapter,
    /// Its numbers and targets.
    pub links: &'a ChapterLinks,
}

impl Links {
    /// The chapter `id` as the language shows it, that of the source where it has none or hides its own; nothing if even
    /// the source lacks it.
    pub fn shown<'a>(
        &'a self,
        handbook: &'a Handbook,
        language_index: usize,
        id: &str,
    ) -> Option<Shown<'a>> {
        let in_language = |text_index: usize| {
            if self.hidden.get(text_index)?.contains(id) {
                return None;
            }
            let chapter = handbook.languages.get(text_index)?.chapters.get(id)?;
            let links = self.chapters.get(text_index)?.get(id)?;
            Some(Shown {
                text_index,
                chapter,
                links,
            })
        };
        in_language(language_index).or_else(|| in_language(handbook.source_index))
    }
}

/// Links the whole book, as far as `memo` does not have it. `today` (ISO 8601) serves warnings about age only.
pub fn link(
    handbook: &Handbook,
    translations: &Translations,
    today: Option<&str>,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Links {
    let order = order::put_in_order(handbook, diagnostics);
    let extents = registry::check_registry(handbook, diagnostics);
    words::check_words(handbook, &order, &extents, diagnostics);
    let mut chapters = chapter::number_chapters(handbook, translations, &order, memo, diagnostics);
    let source_links = &chapters[handbook.source_index];
    let aliases = aliases::collect(handbook, &order, source_links, diagnostics);
    let unchecked_citations = targets::resolve(
        handbook,
        translations,
        &order,
        &aliases,
        &extents,
        &mut chapters,
        memo,
        diagnostics,
    );
    if let Some(today) = today {
        chapter::check_age(handbook, today, diagnostics);
    }
    memo.forget_all_but(handbook);
    let source = &handbook.source().chapters;
    let citing = order.markdown().filter_map(|(leaf, entry)| {
        let chapter = source.get(&entry.id)?.clone();
        let links = chapters[handbook.source_index].get(&entry.id)?.clone();
        Some((leaf, chapter, links))
    });
    let back_links = memo.back_links(handbook, citing.collect(), |citing| {
        back_links::collect(handbook, citing, &extents)
    });
    Links {
        order,
        aliases,
        chapters,
        hidden: hidden(handbook, translations),
        back_links,
        unchecked_citations,
    }
}

/// For each language, chapters of which nothing is translated, and those that have changed in substance in the source and
/// are to be hidden then.
fn hidden(handbook: &Handbook, translations: &Translations) -> Vec<BTreeSet<String>> {
    let languages = handbook.languages.iter().enumerate();
    let of_language = |(index, language): (usize, &Language)| {
        let chapters = language.chapters.values();
        let is_hidden = |chapter: &&Arc<Chapter>| {
            let translation = translations.chapter(index, &chapter.id);
            translation.is_some_and(|translation| {
                let is_outdated = translation.counts.substance > 0;
                !translation.is_begun || (is_outdated && when_outdated(handbook, chapter) == "hide")
            })
        };
        let ids = chapters.filter(is_hidden).map(|chapter| chapter.id.clone());
        ids.collect()
    };
    languages.map(of_language).collect()
}

/// What readers of a translation see where its source has changed in substance: `notice`, `source` or `hide`.
pub fn when_outdated<'a>(handbook: &'a Handbook, chapter: &'a Chapter) -> &'a str {
    let own = chapter.front.value.translation.when_outdated.as_deref();
    own.or(handbook.file.value.when_outdated.as_deref())
        .unwrap_or("notice")
}
