//! Text, links, pictures and tags inside a line: what the reader sees of them is written, with holes for what others decide.

use std::ops::Range;

use pulldown_cmark::Event;
use pulldown_cmark::LinkType;
use pulldown_cmark::Tag;
use url::Url;

use crate::base::id::did_you_mean;
use crate::base::id::nearest;
use crate::base::mistakes::files as file_mistakes;
use crate::base::mistakes::markup as mistakes;
use crate::base::mistakes::references as reference_mistakes;
use crate::base::text::is_direction_override;
use crate::base::text::is_forbidden;
use crate::parse::address::Address;
use crate::parse::address::is_deceptive;
use crate::parse::address::read_address;
use crate::parse::chapter::MarkKind;
use crate::parse::chapter::Reference;
use crate::parse::chapter::blocks::BodyParser;
use crate::parse::chapter::blocks::Open;
use crate::parse::chapter::blocks::OpenTag;
use crate::parse::chapter::blocks::first_line;
use crate::parse::fragment::Hole;
use crate::parse::inline_html::read_inert_tag;
use crate::parse::reference::Written;
use crate::parse::reference::read_reference;
use crate::parse::typography::Typography;
use crate::parse::typography::french_spaces;
use crate::parse::typography::left_to_right_runs;

/// Where links may lead.
const LINK_ADVICE: &str =
    "links lead to https:, http:, mailto:, `#id` or another chapter (`state-duties.md#remedy`)";

/// Where pictures stand.
const PICTURE_ADVICE: &str =
    "drawings stand in `../assets/`, pictures of one language in its own folder";

/// The character that closes a direction isolate.
const CLOSING_ISOLATE: char = '\u{2069}';

fn is_isolate(character: char) -> bool {
    matches!(character, '\u{2066}'..=CLOSING_ISOLATE)
}

/// A link that is open.
pub(super) struct Link {
    /// Index of its reference.
    reference: u32,
    /// Where it leads on the web, to compare with its text.
    web: Option<Url>,
    /// Length of the plain text before its own.
    plain_start: usize,
}

/// A picture that is open.
pub(super) struct OpenPicture {
    address: String,
    title: String,
    alternative: String,
    range: Range<usize>,
}

