//! What was read goes in; the files come out: shards of postings, blocks of text, the list of words, names, and `core.js`.
//!
//! Every file is a classic script with one call, so that it loads from a disk as from a server:
//!
//! | file | call | holds |
//! |---|---|---|
//! | `core.js` | `hs.c({…})` | what every query needs: headings, addresses, which shard holds what |
//! | `s<i>.<hash>.js` | `hs.s(i, terms, postings)` | a range of surfaces with the postings of the groups first named there |
//! | `t<i>.<hash>.js` | `hs.t(i, […])` | the plain text of consecutive sections |
//! | `v.<hash>.js` | `hs.v(words)` | every longer word, for queries with a slip of the pen |
//! | `cite.<hash>.js` | `hs.k({…})` | names of instruments, for queries that cite |
//! | `names.<hash>.js` | `hs.k({…})` | their names in other languages, where those did not explain a query |
//!
//! *terms* is a sequence of `<shared><rest> <groups>!`, by code points: characters shared with the surface before, the
//! rest, and the groups: 0 for the next new one, 1 + 2·back for one of this shard counted back from the newest,
//! 2 + 2·back for one of an earlier shard counted back from this shard's first. *postings* has one string per new group,
//! each closed by `!`; a leading space marks a group that stands nearly everywhere and is kept in headings only. For each
//! section: its distance from the one before, (number of places − 1)·4 + field, and the distances of the places.

use serde_json::Value;
use serde_json::json;
use sha2::Digest;
use sha2::Sha256;

use crate::search::Texts;
use crate::search::analysis::Rules;
use crate::search::encode::push_front_coded;
use crate::search::encode::push_number;
use crate::search::encode::quoted;
use crate::search::postings;
use crate::search::postings::Read;
use crate::search::spaced;
use crate::search::vocabulary::Group;
use crate::search::vocabulary::Vocabulary;

/// Raised with every change of the analysis or of these files: a client does not read another version.
const FORMAT: u32 = 1;

/// A shard is closed before it grows beyond this, in bytes; a block of text when it has reached this.
const SHARD_SIZE_MAX: usize = 14_000;
const BLOCK_SIZE: usize = 7_000;

/// Words of the list for slips of the pen have at least as many characters.
const LISTED_LENGTH_MIN: usize = 4;

/// Writes every file of a language, `core.js` last.
pub(super) fn write(
    texts: &Texts<'_>,
    vocabulary: &Vocabulary,
    read: &Read,
    rules: Rules,
    rewritings: &[(String, Vec<String>)],
) -> Vec<(String, Vec<u8>)> {
    let mut files = Files::default();
    let sorted = vocabulary.sorted();
    let written = postings::write(read, vocabulary);
    let shards = write_shards(&sorted, &written, &mut files);
    let blocks = write_texts(texts, &mut files);
    let words = write_words(&sorted, &mut files);
    let names = [("cite", &texts.names), ("names", &texts.other_names)]
        .map(|(stem, names)| files.add(stem, &format!("hs.k({names})\n")));
    let pages: Vec<Value> = texts
        .pages
        .iter()
        .map(|page| {
            let sections: Vec<String> = page
                .sections
                .iter()
                .map(|section| format!("{}\t{}", section.fragment, section.heading))
                .collect();
            json!([page.address, page.title, page.number, sections.join("\n")])
        })
        .collect();
    let mut lengths = String::new();
    for length in &read.lengths {
        push_number(&mut lengths, *length);
    }
    let rewritings: Vec<Value> = rewritings
        .iter()
        .map(|(left, rights)| {
            let rights: Vec<String> = rights.iter().map(|right| spaced(right, rules)).collect();
            json!([left, rights.join("\n")])
        })
        .collect();
    let core = json!({
        "f": FORMAT,
        "l": texts.base,
        "m": u8::from(rules.keeps_marks),
        "a": read.lengths.iter().map(|length| u64::from(*length)).sum::<u64>(),
        "n": lengths,
        "p": pages,
        "s": shards,
        "t": blocks,
        "v": words,
        "k": names,
        "r": rewritings,
        "w": texts.words,
    });
    let core = format!("hs.c({core})\n");
    files.files.push(("core.js".to_owned(), core.into_bytes()));
    files.files
}

#[derive(Default)]
struct Files {
    files: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// Adds a file and gives its name, which holds eight digits of the hash of its content.
    fn add(&mut self, stem: &str, text: &str) -> String {
        let hash: String = Sha256::digest(text.as_bytes())
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = format!("{stem}.{hash}.js");
        self.files.push((name.clone(), text.as_bytes().to_vec()));
        name
    }
}

