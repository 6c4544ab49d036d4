//! One inline HTML tag goes in; the same tag, written anew from its checked parts, comes out, or nothing if it is not inert.

use crate::base::html::escape_into;
use crate::base::language::LanguageTag;

/// A tag that may stand in Markdown.
#[derive(Debug, PartialEq, Eq)]
pub struct InertTag {
    /// The element's name.
    pub name: &'static str,
    /// Whether it closes.
    pub closes: bool,
    /// The tag as it is published.
    pub html: String,
}

const ELEMENTS: &[&str] = &[
    "abbr", "br", "wbr", "sub", "sup", "kbd", "bdi", "q", "cite", "span",
];

impl InertTag {
    /// Whether the element has no content and no end.
    pub fn is_void(&self) -> bool {
        matches!(self.name, "br" | "wbr")
    }
}

/// Reads a tag: small letters, double-quoted values, no unknown attribute, nothing else before or after.
pub fn read_inert_tag(source: &str) -> Option<InertTag> {
    let inner = source.strip_prefix('<')?.strip_suffix('>')?;
    if let Some(name) = inner.strip_prefix('/') {
        let name = ELEMENTS.iter().find(|element| **element == name)?;
        let void = matches!(*name, "br" | "wbr");
        return (!void).then(|| InertTag {
            name,
            closes: true,
            html: format!("</{name}>"),
        });
    }
    let inner = inner.strip_suffix('/').map_or(inner, str::trim_end);
    let (name, mut rest) = inner.split_at(inner.find(' ').unwrap_or(inner.len()));
    let name = ELEMENTS.iter().find(|element| **element == name)?;
    let mut html = format!("<{name}");
    let mut seen = Vec::new();
    while !rest.trim_start().is_empty() {
        let (attribute, after) = rest.trim_start().split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        let fits = match (*name, attribute) {
            ("abbr", "title") => !value.contains('&'),
            ("span" | "bdi" | "q" | "cite", "lang") => LanguageTag::new(value).is_ok(),
            ("span" | "bdi" | "q" | "cite", "dir") => matches!(value, "ltr" | "rtl"),
            _ => false,
        };
        if !fits || seen.contains(&attribute) || !(after.is_empty() || after.starts_with(' ')) {
            return None;
        }
        seen.push(attribute);
        html.push_str(&format!(" {attribute}=\""));
        escape_into(&mut html, value);
        html.push('"');
        rest = after;
    }
    html.push('>');
    Some(InertTag {
        name,
        closes: false,
        html,
    })
}

#[cfg(test)]
mod tests {
    use super::read_inert_tag;

    #[test]
    fn inert_tags_are_written_anew() {
        let html = |source: &str| read_inert_tag(source).map(|tag| tag.html);
        for (source, expected) in [
            ("<br>", "<br>"),
            ("<br/>", "<br>"),
            ("<sub>", "<sub>"),
            ("</sub>", "</sub>"),
            ("<abbr title=\"a < b\">", "<abbr title=\"a &lt; b\">"),
            (
                "<bdi lang=\"ar\" dir=\"rtl\">",
                "<bdi lang=\"ar\" dir=\"rtl\">",
            ),
            ("<q lang=\"zh-Hans\">", "<q lang=\"zh-Hans\">"),
        ] {
            assert_eq!(html(source).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for source in [
            "<script>",
            "<b>",
            "<BR>",
            "<img src=x onerror=y>",
            "<span onclick=\"x\">",
            "<span style=\"x\">",
            "<abbr title=x>",
            "<abbr title='x'>",
            "<span lang=\"x y\">",
            "<span dir=\"auto\">",
            "</br>",
            "<!-- x -->",
            "<?x?>",
            "<![CDATA[x]]>",
            "<span lang=\"en\" lang=\"fr\">",
            "<bdo dir=\"rtl\">",
            "<حق>",
            "<权>",
            "<span lang=\"en\"dir=\"ltr\">",
        ] {
            assert_eq!(read_inert_tag(source), None, "{source}");
        }
    }
}
