//! Citations go in; the terms that stand for them in the index come out: `§iccpr`, `§iccpr:19`, `§iccpr:19.3`.
//!
//! `§` is no part of any word, so that no text can make such terms.

use std::collections::BTreeMap;

use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::parse::reference::Locator;
use crate::search::analysis::Run;
use crate::search::analysis::fold;
use crate::search::analysis::normalise;
use crate::search::analysis::runs;

/// Longest range that is expanded, in articles or paragraphs.
const RANGE_MAX: u32 = 30;

/// The terms of a citation, from the whole to the part: instrument, articles, paragraphs, letter.
pub fn of_citation(citation: &Citation) -> Vec<String> {
    let whole = format!("§{}", citation.instrument.to_ascii_lowercase());
    let mut terms = vec![whole.clone()];
    let Some(locator) = &citation.locator else {
        return terms;
    };
    for article in articles(locator) {
        let article = format!("{whole}:{article}");
        terms.push(article.clone());
        for paragraph in locator.paragraph.iter().flat_map(|range| expanded(range)) {
            let paragraph = format!("{article}.{paragraph}");
            terms.push(paragraph.clone());
            terms.extend(
                locator
                    .letter
                    .as_ref()
                    .map(|letter| format!("{paragraph}.{letter}")),
            );
        }
        if let (None, Some(letter)) = (&locator.paragraph, &locator.letter) {
            terms.push(format!("{article}.{letter}"));
        }
    }
    terms
}

/// The terms of a general comment or recommendation: its body, and the comment as `§ccpr:gc34`.
pub fn of_comment(comment: &CommentCitation) -> Vec<String> {
    let body = format!("§{}", comment.body.to_ascii_lowercase());
    let number = comment.comment.to_ascii_lowercase().replace(' ', "");
    vec![body.clone(), format!("{body}:{number}")]
}

/// The articles of a place, each behind its series: `19`, `goals--16`.
fn articles(locator: &Locator) -> Vec<String> {
    let series = match &locator.series {
        Some(series) => format!("{}--", series.to_ascii_lowercase()),
        None => String::new(),
    };
    let range = match &locator.article_to {
        Some(to) => format!("{}-{to}", locator.article),
        None => locator.article.clone(),
    };
    expanded(&range)
        .into_iter()
        .map(|article| format!("{series}{}", article.to_ascii_lowercase()))
        .collect()
}

/// `18-20` as its three numbers; anything else as it is.
fn expanded(range: &str) -> Vec<String> {
    let numbers = range
        .split_once('-')
        .and_then(|(from, to)| from.parse().ok().zip(to.parse().ok()));
    match numbers {
        Some((from, to)) if from < to && to - from < RANGE_MAX => {
            (from..=to).map(|number: u32| number.to_string()).collect()
        }
        _ => vec![range.split('-').next().unwrap_or(range).to_owned()],
    }
}

/// A name as queries are compared with it: folded runs of letters and digits, a space between them.
pub fn alias(name: &str) -> String {
    let normal = normalise(name);
    let parts: Vec<String> = runs(&normal)
        .map(|run| match run {
            Run::Word(run) | Run::Gram(run) => fold(run, false).into_owned(),
        })
        .collect();
    parts.join(" ")
}

/// The ordinal numbers from 1 to 40 as Arabic writes those of articles, folded.
pub fn arabic_ordinals() -> BTreeMap<String, u32> {
    const UNITS: [&str; 9] = [
        "الأولى",
        "الثانية",
        "الثالثة",
        "الرابعة",
        "الخامسة",
        "السادسة",
        "السابعة",
        "الثامنة",
        "التاسعة",
    ];
    const TENS: [(&str, u32); 3] = [("العشرون", 20), ("الثلاثون", 30), ("الأربعون", 40)];
    let mut ordinals = BTreeMap::new();
    let mut add = |words: String, number: u32| {
        ordinals.insert(alias(&words), number);
    };
    for (unit, number) in UNITS.into_iter().zip(1..) {
        add(unit.to_owned(), number);
        // The first is called otherwise where a ten follows.
        let joined = if number == 1 { "الحادية" } else { unit };
        add(format!("{joined} عشرة"), 10 + number);
        add(format!("{joined} والعشرون"), 20 + number);
        add(format!("{joined} والثلاثون"), 30 + number);
    }
    add("العاشرة".to_owned(), 10);
    for (ten, number) in TENS {
        add(ten.to_owned(), number);
    }
    ordinals
}

#[cfg(test)]
mod tests {
    use super::of_citation;
    use super::of_comment;
    use crate::parse::reference::Written;
    use crate::parse::reference::read_reference;

    #[test]
    fn terms_of_what_authors_write() {
        let cases = [
            ("ICCPR", "§iccpr"),
            ("ICCPR 19(3)", "§iccpr §iccpr:19 §iccpr:19.3"),
            ("CRC 2(1)(b)", "§crc §crc:2 §crc:2.1 §crc:2.1.b"),
            ("PALERMO 3(c)", "§palermo §palermo:3 §palermo:3.c"),
            ("ICCPR 18-20", "§iccpr §iccpr:18 §iccpr:19 §iccpr:20"),
            ("ICCPR 8(1)-(2)", "§iccpr §iccpr:8 §iccpr:8.1 §iccpr:8.2"),
            ("ROME-STATUTE 8bis", "§rome-statute §rome-statute:8bis"),
            (
                "AGENDA-2030 goals 16",
                "§agenda-2030 §agenda-2030:goals--16",
            ),
            ("CEDAW-C GR 35", "§cedaw-c §cedaw-c:gr35"),
        ];
        for (written, expected) in cases {
            let terms = match read_reference(written) {
                Some(Written::Citation(citation)) => of_citation(&citation),
                Some(Written::Comment(comment)) => of_comment(&comment),
                other => vec![format!("{other:?}")],
            };
            assert_eq!(terms.join(" "), expected, "{written}");
        }
    }
}
