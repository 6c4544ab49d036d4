//! References go in as they were written; where each leads comes out, and every one that leads nowhere is told.

use std::sync::Arc;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::references as mistakes;
use crate::base::mistakes::translations::dropped_target;
use crate::base::text::Place;
use crate::link::aliases::Aliases;
use crate::link::chapter::ChapterLinks;
use crate::link::chapter::LinkedChapters;
use crate::link::extent::Extents;
use crate::link::memo::Memo;
use crate::link::memo::Names;
use crate::link::memo::Resolved;
use crate::link::order::Order;
use crate::link::order::is_listed;
use crate::parse::Handbook;
use crate::parse::chapter::Chapter;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::parse::reference::Written;
use crate::parse::reference::read_citation;
use crate::translation::ChapterTranslation;
use crate::translation::Translations;

/// Where a reference leads, the same in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of the book, by its index in the order, and perhaps an id on it.
    Leaf(usize, Option<String>),
    /// An instrument or an article.
    Citation(Citation),
    /// A general comment.
    Comment(CommentCitation),
    /// A term of the glossary.
    Term(String),
    /// An address outside the book.
    Web(String),
}

/// Resolves every reference of every chapter, as far as `memo` does not know where it leads, and counts citations whose
/// article could not be checked.
#[allow(
    clippy::too_many_arguments,
    reason = "one call, and each is a separate part of the input"
)]
pub(crate) fn resolve(
    handbook: &Handbook,
    translations: &Translations,
    order: &Order,
    aliases: &Aliases,
    extents: &Extents,
    chapters: &mut [LinkedChapters],
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> usize {
    let source_links = &chapters[handbook.source_index];
    let ids: Vec<Vec<String>> = order
        .leaves
        .iter()
        .map(|leaf| {
            let links = source_links.get(&leaf.id);
            links.map_or_else(Vec::new, |links| links.ids().map(str::to_owned).collect())
        })
        .collect();
    let names = memo.names(Names::of(handbook, order, aliases, extents, ids));
    let mut unchecked = 0;
    for (language_index, (language, links)) in handbook.languages.iter().zip(chapters).enumerate() {
        for (id, chapter_links) in links {
            let Some(chapter) = language.chapters.get(id) else {
                continue;
            };
            let resolved = memo.targets(chapter, &names).unwrap_or_else(|| {
                let resolver = Resolver {
                    handbook,
                    order,
                    aliases,
                    extents,
                    source_ids: &names.ids,
                    chapter,
                    translation: translations.chapter(language_index, id),
                };
                let resolved = resolver.resolve(chapter_links);
                memo.keep_targets(chapter, &names, resolved.clone());
                resolved
            });
            *chapter_links = resolved.links;
            diagnostics.append(resolved.found);
            unchecked += resolved.unchecked;
        }
    }
    unchecked
}

/// Whether it may be the source that changed, not the translator who erred: no edit of the source is a mistake of a
/// translation.
fn may_be_dropped(translation: &ChapterTranslation, written: &Written, chapter: &str) -> bool {
    match (translation.is_verified, written) {
        (true, _) => translation.had_reference(written, chapter),
        (false, Written::Page { .. } | Written::Term(_)) => true,
        (false, _) => false,
    }
}

/// A reference as it is written.
fn shown(written: &Written) -> String {
    match written {
        Written::Page { page, anchor } => {
            let anchor = anchor
                .as_ref()
                .map_or(String::new(), |anchor| format!("#{anchor}"));
            format!("{}{anchor}", page.as_deref().unwrap_or_default())
        }
        Written::Term(id) => format!("term:{id}"),
        Written::Citation(citation) => citation.instrument.clone(),
        Written::Comment(comment) => format!("{} {}", comment.body, comment.comment),
        Written::Web(address) => address.clone(),
        Written::Unreadable => String::new(),
    }
}

struct Resolver<'a> {
    handbook: &'a Handbook,
    order: &'a Order,
    aliases: &'a Aliases,
    extents: &'a Extents,
    /// For each page of the book, the ids that may be linked.
    source_ids: &'a [Vec<String>],
    chapter: &'a Chapter,
    /// How the chapter compares with its source, where it is a translation.
    translation: Option<&'a Arc<ChapterTranslation>>,
}

