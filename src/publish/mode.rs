//! Who may read and write what is published: set explicitly, so that it is the same with any umask.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// Of the work folder: nobody else may look into it or put anything there.
pub(super) const PRIVATE_FOLDER: u32 = 0o700;
/// Of a published folder: everyone reads.
pub(super) const PUBLIC_FOLDER: u32 = 0o755;
/// Of a published file: everyone reads.
pub(super) const PUBLIC_FILE: u32 = 0o644;

/// Makes a folder that must not exist, with exactly that mode where systems have modes.
///
/// # Errors
/// Those of making it and of setting its mode.
pub(super) fn create_folder(path: &Path, mode: u32) -> io::Result<()> {
    std::fs::create_dir(path)?;
    set_mode(path, mode)
}

/// Makes a file that must not exist, writes it whole and gives it the mode of published files.
///
/// # Errors
/// Those of making it, writing it and setting its mode.
pub(super) fn create_file(path: &Path, bytes: &[u8]) -> io::Result<std::fs::File> {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(PUBLIC_FILE))?;
    }
    Ok(file)
}

/// Sets the mode of a file or folder.
///
/// # Errors
/// Those of the system.
#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

/// There are no modes on this system.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(super) fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Whether a file has the mode of published files.
#[cfg(unix)]
pub(super) fn is_public_file(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777 == PUBLIC_FILE
}

/// There are no modes on this system.
#[cfg(not(unix))]
pub(super) fn is_public_file(_metadata: &Metadata) -> bool {
    true
}

/// Whether a folder belongs to the user that this program runs as.
#[cfg(unix)]
pub(super) fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw()
}

/// Not known on this system.
#[cfg(not(unix))]
pub(super) fn is_own(_metadata: &Metadata) -> bool {
    true
}

/// What tells a file or folder from any other as long as it exists: device and number.
#[cfg(unix)]
pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// Not known on this system: everything looks alike.
#[cfg(not(unix))]
pub(super) fn identity(_metadata: &Metadata) -> (u64, u64) {
    (0, 0)
}
