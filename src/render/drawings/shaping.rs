//! Letters as they are read go in; each comes out as the character of the shape that it takes between its neighbours.
//!
//! Unicode has such presentation forms for the letters of Arabic, Persian, Urdu and a few more languages. A letter without
//! one stays as it is, between joiners, which at least browsers heed. The marks of vowels are drawn over a stretch of the
//! line that joins two letters, or as one with a letter; where Unicode has no character for that, they are left out, as
//! in most printed text: by itself a mark would be drawn over a dotted circle.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu::properties::CodePointMapData;
use icu::properties::props::JoiningType;
use unicode_normalization::char::decompose_canonical;
use unicode_normalization::char::decompose_compatible;

use crate::render::drawings::Letter;

const LAM: char = 'ل';
const ALEF: char = 'ا';
const ALEF_MAKSURA: char = 'ى';
const HEH: char = 'ه';
const HEH_WITH_HAMZA: char = 'ۀ';
const KURDISH_E: char = 'ە';
const HAMZA_ABOVE: char = '\u{0654}';
const FATHATAN: char = '\u{064B}';
const SHADDA: char = '\u{0651}';
const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Marks over a stretch of the line between two letters. The first whose marks are all there is taken.
const MARKS_ON_THE_LINE: [(&[char], char); 9] = [
    (&[SHADDA, '\u{064E}'], '\u{FCF2}'),
    (&[SHADDA, '\u{064F}'], '\u{FCF3}'),
    (&[SHADDA, '\u{0650}'], '\u{FCF4}'),
    (&[SHADDA], '\u{FE7D}'),
    (&[FATHATAN], '\u{FE71}'),
    (&['\u{064E}'], '\u{FE77}'),
    (&['\u{064F}'], '\u{FE79}'),
    (&['\u{0650}'], '\u{FE7B}'),
    (&['\u{0652}'], '\u{FE7F}'),
];

/// The forms of a letter: alone, joined to the one before, to the one behind, to both. A letter that never joins the one
/// behind has two, or one.
type Forms = Vec<char>;

static FORMS: LazyLock<HashMap<char, Forms>> = LazyLock::new(|| {
    let mut forms: HashMap<char, Forms> = HashMap::new();
    // Within a letter, the blocks of presentation forms keep the order of the forms.
    for form in ('\u{FB50}'..='\u{FDFF}').chain('\u{FE80}'..='\u{FEF4}') {
        if let [letter] = *compatible(form)
            && letter != form
        {
            forms.entry(letter).or_default().push(form);
        }
    }
    // All letters but one: Unicode had its last two forms before the first two.
    if let Some(forms) = forms.get_mut(&ALEF_MAKSURA) {
        forms.sort_by_key(|form| *form < '\u{FE80}');
    }
    if let Some(forms_of_heh) = forms.get(&HEH) {
        let drawn_alike = forms_of_heh.iter().take(2).copied().collect();
        forms.insert(KURDISH_E, drawn_alike);
    }
    forms
});

/// By the alef, the forms of lam and alef as one: alone, joined to the letter before.
static LAM_ALEF: LazyLock<HashMap<char, Forms>> = LazyLock::new(|| {
    let mut forms: HashMap<char, Forms> = HashMap::new();
    for form in '\u{FEF5}'..='\u{FEFC}' {
        if let [LAM, alef] = *compatible(form) {
            forms.entry(alef).or_default().push(form);
        }
    }
    forms
});

/// Marks, and the form of a letter as one with them.
type WithMarks = (Vec<char>, char);

/// By the letter, the marks that Hebrew has as one with it.
static POINTED: LazyLock<HashMap<char, Vec<WithMarks>>> = LazyLock::new(|| {
    let mut pointed: HashMap<char, Vec<WithMarks>> = HashMap::new();
    for form in '\u{FB1D}'..='\u{FB4E}' {
        let mut parts = Vec::new();
        decompose_canonical(form, |part| parts.push(part));
        if let [letter, marks @ ..] = parts.as_slice()
            && !marks.is_empty()
        {
            pointed
                .entry(*letter)
                .or_default()
                .push((marks.to_vec(), form));
        }
    }
    for forms in pointed.values_mut() {
        forms.sort_by_key(|(marks, _)| std::cmp::Reverse(marks.len()));
    }
    pointed
});

/// What a presentation form stands for: its letters, composed as texts write them.
fn compatible(form: char) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let mut parts = String::new();
    decompose_compatible(form, |part| parts.push(part));
    parts.nfc().collect()
}

/// A character with the marks on it, and what it does to its neighbours.
struct Base {
    letter: Letter,
    marks: Vec<char>,
    joining: JoiningType,
}

impl Base {
    fn joins_behind(&self) -> bool {
        use JoiningType as Type;
        matches!(
            self.joining,
            Type::DualJoining | Type::JoinCausing | Type::LeftJoining
        )
    }

    fn joins_before(&self) -> bool {
        use JoiningType as Type;
        matches!(
            self.joining,
            Type::DualJoining | Type::JoinCausing | Type::RightJoining
        )
    }
}

