//! Inspection, as text in and text out: pages with one mistake each, and what is said about them.

use crate::base::diagnostics::Diagnostics;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::base::text::Place;
use crate::publish::inspect::inspect;

const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; require-trusted-types-for 'script'; trusted-types hb\"><meta name=referrer content=no-referrer>";

/// A page with the frame that every page must have.
fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"ar\" dir=\"rtl\"><head>{POLICY}</head><body><h1>الحقوق 权利</h1>{body}</body></html>"
    )
}

/// What inspection says about files, as lines of `path code message`.
fn check_files(files: &[(&str, &str)]) -> String {
    let mut site = Site::default();
    for (path, text) in files {
        let path = SitePath::new(*path).expect("a good path");
        site.files.insert(path, text.as_bytes().into());
    }
    let mut diagnostics = Diagnostics::default();
    inspect(&site, &mut diagnostics);
    let line = |place: &Place, code: &str, message: &str| match place {
        Place::Page(path) => format!("{path} {code} {message}"),
        _ => format!("{place:?} {code} {message}"),
    };
    let lines = diagnostics.iter();
    let lines: Vec<String> = lines
        .map(|one| line(&one.place, one.mistake.code, &one.message))
        .collect();
    lines.join("\n")
}

/// What inspection says about a page of a small site.
fn check(body: &str) -> String {
    let here = page(body);
    check_files(&[
        ("en/a.html", &here),
        (
            "en/b.html",
            &page("<p id=\"p--1\">ح</p><p id=\"حق\">权</p>"),
        ),
        ("static/site.css", "p { color: inherit }"),
        ("static/site.js", "'use strict'"),
        ("static/signs.svg", "<svg><symbol id=\"magnifier\"/></svg>"),
        ("index.html", &page("")),
    ])
    .replace("en/a.html ", "")
}

#[test]
fn good_pages_have_no_mistakes() {
    for body in [
        "<a href=\"b.html#p--1\">b</a><a href=\"#\">up</a><a href=\"#top\">up</a>",
        "<a href=\"b.html#حق\">ح</a><a href=\"b.html#%D8%AD%D9%82\">ح</a><a href=\"../index.html?q=1&amp;r=2\">权</a>",
        "<a href=https://example.org/>x</a><a href=\"http://example.org\">x</a><a href=mailto:clerk@example.org>x</a>",
        "<link rel=canonical href=https://example.org/en/a.html><link rel=alternate hreflang=zh href=https://example.org/zh/a.html>",
        "<link rel=stylesheet href=../static/site.css><script src=../static/site.js defer></script>",
        "<svg><use href=\"../static/signs.svg#magnifier\"/></svg><form action=b.html></form>",
        "<img src=../static/signs.svg srcset=\"../static/signs.svg 1x, ../static/signs.svg 2x\" alt=\"\">",
        "<meta http-equiv=refresh content=\"0; url=b.html#p--1\">",
        "<code>&lt;p onclick=x style=y&gt;</code> onclick=x <p title=\"onclick=x\" data-on=x>",
    ] {
        assert_eq!(check(body), "", "{body}");
    }
}

#[test]
fn broken_and_forbidden_addresses() {
    for (body, expected) in [
        (
            "<a href=c.html>",
            "broken-link the address `c.html` leads nowhere in the site",
        ),
        (
            "<a href=\"الحق.html\">",
            "broken-link the address `الحق.html` leads nowhere in the site",
        ),
        (
            "<a href=../>",
            "broken-link the address `../` leads nowhere in the site",
        ),
        (
            "<a href=../../a.html>",
            "broken-link the address `../../a.html` leads nowhere in the site",
        ),
        (
            "<a href=b.html#p--2>",
            "missing-fragment the address `b.html#p--2` leads to an id that `en/b.html` does not have",
        ),
        (
            "<a href=#权>",
            "missing-fragment the address `#权` leads to an id that `en/a.html` does not have",
        ),
        (
            "<use href=../static/signs.svg#lens />",
            "missing-fragment the address `../static/signs.svg#lens` leads to an id that `static/signs.svg` does not have",
        ),
        (
            "<a href=\"\">",
            "forbidden-address the address `` is not allowed here",
        ),
        (
            "<a href=/en/b.html>",
            "forbidden-address the address `/en/b.html` is not allowed here",
        ),
        (
            "<a href=javascript:x>",
            "forbidden-address the address `javascript:x` is not allowed here",
        ),
        (
            "<a href=\"java&#9;script:x\">",
            "broken-link the address `java\tscript:x` leads nowhere in the site",
        ),
        (
            "<img src=https://example.org/x.png>",
            "forbidden-address the address `https://example.org/x.png` is not allowed here",
        ),
        (
            "<img src=data:image/png,x>",
            "forbidden-address the address `data:image/png,x` is not allowed here",
        ),
        (
            "<img srcset=\"../static/signs.svg, b.png 2x\">",
            "broken-link the address `b.png` leads nowhere in the site",
        ),
        (
            "<script src=//example.org/x.js></script>",
            "forbidden-address the address `//example.org/x.js` is not allowed here",
        ),
        (
            "<link rel=\"alternate stylesheet\" href=https://example.org/x.css>",
            "forbidden-address the address `https://example.org/x.css` is not allowed here",
        ),
        (
            "<form action=https://example.org/></form>",
            "forbidden-address the address `https://example.org/` is not allowed here",
        ),
        (
            "<meta http-equiv=refresh content=\"0;URL='https://example.org/'\">",
            "forbidden-address the address `https://example.org/` is not allowed here",
        ),
    ] {
        assert_eq!(check(body), expected, "{body}");
    }
}

