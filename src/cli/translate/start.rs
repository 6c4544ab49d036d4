//! `handbook translate init` and `start`: a language's name goes in; files in the words of the source come out, to be written over.

use std::path::Path;

use crate::base::language::LanguageTag;
use crate::base::text::FileId;
use crate::cli::Ending;
use crate::cli::tell;
use crate::cli::translate::Failure;
use crate::cli::translate::Project;
use crate::cli::translate::write_file;
use crate::parse::data::Words;
use crate::parse::interface::plural_forms;

/// Files of words that a language has beside its chapters.
pub(super) const WORD_FILES: [&str; 3] = ["book", "instruments", "glossary"];

/// Begins a language.
pub(super) fn init(project: &Project, tag: &str, from: Option<&str>) -> Result<Ending, Failure> {
    let tag = read_tag(tag)?;
    let interface_path = format!("i18n/{tag}.yaml");
    let folder = format!("content/{tag}");
    let is_there = |path: &str| project.root.join(path).exists();
    let has_words = is_there(&interface_path);
    if has_words && is_there(&folder) {
        return Err(Failure::usage(format!(
            "`{folder}` and `{interface_path}` are already there; nothing was written"
        )));
    }
    let related = from.map(|from| project.related(from)).transpose()?;
    if !has_words {
        let forms = plural_forms(&tag.locale());
        let (interface, count) = project.interface_skeleton(&tag, related, &forms);
        write_file(&project.root, &interface_path, &interface)?;
        tell(&format!(
            "created  {interface_path}   {count} interface words to translate; plural forms of {tag}: {}",
            forms.join(", ")
        ));
    }
    let mut copied = Vec::new();
    for name in WORD_FILES {
        if !is_there(&format!("{folder}/{name}.yaml")) && project.copy_words(&folder, name)? {
            copied.push(format!("{name}.yaml"));
        }
    }
    if !copied.is_empty() {
        tell(&format!(
            "created  {folder}/   {} (the text of {}, to write over)",
            copied.join(", "),
            project.source_tag()
        ));
    }
    let first = project
        .chapter_order()
        .first()
        .copied()
        .unwrap_or("CHAPTER")
        .to_owned();
    tell(&format!(
        "next     write the language's own name in {interface_path} (meta.name), then: handbook translate start {tag} {first}"
    ));
    Ok(Ending::Fine)
}

/// Begins a chapter, or a file of words that the language lacks.
pub(super) fn start(project: &Project, tag: &str, id: &str) -> Result<Ending, Failure> {
    let tag = read_tag(tag)?;
    if tag.as_str() == project.source_tag() {
        return Err(Failure::usage(format!(
            "`{tag}` is the language that the others are translated from"
        )));
    }
    let folder = format!("content/{tag}");
    if WORD_FILES.contains(&id) {
        let path = format!("{folder}/{id}.yaml");
        if project.root.join(&path).exists() {
            return Err(Failure::usage(format!(
                "`{path}` is already there; nothing was written"
            )));
        }
        project.copy_words(&folder, id)?;
        tell(&format!(
            "created  {path}   the text of {}, to write over",
            project.source_tag()
        ));
        return Ok(Ending::Fine);
    }
    let Some(source) = project.handbook.source().chapters.get(id) else {
        return Err(project.unknown_chapter(id));
    };
    let path = format!("{folder}/{id}.md");
    let kept_path = format!("{folder}/_translated-from/{id}.md");
    for path in [&path, &kept_path] {
        if project.root.join(path).exists() {
            return Err(Failure::usage(format!(
                "`{path}` is already there; nothing was written"
            )));
        }
    }
    let text = &project.texts.get(source.file).text;
    write_file(&project.root, &path, &to_write_over(text))?;
    write_file(&project.root, &kept_path, text)?;
    tell(&format!(
        "created  {path}   the text of {}, ready to be written over",
        project.source_tag()
    ));
    tell(&format!(
        "created  {kept_path}   the text you start from; leave it as it is"
    ));
    if !project.root.join(format!("i18n/{tag}.yaml")).exists() {
        tell(&format!(
            "next     the language has no interface words yet: handbook translate init {tag}"
        ));
    }
    Ok(Ending::Fine)
}

fn read_tag(tag: &str) -> Result<LanguageTag, Failure> {
    LanguageTag::new(tag).map_err(|mistake| {
        Failure::usage(match mistake.meant() {
            "" => format!("`{tag}` is no language tag; write one such as sw, pt-BR or zh-Hant"),
            meant => format!("write the language tag `{tag}` as `{meant}`"),
        })
    })
}

