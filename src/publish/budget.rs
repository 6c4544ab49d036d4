//! Budgets of a page: finished bytes go in; how much of a slow link they take, and their largest part, come out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::publish::tag::Piece;
use crate::publish::tag::Tags;

/// Of an ordinary page's HTML, in bytes after compression.
pub(super) const HTML_SIZE_MAX: usize = 30_000;
/// Of a page's style sheets together, in bytes after compression.
pub(super) const STYLE_SIZE_MAX: usize = 12_000;
/// Of a page's scripts together, in bytes after compression, search apart.
pub(super) const SCRIPT_SIZE_MAX: usize = 10_000;
/// Of everything that opening a page fetches, the page itself counted.
pub(super) const REQUEST_COUNT_MAX: usize = 8;

/// Pages and folders of generated lists, as long as the book is rich: they have no budget.
const GENERATED_LISTS: [&str; 9] = [
    "instruments",
    "articles",
    "glossary",
    "checklists",
    "questions",
    "calendar",
    "boxes",
    "a-z",
    "status",
];

/// Whether a page is made for paper: one long page on purpose.
pub(super) fn is_print(path: &str) -> bool {
    matches!(file_name(path), "print.html" | "print-checklists.html")
}

/// Whether the budget of HTML holds for a page: `fr/state-duties.html`, but neither a list nor print.
pub(super) fn is_ordinary(path: &str) -> bool {
    let within_language = path.split_once('/').map_or(path, |(_, rest)| rest);
    let first = within_language.split(['/', '.']).next().unwrap_or_default();
    !is_print(path) && !GENERATED_LISTS.contains(&first)
}

/// Whether a script belongs to search, which has a budget of its own and is fetched when it is used.
pub(super) fn is_search(path: &str) -> bool {
    file_name(path).starts_with("search") || path.split('/').any(|folder| folder == "search")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The quickest level that codes letters by how often they come, which [`size_bound`] counts on.
const QUICK_LEVEL: u32 = 2;

/// Size after compression as servers do it, if it is more than `limit`.
pub(super) fn compressed_excess(bytes: &[u8], limit: usize) -> Option<usize> {
    if surely_fits(bytes, limit).unwrap_or(false) {
        return None;
    }
    let size = usual_compressed_size(bytes);
    (size > limit).then_some(size)
}

/// Whether it is certain, at little cost, that `bytes` are not larger than `limit` after compression.
///
/// # Errors
/// None in practice: what is compressed is only counted.
fn surely_fits(bytes: &[u8], limit: usize) -> std::io::Result<bool> {
    // Perf: compressing takes about 10 ms per MB. So only as much of the beginning is compressed, the quick way, as it
    // takes until the rest fits by `size_bound`: nothing of most pages, a third of a page of 50 KB.
    const PIECE_SIZE: usize = 16 * 1024;
    if stored_size(bytes) <= limit || size_bound(bytes) <= limit {
        return Ok(true);
    }
    let mut encoder = GzEncoder::new(Count(0), Compression::new(QUICK_LEVEL));
    let mut rest = bytes;
    while let Some((piece, after)) = rest.split_at_checked(PIECE_SIZE) {
        encoder.write_all(piece)?;
        encoder.flush()?;
        rest = after;
        if encoder.get_ref().0 + size_bound(rest) <= limit {
            return Ok(true);
        }
    }
    encoder.write_all(rest)?;
    Ok(encoder.finish()?.0 <= limit)
}

/// Size after gzip at the level that servers use by default.
pub(super) fn usual_compressed_size(bytes: &[u8]) -> usize {
    compressed_size(bytes, Compression::default())
}

fn compressed_size(bytes: &[u8], level: Compression) -> usize {
    let mut encoder = GzEncoder::new(Count(0), level);
    // Writing into a counter cannot fail; if it ever did, the size without compression is the honest answer.
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(Count(size)) => size,
        Err(_) => bytes.len(),
    }
}

struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const FILE_HEAD: usize = 18;
const BLOCK_SIZE: usize = 16 * 1024;

/// Size in a gzip file that takes the bytes as they are (RFC 1951, 3.2.4).
fn stored_size(bytes: &[u8]) -> usize {
    FILE_HEAD + bytes.len() + 5 * (bytes.len() / BLOCK_SIZE + 1)
}

/// A size that gzip need not exceed, at the cost of counting bytes: that of their best prefix code (Huffman 1952)
/// without any repetition found, plus the heads of blocks (RFC 1951, 3.2.7) and of the file.
fn size_bound(bytes: &[u8]) -> usize {
    const BLOCK_HEAD: usize = 160;
    let counts = byte_counts(bytes);
    let mut weights: BinaryHeap<Reverse<usize>> = counts
        .into_iter()
        .filter(|&count| count > 0)
        .map(Reverse)
        .collect();
    let mut bits = 0;
    while let (Some(Reverse(one)), Some(Reverse(other))) = (weights.pop(), weights.pop()) {
        bits += one + other;
        weights.push(Reverse(one + other));
    }
    // A repetition that gzip takes because it is one may cost a little more than its letters: up to 3 in 100 were seen,
    // in text without any sense. Twice that is allowed for.
    let coded = bits / 8 + bits / 8 / 16 + BLOCK_HEAD * (bytes.len() / BLOCK_SIZE + 1);
    stored_size(bytes).min(FILE_HEAD + coded)
}

