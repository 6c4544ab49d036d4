//! A glossary goes in; the words that fit a term and those that are forbidden for it are found in texts.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use crate::parse::data::GlossaryWords;

/// The terms of a language, ready for the check of words.
pub(in crate::translation) struct TermWordsCheck {
    /// By term id, its words in the translation, in small letters.
    fitting: HashMap<String, Vec<String>>,
    pub(super) forbidden: Option<AhoCorasick>,
    /// Term and word of each pattern.
    pub(super) forbidden_terms: Vec<(String, String)>,
}

impl TermWordsCheck {
    /// Prepares the glossary of a translation.
    pub(in crate::translation) fn new(words: &GlossaryWords) -> Self {
        let mut fitting = HashMap::new();
        let mut forbidden_terms = Vec::new();
        for (id, term) in words {
            let own = [term.term.clone()];
            let forms = term
                .forms
                .as_deref()
                .filter(|forms| !forms.is_empty())
                .unwrap_or(&own);
            let all = forms.iter().chain(&term.admitted).chain(&own);
            fitting.insert(id.clone(), all.map(|form| form.to_lowercase()).collect());
            for word in &term.forbidden {
                forbidden_terms.push((id.clone(), word.to_lowercase()));
            }
        }
        let patterns: Vec<&String> = forbidden_terms.iter().map(|(_, word)| word).collect();
        let forbidden = (!patterns.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(patterns)
                    .ok()
            })
            .flatten();
        TermWordsCheck {
            fitting,
            forbidden,
            forbidden_terms,
        }
    }

    /// Whether any word is forbidden.
    pub(in crate::translation) fn has_forbidden(&self) -> bool {
        self.forbidden.is_some()
    }

    /// Whether the text has a word for the term. Of terms without words nothing is known.
    pub(super) fn has_word(&self, term: &str, text: &str) -> bool {
        let text = text.to_lowercase();
        self.fitting
            .get(term)
            .is_none_or(|words| words.iter().any(|word| text.contains(word.as_str())))
    }
}
