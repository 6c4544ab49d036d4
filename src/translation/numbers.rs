//! A text goes in; the values of its numbers come out, whatever digits and separators they are written with.

use std::ops::Range;

use crate::base::letters::is_word_character;
use crate::translation::keys::Class;
use crate::translation::keys::Key;
use crate::translation::plain::CITED_END;
use crate::translation::plain::CITED_START;
use crate::translation::watched::Hit;
use crate::translation::watched::Number;
use crate::translation::watched::Sort;
use crate::translation::watched::Watched;

/// The digit zero of the scripts that have digits of their own (Unicode, general category Nd).
const ZEROS: [u32; 21] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1A80, 0xFF10,
];

/// The value of a digit of any script.
pub(crate) fn digit(character: char) -> Option<u64> {
    if let Some(digit) = character.to_digit(10) {
        return Some(u64::from(digit));
    }
    if character.is_ascii() {
        return None;
    }
    let code = character as u32;
    let zero = ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))?;
    Some(u64::from(code - zero))
}

/// Words and months that stand at most so many bytes from a figure belong to it.
const NEAR_BYTES: usize = 6;

/// Reads the numbers of a text in figures, the months beside them, and numbers in words, given the watched words in it.
pub(crate) fn read_numbers(text: &str, hits: &[Hit], watched: &mut Watched) {
    let figures = read_figures(text, hits, &mut watched.number_words);
    for hit in hits {
        let is_counted =
            |figure: &Figure| figure.start < hit.range.end && hit.range.start < figure.end;
        if figures.iter().any(is_counted) {
            continue;
        }
        let ends = |figure: &Figure| {
            figure.end <= hit.range.start && hit.range.start - figure.end <= NEAR_BYTES
        };
        let begins = |figure: &Figure| {
            figure.start >= hit.range.end && figure.start - hit.range.end <= NEAR_BYTES
        };
        match hit.sort {
            Sort::Number(value) if value < 1000 || !figures.iter().any(ends) => {
                watched.number_words.push(Number::whole(value));
            }
            Sort::Month(month) => match figures.iter().any(|figure| ends(figure) || begins(figure))
            {
                true => watched.numbers.push(Number::whole(month)),
                false => watched.number_words.push(Number::whole(month)),
            },
            _ => {}
        }
    }
    for figure in &figures {
        watched.numbers.push(figure.value);
        let plain = figure.plain.map(|plain| (figure.value, plain));
        watched.multiplied.extend(plain);
        if has_letter(text.get(figure.end..).unwrap_or_default()) {
            watched.lettered.push(figure.value);
        }
    }
    watched.numbers.sort_unstable();
    read_chinese(text, &figures, &mut watched.number_words);
    read_roman(text, &mut watched.number_words);
    watched.number_words.sort_unstable();
}

/// Whether one or two capitals stand behind a figure: `217 A`, `24XA`. In other scripts they are letters by name, and may
/// be a word for a number: `ألف` is A, and a thousand.
fn has_letter(after: &str) -> bool {
    let after = after
        .strip_prefix([' ', '\u{A0}', '\u{202F}'])
        .unwrap_or(after);
    let capitals = after.chars().take_while(char::is_ascii_uppercase).count();
    let next = after.chars().nth(capitals);
    matches!(capitals, 1 | 2) && next.is_none_or(|next| !is_word_character(next))
}

/// Roman numerals: `XXI` is 21, `(I)` is 1. They may stand for figures.
fn read_roman(text: &str, found: &mut Vec<Number>) {
    let is_capital = |byte: &u8| byte.is_ascii_uppercase();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = bytes.iter().skip(at).position(is_capital) {
        let start = at + start;
        let length = bytes
            .iter()
            .skip(start)
            .take_while(|byte| is_capital(byte))
            .count();
        let end = start + length;
        at = end;
        let before = text
            .get(..start)
            .and_then(|before| before.chars().next_back());
        let after = text.get(end..).and_then(|after| after.chars().next());
        let is_word = !before.into_iter().chain(after).any(is_word_character);
        let is_bracketed = before == Some('(') || before == Some('（');
        if is_word && (length > 1 || is_bracketed) {
            let value = text.get(start..end).and_then(roman);
            found.extend(value.map(Number::whole));
        }
    }
}

