//! The handbook's own translations are compared, as they are and with something lost: how many doubts are told, and what they miss.
//!
//! `cargo test doubts -- --nocapture` prints the figures.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use handbook::base::text::Place;
use handbook::pipeline::translated;

use crate::project::Folder;
use crate::project::repository;

/// Most doubts in 1,000 passages that translators took for right. A check that cries wolf is switched off.
const DOUBTS_PER_THOUSAND_MAX: f64 = 10.0;

const LANGUAGES: [&str; 5] = ["ar", "es", "fr", "ru", "zh"];

/// The doubts of a project: path and line, with the checks that found something there.
type Doubts = BTreeMap<(String, usize), BTreeSet<String>>;

/// The handbook in a folder of its own.
fn handbook() -> Folder {
    let folder = Folder::new();
    for part in ["content", "i18n"] {
        let copy = Folder::new();
        copy.copy(&repository().join(part));
        std::fs::rename(copy.path(), folder.path().join(part)).expect("a folder");
    }
    folder
}

fn doubts(folder: &Folder) -> Doubts {
    let found = translated(folder.path());
    let mut doubts = Doubts::new();
    for diagnostic in found.diagnostics.iter() {
        let is_doubt = matches!(
            diagnostic.mistake.code,
            "translation-doubt" | "translation-differs"
        );
        if let (true, Place::Text(file, start, _)) = (is_doubt, &diagnostic.place) {
            let text = found.sources.texts.get(*file);
            let line = text.line_and_column(*start).0;
            let check = diagnostic.message.split(':').next().unwrap_or_default();
            doubts
                .entry((text.path.clone(), line))
                .or_default()
                .insert(check.to_owned());
        }
    }
    doubts
}

