//! Mistakes of translations: interface words, headings, pairing with the source.

use super::mistakes;

mistakes! {
    /// The interface of the source language has no such word. The themes know only the keys that `i18n/<source>.yaml` lists.
    warning "unknown-word" unknown_word(key: &str, near: &str) {
        format!("unknown interface word `{key}`");
        if near.is_empty() { "remove it: the source language's interface has no such key" } else { near }
    }

    /// A placeholder of an interface word is not one of those that the source language's word has.
    error "placeholder" placeholder(key: &str, placeholder: &str, allowed: &str) {
        format!("the word `{key}` has the placeholder `{{{placeholder}}}`, which nothing fills");
        if allowed.is_empty() { "it has no placeholders".to_owned() } else { format!("its placeholders: {allowed}") }
    }

    /// A placeholder of the source language's word is lost, and with it what it stands for.
    error "lost-placeholder" lost_placeholder(key: &str, placeholder: &str) {
        format!("the word `{key}` has lost the placeholder `{{{placeholder}}}`");
        "write it where the value belongs"
    }

    /// The language distinguishes more forms of number than the word has.
    warning "missing-plural" missing_plural(key: &str, forms: &str) {
        format!("the word `{key}` lacks plural forms of this language: {forms}");
        "add them; until then the form `other` stands in"
    }

    /// A Markdown file of a translation whose source is gone or has another name. It is not published.
    warning "no-source" no_source(id: &str, near: &str) {
        format!("the source language has no `{id}`");
        if near.is_empty() { "write it in the source language first, or remove the file" } else { near }
    }

    /// A heading of a translation has an id that the source chapter does not have. Ids are the same in every language.
    error "foreign-id" foreign_id(id: &str, near: &str) {
        format!("the source chapter has no `{id}`");
        if near.is_empty() { "use the source's id, or leave it out: it is inherited".to_owned() } else { near.to_owned() }
    }

    /// The translation names an instrument, body or term that the registry or glossary does not have.
    error "foreign-name" foreign_name(name: &str, file: &str, near: &str) {
        format!("{file} has no `{name}`");
        if near.is_empty() { "add its facts there, or remove its words" } else { near }
    }
}
