//! Three texts go in, in three scripts: the source of today, the source that was translated, the translation; what readers are told comes out.

use handbook::base::site::Site;
use handbook::pipeline::Made;
use handbook::pipeline::Options;
use handbook::pipeline::make;

use crate::project::Folder;
use crate::project::repository;

/// A language of each script, with the title of its translation.
const SCRIPTS: [(&str, &str); 3] = [("fr", "Le titre"), ("ar", "العنوان"), ("zh", "标题")];

/// A handbook of one chapter in English and the three.
fn project() -> Folder {
    let folder = Folder::new();
    let handbook = "edition: {number: \"1\", date: 2026-11-30}\nsource_language: en\nlanguages: [ar, zh, en, fr]\nparts:\n  - {id: one, chapters: [inquiries]}\n";
    folder.write("content/handbook.yaml", handbook);
    folder.write("content/instruments.yaml", "bodies: {}\ninstruments: {}\n");
    folder.write("content/glossary.yaml", "{}\n");
    for language in ["en", "ar", "fr", "zh"] {
        let words = format!("i18n/{language}.yaml");
        let text = std::fs::read(repository().join(&words)).expect("words of the interface");
        folder.write(&words, text);
        let book = "title: Book\nparts:\n  one: {title: One}\n";
        folder.write(&format!("content/{language}/book.yaml"), book);
    }
    folder
}

fn front(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\n{more}---\n")
}

/// Writes the three texts of the chapter `inquiries`; without `old`, nobody kept what was translated.
fn write(folder: &Folder, language: &str, now: &str, old: Option<&str>, own: &str, more: &str) {
    let title = SCRIPTS
        .iter()
        .find(|(known, _)| *known == language)
        .map_or("", |(_, title)| *title);
    let source = |body: &str| front("The title", "") + body;
    folder.write("content/en/inquiries.md", source(now));
    folder.write(
        &format!("content/{language}/inquiries.md"),
        front(title, more) + own,
    );
    let kept = format!("content/{language}/_translated-from/inquiries.md");
    match old {
        Some(old) => {
            folder.write(&kept, source(old));
        }
        None => {
            let _ = std::fs::remove_file(folder.path().join(kept));
        }
    }
}

fn built(folder: &Folder) -> Site {
    let made: Made = make(folder.path(), &Options::default(), &|_| {});
    assert!(
        !made.diagnostics.has_errors(false),
        "{:?}",
        made.diagnostics
    );
    made.site.expect("a site")
}

