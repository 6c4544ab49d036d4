//! Stage 2, [`Sources`] → [`Handbook`]: every file by itself, chapters in parallel; it never fails and collects mistakes.

pub mod address;
pub mod chapter;
pub mod code;
pub mod data;
pub mod fragment;
pub mod inline_html;
pub mod interface;
mod language;
mod memo;
pub mod pictures;
pub mod reference;
pub mod snapshots;
pub mod terms;
pub mod typography;
pub mod yaml;

pub use crate::parse::language::Language;
pub use crate::parse::memo::Memo;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::language::LanguageTag;
use crate::base::mistakes::configuration as mistakes;
use crate::base::text::FileId;
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
use crate::parse::data::Registry;
use crate::parse::data::SearchWords;
use crate::parse::language::parse_language;
use crate::parse::language::published_languages;
use crate::parse::language::sort_languages;
use crate::parse::memo::AwaitedYaml;
use crate::parse::memo::Ground;
use crate::parse::memo::KeptChapter;
use crate::parse::pictures::Picture;
use crate::parse::pictures::Pictures;
use crate::parse::pictures::check_pictures;
use crate::parse::terms::TermMatcher;
use crate::parse::typography::Typography;
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
    let registry = memo.optional_yaml(texts, sources.instruments, handbook_file, diagnostics);
    let glossary = memo.optional_yaml(texts, sources.glossary, handbook_file, diagnostics);
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
                memo.optional_yaml(texts, language.interface, handbook_file, diagnostics),
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
