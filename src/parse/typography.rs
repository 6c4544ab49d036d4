//! Plain text goes in; it comes out with English quotation marks or French spaces, or where words of another direction stand in it.

use std::ops::Range;

/// How a language's text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typography {
    /// As it was typed.
    AsTyped,
    /// With the spaces of French punctuation.
    French,
    /// From right to left: words that run the other way are kept apart from what follows them.
    RightToLeft,
}

impl Typography {
    /// That of a language with the fact `typography` and a direction (`rtl`, `ltr`).
    pub fn of(fact: Option<&str>, direction: &str) -> Typography {
        match (fact, direction) {
            (Some("fr"), _) => Typography::French,
            (_, "rtl") => Typography::RightToLeft,
            _ => Typography::AsTyped,
        }
    }
}

/// No-break space.
const NBSP: char = '\u{A0}';
/// Narrow no-break space.
const NNBSP: char = '\u{202F}';

/// Puts a typographic apostrophe after the letter that is elided, a narrow no-break space before `; ! ?`, a no-break space
/// before `:` and inside `« »`, in place of a typed space or, inside guillemets, where none was typed.
pub fn french_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek().copied()) {
            (' ' | NBSP | NNBSP, Some(';' | '!' | '?')) => out.push(NNBSP),
            (' ' | NBSP | NNBSP, Some(':' | '»')) => out.push(NBSP),
            ('«', next) => {
                out.push('«');
                if next.is_some_and(|next| matches!(next, ' ' | NBSP | NNBSP)) {
                    characters.next();
                }
                out.push(NBSP);
            }
            ('»', _) => {
                if !out.is_empty() && !out.ends_with(NBSP) {
                    out.push(NBSP);
                }
                out.push('»');
            }
            // At the end of a text an emphasized word or a link may follow: `l'*État*`.
            ('\'', next)
                if out.ends_with(char::is_alphabetic)
                    && next.is_none_or(|next| next.is_alphabetic() || next == '«') =>
            {
                out.push('’');
            }
            _ => out.push(character),
        }
    }
    out
}

/// Turns typed apostrophes and quotation marks into typographic ones, as the Markdown parser does in running text.
pub fn english_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for character in text.chars() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '—' | '–');
        let written = match (character, opens) {
            ('\'', true) => '‘',
            ('\'', false) => '’',
            ('"', true) => '“',
            ('"', false) => '”',
            (other, _) => other,
        };
        out.push(written);
        before = written;
    }
    out
}

/// Words that run from left to right in a text that runs the other way, as byte ranges: names, titles, document symbols.
/// Without a border, numbers and marks that follow them would be drawn into their run and stand in the wrong order
/// (Unicode Standard Annex 9, rules W7 and N1). Words that follow one another are one run, with the marks between them.
pub fn left_to_right_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    // Whether a run may still go on, and the brackets that it opened.
    let mut goes_on = false;
    let mut brackets: Vec<char> = Vec::new();
    // Whether the present word, begun after a space, belongs to the run.
    let mut is_in_word = false;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match character {
            _ if is_right_to_left(character) => (goes_on, is_in_word) = (false, false),
            _ if character.is_alphabetic() => {
                match runs.last_mut().filter(|_| goes_on) {
                    Some(run) => run.end = end,
                    None => {
                        brackets.clear();
                        runs.push(at..end);
                    }
                }
                (goes_on, is_in_word) = (true, true);
            }
            _ if !goes_on => {}
            _ if is_in_word && character.is_numeric() => {
                if let Some(run) = runs.last_mut() {
                    run.end = end;
                }
            }
            '(' | '[' => brackets.push(character),
            ')' | ']' if brackets.pop().is_some() => {
                if let Some(run) = runs.last_mut() {
                    run.end = end;
                }
            }
            _ if character.is_whitespace() => is_in_word = false,
            _ => {}
        }
    }
    runs
}

/// Whether a character has or asks for the direction from right to left: letters of Hebrew, Arabic, Syriac, Thaana, N’Ko
/// and their like, and the marks of Arabic punctuation.
fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::english_quotes;
    use super::french_spaces;
    use super::left_to_right_runs;

    #[test]
    fn words_of_the_other_direction_are_found() {
        for (text, expected) in [
            ("صحيفة Gulf News، 13 تشرين الثاني", "Gulf News"),
            ("الوثيقة HR/PUB/11/04، 2011", "HR/PUB/11/04"),
            ("‏A/HRC/48/1 و A/72/290.", "A/HRC/48/1 | A/72/290"),
            (
                "Human Rights, a Handbook: part 2 of 3, 2016",
                "Human Rights, a Handbook: part 2 of",
            ),
            ("منظمة Al-Haq (Palestine) عام 2020", "Al-Haq (Palestine)"),
            ("قضية (Lawless v. Ireland)، الفقرة 28", "Lawless v. Ireland"),
            ("الفيديو COVID-19 انتهى 人权 12", "COVID-19 | 人权"),
            ("لا شيء هنا: 12، 13", ""),
        ] {
            let found: Vec<&str> = left_to_right_runs(text)
                .into_iter()
                .filter_map(|run| text.get(run))
                .collect();
            assert_eq!(found.join(" | "), expected, "{text}");
        }
    }

    #[test]
    fn spaces_before_french_punctuation() {
        assert_eq!(
            french_spaces("Quoi ? Ceci : non ; oui !"),
            "Quoi\u{202F}? Ceci\u{A0}: non\u{202F}; oui\u{202F}!"
        );
        assert_eq!(
            french_spaces("« oui » et «non»"),
            "«\u{A0}oui\u{A0}» et «\u{A0}non\u{A0}»"
        );
        assert_eq!(
            french_spaces("https://a.b?c; 12:30"),
            "https://a.b?c; 12:30"
        );
        assert_eq!(
            french_spaces("l'État d'aujourd'hui, '1789'"),
            "l’État d’aujourd’hui, '1789'"
        );
        assert_eq!(french_spaces("الحق؟ 权利？"), "الحق؟ 权利？");
    }

    #[test]
    fn typographic_quotes_of_english() {
        assert_eq!(
            english_quotes("The State's 'duty' and \"law\""),
            "The State’s ‘duty’ and “law”"
        );
        assert_eq!(english_quotes("حق 权利"), "حق 权利");
    }
}