#[test]
fn forbidden_markup() {
    for (body, expected) in [
        ("<p onclick=x>", "the attribute `onclick`"),
        ("<P ONCLICK=x>", "the attribute `onclick`"),
        ("<p style=\"color: red\">", "the attribute `style`"),
        (
            "<style>p { color: red }</style>",
            "a style sheet inside the page",
        ),
        ("<script>x</script>", "a script inside the page"),
        (
            "<script src=../static/site.js>x</script>",
            "a script inside the page",
        ),
        (
            "<script type=application/json>{}</script>",
            "a script inside the page",
        ),
        ("<base target=x>", "a base address"),
        ("<iframe></iframe>", "a frame"),
        ("<!-- <b> -->", "a comment that holds markup"),
        ("<p title=\"<b>\">", "an unescaped `<` in a tag"),
    ] {
        let expected = format!("forbidden-markup {expected} is not allowed in a page");
        assert_eq!(check(body), expected, "{body}");
    }
}

#[test]
fn frames_of_pages() {
    let good = page("");
    for (from, to, expected) in [
        (
            "<h1>",
            "<h2>",
            "page-heading the page has 0 `h1` elements instead of one",
        ),
        (
            "</h1>",
            "</h1><h1>",
            "page-heading the page has 2 `h1` elements instead of one",
        ),
        (
            " lang=\"ar\"",
            " lang=\"\"",
            "page-language the page's `html` element has no `lang`",
        ),
        (
            " dir=\"rtl\"",
            "",
            "page-language the page's `html` element has no `dir`",
        ),
        (
            "<h1>",
            "<p id=حق><p id=\"حق\"><h1>",
            "repeated-page-id the id `حق` is used twice on the page",
        ),
        (
            "Content-Security-Policy",
            "x",
            "page-policy the page carries no policy",
        ),
        (
            "script-src 'self'",
            "script-src 'self' 'unsafe-inline'",
            "page-policy the page's policy allows `'unsafe-inline'` in `script-src`",
        ),
        (
            "default-src &#39;none&#39;",
            "default-src 'self'",
            "page-policy the page's policy has no `default-src 'none'`",
        ),
        (
            "no-referrer",
            "origin",
            "page-policy the page lets browsers tell others its address (`referrer`)",
        ),
        (
            "<head>",
            "<head><link rel=icon href=b.svg>",
            "page-policy the page fetches a file before its policy is read",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let found = check_files(&[
            ("en/a.html", &good.replacen(from, to, 1)),
            ("en/b.svg", "<svg/>"),
        ]);
        assert_eq!(found, format!("en/a.html {expected}"), "{from} → {to}");
    }
    assert_eq!(check_files(&[("en/print.html", &page("<h1>二</h1>"))]), "");
}

#[test]
fn style_sheets() {
    for (sheet, expected) in [
        (
            "a { mask: url(signs.svg#x); b: url(#y) } @import 'more.css';",
            "",
        ),
        (
            "a { b: url(https://example.org/x.woff2) }",
            "static/a.css forbidden-address the address `https://example.org/x.woff2` is not allowed here",
        ),
        (
            "a { b: url('data:image/png,x') }",
            "static/a.css forbidden-address the address `data:image/png,x` is not allowed here",
        ),
        (
            "@import url(none.css);",
            "static/a.css broken-link the address `none.css` leads nowhere in the site",
        ),
    ] {
        let files = [
            ("static/a.css", sheet),
            ("static/more.css", ""),
            ("static/signs.svg", "<svg id='x'/>"),
        ];
        assert_eq!(check_files(&files), expected, "{sheet}");
    }
}

#[test]
fn the_page_for_unknown_addresses_names_files_by_full_addresses() {
    let check = |body: &str| check_files(&[("404.html", &page(body)), ("static/a.css", "")]);
    for good in [
        "<link rel=stylesheet href=https://example.org/book/static/a.css>",
        "<link rel=stylesheet href=/book/static/a.css><a href=#>up</a>",
        "",
    ] {
        assert_eq!(check(good), "", "{good}");
    }
    for bad in [
        "https://example.org/book/static/b.css",
        "static/a.css",
        "/b.css",
    ] {
        let expected =
            format!("404.html broken-link the address `{bad}` leads nowhere in the site");
        assert_eq!(
            check(&format!("<link rel=stylesheet href={bad}>")),
            expected
        );
    }
}

#[test]
fn budgets() {
    // Numbers in no order: they compress to about half.
    let numbers = |length: u64| -> String {
        (1..length)
            .map(|number| format!("{:x} ", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            .collect()
    };
    let long = page(&format!(
        "<section id=\"义务\"><p>{}</p></section>",
        numbers(4_000)
    ));
    let found = check_files(&[
        ("en/a.html", &long),
        ("en/articles.html", &long),
        ("en/print.html", &long),
    ]);
    assert!(
        found.starts_with("en/a.html over-budget the page takes "),
        "{found}"
    );
    assert!(
        found.ends_with("compressed, the budget is 30.0 KB") && found.lines().count() == 1,
        "{found}"
    );

    let sheets = "<link rel=stylesheet href=a.css><link rel=stylesheet href=b.css>";
    let sheet = format!("/* {} */", numbers(900));
    let found = check_files(&[
        ("en/a.html", &page(sheets)),
        ("en/a.css", &sheet),
        ("en/b.css", &sheet),
    ]);
    assert!(
        found.starts_with("en/a.html over-budget the styles of the page take"),
        "{found}"
    );

    let script = numbers(1_500);
    let scripts = "<script src=a.js></script><script src=search.js></script>";
    assert_eq!(
        check_files(&[
            ("en/a.html", &page(scripts)),
            ("en/a.js", ""),
            ("en/search.js", &script)
        ]),
        ""
    );
    let found = check_files(&[
        ("en/a.html", &page(scripts)),
        ("en/a.js", &script),
        ("en/search.js", ""),
    ]);
    assert!(
        found.starts_with("en/a.html over-budget the scripts of the page take"),
        "{found}"
    );
}

#[test]
fn requests_are_counted_once_each() {
    let pictures = |count: usize, more: &str| -> String {
        (0..count)
            .map(|index| format!("<img {more} src=../static/{index}.svg><img src=../static/0.svg>"))
            .collect()
    };
    let check = |body: &str| {
        let paths: Vec<String> = (0..9).map(|index| format!("static/{index}.svg")).collect();
        let here = page(body);
        let mut files = vec![
            ("en/a.html", here.as_str()),
            ("static/a.css", "@import 'b.css';"),
            ("static/b.css", "a { b: url(8.svg) }"),
        ];
        files.extend(paths.iter().map(|path| (path.as_str(), "<svg/>")));
        check_files(&files)
    };
    assert_eq!(check(&pictures(7, "")), "");
    assert_eq!(check(&pictures(9, "loading=lazy")), "");
    let found = check(&format!(
        "<link rel=stylesheet href=../static/a.css>{}",
        pictures(7, "")
    ));
    assert_eq!(
        found,
        "en/a.html too-many-requests the page makes 11 requests, the budget is 8"
    );
}

#[test]
fn what_every_page_shares_is_told_on_three() {
    let body = page("<a href=x.html>");
    let found = check_files(&[
        ("a.html", &body),
        ("b.html", &body),
        ("c.html", &body),
        ("d.html", &body),
        ("e.html", &body),
    ]);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[2],
        "c.html broken-link the address `x.html` leads nowhere in the site (the same 2 times more)"
    );
}
