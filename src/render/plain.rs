//! Fragments go in; their plain text comes out, line by line, with every hole filled by what its reader sees.

use crate::parse::fragment::Fragment;
use crate::parse::fragment::Hole;

/// Elements that begin a line of their own.
const LINE_ELEMENTS: [&str; 19] = [
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "br",
    "div",
    "ul",
    "ol",
    "table",
    "thead",
    "tbody",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "hr",
];

/// Plain text that grows piece by piece.
#[derive(Default)]
struct Plain {
    lines: Vec<String>,
    line: String,
    /// The tag that is being read, without `<`.
    tag: Option<String>,
    /// In the number of a note's call, which is no text.
    in_call: bool,
}

/// The lines of a fragment; `label` gives what a reference without own words shows, as HTML.
pub(super) fn lines(fragment: &Fragment, label: impl Fn(u32) -> String) -> Vec<String> {
    let mut plain = Plain::default();
    fragment.for_each(
        &mut plain,
        |plain, html| plain.push(html),
        |plain, hole| {
            if let Hole::Reference(index) = hole {
                plain.push(&label(*index));
            }
        },
    );
    plain.end_line();
    plain.lines
}

/// The plain text of HTML in one line.
pub(super) fn text(html: &str) -> String {
    let mut plain = Plain::default();
    plain.push(html);
    plain.end_line();
    plain.lines.join(" ")
}

impl Plain {
    fn push(&mut self, html: &str) {
        let mut rest = html;
        while !rest.is_empty() {
            if let Some(tag) = &mut self.tag {
                let Some((inside, after)) = rest.split_once('>') else {
                    tag.push_str(rest);
                    return;
                };
                tag.push_str(inside);
                rest = after;
                let tag = self.tag.take().unwrap_or_default();
                self.end_tag(&tag);
            } else {
                let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                self.push_text(text);
                rest = after.strip_prefix('<').unwrap_or_default();
                if !after.is_empty() {
                    self.tag = Some(String::new());
                }
            }
        }
    }

    fn end_tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or_default();
        if LINE_ELEMENTS.contains(&name) {
            self.end_line();
        }
        match (name, is_end) {
            ("a", false) => self.in_call = tag.contains("class=\"fnref\""),
            ("a", true) => self.in_call = false,
            ("img", _) => {
                let alternative = tag
                    .split_once(" alt=\"")
                    .and_then(|(_, after)| after.split_once('"'));
                if let Some((alternative, _)) = alternative {
                    self.end_line();
                    self.push_text(alternative);
                    self.end_line();
                }
            }
            _ => {}
        }
    }

    fn push_text(&mut self, text: &str) {
        if self.in_call {
            return;
        }
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            self.line.push_str(before);
            let (name, behind) = after.split_once(';').unwrap_or((after, ""));
            self.line.push(match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                _ => '\'',
            });
            rest = behind;
        }
        self.line.push_str(rest);
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.trim().is_empty() {
            return;
        }
        // A tab and a line break have a meaning in the files of the search.
        let words: Vec<&str> = line
            .split([' ', '\n', '\t', '\r'])
            .filter(|word| !word.is_empty())
            .collect();
        self.lines.push(words.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_is_seen_is_kept() {
        let cases = [
            ("A <em>State</em> party&#39;s duty", "A State party's duty"),
            (
                "كلمة<a class=\"fnref\" href=\"#fn--3\">3</a>، <bdi lang=\"en\">ICCPR</bdi>",
                "كلمة، ICCPR",
            ),
            ("<ul><li>人权</li><li>法 &amp; 治</li></ul>", "人权 法 & 治"),
            (
                "<img src=\"a.svg\" alt=\"Three &lt;steps&gt;\"> <a href=\"x\">7</a>",
                "Three <steps> 7",
            ),
            ("broken < tag", "broken"),
        ];
        for (html, expected) in cases {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
