//! Stage 2, [`Sources`] → [`Handbook`]: every file by itself, chapters in parallel; it never fails and collects mistakes.

pub mod address;
pub mod chapter;
pub mod code;
pub mod data;
pub mod fragment;
pub mod inline_html;
pub mod interface;
pub mod pictures;
pub mod reference;
pub mod terms;
pub mod typography;
pub mod yaml;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::language::TagMistake;
use crate::base::mistakes::configuration as mistakes;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::ChapterInput;
use crate::parse::chapter::parse_chapter;
use crate::parse::data::Book;
use crate::parse::data::Glossary;
use crate::parse::data::GlossaryWords;
use crate::parse::data::HandbookFile;
use crate::parse::data::InstrumentWords;
use crate::parse::data::InterfaceFile;
use crate::parse::data::LanguageFacts;
use crate::parse::data::Registry;
use crate::parse::interface::Interface;
use crate::parse::pictures::Picture;
use crate::parse::pictures::Pictures;
use crate::parse::pictures::check_pictures;
use crate::parse::terms::TermMatcher;
use crate::parse::yaml::Yaml;
use crate::parse::yaml::keys;
use crate::parse::yaml::keys::Shape;
use crate::parse::yaml::read_yaml;
use crate::read::LanguageSources;
use crate::read::Sources;

/// Everything that the files say, before anything is looked up in anything else.
#[derive(Debug)]
pub struct Handbook {
    /// `content/handbook.yaml`.
    pub file: Yaml<HandbookFile>,
    /// `content/instruments.yaml`.
    pub registry: Yaml<Registry>,
    /// `content/glossary.yaml`.
    pub glossary: Yaml<Glossary>,
    /// Languages that are published, in the order of the language bar.
    pub languages: Vec<Language>,
    /// Index of the source language in `languages`.
    pub source_index: usize,
    /// Drawings and pictures of `content/assets/`.
    pub assets: Arc<BTreeMap<String, Picture>>,
    /// Ids of pages that the source marks as drafts and that are therefore in no language.
    pub withheld: BTreeSet<String>,
}

impl Handbook {
    /// The language that the others are translated from.
    pub fn source(&self) -> &Language {
        &self.languages[self.source_index]
    }
}

/// One language that is published.
#[derive(Debug)]
pub struct Language {
    /// Its tag, which is its folder's name and the first part of its addresses.
    pub tag: LanguageTag,
    /// The tag that its pages carry (`zh-Hans` for the folder `zh`).
    pub html_tag: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Facts about it.
    pub facts: LanguageFacts,
    /// The words of its interface.
    pub interface: Interface,
    /// Whether the file with those words could be read.
    pub has_words: bool,
    /// The book's own words.
    pub book: Yaml<Book>,
    /// How it names and cites instruments.
    pub instruments: Yaml<InstrumentWords>,
    /// Its glossary.
    pub glossary: Yaml<GlossaryWords>,
    /// Chapters and pages by id.
    pub chapters: BTreeMap<String, Chapter>,
    /// Pictures of its folder.
    pub pictures: BTreeMap<String, Picture>,
}

