//! How many articles an instrument has: `1-53`, or a range for each of its series; whether a cited article is one of them.

use std::collections::HashMap;

use crate::parse::data::Instrument;
use crate::parse::reference::Locator;

/// The extents of all instruments whose extent is known, by id.
pub type Extents = HashMap<String, Extent>;

/// The articles of one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    series: Vec<Series>,
    extra: Vec<String>,
    /// Whether it was checked against the source.
    pub is_verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Series {
    name: Option<String>,
    first: u32,
    last: u32,
}

impl Extent {
    /// Reads the extent of an instrument that says it.
    ///
    /// # Errors
    /// The index of the faulty series and how it is written.
    pub fn of(instrument: &Instrument) -> Result<Option<Extent>, (usize, &str)> {
        if instrument.articles.is_empty() {
            return Ok(None);
        }
        let mut series = Vec::new();
        for (index, written) in instrument.articles.iter().enumerate() {
            let (name, range) = match written.split_once(':') {
                Some((name, range)) => (Some(name.trim().to_owned()), range.trim()),
                None => (None, written.trim()),
            };
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            match (first.trim().parse(), last.trim().parse()) {
                (Ok(first), Ok(last))
                    if first <= last && (name.is_some() || instrument.articles.len() == 1) =>
                {
                    series.push(Series { name, first, last })
                }
                _ => return Err((index, written)),
            }
        }
        let is_verified = !instrument.unverified.iter().any(|fact| fact == "articles");
        Ok(Some(Extent {
            series,
            extra: instrument.extra_articles.clone(),
            is_verified,
        }))
    }

    /// Whether the instrument has the place's article, and the last one of a range.
    pub fn contains(&self, locator: &Locator) -> bool {
        let ends = [Some(&locator.article), locator.article_to.as_ref()];
        ends.into_iter()
            .flatten()
            .all(|article| self.contains_article(locator.series.as_deref(), article))
    }

    /// Whether the instrument has an article.
    pub fn contains_article(&self, series: Option<&str>, article: &str) -> bool {
        if self.extra.iter().any(|extra| extra == article) {
            return true;
        }
        let whole = article.split('.').next().unwrap_or(article);
        let Ok(number) = whole.parse::<u32>() else {
            return false;
        };
        self.series.iter().any(|known| {
            matches(known.name.as_deref(), series) && (known.first..=known.last).contains(&number)
        })
    }

    /// Whether its articles are counted through, without series.
    pub fn has_one_series(&self) -> bool {
        self.series.iter().all(|series| series.name.is_none())
    }

    /// The names of its series.
    pub fn series_names(&self) -> impl Iterator<Item = &str> {
        self.series
            .iter()
            .filter_map(|series| series.name.as_deref())
    }

    /// Its ranges in order, as places that can be cited. What stands outside of them (`8bis`) comes last, each by itself.
    pub fn ranges(&self) -> impl Iterator<Item = Locator> {
        let ranges = self.series.iter().map(|series| Locator {
            series: series.name.clone(),
            article: series.first.to_string(),
            article_to: (series.last > series.first).then(|| series.last.to_string()),
            paragraph: None,
            letter: None,
        });
        let extra = self.extra.iter().map(|article| Locator {
            series: None,
            article: article.clone(),
            article_to: None,
            paragraph: None,
            letter: None,
        });
        ranges.chain(extra)
    }

    /// As the data writes it: `1-53`.
    pub fn shown(&self) -> String {
        let ranges = self.series.iter().map(|series| match &series.name {
            Some(name) => format!("{name} {}-{}", series.first, series.last),
            None => format!("{}-{}", series.first, series.last),
        });
        ranges
            .chain(self.extra.iter().cloned())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn matches(known: Option<&str>, cited: Option<&str>) -> bool {
    match (known, cited) {
        (None, None) => true,
        (Some(known), Some(cited)) => known.eq_ignore_ascii_case(cited),
        _ => false,
    }
}
