//! A file's new bytes go in; the file has them afterwards, or is as it was.

use std::fs;
use std::fs::File;
use std::fs::Permissions;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

/// Where the new bytes of a file wait until they take its place.
pub(super) fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.new"))
}

/// Writes a file that must not be there, and the folders that it stands in; a leftover of a run that was killed goes
/// first, and a link is never followed.
///
/// # Errors
/// What the system says.
pub(super) fn write_new(
    place: &Path,
    bytes: &[u8],
    permissions: Option<Permissions>,
) -> io::Result<()> {
    if fs::symlink_metadata(place).is_ok() {
        fs::remove_file(place)?;
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(place)?;
    file.write_all(bytes)?;
    match permissions {
        Some(permissions) => file.set_permissions(permissions),
        None => Ok(()),
    }
}

/// Writes a file that is not there yet, or puts a new one with the same permissions in the place of the old at once.
///
/// # Errors
/// What the system says; the old file stays.
pub(super) fn replace(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::symlink_metadata(place).ok();
    let permissions = old
        .filter(fs::Metadata::is_file)
        .map(|old| old.permissions());
    let new = beside(place);
    let done = write_new(&new, bytes, permissions).and_then(|()| fs::rename(&new, place));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    }
    done
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(unix)]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        use std::os::unix::fs::PermissionsExt as _;

        use super::*;

        let folder = std::env::temp_dir().join(format!("handbook-files-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let (outside, place) = (folder.join("outside"), folder.join("ar/glossary.yaml"));
        fs::write(&outside, "theirs").expect("a file");
        replace(&place, "حق".as_bytes()).expect("a new file");
        fs::set_permissions(&place, Permissions::from_mode(0o640)).expect("permissions");
        std::os::unix::fs::symlink(&outside, beside(&place)).expect("a link");
        replace(&place, "权利".as_bytes()).expect("a changed file");
        let mode = fs::metadata(&place).expect("a file").permissions().mode();
        assert_eq!(fs::read_to_string(&place).expect("a file"), "权利");
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(fs::read_to_string(&outside).expect("a file"), "theirs");
        assert!(fs::symlink_metadata(beside(&place)).is_err());
        fs::remove_dir_all(&folder).expect("no folder");
    }
}
