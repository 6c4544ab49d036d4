//! Pictures go in as files; what is wrong with them is told, and each comes out with its size and its address in the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::files as mistakes;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::read::Asset;

/// A picture, which may be shown if nothing was told about it.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its path in the site.
    pub site_path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Width and height in CSS pixels, where the file says so.
    pub size: Option<(u32, u32)>,
}

/// The pictures that a language's texts may show.
#[derive(Debug, Default, Clone)]
pub struct Pictures {
    /// Files of `content/assets/`, by their path below it.
    pub assets: Arc<BTreeMap<String, Picture>>,
    /// Files of the language's folder, by their path below it.
    pub own: BTreeMap<String, Picture>,
    /// The language's tag, for pictures with words: `timeline.fr.svg` stands in for `timeline.svg`.
    pub tag: String,
}

impl Pictures {
    /// Whether a text shows the same with either: the bytes of a picture are no part of the text.
    pub fn show_the_same(&self, other: &Pictures) -> bool {
        fn shown(
            pictures: &BTreeMap<String, Picture>,
        ) -> impl Iterator<Item = (&String, &String, Option<(u32, u32)>)> {
            pictures
                .iter()
                .map(|(name, picture)| (name, &picture.site_path, picture.size))
        }
        self.tag == other.tag
            && shown(&self.own).eq(shown(&other.own))
            && shown(&self.assets).eq(shown(&other.assets))
    }

    /// A picture of `content/assets/`, in the language's own version if there is one.
    pub fn asset(&self, path: &str) -> Option<&Picture> {
        let own_version = path
            .rsplit_once('.')
            .map(|(stem, extension)| format!("{stem}.{}.{extension}", self.tag));
        own_version
            .and_then(|version| self.assets.get(&version))
            .or_else(|| self.assets.get(path))
    }
}

const NO_PICTURE: &str = "the file is no picture that can be shown";
const PICTURE_ADVICE: &str = "pictures are .png, .jpg and .webp, and in `content/assets/` .svg too";

/// Largest picture, in pixels.
const PIXELS_MAX: u64 = 40_000_000;

/// Looks at every file and tells what is wrong with it. A faulty picture stays, so that what shows it is not told too: a
/// site with mistakes is never published.
pub fn check_pictures(
    files: &BTreeMap<String, Asset>,
    site_folder: &str,
    texts: &Texts,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Picture> {
    let mut pictures = BTreeMap::new();
    for (name, asset) in files {
        let checked = match asset.text {
            Some(file) if name.ends_with(".svg") => {
                let mut faults = Vec::new();
                let size = check_drawing(&texts.get(file).text, &mut faults);
                for (offset, what) in &faults {
                    diagnostics.push(mistakes::drawing(
                        Place::range(file, *offset..*offset),
                        what,
                    ));
                }
                Some(size)
            }
            Some(_) => {
                diagnostics.push(mistakes::picture_kind(
                    Place::File(asset.path.clone()),
                    NO_PICTURE,
                    PICTURE_ADVICE,
                ));
                None
            }
            None => match check_raster(name, &asset.bytes) {
                Ok(size) => Some(Some(size)),
                Err(RasterFault::Kind(problem)) => {
                    diagnostics.push(mistakes::picture_kind(
                        Place::File(asset.path.clone()),
                        &problem,
                        PICTURE_ADVICE,
                    ));
                    Some(None)
                }
                Err(RasterFault::Metadata(what)) => {
                    diagnostics.push(mistakes::picture_metadata(
                        Place::File(asset.path.clone()),
                        what,
                    ));
                    Some(None)
                }
            },
        };
        if let Some(size) = checked {
            let site_path = format!("{site_folder}/{name}");
            pictures.insert(
                name.clone(),
                Picture {
                    site_path,
                    bytes: asset.bytes.clone(),
                    size,
                },
            );
        }
    }
    pictures
}

const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "ellipse",
    "polygon",
    "polyline",
    "text",
    "tspan",
    "title",
    "desc",
    "defs",
    "marker",
    "linearGradient",
    "stop",
    "pattern",
    "clipPath",
];

