//! The one table of every key that content may hold, with its shape and what it is for.

/// The form a value must have.
#[derive(Debug)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Text of one or more lines.
    Text,
    /// Text that may be empty.
    AnyText,
    /// Text, or one text per plural form.
    TextOrPlural,
    /// An author's id: `state-duties`.
    Id,
    /// The id of an instrument or body: `ICCPR-OP1`.
    Name,
    /// A citation as written between `[[` and `]]`.
    Citation,
    /// `2026-11-23`.
    Date,
    /// A date, a month or a year.
    PartialDate,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An address on the web.
    Address,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A list, or a single item instead of a list of one.
    OneOrMore(&'static Shape),
    /// A mapping with these keys.
    Map(&'static [Key]),
    /// A mapping with free keys of one shape and values of another.
    MapOf(&'static Shape, &'static Shape),
}

impl Shape {
    /// What is expected, for messages.
    pub fn expected(&self) -> String {
        match self {
            Shape::Line => "one line of text".into(),
            Shape::Text | Shape::AnyText => "a text".into(),
            Shape::TextOrPlural => "a text, or a text for each plural form".into(),
            Shape::Id => "an id (small letters and digits, joined by single hyphens)".into(),
            Shape::Name => "an id such as `ICCPR-OP1`".into(),
            Shape::Citation => "a citation such as `ICCPR 19(3)`".into(),
            Shape::Date => "a day of the calendar such as 2026-11-23".into(),
            Shape::PartialDate => "a date, a month (2004-03) or a year".into(),
            Shape::Number => "a whole number".into(),
            Shape::Boolean => "`true` or `false`".into(),
            Shape::Address => "an address such as `https://example.org/`".into(),
            Shape::OneOf(words) => format!("one of {}", words.join(", ")),
            Shape::List(_) => "a list".into(),
            Shape::OneOrMore(_) => "a list or a single value".into(),
            Shape::Map(_) | Shape::MapOf(..) => "a mapping".into(),
        }
    }
}

/// A key of a mapping.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The form of its value.
    pub shape: &'static Shape,
    /// What it is for, in a few words.
    pub about: &'static str,
}

const fn required(name: &'static str, shape: &'static Shape, about: &'static str) -> Key {
    Key {
        name,
        required: true,
        shape,
        about,
    }
}

const fn optional(name: &'static str, shape: &'static Shape, about: &'static str) -> Key {
    Key {
        name,
        required: false,
        shape,
        about,
    }
}

/// CLDR's plural forms.
pub const PLURAL_FORMS: &[Key] = &[
    optional(
        "zero",
        &Shape::Line,
        "none, where the language has a form for it",
    ),
    optional("one", &Shape::Line, "one"),
    optional(
        "two",
        &Shape::Line,
        "two, where the language has a form for it",
    ),
    optional(
        "few",
        &Shape::Line,
        "a few, where the language has a form for it",
    ),
    optional(
        "many",
        &Shape::Line,
        "many, where the language has a form for it",
    ),
    required(
        "other",
        &Shape::Line,
        "every other number; each plural has this form",
    ),
];

const LINES: Shape = Shape::List(&Shape::Line);
const IDS: Shape = Shape::List(&Shape::Id);
const STATUS: Shape = Shape::OneOf(&["unreviewed", "reviewed", "official"]);

/// Front matter of a chapter or page in the source language.
pub const SOURCE_FRONT_MATTER: Shape = Shape::Map(&[
    required("title", &Shape::Line, "the chapter's title"),
    optional(
        "short_title",
        &Shape::Line,
        "a shorter title for navigation and running heads",
    ),
    optional(
        "summary",
        &Shape::Text,
        "what the chapter says, in at most 80 plain words",
    ),
    optional("key_points", &LINES, "3 to 6 sentences to remember"),
    optional(
        "reviewed",
        &Shape::Date,
        "the day on which its facts were last checked",
    ),
    optional("status", &STATUS, "how far the text was reviewed"),
    optional("draft", &Shape::Boolean, "true withholds the page"),
    optional(
        "aliases",
        &Shape::List(&Shape::Line),
        "old ids of the chapter, and old ids of its sections written `\"#old\"`",
    ),
    optional(
        "auto_terms",
        &Shape::Boolean,
        "false stops the linking of glossary terms at their first use",
    ),
    optional(
        "search",
        &Shape::Boolean,
        "false keeps the page out of the search",
    ),
]);

