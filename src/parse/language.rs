//! The files of a language go in; its words, facts and names come out, and which languages are published.

use std::collections::BTreeMap;
use std::sync::Arc;

use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::locale::Locale;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::language::LanguageTag;
use crate::base::mistakes::configuration as mistakes;
use crate::base::mistakes::references;
use crate::base::text::FileId;
use crate::base::text::Place;
use crate::parse::chapter::Chapter;
use crate::parse::data::Book;
use crate::parse::data::CheckWords;
use crate::parse::data::GlossaryWords;
use crate::parse::data::HandbookFile;
use crate::parse::data::InstrumentWords;
use crate::parse::data::InterfaceFile;
use crate::parse::data::LanguageFacts;
use crate::parse::data::SearchWords;
use crate::parse::interface;
use crate::parse::interface::Interface;
use crate::parse::memo::Memo;
use crate::parse::pictures::Picture;
use crate::parse::pictures::check_pictures;
use crate::parse::snapshots::Snapshots;
use crate::parse::yaml::Yaml;
use crate::read::LanguageSources;
use crate::read::Sources;

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

/// Languages with chapters and interface words, in the order of the bar; the others are told where they are half there.
pub(super) fn published_languages<'s>(
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
pub(super) fn sort_languages(
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
pub(super) fn parse_language(
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
        instruments: memo.optional_yaml(texts, yaml("instruments"), handbook_file, diagnostics),
        glossary: memo.optional_yaml(texts, yaml("glossary"), handbook_file, diagnostics),
        search: memo.optional_yaml(texts, yaml("search"), handbook_file, diagnostics),
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
