//! Paths go in; each file's content comes out, read once and decoded, or taken over from the last run if it did not change.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fs::File;
use std::fs::Metadata;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::read::decode;
use crate::read::decode::Faults;
use crate::read::walk::Found;

/// Largest text file, in bytes.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

/// Largest picture or other file, in bytes.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// What is kept of one run for the next: every file as it is, and as it was when nothing was wrong with it.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) texts: Texts,
    /// The files of the last walk, in its order.
    pub(super) present: Vec<Arc<Loaded>>,
    /// What the last walk found to be wrong.
    pub(super) told: Diagnostics,
    kept: HashMap<String, Kept>,
    /// Files that were good and have gone since the last state in which nothing was wrong.
    gone: BTreeMap<String, Arc<Loaded>>,
}

#[derive(Debug)]
struct Kept {
    stamp: Stamp,
    present: Arc<Loaded>,
    good: Option<Arc<Loaded>>,
}

/// A file's content, before it has its place among the sources.
#[derive(Debug, PartialEq)]
pub(super) struct Loaded {
    pub(super) path: String,
    pub(super) content: Result<Content, String>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// A text, its bytes where they are published, and what is wrong with it.
    Text(Arc<SourceText>, Arc<[u8]>, Faults),
    Bytes(Arc<[u8]>),
    TooLarge(u64),
}

/// What a file's change shows in. Two changes within the clock's step that leave the length may show in nothing: paths
/// that are known to have changed are read whatever this says.
#[derive(Debug, PartialEq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Seconds and nanoseconds of the last change of any kind, and the file's number on its disk.
    #[cfg(unix)]
    identity: (i64, i64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Stamp {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            identity: (metadata.ctime(), metadata.ctime_nsec(), metadata.ino()),
        }
    }
}

/// Every file as it was when it was read: two states are equal as long as nothing changed.
pub struct State(Vec<Arc<Loaded>>);

impl PartialEq for State {
    fn eq(&self, other: &State) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len()
            && pairs
                .into_iter()
                .all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

impl Memo {
    /// The files as they were read last.
    pub fn state(&self) -> State {
        State(self.present.clone())
    }

    /// Loads the files that were found: those that the last run did not have, whose stamp differs, or that are named in
    /// `changed`.
    pub(super) fn load(&mut self, found: Vec<Found>, changed: &BTreeSet<String>) {
        let kept = &self.kept;
        let loaded: Vec<(Option<Stamp>, Arc<Loaded>)> = found
            .into_par_iter()
            .map(|found| {
                let known = kept.get(&found.path);
                if let Some(known) = known
                    && !changed.contains(&found.path)
                    && let Ok(metadata) = std::fs::symlink_metadata(&found.location)
                    && Stamp::of(&metadata) == known.stamp
                {
                    return (None, known.present.clone());
                }
                let (stamp, loaded) = load(found);
                // A file that was only touched stays the one that it was, with everything that is known of it.
                match known {
                    Some(known) if *known.present == loaded => (stamp, known.present.clone()),
                    _ => (stamp, Arc::new(loaded)),
                }
            })
            .collect();
        let mut before = std::mem::take(&mut self.kept);
        self.present = Vec::with_capacity(loaded.len());
        for (stamp, loaded) in loaded {
            let known = before.remove(&loaded.path);
            let (known_stamp, good) =
                known.map_or((None, None), |known| (Some(known.stamp), known.good));
            self.present.push(loaded.clone());
            if let Some(stamp) = stamp.or(known_stamp) {
                let kept = Kept {
                    stamp,
                    present: loaded.clone(),
                    good,
                };
                self.kept.insert(loaded.path.clone(), kept);
            }
        }
        let gone = before.into_iter();
        self.gone
            .extend(gone.filter_map(|(path, kept)| Some((path, kept.good?))));
    }

