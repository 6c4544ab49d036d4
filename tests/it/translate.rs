//! Translators at work: commands and edits go in as a transcript, what the program tells and writes comes out.
//!
//! `tests/translate/*.txt` hold the transcripts; `project.txt` is the handbook that each begins with, beside the interface
//! words of the repository. A line begins with
//!
//! ```text
//! $ handbook translate status fr      a command; what it prints follows
//! @ write content/en/new.md           a file, of the lines that follow under `+`
//! @ replace content/en/new.md         the line under `-` by the lines under `+`
//! @ copy FROM TO, @ delete PATH, @ crlf PATH
//! @ show PATH                         the file follows
//! @ compare ONE OTHER                 whether they have the same bytes follows
//! |                                   what came out; `| (status 1)` is how a command ended
//! ```
//!
//! `UPDATE_GOLDEN=1 cargo test` writes what comes out now, to be read as a change before it is committed.

use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::project::Folder;
use crate::project::repository;

#[test]
fn translators_at_work() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the transcripts")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "project.txt"))
        .collect();
    paths.sort();
    let wrong: Vec<String> = paths
        .par_iter()
        .filter_map(|path| check(path, false))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Commands say and write the same where the project is kept by version control, whose files they never look at.
#[test]
fn version_control_changes_nothing() {
    for name in ["a-new-language.txt", "a-change-of-the-source.txt"] {
        let wrong = check(&folder().join(name), true);
        assert_eq!(wrong, None);
    }
}

fn folder() -> PathBuf {
    repository().join("tests/translate")
}

/// Plays a transcript; tells the first line that comes out otherwise.
fn check(path: &Path, with_version_control: bool) -> Option<String> {
    let transcript = std::fs::read_to_string(path).expect("a transcript");
    let project = project();
    if with_version_control {
        project.write(".git/HEAD", "ref: refs/heads/main\n");
        project.write(".git/config", "[core]\n\tautocrlf = true\n");
        project.write(".gitattributes", "* text eol=crlf\n");
    }
    let played = play(&project, &transcript);
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !with_version_control {
        std::fs::write(path, played).expect("the transcript can be written");
        return None;
    }
    let mut lines = transcript.lines().zip(played.lines()).enumerate();
    let other = lines.find(|(_, (expected, found))| expected != found);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match other {
        Some((index, (expected, found))) => Some(format!(
            "{name}:{}:\n- {expected}\n+ {found}\nif that is meant, run the test with UPDATE_GOLDEN=1 and read the difference",
            index + 1
        )),
        None => (transcript != played).then(|| format!("{name}: one is longer")),
    }
}

/// The project that each transcript begins with.
fn project() -> Folder {
    let folder_of_project = Folder::new();
    let text = std::fs::read_to_string(folder().join("project.txt")).expect("the project");
    for section in text.split("\n=== ").skip(1) {
        let (path, file) = section.split_once('\n').expect("a path and a file");
        folder_of_project.write(path.trim(), file);
    }
    for language in ["ar", "en", "fr", "zh"] {
        let name = format!("i18n/{language}.yaml");
        let words = std::fs::read(repository().join(&name)).expect("words of the interface");
        folder_of_project.write(&name, words);
    }
    folder_of_project
}

fn play(project: &Folder, transcript: &str) -> String {
    let mut played = String::new();
    let mut lines = transcript
        .lines()
        .filter(|line| !line.starts_with('|'))
        .peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(played, "{line}");
        if let Some(command) = line.strip_prefix("$ handbook ") {
            tell(&mut played, &run(project, command));
            continue;
        }
        let Some(step) = line.strip_prefix("@ ") else {
            continue;
        };
        let mut given = |mark: &str| -> Vec<String> {
            let mut all = Vec::new();
            while let Some(line) = lines.next_if(|line| line.starts_with(mark)) {
                let _ = writeln!(played, "{line}");
                let text = line.strip_prefix(mark).unwrap_or_default();
                all.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
            }
            all
        };
        let (old, new) = (given("-"), given("+"));
        let words: Vec<&str> = step.split(' ').collect();
        let out = match words.as_slice() {
            ["write", path] => {
                project.write(path, new.join("\n") + "\n");
                None
            }
            ["replace", path] => {
                let (text, end) = (read(project, path), line_end(&read(project, path)));
                let old = old.join(end);
                assert_eq!(text.matches(&old).count(), 1, "`{old}` in {path}");
                project.write(path, text.replace(&old, &new.join(end)));
                None
            }
            ["copy", from, to] => {
                let bytes = read(project, from);
                project.write(to, bytes);
                None
            }
            ["delete", path] => {
                std::fs::remove_file(project.path().join(path)).expect("a file to delete");
                None
            }
            ["crlf", path] => {
                let text = read(project, path);
                project.write(path, text.replace('\n', "\r\n"));
                None
            }
            ["show", path] => Some(read(project, path).replace('\r', "␍")),
            ["compare", one, other] => Some(
                match read(project, one) == read(project, other) {
                    true => "the same bytes",
                    false => "other bytes",
                }
                .to_owned(),
            ),
            _ => panic!("no such step: {step}"),
        };
        if let Some(out) = out {
            tell(&mut played, &out);
        }
    }
    played
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn read(project: &Folder, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn tell(played: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(played, "{}", format!("| {line}").trim_end());
    }
}

/// What a command prints, and how it ends. The number of interface words and the time are left out.
fn run(project: &Folder, command: &str) -> String {
    let arguments: Vec<&str> = command.split(' ').collect();
    let output = project.run(&arguments);
    let mut out = String::from_utf8_lossy(&output.stdout).into_owned();
    out.push_str(&String::from_utf8_lossy(&output.stderr));
    let mut kept: String = out
        .lines()
        .map(|line| without_counts(line) + "\n")
        .collect();
    if !output.status.success() {
        let _ = writeln!(kept, "(status {})", output.status.code().unwrap_or(-1));
    }
    kept
}

fn without_counts(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_digit = |one: char| one.is_ascii_digit() || one == '.';
    let is_number = |word: &str| !word.is_empty() && word.chars().all(is_digit);
    let counts = |index: usize| {
        let next = words.get(index + 1..).unwrap_or_default();
        let before = words.get(..index).unwrap_or_default();
        next.starts_with(&["s"])
            || next.starts_with(&["interface", "words"])
            || before.ends_with(&["words", "missing"])
            || next.starts_with(&["files", "in"])
    };
    let shown =
        words
            .iter()
            .enumerate()
            .map(|(index, word)| match is_number(word) && counts(index) {
                true => "N",
                false => word,
            });
    let line = shown.collect::<Vec<_>>().join(" ");
    match line
        .split_once(" interface words missing: ")
        .or_else(|| line.split_once("interface words missing: "))
    {
        Some((before, _)) => format!("{before} interface words missing: …"),
        None => line,
    }
}
