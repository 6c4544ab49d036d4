//! What the README shows is so: its commands exist with their flags, and its table of mistakes is the catalogue.

use std::collections::BTreeSet;
use std::process::Command;

use handbook::base::diagnostics::Level;
use handbook::base::mistakes::catalogue;

use crate::project::repository;

/// A block of code: the language after its fence, its lines, and the line in the README at which it begins.
struct Block {
    language: String,
    lines: Vec<String>,
    line_number: usize,
}

fn readme() -> String {
    std::fs::read_to_string(repository().join("README.md")).expect("README.md")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(language), None) => {
                open = Some(Block {
                    language: language.trim().to_owned(),
                    lines: Vec::new(),
                    line_number: index + 1,
                });
            }
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the last block of README.md is not closed");
    blocks
}

/// The words after each `$ `, without comments and with the line in the README.
fn commands() -> Vec<(usize, Vec<String>)> {
    let mut commands = Vec::new();
    for block in blocks(&readme()) {
        if block.language != "console" {
            continue;
        }
        for (index, line) in block.lines.iter().enumerate() {
            let Some(command) = line.strip_prefix("$ ") else {
                continue;
            };
            let before_comment = command.split(" #").next().unwrap_or_default();
            for single in before_comment.split("&&") {
                let words = single.split_whitespace().map(str::to_owned).collect();
                commands.push((block.line_number + index + 1, words));
            }
        }
    }
    assert!(!commands.is_empty(), "README.md shows no command");
    commands
}

fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(arguments)
        .arg("--help")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "handbook {arguments:?} --help");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Every word of a help text that is a flag: `--out`, `-h`.
fn flags(help: &str) -> BTreeSet<String> {
    let ends_word = |character: char| !(character.is_ascii_alphanumeric() || character == '-');
    help.split(ends_word)
        .filter(|word| word.starts_with('-') && word.len() > 1)
        .map(str::to_owned)
        .collect()
}

/// Names of subcommands, from the list that a help text gives.
fn subcommands(help: &str) -> BTreeSet<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// What is wrong with the words after `handbook`.
fn mistake(words: &[String]) -> Option<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut shown = help(&path);
    for word in words {
        if let Some(flag) = word.strip_prefix('-') {
            let flag = flag.split('=').next().unwrap_or_default();
            if !flags(&shown).contains(&format!("-{flag}")) {
                return Some(format!("`handbook {}` has no `-{flag}`", path.join(" ")));
            }
            continue;
        }
        let known = subcommands(&shown);
        if known.is_empty() {
            continue; // a value
        }
        if !known.contains(word) {
            return Some(format!("`handbook {}` has no `{word}`", path.join(" ")));
        }
        path.push(word);
        shown = help(&path);
    }
    None
}

#[test]
fn every_command_shown_exists() {
    let mut findings = Vec::new();
    let mut handbook_count = 0;
    for (line, words) in commands() {
        let what = match words.first().map(String::as_str) {
            Some("handbook") => {
                handbook_count += 1;
                mistake(&words[1..])
            }
            Some("cargo") => cargo_mistake(&words[1..]),
            Some("cd" | "git" | "python3" | "open") => None,
            other => Some(format!(
                "`{}` is not known to this test",
                other.unwrap_or_default()
            )),
        };
        findings.extend(what.map(|what| format!("README.md:{line}: {what}")));
    }
    assert!(handbook_count > 0, "README.md shows no use of the program");
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// Subcommands of cargo that are shown, with the targets they name; after `--` stand arguments of the program.
fn cargo_mistake(words: &[String]) -> Option<String> {
    let manifest = std::fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let subcommand = words.first().map_or("", String::as_str);
    if !matches!(
        subcommand,
        "build" | "run" | "test" | "bench" | "install" | "clippy" | "fmt" | "doc"
    ) {
        return Some(format!("`cargo {subcommand}` is not known to this test"));
    }
    let own = words.iter().take_while(|word| *word != "--");
    let mut values = own.clone().skip(1);
    for word in own {
        let value = values.next();
        if let ("--test" | "--bench" | "--bin", Some(name)) = (word.as_str(), value)
            && !manifest.contains(&format!("name = \"{name}\""))
        {
            return Some(format!("there is no `{word} {name}` in Cargo.toml"));
        }
    }
    let program_arguments = words.iter().position(|word| word == "--");
    match program_arguments {
        Some(at) if subcommand == "run" => mistake(&words[at + 1..]),
        _ => None,
    }
}

#[test]
fn every_command_of_the_program_is_shown() {
    let readme = readme();
    let findings: Vec<String> = subcommands(&help(&[]))
        .into_iter()
        .filter(|command| !readme.contains(&format!("handbook {command}")))
        .collect();
    assert!(findings.is_empty(), "README.md does not show {findings:?}");
}

/// Rows `| \`code\` | error | …` of a table, if the README has one.
#[test]
fn the_table_of_mistakes_is_the_catalogue() {
    let readme = readme();
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').skip(1).map(str::trim).collect())
        .collect();
    let level = |level: Level| match level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let shown: Vec<(String, &str)> = rows
        .iter()
        .filter(|cells| matches!(cells.get(1), Some(&"error" | &"warning")))
        .map(|cells| (cells[0].trim_matches('`').to_owned(), cells[1]))
        .collect();
    if shown.is_empty() {
        return;
    }
    let known: Vec<(String, &str)> = catalogue()
        .into_iter()
        .map(|mistake| (mistake.code.to_owned(), level(mistake.level)))
        .collect();
    assert_eq!(shown, known, "the table of mistakes in README.md");
}

/// A figure that the README gives in words which the code can count.
#[test]
fn figures_that_can_be_counted_are_right() {
    let readme = readme();
    let count = catalogue().len();
    for (phrase, actual) in [(" kinds of mistakes", count), (" mistake codes", count)] {
        let mut pieces = readme.split(phrase).collect::<Vec<_>>();
        pieces.pop();
        for before in pieces {
            let number = before.split_whitespace().next_back().unwrap_or_default();
            assert_eq!(
                number,
                actual.to_string(),
                "`…{number}{phrase}` in README.md"
            );
        }
    }
}

/// The links to files of the repository lead to files.
#[test]
fn every_file_linked_exists() {
    let readme = readme();
    let mut findings = Vec::new();
    for after in readme.split("](").skip(1) {
        let target = after.split(')').next().unwrap_or_default();
        let path = target.split('#').next().unwrap_or_default();
        if !path.is_empty() && !path.contains(':') && !repository().join(path).exists() {
            findings.push(path.to_owned());
        }
    }
    assert!(findings.is_empty(), "README.md links {findings:?}");
}

#[test]
fn the_table_of_commands_is_what_the_program_has() {
    let text = readme();
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `handbook "))
        .filter_map(|rest| rest.split_whitespace().next());
    let shown: Vec<String> = rows
        .map(|word| word.trim_end_matches('`').to_owned())
        .collect();
    let known = subcommands(&help(&[]));
    let in_table: BTreeSet<String> = shown.iter().cloned().collect();
    assert_eq!(in_table, known, "the table of commands in README.md");
    assert_eq!(shown.len(), known.len(), "each command stands there once");
    // Flags that a row names are the command's own.
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("| `handbook ") else {
            continue;
        };
        let name = rest.split([' ', '`']).next().unwrap_or_default();
        let own = flags(&help(&[name]));
        let unknown: Vec<String> = flags(rest)
            .into_iter()
            .filter(|flag| flag.starts_with("--") && !own.contains(flag))
            .collect();
        assert_eq!(unknown, Vec::<String>::new(), "{line}");
    }
}
