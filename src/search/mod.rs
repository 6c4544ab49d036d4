//! Beside render: the texts of one language go in; the files that its search reads come out, ready for the site.
//!
//! ```text
//! texts → analysis → vocabulary (surfaces, groups) → postings → shards, blocks of text, names of instruments
//! ```
//!
//! The reader's side is `search.js` in the theme: it has the same analysis and reads what is written here. Nothing here
//! knows pages, templates or files: what is to be found comes as plain text with its address.

pub mod analysis;
pub mod citations;
mod encode;
mod files;
mod postings;
mod stem;
mod vocabulary;

use indexmap::IndexMap;

use crate::search::analysis::Rules;
use crate::search::analysis::analyse;

/// Everything of one language that can be found.
#[derive(Debug)]
pub struct Texts<'a> {
    /// The language's tag, as its folder is named.
    pub tag: &'a str,
    /// The language without script and region.
    pub base: &'a str,
    /// Whether accents tell words apart.
    pub keeps_marks: bool,
    /// Pages in the order of the book.
    pub pages: Vec<Page>,
    /// Words that are one word in irregular shapes.
    pub forms: &'a [Vec<String>],
    /// What else is looked for when somebody types the left side.
    pub synonyms: &'a IndexMap<String, Vec<String>>,
    /// What the reader's side says and shows, by name.
    pub words: serde_json::Value,
    /// The language's names of instruments and bodies, for queries that cite.
    pub names: serde_json::Value,
    /// Their names in other languages.
    pub other_names: serde_json::Value,
}

/// A page that can be found.
#[derive(Debug, Default)]
pub struct Page {
    /// Its path in the site.
    pub address: String,
    /// Its title.
    pub title: String,
    /// The number of a chapter, in the language's digits.
    pub number: String,
    /// Its sections; the first is its beginning, without heading.
    pub sections: Vec<Section>,
}

/// What one result leads to.
#[derive(Debug, Default)]
pub struct Section {
    /// The id that its address ends in; none at the beginning of a page.
    pub fragment: String,
    /// Its heading.
    pub heading: String,
    /// What its heading cites, as terms.
    pub cited_in_heading: Vec<String>,
    /// Its text, line by line.
    pub lines: Vec<Line>,
}

/// A paragraph, list item, cell or note.
#[derive(Debug, Default)]
pub struct Line {
    /// The number of the numbered passage that begins here.
    pub paragraph: Option<u32>,
    /// Its plain text, without line breaks.
    pub text: String,
    /// What it cites, as terms.
    pub cited: Vec<String>,
}

/// The files of one language.
#[derive(Debug, Default)]
pub struct Index {
    /// Names below the language's folder `search/`, with their bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Synonyms whose right side is nowhere in the texts: left side and index of the right.
    pub idle_synonyms: Vec<(String, usize)>,
}

/// Builds the files of one language. The same texts give the same bytes.
pub fn index(texts: &Texts<'_>) -> Index {
    let rules = Rules {
        strips_article: texts.base == "ar",
        keeps_marks: texts.keeps_marks || texts.base == "vi",
    };
    let mut vocabulary = vocabulary::Vocabulary::new(texts.base, rules);
    let read = postings::read(texts, &mut vocabulary);
    for forms in texts.forms {
        vocabulary.merge(forms);
    }
    let mut idle_synonyms = Vec::new();
    let mut rewritings: Vec<(String, Vec<String>)> = Vec::new();
    for (left, rights) in texts.synonyms {
        let typed = spaced(left, rules);
        let mut leads_to = Vec::new();
        for (at, right) in rights.iter().enumerate() {
            let tokens = analyse(right, rules);
            if !tokens.is_empty() && tokens.iter().all(|token| vocabulary.has(&token.text)) {
                leads_to.push(right.clone());
            } else {
                idle_synonyms.push((left.clone(), at));
            }
        }
        if !typed.is_empty() && !leads_to.is_empty() {
            rewritings.push((typed, leads_to));
        }
    }
    rewritings.sort();
    Index {
        files: files::write(texts, &vocabulary, &read, rules, &rewritings),
        idle_synonyms,
    }
}

/// The tokens of a text, separated by spaces.
fn spaced(text: &str, rules: Rules) -> String {
    let tokens: Vec<String> = analyse(text, rules)
        .into_iter()
        .map(|token| token.text)
        .collect();
    tokens.join(" ")
}
