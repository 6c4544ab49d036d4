//! The first line of a quotation goes in; the box that it opens comes out: kind, title and id.

use std::ops::Range;

use pulldown_cmark::Event;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use crate::base::mistakes::markup as mistakes;
use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Callout;
use crate::parse::chapter::CalloutKind;
use crate::parse::chapter::UnitKind;
use crate::parse::chapter::blocks::BodyParser;
use crate::parse::chapter::blocks::Open;
use crate::parse::chapter::blocks::OpenBlock;
use crate::parse::fragment::Fragment;

impl BodyParser<'_> {
    /// Whether the quotation just opened begins with `[!`.
    pub(super) fn starts_callout(&self) -> bool {
        match self.events.get(self.next..self.next + 2) {
            Some([(Event::Start(Tag::Paragraph), _), (Event::Text(text), _)]) => {
                text.starts_with("[!")
            }
            _ => false,
        }
    }

    /// Reads `[!kind] Title {#id}` and opens the box.
    pub(super) fn start_callout(&mut self, range: Range<usize>) {
        self.next += 1;
        let (text, text_range) = match self.events.get(self.next) {
            Some((Event::Text(text), text_range)) => (text.to_string(), text_range.clone()),
            _ => return,
        };
        self.next += 1;
        let inner = text.get(2..).unwrap_or_default();
        let (name, title) = inner.split_once(']').unwrap_or((inner, ""));
        let kind = CalloutKind::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind);
        if kind.is_none() {
            let names: Vec<&str> = CalloutKind::NAMES.iter().map(|(known, _)| *known).collect();
            let place = self.place(&(text_range.start..text_range.start + name.len() + 3));
            self.diagnostics
                .push(mistakes::unknown_callout(place, name, &names));
        }
        self.out = Fragment::default();
        self.plain.clear();
        self.no_terms += 1;
        self.begin_unit(UnitKind::Title);
        // The title is read like a heading: up to the end of the line.
        self.open.push(Open::Heading(0));
        let title_start = text_range.end.saturating_sub(title.len());
        self.text(title.trim_start(), title_start..text_range.end);
        let mut paragraph_goes_on = false;
        while let Some((event, event_range)) = self.events.get(self.next).cloned() {
            self.next += 1;
            match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::SoftBreak | Event::HardBreak => {
                    paragraph_goes_on = true;
                    break;
                }
                Event::Start(
                    tag @ (Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }),
                ) => self.start_inline(tag, event_range),
                Event::End(_) => self.end_inline(event_range),
                Event::Start(_) => self.open.push(Open::Dropped),
                other => self.inline(other, event_range),
            }
        }
        while !matches!(self.open.last(), Some(Open::Heading(0)) | None) {
            self.end_inline(text_range.clone());
        }
        self.open.pop();
        self.no_terms -= 1;
        self.close_passage();
        let id = self.take_id(&range);
        let mut title = std::mem::take(&mut self.out);
        title.trim_end();
        let title_text = self.plain.trim().to_owned();
        let kind = kind.unwrap_or(CalloutKind::Note);
        if title_text.is_empty() && matches!(kind, CalloutKind::Table | CalloutKind::Figure) {
            let place = self.place(&text_range);
            self.diagnostics
                .push(mistakes::callout_title(place, kind.name()));
        }
        self.begin_callout_block(
            Callout {
                kind,
                id,
                title,
                title_text,
            },
            range,
        );
        self.open.push(Open::Callout);
        if paragraph_goes_on {
            self.begin_unit(UnitKind::Paragraph);
            self.out.push_html("<p>");
            self.open.push(Open::Element("</p>"));
        }
    }

    /// Tells what a box of its kind lacks.
    pub(super) fn check_callout(&mut self, block: &OpenBlock) {
        let BlockKind::Callout(callout) = &block.kind else {
            return;
        };
        let (missing, advice) = match callout.kind {
            CalloutKind::Action if !block.has_list => {
                ("list of steps", "write each step on a line `> - [ ] …`")
            }
            CalloutKind::Questions if !block.has_list => {
                ("list of questions", "write each question on a line `> - …`")
            }
            CalloutKind::Table if !block.has_table => (
                "table",
                "begin it with a line `> | a | b |` and a line `> |---|---|`",
            ),
            CalloutKind::Figure if !block.has_picture => {
                ("picture", "write `> ![what it shows](../assets/name.svg)`")
            }
            _ => return,
        };
        let place = self.place(&(block.range.start..block.range.start + 1));
        self.diagnostics.push(mistakes::callout_content(
            place,
            callout.kind.name(),
            missing,
            advice,
        ));
    }
}
