//! The beginning of a Markdown file goes in; its front matter and the offset of its body come out.

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::yaml as mistakes;
use crate::base::text::Place;
use crate::parse::chapter::ChapterInput;
use crate::parse::data::FrontMatter;
use crate::parse::yaml::Yaml;
use crate::parse::yaml::keys;
use crate::parse::yaml::read_yaml_part;

/// Largest front matter, in bytes.
const BYTES_MAX: usize = 64 * 1024;

const SUMMARY_WORDS_MAX: usize = 80;
const SUMMARY_CHARACTERS_MAX: usize = 240;
const KEY_POINTS_MAX: usize = 6;

/// Reads the front matter and gives the byte offset at which the body begins.
pub(super) fn read_front_matter(
    input: &ChapterInput<'_>,
    diagnostics: &mut Diagnostics,
) -> (Yaml<FrontMatter>, usize) {
    let text = input.source.text.as_str();
    let absent = || Yaml::absent(input.file, FrontMatter::default());
    let Some((start, end, body)) = split(text) else {
        let problem = match text.starts_with("---") {
            true => "the front matter is not closed",
            false => "the file has no front matter",
        };
        diagnostics.push(mistakes::front_matter(Place::start_of(input.file), problem));
        return (
            absent(),
            if text.starts_with("---") {
                text.len()
            } else {
                0
            },
        );
    };
    if end - start > BYTES_MAX {
        diagnostics.push(mistakes::front_matter(
            Place::start_of(input.file),
            "the front matter is longer than 64 KiB",
        ));
        return (absent(), body);
    }
    let shape = if input.is_source {
        &keys::SOURCE_FRONT_MATTER
    } else {
        &keys::TRANSLATION_FRONT_MATTER
    };
    let front: Yaml<FrontMatter> =
        read_yaml_part(input.file, input.source, start..end, shape, diagnostics);
    check_lengths(input, &front, diagnostics);
    (front, body)
}

/// Byte offsets: beginning and end of the YAML, beginning of the body.
fn split(text: &str) -> Option<(usize, usize, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut offset = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some((first.len(), offset, offset + line.len()));
        }
        offset += line.len();
    }
    None
}

fn check_lengths(
    input: &ChapterInput<'_>,
    front: &Yaml<FrontMatter>,
    diagnostics: &mut Diagnostics,
) {
    let summary = front.value.summary.as_deref().unwrap_or_default();
    let (count, limit, unit) = match input.tag.is_unspaced() {
        true => (
            summary.chars().count(),
            SUMMARY_CHARACTERS_MAX,
            "characters",
        ),
        false => (
            summary.split_whitespace().count(),
            SUMMARY_WORDS_MAX,
            "words",
        ),
    };
    if count > limit {
        let what = format!("the summary has {count} {unit}");
        diagnostics.push(mistakes::length(
            front.place(&["summary"]),
            &what,
            &limit.to_string(),
        ));
    }
    let points = front.value.key_points.len();
    if points > KEY_POINTS_MAX {
        let what = format!("there are {points} key points");
        diagnostics.push(mistakes::length(
            front.place(&["key_points"]),
            &what,
            &KEY_POINTS_MAX.to_string(),
        ));
    }
}
