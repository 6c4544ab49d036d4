//! Citations and names go in; the words that the reader's language has for them come out, as HTML.

use crate::base::html::escape;
use crate::parse::Handbook;
use crate::parse::Language;
use crate::parse::data::CitationPatterns;
use crate::parse::data::InstrumentNames;
use crate::parse::reference::Citation;
use crate::parse::reference::CommentCitation;
use crate::parse::reference::Locator;
use crate::render::wording::Wording;
use crate::render::wording::fill_pattern;

/// The words of one language for instruments and their articles, with the source's where it has none.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The language of the words.
    pub language: &'a Language,
    /// Its wording.
    pub wording: &'a Wording,
}

/// A name in the reader's language or, failing that, in the source's.
#[derive(Debug, Clone)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Language and direction, where it is borrowed.
    pub borrowed: Option<(String, String)>,
}

impl Name {
    /// The name as HTML, isolated where it is borrowed.
    pub fn html(&self) -> String {
        match &self.borrowed {
            Some((tag, direction)) => format!(
                "<bdi lang=\"{}\" dir=\"{direction}\">{}</bdi>",
                escape(tag),
                escape(&self.text)
            ),
            None => escape(&self.text),
        }
    }

    /// The tag of its language, where it is borrowed.
    pub fn lang(&self) -> Option<String> {
        self.borrowed.as_ref().map(|(tag, _)| tag.clone())
    }

    /// Its direction, where it is borrowed.
    pub fn dir(&self) -> Option<String> {
        self.borrowed
            .as_ref()
            .map(|(_, direction)| direction.clone())
    }
}

impl<'a> Labels<'a> {
    /// What `find` finds in the language's words, else in the source's.
    fn name(&self, find: impl Fn(&'a Language) -> Option<&'a str>, missing: &str) -> Name {
        let own = find(self.language).filter(|text| !text.is_empty());
        match own {
            Some(text) => Name {
                text: self.wording.typeset(text),
                borrowed: None,
            },
            None => {
                let source = self.handbook.source();
                let text = find(source).unwrap_or(missing).to_owned();
                let is_source = source.tag == self.language.tag;
                Name {
                    text,
                    borrowed: (!is_source)
                        .then(|| (source.html_tag.clone(), source.direction.clone())),
                }
            }
        }
    }

    fn names_of(language: &'a Language, instrument: &str) -> Option<&'a InstrumentNames> {
        language.instruments.value.instruments.get(instrument)
    }

    /// The official title.
    pub fn title(&self, instrument: &str) -> Name {
        self.name(
            |language| Some(Self::names_of(language, instrument)?.title.as_str()),
            instrument,
        )
    }

    /// The abbreviation in use in the language.
    pub fn abbreviation(&self, instrument: &str) -> Option<String> {
        Self::names_of(self.language, instrument)?
            .abbreviation
            .clone()
    }

    /// What an instrument is called in a citation: abbreviation, short title, title.
    pub fn cited_name(&self, instrument: &str) -> Name {
        let find = |language: &'a Language| {
            let names = Self::names_of(language, instrument)?;
            names
                .abbreviation
                .as_deref()
                .or(names.cite_as.as_deref())
                .or(Some(names.title.as_str()))
        };
        self.name(find, instrument)
    }

    /// The name of a committee or court.
    pub fn body(&self, body: &str) -> Name {
        self.name(
            |language| {
                language
                    .instruments
                    .value
                    .bodies
                    .get(body)
                    .map(String::as_str)
            },
            body,
        )
    }

    /// What a body is called in a citation.
    pub fn cited_body(&self, body: &str) -> Name {
        self.name(
            |language| {
                let words = &language.instruments.value;
                words
                    .body_abbreviations
                    .get(body)
                    .or_else(|| words.bodies.get(body))
                    .map(String::as_str)
            },
            body,
        )
    }

    /// The name of a place.
    pub fn place(&self, place: &str) -> Name {
        let own = self.language.instruments.value.places.get(place);
        match own {
            Some(text) => Name {
                text: text.clone(),
                borrowed: None,
            },
            None => self
                .name(
                    |language| (language.tag == self.handbook.source().tag).then_some(""),
                    place,
                )
                .or_text(place),
        }
    }

    /// The words for an article.
    pub fn article_label(&self, instrument: &str, article: &str) -> Option<Name> {
        let own = |language: &'a Language| {
            Self::names_of(language, instrument)?
                .articles
                .get(article)
                .map(String::as_str)
        };
        own(self.language).or_else(|| own(self.handbook.source()))?;
        Some(self.name(own, ""))
    }

