//! Passages of the book go in; links to them come out, as lists show them: short, or with chapter, section and box.

use std::collections::HashMap;

use serde::Serialize;
use tera::Value;

use crate::link::back_links::Passage;
use crate::parse::chapter::BlockKind;
use crate::render::Edition;
use crate::render::pages::Page;
use crate::render::pages::Place;
use crate::render::pages::html;

/// A numbered passage, as lists of passages show it.
#[derive(Serialize)]
pub(super) struct PassageLink {
    chapter_number: Option<String>,
    chapter_title: Value,
    href: String,
    section_number: Option<String>,
    section_title: Option<Value>,
    paragraph: Option<String>,
    /// What exactly it cites, each once.
    cited_as: Vec<Value>,
    #[serde(rename = "box")]
    callout: Option<String>,
}

/// A number, where there is one, and a title.
type NumberedTitle = (Option<String>, Value);

/// Links to passages from one page. Names of chapters and sections, which many passages share, are written once.
pub(super) struct PassageLinks<'a> {
    edition: &'a Edition<'a>,
    page: &'a Page,
    /// By the chapter's index in the order.
    chapters: HashMap<usize, NumberedTitle>,
    /// By the chapter and the section's index in the source.
    sections: HashMap<(usize, u32), Option<NumberedTitle>>,
}

impl<'a> PassageLinks<'a> {
    pub(super) fn new(edition: &'a Edition<'a>, page: &'a Page) -> Self {
        PassageLinks {
            edition,
            page,
            chapters: HashMap::new(),
            sections: HashMap::new(),
        }
    }

    /// A full link to a passage: chapter, section, number, box.
    pub(super) fn link(&mut self, passage: Passage, cited_as: Vec<Value>) -> PassageLink {
        let (edition, index) = (self.edition, self.page.language_index);
        let entry = &edition.links.order.leaves[passage.leaf];
        let (chapter_number, chapter_title) = self
            .chapters
            .entry(passage.leaf)
            .or_insert_with(|| {
                let number = entry.number();
                (
                    number.map(|number| edition.wordings[index].number(u64::from(number))),
                    html(&edition.leaf_name(index, passage.leaf).html()),
                )
            })
            .clone();
        let source = edition.handbook.source().chapters.get(&entry.id);
        let block = source.and_then(|chapter| chapter.blocks.get(passage.block as usize));
        let section = block.and_then(|block| block.section).and_then(|section| {
            let key = (passage.leaf, section);
            let known = self.sections.entry(key);
            known
                .or_insert_with(|| edition.section_name(index, key))
                .clone()
        });
        let callout = block.and_then(|block| match &block.kind {
            BlockKind::Callout(callout) => {
                let links = edition.links.chapters[edition.handbook.source_index].get(&entry.id)?;
                let number = links.callout_numbers.get(passage.block as usize);
                let number = edition.numbered(index, entry.number(), number.copied().flatten())?;
                let key = format!("label.{}", callout.kind.run());
                Some(edition.wordings[index].say(&key, &[("number", &number)]))
            }
            _ => None,
        });
        let (section_number, section_title) = section.unzip();
        PassageLink {
            chapter_number,
            chapter_title,
            href: edition.passage_address(self.page, passage),
            section_number: section_number.flatten(),
            section_title,
            paragraph: edition.paragraph_number(index, passage),
            cited_as,
            callout,
        }
    }
}

impl Edition<'_> {
    /// Number and title of a section of the source, as the language shows them.
    fn section_name(
        &self,
        language_index: usize,
        (leaf, section): (usize, u32),
    ) -> Option<NumberedTitle> {
        let entry = &self.links.order.leaves[leaf];
        let source_links = self.links.chapters[self.handbook.source_index].get(&entry.id)?;
        let id = source_links.section_ids.get(section as usize)?;
        let shown = self.links.shown(self.handbook, language_index, &entry.id)?;
        let at = shown
            .links
            .section_ids
            .iter()
            .position(|known| known == id)?;
        let title = &shown.chapter.sections.get(at)?.text;
        let title = self.wordings[shown.text_index].typeset(title);
        let title = self.named(title, shown.text_index != language_index).html();
        let number = shown.links.section_numbers.get(at).copied().flatten();
        let number = self.numbered(language_index, entry.number(), number);
        Some((number, html(&title)))
    }

    /// `4.12`: the passage's number in the language's digits.
    pub(super) fn paragraph_number(
        &self,
        language_index: usize,
        passage: Passage,
    ) -> Option<String> {
        let entry = self.links.order.leaves.get(passage.leaf)?;
        let links = self.links.chapters[self.handbook.source_index].get(&entry.id)?;
        self.numbered(
            language_index,
            entry.number(),
            links
                .paragraphs
                .get(passage.block as usize)
                .copied()
                .flatten(),
        )
    }

    /// The address of a passage: its paragraph, or of a heading its section.
    pub(super) fn passage_address(&self, page: &Page, passage: Passage) -> String {
        let entry = &self.links.order.leaves[passage.leaf];
        let path = self.leaf_path(page.language_index, &entry.id);
        let source_links = self.links.chapters[self.handbook.source_index].get(&entry.id);
        let chapter = self.handbook.source().chapters.get(&entry.id);
        let fragment = source_links.zip(chapter).and_then(|(links, chapter)| {
            let block = passage.block as usize;
            match (
                entry.number(),
                links.paragraphs.get(block).copied().flatten(),
                &chapter.blocks.get(block)?.kind,
            ) {
                (Some(_), Some(number), _) => Some(format!("p--{number}")),
                (_, _, BlockKind::Heading(section)) => {
                    links.section_ids.get(*section as usize).cloned()
                }
                _ => chapter.blocks[block]
                    .section
                    .and_then(|section| links.section_ids.get(section as usize).cloned()),
            }
        });
        match fragment {
            Some(fragment) => page.path.address_to(&format!("{path}#{fragment}")),
            None => page.path.address_to(&path),
        }
    }

    /// A short link to a passage: its number, or the title of its page.
    pub(super) fn place_of(&self, page: &Page, passage: Passage) -> Place {
        let number = self.paragraph_number(page.language_index, passage);
        let title = || {
            self.leaf_short_name(page.language_index, passage.leaf)
                .html()
        };
        Place {
            label: html(&number.unwrap_or_else(title)),
            href: self.passage_address(page, passage),
        }
    }
}
