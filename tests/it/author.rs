//! What editors have done for them: chapters begun, ids written, chapters and passages renamed in every language, or nothing at all.

use std::collections::BTreeMap;
use std::process::Output;

use serde_json::Value;

use crate::golden::golden_project;
use crate::project::Folder;

fn read(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).expect("a file of the project")
}

/// Every file of the project by its path.
fn all(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder.path()).into_iter();
    files
        .map(|entry| entry.expect("a readable project"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let below = entry.path().strip_prefix(folder.path()).expect("below it");
            let bytes = std::fs::read(entry.path()).expect("a file");
            (below.to_string_lossy().replace('\\', "/"), bytes)
        })
        .filter(|(path, _)| !path.starts_with("public"))
        .collect()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fine(folder: &Folder, arguments: &[&str]) -> String {
    let output = folder.run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs a command that is to do nothing, and gives what it says of that.
fn refused(folder: &Folder, arguments: &[&str]) -> String {
    let before = all(folder);
    let output = folder.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(before == all(folder), "{arguments:?} left something behind");
    told(&output)
}

/// What `check` and `translate status` say, without times.
fn state(folder: &Folder) -> (String, String) {
    let checked = told(&folder.run(&["check", "--format", "human"]));
    let kinds: Vec<&str> = checked
        .lines()
        .filter(|line| line.starts_with("error") || line.starts_with("warning"))
        .collect();
    (
        kinds.join("\n"),
        fine(folder, &["translate", "status", "--format", "json"]),
    )
}

/// How many passages of each chapter are in which state.
fn counts(status: &str) -> Vec<Value> {
    let status: Value = serde_json::from_str(status).expect("JSON");
    let languages = status["languages"].as_array().expect("languages");
    let chapters = languages
        .iter()
        .flat_map(|language| language["chapters"].as_array());
    chapters
        .flatten()
        .map(|chapter| chapter["counts"].clone())
        .collect()
}

/// The golden project with kept source texts, so that the state of its translations is known.
fn translated_project() -> Folder {
    let folder = golden_project();
    for language in ["ar", "fr", "zh"] {
        for name in ["limits", "state-duties", "follow-up", "forms", "about"] {
            let (own, kept) = (
                format!("content/{language}/{name}.md"),
                format!("content/{language}/_translated-from/{name}.md"),
            );
            if folder.path().join(own).is_file() {
                folder.write(&kept, read(&folder, &format!("content/en/{name}.md")));
            }
        }
    }
    folder
}

#[test]
fn a_new_chapter_has_the_skeleton_and_no_mistakes() {
    let folder = golden_project();
    let before = read(&folder, "content/handbook.yaml");
    let mistakes = told(&folder.run(&["check", "--drafts"]));
    fine(
        &folder,
        &["new", "freedom-of-assembly", "--part", "practice"],
    );
    let chapter = read(&folder, "content/en/freedom-of-assembly.md");
    assert!(
        chapter.starts_with("---\ntitle: Freedom of assembly\nsummary: … # "),
        "{chapter}"
    );
    for part in [
        "key_points:",
        "reviewed: 2026-11-23",
        "draft: true",
        "## … {#section-1}",
        "> [!table] ",
        "> [!action] Checklist {#act-on-freedom-of-assembly}",
        "> - [ ] …",
        "> [!questions] ",
        "[^source]: … {unchecked}",
    ] {
        assert!(chapter.contains(part), "{part}: {chapter}");
    }
    // One line of the handbook's list changed, and that only at its end.
    let after = read(&folder, "content/handbook.yaml");
    let differing: Vec<(&str, &str)> = before
        .lines()
        .zip(after.lines())
        .filter(|(before, after)| before != after)
        .collect();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(differing.len(), 1, "{differing:?}");
    assert_eq!(
        differing[0].1,
        differing[0].0.replacen(']', ", freedom-of-assembly]", 1)
    );
    let count = |told: &str| {
        told.lines()
            .filter(|line| line.starts_with("warning") || line.starts_with("error"))
            .count()
    };
    let now = told(&folder.run(&["check", "--drafts"]));
    assert_eq!(count(&now), count(&mistakes), "{now}");
    // A draft is published nowhere, and shown to whoever asks for drafts.
    fine(&folder, &["build"]);
    assert!(
        !folder
            .path()
            .join("public/en/freedom-of-assembly.html")
            .exists()
    );
    fine(&folder, &["build", "--drafts"]);
    assert!(
        folder
            .path()
            .join("public/en/freedom-of-assembly.html")
            .exists()
    );
    // With a title of its own, in any script.
    fine(
        &folder,
        &[
            "new",
            "courts",
            "--part",
            "practice",
            "--title",
            "المحاكم: دليل",
        ],
    );
    assert!(read(&folder, "content/en/courts.md").contains("title: \"المحاكم: دليل\"\n"));
    fine(
        &folder,
        &["new", "police", "--part", "practice", "--title", "警察"],
    );
    assert!(read(&folder, "content/en/police.md").contains("title: 警察\n"));
}

#[test]
fn a_new_chapter_is_refused_where_it_has_no_place() {
    let folder = golden_project();
    let cases: [(&[&str], &str); 7] = [
        (&["new", "Courts", "--part", "practice"], "is not an id"),
        (
            &["new", "search", "--part", "practice"],
            "a page that the program makes",
        ),
        (
            &["new", "glossary", "--part", "practice"],
            "a page that the program makes",
        ),
        (&["new", "limits", "--part", "practice"], "already there"),
        (
            &["new", "duties-of-states", "--part", "practice"],
            "an old address of `state-duties`",
        ),
        (
            &["new", "courts", "--part", "practise"],
            "did you mean `practice`?",
        ),
        (&["new", "courts"], "--part: "),
    ];
    for (arguments, expected) in cases {
        let told = refused(&folder, arguments);
        assert!(told.contains(expected), "{arguments:?}: {told}");
        assert!(told.contains("nothing was written"), "{told}");
    }
}

#[test]
fn ids_are_written_once_into_headings_alone() {
    let folder = translated_project();
    folder.write(
        "content/en/limits.md",
        read(&folder, "content/en/limits.md").replace("\n\n[^gc34]", "\n\n## Courts & tribunals ##\n\nText.\n\n### 人权法院\n\nText.\n\n### محاكم\n\nText.\n\nEmergencies\n-----------\n\n[^gc34]"),
    );
    let windows = read(&folder, "content/en/follow-up.md").replace('\n', "\r\n")
        + "\r\n## The end\r\n\r\nText.\r\n";
    folder.write("content/en/follow-up.md", format!("\u{FEFF}{windows}"));
    let before = all(&folder);
    let status = state(&folder).1;
    let listed = fine(&folder, &["ids"]);
    for expected in [
        "{#every-form-of-cross-reference}",
        "{#courts-tribunals}",
        "{#section-1}",
        "{#section-2}",
        "{#emergencies-2}",
        "{#the-end}",
    ] {
        assert!(listed.contains(expected), "{expected}: {listed}");
    }
    let after = all(&folder);
    let mut lines = 0;
    for (path, bytes) in &after {
        let (old, new) = (
            String::from_utf8_lossy(&before[path]),
            String::from_utf8_lossy(bytes),
        );
        assert_eq!(old.lines().count(), new.lines().count(), "{path}");
        for (old, new) in old
            .split('\n')
            .zip(new.split('\n'))
            .filter(|(old, new)| old != new)
        {
            let id = new
                .split("{#")
                .nth(1)
                .and_then(|rest| rest.split('}').next())
                .expect("an id");
            assert_eq!(new.replacen(&format!(" {{#{id}}}"), "", 1), old, "{path}");
            let is_source = path.starts_with("content/en/");
            assert!(is_source || path.contains("_translated-from"), "{path}");
            lines += usize::from(is_source);
        }
    }
    assert_eq!(lines, 6);
    let limits = read(&folder, "content/en/limits.md");
    assert!(
        limits.contains("## Courts & tribunals {#courts-tribunals} ##\n"),
        "{limits}"
    );
    assert!(
        limits.contains("Emergencies {#emergencies-2}\n-----------\n"),
        "{limits}"
    );
    assert!(read(&folder, "content/en/follow-up.md").starts_with('\u{FEFF}'));
    // A second time there is nothing to do, and no translation is out of date for it.
    assert_eq!(fine(&folder, &["ids"]), "");
    assert!(all(&folder) == after);
    assert!(!state(&folder).0.contains("missing-id"));
    assert_eq!(counts(&state(&folder).1), counts(&status));
    assert!(counts(&status).len() > 10);
}

#[test]
fn a_chapter_is_renamed_in_every_language() {
    let folder = translated_project();
    let before = state(&folder);
    fine(&folder, &["rename", "state-duties", "what-states-owe"]);
    let after = state(&folder);
    assert_eq!(after.0, before.0);
    assert_eq!(after.1.replace("what-states-owe", "state-duties"), before.1);
    let old: Vec<String> = all(&folder)
        .into_iter()
        .filter(|(path, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            path.contains("state-duties")
                || text.replace("aliases: [duties-of-states, \"#remedies remedy\", \"#old-opening\", state-duties]", "").contains("state-duties")
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(old, Vec::<String>::new(), "only the alias names it");
    for language in ["ar", "en", "fr", "zh"] {
        assert!(read(&folder, &format!("content/{language}/what-states-owe.md")).len() > 100);
        assert!(
            read(&folder, &format!("content/{language}/limits.md"))
                .contains("[[what-states-owe#remedy]]")
        );
    }
    // A copy of the source stays one.
    assert_eq!(
        read(&folder, "content/zh/_translated-from/what-states-owe.md"),
        read(&folder, "content/en/what-states-owe.md")
    );
    fine(&folder, &["build"]);
    let moved = read(&folder, "public/ar/state-duties.html");
    assert!(moved.contains("what-states-owe.html"), "{moved}");
    // And back: what was an alias is the address again.
    fine(&folder, &["rename", "what-states-owe", "state-duties"]);
    let chapter = read(&folder, "content/en/state-duties.md");
    assert!(
        chapter.contains(
            "aliases: [duties-of-states, \"#remedies remedy\", \"#old-opening\", what-states-owe]\n"
        ),
        "{chapter}"
    );
    assert_eq!(state(&folder), before);
}

#[test]
fn a_passage_is_renamed_with_all_that_leads_to_it() {
    let folder = translated_project();
    for (language, text) in [
        (
            "en",
            "See [the law](state-duties.md#remedy) and [again][r].\n\n[r]: duties-of-states.md#remedy\n",
        ),
        (
            "ar",
            "راجع [القانون](state-duties.md#remedy) و[أيضاً][r].\n\n[r]: duties-of-states.md#remedy\n",
        ),
        (
            "zh",
            "见[法律](state-duties.md#remedy)和[又][r]。\n\n[r]: duties-of-states.md#remedy\n",
        ),
    ] {
        let path = format!("content/{language}/limits.md");
        folder.write(&path, format!("{}\n{text}", read(&folder, &path)));
    }
    folder.write(
        "content/ar/state-duties.md",
        read(&folder, "content/ar/state-duties.md").replacen(
            "---\n",
            "---\nwaive: [{check: number, at: remedy, what: \"+17\", why: لأن}]\n",
            1,
        ),
    );
    let before = state(&folder);
    fine(&folder, &["rename", "state-duties#remedy", "#repair"]);
    let after = state(&folder);
    assert_eq!(after.0.replace("repair", "remedy"), before.0);
    assert_eq!(after.1.replace("repair", "remedy"), before.1);
    for language in ["ar", "en", "zh"] {
        let limits = read(&folder, &format!("content/{language}/limits.md"));
        assert!(limits.contains("(state-duties.md#repair)"), "{limits}");
        assert!(
            limits.contains("[r]: duties-of-states.md#repair\n"),
            "{limits}"
        );
        assert!(limits.contains("[[state-duties#repair]]"), "{limits}");
        assert!(!limits.contains("#remedy"), "{limits}");
    }
    let chapter = read(&folder, "content/en/state-duties.md");
    assert!(chapter.contains(" {#repair}\n"), "{chapter}");
    // What led to it before leads to it still.
    assert!(chapter.contains("aliases: [duties-of-states, \"#remedies repair\", \"#old-opening\", \"#remedy repair\"]\n"), "{chapter}");
    assert!(read(&folder, "content/ar/state-duties.md").contains("at: repair,"));
    fine(&folder, &["build"]);
    assert!(read(&folder, "public/fr/state-duties.html").contains("id=\"remedy\""));
    // A box, and back again.
    fine(
        &folder,
        &["rename", "limits#the-law", "limits#law-in-short"],
    );
    for language in ["ar", "en", "fr", "zh"] {
        assert!(
            read(&folder, &format!("content/{language}/limits.md")).contains("{#law-in-short}")
        );
    }
    fine(&folder, &["rename", "limits#law-in-short", "the-law"]);
    assert!(read(&folder, "content/en/limits.md").contains("\"#law-in-short the-law\""));
    assert_eq!(state(&folder).1.replace("repair", "remedy"), before.1);
}

#[test]
fn what_cannot_be_renamed_is_told_and_left_alone() {
    let folder = translated_project();
    let cases: [([&str; 2], &str); 11] = [
        (["limit", "bounds"], "did you mean `limits`?"),
        (
            ["duties-of-states", "bounds"],
            "an old id of `state-duties`",
        ),
        (["glossary", "words"], "a page that the program makes"),
        (["limits", "limits"], "both ids are the same"),
        (["limits", "state-duties"], "already there"),
        (["limits", "Grenzen der Rechte"], "is not an id"),
        (["limits", "حدود"], "is not an id"),
        (
            ["limits#emergency", "crisis"],
            "did you mean `emergencies`?",
        ),
        (
            ["limits#emergencies", "the-law"],
            "another passage with the id `the-law`",
        ),
        (
            ["limits#emergencies", "old-test"],
            "an old id of another passage",
        ),
        (["limits#emergencies", "forms#crisis"], "renamed, not moved"),
    ];
    for ([old, new], expected) in cases {
        let told = refused(&folder, &["rename", old, new]);
        assert!(told.contains(expected), "{old} {new}: {told}");
    }
    // A faulty file may hold references that nobody sees.
    folder.write(
        "content/fr/limits.md",
        "---\ntitle: [\n---\n[[state-duties]]\n",
    );
    let before = all(&folder);
    let output = folder.run(&["rename", "state-duties", "practice"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("content/fr/limits.md"),
        "{}",
        told(&output)
    );
    assert!(before == all(&folder));
}

/// A file that cannot be replaced: nothing else is either. (Whoever may do everything can write there all the same.)
#[test]
#[cfg(unix)]
fn a_rename_that_fails_half_way_is_taken_back() {
    use std::os::unix::fs::PermissionsExt;
    let folder = translated_project();
    let locked = folder.path().join("content/zh");
    let set = |mode: u32| std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(mode));
    set(0o555).expect("a folder that is locked");
    let is_locked = std::fs::write(locked.join("probe"), "").is_err();
    let before = all(&folder);
    let output = folder.run(&["rename", "limits", "bounds"]);
    set(0o755).expect("a folder that is free");
    if is_locked {
        assert_eq!(output.status.code(), Some(3));
        assert!(told(&output).contains("content/zh/"), "{}", told(&output));
        assert!(before == all(&folder));
    }
    // The same without rights: a folder stands where a file is to go, which no one can write over.
    let folder = translated_project();
    std::fs::create_dir_all(folder.path().join("content/zh/.bounds.md.new/inside"))
        .expect("a folder");
    let before = all(&folder);
    let output = folder.run(&["rename", "limits", "bounds"]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(before == all(&folder));
}

#[test]
fn outside_links_are_listed_with_their_places() {
    let folder = golden_project();
    let path = "content/zh/limits.md";
    let text = read(&folder, path);
    folder.write(
        path,
        format!("{text}\n见[页](https://example.org/权利?a=1)。\n"),
    );
    let listed = fine(&folder, &["check", "--external-links"]);
    let line = text.lines().count() + 2;
    let expected = format!("https://example.org/%E6%9D%83%E5%88%A9?a=1: {path}:{line}:2\n");
    assert!(listed.contains(&expected), "{listed}");
    assert!(listed.contains(": content/instruments.yaml:"), "{listed}");
    let lines: Vec<&str> = listed.lines().collect();
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("http") || line.starts_with("mailto:")),
        "{listed}"
    );
    assert!(lines.is_sorted(), "{listed}");
    assert_eq!(fine(&folder, &["check"]), "");
}

#[test]
fn old_reviews_are_told() {
    let folder = golden_project();
    let path = "content/en/limits.md";
    let text = read(&folder, path);
    // The day is SOURCE_DATE_EPOCH's, 2026-11-23.
    for (reviewed, is_old) in [
        ("2024-11-23", false),
        ("2024-11-22", true),
        ("2020-02-29", true),
    ] {
        folder.write(
            path,
            text.replace("reviewed: 2026-10-01", &format!("reviewed: {reviewed}")),
        );
        let told = told(&folder.run(&["check"]));
        assert_eq!(
            told.contains("warning[old-review]"),
            is_old,
            "{reviewed}: {told}"
        );
    }
}
