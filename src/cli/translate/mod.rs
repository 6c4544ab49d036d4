//! `handbook translate …`: a language is begun, compared with its source, and kept current, with no more than files.

mod accept;
mod check;
mod diff;
mod start;
mod status;

use std::path::Path;
use std::path::PathBuf;

use clap::Subcommand;
use clap::ValueEnum;
use sha2::Digest as _;
use sha2::Sha256;

use crate::base::id::did_you_mean;
use crate::base::text::Texts;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::files::replace;
use crate::cli::mistakes;
use crate::cli::project::find_or_tell;
use crate::cli::tell;
use crate::link::Links;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::pipeline::Translated;
use crate::pipeline::translated;
use crate::translation::Translations;
use crate::translation::grade::Grade;

/// What a translator does.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a language: its interface words and files of words, ready to be written over
    Init {
        /// The language's tag (BCP 47): sw, pt-BR, zh-Hant
        language: String,
        /// Begin with the interface words of a related language
        #[arg(long, value_name = "LANG")]
        from: Option<String>,
    },
    /// Begin a chapter: the source's text, ready to be written over, and the copy that tells later what has changed
    Start {
        /// The language
        language: String,
        /// The chapter's id
        chapter: String,
    },
    /// Tell how far the translations are
    Status(StatusArguments),
    /// Show what changed in the source since it was translated, passage by passage
    Diff {
        /// The language
        language: String,
        /// A chapter, one of its sections (`chapter#section`), or a file of words (`glossary`); all without it
        text: Option<String>,
    },
    /// Take a chapter, or a part of it, for translated from the source of today
    Accept(AcceptArguments),
    /// Find what translations do not share with the text they were made from
    Check {
        /// The language; all without it
        language: Option<String>,
        /// How mistakes are written
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
}

/// What `status` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArguments {
    /// The language; one line for each without it
    language: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "human")]
    format: StatusFormat,
    /// End with status 1 if any passage is in one of these states: layout, typo, wording, substance, untranslated,
    /// withdrawn, unverified, moved, interface
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

/// How the status is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    /// A table
    Human,
    /// One JSON object, of the form that `src/cli/translate/status.schema.json` tells
    Json,
    /// The page of the site that tells translators what to do
    Html,
}

/// A state that makes `status` fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Layout,
    Typo,
    Wording,
    Substance,
    Untranslated,
    Withdrawn,
    Unverified,
    Moved,
    Interface,
}

/// What is accepted.
#[derive(Debug, clap::Args)]
pub(super) struct AcceptArguments {
    /// The language; with --all, the chapter
    language: String,
    /// The chapter's id, or the name of a file of words (`glossary`, `instruments`, `book`)
    #[arg(required_unless_present = "all")]
    chapter: Option<String>,
    /// Every language that has the chapter
    #[arg(long, requires = "up_to", conflicts_with = "chapter")]
    all: bool,
    /// One section with all below it; `_front` is title, summary and key points, `_top` what stands before the first heading
    #[arg(long, value_name = "ID", conflicts_with_all = ["up_to", "from"])]
    section: Option<String>,
    /// Only if the source is still the one that `diff` showed under this code
    #[arg(long, value_name = "CODE")]
    of: Option<String>,
    /// Keep the source text of this other copy of the handbook: what was translated from an older edition
    #[arg(long, value_name = "DIR", conflicts_with = "up_to")]
    from: Option<PathBuf>,
    /// Only changes of the source up to this grade, which need no new translation
    #[arg(long, value_name = "GRADE", value_enum)]
    up_to: Option<SmallGrade>,
}

/// Grades that may be accepted without a look at each passage. Substance never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SmallGrade {
    Layout,
    Typo,
    Wording,
}

impl SmallGrade {
    fn grade(self) -> Grade {
        match self {
            SmallGrade::Layout => Grade::Layout,
            SmallGrade::Typo => Grade::Typo,
            SmallGrade::Wording => Grade::Wording,
        }
    }
}

