//! Where a page stands: the place of something in the site goes in; its address as this page writes it comes out.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::site::SitePath;

/// Where a page stands, and what it can lead to.
#[derive(Debug, Clone)]
pub struct Standpoint {
    path: SitePath,
    reach: Reach,
}

#[derive(Debug, Clone)]
enum Reach {
    /// The whole site.
    Site,
    /// What the book holds.
    Book(Arc<InBook>),
    /// Nothing but the web.
    Alone(Option<Arc<str>>),
}

/// What the book in one language holds, so that a link to it stays in the book.
#[derive(Debug)]
pub struct InBook {
    /// The folder of its language, ending in `/`.
    pub folder: String,
    /// Ids of its chapters, pages and lists.
    pub leaves: HashSet<String>,
    /// Entries of its index of articles, named as `iccpr--art--19`; the same in every language.
    pub articles: Arc<HashSet<String>>,
    /// Where the site will stand, ending in `/`.
    pub base_url: Option<String>,
}

impl Standpoint {
    /// A page of the site.
    pub fn on_site(path: SitePath) -> Self {
        let reach = Reach::Site;
        Standpoint { path, reach }
    }

    /// The book as one page: whatever it holds is on it.
    pub fn in_book(path: SitePath, book: Arc<InBook>) -> Self {
        let reach = Reach::Book(book);
        Standpoint { path, reach }
    }

    /// A page that is handed out by itself; `base_url` is where the site will stand.
    pub fn alone(path: SitePath, base_url: Option<&str>) -> Self {
        let reach = Reach::Alone(base_url.map(Arc::from));
        Standpoint { path, reach }
    }

    /// The page's path.
    pub fn path(&self) -> &SitePath {
        &self.path
    }

    /// The page's path as text.
    pub fn as_str(&self) -> &str {
        self.path.as_str()
    }

    /// Whether the page is a page of the site, and not print.
    pub fn is_on_site(&self) -> bool {
        matches!(self.reach, Reach::Site)
    }

    /// The address of a page of the site, which may carry a `#fragment`, or of a file; nothing where the page cannot
    /// lead there.
    pub fn link_to(&self, target: &str) -> Option<String> {
        match &self.reach {
            Reach::Site => Some(self.path.address_to(target)),
            Reach::Book(_) | Reach::Alone(_) if !target.contains(".html") => {
                Some(self.path.address_to(target))
            }
            Reach::Book(book) => book.anchor_of(target).or_else(|| {
                let base = book.base_url.as_ref()?;
                Some(format!("{base}{target}"))
            }),
            Reach::Alone(base) => base.as_ref().map(|base| format!("{base}{target}")),
        }
    }

    /// The same where there is surely something to lead to; where not, the address is empty.
    pub fn address_to(&self, target: &str) -> String {
        self.link_to(target).unwrap_or_default()
    }
}

impl InBook {
    /// `en/state-duties.html#p--12` is `#state-duties--p--12` in the book, and an article stands in the index of articles.
    fn anchor_of(&self, target: &str) -> Option<String> {
        let below = target.strip_prefix(&self.folder)?;
        let (page, fragment) = match below.split_once('#') {
            Some((page, fragment)) => (page, Some(fragment)),
            None => (below, None),
        };
        let page = page.strip_suffix(".html")?;
        if page == "index" {
            return Some(format!("#book--{}", fragment.unwrap_or("contents")));
        }
        if let Some(instrument) = page.strip_prefix("instruments/") {
            let entry = fragment.map(|fragment| format!("{instrument}--{fragment}"));
            return match entry.filter(|entry| self.articles.contains(entry)) {
                Some(entry) if self.leaves.contains("articles") => {
                    Some(format!("#articles--{entry}"))
                }
                _ if self.leaves.contains("instruments") => {
                    Some(format!("#instruments--{instrument}"))
                }
                _ => None,
            };
        }
        if !self.leaves.contains(page) {
            return None;
        }
        Some(match fragment {
            Some(fragment) => format!("#{page}--{fragment}"),
            None => format!("#{page}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standpoints(base_url: Option<&str>) -> [Standpoint; 3] {
        let path = |name: &str| SitePath::new(name).expect("a good path");
        let book = InBook {
            folder: "ar/".to_owned(),
            leaves: ["limits", "articles", "instruments", "glossary"]
                .map(str::to_owned)
                .into(),
            articles: Arc::new(["iccpr--art--19".to_owned()].into()),
            base_url: base_url.map(str::to_owned),
        };
        [
            Standpoint::on_site(path("ar/limits.html")),
            Standpoint::in_book(path("ar/print.html"), Arc::new(book)),
            Standpoint::alone(path("ar/print-checklists.html"), base_url),
        ]
    }

    #[test]
    fn a_link_stays_in_the_book() {
        let [_, book, _] = standpoints(None);
        for (target, expected) in [
            ("ar/limits.html", Some("#limits")),
            ("ar/limits.html#p--12", Some("#limits--p--12")),
            ("ar/index.html#part--one", Some("#book--part--one")),
            ("ar/index.html", Some("#book--contents")),
            ("ar/glossary.html#term--x", Some("#glossary--term--x")),
            (
                "ar/instruments/iccpr.html#art--19",
                Some("#articles--iccpr--art--19"),
            ),
            (
                "ar/instruments/iccpr.html#art--20",
                Some("#instruments--iccpr"),
            ),
            ("ar/instruments/iccpr.html", Some("#instruments--iccpr")),
            ("assets/a.svg", Some("../assets/a.svg")),
            ("ar/calendar.html", None),
            ("en/limits.html", None),
        ] {
            assert_eq!(book.link_to(target).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn what_is_not_in_the_book_is_on_the_web() {
        let [site, book, alone] = standpoints(Some("https://example.org/"));
        let target = "en/limits.html#p--1";
        assert_eq!(site.address_to(target), "../en/limits.html#p--1");
        assert_eq!(
            book.address_to(target),
            "https://example.org/en/limits.html#p--1"
        );
        assert_eq!(
            alone.address_to(target),
            "https://example.org/en/limits.html#p--1"
        );
        let [_, _, alone] = standpoints(None);
        assert_eq!(alone.link_to(target), None);
    }
}
