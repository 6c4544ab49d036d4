//! A reference goes in; what of it must be the same in every language comes out.

use crate::parse::reference::Citation;
use crate::parse::reference::Written;

/// Something that must be the same in every language, in a form that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub class: Class,
    /// As it is written in the source language: `ICCPR 19(3)`, `state-duties#remedy`.
    pub name: String,
}

/// Classes of keys, named as the checks that compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A citation of an instrument or a general comment.
    Citation,
    /// A reference to a page or section.
    Reference,
    /// A link to a glossary term.
    Term,
    /// The call of a note.
    Footnote,
    /// A link to the web.
    Link,
    /// A picture.
    Image,
    /// Code.
    Code,
}

impl Class {
    /// The name of its check.
    pub fn name(self) -> &'static str {
        match self {
            Class::Citation => "citation",
            Class::Reference => "reference",
            Class::Term => "term",
            Class::Footnote => "footnote",
            Class::Link => "link",
            Class::Image => "image",
            Class::Code => "code",
        }
    }
}

/// A reference in a form that is the same in every language.
pub(crate) fn key_of(target: &Written, chapter: &str) -> Option<Key> {
    let key = |class: Class, name: String| Some(Key { class, name });
    match target {
        Written::Citation(citation) => key(Class::Citation, citation_name(citation)),
        Written::Comment(comment) => {
            let paragraph = comment.paragraph.as_ref();
            let paragraph = paragraph.map_or(String::new(), |number| format!(" para {number}"));
            key(
                Class::Citation,
                format!("{} {}{paragraph}", comment.body, comment.comment),
            )
        }
        Written::Page { page, anchor } => {
            let page = page.as_deref().unwrap_or(chapter);
            let anchor = anchor
                .as_ref()
                .map_or(String::new(), |anchor| format!("#{anchor}"));
            key(Class::Reference, format!("{page}{anchor}"))
        }
        Written::Term(id) => key(Class::Term, id.clone()),
        Written::Web(address) => key(Class::Link, without_language(address)),
        Written::Unreadable => None,
    }
}

fn citation_name(citation: &Citation) -> String {
    let Some(place) = &citation.locator else {
        return citation.instrument.clone();
    };
    let mut name = format!("{} ", citation.instrument);
    if let Some(series) = &place.series {
        name.push_str(&format!("{series} "));
    }
    name.push_str(&place.article);
    if let Some(to) = &place.article_to {
        name.push_str(&format!("-{to}"));
    }
    for bracket in [&place.paragraph, &place.letter].into_iter().flatten() {
        name.push_str(&format!("({bracket})"));
    }
    name
}

/// An address without the part that names its language: `/en/`, `lang=fr`.
fn without_language(address: &str) -> String {
    let is_language = |part: &str| {
        let code = part.split('-').next().unwrap_or_default();
        code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path: Vec<&str> = path.split('/').filter(|part| !is_language(part)).collect();
    let query: Vec<&str> = query
        .split('&')
        .filter(|part| !part.to_ascii_lowercase().starts_with("lang"))
        .collect();
    format!("{}?{}", path.join("/"), query.join("&"))
}
