//! Interface files go in; for each language the words of every key come out, with what stands in for missing ones.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use icu::locale::Locale;
use icu::plurals::PluralCategory;
use icu::plurals::PluralRules;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::language::LanguageTag;
use crate::base::mistakes::translations as mistakes;
use crate::parse::data::InterfaceFile;
use crate::parse::data::Words;
use crate::parse::yaml::Yaml;

/// The words of the interface in one language.
#[derive(Debug, Default, Clone)]
pub struct Interface {
    words: BTreeMap<String, Words>,
    /// For each key that the language itself lacks, the tag of the language whose words stand in.
    lenders: BTreeMap<String, String>,
    /// Keys that the language itself lacks.
    pub missing: Vec<String>,
}

impl Interface {
    /// The words of a key, in this language or in the nearest that has them.
    pub fn get(&self, key: &str) -> Option<&Words> {
        self.words.get(key)
    }

    /// The language whose words stand in for those of a key: its numbers choose the plural form.
    pub fn lender(&self, key: &str) -> Option<&str> {
        self.lenders.get(key).map(String::as_str)
    }

    /// Every language whose words stand in for some.
    pub fn lenders(&self) -> BTreeSet<&str> {
        self.lenders.values().map(String::as_str).collect()
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }
}

/// Puts a language's own words over those of the languages it falls back to (nearest first, the source last), each with its
/// tag. Borrowed words of another direction are isolated, so that their marks stay where they belong.
pub fn with_fallbacks(
    (own_tag, own): (&str, &InterfaceFile),
    fallbacks: &[(&str, &InterfaceFile)],
) -> Interface {
    let mut interface = Interface::default();
    for (tag, file) in fallbacks.iter().rev() {
        let turns = direction(tag, file) != direction(own_tag, own);
        for (key, words) in &file.ui {
            let words = if turns {
                isolated(words)
            } else {
                words.clone()
            };
            interface.words.insert(key.clone(), words);
            interface.lenders.insert(key.clone(), (*tag).to_owned());
        }
    }
    for (key, words) in &own.ui {
        interface.words.insert(key.clone(), words.clone());
        interface.lenders.remove(key);
    }
    let source_keys = fallbacks.last().map(|(_, file)| &file.ui);
    interface.missing = source_keys
        .into_iter()
        .flat_map(|ui| ui.keys())
        .filter(|key| !own.ui.contains_key(*key))
        .cloned()
        .collect();
    interface
}

fn direction(tag: &str, file: &InterfaceFile) -> String {
    let usual = || LanguageTag::new(tag).map_or("ltr", |tag| tag.direction());
    file.meta.dir.clone().unwrap_or_else(|| usual().to_owned())
}

/// Texts between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, those without letters as they are.
fn isolated(words: &Words) -> Words {
    let isolate = |text: &String| match text.chars().any(char::is_alphabetic) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text.clone(),
    };
    match words {
        Words::Plain(text) => Words::Plain(isolate(text)),
        Words::Plural(forms) => Words::Plural(
            forms
                .iter()
                .map(|(form, text)| (form.clone(), isolate(text)))
                .collect(),
        ),
    }
}

/// Compares a language's words with those of the source: unknown keys, placeholders, plural forms.
pub fn check_interface(
    own: &Yaml<InterfaceFile>,
    source: &InterfaceFile,
    locale: &Locale,
    diagnostics: &mut Diagnostics,
) {
    let forms_needed = plural_forms(locale);
    for (key, words) in &own.value.ui {
        let place = own.key_place(&["ui", key]);
        let Some(source_words) = source.ui.get(key) else {
            let near = did_you_mean(key, source.ui.keys().map(String::as_str));
            diagnostics.push(mistakes::unknown_word(place, key, &near));
            continue;
        };
        let allowed = placeholders(&source_words.texts().join(" "));
        let written = placeholders(&words.texts().join(" "));
        for placeholder in written
            .iter()
            .filter(|placeholder| !allowed.contains(placeholder))
        {
            diagnostics.push(mistakes::placeholder(
                place.clone(),
                key,
                placeholder,
                &allowed.join(", "),
            ));
        }
        for placeholder in allowed
            .iter()
            .filter(|placeholder| !written.contains(placeholder))
        {
            diagnostics.push(mistakes::lost_placeholder(place.clone(), key, placeholder));
        }
        if let Words::Plural(forms) = words {
            let missing: Vec<&str> = forms_needed
                .iter()
                .copied()
                .filter(|form| !forms.contains_key(*form))
                .collect();
            if !missing.is_empty() {
                diagnostics.push(mistakes::missing_plural(place, key, &missing.join(", ")));
            }
        }
    }
}

/// The names between braces, each once, in order.
pub fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The plural forms that occur for the whole numbers 0 to 200, and `other`.
pub fn plural_forms(locale: &Locale) -> Vec<&'static str> {
    let Ok(rules) = PluralRules::try_new(locale.clone().into(), Default::default()) else {
        return vec!["other"];
    };
    let mut forms: Vec<&'static str> = (0..=200_u32)
        .map(|number| form_name(rules.category_for(number)))
        .collect();
    forms.push("other");
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The name of a plural form as files write it.
pub fn form_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::plural_forms;
    use super::with_fallbacks;
    use crate::parse::data::InterfaceFile;
    use crate::parse::data::Words;

    #[test]
    fn borrowed_words_know_their_language_and_keep_their_direction() {
        let file = |words: &[(&str, &str)]| {
            let mut file = InterfaceFile::default();
            for (key, text) in words {
                file.ui
                    .insert((*key).to_owned(), Words::Plain((*text).to_owned()));
            }
            file
        };
        let english = file(&[("next", "Next."), ("dot", "·"), ("back", "Back.")]);
        let persian = file(&[("next", "بعد.")]);
        let dari = file(&[]);
        let interface = with_fallbacks(("fa-AF", &dari), &[("fa", &persian), ("en", &english)]);
        let shown = |key: &str| {
            let text = interface.get(key).map(|words| words.texts().concat());
            (text.unwrap_or_default(), interface.lender(key))
        };
        assert_eq!(shown("next"), ("بعد.".to_owned(), Some("fa")));
        assert_eq!(
            shown("back"),
            ("\u{2068}Back.\u{2069}".to_owned(), Some("en"))
        );
        assert_eq!(shown("dot"), ("·".to_owned(), Some("en")));
        assert_eq!(interface.missing, ["next", "dot", "back"]);
        let own = with_fallbacks(("fa", &persian), &[("en", &english)]);
        assert_eq!(own.lender("next"), None);
    }

    #[test]
    fn forms_of_languages() {
        let forms = |tag: &str| plural_forms(&tag.parse().expect("a tag"));
        assert_eq!(forms("en"), ["one", "other"]);
        assert_eq!(forms("fr"), ["one", "other"]);
        assert_eq!(forms("zh"), ["other"]);
        assert_eq!(forms("ru"), ["few", "many", "one", "other"]);
        assert_eq!(forms("ar"), ["few", "many", "one", "other", "two", "zero"]);
    }
}