/// Front matter of a translated chapter or page; what belongs to the source is inherited.
pub const TRANSLATION_FRONT_MATTER: Shape = Shape::Map(&[
    required("title", &Shape::Line, "the chapter's title"),
    optional(
        "short_title",
        &Shape::Line,
        "a shorter title for navigation and running heads",
    ),
    optional(
        "summary",
        &Shape::Text,
        "what the chapter says, in at most 80 plain words",
    ),
    optional("key_points", &LINES, "as many as in the source"),
    optional("status", &STATUS, "how far the translation was reviewed"),
    optional("draft", &Shape::Boolean, "true withholds the page"),
    optional(
        "translation",
        &Shape::Map(TRANSLATION),
        "who translated and reviewed",
    ),
    optional(
        "waive",
        &Shape::List(&Shape::Map(WAIVER)),
        "findings that are right as they are",
    ),
]);

const TRANSLATION: &[Key] = &[
    optional("status", &STATUS, "how far the translation was reviewed"),
    optional("translators", &LINES, "names, as they wish to be named"),
    optional("reviewers", &LINES, "names, as they wish to be named"),
    optional("note", &Shape::Line, "a sentence for readers"),
    optional(
        "when_outdated",
        &Shape::OneOf(WHEN_OUTDATED),
        "what readers see when the source has changed",
    ),
];

/// What readers see where the source has changed in substance since it was translated.
pub const WHEN_OUTDATED: &[&str] = &["notice", "source", "hide"];

const WAIVER: &[Key] = &[
    required("check", &Shape::Line, "which check"),
    required("at", &Shape::Line, "the section's id"),
    required("what", &Shape::Line, "the value found"),
    required("why", &Shape::Line, "the reason"),
];

/// `content/handbook.yaml`.
pub const HANDBOOK: Shape = Shape::Map(&[
    required(
        "edition",
        &Shape::Map(EDITION),
        "number and date of the edition",
    ),
    required(
        "source_language",
        &Shape::Line,
        "the language that the others are translated from",
    ),
    required("languages", &LINES, "the order of the language bar"),
    required(
        "parts",
        &Shape::List(&Shape::Map(PART)),
        "the parts and their chapters, in order",
    ),
    optional(
        "paths",
        &Shape::List(&Shape::Map(READING_PATH)),
        "reading paths by situation",
    ),
    optional("pages", &IDS, "unnumbered Markdown pages"),
    optional(
        "annexes",
        &IDS,
        "generated lists or Markdown pages, lettered A, B, C…",
    ),
    optional(
        "help",
        &Shape::Id,
        "the chapter for readers at risk, linked from every page",
    ),
    optional(
        "base_url",
        &Shape::Address,
        "where the site will stand; needed for canonical addresses, hreflang and the sitemap",
    ),
    optional(
        "edit_url",
        &Shape::Address,
        "where a page's source can be edited; `{path}` stands for the file's path",
    ),
    optional(
        "when_outdated",
        &Shape::OneOf(WHEN_OUTDATED),
        "what readers of a translation see where its source has changed in substance",
    ),
    optional(
        "theme",
        &Shape::Id,
        "the folder in `themes/` whose files stand in for those of the default theme",
    ),
    optional("print", &Shape::Map(PRINT), "the edition for paper"),
]);

const PRINT: &[Key] = &[
    optional(
        "notes",
        &Shape::OneOf(&["foot", "end"]),
        "of pages, chapters",
    ),
    optional("paper", &PAPER, "`auto`: whoever prints decides"),
];
const PAPER: Shape = Shape::OneOf(&["auto", "a4", "letter"]);

