//! A number of pages goes in; a whole handbook in six languages is written, the same for the same seed, ready to be built.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::plan::Block;
use crate::plan::Item;
use crate::plan::Plan;
use crate::plan::Sentence;
use crate::plan::Text;
use crate::plan::chapter_id;
use crate::plan::plan;
use crate::random::Random;
use crate::scripts::HINDI_GLOSSARY;
use crate::scripts::HINDI_INSTRUMENTS;
use crate::scripts::SCRIPTS;
use crate::scripts::Script;
use crate::words::Vocabulary;

const SEED: u64 = 19_481_210;

/// Chapters of a part.
const PART_CHAPTERS: usize = 10;

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 360 120\">
  <title>A scheme</title>
  <rect x=\"10\" y=\"10\" width=\"100\" height=\"100\" fill=\"#ffffff\" stroke=\"#1a1a1a\"/>
  <line x1=\"110\" y1=\"60\" x2=\"250\" y2=\"60\" stroke=\"#1a1a1a\"/>
  <circle cx=\"300\" cy=\"60\" r=\"50\" fill=\"none\" stroke=\"#1a1a1a\"/>
</svg>
";

/// What was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// Markdown files that are published: chapters times languages.
    pub(crate) page_count: usize,
    pub(crate) chapter_count: usize,
    /// Size of those files, in bytes.
    pub(crate) text_bytes: u64,
}

/// Writes a handbook of about `page_count` pages into `root`, which is emptied first. Instruments, glossary and the words
/// of the interface are those of the handbook in `repository`.
pub(crate) fn generate(repository: &Path, root: &Path, page_count: usize) -> io::Result<Written> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    let chapter_count = (page_count / SCRIPTS.len()).max(1);
    let content = root.join("content");
    fs::create_dir_all(content.join("assets"))?;
    fs::create_dir_all(root.join("i18n"))?;
    fs::write(content.join("assets/scheme.svg"), DRAWING)?;
    fs::write(content.join("handbook.yaml"), handbook_yaml(chapter_count))?;
    for name in ["instruments.yaml", "glossary.yaml"] {
        copy(&repository.join("content").join(name), &content.join(name))?;
    }
    let plans: Vec<Plan> = (0..chapter_count)
        .into_par_iter()
        .map(|index| plan(SEED, index, chapter_count))
        .collect();
    let mut text_bytes = 0;
    for (script_index, script) in SCRIPTS.iter().enumerate() {
        let folder = content.join(script.tag);
        fs::create_dir_all(folder.join("_translated-from"))?;
        let vocabulary = Vocabulary::new(script, SEED);
        write_words(repository, root, script, &vocabulary, chapter_count)?;
        let chapters: Vec<String> = plans
            .par_iter()
            .enumerate()
            .map(|(index, plan)| write_chapter(plan, index, script_index, script, &vocabulary))
            .collect();
        text_bytes += chapters.iter().map(|text| text.len() as u64).sum::<u64>();
        chapters
            .par_iter()
            .enumerate()
            .try_for_each(|(index, text)| {
                fs::write(folder.join(format!("{}.md", chapter_id(index))), text)
            })?;
        if script_index == 0 {
            write_snapshots(&content, &chapters)?;
        }
    }
    Ok(Written {
        page_count: chapter_count * SCRIPTS.len(),
        chapter_count,
        text_bytes,
    })
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| io::Error::other(format!("{}: {error}", from.display())))
}

