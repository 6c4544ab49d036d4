//! The same input gives the same bytes; a failed build changes nothing; what was removed disappears.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::time::SystemTime;

use crate::golden::golden_project;
use crate::golden::read_all;
use crate::project::Folder;

/// Runs the program in a folder with some of the environment changed.
fn run_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .envs(environment.iter().copied())
        .output()
        .expect("the program runs")
}

/// Builds and gives every published file.
fn build(folder: &Path, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let output = run_with(
        folder,
        &["build", "--base-url", "https://example.org/"],
        environment,
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    read_all(&folder.join("public"))
}

/// The paths of files that differ; empty if two sites are the same.
fn differences(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    paths
        .into_iter()
        .filter(|path| a.get(*path) != b.get(*path))
        .cloned()
        .collect()
}

#[test]
fn threads_places_locales_and_time_zones_change_no_byte() {
    let here = golden_project();
    let there = Folder::new();
    there.copy(here.path());
    let one = build(
        here.path(),
        &[
            ("RAYON_NUM_THREADS", "1"),
            ("LC_ALL", "C"),
            ("TZ", "UTC"),
            ("SOURCE_DATE_EPOCH", "1795392000"),
        ],
    );
    let other = build(
        there.path(),
        &[
            ("RAYON_NUM_THREADS", "8"),
            ("LC_ALL", "ar_EG.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "Pacific/Kiritimati"),
            ("HOME", "/nonexistent"),
        ],
    );
    assert!(one.len() > 100, "{} files", one.len());
    assert_eq!(differences(&one, &other), Vec::<String>::new());
    let again = build(here.path(), &[]);
    assert_eq!(differences(&one, &again), Vec::<String>::new());
}

/// The folder in which a site was made must not be readable in it.
#[test]
fn no_path_of_the_machine_is_published() {
    let folder = golden_project();
    let place = folder.path().to_string_lossy().into_owned();
    for (path, bytes) in build(folder.path(), &[]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&place), "{path} names the folder {place}");
    }
}

#[cfg(unix)]
#[test]
fn the_mask_for_new_files_changes_no_right() {
    use std::os::unix::fs::PermissionsExt;
    let modes = |mask: &str| -> BTreeMap<PathBuf, u32> {
        let folder = golden_project();
        let command = format!("umask {mask}; exec \"$0\" build");
        let output = Command::new("sh")
            .args(["-c", &command, env!("CARGO_BIN_EXE_handbook")])
            .current_dir(folder.path())
            .output()
            .expect("a shell");
        assert!(output.status.success());
        let public = folder.path().join("public");
        walkdir::WalkDir::new(&public)
            .into_iter()
            .map(|entry| entry.expect("a readable site"))
            .map(|entry| {
                let below = entry.path().strip_prefix(&public).expect("below the site");
                let mode = entry.metadata().expect("rights").permissions().mode();
                (below.to_owned(), mode & 0o777)
            })
            .collect()
    };
    assert_eq!(modes("077"), modes("000"));
}

/// Windows line ends and byte-order marks in every text, of content and of interface words.
#[test]
fn line_ends_and_byte_order_marks_change_no_byte() {
    let plain = golden_project();
    let marked = golden_project();
    let mut changed = 0;
    for (path, bytes) in read_all(plain.path()) {
        if path.ends_with(".md") || path.ends_with(".yaml") {
            let text = String::from_utf8(bytes)
                .expect("UTF-8")
                .replace('\n', "\r\n");
            marked.write(&path, format!("\u{FEFF}{text}"));
            changed += 1;
        }
    }
    assert!(changed > 30, "{changed} files changed");
    let (plain, marked) = (build(plain.path(), &[]), build(marked.path(), &[]));
    assert_eq!(differences(&plain, &marked), Vec::<String>::new());
}

/// Bytes and times of every published file.
fn snapshot(folder: &Folder) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let public = folder.path().join("public");
    read_all(&public)
        .into_iter()
        .map(|(path, bytes)| {
            let metadata = std::fs::metadata(public.join(&path)).expect("a file of the site");
            (path, (bytes, metadata.modified().expect("a time")))
        })
        .collect()
}

#[test]
fn a_failed_build_leaves_the_last_site_as_it_was() {
    let folder = golden_project();
    build(folder.path(), &[]);
    let before = snapshot(&folder);
    let mistakes: [(&str, &str); 4] = [
        (
            "content/en/limits.md",
            "---\ntitle: Limits\n---\nSee [[ICCPR 99]].\n",
        ),
        (
            "content/zh/limits.md",
            "---\ntitle: 限制\n---\n<script>1</script>\n",
        ),
        ("content/handbook.yaml", "edition: [\n"),
        ("themes/default/templates/home.html", "{% if %}"),
    ];
    for (path, text) in mistakes {
        let broken = Folder::new();
        broken.copy(folder.path());
        let before_copy = snapshot(&broken);
        broken.write(path, text);
        let output = run_with(broken.path(), &["build"], &[]);
        assert!(!output.status.success(), "{path}");
        assert!(
            snapshot(&broken) == before_copy,
            "{path} changed the last site"
        );
    }
    assert!(snapshot(&folder) == before);
}

const CONFIGURATION: &str = "edition: {number: \"1\", date: 2026-11-30}\nsource_language: en\nlanguages: [en]\nparts:\n  - {id: one, chapters: [CHAPTERS]}\n";

#[test]
fn a_removed_chapter_disappears() {
    let folder = Folder::new();
    folder
        .write(
            "content/handbook.yaml",
            CONFIGURATION.replace("CHAPTERS", "first, second"),
        )
        .write(
            "content/en/book.yaml",
            "title: Small\nparts: {one: {title: One}}\n",
        )
        .write("content/en/first.md", "---\ntitle: First\n---\nText.\n")
        .write(
            "content/en/second.md",
            "---\ntitle: Second\n---\n\u{627}\u{644}\u{62D}\u{642} 权利 text.\n",
        );
    let words = std::fs::read(crate::project::repository().join("i18n/en.yaml")).expect("words");
    folder.write("i18n/en.yaml", words);
    let before = build(folder.path(), &[]);
    assert!(before.contains_key("en/second.html"));
    folder.write(
        "content/handbook.yaml",
        CONFIGURATION.replace("CHAPTERS", "first"),
    );
    std::fs::remove_file(folder.path().join("content/en/second.md")).expect("the chapter");
    let after = build(folder.path(), &[]);
    assert!(after.contains_key("en/first.html"));
    for (path, bytes) in after {
        assert!(!path.contains("second"), "{path}");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !text.contains("second.html"),
            "{path} still links the chapter"
        );
    }
}

/// A draft that a part lists is in no file, in no language, until drafts are asked for.
#[test]
fn a_draft_is_absent_from_everything() {
    let folder = golden_project();
    for (path, bytes) in build(folder.path(), &[]) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(
            !path.contains("withheld") && !text.contains("withheld"),
            "{path}"
        );
    }
    let output = folder.run(&["build", "--drafts"]);
    assert!(output.status.success());
    assert!(folder.path().join("public/en/withheld.html").exists());
}
