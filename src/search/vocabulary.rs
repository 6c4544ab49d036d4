//! The words of one language's texts go in, block by block; the surfaces that readers type and their groups come out.

use std::collections::BTreeSet;
use std::ops::Range;

use hashbrown::HashMap;
use pagefind_stem::Stemmer;

use crate::search::analysis::Rules;
use crate::search::analysis::Run;
use crate::search::analysis::fold;
use crate::search::analysis::fold_word;
use crate::search::analysis::grams;
use crate::search::analysis::is_surface;
use crate::search::analysis::normalise;
use crate::search::analysis::runs;
use crate::search::stem::stemmer;

/// Pieces of text up to this length are remembered with their tokens, in bytes.
const REMEMBERED_MAX: usize = 48;

/// Index of a surface.
pub(super) type Surface = u32;
/// Index of a group: what has postings.
pub(super) type Group = u32;

/// Surfaces and groups, each known by its index.
pub(super) struct Vocabulary {
    rules: Rules,
    stemmer: Option<Stemmer>,
    surfaces: Names,
    groups: Names,
    /// Per surface, whether it is a word, not a pair of characters or a citation.
    is_word: Vec<bool>,
    /// How often each surface stands for each group.
    uses: Vec<(Surface, Group, u32)>,
    /// Index in `uses` of each word met so far, by its normal form; nothing where it is too long for one.
    words: HashMap<Box<str>, Option<u32>>,
    /// Perf: the same for pairs of characters without marks, which are most of Chinese, Japanese and Korean.
    pairs: HashMap<[char; 2], Option<u32>>,
    /// Where in `uses_of_pieces` the uses of each short piece of text between spaces stand.
    pieces: HashMap<Box<str>, Range<u32>>,
    uses_of_pieces: Vec<u32>,
    /// What another group was merged into.
    merged: HashMap<Group, Group>,
}

#[derive(Default)]
struct Names {
    indices: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Names {
    fn index(&mut self, name: &str) -> u32 {
        if let Some(index) = self.indices.get(name) {
            return *index;
        }
        let index = self.names.len() as u32;
        self.indices.insert(name.into(), index);
        self.names.push(name.into());
        index
    }
}

impl Vocabulary {
    /// Without words yet. `base` is the language without script and region.
    pub(super) fn new(base: &str, rules: Rules) -> Self {
        Vocabulary {
            rules,
            stemmer: stemmer(base),
            surfaces: Names::default(),
            groups: Names::default(),
            is_word: Vec::new(),
            uses: Vec::new(),
            words: HashMap::new(),
            pairs: HashMap::new(),
            pieces: HashMap::new(),
            uses_of_pieces: Vec::new(),
            merged: HashMap::new(),
        }
    }

    /// Calls `each` with the group of every token of a text, in order.
    pub(super) fn read(&mut self, text: &str, mut each: impl FnMut(Group)) {
        // Perf: the same pieces come again and again; between spaces nothing composes or depends on its neighbours.
        for piece in text.split_ascii_whitespace() {
            let range = match self.pieces.get(piece) {
                Some(range) => range.clone(),
                None => {
                    let uses = self.uses_in(piece);
                    if piece.len() > REMEMBERED_MAX {
                        uses.into_iter()
                            .for_each(|index| self.count(index, &mut each));
                        continue;
                    }
                    let start = self.uses_of_pieces.len() as u32;
                    self.uses_of_pieces.extend(uses);
                    let range = start..self.uses_of_pieces.len() as u32;
                    self.pieces.insert(piece.into(), range.clone());
                    range
                }
            };
            for at in range {
                let index = self.uses_of_pieces[at as usize];
                self.count(index, &mut each);
            }
        }
    }

    fn count(&mut self, index: u32, each: &mut impl FnMut(Group)) {
        if let Some((_, group, count)) = self.uses.get_mut(index as usize) {
            *count += 1;
            each(*group);
        }
    }

    fn uses_in(&mut self, piece: &str) -> Vec<u32> {
        let normal = normalise(piece);
        let mut uses = Vec::new();
        for run in runs(&normal) {
            match run {
                Run::Word(word) => uses.extend(self.use_of_word(word)),
                Run::Gram(run) => grams(run, |gram| uses.extend(self.use_of_gram(gram))),
            }
        }
        uses
    }

    /// The use that a word is; nothing if it is none.
    fn use_of_word(&mut self, word: &str) -> Option<u32> {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let surface = fold_word(word, self.rules);
        let made = is_surface(&surface).then(|| {
            let group = self.group_of(word, &surface);
            if self.rules.keeps_marks {
                // Who types no marks finds the word as well.
                self.add(&fold(word, false), &group, true);
            }
            self.add(&surface, &group, true)
        });
        self.words.insert(word.into(), made);
        made
    }

