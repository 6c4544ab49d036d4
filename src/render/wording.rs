//! One language's way of saying things: interface words with their plural forms, numbers, dates, lists and sorting.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use icu::calendar::Date;
use icu::calendar::Gregorian;
use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::collator::options::Strength;
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::YM;
use icu::datetime::fieldsets::YMD;
use icu::decimal::DecimalFormatter;
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use icu::locale::Locale;
use icu::plurals::PluralRules;

use crate::base::html::escape;
use crate::parse::Language;
use crate::parse::data::LanguageFacts;
use crate::parse::data::Words;
use crate::parse::interface::Interface;
use crate::parse::interface::form_name;
use crate::parse::typography::english_quotes;
use crate::parse::typography::french_spaces;

/// How one language says what the generator has to say.
pub struct Wording {
    /// The folder's tag.
    pub tag: String,
    /// The tag on its pages.
    pub html_tag: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Facts about the language.
    pub facts: LanguageFacts,
    /// Its locale.
    pub locale: Locale,
    is_english: bool,
    interface: Arc<Interface>,
    plurals: Option<PluralRules>,
    /// Those of the languages whose words stand in for missing ones, by tag.
    lent_plurals: BTreeMap<String, PluralRules>,
    digits: Vec<String>,
    decimal: Option<DecimalFormatter>,
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    month: Option<FixedCalendarDateTimeFormatter<Gregorian, YM>>,
    list: Option<ListFormatter>,
    collator: Option<CollatorBorrowed<'static>>,
    primary: Option<CollatorBorrowed<'static>>,
}

/// Stands before what the content says a name is sorted by: of that nothing is skipped.
const GIVEN: char = '\u{F8FF}';

/// What a name is sorted by: what the content says, else the name.
pub fn sorted_by(given: Option<&str>, name: &str) -> String {
    given.map_or_else(|| name.to_owned(), |given| format!("{GIVEN}{given}"))
}

