//! Fragments go in, with the page they are to stand on; HTML without holes comes out.

use crate::base::html::escape;
use crate::base::html::escape_into;
use crate::link::Shown;
use crate::link::back_links::ArticleKey;
use crate::link::targets::Target;
use crate::parse::chapter::notes::call_id;
use crate::parse::fragment::Fragment;
use crate::parse::fragment::Hole;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::behind::BorrowedNote;
use crate::render::behind::BorrowedNotes;
use crate::render::labels::Labels;
use crate::render::standpoint::Standpoint;

/// Where a fragment is to stand.
pub struct Filling<'a> {
    /// The edition that is rendered.
    pub edition: &'a Edition<'a>,
    /// The language of the page.
    pub language_index: usize,
    /// The page.
    pub page: &'a Standpoint,
    /// The chapter that the fragment belongs to.
    pub shown: Shown<'a>,
    /// How its ids are written there.
    pub ids: Ids,
    /// Of a passage in the source's words on the page of a translation: how it is set apart.
    pub passage: Option<BorrowedPassage<'a>>,
}

/// A passage in the source's words on the page of a translation.
#[derive(Clone, Copy)]
pub struct BorrowedPassage<'a> {
    /// Tag of its language.
    pub lang: &'a str,
    /// Its direction.
    pub dir: &'a str,
    /// Its notes as the page numbers them; of a passage that stands in the translation's own file, none.
    pub notes: Option<&'a BorrowedNotes>,
}

/// How a fragment's ids are written on the page where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// On the chapter's own page: as they are.
    Own,
    /// On a page that quotes the chapter: none are written, and addresses lead to the chapter.
    Quoted,
    /// In the book: behind the chapter's own. Its headings stand `lower` levels below those of the chapter's page.
    Prefixed {
        /// How many levels.
        lower: u8,
    },
}

