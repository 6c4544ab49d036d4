//! Language tags (BCP 47): a folder's name goes in; the canonical tag, its direction, script and base come out.

use icu::locale::Locale;
use icu::locale::LocaleCanonicalizer;
use icu::locale::LocaleDirectionality;
use icu::locale::LocaleExpander;

/// A canonical BCP 47 tag: `fr`, `pt-BR`, `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(String);

/// What is wrong with a folder's name as a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagMistake {
    /// Not a tag at all.
    NotATag,
    /// A tag, written otherwise than its canonical form, which is given.
    NotCanonical(String),
}

impl TagMistake {
    /// The canonical form, where the text is a tag.
    pub fn meant(&self) -> &str {
        match self {
            TagMistake::NotCanonical(meant) => meant,
            TagMistake::NotATag => "",
        }
    }
}

impl LanguageTag {
    /// Reads a tag that must be in canonical form.
    ///
    /// # Errors
    /// [`TagMistake`] says whether the text is no tag or only not the canonical one.
    pub fn new(text: &str) -> Result<Self, TagMistake> {
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            let meant = text.replace('_', "-");
            return match Self::canonical(&meant) {
                Some(canonical) if text.contains('_') => Err(TagMistake::NotCanonical(canonical)),
                _ => Err(TagMistake::NotATag),
            };
        }
        match Self::canonical(text) {
            None => Err(TagMistake::NotATag),
            Some(canonical) if canonical == text => Ok(LanguageTag(canonical)),
            Some(canonical) => Err(TagMistake::NotCanonical(canonical)),
        }
    }

    fn canonical(text: &str) -> Option<String> {
        let mut locale: Locale = text.parse().ok()?;
        // Workaround: the parser takes any 5 to 8 letters for a language (`english`); registered ones have 2 or 3.
        if locale.id.language.is_unknown() || locale.id.language.as_str().len() > 3 {
            return None;
        }
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        Some(locale.to_string())
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag as a locale for ICU.
    pub fn locale(&self) -> Locale {
        self.0.parse().unwrap_or(Locale::UNKNOWN)
    }

    /// The language without script and region: `pt` for `pt-BR`.
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// `rtl` or `ltr`, by the script that the language is usually written in.
    pub fn direction(&self) -> &'static str {
        match LocaleDirectionality::new_extended().is_right_to_left(&self.locale().id) {
            true => "rtl",
            false => "ltr",
        }
    }

    /// Whether words are written without spaces between them (Chinese, Japanese, Thai, Khmer, Lao, Burmese).
    pub fn is_unspaced(&self) -> bool {
        matches!(self.base(), "zh" | "ja" | "th" | "km" | "lo" | "my" | "yue")
    }

    /// The tag itself and what it falls back to by truncation (`pt-BR` → `pt`), never into another script.
    pub fn fallbacks(&self) -> Vec<String> {
        let script = maximized_script(&self.0);
        let mut chain = vec![self.0.clone()];
        let mut rest = self.0.as_str();
        while let Some((shorter, _)) = rest.rsplit_once('-') {
            rest = shorter;
            if maximized_script(shorter) == script {
                chain.push(shorter.to_owned());
            }
        }
        chain
    }
}

fn maximized_script(tag: &str) -> Option<String> {
    let mut locale: Locale = tag.parse().ok()?;
    LocaleExpander::new_extended().maximize(&mut locale.id);
    locale.id.script.map(|script| script.to_string())
}

impl std::fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{LanguageTag, TagMistake};

    #[test]
    fn tags_are_canonical() {
        for good in [
            "en", "ar", "zh", "zh-Hant", "pt-BR", "sw", "km", "fa", "yue",
        ] {
            assert_eq!(
                LanguageTag::new(good).map(|tag| tag.to_string()),
                Ok(good.to_owned())
            );
        }
        let meant = |text: &str| LanguageTag::new(text).expect_err("not canonical");
        assert_eq!(meant("zh-tw"), TagMistake::NotCanonical("zh-TW".into()));
        assert_eq!(meant("iw"), TagMistake::NotCanonical("he".into()));
        assert_eq!(meant("en_US"), TagMistake::NotCanonical("en-US".into()));
        assert_eq!(meant("english"), TagMistake::NotATag);
        assert_eq!(meant("中文"), TagMistake::NotATag);
    }

    #[test]
    fn direction_and_fallback() {
        let tag = |text: &str| LanguageTag::new(text).expect("a tag");
        for (text, direction) in [
            ("ar", "rtl"),
            ("fa", "rtl"),
            ("ur", "rtl"),
            ("dv", "rtl"),
            ("ku", "ltr"),
            ("en", "ltr"),
            ("zh", "ltr"),
            ("pa-Arab", "rtl"),
        ] {
            assert_eq!(tag(text).direction(), direction, "{text}");
        }
        assert_eq!(tag("pt-BR").fallbacks(), ["pt-BR", "pt"]);
        assert_eq!(tag("zh-Hant").fallbacks(), ["zh-Hant"]);
    }
}
