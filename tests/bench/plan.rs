//! The number of a chapter goes in; its structure comes out: sections, boxes, tables, notes and references, no words of any language.

use crate::random::Random;

/// A chapter without words, the same for every language.
pub(crate) struct Plan {
    /// Number of words of its title.
    pub(crate) title_words: usize,
    /// Sentences of its summary.
    pub(crate) summary: Text,
    /// Its key points.
    pub(crate) key_points: Vec<Text>,
    /// Its blocks, headings included.
    pub(crate) blocks: Vec<Block>,
    /// The texts of its notes; the label of each is `note-` and its number.
    pub(crate) notes: Vec<PlannedNote>,
}

/// A block of a chapter.
pub(crate) enum Block {
    Heading {
        level: usize,
        id: String,
        title_words: usize,
    },
    Paragraph(Text),
    List {
        ordered: bool,
        items: Vec<Text>,
    },
    Checklist(Vec<Text>),
    Definitions(Vec<(usize, Text)>),
    /// Rows of cells, the first row is the head.
    Table(Vec<Vec<Text>>),
    /// The number of words of the picture's alternative text.
    Picture(usize),
    Callout {
        kind: &'static str,
        id: String,
        title_words: usize,
        blocks: Vec<Block>,
    },
}

/// Running text.
#[derive(Default)]
pub(crate) struct Text {
    pub(crate) sentences: Vec<Sentence>,
    /// Whether its sentences end with a full stop.
    pub(crate) stops: bool,
}

/// A sentence: so many words, and what stands after which of them.
pub(crate) struct Sentence {
    pub(crate) word_count: usize,
    /// In order; the number of words before the item.
    pub(crate) items: Vec<(usize, Item)>,
}

/// Something in a sentence that is not a plain word.
pub(crate) enum Item {
    /// `[[target]]`, perhaps with own words.
    Reference { target: String, own_words: usize },
    /// `[words](address)`.
    Link { address: String, words: usize },
    /// Words in bold type.
    Strong(usize),
    /// The call of a note; it stands after the sentence's stop.
    Note(usize),
}

/// A note and whether its source was opened.
pub(crate) struct PlannedNote {
    pub(crate) text: Text,
    pub(crate) unchecked: bool,
}

/// Sections that every chapter has, so that any of them can be linked from anywhere.
const SECTIONS: [&str; 6] = [
    "standard",
    "duties",
    "limits",
    "budget",
    "oversight",
    "remedy",
];

/// Instruments that are cited, those cited most first, with their last article.
const INSTRUMENTS: [(&str, usize); 8] = [
    ("ICCPR", 53),
    ("CRC", 54),
    ("ICESCR", 31),
    ("CEDAW", 30),
    ("UDHR", 30),
    ("CAT", 33),
    ("CRPD", 50),
    ("ICERD", 25),
];

const COMMENTS: [&str; 5] = [
    "CCPR GC 34",
    "CCPR GC 31 para 8",
    "CEDAW-C GR 35",
    "CESCR GC 3 para 10",
    "CRC-C GC 19",
];

/// Terms of the glossary that are linked.
pub(crate) const TERMS: [&str; 8] = [
    "ratification",
    "reservation",
    "derogation",
    "limitation",
    "due-diligence",
    "minimum-core",
    "reparation",
    "general-comment",
];

/// The id of a chapter.
pub(crate) fn chapter_id(chapter_index: usize) -> String {
    format!("chapter-{}", chapter_index + 1)
}

/// Plans one chapter of a handbook with so many chapters.
pub(crate) fn plan(seed: u64, chapter_index: usize, chapter_count: usize) -> Plan {
    let random = Random::for_path(seed, &[1, chapter_index as u64]);
    let mut planner = Planner {
        random,
        chapter_index,
        chapter_count,
        notes: Vec::new(),
    };
    let blocks = planner.chapter();
    Plan {
        title_words: planner.random.between(3, 6),
        summary: planner.plain(2, 12, 18),
        key_points: (0..planner.random.between(3, 6))
            .map(|_| planner.plain(1, 10, 16))
            .collect(),
        blocks,
        notes: planner.notes,
    }
}

struct Planner {
    random: Random,
    chapter_index: usize,
    chapter_count: usize,
    notes: Vec<PlannedNote>,
}

