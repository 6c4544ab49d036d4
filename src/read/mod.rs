//! Stage 1, disk → [`Sources`]: every byte that will ever enter, read once, decoded, and put where it belongs.

mod decode;
mod load;
mod walk;

pub use crate::read::load::Memo;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::LazyLock;

use include_dir::Dir;
use include_dir::include_dir;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Diagnostics;
use crate::base::id::is_author_id;
use crate::base::mistakes::configuration;
use crate::base::mistakes::files as mistakes;
use crate::base::site::SitePath;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::base::text::Texts;
use crate::read::load::Content;
use crate::read::load::Loaded;

static DEFAULT_THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Sources {
    /// All texts.
    pub texts: Texts,
    /// `content/handbook.yaml`.
    pub handbook: Option<FileId>,
    /// `content/instruments.yaml`.
    pub instruments: Option<FileId>,
    /// `content/glossary.yaml`.
    pub glossary: Option<FileId>,
    /// Language folders and interface files, by their names as they are.
    pub languages: BTreeMap<String, LanguageSources>,
    /// Files of `content/assets/`, by their path below it.
    pub assets: BTreeMap<String, Asset>,
    /// Files of each theme by their path below its folder; the built-in theme is under the empty name.
    pub themes: BTreeMap<String, BTreeMap<String, Asset>>,
    /// Every path that was placed, by itself in small letters.
    folded: HashMap<String, String>,
}

/// The files of one language.
#[derive(Debug, Default)]
pub struct LanguageSources {
    /// `i18n/<language>.yaml`.
    pub interface: Option<FileId>,
    /// Whether there is a folder in `content/`.
    pub has_folder: bool,
    /// YAML files by name without extension: `book`, `instruments`, `glossary`, `search`.
    pub yaml: BTreeMap<String, FileId>,
    /// Markdown files by name without extension.
    pub pages: BTreeMap<String, FileId>,
    /// Source texts that the translations were made from, by file name.
    pub snapshots: BTreeMap<String, FileId>,
    /// Pictures, by their path below the folder.
    pub pictures: BTreeMap<String, Asset>,
}

/// A file that is published as it is, or a template.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The file's bytes.
    pub bytes: Arc<[u8]>,
    /// Its text, if it is one (SVG, templates, styles, scripts).
    pub text: Option<FileId>,
    /// Path from the project's root.
    pub path: String,
}

/// Reads the project in `root`: what `memo` has not, what changed since, and what is named in `changed`.
pub fn read(
    root: &Path,
    memo: &mut Memo,
    changed: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    let mut found = Vec::new();
    let mut told = Diagnostics::default();
    for folder in ["content", "i18n", "themes"] {
        found.extend(walk::walk(root, folder, &mut told));
    }
    memo.load(found, changed);
    memo.told = told;
    arrange(memo, diagnostics)
}

/// The same where nothing but the files named in `changed` is thought to have changed: there is no walk, if they are still
/// what they were. Whoever calls this calls [`read`] later, when there is time.
pub fn read_changed(
    root: &Path,
    memo: &mut Memo,
    changed: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    match memo.reload(root, changed) {
        true => arrange(memo, diagnostics),
        false => read(root, memo, changed, diagnostics),
    }
}

fn arrange(memo: &mut Memo, diagnostics: &mut Diagnostics) -> Sources {
    diagnostics.append(memo.told.clone());
    let mut sources = Sources {
        texts: std::mem::take(&mut memo.texts),
        ..Sources::default()
    };
    for file in &memo.present {
        sources.place(file, diagnostics);
    }
    add_default_theme(&mut sources);
    memo.texts = sources.texts.clone();
    sources
}

