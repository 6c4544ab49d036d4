//! Putting one folder in another's place: two paths on one file system go in; they have changed places, in one step.

use std::io;
use std::path::Path;

/// How two folders change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exchange {
    /// In one step of the system: at any instant a reader finds the one or the other.
    InOneStep,
    /// By two renames, where the system knows no better: a reader may find nothing between them.
    InTwoSteps,
}

impl Default for Exchange {
    fn default() -> Self {
        let in_one_step = cfg!(any(
            target_os = "linux",
            target_os = "android",
            target_vendor = "apple"
        ));
        if in_one_step {
            Exchange::InOneStep
        } else {
            Exchange::InTwoSteps
        }
    }
}

/// Lets two existing folders change places in one step. Gives `false`, and has done nothing, where the system or the
/// file system offers no such step.
///
/// # Errors
/// Any other answer of the system.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    offered(system::exchange(one, other))
}

/// Moves a folder to a place where nothing may be.
///
/// # Errors
/// `AlreadyExists` if something is there; any other answer of the system.
pub(super) fn move_to_free_place(folder: &Path, place: &Path) -> io::Result<()> {
    if offered(system::move_to_free_place(folder, place))? {
        return Ok(());
    }
    match std::fs::symlink_metadata(place) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => std::fs::rename(folder, place),
    }
}

fn offered(answer: io::Result<()>) -> io::Result<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(error) if system::is_not_offered(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod system {
    //! `renameat2` of Linux (3.15 on), `renameatx_np` of Apple's systems.

    use std::io;
    use std::path::Path;

    use rustix::fs::CWD;
    use rustix::fs::RenameFlags;
    use rustix::fs::renameat_with;
    use rustix::io::Errno;

    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    pub(super) fn move_to_free_place(folder: &Path, place: &Path) -> io::Result<()> {
        Ok(renameat_with(
            CWD,
            folder,
            CWD,
            place,
            RenameFlags::NOREPLACE,
        )?)
    }

    pub(super) fn is_not_offered(error: &io::Error) -> bool {
        let errno = Errno::from_io_error(error);
        matches!(errno, Some(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP))
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod system {
    //! Systems that only rename.

    use std::io;
    use std::path::Path;

    pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn move_to_free_place(_folder: &Path, _place: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn is_not_offered(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::Unsupported
    }
}