fn page(site: &Site, path: &str) -> String {
    let found = site.files.iter().find(|(known, _)| known.as_str() == path);
    let (_, bytes) = found.expect("the page");
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the page tells of the state of its text: each notice with the ids it leads to, each mark with its paragraph.
fn told(page: &str) -> Vec<String> {
    let (_, main) = page.split_once("<main").expect("a main part");
    let mut told = Vec::new();
    let mut paragraph = "";
    for line in main.lines() {
        let attribute = |start: &str| {
            let (_, after) = line.split_once(start)?;
            after.split('"').next()
        };
        if let Some(kind) = attribute("<div class=\"notice notice-") {
            told.push(format!("notice {kind}"));
        }
        if let (Some(href), true) = (attribute("<li><a href=\"#"), line.starts_with("<li>"))
            && !told.is_empty()
            && !line.contains("class=\"tt\"")
        {
            told.push(format!("  #{href}"));
        }
        if let Some(id) = attribute(" id=\"p--") {
            paragraph = id;
        }
        let marks = line.split("<p class=\"mark mark-").skip(1);
        for mark in marks.filter_map(|after| after.split('"').next()) {
            told.push(format!("mark {mark} {paragraph}"));
        }
    }
    told.retain(|line| !matches!(line.as_str(), "notice compared"));
    told
}

/// A body of two paragraphs in each script, the second one with a number.
fn two(language: &str, number: &str) -> String {
    match language {
        "fr" => format!("Le Parlement siège.\n\nIl se réunit {number} fois.\n"),
        "ar" => format!("يجتمع البرلمان.\n\nينعقد {number} مرة.\n"),
        _ => format!("议会开会。\n\n每年举行{number}次会议。\n"),
    }
}

fn two_in_english(number: &str) -> String {
    format!("Parliament sits.\n\nIt meets {number} times.\n")
}

#[test]
fn a_changed_number_is_told_above_and_at_its_paragraph() {
    let folder = project();
    for (language, _) in SCRIPTS {
        let (now, old) = (two_in_english("25"), two_in_english("21"));
        write(
            &folder,
            language,
            &now,
            Some(&old),
            &two(language, "21"),
            "",
        );
        let site = built(&folder);
        let page = page(&site, &format!("{language}/inquiries.html"));
        let expected = ["notice outdated", "  #p--2", "mark outdated 2"];
        assert_eq!(told(&page), expected, "{language}");
        assert!(page.contains("href=\"../en/inquiries.html#p--2\" hreflang=\"en\""));
        assert!(page.contains("21"), "the old text stays");
        assert!(!page.contains("25"), "and is not replaced in silence");
    }
}

#[test]
fn a_mended_slip_and_other_words_are_not_told_at_the_place() {
    let folder = project();
    for (language, _) in SCRIPTS {
        for now in [
            "Parliament sits.\n\nIt meets 21 times\\.\n",
            "Parliament  sits.\n\nIt\nmeets 21 times.\n",
            "Parliament is sitting.\n\nIt meets 21 times.\n",
        ] {
            let old = two_in_english("21");
            write(&folder, language, now, Some(&old), &two(language, "21"), "");
            let page = page(&built(&folder), &format!("{language}/inquiries.html"));
            assert_eq!(told(&page), Vec::<String>::new(), "{language}: {now}");
            assert!(page.contains("<p class=\"n\" id=\"p--2\">"), "{language}");
        }
    }
}

#[test]
fn the_translators_decide_what_stands_where_the_source_has_changed() {
    let folder = project();
    for (language, title) in SCRIPTS {
        let (now, old) = (two_in_english("25"), two_in_english("21"));
        let own = two(language, "21");
        write(
            &folder,
            language,
            &now,
            Some(&old),
            &own,
            "translation: {when_outdated: source}\n",
        );
        let replaced = page(&built(&folder), &format!("{language}/inquiries.html"));
        let expected = ["notice outdated", "  #p--2", "mark outdated 2"];
        assert_eq!(told(&replaced), expected, "{language}");
        assert!(replaced.contains("<div lang=\"en\" dir=\"ltr\"><p>It meets 25 times.</p></div>"));
        let (_, folded) = replaced
            .split_once("<details class=\"folded\">")
            .expect("the old text");
        assert!(folded.contains("21"), "{language}");

        write(
            &folder,
            language,
            &now,
            Some(&old),
            &own,
            "translation: {when_outdated: hide}\n",
        );
        let site = built(&folder);
        let hidden = page(&site, &format!("{language}/inquiries.html"));
        assert_eq!(told(&hidden), ["notice hidden"], "{language}");
        assert!(hidden.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(hidden.contains("It meets 25 times."));
        assert!(!hidden.contains(title), "{language}");
        // The bar of the others says that the page is not there in this language.
        let source = page(&site, "en/inquiries.html");
        let bar = source
            .lines()
            .filter(|line| line.contains("class=\"lacks\""));
        assert_eq!(bar.count(), 1, "{language}");
        // Up to date again, it is shown again.
        write(
            &folder,
            language,
            &now,
            Some(&now),
            &two(language, "25"),
            "translation: {when_outdated: hide}\n",
        );
        let shown = page(&built(&folder), &format!("{language}/inquiries.html"));
        assert_eq!(told(&shown), Vec::<String>::new(), "{language}");
        assert!(shown.contains(title), "{language}");
    }
}

/// A note that only a borrowed passage calls comes after the translation's own; one that both call has all their back links.
#[test]
fn borrowed_passages_call_the_notes_of_the_page() {
    let folder = project();
    let old = "Parliament sits.[^b]\n\n[^b]: Rule 2.\n";
    let now = "A new rule.[^a] It has two sources.[^b]\n\nParliament sits.[^b]\n\n[^a]: Rule 1.\n[^b]: Rule 2.\n";
    for (language, own) in [
        ("fr", "Le Parlement siège.[^b]\n\n[^b]: Article 2.\n"),
        ("ar", "يجتمع البرلمان.[^b]\n\n[^b]: القاعدة 2.\n"),
        ("zh", "议会开会。[^b]\n\n[^b]: 规则2。\n"),
    ] {
        write(&folder, language, now, Some(old), own, "");
        let page = page(&built(&folder), &format!("{language}/inquiries.html"));
        let expected = ["notice partial", "  #p--1", "mark untranslated 1"];
        assert_eq!(told(&page), expected, "{language}");
        for call in [
            "id=\"fnref--2\" href=\"#fn--2\" role=\"doc-noteref\">2</a>",
            "id=\"fnref--1--2\" href=\"#fn--1\" role=\"doc-noteref\">1</a>",
            "id=\"fnref--1\" href=\"#fn--1\" role=\"doc-noteref\">1</a>",
        ] {
            assert!(page.contains(call), "{language}: {call}");
        }
        assert!(
            page.contains(
                "<li id=\"fn--2\" value=\"2\"><span lang=\"en\" dir=\"ltr\">Rule 1.</span>"
            )
        );
        let of_first = page.split("<li id=\"fn--1\"").nth(1).expect("the note");
        let of_first = of_first.split("</li>").next().expect("its end");
        assert!(of_first.contains("#fnref--1\"") && of_first.contains("#fnref--1--2\""));
    }
}

/// A chapter that was only begun, by a copy of the source, is no translation yet.
#[test]
fn a_chapter_of_which_nothing_is_translated_is_borrowed() {
    let folder = project();
    let now = two_in_english("21");
    for (language, _) in SCRIPTS {
        write(&folder, language, &now, Some(&now), &now, "");
        let own = format!("content/{language}/inquiries.md");
        folder.write(&own, front("The title", "status: unreviewed\n") + &now);
        let page_of = |site: &Site| page(site, &format!("{language}/inquiries.html"));
        let begun = page_of(&built(&folder));
        assert_eq!(told(&begun), ["notice borrowed"], "{language}");
        assert!(begun.contains("<meta name=\"robots\" content=\"noindex\">"));
        // The first passage makes it a page of its own, the rest stays English.
        let half = two(language, "21")
            .split("\n\n")
            .next()
            .expect("a paragraph")
            .to_owned();
        folder.write(
            &own,
            front("The title", "") + &half + "\n\nIt meets 21 times.\n",
        );
        let half = page_of(&built(&folder));
        let expected = ["notice partial", "  #hb-head", "  #p--2"];
        assert_eq!(told(&half)[..3], expected, "{language}");
        let english = half.split("<p lang=\"en\" dir=\"ltr\">").nth(1);
        assert!(english.is_some_and(|text| text.contains("It meets 21 times")));
        assert!(!half.contains("noindex"), "{language}");
    }
}

#[test]
fn who_translated_and_what_from_is_told() {
    let folder = project();
    let text = two_in_english("21");
    for (language, note) in [
        ("fr", "D’après la traduction officielle."),
        ("ar", "استناداً إلى الترجمة الرسمية."),
        ("zh", "依据正式译本。"),
    ] {
        let more = format!(
            "status: unreviewed\ntranslation: {{translators: [Ada Ba], reviewers: [Lu Xun], note: {note}}}\n"
        );
        write(&folder, language, &text, None, &two(language, "21"), &more);
        let page = page(&built(&folder), &format!("{language}/inquiries.html"));
        assert_eq!(
            told(&page),
            ["notice unverified", "notice unreviewed"],
            "{language}"
        );
        for told in ["<bdi>Ada Ba</bdi>", "<bdi>Lu Xun</bdi>", note] {
            assert!(page.contains(told), "{language}: {told}");
        }
    }
}
