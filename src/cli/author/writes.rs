//! New texts of files go in; afterwards all of them stand in their places, or none does.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::base::text::SourceText;
use crate::cli::author::Refusal;
use crate::cli::files::beside;
use crate::cli::files::write_new;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is to become of files, by their paths from the project's root.
#[derive(Default)]
pub(super) struct Writes(BTreeMap<String, Change>);

#[derive(Default)]
struct Change {
    /// The text as it was read; none: there is no such file.
    before: Option<String>,
    /// The text as it will be; none: the file goes.
    after: Option<String>,
}

impl Writes {
    /// A file that is not there yet.
    pub(super) fn create(&mut self, path: &str, text: String) {
        let change = self.0.entry(path.to_owned()).or_default();
        change.after = Some(text);
    }

    /// A file that gets another text.
    pub(super) fn change(&mut self, source: &SourceText, text: String) {
        let change = Change {
            before: Some(source.text.clone()),
            after: Some(text),
        };
        if change.before != change.after {
            self.0.insert(source.path.clone(), change);
        }
    }

    /// A file that goes.
    pub(super) fn remove(&mut self, source: &SourceText) {
        let change = Change {
            before: Some(source.text.clone()),
            after: None,
        };
        self.0.insert(source.path.clone(), change);
    }

    /// How many files there will be with another text or another name.
    pub(super) fn count(&self) -> usize {
        let stays = |change: &&Change| change.after.is_some();
        self.0.values().filter(stays).count()
    }

    /// Writes everything: first beside the files, then each into its place. Where one cannot be written, what was written
    /// already is taken back.
    ///
    /// # Errors
    /// A file is not as it was read, or the system does not let it be written; nothing has changed then.
    pub(super) fn apply(&self, root: &Path) -> Result<(), Refusal> {
        let mut found = Vec::new();
        for (path, change) in &self.0 {
            found.push(Found::look(root, path, change)?);
        }
        for (index, file) in found.iter().enumerate() {
            if let Err(refusal) = file.prepare() {
                found.iter().take(index + 1).for_each(Found::clear);
                return Err(refusal);
            }
        }
        for (index, file) in found.iter().enumerate() {
            if let Err(refusal) = file.put() {
                found.iter().take(index).for_each(Found::take_back);
                found.iter().for_each(Found::clear);
                return Err(refusal);
            }
        }
        Ok(())
    }
}

/// A file as it was found.
struct Found {
    path: String,
    place: std::path::PathBuf,
    /// Where the new text waits.
    beside: std::path::PathBuf,
    before: Option<(Vec<u8>, std::fs::Permissions)>,
    after: Option<Vec<u8>>,
}

impl Found {
    /// Looks whether the file is what it was when it was read.
    fn look(root: &Path, path: &str, change: &Change) -> Result<Found, Refusal> {
        let place = root.join(path);
        let failed = |error: std::io::Error| failure(path, &error);
        let before = match std::fs::symlink_metadata(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
            Ok(found) if !found.is_file() => {
                return Err(Refusal::usage(format!("`{path}` is no ordinary file")));
            }
            Ok(found) => Some((std::fs::read(&place).map_err(failed)?, found.permissions())),
        };
        let (mark, text) = match &before {
            None => (false, None),
            Some((bytes, _)) => match bytes.strip_prefix(BYTE_ORDER_MARK) {
                Some(rest) => (true, Some(rest)),
                None => (false, Some(bytes.as_slice())),
            },
        };
        match (text, &change.before) {
            (Some(_), None) => {
                return Err(Refusal::usage(format!("`{path}` is already there")));
            }
            (text, before) if text != before.as_ref().map(String::as_bytes) => {
                return Err(Refusal::usage(format!(
                    "`{path}` was changed in the meantime, or is not plain UTF-8 text; try again"
                )));
            }
            _ => {}
        }
        let mark = if mark { BYTE_ORDER_MARK } else { b"" };
        Ok(Found {
            path: path.to_owned(),
            beside: beside(&place),
            after: change
                .after
                .as_ref()
                .map(|text| [mark, text.as_bytes()].concat()),
            place,
            before,
        })
    }

    /// Writes the new text beside the file.
    fn prepare(&self) -> Result<(), Refusal> {
        let Some(bytes) = &self.after else {
            return Ok(());
        };
        let permissions = self
            .before
            .as_ref()
            .map(|(_, permissions)| permissions.clone());
        write_new(&self.beside, bytes, permissions).map_err(|error| failure(&self.path, &error))
    }

    /// Puts the new text into the file's place, or removes the file.
    fn put(&self) -> Result<(), Refusal> {
        let done = match &self.after {
            Some(_) => std::fs::rename(&self.beside, &self.place),
            None => std::fs::remove_file(&self.place),
        };
        done.map_err(|error| failure(&self.path, &error))
    }

    /// Makes the file what it was.
    fn take_back(&self) {
        let _ = match &self.before {
            None => std::fs::remove_file(&self.place),
            Some((bytes, permissions)) => write_new(&self.beside, bytes, Some(permissions.clone()))
                .and_then(|()| std::fs::rename(&self.beside, &self.place)),
        };
    }

    /// Removes what waits beside it.
    fn clear(&self) {
        let _ = std::fs::remove_file(&self.beside);
    }
}

fn failure(path: &str, error: &std::io::Error) -> Refusal {
    Refusal::system(format!("cannot write `{path}`: {error}"))
}