/// The value of a Roman numeral below 90.
fn roman(written: &str) -> Option<u64> {
    let digit = |one: u8| match one {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        _ => None,
    };
    let mut value = 0_u64;
    let mut last = 0;
    for one in written.bytes().rev() {
        let digit = digit(one)?;
        match digit < last {
            true => value = value.checked_sub(digit)?,
            false => {
                value += digit;
                last = digit;
            }
        }
    }
    Some(value)
}

/// Adds the numbers in the names of what is cited.
pub(crate) fn read_names(keys: &[Key], watched: &mut Watched) {
    let cited = keys.iter().filter(|key| key.class == Class::Citation);
    let before = watched.number_words.len();
    watched
        .number_words
        .extend(cited.flat_map(|key| numbers_of_name(&key.name)));
    if watched.number_words.len() > before {
        watched.number_words.sort_unstable();
    }
}

/// The numbers in the names of instruments and general comments: 190 of `ILO-C190`, 35 of `CEDAW-C GR 35`. A text may
/// write them out beside the citation.
fn numbers_of_name(name: &str) -> Vec<Number> {
    let words: Vec<&str> = name.split(' ').collect();
    let is_comment = words
        .get(1)
        .is_some_and(|word| word.chars().all(char::is_alphabetic));
    let named = if is_comment { words.len() } else { 1 };
    let mut numbers = Vec::new();
    for word in words.into_iter().take(named) {
        let digits = word.split(|one: char| !one.is_ascii_digit());
        numbers.extend(
            digits
                .filter_map(|digits| digits.parse().ok())
                .map(Number::whole),
        );
    }
    numbers
}

struct Figure {
    value: Number,
    /// The value without the multiplier in words behind it.
    plain: Option<Number>,
    start: usize,
    end: usize,
}

/// Whether a figure stands right before or behind a place.
pub(crate) fn is_beside_figure(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default().chars().rev();
    let after = text.get(range.end..).unwrap_or_default().chars();
    let is_figure = |near: Option<char>| near.and_then(digit).is_some();
    is_figure(before.take(2).find(|near| !near.is_whitespace()))
        || is_figure(after.take(2).find(|near| !near.is_whitespace()))
}

/// Figures outside the own words of citations; those inside may stand for figures of another text, as words do.
fn read_figures(text: &str, hits: &[Hit], cited: &mut Vec<Number>) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut at = 0;
    let mut depth = 0_u32;
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match character {
            CITED_START => depth += 1,
            CITED_END => depth = depth.saturating_sub(1),
            _ if digit(character).is_some() => {
                let figure = read_figure(text, at, hits);
                let (value, end) = (figure.value, figure.end);
                match depth {
                    0 => figures.push(figure),
                    _ => cited.push(value),
                }
                at = end;
                if let (0, Some((last, last_end))) = (depth, range_of_years(text, value, end)) {
                    figures.push(Figure {
                        value: last,
                        plain: None,
                        start: end,
                        end: last_end,
                    });
                    at = last_end;
                }
                continue;
            }
            _ => {}
        }
        at += character.len_utf8();
    }
    figures
}

