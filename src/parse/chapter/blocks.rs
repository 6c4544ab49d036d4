//! The body of a Markdown file goes in; a chapter's blocks come out: one pass over the parser's events, no recursion.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::Alignment;
use pulldown_cmark::BrokenLink;
use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::Event;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser as MarkdownParser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use pulldown_cmark::TextMergeWithOffset;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::markup as mistakes;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::parse::chapter::Block;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Callout;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::ChapterInput;
use crate::parse::chapter::MarkKind;
use crate::parse::chapter::UnitKind;
use crate::parse::chapter::inline::Link;
use crate::parse::chapter::inline::OpenPicture;
use crate::parse::chapter::notes::OpenNotes;
use crate::parse::chapter::units::OpenUnit;
use crate::parse::code;
use crate::parse::data::FrontMatter;
use crate::parse::fragment::Fragment;
use crate::parse::fragment::Hole;
use crate::parse::yaml::Yaml;

/// Deepest nesting of blocks and lines.
const DEPTH_MAX: usize = 48;
/// Most columns of a table, and most cells of a chapter's tables.
const COLUMNS_MAX: usize = 64;
const CELLS_MAX: usize = 50_000;

/// Parses the body, which begins at byte `body_start` of the source.
pub(super) fn parse_body(
    input: &ChapterInput<'_>,
    front: Yaml<FrontMatter>,
    body_start: usize,
    diagnostics: &mut Diagnostics,
) -> Chapter {
    let body = input.source.text.get(body_start..).unwrap_or_default();
    let options = markdown_options(input.tag.base());
    let mut undefined = Vec::new();
    let note_undefined = |link: BrokenLink<'_>| {
        // A single pair of brackets may be meant as brackets.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            let range = link.span.start + body_start..link.span.end + body_start;
            undefined.push((range, link.reference.to_string()));
        }
        None
    };
    let markdown =
        MarkdownParser::new_with_broken_link_callback(body, options, Some(note_undefined));
    let events = TextMergeWithOffset::new(markdown.into_offset_iter())
        .map(|(event, range)| (event, range.start + body_start..range.end + body_start))
        .collect();
    for (range, label) in undefined {
        let written = input.source.text.get(range.clone()).unwrap_or_default();
        let place = Place::range(input.file, range);
        diagnostics.push(mistakes::undefined_link(place, first_line(written), &label));
    }
    let automatic_terms = front.value.auto_terms != Some(false);
    let chapter = Chapter {
        id: input.id.to_owned(),
        file: input.file,
        front,
        blocks: Vec::new(),
        sections: Vec::new(),
        notes: Vec::new(),
        references: Vec::new(),
        units: Vec::new(),
        marks: Vec::new(),
        body_start,
        ids: HashMap::new(),
        word_count: 0,
    };
    let mut parser = BodyParser {
        input,
        diagnostics,
        events,
        next: 0,
        chapter,
        out: Fragment::default(),
        open: Vec::new(),
        block: None,
        unit: None,
        plain: String::new(),
        links: Vec::new(),
        picture: None,
        notes: OpenNotes::default(),
        open_tags: Vec::new(),
        terms_seen: vec![!automatic_terms; input.terms.term_count()],
        no_terms: 0,
        cell_count: 0,
        row: 0,
        cell: (0, 0),
        isolates: Vec::new(),
    };
    parser.run();
    parser.finish()
}

/// The additions to Markdown that chapters are written with.
fn markdown_options(language_base: &str) -> Options {
    let mut options = Options::ENABLE_WIKILINKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_STRIKETHROUGH;
    if language_base == "en" {
        options |= Options::ENABLE_SMART_PUNCTUATION;
    }
    options
}

/// Where the addresses of links that name them by a label are written (`[label]: state-duties.md`), as byte ranges of the
/// file; its body begins at byte `body_start`.
pub fn link_definitions(source: &SourceText, body_start: usize) -> Vec<Range<usize>> {
    let body = source.text.get(body_start..).unwrap_or_default();
    let markdown = MarkdownParser::new_ext(body, markdown_options(""));
    let definitions = markdown.reference_definitions().iter();
    definitions
        .map(|(_, link)| link.span.start + body_start..link.span.end + body_start)
        .collect()
}

