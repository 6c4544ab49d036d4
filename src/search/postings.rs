//! The texts of a language go in; where each group stands comes out: section, place and field, in one pass.

use crate::search::Texts;
use crate::search::encode::push_number;
use crate::search::vocabulary::Group;
use crate::search::vocabulary::Vocabulary;

/// Places between title, heading and text, and between lines: neither phrases nor nearness cross them.
const FIELD_GAP: u32 = 8;
const LINE_GAP: u32 = 4;

/// Most places of a group in one section.
const PLACES_MAX: usize = 400;

/// In a book of more sections than this, groups that stand in more than `STOP_PERCENT` of them are kept in headings only.
const STOP_SECTIONS_MIN: usize = 40;
const STOP_PERCENT: usize = 60;

/// Where a token stands in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Text = 0,
    Heading = 1,
    Title = 2,
}

/// One token: its group, its section, its place and its field.
#[derive(Debug, Clone, Copy)]
struct Event {
    group: Group,
    section: u32,
    place: u32,
    field: Field,
}

/// What reading the texts gave.
pub(super) struct Read {
    events: Vec<Event>,
    /// Tokens of each section, those of its title and heading included.
    pub(super) lengths: Vec<u32>,
}

/// Reads every section of every page.
pub(super) fn read(texts: &Texts<'_>, vocabulary: &mut Vocabulary) -> Read {
    let mut events: Vec<Event> = Vec::new();
    let mut lengths = Vec::new();
    for page in &texts.pages {
        for (index, section) in page.sections.iter().enumerate() {
            let number = lengths.len() as u32;
            let mut place = 1;
            let mut length = 0;
            let mut add = |text: &str, field: Field, place: &mut u32, events: &mut Vec<Event>| {
                vocabulary.read(text, |group| {
                    events.push(Event {
                        group,
                        section: number,
                        place: *place,
                        field,
                    });
                    *place += 1;
                    length += 1;
                });
            };
            if index == 0 {
                add(&page.title, Field::Title, &mut place, &mut events);
                place += FIELD_GAP;
            }
            add(&section.heading, Field::Heading, &mut place, &mut events);
            place += FIELD_GAP;
            let mut cited: Vec<(&str, u32, Field)> = Vec::new();
            let in_heading = section.cited_in_heading.iter();
            cited.extend(in_heading.map(|term| (term.as_str(), 1, Field::Heading)));
            for line in &section.lines {
                cited.extend(
                    line.cited
                        .iter()
                        .map(|term| (term.as_str(), place, Field::Text)),
                );
                add(&line.text, Field::Text, &mut place, &mut events);
                place += LINE_GAP;
            }
            for (term, place, field) in cited {
                events.push(Event {
                    group: vocabulary.citation(term),
                    section: number,
                    place,
                    field,
                });
            }
            lengths.push(length);
        }
    }
    Read { events, lengths }
}

/// The postings of every group, written; groups that stand nowhere have none.
pub(super) fn write(read: &Read, vocabulary: &Vocabulary) -> Vec<String> {
    // Counting sort by group: sections and places stay in order.
    let mut starts = vec![0_usize; vocabulary.group_count() + 1];
    let group_of = |event: &Event| vocabulary.representative(event.group) as usize;
    for event in &read.events {
        starts[group_of(event) + 1] += 1;
    }
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut next = starts.clone();
    let mut order = vec![0_u32; read.events.len()];
    for (index, event) in read.events.iter().enumerate() {
        let at = &mut next[group_of(event)];
        order[*at] = index as u32;
        *at += 1;
    }
    let section_count = read.lengths.len();
    let mut places = Vec::new();
    starts
        .windows(2)
        .map(|range| {
            let events = order[range[0]..range[1]]
                .iter()
                .map(|index| read.events[*index as usize]);
            write_group(events, section_count, &mut places)
        })
        .collect()
}

/// The postings of one group, whose events come by section; `places` is room to work in.
fn write_group(
    events: impl Iterator<Item = Event> + Clone,
    section_count: usize,
    places: &mut Vec<u32>,
) -> String {
    let mut out = String::new();
    let mut before = None;
    let stands_in = events
        .clone()
        .filter(|event| before.replace(event.section) != Some(event.section))
        .count();
    let is_stop =
        section_count > STOP_SECTIONS_MIN && stands_in * 100 > section_count * STOP_PERCENT;
    if is_stop {
        out.push(' ');
    }
    let mut last_section = 0;
    let mut events = events.peekable();
    while let Some(first) = events.next() {
        let mut flags = first.field as u32;
        places.clear();
        places.push(first.place);
        while let Some(event) = events.next_if(|event| event.section == first.section) {
            flags |= event.field as u32;
            places.push(event.place);
        }
        if is_stop && flags == 0 {
            continue;
        }
        // Citations were added after the words of their section; merged groups come from several words.
        places.sort_unstable();
        places.dedup();
        places.truncate(PLACES_MAX);
        push_number(&mut out, first.section - last_section);
        push_number(&mut out, (places.len() as u32 - 1) * 4 + flags);
        let mut last_place = 0;
        for place in places.iter() {
            push_number(&mut out, place - last_place);
            last_place = *place;
        }
        last_section = first.section;
    }
    out
}
