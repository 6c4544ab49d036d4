//! A chapter goes in; what its readers are told of its text before they read it comes out, the most important first.

use serde::Serialize;
use tera::Value;

use crate::base::html::escape;
use crate::parse::chapter::BlockKind;
use crate::render::Borrowed;
use crate::render::behind::Behind;
use crate::render::behind::Passage;
use crate::render::fill::Filling;
use crate::render::pages::Place;
use crate::render::pages::html;
use crate::render::pages::marks;
use crate::translation::grade::Grade;
use crate::translation::states::State;

/// A notice above or below a text.
#[derive(Serialize)]
pub(super) struct Notice {
    kind: &'static str,
    n: Option<usize>,
    language: Option<Borrowed>,
    href: Option<String>,
    date: Option<String>,
    passages: Vec<Place>,
}

impl Notice {
    /// Whether it stands quietly behind the text.
    pub(super) fn is_at_the_foot(&self) -> bool {
        self.kind == "compared"
    }

    fn new(kind: &'static str) -> Notice {
        Notice {
            kind,
            n: None,
            language: None,
            href: None,
            date: None,
            passages: Vec::new(),
        }
    }
}

/// Every notice of a chapter or page of Markdown.
pub(super) fn notices(
    filling: &Filling<'_>,
    behind: Option<&Behind<'_>>,
    leaf: usize,
) -> Vec<Notice> {
    let edition = filling.edition;
    let index = filling.language_index;
    let id = filling.shown.chapter.id.as_str();
    let source_path = edition.leaf_path(edition.handbook.source_index, id);
    let source_href = filling.page.link_to(&source_path);
    let language = || Some(edition.source_as_borrowed());
    let mut notices = Vec::new();
    if edition.borrowed(index, leaf).is_some() {
        let translation = edition.translations.chapter(index, id);
        let is_hidden = translation.is_some_and(|translation| translation.is_begun);
        notices.push(Notice {
            language: language(),
            href: source_href.clone(),
            ..Notice::new(if is_hidden { "hidden" } else { "borrowed" })
        });
    }
    if let Some(behind) = behind {
        let told = Told { filling, behind };
        for (kind, (n, passages)) in [
            ("outdated", told.outdated()),
            ("partial", told.untranslated()),
            ("withdrawn", told.withdrawn()),
        ] {
            if n > 0 {
                notices.push(Notice {
                    n: Some(n),
                    language: language(),
                    href: source_href.clone().filter(|_| kind == "outdated"),
                    passages,
                    ..Notice::new(kind)
                });
            }
        }
        if !behind.translation.is_verified {
            notices.push(Notice::new("unverified"));
        }
    }
    if filling.shown.chapter.front.value.review_status() == "unreviewed" {
        notices.push(Notice::new("unreviewed"));
    }
    if let Some(date) = behind.and_then(|behind| behind.translation.compared.as_ref()) {
        notices.push(Notice {
            language: language(),
            href: source_href,
            date: Some(edition.wordings[index].date(date)),
            ..Notice::new("compared")
        });
    }
    notices
}

/// What is told of passages: how many there are, and where.
struct Told<'a> {
    filling: &'a Filling<'a>,
    behind: &'a Behind<'a>,
}

