//! What stands between `[[` and `]]` goes in; the chapter, section, term or citation that it names comes out, unchecked.

use crate::base::id::is_author_id;
use crate::parse::yaml::check::is_name;

/// What a reference names, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// An instrument or a place in it.
    Citation(Citation),
    /// A general comment or recommendation.
    Comment(CommentCitation),
    /// A page, a section of a page, or an id of the same chapter.
    Page {
        /// Id of the chapter, page or generated list; none: the same chapter.
        page: Option<String>,
        /// Id of a section, box, table or figure.
        anchor: Option<String>,
    },
    /// A term of the glossary.
    Term(String),
    /// An address on the web, checked and written anew.
    Web(String),
    /// Could not be read; the mistake has been told.
    Unreadable,
}

/// An instrument and a place in it: `ICCPR 19(3)`, `VDPA I 5`, `PALERMO 3(c)`, `ICCPR 18-20`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citation {
    /// The instrument's id.
    pub instrument: String,
    /// The place; none: the instrument as a whole.
    pub locator: Option<Locator>,
}

/// A place in an instrument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// The series, where an instrument is counted in several: `I`, `Platform`.
    pub series: Option<String>,
    /// The article's number, with what is added to it: `19`, `8bis`, `8.7`.
    pub article: String,
    /// Last article of a range.
    pub article_to: Option<String>,
    /// Paragraph, as written in brackets; a range is `1-2`.
    pub paragraph: Option<String>,
    /// Letter, as written in brackets.
    pub letter: Option<String>,
}

/// A general comment: `CCPR GC 34`, `CEDAW-C GR 35 para 29`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommentCitation {
    /// The body's id.
    pub body: String,
    /// `GC 34` or `GR 35`.
    pub comment: String,
    /// The paragraph, or a range `8-10`.
    pub paragraph: Option<String>,
}

impl CommentCitation {
    /// Whether it is a general recommendation.
    pub fn is_recommendation(&self) -> bool {
        self.comment.starts_with("GR")
    }

    /// The comment's number.
    pub fn number(&self) -> &str {
        self.comment.split(' ').nth(1).unwrap_or_default()
    }
}

impl Locator {
    /// The whole number that the article begins with.
    pub fn number(&self) -> Option<u32> {
        leading_number(&self.article)
    }

    /// The last number of a range.
    pub fn number_to(&self) -> Option<u32> {
        self.article_to.as_deref().and_then(leading_number)
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..digits)?.parse().ok()
}

/// Reads a reference. Any kind of white space is taken for a space. Nothing comes out if it has none of the known forms.
pub fn read_reference(written: &str) -> Option<Written> {
    let text: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(term) = text.strip_prefix("term:") {
        return is_author_id(term.trim()).then(|| Written::Term(term.trim().to_owned()));
    }
    let (page, anchor) = match text.split_once('#') {
        Some((page, anchor)) => (page, Some(anchor)),
        None => (text.as_str(), None),
    };
    let page_fits = is_author_id(page) || (page.is_empty() && anchor.is_some());
    if page_fits && anchor.is_none_or(is_author_id) {
        let page = (!page.is_empty()).then(|| page.to_owned());
        return Some(Written::Page {
            page,
            anchor: anchor.map(str::to_owned),
        });
    }
    read_citation(&text)
}

/// Reads `ICCPR 19(3)` or `CCPR GC 34`, with single spaces.
pub fn read_citation(text: &str) -> Option<Written> {
    let mut words = text.split(' ');
    let name = words.next().filter(|name| is_name(name))?.to_owned();
    let rest: Vec<&str> = words.collect();
    match rest.as_slice() {
        [] => Some(Written::Citation(Citation {
            instrument: name,
            locator: None,
        })),
        [kind @ ("GC" | "GR"), number] if is_number(number) => comment(name, kind, number, None),
        [
            kind @ ("GC" | "GR"),
            number,
            "para" | "paras" | "¶",
            paragraphs,
        ] if is_number(number) => {
            let range = paragraphs.replace('–', "-");
            let fits = range.split('-').count() <= 2 && range.split('-').all(is_number);
            fits.then(|| comment(name, kind, number, Some(range)))?
        }
        [place] => read_place(name, None, place),
        [series, place] if series.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            read_place(name, Some(series), place)
        }
        _ => None,
    }
}

fn comment(body: String, kind: &str, number: &str, paragraph: Option<String>) -> Option<Written> {
    Some(Written::Comment(CommentCitation {
        body,
        comment: format!("{kind} {number}"),
        paragraph,
    }))
}

