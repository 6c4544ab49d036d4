//! The system's word that something changed goes in; paths of a project that changed come out, as soon as they are whole.
//!
//! What the system tells is a hint, not a record: events get lost, come twice, or come while a file is half written. So a
//! change is told after a few milliseconds of quiet, or at once when its writer has closed the file or moved it into its
//! place; and whoever is told looks at the whole project again later, when it has been quiet for longer.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

use notify::Config;
use notify::Event;
use notify::EventKind;
use notify::PollWatcher;
use notify::RecommendedWatcher;
use notify::RecursiveMode;
use notify::Watcher;
use notify::event::AccessKind;
use notify::event::AccessMode;
use notify::event::ModifyKind;

/// Folders of a project that are watched, with everything below them.
const FOLDERS: [&str; 3] = ["content", "i18n", "themes"];

/// How long nothing more may come after a file was written to, before it is taken to be whole.
const QUIET: Duration = Duration::from_millis(12);

/// The same after a file was closed, moved or removed: others of the same burst may follow.
const QUIET_WHEN_WHOLE: Duration = Duration::from_millis(2);

/// Longest wait for quiet.
const WAIT_MAX: Duration = Duration::from_millis(100);

/// How often the disk is asked where the system tells nothing.
const POLL: Duration = Duration::from_millis(500);

/// What changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders, as paths from the root with `/`.
    pub paths: BTreeSet<String>,
    /// Whether there may be others: events were lost, or a folder came or went.
    pub may_be_more: bool,
}

/// A project that is watched. Symbolic links are not followed.
pub struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
    /// Why the disk is asked again and again instead of the system telling.
    pub polls_because: Option<String>,
}

impl Watch {
    /// Begins to watch the project in `root`. Where the system cannot tell of changes (too few watches, a file system
    /// without events), the disk is asked twice a second.
    ///
    /// # Errors
    /// What neither can do, in the system's words.
    pub fn new(root: &Path) -> Result<Watch, String> {
        let root = root
            .canonicalize()
            .map_err(|error| format!("cannot watch `{}`: {error}", root.display()))?;
        let (sender, events) = channel();
        let config = Config::default().with_follow_symlinks(false);
        let told = sender.clone();
        let send = move |event| {
            // Nobody listens any more: the preview is ending.
            let _ = told.send(event);
        };
        let watcher = RecommendedWatcher::new(send, config)
            .map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>)
            .and_then(|mut watcher| watch_all(&mut *watcher, &root).map(|()| watcher));
        let (watcher, polls_because) = match watcher {
            Ok(watcher) => (watcher, None),
            Err(reason) => {
                let config = config.with_poll_interval(POLL);
                let told = move |event| {
                    let _ = sender.send(event);
                };
                let watcher = PollWatcher::new(told, config)
                    .map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>)
                    .and_then(|mut watcher| watch_all(&mut *watcher, &root).map(|()| watcher));
                match watcher {
                    Ok(watcher) => (watcher, Some(reason.to_string())),
                    Err(error) => {
                        return Err(format!("cannot watch `{}`: {error}", root.display()));
                    }
                }
            }
        };
        Ok(Watch {
            root,
            watcher,
            events,
            polls_because,
        })
    }

    /// Waits until something changed, at most for `timeout`.
    pub fn next(&mut self, timeout: Duration) -> Option<Changes> {
        let deadline = Instant::now() + timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = match self.events.recv_timeout(left) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            };
            let mut changes = Changes::default();
            if let Some(quiet) = self.note(event, &mut changes) {
                self.collect(quiet, &mut changes);
                return Some(changes);
            }
        }
    }

    /// Takes what follows until it is quiet.
    fn collect(&mut self, mut quiet: Duration, changes: &mut Changes) {
        let end = Instant::now() + WAIT_MAX;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(quiet.min(left)) else {
                return;
            };
            if let Some(next) = self.note(event, changes) {
                quiet = next;
            }
        }
    }

    /// Notes what an event tells, and gives how long to wait for more; nothing for an event that is none of ours.
    fn note(&mut self, event: notify::Result<Event>, changes: &mut Changes) -> Option<Duration> {
        let event = match event {
            Ok(event) => event,
            Err(_) => {
                changes.may_be_more = true;
                return Some(QUIET);
            }
        };
        if event.need_rescan() {
            changes.may_be_more = true;
        }
        let quiet = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_)) => QUIET_WHEN_WHOLE,
            EventKind::Access(_) => return None,
            _ => QUIET,
        };
        let mut is_ours = changes.may_be_more;
        for path in &event.paths {
            let Some(path) = self.below_root(path) else {
                continue;
            };
            is_ours = true;
            if !path.contains('/') {
                // One of the folders came or went as a whole: it is to be watched from now on.
                let _ = self
                    .watcher
                    .watch(&self.root.join(&path), RecursiveMode::Recursive);
                changes.may_be_more = true;
            }
            changes.paths.insert(path);
        }
        is_ours.then_some(quiet)
    }

    /// The path from the root, with `/`, if it is one of the project and not a leftover of an editor.
    fn below_root(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(&self.root).ok()?;
        let parts: Vec<&str> = below
            .iter()
            .map(|part| part.to_str())
            .collect::<Option<_>>()?;
        let is_ours = FOLDERS.contains(parts.first()?);
        let is_leftover = parts
            .iter()
            .any(|part| part.starts_with(['.', '#']) || part.ends_with('~'));
        (is_ours && !is_leftover).then(|| parts.join("/"))
    }
}

/// The root itself is watched for folders that come and go; what else stands there, the output above all, is not.
fn watch_all(watcher: &mut dyn Watcher, root: &Path) -> notify::Result<()> {
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS {
        let folder = root.join(folder);
        if std::fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(())
}