/// Fewer doubts in 1,000 passages than that, in each language.
#[test]
fn doubts_about_good_translations_are_rare() {
    let found = translated(handbook().path());
    let (handbook, translations, _) = found.book.expect("a handbook");
    let mut failed = Vec::new();
    for (language, own) in handbook.languages.iter().zip(&translations.languages) {
        let chapters = own.chapters.values();
        let (mut doubts, mut passages) = (0, 0);
        for chapter in chapters {
            doubts += chapter.findings.len() + chapter.waived;
            passages += chapter.counts.units - chapter.counts.untranslated;
        }
        if passages == 0 {
            continue;
        }
        let rate = doubts as f64 * 1000.0 / passages as f64;
        println!(
            "{}: {doubts} doubts in {passages} passages, {rate:.1} per 1,000",
            language.tag
        );
        if rate > DOUBTS_PER_THOUSAND_MAX {
            failed.push(format!("{}: {rate:.1} doubts per 1,000", language.tag));
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// Something that goes wrong in a line of a translation, given the source's line; nothing where it cannot.
type Loss = fn(language: &str, source: &str, own: &str) -> Option<String>;

/// What is lost, the check that has to find it, the least share in 100 that it finds.
const LOSSES: [(&str, &str, Loss, usize); 4] = [
    ("a negation", "negation", lose_negation, 65),
    ("a number", "number", change_number, 95),
    ("a citation", "citation", lose_citation, 100),
    ("a duty", "modality", weaken_duty, 50),
];

/// Where something was lost: path, line and check.
type Lost = (String, usize, &'static str);

/// In line after line of every translation one thing is lost, in turn a negation, a number, a citation, a duty.
#[test]
fn what_is_lost_in_translation_is_found() {
    let folder = handbook();
    let known = doubts(&folder);
    let mut lost: BTreeMap<(&str, &str), Vec<Lost>> = BTreeMap::new();
    for (language, path, source, own) in &line_pairs() {
        let mut lines: Vec<String> = own.iter().map(|line| (*line).to_owned()).collect();
        let (begin, begin_source) = (body(own), body(source));
        let mut turn = 0;
        for (index, line) in lines.iter_mut().enumerate().skip(begin) {
            let source_line = &source[begin_source + index - begin];
            let before = known.get(&(path.clone(), index + 1));
            let in_turn = (0..LOSSES.len()).map(|step| LOSSES[(turn + step) % LOSSES.len()]);
            let found = in_turn
                .filter(|(_, check, ..)| before.is_none_or(|checks| !checks.contains(*check)))
                .find_map(|(name, check, loss, _)| {
                    Some((name, check, loss(language, source_line, line)?))
                });
            if let Some((name, check, worse)) = found {
                *line = worse;
                turn += 1;
                let place = (path.clone(), index + 1, check);
                lost.entry((name, language)).or_default().push(place);
            }
        }
        folder.write(path, lines.join("\n") + "\n");
    }
    let found = doubts(&folder);
    let mut failed = Vec::new();
    for (name, _, _, share_min) in LOSSES {
        for language in LANGUAGES {
            let places = lost.get(&(name, language)).map_or(&[][..], Vec::as_slice);
            let is_found = |(path, line, check): &&Lost| {
                let checks = found.get(&(path.clone(), *line));
                checks.is_some_and(|checks| checks.contains(*check))
            };
            let count = places.iter().filter(is_found).count();
            let share = count * 100 / places.len().max(1);
            println!(
                "{language}: {name} lost in {} passages, found in {count}, {share} %",
                places.len()
            );
            if share < share_min {
                failed.push(format!("{language}: {name}, {share} %"));
            }
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// One item is lost from every list that has three or more: one doubt for each, wherever the list stands.
#[test]
fn one_lost_item_is_one_doubt() {
    let good = handbook();
    let known = doubts(&good);
    let folder = handbook();
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    let mut before: BTreeMap<&str, usize> = BTreeMap::new();
    for (language, path, _, own) in line_pairs() {
        let is_item = |line: &str| line.trim_start_matches(['>', ' ']).starts_with("- ");
        let mut kept: Vec<&str> = Vec::new();
        let mut run = 0;
        for (index, line) in own.iter().enumerate() {
            run = if is_item(line) { run + 1 } else { 0 };
            let goes_on = own.get(index + 1).is_some_and(|next| is_item(next));
            // Notes and citations of a lost item are doubts of their own.
            if index > body(&own) && run == 2 && goes_on && !line.contains("[") {
                *lost.entry(language).or_default() += 1;
                continue;
            }
            kept.push(line);
        }
        folder.write(&path, kept.join("\n") + "\n");
    }
    for (path, _) in known.keys() {
        for language in LANGUAGES {
            *before.entry(language).or_default() +=
                usize::from(path.starts_with(&format!("content/{language}/")));
        }
    }
    let found = doubts(&folder);
    let mut failed = Vec::new();
    for (language, count) in lost {
        let own = |check: Option<&str>| {
            let folder = format!("content/{language}/");
            let own = found
                .iter()
                .filter(|((path, _), _)| path.starts_with(&folder));
            own.filter(|(_, checks)| check.is_none_or(|check| checks.contains(check)))
                .count()
        };
        let (missing, all) = (own(Some("missing")), own(None));
        let before = before.get(language).copied().unwrap_or(0);
        println!(
            "{language}: {count} items lost, {missing} found; {all} lines with doubts, {} without the losses",
            before
        );
        if missing * 100 < count * 95 || all > before + count + count / 10 {
            failed.push(language);
        }
    }
    assert_eq!(failed, Vec::<&str>::new());
}

/// Language, path, lines of the source and of the translation, of chapters whose lines stand for one another.
fn line_pairs() -> Vec<(&'static str, String, Vec<String>, Vec<String>)> {
    let read = |path: &str| -> Option<Vec<String>> {
        let text = std::fs::read_to_string(repository().join(path)).ok()?;
        Some(text.lines().map(str::to_owned).collect())
    };
    let mut pairs = Vec::new();
    for language in LANGUAGES {
        let folder = repository().join(format!("content/{language}"));
        let entries = std::fs::read_dir(folder).expect("a language");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("a file")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| name.ends_with(".md"))
            .collect();
        names.sort_unstable();
        for name in names {
            let path = format!("content/{language}/{name}");
            let source = read(&format!("content/{language}/_translated-from/{name}"))
                .or_else(|| read(&format!("content/en/{name}")));
            if let (Some(source), Some(own)) = (source, read(&path))
                && source.len() - body(&source) == own.len() - body(&own)
            {
                pairs.push((language, path, source, own));
            }
        }
    }
    pairs
}

/// The first line behind the front matter.
fn body<T: AsRef<str>>(lines: &[T]) -> usize {
    let end = lines.iter().skip(1).position(|line| line.as_ref() == "---");
    end.map_or(0, |end| end + 2)
}

/// Runs of a line that are words or figures of its own: outside references, notes, links, ids and code.
fn free_places(line: &str) -> Vec<bool> {
    let mut free = vec![true; line.len()];
    let mut depth = 0_usize;
    let mut in_code = false;
    for (at, character) in line.char_indices() {
        match character {
            '[' | '{' => depth += 1,
            '`' => in_code = !in_code,
            _ => {}
        }
        let is_free = depth == 0 && !in_code;
        free[at..at + character.len_utf8()].fill(is_free);
        if matches!(character, ']' | '}') {
            depth = depth.saturating_sub(1);
        }
    }
    free
}

/// `line` without the first free occurrence of one of `words`, each with what takes its place.
fn replace_first(line: &str, words: &[(&str, &str)]) -> Option<String> {
    let free = free_places(line);
    let found = words.iter().filter_map(|(word, other)| {
        let mut places = line.match_indices(word).map(|(at, _)| at);
        let at = places.find(|at| free[*at])?;
        Some((at, *word, *other))
    });
    let (at, word, other) = found.min_by_key(|(at, word, _)| (*at, usize::MAX - word.len()))?;
    let (before, after) = (line.get(..at)?, line.get(at + word.len()..)?);
    Some(format!("{before}{other}{after}"))
}

fn lose_negation(language: &str, source: &str, own: &str) -> Option<String> {
    let negates = [" not ", " no ", " never ", " without ", " cannot ", " nor "];
    if !negates.iter().any(|word| source.contains(word)) {
        return None;
    }
    match language {
        "ar" => replace_first(
            own,
            &[
                (" لا ", " "),
                (" لم ", " "),
                (" لن ", " "),
                (" ليس ", " "),
                (" غير ", " "),
                (" دون ", " "),
                (" عدم ", " "),
            ],
        ),
        "es" => replace_first(
            own,
            &[
                (" no ", " "),
                (" sin ", " con "),
                (" nunca ", " "),
                (" ni ", " y "),
            ],
        ),
        "ru" => replace_first(
            own,
            &[
                (" не ", " "),
                (" без ", " с "),
                (" нельзя ", " можно "),
                (" ни ", " и "),
            ],
        ),
        "zh" => replace_first(
            own,
            &[
                ("不得", "得"),
                ("不能", "能"),
                ("不会", "会"),
                ("没有", "有"),
                ("不是", "是"),
                ("不应", "应"),
                ("不可", "可"),
                ("未经", "经"),
                ("无权", "有权"),
            ],
        ),
        _ => {
            let shorter = replace_first(own, &[(" ne ", " "), (" n’", " ")]);
            match shorter {
                Some(shorter) => Some(
                    replace_first(
                        &shorter,
                        &[
                            (" pas ", " "),
                            (" jamais ", " "),
                            (" aucun ", " un "),
                            (" aucune ", " une "),
                            (" ni ", " et "),
                        ],
                    )
                    .unwrap_or(shorter),
                ),
                None => replace_first(own, &[(" sans ", " avec ")]),
            }
        }
    }
}

/// The first free figure, one more than it is.
fn change_number(_: &str, source: &str, own: &str) -> Option<String> {
    let free = free_places(own);
    let start = own.char_indices().find(|(at, one)| {
        let before = own.get(..*at).and_then(|before| before.chars().next_back());
        one.is_ascii_digit()
            && free[*at]
            && !before
                .is_some_and(|one| one.is_alphanumeric() || matches!(one, '/' | '.' | ',' | '-'))
    });
    let (start, _) = start.filter(|(at, _)| *at > 4)?;
    let digits: String = own
        .get(start..)?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let value: u64 = digits.parse().ok().filter(|value| *value < 10_000)?;
    let has_it = |text: &str, value: u64| text.contains(&value.to_string());
    if !has_it(source, value) || has_it(source, value + 7) {
        return None;
    }
    let (before, after) = (own.get(..start)?, own.get(start + digits.len()..)?);
    Some(format!("{before}{}{after}", value + 7))
}

fn lose_citation(_: &str, _: &str, own: &str) -> Option<String> {
    let start = own.find("[[ICCPR ")?;
    let end = start + own.get(start..)?.find("]]")? + 2;
    // A passage keeps words of its own.
    let others = own
        .get(..start)?
        .chars()
        .filter(|one| one.is_alphabetic())
        .count();
    (others > 20 && !own.contains("| ")).then(|| {
        format!(
            "{}{}",
            own.get(..start).unwrap_or_default(),
            own.get(end..).unwrap_or_default()
        )
    })
}

fn weaken_duty(language: &str, source: &str, own: &str) -> Option<String> {
    let obliges = [" must ", " shall "];
    if !obliges.iter().any(|word| source.contains(word)) {
        return None;
    }
    let words: &[(&str, &str)] = match language {
        "ar" => &[("يجب ", "يجوز "), ("يتعين ", "يجوز "), ("تجب ", "تجوز ")],
        "es" => &[
            (" debe ", " puede "),
            (" deben ", " pueden "),
            (" deberá ", " podrá "),
        ],
        "fr" => &[(" doit ", " peut "), (" doivent ", " peuvent ")],
        "ru" => &[
            (" должен ", " может "),
            (" должна ", " может "),
            (" должно ", " может "),
            (" должны ", " могут "),
        ],
        _ => &[("必须", "可以")],
    };
    replace_first(own, words)
}
