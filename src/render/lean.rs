//! Scripts go in as people write them; what a reader's link has to carry comes out: no comments, no indentation.

use std::borrow::Cow;

/// A script without the lines that are comments and without the white space that begins lines. Line breaks stay, and so
/// does every script of which it is not certain that no text goes on from one line to the next.
pub(super) fn lean(script: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(script) else {
        return Cow::Borrowed(script);
    };
    let is_certain = text.lines().all(|line| {
        let opens = line.matches("/*").count();
        line.matches('`').count() % 2 == 0
            && !line.ends_with('\\')
            && opens <= 1
            && (opens == 0 || line.trim_end().ends_with("*/") || line.contains("*/ "))
    });
    if !is_certain {
        return Cow::Borrowed(script);
    }
    let is_comment = |line: &str| {
        line.starts_with("//")
            || (line.starts_with("/*") && line.find("*/") == line.len().checked_sub(2))
    };
    let mut lean = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && !is_comment(line) {
            lean.push_str(line);
            lean.push('\n');
        }
    }
    Cow::Owned(lean.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::lean;

    fn check(script: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&lean(script.as_bytes())), expected);
    }

    #[test]
    fn comments_and_indentation_go() {
        check(
            "// About\n'use strict';\n\n  /** What it does. */\n  const a = 'https://example.org/'; // stays\n\tf(`// ${a}`);\n",
            "'use strict';\nconst a = 'https://example.org/'; // stays\nf(`// ${a}`);\n",
        );
        check("  const حق = '人权';\r\n", "const حق = '人权';\n");
    }

    #[test]
    fn what_goes_on_over_lines_stays_as_it_is() {
        for script in [
            "  f(`\n  // text\n  `);\n",
            "  /* two\n  lines */\n  f();\n",
            "  f('a\\\n  b');\n",
            "  /* a */ f(/* b */);\n  g();\n",
        ] {
            check(script, script);
        }
        let odd: &[u8] = b"  \xFF";
        assert_eq!(&*lean(odd), odd);
    }
}
