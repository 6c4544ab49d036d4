//! `handbook serve`: the handbook in the browser, as it is at any moment.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::base::diagnostics::Diagnostic;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::ServeArguments;
use crate::cli::mistakes;
use crate::cli::project;
use crate::cli::summary;
use crate::cli::tell;
use crate::pipeline;
use crate::serve::EditorLink;
use crate::serve::Event;
use crate::serve::Options;
use crate::serve::Port;

/// The port, unless another is named.
const PORT: u16 = 3000;

/// Shows the project until it is interrupted.
pub(super) fn serve(root: Option<&Path>, arguments: &ServeArguments) -> Ending {
    let Some(root) = project::find_or_tell(root, arguments.format) else {
        return Ending::Usage;
    };
    let editor = match &arguments.editor {
        None => EditorLink::default(),
        Some(pattern) => match EditorLink::new(pattern) {
            Some(editor) => editor,
            None => {
                tell(&format!(
                    "error: `{pattern}` is not an address for --editor; write for example vscode://file/{{file}}:{{line}}"
                ));
                return Ending::Usage;
            }
        },
    };
    let options = Options {
        site: pipeline::Options {
            drafts: arguments.drafts,
            base_url: None,
            today: project::today(),
        },
        port: arguments.port.map_or(Port::From(PORT), Port::Named),
        editor,
    };
    let opens = arguments.open;
    let known = Mutex::new(Known::default());
    let format = arguments.format;
    // People are told what is new; programs that read along are told everything again.
    let write = move |new: &[Diagnostic], texts: &Texts, all: &[Diagnostic]| match format {
        Format::Human => mistakes::write(new, texts, format, false),
        Format::Json | Format::Github => mistakes::write(all, texts, format, false),
    };
    let told = move |event: Event<'_>| match event {
        Event::Open {
            address,
            polls_because,
            time,
        } => {
            if let Some(reason) = polls_because {
                tell(&format!(
                    "changes are looked for twice a second, since the system cannot tell of them: {reason}"
                ));
            }
            tell(&format!(
                "{address} shows the handbook after {}; it is not for publication. Ctrl-C ends it.",
                summary::seconds(time)
            ));
            if opens && let Err(error) = open::that_detached(address) {
                tell(&format!("no browser could be opened: {error}"));
            }
        }
        Event::Shown { changed, time } => {
            let mut files = changed.iter().map(String::as_str);
            let names = match (files.next(), changed.len()) {
                (Some(first), 1) => first.to_owned(),
                (Some(first), count) => format!("{first} and {} more", count - 1),
                (None, _) => "other files".to_owned(),
            };
            tell(&format!("{names}: shown after {} ms", time.as_millis()));
        }
        Event::Found(found, texts) => {
            let new = lock(&known).of_state(found, texts);
            write(&new, texts, found);
            tell(&summary::counts(found, false));
        }
        Event::FoundInPages(found, texts) => {
            let new = lock(&known).of_pages(found, texts);
            write(&new, texts, found);
        }
    };
    let reason = crate::serve::serve(&root, &options, Arc::new(told));
    tell(&format!("error: {reason}"));
    Ending::System
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was told: a mistake is told when it comes, not with every change of something else.
#[derive(Default)]
struct Known {
    of_state: BTreeSet<String>,
    of_pages: BTreeSet<String>,
}

impl Known {
    /// What of the new state was not in the one before.
    fn of_state(&mut self, found: &[Diagnostic], texts: &Texts) -> Vec<Diagnostic> {
        replace(&mut self.of_state, found, texts)
    }

    /// The same of what showed in its pages.
    fn of_pages(&mut self, found: &[Diagnostic], texts: &Texts) -> Vec<Diagnostic> {
        replace(&mut self.of_pages, found, texts)
    }
}

/// What is not known; what was found is what is known from now on.
fn replace(known: &mut BTreeSet<String>, found: &[Diagnostic], texts: &Texts) -> Vec<Diagnostic> {
    let new = found
        .iter()
        .filter(|one| !known.contains(&name(one, texts)));
    let new: Vec<Diagnostic> = new.cloned().collect();
    *known = found.iter().map(|one| name(one, texts)).collect();
    new
}

/// By what a mistake is known again when the lines above it have changed.
fn name(diagnostic: &Diagnostic, texts: &Texts) -> String {
    let (path, text) = match &diagnostic.place {
        Place::Text(file, start, end) => {
            let source = texts.get(*file);
            (source.path.as_str(), source.slice(&(*start..*end)))
        }
        Place::File(path) | Place::Page(path) => (path.as_str(), ""),
    };
    let code = diagnostic.mistake.code;
    format!("{path}\0{code}\0{}\0{text}", diagnostic.message)
}
