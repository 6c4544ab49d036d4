//! Bytes of a file go in; its text comes out, with every character that must not stand in a text.

use crate::base::diagnostics::Diagnostic;
use crate::base::mistakes::files as mistakes;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::is_direction_override;
use crate::base::text::is_forbidden;

/// A decoded text and what is wrong with it, before the text has an id.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text; bytes that are not UTF-8 are replaced.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) faults: Faults,
}

/// What is wrong with a text.
#[derive(Debug, PartialEq)]
pub(super) struct Faults(Vec<Fault>);

#[derive(Debug, PartialEq)]
enum Fault {
    NotUtf8 {
        text_offset: usize,
        byte_offset: usize,
        looks_like: &'static str,
    },
    Character {
        text_offset: usize,
        character: char,
        kind: CharacterKind,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum CharacterKind {
    Forbidden,
    Override,
    Mark,
}

impl Faults {
    /// Whether the bytes were no text.
    pub(super) fn is_damaged(&self) -> bool {
        matches!(self.0.first(), Some(Fault::NotUtf8 { .. }))
    }

    /// The mistakes, placed in `file`.
    pub(super) fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        let told = |fault: &Fault| match *fault {
            Fault::NotUtf8 {
                text_offset,
                byte_offset,
                looks_like,
            } => mistakes::not_utf8(
                Place::range(file, text_offset..text_offset),
                byte_offset,
                looks_like,
            ),
            Fault::Character {
                text_offset,
                character,
                kind,
            } => {
                let place = Place::range(file, text_offset..text_offset + character.len_utf8());
                let code_point = format!("U+{:04X}", character as u32);
                match kind {
                    CharacterKind::Forbidden => mistakes::control_character(place, &code_point),
                    CharacterKind::Override => mistakes::direction_override(place, &code_point),
                    CharacterKind::Mark => mistakes::direction_mark(place, &code_point),
                }
            }
        };
        self.0.iter().map(told).collect()
    }
}

/// Decodes UTF-8, drops a byte-order mark at the beginning, and looks at every character.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let mut faults = Vec::new();
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let byte_offset = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let looks_like = match bytes.get(..2) {
                Some([0xFF, 0xFE] | [0xFE, 0xFF]) => " (it looks like UTF-16)",
                _ => "",
            };
            faults.push(Fault::NotUtf8 {
                text_offset: byte_offset,
                byte_offset,
                looks_like,
            });
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    if faults.is_empty() {
        find_characters(&text, &mut faults);
    }
    Decoded {
        text,
        faults: Faults(faults),
    }
}

fn find_characters(text: &str, faults: &mut Vec<Fault>) {
    // Perf: bytes of ordinary ASCII are passed over without decoding; the rest is decoded.
    let bytes = text.as_bytes();
    let mut offset = 0;
    while let Some(&byte) = bytes.get(offset) {
        if (0x20..0x7F).contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t') {
            offset += 1;
            continue;
        }
        let Some(character) = text.get(offset..).and_then(|rest| rest.chars().next()) else {
            return;
        };
        if let Some(kind) = kind_of(character, text, offset) {
            faults.push(Fault::Character {
                text_offset: offset,
                character,
                kind,
            });
        }
        offset += character.len_utf8();
    }
}

fn kind_of(character: char, text: &str, offset: usize) -> Option<CharacterKind> {
    match character as u32 {
        _ if is_forbidden(character) => Some(CharacterKind::Forbidden),
        _ if is_direction_override(character) => Some(CharacterKind::Override),
        0x200E | 0x200F | 0x061C => Some(CharacterKind::Mark),
        // Tag characters are allowed only behind the black flag that they turn into a country's.
        0xE0000..=0xE007F => {
            let before = text
                .get(..offset)
                .unwrap_or_default()
                .trim_end_matches(|c: char| ('\u{E0020}'..='\u{E007F}').contains(&c));
            (!before.ends_with('\u{1F3F4}')).then_some(CharacterKind::Forbidden)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::base::text::SourceText;
    use crate::base::text::Texts;

    fn codes(bytes: &[u8]) -> Vec<&'static str> {
        let decoded = decode(bytes.to_vec());
        let file = Texts::default().put(SourceText::new("a.md", String::new()));
        decoded
            .faults
            .diagnostics(file)
            .iter()
            .map(|found| found.mistake.code)
            .collect()
    }

    #[test]
    fn ordinary_texts_pass() {
        for text in [
            "plain\r\n\ttext",
            "\u{FEFF}title: الحق",
            "人权 🏴\u{E0067}\u{E0062}\u{E007F}",
            "joiners: क्\u{200D}ष\u{200C}",
        ] {
            assert!(codes(text.as_bytes()).is_empty(), "{text}");
        }
    }

    #[test]
    fn faults_are_found() {
        assert_eq!(codes(b"caf\xE9"), ["not-utf-8"]);
        assert_eq!(codes(b"\xFF\xFEa\0"), ["not-utf-8"]);
        assert_eq!(
            codes("a\u{0}b\u{85}c".as_bytes()),
            ["control-character", "control-character"]
        );
        assert_eq!(codes("حق\u{202E}abc".as_bytes()), ["direction-override"]);
        assert_eq!(codes("权\u{200F}利".as_bytes()), ["direction-mark"]);
        assert_eq!(codes("x\u{E0041}".as_bytes()), ["control-character"]);
    }
}
