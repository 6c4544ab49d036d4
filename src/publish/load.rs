//! What opening a page fetches: the files that its addresses lead to go in; what exceeds a budget comes out.

use std::collections::BTreeSet;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostic;
use crate::base::mistakes::output;
use crate::base::text::Place;
use crate::publish::budget;
use crate::publish::budget::kilobytes;
use crate::publish::inspect::File;
use crate::publish::page::Part;
use crate::publish::page::Reference;

/// A page and all that a browser fetches to show it, each file once.
pub(super) struct Load<'files, 'site> {
    page: &'files File<'site>,
    sheets: Vec<&'files File<'site>>,
    scripts: Vec<&'files File<'site>>,
    pictures: BTreeSet<&'site str>,
    others: BTreeSet<&'site str>,
}

impl<'files, 'site> Load<'files, 'site> {
    /// The page alone.
    pub(super) fn of(page: &'files File<'site>) -> Self {
        Load {
            page,
            sheets: Vec::new(),
            scripts: Vec::new(),
            pictures: BTreeSet::new(),
            others: BTreeSet::new(),
        }
    }

    /// Adds a file, if the page fetches what it names as that part.
    pub(super) fn add(&mut self, part: Part, file: &'files File<'site>) {
        match part {
            Part::StyleSheet => add_once(&mut self.sheets, file),
            Part::Script => add_once(&mut self.scripts, file),
            Part::Picture => {
                self.pictures.insert(file.path);
            }
            Part::File => {
                self.others.insert(file.path);
            }
            Part::Link | Part::Identity | Part::Elsewhere => {}
        }
    }

    /// Adds what the style sheets import and show, as far as `follow` finds it.
    pub(super) fn add_imports(
        &mut self,
        follow: impl Fn(&'files File<'site>, &Reference) -> Option<&'files File<'site>>,
    ) {
        let mut index = 0;
        while let Some(&sheet) = self.sheets.get(index) {
            for reference in &sheet.references {
                if let Some(file) = follow(sheet, reference) {
                    self.add(reference.part, file);
                }
            }
            index += 1;
        }
    }
}

fn add_once<'files, 'site>(files: &mut Vec<&'files File<'site>>, file: &'files File<'site>) {
    if !files.iter().any(|known| known.path == file.path) {
        files.push(file);
    }
}

/// Size after compression of every style sheet and script that any page fetches, by path.
pub(super) fn compressed_sizes<'site>(loads: &[Load<'_, 'site>]) -> HashMap<&'site str, usize> {
    let files = loads
        .iter()
        .flat_map(|load| load.sheets.iter().chain(&load.scripts));
    let files: HashMap<&str, &File> = files.map(|file| (file.path, *file)).collect();
    files
        .into_par_iter()
        .map(|(path, file)| (path, budget::usual_compressed_size(file.bytes)))
        .collect()
}

/// The budgets that a page exceeds. Print has none, generated lists none for their HTML.
pub(super) fn over_budget(load: &Load, sizes: &HashMap<&str, usize>) -> Vec<Diagnostic> {
    let path = load.page.path;
    let mut found = Vec::new();
    if !path.ends_with(".html") || budget::is_print(path) {
        return found;
    }
    let place = || Place::Page(path.to_owned());
    if budget::is_ordinary(path)
        && let Some(size) = budget::compressed_excess(load.page.bytes, budget::HTML_SIZE_MAX)
    {
        let part = budget::largest_part(load.page.bytes);
        let limit = kilobytes(budget::HTML_SIZE_MAX);
        found.push(output::over_budget(
            place(),
            "the page takes",
            &kilobytes(size),
            &limit,
            &part,
        ));
    }
    let scripts: Vec<&File> = load
        .scripts
        .iter()
        .copied()
        .filter(|script| !budget::is_search(script.path))
        .collect();
    for (what, files, limit) in [
        (
            "the styles of the page take",
            load.sheets.as_slice(),
            budget::STYLE_SIZE_MAX,
        ),
        (
            "the scripts of the page take",
            scripts.as_slice(),
            budget::SCRIPT_SIZE_MAX,
        ),
    ] {
        let size_of = |file: &File| sizes.get(file.path).copied().unwrap_or_default();
        let size = files.iter().map(|file| size_of(file)).sum();
        if size > limit
            && let Some(largest) = files.iter().max_by_key(|file| size_of(file))
        {
            let part = format!("`{}` ({})", largest.path, kilobytes(size_of(largest)));
            found.push(output::over_budget(
                place(),
                what,
                &kilobytes(size),
                &kilobytes(limit),
                &part,
            ));
        }
    }
    let parts = [
        (load.sheets.len(), "style sheets"),
        (load.scripts.len(), "scripts"),
        (load.pictures.len(), "pictures"),
        (load.others.len(), "other files"),
    ];
    let count = 1 + parts.iter().map(|(count, _)| count).sum::<usize>();
    if count > budget::REQUEST_COUNT_MAX
        && let Some((largest, kind)) = parts.into_iter().max_by_key(|(count, _)| *count)
    {
        let part = format!("{largest} {kind}");
        found.push(output::too_many_requests(
            place(),
            count,
            budget::REQUEST_COUNT_MAX,
            &part,
        ));
    }
    found
}
