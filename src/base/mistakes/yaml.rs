//! Mistakes of YAML: syntax, keys, shapes and values.

use super::mistakes;

mistakes! {
    /// The file (or the front matter of a chapter) is not readable as YAML. The usual causes: a text that holds `: ` or
    /// begins with a special character and is not quoted, a tab, or lines of one block that are not indented alike.
    ///
    ///     title: Rights: a beginning      # wrong
    ///     title: "Rights: a beginning"    # right
    error "yaml-syntax" yaml_syntax(problem: &str) {
        format!("this is not readable as YAML: {problem}");
        "quote texts that hold `: `, `#` or begin with a special character, and indent with spaces"
    }

    /// A key is not one of those that may stand there. Keys are checked so that a misspelt one is not silently without effect.
    error "unknown-key" unknown_key(key: &str, allowed: &[&str]) {
        format!("unknown key `{key}`");
        match crate::base::id::nearest(key, allowed.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("allowed here: {}", allowed.join(", ")),
        }
    }

    /// A key that has to be there is missing.
    error "missing-key" missing_key(key: &str, about: &str) {
        format!("the key `{key}` is missing");
        format!("add it: {about}")
    }

    /// A key stands twice in one mapping; YAML readers would keep the last and drop the first without a word.
    error "repeated-key" repeated_key(key: &str, first_line: usize) {
        format!("the key `{key}` appears twice, first in line {first_line}");
        "remove one of them"
    }

    /// A key without a value. Leave the key out, or give it its value.
    error "empty-value" empty_value(key: &str) {
        format!("the key `{key}` has no value");
        "write its value or remove the line"
    }

    /// The value has another form than its key asks for: a list where a text is expected, a word where a date is expected.
    error "wrong-value" wrong_value(found: &str, expected: &str, near: &str) {
        format!("{found} where {expected} is expected");
        near
    }

    /// YAML can name a value (`&`), repeat it (`*`), tag it (`!`) and hold several documents. The content needs none of
    /// these, and they make a file hard to read for people and dangerous for programs.
    error "yaml-feature" yaml_feature(what: &str) {
        format!("{what} is not used in handbook files");
        "write the value out"
    }

    /// Lists and mappings stand deeper inside one another than any handbook file needs.
    error "yaml-depth" yaml_depth(limit: usize) {
        format!("lists and mappings are nested deeper than {limit} levels")
    }

    /// A Markdown file begins with its front matter: a line `---`, keys such as `title`, and another line `---`.
    error "front-matter" front_matter(problem: &str) {
        format!("{problem}");
        "begin the file with `---`, then `title: …` and the other keys, then `---`"
    }

    /// A text is longer than its place on the page bears. The summary of a chapter has at most 80 words
    /// (in languages written without spaces: 240 characters), a chapter 3 to 6 key points.
    warning "length" length(what: &str, limit: &str) {
        format!("{what}, more than {limit}");
        "shorten it"
    }
}
