//! A `text` of a drawing goes in; the same `text`, its letters shaped and in the order in which they are seen, comes out.
//!
//! What begins at a place of its own is a line of its own. Within a line, pieces of different styles may end up in another
//! order than they are written in, so that each becomes a `tspan` that carries all of its style.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use unicode_normalization::UnicodeNormalization;

use crate::base::html::escape_into;
use crate::render::drawings::Attributes;
use crate::render::drawings::Letter;
use crate::render::drawings::attributes;
use crate::render::drawings::order;
use crate::render::drawings::shaping;

/// What a text takes over from the elements round it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inherited {
    is_rtl: bool,
    anchor: Anchor,
    keeps_spaces: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Anchor {
    #[default]
    Start,
    Middle,
    End,
}

impl Inherited {
    /// The same inside an element; nothing if the element is broken.
    pub(super) fn within(self, element: &BytesStart<'_>) -> Option<Inherited> {
        Some(self.with(&attributes(element)?))
    }

    fn with(mut self, attributes: &[(String, String)]) -> Inherited {
        for (name, value) in attributes {
            match (name.as_str(), value.trim()) {
                ("direction", "rtl") => self.is_rtl = true,
                ("direction", "ltr") => self.is_rtl = false,
                ("text-anchor", "start") => self.anchor = Anchor::Start,
                ("text-anchor", "middle") => self.anchor = Anchor::Middle,
                ("text-anchor", "end") => self.anchor = Anchor::End,
                ("xml:space", value) => self.keeps_spaces = value == "preserve",
                _ => {}
            }
        }
        self
    }

    /// The anchor at the same edge of a text that runs from left to right.
    fn anchor_from_left(self) -> &'static str {
        match (self.anchor, self.is_rtl) {
            (Anchor::Middle, _) => "middle",
            (Anchor::Start, false) | (Anchor::End, true) => "start",
            (Anchor::End, false) | (Anchor::Start, true) => "end",
        }
    }
}

const PLACES: [&str; 4] = ["x", "y", "dx", "dy"];

/// Attributes that the rewritten text says anew, or that it has no use for.
const SAID_ANEW: [&str; 4] = ["direction", "unicode-bidi", "text-anchor", "id"];

/// An element that is open inside the text: its style as attributes, and what is inherited inside it.
struct Open {
    style: Attributes,
    inherited: Inherited,
    piece: Option<usize>,
}

/// A line: where it begins, and its letters as they are read.
struct Line {
    /// Of a `tspan` that has a place of its own.
    place: Option<Attributes>,
    inherited: Inherited,
    letters: Vec<Letter>,
}

/// The text as it is seen; nothing where it is the same from either side, or has something that is not understood.
pub(super) fn rewrite(
    text: &BytesStart<'_>,
    content: &[Event<'_>],
    outer: Inherited,
) -> Option<String> {
    let own = attributes(text)?;
    let inherited = outer.with(&own);
    let has_known_places = own.iter().all(|(name, value)| match name.as_str() {
        "unicode-bidi" => matches!(value.trim(), "normal" | "embed" | "isolate"),
        name => name != "rotate" && (!PLACES.contains(&name) || is_one_number(value)),
    });
    if !has_known_places {
        return None;
    }
    let (styles, mut lines) = read_lines(content, inherited)?;
    for line in &mut lines {
        trim_end(line, &styles);
    }
    lines.retain(|line| !line.letters.is_empty());
    let mut letters = lines.iter().flat_map(|line| &line.letters);
    let is_needed = match inherited.is_rtl {
        true => letters.next().is_some(),
        false => letters.any(|letter| order::runs_from_right(letter.character)),
    };
    if !is_needed {
        return None;
    }
    let seen = lines
        .iter()
        .map(|line| order::as_seen(&shaping::shaped(&line.letters), inherited.is_rtl))
        .collect::<Option<Vec<_>>>()?;

    let is_plain = seen.len() == 1
        && lines.iter().all(|line| line.place.is_none())
        && seen
            .iter()
            .flatten()
            .all(|letter| styles[letter.piece].style.is_empty());
    let is_stretched = own.iter().any(|(name, _)| name == "textLength");
    if is_stretched && !is_plain {
        return None;
    }
    let mut out = String::from("<text");
    let kept = own
        .iter()
        .filter(|(name, _)| name == "id" || !SAID_ANEW.contains(&name.as_str()));
    push_attributes(&mut out, kept);
    out.push_str(&format!(
        " direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"{}\">",
        inherited.anchor_from_left()
    ));
    let is_one = lines.len() == 1;
    for (line, seen) in lines.iter().zip(&seen) {
        let place = match &line.place {
            Some(place) => Some(place.clone()),
            None if is_one => None,
            // Workaround: WeasyPrint anchors a line by the widest of its text, unless it is a `tspan` with an `x`.
            None => Some(place_of_first(&own)),
        };
        if let Some(place) = &place {
            out.push_str("<tspan");
            push_attributes(&mut out, place.iter());
            let anchor = line.inherited.anchor_from_left();
            out.push_str(&format!(" text-anchor=\"{anchor}\">"));
        }
        push_pieces(&mut out, seen, &styles);
        if place.is_some() {
            out.push_str("</tspan>");
        }
    }
    out.push_str("</text>");
    Some(out)
}

/// The style of a piece of text.
struct Piece {
    style: Attributes,
    keeps_spaces: bool,
}

fn read_lines(content: &[Event<'_>], inherited: Inherited) -> Option<(Vec<Piece>, Vec<Line>)> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut lines = vec![Line {
        place: None,
        inherited,
        letters: Vec::new(),
    }];
    let mut open = vec![Open {
        style: Vec::new(),
        inherited,
        piece: None,
    }];
    for event in content {
        match event {
            Event::Start(element) => {
                let outer = open.last()?;
                let (inner, place) = read_tspan(element, outer)?;
                if inner.inherited.is_rtl != inherited.is_rtl {
                    return None;
                }
                if place.is_some() {
                    lines.push(Line {
                        place,
                        inherited: inner.inherited,
                        letters: Vec::new(),
                    });
                }
                open.push(inner);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => {
                push_text(&text.xml10_content(), &mut open, &mut pieces, &mut lines)?
            }
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok()?.map(String::from);
                let text = match &character {
                    Some(character) => character,
                    None => resolve_predefined_entity(reference)?,
                };
                push_text(text, &mut open, &mut pieces, &mut lines)?;
            }
            Event::Comment(_) => {}
            _ => return None,
        }
    }
    Some((pieces, lines))
}

