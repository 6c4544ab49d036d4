//! Template files and interface words go in; one template engine per language and the addresses of the theme's assets come out.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::Digest;
use sha2::Sha256;
use tera::Kwargs;
use tera::State;
use tera::Tera;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::configuration;
use crate::base::mistakes::theme as mistakes;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::SourceText;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::read::Asset;
use crate::read::Sources;
use crate::render::lean::lean;
use crate::render::wording::Wording;

/// Template engines of the last run, with what they were made from.
#[derive(Default)]
pub struct Memo {
    texts: Vec<(String, Arc<SourceText>)>,
    /// The templates, read, and an engine with the words of each language.
    engine: Option<Tera>,
    engines: Vec<(Arc<Wording>, Arc<Tera>)>,
}

impl Memo {
    /// One engine for each language: those of the last run as far as templates and words are the same.
    fn engines(
        &mut self,
        texts: Vec<(String, Arc<SourceText>)>,
        wordings: &[Arc<Wording>],
    ) -> Result<Vec<Arc<Tera>>, tera::Error> {
        let is_same = self.texts.len() == texts.len()
            && self
                .texts
                .iter()
                .zip(&texts)
                .all(|(one, other)| one.0 == other.0 && Arc::ptr_eq(&one.1, &other.1));
        let engine = match self.engine.take() {
            Some(engine) if is_same => engine,
            _ => {
                self.engines.clear();
                let mut engine = Tera::default();
                engine.autoescape_on(vec![""]);
                // The engine checks the names of functions when it reads the templates. Perf: they are read once, not for
                // every language; the words of each come after.
                engine.register_function("t", |_: Kwargs, _: &State| String::new());
                engine.add_raw_templates(
                    texts
                        .iter()
                        .map(|(name, text)| (name.clone(), text.text.clone())),
                )?;
                engine
            }
        };
        let before = std::mem::take(&mut self.engines);
        self.engines = wordings
            .iter()
            .map(|wording| {
                let known = before.iter().find(|(known, _)| Arc::ptr_eq(known, wording));
                let with_words = known.map_or_else(
                    || {
                        let mut engine = engine.clone();
                        let words = wording.clone();
                        engine.register_function("t", move |kwargs: Kwargs, _: &State| {
                            translate(&words, &kwargs)
                        });
                        Arc::new(engine)
                    },
                    |(_, engine)| engine.clone(),
                );
                (wording.clone(), with_words)
            })
            .collect();
        self.texts = texts;
        self.engine = Some(engine);
        Ok(self
            .engines
            .iter()
            .map(|(_, engine)| engine.clone())
            .collect())
    }
}

/// The theme, ready to render.
pub struct Theme {
    engines: Vec<Arc<Tera>>,
    templates: BTreeMap<String, FileId>,
    /// Path in the site of each static file, by its name in the theme.
    static_paths: BTreeMap<String, String>,
}

impl Theme {
    /// Puts the built-in theme, the project's `themes/default` and the theme that `handbook.yaml` names over one
    /// another, file by file. Nothing comes out if a template cannot be read.
    pub fn load(
        sources: &Sources,
        handbook: &Handbook,
        wordings: &[Arc<Wording>],
        memo: &mut Memo,
        site: &mut Site,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Theme>> {
        let files = layered(sources, handbook, diagnostics);
        let mut templates = BTreeMap::new();
        let mut static_paths = BTreeMap::new();
        let source = handbook.source();
        let mut texts: Vec<(String, Arc<SourceText>)> = Vec::new();
        for (name, asset) in &files {
            if let (Some(template), Some(file)) = (name.strip_prefix("templates/"), asset.text) {
                let text = sources.texts.shared(file);
                lint(&text.text, file, diagnostics);
                if source.has_words {
                    lint_words(&text.text, file, source, diagnostics);
                }
                templates.insert(template.to_owned(), file);
                texts.push((template.to_owned(), text.clone()));
            } else if let Some(name) = name.strip_prefix("static/") {
                let bytes: Arc<[u8]> = match name.ends_with(".js") {
                    true => lean(&asset.bytes).into(),
                    false => asset.bytes.clone(),
                };
                let path = hashed_path(name, &bytes);
                if let Some(site_path) = SitePath::new(path.clone()) {
                    site.files.insert(site_path, bytes);
                    static_paths.insert(name.to_owned(), path);
                }
            }
        }
        let mut theme = Theme {
            engines: Vec::new(),
            templates,
            static_paths,
        };
        match memo.engines(texts, wordings) {
            Ok(engines) => theme.engines = engines,
            Err(error) => {
                diagnostics.push(theme.mistake(&error));
                return None;
            }
        }
        Some(Arc::new(theme))
    }

    /// The path in the site of a static file of the theme.
    pub fn static_path(&self, name: &str) -> &str {
        self.static_paths.get(name).map_or("", String::as_str)
    }

    /// Renders a page in a language.
    pub fn render(
        &self,
        language_index: usize,
        template: &str,
        context: &tera::Context,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        match self.engines.get(language_index)?.render(template, context) {
            Ok(html) => Some(html),
            Err(error) => {
                diagnostics.push(self.mistake(&error));
                None
            }
        }
    }

    /// A mistake of the engine, at its place in the template.
    fn mistake(&self, error: &tera::Error) -> crate::base::diagnostics::Diagnostic {
        match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                let place = match self.templates.get(report.filename()) {
                    Some(file) => Place::range(*file, report.span().range.clone()),
                    None => Place::File(format!("themes/{}", report.filename())),
                };
                mistakes::template(place, &in_our_style(report.message()))
            }
            other => {
                let problem = in_our_style(&other.to_string());
                mistakes::template(Place::File("themes".into()), &problem)
            }
        }
    }
}

