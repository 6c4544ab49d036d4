//! A book goes in; its finished files come out one by one, each made when it is asked for and then kept.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostics;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::pipeline::Book;
use crate::read::Sources;
use crate::render::Job;
use crate::render::Prepared;
use crate::render::make;
use crate::render::places::Anchor;
use crate::render::places::places;

/// The pages of one state of the book. What is not made yet is made on demand, so that nothing of an earlier state is
/// ever shown for it; what a faulty template cannot make is shown as it was before.
pub(super) struct Pages {
    sources: Sources,
    book: Book,
    prepared: Prepared,
    /// One for each job.
    made: Vec<OnceLock<Part>>,
    job_of: HashMap<String, usize>,
    /// Stands in for pages that a faulty template cannot make; given up as soon as it is known that there are none.
    before: Mutex<Option<Arc<Pages>>>,
}

struct Part {
    files: Site,
    found: Diagnostics,
}

impl Pages {
    pub(super) fn new(
        sources: Sources,
        mut book: Book,
        before: Option<Arc<Pages>>,
    ) -> Option<Pages> {
        let prepared = book.prepared.take()?;
        let paths = prepared.jobs.iter().enumerate();
        let job_of = paths
            .filter_map(|(index, job)| Some((job.path()?.to_string(), index)))
            .collect();
        // Of two states that are not known to be whole the older one is kept, so that there are never more than two.
        let before = before.map(|before| before.stand_in().unwrap_or(before));
        Some(Pages {
            made: prepared.jobs.iter().map(|_| OnceLock::new()).collect(),
            sources,
            book,
            prepared,
            job_of,
            before: Mutex::new(before),
        })
    }

    fn stand_in(&self) -> Option<Arc<Pages>> {
        let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        before.clone()
    }