impl Told<'_> {
    fn outdated(&self) -> (usize, Vec<Place>) {
        let is_so = |state| state == State::Outdated(Grade::Substance);
        let mut places = self.front(is_so);
        let blocks = self.behind.blocks.iter().enumerate();
        let blocks = blocks.filter(|(_, block)| block.is_outdated);
        places.extend(blocks.filter_map(|(index, _)| self.place(&[Passage::Own(index)])));
        places.extend(self.notes(|label| self.behind.outdated_notes.contains(label)));
        (places.len(), places)
    }

    fn untranslated(&self) -> (usize, Vec<Place>) {
        let mut places = self.front(|state| state == State::Untranslated);
        let mut count = places.len();
        for run in self.behind.runs() {
            match run {
                [Passage::Own(index)] => {
                    let is_partly = self
                        .behind
                        .blocks
                        .get(*index)
                        .is_some_and(|block| block.lacks_part || block.has_untranslated_part);
                    if is_partly {
                        count += 1;
                        places.extend(self.place(run));
                    }
                }
                _ if run.iter().any(|passage| passage.is_borrowed()) => {
                    count += self.numbers(run).len().max(1);
                    places.extend(self.place(run));
                }
                _ => {}
            }
        }
        let notes = self.notes(|label| self.behind.untranslated_notes.contains(label));
        count += notes.len();
        places.extend(notes);
        (count, places)
    }

    fn withdrawn(&self) -> (usize, Vec<Place>) {
        let blocks = self.behind.blocks.iter().enumerate();
        let places: Vec<Place> = blocks
            .filter(|(_, block)| block.is_withdrawn || block.has_withdrawn_part)
            .filter_map(|(index, _)| self.place(&[Passage::Own(index)]))
            .collect();
        (places.len(), places)
    }

    /// Title, summary and key points in a state: one place for each of them.
    fn front(&self, is_so: impl Fn(State) -> bool) -> Vec<Place> {
        let wording = &self.filling.edition.wordings[self.filling.language_index];
        let kinds = ["title", "short title", "summary", "key point"];
        let found = kinds
            .into_iter()
            .filter(|kind| self.behind.front_is(kind, &is_so));
        found
            .map(|kind| Place {
                label: Value::normal_string(&wording.say(&passage_key(kind), &[])),
                href: match self.filling.is_in_book() {
                    true => format!("#{}", self.filling.shown.chapter.id),
                    false => "#hb-head".to_owned(),
                },
            })
            .collect()
    }

    fn notes(&self, is_so: impl Fn(&str) -> bool) -> Vec<Place> {
        let wording = &self.filling.edition.wordings[self.filling.language_index];
        let notes = self.filling.shown.chapter.notes.iter().enumerate();
        notes
            .filter(|(_, note)| is_so(&note.label))
            .map(|(index, _)| {
                let number = (index + 1).to_string();
                Place {
                    label: Value::normal_string(&wording.say("label.note", &[("number", &number)])),
                    href: match self.filling.is_in_book() {
                        true => self.call_in_book(index as u32 + 1),
                        false => self.filling.local(&format!("fn--{number}")),
                    },
                }
            })
            .collect()
    }

    /// On paper the sheet chooses where a note stands and how it is called; the paragraph of its call is always there.
    fn call_in_book(&self, number: u32) -> String {
        match self.filling.call_paragraph(number) {
            Some(paragraph) => self.filling.local(&format!("p--{paragraph}")),
            None => format!("#{}", self.filling.shown.chapter.id),
        }
    }

    /// The paragraph numbers of passages.
    fn numbers(&self, run: &[Passage]) -> Vec<u32> {
        if self.chapter_number().is_none() {
            return Vec::new();
        }
        let paragraphs = &self.behind.source.links.paragraphs;
        let number = |passage: &Passage| {
            let block = self.behind.source_block(*passage)?;
            paragraphs.get(block).copied().flatten()
        };
        run.iter().filter_map(number).collect()
    }

    fn chapter_number(&self) -> Option<u32> {
        let order = &self.filling.edition.links.order;
        order.find(&self.filling.shown.chapter.id)?.1.number()
    }

    /// Where passages that follow one another stand: their numbers, or the heading above them, and the first one's address.
    fn place(&self, run: &[Passage]) -> Option<Place> {
        let first = *run.first()?;
        let edition = self.filling.edition;
        let index = self.filling.language_index;
        let wording = &edition.wordings[index];
        let chapter = self.chapter_number();
        let numbered = |number: u32| edition.numbered(index, chapter, Some(number));
        let numbers = self.numbers(run);
        let source = self.behind.source_block(first);
        let place = source.map(|block| self.behind.place(block, chapter.is_some()));
        let id = place.as_ref().and_then(|place| place.id.clone());
        let label = match numbers.as_slice() {
            [] => None,
            [one] => Some(wording.say("label.paragraph", &[("number", &numbered(*one)?)])),
            [first, .., last] => {
                let (from, to) = (numbered(*first)?, numbered(*last)?);
                Some(wording.say("label.paragraphs", &[("from", &from), ("to", &to)]))
            }
        };
        let label = label.or_else(|| {
            place
                .as_ref()
                .and_then(|place| marks::place_label(edition, index, chapter, place))
        });
        if let (Some(label), Some(id)) = (label, id) {
            return Some(Place {
                label: Value::normal_string(&label),
                href: self.filling.local(&id),
            });
        }
        self.unnumbered(first)
    }

    /// The place of a passage without a number: its heading.
    fn unnumbered(&self, passage: Passage) -> Option<Place> {
        let edition = self.filling.edition;
        let wording = &edition.wordings[self.filling.language_index];
        let own = self.filling.shown;
        let heading = |chapter: &crate::parse::chapter::Chapter, block: usize| {
            let block = chapter.blocks.get(block)?;
            let section = match block.kind {
                BlockKind::Heading(section) => section,
                _ => block.section?,
            };
            Some((
                section as usize,
                chapter.sections.get(section as usize)?.text.clone(),
            ))
        };
        let (label, id) = match passage {
            Passage::Own(block) => {
                let found = heading(own.chapter, block);
                let is_heading = own
                    .chapter
                    .blocks
                    .get(block)
                    .is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)));
                let state = self.behind.blocks.get(block);
                let is_withdrawn = state.is_some_and(|state| state.is_withdrawn);
                let id = match is_withdrawn && !is_heading {
                    true => Some(marks::withdrawn_id(block)),
                    false => found
                        .as_ref()
                        .and_then(|(at, _)| own.links.section_ids.get(*at).cloned()),
                };
                (found.map(|(_, text)| escape(&wording.typeset(&text))), id)
            }
            Passage::Borrowed(_) | Passage::InPlace(_) => {
                let block = self.behind.source_block(passage)?;
                let source = self.behind.source;
                let found = heading(source.chapter, block)?;
                let id = source.links.section_ids.get(found.0).cloned();
                (Some(edition.named(found.1, true).html()), id)
            }
        };
        let title = || escape(&wording.typeset(&own.chapter.front.value.title));
        let label = label.unwrap_or_else(title);
        Some(Place {
            label: html(&label),
            href: match id {
                Some(id) => self.filling.local(&id),
                None => match self.filling.is_in_book() {
                    true => format!("#{}", own.chapter.id),
                    false => "#hb-head".to_owned(),
                },
            },
        })
    }
}

/// The interface word for a kind of passage.
pub(super) fn passage_key(kind: &str) -> String {
    format!("passage.{}", kind.replace(' ', "_"))
}
