//! Staging: a site and the folder of the old one go in; a new folder comes out that shares what did not change.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::publish::error::During;
use crate::publish::error::PublishError;
use crate::publish::marker::MARKER_NAME;
use crate::publish::marker::Marker;
use crate::publish::marker::digest_of_file;
use crate::publish::marker::is_missing;
use crate::publish::mode;

/// What was staged.
#[derive(Debug, Default)]
pub(super) struct Staged {
    /// Files that are new or have other bytes.
    pub(super) written: usize,
    /// Files that are the old ones.
    pub(super) kept: usize,
    /// Files of the old site whose bytes are not those that were published: somebody edited them. Sorted.
    pub(super) edited: Vec<SitePath>,
}

/// The published site that a new one follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct OldSite<'old> {
    pub(super) folder: &'old Path,
    pub(super) marker: &'old Marker,
}

/// Makes `stage`, which must not exist, and puts every file of the site and the marker into it. A staged file is never
/// opened for writing again: it may share its content with the live site.
///
/// `before_file` is called before each file and may end the work.
///
/// # Errors
/// The first error of the system that stopped it. What was staged until then stays for the caller to remove.
pub(super) fn stage(
    site: &Site,
    marker: &Marker,
    old: Option<OldSite>,
    stage: &Path,
    before_file: &(dyn Fn() -> Result<(), PublishError> + Sync),
) -> Result<Staged, PublishError> {
    for folder in folders(site) {
        let folder = stage.join(folder);
        mode::create_folder(&folder, mode::PUBLIC_FOLDER).during("make the folder", &folder)?;
    }
    let fates = site.files.par_iter().map(|(path, bytes)| {
        before_file()?;
        let new_path = stage.join(path.as_str());
        let Some(old) = old.filter(|old| is_listed_alike(path, marker, old.marker)) else {
            mode::create_file(&new_path, bytes).during("write the file", &new_path)?;
            return Ok(Fate::Written);
        };
        keep_or_write(&old.folder.join(path.as_str()), &new_path, bytes)
    });
    let fates: Vec<Fate> = fates.collect::<Result<_, PublishError>>()?;
    let paths_and_fates = || site.files.keys().zip(&fates);
    let mut edited: Vec<SitePath> = paths_and_fates()
        .filter(|(_, fate)| **fate == Fate::WrittenOverEdited)
        .map(|(path, _)| path.clone())
        .collect();
    edited.extend(old.map(|old| edited_files(old, marker)).unwrap_or_default());
    edited.sort();
    let marker_path = stage.join(MARKER_NAME);
    mode::create_file(&marker_path, marker.text().as_bytes())
        .during("write the marker", &marker_path)?;
    let kept = fates.iter().filter(|fate| **fate == Fate::Kept).count();
    Ok(Staged {
        kept,
        written: fates.len() - kept,
        edited,
    })
}

/// Whether a published folder still has every byte of the site, so that there is nothing to do.
pub(super) fn is_whole(site: &Site, folder: &Path) -> bool {
    site.files
        .par_iter()
        .all(|(path, bytes)| has_bytes(&folder.join(path.as_str()), bytes).unwrap_or(false))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Written,
    WrittenOverEdited,
}

/// The folder itself and every folder in it, outer ones first.
fn folders(site: &Site) -> BTreeSet<&Path> {
    let files = site.files.keys().map(|path| Path::new(path.as_str()));
    files
        .flat_map(|file| file.ancestors().skip(1))
        .chain([Path::new("")])
        .collect()
}

fn is_listed_alike(path: &SitePath, new: &Marker, old: &Marker) -> bool {
    old.files
        .get(path)
        .is_some_and(|digest| new.files.get(path) == Some(digest))
}

/// Takes over the old file if it still has these bytes, else writes them. It is linked first and compared through its
/// new name, where nobody else can exchange it between the two.
fn keep_or_write(old_path: &Path, new_path: &Path, bytes: &[u8]) -> Result<Fate, PublishError> {
    let write = || mode::create_file(new_path, bytes).during("write the file", new_path);
    match std::fs::hard_link(old_path, new_path) {
        Ok(()) => {
            let metadata = std::fs::symlink_metadata(new_path).during("read the file", new_path)?;
            // A file that cannot be read was edited too.
            let is_same = has_bytes(new_path, bytes).unwrap_or(false);
            if is_same && mode::is_public_file(&metadata) {
                return Ok(Fate::Kept);
            }
            std::fs::remove_file(new_path).during("remove the link", new_path)?;
            write()?;
            Ok(if is_same {
                Fate::Written
            } else {
                Fate::WrittenOverEdited
            })
        }
        Err(error) if is_missing(&error) => write().map(|_| Fate::Written),
        // No links here (another file system, one without links, a file of another user): write it, keep its time.
        Err(_) => {
            let is_same = has_bytes(old_path, bytes).unwrap_or(false);
            let file = write()?;
            if !is_same {
                return Ok(Fate::WrittenOverEdited);
            }
            let time = std::fs::symlink_metadata(old_path).and_then(|metadata| metadata.modified());
            time.and_then(|time| file.set_modified(time))
                .during("set the time of the file", new_path)?;
            Ok(Fate::Kept)
        }
    }
}

/// Whether a regular file has these bytes and no others.
fn has_bytes(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let metadata = std::fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    Ok(std::fs::read(path)? == bytes)
}

/// Files of the old site that will not be taken over, and were edited since they were published.
fn edited_files(old: OldSite, new: &Marker) -> Vec<SitePath> {
    let replaced = old
        .marker
        .files
        .par_iter()
        .filter(|(path, digest)| new.files.get(path) != Some(digest));
    let edited = replaced.filter(|(path, digest)| {
        let path: PathBuf = old.folder.join(path.as_str());
        match digest_of_file(&path) {
            Ok(now) => now != **digest,
            Err(error) => !is_missing(&error),
        }
    });
    edited.map(|(path, _)| path.clone()).collect()
}