/// Runs a translator's command.
pub(super) fn run(root: Option<&Path>, command: &Command) -> Ending {
    let format = match command {
        Command::Check { format, .. } => *format,
        _ => Format::Human,
    };
    let Some(root) = find_or_tell(root, format) else {
        return Ending::Usage;
    };
    let Translated {
        sources,
        book,
        diagnostics,
    } = translated(&root);
    let Some((handbook, translations, links)) = book else {
        let found = diagnostics.sorted(&sources.texts);
        mistakes::write(&found, &sources.texts, format, false);
        return Ending::Usage;
    };
    let project = Project {
        root,
        texts: sources.texts,
        folders: sources.languages.keys().cloned().collect(),
        handbook,
        translations,
        links,
    };
    let result = match command {
        Command::Init { language, from } => start::init(&project, language, from.as_deref()),
        Command::Start { language, chapter } => start::start(&project, language, chapter),
        Command::Status(arguments) => status::status(&project, arguments),
        Command::Diff { language, text } => diff::diff(&project, language, text.as_deref()),
        Command::Accept(arguments) => accept::accept(&project, arguments),
        Command::Check { language, format } => {
            check::check(&project, language.as_deref(), *format, diagnostics)
        }
    };
    result.unwrap_or_else(|Failure(message, ending)| {
        tell(&format!("error: {message}"));
        ending
    })
}

/// What every command works on.
struct Project {
    root: PathBuf,
    texts: Texts,
    /// Names of languages that have a folder or interface words.
    folders: Vec<String>,
    handbook: Handbook,
    translations: Translations,
    links: Links,
}

/// Why a command did nothing, and how it ends.
struct Failure(String, Ending);

impl Failure {
    fn usage(message: impl Into<String>) -> Self {
        Failure(message.into(), Ending::Usage)
    }
}

impl Project {
    /// A translation that has at least one chapter.
    fn language(&self, tag: &str) -> Result<(usize, &Language), Failure> {
        let languages = &self.handbook.languages;
        let found = languages
            .iter()
            .position(|language| language.tag.as_str() == tag);
        match found {
            Some(index) if index == self.handbook.source_index => Err(Failure::usage(format!(
                "`{tag}` is the language that the others are translated from"
            ))),
            Some(index) => Ok((index, &languages[index])),
            None if self.folders.iter().any(|folder| folder == tag) => {
                Err(Failure::usage(format!(
                    "`{tag}` has no chapter yet; begin one: handbook translate start {tag} CHAPTER"
                )))
            }
            None => {
                let near = did_you_mean(tag, self.folders.iter().map(String::as_str));
                Err(Failure::usage(match near.is_empty() {
                    true => format!(
                        "there is no language `{tag}`; begin it: handbook translate init {tag}"
                    ),
                    false => format!("there is no language `{tag}`; {near}"),
                }))
            }
        }
    }

    /// All translations by index.
    fn translation_indexes(&self) -> impl Iterator<Item = usize> {
        let source_index = self.handbook.source_index;
        (0..self.handbook.languages.len()).filter(move |index| *index != source_index)
    }

    fn source_tag(&self) -> &str {
        self.handbook.source().tag.as_str()
    }

    fn unknown_chapter(&self, id: &str) -> Failure {
        let ids = self.handbook.source().chapters.keys().map(String::as_str);
        let near = did_you_mean(id, ids);
        let advice = match near.is_empty() {
            true => format!(
                "its chapters are the files of content/{}",
                self.source_tag()
            ),
            false => near,
        };
        Failure::usage(format!("the source has no chapter `{id}`; {advice}"))
    }

    /// `4.12` for a block of a chapter of the source, where it has a number.
    fn paragraph(&self, chapter: &str, block: Option<u32>) -> Option<String> {
        let links = self
            .links
            .chapters
            .get(self.handbook.source_index)?
            .get(chapter)?;
        let paragraph = (*links.paragraphs.get(block? as usize)?)?;
        let (_, leaf) = self.links.order.find(chapter)?;
        Some(match leaf.number() {
            Some(number) => format!("{number}.{paragraph}"),
            None => format!("{paragraph}"),
        })
    }

    /// Chapters and pages in the order of the handbook, those that it does not list last.
    fn chapter_order(&self) -> Vec<&str> {
        let mut order: Vec<&str> = self
            .links
            .order
            .markdown()
            .map(|(_, leaf)| leaf.id.as_str())
            .collect();
        let unlisted = self.handbook.source().chapters.keys().map(String::as_str);
        let unlisted: Vec<&str> = unlisted.filter(|id| !order.contains(id)).collect();
        order.extend(unlisted);
        order
    }
}

/// A short name of a text, by which `accept` knows whether it is still the one that `diff` showed.
fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(3)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes a file that is not there yet, or puts a new one in the place of the old at once.
fn write_file(root: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let failed = |error| Failure(format!("cannot write `{path}`: {error}"), Ending::System);
    replace(&root.join(path), text.as_bytes()).map_err(failed)
}
