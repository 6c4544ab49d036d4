//! What was found in a run goes in; it comes out as JSON for the preview's script, each mistake with its place and excerpt.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use serde_json::json;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Level;
use crate::base::excerpt::Excerpt;
use crate::base::excerpt::visible;
use crate::base::text::Place;
use crate::base::text::Texts;

/// Most mistakes that a page is told.
const TOLD_MAX: usize = 100;

/// Address that opens a file in the author's editor: a pattern with `{file}` and `{line}`.
#[derive(Debug, Clone)]
pub struct EditorLink(String);

impl EditorLink {
    /// Takes a pattern with `{file}`, the absolute path, and perhaps `{line}`; it begins with the scheme of a program, so
    /// that nothing in it can run.
    pub fn new(pattern: &str) -> Option<EditorLink> {
        let (scheme, _) = pattern.split_once(':')?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(fits);
        let runs = ["javascript", "data", "vbscript", "blob"];
        let is_safe = !runs.iter().any(|name| scheme.eq_ignore_ascii_case(name));
        (is_scheme && is_safe && pattern.contains("{file}")).then(|| EditorLink(pattern.to_owned()))
    }

    /// The address of a line of a file, given by its path from the root.
    pub(super) fn to(&self, root: &Path, file: &str, line: usize) -> String {
        let path = root.join(file).to_string_lossy().replace('\\', "/");
        let mut encoded = String::with_capacity(path.len());
        for byte in path.bytes() {
            match byte {
                b'/' | b'-' | b'.' | b'_' | b'~' | b':' => encoded.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
                _ => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        // `vscode://file/home/…`: the pattern has the slash before the path, or the path begins with it.
        let file = match self.0.contains("/{file}") {
            true => encoded.trim_start_matches('/'),
            false => encoded.as_str(),
        };
        self.0
            .replace("{line}", &line.to_string())
            .replace("{file}", file)
    }
}

impl Default for EditorLink {
    fn default() -> Self {
        EditorLink("vscode://file/{file}:{line}".to_owned())
    }
}

/// The mistakes as the script shows them: first those that keep the book from being built, then those of the files that the
/// page is made from (`own`).
pub(super) fn mistakes(
    found: &[Diagnostic],
    texts: &Texts,
    root: &Path,
    editor: &EditorLink,
    own: &BTreeSet<&str>,
) -> Value {
    let is_error = |diagnostic: &Diagnostic| diagnostic.mistake.level == Level::Error;
    let is_own = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Text(file, ..) => own.contains(texts.get(*file).path.as_str()),
        Place::File(path) => own.contains(path.as_str()),
        Place::Page(_) => false,
    };
    let mut order: Vec<(bool, bool, &Diagnostic)> = found
        .iter()
        .map(|diagnostic| (!is_error(diagnostic), !is_own(diagnostic), diagnostic))
        .collect();
    order.sort_by_key(|(is_warning, is_elsewhere, _)| (*is_warning, *is_elsewhere));
    let told = order.iter().take(TOLD_MAX);
    let list: Vec<Value> = told
        .map(|(_, is_elsewhere, diagnostic)| {
            let mut told = mistake(diagnostic, texts, root, editor);
            told["own"] = Value::from(!is_elsewhere);
            told
        })
        .collect();
    json!({
        "list": list,
        "errors": found.iter().filter(|diagnostic| is_error(diagnostic)).count(),
        "own": found.iter().filter(|diagnostic| is_own(diagnostic)).count(),
        "all": found.len(),
    })
}

fn mistake(diagnostic: &Diagnostic, texts: &Texts, root: &Path, editor: &EditorLink) -> Value {
    let level = match diagnostic.mistake.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let mut told = json!({
        "level": level,
        "code": diagnostic.mistake.code,
        "message": visible(&diagnostic.message),
        "advice": visible(&diagnostic.advice),
    });
    match &diagnostic.place {
        Place::Text(file, start, end) => {
            let text = texts.get(*file);
            let (line, column) = text.line_and_column(*start);
            let excerpt = Excerpt::around(text, *start, *end);
            let part = |range: std::ops::Range<usize>| {
                excerpt.text.get(range).unwrap_or_default().to_owned()
            };
            told["place"] = json!(format!("{}:{line}:{column}", visible(&text.path)));
            told["href"] = json!(editor.to(root, &text.path, line));
            told["excerpt"] = json!([
                part(0..excerpt.start),
                part(excerpt.start..excerpt.end),
                part(excerpt.end..excerpt.text.len()),
            ]);
        }
        Place::File(path) | Place::Page(path) => told["place"] = json!(visible(path)),
    }
    told
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::EditorLink;

    #[test]
    fn a_pattern_leads_to_a_line() {
        let to = |pattern: &str, file: &str| {
            EditorLink::new(pattern).map(|editor| editor.to(Path::new("/home/a b"), file, 12))
        };
        let cases = [
            (
                "vscode://file/{file}:{line}",
                "content/en/x.md",
                "vscode://file/home/a%20b/content/en/x.md:12",
            ),
            (
                "idea://open?file={file}&line={line}",
                "content/ar/حق.md",
                "idea://open?file=/home/a%20b/content/ar/%D8%AD%D9%82.md&line=12",
            ),
            (
                "zed://file{file}:{line}",
                "content/zh/权.md",
                "zed://file/home/a%20b/content/zh/%E6%9D%83.md:12",
            ),
        ];
        for (pattern, file, expected) in cases {
            assert_eq!(to(pattern, file).as_deref(), Some(expected));
        }
        for bad in [
            "javascript:alert('{file}')",
            "{file}",
            "vscode://file",
            "://{file}",
            "Data:{file}",
        ] {
            assert!(EditorLink::new(bad).is_none(), "{bad}");
        }
    }
}