impl Planner {
    fn chapter(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for _ in 0..2 {
            blocks.push(self.paragraph());
        }
        for (index, id) in SECTIONS.iter().enumerate() {
            blocks.push(self.heading(2, id));
            for _ in 0..self.random.between(2, 3) {
                blocks.push(self.paragraph());
            }
            self.fill_section(index, &mut blocks);
        }
        blocks.push(self.heading(2, "further-reading"));
        let items = (0..self.random.between(3, 5))
            .map(|number| self.reading(number))
            .collect();
        blocks.push(Block::List {
            ordered: false,
            items,
        });
        blocks
    }

    /// Adds what makes a section more than paragraphs.
    fn fill_section(&mut self, section_index: usize, blocks: &mut Vec<Block>) {
        match section_index {
            0 => {
                let items = (0..3).map(|_| self.cited_point()).collect();
                blocks.push(self.callout(
                    "law",
                    "law-key-text",
                    vec![Block::List {
                        ordered: false,
                        items,
                    }],
                ));
            }
            1 => {
                blocks.push(Block::List {
                    ordered: false,
                    items: self.points(3, 5, 12, 20),
                });
                let table = self.table();
                blocks.push(self.callout("table", "table-duties", vec![table]));
                blocks.push(self.paragraph());
            }
            2 => {
                let paragraph = Block::Paragraph(self.plain(2, 10, 16));
                blocks.push(self.callout("caution", "caution-limits", vec![paragraph]));
                if self.chapter_index.is_multiple_of(2) {
                    let definitions = (0..self.random.between(3, 4))
                        .map(|_| (1, self.plain(1, 10, 18)))
                        .collect();
                    blocks.push(Block::Definitions(definitions));
                    blocks.push(self.paragraph());
                }
            }
            3 => {
                blocks.push(Block::List {
                    ordered: true,
                    items: self.points(3, 5, 8, 14),
                });
                blocks.push(self.heading(3, "budget-cuts"));
                blocks.push(self.paragraph());
                if self.chapter_index.is_multiple_of(4) {
                    let picture = Block::Picture(self.random.between(12, 20));
                    blocks.push(self.callout("figure", "figure-scheme", vec![picture]));
                }
            }
            4 => {
                let example = self.paragraph();
                blocks.push(self.callout("example", "example-practice", vec![example]));
                if self.chapter_index % 4 == 1 {
                    blocks.push(self.table());
                    blocks.push(self.paragraph());
                }
            }
            _ => {
                let remark = Block::Paragraph(self.plain(1, 12, 20));
                blocks.push(self.callout("note", "note-remark", vec![remark]));
                let steps = Block::Checklist(self.points(5, 10, 5, 9));
                blocks.push(self.callout("action", "act-now", vec![steps]));
                let questions = Block::List {
                    ordered: false,
                    items: self.points(4, 7, 10, 16),
                };
                blocks.push(self.callout("questions", "ask-ministers", vec![questions]));
            }
        }
    }

    fn heading(&mut self, level: usize, id: &str) -> Block {
        Block::Heading {
            level,
            id: id.to_owned(),
            title_words: self.random.between(2, 5),
        }
    }

    fn callout(&mut self, kind: &'static str, id: &str, blocks: Vec<Block>) -> Block {
        Block::Callout {
            kind,
            id: id.to_owned(),
            title_words: self.random.between(3, 6),
            blocks,
        }
    }

    fn paragraph(&mut self) -> Block {
        let mut sentences: Vec<Sentence> = (0..self.random.between(3, 4))
            .map(|_| self.sentence(9, 17, true))
            .collect();
        if self.random.percent(40)
            && let Some(sentence) = sentences.last_mut()
        {
            sentence
                .items
                .push((sentence.word_count, Item::Note(self.notes.len())));
            let text = self.plain(1, 12, 20);
            let unchecked = self.random.percent(33);
            self.notes.push(PlannedNote { text, unchecked });
        }
        Block::Paragraph(Text {
            sentences,
            stops: true,
        })
    }

    /// Sentences without references, as notes and boxes of few words have them.
    fn plain(&mut self, sentence_count: usize, words_min: usize, words_max: usize) -> Text {
        Text {
            sentences: (0..sentence_count)
                .map(|_| self.sentence(words_min, words_max, false))
                .collect(),
            stops: true,
        }
    }