/// What is being read when an event comes.
pub(super) struct BodyParser<'a> {
    pub(super) input: &'a ChapterInput<'a>,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    /// Index of the event that comes next.
    pub(super) next: usize,
    pub(super) chapter: Chapter,
    /// Where HTML is written: the block, note, heading or title that is open.
    pub(super) out: Fragment,
    /// Open elements, the innermost last.
    pub(super) open: Vec<Open>,
    /// The top-level block that is open.
    pub(super) block: Option<OpenBlock>,
    /// The unit that is open.
    pub(super) unit: Option<OpenUnit>,
    /// Plain text since the last heading, title, link or picture began.
    pub(super) plain: String,
    pub(super) links: Vec<Link>,
    pub(super) picture: Option<OpenPicture>,
    pub(super) notes: OpenNotes,
    /// HTML tags that are open in this passage.
    pub(super) open_tags: Vec<OpenTag>,
    /// Terms that were linked already, by index.
    pub(super) terms_seen: Vec<bool>,
    /// Number of open elements in which terms are not linked.
    pub(super) no_terms: usize,
    cell_count: usize,
    /// Row that is open in the innermost table, and the cell's place in it.
    row: u32,
    pub(super) cell: (u32, u32),
    /// Open direction isolates in this passage, with their places.
    pub(super) isolates: Vec<(char, Range<usize>)>,
}

