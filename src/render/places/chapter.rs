//! A chapter goes in; where its title, key points, blocks and notes are written comes out, borrowed ones in the source.

use crate::base::text::Place;
use crate::link::Shown;
use crate::link::order::LeafKind;
use crate::parse::chapter::BlockKind;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::behind::Passage;
use crate::render::pages::Page;
use crate::render::places::Anchor;
use crate::render::places::Found;
use crate::translation::states::State;

pub(super) fn of_leaf(edition: &Edition<'_>, page: &Page, leaf: usize) -> Found {
    let index = page.language_index;
    let Some(entry) = edition.links.order.leaves.get(leaf) else {
        return Vec::new();
    };
    let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
        return Vec::new();
    };
    let behind = Behind::new(edition, index, shown);
    let is_numbered = matches!(entry.kind, LeafKind::Chapter { .. });
    let mut found = of_front(shown, behind.as_ref());
    for (position, (text, at)) in blocks(shown, behind.as_ref()).into_iter().enumerate() {
        let Some(block) = text.chapter.blocks.get(at) else {
            continue;
        };
        let section = match &block.kind {
            BlockKind::Heading(section) => text.links.section_ids.get(*section as usize),
            _ => None,
        };
        let paragraph = text.links.paragraphs.get(at).copied().flatten();
        let paragraph = paragraph.filter(|_| is_numbered);
        let id = section
            .cloned()
            .or_else(|| paragraph.map(|number| format!("p--{number}")))
            .or_else(|| text.links.callout_ids.get(at).cloned().flatten());
        let anchor = id.map_or(Anchor::Block(position), Anchor::Id);
        found.push((anchor, text.chapter.place(&block.range)));
    }
    let own_notes = shown.chapter.notes.iter().enumerate();
    let note = |number: usize| Anchor::Id(format!("fn--{number}"));
    found.extend(own_notes.map(|(at, own)| (note(at + 1), shown.chapter.place(&own.range))));
    if let Some(behind) = &behind {
        let borrowed = behind.notes.shown().filter(|(_, note, _)| !note.is_own);
        found.extend(borrowed.filter_map(|(at, _, number)| {
            let source = behind.source.chapter;
            let place = source.place(&source.notes.get(at)?.range);
            Some((note(number as usize), place))
        }));
    }
    found
}

/// The blocks of a chapter in the order of its page: the text that each stands in, and its index there.
pub(super) fn blocks<'a>(shown: Shown<'a>, behind: Option<&Behind<'a>>) -> Vec<(Shown<'a>, usize)> {
    let Some(behind) = behind else {
        let all = 0..shown.chapter.blocks.len();
        return all.map(|at| (shown, at)).collect();
    };
    let passages = behind.passages.iter();
    passages
        .map(|passage| match *passage {
            Passage::Own(at) | Passage::InPlace(at) => (shown, at),
            Passage::Borrowed(at) => (behind.source, at),
        })
        .collect()
}

/// Title, summary and key points; what a translation lacks of them is written in the source.
fn of_front(shown: Shown<'_>, behind: Option<&Behind<'_>>) -> Found {
    let own = &shown.chapter.front;
    let source = behind.map(|behind| &behind.source.chapter.front);
    let mut found = vec![(Anchor::Title, own.key_place(&["title"]))];
    let with_summary = [Some(own), source].into_iter().flatten();
    let summary = with_summary
        .filter(|front| front.value.summary.is_some())
        .map(|front| front.key_place(&["summary"]));
    found.extend(summary.take(1).map(|place| (Anchor::Summary, place)));
    let point = |front: &crate::parse::yaml::Yaml<_>, at: usize| -> Place {
        front.place(&["key_points", &at.to_string()])
    };
    let points = (0..own.value.key_points.len()).map(|at| point(own, at));
    let lacking = behind.into_iter().flat_map(|behind| {
        let open = behind.front("key point");
        let front = &behind.source.chapter.front;
        open.filter(|open| open.state == Some(State::Untranslated) && open.text.is_none())
            .filter_map(|open| open.now.as_deref())
            .filter_map(|now| {
                let mut points = front.value.key_points.iter();
                points.position(|point| point.trim() == now)
            })
            .map(|at| point(front, at))
    });
    let points = points.chain(lacking).enumerate();
    found.extend(points.map(|(at, place)| (Anchor::Point(at), place)));
    found
}
