//! A text and what is to stand elsewhere in it go in; the new text comes out, the rest of it byte for byte as it was.

use std::ops::Range;

use crate::parse::yaml::node::Kind;
use crate::parse::yaml::node::Node;

/// A byte range and what stands there from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Edit {
        Edit {
            range,
            text: text.into(),
        }
    }
}

/// The text with all edits made; they do not overlap.
pub(super) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.range.end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The line ends that a text uses.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.find('\n').map(|at| text.get(..at)) {
        Some(Some(before)) if before.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Adds an item to the end of a list in YAML, in the way in which the list is written.
pub(super) fn append_to_list(text: &str, key: &Node, list: &Node, item: &str) -> Option<Edit> {
    let items = match &list.kind {
        // Nothing after the key yet.
        Kind::Empty => {
            let rest = text.get(key.range.end..)?;
            let behind = key.range.end + rest.find(':')? + 1;
            return Some(Edit::new(behind..behind, format!(" [{item}]")));
        }
        Kind::List(items) => items,
        _ => return None,
    };
    let is_flow = text.get(list.range.start..)?.starts_with('[');
    match (items.last(), is_flow) {
        (None, _) => Some(Edit::new(list.range.clone(), format!("[{item}]"))),
        (Some(last), true) => {
            let end = end_of(text, last);
            Some(Edit::new(end..end, format!(", {item}")))
        }
        (Some(last), false) => {
            let line = line_of(text, last.range.start);
            let dash = text.get(line.clone())?.find('-')?;
            let lead = text.get(line.start..line.start + dash)?;
            let end = line_of(text, end_of(text, last)).end;
            let (before, after) = match text.get(..end)?.ends_with('\n') {
                true => ("", line_end(text)),
                false => (line_end(text), ""),
            };
            Some(Edit::new(
                end..end,
                format!("{before}{lead}- {item}{after}"),
            ))
        }
    }
}

/// Removes an item of a list in YAML.
pub(super) fn remove_from_list(text: &str, list: &Node, index: usize) -> Option<Edit> {
    let Kind::List(items) = &list.kind else {
        return None;
    };
    let item = items.get(index)?;
    let is_flow = text.get(list.range.start..)?.starts_with('[');
    let range = match is_flow {
        false => line_of(text, item.range.start).start..line_of(text, end_of(text, item)).end,
        true => match (index.checked_sub(1), items.get(index + 1)) {
            (_, Some(next)) => item.range.start..next.range.start,
            (Some(before), None) => end_of(text, items.get(before)?)..end_of(text, item),
            (None, None) => item.range.start..end_of(text, item),
        },
    };
    Some(Edit::new(range, ""))
}

/// Where a single value ends, its closing quotation mark included.
fn end_of(text: &str, node: &Node) -> usize {
    let quote = text
        .get(node.range.start..)
        .and_then(|rest| rest.chars().next())
        .filter(|first| matches!(first, '"' | '\''));
    // What the parser counts to a value may reach over the white space behind it, or end before the closing quotation mark.
    let all = text.get(node.range.clone()).unwrap_or_default().trim_end();
    let end = node.range.start + all.len();
    match quote {
        Some(quote) if all.len() == 1 || !all.ends_with(quote) => end + 1,
        _ => end,
    }
}

/// The line that a byte stands in, its end included.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |end| at + end + 1);
    start..end
}

/// The text of a value as YAML writes it in a list.
pub(super) fn as_item(value: &str) -> String {
    match value.starts_with('#') {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::append_to_list;
    use super::edited;
    use super::remove_from_list;
    use crate::base::diagnostics::Diagnostics;
    use crate::base::text::SourceText;
    use crate::base::text::Texts;
    use crate::parse::yaml::node::Node;
    use crate::parse::yaml::node::read_nodes;

    fn nodes(text: &str) -> Node {
        let source = SourceText::new("x.yaml", text.to_owned());
        let file = Texts::default().put(source.clone());
        let mut found = Diagnostics::default();
        let node = read_nodes(file, &source, 0..text.len(), &mut found).expect("YAML");
        node.expect("a value")
    }

    fn appended(text: &str, item: &str) -> String {
        let root = nodes(text);
        let (key, list) = root.entry("a").expect("the list");
        edited(
            text,
            &[append_to_list(text, key, list, item).expect("an edit")],
        )
    }

    fn removed(text: &str, index: usize) -> String {
        let root = nodes(text);
        let (_, list) = root.entry("a").expect("the list");
        edited(
            text,
            &[remove_from_list(text, list, index).expect("an edit")],
        )
    }

    #[test]
    fn lists_grow_in_their_own_style() {
        let cases = [
            ("a: [x, y]\n", "a: [x, y, new]\n"),
            ("a: [x, y] # why\nb: 1\n", "a: [x, y, new] # why\nb: 1\n"),
            (
                "a: [\n  x, # حق\n  y,\n]\n",
                "a: [\n  x, # حق\n  y, new,\n]\n",
            ),
            ("a: [\"#x\"]\n", "a: [\"#x\", new]\n"),
            ("a: ['#x' ]\n", "a: ['#x', new ]\n"),
            ("a: []\nb: 1\n", "a: [new]\nb: 1\n"),
            ("a:\nb: 1\n", "a: [new]\nb: 1\n"),
            (
                "a:\n  - x\n  - y # 权利\nb: 1\n",
                "a:\n  - x\n  - y # 权利\n  - new\nb: 1\n",
            ),
            ("a:\n- x\n- \"#y\"", "a:\n- x\n- \"#y\"\n- new"),
            (
                "a:\r\n  - x\r\nb: 1\r\n",
                "a:\r\n  - x\r\n  - new\r\nb: 1\r\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(appended(text, "new"), expected, "{text}");
        }
    }

    #[test]
    fn lists_shrink() {
        let cases = [
            ("a: [x, y, z]\n", 0, "a: [y, z]\n"),
            ("a: [x, \"#y\", z]\n", 1, "a: [x, z]\n"),
            ("a: [x, 'y']\n", 1, "a: [x]\n"),
            ("a: [x]\n", 0, "a: []\n"),
            ("a:\n  - x\n  - y # 权利\nb: 1\n", 1, "a:\n  - x\nb: 1\n"),
        ];
        for (text, index, expected) in cases {
            assert_eq!(removed(text, index), expected, "{text}");
        }
    }
}
