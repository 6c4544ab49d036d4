//! The marker of a published site, `.handbook-output`: a site goes in; its files with their digests come out, and back.
//!
//! Below the first line it has the form of `sha256sum`, so that anyone can verify a copy of the site:
//! `tail -n +2 .handbook-output | sha256sum -c`.

use std::collections::BTreeMap;
use std::io;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use sha2::Digest as _;
use sha2::Sha256;

use crate::base::site::Site;
use crate::base::site::SitePath;

/// Its name at the top of the published site.
pub(super) const MARKER_NAME: &str = ".handbook-output";

const FIRST_LINE: &str =
    "# published by handbook, format 1: this folder is replaced as a whole at every build";

/// More than the marker of any site that can be built.
const MARKER_SIZE_MAX: u64 = 64 * 1024 * 1024;

/// SHA-256 of a file.
pub(super) type Digest = [u8; 32];

/// Every file of a published site but the marker itself. Says nothing of time, user or place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) files: BTreeMap<SitePath, Digest>,
}

impl Marker {
    /// The marker of a site that is about to be published.
    pub(super) fn of(site: &Site) -> Self {
        let digests: Vec<(SitePath, Digest)> = site
            .files
            .par_iter()
            .map(|(path, bytes)| (path.clone(), Sha256::digest(bytes).into()))
            .collect();
        Marker {
            files: digests.into_iter().collect(),
        }
    }

    /// The marker at the top of `folder`; nothing if there is none, or none that can be trusted whole.
    ///
    /// # Errors
    /// Those of reading, but for a marker that is not there.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(MARKER_NAME);
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() && metadata.len() <= MARKER_SIZE_MAX => {}
            Ok(_) => return Ok(None),
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&path)?
            .take(MARKER_SIZE_MAX)
            .read_to_end(&mut bytes)?;
        Ok(std::str::from_utf8(&bytes).ok().and_then(Marker::parse))
    }

    /// Reads the text of a marker. A path that could not have been published, a wrong order or a missing end means that
    /// it is not ours, or damaged.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
        let mut files = BTreeMap::new();
        for line in lines.split_inclusive('\n') {
            let (digest, path) = line.strip_suffix('\n')?.split_once("  ")?;
            let path = SitePath::new(path)?;
            if files
                .last_key_value()
                .is_some_and(|(last, _)| *last >= path)
            {
                return None;
            }
            files.insert(path, from_hexadecimal(digest)?);
        }
        Some(Marker { files })
    }

    /// The text of the marker.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(FIRST_LINE.len() + self.files.len() * 110);
        text.push_str(FIRST_LINE);
        text.push('\n');
        for (path, digest) in &self.files {
            for byte in digest {
                for half in [byte >> 4, byte & 15] {
                    text.push(char::from_digit(u32::from(half), 16).unwrap_or_default());
                }
            }
            text.push_str("  ");
            text.push_str(path.as_str());
            text.push('\n');
        }
        text
    }

    /// What lies in `folder` beside the files of this marker: paths from `folder`, sorted. Folders count only for what
    /// is in them; a symbolic link is foreign whatever its name.
    ///
    /// # Errors
    /// Those of reading folders.
    pub(super) fn foreign_files(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut foreign = Vec::new();
        for entry in walkdir::WalkDir::new(folder)
            .min_depth(1)
            .follow_links(false)
            .sort_by_file_name()
        {
            let entry = entry?;
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let path = path
                .to_string_lossy()
                .replace(std::path::MAIN_SEPARATOR, "/");
            let is_listed = path == MARKER_NAME
                || SitePath::new(path.as_str()).is_some_and(|path| self.files.contains_key(&path));
            if !is_listed || !entry.file_type().is_file() {
                foreign.push(path);
            }
        }
        Ok(foreign)
    }
}

/// Digest of a file on disk, read in pieces.
///
/// # Errors
/// Those of reading.
pub(super) fn digest_of_file(path: &Path) -> io::Result<Digest> {
    let mut file = std::fs::File::open(path)?;
    let mut piece = vec![0; 64 * 1024];
    let mut digest = Sha256::new();
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(digest.finalize().into()),
            Ok(length) => digest.update(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether an error says that there is no such file.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn from_hexadecimal(text: &str) -> Option<Digest> {
    let digits: Vec<u8> = text
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::FIRST_LINE;
    use super::Marker;
    use crate::base::site::Site;
    use crate::base::site::SitePath;

    fn marker() -> Marker {
        let mut site = Site::default();
        for (path, text) in [
            ("en/a.html", "rights"),
            ("ar/a.html", "حقوق"),
            ("zh/a.html", "权利"),
        ] {
            let path = SitePath::new(path).expect("a good path");
            site.files.insert(path, text.as_bytes().into());
        }
        Marker::of(&site)
    }

    #[test]
    fn markers_are_sorted_and_read_back() {
        let text = marker().text();
        let expected = [
            FIRST_LINE,
            "733610339d454a3dba0754a223b8ca946c4c1c8409f04f02b5052cde7351330a  ar/a.html",
            "8c659fe8cb2e010d03e69f59a3de8d7c360480f85537f288067aee82fe98cf80  en/a.html",
            "ade3eaf52c1dc40edfefee8d5aea27e98324cba7933179b5c1003d0e2df282be  zh/a.html",
        ];
        assert_eq!(text, expected.join("\n") + "\n");
        assert_eq!(Marker::parse(&text), Some(marker()));
    }

    #[test]
    fn damaged_markers_prove_nothing() {
        let text = marker().text();
        assert!(Marker::parse(&format!("{FIRST_LINE}\n")).is_some());
        for damaged in [
            String::new(),
            FIRST_LINE.to_owned(),
            text.replacen("format 1", "format 2", 1),
            text.replace("ar/a.html", "../a.html"),
            text.replace("ar/a.html", "ar/حق.html"),
            text.replace("ar/a.html", "zz/a.html"),
            text.replace("ar/a.html", "en/a.html"),
            text.replacen("  ", " ", 1),
            text.replacen("3361", "33G1", 1),
            text.replacen("3361", "336", 1),
            text.trim_end().to_owned(),
        ] {
            assert_eq!(Marker::parse(&damaged), None, "{damaged}");
        }
    }
}
