//! Why a site could not be published: refused, locked out, or stopped by the system; each with its mistake to tell.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::base::diagnostics::Diagnostic;
use crate::base::mistakes::output;
use crate::base::text::Place;

/// How many foreign files are named.
const FILES_TOLD_MAX: usize = 10;

/// Why nothing was published. The site that was there before is unchanged.
#[derive(Debug)]
pub enum PublishError {
    /// The place is dangerous, or holds what is not ours.
    Refused {
        /// The output place.
        path: PathBuf,
        /// What is wrong with it.
        refusal: Refusal,
    },
    /// Another build is publishing to the same place.
    Locked {
        /// The output place.
        path: PathBuf,
    },
    /// The system said no: disk full, not allowed, not readable.
    InputOutput {
        /// What was being done, as in `cannot write the file`.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What is wrong with an output place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `/`.
    Root,
    /// The home folder, or a folder around it.
    Home,
    /// The project folder, or a folder around it.
    Project,
    /// Inside or around a folder that the site is made from.
    Sources(PathBuf),
    /// Not a folder, or a symbolic link to one.
    NotAFolder,
    /// A folder that is not empty and has no marker that can be read.
    NotOurs,
    /// A folder of ours with files that are not: their paths, sorted.
    ForeignFiles(Vec<String>),
    /// The work folder beside the output is not ours: its path.
    WorkFolder(PathBuf),
    /// The output was replaced by somebody else during the build.
    Changed,
}

impl PublishError {
    /// The mistake as it is told, with code and advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let place = |path: &Path| Place::File(path.display().to_string());
        match self {
            PublishError::Refused {
                path,
                refusal: Refusal::ForeignFiles(files),
            } => output::foreign_files(place(path), &list(files)),
            PublishError::Refused { path, refusal } => {
                output::output_refused(place(path), &refusal.to_string())
            }
            PublishError::Locked { path } => output::output_locked(place(path)),
            PublishError::InputOutput {
                action,
                path,
                error,
            } => output::output_failed(place(path), action, &error.to_string()),
        }
    }
}

fn list(files: &[String]) -> String {
    let told = files.iter().take(FILES_TOLD_MAX);
    let mut list = told
        .map(|file| format!("`{file}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if files.len() > FILES_TOLD_MAX {
        list.push_str(&format!(" and {} more", files.len() - FILES_TOLD_MAX));
    }
    list
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Root => formatter.write_str("it is the root of the file system"),
            Refusal::Home => formatter.write_str("it is your home folder, or lies around it"),
            Refusal::Project => formatter.write_str("it is the project folder, or lies around it"),
            Refusal::Sources(folder) => {
                write!(
                    formatter,
                    "it lies inside or around `{}`, which the site is made from",
                    folder.display()
                )
            }
            Refusal::NotAFolder => {
                formatter.write_str("it is not a folder, or it is a symbolic link")
            }
            Refusal::NotOurs => write!(
                formatter,
                "the folder is not empty, and no readable `{}` says that a build wrote it",
                super::marker::MARKER_NAME
            ),
            Refusal::ForeignFiles(files) => write!(
                formatter,
                "it holds files that are not part of the site: {}",
                list(files)
            ),
            Refusal::WorkFolder(folder) => {
                write!(
                    formatter,
                    "`{}` beside it was not made by a build of yours",
                    folder.display()
                )
            }
            Refusal::Changed => formatter.write_str("somebody else changed it during the build"),
        }
    }
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, words) = match self {
            PublishError::Refused { path, refusal } => (path, refusal.to_string()),
            PublishError::Locked { path } => (path, "another build is publishing here".to_owned()),
            PublishError::InputOutput {
                action,
                path,
                error,
            } => (path, format!("cannot {action}: {error}")),
        };
        write!(formatter, "{}: {words}", path.display())
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::InputOutput { error, .. } => Some(error),
            PublishError::Refused { .. } | PublishError::Locked { .. } => None,
        }
    }
}

/// Adds to an error of the system what was being done and to which file.
pub(super) trait During<T> {
    /// `action` completes 'cannot …'.
    fn during(self, action: &'static str, path: &Path) -> Result<T, PublishError>;
}

impl<T> During<T> for io::Result<T> {
    fn during(self, action: &'static str, path: &Path) -> Result<T, PublishError> {
        self.map_err(|error| PublishError::InputOutput {
            action,
            path: path.to_owned(),
            error,
        })
    }
}
