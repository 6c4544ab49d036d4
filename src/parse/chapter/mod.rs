//! One Markdown file goes in; a [`Chapter`] comes out: blocks of HTML with holes, sections, notes, references and units.

mod blocks;
mod callout;
mod front;
mod headings;
mod inline;
pub(crate) mod notes;
mod units;

use std::collections::HashMap;
use std::ops::Range;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
pub use crate::parse::chapter::blocks::link_definitions;
use crate::parse::data::FrontMatter;
use crate::parse::fragment::Fragment;
use crate::parse::pictures::Pictures;
use crate::parse::reference::Written;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;
use crate::parse::yaml::Yaml;

/// A chapter, page or Markdown annex in one language.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// The file's name without extension, the same in every language.
    pub id: String,
    /// Its file.
    pub file: FileId,
    /// What its front matter says.
    pub front: Yaml<FrontMatter>,
    /// Top-level blocks in order, headings included.
    pub blocks: Vec<Block>,
    /// Headings in order.
    pub sections: Vec<Section>,
    /// Notes in the order of their numbers, which begin with 1.
    pub notes: Vec<Note>,
    /// References in order, those made from glossary terms included.
    pub references: Vec<Reference>,
    /// The smallest passages that are translated one by one.
    pub units: Vec<Unit>,
    /// What is marked inside them, beside references, in order.
    pub marks: Vec<Mark>,
    /// Byte offset of the body, behind the front matter.
    pub body_start: usize,
    /// Ids that authors wrote, with their places.
    pub ids: HashMap<String, Range<usize>>,
    /// Words; in languages without spaces, half the number of characters.
    pub word_count: usize,
}

/// A top-level block.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Index of the section it stands in; none before the first heading.
    pub section: Option<u32>,
    /// Its HTML; of a heading, what stands inside the heading element.
    pub html: Fragment,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// The heading of the section with this index.
    Heading(u32),
    /// A paragraph; its HTML is what stands inside the element.
    Paragraph,
    /// A list.
    List,
    /// A table without caption.
    Table,
    /// A quotation.
    Quote,
    /// A code block.
    Code,
    /// A definition list.
    Definitions,
    /// A line between passages; it has no number.
    Rule,
    /// A box, captioned table or figure.
    Callout(Callout),
}

impl BlockKind {
    /// Whether the block has a paragraph number.
    pub fn is_numbered(&self) -> bool {
        !matches!(self, BlockKind::Heading(_) | BlockKind::Rule)
    }
}

/// A box, captioned table or figure.
#[derive(Debug, Clone)]
pub struct Callout {
    /// Its kind.
    pub kind: CalloutKind,
    /// The author's id.
    pub id: Option<String>,
    /// Title or caption.
    pub title: Fragment,
    /// Title or caption as plain text.
    pub title_text: String,
}

/// Kinds of callouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CalloutKind {
    /// What a member can do: a checklist.
    Action,
    /// Questions to put to ministers.
    Questions,
    /// Practice of a country.
    Example,
    /// A key text in own words.
    Law,
    /// What to beware of.
    Caution,
    /// A remark.
    Note,
    /// A table with its caption.
    Table,
    /// A picture with its caption.
    Figure,
}

impl CalloutKind {
    /// Every kind with its name.
    pub const NAMES: [(&'static str, CalloutKind); 8] = [
        ("action", CalloutKind::Action),
        ("questions", CalloutKind::Questions),
        ("example", CalloutKind::Example),
        ("law", CalloutKind::Law),
        ("caution", CalloutKind::Caution),
        ("note", CalloutKind::Note),
        ("table", CalloutKind::Table),
        ("figure", CalloutKind::Figure),
    ];

    /// The name as it is written.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }

    /// What it is numbered as: boxes, tables and figures each have their own run.
    pub fn run(self) -> &'static str {
        match self {
            CalloutKind::Table => "table",
            CalloutKind::Figure => "figure",
            _ => "box",
        }
    }
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// The author's id.
    pub id: Option<String>,
    /// 2 to 6.
    pub level: u8,
    /// The heading as plain text.
    pub text: String,
    /// Index of its block.
    pub block: u32,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// A footnote that is called.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its label, the same in every language.
    pub label: String,
    /// Its text.
    pub html: Fragment,
    /// Blocks in which it is called, in order, once for each call.
    pub calls: Vec<u32>,
    /// Whether its source was not opened yet.
    pub unchecked: bool,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// A link to somewhere in the book or on the web.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What it names.
    pub target: Written,
    /// Byte range in the file.
    pub range: Range<usize>,
    /// The block it stands in; for a reference in a note, none until the note's first call is known.
    pub block: Option<u32>,
    /// The note it stands in.
    pub note: Option<String>,
    /// Made by the generator at the first use of a glossary term.
    pub automatic: bool,
}

/// A passage that is translated as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// The block it stands in; none for notes.
    pub block: Option<u32>,
    /// Byte range of its text in the file.
    pub range: Range<usize>,
    /// Row and column of a table cell, from 0; nesting of a list item, from 1, and 1 if it is to be ticked.
    pub position: (u32, u32),
}

/// Something inside a unit that a translation is to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// Emphasis or strong emphasis.
    Emphasis,
    /// Code inside a line.
    Code,
    /// The call of a note.
    Call,
    /// A picture: its address.
    Picture(String),
}

/// Kinds of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// The own text of a tight list item.
    Item,
    /// A table cell.
    Cell,
    /// A term of a definition list.
    Term,
    /// A definition.
    Definition,
    /// A paragraph of a footnote.
    Note,
    /// The title of a box or caption.
    Title,
    /// A code block.
    Code,
}

/// What parsing a file needs to know beside its text.
pub struct ChapterInput<'a> {
    /// Id of the chapter.
    pub id: &'a str,
    /// Its file.
    pub file: FileId,
    /// Its text.
    pub source: &'a SourceText,
    /// Its language.
    pub tag: &'a LanguageTag,
    /// Whether the language is the source language.
    pub is_source: bool,
    /// How its text is set.
    pub typography: Typography,
    /// The language's glossary.
    pub terms: &'a TermMatcher,
    /// Pictures that exist.
    pub pictures: &'a Pictures,
}

impl Chapter {
    /// The place of a byte range of the chapter's file.
    pub fn place(&self, range: &Range<usize>) -> Place {
        Place::range(self.file, range.clone())
    }
}

/// Parses one Markdown file. It never fails; what is wrong is told and left out.
pub fn parse_chapter(input: &ChapterInput<'_>, diagnostics: &mut Diagnostics) -> Chapter {
    let (front, body_start) = front::read_front_matter(input, diagnostics);
    blocks::parse_body(input, front, body_start, diagnostics)
}
