//! A code block goes in; HTML with class names comes out, or the plain code where highlighting is not worth its price.

use std::sync::OnceLock;

use syntect::html::ClassStyle;
use syntect::html::ClassedHTMLGenerator;
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use crate::base::html::escape;

/// Longest code that is highlighted, and longest line of it, in bytes.
const CODE_BYTES_MAX: usize = 64 * 1024;
const LINE_BYTES_MAX: usize = 2 * 1024;

/// The code as HTML and whether its language is known.
pub fn highlight(code: &str, language: &str) -> (String, bool) {
    if language.is_empty() {
        return (escape(code), true);
    }
    let syntaxes = syntaxes();
    let Some(syntax) = syntaxes.find_syntax_by_token(language) else {
        return (escape(code), false);
    };
    if code.len() > CODE_BYTES_MAX || code.lines().any(|line| line.len() > LINE_BYTES_MAX) {
        return (escape(code), true);
    }
    let mut generator = ClassedHTMLGenerator::new_with_class_style(
        syntax,
        syntaxes,
        ClassStyle::SpacedPrefixed { prefix: "hl-" },
    );
    for line in LinesWithEndings::from(code) {
        if generator
            .parse_html_for_line_which_includes_newline(line)
            .is_err()
        {
            return (escape(code), true);
        }
    }
    (generator.finalize(), true)
}

/// Loaded at the first code block: most handbooks have none.
fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}
