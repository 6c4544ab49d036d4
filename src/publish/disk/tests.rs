//! Publishing to throw-away folders: what stands there after good, refused, failed, killed and concurrent builds.

mod builds;
mod interruptions;
mod refusals;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::publish::disk::Durability;
use crate::publish::disk::Published;
use crate::publish::disk::Step;
use crate::publish::disk::to_disk;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::marker::MARKER_NAME;
use crate::publish::marker::Marker;
use crate::publish::place::OutputPlace;

/// A project in a folder of its own, removed at the end.
struct Project {
    root: PathBuf,
}

impl Project {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("handbook-publish-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name).join("project");
        for folder in ["content/en", "i18n", "themes", "src"] {
            std::fs::create_dir_all(root.join(folder)).expect("folders can be made");
        }
        std::fs::write(root.join("content/en/a.md"), "## الحق 权利").expect("files can be made");
        Project {
            root: root.canonicalize().expect("the folder was made"),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it is in the project"))
            .expect("folders can be made");
        std::fs::write(path, text).expect("files can be made");
    }

    fn publish(&self, site: &Site) -> Published {
        to_disk(site, &self.root, &self.path("public"), Durability::Process)
            .expect("the site can be published")
    }

    fn place(&self) -> OutputPlace {
        OutputPlace::find(&self.root, None, &self.path("public")).expect("a good place")
    }

    /// What every path of the project is: its text, or what kind of thing.
    fn everything(&self) -> BTreeMap<String, String> {
        tree(self.root.parent().expect("it has a folder of its own"))
    }

    fn assert_published(&self, site: &Site) {
        assert_eq!(tree(&self.path("public")), expected_tree(site));
    }

    fn assert_nothing_left(&self) {
        let left: Vec<String> = tree(&self.path(".public.handbook-work"))
            .into_keys()
            .collect();
        assert_eq!(left, ["lock"]);
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if let Some(folder) = self.root.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1);
    let entries = entries
        .into_iter()
        .map(|entry| entry.expect("the folder can be read"));
    let described = entries.map(|entry| {
        let path = entry
            .path()
            .strip_prefix(folder)
            .expect("it is in the folder")
            .display()
            .to_string();
        let kind = entry.file_type();
        let text = match kind.is_file() {
            true => {
                String::from_utf8_lossy(&std::fs::read(entry.path()).expect("the file can be read"))
                    .into_owned()
            }
            false if kind.is_symlink() => "a link".to_owned(),
            false => "a folder".to_owned(),
        };
        (path, text)
    });
    described.collect()
}

fn expected_tree(site: &Site) -> BTreeMap<String, String> {
    let mut expected = BTreeMap::from([(MARKER_NAME.to_owned(), Marker::of(site).text())]);
    for (path, bytes) in &site.files {
        expected.insert(
            path.to_string(),
            String::from_utf8_lossy(bytes).into_owned(),
        );
        for folder in Path::new(path.as_str())
            .ancestors()
            .skip(1)
            .filter(|folder| folder.parent().is_some())
        {
            expected.insert(folder.display().to_string(), "a folder".to_owned());
        }
    }
    expected
}

fn site(files: &[(&str, &str)]) -> Site {
    let mut site = Site::default();
    for (path, text) in files {
        let path = SitePath::new(*path).expect("a good path");
        site.files.insert(path, text.as_bytes().into());
    }
    site
}

fn old_site() -> Site {
    site(&[
        ("index.html", "one"),
        ("en/a.html", "rights"),
        ("ar/a.html", "حقوق"),
        ("zh/b/c.html", "权利"),
    ])
}

fn new_site() -> Site {
    site(&[
        ("index.html", "two"),
        ("en/a.html", "rights"),
        ("ar/a.html", "واجبات"),
        ("ru/a.html", "права"),
    ])
}

/// An error that stands for the end of the process.
fn stopped() -> PublishError {
    let error = io::Error::other("stopped by the test");
    PublishError::InputOutput {
        action: "go on",
        path: PathBuf::new(),
        error,
    }
}

const STEPS: [Step; 8] = [
    Step::Locked,
    Step::Cleaned,
    Step::NextFile,
    Step::Staged,
    Step::MovedAside,
    Step::Exchanged,
    Step::Checked,
    Step::Removed,
];

fn refusal_of(answer: Result<Published, PublishError>) -> Refusal {
    match answer {
        Err(PublishError::Refused { refusal, .. }) => refusal,
        other => unreachable!("not refused: {other:?}"),
    }
}
