//! `handbook new`, `ids` and `rename`: what editors would otherwise do by hand in many files goes in; the files, changed, come out.

mod edits;
mod ids;
mod new;
mod references;
mod rename;
mod writes;

use std::path::Path;
use std::path::PathBuf;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::base::text::SourceText;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::mistakes;
use crate::cli::project::find_or_tell;
use crate::cli::tell;
use crate::link::Links;
use crate::parse::Handbook;
use crate::pipeline::Translated;
use crate::pipeline::translated;
use crate::read::Sources;

/// What an editor wants done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task<'a> {
    /// A chapter to begin: its id, its part, its title.
    New(&'a str, Option<&'a str>, Option<&'a str>),
    /// Sections without ids get them.
    Ids,
    /// An old id and a new one.
    Rename(&'a str, &'a str),
}

/// Why nothing was written, and how the command ends.
#[derive(Debug)]
struct Refusal(String, Ending);

impl Refusal {
    fn usage(message: impl Into<String>) -> Refusal {
        Refusal(message.into(), Ending::Usage)
    }

    fn system(message: impl Into<String>) -> Refusal {
        Refusal(message.into(), Ending::System)
    }
}

/// What every task works on.
struct Project {
    root: PathBuf,
    sources: Sources,
    handbook: Handbook,
    links: Links,
}

impl Project {
    fn text(&self, file: FileId) -> &SourceText {
        self.sources.texts.get(file)
    }

    /// The tag of the language that the others are translated from.
    fn source_tag(&self) -> &LanguageTag {
        &self.handbook.source().tag
    }
}

/// Does it, or tells why nothing was done.
pub(super) fn run(root: Option<&Path>, task: Task<'_>) -> Ending {
    let Some(root) = find_or_tell(root, Format::Human) else {
        return Ending::Usage;
    };
    let Translated {
        sources,
        book,
        diagnostics,
    } = translated(&root);
    let found = diagnostics.sorted(&sources.texts);
    let errors: Vec<Diagnostic> = found
        .into_iter()
        .filter(|one| one.mistake.level == Level::Error)
        .collect();
    // What a faulty file means to say is not known: ids would be given twice, and references overlooked.
    let needs_whole_book = !matches!(task, Task::New(..));
    let Some((handbook, _, links)) = book.filter(|_| errors.is_empty() || !needs_whole_book) else {
        mistakes::write(&errors, &sources.texts, Format::Human, false);
        tell("error: the mistakes above are to be mended first; nothing was written");
        return Ending::Mistakes;
    };
    let project = Project {
        root,
        sources,
        handbook,
        links,
    };
    let done = match task {
        Task::New(id, part, title) => new::new(&project, id, part, title),
        Task::Ids => ids::ids(&project),
        Task::Rename(old, new) => rename::rename(&project, old, new),
    };
    match done {
        Ok(()) => Ending::Fine,
        Err(Refusal(message, ending)) => {
            tell(&format!("error: {message}; nothing was written"));
            ending
        }
    }
}
