//! One finished page as inspection sees it: its bytes go in; its ids, its addresses and its own mistakes come out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::base::diagnostics::Diagnostic;
use crate::base::mistakes::output;
use crate::base::text::Place;
use crate::publish::tag::Attribute;
use crate::publish::tag::Piece;
use crate::publish::tag::Tags;
use crate::publish::tag::strip_prefix_ignoring_case;
use crate::publish::tag::unescape;

/// What other pages, and the rest of the inspection, need to know of a page.
#[derive(Debug, Default)]
pub(super) struct Outline<'site> {
    /// Sorted.
    pub(super) ids: Vec<Cow<'site, str>>,
    /// In the order of the page.
    pub(super) references: Vec<Reference<'site>>,
    /// Whatever can be told without knowing other files.
    pub(super) mistakes: Vec<Diagnostic>,
}

/// One address of a page.
#[derive(Debug)]
pub(super) struct Reference<'site> {
    pub(super) address: Cow<'site, str>,
    pub(super) part: Part,
}

/// What an address is to its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A link that a reader follows: the only one that may lead outside.
    Link,
    /// `rel="canonical"` or `"alternate"`: names the site, never fetched.
    Identity,
    /// Part of the site, not fetched with the page: forms, `rel="next"`, pictures that wait until they are seen.
    Elsewhere,
    /// Fetched with the page.
    StyleSheet,
    /// Fetched with the page.
    Script,
    /// Fetched with the page.
    Picture,
    /// Fetched with the page: icons, preloads, media.
    File,
}

impl Part {
    /// Whether opening the page fetches it.
    pub(super) fn is_fetched(self) -> bool {
        matches!(
            self,
            Part::StyleSheet | Part::Script | Part::Picture | Part::File
        )
    }
}

/// Reads a page. `headings_max` is 1 but for print, where each chapter of the book has its `h1`.
pub(super) fn outline<'site>(path: &str, page: &'site [u8], headings_max: usize) -> Outline<'site> {
    let mut outline = Outline::default();
    let mut frame = Frame::default();
    let mut tags = Tags::new(page);
    let mut attributes = Vec::new();
    let place = || Place::Page(path.to_owned());
    while let Some(piece) = tags.next(&mut attributes) {
        let name = match piece {
            Piece::End(_) => continue,
            Piece::Odd(what) => {
                outline
                    .mistakes
                    .push(output::forbidden_markup(place(), what));
                continue;
            }
            Piece::Start(name) => lower_case(name),
        };
        let element = Element {
            name: &name,
            attributes: &attributes,
        };
        frame.see(&element);
        if let Some(what) = forbidden_element(&name) {
            outline
                .mistakes
                .push(output::forbidden_markup(place(), what));
        }
        for attribute in &attributes {
            let attribute_name = lower_case(attribute.name);
            if &*attribute_name == b"id" {
                outline.ids.push(unescape(attribute.value));
            } else if is_forbidden_attribute(&attribute_name) {
                let what = format!(
                    "the attribute `{}`",
                    String::from_utf8_lossy(&attribute_name)
                );
                outline
                    .mistakes
                    .push(output::forbidden_markup(place(), &what));
            } else if may_be_address(&attribute_name) {
                let known = outline.references.len();
                references(
                    &mut outline.references,
                    &element,
                    &attribute_name,
                    attribute.value,
                );
                let added = outline.references.get(known..).unwrap_or_default();
                frame.fetches_before_policy |=
                    !frame.has_policy && added.iter().any(|reference| reference.part.is_fetched());
            }
        }
        match &*name {
            b"style" => {
                tags.raw_text(b"style");
            }
            b"script" => {
                let is_inline = !tags.raw_text(b"script").trim_ascii().is_empty()
                    || element.value(b"src").is_none();
                if is_inline {
                    outline.mistakes.push(output::forbidden_markup(
                        place(),
                        "a script inside the page",
                    ));
                }
            }
            _ => {}
        }
    }
    outline.ids.sort_unstable();
    for pair in outline.ids.windows(2) {
        if let [one, other] = pair
            && one == other
        {
            outline
                .mistakes
                .push(output::repeated_page_id(place(), one));
        }
    }
    outline.mistakes.extend(frame.mistakes(path, headings_max));
    outline
}