impl Resolver<'_> {
    /// The numbers of the chapter with the targets of its references.
    fn resolve(&self, numbers: &ChapterLinks) -> Resolved {
        let mut found = Diagnostics::default();
        let mut unchecked = 0;
        let references = self.chapter.references.iter();
        let targets = references.map(|reference| {
            let place = self.chapter.place(&reference.range);
            let written = &reference.target;
            let mut told = Diagnostics::default();
            let mut target = self.target(written, place.clone(), &mut told, &mut unchecked);
            if told.has_errors(false)
                && let Some(translation) = self.translation
                && may_be_dropped(translation, written, &self.chapter.id)
            {
                told = Diagnostics::default();
                told.push(dropped_target(place, &shown(written)));
                target = target.or_else(|| self.page_of(written));
            }
            found.append(told);
            target
        });
        let links = ChapterLinks {
            targets: targets.collect(),
            ..numbers.clone()
        };
        Resolved {
            links: Arc::new(links),
            found,
            unchecked,
        }
    }

    fn target(
        &self,
        written: &Written,
        place: Place,
        diagnostics: &mut Diagnostics,
        unchecked: &mut usize,
    ) -> Option<Target> {
        match written {
            Written::Unreadable => None,
            Written::Web(address) => Some(Target::Web(address.clone())),
            Written::Term(id) => {
                let glossary = &self.handbook.glossary.value;
                if glossary.contains_key(id) {
                    return Some(Target::Term(id.clone()));
                }
                if self.handbook.glossary.is_broken {
                    return None;
                }
                let near = did_you_mean(id, glossary.keys().map(String::as_str));
                diagnostics.push(mistakes::unknown_term(place, id, &near));
                None
            }
            Written::Page { page, anchor } => {
                self.page(page.as_deref(), anchor.as_deref(), place, diagnostics)
            }
            Written::Citation(_) | Written::Comment(_) => check_written(
                self.handbook,
                self.extents,
                place,
                written,
                diagnostics,
                unchecked,
            ),
        }
    }

    /// The page of a reference to a section that is gone.
    fn page_of(&self, written: &Written) -> Option<Target> {
        let Written::Page { page, .. } = written else {
            return None;
        };
        let id = page.as_deref().unwrap_or(&self.chapter.id);
        self.order
            .find(id)
            .map(|(index, _)| Target::Leaf(index, None))
    }

    fn page(
        &self,
        page: Option<&str>,
        anchor: Option<&str>,
        place: Place,
        diagnostics: &mut Diagnostics,
    ) -> Option<Target> {
        let id = page.unwrap_or(&self.chapter.id);
        let found = self
            .order
            .find(id)
            .map(|(index, _)| index)
            .or_else(|| self.aliases.page(id));
        let Some(leaf_index) = found else {
            let source = self.handbook.source();
            if self.handbook.withheld.contains(id) {
                diagnostics.push(mistakes::withheld_chapter(place, id));
            // A chapter that no part lists has told its own mistake, and so has one that is listed and not there.
            } else if page.is_some()
                && !source.chapters.contains_key(id)
                && !is_listed(self.handbook, id)
            {
                diagnostics.push(mistakes::unknown_chapter(
                    place,
                    id,
                    &did_you_mean(id, self.order.ids()),
                ));
            }
            return None;
        };
        let ids = self
            .source_ids
            .get(leaf_index)
            .map_or(&[][..], Vec::as_slice);
        let page_id = self
            .order
            .leaves
            .get(leaf_index)
            .map_or("", |leaf| &leaf.id);
        let old = self
            .aliases
            .sections(page_id)
            .iter()
            .find(|old| anchor == Some(&old.id));
        if let Some(old) = old {
            return Some(Target::Leaf(leaf_index, old.present.clone()));
        }
        match anchor {
            Some(anchor) if !ids.iter().any(|id| id == anchor) => {
                let known: Vec<&str> = ids.iter().map(String::as_str).collect();
                diagnostics.push(mistakes::unknown_section(place, id, anchor, &known));
                None
            }
            anchor => Some(Target::Leaf(leaf_index, anchor.map(str::to_owned))),
        }
    }
}

