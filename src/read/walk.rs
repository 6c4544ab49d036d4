//! A folder goes in; the ordinary files below it come out, sorted, with everything that is not one told.

use std::path::Path;
use std::path::PathBuf;

use walkdir::DirEntry;
use walkdir::WalkDir;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::files as mistakes;
use crate::base::text::Place;

/// Deepest folder below the walked one.
const DEPTH_MAX: usize = 16;

/// Most files below one folder.
const FILES_MAX: usize = 50_000;

/// Endings that only files have.
const FILE_ENDINGS: [&str; 7] = [".md", ".yaml", ".svg", ".png", ".jpg", ".webp", ".html"];

/// The folder of a language that holds the source texts its translations were made from.
pub(super) const SNAPSHOTS: &str = "_translated-from";

/// An ordinary file.
pub(super) struct Found {
    /// Path from the project's root, with `/`.
    pub(super) path: String,
    /// Where it is.
    pub(super) location: PathBuf,
}

/// All ordinary files below `root/folder`, in bytewise order of their paths. Hidden files, leftovers of editors and
/// systems, and folders that begin with `_` are passed over, that of kept source texts aside. A missing folder has no files.
pub(super) fn walk(root: &Path, folder: &str, diagnostics: &mut Diagnostics) -> Vec<Found> {
    let top = root.join(folder);
    if std::fs::symlink_metadata(&top).is_err() {
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut entries = WalkDir::new(&top)
        .follow_links(false)
        .follow_root_links(false)
        .max_depth(DEPTH_MAX)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error
                    .path()
                    .map_or_else(|| folder.to_owned(), |path| shown_path(root, path));
                let reason = error
                    .io_error()
                    .map_or_else(|| error.to_string(), ToString::to_string);
                diagnostics.push(mistakes::unreadable(Place::File(path), &reason));
                continue;
            }
        };
        if entry.depth() > 0 && is_passed_over(&entry) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        let path = shown_path(root, entry.path());
        let kind = entry.file_type();
        if kind.is_symlink() {
            diagnostics.push(mistakes::symbolic_link(Place::File(path)));
        } else if kind.is_dir() {
            let name = entry.file_name().to_string_lossy();
            if FILE_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                diagnostics.push(mistakes::not_a_file(Place::File(path), "a folder"));
                entries.skip_current_dir();
            } else if entry.depth() == DEPTH_MAX {
                diagnostics.push(mistakes::too_large(
                    Place::File(path),
                    "the folders are nested too deeply",
                    &format!("{DEPTH_MAX} levels"),
                ));
            }
        } else if !kind.is_file() {
            diagnostics.push(mistakes::not_a_file(
                Place::File(path),
                "a pipe, socket or device",
            ));
        } else if files.len() == FILES_MAX {
            diagnostics.push(mistakes::too_large(
                Place::File(folder.to_owned()),
                "there are too many files",
                &format!("{FILES_MAX} files"),
            ));
            break;
        } else {
            files.push(Found {
                path,
                location: entry.into_path(),
            });
        }
    }
    files
}

/// The path from the root, with `/`; what is not Unicode is replaced, and told where the file is used.
fn shown_path(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn is_passed_over(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let hidden = name.starts_with('.');
    let leftover = name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name.as_ref(), "Thumbs.db" | "desktop.ini");
    let private = entry.file_type().is_dir() && name.starts_with('_') && name != SNAPSHOTS;
    hidden || leftover || private
}