    /// The use that a pair of characters is; nothing if nothing of it is left.
    fn use_of_gram(&mut self, gram: &str) -> Option<u32> {
        let mut characters = gram.chars();
        let key = match (characters.next(), characters.next(), characters.next()) {
            (Some(one), Some(other), None) => Some([one, other]),
            _ => None,
        };
        if let Some(known) = key.and_then(|key| self.pairs.get(&key)) {
            return *known;
        }
        let folded = fold(gram, self.rules.keeps_marks);
        let made = is_surface(&folded).then(|| self.use_of_token(&folded));
        if let Some(key) = key {
            self.pairs.insert(key, made);
        }
        made
    }

    /// The use of a token that is its own group: a pair of characters, a citation.
    fn use_of_token(&mut self, token: &str) -> u32 {
        if let Some(Some(known)) = self.words.get(token) {
            return *known;
        }
        let index = self.add(token, token, false);
        self.words.insert(token.into(), Some(index));
        index
    }

    /// What the inflections of a word share, folded like the word.
    fn group_of(&self, word: &str, surface: &str) -> String {
        match &self.stemmer {
            Some(stemmer) if !word.chars().any(char::is_numeric) => {
                let group = fold_word(&stemmer.stem(word), self.rules);
                match group.is_empty() {
                    true => surface.to_owned(),
                    false => group,
                }
            }
            _ => surface.to_owned(),
        }
    }

    /// Makes the use of a surface for a group.
    fn add(&mut self, surface: &str, group: &str, is_word: bool) -> u32 {
        let surface_index = self.surfaces.index(surface);
        if surface_index as usize == self.is_word.len() {
            self.is_word.push(is_word);
        }
        let group_index = self.groups.index(group);
        let index = self.uses.len() as u32;
        self.uses.push((surface_index, group_index, 0));
        index
    }

    /// The group of a citation, which no text can hold.
    pub(super) fn citation(&mut self, term: &str) -> Group {
        let index = self.use_of_token(term);
        self.uses
            .get(index as usize)
            .map_or(0, |(_, group, _)| *group)
    }

    /// Makes one group of the groups of several words.
    pub(super) fn merge(&mut self, words: &[String]) {
        let mut groups = BTreeSet::new();
        for word in words {
            for index in self.uses_in(word) {
                let group = self.uses.get(index as usize).map(|(_, group, _)| *group);
                groups.extend(group.map(|group| self.representative(group)));
            }
        }
        let Some(first) = groups.pop_first() else {
            return;
        };
        for group in groups {
            self.merged.insert(group, first);
        }
    }

    /// The group that stands for a group.
    pub(super) fn representative(&self, mut group: Group) -> Group {
        while let Some(into) = self.merged.get(&group) {
            group = *into;
        }
        group
    }

    /// How many groups there are.
    pub(super) fn group_count(&self) -> usize {
        self.groups.names.len()
    }

    /// Whether a surface is in the vocabulary.
    pub(super) fn has(&self, surface: &str) -> bool {
        self.surfaces.indices.contains_key(surface)
    }

    /// Every surface with its groups, in the order of code points; of a surface's groups the most frequent first.
    /// `is_word` is false for pairs of characters and citations.
    pub(super) fn sorted(&self) -> Vec<(&str, bool, Vec<Group>)> {
        let mut groups: Vec<Vec<(u32, Group)>> = vec![Vec::new(); self.surfaces.names.len()];
        for (surface, group, count) in &self.uses {
            let group = self.representative(*group);
            if let Some(list) = groups.get_mut(*surface as usize) {
                match list.iter_mut().find(|(_, known)| *known == group) {
                    Some((known_count, _)) => *known_count += count,
                    None => list.push((*count, group)),
                }
            }
        }
        let mut sorted: Vec<(&str, bool, Vec<Group>)> = self
            .surfaces
            .names
            .iter()
            .zip(&self.is_word)
            .zip(groups)
            .map(|((name, is_word), mut list)| {
                list.sort_by(|(a, one), (b, other)| {
                    let name = |group: &Group| self.groups.names.get(*group as usize);
                    b.cmp(a).then_with(|| name(one).cmp(&name(other)))
                });
                let groups = list.into_iter().map(|(_, group)| group).collect();
                (&**name, *is_word, groups)
            })
            .collect();
        sorted.sort_unstable_by_key(|(name, _, _)| *name);
        sorted
    }
}