/// An open element: what is written when it ends.
pub(super) enum Open {
    /// A block or line whose end tag is known.
    Element(&'static str),
    /// A heading.
    Heading(u8),
    /// A box.
    Callout,
    /// A list, and whether it is a checklist.
    List(&'static str),
    /// A table: alignment of its columns, and the column that comes next.
    Table(Vec<Alignment>, usize),
    /// The head of a table.
    TableHead,
    /// A cell.
    Cell(&'static str),
    /// A footnote's definition.
    Note,
    /// A link.
    Link,
    /// A picture.
    Picture,
    /// A code block: its language and its text so far.
    Code(String, String),
    /// Something refused; what stands in it is dropped.
    Dropped,
}

/// An HTML tag that is open inside a line.
pub(super) struct OpenTag {
    pub(super) name: String,
    /// Whether it is published; a refused one has been told.
    pub(super) is_inert: bool,
    /// Number of elements that were open round it.
    pub(super) depth: usize,
    pub(super) range: Range<usize>,
}

/// The top-level block that is open.
pub(super) struct OpenBlock {
    pub(super) range: Range<usize>,
    pub(super) kind: BlockKind,
    /// What a callout has been seen to hold.
    pub(super) has_list: bool,
    pub(super) has_table: bool,
    pub(super) has_picture: bool,
}

impl<'a> BodyParser<'a> {
    fn run(&mut self) {
        while let Some((event, range)) = self.events.get(self.next).cloned() {
            self.next += 1;
            if self.is_dropping() {
                self.skip_dropped(&event);
                continue;
            }
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag, range),
                Event::Rule => self.rule(range),
                Event::Html(html) => self.refuse_html(&html, range),
                other => self.inline(other, range),
            }
        }
    }

    fn is_dropping(&self) -> bool {
        matches!(self.open.last(), Some(Open::Dropped))
    }

    fn skip_dropped(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(_) => self.open.push(Open::Dropped),
            Event::End(_) => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Opens an element of a fixed tag.
    fn open_element(&mut self, start: &str, end: &'static str) {
        self.out.push_html(start);
        self.open.push(Open::Element(end));
    }

    pub(super) fn is_top_level(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        Place::range(self.input.file, range.clone())
    }

    pub(super) fn begin_block(&mut self, kind: BlockKind, range: Range<usize>) {
        if self.is_top_level() && self.block.is_none() {
            self.out = Fragment::default();
            self.block = Some(OpenBlock {
                range,
                kind,
                has_list: false,
                has_table: false,
                has_picture: false,
            });
        }
    }

    fn end_block(&mut self) {
        if !self.is_top_level() {
            return;
        }
        self.close_passage();
        if let Some(block) = self.block.take() {
            let html = std::mem::take(&mut self.out);
            self.check_callout(&block);
            let section = (self.chapter.sections.len() as u32).checked_sub(1);
            self.chapter.blocks.push(Block {
                kind: block.kind,
                section,
                html,
                range: block.range,
            });
        }
    }

    /// Index of the block that is open or comes next.
    pub(super) fn block_index(&self) -> u32 {
        self.chapter.blocks.len() as u32
    }

    /// The end of a paragraph, cell or heading: tags and isolates that are still open are told.
    pub(super) fn close_passage(&mut self) {
        self.end_unit();
        self.close_tags(0);
        for (character, range) in std::mem::take(&mut self.isolates) {
            self.tell_isolate(character, &range, "is not closed in the same passage");
        }
    }

    /// Closes and tells the tags that were opened inside at least `depth` open elements.
    pub(super) fn close_tags(&mut self, depth: usize) {
        while let Some(tag) = self.open_tags.pop_if(|tag| tag.depth >= depth) {
            if tag.is_inert {
                self.out.push_html(&format!("</{}>", tag.name));
                let place = self.place(&tag.range);
                self.diagnostics
                    .push(mistakes::unclosed_tag(place, &format!("<{}>", tag.name)));
            }
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if self.open.len() >= DEPTH_MAX {
            let place = self.place(&range);
            self.diagnostics.push(mistakes::too_complex(
                place,
                "the text is nested too deeply",
                DEPTH_MAX,
            ));
            self.open.push(Open::Dropped);
            return;
        }
        match tag {
            Tag::Paragraph => {
                self.begin_block(BlockKind::Paragraph, range);
                let kind = if self.notes.is_open() {
                    UnitKind::Note
                } else {
                    UnitKind::Paragraph
                };
                self.begin_unit(kind);
                match () {
                    () if self.notes.is_open() => {
                        if !self.out.is_empty() {
                            self.out.push_html("<br>");
                        }
                        self.open.push(Open::Element(""));
                    }
                    () if self.is_top_level() => self.open.push(Open::Element("")),
                    () => self.open_element("<p>", "</p>"),
                }
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => {
                self.refuse_in_note("a code block", &range);
                self.begin_block(BlockKind::Code, range);
                self.begin_unit(UnitKind::Code);
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',']).next().unwrap_or_default().to_owned()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.open.push(Open::Code(language, String::new()));
            }
            Tag::List(first) => {
                self.refuse_in_note("a list", &range);
                self.begin_block(BlockKind::List, range);
                self.end_unit();
                if let Some(block) = &mut self.block {
                    block.has_list = true;
                }
                self.start_list(first);
            }
            Tag::Item => {
                self.begin_unit(UnitKind::Item);
                self.open_element("<li>", "</li>");
            }
            Tag::FootnoteDefinition(label) => self.start_note(label.to_string(), range),
            Tag::DefinitionList => {
                self.refuse_in_note("a definition list", &range);
                self.begin_block(BlockKind::Definitions, range);
                self.open_element("<dl>", "</dl>");
            }
            Tag::DefinitionListTitle => {
                self.begin_unit(UnitKind::Term);
                self.open_element("<dt>", "</dt>");
            }
            Tag::DefinitionListDefinition => {
                self.begin_unit(UnitKind::Definition);
                self.open_element("<dd>", "</dd>");
            }
            Tag::Table(alignments) => {
                self.refuse_in_note("a table", &range);
                let table_range = range.clone();
                self.begin_block(BlockKind::Table, range);
                if let Some(block) = &mut self.block {
                    block.has_table = true;
                }
                if alignments.len() > COLUMNS_MAX {
                    let place = self.place(&table_range);
                    self.diagnostics.push(mistakes::too_complex(
                        place,
                        "the table has too many columns",
                        COLUMNS_MAX,
                    ));
                }
                self.out.push_html(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"",
                );
                self.out.push_hole(Hole::Word("label.table_region"));
                self.out.push_html("\"><table>");
                self.row = 0;
                self.open.push(Open::Table(alignments, 0));
            }
            Tag::TableHead => {
                self.out.push_html("<thead><tr>");
                self.no_terms += 1;
                self.open.push(Open::TableHead);
            }
            Tag::TableRow => {
                self.start_row();
                self.open_element("<tr>", "</tr>");
            }
            Tag::TableCell => self.start_cell(&range),
            Tag::Emphasis => {
                self.mark(MarkKind::Emphasis, &range);
                self.open_element("<em>", "</em>");
            }
            Tag::Strong => {
                self.mark(MarkKind::Emphasis, &range);
                self.open_element("<strong>", "</strong>");
            }
            Tag::Strikethrough => {
                self.widen_unit(&range);
                self.open_element("<del>", "</del>");
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.start_link(link_type, &dest_url, range),
            Tag::Image {
                dest_url, title, ..
            } => self.start_picture(&dest_url, &title, range),
            // HTML arrives as events of its own inside; the rest is never switched on.
            Tag::HtmlBlock => self.open.push(Open::Element("")),
            Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {
                self.open.push(Open::Dropped)
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        self.close_tags(self.open.len());
        match self.open.pop() {
            Some(Open::Element(end)) => {
                let ends_passage = matches!(
                    tag,
                    TagEnd::Paragraph
                        | TagEnd::Item
                        | TagEnd::DefinitionListTitle
                        | TagEnd::DefinitionListDefinition
                );
                if ends_passage {
                    self.close_passage();
                }
                self.out.push_html(end);
            }
            Some(Open::Heading(level)) => self.end_heading(level),
            Some(Open::Callout) => {}
            Some(Open::List(end)) => self.out.push_html(end),
            Some(Open::Table(..)) => self.out.push_html("</tbody></table></div>"),
            Some(Open::TableHead) => {
                self.no_terms -= 1;
                self.out.push_html("</tr></thead><tbody>");
            }
            Some(Open::Cell(end)) => {
                self.close_passage();
                self.out.push_html(end);
            }
            Some(Open::Note) => self.end_note(),
            Some(Open::Link) => self.end_link(range),
            Some(Open::Picture) => self.end_picture(),
            Some(Open::Code(language, text)) => self.end_code(&language, &text, range),
            Some(Open::Dropped) | None => {}
        }
        self.end_block();
    }

    fn rule(&mut self, range: Range<usize>) {
        self.begin_block(BlockKind::Rule, range);
        self.out.push_html("<hr>");
        self.end_block();
    }

    fn refuse_html(&mut self, html: &str, range: Range<usize>) {
        // A block of HTML comes line by line; it is told at its first.
        let before = self
            .next
            .checked_sub(2)
            .and_then(|index| self.events.get(index));
        if matches!(before, Some((Event::Start(Tag::HtmlBlock), _))) {
            let place = self.place(&range);
            self.diagnostics
                .push(mistakes::raw_html(place, first_line(html)));
        }
    }

    fn refuse_in_note(&mut self, what: &str, range: &Range<usize>) {
        if let Some(label) = self.notes.open_label() {
            let place = self.place(range);
            self.diagnostics
                .push(mistakes::note_content(place, &label, what));
        }
    }

    fn start_list(&mut self, first: Option<u64>) {
        let begins_with_box = self
            .events
            .get(self.next..)
            .unwrap_or_default()
            .iter()
            .take(3)
            .any(|(event, _)| matches!(event, Event::TaskListMarker(_)));
        let (start, end) = match first {
            None if begins_with_box => ("<ul class=\"check\">".to_owned(), "</ul>"),
            None => ("<ul>".to_owned(), "</ul>"),
            Some(1) => ("<ol>".to_owned(), "</ol>"),
            Some(number) => (format!("<ol start=\"{number}\">"), "</ol>"),
        };
        self.out.push_html(&start);
        self.open.push(Open::List(end));
    }

    fn start_row(&mut self) {
        self.row += 1;
        for open in self.open.iter_mut().rev() {
            if let Open::Table(_, column) = open {
                *column = 0;
                return;
            }
        }
    }

    fn start_cell(&mut self, range: &Range<usize>) {
        let row = self.row;
        self.cell_count += 1;
        if self.cell_count == CELLS_MAX + 1 {
            let place = self.place(range);
            self.diagnostics.push(mistakes::too_complex(
                place,
                "the tables have too many cells",
                CELLS_MAX,
            ));
        }
        let in_head = matches!(self.open.last(), Some(Open::TableHead));
        let mut alignment = Alignment::None;
        for open in self.open.iter_mut().rev() {
            if let Open::Table(alignments, column) = open {
                alignment = alignments.get(*column).copied().unwrap_or(Alignment::None);
                self.cell = (row, *column as u32);
                *column += 1;
                break;
            }
        }
        self.begin_unit(UnitKind::Cell);
        let class = match alignment {
            Alignment::Right => " class=\"end\"",
            Alignment::Center => " class=\"center\"",
            Alignment::None | Alignment::Left => "",
        };
        let (start, end) = if in_head {
            ("<th scope=\"col\"", "</th>")
        } else {
            ("<td", "</td>")
        };
        self.out.push_html(&format!("{start}{class}>"));
        self.open.push(Open::Cell(end));
    }

    fn end_code(&mut self, language: &str, text: &str, range: Range<usize>) {
        self.end_unit();
        self.check_code(text, &range);
        let (html, known) = code::highlight(text, language);
        if !known {
            let place = self.place(&range);
            self.diagnostics
                .push(mistakes::code_language(place, language));
        }
        self.out
            .push_html("<pre class=\"code\" dir=\"ltr\" tabindex=\"0\"><code>");
        self.out.push_html(&html);
        self.out.push_html("</code></pre>");
    }

    /// Opens the callout that the quotation is, or a quotation.
    fn start_quote(&mut self, range: Range<usize>) {
        self.refuse_in_note("a quotation", &range);
        if self.starts_callout() {
            if self.is_top_level() {
                self.start_callout(range);
                return;
            }
            let place = self.place(&range);
            let written = first_line(self.source_slice(&range));
            let written = written.trim_start_matches(['>', ' ']);
            self.diagnostics
                .push(mistakes::nested_callout(place, written));
        }
        self.begin_block(BlockKind::Quote, range);
        self.open_element("<blockquote>", "</blockquote>");
    }

    pub(super) fn begin_callout_block(&mut self, callout: Callout, range: Range<usize>) {
        self.begin_block(BlockKind::Callout(callout), range);
    }
}

/// The first line of a text, shortened.
pub(super) fn first_line(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim_end();
    line.char_indices()
        .nth(60)
        .and_then(|(end, _)| line.get(..end))
        .unwrap_or(line)
}