impl<'a> BodyParser<'a> {
    /// An event inside a line.
    pub(super) fn inline(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline_code(&code, range),
            Event::SoftBreak => self.text("\n", range),
            Event::HardBreak => self.out.push_html("<br>"),
            Event::FootnoteReference(label) => {
                self.mark(MarkKind::Call, &range);
                self.call_note(&label, range);
            }
            Event::InlineHtml(html) => self.inline_html(&html, range),
            // The list says that its items are to be ticked.
            Event::TaskListMarker(_) => {
                if let Some(unit) = &mut self.unit {
                    unit.set_box();
                }
            }
            _ => {}
        }
    }

    /// An element that may stand in the title of a box.
    pub(super) fn start_inline(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let element = match tag {
            Tag::Emphasis => {
                self.mark(MarkKind::Emphasis, &range);
                ("<em>", "</em>")
            }
            Tag::Strong => {
                self.mark(MarkKind::Emphasis, &range);
                ("<strong>", "</strong>")
            }
            Tag::Strikethrough => ("<del>", "</del>"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => return self.start_link(link_type, &dest_url, range),
            _ => return self.open.push(Open::Dropped),
        };
        self.out.push_html(element.0);
        self.open.push(Open::Element(element.1));
    }

    /// The end of such an element.
    pub(super) fn end_inline(&mut self, range: Range<usize>) {
        self.close_tags(self.open.len());
        match self.open.pop() {
            Some(Open::Element(end)) => self.out.push_html(end),
            Some(Open::Link) => self.end_link(range),
            _ => {}
        }
    }

    /// Plain text.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        if self.picture.is_some() {
            self.check_decoded(text, &range);
        }
        if let Some(picture) = &mut self.picture {
            picture.alternative.push_str(text);
            return;
        }
        if let Some(Open::Code(_, code)) = self.open.last_mut() {
            code.push_str(text);
            self.widen_unit(&range);
            return;
        }
        let text = self.without_unchecked(text);
        let text = self.without_id(text, &range);
        if text.is_empty() {
            return;
        }
        self.check_text(text, &range);
        self.widen_unit(&range);
        self.count_words(text);
        self.plain.push_str(text);
        if self.no_terms > 0 || self.terms_seen.iter().all(|seen| *seen) {
            self.push_prose(text);
            return;
        }
        self.text_with_terms(text, range);
    }

    fn text_with_terms(&mut self, text: &str, range: Range<usize>) {
        let mut written = 0;
        let terms = self.input.terms;
        for found in terms.uses(text) {
            let Some(seen) = self.terms_seen.get_mut(found.term_index) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            self.push_prose(text.get(written..found.range.start).unwrap_or_default());
            let target = Written::Term(terms.id(found.term_index).to_owned());
            let reference = self.add_reference(target, range.clone(), true);
            self.out.push_hole(Hole::ReferenceStart(reference));
            self.push_prose(text.get(found.range.clone()).unwrap_or_default());
            self.out.push_hole(Hole::ReferenceEnd(reference));
            written = found.range.end;
        }
        self.push_prose(text.get(written..).unwrap_or_default());
    }

    fn push_prose(&mut self, text: &str) {
        match self.input.typography {
            Typography::AsTyped => self.out.push_text(text),
            Typography::French => self.out.push_text(&french_spaces(text)),
            Typography::RightToLeft => {
                let mut written = 0;
                for run in left_to_right_runs(text) {
                    self.out
                        .push_text(text.get(written..run.start).unwrap_or_default());
                    self.out.push_html("<bdi>");
                    self.out
                        .push_text(text.get(run.clone()).unwrap_or_default());
                    self.out.push_html("</bdi>");
                    written = run.end;
                }
                self.out.push_text(text.get(written..).unwrap_or_default());
            }
        }
    }

    /// In a heading or title, the text without the `{#id}` at its end, which is kept for the heading.
    fn without_id<'t>(&mut self, text: &'t str, range: &Range<usize>) -> &'t str {
        fn split(text: &str) -> Option<(&str, &str)> {
            text.trim_end().strip_suffix('}')?.rsplit_once("{#")
        }
        if !matches!(self.open.last(), Some(Open::Heading(_))) {
            return text;
        }
        let Some((before, id)) = split(text) else {
            return text;
        };
        // As it was written: in some languages the parser makes dashes of hyphens.
        let written = split(self.source_slice(range)).map_or(id, |(_, id)| id);
        self.notes.pending_id = Some(written.to_owned());
        before.trim_end()
    }

    fn check_text(&mut self, text: &str, range: &Range<usize>) {
        for half in ["[[", "]]", "［［", "【【"] {
            if text.contains(half) {
                let place = self.place_of(half, range);
                self.diagnostics
                    .push(mistakes::unclosed_reference(place, half));
                break;
            }
        }
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("[^") {
            if let Some((label, _)) = after
                .split_once(']')
                .filter(|(label, _)| !label.is_empty() && !label.contains(char::is_whitespace))
            {
                let place = self.place_of(&format!("[^{label}]"), range);
                self.diagnostics
                    .push(mistakes::undefined_note(place, label));
            }
            rest = after;
        }
        self.check_decoded(text, range);
        if text.bytes().any(|byte| byte == 0xE2) {
            self.follow_isolates(text, range);
        }
    }

    /// Tells characters that must not stand in a text and that came as character references: the file was looked at
    /// when it was read.
    fn check_decoded(&mut self, text: &str, range: &Range<usize>) {
        let source = self.source_slice(range);
        if !source.contains('&') {
            return;
        }
        let decoded = |character: char| !source.contains(character);
        for character in text.chars() {
            let code_point = format!("U+{:04X}", character as u32);
            if is_forbidden(character) && decoded(character) {
                let place = self.place_of("&#", range);
                self.diagnostics
                    .push(file_mistakes::control_character(place, &code_point));
            } else if is_direction_override(character) && decoded(character) {
                let place = self.place_of("&#", range);
                self.diagnostics
                    .push(file_mistakes::direction_override(place, &code_point));
            }
        }
    }

    /// Opens and closes the direction isolates of a text.
    fn follow_isolates(&mut self, text: &str, range: &Range<usize>) {
        let in_source: Vec<(char, Range<usize>)> = self
            .source_slice(range)
            .char_indices()
            .filter(|(_, character)| is_isolate(*character))
            .map(|(at, character)| {
                let start = range.start + at;
                (character, start..start + character.len_utf8())
            })
            .collect();
        let in_text: Vec<char> = text.chars().filter(|one| is_isolate(*one)).collect();
        // Those that came as character references have no place of their own.
        let found = match in_source.len() == in_text.len() {
            true => in_source,
            false => in_text
                .into_iter()
                .map(|one| (one, range.clone()))
                .collect(),
        };
        for (character, place) in found {
            if character != CLOSING_ISOLATE {
                self.isolates.push((character, place));
            } else if self.isolates.pop().is_none() {
                self.tell_isolate(character, &place, "closes nothing in its passage");
            }
        }
    }

    pub(super) fn tell_isolate(&mut self, character: char, range: &Range<usize>, problem: &str) {
        let place = self.place(range);
        let code_point = format!("U+{:04X}", character as u32);
        self.diagnostics
            .push(mistakes::unclosed_isolate(place, &code_point, problem));
    }

    /// Tells direction isolates in code, where nobody expects them.
    pub(super) fn check_code(&mut self, code: &str, range: &Range<usize>) {
        if let Some(character) = code.chars().find(|one| is_isolate(*one)) {
            let start = range.start + self.source_slice(range).find(character).unwrap_or(0);
            let place = start..start + character.len_utf8();
            self.tell_isolate(character, &place, "stands in code");
        }
    }

    pub(super) fn source_slice(&self, range: &Range<usize>) -> &'a str {
        self.input
            .source
            .text
            .get(range.clone())
            .unwrap_or_default()
    }

    /// The place of a text within a range, or the range's.
    fn place_of(&self, needle: &str, range: &Range<usize>) -> crate::base::text::Place {
        match self.source_slice(range).find(needle) {
            Some(at) => self.place(&(range.start + at..range.start + at + needle.len())),
            None => self.place(range),
        }
    }

    fn count_words(&mut self, text: &str) {
        if self.notes.is_open() {
            return;
        }
        self.chapter.word_count += match self.input.tag.is_unspaced() {
            true => {
                text.chars()
                    .filter(|character| character.is_alphanumeric())
                    .count()
                    / 2
            }
            false => text
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .count(),
        };
    }

    fn inline_code(&mut self, code: &str, range: Range<usize>) {
        if let Some(picture) = &mut self.picture {
            picture.alternative.push_str(code);
            return;
        }
        self.check_code(code, &range);
        self.mark(MarkKind::Code, &range);
        self.plain.push_str(code);
        self.out.push_html("<code dir=\"ltr\">");
        self.out.push_text(code);
        self.out.push_html("</code>");
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        self.widen_unit(&range);
        if let Some(name) = html.strip_prefix("</") {
            self.close_tag(name.trim_end_matches('>').trim_end(), html, range);
            return;
        }
        let Some(tag) = read_inert_tag(html) else {
            let place = self.place(&range);
            self.diagnostics
                .push(mistakes::raw_html(place, first_line(html)));
            let name = html.trim_start_matches('<');
            let end = name.find(|one: char| !one.is_ascii_alphanumeric());
            self.open_tags.push(OpenTag {
                name: name
                    .get(..end.unwrap_or(name.len()))
                    .unwrap_or_default()
                    .to_owned(),
                is_inert: false,
                depth: self.open.len(),
                range,
            });
            return;
        };
        self.out.push_html(&tag.html);
        if !tag.is_void() {
            self.open_tags.push(OpenTag {
                name: tag.name.to_owned(),
                is_inert: true,
                depth: self.open.len(),
                range,
            });
        }
    }

    /// A closing tag; that of a refused tag was told with it.
    fn close_tag(&mut self, name: &str, html: &str, range: Range<usize>) {
        let known = self.open_tags.iter().rposition(|tag| tag.name == name);
        let last_inert = self.open_tags.iter().rposition(|tag| tag.is_inert);
        match (known, read_inert_tag(html)) {
            (Some(index), _) if !self.open_tags[index].is_inert => {
                self.open_tags.remove(index);
            }
            (Some(index), Some(tag))
                if last_inert == Some(index) && self.open_tags[index].depth == self.open.len() =>
            {
                self.open_tags.remove(index);
                self.out.push_html(&tag.html);
            }
            (_, Some(_)) => {
                let place = self.place(&range);
                self.diagnostics.push(mistakes::unclosed_tag(place, html));
            }
            (_, None) => {
                let place = self.place(&range);
                self.diagnostics
                    .push(mistakes::raw_html(place, first_line(html)));
            }
        }
    }

    fn add_reference(&mut self, target: Written, range: Range<usize>, automatic: bool) -> u32 {
        let note = self.notes.open_label();
        let block = note.is_none().then(|| self.block_index());
        self.chapter.references.push(Reference {
            target,
            range,
            block,
            note,
            automatic,
        });
        self.chapter.references.len() as u32 - 1
    }

    /// A wikilink, an ordinary link or an address in angle brackets.
    pub(super) fn start_link(&mut self, link_type: LinkType, address: &str, range: Range<usize>) {
        self.widen_unit(&range);
        let mut web = None;
        let (target, own_words) = match link_type {
            LinkType::WikiLink { has_pothole } => {
                (self.read_wikilink(address, &range), has_pothole)
            }
            _ => (self.read_link(address, &range, &mut web), true),
        };
        if let Written::Term(id) = &target
            && let Some(seen) = self
                .input
                .terms
                .index_of(id)
                .and_then(|index| self.terms_seen.get_mut(index))
        {
            *seen = true;
        }
        let reference = self.add_reference(target, range, false);
        if !own_words {
            self.out.push_hole(Hole::Reference(reference));
            // The parser repeats the target as the link's text.
            self.open.push(Open::Dropped);
            return;
        }
        self.no_terms += 1;
        self.out.push_hole(Hole::ReferenceStart(reference));
        self.links.push(Link {
            reference,
            web,
            plain_start: self.plain.len(),
        });
        self.open.push(Open::Link);
    }

    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        self.no_terms -= 1;
        self.out.push_hole(Hole::ReferenceEnd(link.reference));
        let text = self
            .plain
            .get(link.plain_start..)
            .unwrap_or_default()
            .to_owned();
        if let Some(web) = link.web
            && is_deceptive(&text, &web)
        {
            let place = self.place(&range);
            self.diagnostics
                .push(mistakes::deceptive_link(place, text.trim(), web.as_str()));
        }
    }

    fn read_wikilink(&mut self, target: &str, range: &Range<usize>) -> Written {
        let target = target.trim_end_matches('\\');
        read_reference(target).unwrap_or_else(|| {
            let place = self.place(range);
            self.diagnostics
                .push(reference_mistakes::unreadable_reference(place, target));
            Written::Unreadable
        })
    }

    fn read_link(&mut self, address: &str, range: &Range<usize>, web: &mut Option<Url>) -> Written {
        let place = self.place(range);
        match read_address(address) {
            Ok(Address::Anchor(anchor)) => Written::Page {
                page: None,
                anchor: Some(anchor),
            },
            Ok(Address::Page(page, anchor)) => Written::Page {
                page: Some(page),
                anchor,
            },
            Ok(Address::Web(url)) => {
                if url.scheme() == "http" {
                    self.diagnostics
                        .push(mistakes::insecure_address(place, address));
                }
                let written = Written::Web(url.to_string());
                *web = Some(url);
                written
            }
            Ok(Address::Mail(address)) => Written::Web(address),
            Ok(Address::File(_) | Address::Asset(_)) => {
                self.diagnostics
                    .push(reference_mistakes::unknown_file_link(place, address));
                Written::Unreadable
            }
            Err(refusal) => {
                self.diagnostics.push(mistakes::address(
                    place,
                    address,
                    refusal.words(),
                    LINK_ADVICE,
                ));
                Written::Unreadable
            }
        }
    }

    pub(super) fn start_picture(&mut self, address: &str, title: &str, range: Range<usize>) {
        self.mark(MarkKind::Picture(address.to_owned()), &range);
        self.check_decoded(title, &range);
        if let Some(block) = &mut self.block {
            block.has_picture = true;
        }
        self.picture = Some(OpenPicture {
            address: address.to_owned(),
            title: title.to_owned(),
            alternative: String::new(),
            range,
        });
        self.open.push(Open::Picture);
    }

    pub(super) fn end_picture(&mut self) {
        let Some(picture) = self.picture.take() else {
            return;
        };
        let place = self.place(&picture.range);
        let pictures = self.input.pictures;
        let found = match read_address(&picture.address) {
            Ok(Address::Asset(path)) => pictures.asset(&path).ok_or_else(|| {
                let known = pictures.assets.keys().map(String::as_str);
                let near = nearest(&path, known).map_or_else(String::new, |near| {
                    format!("did you mean `../assets/{near}`?")
                });
                reference_mistakes::unknown_picture(place.clone(), &picture.address, &near)
            }),
            Ok(Address::File(path)) => pictures.own.get(&path).ok_or_else(|| {
                let near = match pictures
                    .assets
                    .contains_key(path.trim_start_matches("assets/"))
                {
                    true => format!(
                        "did you mean `../assets/{}`?",
                        path.trim_start_matches("assets/")
                    ),
                    false => did_you_mean(&path, pictures.own.keys().map(String::as_str)),
                };
                reference_mistakes::unknown_picture(place.clone(), &picture.address, &near)
            }),
            Ok(_) => Err(mistakes::address(
                place.clone(),
                &picture.address,
                "is not that of a picture of the project, and one from elsewhere would betray the reader",
                PICTURE_ADVICE,
            )),
            Err(refusal) => Err(mistakes::address(
                place.clone(),
                &picture.address,
                refusal.words(),
                PICTURE_ADVICE,
            )),
        };
        if picture.alternative.trim().is_empty() {
            self.diagnostics
                .push(mistakes::alternative_text(place, &picture.address));
        }
        match found {
            Err(mistake) => self.diagnostics.push(mistake),
            Ok(found) => {
                self.out.push_html("<img");
                let hole = Hole::Picture(found.site_path.clone(), found.size);
                self.out.push_hole(hole);
                self.out.push_html(" alt=\"");
                self.out.push_text(
                    &picture
                        .alternative
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                );
                if !picture.title.is_empty() {
                    self.out.push_html("\" title=\"");
                    self.out.push_text(&picture.title);
                }
                self.out.push_html("\">");
            }
        }
    }
}
