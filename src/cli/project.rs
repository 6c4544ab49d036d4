//! Which project a command works on: the folder named, or the nearest with `content/handbook.yaml`.

use std::path::Path;
use std::path::PathBuf;

use crate::base::mistakes::configuration;
use crate::base::text::Place;
use crate::base::text::Texts;
use crate::cli::Format;
use crate::cli::mistakes;

/// The project's folder; nothing if there is none here or above.
pub(super) fn find(named: Option<&Path>) -> Option<PathBuf> {
    let is_project = |folder: &Path| folder.join("content/handbook.yaml").is_file();
    match named {
        Some(folder) => Some(folder.to_owned()).filter(|folder| is_project(folder)),
        None => {
            let here = std::env::current_dir().ok()?;
            here.ancestors()
                .find(|folder| is_project(folder))
                .map(Path::to_owned)
        }
    }
}

/// The same; that there is none is told.
pub(super) fn find_or_tell(named: Option<&Path>, format: Format) -> Option<PathBuf> {
    let found = find(named);
    if found.is_none() {
        let here = named.map_or_else(|| ".".to_owned(), |root| root.display().to_string());
        mistakes::write(
            &[configuration::no_project(Place::File(here))],
            &Texts::default(),
            format,
            false,
        );
    }
    found
}

/// Today (ISO 8601, UTC): what SOURCE_DATE_EPOCH says, else the clock. It serves warnings about age only.
pub(super) fn today() -> Option<String> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.parse::<i64>().ok()?,
        Err(_) => std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .ok()?
            .as_secs() as i64,
    };
    let days = icu::calendar::types::RataDie::new(719_163 + seconds.div_euclid(86_400));
    let date = icu::calendar::Date::from_rata_die(days, icu::calendar::Iso);
    Some(format!(
        "{:04}-{:02}-{:02}",
        date.year().extended_year(),
        date.month().ordinal,
        date.day_of_month().0
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_unix_epoch_is_its_day() {
        let date = icu::calendar::Date::from_rata_die(
            icu::calendar::types::RataDie::new(719_163),
            icu::calendar::Iso,
        );
        assert_eq!(
            (
                date.year().extended_year(),
                date.month().ordinal,
                date.day_of_month().0
            ),
            (1970, 1, 1)
        );
    }
}
