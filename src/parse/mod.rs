//! Stage 2, [`Sources`] → [`Handbook`]: every file by itself, chapters in parallel; it never fails and collects mistakes.

pub mod address;
pub mod chapter;
pub mod code;
pub mod data;
pub mod fragment;
pub mod inline_html;
pub mod interface;
mod memo;
pub mod pictures;
pub mod reference;
pub mod snapshots;
pub mod terms;
pub mod typography;
pub mod yaml;

pub use crate::parse::memo::Memo;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::locale::Locale;
use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::language::LanguageTag;
use crate::base::mistakes::configuration as mistakes;
use crate::base::mistakes::references;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::parse::chapter::Chapter;
use crate::parse::chapter::ChapterInput;
use crate::parse::chapter::parse_chapter;
use crate::parse::data::Book;
use crate::parse::data::CheckWords;
use crate::parse::data::Glossary;
use crate::parse::data::GlossaryWords;
use crate::parse::data::HandbookFile;
use crate::parse::data::InstrumentWords;
use crate::parse::data::InterfaceFile;
use crate::parse::data::LanguageFacts;
use crate::parse::data::Registry;
use crate::parse::data::SearchWords;
use crate::parse::interface::Interface;
use crate::parse::memo::AwaitedYaml;
use crate::parse::memo::Ground;
use crate::parse::memo::KeptChapter;
use crate::parse::pictures::Picture;
use crate::parse::pictures::Pictures;
use crate::parse::pictures::check_pictures;
use crate::parse::snapshots::Snapshots;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;
use crate::parse::yaml::FileContents;
use crate::parse::yaml::Yaml;
use crate::read::LanguageSources;
use crate::read::Sources;

/// Everything that the files say, before anything is looked up in anything else.
#[derive(Debug)]
pub struct Handbook {
    /// `content/handbook.yaml`.
    pub file: Arc<Yaml<HandbookFile>>,
    /// `content/instruments.yaml`.
    pub registry: Arc<Yaml<Registry>>,
    /// `content/glossary.yaml`.
    pub glossary: Arc<Yaml<Glossary>>,
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
    /// The word lists that its translations are checked by.
    pub checks: CheckWords,
    /// The words of its interface.
    pub interface: Arc<Interface>,
    /// The file with those words that are its own.
    pub words: Arc<Yaml<InterfaceFile>>,
    /// Whether the file with those words could be read.
    pub has_words: bool,
    /// The book's own words.
    pub book: Arc<Yaml<Book>>,
    /// How it names and cites instruments.
    pub instruments: Arc<Yaml<InstrumentWords>>,
    /// Its glossary.
    pub glossary: Arc<Yaml<GlossaryWords>>,
    /// What its search knows beside the texts.
    pub search: Arc<Yaml<SearchWords>>,
    /// Chapters and pages by id.
    pub chapters: BTreeMap<String, Arc<Chapter>>,
    /// The source texts that its own were translated from.
    pub snapshots: Snapshots,
    /// Pictures of its folder.
    pub pictures: BTreeMap<String, Picture>,
}

