//! Fragments go in, with the page they are to stand on; HTML without holes comes out.

use crate::base::html::escape;
use crate::base::html::escape_into;
use crate::base::site::SitePath;
use crate::link::Shown;
use crate::link::back_links::ArticleKey;
use crate::link::targets::Target;
use crate::parse::fragment::Fragment;
use crate::parse::fragment::Hole;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::render::Edition;
use crate::render::labels::Labels;

/// Where a fragment is to stand.
pub struct Filling<'a> {
    /// The edition that is rendered.
    pub edition: &'a Edition<'a>,
    /// The language of the page.
    pub language_index: usize,
    /// The page.
    pub page: &'a SitePath,
    /// The chapter that the fragment belongs to.
    pub shown: Shown<'a>,
    /// How its ids are written there.
    pub ids: Ids,
}

/// How a fragment's ids are written on the page where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// On the chapter's own page: as they are.
    Own,
    /// On a page that quotes the chapter: none are written, and addresses lead to the chapter.
    Quoted,
}

impl Filling<'_> {
    /// The fragment with every hole filled.
    pub fn fill(&self, fragment: &Fragment) -> String {
        let mut out = String::with_capacity(fragment.len() * 2);
        fragment.for_each(
            &mut out,
            |out, html| out.push_str(html),
            |out, hole| self.fill_hole(out, hole),
        );
        out
    }

    fn fill_hole(&self, out: &mut String, hole: &Hole) {
        match hole {
            Hole::Id(id) if self.ids == Ids::Own => {
                out.push_str(" id=\"");
                out.push_str(id);
                out.push('"');
            }
            Hole::Id(_) => {}
            Hole::Local(id) => out.push_str(&self.local(id)),
            Hole::Picture(path) => escape_into(out, &self.page.address_to(path)),
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
                    Some(anchor) if id == self.shown.chapter.id => return Some(self.local(anchor)),
                    Some(anchor) => format!("{path}#{anchor}"),
                    None => path,
                }
            }
            Target::Citation(citation) => format!("{tag}/{}", edition.citation_path(citation)),
            Target::Comment(comment) => format!("{tag}/{}", edition.comment_path(comment)?),
            Target::Term(id) => format!("{tag}/glossary.html#term--{id}"),
        };
        Some(self.page.address_to(&path))
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
