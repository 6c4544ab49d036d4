//! Mistakes of the theme: templates and what they may hold.

use super::mistakes;

mistakes! {
    /// A template cannot be read, or asks for a value that its page does not have.
    error "template" template(problem: &str) {
        problem.to_string();
        "templates are written for tera 2; each names its values at its top"
    }

    /// Finished HTML enters a template as such; everything else is escaped. `safe` would let text of strangers through as HTML.
    error "unescaped" unescaped(what: &str) {
        format!("`{what}` would switch off escaping");
        "remove it: HTML made by the generator is not escaped anyway"
    }

    /// A template asks for a word that the source language's interface does not have.
    error "unknown-theme-word" unknown_theme_word(key: &str, language: &str, near: &str) {
        format!("unknown interface word `{key}`");
        if near.is_empty() { format!("add it to i18n/{language}.yaml") } else { near.to_owned() }
    }
}