/// The last year of `2018–19`, and where it ends.
fn range_of_years(text: &str, first: Number, end: usize) -> Option<(Number, usize)> {
    let is_dash = |mark| matches!(mark, '-' | '–' | '—' | '\u{2010}' | '\u{2011}');
    let year = first.0 / 1000;
    if !(1000..3000).contains(&year) || !first.0.is_multiple_of(1000) {
        return None;
    }
    let (_, after) = separator(text, end, is_dash)?;
    let (last, last_end, length) = run(text, after);
    // `2026-11-23` is a date.
    let goes_on = separator(text, last_end, is_dash).is_some();
    let scale = match length {
        1 => 10,
        2 => 100,
        _ => return None,
    };
    (!goes_on && last > year % scale).then(|| (Number::whole(year - year % scale + last), last_end))
}

/// The number that begins at a byte, its multiplier included.
fn read_figure(text: &str, start: usize, hits: &[Hit]) -> Figure {
    let (mut whole, mut end, first_length) = run(text, start);
    let mut grouped = first_length <= 3;
    while grouped && let Some((separator, after)) = separator(text, end, is_group) {
        let (group, group_end, length) = run(text, after);
        if length != 3 || (separator == ' ' && first_length > 3) {
            break;
        }
        whole = whole.saturating_mul(1000).saturating_add(group);
        end = group_end;
        grouped = true;
    }
    let mut value = Number::whole(whole);
    if let Some((mark, after)) = separator(text, end, |one| matches!(one, '.' | ',' | '\u{66B}')) {
        let (decimals, decimals_end, length) = run(text, after);
        // `10.12.1948` is a date.
        let goes_on = separator(text, decimals_end, |one| one == mark)
            .is_some_and(|(_, after)| run(text, after).2 > 0);
        if matches!(length, 1 | 2) && !goes_on {
            let scale = if length == 1 { 100 } else { 10 };
            value = Number(value.0.saturating_add(decimals * scale));
            end = decimals_end;
        }
    }
    let rest = text.get(end..).unwrap_or_default();
    let chinese = [
        ("万", 10_000),
        ("萬", 10_000),
        ("亿", 100_000_000),
        ("億", 100_000_000),
    ];
    for (mark, factor) in chinese {
        if rest.starts_with(mark) {
            return Figure {
                value: Number(value.0.saturating_mul(factor)),
                plain: None,
                start,
                end: end + mark.len(),
            };
        }
    }
    let multiplier = hits.iter().find(|hit| {
        let near = hit.range.start >= end && hit.range.start - end <= 3;
        near && matches!(hit.sort, Sort::Number(1000..))
            && text
                .get(end..hit.range.start)
                .is_some_and(|between| between.trim().is_empty())
    });
    match multiplier {
        Some(Hit {
            sort: Sort::Number(factor),
            range,
        }) => Figure {
            value: Number(value.0.saturating_mul(*factor)),
            plain: Some(value),
            start,
            end: range.end,
        },
        _ => Figure {
            value,
            plain: None,
            start,
            end,
        },
    }
}

/// A run of digits: its value, its end, and how many there are.
fn run(text: &str, start: usize) -> (u64, usize, usize) {
    let mut value = 0_u64;
    let mut length = 0;
    let mut end = start;
    for character in text.get(start..).unwrap_or_default().chars() {
        let Some(digit) = digit(character) else { break };
        value = value.saturating_mul(10).saturating_add(digit);
        length += 1;
        end += character.len_utf8();
    }
    (value, end, length)
}

/// A separator at a byte that a digit follows.
fn separator(text: &str, at: usize, fits: impl Fn(char) -> bool) -> Option<(char, usize)> {
    let mut characters = text.get(at..)?.chars();
    let mark = characters.next().filter(|mark| fits(*mark))?;
    characters.next().and_then(digit)?;
    Some((mark, at + mark.len_utf8()))
}

fn is_group(mark: char) -> bool {
    matches!(
        mark,
        ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | ',' | '.' | '’' | '\'' | '\u{66C}'
    )
}