const EDITION: &[Key] = &[
    required("number", &Shape::Line, "the edition's number"),
    required("date", &Shape::Date, "the edition's date"),
];

const PART: &[Key] = &[
    required("id", &Shape::Id, "the part's id"),
    required("chapters", &IDS, "ids of its chapters, in order"),
];

const READING_PATH: &[Key] = &[
    required("id", &Shape::Id, "the path's id"),
    required("chapters", &IDS, "ids of its chapters, in reading order"),
];

/// `content/<language>/book.yaml`.
pub const BOOK: Shape = Shape::Map(&[
    required("title", &Shape::Line, "the handbook's title"),
    optional("subtitle", &Shape::Line, "a line below the title"),
    optional(
        "parts",
        &Shape::MapOf(&Shape::Id, &Shape::Map(WORDS)),
        "title and introduction of each part",
    ),
    optional(
        "paths",
        &Shape::MapOf(&Shape::Id, &Shape::Map(WORDS)),
        "title and description of each reading path",
    ),
    optional(
        "imprint",
        &Shape::Map(IMPRINT),
        "who publishes, licence, contact",
    ),
    optional("print", &Shape::Map(PRINT), "instead of handbook.yaml"),
]);

const WORDS: &[Key] = &[
    required("title", &Shape::Line, "its title"),
    optional("introduction", &Shape::Text, "one or two sentences"),
    optional("description", &Shape::Text, "one sentence"),
];

const IMPRINT: &[Key] = &[
    optional("publisher", &Shape::Line, "who publishes it"),
    optional("contact", &Shape::Line, "where corrections are sent"),
    optional("licence", &Shape::Line, "the text's licence"),
    optional("cite_as", &Shape::Line, "how to cite it"),
];

/// `content/instruments.yaml`.
pub const INSTRUMENTS: Shape = Shape::Map(&[
    optional(
        "bodies",
        &Shape::MapOf(&Shape::Name, &Shape::Map(BODY)),
        "committees, courts and other bodies",
    ),
    required(
        "instruments",
        &Shape::MapOf(&Shape::Name, &Shape::Map(INSTRUMENT)),
        "treaties and other instruments, in the order of lists",
    ),
]);

const BODY: &[Key] = &[
    optional(
        "treaty",
        &Shape::Name,
        "the instrument whose page shows its general comments",
    ),
    optional("members", &Shape::Number, "how many members it has"),
    optional(
        "comments",
        &Shape::MapOf(&Shape::Line, &Shape::Map(COMMENT)),
        "general comments, as `GC 34` or `GR 35`",
    ),
];

const COMMENT: &[Key] = &[
    optional("symbol", &Shape::Line, "document symbol"),
    optional("date", &Shape::PartialDate, "date of adoption"),
];

/// Kinds of instruments.
pub const INSTRUMENT_KINDS: &[&str] = &[
    "treaty",
    "protocol",
    "declaration",
    "principles",
    "resolution",
    "plan",
    "rules",
    "charter",
    "manual",
];

/// Groups of the table of instruments, in its order.
pub const INSTRUMENT_GROUPS: &[&str] = &[
    "foundation",
    "international-bill",
    "core",
    "core-protocol",
    "universal",
    "humanitarian",
    "ilo",
    "regional-africa",
    "regional-americas",
    "regional-arab",
    "regional-asia",
    "regional-europe",
    "soft-law",
];

/// How the parts of an instrument are counted.
pub const UNITS: &[&str] = &[
    "article",
    "paragraph",
    "principle",
    "rule",
    "goal",
    "guideline",
    "objective",
];

