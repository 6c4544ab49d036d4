//! Whatever is typed: nothing panics, nothing but allowed markup comes out, and what is text stays text.
//!
//! The random numbers begin with a fixed seed, so that every run tries the same inputs.

use std::cell::RefCell;
use std::collections::BTreeSet;

use handbook::parse::address::Address;
use handbook::parse::address::read_address;
use handbook::parse::inline_html::read_inert_tag;
use handbook::parse::reference::read_reference;
use handbook::pipeline::Made;
use handbook::pipeline::Options;
use handbook::pipeline::make;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::BufferQueue;
use html5ever::tokenizer::Tag;
use html5ever::tokenizer::TagKind;
use html5ever::tokenizer::Token;
use html5ever::tokenizer::TokenSink;
use html5ever::tokenizer::TokenSinkResult;
use html5ever::tokenizer::Tokenizer;
use html5ever::tokenizer::TokenizerOpts;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use proptest::test_runner::TestRunner;

use crate::project::Folder;
use crate::project::repository;

const SEED: u64 = 20_261_130;

/// Inputs tried where every one makes a whole site.
const SITES: u32 = 48;

/// Inputs tried where one costs next to nothing.
const TEXTS: u32 = 2048;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(SEED),
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    })
}

/// Runs a property and shows the smallest input that breaks it.
fn check<S: Strategy>(cases: u32, inputs: S, property: impl Fn(S::Value)) {
    let result = runner(cases).run(&inputs, |input| {
        property(input);
        Ok(())
    });
    let broken = result.err().map(|error| error.to_string());
    assert_eq!(broken.as_deref(), None);
}

// What is tried

/// Pieces of Markdown that are easily taken for something else, in three scripts.
const PIECES: &[&str] = &[
    "plain words ",
    "حقوق الإنسان ",
    "人权手册",
    "derogation ",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    " ",
    "\t",
    "[[ICCPR 19(3)]]",
    "[[ICCPR 99]]",
    "[[ICCPR|",
    "[[#a]]",
    "[[one#a|own *words*]]",
    "[[term:derogation]]",
    "[[term:",
    "[[العهد 19]]",
    "[[人权]]",
    "[[[[",
    "]]",
    "[[]]",
    "[[one\\|two]]",
    "［［",
    "【【",
    "> [!action] Title {#box}\n> - [ ] step\n",
    "> [!table] T\n> | a | b |\n> |---|---|\n> | c | d |\n",
    "> [!nonsense] x\n",
    "> [!note]\n",
    "> [!figure] *F* {#f}\n> ![alt](../assets/a.svg)\n",
    "> [!law",
    "> > [!note] in\n",
    "## Heading {#a}\n",
    "## Heading {#a}\n\ntext\n\n",
    "### عنوان\n",
    "## 标题 {#حق}\n",
    "# One\n",
    "###### six {#hb-x}\n",
    "{#a}",
    "| a | b |\n|:-:|--:|\n| [[ICCPR 2\\|x]] | `a\\|b` |\n",
    "| a |\n|---|\n",
    "|||||\n",
    "[^n]",
    "[^n]: A note, [[ICCPR 2]]. {unchecked}\n",
    "[^n]: twice[^n]\n",
    "[^missing]",
    "[^m]: - list in a note\n",
    "- item\n",
    "  - nested\n",
    "1. one\n",
    "7) seven\n",
    "- [ ] box\n",
    "- [x] ticked\n",
    "Term\n: definition\n",
    "\n: odd\n",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<span lang=\"ar\" dir=\"rtl\">",
    "</span>",
    "<br>",
    "<br/>",
    "<abbr title=\"x\">",
    "<img src=x onerror=alert(1)>",
    "<!-- comment -->",
    "<div>\n",
    "<q>",
    "</q>",
    "*<q>*",
    "<q>*a</q>b* ",
    "<sub><sup></sub></sup>",
    "<svg/onload=alert(1)>",
    "<![CDATA[x]]>",
    "<?php ?>",
    "</script>",
    "<https://www.un.org/>",
    "<javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html,<script>)",
    "[x](//evil.example)",
    "[x](https://user@evil.example/\"onclick=\"x)",
    "[https://un.org](https://evil.example)",
    "[x](one.md#a)",
    "[x](../../etc/passwd)",
    "[x](<a b> \"t\\\"itle\")",
    "[x][ref]",
    "[ref]: javascript:x\n",
    "[ref]: https://example.org \"t\"\n",
    "![](../assets/a.svg)",
    "![a \"quote\" <b>](../assets/a.svg \"t<i>\")",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml,x)",
    "```json\n{\"a\": \"</code><script>\"}\n```\n",
    "```\"><script>\n",
    "    indented\n",
    "`` a`b ``",
    "`",
    "~~~\n",
    "*",
    "**",
    "_",
    "~~",
    "***bold*",
    "\\",
    "&lt;script&gt;",
    "&#0;",
    "&#x202E;",
    "&amp;amp;",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "--",
    "...",
    "---\n",
    "***\n",
    "===\n",
    "{{ 7 * 7 }}",
    "{% include \"x\" %}",
    "{unchecked}",
    "\u{0}",
    "\u{1}",
    "\u{7F}",
    "\u{85}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{2066}",
    "\u{2069}",
    "\u{200D}",
    "\u{AD}",
    "\u{E0041}",
    "\u{FFFE}",
    "\u{10FFFF}",
    "\u{301}",
    "🏴",
    "\r\n",
    "\r",
];

fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Pieces that no order of them makes a mistake.
const HARMLESS: &[&str] = &[
    "plain words ",
    "حقوق الإنسان ",
    "人权手册",
    "derogation ",
    "\n\n",
    "[[ICCPR 19]] ",
    "[[two]] ",
    "*em* ",
    "**strong** ",
    "`code` ",
    "\n\n- item\n- item\n\n",
    "\n\n| a | b |\n|---|---|\n| [[ICCPR 2\\|x]] | y |\n\n",
    "\n\n> quote\n\n",
    "\n\n> [!note] Title\n> Text\n\n",
    "line<br>line ",
    "[web](https://www.un.org/) ",
    "\n\n```json\n{}\n```\n\n",
    "\n\nTerm\n: definition\n\n",
    "{{ 7 * 7 }} ",
    "& < > \" ' ",
];

fn harmless(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(HARMLESS), count)
        .prop_map(|pieces| pieces.concat())
}

/// Pieces of YAML, which put together are sometimes a mapping and mostly not.
const YAML_PIECES: &[&str] = &[
    "title: ",
    "summary: ",
    "key_points:\n  - ",
    "aliases: [one, \"#a b\"]\n",
    "draft: true\n",
    "reviewed: 2026-02-30\n",
    "title: x\n",
    "\"",
    "'",
    "|\n  text\n",
    ">-\n",
    "[",
    "]",
    "{",
    "}",
    ": ",
    ":",
    "- ",
    "\n",
    "\n  ",
    "#",
    "&a ",
    "*a",
    "!!binary ",
    "!x ",
    "? ",
    "<<: *a\n",
    "---\n",
    "...\n",
    "%YAML 9\n",
    "حق",
    "权利",
    "null",
    "~",
    "1e999",
    "0x",
    "2026-11-30",
    "{}",
    "[]",
    "\t",
    "\u{0}",
    "\u{202E}",
    "\u{FEFF}",
    "parts:\n  - {id: one, chapters: [one]}\n",
    "edition: {number: \"1\", date: 2026-11-30}\n",
    "source_language: en\n",
    "languages: [en]\n",
    "instruments:\n",
    "  ICCPR:\n",
    "    kind: treaty\n",
    "    articles: ",
    "1-53\n",
    "53-1\n",
    "I: 1-2",
    "99999999999999999999-1\n",
    "bodies:\n",
    "meta:\n  name: E\n",
    "ui:\n",
    "  nav.skip: x\n",
    "derogation: {term: x, match: [\"\", a]}\n",
    "citation:\n  article: \"{instrument\"\n",
    "base_url: javascript:x\n",
    "theme: ../x\n",
    "pages: [index]\n",
    "annexes: [one, glossary, glossary]\n",
    "imprint: {contact: \"<b>\"}\n",
];

