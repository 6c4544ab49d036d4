//! The forms in which mistakes are told to people, programs and pull requests, and the status with which a command ends.

use std::process::Output;
use std::process::Stdio;

use crate::mistakes::json_lines;
use crate::mistakes::printed;
use crate::mistakes::project_of;
use crate::project::Folder;

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

fn standard_output(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("output in UTF-8")
}

/// The project of the cases, without a mistake.
fn good() -> Folder {
    project_of("base")
}

#[test]
fn each_line_of_json_says_everything() {
    let project = project_of("all-at-once");
    let lines = json_lines(&project.run(&["check", "--format", "json"]));
    for line in &lines {
        let keys: Vec<&String> = line.as_object().expect("an object").keys().collect();
        let all = [
            "advice", "code", "column", "level", "line", "message", "path",
        ];
        assert_eq!(keys, all, "{line}");
        for key in ["level", "code", "path", "message", "advice"] {
            assert!(line[key].is_string(), "{line}");
        }
        assert_eq!(line["line"].is_null(), line["column"].is_null(), "{line}");
    }
    let of = |code: &str, path: &str| {
        let found = lines
            .iter()
            .find(|line| line["code"] == code && line["path"] == path);
        found.unwrap_or_else(|| unreachable!("{code} in {path}"))
    };
    let arabic = of("unknown-instrument", "content/ar/freedom.md");
    assert_eq!((&arabic["line"], &arabic["column"]), (&8.into(), &5.into()));
    assert_eq!(arabic["message"], "unknown instrument `ICPR`");
    assert_eq!(arabic["advice"], "did you mean `ICCPR`?");
    let chinese = of("undefined-note", "content/zh/freedom.md");
    assert_eq!(
        (&chinese["line"], &chinese["column"]),
        (&5.into(), &28.into())
    );
    let whole_file = of("unknown-file", "content/zh/notes.txt");
    assert!(whole_file["line"].is_null());
    assert_eq!(whole_file["level"], "warning");
}

#[test]
fn workflow_commands_are_escaped() {
    let project = good();
    project.write("content/en/50% off, or: so.txt", "");
    project.write(
        "content/en/freedom.md",
        "---\ntitle: Freedom\n---\n\nالحق [a 50%](javascript:50%25), 权利 <b>.\n\n```law\n```\n",
    );
    let output = project.run(&["check", "--format", "github"]);
    let expected = [
        "::error file=content/en/50%25 off%2C or%3A so.txt,title=file-name::the name `50%25 off, or: so.txt` does not work on every system and in addresses (use small Latin letters, digits and hyphens)",
        "::error file=content/en/freedom.md,line=5,col=6,title=address::the address `javascript:50%2525` has a scheme that is not allowed (links lead to https:, http:, mailto:, `#id` or another chapter (`state-duties.md#remedy`))",
        "::error file=content/en/freedom.md,line=5,col=36,title=raw-html::HTML such as `<b>` is not published (write it in Markdown; a note to translators goes into the front matter, behind `#`)",
        "::warning file=content/en/freedom.md,line=7,col=1,title=code-language::the code language `law` is not known, so the code is shown plain (write a known one, such as `json`, or none)",
    ];
    assert_eq!(standard_output(&output), expected.join("\n") + "\n");
    assert_eq!(status(&output), Some(1));
}

#[test]
fn warnings_stop_only_strict_runs() {
    let project = project_of("code-language");
    for command in ["check", "build"] {
        assert_eq!(status(&project.run(&[command])), Some(0), "{command}");
    }
    std::fs::remove_dir_all(project.path().join("public")).expect("the site is removed");
    for command in ["check", "build"] {
        let output = project.run(&[command, "--strict"]);
        assert_eq!(status(&output), Some(1), "{command}");
        let told = printed(&project, &output);
        assert_eq!(told.matches("error[code-language]").count(), 3, "{told}");
        assert!(!told.contains("warning"), "{told}");
    }
    assert!(!project.path().join("public").exists());
    let lines = json_lines(&project.run(&["check", "--strict", "--format", "json"]));
    assert!(lines.iter().all(|line| line["level"] == "error"));
}

#[test]
fn gaps_in_translations_are_no_mistakes_even_in_strict_runs() {
    let project = good();
    project.write("content/ar/freedom.md", "---\ntitle: الحرية\n---\n");
    project.write(
        "i18n/ar.yaml",
        "meta: {name: العربية}\nui: {nav.next: التالي}\n",
    );
    let output = project.run(&["check", "--strict"]);
    assert_eq!(printed(&project, &output), "no mistakes");
    assert_eq!(status(&output), Some(0));
}

