//! `handbook build` and `handbook check`: one run of the stages; build publishes what check only looks at.

use std::cell::RefCell;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::cli::BuildArguments;
use crate::cli::CheckArguments;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::external_links;
use crate::cli::mistakes;
use crate::cli::print;
use crate::cli::project;
use crate::cli::summary;
use crate::cli::tell;
use crate::pipeline::Made;
use crate::pipeline::Options;
use crate::pipeline::make;
use crate::publish::disk::Durability;
use crate::publish::disk::to_disk;

/// Makes the site and publishes it.
pub(super) fn build(root: Option<&Path>, arguments: &BuildArguments) -> Ending {
    let start = Instant::now();
    let Some(root) = project::find_or_tell(root, arguments.format) else {
        return Ending::Usage;
    };
    let options = Options {
        drafts: arguments.drafts,
        base_url: arguments.base_url.clone(),
        today: project::today(),
    };
    if let Some(url) = &options.base_url
        && !matches!(
            crate::parse::address::read_address(url),
            Ok(crate::parse::address::Address::Web(_))
        )
    {
        tell(&format!(
            "error: `{url}` is not an address for --base-url; write https://example.org/handbook/"
        ));
        return Ending::Usage;
    }
    let progress = Progress::new();
    let made = make(&root, &options, &|stage| progress.stage(stage));
    let (ending, found) = report(&made, arguments.format, arguments.strict, &progress);
    if ending != Ending::Fine {
        tell(&format!(
            "{}; nothing was published",
            summary::counts(&found, arguments.strict)
        ));
        return ending;
    }
    let Some(site) = &made.site else {
        return Ending::Usage;
    };
    progress.stage("publish");
    let publish_start = Instant::now();
    let out = output_place(&root, &arguments.out);
    let durability = if arguments.durable {
        Durability::PowerCut
    } else {
        Durability::Process
    };
    let published = to_disk(site, &root, &out, durability);
    let publish_time = publish_start.elapsed();
    progress.finish();
    match published {
        Err(error) => {
            mistakes::write(
                &[error.diagnostic()],
                &Texts::default(),
                arguments.format,
                arguments.strict,
            );
            Ending::System
        }
        Ok(published) => {
            mistakes::write(
                &published.warnings,
                &Texts::default(),
                arguments.format,
                false,
            );
            if let Some((handbook, links)) = &made.handbook {
                tell(&summary::table(handbook, links, site));
            }
            if !found.is_empty() {
                tell(&summary::counts(&found, arguments.strict));
            }
            if arguments.timings {
                tell(&summary::timings(&made.timings, publish_time));
            }
            tell(&format!(
                "{} files in {}; open {}",
                site.files.len(),
                summary::seconds(start.elapsed()),
                out.join("index.html").display()
            ));
            Ending::Fine
        }
    }
}

/// Finds everything that build finds, without writing.
pub(super) fn check(root: Option<&Path>, arguments: &CheckArguments) -> Ending {
    let start = Instant::now();
    let Some(root) = project::find_or_tell(root, arguments.format) else {
        return Ending::Usage;
    };
    let options = Options {
        drafts: arguments.drafts,
        base_url: None,
        today: project::today(),
    };
    let progress = Progress::new();
    let made = make(&root, &options, &|stage| progress.stage(stage));
    let (ending, found) = report(&made, arguments.format, arguments.strict, &progress);
    if arguments.facts {
        print(&summary::unchecked_sources(&made));
    }
    if arguments.external_links {
        print(&external_links::list(&made));
    }
    tell(&format!(
        "{} in {}",
        summary::counts(&found, arguments.strict),
        summary::seconds(start.elapsed())
    ));
    ending
}

/// A relative output place is below the project, wherever the command was called.
fn output_place(root: &Path, out: &Path) -> PathBuf {
    root.join(out)
}

/// Writes all mistakes and says how a run with them ends.
fn report(
    made: &Made,
    format: Format,
    strict: bool,
    progress: &Progress,
) -> (Ending, Vec<Diagnostic>) {
    let found = made.diagnostics.clone().sorted(&made.sources.texts);
    progress.finish();
    mistakes::write(&found, &made.sources.texts, format, strict);
    let errors: Vec<&Diagnostic> = found
        .iter()
        .filter(|diagnostic| strict || diagnostic.mistake.level == Level::Error)
        .collect();
    let is_setup = |diagnostic: &&Diagnostic| match &diagnostic.place {
        Place::Text(file, ..) => is_setup_path(&made.sources.texts.get(*file).path),
        Place::File(path) => is_setup_path(path),
        // The content was checked before: what is wrong with a finished page is the theme's.
        Place::Page(_) => diagnostic.mistake.level == Level::Error,
    };
    let ending = match errors.as_slice() {
        [] if made.site.is_none() => Ending::Usage,
        [] => Ending::Fine,
        errors if errors.iter().all(is_setup) => Ending::Usage,
        _ => Ending::Mistakes,
    };
    (ending, found)
}

/// Whether a file is configuration or theme, whose mistakes end with another status than those of the content.
fn is_setup_path(path: &str) -> bool {
    path == "content/handbook.yaml" || path.starts_with("themes")
}

/// A line on a terminal that tells what work longer than a second is at.
struct Progress {
    start: Instant,
    bar: RefCell<Option<ProgressBar>>,
}

const QUIET: Duration = Duration::from_secs(1);

impl Progress {
    fn new() -> Self {
        Progress {
            start: Instant::now(),
            bar: RefCell::new(None),
        }
    }

    fn stage(&self, name: &'static str) {
        let mut bar = self.bar.borrow_mut();
        if bar.is_none() && self.start.elapsed() > QUIET {
            let shown = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            shown.enable_steady_tick(Duration::from_millis(100));
            *bar = Some(shown);
        }
        if let Some(bar) = bar.as_ref() {
            bar.set_message(name);
        }
    }

    fn finish(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