    /// Between `min` and `max` items of a list.
    fn points(&mut self, min: usize, max: usize, words_min: usize, words_max: usize) -> Vec<Text> {
        (0..self.random.between(min, max))
            .map(|_| Text {
                sentences: vec![self.sentence(words_min, words_max, true)],
                stops: true,
            })
            .collect()
    }

    /// An item that begins with what it cites.
    fn cited_point(&mut self) -> Text {
        let mut sentence = self.sentence(10, 16, false);
        sentence.items.insert(0, (1, self.citation()));
        Text {
            sentences: vec![sentence],
            stops: true,
        }
    }

    fn reading(&mut self, number: usize) -> Text {
        let address = format!(
            "https://example.org/documents/{}/{number}",
            self.chapter_index + 1
        );
        let items = vec![(
            2,
            Item::Link {
                address,
                words: self.random.between(3, 6),
            },
        )];
        Text {
            sentences: vec![Sentence {
                word_count: 4,
                items,
            }],
            stops: true,
        }
    }

    fn table(&mut self) -> Block {
        let column_count = self.random.between(3, 4);
        let row_count = self.random.between(4, 6);
        let mut rows = Vec::new();
        for row_index in 0..=row_count {
            let mut row = Vec::new();
            for _ in 0..column_count {
                let (words_max, has_items) = if row_index == 0 {
                    (3, false)
                } else {
                    (8, true)
                };
                row.push(Text {
                    sentences: vec![self.sentence(2, words_max, has_items)],
                    stops: false,
                });
            }
            rows.push(row);
        }
        Block::Table(rows)
    }

    fn sentence(&mut self, words_min: usize, words_max: usize, has_items: bool) -> Sentence {
        let word_count = self.random.between(words_min, words_max);
        let mut items = Vec::new();
        if has_items {
            for (chance, kind) in [(30, 0), (9, 1), (6, 2), (7, 3)] {
                if self.random.percent(chance) {
                    let after = self.random.between(1, word_count - 1);
                    let item = match kind {
                        0 => self.citation(),
                        1 => self.cross_reference(),
                        2 => Item::Reference {
                            target: format!("term:{}", self.random.pick(&TERMS)),
                            own_words: self.random.below(2),
                        },
                        _ => Item::Strong(self.random.between(1, 3)),
                    };
                    items.push((after, item));
                }
            }
            items.sort_by_key(|(after, _)| *after);
        }
        Sentence { word_count, items }
    }

    fn citation(&mut self) -> Item {
        let own_words = if self.random.percent(15) {
            self.random.between(2, 4)
        } else {
            0
        };
        if self.random.percent(12) {
            return Item::Reference {
                target: self.random.pick(&COMMENTS).to_owned(),
                own_words,
            };
        }
        // The first of two draws is more often the smaller, so that few instruments get most citations.
        let instrument_index = self
            .random
            .below(INSTRUMENTS.len())
            .min(self.random.below(INSTRUMENTS.len()));
        let (instrument, last) = INSTRUMENTS[instrument_index];
        let article = self.random.between(1, last);
        let target = match self.random.below(10) {
            0 => instrument.to_owned(),
            1 if article < last => format!("{instrument} {article}-{last}"),
            2..=4 => format!("{instrument} {article}({})", self.random.between(1, 4)),
            5 => format!(
                "{instrument} {article}(1)({})",
                self.random.pick(&["a", "b", "c"])
            ),
            _ => format!("{instrument} {article}"),
        };
        Item::Reference { target, own_words }
    }

    fn cross_reference(&mut self) -> Item {
        let chapter = chapter_id(self.random.below(self.chapter_count));
        let section = self.random.pick(&SECTIONS);
        let own_words = if self.random.percent(30) {
            self.random.between(2, 4)
        } else {
            0
        };
        match self.random.below(6) {
            0 => Item::Reference {
                target: chapter,
                own_words,
            },
            1 => Item::Reference {
                target: format!("#{section}"),
                own_words,
            },
            2 => Item::Link {
                address: format!("{chapter}.md#{section}"),
                words: self.random.between(2, 4),
            },
            _ => Item::Reference {
                target: format!("{chapter}#{section}"),
                own_words,
            },
        }
    }
}
