//! Three texts go in, source, source as it was, and translation; the state of each passage and what is doubtful in it come out.
//!
//! `tests/translation/*.txt` hold the cases. A file begins with a sentence about it and with its languages; a case is a run
//! of lines:
//!
//! ```text
//! source en, translation fr        the languages; `, unkept` where nobody kept what was translated
//!
//! # Half of it is true.            what the case shows
//! was| States may derogate.        the source that was translated, where it is not the source of today
//! now| States may not derogate.    the source of today
//! own| Les États peuvent déroger.  the translation; where there is none, any other words stand in
//! => outdated: substance (watched word): paragraph
//! => doubt: negation lost          what is found; nothing where all is well
//! ```
//!
//! `@` in an id stands for the case's own: `### {#@-a}`. The word lists are those of `i18n/`, instruments and terms those of
//! `content/`. `UPDATE_GOLDEN=1 cargo test` writes what is found now, to be read as a change before it is committed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;

use handbook::pipeline::translated;
use handbook::translation::ChapterTranslation;
use rayon::prelude::*;

use crate::project::Folder;
use crate::project::repository;

/// The chapter that holds the cases of a file, each in a section of its own.
const CHAPTER: &str = "cases";

#[derive(Default)]
struct Case {
    /// Lines that begin with `#`.
    about: Vec<String>,
    was: Vec<String>,
    now: Vec<String>,
    own: Vec<String>,
    found: Vec<String>,
    /// Where it begins in its file.
    line_number: usize,
}

struct Cases {
    path: PathBuf,
    head: String,
    source: String,
    translation: String,
    is_kept: bool,
    cases: Vec<Case>,
}

#[test]
fn states_grades_and_doubts_of_three_texts() {
    let folder = repository().join("tests/translation");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let wrong: Vec<String> = paths.par_iter().flat_map(|path| check(path)).collect();
    assert!(
        wrong.is_empty(),
        "{} cases are told otherwise; if that is meant, run the test with UPDATE_GOLDEN=1 and read the difference\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn check(path: &Path) -> Vec<String> {
    let mut cases = read(path);
    let found = run(&cases);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for (case, found) in cases.cases.iter_mut().zip(found) {
            case.found = found;
        }
        std::fs::write(path, written(&cases)).expect("the cases can be written");
        return Vec::new();
    }
    let differs = |(case, found): (&Case, Vec<String>)| {
        let name = cases.path.file_name().unwrap_or_default().to_string_lossy();
        (case.found != found).then(|| {
            format!(
                "{name}:{}: {}\nexpected {:#?}\nfound {found:#?}\n",
                case.line_number,
                case.about.join(" "),
                case.found,
            )
        })
    };
    cases.cases.iter().zip(found).filter_map(differs).collect()
}

fn read(path: &Path) -> Cases {
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let (head, rest) = text.split_once("\n\n").expect("a head and cases");
    let languages = head.lines().last().unwrap_or_default();
    let named = |word: &str| {
        let after = languages.split_once(word).map(|(_, after)| after);
        let name = after.and_then(|after| after.split([' ', ',']).next());
        name.unwrap_or_else(|| panic!("{}: `{word}` and a language", path.display()))
            .to_owned()
    };
    let mut cases = Vec::new();
    let mut line_number = head.lines().count() + 2;
    for block in rest.split("\n\n") {
        let mut case = Case {
            line_number,
            ..Case::default()
        };
        for line in block.lines() {
            let text = |mark: &str| {
                line.strip_prefix(mark)
                    .map(|text| text.strip_prefix(' ').unwrap_or(text).to_owned())
            };
            if line.starts_with('#') {
                case.about.push(line.to_owned());
            } else if let Some(text) = text("was|") {
                case.was.push(text);
            } else if let Some(text) = text("now|") {
                case.now.push(text);
            } else if let Some(text) = text("own|") {
                case.own.push(text);
            } else if let Some(text) = text("=>") {
                case.found.push(text);
            } else {
                assert!(
                    line.is_empty(),
                    "{}: `{line}` is no part of a case",
                    path.display()
                );
            }
        }
        line_number += block.lines().count() + 1;
        if !(case.now.is_empty() && case.own.is_empty()) {
            cases.push(case);
        }
    }
    Cases {
        path: path.to_owned(),
        head: head.to_owned(),
        source: named("source "),
        translation: named("translation "),
        is_kept: !languages.contains("unkept"),
        cases,
    }
}

fn written(cases: &Cases) -> String {
    let mut out = cases.head.clone() + "\n";
    for case in &cases.cases {
        out.push('\n');
        for line in &case.about {
            let _ = writeln!(out, "{line}");
        }
        let parts = [
            ("was|", &case.was),
            ("now|", &case.now),
            ("own|", &case.own),
            ("=>", &case.found),
        ];
        for (mark, lines) in parts {
            for line in lines {
                let _ = writeln!(out, "{}", format!("{mark} {line}").trim_end());
            }
        }
    }
    out
}