#[test]
fn the_status_says_whose_mistake_it_is() {
    let good = good();
    let cases: [(&Folder, &[&str], i32); 12] = [
        (&good, &["check"], 0),
        (&good, &["build"], 0),
        (&good, &["--version"], 0),
        (&good, &["explain", "raw-html"], 0),
        (&project_of("raw-html"), &["build"], 1),
        (&project_of("yaml-syntax--configuration"), &["build"], 2),
        (&project_of("page-heading"), &["build"], 2),
        (&good, &["check", "--strickt"], 2),
        (&good, &["explain", "raw-htlm"], 2),
        (&good, &["build", "--base-url", "here"], 2),
        (&good, &["build", "--out", "content"], 3),
        (&Folder::new(), &["check"], 2),
    ];
    for (project, arguments, expected) in cases {
        let output = project.run(arguments);
        let told = printed(project, &output);
        assert_eq!(status(&output), Some(expected), "{arguments:?}: {told}");
    }
    assert!(!project_of("raw-html").path().join("public").exists());
}

#[test]
fn a_misspelt_code_is_corrected_and_every_code_is_explained() {
    let project = Folder::new();
    let told = printed(&project, &project.run(&["explain", "raw-htlm"]));
    assert_eq!(
        told,
        "error: there is no mistake `raw-htlm`; did you mean `raw-html`?"
    );
    let list = project.run(&["explain"]);
    for line in standard_output(&list).lines() {
        let (code, sentence) = line.split_once(' ').expect("a code and a sentence");
        let sentence = sentence.trim_start();
        assert!(sentence.ends_with(['.', ':']), "{line}");
        assert!(!sentence.contains("  "), "{line}");
        let explained = project.run(&["explain", code]);
        assert_eq!(status(&explained), Some(0), "{code}");
    }
}

#[test]
fn a_closed_output_is_no_panic() {
    let project = project_of("all-at-once");
    for arguments in [
        &["check", "--format", "json"][..],
        &["check", "--format", "github"],
        &["check", "--facts"],
        &["explain"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = project.command(arguments);
        let child = command.stdout(writer).stderr(Stdio::piped()).spawn();
        let output = child
            .and_then(|child| child.wait_with_output())
            .expect("the program runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("panicked"), "{arguments:?}: {told}");
        let expected = if arguments.contains(&"check") { 1 } else { 0 };
        assert_eq!(status(&output), Some(expected), "{arguments:?}: {told}");
    }
}

#[test]
fn nothing_invisible_reaches_the_terminal() {
    let project = good();
    project.write("content/en/a\u{1b}]0;b\u{202e}c\u{7f}.md", "");
    project.write("content/en/\u{2066}حق\u{200f}.png", "");
    project.write(
        "content/en/freedom.md",
        "---\ntitle: Freedom\nتلخيص\u{200b}: x\n---\n\n[[a\u{9b}31m\u{202e}]] <权\u{2067}利 x=\u{1b}[2J>\n",
    );
    for format in ["human", "json", "github"] {
        let output = project.run(&["check", "--format", format]);
        assert_eq!(status(&output), Some(1), "{format}");
        for text in [&output.stdout, &output.stderr] {
            let text = std::str::from_utf8(text).expect("output in UTF-8");
            let invisible = |one: char| {
                one.is_control() && one != '\n'
                    || matches!(one as u32, 0x200B..=0x200F | 0x202A..=0x202E | 0x2066..=0x2069)
            };
            assert!(!text.contains(invisible), "{format}: {text:?}");
        }
    }
    let told = printed(&project, &project.run(&["check"]));
    assert!(
        told.contains("--> content/en/a\\u{1b}]0;b\\u{202e}c\\u{7f}.md"),
        "{told}"
    );
    let lines = json_lines(&project.run(&["check", "--format", "json"]));
    let is_name =
        |line: &serde_json::Value| line["path"] == "content/en/a\u{1b}]0;b\u{202e}c\u{7f}.md";
    assert!(lines.iter().any(is_name), "{lines:#?}");
}

#[test]
fn the_first_five_hundred_are_shown_to_people_and_all_to_programs() {
    let project = good();
    let text = "---\ntitle: Freedom\n---\n\n".to_owned() + &"حق <b> 权\n\n".repeat(600);
    project.write("content/en/freedom.md", text);
    let told = printed(&project, &project.run(&["check"]));
    assert_eq!(told.matches("error[raw-html]").count(), 500);
    assert!(
        told.ends_with("… and 100 more\n\n600 errors"),
        "{}",
        &told.lines().last().unwrap_or_default()
    );
    assert_eq!(
        json_lines(&project.run(&["check", "--format", "json"])).len(),
        600
    );
}