/// Parses everything that was read, as far as `memo` does not have it. With `drafts`, pages marked as drafts stay. Nothing
/// comes out only where there is nothing to show: without a readable `handbook.yaml` or a source language.
pub fn parse(
    sources: &Sources,
    drafts: bool,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Option<Handbook> {
    let texts = &sources.texts;
    let handbook_file = sources.handbook?;
    memo.read_ahead(texts, yaml_files(sources));
    let file: Arc<Yaml<HandbookFile>> = memo.yaml(texts, handbook_file, diagnostics);
    let registry = read_optional(texts, sources.instruments, handbook_file, memo, diagnostics);
    let glossary = read_optional(texts, sources.glossary, handbook_file, memo, diagnostics);
    let assets = Arc::new(check_pictures(
        &sources.assets,
        "assets",
        texts,
        diagnostics,
    ));
    let mut published = published_languages(sources, &file, diagnostics);
    let interfaces: BTreeMap<String, Arc<Yaml<InterfaceFile>>> = published
        .iter()
        .map(|(tag, language)| {
            (
                tag.to_string(),
                read_optional(texts, language.interface, handbook_file, memo, diagnostics),
            )
        })
        .collect();
    sort_languages(&mut published, &file.value.languages, &interfaces);
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
            memo,
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
        memo,
        diagnostics,
    );
    snapshots::read_snapshots(
        &mut languages,
        source_index,
        &published,
        texts,
        memo,
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

/// The YAML files of the book and of its languages.
fn yaml_files(sources: &Sources) -> Vec<AwaitedYaml> {
    let of_book = [
        sources.handbook.map(AwaitedYaml::new::<HandbookFile>),
        sources.instruments.map(AwaitedYaml::new::<Registry>),
        sources.glossary.map(AwaitedYaml::new::<Glossary>),
    ];
    let of_languages = sources.languages.values().flat_map(|language| {
        let file = |name: &str| language.yaml.get(name).copied();
        [
            language.interface.map(AwaitedYaml::new::<InterfaceFile>),
            file("book").map(AwaitedYaml::new::<Book>),
            file("instruments").map(AwaitedYaml::new::<InstrumentWords>),
            file("glossary").map(AwaitedYaml::new::<GlossaryWords>),
            file("search").map(AwaitedYaml::new::<SearchWords>),
        ]
    });
    of_book.into_iter().chain(of_languages).flatten().collect()
}

fn read_optional<T: FileContents>(
    texts: &Texts,
    file: Option<FileId>,
    instead: FileId,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Arc<Yaml<T>> {
    match file {
        Some(file) => memo.yaml(texts, file, diagnostics),
        None => Arc::new(Yaml::absent(instead, T::default())),
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
                diagnostics.push(mistakes::language_tag(folder, name, mistake.meant()));
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
    published
}

/// Puts languages in the order of the bar: as listed, the others behind them by their own names.
fn sort_languages(
    published: &mut [(LanguageTag, &LanguageSources)],
    order: &[String],
    interfaces: &BTreeMap<String, Arc<Yaml<InterfaceFile>>>,
) {
    let rank = |tag: &LanguageTag| order.iter().position(|name| name == tag.as_str());
    let name = |tag: &LanguageTag| {
        let file = interfaces.get(tag.as_str());
        file.map_or("", |file| file.value.meta.name.as_str())
    };
    let collator = CollatorBorrowed::try_new(Locale::UNKNOWN.into(), CollatorOptions::default());
    let by_name = |a: &LanguageTag, b: &LanguageTag| match &collator {
        Ok(collator) => collator.compare(name(a), name(b)),
        Err(_) => name(a).cmp(name(b)),
    };
    published.sort_by(|(a, _), (b, _)| {
        let listed = rank(a)
            .unwrap_or(order.len())
            .cmp(&rank(b).unwrap_or(order.len()));
        listed.then_with(|| by_name(a, b)).then_with(|| a.cmp(b))
    });
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call, and each is a separate part of the input"
)]
fn parse_language(
    tag: &LanguageTag,
    language: &LanguageSources,
    is_source: bool,
    interfaces: &BTreeMap<String, Arc<Yaml<InterfaceFile>>>,
    source_tag: &str,
    sources: &Sources,
    handbook_file: FileId,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> Language {
    let texts = &sources.texts;
    let yaml = |name: &str| language.yaml.get(name).copied();
    let empty = Arc::new(Yaml::absent(handbook_file, InterfaceFile::default()));
    let own = interfaces.get(tag.as_str()).unwrap_or(&empty);
    let mut chain: Vec<String> = own.value.meta.fallback.clone();
    chain.extend(tag.fallbacks().into_iter().skip(1));
    chain.push(source_tag.to_owned());
    let fallbacks: Vec<(String, Arc<Yaml<InterfaceFile>>)> = chain
        .into_iter()
        .filter_map(|name| {
            let file = interfaces.get(name.as_str())?.clone();
            Some((name, file))
        })
        .collect();
    if let Some(source) = interfaces.get(source_tag)
        && !source.is_broken
    {
        interface::check_interface(own, &source.value, &tag.locale(), diagnostics);
    }
    check_facts(own, sources, diagnostics);
    let facts = own.value.meta.clone();
    Language {
        tag: tag.clone(),
        html_tag: facts.lang.clone().unwrap_or_else(|| tag.to_string()),
        direction: facts
            .dir
            .clone()
            .unwrap_or_else(|| tag.direction().to_owned()),
        interface: memo.interface(tag.as_str(), own, &fallbacks),
        words: own.clone(),
        has_words: !own.is_broken,
        facts,
        checks: own.value.checks.clone(),
        book: match yaml("book") {
            Some(file) => memo.yaml(texts, file, diagnostics),
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
                book.is_broken = true;
                Arc::new(book)
            }
        },
        instruments: read_optional(texts, yaml("instruments"), handbook_file, memo, diagnostics),
        glossary: read_optional(texts, yaml("glossary"), handbook_file, memo, diagnostics),
        search: read_optional(texts, yaml("search"), handbook_file, memo, diagnostics),
        chapters: BTreeMap::new(),
        snapshots: Snapshots::default(),
        pictures: check_pictures(&language.pictures, tag.as_str(), texts, diagnostics),
    }
}

/// Tells tags among the facts about a language that are none, and languages it falls back to that have no words.
fn check_facts(own: &Yaml<InterfaceFile>, sources: &Sources, diagnostics: &mut Diagnostics) {
    let meta = &own.value.meta;
    if let Some(lang) = &meta.lang
        && let Err(mistake) = LanguageTag::new(lang)
    {
        let place = own.place(&["meta", "lang"]);
        diagnostics.push(mistakes::language_tag(place, lang, mistake.meant()));
    }
    if let Some(collation) = &meta.collation
        && collation.parse::<icu::locale::Locale>().is_err()
    {
        let place = own.place(&["meta", "collation"]);
        diagnostics.push(mistakes::language_tag(place, collation, ""));
    }
    let has_words = |name: &String| {
        let language = sources.languages.get(name);
        language.is_some_and(|language| language.interface.is_some())
    };
    for (index, name) in meta.fallback.iter().enumerate() {
        if !has_words(name) {
            let place = own.place(&["meta", "fallback", &index.to_string()]);
            let near = did_you_mean(name, sources.languages.keys().map(String::as_str));
            diagnostics.push(references::unknown_name(place, name, "language", &near));
        }
    }
}

/// Parses the chapters of all languages in parallel, and gives the ids of those that are withheld: a draft of the source
/// is withheld in every language, a draft of a translation in that language only.
#[allow(
    clippy::too_many_arguments,
    reason = "one call, and each is a separate part of the input"
)]
fn parse_chapters(
    languages: &mut [Language],
    source_index: usize,
    published: &[(LanguageTag, &LanguageSources)],
    assets: &Arc<BTreeMap<String, Picture>>,
    texts: &Texts,
    drafts: bool,
    memo: &mut Memo,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let known = &*memo;
    let prepared: Vec<Ground> = languages
        .par_iter()
        .enumerate()
        .map(|(index, language)| Ground {
            tag: language.tag.clone(),
            is_source: index == source_index,
            typography: Typography::of(language.facts.typography.as_deref(), &language.direction),
            glossary: language.glossary.clone(),
            terms: known
                .terms(&language.tag, &language.glossary)
                .unwrap_or_else(|| {
                    let (base, unspaced) = (language.tag.base(), language.tag.is_unspaced());
                    Arc::new(TermMatcher::new(&language.glossary.value, base, unspaced))
                }),
            pictures: Pictures {
                assets: assets.clone(),
                own: language.pictures.clone(),
                tag: language.tag.to_string(),
            },
        })
        .collect();
    let grounds: Vec<Arc<Ground>> = prepared
        .into_iter()
        .map(|ground| memo.ground(ground))
        .collect();
    let work: Vec<(usize, &str, FileId, Option<KeptChapter>)> = published
        .iter()
        .zip(&grounds)
        .enumerate()
        .flat_map(|(index, ((_, language), ground))| {
            language
                .pages
                .iter()
                .map(move |(id, file)| (index, id.as_str(), *file, ground))
        })
        .map(|(index, id, file, ground)| {
            let kept = memo.chapter(file, texts.shared(file), ground);
            (index, id, file, kept)
        })
        .collect();
    let parsed: Vec<(usize, FileId, bool, KeptChapter)> = work
        .into_par_iter()
        .filter_map(|(index, id, file, kept)| {
            if let Some(kept) = kept {
                return Some((index, file, false, kept));
            }
            let ground = grounds.get(index)?;
            Some((index, file, true, parse_one(id, file, texts, ground)))
        })
        .collect();
    let is_draft = |chapter: &Chapter| chapter.front.value.draft && !drafts;
    let withheld: BTreeSet<String> = parsed
        .iter()
        .filter(|(index, _, _, kept)| *index == source_index && is_draft(&kept.chapter))
        .map(|(_, _, _, kept)| kept.chapter.id.clone())
        .collect();
    let mut present = BTreeSet::new();
    for (index, file, is_new, kept) in parsed {
        present.insert(file);
        diagnostics.append(kept.found.clone());
        let chapter = kept.chapter.clone();
        if is_new {
            memo.keep_chapter(file, kept);
        }
        if !is_draft(&chapter) && !withheld.contains(&chapter.id) {
            languages[index]
                .chapters
                .insert(chapter.id.clone(), chapter);
        }
    }
    memo.forget_all_but(&present);
    withheld
}

/// Parses one chapter. Of a file whose bytes are no text, nothing else is told.
fn parse_one(id: &str, file: FileId, texts: &Texts, ground: &Arc<Ground>) -> KeptChapter {
    let text = texts.shared(file);
    let mut found = Diagnostics::default();
    let input = ChapterInput {
        id,
        file,
        source: text,
        tag: &ground.tag,
        is_source: ground.is_source,
        typography: ground.typography,
        terms: &ground.terms,
        pictures: &ground.pictures,
    };
    let chapter = parse_chapter(&input, &mut found);
    if text.is_damaged {
        found = Diagnostics::default();
    }
    KeptChapter {
        text: text.clone(),
        ground: ground.clone(),
        chapter: Arc::new(chapter),
        found,
    }
}