fn handbook_yaml(chapter_count: usize) -> String {
    let ids = |part_index: usize| -> String {
        let last = chapter_count.min((part_index + 1) * PART_CHAPTERS);
        (part_index * PART_CHAPTERS..last)
            .map(chapter_id)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut yaml = "edition: {number: \"1\", date: 2026-11-30}\nsource_language: en\nlanguages: [ar, zh, en, fr, hi, ru]\nparts:\n".to_owned();
    for part_index in 0..chapter_count.div_ceil(PART_CHAPTERS) {
        yaml += &format!(
            "  - {{id: part-{}, chapters: [{}]}}\n",
            part_index + 1,
            ids(part_index)
        );
    }
    yaml += &format!(
        "paths:\n  - {{id: new-member, chapters: [{}]}}\n",
        chapter_id(0)
    );
    yaml += "annexes: [instruments, articles, checklists, questions, calendar, glossary]\nbase_url: https://example.org/handbook/\n";
    yaml
}

/// Writes what a language has beside its chapters.
fn write_words(
    repository: &Path,
    root: &Path,
    script: &Script,
    vocabulary: &Vocabulary,
    chapter_count: usize,
) -> io::Result<()> {
    let folder = root.join("content").join(script.tag);
    let interface = root.join(format!("i18n/{}.yaml", script.tag));
    if script.tag == "en" {
        copy(&repository.join("i18n/en.yaml"), &interface)?;
    } else {
        fs::write(interface, format!("meta:\n  {}\nui: {{}}\n", script.meta))?;
    }
    for (name, own) in [
        ("instruments.yaml", HINDI_INSTRUMENTS),
        ("glossary.yaml", HINDI_GLOSSARY),
    ] {
        match script.tag {
            "hi" => fs::write(folder.join(name), own)?,
            tag => copy(
                &repository.join("content").join(tag).join(name),
                &folder.join(name),
            )?,
        }
    }
    let random = Random::for_path(SEED, &[3]);
    let mut writer = Writer {
        script,
        vocabulary,
        random,
        in_table: false,
        out: String::new(),
    };
    let mut book = format!("title: \"{}\"\nparts:\n", writer.title(4));
    for part_index in 0..chapter_count.div_ceil(PART_CHAPTERS) {
        let (title, introduction) = (writer.title(3), writer.title(20));
        book += &format!(
            "  part-{}: {{title: \"{title}\", introduction: \"{introduction}\"}}\n",
            part_index + 1
        );
    }
    let (title, description) = (writer.title(4), writer.title(9));
    book +=
        &format!("paths:\n  new-member: {{title: \"{title}\", description: \"{description}\"}}\n");
    book += "imprint: {licence: CC BY 4.0}\n";
    fs::write(folder.join("book.yaml"), book)
}

/// Writes the source text that each translation was made from. Of every tenth chapter it is an older one, so that some
/// translations are out of date.
fn write_snapshots(content: &Path, sources: &[String]) -> io::Result<()> {
    for script in &SCRIPTS[1..] {
        let folder = content.join(script.tag).join("_translated-from");
        fs::create_dir_all(&folder)?;
        sources
            .par_iter()
            .enumerate()
            .try_for_each(|(index, source)| {
                let path = folder.join(format!("{}.md", chapter_id(index)));
                match source.split_once("\n---\n") {
                    Some((front, body)) if index % 10 == 9 => fs::write(
                        path,
                        format!("{front}\n---\n{}", body.replacen(" the ", " every ", 3)),
                    ),
                    _ => fs::write(path, source),
                }
            })?;
    }
    Ok(())
}

fn write_chapter(
    plan: &Plan,
    chapter_index: usize,
    script_index: usize,
    script: &Script,
    vocabulary: &Vocabulary,
) -> String {
    let random = Random::for_path(SEED, &[4, chapter_index as u64, script_index as u64]);
    let mut writer = Writer {
        script,
        vocabulary,
        random,
        in_table: false,
        out: String::with_capacity(24 * 1024),
    };
    writer.front_matter(plan, script_index == 0);
    for block in &plan.blocks {
        writer.block(block);
        writer.out.push('\n');
    }
    for (index, note) in plan.notes.iter().enumerate() {
        let _ = write!(writer.out, "[^note-{}]: ", index + 1);
        writer.text(&note.text);
        writer.out.push_str(if note.unchecked {
            " {unchecked}\n\n"
        } else {
            "\n\n"
        });
    }
    writer.out
}

/// Puts words of one language into what was planned.
struct Writer<'a> {
    script: &'a Script,
    vocabulary: &'a Vocabulary,
    random: Random,
    /// Whether `|` has to be escaped.
    in_table: bool,
    out: String,
}