/// What a `tspan` is like inside, and its place if it has one of its own.
fn read_tspan(element: &BytesStart<'_>, outer: &Open) -> Option<(Open, Option<Attributes>)> {
    if element.name().as_ref() != "tspan" {
        return None;
    }
    let own = attributes(element)?;
    let mut style = outer.style.clone();
    let mut place = Vec::new();
    for (name, value) in &own {
        match name.as_str() {
            "rotate" | "textLength" | "lengthAdjust" => return None,
            "unicode-bidi" if value.trim() != "normal" => return None,
            name if SAID_ANEW.contains(&name) => {}
            name if PLACES.contains(&name) => {
                if !is_one_number(value) {
                    return None;
                }
                place.push((name.to_owned(), value.clone()));
            }
            _ => {
                style.retain(|(known, _)| known != name);
                style.push((name.clone(), value.clone()));
            }
        }
    }
    // What is only moved from where the text before it ends has no place once that text is ordered anew.
    if !place.is_empty() && !place.iter().any(|(name, _)| name == "x") {
        return None;
    }
    let inner = Open {
        style,
        inherited: outer.inherited.with(&own),
        piece: None,
    };
    Some((inner, (!place.is_empty()).then_some(place)))
}

fn push_text(
    text: &str,
    open: &mut [Open],
    pieces: &mut Vec<Piece>,
    lines: &mut [Line],
) -> Option<()> {
    let (element, line) = (open.last_mut()?, lines.last_mut()?);
    let keeps_spaces = element.inherited.keeps_spaces;
    let piece = *element.piece.get_or_insert_with(|| {
        pieces.push(Piece {
            style: element.style.clone(),
            keeps_spaces,
        });
        pieces.len() - 1
    });
    for character in text.nfc() {
        let character = match character {
            '\t' | '\n' | '\r' => ' ',
            '\0'..'\u{20}' | '\u{FFFE}' | '\u{FFFF}' => return None,
            character => character,
        };
        let follows_space = line.letters.last().is_none_or(|last| last.character == ' ');
        if character != ' ' || keeps_spaces || !follows_space {
            line.letters.push(Letter { character, piece });
        }
    }
    Some(())
}

fn trim_end(line: &mut Line, pieces: &[Piece]) {
    while let Some(last) = line.letters.last()
        && last.character == ' '
        && !pieces[last.piece].keeps_spaces
    {
        line.letters.pop();
    }
}

fn is_one_number(value: &str) -> bool {
    !value.trim().contains([' ', ',', '\t', '\n', '\r'])
}

/// The place of a text, as that of its first line.
fn place_of_first(text: &[(String, String)]) -> Attributes {
    let mut place: Attributes = text
        .iter()
        .filter(|(name, _)| name == "x" || name == "dx")
        .cloned()
        .collect();
    if !place.iter().any(|(name, _)| name == "x") {
        place.push(("x".to_owned(), "0".to_owned()));
    }
    place
}

fn push_pieces(out: &mut String, seen: &[Letter], pieces: &[Piece]) {
    let style = |letter: &Letter| pieces[letter.piece].style.as_slice();
    let runs: Vec<&[Letter]> = seen
        .chunk_by(|one, next| style(one) == style(next))
        .collect();
    for run in &runs {
        let text: String = run.iter().map(|letter| letter.character).collect();
        let style = run.first().map_or(&[][..], style);
        if style.is_empty() && runs.len() == 1 {
            escape_into(out, &text);
            continue;
        }
        // Workaround: WeasyPrint loses what stands behind a `tspan` in a `tspan`, unless it is in one too.
        out.push_str("<tspan");
        push_attributes(out, style.iter());
        out.push('>');
        escape_into(out, &text);
        out.push_str("</tspan>");
    }
}

fn push_attributes<'a>(out: &mut String, attributes: impl Iterator<Item = &'a (String, String)>) {
    for (name, value) in attributes {
        // Values are still escaped as they were between whatever quotes they stood.
        out.push_str(&format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
    }
}