fn byte_counts(bytes: &[u8]) -> [usize; 256] {
    // Perf: four tables, since equal letters in a row would wait for each other in one: nearly twice as fast.
    let mut tables = [[0_u32; 256]; 4];
    let (fours, rest) = bytes.as_chunks::<4>();
    let [first, second, third, fourth] = &mut tables;
    for &[a, b, c, d] in fours {
        first[usize::from(a)] += 1;
        second[usize::from(b)] += 1;
        third[usize::from(c)] += 1;
        fourth[usize::from(d)] += 1;
    }
    for &byte in rest {
        first[usize::from(byte)] += 1;
    }
    std::array::from_fn(|byte| tables.iter().map(|table| table[byte] as usize).sum())
}

/// The longest stretch of a page between the borders of its parts, named after the part: `nav#hb-contents (12.1 KB of
/// 40.3 KB before compression)`.
pub(super) fn largest_part(page: &[u8]) -> String {
    let mut tags = Tags::new(page);
    let mut attributes = Vec::new();
    let mut open: Vec<String> = vec!["the page outside its parts".to_owned()];
    let mut largest = (0, String::new());
    let mut start = 0;
    let mut close = |end: usize, open: &[String]| {
        let length = end - start;
        start = end;
        if length > largest.0 {
            largest = (length, open.last().cloned().unwrap_or_default());
        }
    };
    loop {
        match tags.next(&mut attributes) {
            Some(Piece::Start(name)) if is_part(name) || name == b"h2" => {
                close(tags.piece_start(), &open);
                let id = attributes.iter().find(|attribute| attribute.name == b"id");
                let mut label = String::from_utf8_lossy(name).into_owned();
                if let Some(id) = id {
                    label = format!("{label}#{}", String::from_utf8_lossy(id.value));
                }
                if name == b"h2" && open.len() > 1 {
                    open.pop();
                }
                open.push(format!("`{label}`"));
            }
            Some(Piece::End(name)) if is_part(name) => {
                close(tags.piece_end(), &open);
                if open.len() > 1 {
                    open.pop();
                }
            }
            Some(_) => {}
            None => break,
        }
    }
    close(page.len(), &open);
    format!(
        "{} ({} of {} before compression)",
        largest.1,
        kilobytes(largest.0),
        kilobytes(page.len())
    )
}

fn is_part(name: &[u8]) -> bool {
    matches!(
        name,
        b"head" | b"header" | b"nav" | b"main" | b"article" | b"section" | b"aside" | b"footer"
    )
}

/// `12.1 KB`: thousands of bytes.
pub(super) fn kilobytes(size: usize) -> String {
    format!("{}.{} KB", size / 1000, size % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::QUICK_LEVEL;
    use super::compressed_excess;
    use super::compressed_size;
    use super::is_ordinary;
    use super::kilobytes;
    use super::largest_part;
    use super::size_bound;
    use super::usual_compressed_size;
    use flate2::Compression;

    /// Text without sense whose characters come from `alphabet`, the same at every run.
    fn noise(alphabet: &str, length: usize) -> String {
        let characters: Vec<char> = alphabet.chars().collect();
        let mut state = 1_u64;
        let mut step = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        (0..length)
            .map(|_| characters[step() % characters.len()])
            .collect()
    }

    #[test]
    fn gzip_stays_below_the_bound() {
        let sentence =
            "<p id=\"p--1\">Every person has rights. لكل إنسان حقوق. 人人享有权利。</p>\n";
        let mut samples = vec![String::new(), "a".repeat(100_000), sentence.repeat(900)];
        for length in [1, 100, 9_000, 40_000, 200_000] {
            samples.push(noise("abcdefghijklmnopqrstuvwxyz <>/=\"-", length));
            samples.push(noise("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", length));
            samples.push(noise("人权利国家义务自由平等法律议会成员", length));
            samples.push(noise("\u{0}\u{7f}azAZ09é€😀", length));
        }
        for sample in &samples {
            for level in [Compression::new(QUICK_LEVEL), Compression::default()] {
                let size = compressed_size(sample.as_bytes(), level);
                let bound = size_bound(sample.as_bytes());
                assert!(size <= bound, "{size} > {bound} for {} bytes", sample.len());
            }
        }
    }

    #[test]
    fn pages_over_budget_are_found_and_others_left() {
        for alphabet in [
            "abcdefgh <>/=\"-",
            "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
            "人权利国家义务自由平等法律议会成员",
        ] {
            for length in [0, 20_000, 40_000, 60_000, 80_000] {
                let page = noise(alphabet, length) + &"<p>حق 权 right</p>".repeat(2_000);
                let size = usual_compressed_size(page.as_bytes());
                for limit in [size / 2, size - size / 20, size, size + size / 20, size * 2] {
                    let expected = (size > limit).then_some(size);
                    assert_eq!(
                        compressed_excess(page.as_bytes(), limit),
                        expected,
                        "{size} {limit}"
                    );
                }
            }
        }
    }

    #[test]
    fn lists_and_print_are_not_ordinary() {
        for path in [
            "index.html",
            "en/index.html",
            "fr/state-duties.html",
            "ar/about.html",
            "en/printing-press.html",
        ] {
            assert!(is_ordinary(path), "{path}");
        }
        for path in [
            "en/articles.html",
            "en/instruments/iccpr.html",
            "en/print.html",
            "zh/print-checklists.html",
        ] {
            assert!(!is_ordinary(path), "{path}");
        }
    }

    #[test]
    fn the_largest_part_is_named() {
        let page = format!(
            "<head><title>x</title></head><body><nav id=\"hb-contents\">{}</nav><main><h2 id=a>ا</h2>{}<h2 id=b>权</h2>{}</main>",
            "n".repeat(400),
            "a".repeat(300),
            "b".repeat(900)
        );
        assert!(
            largest_part(page.as_bytes()).starts_with("`h2#b` (0.9 KB of 1.7 KB"),
            "{}",
            largest_part(page.as_bytes())
        );
        assert_eq!(kilobytes(30_049), "30.0 KB");
    }
}