const ATTRIBUTES: &[&str] = &[
    "xmlns",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "dx",
    "dy",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "fill-opacity",
    "fill-rule",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "dominant-baseline",
    "letter-spacing",
    "transform",
    "id",
    "role",
    "aria-label",
    "aria-labelledby",
    "lang",
    "xml:lang",
    "direction",
    "unicode-bidi",
    "preserveAspectRatio",
    "marker-end",
    "marker-start",
    "markerWidth",
    "markerHeight",
    "refX",
    "refY",
    "orient",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "patternUnits",
    "clip-path",
    "textLength",
    "lengthAdjust",
    "version",
    "xml:space",
    "focusable",
];

/// Adds every fault with its byte offset, and gives the size that the drawing says it has.
fn check_drawing(text: &str, faults: &mut Vec<(usize, String)>) -> Option<(u32, u32)> {
    let mut reader = Reader::from_str(text);
    let mut size = None;
    let mut is_first = true;
    let mut depth = 0_usize;
    loop {
        let offset = reader.buffer_position() as usize;
        match reader.read_event() {
            Err(error) => {
                faults.push((offset, format!("broken XML ({error})")));
                return None;
            }
            Ok(Event::Eof) => break,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(event @ (Event::Start(_) | Event::Empty(_))) => {
                depth += usize::from(matches!(event, Event::Start(_)));
                let (Event::Start(element) | Event::Empty(element)) = event else {
                    continue;
                };
                check_element(&element, offset, faults);
                if is_first {
                    is_first = false;
                    if element.name().as_ref() != "svg" {
                        faults.push((offset, "another first element than `svg`".into()));
                    }
                    size = drawing_size(&element);
                }
            }
            Ok(Event::DocType(_)) => faults.push((offset, "a document type".into())),
            Ok(Event::PI(_)) => faults.push((offset, "a processing instruction".into())),
            Ok(Event::CData(_)) => faults.push((offset, "a CDATA section".into())),
            Ok(_) => {}
        }
    }
    if is_first {
        faults.push((0, "no element `svg`".into()));
    } else if depth > 0 {
        faults.push((text.len(), "an element that is not closed".into()));
    }
    size
}

fn check_element(element: &BytesStart<'_>, offset: usize, faults: &mut Vec<(usize, String)>) {
    let name = element.name().as_ref().to_owned();
    if !ELEMENTS.contains(&name.as_str()) {
        faults.push((offset, format!("the element `{name}`")));
    }
    for attribute in element.attributes() {
        let Ok(attribute) = attribute else {
            faults.push((offset, "a broken attribute".into()));
            continue;
        };
        let key = attribute.key.as_ref().to_owned();
        let value = attribute.value.to_lowercase();
        let points_inside = value.trim_start_matches("url(").starts_with('#');
        if !ATTRIBUTES.contains(&key.as_str()) {
            faults.push((offset, format!("the attribute `{key}`")));
        } else if key != "xmlns"
            && (value.contains("url(") && !points_inside
                || value.contains("//")
                || value.contains("script:")
                || value.contains("data:"))
        {
            faults.push((offset, format!("an address in `{key}` that leads outside")));
        }
    }
}

fn drawing_size(element: &BytesStart<'_>) -> Option<(u32, u32)> {
    let value = |name: &str| {
        let attribute = element.try_get_attribute(name).ok()??;
        Some(attribute.value.into_owned())
    };
    let number = |text: &str| {
        text.trim_end_matches("px")
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| *number > 0.0 && *number < 1e5)
            .map(|number| number.round() as u32)
    };
    let view_box = value("viewBox").map(|text| {
        text.split([' ', ','])
            .filter_map(|part| part.parse::<f64>().ok())
            .collect::<Vec<_>>()
    });
    match view_box.as_deref() {
        Some([_, _, width, height]) => {
            Some((number(&width.to_string())?, number(&height.to_string())?))
        }
        _ => Some((number(&value("width")?)?, number(&value("height")?)?)),
    }
}

