//! Every kind of mistake is told in words that were read: a tiny project goes in, what an editor sees comes out.
//!
//! For each code of the catalogue `tests/mistakes/<code>.txt` holds the project and the exact words; further cases of a
//! code are in `<code>--<what>.txt`.
//!
//! A case is a sentence about it and then sections, each under a line that begins with `===`:
//!
//! ```text
//! === content/en/freedom.md        a file, laid over the project of base.txt
//! === without content/en/book.yaml a file of base.txt that this project does not have
//! === run check --strict           the command, where it is not `check`
//! === told, status 1               what it prints, to the end of the case
//! ```
//!
//! In files `{U+202E}` stands for a character that nobody could see here, and `{0xFF}` for a byte. What no text can hold,
//! such as a pipe or a locked output, is made by the code in [`prepare`]. `UPDATE_GOLDEN=1 cargo test` writes what is
//! printed now into the cases, to be read as a change before it is committed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Output;

use rayon::prelude::*;

use crate::project::Folder;
use crate::project::repository;
use crate::unusual::prepare;

/// A project and what is told about it.
#[derive(Default)]
struct Case {
    /// The sentence about it.
    about: String,
    /// Paths and contents, as written.
    files: Vec<(String, String)>,
    without: Vec<String>,
    command: String,
    told: String,
}

#[test]
fn every_mistake_is_told_in_these_words() {
    let base = read_case(&folder().join("base.txt"));
    let names: BTreeSet<String> = case_names();
    let wrong: Vec<String> = names
        .par_iter()
        .filter_map(|name| check_case(&base, name).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mistake_has_a_case() {
    let covered: BTreeSet<String> = case_names()
        .iter()
        .map(|name| code_of(name).to_owned())
        .collect();
    let catalogue: BTreeSet<String> = handbook::base::mistakes::catalogue()
        .iter()
        .map(|mistake| mistake.code.to_owned())
        .collect();
    let missing: Vec<&String> = catalogue.difference(&covered).collect();
    let unknown: Vec<&String> = covered.difference(&catalogue).collect();
    assert!(missing.is_empty(), "codes without a case: {missing:?}");
    assert!(unknown.is_empty(), "cases of unknown codes: {unknown:?}");
}

#[test]
fn the_project_of_the_cases_has_no_mistake() {
    let base = read_case(&folder().join("base.txt"));
    let project = Folder::new();
    lay(&base, &project);
    assert_eq!(
        printed(&project, &project.run(&["check", "--strict"])),
        "no mistakes"
    );
}

fn folder() -> PathBuf {
    repository().join("tests/mistakes")
}

/// Names of the cases, sorted.
fn case_names() -> BTreeSet<String> {
    let names = std::fs::read_dir(folder()).expect("the folder of the cases");
    names
        .map(|entry| entry.expect("an entry").file_name())
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".txt")?.to_owned()))
        .filter(|name| name != "base")
        .collect()
}

fn code_of(name: &str) -> &str {
    name.split("--").next().unwrap_or(name)
}

fn check_case(base: &Case, name: &str) -> Result<(), String> {
    let path = folder().join(format!("{name}.txt"));
    let case = read_case(&path);
    let project = Folder::new();
    lay(base, &project);
    lay(&case, &project);
    let run = prepare(name, &project);
    let arguments: Vec<&str> = case.command.split_whitespace().collect();
    let output = run(&project, &arguments);
    let told = told(&project, &output);
    let codes = codes(&told);
    if codes != BTreeSet::from([code_of(name)]) {
        return Err(format!("{name}: told were {codes:?}\n{told}"));
    }
    if told == case.told {
        return Ok(());
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = std::fs::read_to_string(&path).expect("a readable case");
        let before = text.split("=== told").next().unwrap_or_default().trim_end();
        std::fs::write(&path, format!("{before}\n\n{told}")).expect("a case that can be written");
        return Ok(());
    }
    Err(format!(
        "{name}: expected\n{}\nbut told was\n{told}",
        case.told
    ))
}