    /// Loads files named in `changed` again, where nothing else can have changed: each was there in the last run and is
    /// still an ordinary file. Otherwise a walk is needed, and nothing is done.
    pub(super) fn reload(&mut self, root: &Path, changed: &BTreeSet<String>) -> bool {
        let is_file = |path: &String| {
            self.kept.contains_key(path)
                && std::fs::symlink_metadata(root.join(path))
                    .is_ok_and(|metadata| metadata.is_file())
        };
        if changed.is_empty() || !changed.iter().all(is_file) {
            return false;
        }
        for path in changed {
            let (stamp, loaded) = load(Found {
                path: path.clone(),
                location: root.join(path),
            });
            let (Some(stamp), Some(kept)) = (stamp, self.kept.get_mut(path)) else {
                return false;
            };
            kept.stamp = stamp;
            if *kept.present != loaded {
                kept.present = Arc::new(loaded);
            }
        }
        for present in &mut self.present {
            if changed.contains(&present.path)
                && let Some(kept) = self.kept.get(&present.path)
            {
                *present = kept.present.clone();
            }
        }
        true
    }

    /// Remembers that nothing is wrong with the files as they are, those named in `faulty` apart.
    pub fn approve(&mut self, faulty: &BTreeSet<String>) {
        for (path, kept) in &mut self.kept {
            if !faulty.contains(path) {
                kept.good = Some(kept.present.clone());
            }
        }
        if faulty.is_empty() {
            self.gone.clear();
        }
    }

    /// The files with the last good state of those named in `faulty`, and where the list of chapters is among them also
    /// those that have gone since nothing was wrong: one of them is what it lacks. Nothing if that is no other state than
    /// the present one.
    pub(super) fn with_good(&self, faulty: &BTreeSet<String>) -> Option<Vec<Arc<Loaded>>> {
        let mut differs = false;
        let good = |loaded: &Arc<Loaded>| {
            let kept = faulty
                .contains(&loaded.path)
                .then(|| self.kept.get(&loaded.path));
            match kept.flatten().and_then(|kept| kept.good.as_ref()) {
                Some(good) if !Arc::ptr_eq(good, loaded) => {
                    differs = true;
                    good.clone()
                }
                _ => loaded.clone(),
            }
        };
        let mut files: Vec<Arc<Loaded>> = self.present.iter().map(good).collect();
        if faulty.contains("content/handbook.yaml") {
            let lacking = self.gone.iter();
            let lacking = lacking.filter(|(path, _)| !self.kept.contains_key(*path));
            files.extend(lacking.map(|(_, gone)| gone.clone()));
            differs |= files.len() > self.present.len();
        }
        differs.then_some(files)
    }
}

/// Reads a file. The stamp is taken before, so that a change meanwhile is seen the next time.
fn load(found: Found) -> (Option<Stamp>, Loaded) {
    let is_text = [".md", ".yaml", ".svg", ".html", ".css", ".js"]
        .iter()
        .any(|ending| found.path.ends_with(ending));
    let limit = if is_text {
        TEXT_BYTES_MAX
    } else {
        FILE_BYTES_MAX
    };
    let (stamp, bytes) = match open(&found.location) {
        Ok((file, metadata)) => (Some(Stamp::of(&metadata)), read_bytes(file, limit)),
        Err(error) => (None, Err(error)),
    };
    let content = match bytes {
        Ok(bytes) if bytes.len() as u64 > limit => Ok(Content::TooLarge(limit)),
        Ok(bytes) if is_text => Ok(text(&found.path, bytes)),
        Ok(bytes) => Ok(Content::Bytes(bytes.into())),
        Err(error) => Err(error.to_string()),
    };
    let path = found.path;
    (stamp, Loaded { path, content })
}

fn text(path: &str, bytes: Vec<u8>) -> Content {
    let decoded = decode::decode(bytes);
    let keep_bytes = !path.ends_with(".md") && !path.ends_with(".yaml");
    let bytes = if keep_bytes {
        decoded.text.as_bytes().into()
    } else {
        Arc::default()
    };
    let mut text = SourceText::new(path, decoded.text);
    text.is_damaged = decoded.faults.is_damaged();
    Content::Text(text.into(), bytes, decoded.faults)
}

/// Opens a file that is still an ordinary one when it is open.
fn open(location: &Path) -> std::io::Result<(File, Metadata)> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits() as i32);
    }
    let file = options.open(location)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("it is no longer an ordinary file"));
    }
    Ok((file, metadata))
}

/// At most one byte more than `limit`.
fn read_bytes(file: File, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
