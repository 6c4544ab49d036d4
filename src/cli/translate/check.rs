//! `handbook translate check`: what translations do not share with the texts they were made from, and how much was found.

use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::Diagnostics;
use crate::base::diagnostics::Level;
use crate::base::text::Place;
use crate::cli::Ending;
use crate::cli::Format;
use crate::cli::mistakes;
use crate::cli::tell;
use crate::cli::translate::Failure;
use crate::cli::translate::Project;

/// Tells the mistakes of one language or of all translations.
pub(super) fn check(
    project: &Project,
    tag: Option<&str>,
    format: Format,
    diagnostics: Diagnostics,
) -> Result<Ending, Failure> {
    let indexes: Vec<usize> = match tag {
        Some(tag) => vec![project.language(tag)?.0],
        None => project.translation_indexes().collect(),
    };
    let roots: Vec<(String, String)> = indexes
        .iter()
        .map(|index| {
            let tag = &project.handbook.languages[*index].tag;
            (format!("content/{tag}/"), format!("i18n/{tag}.yaml"))
        })
        .collect();
    let is_asked = |diagnostic: &Diagnostic| {
        let path = match &diagnostic.place {
            Place::Text(file, ..) => project.texts.get(*file).path.as_str(),
            Place::File(path) | Place::Page(path) => path.as_str(),
        };
        roots
            .iter()
            .any(|(folder, interface)| path.starts_with(folder) || path == interface)
    };
    let found: Vec<Diagnostic> = diagnostics
        .sorted(&project.texts)
        .into_iter()
        .filter(is_asked)
        .collect();
    mistakes::write(&found, &project.texts, format, false);
    for index in indexes {
        let language = &project.handbook.languages[index];
        let own = &project.translations.languages[index];
        let sum = |count: &dyn Fn(&crate::translation::ChapterTranslation) -> usize| -> usize {
            own.chapters.values().map(|chapter| count(chapter)).sum()
        };
        let (found, waived) = (
            sum(&|chapter| chapter.findings.len()),
            sum(&|chapter| chapter.waived),
        );
        let units = sum(&|chapter| chapter.counts.units - chapter.counts.untranslated);
        tell(&format!(
            "{}  {found} findings in {units} passages ({:.1} per 1,000), {waived} waived",
            language.tag,
            found as f64 * 1000.0 / units.max(1) as f64
        ));
    }
    let has_errors = found
        .iter()
        .any(|diagnostic| diagnostic.mistake.level == Level::Error);
    Ok(if has_errors {
        Ending::Mistakes
    } else {
        Ending::Fine
    })
}
