//! `handbook check --external-links`: the handbook goes in; every address outside it comes out with its places, one a line.

use crate::base::text::Place;
use crate::parse::address::Address;
use crate::parse::address::read_address;
use crate::parse::reference::Written;
use crate::pipeline::Made;

/// `address: file:line:column`, sorted by address, so that each can be tried once and mended everywhere. What an address
/// leads to is for the reader of the list to see: nothing is fetched.
pub(super) fn list(made: &Made) -> String {
    let Some((handbook, _)) = &made.handbook else {
        return String::new();
    };
    let texts = &made.sources.texts;
    let mut found: Vec<(String, String, usize, usize)> = Vec::new();
    let mut add = |address: &str, place: Place| {
        if let Place::Text(file, start, _) = place {
            let text = texts.get(file);
            let (line, column) = text.line_and_column(start);
            found.push((address.to_owned(), text.path.clone(), line, column));
        }
    };
    for language in &handbook.languages {
        for chapter in language.chapters.values() {
            for reference in &chapter.references {
                if let Written::Web(address) = &reference.target {
                    add(address, chapter.place(&reference.range));
                }
            }
        }
    }
    let with_path = |path: Vec<String>| path.into_iter();
    let files = [handbook.registry.texts(), handbook.file.texts()];
    let ids = [handbook.registry.file(), handbook.file.file()];
    for (texts, file) in files.into_iter().zip(ids) {
        for (path, text, range) in texts {
            // A pattern or the site's own address is none that somebody could follow.
            let is_own = with_path(path)
                .next()
                .is_some_and(|key| key.ends_with("_url"));
            if !is_own && matches!(read_address(&text), Ok(Address::Web(_))) {
                add(&text, Place::range(file, range));
            }
        }
    }
    found.sort();
    let line = |(address, path, line, column)| format!("{address}: {path}:{line}:{column}\n");
    found.into_iter().map(line).collect()
}
