//! Drawings go in; what paper shows in their place comes out, as its engine knows no scripts from right to left.
//!
//! WeasyPrint draws the text of a drawing one character after another, from left to right, each by itself. So the copy
//! holds its text as it is to be seen: letters in the shape that their neighbours give them ([`shaping`]), in the order
//! in which they stand on the line ([`order`]), and anchored at the same edge ([`text`]). Programs that would order the
//! letters themselves are told not to, and draw the copy as they draw the drawing.

mod order;
mod shaping;
mod text;

use std::collections::BTreeMap;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use rayon::prelude::*;

use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::parse::pictures::Picture;
use crate::render::drawings::text::Inherited;

/// A character, and which of the differently styled pieces of its text it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    character: char,
    piece: usize,
}

/// The attributes of an element: names, and values as they are written.
type Attributes = Vec<(String, String)>;

/// What the book for paper shows in place of a drawing.
#[derive(Debug)]
pub struct PaperDrawing {
    /// Its path in the site.
    pub path: String,
    /// Width and height in pixels, as far as they are known.
    pub size: Option<(u32, u32)>,
}

/// What paper shows in place of drawings, by the paths of the drawings.
pub(super) type PaperDrawings = BTreeMap<String, PaperDrawing>;

/// Finds what paper shows in place of drawings: the editor's own drawing for paper (`timeline.print.svg` for
/// `timeline.svg`), or a copy where WeasyPrint needs one, which is added to `files` beside the drawing.
pub(super) fn add_for_paper(pictures: &[&Picture], files: &mut Site) -> PaperDrawings {
    let drawn_for_paper: HashMap<&str, &Picture> = pictures
        .iter()
        .filter_map(|picture| Some((picture.site_path.strip_suffix(".print.svg")?, *picture)))
        .collect();
    let shown: Vec<(&Picture, &Picture, SitePath, Option<String>)> = pictures
        .par_iter()
        .filter(|picture| !picture.site_path.ends_with(".print.svg"))
        .filter_map(|picture| {
            let stem = picture.site_path.strip_suffix(".svg")?;
            let own = drawn_for_paper.get(stem);
            let drawing = own.unwrap_or(picture);
            let copy = for_paper(std::str::from_utf8(&drawing.bytes).ok()?);
            let path = SitePath::new(format!("{stem}.print.svg"))?;
            (own.is_some() || copy.is_some()).then_some((*picture, *drawing, path, copy))
        })
        .collect();
    let mut paper_drawings = PaperDrawings::new();
    for (picture, drawing, path, copy) in shown {
        let shown = PaperDrawing {
            path: path.as_str().to_owned(),
            size: drawing.size,
        };
        paper_drawings.insert(picture.site_path.clone(), shown);
        if let Some(copy) = copy {
            files.files.insert(path, copy.into_bytes().into());
        }
    }
    paper_drawings
}

/// The drawing for paper; nothing where paper shows the drawing itself, or where it is not understood.
fn for_paper(drawing: &str) -> Option<String> {
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
