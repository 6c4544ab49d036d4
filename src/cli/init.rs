//! `handbook init DIR`: a small handbook that builds, to start from.

use std::path::Path;

use include_dir::Dir;
use include_dir::include_dir;

use crate::cli::Ending;
use crate::cli::tell;

static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// The words of the interface in English, which every handbook with English as its source needs.
const ENGLISH: &str = include_str!("../../i18n/en.yaml");

/// Writes the small handbook into a folder that does not exist yet or is empty.
pub(super) fn init(dir: &Path) -> Ending {
    let is_free = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !is_free {
        tell(&format!(
            "error: `{}` is not an empty folder",
            dir.display()
        ));
        return Ending::Usage;
    }
    match write(dir) {
        Ok(()) => {
            tell(&format!(
                "a small handbook stands in `{0}`; next: cd {0} && handbook build",
                dir.display()
            ));
            Ending::Fine
        }
        Err(error) => {
            tell(&format!(
                "error: cannot write into `{}`: {error}",
                dir.display()
            ));
            Ending::System
        }
    }
}

fn write(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    STARTER.extract(dir)?;
    std::fs::create_dir_all(dir.join("i18n"))?;
    std::fs::write(dir.join("i18n/en.yaml"), ENGLISH)
}
