//! Letters as they are read go in; in the order in which they stand on the line, from the left, they come out.
//!
//! The rules are those of [Unicode Standard Annex 9](https://www.unicode.org/reports/tr9/).

use std::ops::Range;

use icu::properties::CodePointMapData;
use icu::properties::props::BidiMirroringGlyph;
use icu::properties::props::GeneralCategory;
use unicode_bidi::BidiClass;
use unicode_bidi::BidiInfo;
use unicode_bidi::Level;
use unicode_bidi::bidi_class;

use crate::render::drawings::Letter;

/// Whether a character makes a line run from right to left.
pub(super) fn runs_from_right(character: char) -> bool {
    matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

/// The line as it is seen; nothing if it is more than one paragraph.
pub(super) fn as_seen(letters: &[Letter], base_is_rtl: bool) -> Option<Vec<Letter>> {
    let base = if base_is_rtl {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let line: String = letters.iter().map(|letter| letter.character).collect();
    let bidi = BidiInfo::new(&line, Some(base));
    let [paragraph] = bidi.paragraphs.as_slice() else {
        return letters.is_empty().then(Vec::new);
    };
    let levels = bidi.reordered_levels_per_char(paragraph, paragraph.range.clone());
    let clusters = clusters(letters, &levels);
    let cluster_levels: Vec<Level> = clusters
        .iter()
        .map(|cluster| levels[cluster.start])
        .collect();
    let mut seen = Vec::with_capacity(letters.len());
    for index in BidiInfo::reorder_visual(&cluster_levels) {
        let mirror = cluster_levels[index].is_rtl();
        let cluster = &letters[clusters[index].clone()];
        seen.extend(
            cluster
                .iter()
                .filter(|letter| !is_control(letter.character))
                .map(|letter| {
                    let character = if mirror {
                        mirrored(letter.character)
                    } else {
                        letter.character
                    };
                    Letter {
                        character,
                        ..*letter
                    }
                }),
        );
    }
    Some(seen)
}

/// Each letter with the marks that combine with it, which stay behind it (rule L3).
fn clusters(letters: &[Letter], levels: &[Level]) -> Vec<Range<usize>> {
    let mut clusters: Vec<Range<usize>> = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        match clusters.last_mut() {
            Some(last) if is_mark(letter.character) && levels[index] == levels[last.start] => {
                last.end = index + 1;
            }
            _ => clusters.push(index..index + 1),
        }
    }
    clusters
}

fn is_mark(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    matches!(
        category,
        GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
    )
}

/// Whether a character is nothing but an order to the algorithm, which has been carried out.
fn is_control(character: char) -> bool {
    matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

fn mirrored(character: char) -> char {
    let glyph = CodePointMapData::<BidiMirroringGlyph>::new().get(character);
    glyph.mirroring_glyph.unwrap_or(character)
}