/// An instrument's facts.
pub const INSTRUMENT: &[Key] = &[
    required(
        "kind",
        &Shape::OneOf(INSTRUMENT_KINDS),
        "what kind of instrument it is",
    ),
    required(
        "group",
        &Shape::OneOf(INSTRUMENT_GROUPS),
        "its group in the table of instruments",
    ),
    optional(
        "parent",
        &Shape::Name,
        "the treaty that a protocol belongs to",
    ),
    optional("adopted", &Shape::PartialDate, "date of adoption"),
    optional(
        "opened",
        &Shape::PartialDate,
        "date of opening for signature, where different",
    ),
    optional("place", &Shape::Line, "place of adoption"),
    optional("in_force", &Shape::PartialDate, "date of entry into force"),
    optional(
        "binding",
        &Shape::Boolean,
        "whether it binds States, where its kind does not say so",
    ),
    optional(
        "articles",
        &Shape::OneOrMore(&Shape::Line),
        "first and last number, `1-53`; several series as `\"I: 1-39\"`",
    ),
    optional(
        "extra_articles",
        &LINES,
        "numbers beyond that range, such as `8bis`",
    ),
    optional(
        "unit",
        &Shape::OneOf(UNITS),
        "how its parts are counted, where not by articles",
    ),
    optional(
        "series_units",
        &Shape::MapOf(&Shape::Line, &Shape::OneOf(UNITS)),
        "how the parts of each series are counted",
    ),
    optional("bodies", &Shape::List(&Shape::Name), "who watches over it"),
    optional("symbols", &LINES, "document symbols and treaty series"),
    optional("url", &Shape::Address, "the official text"),
    optional("depositary", &Shape::Address, "the depositary's page"),
    optional(
        "reporting",
        &Shape::Map(REPORTING),
        "rhythm of State reports",
    ),
    optional(
        "complaints",
        &Shape::Map(COMPLAINTS),
        "who may complain, and how",
    ),
    optional("derogation", &Shape::Citation, "the article on derogation"),
    optional(
        "non_derogable",
        &Shape::List(&Shape::Citation),
        "articles that allow no derogation",
    ),
    optional(
        "parties",
        &Shape::Map(PARTIES),
        "number of States parties at a date",
    ),
    optional(
        "unverified",
        &LINES,
        "keys above that were not yet checked against the source",
    ),
];

const REPORTING: &[Key] = &[
    optional(
        "initial_years",
        &Shape::Number,
        "years until the first report",
    ),
    optional(
        "periodic_years",
        &Shape::Number,
        "years between later reports",
    ),
    optional("basis", &Shape::Citation, "the article"),
];

const COMPLAINTS: &[Key] = &[
    optional(
        "individual",
        &Shape::Map(COMPLAINT),
        "complaints by individuals",
    ),
    optional(
        "inquiry",
        &Shape::Map(COMPLAINT),
        "inquiries by the body itself",
    ),
    optional("interstate", &Shape::Map(COMPLAINT), "complaints by States"),
];

const COMPLAINT: &[Key] = &[
    required(
        "by",
        &Shape::OneOf(&["treaty", "protocol", "declaration"]),
        "what a State must accept: the treaty itself, a protocol, or a declaration",
    ),
    optional("basis", &Shape::Citation, "the instrument or article"),
    optional(
        "opt_out",
        &Shape::Citation,
        "the article by which a State may exclude it",
    ),
];

const PARTIES: &[Key] = &[
    required("count", &Shape::Number, "how many"),
    required("as_of", &Shape::PartialDate, "at which date"),
    required("source", &Shape::Line, "who says so"),
];

