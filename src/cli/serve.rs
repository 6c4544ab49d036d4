//! `handbook serve`: the handbook in the browser, as it is at any moment.

use std::path::Path;
use std::sync::Arc;

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
    let Some(root) = project::find_or_tell(root, Format::Human) else {
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
            mistakes::write(found, texts, Format::Human, false);
            if !found.is_empty() {
                tell(&summary::counts(found, false));
            }
        }
    };
    let reason = crate::serve::serve(&root, &options, Arc::new(told));
    tell(&format!("error: {reason}"));
    Ending::System
}