impl<'a> Filling<'a> {
    /// The same for a passage that is borrowed from the source.
    pub fn borrowing(&self, behind: &'a Behind<'a>) -> Filling<'a> {
        self.in_source_words(behind.source, Some(&behind.notes))
    }

    /// The same for a passage of the translation that is still in the source's words.
    pub fn in_place(&self) -> Filling<'a> {
        let text_index = self.edition.handbook.source_index;
        let shown = Shown {
            text_index,
            ..self.shown
        };
        self.in_source_words(shown, None)
    }

    fn in_source_words(&self, shown: Shown<'a>, notes: Option<&'a BorrowedNotes>) -> Filling<'a> {
        let source = &self.edition.wordings[shown.text_index];
        Filling {
            edition: self.edition,
            language_index: self.language_index,
            page: self.page,
            shown,
            ids: self.ids,
            passage: Some(BorrowedPassage {
                lang: &source.html_tag,
                dir: &source.direction,
                notes,
            }),
        }
    }

    /// Appends language and direction of a passage in the source's words.
    pub fn push_language(&self, out: &mut String) {
        if let Some(passage) = self.passage {
            out.push_str(" lang=\"");
            escape_into(out, passage.lang);
            out.push_str("\" dir=\"");
            escape_into(out, passage.dir);
            out.push('"');
        }
    }

    /// The fragment with every hole filled.
    pub fn fill(&self, fragment: &Fragment) -> String {
        let mut out = String::with_capacity(fragment.len() * 2);
        self.fill_into(&mut out, fragment);
        out
    }

    /// Appends the fragment with every hole filled.
    pub fn fill_into(&self, out: &mut String, fragment: &Fragment) {
        fragment.for_each(
            out,
            |out, html| out.push_str(html),
            |out, hole| self.fill_hole(out, hole),
        );
    }

    /// Whether the fragment stands in the book.
    pub fn is_in_book(&self) -> bool {
        matches!(self.ids, Ids::Prefixed { .. })
    }

    /// An id of the chapter as it is written on the page; nothing where ids are not written.
    pub fn id(&self, id: &str) -> Option<String> {
        match self.ids {
            Ids::Own => Some(id.to_owned()),
            Ids::Quoted => None,
            Ids::Prefixed { .. } => Some(format!("{}--{id}", self.shown.chapter.id)),
        }
    }

    /// Appends the attribute with an id of the chapter.
    pub fn push_id(&self, out: &mut String, id: &str) {
        if let Some(id) = self.id(id) {
            out.push_str(" id=\"");
            out.push_str(&id);
            out.push('"');
        }
    }

    /// The level at which a heading of the chapter stands on the page.
    pub fn level(&self, level: u8) -> u8 {
        match self.ids {
            Ids::Prefixed { lower } => (level + lower).min(6),
            Ids::Own | Ids::Quoted => level,
        }
    }

    fn push_picture(&self, out: &mut String, path: &str, size: Option<(u32, u32)>) {
        let is_on_paper = !self.page.is_on_site();
        let for_paper = self.edition.drawing_for_paper(path);
        let (path, size) = match for_paper.filter(|_| is_on_paper) {
            Some(drawing) => (drawing.path.as_str(), drawing.size),
            None => (path, size),
        };
        out.push_str(" src=\"");
        escape_into(out, &self.page.address_to(path));
        out.push('"');
        if let Some((width, height)) = size {
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if !is_on_paper {
            out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
    }

    fn fill_hole(&self, out: &mut String, hole: &Hole) {
        match hole {
            Hole::NoteCall(number, call) => self.push_note_call(out, *number, *call),
            Hole::Picture(path, size) => self.push_picture(out, path, *size),
            Hole::Word(key) => escape_into(out, self.labels().wording.word(key)),
            Hole::Reference(index) => {
                if self.open_link(out, *index) {
                    out.push_str(&self.label(*index));
                    self.close_link(out, *index);
                } else {
                    out.push_str(&self.label(*index));
                }
            }
            Hole::ReferenceStart(index) => {
                self.open_link(out, *index);
            }
            Hole::ReferenceEnd(index) => {
                if self
                    .target(*index)
                    .is_some_and(|target| self.address(target).is_some())
                {
                    self.close_link(out, *index);
                }
            }
        }
    }

    /// The call of a note. The book shows each note in two forms, of which its sheet keeps one: beside its call, to
    /// become a footnote, and at the end of the chapter. A handout and the lists of the book have no notes to lead to.
    fn push_note_call(&self, out: &mut String, source_number: u32, source_call: u32) {
        let (number, call) = self.note_call(source_number, source_call);
        let shown = self.edition.wordings[self.language_index].number(number.into());
        let mut push_call = |class: &str, address: &str| {
            out.push_str("<a class=\"");
            out.push_str(class);
            out.push('"');
            self.push_id(out, &call_id(number, call));
            out.push_str(&format!(
                " href=\"{address}\" role=\"doc-noteref\">{shown}</a>"
            ));
        };
        match self.ids {
            Ids::Quoted if !self.page.is_on_site() => {}
            Ids::Own | Ids::Quoted => push_call("fnref", &self.local(&format!("fn--{number}"))),
            Ids::Prefixed { .. } if call > 1 => {
                // Which form the note has is up to the sheet, but its first call is always there.
                match self.call_paragraph(source_number) {
                    Some(paragraph) => {
                        push_call("fnref again", &self.local(&format!("p--{paragraph}")));
                    }
                    None => out.push_str(&format!("<sup class=\"again\">{shown}</sup>")),
                }
            }
            Ids::Prefixed { .. } => {
                push_call("fnref", &self.local(&format!("fn--{number}")));
                out.push_str("<span class=\"fn\"");
                self.push_id(out, &format!("fni--{number}"));
                out.push_str(&format!(" data-n=\"{shown}\" role=\"doc-footnote\">"));
                if let Some(note) = self.shown.chapter.notes.get(source_number as usize - 1) {
                    self.fill_into(out, &note.html);
                }
                out.push_str("</span>");
            }
        }
    }

    /// The number of a note and of its call, as the page counts them.
    fn note_call(&self, number: u32, call: u32) -> (u32, u32) {
        let borrowed = self.borrowed_note(number);
        let counted = borrowed.and_then(|note| {
            let call = note.calls.get(call as usize - 1).copied().flatten()?;
            Some((note.number?, call))
        });
        counted.unwrap_or((number, call))
    }

    fn borrowed_note(&self, number: u32) -> Option<&'a BorrowedNote> {
        self.passage?.notes?.get(number as usize - 1)
    }

    /// The number of the paragraph in which a note is called first, where the chapter shows such numbers.
    pub fn call_paragraph(&self, number: u32) -> Option<u32> {
        self.first_call(number).filter(|_| self.has_numbers())
    }

    fn first_call(&self, number: u32) -> Option<u32> {
        if let Some(borrowed) = self.borrowed_note(number) {
            return borrowed.first_paragraph;
        }
        let note = self.shown.chapter.notes.get(number as usize - 1)?;
        let block = *note.calls.first()?;
        let paragraphs = &self.shown.links.paragraphs;
        paragraphs.get(block as usize).copied().flatten()
    }

    /// Whether the chapter's paragraphs are numbered.
    fn has_numbers(&self) -> bool {
        let found = self.edition.links.order.find(&self.shown.chapter.id);
        found.is_some_and(|(_, leaf)| leaf.number().is_some())
    }

    /// The words of the fragment's own language.
    fn labels(&self) -> Labels<'_> {
        self.edition.labels(self.shown.text_index)
    }

    fn target(&self, index: u32) -> Option<&Target> {
        self.shown.links.targets.get(index as usize)?.as_ref()
    }

    /// The address of an id of the fragment's chapter.
    pub fn local(&self, id: &str) -> String {
        match self.ids {
            Ids::Own => format!("#{id}"),
            Ids::Prefixed { .. } => format!("#{}--{id}", self.shown.chapter.id),
            Ids::Quoted => {
                let path = self
                    .edition
                    .leaf_path(self.language_index, &self.shown.chapter.id);
                self.page.address_to(&format!("{path}#{id}"))
            }
        }
    }

    fn open_link(&self, out: &mut String, index: u32) -> bool {
        let Some(target) = self.target(index) else {
            return false;
        };
        let Some(address) = self.address(target) else {
            return false;
        };
        let class = match target {
            Target::Leaf(..) => "xref",
            Target::Citation(_) | Target::Comment(_) => "cite",
            Target::Term(_) => "term",
            Target::Web(_) => "ext",
        };
        out.push_str("<a class=\"");
        out.push_str(class);
        out.push_str("\" href=\"");
        escape_into(out, &address);
        out.push_str(if class == "ext" {
            "\" rel=\"noopener noreferrer\">"
        } else {
            "\">"
        });
        true
    }

    /// Ends a link; one that leads to a page in another language says so.
    fn close_link(&self, out: &mut String, index: u32) {
        out.push_str("</a>");
        if let Some(Target::Leaf(leaf, _)) = self.target(index)
            && self.shown.text_index == self.language_index
            && let Some(borrowed) = self.edition.borrowed(self.language_index, *leaf)
        {
            out.push_str(" <span class=\"borrowed-mark\">(<bdi lang=\"");
            escape_into(out, &borrowed.html);
            out.push_str("\" dir=\"");
            escape_into(out, &borrowed.dir);
            out.push_str("\">");
            escape_into(out, &borrowed.name);
            out.push_str("</bdi>)</span>");
        }
    }

    /// The address of a target from this page; nothing where there is no page for it.
    fn address(&self, target: &Target) -> Option<String> {
        let edition = self.edition;
        let tag = &edition.wordings[self.language_index].tag;
        let path = match target {
            Target::Web(address) => return Some(address.clone()),
            Target::Leaf(leaf, anchor) => {
                let id = edition.links.order.leaves.get(*leaf)?.id.as_str();
                let path = edition.leaf_path(self.language_index, id);
                match anchor {
                    Some(anchor) if id == self.shown.chapter.id && self.ids != Ids::Quoted => {
                        return Some(self.local(anchor));
                    }
                    Some(anchor) => format!("{path}#{anchor}"),
                    None => path,
                }
            }
            Target::Citation(citation) => format!("{tag}/{}", edition.citation_path(citation)),
            Target::Comment(comment) => format!("{tag}/{}", edition.comment_path(comment)?),
            Target::Term(id) => format!("{tag}/glossary.html#term--{id}"),
        };
        self.page.link_to(&path)
    }

    /// What a reference without own words shows, as HTML.
    pub fn label(&self, index: u32) -> String {
        let labels = self.labels();
        match self.target(index) {
            None => String::new(),
            Some(Target::Citation(citation)) => labels.citation(citation),
            Some(Target::Comment(comment)) => labels.comment(comment),
            Some(Target::Web(address)) => escape(address),
            Some(Target::Term(id)) => self.edition.term(self.shown.text_index, id).html(),
            Some(Target::Leaf(leaf, anchor)) => {
                self.edition
                    .leaf_label(self.shown.text_index, *leaf, anchor.as_deref())
            }
        }
    }
}

