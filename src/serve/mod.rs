//! A project goes in; the browser shows it as it is at any moment, and every change as soon as it is saved.
//!
//! One thread watches, reads and links; pages are made when somebody asks for them, and all the others behind that, until
//! the next change comes. What is shown is what a build makes, from the same stages: [`display`] adds one script to a page.

mod answer;
mod display;
mod news;
mod pages;
mod server;
mod streams;

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

use rayon::ThreadPool;
use rayon::ThreadPoolBuilder;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Diagnostics;
use crate::base::diagnostics::Level;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::pipeline;
use crate::pipeline::Memo;
use crate::pipeline::Ready;
use crate::pipeline::ready;
use crate::pipeline::ready_after;
use crate::pipeline::ready_if_changed;
use crate::pipeline::ready_with_good;
use crate::publish::inspect::inspect;
use crate::serve::display::Display;
use crate::serve::display::Proof;
pub use crate::serve::news::EditorLink;
use crate::serve::pages::Pages;
pub use crate::serve::server::Port;
use crate::watch::Watch;

/// How a project is shown.
#[derive(Debug, Clone)]
pub struct Options {
    /// How its site is made.
    pub site: pipeline::Options,
    /// Where it can be seen.
    pub port: Port,
    /// What opens the source of a passage.
    pub editor: EditorLink,
}

/// What happens, for whoever began it.
pub enum Event<'a> {
    /// The site can be looked at.
    Open {
        /// Its address.
        address: &'a str,
        /// Why changes are looked for twice a second instead of being told by the system.
        polls_because: Option<&'a str>,
        /// How long it took to get there.
        time: Duration,
    },
    /// A new state is shown.
    Shown {
        /// Files that changed, as paths from the root.
        changed: &'a BTreeSet<String>,
        /// How long it took.
        time: Duration,
    },
    /// What was found in the state that is shown.
    Found(&'a [Diagnostic], &'a Texts),
    /// What showed only when all its pages were finished.
    FoundInPages(&'a [Diagnostic], &'a Texts),
}

