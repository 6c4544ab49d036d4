//! The style sheet of one language's book: running heads and the few words that only a sheet can write.
//!
//! Running heads are texts on named pages, one for each chapter, since browsers know no other way (`string-set` and
//! running elements of CSS Generated Content for Paged Media are not theirs).

use std::fmt::Write;

use crate::link::order::LeafKind;
use crate::render::Edition;
use crate::render::pages::frame::book_title;
use crate::render::pages::print::plan::Piece;
use crate::render::pages::print::plan::pieces;

/// Longest text of a running head, in Latin letters; a Chinese character is as wide as two.
const HEAD_WIDTH_MAX: usize = 64;

/// The sheet of a language.
pub(super) fn sheet(edition: &Edition<'_>, index: usize) -> String {
    let wording = &edition.wordings[index];
    let order = &edition.links.order;
    let mut out = String::new();
    let words = wording.word("print.page");
    let (before, after) = words.split_once("{page}").unwrap_or((words, ""));
    // Chinese brackets are as wide as a space already.
    let space = if before.starts_with(|first: char| first.is_ascii()) {
        "\u{A0}"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        ":root {{ --pp0: {}; --pp1: {} }}",
        css_text(&format!("{space}{before}")),
        css_text(after)
    );
    let book = book_title(edition, index);
    let mut heads: Vec<(String, String)> = Vec::new();
    for (name, key) in [
        ("book--contents", "nav.contents"),
        ("boxes", "page.boxes"),
        ("book--abbreviations", "print.abbreviations"),
        ("book--checklists", "page.checklists"),
    ] {
        heads.push((name.to_owned(), wording.say(key, &[])));
    }
    for piece in pieces(edition) {
        match piece {
            Piece::Page(leaf)
            | Piece::Chapter(leaf)
            | Piece::Annex(leaf)
            | Piece::List(leaf, _) => {
                let entry = &order.leaves[leaf];
                let number = match &entry.kind {
                    LeafKind::Chapter { number, .. } => wording.number(u64::from(*number)),
                    LeafKind::Annex { letter, .. } => wording.annex_letter(letter),
                    LeafKind::Page | LeafKind::List => String::new(),
                };
                let title = edition.leaf_short(index, leaf);
                let head = match number.is_empty() {
                    true => title.to_owned(),
                    false => format!("{number}\u{2003}{title}"),
                };
                heads.push((entry.id.clone(), head));
            }
            Piece::Part(_) | Piece::Annexes => {}
            Piece::Index => heads.push(("a-z".to_owned(), wording.say("page.a_z", &[]))),
        }
    }
    // Where the book is bound on the right, a left-hand page is a recto.
    let (verso, recto) = match wording.direction.as_str() {
        "rtl" => ("right", "left"),
        _ => ("left", "right"),
    };
    let book = css_text(&isolated(&shortened(&book)));
    let _ = writeln!(
        out,
        "@page :{verso} {{ @top-{verso} {{ content: {book} }} }}"
    );
    for (name, head) in heads {
        let head = css_text(&isolated(&shortened(&head)));
        let _ = writeln!(
            out,
            "@page c-{name}:{recto} {{ @top-{recto} {{ content: {head} }} }}\n@page :nth(1 of c-{name}) {{ @top-{recto} {{ content: none !important }} }}\n.c-{name} {{ page: c-{name} }}",
        );
    }
    if let Some(style) = counter_style(wording.facts.numerals.as_deref()) {
        let _ = writeln!(
            out,
            "@page {{ @bottom-left {{ content: counter(page, {style}) }} @bottom-right {{ content: counter(page, {style}) }} }}"
        );
    }
    out
}

/// The text with its own direction, whatever that of the line: margins of a page know no `dir`.
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// A text that fits in a running head: cut behind a word, with an ellipsis.
fn shortened(text: &str) -> String {
    let width = |character: char| if character as u32 >= 0x2E80 { 2 } else { 1 };
    let mut total = 0;
    let mut end = None;
    let mut last_word = None;
    for (at, character) in text.char_indices() {
        if character.is_whitespace() || width(character) == 2 {
            last_word = Some(at);
        }
        total += width(character);
        if total > HEAD_WIDTH_MAX {
            end = last_word.or(Some(at));
            break;
        }
    }
    match end.and_then(|end| text.get(..end)) {
        Some(kept) => format!("{}\u{2026}", kept.trim_end()),
        None => text.to_owned(),
    }
}

/// A string of CSS (CSS Syntax 3, 4.3.5), in which nothing can end the string or look like markup.
fn css_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' | '<' | '\n' | '\r' | '\u{C}' => {
                let _ = write!(out, "\\{:x} ", character as u32);
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// How CSS names a numbering system of Unicode; nothing for Western digits (CSS Counter Styles 3, 6.1).
fn counter_style(numerals: Option<&str>) -> Option<&'static str> {
    Some(match numerals? {
        "arab" => "arabic-indic",
        "arabext" => "persian",
        "deva" => "devanagari",
        "beng" => "bengali",
        "thai" => "thai",
        "mymr" => "myanmar",
        "khmr" => "khmer",
        "laoo" => "lao",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::css_text;
    use super::shortened;

    #[test]
    fn no_title_ends_a_string() {
        assert_eq!(
            css_text("A \"law\" </style>\\ حق 权\n"),
            "\"A \\22 law\\22  \\3c /style>\\5c  حق 权\\a \""
        );
    }

    #[test]
    fn heads_are_cut_behind_a_word() {
        for (text, expected) in [
            ("Limits", "Limits"),
            (
                "What a member of parliament can do before, during and after a review of the State",
                "What a member of parliament can do before, during and after a…",
            ),
            (
                "ما يمكن لعضو البرلمان أن يفعله قبل استعراض سجل الدولة وأثناءه وبعده وفي كل وقت آخر",
                "ما يمكن لعضو البرلمان أن يفعله قبل استعراض سجل الدولة وأثناءه…",
            ),
            (
                "议员在国家人权记录受审议之前、期间和之后可以做些什么以及在其他任何时候可以做些什么",
                "议员在国家人权记录受审议之前、期间和之后可以做些什么以及在其他任…",
            ),
        ] {
            assert_eq!(shortened(text), expected);
        }
    }
}