/// Chinese numerals: `二十一` is 21. They may stand for figures.
fn read_chinese(text: &str, figures: &[Figure], found: &mut Vec<Number>) {
    if text.is_ascii() {
        return;
    }
    let mut open: Option<ChineseNumber> = None;
    let mut figures = figures.iter().peekable();
    for (at, character) in text.char_indices() {
        while figures.next_if(|figure| figure.end <= at).is_some() {}
        let is_counted = figures.peek().is_some_and(|figure| figure.start <= at);
        match chinese(character).filter(|_| !is_counted) {
            Some(part) => open.get_or_insert_default().push(part),
            None => found.extend(open.take().map(|number| Number::whole(number.value()))),
        }
    }
    found.extend(open.map(|number| Number::whole(number.value())));
}

#[derive(Default)]
struct ChineseNumber {
    total: u64,
    digit: Option<u64>,
    /// Digits one after another: `二〇〇六`.
    is_plain: bool,
}

impl ChineseNumber {
    fn push(&mut self, part: u64) {
        match (part, self.digit) {
            (0..=9, None) => self.digit = Some(part),
            (0..=9, Some(before)) => {
                self.is_plain = true;
                self.digit = Some(before.saturating_mul(10).saturating_add(part));
            }
            (10_000.., digit) => {
                let below = self.total.saturating_add(digit.unwrap_or(0)).max(1);
                self.total = below.saturating_mul(part);
                self.digit = None;
            }
            (_, digit) => {
                let times = digit.unwrap_or(1);
                self.total = self.total.saturating_add(times.saturating_mul(part));
                self.digit = None;
            }
        }
    }

    fn value(&self) -> u64 {
        self.total.saturating_add(self.digit.unwrap_or(0))
    }
}

fn chinese(character: char) -> Option<u64> {
    Some(match character {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::parse::data::CheckWords;
    use crate::translation::word_lists::WatchedWords;

    fn read(text: &str) -> String {
        let words = CheckWords {
            months: vec![
                "January|janvier|كانون الثاني/يناير|كانون الثاني|يناير".into(),
                "February".into(),
                "March|mars".into(),
                "April".into(),
                "May|mai".into(),
            ],
            number_words: [("three", 3), ("million", 1_000_000)]
                .map(|(word, value)| (word.to_owned(), value))
                .into_iter()
                .collect(),
            ..CheckWords::default()
        };
        let watched = WatchedWords::new(&words, "ar").watch(text);
        let shown = |numbers: &[super::Number]| {
            numbers
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        match watched.number_words.is_empty() {
            true => shown(&watched.numbers),
            false => format!(
                "{} ({})",
                shown(&watched.numbers),
                shown(&watched.number_words)
            ),
        }
    }

    #[test]
    fn figures_of_every_script() {
        for (text, expected) in [
            ("193 States", "193"),
            ("المادة ١٨ من 21", "18 21"),
            ("ماده ۱۸", "18"),
            ("अनुच्छेद २१", "21"),
            ("មាត្រា ២១", "21"),
            ("1,250 and 1 250 and 1.250", "1250 1250 1250"),
            ("1,250,000", "1250000"),
            ("2.5 % et 2,5 %", "2.5 2.5"),
            ("125万", "1250000"),
            ("5 million", "5000000"),
            (
                "2018–19, 2002-5, 2026-11-23",
                "11 23 2002 2005 2018 2019 2026",
            ),
            ("10.12.1948", "10 12 1948"),
            ("1989年11月20日", "11 20 1989"),
            ("第二十一条", " (21)"),
            ("二〇〇六年", " (2006)"),
            ("三百一十二", " (312)"),
            ("10 May 2020", "5 10 2020"),
            ("it may 3 times", "3"),
            ("1 mars 2020 mars", "1 3 3 2020"),
            ("20 كانون الثاني/يناير 2020", "1 20 2020"),
            ("three months", " (3)"),
            ("le 1er, 1-й, 1.º", "1 1 1"),
            ("\u{E000}observation n° 34\u{E001}, 5", "5 (34)"),
            ("99999999999999999999999", "18446744073709551.615"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