fn yaml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(YAML_PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => "[ -~\n]{0,20}",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// Plain text of one line in three scripts, full of what Markdown, HTML and templates give a meaning to.
fn plain_text() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(
        &[
            "a",
            "Word",
            "é",
            "n°",
            " ",
            " ",
            "حق",
            "الإنسان",
            "人权",
            "。",
            "،",
            "\u{200D}",
            "😀",
            "&",
            "<",
            ">",
            "\"",
            "*",
            "_",
            "`",
            "~",
            "#",
            "{",
            "}",
            "{{x}}",
            "{%",
            "|",
            "$",
            "%",
            "+",
            "-",
            "=",
            ".",
            "!",
            "(",
            ")",
            "/",
            "\\",
            ":",
            ";",
            "@",
            "&lt;",
            "<b>",
        ][..],
    );
    proptest::collection::vec(piece, 1..24)
        .prop_map(|pieces| format!("x{}", pieces.concat()).trim_end().to_owned())
}

/// A small handbook whose files are overwritten by each input.
fn small_project() -> Folder {
    let folder = Folder::new();
    let words = std::fs::read(repository().join("i18n/en.yaml")).expect("words");
    folder
        .write("i18n/en.yaml", words)
        .write("content/handbook.yaml", "edition: {number: \"1\", date: 2026-11-30}\nsource_language: en\nlanguages: [en]\nparts:\n  - {id: part, chapters: [one, two]}\n")
        .write("content/instruments.yaml", "bodies: {CCPR: {treaty: ICCPR}}\ninstruments:\n  ICCPR: {kind: treaty, group: core, articles: 1-53, bodies: [CCPR]}\n")
        .write("content/glossary.yaml", "derogation: {category: limits}\n")
        .write("content/assets/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\" viewBox=\"0 0 2 2\"><rect width=\"2\" height=\"2\"/></svg>\n")
        .write("content/en/book.yaml", "title: Book\nparts: {part: {title: Part}}\n")
        .write("content/en/instruments.yaml", "citation: {article: \"{instrument}, art. {article}\"}\nbodies: {CCPR: Committee}\ninstruments:\n  ICCPR: {title: Covenant, abbreviation: ICCPR}\n")
        .write("content/en/glossary.yaml", "derogation: {term: derogation, definition: Suspension.}\n")
        .write("content/en/one.md", "---\ntitle: One\n---\n## A {#a}\n\nText.\n")
        .write("content/en/two.md", "---\ntitle: Two\n---\nSee [[one]].\n");
    folder
}

fn build(folder: &Folder) -> Made {
    make(folder.path(), &Options::default(), &|_| {})
}

fn page<'a>(made: &'a Made, path: &str) -> Option<&'a str> {
    let site = made.site.as_ref()?;
    let (_, bytes) = site
        .files
        .iter()
        .find(|(known, _)| known.as_str() == path)?;
    Some(std::str::from_utf8(bytes).expect("pages are UTF-8"))
}

// What must hold of every page

/// Elements of a page's main part: those of running text, then those of the theme.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "aside",
    "bdi",
    "blockquote",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "ins",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "wbr", //
    "article",
    "button",
    "details",
    "dfn",
    "footer",
    "form",
    "header",
    "input",
    "label",
    "main",
    "nav",
    "section",
    "summary",
    "time",
];

const VOID: &[&str] = &["br", "hr", "img", "input", "wbr"];

const ATTRIBUTES: &[&str] = &[
    "alt",
    "class",
    "datetime",
    "decoding",
    "dir",
    "height",
    "href",
    "hreflang",
    "id",
    "lang",
    "loading",
    "rel",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "value",
    "width", //
    "action",
    "autocapitalize",
    "autocomplete",
    "data-n",
    "data-wide",
    "enterkeyhint",
    "for",
    "method",
    "name",
    "placeholder",
    "spellcheck",
    "type",
];

