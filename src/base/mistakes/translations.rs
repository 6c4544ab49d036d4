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

    /// A translation does not share with the text it was made from what every language must share: heading ids and levels
    /// (`id`), citations (`citation`), definitions of notes (`footnote`), and words that the glossary forbids for a term
    /// (`glossary`). It is compared with the source text kept in `_translated-from/`, so an edit of the source never makes
    /// this mistake; without a kept text it is a doubt only.
    error "translation-differs" translation_differs(check: &str, message: &str) {
        format!("{check}: {message}");
        "mend the translation; `handbook translate diff` shows both texts"
    }

    /// Something in a translation is unlike the text it was made from, and may be right. The checks: `number` (in any digits,
    /// months as numbers), `negation` and `modality` (by the word lists in `checks:` of `i18n/<language>.yaml`), `citation` (in another
    /// passage of the section), `reference`, `term`, `footnote`, `link`, `image`, `code`, `emphasis`, `list`, `table`,
    /// `missing`, `extra`. Where the translation is right, say so in its front matter, with a reason:
    ///
    /// ```yaml
    /// waive:
    ///   - {check: number, at: derogation, what: "+17", why: "the French treaty text numbers this paragraph 17"}
    /// ```
    ///
    /// Where no source text is kept, errors (`translation-differs`) are told as doubts, and cannot be waived.
    warning "translation-doubt" translation_doubt(check: &str, message: &str, section: &str, what: &str, is_error: bool) {
        format!("{check}: {message}");
        match is_error {
            true => "mend it; then keep the source text with `handbook translate accept`".to_owned(),
            false => format!("mend it, or waive it: {{check: {check}, at: {section}, what: \"{}\", why: …}}", what.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }

    /// A waiver in the front matter of a translation names a finding that there is no more.
    warning "unused-waiver" unused_waiver(check: &str, section: &str, what: &str) {
        format!("nothing is found any more by `{check}` at `{section}` with `{what}`");
        "remove the waiver"
    }

    /// Version control left both versions of a kept source text in the file, because two people accepted changes.
    error "snapshot-conflict" snapshot_conflict() {
        "a kept source text has marks of a conflict";
        "keep either side, run `handbook translate status`, and accept again"
    }

    /// The files in `_translated-from/` are copies of the source, by which the program knows what has changed since. One of
    /// them holds the translation's words.
    error "edited-snapshot" edited_snapshot(id: &str) {
        "the kept source text holds words of the translation";
        format!("translate in `{id}.md` one folder up, and put the source text back here")
    }

    /// The source chapter has dropped a section, chapter or term that the translation still leads to. The link leads to the
    /// chapter, or nowhere.
    warning "dropped-target" dropped_target(target: &str) {
        format!("the source no longer has `{target}`");
        "follow the source's change: `handbook translate diff` shows it"
    }
}
