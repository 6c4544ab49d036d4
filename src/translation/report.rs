//! What a comparison found goes in; the mistakes that people are told come out, without what the translators have waived.

use std::collections::HashSet;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::translations as mistakes;
use crate::base::text::Place;
use crate::parse::data::Waiver;
use crate::translation::Finding;
use crate::translation::align::Text;
use crate::translation::states::ChapterStates;
use crate::translation::words::word_count;

/// Findings, told and sifted.
pub(super) struct Sifted {
    /// Those that stand.
    pub(super) left: Vec<Finding>,
    /// How many are waived.
    pub(super) waived: usize,
}

/// Tells what a translation does not share with the text it was made from. Without a kept text, nobody knows whether
/// the translation or the source is right: then nothing is an error.
pub(super) fn tell(
    own: Text<'_>,
    findings: Vec<Finding>,
    is_verified: bool,
    diagnostics: &mut Diagnostics,
) -> Sifted {
    let front = &own.chapter.front;
    let mut used = vec![false; front.value.waive.len()];
    let mut left = Vec::new();
    let mut waived = 0;
    for finding in findings {
        let waiver = front
            .value
            .waive
            .iter()
            .position(|waiver| names(waiver, &finding));
        if let Some(waiver) = waiver.filter(|_| !finding.is_error) {
            used[waiver] = true;
            waived += 1;
            continue;
        }
        let place = place_of(own, &finding);
        diagnostics.push(match finding.is_error && is_verified {
            true => mistakes::translation_differs(place, finding.check, &finding.message),
            false => mistakes::translation_doubt(
                place,
                finding.check,
                &finding.message,
                &finding.section,
                &finding.what,
                finding.is_error,
            ),
        });
        left.push(finding);
    }
    for (index, waiver) in front.value.waive.iter().enumerate() {
        if !used[index] {
            let place = front.place(&["waive", &index.to_string()]);
            diagnostics.push(mistakes::unused_waiver(
                place,
                &waiver.check,
                &waiver.at,
                &waiver.what,
            ));
        }
    }
    Sifted { left, waived }
}

/// Whether the translators have said that a finding is right as it is.
pub(super) fn is_waived(finding: &Finding, waivers: &[Waiver]) -> bool {
    !finding.is_error && waivers.iter().any(|waiver| names(waiver, finding))
}

fn names(waiver: &Waiver, finding: &Finding) -> bool {
    waiver.check == finding.check && waiver.at == finding.section && waiver.what == finding.what
}

/// Where a finding stands in the translation.
pub(super) fn place_of(own: Text<'_>, finding: &Finding) -> Place {
    let unit = finding
        .own
        .and_then(|own_unit| own.facts.units.get(own_unit as usize));
    match unit {
        Some(unit) => own.chapter.place(&unit.range),
        None => Place::start_of(own.chapter.file),
    }
}

/// Least words of passages by which an edited snapshot is known.
const WORDS_MIN: usize = 4;

/// Tells a kept source text that is more like the translation than like any source: somebody translated the wrong file.
pub(super) fn tell_edited_snapshot(
    now: Text<'_>,
    old: Text<'_>,
    own: Text<'_>,
    states: &ChapterStates,
    diagnostics: &mut Diagnostics,
) {
    let texts = |text: Text<'_>| -> HashSet<String> {
        let units = text.facts.units.iter().map(|unit| unit.text.clone());
        units.filter(|text| word_count(text) >= WORDS_MIN).collect()
    };
    let (now_texts, old_texts, own_texts) = (texts(now), texts(old), texts(own));
    // A translation not begun is like its source in everything.
    let shared = |other: &HashSet<String>| {
        old_texts
            .iter()
            .filter(|text| other.contains(*text))
            .count()
    };
    let foreign = old_texts
        .iter()
        .filter(|text| own_texts.contains(*text) && !now_texts.contains(*text))
        .count();
    if foreign > shared(&now_texts) && foreign * 2 > old_texts.len() && !states.units.is_empty() {
        diagnostics.push(mistakes::edited_snapshot(
            Place::start_of(old.chapter.file),
            &old.chapter.id,
        ));
    }
}
