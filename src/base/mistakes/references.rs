//! Mistakes of references: links, citations, terms, pictures.

use super::mistakes;

mistakes! {
    /// What stands between `[[` and `]]` has none of the known forms:
    ///
    ///     [[ICCPR]]  [[ICCPR 19(3)]]  [[CRC 2(1)(b)]]  [[PALERMO 3(c)]]  [[ICCPR 18-20]]
    ///     [[VDPA I 5]]  [[CEDAW-C GR 35]]  [[CCPR GC 31 para 8]]
    ///     [[state-duties]]  [[state-duties#remedy]]  [[#remedy]]  [[term:derogation]]  [[…|own words]]
    error "unreadable-reference" unreadable_reference(written: &str) {
        format!("`[[{written}]]` is not a reference");
        "write one article, chapter or term in each pair of brackets, for example `[[ICCPR 19(3)]]`, `[[state-duties#remedy]]`, `[[term:derogation]]`"
    }

    /// The instrument is not in `content/instruments.yaml`.
    error "unknown-instrument" unknown_instrument(instrument: &str, near: &str) {
        format!("unknown instrument `{instrument}`");
        if near.is_empty() { "instruments are listed in content/instruments.yaml".to_owned() } else { near.to_owned() }
    }

    /// The body whose general comment is cited is not in `content/instruments.yaml`.
    error "unknown-body" unknown_body(body: &str, near: &str) {
        format!("unknown body `{body}`");
        if near.is_empty() { "bodies are listed in content/instruments.yaml".to_owned() } else { near.to_owned() }
    }

    /// The instrument has no such article: its extent is known from `content/instruments.yaml`.
    error "unknown-article" unknown_article(instrument: &str, article: &str, extent: &str) {
        format!("`{instrument}` has no article `{article}`");
        format!("its extent is {extent}")
    }

    /// The instrument has no such article, but its extent was not checked against the source either.
    warning "doubtful-article" doubtful_article(instrument: &str, article: &str, extent: &str) {
        format!("`{instrument}` seems to have no article `{article}`");
        format!("its extent is given as {extent}, not yet checked")
    }

    /// A range runs from the greater to the smaller number.
    error "backward-range" backward_range(range: &str) {
        format!("the range `{range}` runs backwards");
        "write the smaller number first"
    }

    /// No chapter or page has this id.
    error "unknown-chapter" unknown_chapter(id: &str, near: &str) {
        format!("unknown chapter or page `{id}`");
        if near.is_empty() { "chapters and pages are listed in content/handbook.yaml" } else { near }
    }

    /// The chapter or page is a draft, so nothing can lead to it.
    error "withheld-chapter" withheld_chapter(id: &str) {
        format!("the chapter or page `{id}` is a draft and is not published");
        "publish it, remove the link, or look at the book with `--drafts`"
    }

    /// The chapter has no heading, box, table or figure with this id.
    error "unknown-section" unknown_section(chapter: &str, id: &str, ids: &[&str]) {
        format!("`{chapter}` has no section, box, table or figure `{id}`");
        match crate::base::id::nearest(id, ids.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None if ids.is_empty() => "link the page as a whole".to_owned(),
            None if ids.len() > 12 => "its ids stand behind its headings, as `{#id}`".to_owned(),
            None => format!("it has: {}", ids.join(", ")),
        }
    }

    /// The glossary has no such term.
    error "unknown-term" unknown_term(id: &str, near: &str) {
        format!("unknown term `{id}`");
        if near.is_empty() { "terms are listed in content/glossary.yaml".to_owned() } else { near.to_owned() }
    }

    /// The picture is not where the text says, or differs in capital letters.
    error "unknown-picture" unknown_picture(address: &str, near: &str) {
        format!("there is no picture `{address}`");
        if near.is_empty() { "drawings stand in `../assets/`, pictures of one language in its own folder".to_owned() } else { near.to_owned() }
    }

    /// A link leads to a file. Only chapters and pages are linked; pictures are shown.
    error "unknown-file-link" unknown_file_link(path: &str) {
        format!("`{path}` is not a chapter or page");
        "link a chapter by its file name (`state-duties.md#remedy`), show a picture with `![…](…)`"
    }

    /// A `parent`, a body, a fact, a series, a language or another name in the data does not exist.
    error "unknown-name" unknown_name(name: &str, what: &str, near: &str) {
        format!("unknown {what} `{name}`");
        if near.is_empty() { "correct it, or remove it" } else { near }
    }

    /// The facts of an instrument cannot be read as such: `articles: 1-53`, or `"I: 1-39"` for each series.
    error "extent" extent(written: &str) {
        format!("`{written}` is not an extent");
        "write `1-53`, or `\"I: 1-39\"` for each series"
    }

    /// A synonym of `search.yaml` leads to words that stand nowhere in the language's texts, so that nobody finds anything
    /// by it. It is told where the language has every chapter; before that the words may be still to come.
    warning "idle-synonym" idle_synonym(left: &str, right: &str) {
        format!("`{right}`, which `{left}` should find, stands nowhere in this language");
        "write words that the texts use, or remove it"
    }
}