/// A shard that is being filled.
struct Shard {
    first_surface: String,
    first_group: u32,
    terms: String,
    postings: String,
    last_surface: String,
    is_citations: bool,
}

/// Shards of all surfaces: for `core.js` the first surface, the number of its first group and the file of each.
fn write_shards(
    sorted: &[(&str, bool, Vec<Group>)],
    written: &[String],
    files: &mut Files,
) -> Vec<Value> {
    let mut shards = Vec::new();
    // The number of each group, once it has one.
    let mut numbers: Vec<Option<u32>> = vec![None; written.len()];
    let mut group_count = 0;
    let mut open: Option<Shard> = None;
    let mut close = |shard: Shard| {
        let index = shards.len();
        let text = format!(
            "hs.s({index},{},{})\n",
            quoted(&shard.terms),
            quoted(&shard.postings)
        );
        let name = files.add(&format!("s{index}"), &text);
        shards.push(json!([shard.first_surface, shard.first_group, name]));
    };
    for (surface, _, groups) in sorted {
        let is_citation = surface.starts_with('§');
        let new_size: usize = groups
            .iter()
            .filter(|group| numbers[**group as usize].is_none())
            .filter_map(|group| written.get(*group as usize))
            .map(String::len)
            .sum();
        let is_full = |shard: &Shard| {
            let size = shard.terms.len() + shard.postings.len();
            shard.is_citations != is_citation || size + surface.len() + new_size > SHARD_SIZE_MAX
        };
        if let Some(shard) = open.take_if(|shard| is_full(shard)) {
            close(shard);
        }
        let shard = open.get_or_insert_with(|| Shard {
            first_surface: (*surface).to_owned(),
            first_group: group_count,
            terms: String::new(),
            postings: String::new(),
            last_surface: String::new(),
            is_citations: is_citation,
        });
        push_front_coded(&mut shard.terms, &shard.last_surface, surface);
        shard.terms.push(' ');
        for group in groups {
            let number = &mut numbers[*group as usize];
            let reference = match *number {
                None => {
                    *number = Some(group_count);
                    group_count += 1;
                    let of_group = written.get(*group as usize).map_or("", String::as_str);
                    shard.postings.push_str(of_group);
                    shard.postings.push('!');
                    0
                }
                Some(number) if number >= shard.first_group => 1 + 2 * (group_count - 1 - number),
                Some(number) => 2 + 2 * (shard.first_group - 1 - number),
            };
            push_number(&mut shard.terms, reference);
        }
        shard.terms.push('!');
        shard.last_surface = (*surface).to_owned();
    }
    open.into_iter().for_each(&mut close);
    shards
}

/// Blocks of the texts of consecutive sections: for `core.js` the first section and the file of each.
///
/// A section is its lines; one at which a numbered passage begins starts with the number and a tab.
fn write_texts(texts: &Texts<'_>, files: &mut Files) -> Vec<Value> {
    let mut blocks = Vec::new();
    let mut block: Vec<String> = Vec::new();
    let mut size = 0;
    let mut first = 0;
    let sections = texts.pages.iter().flat_map(|page| &page.sections);
    let mut close = |first: usize, block: &mut Vec<String>| {
        let index = blocks.len();
        let text = format!("hs.t({index},[{}])\n", block.join(",\n"));
        let name = files.add(&format!("t{index}"), &text);
        blocks.push(json!([first, name]));
        block.clear();
    };
    for (number, section) in sections.enumerate() {
        let mut text = String::new();
        for line in &section.lines {
            if !text.is_empty() {
                text.push('\n');
            }
            if let Some(paragraph) = line.paragraph {
                text.push_str(&format!("{paragraph}\t"));
            }
            text.push_str(&line.text);
        }
        if block.is_empty() {
            first = number;
        }
        size += text.len();
        block.push(quoted(&text));
        if size >= BLOCK_SIZE {
            close(first, &mut block);
            size = 0;
        }
    }
    if !block.is_empty() {
        close(first, &mut block);
    }
    blocks
}

/// The list of longer words without digits, front coded; nothing where the language has none.
fn write_words(sorted: &[(&str, bool, Vec<Group>)], files: &mut Files) -> Option<String> {
    let mut list = String::new();
    let mut before = "";
    for (surface, is_word, _) in sorted {
        let is_listed = *is_word
            && surface.chars().count() >= LISTED_LENGTH_MIN
            && !surface.chars().any(char::is_numeric);
        if is_listed {
            push_front_coded(&mut list, before, surface);
            list.push('!');
            before = surface;
        }
    }
    (!list.is_empty()).then(|| files.add("v", &format!("hs.v({})\n", quoted(&list))))
}