/// `content/<language>/instruments.yaml`.
pub const INSTRUMENT_WORDS: Shape = Shape::Map(&[
    optional(
        "citation",
        &Shape::Map(CITATION),
        "how the language writes a citation",
    ),
    optional(
        "locator",
        &Shape::Map(CITATION),
        "the same without the instrument's name",
    ),
    optional(
        "bodies",
        &Shape::MapOf(&Shape::Name, &Shape::Line),
        "names of bodies",
    ),
    optional(
        "body_abbreviations",
        &Shape::MapOf(&Shape::Name, &Shape::Line),
        "abbreviations of bodies",
    ),
    optional(
        "comments",
        &Shape::MapOf(&Shape::Line, &Shape::Line),
        "short titles of general comments, as `CEDAW-C GR 35`",
    ),
    optional(
        "places",
        &Shape::MapOf(&Shape::Line, &Shape::Line),
        "names of places",
    ),
    optional(
        "instruments",
        &Shape::MapOf(&Shape::Name, &Shape::Map(INSTRUMENT_NAMES)),
        "names of instruments",
    ),
]);

const CITATION: &[Key] = &[
    optional(
        "instrument",
        &Shape::Line,
        "an instrument as a whole: `{instrument}`",
    ),
    optional(
        "series",
        &Shape::Line,
        "`{instrument}` and `{series}`, where an instrument is counted in several series; in `locator`, `{series}` and `{article}`",
    ),
    optional("article", &Shape::Line, "`{instrument}`, `{article}`"),
    optional("paragraph", &Shape::Line, "with `{paragraph}`"),
    optional("letter", &Shape::Line, "with `{paragraph}` and `{letter}`"),
    optional(
        "article_letter",
        &Shape::Line,
        "a letter straight after the article",
    ),
    optional("range", &Shape::Line, "`{from}` to `{to}`"),
    optional("general_comment", &Shape::Line, "`{body}` and `{number}`"),
    optional(
        "general_recommendation",
        &Shape::Line,
        "`{body}` and `{number}`",
    ),
    optional(
        "comment_paragraph",
        &Shape::Line,
        "`{comment}` and `{paragraph}`, where units.paragraph does not fit",
    ),
    optional(
        "comment_paragraphs",
        &Shape::Line,
        "`{comment}`, `{from}` to `{to}`",
    ),
    optional(
        "letters",
        &LINES,
        "what stands for the letters a, b, c … of an article",
    ),
    optional(
        "units",
        &Shape::MapOf(&Shape::OneOf(UNITS), &Shape::Map(UNIT_CITATION)),
        "the same for instruments not counted by articles",
    ),
];

const UNIT_CITATION: &[Key] = &[
    required("article", &Shape::Line, "`{instrument}`, `{article}`"),
    optional("paragraph", &Shape::Line, "with `{paragraph}`"),
    optional("letter", &Shape::Line, "with `{paragraph}` and `{letter}`"),
    optional(
        "article_letter",
        &Shape::Line,
        "a letter straight after the number",
    ),
    optional("range", &Shape::Line, "`{from}` to `{to}`"),
];

const INSTRUMENT_NAMES: &[Key] = &[
    required("title", &Shape::Line, "the official title"),
    optional(
        "abbreviation",
        &Shape::Line,
        "the abbreviation in use in this language",
    ),
    optional(
        "cite_as",
        &Shape::Line,
        "the short title for citations where no abbreviation is in use",
    ),
    optional(
        "articles",
        &Shape::MapOf(&Shape::Line, &Shape::Line),
        "a few words for each article",
    ),
    optional(
        "series",
        &Shape::MapOf(&Shape::Line, &Shape::Line),
        "names of its series",
    ),
    optional("note", &Shape::Text, "a sentence for readers"),
];

/// `content/glossary.yaml`.
pub const GLOSSARY: Shape = Shape::MapOf(
    &Shape::Id,
    &Shape::Map(&[
        optional("category", &Shape::Id, "its field"),
        optional("related", &IDS, "terms to look at as well"),
        optional(
            "citations",
            &Shape::List(&Shape::Citation),
            "where it comes from",
        ),
    ]),
);

