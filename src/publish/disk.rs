//! The site on disk: a site and a place go in; at that place stands the whole new site, or still the whole old one.
//!
//! A failure before the exchange leaves the old site byte for byte. There are no signal handlers: the default end at any
//! instant is safe by construction, for what it leaves behind is known:
//!
//! | the process ends | left behind | the next build |
//! |---|---|---|
//! | while it stages | old site; a part of the new one, or all, in `stage` | removes `stage` |
//! | between two renames | no site; old one in `old`, new one in `stage` | brings `old` back, removes `stage` |
//! | after the exchange | new site; old one in `stage` or `old` | removes the old one |
//!
//! Where the system cannot exchange two folders in one step (systems other than Linux and Apple's, and some file
//! systems), a reader may meet a missing page for an instant between two renames.

use std::io;
use std::path::Path;

use crate::base::diagnostics::Diagnostic;
use crate::base::mistakes::output;
use crate::base::site::Site;
use crate::base::text::Place;
use crate::publish::error::During;
use crate::publish::error::PublishError;
use crate::publish::error::Refusal;
use crate::publish::exchange::Exchange;
use crate::publish::exchange::exchange;
use crate::publish::exchange::move_to_free_place;
use crate::publish::marker::Marker;
use crate::publish::place::Occupant;
use crate::publish::place::OutputPlace;
use crate::publish::stage::OldSite;
use crate::publish::stage::Staged;
use crate::publish::stage::is_whole;
use crate::publish::stage::stage;
use crate::publish::sync::sync_folder;
use crate::publish::sync::sync_tree;
use crate::publish::work::WorkFolder;
use crate::publish::work::remove_tree;

/// What a published site survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The end of the process at any instant. After a power cut within seconds of the exchange the site may have to be
    /// built again; its marker shows it.
    Process,
    /// A power cut too: everything is on the disk before the exchange (`build --durable`).
    PowerCut,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What happened to the folder as a whole.
    pub change: Change,
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that are the ones from before, with their time.
    pub kept: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// What went otherwise than expected; the new site is live all the same.
    pub warnings: Vec<Diagnostic>,
}

/// What happened to the output folder as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There was no site.
    First,
    /// The new site stands in the place of the old one.
    Replaced,
    /// The old site was the same in every byte and has not been touched.
    None,
}

/// Publishes a site to the folder `out`, of the project at `root`.
///
/// # Errors
/// [`PublishError`] says why nothing was published. What was at `out` before is still there.
pub fn to_disk(
    site: &Site,
    root: &Path,
    out: &Path,
    durability: Durability,
) -> Result<Published, PublishError> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let place = OutputPlace::find(root, home.as_deref(), out)?;
    publish(site, &place, durability, &Course::default())
}

/// How far a build has come: where tests end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Locked,
    Cleaned,
    NextFile,
    Staged,
    Synced,
    MovedAside,
    Exchanged,
    Checked,
    Removed,
}

/// How the procedure runs: in earnest, or as a test wants it.
pub(super) struct Course<'test> {
    pub(super) exchange: Exchange,
    /// Called at each step; an error ends the work there.
    pub(super) at: &'test (dyn Fn(Step) -> Result<(), PublishError> + Sync),
}

impl Default for Course<'_> {
    fn default() -> Self {
        Course {
            exchange: Exchange::default(),
            at: &|_| Ok(()),
        }
    }
}

/// The whole procedure, with what an ordinary failure left behind removed.
pub(super) fn publish(
    site: &Site,
    place: &OutputPlace,
    durability: Durability,
    course: &Course,
) -> Result<Published, PublishError> {
    // Refused before anything is made, even beside the output.
    place.occupant()?;
    let work = WorkFolder::lock(place)?;
    let published = publish_locked(site, place, &work, durability, course);
    if published.is_err() {
        // Best effort: the error at hand is the one to tell, and the next build cleans again.
        let _ = work.clean(place);
    }
    published
}

