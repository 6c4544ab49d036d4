//! Where the preview leads to from the passages of a page: to the line that says what stands there.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;

use crate::project::Folder;
use crate::serve::Preview;
use crate::serve::edit;
use crate::serve::project;
use crate::serve::read;

/// Lines that a page's anchor leads to, each as file and text.
fn leads_to(folder: &Folder, state: &Value, anchor: &Value) -> Vec<(String, String)> {
    let places = state["places"].as_array().expect("places");
    let is_it = |place: &&Value| place[0] == anchor[0] && place[1] == anchor[1];
    places
        .iter()
        .filter(is_it)
        .map(|place| {
            let (file, line) = place[2]
                .as_str()
                .and_then(|place| place.rsplit_once(':'))
                .expect("a place");
            let number: usize = line.parse().expect("a number");
            let text = read(folder, file);
            let line = text.lines().nth(number - 1).expect("the line");
            (file.to_owned(), line.to_owned())
        })
        .collect()
}

#[test]
fn each_passage_leads_to_where_it_is_written() {
    let folder = project();
    let preview = Preview::start(&folder);
    let cases = [
        // A chapter: its own words.
        (
            "ar/limits.html",
            json!(["title", null]),
            "content/ar/limits.md",
            "title: ",
        ),
        (
            "fr/limits.html",
            json!(["summary", null]),
            "content/fr/limits.md",
            "summary: Quand",
        ),
        (
            "fr/limits.html",
            json!(["point", 1]),
            "content/fr/limits.md",
            "- Jamais plus",
        ),
        (
            "fr/limits.html",
            json!(["id", "limitation-test"]),
            "content/fr/limits.md",
            "## Le test",
        ),
        // One that is borrowed as a whole.
        (
            "fr/follow-up.html",
            json!(["title", null]),
            "content/en/follow-up.md",
            "title: ",
        ),
        // The first page.
        (
            "ar/index.html",
            json!(["title", null]),
            "content/ar/book.yaml",
            "الحقوق بإيجاز",
        ),
        (
            "fr/index.html",
            json!(["summary", null]),
            "content/fr/book.yaml",
            "en miniature",
        ),
        (
            "zh/index.html",
            json!(["id", "part--foundations"]),
            "content/zh/book.yaml",
            "基础",
        ),
        (
            "zh/index.html",
            json!(["id", "part--practice"]),
            "content/en/book.yaml",
            "Practice",
        ),
        (
            "zh/index.html",
            json!(["id", "path--one-hour"]),
            "content/zh/book.yaml",
            "新议员",
        ),
        (
            "zh/index.html",
            json!(["entry", "limits.html"]),
            "content/zh/limits.md",
            "title: ",
        ),
        (
            "fr/index.html",
            json!(["entry", "forms.html"]),
            "content/en/forms.md",
            "title: ",
        ),
        (
            "fr/index.html",
            json!(["entry", "glossary.html"]),
            "i18n/fr.yaml",
            "page.glossary: ",
        ),
        // The glossary.
        (
            "zh/glossary.html",
            json!(["title", null]),
            "i18n/zh.yaml",
            "page.glossary: ",
        ),
        (
            "zh/glossary.html",
            json!(["summary", null]),
            "i18n/zh.yaml",
            "glossary.introduction: ",
        ),
        (
            "ar/glossary.html",
            json!(["id", "term--remedy"]),
            "content/ar/glossary.yaml",
            "remedy: ",
        ),
        (
            "fr/glossary.html",
            json!(["id", "term--remedy"]),
            "content/en/glossary.yaml",
            "remedy: ",
        ),
        // An instrument: its words, and its facts.
        (
            "zh/instruments/iccpr.html",
            json!(["title", null]),
            "content/zh/instruments.yaml",
            "title: 公民权利",
        ),
        (
            "zh/instruments/esc-rev.html",
            json!(["title", null]),
            "content/en/instruments.yaml",
            "European Social",
        ),
        (
            "fr/instruments/esc-rev.html",
            json!(["summary", null]),
            "content/fr/instruments.yaml",
            "La première",
        ),
        (
            "ar/instruments/iccpr.html",
            json!(["id", "art--19"]),
            "content/ar/instruments.yaml",
            "الرأي",
        ),
        (
            "fr/instruments/crc.html",
            json!(["id", "art--2"]),
            "content/en/instruments.yaml",
            "Non-discrimination",
        ),
        (
            "fr/instruments/iccpr.html",
            json!(["fact", 0]),
            "content/instruments.yaml",
            "kind: treaty",
        ),
        (
            "fr/instruments/iccpr.html",
            json!(["fact", 2]),
            "content/instruments.yaml",
            "opened: ",
        ),
        (
            "fr/instruments/iccpr.html",
            json!(["id", "gc--34"]),
            "content/instruments.yaml",
            "GC 34: ",
        ),
        // Lists of instruments and articles.
        (
            "en/instruments.html",
            json!(["id", "group--core"]),
            "i18n/en.yaml",
            "group.core: ",
        ),
        (
            "ar/instruments.html",
            json!(["entry", "instruments/crc.html"]),
            "content/ar/instruments.yaml",
            "CRC: ",
        ),
        (
            "zh/instruments.html",
            json!(["entry", "instruments/esc-rev.html"]),
            "content/en/instruments.yaml",
            "ESC-REV: ",
        ),
        (
            "zh/instruments.html",
            json!(["row", "instruments/crc.html"]),
            "content/instruments.yaml",
            "CRC:",
        ),
        (
            "zh/calendar.html",
            json!(["row", "instruments/iccpr.html"]),
            "content/instruments.yaml",
            "reporting: ",
        ),
        (
            "zh/articles.html",
            json!(["id", "instrument--iccpr"]),
            "content/zh/instruments.yaml",
            "title: 公民权利",
        ),
        (
            "zh/articles.html",
            json!(["entry", "instruments/iccpr.html#art--19"]),
            "content/zh/instruments.yaml",
            "意见和言论",
        ),
        // Boxes.
        (
            "fr/checklists.html",
            json!(["id", "limits--act-on-emergency"]),
            "content/fr/limits.md",
            "Ce que vous pouvez faire",
        ),
        (
            "fr/checklists.html",
            json!(["id", "follow-up--after-review"]),
            "content/en/follow-up.md",
            "After the review",
        ),
        (
            "fr/checklists.html",
            json!(["id", "inquiries--after-report"]),
            "content/en/inquiries.md",
            "After the report",
        ),
        (
            "ar/questions.html",
            json!(["id", "limits--three-questions"]),
            "content/ar/limits.md",
            "[!questions]",
        ),
        (
            "ar/questions.html",
            json!(["id", "chapter--limits"]),
            "content/ar/limits.md",
            "title: ",
        ),
        // Pages of the interface.
        (
            "ar/search.html",
            json!(["title", null]),
            "i18n/ar.yaml",
            "search.title: ",
        ),
    ];
    for (page, anchor, file, holds) in cases {
        let found = leads_to(&folder, &preview.state(page), &anchor);
        let [(found_file, line)] = found.as_slice() else {
            panic!("{page} {anchor}: {found:?}");
        };
        assert_eq!(found_file, file, "{page} {anchor}");
        assert!(line.contains(holds), "{page} {anchor}: {line}");
    }
}

