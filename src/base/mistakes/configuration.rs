//! Mistakes of structure: parts, chapters, pages, languages.

use super::mistakes;

mistakes! {
    /// There is no project here: no `content/handbook.yaml` in this folder or one above it.
    error "no-project" no_project() {
        "no `content/handbook.yaml` here or in a folder above";
        "go into a handbook's folder, name it with `--root`, or begin one with `handbook init`"
    }

    /// `handbook.yaml` names a chapter or page that the source language does not have.
    error "missing-chapter" missing_chapter(id: &str, language: &str, near: &str) {
        format!("there is no `content/{language}/{id}.md`");
        if near.is_empty() { "write it, or remove its id here" } else { near }
    }

    /// A file that every handbook needs is not there.
    error "missing-file" missing_file(path: &str, about: &str) {
        format!("there is no `{path}`");
        format!("add it: {about}")
    }

    /// A Markdown file of the source language that `handbook.yaml` does not name: nobody would find it.
    error "orphan-chapter" orphan_chapter(id: &str) {
        format!("`{id}` is in no part, page or annex of handbook.yaml");
        "list it there, write `draft: true` into its front matter, or remove it"
    }

    /// A chapter, part, page, annex, reading path or language is named twice.
    error "named-twice" named_twice(id: &str) {
        format!("`{id}` is named twice");
        "name it once: every chapter, page, part, annex, path and language has one place"
    }

    /// The generator makes a page of this name itself.
    error "reserved-name" reserved_name(id: &str) {
        format!("the name `{id}` is taken by a page that the generator makes");
        "choose another id"
    }

    /// An annex is neither a generated list nor a Markdown file.
    error "unknown-annex" unknown_annex(id: &str, kinds: &[&str]) {
        format!("unknown annex `{id}`");
        match crate::base::id::nearest(id, kinds.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("write the id of a Markdown file or of a generated list: {}", kinds.join(", ")),
        }
    }

    /// Folders and interface files of languages are named by their canonical BCP 47 tag.
    error "language-tag" language_tag(name: &str, meant: &str) {
        format!("`{name}` is not a canonical language tag");
        if meant.is_empty() { "for example `sw`, `pt-BR`, `zh-Hant`".to_owned() } else { format!("write `{meant}`") }
    }

    /// A language needs a folder with at least one chapter and a file with the words of the interface.
    error "half-language" half_language(language: &str, missing: &str) {
        format!("the language `{language}` has no {missing}");
        format!("begin it with `handbook translate init {language}`, or remove what there is of the language")
    }

    /// `handbook.yaml` lists a language that has neither a folder nor interface words. It is left out until it has.
    warning "absent-language" absent_language(language: &str) {
        format!("the language `{language}` is listed but has no content yet");
        "begin it, or remove it from the list"
    }

    /// The source language has no content, so there is nothing to publish.
    error "no-source-language" no_source_language(language: &str) {
        format!("the source language `{language}` has no chapters or no interface words");
        format!("it needs `content/{language}/`, with chapters and book.yaml, and `i18n/{language}.yaml`")
    }

    /// A part, reading path, instrument, body or term has no words in the source language. Other languages may lack
    /// them: they show those of the source.
    error "missing-words" missing_words(file: &str, missing: &str, what: &str, id: &str) {
        format!("the {what} `{id}` has no {missing} in {file}");
        "add it there"
    }

    /// `book.yaml` has words for a part or reading path that `handbook.yaml` does not have.
    error "unused-words" unused_words(what: &str, id: &str, near: &str) {
        format!("handbook.yaml has no {what} `{id}`");
        if near.is_empty() { "list it there, or remove its words" } else { near }
    }

    /// An old address of a chapter or section is no id, is the present address of another, or leads nowhere. Aliases of a
    /// chapter are its old ids; those of its sections are written `"#old"`, or `"#old new"` where the section is still there.
    error "alias" alias(alias: &str, problem: &str, advice: &str) {
        format!("the alias `{alias}` {problem}");
        advice
    }

    /// A theme named in `handbook.yaml` has no folder.
    error "unknown-theme" unknown_theme(theme: &str, near: &str) {
        format!("there is no folder `themes/{theme}`");
        if near.is_empty() { "make it, or remove this line for the default theme" } else { near }
    }

    /// The facts of a chapter were last checked more than 24 months ago.
    warning "old-review" old_review(date: &str) {
        format!("last reviewed on {date}, more than 24 months ago");
        "check its facts and write the new date"
    }
}