/// Addresses of a page's pictures, as it names them.
pub fn pictures(page: &[u8]) -> BTreeSet<String> {
    let mut tags = Tags::new(page);
    let mut attributes = Vec::new();
    let mut found = BTreeSet::new();
    while let Some(piece) = tags.next(&mut attributes) {
        if let Piece::Start(name) = piece {
            let element = Element {
                name,
                attributes: &attributes,
            };
            let source = element.value(b"src");
            let source = source.filter(|_| name.eq_ignore_ascii_case(b"img"));
            found.extend(source.map(Cow::into_owned));
        }
    }
    found
}

/// The ids of an SVG file, sorted: pages may lead into it.
pub(super) fn ids(drawing: &[u8]) -> Vec<Cow<'_, str>> {
    let mut tags = Tags::new(drawing);
    let mut attributes = Vec::new();
    let mut ids = Vec::new();
    while tags.next(&mut attributes).is_some() {
        ids.extend(
            attributes
                .iter()
                .filter(|attribute| attribute.name == b"id")
                .map(|attribute| unescape(attribute.value)),
        );
    }
    ids.sort_unstable();
    ids
}

struct Element<'tag, 'page> {
    name: &'tag [u8],
    attributes: &'tag [Attribute<'page>],
}

impl<'page> Element<'_, 'page> {
    /// The value of an attribute; of a repeated one the first, as browsers take it.
    fn value(&self, name: &[u8]) -> Option<Cow<'page, str>> {
        let found = self
            .attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some(unescape(found.value))
    }

    fn has_word(&self, name: &[u8], word: &str) -> bool {
        self.value(name).is_some_and(|value| {
            value
                .split_ascii_whitespace()
                .any(|one| one.eq_ignore_ascii_case(word))
        })
    }
}

/// What the frame of a page must say once.
#[derive(Default)]
struct Frame {
    headings: usize,
    language: Option<[Option<&'static str>; 2]>,
    policy_gap: Option<String>,
    has_policy: bool,
    has_referrer: bool,
    fetches_before_policy: bool,
}

impl Frame {
    fn see(&mut self, element: &Element) {
        match element.name {
            b"h1" => self.headings += 1,
            b"html" if self.language.is_none() => {
                let has_language = element
                    .value(b"lang")
                    .is_some_and(|language| !language.trim().is_empty());
                let has_direction = element
                    .value(b"dir")
                    .is_some_and(|direction| matches!(&*direction, "ltr" | "rtl"));
                self.language = Some([
                    (!has_language).then_some("lang"),
                    (!has_direction).then_some("dir"),
                ]);
            }
            b"meta" if element.has_word(b"http-equiv", "content-security-policy") => {
                self.has_policy = true;
                self.policy_gap = policy_gap(&element.value(b"content").unwrap_or_default());
            }
            b"meta" if element.has_word(b"name", "referrer") => {
                self.has_referrer |= element.has_word(b"content", "no-referrer");
            }
            _ => {}
        }
    }

    fn mistakes(self, path: &str, headings_max: usize) -> Vec<Diagnostic> {
        let place = || Place::Page(path.to_owned());
        let mut found = Vec::new();
        if self.headings == 0 || self.headings > headings_max {
            found.push(output::page_heading(place(), self.headings));
        }
        let missing = self.language.unwrap_or([Some("lang"), Some("dir")]);
        found.extend(
            missing
                .into_iter()
                .flatten()
                .map(|attribute| output::page_language(place(), attribute)),
        );
        let gap = match (self.has_policy, self.policy_gap) {
            (false, _) => Some("the page carries no policy".to_owned()),
            (true, None) if self.fetches_before_policy => {
                Some("the page fetches a file before its policy is read".to_owned())
            }
            (true, gap) => gap,
        };
        found.extend(gap.map(|gap| output::page_policy(place(), &gap)));
        if !self.has_referrer {
            found.push(output::page_policy(
                place(),
                "the page lets browsers tell others its address (`referrer`)",
            ));
        }
        found
    }
}

/// What a policy allows beyond the site itself, in words.
fn policy_gap(policy: &str) -> Option<String> {
    let mut denies_by_default = false;
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        let Some(name) = words.next() else { continue };
        if matches!(name, "trusted-types" | "require-trusted-types-for") {
            continue;
        }
        let sources: Vec<&str> = words.collect();
        denies_by_default |= name == "default-src" && sources == ["'none'"];
        if let Some(source) = sources
            .iter()
            .find(|source| !matches!(**source, "'self'" | "'none'"))
        {
            return Some(format!("the page's policy allows `{source}` in `{name}`"));
        }
    }
    (!denies_by_default).then(|| "the page's policy has no `default-src 'none'`".to_owned())
}

