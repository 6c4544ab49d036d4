//! Plain text goes in; the same text with the quotation marks of English or the spaces of French punctuation comes out.

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

#[cfg(test)]
mod tests {
    use super::english_quotes;
    use super::french_spaces;

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