impl Edition<'_> {
    /// The page of an instrument below a language's folder, at the cited article where the page has an entry for it.
    pub fn citation_path(&self, citation: &Citation) -> String {
        let page = instrument_path(&citation.instrument);
        let Some(locator) = &citation.locator else {
            return page;
        };
        let key = ArticleKey::of(locator);
        match self
            .instrument_entries
            .get(&citation.instrument)
            .is_some_and(|entries| entries.contains(&key))
        {
            true => format!("{page}#{}", key.id()),
            false => page,
        }
    }

    /// The page of a general comment below a language's folder: that of its body's treaty.
    pub fn comment_path(&self, comment: &CommentCitation) -> Option<String> {
        let treaty = self
            .handbook
            .registry
            .value
            .bodies
            .get(&comment.body)?
            .treaty
            .as_ref()?;
        let page = instrument_path(treaty);
        let cited = self
            .links
            .back_links
            .comments
            .get(&comment.body)
            .is_some_and(|comments| comments.keys().any(|(_, known)| *known == comment.comment));
        Some(if cited {
            format!("{page}#{}", comment_id(&comment.comment))
        } else {
            page
        })
    }
}

/// The page of an instrument below a language's folder.
pub fn instrument_path(instrument: &str) -> String {
    format!("instruments/{}.html", instrument.to_ascii_lowercase())
}

/// The id of a general comment's entry: `gc--34`.
pub fn comment_id(comment: &str) -> String {
    comment.to_ascii_lowercase().replace(' ', "--")
}