/// Parses everything that was read. With `drafts`, pages marked as drafts stay. Nothing comes out only where there is
/// nothing to show: without a readable `handbook.yaml` or a source language.
pub fn parse(sources: &Sources, drafts: bool, diagnostics: &mut Diagnostics) -> Option<Handbook> {
    let texts = &sources.texts;
    let handbook_file = sources.handbook?;
    let file: Yaml<HandbookFile> = read_file(texts, handbook_file, &keys::HANDBOOK, diagnostics);
    let registry = read_optional(
        texts,
        sources.instruments,
        handbook_file,
        &keys::INSTRUMENTS,
        diagnostics,
    );
    let glossary = read_optional(
        texts,
        sources.glossary,
        handbook_file,
        &keys::GLOSSARY,
        diagnostics,
    );
    let assets = Arc::new(check_pictures(
        &sources.assets,
        "assets",
        texts,
        diagnostics,
    ));
    let published = published_languages(sources, &file, diagnostics);
    let source_tag = file.value.source_language.as_str();
    let Some(source_index) = published
        .iter()
        .position(|(tag, _)| tag.as_str() == source_tag)
    else {
        // Where no language is named, that was told.
        if !source_tag.is_empty() {
            diagnostics.push(mistakes::no_source_language(
                file.place(&["source_language"]),
                source_tag,
            ));
        }
        return None;
    };
    let interfaces: BTreeMap<&str, Yaml<InterfaceFile>> = published
        .iter()
        .map(|(tag, language)| {
            (
                tag.as_str(),
                read_optional(
                    texts,
                    language.interface,
                    handbook_file,
                    &keys::INTERFACE,
                    diagnostics,
                ),
            )
        })
        .collect();
    let mut languages = Vec::new();
    for (index, (tag, language)) in published.iter().enumerate() {
        let is_source = index == source_index;
        languages.push(parse_language(
            tag,
            language,
            is_source,
            &interfaces,
            source_tag,
            sources,
            handbook_file,
            diagnostics,
        ));
    }
    let withheld = parse_chapters(
        &mut languages,
        source_index,
        &published,
        &assets,
        texts,
        drafts,
        diagnostics,
    );
    Some(Handbook {
        file,
        registry,
        glossary,
        languages,
        source_index,
        assets,
        withheld,
    })
}

fn read_file<T: serde::de::DeserializeOwned + Default>(
    texts: &Texts,
    file: FileId,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Yaml<T> {
    read_yaml(file, texts.get(file), shape, diagnostics)
}

fn read_optional<T: serde::de::DeserializeOwned + Default>(
    texts: &Texts,
    file: Option<FileId>,
    instead: FileId,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Yaml<T> {
    match file {
        Some(file) => read_file(texts, file, shape, diagnostics),
        None => Yaml::absent(instead, T::default()),
    }
}

/// Languages with chapters and interface words, in the order of the bar; the others are told where they are half there.
fn published_languages<'s>(
    sources: &'s Sources,
    file: &Yaml<HandbookFile>,
    diagnostics: &mut Diagnostics,
) -> Vec<(LanguageTag, &'s LanguageSources)> {
    let mut published = Vec::new();
    for (name, language) in &sources.languages {
        let folder = Place::File(if language.has_folder {
            format!("content/{name}")
        } else {
            format!("i18n/{name}.yaml")
        });
        let tag = match LanguageTag::new(name) {
            Ok(tag) => tag,
            Err(mistake) => {
                let meant = match mistake {
                    TagMistake::NotCanonical(meant) => meant,
                    TagMistake::NotATag => String::new(),
                };
                diagnostics.push(mistakes::language_tag(folder, name, &meant));
                continue;
            }
        };
        match (language.pages.is_empty(), language.interface) {
            (false, Some(_)) => published.push((tag, language)),
            (false, None) => diagnostics.push(mistakes::half_language(
                folder,
                name,
                &format!("`i18n/{name}.yaml`"),
            )),
            (true, _) => {}
        }
    }
    let order = &file.value.languages;
    for (index, name) in order.iter().enumerate() {
        if !sources.languages.contains_key(name) {
            let near = file.place(&["languages", &index.to_string()]);
            diagnostics.push(mistakes::absent_language(near, name));
        }
    }
    let rank = |tag: &LanguageTag| {
        order
            .iter()
            .position(|name| name == tag.as_str())
            .unwrap_or(order.len())
    };
    published.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    published
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call, and each is a separate part of the input"
)]
fn parse_language(
    tag: &LanguageTag,
    language: &LanguageSources,
    is_source: bool,
    interfaces: &BTreeMap<&str, Yaml<InterfaceFile>>,
    source_tag: &str,
    sources: &Sources,
    handbook_file: FileId,
    diagnostics: &mut Diagnostics,
) -> Language {
    let texts = &sources.texts;
    let yaml = |name: &str| language.yaml.get(name).copied();
    let empty = Yaml::absent(handbook_file, InterfaceFile::default());
    let own = interfaces.get(tag.as_str()).unwrap_or(&empty);
    let mut chain: Vec<String> = own.value.meta.fallback.clone();
    chain.extend(tag.fallbacks().into_iter().skip(1));
    chain.push(source_tag.to_owned());
    let fallbacks: Vec<&InterfaceFile> = chain
        .iter()
        .filter_map(|name| interfaces.get(name.as_str()))
        .map(|yaml| &yaml.value)
        .collect();
    if let Some(source) = interfaces.get(source_tag)
        && !source.is_broken
    {
        interface::check_interface(own, &source.value, &tag.locale(), diagnostics);
    }
    let facts = own.value.meta.clone();
    Language {
        tag: tag.clone(),
        html_tag: facts.lang.clone().unwrap_or_else(|| tag.to_string()),
        direction: facts
            .dir
            .clone()
            .unwrap_or_else(|| tag.direction().to_owned()),
        interface: interface::with_fallbacks(&own.value, &fallbacks),
        has_words: !own.is_broken,
        facts,
        book: match yaml("book") {
            Some(file) => read_file(texts, file, &keys::BOOK, diagnostics),
            None => {
                if is_source {
                    let place = Place::File(format!("content/{tag}"));
                    diagnostics.push(mistakes::missing_file(
                        place,
                        &format!("content/{tag}/book.yaml"),
                        "it holds the handbook's title and the titles of its parts",
                    ));
                }
                let mut book = Yaml::absent(handbook_file, Book::default());
                book.is_whole = false;
                book
            }
        },
        instruments: read_optional(
            texts,
            yaml("instruments"),
            handbook_file,
            &keys::INSTRUMENT_WORDS,
            diagnostics,
        ),
        glossary: read_optional(
            texts,
            yaml("glossary"),
            handbook_file,
            &keys::GLOSSARY_WORDS,
            diagnostics,
        ),
        chapters: BTreeMap::new(),
        pictures: check_pictures(&language.pictures, tag.as_str(), texts, diagnostics),
    }
}

