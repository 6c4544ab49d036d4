//! The work folder beside the output: a place goes in; a locked and cleaned folder for staging comes out.

use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::publish::error::During;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::exchange::move_to_free_place;
use crate::publish::marker::Marker;
use crate::publish::marker::is_missing;
use crate::publish::mode;
use crate::publish::place::OutputPlace;

const LOCK_NAME: &str = "lock";
const STAGE_NAME: &str = "stage";
const OLD_NAME: &str = "old";
const RESCUED_NAME: &str = "rescued";

/// In the lock file: says what the folder is, to people and to the next build.
const LOCK_TEXT: &str = "work folder of handbook: it may be removed while no build is running\n";

/// The work folder, held by this build alone as long as the value lives: the system releases the lock when the file is
/// closed or the process dies.
///
/// The lock file is never removed: removing it would let two builds hold 'the' lock.
#[derive(Debug)]
pub(super) struct WorkFolder {
    /// The new site while it is made; after an exchange, the old one.
    pub(super) stage: PathBuf,
    /// The old site, where it cannot be exchanged in one step.
    pub(super) old: PathBuf,
    /// The folder itself.
    pub(super) path: PathBuf,
    lock: File,
}

impl Drop for WorkFolder {
    /// Closing the file is not enough: a process that another thread is just starting shares it for an instant, and
    /// with it the lock.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl WorkFolder {
    /// Makes the folder or takes the one that is there, and locks it without waiting.
    ///
    /// # Errors
    /// Refused if it is not ours, locked by another build, or an error of the system.
    pub(super) fn lock(place: &OutputPlace) -> Result<Self, PublishError> {
        let path = place.work.clone();
        std::fs::create_dir_all(&place.parent).during("make the folder", &place.parent)?;
        match mode::create_folder(&path, mode::PRIVATE_FOLDER) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !is_ours(&path).during("read the work folder", &path)? {
                    return Err(place.refuse(Refusal::WorkFolder(path)));
                }
                mode::set_mode(&path, mode::PRIVATE_FOLDER)
                    .during("set the mode of the work folder", &path)?;
            }
            answer => answer.during("make the work folder", &path)?,
        }
        let lock_path = path.join(LOCK_NAME);
        let lock = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock_path);
        let mut lock = lock.during("open the lock", &lock_path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(PublishError::Locked {
                    path: place.folder.clone(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(error).during("lock", &lock_path),
        }
        let length = lock.metadata().during("read the lock", &lock_path)?.len();
        if length < LOCK_TEXT.len() as u64 {
            lock.write_all(LOCK_TEXT.as_bytes())
                .during("write the lock", &lock_path)?;
        }
        Ok(WorkFolder {
            stage: path.join(STAGE_NAME),
            old: path.join(OLD_NAME),
            path,
            lock,
        })
    }

    /// Brings back the old site if a build was killed between moving it aside and putting the new one in its place,
    /// then removes what killed and failed builds left.
    ///
    /// # Errors
    /// Refused if what would be removed holds foreign files; errors of the system.
    pub(super) fn clean(&self, place: &OutputPlace) -> Result<(), PublishError> {
        let is_gone =
            matches!(std::fs::symlink_metadata(&place.folder), Err(error) if is_missing(&error));
        if is_gone && is_complete(&self.old).during("read the old site", &self.old)? {
            move_to_free_place(&self.old, &place.folder)
                .during("bring back the old site", &place.folder)?;
        }
        for tree in [&self.stage, &self.old] {
            let foreign = match Marker::read(tree).during("read the marker", tree)? {
                Some(marker) => marker
                    .foreign_files(tree)
                    .during("read what an earlier build left", tree)?,
                None => Vec::new(),
            };
            if !foreign.is_empty() {
                return Err(PublishError::Refused {
                    path: tree.clone(),
                    refusal: Refusal::ForeignFiles(foreign),
                });
            }
            remove_tree(tree).during("remove what an earlier build left", tree)?;
        }
        Ok(())
    }

    /// Puts a tree of the work folder that is not ours, and could not be brought back, where no build removes it: a work
    /// folder with anything unknown in it is refused until somebody has looked.
    pub(super) fn rescue(&self, tree: &Path) -> PathBuf {
        let rescued = self.path.join(RESCUED_NAME);
        match move_to_free_place(tree, &rescued) {
            Ok(()) => rescued,
            Err(_) => tree.to_owned(),
        }
    }
}

/// Removes a folder and all that is in it, or nothing if it is not there. Symbolic links are removed, not followed.
///
/// # Errors
/// Those of the system.
pub(super) fn remove_tree(tree: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(tree) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => std::fs::remove_file(tree),
        Err(error) if is_missing(&error) => Ok(()),
        answer => answer,
    }
}

/// Whether a folder holds a whole site of ours.
fn is_complete(folder: &Path) -> io::Result<bool> {
    if !std::fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(false);
    }
    let marker = Marker::read(folder)?;
    let is_file =
        |path: &Path| std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    Ok(marker.is_some_and(|marker| {
        marker
            .files
            .keys()
            .all(|path| is_file(&folder.join(path.as_str())))
    }))
}

/// Whether a folder that was already there is a work folder of ours: a real folder of the same user that is empty, or
/// has a lock of ours and nothing that we don't put there.
fn is_ours(path: &Path) -> io::Result<bool> {
    let metadata = std::fs::symlink_metadata(path)?;
    if !metadata.is_dir() || !mode::is_own(&metadata) {
        return Ok(false);
    }
    let mut is_empty = true;
    let mut has_lock = false;
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        is_empty = false;
        match entry.file_name().to_str() {
            Some(LOCK_NAME) => has_lock = entry.file_type()?.is_file(),
            Some(STAGE_NAME | OLD_NAME) => {}
            _ => return Ok(false),
        }
    }
    if !has_lock {
        return Ok(is_empty);
    }
    let mut text = String::new();
    let lock = File::open(path.join(LOCK_NAME))?;
    let is_text = lock
        .take(LOCK_TEXT.len() as u64)
        .read_to_string(&mut text)
        .is_ok();
    // A build that was killed while it wrote the first lock leaves a part of the text.
    Ok(is_text && LOCK_TEXT.starts_with(&text))
}