enum RasterFault {
    Kind(String),
    Metadata(&'static str),
}

/// Width and height of a PNG, JPEG or WebP file whose signature matches its name and which carries no telling metadata.
fn check_raster(name: &str, bytes: &[u8]) -> Result<(u32, u32), RasterFault> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let size = match (extension, bytes) {
        ("png", [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]) => {
            if has_chunk(bytes, b"eXIf") {
                return Err(RasterFault::Metadata("camera data (eXIf)"));
            }
            big_endian(bytes, 16).zip(big_endian(bytes, 20))
        }
        ("jpg" | "jpeg", [0xFF, 0xD8, ..]) => jpeg_size(bytes)?,
        (
            "webp",
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ],
        ) => {
            if has_chunk(bytes, b"EXIF") {
                return Err(RasterFault::Metadata("camera data (EXIF)"));
            }
            webp_size(bytes)
        }
        ("png" | "jpg" | "jpeg" | "webp", _) => {
            return Err(RasterFault::Kind(format!(
                "the file is named .{extension} and is no such picture"
            )));
        }
        _ => {
            return Err(RasterFault::Kind(NO_PICTURE.into()));
        }
    };
    match size {
        Some((width, height))
            if width > 0 && height > 0 && u64::from(width) * u64::from(height) <= PIXELS_MAX =>
        {
            Ok((width, height))
        }
        Some(_) => Err(RasterFault::Kind(
            "the picture has no pixels, or more than 40 million".into(),
        )),
        None => Err(RasterFault::Kind(
            "the picture's size cannot be read".into(),
        )),
    }
}

fn big_endian(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map(u32::from_be_bytes)
}

fn has_chunk(bytes: &[u8], name: &[u8; 4]) -> bool {
    bytes.windows(4).any(|window| window == name)
}

/// Walks the segments of a JPEG file to its frame header.
fn jpeg_size(bytes: &[u8]) -> Result<Option<(u32, u32)>, RasterFault> {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        match marker {
            0xE1 => return Err(RasterFault::Metadata("camera data (Exif or XMP)")),
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let pair = |from: usize| {
                    bytes
                        .get(from..from + 2)
                        .and_then(|two| two.try_into().ok())
                        .map(|two| u32::from(u16::from_be_bytes(two)))
                };
                return Ok(pair(at + 7).zip(pair(at + 5)));
            }
            _ => at += 2 + length.max(2),
        }
    }
    Ok(None)
}

fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |index: usize| bytes.get(index).copied().map(u32::from);
    match bytes.get(12..16)? {
        b"VP8X" => Some((
            1 + (at(24)? | at(25)? << 8 | at(26)? << 16),
            1 + (at(27)? | at(28)? << 8 | at(29)? << 16),
        )),
        b"VP8 " => Some((
            (at(26)? | at(27)? << 8) & 0x3FFF,
            (at(28)? | at(29)? << 8) & 0x3FFF,
        )),
        b"VP8L" => {
            let bits = at(21)? | at(22)? << 8 | at(23)? << 16 | at(24)? << 24;
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::check_drawing;

    fn faults(svg: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check_drawing(svg, &mut faults);
        faults.into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn drawings() {
        let good = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 360 100\"><g fill=\"#222\"><text x=\"1\" y=\"2\">حقوق 人权</text></g></svg>";
        assert!(faults(good).is_empty(), "{:?}", faults(good));
        let mut none = Vec::new();
        assert_eq!(check_drawing(good, &mut none), Some((360, 100)));
        for bad in [
            "<svg onload=\"x\"/>",
            "<svg><script>x</script></svg>",
            "<svg><image href=\"https://x/\"/></svg>",
            "<svg><a href=\"x\"/></svg>",
            "<svg style=\"x\"/>",
            "<svg><rect fill=\"url(https://x)\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
            "<?xml-stylesheet href=\"x\"?><svg/>",
            "<svg><foreignObject/></svg>",
            "<svg><animate/></svg>",
            "<html/>",
            "<svg>",
            "",
        ] {
            assert!(!faults(bad).is_empty(), "{bad}");
        }
    }
}