/// Writes the files of a case into a project.
fn lay(case: &Case, project: &Folder) {
    for language in ["en", "ar", "zh"] {
        let words = repository().join(format!("i18n/{language}.yaml"));
        let path = format!("i18n/{language}.yaml");
        if !project.path().join(&path).exists() {
            project.write(&path, std::fs::read(words).expect("interface words"));
        }
    }
    for (path, text) in &case.files {
        project.write(path, unwritten(text));
    }
    for path in &case.without {
        std::fs::remove_file(project.path().join(path)).expect("a file of the base");
    }
}

fn read_case(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).expect("a readable case");
    let mut case = Case {
        command: "check".to_owned(),
        ..Case::default()
    };
    let mut sections = text.split("\n=== ");
    case.about = sections.next().unwrap_or_default().trim().to_owned();
    assert!(!case.about.is_empty(), "{} says nothing", path.display());
    for section in sections {
        let (head, body) = section.split_once('\n').unwrap_or((section, ""));
        if let Some(command) = head.strip_prefix("run ") {
            case.command = command.to_owned();
        } else if let Some(path) = head.strip_prefix("without ") {
            case.without.push(path.to_owned());
        } else if head.starts_with("told, status ") {
            case.told = format!("=== {head}\n{body}");
        } else {
            let name = String::from_utf8(unwritten(head)).expect("a name in UTF-8");
            case.files.push((name, format!("{}\n", body.trim_end())));
        }
    }
    case
}

/// The bytes that a text of a case stands for.
fn unwritten(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        bytes.extend(before.bytes());
        rest = after;
        let mark = after.split_once('}').and_then(|(mark, after)| {
            let hexadecimal = |digits| u32::from_str_radix(digits, 16).ok();
            match (mark.strip_prefix("U+"), mark.strip_prefix("0x")) {
                (Some(digits), _) => {
                    let character = char::from_u32(hexadecimal(digits)?)?;
                    Some((character.to_string().into_bytes(), after))
                }
                (_, Some(digits)) => Some((vec![hexadecimal(digits)? as u8], after)),
                (None, None) => None,
            }
        });
        match mark {
            Some((meant, after)) => {
                bytes.extend(meant);
                rest = after;
            }
            None => bytes.push(b'{'),
        }
    }
    bytes.extend(rest.bytes());
    bytes
}

/// The last section of a case, as this run would have it.
fn told(project: &Folder, output: &Output) -> String {
    let status = output
        .status
        .code()
        .map_or("none".to_owned(), |code| code.to_string());
    let mut told = format!("=== told, status {status}\n");
    writeln!(told, "{}", printed(project, output)).expect("writing to a text");
    told
}

/// What a run printed, without what differs from run to run: the time, the project's place and the table of a build.
pub(crate) fn printed(project: &Folder, output: &Output) -> String {
    let mut text = String::from_utf8(output.stderr.clone()).expect("messages in UTF-8");
    text.push_str(std::str::from_utf8(&output.stdout).expect("output in UTF-8"));
    let place = project.path().canonicalize().expect("the project's place");
    let text = text
        .replace(&*place.to_string_lossy(), "PROJECT")
        .replace(&*project.path().to_string_lossy(), "PROJECT");
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("language "));
    let lines: Vec<&str> = lines
        .map(|line| match line.rsplit_once(" in ") {
            Some((before, time)) if time.ends_with(" s") => before,
            _ => line.trim_end(),
        })
        .collect();
    lines.join("\n").trim_end().to_owned()
}

/// The codes of the mistakes that were told.
fn codes(told: &str) -> BTreeSet<&str> {
    let heads = told.lines().filter_map(|line| {
        line.strip_prefix("error[")
            .or_else(|| line.strip_prefix("warning["))
    });
    heads.filter_map(|head| head.split(']').next()).collect()
}
