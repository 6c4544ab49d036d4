//! Throw-away projects and the program run in them, for every test that drives the command line.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// A folder that goes away with this value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new empty folder of its own.
    pub(crate) fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "handbook-it-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Folder(path)
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below it, with the folders it needs.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.0.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder for the file");
        }
        std::fs::write(path, bytes).expect("a file for the test");
        self
    }

    /// Copies a folder and everything in it into this one.
    pub(crate) fn copy(&self, from: &Path) -> &Folder {
        for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
            let entry = entry.expect("a readable fixture");
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(from).expect("below the fixture");
                let bytes = std::fs::read(entry.path()).expect("a readable fixture");
                self.write(&below.to_string_lossy(), bytes);
            }
        }
        self
    }

    /// Runs the program in it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// The program, ready to run in it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handbook"));
        command
            .args(arguments)
            .current_dir(&self.0)
            .env("NO_COLOR", "1")
            .env("SOURCE_DATE_EPOCH", "1795392000");
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The repository's root.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
