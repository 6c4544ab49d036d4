//! Languages that the program was not made for go in; pages in their direction, digits, order and words come out.
//!
//! `tests/languages/project.txt` is the handbook in them, `tests/languages/a-z.txt` names in many languages with the letters
//! they must stand under: blocks of a language, names in any order, and what comes out under `=>`. `UPDATE_GOLDEN=1 cargo
//! test` writes what comes out now, to be read as a change before it is committed.

use std::fmt::Write;
use std::path::PathBuf;

use handbook::base::site::Site;
use handbook::base::site::SitePath;
use handbook::pipeline::Options;
use handbook::pipeline::make;

use crate::project::Folder;
use crate::project::repository;

fn folder() -> PathBuf {
    repository().join("tests/languages")
}

/// The handbook in a folder of its own.
fn project() -> Folder {
    let folder_of_project = Folder::new();
    let text = std::fs::read_to_string(folder().join("project.txt")).expect("the project");
    for section in text.split("\n=== ").skip(1) {
        let (path, file) = section.split_once('\n').expect("a path and a file");
        folder_of_project.write(path.trim(), file);
    }
    let words = std::fs::read(repository().join("i18n/en.yaml")).expect("words of the interface");
    folder_of_project.write("i18n/en.yaml", words);
    folder_of_project
}

fn build(folder: &Folder) -> Site {
    let made = make(folder.path(), &Options::default(), &|_| {});
    let told = made.diagnostics.clone().sorted(&made.sources.texts);
    let told: Vec<String> = told
        .into_iter()
        .map(|found| format!("{:?} {}", found.place, found.message))
        .collect();
    assert_eq!(told, Vec::<String>::new());
    made.site.expect("a site")
}

fn page(site: &Site, path: &str) -> String {
    let path = SitePath::new(path).unwrap_or_else(|| panic!("{path}"));
    let bytes = site.files.get(&path).unwrap_or_else(|| panic!("{path:?}"));
    String::from_utf8(bytes.to_vec()).expect("pages are UTF-8")
}

/// What a page says, without its markup.
fn said(page: &str) -> String {
    let body = page.split_once("<body").map_or(page, |(_, body)| body);
    let mut out = String::new();
    for part in body.split('<').skip(1) {
        let text = part.split_once('>').map_or("", |(_, text)| text);
        out.push_str(text);
        out.push(' ');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_language_has_its_direction_digits_dates_and_words() {
    let site = build(&project());
    for (language, direction, adopted, next, remedies) in [
        // What Brazil does not have is taken from Portuguese, then from the source.
        (
            "sw",
            "ltr",
            "16 Desemba 1966",
            "Sura inayofuata",
            "not translated, shown in its original language",
        ),
        (
            "pt",
            "ltr",
            "16 de dezembro de 1966",
            "Capítulo seguinte",
            "not translated",
        ),
        (
            "pt-BR",
            "ltr",
            "16 de dezembro de 1966",
            "Capítulo seguinte",
            "not translated",
        ),
        ("km", "ltr", "16 ធ្នូ 1966", "ជំពូកបន្ទាប់", "not translated"),
        // The calendar is that of the treaty, the digits are those of the language.
        ("fa", "rtl", "۱۶ دسامبر ۱۹۶۶", "فصل بعد", "not translated"),
    ] {
        let chapter = page(&site, &format!("{language}/limits.html"));
        let root = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        assert!(chapter.contains(&root), "{language}: {root}");
        let words = said(&chapter);
        assert!(words.contains(next), "{language}: {words}");
        assert!(words.contains(remedies), "{language}: {words}");
        let instrument = said(&page(&site, &format!("{language}/instruments/iccpr.html")));
        assert!(instrument.contains(adopted), "{language}: {instrument}");
        // A borrowed chapter is the source's, and says so.
        let borrowed = page(&site, &format!("{language}/remedies.html"));
        assert!(borrowed.contains("lang=\"en\" dir=\"ltr\""), "{language}");
        assert!(borrowed.contains("noindex"), "{language}");
    }
}

#[test]
fn numbers_that_the_program_makes_are_in_the_digits_of_the_language() {
    let chapter = page(&build(&project()), "fa/limits.html");
    let words = said(&chapter);
    for shown in [
        "۱.۱ معیار",
        "۱.۲ وضعیت‌های اضطراری",
        "ICCPR",
        "میثاق بین‌المللی حقوق مدنی و سیاسی ۱۹",
    ] {
        assert!(
            words.contains(shown) == (shown != "ICCPR"),
            "{shown}: {words}"
        );
    }
    assert!(
        chapter.contains("role=\"doc-noteref\">۱</a>"),
        "the call of a note"
    );
    // Addresses are the same in every language.
    assert!(chapter.contains("id=\"p--1\"") && chapter.contains("#fn--1"));
}

/// Words that a language borrows keep their own plural forms and their own direction.
#[test]
fn borrowed_words_are_said_as_in_their_own_language() {
    let site = build(&project());
    let khmer = said(&page(&site, "km/limits.html"));
    assert!(khmer.contains("One minute to read"), "{khmer}");
    let persian = said(&page(&site, "fa/limits.html"));
    let isolated = "\u{2068}This translation has not been compared with its original yet.\u{2069}";
    assert!(persian.contains(isolated), "{persian}");
}

/// Languages that the handbook does not list follow those that it does, by their own names.
#[test]
fn the_language_bar_is_in_order() {
    let words = said(&page(&build(&project()), "sw/limits.html"));
    let bar = "English Kiswahili Português Português (Brasil) فارسی ភាសាខ្មែរ";
    assert!(words.contains(bar), "{words}");
}

/// A language is two folders' files: with them it is there, without them nothing is left of it.
#[test]
fn a_language_comes_and_goes_with_its_files() {
    let folder = project();
    let with = build(&folder);
    let is_swahili = |path: &str, bytes: &[u8]| {
        path.starts_with("sw/") || String::from_utf8_lossy(bytes).contains("Kiswahili")
    };
    let count = |site: &Site| {
        let files = site.files.iter();
        files
            .filter(|(path, bytes)| is_swahili(path.as_str(), bytes))
            .count()
    };
    assert!(count(&with) > 20);
    std::fs::remove_dir_all(folder.path().join("content/sw")).expect("a folder");
    std::fs::remove_file(folder.path().join("i18n/sw.yaml")).expect("a file");
    assert_eq!(count(&build(&folder)), 0);
}

/// The search of each language finds words of its own.
#[test]
fn every_language_has_its_search() {
    let site = build(&project());
    for language in ["sw", "pt", "pt-BR", "km", "fa"] {
        let prefix = format!("{language}/search/");
        let files = site
            .files
            .keys()
            .filter(|path| path.as_str().starts_with(&prefix));
        assert!(files.count() > 1, "{language}");
    }
}

#[test]
fn names_stand_under_their_letters() {
    let path = folder().join("a-z.txt");
    let text = std::fs::read_to_string(&path).expect("the names");
    let mut written = String::new();
    for block in text.trim_end().split("\n\n") {
        let lines: Vec<&str> = block
            .lines()
            .filter(|line| !line.starts_with("=>"))
            .collect();
        for line in &lines {
            let _ = writeln!(written, "{line}");
        }
        if let Some(language) = lines.iter().find_map(|line| line.strip_prefix("language ")) {
            let names = lines
                .iter()
                .filter(|line| !line.starts_with('#') && !line.starts_with("language "));
            let names: Vec<&str> = names.copied().collect();
            for line in letters(language, &names) {
                let _ = writeln!(written, "=> {line}");
            }
        }
        written.push('\n');
    }
    let written = written.trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, written).expect("the names can be written");
        return;
    }
    assert_eq!(text, written);
}

