//! Mistakes that a run found: collected by every stage, sorted once, counted, and shown by the command line.

use crate::base::text::Place;
use crate::base::text::Texts;

/// How bad a mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is published.
    Error,
    /// The site is published; `--strict` makes it an error.
    Warning,
}

/// A kind of mistake: its code never changes its meaning.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// `unknown-key`: shown with every occurrence and taken by `handbook explain`.
    pub code: &'static str,
    /// How bad it is without `--strict`.
    pub level: Level,
    /// What it means and how to mend it, at length (Markdown).
    pub explanation: &'static str,
}

/// One mistake at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where it stands.
    pub place: Place,
    /// Which kind it is.
    pub mistake: &'static Mistake,
    /// One sentence in lower case without a full stop, faulty text in backticks.
    pub message: String,
    /// What to do; empty when the message says it.
    pub advice: String,
}

/// All mistakes of a run or of a part of it.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds what another part of the run found.
    pub fn append(&mut self, other: Diagnostics) {
        self.found.extend(other.found);
    }

    /// Whether any of them stops publishing.
    pub fn has_errors(&self, strict: bool) -> bool {
        self.found
            .iter()
            .any(|found| strict || found.mistake.level == Level::Error)
    }

    /// Sorted by file, place in it and code, each told once; finished pages come last.
    pub fn sorted(mut self, texts: &Texts) -> Vec<Diagnostic> {
        fn key<'a>(place: &'a Place, texts: &'a Texts) -> (bool, &'a str, u32, u32) {
            match place {
                Place::Text(file, start, end) => (false, &texts.get(*file).path, *start, *end),
                Place::File(path) => (false, path, 0, 0),
                Place::Page(path) => (true, path, 0, 0),
            }
        }
        self.found.sort_by(|one, other| {
            key(&one.place, texts)
                .cmp(&key(&other.place, texts))
                .then_with(|| one.mistake.code.cmp(other.mistake.code))
                .then_with(|| one.cmp(other))
        });
        self.found.dedup();
        self.found
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }
}
