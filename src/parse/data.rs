//! The typed contents of the handbook's YAML files, as far as they fit their shapes.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::parse::yaml::FileContents;
use crate::parse::yaml::keys;
use crate::parse::yaml::keys::Shape;

/// `content/handbook.yaml`: structure only, no words.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct HandbookFile {
    pub edition: Edition,
    pub source_language: String,
    pub languages: Vec<String>,
    pub parts: Vec<PartEntry>,
    pub paths: Vec<PartEntry>,
    pub pages: Vec<String>,
    pub annexes: Vec<String>,
    /// The chapter for readers at risk, linked from every page.
    pub help: Option<String>,
    pub base_url: Option<String>,
    pub edit_url: Option<String>,
    pub when_outdated: Option<String>,
    pub theme: Option<String>,
    pub print: Print,
}

/// How the edition for paper is made; what a language says stands in for what the handbook says.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Print {
    /// `foot` of pages, as far as the printing program can, or `end` of chapters; none given: `foot`.
    pub notes: Option<String>,
    /// `auto`, `a4` or `letter`; none given: `auto`.
    pub paper: Option<String>,
}

/// Number and date of the edition.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Edition {
    pub number: String,
    /// ISO 8601.
    pub date: String,
}

/// A part or a reading path: an id and the ids of chapters in order.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct PartEntry {
    pub id: String,
    pub chapters: Vec<String>,
}

/// `content/<language>/book.yaml`: the book's own words.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Book {
    pub title: String,
    pub subtitle: Option<String>,
    pub parts: IndexMap<String, TitledWords>,
    pub paths: IndexMap<String, TitledWords>,
    pub imprint: Imprint,
    pub print: Print,
}

/// The words of a part or reading path.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct TitledWords {
    pub title: String,
    pub introduction: Option<String>,
    pub description: Option<String>,
}

/// Who publishes, under which licence.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Imprint {
    pub publisher: Option<String>,
    pub contact: Option<String>,
    pub licence: Option<String>,
    pub cite_as: Option<String>,
}

/// `content/instruments.yaml`: the registry's facts.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Registry {
    pub bodies: IndexMap<String, Body>,
    pub instruments: IndexMap<String, Instrument>,
}

/// A committee, court or other body.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The instrument whose page shows its general comments.
    pub treaty: Option<String>,
    pub members: Option<u32>,
    /// By `GC 34` or `GR 35`.
    pub comments: IndexMap<String, Comment>,
}

/// A general comment or recommendation.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Comment {
    pub symbol: Option<String>,
    pub date: Option<String>,
}

/// A treaty or another instrument: facts without words.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Instrument {
    pub kind: String,
    pub group: String,
    pub parent: Option<String>,
    /// ISO 8601 date, month or year; so are all dates here.
    pub adopted: Option<String>,
    pub opened: Option<String>,
    pub place: Option<String>,
    pub in_force: Option<String>,
    pub binding: Option<bool>,
    /// As written: `1-53`, or `I: 1-39` for each series.
    pub articles: Vec<String>,
    pub extra_articles: Vec<String>,
    pub unit: Option<String>,
    pub series_units: IndexMap<String, String>,
    pub bodies: Vec<String>,
    pub symbols: Vec<String>,
    pub url: Option<String>,
    pub depositary: Option<String>,
    pub reporting: Option<Reporting>,
    pub complaints: Complaints,
    pub derogation: Option<String>,
    pub non_derogable: Vec<String>,
    pub parties: Option<Parties>,
    /// Names of the facts above that were not yet checked against the source.
    pub unverified: Vec<String>,
}

impl Instrument {
    /// Whether it binds the States that accept it: what it says of itself, else treaties and protocols do.
    pub fn is_binding(&self) -> bool {
        self.binding.unwrap_or(matches!(
            self.kind.as_str(),
            "treaty" | "protocol" | "charter"
        ))
    }
}

/// The rhythm of State reports, in years.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Reporting {
    pub initial_years: Option<u32>,
    pub periodic_years: Option<u32>,
    pub basis: Option<String>,
}

/// Who may complain, and how.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Complaints {
    pub individual: Option<Complaint>,
    pub inquiry: Option<Complaint>,
    pub interstate: Option<Complaint>,
}

/// One procedure: what a State must accept, and the article.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Complaint {
    pub by: String,
    pub basis: Option<String>,
    pub opt_out: Option<String>,
}

/// Number of States parties at a date.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Parties {
    pub count: u32,
    pub as_of: String,
    pub source: String,
}

