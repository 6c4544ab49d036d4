//! HTML with holes: what depends on the whole book is left open while a chapter is parsed, and filled per page and in print.

use crate::base::html::escape_into;

/// HTML that is complete but for its holes.
#[derive(Debug, Default, Clone)]
pub struct Fragment {
    html: String,
    holes: Vec<(u32, Hole)>,
}

/// What is filled in later.
#[derive(Debug, Clone, PartialEq)]
pub enum Hole {
    /// The call of a note: the note's number, and how often it was called so far, both from 1. In print the note
    /// itself stands beside its first call.
    NoteCall(u32, u32),
    /// A whole link with the label that its target has: the index of the chapter's reference.
    Reference(u32),
    /// The beginning of a link round the author's own words.
    ReferenceStart(u32),
    /// The end of such a link.
    ReferenceEnd(u32),
    /// The attributes that a picture has of its file, by its path in the site: its address, and its width and height in
    /// pixels as far as they are known. On screens they also let it wait until it is seen.
    Picture(String, Option<(u32, u32)>),
    /// A word of the interface, in the language of the text.
    Word(&'static str),
}

impl Fragment {
    /// Appends finished HTML.
    pub fn push_html(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Appends plain text, escaped.
    pub fn push_text(&mut self, text: &str) {
        escape_into(&mut self.html, text);
    }

    /// Appends a hole.
    pub fn push_hole(&mut self, hole: Hole) {
        self.holes.push((self.html.len() as u32, hole));
    }

    /// Appends another fragment.
    pub fn append(&mut self, other: Fragment) {
        let shift = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.holes.extend(
            other
                .holes
                .into_iter()
                .map(|(offset, hole)| (offset + shift, hole)),
        );
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// Length of the HTML without what the holes will hold, in bytes.
    pub fn len(&self) -> usize {
        self.html.len()
    }

    /// Calls `html` for every piece of finished HTML and `hole` for every hole, in order.
    pub fn for_each<S>(
        &self,
        state: &mut S,
        html: impl Fn(&mut S, &str),
        hole: impl Fn(&mut S, &Hole),
    ) {
        let mut written = 0;
        for (offset, open) in &self.holes {
            html(
                state,
                self.html.get(written..*offset as usize).unwrap_or_default(),
            );
            hole(state, open);
            written = *offset as usize;
        }
        html(state, self.html.get(written..).unwrap_or_default());
    }

    /// Removes white space at the end.
    pub fn trim_end(&mut self) {
        let end = self.holes.last().map_or(0, |(offset, _)| *offset as usize);
        let trimmed = self.html.get(end..).unwrap_or_default().trim_end().len();
        self.html.truncate(end + trimmed);
    }
}