impl Wording {
    /// Prepares a language.
    pub fn new(language: &Language) -> Self {
        let locale = language.tag.locale();
        let numbering = language.facts.numerals.as_ref().and_then(|numerals| {
            format!("{}-u-nu-{numerals}", language.tag)
                .parse::<Locale>()
                .ok()
        });
        let number_locale = numbering.unwrap_or_else(|| locale.clone());
        // English without a country is that of the world, which writes `20 November 2026`.
        let date_locale = match language.tag.as_str() {
            "en" => icu::locale::locale!("en-001"),
            _ => number_locale.clone(),
        };
        let sorting = language
            .facts
            .collation
            .as_ref()
            .and_then(|tag| tag.parse().ok())
            .unwrap_or_else(|| locale.clone());
        let collator = |strength: Strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            CollatorBorrowed::try_new(sorting.clone().into(), options).ok()
        };
        Wording {
            tag: language.tag.to_string(),
            html_tag: language.html_tag.clone(),
            direction: language.direction.clone(),
            facts: language.facts.clone(),
            is_english: language.tag.base() == "en",
            interface: language.interface.clone(),
            plurals: PluralRules::try_new(locale.clone().into(), Default::default()).ok(),
            lent_plurals: lent_plurals(&language.interface),
            digits: digits_of(&number_locale),
            decimal: DecimalFormatter::try_new(number_locale.into(), Default::default()).ok(),
            day: FixedCalendarDateTimeFormatter::try_new(date_locale.clone().into(), YMD::long())
                .ok(),
            month: FixedCalendarDateTimeFormatter::try_new(date_locale.into(), YM::long()).ok(),
            list: ListFormatter::try_new_and(
                locale.clone().into(),
                ListFormatterOptions::default(),
            )
            .ok(),
            collator: collator(Strength::Tertiary),
            primary: collator(Strength::Primary),
            locale,
        }
    }

    /// Whether it was made from a language as it is.
    pub fn is_of(&self, language: &Language) -> bool {
        Arc::ptr_eq(&self.interface, &language.interface)
            && self.facts == language.facts
            && (self.html_tag.as_str(), self.direction.as_str())
                == (language.html_tag.as_str(), language.direction.as_str())
    }

    /// A word of the interface; the key itself where nobody has it.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        match self.interface.get(key) {
            Some(Words::Plain(text)) => text,
            Some(Words::Plural(forms)) => forms.get("other").map_or(key, String::as_str),
            None => key,
        }
    }

    /// The texts of an interface key, with their placeholders.
    pub fn words(&self, key: &str) -> Option<&Words> {
        self.interface.get(key)
    }

    /// The language whose words stand in for those of a key that this one lacks.
    pub fn lender(&self, key: &str) -> Option<&str> {
        self.interface.lender(key)
    }

    /// A word of the interface with its placeholders filled; `n` chooses the plural form and stands for `{n}`. Nothing
    /// comes out if nobody has the key.
    pub fn phrase(&self, key: &str, n: Option<u64>, values: &[(&str, &str)]) -> Option<String> {
        let pattern = match self.interface.get(key)? {
            Words::Plain(text) => text,
            Words::Plural(forms) => {
                let lender = self.interface.lender(key);
                let lent = lender.and_then(|tag| self.lent_plurals.get(tag));
                let form = lent.or(self.plurals.as_ref()).map_or("other", |rules| {
                    form_name(rules.category_for(n.unwrap_or(0)))
                });
                forms.get(form).or_else(|| forms.get("other"))?
            }
        };
        let number = n.map(|n| self.number(n)).unwrap_or_default();
        let text = fill_pattern(pattern, |name| match name {
            "n" if n.is_some() => Some(number.as_str()),
            _ => values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value),
        });
        Some(self.typeset(&text))
    }

    /// A phrase that is known to exist in the source language; its key stands in for one that does not.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.phrase(key, None, values)
            .unwrap_or_else(|| key.to_owned())
    }

    /// A phrase as HTML, with a title that is finished HTML.
    pub fn say_titled(&self, key: &str, name: &str, value: &str, title: &str) -> String {
        const MARK: &str = "\u{FFFC}";
        escape(&self.say(key, &[(name, value), ("title", MARK)])).replace(MARK, title)
    }

    /// Every key of the interface.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.interface.keys()
    }

    /// A whole number in the language's digits, without grouping.
    pub fn number(&self, number: u64) -> String {
        self.in_digits(&number.to_string())
    }

    /// The number of a part, by its index: `I`, `一`, `الأول`; where the language has no word for it, as `roman` says.
    pub fn part_number(&self, part_index: usize, roman: &str) -> String {
        let own = self.facts.part_numbers.get(part_index);
        own.map_or(roman, String::as_str).to_owned()
    }

    /// The letter of an annex, `A` and on, as the language writes it: `ألف`.
    pub fn annex_letter(&self, letter: &str) -> String {
        let index = letter
            .bytes()
            .next()
            .and_then(|byte| byte.checked_sub(b'A'));
        let own = index
            .filter(|_| letter.len() == 1)
            .and_then(|index| self.facts.annex_letters.get(usize::from(index)));
        own.map_or(letter, String::as_str).to_owned()
    }

    /// A whole number in the language's digits, with the language's separator of thousands.
    pub fn amount(&self, number: u64) -> String {
        match &self.decimal {
            Some(formatter) => formatter.format_to_string(&number.into()),
            None => self.number(number),
        }
    }

    /// A text with its ASCII digits replaced by those of the language.
    pub fn in_digits(&self, text: &str) -> String {
        text.chars()
            .map(|character| {
                match character
                    .to_digit(10)
                    .and_then(|digit| self.digits.get(digit as usize))
                {
                    Some(digit) => digit.clone(),
                    None => character.to_string(),
                }
            })
            .collect()
    }

    /// A date, month or year (ISO 8601) written out in the Gregorian calendar; anything else as it is.
    pub fn date(&self, iso: &str) -> String {
        let mut parts = iso.split('-');
        let year = parts.next().and_then(|year| year.parse::<i32>().ok());
        let month = parts.next().and_then(|month| month.parse::<u8>().ok());
        let day = parts.next().and_then(|day| day.parse::<u8>().ok());
        let date = |day: u8| Date::try_new_gregorian(year?, month?, day).ok();
        let own_month =
            month.and_then(|month| self.facts.months.get(usize::from(month).checked_sub(1)?));
        if let (Some(year), Some(month), true) = (year, own_month, self.facts.months.len() == 12) {
            let day = day.map_or(String::new(), |day| format!("{day} "));
            return self.in_digits(&format!("{day}{month} {year}"));
        }
        let written = match (month, day) {
            (Some(_), Some(day)) => date(day)
                .zip(self.day.as_ref())
                .map(|(date, formatter)| formatter.format(&date).to_string()),
            (Some(_), None) => date(1)
                .zip(self.month.as_ref())
                .map(|(date, formatter)| formatter.format(&date).to_string()),
            _ => None,
        };
        let written = written.unwrap_or_else(|| self.in_digits(iso));
        // Workaround: CLDR has no ordinal for the first of a month, which French demands.
        match written.strip_prefix("1 ") {
            Some(rest) if self.facts.typography.as_deref() == Some("fr") => format!("1er {rest}"),
            _ => written,
        }
    }

    /// Several things in a row, as the language lists them.
    pub fn list(&self, items: &[String]) -> String {
        match &self.list {
            Some(formatter) => formatter.format_to_string(items.iter()),
            None => items.join(", "),
        }
    }

    /// The order of two texts in the language.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator
            .as_ref()
            .map_or_else(|| a.cmp(b), |collator| collator.compare(a, b))
            .then_with(|| a.cmp(b))
    }

    /// The order of two texts by their letters alone, without accents and case.
    pub fn compare_letters(&self, a: &str, b: &str) -> Ordering {
        self.primary
            .as_ref()
            .map_or_else(|| a.cmp(b), |collator| collator.compare(a, b))
    }

    /// A text as it is sorted: without the marks that open it (`¿`, `«`) and the prefixes that the language's index skips.
    pub fn sort_key<'a>(&self, text: &'a str) -> &'a str {
        if let Some(given) = text.strip_prefix(GIVEN) {
            return given;
        }
        let is_mark = |character: char| !character.is_alphanumeric();
        let text = Some(text.trim_start_matches(is_mark))
            .filter(|rest| !rest.is_empty())
            .unwrap_or(text);
        let skipped = self
            .facts
            .index_ignore_prefixes
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix.as_str()));
        skipped.filter(|rest| !rest.is_empty()).unwrap_or(text)
    }

    /// Plain text with the quotation marks and spaces of the language.
    pub fn typeset(&self, text: &str) -> String {
        match () {
            () if self.facts.typography.as_deref() == Some("fr") => french_spaces(text),
            () if self.is_english => english_quotes(text),
            () => text.to_owned(),
        }
    }
}

fn lent_plurals(interface: &Interface) -> BTreeMap<String, PluralRules> {
    let rules = |tag: &str| {
        let locale: Locale = tag.parse().ok()?;
        PluralRules::try_new(locale.into(), Default::default()).ok()
    };
    let lenders = interface.lenders().into_iter();
    lenders
        .filter_map(|tag| Some((tag.to_owned(), rules(tag)?)))
        .collect()
}

fn digits_of(locale: &Locale) -> Vec<String> {
    let formatter = DecimalFormatter::try_new(locale.clone().into(), Default::default()).ok();
    (0..=9_u32)
        .map(|digit| {
            formatter.as_ref().map_or_else(
                || digit.to_string(),
                |formatter| formatter.format_to_string(&digit.into()),
            )
        })
        .collect()
}

/// `pattern` with each `{name}` replaced; a name without value stays as it is.
pub fn fill_pattern<'a>(pattern: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match value(name) {
                    Some(text) => out.push_str(text),
                    None => {
                        out.push('{');
                        out.push_str(name);
                        out.push('}');
                    }
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