/// `content/<language>/instruments.yaml`: how a language names and cites.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct InstrumentWords {
    pub citation: CitationPatterns,
    pub locator: CitationPatterns,
    pub bodies: IndexMap<String, String>,
    pub body_abbreviations: IndexMap<String, String>,
    pub comments: IndexMap<String, String>,
    pub places: IndexMap<String, String>,
    pub instruments: IndexMap<String, InstrumentNames>,
}

/// Patterns with `{placeholders}`, by depth of the citation; `units` holds those of instruments not counted by articles.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct CitationPatterns {
    pub instrument: Option<String>,
    pub series: Option<String>,
    pub article: Option<String>,
    pub paragraph: Option<String>,
    pub letter: Option<String>,
    pub article_letter: Option<String>,
    pub range: Option<String>,
    pub general_comment: Option<String>,
    pub general_recommendation: Option<String>,
    /// A paragraph of a general comment, where it is not written as a paragraph of an instrument.
    pub comment_paragraph: Option<String>,
    pub comment_paragraphs: Option<String>,
    /// What the letters a, b, c … of an article are in the language's own script.
    pub letters: Vec<String>,
    pub units: IndexMap<String, CitationPatterns>,
}

impl CitationPatterns {
    /// Every pattern that is there, with its key and its placeholders.
    pub fn all(&self) -> Vec<(&'static str, &str, &'static [&'static str])> {
        let all: [(&str, &Option<String>, &[&str]); 11] = [
            ("instrument", &self.instrument, &["instrument"]),
            ("series", &self.series, &["instrument", "series"]),
            ("article", &self.article, &["instrument", "article"]),
            (
                "paragraph",
                &self.paragraph,
                &["instrument", "article", "paragraph"],
            ),
            (
                "letter",
                &self.letter,
                &["instrument", "article", "paragraph", "letter"],
            ),
            (
                "article_letter",
                &self.article_letter,
                &["instrument", "article", "letter"],
            ),
            ("range", &self.range, &["instrument", "from", "to"]),
            (
                "general_comment",
                &self.general_comment,
                &["body", "number"],
            ),
            (
                "general_recommendation",
                &self.general_recommendation,
                &["body", "number"],
            ),
            (
                "comment_paragraph",
                &self.comment_paragraph,
                &["comment", "paragraph"],
            ),
            (
                "comment_paragraphs",
                &self.comment_paragraphs,
                &["comment", "from", "to"],
            ),
        ];
        let written = all.into_iter();
        written
            .filter_map(|(key, pattern, names)| Some((key, pattern.as_deref()?, names)))
            .collect()
    }
}

/// The words for one instrument.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct InstrumentNames {
    pub title: String,
    pub abbreviation: Option<String>,
    pub cite_as: Option<String>,
    pub articles: IndexMap<String, String>,
    pub series: IndexMap<String, String>,
    pub note: Option<String>,
}

/// `content/glossary.yaml`: facts of terms, by id.
pub type Glossary = IndexMap<String, TermFacts>;

/// What a term has in every language.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct TermFacts {
    pub category: Option<String>,
    pub related: Vec<String>,
    pub citations: Vec<String>,
}

/// `content/<language>/glossary.yaml`: words of terms, by id.
pub type GlossaryWords = IndexMap<String, TermWords>;

/// A term in one language.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct TermWords {
    pub term: String,
    pub definition: Option<String>,
    /// Forms linked automatically; none given: the term itself; an empty list: never.
    #[serde(rename = "match")]
    pub forms: Option<Vec<String>>,
    pub admitted: Vec<String>,
    pub forbidden: Vec<String>,
    pub source: Option<String>,
    pub sort_as: Option<String>,
}

/// `content/<language>/search.yaml`: what the language's search knows beside the texts.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct SearchWords {
    /// `keep`, where accents tell words apart.
    pub marks: Option<String>,
    /// Words that are one word in irregular shapes.
    pub forms: Vec<Vec<String>>,
    /// What else is looked for when somebody types the left side.
    pub synonyms: IndexMap<String, Vec<String>>,
}

/// `i18n/<language>.yaml`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct InterfaceFile {
    pub meta: LanguageFacts,
    pub checks: CheckWords,
    pub ui: IndexMap<String, Words>,
}

