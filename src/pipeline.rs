//! The five stages in a row, as every command runs them: a project's folder goes in, the finished site comes out as a value.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
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
use crate::read::read_changed;
use crate::read::read_good;
use crate::render::Prepared;
use crate::render::prepare;
use crate::render::render;
use crate::translation::Translations;
use crate::translation::compare;

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

/// What one run leaves to the next, so that only what changed is read, parsed, linked and prepared again. The result is
/// the same as that of a run that begins with nothing.
#[derive(Default)]
pub struct Memo {
    /// Files as they were read. It also knows each file as it was when nothing was wrong with it.
    pub read: crate::read::Memo,
    parse: crate::parse::Memo,
    translation: crate::translation::Memo,
    link: crate::link::Memo,
    render: crate::render::Memo,
}

/// A project that is ready to be rendered.
pub struct Ready {
    /// All texts and files.
    pub sources: Sources,
    /// What pages are made from, where there is a handbook and the theme can be read.
    pub book: Option<Book>,
    /// Everything that was found so far.
    pub diagnostics: Diagnostics,
    /// Stages in order with the time each took.
    pub timings: Timings,
}

/// What every page is made from.
pub struct Book {
    /// The parsed handbook.
    pub handbook: Handbook,
    /// How far the translations are.
    pub translations: Arc<Translations>,
    /// What follows from the whole of it.
    pub links: Links,
    /// What its pages have in common, and the list of what is to be made; nothing where the theme cannot be read.
    pub prepared: Option<Prepared>,
}