fn forbidden_element(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"style" => "a style sheet inside the page",
        b"base" => "a base address",
        b"iframe" | b"frame" | b"frameset" | b"fencedframe" | b"portal" => "a frame",
        b"object" | b"embed" | b"applet" | b"param" => "a plug-in",
        // Their content is text to some browsers and markup to others.
        b"plaintext" | b"xmp" | b"listing" | b"noembed" | b"noframes" => {
            "an element of old browsers"
        }
        _ => return None,
    })
}

fn is_forbidden_attribute(name: &[u8]) -> bool {
    name.starts_with(b"on") || matches!(name, b"style" | b"srcdoc" | b"ping" | b"background")
}

/// Perf: most attributes are none of these, and their lengths tell.
fn may_be_address(name: &[u8]) -> bool {
    match name.len() {
        3 => name == b"src",
        4 => name == b"href",
        6..=7 => matches!(name, b"srcset" | b"action" | b"poster" | b"content"),
        10..=11 => matches!(name, b"xlink:href" | b"formaction" | b"imagesrcset"),
        _ => false,
    }
}

/// Adds the addresses that an attribute names.
fn references<'page>(
    found: &mut Vec<Reference<'page>>,
    element: &Element<'_, 'page>,
    attribute: &[u8],
    value: &'page [u8],
) {
    let part = match (element.name, attribute) {
        (b"a", b"href") => Part::Link,
        (b"link", b"href") => link_part(element),
        (b"script", b"src" | b"href" | b"xlink:href") => Part::Script,
        (b"img", b"src") if element.has_word(b"loading", "lazy") => Part::Elsewhere,
        (b"img" | b"input", b"src")
        | (b"image", b"href" | b"xlink:href")
        | (b"video", b"poster") => Part::Picture,
        (b"use", b"href" | b"xlink:href") | (_, b"src") => Part::File,
        (_, b"href" | b"xlink:href" | b"action" | b"formaction") => Part::Elsewhere,
        (_, b"srcset" | b"imagesrcset") => {
            // A browser takes one of the candidates; `src` beside it already counts as what is fetched.
            let text = unescape(value).into_owned();
            let candidates = text
                .split(',')
                .filter_map(|candidate| candidate.split_ascii_whitespace().next());
            found.extend(candidates.map(|address| Reference {
                address: Cow::Owned(address.to_owned()),
                part: Part::Elsewhere,
            }));
            return;
        }
        (b"meta", b"content") if element.has_word(b"http-equiv", "refresh") => {
            let text = unescape(value);
            let address = text
                .split_once(';')
                .map_or("", |(_, rest)| rest.trim_start());
            let address = strip_prefix_ignoring_case(address, "url=").unwrap_or(address);
            found.push(Reference {
                address: Cow::Owned(address.trim_matches(['"', '\'']).to_owned()),
                part: Part::Elsewhere,
            });
            return;
        }
        _ => return,
    };
    found.push(Reference {
        address: unescape(value),
        part,
    });
}

fn link_part(element: &Element) -> Part {
    let is = |word| element.has_word(b"rel", word);
    if is("stylesheet") {
        Part::StyleSheet
    } else if is("canonical") || is("alternate") {
        Part::Identity
    } else if [
        "next", "prev", "up", "license", "help", "search", "author", "contents", "index",
    ]
    .into_iter()
    .any(is)
    {
        Part::Elsewhere
    } else {
        Part::File
    }
}

/// The name as it is compared; it is nearly always in lower case already.
fn lower_case(name: &[u8]) -> Cow<'_, [u8]> {
    match name.iter().any(u8::is_ascii_uppercase) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}