    /// The bytes of a file of the site.
    pub(super) fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = SitePath::new(path)?;
        if let Some(bytes) = self.prepared.files.files.get(&path) {
            return Some(bytes.clone());
        }
        if let Some(index) = self.job_of.get(path.as_str()) {
            let own = self.part(*index)?.files.files.get(&path).cloned();
            return own.or_else(|| self.stand_in()?.file(path.as_str()));
        }
        // What no job can make costs nothing: a wrong address makes no search.
        let languages = self.book.handbook.languages.iter();
        let tags: Vec<&str> = languages.map(|language| language.tag.as_str()).collect();
        let mut may_make = self
            .groups()
            .into_iter()
            .filter(|index| self.prepared.jobs[*index].may_make(path.as_str(), &tags));
        may_make.find_map(|index| self.part(index)?.files.files.get(&path).cloned())
    }

    /// Every path of the site; what has to be made to know it is made.
    pub(super) fn all(&self) -> Site {
        let mut site = self.prepared.files.clone();
        for index in 0..self.made.len() {
            if let Some(part) = self.part(index) {
                site.files.extend(part.files.files.clone());
            }
        }
        site
    }

    /// Jobs that are more than one page, or are themselves made in parallel.
    fn groups(&self) -> Vec<usize> {
        let jobs = self.prepared.jobs.iter().enumerate();
        jobs.filter(|(_, job)| !matches!(job, Job::Page(_)))
            .map(|(index, _)| index)
            .collect()
    }

    fn part(&self, index: usize) -> Option<&Part> {
        let job = self.prepared.jobs.get(index)?;
        Some(self.made.get(index)?.get_or_init(|| {
            let edition = self.prepared.edition(&self.book.handbook, &self.book.links);
            let mut found = Diagnostics::default();
            let files = make(&self.prepared, &edition, job, &mut found);
            Part { files, found }
        }))
    }

    /// Makes one page of each kind, and gives what was found: a faulty template shows here.
    pub(super) fn try_templates(&self, goes_on: &(dyn Fn() -> bool + Sync)) -> Diagnostics {
        let mut of_template: BTreeMap<&str, usize> = BTreeMap::new();
        let source_index = self.book.handbook.source_index;
        for (index, job) in self.prepared.jobs.iter().enumerate() {
            if let Job::Page(_) = job
                && let Some((template, language)) = job.pattern()
                && language == source_index
            {
                of_template.entry(template).or_insert(index);
            }
        }
        let tried: Vec<usize> = of_template.into_values().collect();
        self.make_all(&tried, goes_on);
        self.found_in(&tried)
    }

    /// Makes everything that is not made yet, unless `goes_on` says that nobody needs it any more: then nothing comes out.
    pub(super) fn finish(&self, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Diagnostics> {
        let all: Vec<usize> = (0..self.made.len()).collect();
        let groups = self.groups();
        let pages: Vec<usize> = all
            .iter()
            .copied()
            .filter(|index| !groups.contains(index))
            .collect();
        self.make_all(&pages, goes_on);
        // Groups are made one after another: each may itself be made in parallel, and a thread that waits for one must
        // not be one that another is made by.
        for index in groups {
            if goes_on() {
                self.part(index);
            }
        }
        if !goes_on() {
            return None;
        }
        let is_whole = |index: &usize| {
            let is_page = self.prepared.jobs[*index].path().is_some();
            !is_page
                || self
                    .part(*index)
                    .is_some_and(|part| !part.files.files.is_empty())
        };
        if all.iter().all(is_whole) {
            *self.before.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Some(self.found_in(&all))
    }

    fn make_all(&self, jobs: &[usize], goes_on: &(dyn Fn() -> bool + Sync)) {
        jobs.par_iter().for_each(|index| {
            if goes_on() {
                self.part(*index);
            }
        });
    }

    fn found_in(&self, jobs: &[usize]) -> Diagnostics {
        let mut found = Diagnostics::default();
        for part in jobs.iter().filter_map(|index| self.made.get(*index)?.get()) {
            found.append(part.found.clone());
        }
        found
    }

    /// Where the passages of a page are written: what they are, file from the root, line from 1.
    pub(super) fn places(&self, path: &str) -> Vec<(Anchor, String, usize)> {
        let job = self
            .job_of
            .get(path)
            .and_then(|index| self.prepared.jobs.get(*index));
        let Some(Job::Page(page)) = job else {
            return Vec::new();
        };
        let edition = self.prepared.edition(&self.book.handbook, &self.book.links);
        places(&edition, page)
            .into_iter()
            .map(|(anchor, file, offset)| {
                let text = self.sources.texts.get(file);
                let (line, _) = text.line_and_column(offset);
                (anchor, text.path.clone(), line)
            })
            .collect()
    }
}

/// What a page of the preview is compared by: its bytes, but for the fingerprints in the names of its style sheets, and
/// those sheets by their names without fingerprint. A page of which only the sheets differ needs not be loaded again.
pub(super) fn likeness(html: &[u8]) -> (String, BTreeMap<String, String>) {
    let mut hasher = std::hash::DefaultHasher::new();
    let mut sheets = BTreeMap::new();
    let text = String::from_utf8_lossy(html);
    let mut rest: &str = &text;
    while let Some(at) = rest.find(".css\"") {
        let (before, after) = rest.split_at(at);
        let start = before.rfind('"').map_or(0, |quote| quote + 1);
        let (page, address) = before.split_at(start);
        page.hash(&mut hasher);
        let (folder, name) = address.rsplit_once('/').unwrap_or(("", address));
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        (folder, name).hash(&mut hasher);
        sheets.insert(name.to_owned(), format!("{address}.css"));
        rest = after.strip_prefix(".css").unwrap_or(after);
    }
    rest.hash(&mut hasher);
    (format!("{:016x}", hasher.finish()), sheets)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn a_page_is_like_another_with_another_style_sheet() {
        let page = |sheet: &str, text: &str| {
            format!("<link rel=\"stylesheet\" href=\"../static/style.{sheet}.css\"><p>{text}")
        };
        for text in ["rights", "الحقوق", "权利"] {
            let (one, sheets) = likeness(page("1a2b3c4d", text).as_bytes());
            let (other, new_sheets) = likeness(page("5e6f7a8b", text).as_bytes());
            assert_eq!(one, other);
            assert_eq!(sheets["style"], "../static/style.1a2b3c4d.css");
            assert_eq!(new_sheets["style"], "../static/style.5e6f7a8b.css");
            assert_ne!(one, likeness(page("1a2b3c4d", "else").as_bytes()).0);
        }
    }
}