/// The index of a handbook that has only these terms: letters in order, each with its names in order.
fn letters(language: &str, names: &[&str]) -> Vec<String> {
    let folder = project();
    let mut facts = "derogation: {category: limits}\n".to_owned();
    let mut words = "derogation: {term: \"0\", definition: D.}\n".to_owned();
    for (index, name) in names.iter().enumerate() {
        let _ = writeln!(facts, "term-{index}: {{category: limits}}");
        let (name, sorted) = name
            .split_once(" | ")
            .map_or((*name, None), |(name, sorted)| (name, Some(sorted)));
        let sorted = sorted.map_or(String::new(), |sorted| format!(", sort_as: \"{sorted}\""));
        let _ = writeln!(
            words,
            "term-{index}: {{term: \"{name}\", definition: D.{sorted}}}"
        );
    }
    let english: String = (0..names.len())
        .map(|index| format!("term-{index}: {{term: \"E{index}\", definition: D.}}\n"))
        .collect();
    folder.write("content/glossary.yaml", facts);
    folder.write(
        "content/en/glossary.yaml",
        format!("derogation: {{term: derogation, definition: D.}}\n{english}"),
    );
    let known = repository().join(format!("i18n/{language}.yaml"));
    match std::fs::read(known) {
        Ok(interface) => folder.write(&format!("i18n/{language}.yaml"), interface),
        Err(_) => folder.write(
            &format!("i18n/{language}.yaml"),
            "meta: {name: N}\nui: {}\n",
        ),
    };
    folder.write(&format!("content/{language}/glossary.yaml"), words);
    folder.write(
        &format!("content/{language}/limits.md"),
        "---\ntitle: \"1\"\n---\n2\n",
    );
    let made = make(folder.path(), &Options::default(), &|_| {});
    let site = made.site.expect("a site");
    index(&page(&site, &format!("{language}/a-z.html")), names)
}

/// Of the page of the index, the letters with those of the names that stand under them.
fn index(page: &str, names: &[&str]) -> Vec<String> {
    let names: Vec<&str> = names
        .iter()
        .map(|name| name.split(" | ").next().unwrap_or(name))
        .collect();
    let mut lines = Vec::new();
    for section in page.split("<h2").skip(1) {
        let (heading, rest) = section.split_once("</h2>").unwrap_or((section, ""));
        let letter = said(&format!("<body<{heading}"));
        let shown: Vec<String> = rest
            .split("<a ")
            .skip(1)
            .map(|link| {
                said(&format!(
                    "<body<{}",
                    link.split("</a>").next().unwrap_or(link)
                ))
            })
            .filter(|name| names.contains(&name.as_str()))
            .collect();
        if !shown.is_empty() {
            lines.push(format!("{letter}: {}", shown.join(", ")));
        }
    }
    lines
}
