//! Lists of boxes: every checklist, every set of questions, and all boxes, tables and figures by chapter.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::parse::chapter::BlockKind;
use crate::parse::chapter::Callout;
use crate::parse::chapter::CalloutKind;
use crate::render::Borrowed;
use crate::render::Edition;
use crate::render::behind::Behind;
use crate::render::behind::Passage;
use crate::render::fill::Filling;
use crate::render::fill::Ids;
use crate::render::pages::Page;
use crate::render::pages::html;

#[derive(Serialize)]
struct Group {
    id: String,
    number: Option<String>,
    title: String,
    href: String,
    borrowed: Option<Borrowed>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    kind: &'static str,
    title: String,
    number: Option<String>,
    paragraph: Option<String>,
    href: String,
    html: Option<Value>,
    lang: Option<String>,
    dir: Option<String>,
}

/// All boxes of one kind with their content.
pub(super) fn of_kind(
    edition: &Edition<'_>,
    page: &Page,
    kind: CalloutKind,
    context: &mut Context,
) {
    context.insert(
        "groups",
        &groups(edition, page, |callout| callout.kind == kind, true),
    );
    let print_href = (kind == CalloutKind::Action).then(|| {
        page.path
            .address_to(&edition.leaf_path(page.language_index, "print-checklists"))
    });
    context.insert("print_href", &print_href);
}

/// All boxes, tables and figures by their titles.
pub(super) fn all(edition: &Edition<'_>, page: &Page, context: &mut Context) {
    context.insert("groups", &groups(edition, page, |_| true, false));
}

fn groups(
    edition: &Edition<'_>,
    page: &Page,
    wanted: impl Fn(&Callout) -> bool,
    with_content: bool,
) -> Vec<Group> {
    let index = page.language_index;
    let list = List {
        wanted: &wanted,
        with_content,
    };
    let mut groups = Vec::new();
    for (leaf, entry) in edition.links.order.markdown() {
        let Some(shown) = edition.links.shown(edition.handbook, index, &entry.id) else {
            continue;
        };
        let filling = Filling {
            edition,
            language_index: index,
            page: &page.path,
            shown,
            ids: Ids::Quoted,
            passage: None,
        };
        let behind = Behind::new(edition, index, shown);
        let items = match &behind {
            None => (0..shown.chapter.blocks.len())
                .filter_map(|at| list.item(&filling, at))
                .collect::<Vec<_>>(),
            Some(behind) => behind
                .passages
                .iter()
                .filter_map(|passage| match *passage {
                    Passage::Own(at) => list.item(&filling, at),
                    Passage::InPlace(at) => list.item(&filling.in_place(), at),
                    Passage::Borrowed(at) => list.item(&filling.borrowing(behind), at),
                })
                .collect(),
        };
        if !items.is_empty() {
            let link = edition.chapter_link(page, leaf, true);
            groups.push(Group {
                id: format!("chapter--{}", entry.id),
                number: link.number,
                title: link.title,
                href: link.href,
                borrowed: link.borrowed,
                items,
            });
        }
    }
    groups
}

/// Which boxes are listed, and how.
struct List<'a> {
    wanted: &'a dyn Fn(&Callout) -> bool,
    with_content: bool,
}

impl List<'_> {
    /// The box that a block is, if it is wanted.
    fn item(&self, filling: &Filling<'_>, at: usize) -> Option<Item> {
        let (edition, shown) = (filling.edition, filling.shown);
        let index = filling.language_index;
        let block = shown.chapter.blocks.get(at)?;
        let BlockKind::Callout(callout) = &block.kind else {
            return None;
        };
        if !(self.wanted)(callout) {
            return None;
        }
        let text = &edition.wordings[shown.text_index];
        let is_borrowed = shown.text_index != index;
        let id = shown.links.callout_ids.get(at).cloned().flatten();
        let id = id.unwrap_or_default();
        let chapter = edition.links.order.find(&shown.chapter.id);
        let chapter_number = chapter.and_then(|(_, leaf)| leaf.number());
        let title = text.typeset(&callout.title_text);
        Some(Item {
            id: format!("{}--{id}", shown.chapter.id),
            kind: callout.kind.name(),
            title: if title.is_empty() {
                text.say(&format!("box.{}", callout.kind.name()), &[])
            } else {
                title
            },
            number: edition.numbered(
                index,
                chapter_number,
                shown.links.callout_numbers.get(at).copied().flatten(),
            ),
            paragraph: edition.numbered(
                index,
                chapter_number,
                shown.links.paragraphs.get(at).copied().flatten(),
            ),
            href: filling.local(&id),
            html: self.with_content.then(|| html(&filling.fill(&block.html))),
            lang: is_borrowed.then(|| text.html_tag.clone()),
            dir: is_borrowed.then(|| text.direction.clone()),
        })
    }
}