/// Checks a citation that stands in a YAML file.
pub(crate) fn check_citation(
    handbook: &Handbook,
    extents: &Extents,
    place: Place,
    citation: &str,
    diagnostics: &mut Diagnostics,
) {
    let text = citation.split_whitespace().collect::<Vec<_>>().join(" ");
    match read_citation(&text) {
        Some(written) => {
            check_written(handbook, extents, place, &written, diagnostics, &mut 0);
        }
        None => diagnostics.push(mistakes::unreadable_reference(place, citation)),
    }
}

fn check_written(
    handbook: &Handbook,
    extents: &Extents,
    place: Place,
    written: &Written,
    diagnostics: &mut Diagnostics,
    unchecked: &mut usize,
) -> Option<Target> {
    let registry = &handbook.registry.value;
    match written {
        Written::Comment(comment) => {
            if let Some(range) = &comment.paragraph
                && runs_backwards(range)
            {
                diagnostics.push(mistakes::backward_range(place.clone(), range));
            }
            if handbook.registry.is_broken {
                return None;
            }
            if !registry.bodies.contains_key(&comment.body) {
                let near = did_you_mean(&comment.body, registry.bodies.keys().map(String::as_str));
                diagnostics.push(mistakes::unknown_body(place, &comment.body, &near));
                return None;
            }
            Some(Target::Comment(comment.clone()))
        }
        Written::Citation(citation) => {
            if handbook.registry.is_broken {
                return None;
            }
            if !registry.instruments.contains_key(&citation.instrument) {
                let near = did_you_mean(
                    &citation.instrument,
                    registry.instruments.keys().map(String::as_str),
                );
                diagnostics.push(mistakes::unknown_instrument(
                    place,
                    &citation.instrument,
                    &near,
                ));
                return None;
            }
            check_article(extents, place, citation, diagnostics, unchecked);
            Some(Target::Citation(citation.clone()))
        }
        _ => None,
    }
}

fn check_article(
    extents: &Extents,
    place: Place,
    citation: &Citation,
    diagnostics: &mut Diagnostics,
    unchecked: &mut usize,
) {
    let Some(locator) = &citation.locator else {
        return;
    };
    if let (Some(from), Some(to)) = (locator.number(), locator.number_to())
        && from >= to
    {
        diagnostics.push(mistakes::backward_range(
            place.clone(),
            &format!("{from}-{to}"),
        ));
    }
    if let Some(range) = locator
        .paragraph
        .as_deref()
        .filter(|range| runs_backwards(range))
    {
        diagnostics.push(mistakes::backward_range(place.clone(), range));
    }
    let Some(extent) = extents.get(&citation.instrument) else {
        *unchecked += 1;
        return;
    };
    if extent.contains(locator) {
        return;
    }
    let series = locator
        .series
        .as_ref()
        .map_or(String::new(), |series| format!("{series} "));
    let range = locator
        .article_to
        .as_ref()
        .map_or(String::new(), |to| format!("-{to}"));
    let article = format!("{series}{}{range}", locator.article);
    let told = match extent.is_verified {
        true => mistakes::unknown_article(place, &citation.instrument, &article, &extent.shown()),
        false => mistakes::doubtful_article(place, &citation.instrument, &article, &extent.shown()),
    };
    diagnostics.push(told);
}

/// Whether a range such as `8-10` has the greater number first.
fn runs_backwards(range: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    range
        .split_once('-')
        .and_then(|(from, to)| Some((number(from)?, number(to)?)))
        .is_some_and(|(from, to)| from >= to)
}