/// Tags and text of a page, as a browser's tokenizer sees them.
#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    text: RefCell<String>,
    others: RefCell<Vec<String>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tags.borrow_mut().push(tag),
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::ParseError(error) => self.others.borrow_mut().push(error.into_owned()),
            Token::EOFToken => {}
            other => self.others.borrow_mut().push(format!("{other:?}")),
        }
        TokenSinkResult::Continue
    }
}

fn tokenize(html: &str) -> Seen {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let options = TokenizerOpts {
        exact_errors: true,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(Seen::default(), options);
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// What holds of every page, and of one that is published also that no character in it is refused.
fn assert_safe(page: &str, is_published: bool) {
    let (_, main) = page.split_once("<main").expect("a main part");
    let (main, _) = main.split_once("</main>").expect("its end");
    let seen = tokenize(&format!("<main{main}</main>"));
    if is_published {
        assert_eq!(seen.others.into_inner(), Vec::<String>::new());
    }
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in seen.tags.into_inner() {
        let name = tag.name.to_string();
        assert!(ELEMENTS.contains(&&*name), "<{name}>");
        if tag.kind == TagKind::EndTag {
            let is_last = open.pop().as_deref() == Some(&*name);
            assert!(is_last || !is_published, "</{name}> closes another tag");
            continue;
        }
        if !VOID.contains(&&*name) {
            open.push(name.clone());
        }
        assert!(!tag.had_duplicate_attributes, "<{name}>");
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_string();
            let is_allowed = ATTRIBUTES.contains(&&*key) || key.starts_with("aria-");
            assert!(is_allowed, "{key} of <{name}>");
            if matches!(&*key, "href" | "src" | "action") {
                assert_address(&name, &attribute.value);
            }
            let is_new = key != "id" || ids.insert(attribute.value.to_string());
            assert!(is_new, "twice {}", attribute.value);
        }
    }
    assert!(open.is_empty() || !is_published, "{open:?} are not closed");
}

/// Pictures come from the site; links lead into it, to the web or to mail.
fn assert_address(element: &str, address: &str) {
    let before_path = address.split(['/', '#', '?']).next().unwrap_or_default();
    let scheme = before_path.split_once(':').map(|(scheme, _)| scheme);
    let is_allowed = match scheme {
        None => !address.starts_with("//") && !address.starts_with('/'),
        Some(scheme) => element == "a" && matches!(scheme, "https" | "http" | "mailto"),
    };
    assert!(is_allowed, "{address} of <{element}>");
}

/// Every page of a site.
pub(crate) fn assert_all_safe(made: &Made) {
    for (path, bytes) in made.site.iter().flat_map(|site| &site.files) {
        if path.as_str().ends_with(".html") {
            let page = std::str::from_utf8(bytes).expect("pages are UTF-8");
            assert_safe(page, !made.diagnostics.has_errors(false));
        }
    }
}

// The properties

#[test]
fn any_mixture_of_markdown_gives_safe_pages() {
    let folder = small_project();
    check(SITES, markdown(), |body| {
        folder.write("content/en/one.md", format!("---\ntitle: One\n---\n{body}"));
        assert_all_safe(&build(&folder));
    });
}

/// What the mistakes are is said in other tests; here some of the mixtures must be without any.
#[test]
fn harmless_mixtures_are_published() {
    let folder = small_project();
    check(SITES, harmless(0..20), |body| {
        folder.write("content/en/one.md", format!("---\ntitle: One\n---\n{body}"));
        let made = build(&folder);
        let errors: Vec<String> = made
            .diagnostics
            .iter()
            .map(|found| found.message.clone())
            .collect();
        assert!(!made.diagnostics.has_errors(false), "{errors:?}\n{body}");
        assert_all_safe(&made);
    });
}

/// So few that half of them are published.
#[test]
fn a_nasty_piece_or_two_among_harmless_ones_give_safe_pages() {
    let folder = small_project();
    let nasty = || proptest::sample::select(PIECES);
    let mixture = (
        harmless(0..4),
        nasty(),
        harmless(0..2),
        nasty(),
        harmless(0..2),
    );
    let published = std::cell::Cell::new(0);
    check(
        4 * SITES,
        mixture,
        |(before, one, between, other, after)| {
            let body = [&*before, one, &*between, other, &*after].concat();
            folder.write("content/en/one.md", format!("---\ntitle: One\n---\n{body}"));
            let made = build(&folder);
            published.set(published.get() + u32::from(!made.diagnostics.has_errors(false)));
            assert_all_safe(&made);
        },
    );
    assert!(published.get() > SITES / 2, "{} published", published.get());
}

#[test]
fn any_front_matter_gives_safe_pages() {
    let folder = small_project();
    check(SITES, (yaml(), any::<bool>()), |(front, is_closed)| {
        let end = if is_closed { "\n---\nText.\n" } else { "" };
        folder.write("content/en/one.md", format!("---\n{front}{end}"));
        assert_all_safe(&build(&folder));
    });
}

#[test]
fn any_yaml_file_gives_safe_pages() {
    const NAMES: &[&str] = &[
        "content/handbook.yaml",
        "content/instruments.yaml",
        "content/glossary.yaml",
        "content/en/book.yaml",
        "content/en/instruments.yaml",
        "content/en/glossary.yaml",
        "i18n/en.yaml",
    ];
    let original = small_project();
    check(
        SITES,
        (proptest::sample::select(NAMES), yaml()),
        |(name, text)| {
            let folder = Folder::new();
            folder.copy(original.path());
            folder.write(name, text);
            assert_all_safe(&build(&folder));
        },
    );
}

#[test]
fn any_bytes_give_safe_pages() {
    let folder = small_project();
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    check(SITES, bytes, |bytes| {
        folder.write(
            "content/en/one.md",
            [b"---\ntitle: One\n---\n", &*bytes].concat(),
        );
        assert_all_safe(&build(&folder));
    });
}

/// The text with a backslash before everything that Markdown might take for its own.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let mark = character.is_ascii_punctuation().then_some('\\');
            mark.into_iter().chain([character])
        })
        .collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of the first element that begins with `start`.
