//! `handbook explain CODE`: a kind of mistake at length.

use crate::base::diagnostics::Level;
use crate::base::id::did_you_mean;
use crate::base::mistakes::catalogue;
use crate::cli::Ending;
use crate::cli::print;
use crate::cli::tell;

/// Explains a code, or lists all of them.
pub(super) fn explain(code: Option<&str>) -> Ending {
    let all = catalogue();
    let Some(code) = code else {
        for mistake in &all {
            let first = first_sentence(mistake.explanation);
            print(&format!("{:24} {first}\n", mistake.code));
        }
        return Ending::Fine;
    };
    match all.iter().find(|mistake| mistake.code == code) {
        Some(mistake) => {
            let level = match mistake.level {
                Level::Error => "error: nothing is published until it is mended",
                Level::Warning => "warning: the site is published; --strict makes it an error",
            };
            let lines: Vec<&str> = mistake
                .explanation
                .lines()
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .collect();
            print(&format!(
                "{code} ({level})\n\n{}\n",
                lines.join("\n").trim_end()
            ));
            Ending::Fine
        }
        None => {
            let near = did_you_mean(code, all.iter().map(|mistake| mistake.code));
            tell(&format!(
                "error: there is no mistake `{code}`{}{near}",
                if near.is_empty() { "" } else { "; " }
            ));
            Ending::Usage
        }
    }
}

/// The first sentence of an explanation, on one line. A full stop inside a name (`book.yaml`) ends no sentence.
fn first_sentence(explanation: &str) -> String {
    let paragraph = explanation.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let end = words.iter().position(|word| word.ends_with('.'));
    let count = end.map_or(words.len(), |last| last + 1);
    words.get(..count).unwrap_or_default().join(" ")
}
