//! Inspection of the finished site: every page and style sheet goes in, mistakes of theme and program come out.
//!
//! Two passes, both parallel: first each file by itself (its ids, its addresses, its own mistakes), then each address
//! against the files and ids of the whole site. Nothing grows with pages × pages.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Diagnostics;
use crate::base::mistakes::output;
use crate::base::site::Site;
use crate::base::text::Place;
use crate::publish::address::Target;
use crate::publish::address::from_any_base;
use crate::publish::address::percent_decoded;
use crate::publish::address::resolve;
use crate::publish::budget;
use crate::publish::load::Load;
use crate::publish::load::compressed_sizes;
use crate::publish::load::over_budget;
use crate::publish::page::Part;
use crate::publish::page::Reference;
use crate::publish::page::ids;
use crate::publish::page::outline;
use crate::publish::stylesheet::addresses;

/// A mistake of the theme's frame is on every page: on so many it is told, of the others the number.
const PAGES_TOLD_MAX: usize = 3;

/// The page that servers show for any address they don't know. It alone names files of the site by full addresses:
/// a relative one would depend on the address that was asked for.
const NOT_FOUND_PAGE: &str = "404.html";

/// Looks at every finished page and style sheet: addresses, ids, headings, language, policy, forbidden markup, budgets.
/// Mistakes stand at [`Place::Page`].
pub fn inspect(site: &Site, diagnostics: &mut Diagnostics) {
    let mut files: Vec<File> = site
        .files
        .par_iter()
        .map(|(path, bytes)| read(path.as_str(), bytes))
        .collect();
    let own_mistakes: Vec<Vec<Diagnostic>> = files
        .iter_mut()
        .map(|file| std::mem::take(&mut file.mistakes))
        .collect();
    let map: FileMap = files.iter().map(|file| (file.path, file)).collect();
    let (loads, broken): (Vec<Load>, Vec<Vec<Diagnostic>>) =
        files.par_iter().map(|file| follow_all(file, &map)).unzip();
    let sizes = compressed_sizes(&loads);
    let heavy: Vec<Vec<Diagnostic>> = loads
        .par_iter()
        .map(|load| over_budget(load, &sizes))
        .collect();
    let found = own_mistakes.into_iter().zip(broken).zip(heavy);
    let found = found.flat_map(|((own, broken), heavy)| own.into_iter().chain(broken).chain(heavy));
    for mistake in without_repetitions(found.collect()) {
        diagnostics.push(mistake);
    }
}

/// A file of the site, as far as inspection reads it.
pub(super) struct File<'site> {
    pub(super) path: &'site str,
    pub(super) bytes: &'site [u8],
    pub(super) references: Vec<Reference<'site>>,
    /// Sorted; nothing for files whose fragments mean something else.
    ids: Option<Vec<Cow<'site, str>>>,
    mistakes: Vec<Diagnostic>,
}

type FileMap<'files, 'site> = HashMap<&'site str, &'files File<'site>>;

fn read<'site>(path: &'site str, bytes: &'site [u8]) -> File<'site> {
    let mut file = File {
        path,
        bytes,
        references: Vec::new(),
        ids: None,
        mistakes: Vec::new(),
    };
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => {
            let headings_max = if budget::is_print(path) {
                usize::MAX
            } else {
                1
            };
            let outline = outline(path, bytes, headings_max);
            file.references = outline.references;
            file.ids = Some(outline.ids);
            file.mistakes = outline.mistakes;
        }
        Some("css") => file.references = addresses(&String::from_utf8_lossy(bytes)),
        Some("svg") => file.ids = Some(ids(bytes)),
        _ => {}
    }
    file
}

/// Follows each address of a file: gives what opening it fetches, and the addresses that lead nowhere.
fn follow_all<'files, 'site>(
    file: &'files File<'site>,
    map: &FileMap<'files, 'site>,
) -> (Load<'files, 'site>, Vec<Diagnostic>) {
    let mut load = Load::of(file);
    let mut broken = Vec::new();
    for reference in &file.references {
        match follow(file, reference, map) {
            Ok(Some(target)) => load.add(reference.part, target),
            Ok(None) => {}
            Err(mistake) => broken.push(mistake),
        }
    }
    load.add_imports(|sheet, reference| follow(sheet, reference, map).ok().flatten());
    (load, broken)
}

/// The file of the site that an address leads to; nothing for a good one that leads outside.
fn follow<'files, 'site>(
    file: &'files File<'site>,
    reference: &Reference,
    map: &FileMap<'files, 'site>,
) -> Result<Option<&'files File<'site>>, Diagnostic> {
    let address = &*reference.address;
    let place = || Place::Page(file.path.to_owned());
    let is_not_found_page = file.path == NOT_FOUND_PAGE;
    match resolve(file.path, address) {
        Target::Outside if matches!(reference.part, Part::Link | Part::Identity) => Ok(None),
        Target::Outside | Target::Rooted if is_not_found_page => from_any_base(address)
            .find_map(|path| map.get(&*path).copied())
            .map(Some)
            .ok_or_else(|| output::broken_link(place(), address)),
        Target::Outside | Target::Rooted | Target::Forbidden => {
            Err(output::forbidden_address(place(), address))
        }
        Target::Nowhere => Err(output::broken_link(place(), address)),
        Target::Inside { path, .. } if is_not_found_page && path != file.path => {
            Err(output::broken_link(place(), address))
        }
        Target::Inside { path, fragment } => {
            let target = match path == file.path {
                true => Some(file),
                false => map.get(&*path).copied(),
            };
            let target = target.ok_or_else(|| output::broken_link(place(), address))?;
            match target.has_id(fragment) {
                true => Ok(Some(target)),
                false => Err(output::missing_fragment(place(), address, target.path)),
            }
        }
    }
}

impl File<'_> {
    /// Whether a fragment leads to an element (HTML standard, 7.4.6.4): as it is written, else without percent signs.
    fn has_id(&self, fragment: &str) -> bool {
        let Some(ids) = &self.ids else { return true };
        let knows = |wanted: &str| ids.binary_search_by(|id| (**id).cmp(wanted)).is_ok();
        fragment.is_empty()
            || knows(fragment)
            || knows(&percent_decoded(fragment))
            || fragment.eq_ignore_ascii_case("top")
    }
}

/// Tells a mistake that many files share on the first of them, with the number of the others.
fn without_repetitions(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    // Per code and message: on how many files it was seen, and where it was told last.
    let mut seen: HashMap<(&str, String), (usize, usize)> = HashMap::new();
    for mistake in found {
        let key = (mistake.mistake.code, mistake.message.clone());
        let (count, last_index) = seen.entry(key).or_default();
        *count += 1;
        if *count <= PAGES_TOLD_MAX {
            *last_index = told.len();
            told.push(mistake);
        }
    }
    for (count, last_index) in seen
        .into_values()
        .filter(|(count, _)| *count > PAGES_TOLD_MAX)
    {
        if let Some(mistake) = told.get_mut(last_index) {
            let others = count - PAGES_TOLD_MAX;
            mistake
                .message
                .push_str(&format!(" (the same {others} times more)"));
        }
    }
    told
}

#[cfg(test)]
mod tests;