fn layered(
    sources: &Sources,
    handbook: &Handbook,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Asset> {
    let mut files = sources.themes.get("").cloned().unwrap_or_default();
    let chosen = handbook.file.value.theme.as_deref();
    if let Some(theme) = chosen
        && !sources.themes.contains_key(theme)
    {
        let near = did_you_mean(
            theme,
            sources
                .themes
                .keys()
                .map(String::as_str)
                .filter(|name| !name.is_empty()),
        );
        diagnostics.push(configuration::unknown_theme(
            handbook.file.place(&["theme"]),
            theme,
            &near,
        ));
    }
    for theme in ["default"].into_iter().chain(chosen) {
        if let Some(own) = sources.themes.get(theme) {
            files.extend(
                own.iter()
                    .map(|(name, asset)| (name.clone(), asset.clone())),
            );
        }
    }
    files
}

/// `static/style.1a2b3c4d.css`; sheets for print keep their names, because people name them on the command line.
fn hashed_path(name: &str, bytes: &[u8]) -> String {
    if name.starts_with("print") {
        return format!("static/{name}");
    }
    let digest = Sha256::digest(bytes);
    let hash: String = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("static/{stem}.{hash}.{extension}"),
        None => format!("static/{name}.{hash}"),
    }
}

/// The engine's words as ours are: without a capital letter at the beginning and full stops.
fn in_our_style(message: &str) -> String {
    let message = message.trim_end_matches('.').replace(". ", "; ");
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => message,
    }
}

/// Words of the interface that a template names and the source language does not have: `t(key="nav.next")`.
fn lint_words(template: &str, file: FileId, source: &Language, diagnostics: &mut Diagnostics) {
    for (at, _) in template.match_indices("t(") {
        let before = template.get(..at).and_then(|before| before.chars().last());
        if before.is_some_and(|before| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let call = template.get(at..).unwrap_or_default();
        let call = call.split(['}', '%']).next().unwrap_or_default();
        let Some((start, quoted)) = call.split_once("key=") else {
            continue;
        };
        let Some(quote @ ('"' | '\'')) = quoted.chars().next() else {
            continue;
        };
        let mut parts = quoted.split(quote).skip(1);
        let (Some(key), Some(rest)) = (parts.next(), parts.next()) else {
            continue;
        };
        // A key that is put together is known only when the page is rendered.
        let is_whole = rest.trim_start().starts_with([',', ')']);
        if is_whole && source.interface.get(key).is_none() {
            let key_start = at + start.len() + "key=".len() + 1;
            let place = Place::range(file, key_start..key_start + key.len());
            let near = did_you_mean(key, source.interface.keys());
            let language = source.tag.as_str();
            diagnostics.push(mistakes::unknown_theme_word(place, key, language, &near));
        }
    }
}

/// What would let text through unescaped.
fn lint(template: &str, file: FileId, diagnostics: &mut Diagnostics) {
    for needle in ["|safe", "| safe", "autoescape"] {
        for (at, _) in template.match_indices(needle) {
            diagnostics.push(mistakes::unescaped(
                Place::range(file, at..at + needle.len()),
                needle,
            ));
        }
    }
    for (at, _) in template.match_indices("={{") {
        // An argument of a component is no attribute, and inside quotes the value is safe.
        let before = template.get(..at).unwrap_or_default();
        let tag = before
            .rfind('<')
            .and_then(|open| before.get(open..))
            .unwrap_or_default();
        let in_tag = before.rfind('<') > before.rfind("{{") && !tag.contains('>');
        if in_tag && tag.matches('"').count() % 2 == 0 {
            diagnostics.push(mistakes::unescaped(Place::range(file, at..at + 3), "={{"));
        }
    }
}

/// The function `t` of the templates: `t(key="nav.next")`, `t(key="search.results", n=12)`.
fn translate(wording: &Wording, kwargs: &Kwargs) -> tera::TeraResult<String> {
    let key: &str = kwargs.must_get("key")?;
    let n = kwargs.get::<u64>("n")?;
    let values: Vec<(String, String)> = kwargs
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            )
        })
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    wording.phrase(key, n, &values).ok_or_else(|| {
        let near = did_you_mean(key, wording.keys());
        let near = if near.is_empty() {
            near
        } else {
            format!("; {near}")
        };
        tera::Error::message(format!("unknown interface word `{key}`{near}"))
    })
}
