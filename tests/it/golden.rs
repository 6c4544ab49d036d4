//! A small handbook in which everything occurs is built; what its pages say is compared with what was once read and found right.
//!
//! `UPDATE_GOLDEN=1 cargo test golden` writes the expected files anew; read the difference before it is committed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use handbook::base::site::Site;
use handbook::base::text::Place;
use handbook::pipeline::Made;
use handbook::pipeline::Options;
use handbook::pipeline::make;

use crate::project::Folder;
use crate::project::repository;

/// Interface words come from the repository: the pages show them as readers see them.
const LANGUAGES: [&str; 4] = ["ar", "en", "fr", "zh"];

const BASE_URL: &str = "https://example.org/handbook/";

/// Kinds of differences told before the rest is left out.
const DIFFERENCES_MAX: usize = 8;

/// Files as they are compared, by path.
type Excerpts = BTreeMap<String, Vec<u8>>;

/// The project in a folder of its own.
pub(crate) fn golden_project() -> Folder {
    let folder = Folder::new();
    folder.copy(&repository().join("tests/golden/project"));
    for language in LANGUAGES {
        let name = format!("i18n/{language}.yaml");
        let words = std::fs::read(repository().join(&name)).expect("words of the interface");
        folder.write(&name, words);
    }
    folder
}

#[test]
fn every_page_says_what_it_should() {
    let folder = golden_project();
    let made = make(folder.path(), &Options::default(), &|_| {});
    let mut actual = excerpts(site(&made));
    actual.insert("messages.txt".to_owned(), messages(&made).into_bytes());
    compare("site", actual);
}

/// What depends on where the site will stand; everything else must be the same as without an address.
#[test]
fn the_address_of_the_site_changes_only_what_it_should() {
    let folder = golden_project();
    let without = make(folder.path(), &Options::default(), &|_| {});
    let options = Options {
        base_url: Some(BASE_URL.to_owned()),
        ..Options::default()
    };
    let with = make(folder.path(), &options, &|_| {});
    let without = excerpts(site(&without));
    let changed = excerpts(site(&with))
        .into_iter()
        .filter(|(path, bytes)| without.get(path) != Some(bytes))
        .map(|(path, bytes)| (path, with_absolute_lines(&bytes)));
    compare("site-with-address", changed.collect());
}

/// Of a page, the lines that name the site's address; of any other file, the whole.
fn with_absolute_lines(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    match text.split_once("<main") {
        None => bytes.to_vec(),
        Some(_) => text
            .split_inclusive('\n')
            .filter(|line| line.contains(BASE_URL))
            .collect::<String>()
            .into_bytes(),
    }
}

