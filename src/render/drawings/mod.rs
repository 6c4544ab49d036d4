//! A drawing goes in; a copy comes out that paper shows rightly, though its engine knows no scripts from right to left.
//!
//! WeasyPrint draws the text of a drawing one character after another, from left to right, each by itself. So the copy
//! holds its text as it is to be seen: letters in the shape that their neighbours give them ([`shaping`]), in the order
//! in which they stand on the line ([`order`]), and anchored at the same edge ([`text`]). Programs that would order the
//! letters themselves are told not to, and draw the copy as they draw the drawing.

mod order;
mod shaping;
mod text;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::render::drawings::text::Inherited;

/// A character, and which of the differently styled pieces of its text it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    character: char,
    piece: usize,
}

/// The attributes of an element: names, and values as they are written.
type Attributes = Vec<(String, String)>;

/// The drawing for paper; nothing where paper shows the drawing itself, or where it is not understood.
pub(super) fn for_paper(drawing: &str) -> Option<String> {
    let mut reader = Reader::from_str(drawing);
    let mut out = String::new();
    let mut copied = 0;
    let mut open = vec![Inherited::default()];
    loop {
        let start = reader.buffer_position() as usize;
        match reader.read_event().ok()? {
            Event::Start(element) => {
                let outer = *open.last()?;
                if element.name().as_ref() == "text" {
                    let content = read_to_end(&mut reader)?;
                    if let Some(rewritten) = text::rewrite(&element, &content, outer) {
                        out.push_str(drawing.get(copied..start)?);
                        out.push_str(&rewritten);
                        copied = reader.buffer_position() as usize;
                    }
                } else {
                    open.push(outer.within(&element)?);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::DocType(_) | Event::PI(_) | Event::CData(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    if copied == 0 || open.len() != 1 {
        return None;
    }
    out.push_str(drawing.get(copied..)?);
    Some(out)
}

/// What an element that was just opened holds.
fn read_to_end<'d>(reader: &mut Reader<&'d [u8]>) -> Option<Vec<Event<'d>>> {
    let mut content = Vec::new();
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return Some(content),
            Event::End(_) => depth -= 1,
            Event::DocType(_) | Event::PI(_) | Event::CData(_) | Event::Eof => return None,
            _ => {}
        }
        content.push(event);
    }
}

/// The attributes of an element; nothing if one is broken.
fn attributes(element: &BytesStart<'_>) -> Option<Attributes> {
    element
        .attributes()
        .map(|attribute| {
            let attribute = attribute.ok()?;
            let name = attribute.key.as_ref().to_owned();
            Some((name, attribute.value.into_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests;
