//! A character goes in; whether it belongs to a word comes out, and whether to a script without spaces.

/// Whether a character belongs to a word.
pub fn is_word_character(character: char) -> bool {
    // Perf: the letters and marks of most texts are known by their ranges; the tables of Unicode are asked for the rest.
    match character {
        '\0'..='\x7F' => character.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24F}' => true,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => true,
        '\u{620}'..='\u{669}' => true,
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{2010}'..='\u{2064}'
        | '\u{3000}'..='\u{3004}'
        | '\u{E000}'
        | '\u{E001}'
        | '\u{FFFC}' => false,
        _ => {
            character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
        }
    }
}

/// Whether a character belongs to a script that writes words without spaces.
pub fn is_unspaced(character: char) -> bool {
    matches!(
        character as u32,
        0x0E01..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD
    )
}

#[cfg(test)]
mod tests {
    /// What is known by ranges is what the tables of Unicode say.
    #[test]
    fn word_characters_are_those_of_unicode() {
        for character in '\0'..=char::MAX {
            let expected = character.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(character);
            let found = super::is_word_character(character);
            assert_eq!(found, expected, "U+{:04X}", character as u32);
        }
    }
}