    /// The short title of a general comment.
    pub fn comment_title(&self, body: &str, comment: &str) -> Option<Name> {
        let key = format!("{body} {comment}");
        let own = |language: &'a Language| {
            language
                .instruments
                .value
                .comments
                .get(&key)
                .map(String::as_str)
        };
        own(self.language).or_else(|| own(self.handbook.source()))?;
        Some(self.name(own, ""))
    }

    /// A citation as the language writes it.
    pub fn citation(&self, citation: &Citation) -> String {
        let name = self.cited_name(&citation.instrument).html();
        match &citation.locator {
            None => match &self.language.instruments.value.citation.instrument {
                Some(own) => fill_pattern(&escape(own), |placeholder| {
                    (placeholder == "instrument").then_some(name.as_str())
                }),
                None => name,
            },
            Some(locator) => self.with_pattern(&citation.instrument, locator, &name, |language| {
                &language.instruments.value.citation
            }),
        }
    }

    /// The place in an instrument, without the instrument's name; as a citation with it where the language has no such pattern.
    pub fn locator(&self, instrument: &str, locator: &Locator) -> String {
        let has_own = |patterns: &CitationPatterns| patterns.article.is_some();
        let find = |language: &'a Language| &language.instruments.value.locator;
        match has_own(find(self.language)) || has_own(find(self.handbook.source())) {
            true => self.with_pattern(instrument, locator, "", find),
            false => self.citation(&Citation {
                instrument: instrument.to_owned(),
                locator: Some(locator.clone()),
            }),
        }
    }

    fn with_pattern(
        &self,
        instrument: &str,
        locator: &Locator,
        name: &str,
        patterns: impl Fn(&'a Language) -> &'a CitationPatterns,
    ) -> String {
        let unit = self.unit(instrument, locator);
        let own = pattern(patterns(self.language), unit, locator)
            .or_else(|| pattern(patterns(self.handbook.source()), unit, locator));
        // A series with a unit of its own needs no name: `goal 8` says it.
        let series = locator
            .series
            .as_deref()
            .filter(|_| self.unit_of_series(instrument, locator).is_none())
            .map(|series| self.series(instrument, series).html());
        let digits = |text: &Option<String>| {
            escape(
                &self
                    .wording
                    .in_digits(&text.as_deref().unwrap_or_default().replace('-', "–")),
            )
        };
        let article = escape(&self.wording.in_digits(&locator.article));
        let (paragraph, to) = (digits(&locator.paragraph), digits(&locator.article_to));
        let letter = escape(self.letter(locator.letter.as_deref().unwrap_or_default()));
        let name = match &series {
            Some(series) if name.is_empty() => series.clone(),
            Some(series) => {
                let own = self
                    .language
                    .instruments
                    .value
                    .citation
                    .series
                    .as_deref()
                    .unwrap_or("{instrument}, {series}");
                fill_pattern(&escape(own), |placeholder| match placeholder {
                    "instrument" => Some(name),
                    "series" => Some(series.as_str()),
                    _ => None,
                })
            }
            None => name.to_owned(),
        };
        let Some(own) = own else {
            return format!("{name} {article}");
        };
        let filled = fill_pattern(&escape(own), |placeholder| match placeholder {
            "instrument" => Some(name.as_str()),
            "article" | "from" => Some(article.as_str()),
            "to" => Some(to.as_str()),
            "paragraph" => Some(paragraph.as_str()),
            "letter" => Some(letter.as_str()),
            _ => None,
        });
        let Some(series) = series.filter(|_| !own.contains("{instrument}")) else {
            return filled;
        };
        match &self.language.instruments.value.locator.series {
            Some(own) => fill_pattern(&escape(own), |placeholder| match placeholder {
                "series" => Some(series.as_str()),
                "article" => Some(filled.as_str()),
                _ => None,
            }),
            None => {
                let separator = escape(self.wording.word("list.separator"));
                format!("{series}{separator}{filled}")
            }
        }
    }

    /// A letter of an article in the language's own script.
    fn letter<'l>(&self, letter: &'l str) -> &'l str
    where
        'a: 'l,
    {
        let own = &self.language.instruments.value.citation.letters;
        match letter.as_bytes() {
            [single] => own
                .get(usize::from(single.wrapping_sub(b'a')))
                .map_or(letter, String::as_str),
            _ => letter,
        }
    }

    /// The name of a series of an instrument's parts.
    fn series(&self, instrument: &str, series: &str) -> Name {
        let find = |language: &'a Language| {
            let names = &Self::names_of(language, instrument)?.series;
            names
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(series))
                .map(|(_, name)| name.as_str())
        };
        match find(self.language).or_else(|| find(self.handbook.source())) {
            Some(_) => self.name(find, series),
            None => Name {
                text: series.to_owned(),
                borrowed: None,
            },
        }
    }

    /// How the cited part of an instrument is counted: `article`, `principle` …
    fn unit(&self, instrument: &str, locator: &Locator) -> &'a str {
        let facts = self.handbook.registry.value.instruments.get(instrument);
        self.unit_of_series(instrument, locator)
            .or_else(|| facts?.unit.as_deref())
            .unwrap_or("article")
    }

    /// The unit that only the cited series of an instrument is counted in.
    fn unit_of_series(&self, instrument: &str, locator: &Locator) -> Option<&'a str> {
        let facts = self.handbook.registry.value.instruments.get(instrument)?;
        let series = locator.series.as_ref()?;
        facts
            .series_units
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(series))
            .map(|(_, unit)| unit.as_str())
    }

    /// A general comment as the language writes it.
    pub fn comment(&self, comment: &CommentCitation) -> String {
        let find = |language: &'a Language| {
            let patterns = &language.instruments.value.citation;
            if comment.is_recommendation() {
                patterns.general_recommendation.as_deref()
            } else {
                patterns.general_comment.as_deref()
            }
        };
        let body = self.cited_body(&comment.body).html();
        let number = self.wording.in_digits(comment.number());
        let Some(own) = find(self.language).or_else(|| find(self.handbook.source())) else {
            return format!("{body} {number}");
        };
        let label = fill_pattern(&escape(own), |placeholder| match placeholder {
            "body" => Some(body.as_str()),
            "number" => Some(number.as_str()),
            _ => None,
        });
        let Some(paragraph) = &comment.paragraph else {
            return label;
        };
        let (from, to) = paragraph
            .split_once('-')
            .map_or((paragraph.as_str(), None), |(from, to)| (from, Some(to)));
        let locator = Locator {
            series: None,
            article: from.to_owned(),
            article_to: to.map(str::to_owned),
            paragraph: None,
            letter: None,
        };
        self.paragraph_of(&label, &locator)
    }

    /// A paragraph of a general comment that is already named.
    fn paragraph_of(&self, name: &str, locator: &Locator) -> String {
        let find = |language: &'a Language| {
            let patterns = &language.instruments.value.citation;
            let of_comments = match &locator.article_to {
                Some(_) => patterns.comment_paragraphs.as_deref(),
                None => patterns.comment_paragraph.as_deref(),
            };
            of_comments.or_else(|| pattern(patterns, "paragraph", locator))
        };
        let from = self.wording.in_digits(&locator.article);
        let to = self
            .wording
            .in_digits(locator.article_to.as_deref().unwrap_or_default());
        let Some(own) = find(self.language).or_else(|| find(self.handbook.source())) else {
            return format!("{name}, {from}");
        };
        fill_pattern(&escape(own), |placeholder| match placeholder {
            "instrument" | "comment" => Some(name),
            "article" | "paragraph" | "from" => Some(from.as_str()),
            "to" => Some(to.as_str()),
            _ => None,
        })
    }
}

impl Name {
    fn or_text(mut self, text: &str) -> Name {
        if self.text.is_empty() {
            self.text = text.to_owned();
        }
        self
    }
}

/// The pattern for a place: as deep as the place, else the next shallower one.
fn pattern<'a>(patterns: &'a CitationPatterns, unit: &str, locator: &Locator) -> Option<&'a str> {
    let patterns = match unit {
        "article" => patterns,
        unit => patterns.units.get(unit)?,
    };
    let own = match (&locator.article_to, &locator.paragraph, &locator.letter) {
        (Some(_), _, _) => patterns.range.as_deref(),
        (None, Some(_), Some(_)) => patterns.letter.as_deref(),
        (None, Some(_), None) => patterns.paragraph.as_deref(),
        (None, None, Some(_)) => patterns.article_letter.as_deref(),
        (None, None, None) => None,
    };
    own.or(patterns.article.as_deref())
}