/// When it has been quiet this long after a change, the whole project is looked at again: what the system tells of
/// changes is a hint, not a record.
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// Shows the project in `root` for as long as the system lets it, and gives why it could not begin or go on.
pub fn serve(root: &Path, options: &Options, tell: Arc<dyn Fn(Event<'_>) + Send + Sync>) -> String {
    let start = Instant::now();
    match begin(root, options, tell) {
        Ok((mut preview, watch)) => preview.go_on(watch, start),
        Err(reason) => reason,
    }
}

fn begin(
    root: &Path,
    options: &Options,
    tell: Arc<dyn Fn(Event<'_>) + Send + Sync>,
) -> Result<(Preview, Watch), String> {
    let root = root
        .canonicalize()
        .map_err(|error| format!("cannot read `{}`: {error}", root.display()))?;
    let listening = server::listen(options.port)?;
    // Before the first reading, so that no change is missed.
    let watch = Watch::new(&root)?;
    // The pages behind the one that is looked at have threads of their own: a change never waits for them.
    let behind = ThreadPoolBuilder::new()
        .start_handler(|_| give_way())
        .build();
    let behind = behind.map_err(|error| format!("cannot begin: {error}"))?;
    let display = Display::new(root.clone(), options.editor.clone(), listening.port);
    let preview = Preview {
        root,
        options: options.site.clone(),
        address: format!("http://localhost:{}/", listening.port),
        display: Arc::new(display),
        behind: Arc::new(behind),
        turn: Arc::default(),
        newest: Arc::default(),
        memo: Memo::default(),
        tell,
        ended: None,
    };
    let (send_end, ended) = channel();
    server::answer_all(listening, &preview.display, move |reason| {
        // The first reason is enough.
        let _ = send_end.send(reason);
    });
    Ok((
        Preview {
            ended: Some(ended),
            ..preview
        },
        watch,
    ))
}

/// The calling thread gives way to others from now on. Only Linux has priorities of single threads; elsewhere all are equal.
fn give_way() {
    #[cfg(target_os = "linux")]
    {
        const NICENESS: i32 = 10;
        // Where it is refused, pages come later, but they come.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS);
    }
}

struct Preview {
    root: PathBuf,
    options: pipeline::Options,
    address: String,
    display: Arc<Display>,
    behind: Arc<ThreadPool>,
    /// Who has it works there. Of two at once, a thread that waits for a piece of one would take up the other, come to the
    /// page that it is itself making, and wait for ever.
    turn: Arc<Mutex<()>>,
    /// Counts changes: work for an older state than the newest is given up.
    newest: Arc<AtomicU64>,
    memo: Memo,
    tell: Arc<dyn Fn(Event<'_>) + Send + Sync>,
    /// Why the server ended, when it did.
    ended: Option<std::sync::mpsc::Receiver<String>>,
}

impl Preview {
    /// Shows the present state, and then every next one.
    fn go_on(&mut self, mut watch: Watch, start: Instant) -> String {
        let first = ready(&self.root, &self.options, &mut self.memo, &|_| {});
        let found = self.show(first);
        (self.tell)(Event::Open {
            address: &self.address,
            polls_because: watch.polls_because.as_deref(),
            time: start.elapsed(),
        });
        self.tell_found(&found);
        // What the watch did not see because it came before it began.
        let mut look_again = true;
        loop {
            if let Some(reason) = self.ended.as_ref().and_then(|ended| ended.try_recv().ok()) {
                return format!("the server ended: {reason}");
            }
            let Some(changes) = watch.next(LOOK_AGAIN) else {
                if std::mem::take(&mut look_again) {
                    let start = Instant::now();
                    let options = &self.options;
                    let next = ready_if_changed(&self.root, options, &mut self.memo);
                    self.show_next(next, &BTreeSet::new(), start);
                }
                continue;
            };
            let start = Instant::now();
            self.newest.fetch_add(1, Ordering::SeqCst);
            let before = self.memo.read.state();
            let (root, options, memo) = (&self.root, &self.options, &mut self.memo);
            let next = match changes.may_be_more {
                true => ready(root, options, memo, &|_| {}),
                false => ready_after(root, options, memo, &changes.paths),
            };
            let next = (self.memo.read.state() != before).then_some(next);
            self.show_next(next, &changes.paths, start);
            look_again = true;
        }
    }

    /// Shows the next state, if there is another; otherwise the work behind the present one goes on.
    fn show_next(&mut self, next: Option<Ready>, changed: &BTreeSet<String>, start: Instant) {
        let Some(next) = next else {
            self.finish_behind();
            return;
        };
        let found = self.show(next);
        // Editors write beside a file and move it into its place: such files come and go.
        let is_there = |path: &&String| self.root.join(path).exists();
        let still_there: BTreeSet<String> = changed.iter().filter(is_there).cloned().collect();
        let changed = match still_there.is_empty() {
            true => changed,
            false => &still_there,
        };
        (self.tell)(Event::Shown {
            changed,
            time: start.elapsed(),
        });
        self.tell_found(&found);
    }

    fn tell_found(&self, shown: &Proof) {
        (self.tell)(Event::Found(&shown.found, &shown.texts));
    }

    /// Shows a state: of files with mistakes the last good one, as far as there is one.
    fn show(&mut self, ready: Ready) -> Arc<Proof> {
        let texts = ready.sources.texts.clone();
        let faulty = faulty_files(&ready.diagnostics, &texts);
        let found = ready.diagnostics.clone().sorted(&texts);
        self.memo.read.approve(&faulty);
        let good = match faulty.is_empty() {
            true => None,
            false => ready_with_good(&self.options, &mut self.memo, &faulty),
        };
        let can_be_shown = |ready: &Ready| {
            let book = ready.book.as_ref();
            book.is_some_and(|book| book.prepared.is_some())
        };
        let best = good.filter(can_be_shown).unwrap_or(ready);
        let before = self.display.proof().pages.clone();
        let pages = best
            .book
            .and_then(|book| Pages::new(best.sources, book, before.clone()))
            .map(Arc::new)
            .or(before);
        let shown = self.display.show(|_| {
            Some(Proof {
                number: 0,
                pages,
                found,
                texts,
            })
        });
        self.finish_behind();
        shown
    }

    /// Makes what nobody asked for yet, inspects the whole, and shows what is found in it.
    fn finish_behind(&self) {
        let own = self.newest.load(Ordering::SeqCst);
        let newest = self.newest.clone();
        let (display, behind, tell) =
            (self.display.clone(), self.behind.clone(), self.tell.clone());
        let proof = self.display.proof();
        let turn = self.turn.clone();
        std::thread::spawn(move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            let goes_on = move || newest.load(Ordering::SeqCst) == own;
            if !goes_on() {
                return;
            }
            let Some(pages) = &proof.pages else {
                return;
            };
            let of_content = proof.found.iter();
            let mut is_faulty = of_content.into_iter().any(is_error);
            // A faulty template is told at once, not after thousands of pages.
            let found = behind.install(|| pages.try_templates(&goes_on));
            is_faulty |= found.has_errors(false);
            add(&display, &proof, found, &goes_on);
            let found = behind.install(|| {
                let mut found = pages.finish(&goes_on)?;
                is_faulty |= found.has_errors(false);
                // As in a build: mistakes that were told where they were made are not told again of the pages.
                if !is_faulty {
                    inspect(&pages.all(), &mut found);
                }
                Some(found)
            });
            if let Some(found) = found {
                let later = found.clone().sorted(&proof.texts);
                add(&display, &proof, found, &goes_on);
                if goes_on() && !later.is_empty() {
                    tell(Event::FoundInPages(&later, &proof.texts));
                }
            }
        });
    }
}

/// Shows what was found beside what was known when the work began, if it is still of use.
fn add(display: &Display, known: &Proof, found: Diagnostics, goes_on: &dyn Fn() -> bool) {
    display.show(|shown| {
        let mut all = Diagnostics::default();
        known.found.iter().cloned().for_each(|one| all.push(one));
        all.append(found);
        let all = all.sorted(&known.texts);
        // Nobody is told of a state that shows nothing new.
        (goes_on() && all.len() != shown.found.len()).then(|| Proof {
            found: all,
            ..shown.clone()
        })
    });
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.mistake.level == Level::Error
}

/// Files in which a mistake was found that stops a build.
fn faulty_files(found: &Diagnostics, texts: &Texts) -> BTreeSet<String> {
    let errors = found.iter().filter(|diagnostic| is_error(diagnostic));
    errors
        .map(|diagnostic| match &diagnostic.place {
            Place::Text(file, ..) => texts.get(*file).path.clone(),
            Place::File(path) | Place::Page(path) => path.clone(),
        })
        .collect()
}
