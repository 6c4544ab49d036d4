//! The Markdown files of a handbook go in; their plain HTML is on the disk: what no build of them can do without.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use rayon::prelude::*;

/// Renders every chapter of every language in parallel, writes it into `out`, and does nothing else.
pub(crate) fn render_floor(root: &Path, out: &Path) -> io::Result<()> {
    let mut files: Vec<(PathBuf, PathBuf)> = Vec::new();
    for language in fs::read_dir(root.join("content"))? {
        let language = language?;
        if !language.file_type()?.is_dir() {
            continue;
        }
        let folder = out.join(language.file_name());
        fs::create_dir_all(&folder)?;
        for file in fs::read_dir(language.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let html = folder
                    .join(path.file_name().unwrap_or_default())
                    .with_extension("html");
                files.push((path, html));
            }
        }
    }
    files.into_par_iter().try_for_each(|(source, html)| {
        let markdown = fs::read_to_string(source)?;
        let mut page = String::with_capacity(markdown.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut page, Parser::new_ext(&markdown, options()));
        fs::write(html, page)
    })
}

/// The syntax that chapters are written in.
fn options() -> Options {
    Options::ENABLE_WIKILINKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
}

/// Copies a folder, one file after the other, as `cp -r` does.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