/// Parses the chapters of all languages in parallel, and gives the ids of those that are withheld: a draft of the source
/// is withheld in every language, a draft of a translation in that language only.
fn parse_chapters(
    languages: &mut [Language],
    source_index: usize,
    published: &[(LanguageTag, &LanguageSources)],
    assets: &Arc<BTreeMap<String, Picture>>,
    texts: &Texts,
    drafts: bool,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let prepared: Vec<(TermMatcher, Pictures)> = languages
        .par_iter()
        .map(|language| {
            let matcher = TermMatcher::new(
                &language.glossary.value,
                language.tag.base(),
                language.tag.is_unspaced(),
            );
            let pictures = Pictures {
                assets: assets.clone(),
                own: language.pictures.clone(),
                tag: language.tag.to_string(),
            };
            (matcher, pictures)
        })
        .collect();
    let work: Vec<(usize, &str, FileId)> = published
        .iter()
        .enumerate()
        .flat_map(|(index, (_, language))| {
            language
                .pages
                .iter()
                .map(move |(id, file)| (index, id.as_str(), *file))
        })
        .collect();
    let parsed: Vec<(usize, Chapter, Diagnostics)> = work
        .into_par_iter()
        .filter_map(|(index, id, file)| {
            let language = languages.get(index)?;
            let (terms, pictures) = prepared.get(index)?;
            let mut found = Diagnostics::default();
            let input = ChapterInput {
                id,
                file,
                source: texts.get(file),
                tag: &language.tag,
                is_source: index == source_index,
                french_spaces: language.facts.typography.as_deref() == Some("fr"),
                terms,
                pictures,
            };
            let chapter = parse_chapter(&input, &mut found);
            if input.source.is_damaged {
                found = Diagnostics::default();
            }
            Some((index, chapter, found))
        })
        .collect();
    let is_draft = |chapter: &Chapter| chapter.front.value.draft && !drafts;
    let withheld: BTreeSet<String> = parsed
        .iter()
        .filter(|(index, chapter, _)| *index == source_index && is_draft(chapter))
        .map(|(_, chapter, _)| chapter.id.clone())
        .collect();
    for (index, chapter, found) in parsed {
        diagnostics.append(found);
        if !is_draft(&chapter) && !withheld.contains(&chapter.id) {
            languages[index]
                .chapters
                .insert(chapter.id.clone(), chapter);
        }
    }
    withheld
}
