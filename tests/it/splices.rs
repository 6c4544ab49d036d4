//! Two versions of a source text go in, section by section the newer is taken up; the newer text, byte for byte, comes out.

use std::collections::BTreeMap;

use handbook::base::language::LanguageTag;
use handbook::base::text::SourceText;
use handbook::base::text::Texts;
use handbook::parse::snapshots::parse_kept;
use handbook::translation::splice::Part;
use handbook::translation::splice::Version;
use handbook::translation::splice::splice;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngSeed;
use proptest::test_runner::TestRunner;

const SEED: u64 = 20_261_130;
const CASES: u32 = 512;

/// Sections that a version may have, in order; a small letter stands below the capital before it.
const SECTIONS: &[&str] = &["A", "b", "c", "D", "E", "f", "G"];

/// Labels of notes that may be called.
const NOTES: &[&str] = &["one", "two", "three"];

const PASSAGES: &[&str] = &[
    "States may not derogate.",
    "لا يجوز للدول عدم التقيد.",
    "各国不得克减。",
    "- one\n- two",
    "> [!law] The law\n> binds.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```text\n## no heading\n```",
    "A fact.[^one]",
    "Two facts.[^two] And.[^one]",
    "حقيقة.[^three]",
];

/// A version: front matter, text before the first heading, sections, and whether its lines end as those of Windows.
#[derive(Debug, Clone)]
struct Text {
    title: usize,
    top: Vec<usize>,
    sections: Vec<(usize, Vec<usize>)>,
}

fn text() -> impl Strategy<Value = Text> {
    let passages = || proptest::collection::vec(0..PASSAGES.len(), 0..4);
    let sections =
        proptest::sample::subsequence((0..SECTIONS.len()).collect::<Vec<_>>(), 0..=SECTIONS.len());
    (0..3_usize, passages(), sections).prop_flat_map(move |(title, top, ids)| {
        let bodies = proptest::collection::vec(
            proptest::collection::vec(0..PASSAGES.len(), 0..4),
            ids.len(),
        );
        bodies.prop_map(move |bodies| Text {
            title,
            top: top.clone(),
            sections: ids.iter().copied().zip(bodies).collect(),
        })
    })
}

impl Text {
    /// As a file. What stands below a section goes with it.
    fn file(&self, line_end: &str) -> String {
        let mut out = format!("---\ntitle: Title {}\n---\n", self.title);
        let mut called = vec![false; NOTES.len()];
        let mut passages = |out: &mut String, all: &[usize]| {
            for passage in all {
                let passage = PASSAGES[*passage];
                for (index, label) in NOTES.iter().enumerate() {
                    called[index] |= passage.contains(&format!("[^{label}]"));
                }
                out.push_str(&format!("{passage}\n\n"));
            }
        };
        passages(&mut out, &self.top);
        let mut last_capital = None;
        for (id, all) in &self.sections {
            let name = SECTIONS[*id];
            let parent = (0..=*id).rev().find(|index| !is_below(SECTIONS[*index]));
            if !is_below(name) {
                last_capital = parent;
            } else if last_capital != parent {
                continue;
            }
            let marks = if is_below(name) { "###" } else { "##" };
            out.push_str(&format!("{marks} Section {name} {{#{}}}\n\n", id_of(name)));
            passages(&mut out, all);
        }
        for (label, is_called) in NOTES.iter().zip(called) {
            if is_called {
                out.push_str(&format!("[^{label}]: Source {label}, {}.\n", self.title));
            }
        }
        let out = out.trim_end().to_owned() + "\n";
        out.replace('\n', line_end)
    }
}

fn is_below(name: &str) -> bool {
    name.chars().all(char::is_lowercase)
}

fn id_of(name: &str) -> String {
    format!("section-{}", name.to_lowercase())
}

fn taken_up(old: &str, new: &str, part: &Part) -> String {
    let tag = LanguageTag::new("en").expect("a tag");
    let mut texts = Texts::default();
    let old_file = texts.put(SourceText::new("old.md", old.to_owned()));
    let new_file = texts.put(SourceText::new("new.md", new.to_owned()));
    let old_chapter = parse_kept("chapter", old_file, &texts, &tag);
    let new_chapter = parse_kept("chapter", new_file, &texts, &tag);
    let version = |chapter, file| Version { chapter, file };
    splice(version(&old_chapter, old), version(&new_chapter, new), part)
}

/// The words of each section by its id, without those below it and without notes.
fn sections(file: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut id = "front".to_owned();
    let mut in_code = false;
    for (index, line) in file.split_inclusive('\n').enumerate() {
        if index > 0 && line.starts_with("---") {
            id = "top".to_owned();
            continue;
        }
        in_code ^= line.starts_with("```");
        if line.starts_with('#') && !in_code {
            let after = line.split_once("{#").expect("each heading has an id").1;
            id = after.split('}').next().unwrap_or_default().to_owned();
        }
        if !line.starts_with("[^") {
            sections.entry(id.clone()).or_default().push_str(line);
        }
    }
    for text in sections.values_mut() {
        *text = text.trim_end().to_owned();
    }
    sections
}

#[test]
fn all_sections_in_turn_give_the_source() {
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(SEED),
        failure_persistence: None,
        ..Config::default()
    });
    let line_ends = proptest::sample::select(&["\n", "\r\n"][..]);
    let result = runner.run(&(text(), text(), line_ends), |(old, new, line_end)| {
        let (old_file, new_file) = (old.file(line_end), new.file(line_end));
        let mut kept = old_file.clone();
        let mut parts = vec![Part::Front, Part::Top];
        // What the source has dropped is cut out as any other section is taken up.
        for name in SECTIONS {
            parts.push(Part::Section(id_of(name)));
        }
        for part in parts {
            let is_there = |file: &str| match &part {
                Part::Section(id) => file.contains(&format!("{{#{id}}}")),
                _ => true,
            };
            if !is_there(&kept) && !is_there(&new_file) {
                continue;
            }
            let before = sections(&kept);
            kept = taken_up(&kept, &new_file, &part);
            let (after, source) = (sections(&kept), sections(&new_file));
            for (id, text) in &before {
                let is_outside = after.get(id) == Some(text);
                let is_taken = after.get(id) == source.get(id);
                prop_assert!(is_outside || is_taken, "{part:?} changed {id}:\n{kept}");
            }
            prop_assert!(
                after
                    .keys()
                    .all(|id| before.contains_key(id) || source.contains_key(id))
            );
        }
        // Once all is said in the same words, `accept` keeps the source itself: empty lines at the end do not count here.
        prop_assert_eq!(kept.trim_end(), new_file.trim_end());
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
