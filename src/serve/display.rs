//! The present state of the handbook, as it is shown: files of the site with what the preview adds, and what it tells of them.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::hash::Hasher;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;

use serde_json::Value;
use serde_json::json;

use crate::base::diagnostics::Diagnostic;
use crate::base::text::Texts;
use crate::publish::path_of;
use crate::publish::pictures;
use crate::render::places::Anchor;
use crate::serve::answer::File;
use crate::serve::answer::Head;
use crate::serve::answer::NO_PAGE;
use crate::serve::answer::Reply;
use crate::serve::answer::Shelf;
use crate::serve::answer::answer;
use crate::serve::answer::media_type;
use crate::serve::news::EditorLink;
use crate::serve::news::mistakes;
use crate::serve::pages::Pages;
use crate::serve::pages::likeness;
use crate::serve::server::Desk;
use crate::serve::streams::Streams;

const SCRIPT: &str = include_str!("preview.js");
const STYLE: &str = include_str!("preview.css");
const PANEL_STYLE: &str = include_str!("panel.css");
const NO_PAGE_HTML: &str = include_str!("no-page.html");
const NO_PAGE_STYLE: &str = include_str!("no-page.css");

/// One state of the handbook.
#[derive(Clone, Default)]
pub(super) struct Proof {
    /// Counts up: a greater number tells more.
    pub(super) number: u64,
    /// Its pages; nothing while nothing could be made yet.
    pub(super) pages: Option<Arc<Pages>>,
    /// What was found, and the texts it stands in.
    pub(super) found: Vec<Diagnostic>,
    pub(super) texts: Texts,
}

/// What is shown at the moment, and to whom.
pub(super) struct Display {
    proof: RwLock<Arc<Proof>>,
    streams: Arc<Streams>,
    root: PathBuf,
    editor: EditorLink,
    port: u16,
}

impl Display {
    pub(super) fn new(root: PathBuf, editor: EditorLink, port: u16) -> Display {
        Display {
            proof: RwLock::default(),
            streams: Streams::start(),
            root,
            editor,
            port,
        }
    }

    /// What is shown at the moment.
    pub(super) fn proof(&self) -> Arc<Proof> {
        let proof = self.proof.read().unwrap_or_else(PoisonError::into_inner);
        proof.clone()
    }

    /// Shows what `change` makes of the present state, with the next number, and tells all windows; nothing happens where
    /// it makes nothing of it. What is shown then comes out.
    pub(super) fn show(&self, change: impl FnOnce(&Proof) -> Option<Proof>) -> Arc<Proof> {
        let mut shown = self.proof.write().unwrap_or_else(PoisonError::into_inner);
        let Some(next) = change(&shown) else {
            return shown.clone();
        };
        let next = Arc::new(Proof {
            number: shown.number + 1,
            ..next
        });
        *shown = next.clone();
        drop(shown);
        self.streams.tell(next.number);
        next
    }

    /// A page with the script of the preview: the one thing that is added to its bytes.
    fn page(html: &[u8]) -> Arc<[u8]> {
        const HEAD_END: &[u8] = b"</head>";
        let (like, _) = likeness(html);
        let script =
            format!("<script src=\"/_preview/preview.js\" data-page=\"{like}\" defer></script>");
        let at = memchr::memmem::find(html, HEAD_END).unwrap_or(0);
        let (before, after) = html.split_at(at);
        [before, script.as_bytes(), after].concat().into()
    }

    /// What the script asks for: whether the page is still the same, its style sheets and pictures, its mistakes and places.
    fn state(&self, path: &str) -> Value {
        let proof = self.proof();
        let path = match path {
            "" => "index.html".to_owned(),
            path if path.ends_with('/') => format!("{path}index.html"),
            path => path.to_owned(),
        };
        let pages = proof.pages.as_ref();
        let html = pages.and_then(|pages| pages.file(&path));
        let (like, sheets) = html.as_ref().map(|html| likeness(html)).unwrap_or_default();
        let version = |address: &str| {
            let mut hasher = std::hash::DefaultHasher::new();
            pages
                .and_then(|pages| pages.file(&path_of(&path, address)?))
                .hash(&mut hasher);
            format!("{:016x}", hasher.finish())
        };
        let sheets = sheets.into_iter().map(|(name, address)| {
            let version = version(&address);
            (name, json!([address, version]))
        });
        // A page names a picture by the same address whatever it shows.
        let pictures = html.map_or_else(BTreeSet::new, |html| pictures(&html));
        let pictures = pictures.into_iter().map(|address| {
            let version = json!(version(&address));
            (address, version)
        });
        let places = pages.map_or_else(Vec::new, |pages| pages.places(&path));
        // A chapter that is only listed does not stand on the page.
        let stands_here = |(anchor, file): (&Anchor, &str)| {
            !matches!(anchor, Anchor::Entry(_)) || !file.ends_with(".md")
        };
        let of_files = places
            .iter()
            .map(|(anchor, file, _)| (anchor, file.as_str()));
        let own: BTreeSet<&str> = of_files
            .filter(|place| stands_here(*place))
            .map(|(_, file)| file)
            .collect();
        let mistakes = mistakes(&proof.found, &proof.texts, &self.root, &self.editor, &own);
        let places = places.iter().map(|(anchor, file, line)| {
            let (kind, which) = match anchor {
                Anchor::Title => ("title", Value::Null),
                Anchor::Summary => ("summary", Value::Null),
                Anchor::Point(index) => ("point", json!(index)),
                Anchor::Id(id) => ("id", json!(id)),
                Anchor::Block(index) => ("block", json!(index)),
                Anchor::Entry(address) => ("entry", json!(address)),
                Anchor::Row(address) => ("row", json!(address)),
                Anchor::Fact(index) => ("fact", json!(index)),
                Anchor::Open(index) => ("open", json!(index)),
            };
            let href = self.editor.to(&self.root, file, *line);
            json!([kind, which, format!("{file}:{line}"), href])
        });
        json!({
            "number": proof.number,
            "page": like,
            "sheets": sheets.collect::<serde_json::Map<_, _>>(),
            "pictures": pictures.collect::<serde_json::Map<_, _>>(),
            "places": places.collect::<Vec<_>>(),
            "mistakes": mistakes,
        })
    }
}

impl Shelf for Display {
    fn file(&self, path: &str) -> Option<File> {
        let own = |text: &str, path: &str| File {
            bytes: text.as_bytes().into(),
            media_type: media_type(path),
        };
        if let Some(name) = path.strip_prefix("_preview/") {
            return Some(match name {
                "preview.js" => own(SCRIPT, path),
                "preview.css" => own(STYLE, path),
                "panel.css" => own(PANEL_STYLE, path),
                "no-page.css" => own(NO_PAGE_STYLE, path),
                "no-page.html" => own(NO_PAGE_HTML, NO_PAGE),
                _ => own(
                    &self.state(name.strip_prefix("state/")?).to_string(),
                    ".json",
                ),
            });
        }
        let bytes = self.proof().pages.as_ref()?.file(path)?;
        let media_type = media_type(path);
        Some(File {
            bytes: match media_type.starts_with("text/html") {
                true => Display::page(&bytes),
                false => bytes,
            },
            media_type,
        })
    }

    fn port(&self) -> u16 {
        self.port
    }
}

impl Desk for Display {
    fn answer(&self, head: &Head) -> Reply {
        answer(head, self)
    }

    fn has_room(&self) -> bool {
        self.streams.has_room()
    }

    fn add_stream(&self, writer: Box<dyn std::io::Write + Send>) {
        self.streams.add(writer, &|| self.proof().number);
    }
}