fn text_of(html: &str, start: &str, end: &str) -> String {
    let (_, after) = html.split_once(start).expect("the element");
    let (inner, _) = after.split_once(end).expect("its end");
    tokenize(inner).text.into_inner()
}

#[test]
fn text_survives() {
    let folder = small_project();
    check(SITES, (plain_text(), plain_text()), |(title, body)| {
        // Quotation marks become typographic, which is meant.
        let title = title.replace('"', "”");
        let quoted = serde_json::to_string(&title).expect("a text in quotes");
        let text = format!("---\ntitle: {quoted}\n---\n{}\n", escaped(&body));
        folder.write("content/en/one.md", text);
        let made = build(&folder);
        let messages: Vec<&str> = made
            .diagnostics
            .iter()
            .map(|found| &*found.message)
            .collect();
        assert!(!made.diagnostics.has_errors(false), "{messages:?}\n{body}");
        let page = page(&made, "en/one.html").expect("the page");
        assert_eq!(
            spaced(&text_of(page, "<h1><span class=\"num\">1</span>", "</h1>")),
            spaced(&title)
        );
        let shown = text_of(page, "aria-label=\"¶\u{A0}1.1\">1</a>", "</p>");
        assert_eq!(spaced(&shown), spaced(&body));
    });
}

#[test]
fn rendering_twice_gives_equal_bytes() {
    let folder = small_project();
    check(SITES / 4, markdown(), |body| {
        folder.write("content/en/one.md", format!("---\ntitle: One\n---\n{body}"));
        assert!(build(&folder).site == build(&folder).site);
    });
}