#[test]
fn what_a_translation_lacks_leads_to_the_source() {
    let folder = project();
    for language in ["fr", "zh"] {
        let source = read(&folder, "content/en/limits.md");
        folder.write(
            &format!("content/{language}/_translated-from/limits.md"),
            source,
        );
    }
    edit(
        &folder,
        "content/en/limits.md",
        "## The limitation test",
        "An added passage.[^added]\n\n## The limitation test",
    );
    let source = read(&folder, "content/en/limits.md");
    folder.write(
        "content/en/limits.md",
        format!("{source}\n[^added]: An added source.\n"),
    );
    let preview = Preview::start(&folder);
    for page in ["fr/limits.html", "zh/limits.html"] {
        let state = preview.state(page);
        let places = state["places"].as_array().expect("places");
        let of_source: Vec<(String, String)> = places
            .iter()
            .filter(|place| {
                let label = place[2].as_str().expect("a place");
                label.starts_with("content/en/limits.md:")
            })
            .flat_map(|place| leads_to(&folder, &state, place))
            .collect();
        for added in ["An added passage.", "[^added]: "] {
            let is_it = |(_, line): &&(String, String)| line.starts_with(added);
            assert_eq!(of_source.iter().filter(is_it).count(), 1, "{page} {added}");
        }
        // So does the entry of what is to be done.
        let status = preview.state(&page.replace("limits", "status"));
        let open = status["places"].as_array().expect("places");
        let open = open.iter().filter(|place| place[0] == "open");
        let open: Vec<(String, String)> = open
            .flat_map(|place| leads_to(&folder, &status, place))
            .collect();
        let is_added = |(file, line): &&(String, String)| {
            file == "content/en/limits.md" && line.starts_with("An added passage.")
        };
        assert_eq!(open.iter().filter(is_added).count(), 1, "{page}");
        // Everything that the page shows under an id leads somewhere, and no two things under the same.
        let ids: Vec<&Value> = places.iter().filter(|place| place[0] == "id").collect();
        let different: BTreeSet<&str> = ids.iter().filter_map(|place| place[1].as_str()).collect();
        assert_eq!(different.len(), ids.len(), "{page}");
        let html = preview.get(page).text();
        for id in different {
            assert!(html.contains(&format!(" id=\"{id}\"")), "{page} #{id}");
        }
    }
}