/// The letters in their shapes.
pub(super) fn shaped(letters: &[Letter]) -> Vec<Letter> {
    let mut bases = with_marks(letters);
    prefer_marks_on_alef(&mut bases);
    let mut shaped = Vec::with_capacity(letters.len());
    let mut index = 0;
    while let Some(base) = bases.get(index) {
        let after_join = base.joins_before()
            && nearest(bases[..index].iter().rev()).is_some_and(Base::joins_behind);
        if let Some(form) = bases
            .get(index + 1)
            .and_then(|alef| lam_alef(base, alef, after_join))
        {
            shaped.push(Letter {
                character: form,
                ..base.letter
            });
            index += 2;
            continue;
        }
        let before_join = base.joins_behind()
            && nearest(bases[index + 1..].iter()).is_some_and(Base::joins_before);
        push_shaped(&mut shaped, base, after_join, before_join);
        index += 1;
    }
    shaped
}

/// The nearest neighbour: what is only a mark joins nothing and parts nothing.
fn nearest<'b>(mut bases: impl Iterator<Item = &'b Base>) -> Option<&'b Base> {
    bases.find(|base| base.joining != JoiningType::Transparent)
}

fn with_marks(letters: &[Letter]) -> Vec<Base> {
    let joining_types = CodePointMapData::<JoiningType>::new();
    let mut bases: Vec<Base> = Vec::with_capacity(letters.len());
    for letter in letters {
        match bases.last_mut() {
            Some(base) if is_pointing(letter.character) && takes_marks(base.letter.character) => {
                if base.letter.character == HEH && letter.character == HAMZA_ABOVE {
                    base.letter.character = HEH_WITH_HAMZA;
                    base.joining = joining_types.get(HEH_WITH_HAMZA);
                } else {
                    base.marks.push(letter.character);
                }
            }
            _ => bases.push(Base {
                letter: *letter,
                marks: Vec::new(),
                joining: joining_types.get(letter.character),
            }),
        }
    }
    bases
}

/// The sign of an ending stands on the alef behind its letter or before it, as writers please; there is a form for it there.
fn prefer_marks_on_alef(bases: &mut [Base]) {
    for index in 1..bases.len() {
        let (before, from_here) = bases.split_at_mut(index);
        if let ([.., letter], [alef, ..]) = (before, from_here)
            && alef.letter.character == ALEF
            && alef.marks.is_empty()
            && letter.letter.character != LAM
            && letter.marks.contains(&FATHATAN)
        {
            letter.marks.retain(|mark| *mark != FATHATAN);
            alef.marks.push(FATHATAN);
        }
    }
}

fn lam_alef(lam: &Base, alef: &Base, after_join: bool) -> Option<char> {
    if lam.letter.character != LAM || lam.letter.piece != alef.letter.piece {
        return None;
    }
    let forms = LAM_ALEF.get(&alef.letter.character)?;
    forms.get(usize::from(after_join)).copied()
}

fn push_shaped(shaped: &mut Vec<Letter>, base: &Base, after_join: bool, before_join: bool) {
    let piece = base.letter.piece;
    let mut push = |character| shaped.push(Letter { character, piece });
    let letter = base.letter.character;
    let form = FORMS.get(&letter).and_then(|forms| {
        forms
            .get(usize::from(after_join) + 2 * usize::from(before_join))
            .copied()
    });
    match form {
        _ if letter == ZERO_WIDTH_JOINER || letter == ZERO_WIDTH_NON_JOINER => {}
        _ if letter == ALEF && base.marks.contains(&FATHATAN) => {
            push(if after_join { '\u{FD3C}' } else { '\u{FD3D}' });
        }
        Some(form) => push(form),
        None if base.joining == JoiningType::JoinCausing => push(letter),
        None => {
            if after_join {
                push(ZERO_WIDTH_JOINER);
            }
            push(pointed(base).unwrap_or(letter));
            if before_join {
                push(ZERO_WIDTH_JOINER);
            }
        }
    }
    if before_join
        && let Some((_, form)) = MARKS_ON_THE_LINE
            .iter()
            .find(|(marks, _)| marks.iter().all(|mark| base.marks.contains(mark)))
    {
        push(*form);
    }
}

fn pointed(base: &Base) -> Option<char> {
    let (_, form) = POINTED
        .get(&base.letter.character)?
        .iter()
        .find(|(marks, _)| marks.iter().all(|mark| base.marks.contains(mark)))?;
    Some(*form)
}

/// Whether a character is a mark of Arabic or Hebrew.
fn is_pointing(character: char) -> bool {
    let is_of_script = matches!(
        character,
        '\u{0591}'..='\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
            | '\u{06D6}'..='\u{06ED}' | '\u{0897}'..='\u{089F}' | '\u{08CA}'..='\u{08FF}'
    );
    is_of_script
        && CodePointMapData::<JoiningType>::new().get(character) == JoiningType::Transparent
}

/// Whether a character is a letter of Arabic or Hebrew.
fn takes_marks(character: char) -> bool {
    matches!(
        character,
        '\u{05D0}'..='\u{05F2}' | '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06D5}'
            | '\u{06EE}'..='\u{06EF}' | '\u{06FA}'..='\u{06FF}' | '\u{0750}'..='\u{077F}'
            | '\u{0870}'..='\u{088E}' | '\u{08A0}'..='\u{08C9}'
    )
}
