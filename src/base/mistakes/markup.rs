//! Mistakes of Markdown: markup, addresses, callouts, notes, ids.

use super::mistakes;

mistakes! {
    /// Raw HTML is not published, apart from a few inert tags inside a line: `abbr br wbr sub sup kbd bdi q cite span`.
    /// Everything a handbook needs can be written in Markdown, and what a stranger's HTML would do cannot be judged by everybody.
    error "raw-html" raw_html(tag: &str) {
        format!("HTML such as `{tag}` is not published");
        "write it in Markdown; a note to translators goes into the front matter, behind `#`"
    }

    /// An inline tag is not closed in the paragraph in which it was opened, or closed without having been opened.
    error "unclosed-tag" unclosed_tag(tag: &str) {
        format!("the tag `{tag}` is not opened and closed in the same passage");
        "open and close it in one paragraph, list item or cell"
    }

    /// The address would run code, hide where it leads, or work only on the editor's machine.
    error "address" address(address: &str, why: &str, advice: &str) {
        format!("the address `{address}` {why}");
        advice
    }

    /// `http:` lets everybody on the way see what is read, and change it.
    warning "insecure-address" insecure_address(address: &str) {
        format!("the address `{address}` is not encrypted");
        "write https: if the server offers it"
    }

    /// The link's text is an address, but the link leads to another server.
    error "deceptive-link" deceptive_link(text: &str, target: &str) {
        format!("the text `{text}` reads as one address, but the link leads to `{target}`");
        "make both the same, or name what is there"
    }

    /// The first heading of a page is its title, from the front matter. Sections begin at level 2, and levels are not skipped.
    error "heading-level" heading_level(heading: &str, found: usize, expected: &str, level: usize) {
        format!("`{heading}` is a heading of level {found} where {expected} is expected");
        format!("begin it with `{}`; the page's title is that of the front matter", "#".repeat(level))
    }

    /// A heading of level 2 or 3 has no id. Until it has one its address is made from its words and changes with them.
    warning "missing-id" missing_id(heading: &str, proposal: &str) {
        format!("the section `{heading}` has no id of its own");
        match proposal {
            "" => "write one of Latin letters at the end of the heading, such as `{#limitation-test}`".to_owned(),
            _ => format!("write `{{#{proposal}}}` at the end of the heading"),
        }
    }

    /// Ids are made of small letters and digits, joined by single hyphens, and begin with a letter.
    error "malformed-id" malformed_id(id: &str) {
        format!("`{id}` is not an id");
        "use small Latin letters and digits, joined by single hyphens; ids that begin with `hb-` are the theme's"
    }

    /// An id names one place. Headings, boxes, tables and figures of a chapter share their ids.
    error "repeated-id" repeated_id(id: &str, first_line: usize) {
        format!("the id `{id}` is already used in line {first_line}");
        "choose another id for one of them"
    }

    /// A heading stands inside a box, a list or a table, where it would break the chapter's outline.
    error "nested-heading" nested_heading(heading: &str) {
        format!("the heading `{heading}` stands inside a box, a list or a quotation");
        "give the box a title on its first line, or end it before the heading"
    }

    /// The first line of a box names its kind: `> [!action] Title {#id}`.
    error "unknown-callout" unknown_callout(kind: &str, kinds: &[&str]) {
        format!("unknown kind of box `{kind}`");
        match crate::base::id::nearest(kind, kinds.iter().copied()) {
            Some(known) => format!("did you mean `[!{known}]`?"),
            None => format!("kinds: {}", kinds.join(", ")),
        }
    }

    /// A box stands inside another box or a list. Boxes are numbered and cited, so they stand by themselves.
    error "nested-callout" nested_callout(first_line: &str) {
        format!("the box `{first_line}` stands inside another box, a list or a quotation");
        "end the outer one first, or make this a plain quotation"
    }

    /// A box without what its kind is for: `action` has a list of steps (`- [ ]`), `questions` a list, `table` a table, `figure` a picture.
    error "callout-content" callout_content(kind: &str, missing: &str, advice: &str) {
        format!("the box `[!{kind}]` has no {missing}");
        advice
    }

    /// A table or figure in a box needs a caption, other boxes a title or a kind that says enough.
    error "callout-title" callout_title(kind: &str) {
        format!("the box `[!{kind}]` has no caption");
        format!("write it on the first line: `> [!{kind}] Caption {{#id}}`")
    }

    /// A note is called but not defined. Without a definition the parser takes the mark for text.
    error "undefined-note" undefined_note(label: &str) {
        format!("the note `[^{label}]` is not defined");
        format!("add a line `[^{label}]: …` at the end of the file")
    }

    /// A note is defined twice; one of the texts would be lost.
    error "repeated-note" repeated_note(label: &str, first_line: usize) {
        format!("the note `[^{label}]` is already defined in line {first_line}");
        "give one of them another name"
    }

    /// A note is defined but never called.
    warning "unused-note" unused_note(label: &str) {
        format!("the note `[^{label}]` is never called");
        "call it in the text, or remove it"
    }

    /// Notes hold running text only, because print sets them at the foot of the page.
    error "note-content" note_content(label: &str, what: &str) {
        format!("the note `[^{label}]` holds {what}");
        "write it as one or more paragraphs, or move it into the text"
    }

    /// Notes are not called in headings, titles of boxes or inside other notes: they would appear in the contents, or lose
    /// their place in print. They are defined by themselves, at the end of the file.
    error "misplaced-note" misplaced_note(label: &str, place: &str, advice: &str) {
        format!("the note `[^{label}]` is {place}");
        advice
    }

    /// A link by reference, `[words][label]`, whose address is nowhere defined. The parser takes it for text.
    error "undefined-link" undefined_link(written: &str, label: &str) {
        format!("the link `{written}` has no address");
        format!("add a line `[{label}]: https://…`, or write the address itself: `[words](https://…)`")
    }

    /// `[[` or `]]` stands alone. In a table cell, a `|` that is not written `\|` ends the cell in the middle of the reference.
    error "unclosed-reference" unclosed_reference(found: &str) {
        format!("`{found}` without its other half");
        "write `[[target]]`; in a table cell, `[[target\\|own words]]`"
    }

    /// Every picture needs a text that stands for it: for those who listen to the page, and where the picture does not load.
    error "alternative-text" alternative_text(address: &str) {
        format!("the picture `{address}` has no alternative text");
        "write between the brackets what the picture says"
    }

    /// The language of a code block is not known, so it is shown plain.
    warning "code-language" code_language(language: &str) {
        format!("the code language `{language}` is not known, so the code is shown plain");
        "write a known one, such as `json`, or none"
    }

    /// A direction isolate is opened and not closed in the same passage, or stands in code.
    error "unclosed-isolate" unclosed_isolate(code_point: &str, problem: &str) {
        format!("the direction isolate {code_point} {problem}");
        "remove it, or write `<bdi>…</bdi>`"
    }

    /// The text is nested deeper, or a table is larger, than a page bears.
    error "too-complex" too_complex(what: &str, limit: usize) {
        format!("{what}: the limit is {limit}");
        "divide it, or make it simpler"
    }
}