/// `content/<language>/glossary.yaml`.
pub const GLOSSARY_WORDS: Shape = Shape::MapOf(
    &Shape::Id,
    &Shape::Map(&[
        required("term", &Shape::Line, "the term"),
        optional("definition", &Shape::Text, "what it means, in plain words"),
        optional(
            "match",
            &LINES,
            "forms that are linked automatically; a form matches words that begin with it",
        ),
        optional("admitted", &LINES, "other words that are right"),
        optional("forbidden", &LINES, "words that are wrong"),
        optional("source", &Shape::Line, "where the term comes from"),
        optional("sort_as", &Shape::Line, "what it is sorted by"),
    ]),
);

/// `content/<language>/search.yaml`.
pub const SEARCH_WORDS: Shape = Shape::Map(&[
    optional(
        "marks",
        &Shape::OneOf(&["keep"]),
        "`keep` where accents tell words apart that readers keep apart",
    ),
    optional(
        "forms",
        &Shape::List(&LINES),
        "one word in irregular shapes: each finds all",
    ),
    optional(
        "synonyms",
        &Shape::MapOf(&Shape::Line, &Shape::OneOrMore(&Shape::Line)),
        "what else is looked for when somebody types the word on the left",
    ),
]);

/// `i18n/<language>.yaml`.
pub const INTERFACE: Shape = Shape::Map(&[
    required("meta", &Shape::Map(META), "facts about the language"),
    optional(
        "checks",
        &Shape::Map(CHECKS),
        "word lists of the checks of translations; `*` stands for any letters",
    ),
    required(
        "ui",
        &Shape::MapOf(&Shape::Line, &Shape::TextOrPlural),
        "the words of the interface",
    ),
]);

const CHECKS: &[Key] = &[
    optional("negations", &LINES, "words that negate"),
    optional(
        "negatives",
        &LINES,
        "words that may stand for a negation, such as verbs of forbidding",
    ),
    optional(
        "negations_except",
        &LINES,
        "words that only look like a negation",
    ),
    optional(
        "negative_prefixes",
        &LINES,
        "beginnings that turn a word into its opposite",
    ),
    optional(
        "modality",
        &Shape::Map(MODALITY),
        "all words that can express duty, advice or permission",
    ),
    optional(
        "modal_verbs",
        &Shape::Map(MODALITY),
        "the verbs among them that do nothing else",
    ),
    optional("quantity", &LINES, "words of quantity and condition"),
    optional(
        "number_words",
        &Shape::MapOf(&Shape::Line, &Shape::Number),
        "numbers written as words",
    ),
    optional(
        "months",
        &LINES,
        "the twelve months; double names with `|` between them",
    ),
];

const MODALITY: &[Key] = &[
    optional("must", &LINES, "words of duty"),
    optional("should", &LINES, "words of advice"),
    optional("may", &LINES, "words of permission and possibility"),
];

const META: &[Key] = &[
    required("name", &Shape::Line, "the language's own name"),
    optional(
        "lang",
        &Shape::Line,
        "the tag that pages carry, where it is not the folder's name",
    ),
    optional(
        "dir",
        &Shape::OneOf(&["ltr", "rtl"]),
        "direction, where it is not that of the script",
    ),
    optional(
        "fallback",
        &LINES,
        "languages whose words stand in for missing ones",
    ),
    optional("collation", &Shape::Line, "a BCP 47 tag for sorting"),
    optional(
        "numerals",
        &Shape::Line,
        "a CLDR numbering system for numbers that the generator makes",
    ),
    optional("quotes", &LINES, "outer and inner quotation marks"),
    optional(
        "months",
        &LINES,
        "the twelve months, where their names are not those of CLDR",
    ),
    optional(
        "part_numbers",
        &LINES,
        "the numbers of the first parts, where they are not written I, II, III",
    ),
    optional(
        "annex_letters",
        &LINES,
        "the letters of the first annexes, where they are not written A, B, C",
    ),
    optional(
        "typography",
        &Shape::OneOf(&["fr"]),
        "a filter for the spaces of French punctuation",
    ),
    optional("index_letters", &LINES, "letters of the index"),
    optional(
        "index_ignore_prefixes",
        &LINES,
        "what the index skips at the beginning of a term",
    ),
];
