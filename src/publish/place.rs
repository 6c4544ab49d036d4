//! The output place: project, home and the wished folder go in; a place that may be replaced comes out, or a refusal.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::publish::error::During;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::marker::Marker;
use crate::publish::marker::is_missing;
use crate::publish::mode;

/// Folders of the project that the site, or the program, is made from.
const SOURCE_FOLDERS: [&str; 6] = ["content", "i18n", "themes", "src", "tests", ".git"];

/// A place that is neither `/`, home, the project, a source, nor around any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutputPlace {
    /// The output folder, in canonical form; it may not exist yet.
    pub(super) folder: PathBuf,
    /// The folder that holds it.
    pub(super) parent: PathBuf,
    /// `.NAME.handbook-work` beside it, hence on the same file system.
    pub(super) work: PathBuf,
}

/// What lies at the output place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Occupant {
    Nothing,
    EmptyFolder {
        identity: (u64, u64),
    },
    Site {
        marker: Marker,
        identity: (u64, u64),
    },
}

impl OutputPlace {
    /// Checks where `out` leads, without changing anything.
    ///
    /// # Errors
    /// A refusal, or an error of looking at the folders on the way.
    pub(super) fn find(root: &Path, home: Option<&Path>, out: &Path) -> Result<Self, PublishError> {
        let refuse = |refusal| PublishError::Refused {
            path: out.to_owned(),
            refusal,
        };
        // Without the slash at its end, behind which the system would follow a symbolic link.
        let out = &out.components().collect::<PathBuf>();
        match std::fs::symlink_metadata(out) {
            Ok(metadata) if !metadata.is_dir() => return Err(refuse(Refusal::NotAFolder)),
            Err(error) if !is_missing(&error) => {
                return Err(error).during("look at the output place", out);
            }
            Ok(_) | Err(_) => {}
        }
        let folder = canonical(out)?;
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(refuse(Refusal::Root));
        };
        let root = root
            .canonicalize()
            .during("find the project folder", root)?;
        if root.starts_with(&folder) {
            return Err(refuse(Refusal::Project));
        }
        // A home folder that does not exist protects nothing.
        let home = home.and_then(|home| home.canonicalize().ok());
        if home.is_some_and(|home| home.starts_with(&folder)) {
            return Err(refuse(Refusal::Home));
        }
        for source in SOURCE_FOLDERS {
            let written = root.join(source);
            let source = written.canonicalize().unwrap_or_else(|_| written.clone());
            if [&source, &written]
                .into_iter()
                .any(|source| folder.starts_with(source) || source.starts_with(&folder))
            {
                return Err(refuse(Refusal::Sources(written)));
            }
        }
        let mut work_name = std::ffi::OsString::from(".");
        work_name.push(name);
        work_name.push(".handbook-work");
        Ok(OutputPlace {
            work: parent.join(work_name),
            parent: parent.to_owned(),
            folder,
        })
    }

    /// Looks at what lies there now.
    ///
    /// # Errors
    /// A refusal unless it is nothing, an empty folder or a site of ours without foreign files; errors of reading.
    pub(super) fn occupant(&self) -> Result<Occupant, PublishError> {
        let metadata = match std::fs::symlink_metadata(&self.folder) {
            Err(error) if is_missing(&error) => return Ok(Occupant::Nothing),
            answer => answer.during("look at the output folder", &self.folder)?,
        };
        if !metadata.is_dir() {
            return Err(self.refuse(Refusal::NotAFolder));
        }
        let identity = mode::identity(&metadata);
        let action = "read the output folder";
        let mut entries = std::fs::read_dir(&self.folder).during(action, &self.folder)?;
        if entries.next().is_none() {
            return Ok(Occupant::EmptyFolder { identity });
        }
        let marker = Marker::read(&self.folder)
            .during("read the marker of the output folder", &self.folder)?;
        let marker = marker.ok_or_else(|| self.refuse(Refusal::NotOurs))?;
        let foreign = marker
            .foreign_files(&self.folder)
            .during(action, &self.folder)?;
        match foreign.is_empty() {
            true => Ok(Occupant::Site { marker, identity }),
            false => Err(self.refuse(Refusal::ForeignFiles(foreign))),
        }
    }

    /// A refusal of this place.
    pub(super) fn refuse(&self, refusal: Refusal) -> PublishError {
        PublishError::Refused {
            path: self.folder.clone(),
            refusal,
        }
    }
}

/// The canonical form of a path whose last parts may not exist yet. Where a missing part is followed by `..` there is no
/// saying what is meant, so this is an error.
fn canonical(path: &Path) -> Result<PathBuf, PublishError> {
    let path = std::path::absolute(path).during("find the output place", path)?;
    let mut existing = path.as_path();
    let mut missing = Vec::new();
    loop {
        match existing.canonicalize() {
            Ok(mut found) => {
                found.extend(missing.iter().rev());
                return Ok(found);
            }
            Err(error) => match (existing.parent(), existing.components().next_back()) {
                (Some(parent), Some(Component::Normal(name)))
                    if is_missing(&error) && std::fs::symlink_metadata(existing).is_err() =>
                {
                    missing.push(name);
                    existing = parent;
                }
                _ => return Err(error).during("find the output place", &path),
            },
        }
    }
}
