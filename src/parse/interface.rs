//! Interface files go in; for each language the words of every key come out, with what stands in for missing ones.

use std::collections::BTreeMap;

use icu::locale::Locale;
use icu::plurals::PluralCategory;
use icu::plurals::PluralRules;

use crate::base::diagnostics::Diagnostics;
use crate::base::id::did_you_mean;
use crate::base::mistakes::translations as mistakes;
use crate::parse::data::InterfaceFile;
use crate::parse::data::Words;
use crate::parse::yaml::Yaml;

/// The words of the interface in one language.
#[derive(Debug, Default, Clone)]
pub struct Interface {
    words: BTreeMap<String, Words>,
    /// Keys that the language itself lacks.
    pub missing: Vec<String>,
}

impl Interface {
    /// The words of a key, in this language or in the nearest that has them.
    pub fn get(&self, key: &str) -> Option<&Words> {
        self.words.get(key)
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }
}

/// Puts a language's own words over those of the languages it falls back to (nearest first, the source last).
pub fn with_fallbacks(own: &InterfaceFile, fallbacks: &[&InterfaceFile]) -> Interface {
    let mut words = BTreeMap::new();
    for file in fallbacks.iter().rev().copied().chain(std::iter::once(own)) {
        words.extend(
            file.ui
                .iter()
                .map(|(key, text)| (key.clone(), text.clone())),
        );
    }
    let source_keys = fallbacks.last().map(|file| &file.ui);
    let missing = source_keys
        .into_iter()
        .flat_map(|ui| ui.keys())
        .filter(|key| !own.ui.contains_key(*key))
        .cloned()
        .collect();
    Interface { words, missing }
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