/// Every id of the source's pages leads to the same passage in every language, also where a translation lacks it.
#[test]
fn ids_and_numbers_are_those_of_the_source_in_every_language() {
    let folder = golden_project();
    let made = make(folder.path(), &Options::default(), &|_| {});
    crate::properties::assert_all_safe(&made);
    let pages = excerpts(site(&made));
    let source_pages = pages.iter().filter(|(path, _)| path.starts_with("en/"));
    let mut compared = 0;
    for (path, source) in source_pages {
        let is_text = matches!(
            path.as_str(),
            "en/state-duties.html"
                | "en/limits.html"
                | "en/follow-up.html"
                | "en/about.html"
                | "en/forms.html"
        );
        for language in ["ar", "fr", "zh"] {
            let path = path.replacen("en", language, 1);
            let translation = pages.get(&path).expect("each page in each language");
            if is_text {
                let missing: Vec<String> =
                    ids(source).difference(&ids(translation)).cloned().collect();
                assert_eq!(missing, Vec::<String>::new(), "{path}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 15);
}

/// The ids of a page; those of paragraphs and boxes without an id of their own hold their numbers.
fn ids(page: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(page).into_owned();
    let ids = text
        .split(" id=\"")
        .skip(1)
        .map(|after| after.split('"').next());
    ids.flatten().map(str::to_owned).collect()
}

fn site(made: &Made) -> &Site {
    assert!(!made.diagnostics.has_errors(false), "{}", messages(made));
    made.site.as_ref().expect("a site without mistakes")
}

/// What a person is told, one line each.
fn messages(made: &Made) -> String {
    let line = |found: handbook::base::diagnostics::Diagnostic| {
        let place = match found.place {
            Place::File(path) | Place::Page(path) => path,
            Place::Text(file, start, _) => {
                let text = made.sources.texts.get(file);
                let (line, column) = text.line_and_column(start);
                format!("{}:{line}:{column}", text.path)
            }
        };
        format!("{place}: {}: {}\n", found.mistake.code, found.message)
    };
    made.diagnostics
        .clone()
        .sorted(&made.sources.texts)
        .into_iter()
        .map(line)
        .collect()
}

/// The list of all files; of pages what they say; of data and of files for servers every byte.
fn excerpts(site: &Site) -> Excerpts {
    let mut excerpts = Excerpts::new();
    let mut names = String::new();
    for (path, bytes) in &site.files {
        let path = path.as_str();
        names.push_str(&without_hash(path));
        names.push('\n');
        if path.ends_with(".html") {
            let page = std::str::from_utf8(bytes).expect("pages are UTF-8");
            excerpts.insert(path.to_owned(), excerpt(page).into_bytes());
        } else if !is_picture(path) && !path.starts_with("static/") && !path.ends_with(".js") {
            excerpts.insert(path.to_owned(), bytes.to_vec());
        }
    }
    excerpts.insert("files.txt".to_owned(), names.into_bytes());
    excerpts
}

/// Pictures are published as they are, but for drawings on paper, whose Arabic words are in their shapes and order.
fn is_picture(path: &str) -> bool {
    (path.ends_with(".svg") && !path.ends_with(".print.svg")) || path.ends_with(".png")
}

/// `static/style.1a2b3c4d.css` as `static/style.css`: the theme's files and the search's change, their names stay. What
/// the files of the search hold is compared by `tests/search`, through the client that reads them.
fn without_hash(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        [stem, hash, extension]
            if (path.starts_with("static/") || path.contains("/search/")) && hash.len() == 8 =>
        {
            format!("{stem}.{extension}")
        }
        _ => path.to_owned(),
    }
}

/// Language, title and links of a page's head, and its main part.
fn excerpt(page: &str) -> String {
    let kept = [
        "<html",
        "<title>",
        "<meta name=\"description\"",
        "<meta name=\"robots\"",
        "<meta http-equiv=\"refresh\"",
        "<link rel=\"canonical\"",
        "<link rel=\"alternate\"",
    ];
    let (head, body) = page.split_once("<main").expect("each page has a main part");
    let (main, _) = body.split_once("</main>").expect("the main part ends");
    let mut lines: Vec<&str> = head
        .lines()
        .filter(|line| kept.iter().any(|start| line.starts_with(start)))
        .collect();
    let main = format!("<main{main}</main>");
    lines.extend(main.lines().filter(|line| !line.is_empty()));
    lines.join("\n") + "\n"
}

/// Compares with the files in `tests/golden/<name>`, or writes them.
fn compare(name: &str, actual: Excerpts) {
    let folder = repository().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        for (path, bytes) in &actual {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            std::fs::write(path, bytes).expect("an expected file");
        }
        return;
    }
    let expected = read_all(&folder);
    let paths: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    let differences: Vec<String> = paths
        .into_iter()
        .filter_map(|path| difference(path, expected.get(path), actual.get(path)))
        .collect();
    assert!(
        differences.is_empty(),
        "{} files differ from tests/golden/{name}; if that is meant, run the test with UPDATE_GOLDEN=1 and read the difference\n\n{}",
        differences.len(),
        differences
            .into_iter()
            .take(DIFFERENCES_MAX)
            .collect::<Vec<_>>()
            .join("\n\n")
    );
}

/// Every file below a folder by its path.
pub(crate) fn read_all(folder: &Path) -> Excerpts {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let below = entry.path().strip_prefix(folder).expect("below the folder");
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            (below.to_string_lossy().replace('\\', "/"), bytes)
        })
        .collect()
}

/// The first line in which two files differ.
fn difference(path: &str, expected: Option<&Vec<u8>>, actual: Option<&Vec<u8>>) -> Option<String> {
    let (expected, actual) = match (expected, actual) {
        (Some(expected), Some(actual)) if expected == actual => return None,
        (Some(expected), Some(actual)) => (expected, actual),
        (Some(_), None) => return Some(format!("{path}: is no longer there")),
        (None, _) => return Some(format!("{path}: is new")),
    };
    let (expected, actual) = (
        String::from_utf8_lossy(expected),
        String::from_utf8_lossy(actual),
    );
    let (mut expected, mut actual) = (expected.lines(), actual.lines());
    let mut number = 0;
    loop {
        number += 1;
        let pair = (expected.next(), actual.next());
        if pair.0 != pair.1 || pair.0.is_none() {
            return Some(format!(
                "{path}:{number}:\n- {}\n+ {}",
                pair.0.unwrap_or("(the end)"),
                pair.1.unwrap_or("(the end)")
            ));
        }
    }
}
