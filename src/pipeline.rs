//! The five stages in a row, as every command runs them: a project's folder goes in, the finished site comes out as a value.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use crate::base::diagnostics::Diagnostics;
use crate::base::site::Site;
use crate::link::Links;
use crate::link::link;
use crate::parse::Handbook;
use crate::parse::parse;
use crate::publish::inspect::inspect;
use crate::read::Sources;
use crate::read::read;
use crate::render::render;

/// How a site is made.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Pages marked `draft: true` stay.
    pub drafts: bool,
    /// Where the site will stand, instead of what `handbook.yaml` says.
    pub base_url: Option<String>,
    /// The day (ISO 8601) that ages are counted to; none: ages are not told.
    pub today: Option<String>,
}

/// What a run made.
pub struct Made {
    /// All texts and files.
    pub sources: Sources,
    /// The parsed handbook and its links, where there is one.
    pub handbook: Option<(Handbook, Links)>,
    /// The finished site, where the theme could render it.
    pub site: Option<Site>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
    /// Stages in order with the time each took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Reads, parses, links, renders and inspects the project in `root`. `on_stage` is told each stage as it begins.
pub fn make(root: &Path, options: &Options, on_stage: &dyn Fn(&'static str)) -> Made {
    let mut diagnostics = Diagnostics::default();
    let mut timings = Vec::new();
    let sources = timed("read", &mut timings, on_stage, || {
        read(root, &mut diagnostics)
    });
    let handbook = timed("parse", &mut timings, on_stage, || {
        parse(&sources, options.drafts, &mut diagnostics)
    });
    let Some(handbook) = handbook else {
        return Made {
            sources,
            handbook: None,
            site: None,
            diagnostics,
            timings,
        };
    };
    let links = timed("link", &mut timings, on_stage, || {
        link(&handbook, options.today.as_deref(), &mut diagnostics)
    });
    let base_url = options.base_url.as_deref();
    let site = timed("render", &mut timings, on_stage, || {
        render(&sources, &handbook, &links, base_url, &mut diagnostics)
    });
    if let Some(site) = &site {
        // Mistakes of the content would show again in the pages; they are told once, where they were made.
        if !diagnostics.has_errors(false) {
            timed("inspect", &mut timings, on_stage, || {
                inspect(site, &mut diagnostics)
            });
        }
    }
    Made {
        sources,
        handbook: Some((handbook, links)),
        site,
        diagnostics,
        timings,
    }
}

fn timed<T>(
    stage: &'static str,
    timings: &mut Vec<(&'static str, Duration)>,
    on_stage: &dyn Fn(&'static str),
    work: impl FnOnce() -> T,
) -> T {
    on_stage(stage);
    let start = Instant::now();
    let value = work();
    timings.push((stage, start.elapsed()));
    value
}