#[test]
fn references_addresses_and_tags_are_read_without_panic() {
    let pieces: &[&str] = &[
        "ICCPR",
        "ICCPR ",
        "19",
        "(3)",
        "(b)",
        "-",
        "–",
        " GC ",
        " para ",
        "#",
        "term:",
        "a-b",
        "العهد",
        "公约",
        "(",
        ")",
        ".",
        "8bis",
        " ",
        "https://",
        "http:",
        "mailto:",
        "javascript:",
        "//",
        "../",
        "./",
        "assets/",
        ".md",
        "@",
        "%2f",
        "\\",
        "\u{202E}",
        "<",
        ">",
        "</",
        "/>",
        "span",
        "abbr",
        "br",
        " lang=\"ar\"",
        " dir=\"rtl\"",
        " title=\"",
        "\"",
        "=",
        "onclick=\"x\"",
        "\u{0}",
        "é",
        ":",
        "a",
    ];
    let text = prop_oneof![
        3 => proptest::collection::vec(proptest::sample::select(pieces), 0..10).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ];
    check(TEXTS, text, |text| {
        let _ = read_reference(&text);
        match read_address(&text) {
            Ok(Address::Web(url)) => assert!(matches!(url.scheme(), "https" | "http"), "{url}"),
            Ok(Address::Mail(mail)) => assert!(mail.starts_with("mailto:"), "{mail}"),
            Ok(Address::File(path) | Address::Asset(path)) => {
                assert!(!path.starts_with('/') && !path.contains(".."), "{path}");
            }
            Ok(Address::Anchor(_) | Address::Page(..)) | Err(_) => {}
        }
        if let Some(tag) = read_inert_tag(&text) {
            let seen = tokenize(&tag.html);
            assert_eq!(
                seen.others.into_inner(),
                Vec::<String>::new(),
                "{}",
                tag.html
            );
            assert_eq!(seen.tags.into_inner().len(), 1, "{}", tag.html);
            assert_eq!(seen.text.into_inner(), "", "{}", tag.html);
        }
    });
}

// Growth

/// Beginnings and repetitions that have made parsers of Markdown and YAML slow or deep.
const NASTY: &[(&str, &str)] = &[
    ("nested quotations", "> "),
    ("nested lists", "- "),
    ("brackets", "["),
    ("references", "[[one#a]] "),
    ("half references", "[[a "),
    ("links in links", "[a]("),
    ("emphasis", "*a _b "),
    ("code marks", "`a``b```"),
    ("notes", "[^n] "),
    ("undefined notes", "[^m] "),
    ("tags", "<span>"),
    ("comments", "<!-- "),
    ("cells", "|"),
    ("terms", "derogation حق 权 "),
    ("entities", "&amp;&#60;"),
    ("headings", "\n\n## A\n\n"),
    ("boxes", "\n\n> [!note] T\n> x\n\n"),
    ("definitions", "\n\nT\n: d\n"),
    ("pictures", "![a](../assets/a.svg) "),
    ("identifiers", "\n\n## H {#h}\n\n"),
];

/// Length of what is published and number of mistakes told, for a body.
fn weight(folder: &Folder, body: &str) -> usize {
    let text = format!("---\ntitle: One\n---\n{body}\n\n[^n]: A note.\n");
    folder.write("content/en/one.md", text);
    let made = build(folder);
    let page = page(&made, "en/one.html").map_or(0, str::len);
    let told = made.diagnostics.iter().count();
    page + 100 * told
}

/// Twice the input gives at most 2.5 times the output.
#[test]
fn output_grows_no_faster_than_input() {
    const COUNT: usize = 200;
    let folder = small_project();
    let empty = weight(&folder, "");
    for (name, repeated) in NASTY {
        let weights = [COUNT, 2 * COUNT, 4 * COUNT]
            .map(|count| weight(&folder, &repeated.repeat(count)).saturating_sub(empty) + 1000);
        for pair in weights.windows(2) {
            assert!(pair[1] * 2 <= pair[0] * 5, "{name}: {weights:?}");
        }
    }
}