/// Stages in order with the time each took.
pub type Timings = Vec<(&'static str, Duration)>;

/// What a run made.
pub struct Made {
    /// All texts and files.
    pub sources: Sources,
    /// The parsed handbook and its links, where there is one.
    pub handbook: Option<(Handbook, Links)>,
    /// How far the translations are.
    pub translations: Arc<Translations>,
    /// The finished site, where the theme could render it.
    pub site: Option<Site>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
    /// Stages in order with the time each took.
    pub timings: Timings,
}

/// Reads, parses, links, renders and inspects the project in `root`. `on_stage` is told each stage as it begins.
pub fn make(root: &Path, options: &Options, on_stage: &dyn Fn(&'static str)) -> Made {
    let Ready {
        sources,
        book,
        mut diagnostics,
        mut timings,
    } = ready(root, options, &mut Memo::default(), on_stage);
    let mut made = Made {
        sources,
        handbook: None,
        translations: Arc::default(),
        site: None,
        diagnostics: Diagnostics::default(),
        timings: Vec::new(),
    };
    if let Some(book) = book {
        if let Some(prepared) = &book.prepared {
            let site = timed("render", &mut timings, on_stage, || {
                render(prepared, &book.handbook, &book.links, &mut diagnostics)
            });
            // Mistakes of the content would show again in the pages; they are told once, where they were made.
            if !diagnostics.has_errors(false) {
                timed("inspect", &mut timings, on_stage, || {
                    inspect(&site, &mut diagnostics)
                });
            }
            made.site = Some(site);
        }
        made.translations = book.translations;
        made.handbook = Some((book.handbook, book.links));
    }
    made.diagnostics = diagnostics;
    made.timings = timings;
    made
}

/// A handbook with its translations, as translators' commands need it.
pub struct Translated {
    /// All texts and files.
    pub sources: Sources,
    /// The handbook, how far its translations are, and its links, where there is one.
    pub book: Option<(Handbook, Translations, Links)>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// Reads, parses, compares and links the project in `root`, drafts too: what is needed to know how far translations are.
pub fn translated(root: &Path) -> Translated {
    let mut memo = Memo::default();
    let mut diagnostics = Diagnostics::default();
    let sources = read(root, &mut memo.read, &BTreeSet::new(), &mut diagnostics);
    let handbook = parse(&sources, true, &mut memo.parse, &mut diagnostics);
    let book = handbook.map(|handbook| {
        let texts = &sources.texts;
        let translations = compare(&handbook, texts, &mut memo.translation, &mut diagnostics);
        let links = link(
            &handbook,
            &translations,
            None,
            &mut memo.link,
            &mut diagnostics,
        );
        (handbook, translations, links)
    });
    Translated {
        sources,
        book,
        diagnostics,
    }
}

/// Everything up to the first page, with the help of what the last run left in `memo`.
pub fn ready(
    root: &Path,
    options: &Options,
    memo: &mut Memo,
    on_stage: &dyn Fn(&'static str),
) -> Ready {
    let mut diagnostics = Diagnostics::default();
    let mut timings = Vec::new();
    let sources = timed("read", &mut timings, on_stage, || {
        read(root, &mut memo.read, &BTreeSet::new(), &mut diagnostics)
    });
    go_on(sources, options, memo, diagnostics, timings, on_stage)
}

/// The same after a change of the files named in `changed` (paths from the root, with `/`), as quickly as can be: they are
/// read whatever the disk says of them, and for others it looks only where they show that there may be some.
pub fn ready_after(
    root: &Path,
    options: &Options,
    memo: &mut Memo,
    changed: &BTreeSet<String>,
) -> Ready {
    let mut diagnostics = Diagnostics::default();
    let mut timings = Vec::new();
    let sources = timed("read", &mut timings, &|_| {}, || {
        read_changed(root, &mut memo.read, changed, &mut diagnostics)
    });
    go_on(sources, options, memo, diagnostics, timings, &|_| {})
}

/// The same where nobody told of a change: nothing comes out if there was none.
pub fn ready_if_changed(root: &Path, options: &Options, memo: &mut Memo) -> Option<Ready> {
    let before = memo.read.state();
    let mut diagnostics = Diagnostics::default();
    let sources = read(root, &mut memo.read, &BTreeSet::new(), &mut diagnostics);
    (memo.read.state() != before)
        .then(|| go_on(sources, options, memo, diagnostics, Vec::new(), &|_| {}))
}

/// The same for the project as it was read last, with the last good state of the files named in `faulty`. Nothing comes out
/// where none of them has had a better one.
pub fn ready_with_good(
    options: &Options,
    memo: &mut Memo,
    faulty: &BTreeSet<String>,
) -> Option<Ready> {
    let mut diagnostics = Diagnostics::default();
    let sources = read_good(&memo.read, faulty, &mut diagnostics)?;
    Some(go_on(
        sources,
        options,
        memo,
        diagnostics,
        Vec::new(),
        &|_| {},
    ))
}

fn go_on(
    sources: Sources,
    options: &Options,
    memo: &mut Memo,
    mut diagnostics: Diagnostics,
    mut timings: Timings,
    on_stage: &dyn Fn(&'static str),
) -> Ready {
    let handbook = timed("parse", &mut timings, on_stage, || {
        parse(&sources, options.drafts, &mut memo.parse, &mut diagnostics)
    });
    let book = handbook.map(|handbook| {
        let translations = timed("translation", &mut timings, on_stage, || {
            let texts = &sources.texts;
            Arc::new(compare(
                &handbook,
                texts,
                &mut memo.translation,
                &mut diagnostics,
            ))
        });
        let links = timed("link", &mut timings, on_stage, || {
            let today = options.today.as_deref();
            let memo = &mut memo.link;
            link(&handbook, &translations, today, memo, &mut diagnostics)
        });
        let prepared = timed("prepare", &mut timings, on_stage, || {
            prepare(
                &sources,
                &handbook,
                &translations,
                &links,
                options.base_url.as_deref(),
                &mut memo.render,
                &mut diagnostics,
            )
        });
        Book {
            handbook,
            translations,
            links,
            prepared,
        }
    });
    Ready {
        sources,
        book,
        diagnostics,
        timings,
    }
}

fn timed<T>(
    stage: &'static str,
    timings: &mut Timings,
    on_stage: &dyn Fn(&'static str),
    work: impl FnOnce() -> T,
) -> T {
    on_stage(stage);
    let start = Instant::now();
    let value = work();
    timings.push((stage, start.elapsed()));
    value
}
