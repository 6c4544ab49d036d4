//! Mistakes of files and folders: names, kinds, sizes, encodings.

use super::mistakes;

mistakes! {
    /// The file is not UTF-8. Save it as UTF-8 in the editor; the place of the first byte that does not fit is given.
    error "not-utf-8" not_utf8(byte_offset: usize, looks_like: &str) {
        format!("the file is not UTF-8 from byte {byte_offset} on{looks_like}");
        "save the file as UTF-8"
    }

    /// A control character or a character that Unicode keeps from use stands in the text. It is invisible and usually came by copying.
    error "control-character" control_character(code_point: &str) {
        format!("the character {code_point} must not stand in a text");
        "remove it; it is invisible in most editors"
    }

    /// Characters that override or embed a direction (U+202A to U+202E) make text look other than it is, and an unclosed
    /// one turns everything after it. The generator isolates directions by itself.
    error "direction-override" direction_override(code_point: &str) {
        format!("the direction character {code_point} must not stand in a text");
        "remove it; for a foreign phrase write `<bdi>…</bdi>`"
    }

    /// A left-to-right or right-to-left mark stands in the text. The generator isolates directions by itself, so that
    /// marks are hardly ever needed, and they are invisible to the next editor.
    warning "direction-mark" direction_mark(code_point: &str) {
        format!("the invisible direction mark {code_point} stands in the text");
        "remove it and look at the result"
    }

    /// Links in the file system could lead out of the project, so none is followed, wherever it leads.
    error "symbolic-link" symbolic_link() {
        "symbolic links are not followed";
        "put the file itself there"
    }

    /// Only ordinary files and folders are read.
    error "not-a-file" not_a_file(kind: &str) {
        format!("{kind} stands where a file is expected");
        "remove it, or give it another name"
    }

    /// The system does not let the file or folder be read.
    error "unreadable" unreadable(reason: &str) {
        format!("cannot be read: {reason}");
        "let your account read it, or remove it"
    }

    /// A file is larger, or a folder deeper or fuller, than a handbook needs. The limits keep a broken or hostile file from stopping everybody's work.
    error "too-large" too_large(what: &str, limit: &str) {
        format!("{what}: the limit is {limit}");
        "make it smaller, or divide it"
    }

    /// Names of files are made of letters, digits, `.`, `_` and `-` of the Latin alphabet, so that they work on every system and in every address.
    error "file-name" file_name(name: &str) {
        format!("the name `{name}` does not work on every system and in addresses");
        "use small Latin letters, digits and hyphens"
    }

    /// A file that nothing uses.
    warning "unknown-file" unknown_file(expected: &str) {
        "nothing reads this file".to_owned();
        expected
    }

    /// Two names differ only in capital letters. Some systems take them for one file.
    error "names-alike" names_alike(other: &str) {
        format!("the name differs from `{other}` only in small and capital letters");
        "rename one of them"
    }

    /// The extension of a picture must say what the file is. PNG, JPEG and WebP are allowed in a language's folder, SVG in `content/assets/`.
    error "picture-kind" picture_kind(problem: &str, advice: &str) {
        problem.to_string();
        advice
    }

    /// Pictures can carry where they were taken, and a small copy of what was later cut away. That can put people at risk.
    error "picture-metadata" picture_metadata(what: &str) {
        format!("the picture carries {what}");
        "save it without its metadata"
    }

    /// A drawing may hold shapes and text only: no script, style sheet, link, animation, or anything from outside.
    error "drawing" drawing(what: &str) {
        format!("the drawing holds {what}");
        "export it as plain SVG, with attributes instead of styles"
    }
}