/// Compares all cases of a file in one chapter; gives what is found in each.
fn run(cases: &Cases) -> Vec<Vec<String>> {
    let folder = Folder::new();
    project(&folder, cases);
    let mut made = translated(folder.path());
    let (handbook, translations, _) = made.book.take().expect("a handbook");
    let index = handbook
        .languages
        .iter()
        .position(|language| language.tag.as_str() == cases.translation)
        .expect("the language of the translation");
    let chapter = translations.chapter(index, CHAPTER).expect("the chapter");
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (section, told) in told(chapter) {
        if section == "_front" {
            continue;
        }
        let number = section
            .strip_prefix("case-")
            .and_then(|rest| rest.split('-').next());
        let number = number.and_then(|number| number.parse().ok());
        found.entry(number.unwrap_or(0)).or_default().push(told);
    }
    let elsewhere = found.remove(&0).unwrap_or_default();
    let mut all: Vec<Vec<String>> = (1..=cases.cases.len())
        .map(|number| found.remove(&number).unwrap_or_default())
        .collect();
    // What is not there cannot be doubtful.
    for (case, found) in cases.cases.iter().zip(&mut all) {
        found.retain(|line| {
            !case.own.is_empty() || !line.starts_with("doubt") && !line.starts_with("error")
        });
    }
    // Notes stand in no section: a file with cases of notes has one case.
    match all.as_mut_slice() {
        [only] => only.extend(elsewhere),
        _ => assert_eq!(elsewhere, Vec::<String>::new(), "{}", cases.path.display()),
    }
    all
}

/// What is told of a chapter, by section.
fn told(chapter: &ChapterTranslation) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for open in &chapter.open {
        let state = open.state_name();
        let line = match open.reason {
            "" => format!("{state}: {}", open.kind),
            reason => format!("outdated: {state} ({reason}): {}", open.kind),
        };
        told.push((open.section.clone(), line));
    }
    for finding in &chapter.findings {
        let level = if finding.is_error { "error" } else { "doubt" };
        let line = format!("{level}: {} {}", finding.check, finding.what);
        told.push((finding.section.clone(), line));
    }
    told
}

fn project(folder: &Folder, cases: &Cases) {
    let (source, translation) = (&cases.source, &cases.translation);
    folder.write(
        "content/handbook.yaml",
        format!("edition: {{number: \"1\", date: 2026-11-01}}\nsource_language: {source}\nlanguages: [{source}, {translation}]\nparts:\n  - {{id: foundations, chapters: [{CHAPTER}]}}\n"),
    );
    let mut files = vec![
        "content/instruments.yaml".to_owned(),
        "content/glossary.yaml".to_owned(),
    ];
    for language in [source, translation] {
        files.push(format!("i18n/{language}.yaml"));
        for name in ["instruments", "glossary"] {
            files.push(format!("content/{language}/{name}.yaml"));
        }
        folder.write(
            &format!("content/{language}/book.yaml"),
            "title: T\nparts:\n  foundations: {title: P}\n",
        );
    }
    for file in files {
        let bytes = std::fs::read(repository().join(&file)).expect("a file of the handbook");
        folder.write(&file, bytes);
    }
    // In a translation that is only to be there, no word can be taken for one of the source.
    let stand_in = vec!["Ϙ.".to_owned()];
    let any_was = cases.cases.iter().any(|case| !case.was.is_empty());
    let text = |part: &dyn Fn(&Case) -> Vec<String>| {
        let mut out = "---\ntitle: 1\n---\n".to_owned();
        for (index, case) in cases.cases.iter().enumerate() {
            let id = format!("case-{}", index + 1);
            let _ = writeln!(out, "\n## {} {{#{id}}}\n", index + 1);
            for line in part(case) {
                let _ = writeln!(out, "{}", line.replace("#@", &format!("#{id}")));
            }
        }
        out
    };
    folder.write(
        &format!("content/{source}/{CHAPTER}.md"),
        text(&|case| case.now.clone()),
    );
    folder.write(
        &format!("content/{translation}/{CHAPTER}.md"),
        text(&|case| match case.own.is_empty() {
            true => stand_in.clone(),
            false => case.own.clone(),
        }),
    );
    if cases.is_kept {
        let was = |case: &Case| !any_was || case.was.is_empty();
        let kept = text(&|case| match was(case) {
            true => case.now.clone(),
            false => case.was.clone(),
        });
        folder.write(
            &format!("content/{translation}/_translated-from/{CHAPTER}.md"),
            kept,
        );
    }
}