/// The procedure under the lock. Returning early leaves what a killed process would leave.
pub(super) fn publish_locked(
    site: &Site,
    place: &OutputPlace,
    work: &WorkFolder,
    durability: Durability,
    course: &Course,
) -> Result<Published, PublishError> {
    (course.at)(Step::Locked)?;
    work.clean(place)?;
    (course.at)(Step::Cleaned)?;
    let before = place.occupant()?;
    let marker = Marker::of(site);
    let old = match &before {
        Occupant::Site { marker, .. } => Some(OldSite {
            folder: &place.folder,
            marker,
        }),
        Occupant::Nothing | Occupant::EmptyFolder { .. } => None,
    };
    if old.is_some_and(|old| *old.marker == marker) && is_whole(site, &place.folder) {
        if durability == Durability::PowerCut {
            sync_tree(&place.folder)?;
        }
        return Ok(Published {
            change: Change::None,
            written: 0,
            kept: site.files.len(),
            removed: 0,
            warnings: Vec::new(),
        });
    }
    let Staged {
        written,
        kept,
        edited,
    } = stage(site, &marker, old, &work.stage, &|| {
        (course.at)(Step::NextFile)
    })?;
    (course.at)(Step::Staged)?;
    if durability == Durability::PowerCut {
        sync_tree(&work.stage)?;
        (course.at)(Step::Synced)?;
    }
    // The staging took its time: the place must still be as it was.
    if place.occupant()? != before {
        return Err(place.refuse(Refusal::Changed));
    }
    let replaced = put_in_place(place, work, &before, course)?;
    (course.at)(Step::Checked)?;
    let mut warnings: Vec<Diagnostic> = edited
        .iter()
        .map(|path| output::edited_output(Place::Page(path.to_string())))
        .collect();
    if durability == Durability::PowerCut
        && let Err(error) = sync_folder(&work.path).and_then(|()| sync_folder(&place.parent))
    {
        let path = Place::File(place.folder.display().to_string());
        warnings.push(output::output_not_durable(path, &error.to_string()));
    }
    if let Err(error) = remove_tree(&replaced) {
        let path = Place::File(replaced.display().to_string());
        warnings.push(output::old_output_left(path, &error.to_string()));
    }
    (course.at)(Step::Removed)?;
    let removed = old.map_or(0, |old| {
        old.marker
            .files
            .keys()
            .filter(|path| !marker.files.contains_key(path))
            .count()
    });
    let change = if old.is_some() {
        Change::Replaced
    } else {
        Change::First
    };
    Ok(Published {
        change,
        written,
        kept,
        removed,
        warnings,
    })
}

/// Puts the staged site at the output place; gives where what was there before has gone.
fn put_in_place(
    place: &OutputPlace,
    work: &WorkFolder,
    before: &Occupant,
    course: &Course,
) -> Result<std::path::PathBuf, PublishError> {
    let action = "put the new site in its place";
    if *before == Occupant::Nothing {
        match move_to_free_place(&work.stage, &place.folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(place.refuse(Refusal::Changed));
            }
            answer => answer.during(action, &place.folder)?,
        }
        (course.at)(Step::Exchanged)?;
        return Ok(work.stage.clone());
    }
    let in_one_step = course.exchange == Exchange::InOneStep;
    if in_one_step && exchange(&work.stage, &place.folder).during(action, &place.folder)? {
        (course.at)(Step::Exchanged)?;
        if let Err(refusal) = is_what_was_there(&work.stage, place, before) {
            return Err(match exchange(&work.stage, &place.folder) {
                Ok(_) => refusal,
                Err(error) => not_brought_back(work, &work.stage, error),
            });
        }
        return Ok(work.stage.clone());
    }
    std::fs::rename(&place.folder, &work.old).during("move the old site aside", &place.folder)?;
    (course.at)(Step::MovedAside)?;
    let put = is_what_was_there(&work.old, place, before).and_then(|()| {
        move_to_free_place(&work.stage, &place.folder).during(action, &place.folder)
    });
    if let Err(error) = put {
        return Err(match move_to_free_place(&work.old, &place.folder) {
            Ok(()) => error,
            Err(error) => not_brought_back(work, &work.old, error),
        });
    }
    (course.at)(Step::Exchanged)?;
    Ok(work.old.clone())
}

fn not_brought_back(work: &WorkFolder, tree: &Path, error: io::Error) -> PublishError {
    PublishError::InputOutput {
        action: "bring back what was there; it is here, and is not removed",
        path: work.rescue(tree),
        error,
    }
}

/// Looks at what came out of the output place, now that nobody can reach it under its old name: it is removed next, so
/// it must be what was there before, and nothing else in it.
fn is_what_was_there(
    folder: &Path,
    place: &OutputPlace,
    before: &Occupant,
) -> Result<(), PublishError> {
    let came_out = OutputPlace {
        folder: folder.to_owned(),
        ..place.clone()
    }
    .occupant();
    match came_out {
        Ok(came_out) if came_out == *before => Ok(()),
        Ok(_) => Err(place.refuse(Refusal::Changed)),
        Err(PublishError::Refused { refusal, .. }) => Err(place.refuse(refusal)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