/// `19`, `8bis`, `8.7`, `18-20`, `19(3)`, `2(1)(b)`, `3(c)`, `8(1)-(2)`.
fn read_place(instrument: String, series: Option<&str>, place: &str) -> Option<Written> {
    let place = place.replace('–', "-").replace(")-(", "-");
    let (article, brackets) = place.split_at(place.find('(').unwrap_or(place.len()));
    let (article, article_to) = match article.split_once('-') {
        Some((from, to)) => (from, Some(to)),
        None => (article, None),
    };
    if !is_article(article) || article_to.is_some_and(|to| !is_article(to) || !brackets.is_empty())
    {
        return None;
    }
    let mut paragraph = None;
    let mut letter = None;
    for bracket in brackets.split_terminator(')') {
        let inner = bracket.strip_prefix('(')?;
        let is_range_of_numbers = inner.split('-').count() <= 2 && inner.split('-').all(is_number);
        let is_letters = !inner.is_empty()
            && inner.len() <= 4
            && inner.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_range_of_numbers && paragraph.is_none() && letter.is_none() {
            paragraph = Some(inner.to_owned());
        } else if is_letters && letter.is_none() {
            letter = Some(inner.to_owned());
        } else {
            return None;
        }
    }
    if !brackets.is_empty() && !brackets.ends_with(')') {
        return None;
    }
    let locator = Locator {
        series: series.map(str::to_owned),
        article: article.to_owned(),
        article_to: article_to.map(str::to_owned),
        paragraph,
        letter,
    };
    Some(Written::Citation(Citation {
        instrument,
        locator: Some(locator),
    }))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `19`, `8bis`, `8.7`, `15A`, or the letter of an article without a number.
fn is_article(text: &str) -> bool {
    let number = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(number);
    let suffix_fits = rest.is_empty()
        || rest.strip_prefix('.').is_some_and(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        || (rest.len() <= 8 && rest.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match number.is_empty() {
        true => rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_uppercase()),
        false => number.len() <= 4 && suffix_fits,
    }
}

#[cfg(test)]
mod tests {
    use super::Written;
    use super::read_reference;

    /// The reference in a short canonical form, or `?`.
    fn read(text: &str) -> String {
        match read_reference(text) {
            None => "?".into(),
            Some(Written::Term(id)) => format!("term {id}"),
            Some(Written::Page { page, anchor }) => format!(
                "page {} {}",
                page.unwrap_or_default(),
                anchor.unwrap_or_default()
            ),
            Some(Written::Comment(comment)) => format!(
                "{} {} {}",
                comment.body,
                comment.comment,
                comment.paragraph.unwrap_or_default()
            ),
            Some(Written::Citation(citation)) => {
                let place = citation.locator.map_or(String::new(), |place| {
                    [
                        place.series,
                        Some(place.article),
                        place.article_to,
                        place.paragraph,
                        place.letter,
                    ]
                    .map(|part| part.unwrap_or_else(|| "_".into()))
                    .join(" ")
                });
                format!("{}: {place}", citation.instrument)
            }
            Some(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn every_form() {
        let cases = [
            ("ICCPR 19(3)", "ICCPR: _ 19 _ 3 _"),
            ("ICCPR\u{A0}19(3)", "ICCPR: _ 19 _ 3 _"),
            ("CRC 2(1)(b)", "CRC: _ 2 _ 1 b"),
            ("PALERMO 3(c)", "PALERMO: _ 3 _ _ c"),
            ("ICCPR 18-20", "ICCPR: _ 18 20 _ _"),
            ("ICCPR 18–20", "ICCPR: _ 18 20 _ _"),
            ("ICCPR 8(1)-(2)", "ICCPR: _ 8 _ 1-2 _"),
            ("ICCPR", "ICCPR: "),
            ("ICCPR-OP1 5", "ICCPR-OP1: _ 5 _ _ _"),
            ("ROME-STATUTE 8bis", "ROME-STATUTE: _ 8bis _ _ _"),
            ("ESC-REV E", "ESC-REV: _ E _ _ _"),
            ("VDPA I 5", "VDPA: I 5 _ _ _"),
            ("AGENDA-2030 goals 8.7", "AGENDA-2030: goals 8.7 _ _ _"),
            ("CEDAW-C GR 35", "CEDAW-C GR 35 "),
            ("CCPR GC 31 para 8", "CCPR GC 31 8"),
            ("CCPR GC 31 paras 8–10", "CCPR GC 31 8-10"),
            ("state-duties", "page state-duties "),
            ("state-duties#remedy", "page state-duties remedy"),
            ("#remedy", "page  remedy"),
            ("term:derogation", "term derogation"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "#",
            "iccpr 19",
            "ICCPR nineteen",
            "ICCPR 6, 7",
            "ICCPR 19(",
            "ICCPR 19(3",
            "ICCPR 18-20(1)",
            "العهد 19",
            "公约19",
            "term:",
            "term:Üx",
            "ICCPR 19(3)(b)(c)",
            "a b",
        ] {
            assert_eq!(read(text), "?", "{text}");
        }
    }
}