impl Project {
    /// The interface file of a language to begin with.
    fn related(&self, tag: &str) -> Result<usize, Failure> {
        let languages = &self.handbook.languages;
        let found = languages
            .iter()
            .position(|language| language.tag.as_str() == tag);
        found.ok_or_else(|| Failure::usage(format!("--from: there is no language `{tag}`")))
    }

    /// Copies a file of words of the source with its copy to compare with; says whether the source has it.
    fn copy_words(&self, folder: &str, name: &str) -> Result<bool, Failure> {
        let path = format!("content/{}/{name}.yaml", self.source_tag());
        let Some(text) = read(&self.root, &path) else {
            return Ok(false);
        };
        write_file(&self.root, &format!("{folder}/{name}.yaml"), &text)?;
        write_file(
            &self.root,
            &format!("{folder}/_translated-from/{name}.yaml"),
            &text,
        )?;
        Ok(true)
    }

    /// Interface words to be translated, each behind a `#` in the words of the source until it is, and their number; those
    /// of a related language stand without.
    fn interface_skeleton(
        &self,
        tag: &LanguageTag,
        related: Option<usize>,
        forms: &[&str],
    ) -> (String, usize) {
        let source = &self.handbook.source().interface;
        let related = related.map(|index| &self.handbook.languages[index].interface);
        let mut out = format!(
            "# The words of the interface and facts about the language. Write the language's own name, then translate each line\n\
             # below `ui:` and remove its `#`. What is missing is shown in the source language and counted, so that a\n\
             # half-finished file is useful. Words between braces, such as {{n}}, stay as they are.\n\
             meta:\n  name: \"{tag}\"   # write the language's own name here, as `{}` is that of the source\n\nui:\n",
            self.handbook.source().facts.name
        );
        let mut count = 0;
        for key in source.keys() {
            let own = related.filter(|own| !own.missing.iter().any(|missing| missing == key));
            let taken = own.and_then(|own| own.get(key));
            let Some(words) = taken.or_else(|| source.get(key)) else {
                continue;
            };
            let lead = if taken.is_some() { "  " } else { "  # " };
            count += 1;
            match words {
                Words::Plain(text) => out.push_str(&format!("{lead}{key}: {}\n", quoted(text))),
                Words::Plural(known) => {
                    out.push_str(&format!("{lead}{key}:\n"));
                    for form in forms {
                        let text = known.get(*form).or_else(|| known.get("other"));
                        let text = text.map_or("", String::as_str);
                        out.push_str(&format!("{lead}  {form}: {}\n", quoted(text)));
                    }
                }
            }
        }
        (out, count)
    }
}

fn read(root: &Path, path: &str) -> Option<String> {
    std::fs::read_to_string(root.join(path)).ok()
}

/// A text as YAML writes it between double quotes.
fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// Keys of a chapter's front matter that belong to the source.
const SOURCE_KEYS: [&str; 5] = ["reviewed", "status", "aliases", "auto_terms", "search"];

/// A chapter of the source as a translator begins with it: without what a translation inherits.
fn to_write_over(text: &str) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else {
        return out;
    };
    out.push_str(first);
    if first.trim_end() != "---" {
        out.extend(lines);
        return out;
    }
    let mut is_left_out = false;
    for line in lines.by_ref() {
        let is_end = line.trim_end() == "---";
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) || is_end {
            let key = line.split(':').next().unwrap_or_default().trim();
            is_left_out = SOURCE_KEYS.contains(&key);
        }
        if is_end {
            out.push_str(&format!("status: unreviewed{line_end}{line}"));
            break;
        }
        if !is_left_out {
            out.push_str(line);
        }
    }
    out.extend(lines);
    out
}

/// The file of a text, for messages.
pub(super) fn path_of(project: &Project, file: FileId) -> &str {
    &project.texts.get(file).path
}

#[cfg(test)]
mod tests {
    use super::to_write_over;

    #[test]
    fn what_belongs_to_the_source_is_left_out() {
        let text = "---\ntitle: Limits\naliases:\n  - old\n  - \"#older\"\nreviewed: 2026-11-20\nkey_points:\n  - One\n---\nText\n";
        let expected = "---\ntitle: Limits\nkey_points:\n  - One\nstatus: unreviewed\n---\nText\n";
        assert_eq!(to_write_over(text), expected);
        assert_eq!(
            to_write_over(&text.replace('\n', "\r\n")),
            expected.replace('\n', "\r\n")
        );
        assert_eq!(to_write_over("No front matter.\n"), "No front matter.\n");
    }
}