/// The word lists by which translations are compared with their source. A word matches whole; `*` at its beginning or end
/// stands for any letters. An absent list turns its check off.
#[derive(Debug, Default, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct CheckWords {
    /// Words that negate.
    pub negations: Vec<String>,
    /// Words that say something negative without negating, and so may stand for a negation in another language.
    pub negatives: Vec<String>,
    /// Words that only look like one of those.
    pub negations_except: Vec<String>,
    /// Beginnings that turn a word into its opposite.
    pub negative_prefixes: Vec<String>,
    /// All words that can express duty, advice or permission.
    pub modality: Modality,
    /// The verbs among them that do nothing else: one that took the place of another is told.
    pub modal_verbs: Modality,
    /// Quantities and conditions.
    pub quantity: Vec<String>,
    /// Numbers written as words.
    pub number_words: IndexMap<String, u64>,
    /// The twelve months; double names with `|` between them.
    pub months: Vec<String>,
}

/// Words of duty, advice and permission.
#[derive(Debug, Default, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Modality {
    pub must: Vec<String>,
    pub should: Vec<String>,
    pub may: Vec<String>,
}

/// Facts about a language.
#[derive(Debug, Default, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct LanguageFacts {
    pub name: String,
    pub lang: Option<String>,
    pub dir: Option<String>,
    pub fallback: Vec<String>,
    pub collation: Option<String>,
    pub numerals: Option<String>,
    pub quotes: Vec<String>,
    /// The twelve months, where dates are written with other names than those of CLDR.
    pub months: Vec<String>,
    /// The numbers of the first parts, where they are not written I, II, III.
    pub part_numbers: Vec<String>,
    /// The letters of the first annexes, where they are not written A, B, C.
    pub annex_letters: Vec<String>,
    pub typography: Option<String>,
    pub index_letters: Vec<String>,
    pub index_ignore_prefixes: Vec<String>,
}

/// The words of one interface key.
#[derive(Debug, Clone, PartialEq)]
pub enum Words {
    /// One text.
    Plain(String),
    /// A text per CLDR plural form.
    Plural(IndexMap<String, String>),
}

impl Words {
    /// Every text of it.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Words::Plain(text) => vec![text],
            Words::Plural(forms) => forms.values().map(String::as_str).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_yaml::Value::deserialize(deserializer)? {
            serde_yaml::Value::String(text) => Ok(Words::Plain(text)),
            forms => serde_yaml::from_value(forms)
                .map(Words::Plural)
                .map_err(serde::de::Error::custom),
        }
    }
}

/// The front matter of a chapter or page.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    pub title: String,
    pub short_title: Option<String>,
    pub summary: Option<String>,
    pub key_points: Vec<String>,
    pub reviewed: Option<String>,
    pub status: Option<String>,
    pub draft: bool,
    pub aliases: Vec<String>,
    pub auto_terms: Option<bool>,
    pub search: Option<bool>,
    pub translation: Translation,
    pub waive: Vec<Waiver>,
}

impl FrontMatter {
    /// The title for navigation and running heads.
    pub fn short(&self) -> &str {
        self.short_title.as_deref().unwrap_or(&self.title)
    }

    /// `unreviewed`, `reviewed` or `official`.
    pub fn review_status(&self) -> &str {
        self.status
            .as_deref()
            .or(self.translation.status.as_deref())
            .unwrap_or("reviewed")
    }
}

/// Who translated and reviewed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Translation {
    pub status: Option<String>,
    pub translators: Vec<String>,
    pub reviewers: Vec<String>,
    pub note: Option<String>,
    pub when_outdated: Option<String>,
}

/// A finding of a translation's check that is right as it is.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Waiver {
    pub check: String,
    pub at: String,
    pub what: String,
    pub why: String,
}

impl FileContents for HandbookFile {
    const SHAPE: &'static Shape = &keys::HANDBOOK;
}

impl FileContents for Registry {
    const SHAPE: &'static Shape = &keys::INSTRUMENTS;
}

impl FileContents for Glossary {
    const SHAPE: &'static Shape = &keys::GLOSSARY;
}

impl FileContents for Book {
    const SHAPE: &'static Shape = &keys::BOOK;
}

impl FileContents for InstrumentWords {
    const SHAPE: &'static Shape = &keys::INSTRUMENT_WORDS;
}

impl FileContents for GlossaryWords {
    const SHAPE: &'static Shape = &keys::GLOSSARY_WORDS;
}

impl FileContents for SearchWords {
    const SHAPE: &'static Shape = &keys::SEARCH_WORDS;
}

impl FileContents for InterfaceFile {
    const SHAPE: &'static Shape = &keys::INTERFACE;
}