impl Writer<'_> {
    fn front_matter(&mut self, plan: &Plan, is_source: bool) {
        let title = self.title(plan.title_words);
        let short_title = self.title(2);
        let summary = self.aside(&plan.summary);
        let _ = write!(
            self.out,
            "---\ntitle: \"{title}\"\nshort_title: \"{short_title}\"\nsummary: \"{summary}\"\nkey_points:\n"
        );
        for point in &plan.key_points {
            let point = self.aside(point);
            let _ = writeln!(self.out, "  - \"{point}\"");
        }
        self.out.push_str(if is_source {
            "reviewed: 2026-11-23\n"
        } else {
            ""
        });
        self.out.push_str("status: unreviewed\n---\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading {
                level,
                id,
                title_words,
            } => {
                let (marks, title) = ("#".repeat(*level), self.title(*title_words));
                let _ = writeln!(self.out, "{marks} {title} {{#{id}}}");
            }
            Block::Paragraph(text) => {
                self.text(text);
                self.out.push('\n');
            }
            Block::List { ordered, items } => {
                for (index, item) in items.iter().enumerate() {
                    let mark = if *ordered {
                        format!("{}. ", index + 1)
                    } else {
                        "- ".to_owned()
                    };
                    self.line(&mark, item);
                }
            }
            Block::Checklist(steps) => steps.iter().for_each(|step| self.line("- [ ] ", step)),
            Block::Definitions(definitions) => {
                for (index, (term_words, definition)) in definitions.iter().enumerate() {
                    let term = self.title(*term_words);
                    let _ = writeln!(self.out, "{}{term}", if index > 0 { "\n" } else { "" });
                    self.line(": ", definition);
                }
            }
            Block::Table(rows) => self.table(rows),
            Block::Picture(words) => {
                let alternative = self.title(*words);
                let _ = writeln!(self.out, "![{alternative}](../assets/scheme.svg)");
            }
            Block::Callout {
                kind,
                id,
                title_words,
                blocks,
            } => {
                let title = self.title(*title_words);
                let outer = std::mem::take(&mut self.out);
                blocks.iter().for_each(|block| self.block(block));
                let inner = std::mem::replace(&mut self.out, outer);
                let _ = writeln!(self.out, "> [!{kind}] {title} {{#{id}}}");
                self.out.push_str(if *kind == "table" { ">\n" } else { "" });
                for line in inner.lines() {
                    let _ = writeln!(self.out, "> {line}");
                }
            }
        }
    }

    fn line(&mut self, mark: &str, text: &Text) {
        self.out.push_str(mark);
        self.text(text);
        self.out.push('\n');
    }

    fn table(&mut self, rows: &[Vec<Text>]) {
        self.in_table = true;
        for (index, row) in rows.iter().enumerate() {
            for cell in row {
                self.out.push_str("| ");
                self.text(cell);
                self.out.push(' ');
            }
            self.out.push_str("|\n");
            if index == 0 {
                self.out.push_str(&"|---".repeat(row.len()));
                self.out.push_str("|\n");
            }
        }
        self.in_table = false;
    }

    fn text(&mut self, text: &Text) {
        for (index, sentence) in text.sentences.iter().enumerate() {
            if index > 0 {
                self.out.push_str(self.script.space);
            }
            self.sentence(sentence, text.stops);
        }
    }

    fn sentence(&mut self, sentence: &Sentence, stops: bool) {
        let mut items = sentence
            .items
            .iter()
            .filter(|(_, item)| !matches!(item, Item::Note(_)))
            .peekable();
        for word_index in 0..sentence.word_count {
            while let Some((_, item)) = items.next_if(|(after, _)| *after <= word_index) {
                self.item(item);
                self.out.push_str(self.script.space);
            }
            let word = self.vocabulary.word(&mut self.random);
            let word = if word_index == 0 {
                capitalised(word)
            } else {
                word.to_owned()
            };
            self.out.push_str(&word);
            if word_index + 1 < sentence.word_count {
                let pauses = word_index > 2 && self.random.percent(10);
                self.out.push_str(if pauses {
                    self.script.comma
                } else {
                    self.script.space
                });
            }
        }
        if stops {
            let stop = self.random.pick(self.script.stops);
            self.out.push_str(stop);
        }
        for (_, item) in &sentence.items {
            if let Item::Note(index) = item {
                let _ = write!(self.out, "[^note-{}]", index + 1);
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Reference {
                target,
                own_words: 0,
            } => {
                let _ = write!(self.out, "[[{target}]]");
            }
            Item::Reference { target, own_words } => {
                let bar = if self.in_table { "\\|" } else { "|" };
                let words = self.words(*own_words);
                let _ = write!(self.out, "[[{target}{bar}{words}]]");
            }
            Item::Link { address, words } => {
                let words = self.words(*words);
                let _ = write!(self.out, "[{words}]({address})");
            }
            Item::Strong(count) => {
                let words = self.words(*count);
                let _ = write!(self.out, "**{words}**");
            }
            Item::Note(_) => {}
        }
    }

    /// So many words in a row.
    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count)
            .map(|_| self.vocabulary.word(&mut self.random))
            .collect();
        words.join(self.script.space)
    }

    fn title(&mut self, word_count: usize) -> String {
        let words = self.words(word_count);
        capitalised(&words)
    }

    /// A text that stands elsewhere than where the chapter has come to.
    fn aside(&mut self, text: &Text) -> String {
        let outer = std::mem::take(&mut self.out);
        self.text(text);
        std::mem::replace(&mut self.out, outer)
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
