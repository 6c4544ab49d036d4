//! Escaping: plain text goes in, text that is safe inside HTML elements and quoted attributes comes out.

/// Appends `text` to `out`, escaped for an element's text or a quoted attribute.
pub fn escape_into(out: &mut String, text: &str) {
    let mut written = 0;
    for (index, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(text.get(written..index).unwrap_or_default());
        out.push_str(replacement);
        written = index + 1;
    }
    out.push_str(text.get(written..).unwrap_or_default());
}

/// `text` escaped for an element's text or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(&mut out, text);
    out
}