/// The project as it was read last, with the last good state of the files named in `faulty`; nothing if that is no other.
pub fn read_good(
    memo: &Memo,
    faulty: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Sources> {
    let files = memo.with_good(faulty)?;
    let mut sources = Sources {
        texts: memo.texts.clone(),
        ..Sources::default()
    };
    for file in &files {
        sources.place(file, diagnostics);
    }
    add_default_theme(&mut sources);
    Some(sources)
}

impl Sources {
    /// Puts a file where its path says it belongs.
    fn place(&mut self, file: &Loaded, diagnostics: &mut Diagnostics) {
        let path = file.path.clone();
        if let Some(told) = unfit_name(&path) {
            diagnostics.push(told);
            return;
        }
        if let Some(other) = self.folded.insert(path.to_lowercase(), path.clone()) {
            diagnostics.push(mistakes::names_alike(Place::File(path.clone()), &other));
        }
        let asset = match &file.content {
            Err(reason) => {
                diagnostics.push(mistakes::unreadable(Place::File(path), reason));
                return;
            }
            Ok(Content::TooLarge(limit)) => {
                diagnostics.push(mistakes::too_large(
                    Place::File(path),
                    "the file is too large",
                    &format!("{} KiB", limit / 1024),
                ));
                return;
            }
            Ok(Content::Bytes(bytes)) => Asset {
                bytes: bytes.clone(),
                text: None,
                path: path.clone(),
            },
            Ok(Content::Text(text, bytes, faults)) => {
                let id = self.texts.put(text.clone());
                for fault in faults.diagnostics(id) {
                    diagnostics.push(fault);
                }
                Asset {
                    bytes: bytes.clone(),
                    text: Some(id),
                    path: path.clone(),
                }
            }
        };
        let parts: Vec<&str> = path.split('/').collect();
        let known = match parts.as_slice() {
            ["content", name] => self.place_shared(name, &asset),
            ["content", "assets", ..] => {
                self.assets.insert(below(&path, 2).to_owned(), asset);
                true
            }
            ["content", language, rest @ ..] => {
                self.place_in_language(language, rest, asset, diagnostics)
            }
            ["i18n", name] => self.place_interface(name, &asset),
            ["themes", theme, "templates" | "static", ..] => {
                let files = self.themes.entry((*theme).to_owned()).or_default();
                files.insert(below(&path, 2).to_owned(), asset);
                true
            }
            _ => false,
        };
        if !known {
            let expected = expected_beside(&path);
            diagnostics.push(mistakes::unknown_file(Place::File(path), expected));
        }
    }

    fn place_shared(&mut self, name: &str, asset: &Asset) -> bool {
        match name {
            "handbook.yaml" => self.handbook = asset.text,
            "instruments.yaml" => self.instruments = asset.text,
            "glossary.yaml" => self.glossary = asset.text,
            _ => return matches!(name, "README.md"),
        }
        true
    }

    fn place_interface(&mut self, name: &str, asset: &Asset) -> bool {
        let Some(tag) = name.strip_suffix(".yaml") else {
            return name == "README.md";
        };
        self.languages.entry(tag.to_owned()).or_default().interface = asset.text;
        true
    }

    fn place_in_language(
        &mut self,
        folder: &str,
        rest: &[&str],
        asset: Asset,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let language = self.languages.entry(folder.to_owned()).or_default();
        language.has_folder = true;
        let name = rest.join("/");
        match (rest, asset.text) {
            ([walk::SNAPSHOTS, file], Some(text))
                if file.ends_with(".md") || file.ends_with(".yaml") =>
            {
                language.snapshots.insert((*file).to_owned(), text);
                true
            }
            ([file], Some(text)) if file.ends_with(".md") => {
                let id = file.trim_end_matches(".md");
                if !is_author_id(id) {
                    diagnostics.push(mistakes::file_name(Place::File(asset.path), file));
                    return true;
                }
                language.pages.insert(id.to_owned(), text);
                true
            }
            ([file], Some(text))
                if matches!(
                    *file,
                    "book.yaml" | "instruments.yaml" | "glossary.yaml" | "search.yaml"
                ) =>
            {
                language
                    .yaml
                    .insert(file.trim_end_matches(".yaml").to_owned(), text);
                true
            }
            (_, _)
                if [".png", ".jpg", ".jpeg", ".webp"]
                    .iter()
                    .any(|ending| name.ends_with(ending)) =>
            {
                language.pictures.insert(name, asset);
                true
            }
            (_, Some(_)) if name.ends_with(".svg") => {
                diagnostics.push(mistakes::picture_kind(
                    Place::File(asset.path),
                    "a drawing (SVG) stands in a language's folder",
                    "put it into `content/assets/`; one with words in a language there as `name.fr.svg`",
                ));
                true
            }
            _ => false,
        }
    }
}

/// The mistake of a path with a name in it that does not work everywhere.
fn unfit_name(path: &str) -> Option<Diagnostic> {
    let fits = |name: &&str| SitePath::new(*name).is_some();
    let names: Vec<&str> = path.split('/').collect();
    let index = names.iter().position(|name| !fits(name))?;
    let name = names.get(index)?;
    let place = Place::File(names.get(..=index)?.join("/"));
    Some(match names.as_slice() {
        ["content", _, _, ..] if index == 1 => configuration::language_tag(place, name, ""),
        _ => mistakes::file_name(place, name),
    })
}

/// What may stand where an unknown file stands.
fn expected_beside(path: &str) -> &'static str {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["content", _] => {
            "here stand handbook.yaml, instruments.yaml, glossary.yaml, `assets/` and a folder for each language"
        }
        ["content", ..] => {
            "a language has chapters (.md), book.yaml, instruments.yaml, glossary.yaml, search.yaml and pictures (.png, .jpg, .webp)"
        }
        ["i18n", ..] => "here stands one `<language>.yaml` for each language",
        _ => "a theme has the folders `templates/` and `static/`",
    }
}

/// The path without its first `depth` folders.
fn below(path: &str, depth: usize) -> &str {
    path.splitn(depth + 1, '/').nth(depth).unwrap_or_default()
}

/// Files that are built in, by name: bytes, and the text where it is one.
type BuiltIn = BTreeMap<String, (Arc<[u8]>, Option<Arc<SourceText>>)>;

/// The theme that is built in; a project's files of the same paths are other texts.
fn add_default_theme(sources: &mut Sources) {
    static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
        let mut files = BTreeMap::new();
        collect_built_in(&DEFAULT_THEME, &mut files);
        files
    });
    let files = BUILT_IN.iter().map(|(name, (bytes, text))| {
        let asset = Asset {
            bytes: bytes.clone(),
            text: text
                .as_ref()
                .map(|text| sources.texts.put_built_in(name, text.clone())),
            path: format!("themes/default/{name}"),
        };
        (name.clone(), asset)
    });
    sources.themes.insert(String::new(), files.collect());
}

fn collect_built_in(folder: &Dir<'static>, files: &mut BuiltIn) {
    for file in folder.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().map(|text| {
            Arc::new(SourceText::new(
                format!("themes/default/{name}"),
                text.to_owned(),
            ))
        });
        files.insert(name, (file.contents().into(), text));
    }
    for inner in folder.dirs() {
        collect_built_in(inner, files);
    }
}
