//! Requests go in as text; statuses and bytes come out.

use std::sync::Arc;

use super::File;
use super::Head;
use super::NO_PAGE;
use super::Reply;
use super::Shelf;
use super::answer;
use super::media_type;

struct Site;

impl Shelf for Site {
    fn file(&self, path: &str) -> Option<File> {
        let known = [
            "index.html",
            "en/index.html",
            "ar/الحقوق.html",
            "assets/drawing.svg",
            NO_PAGE,
        ];
        known.contains(&path).then(|| File {
            bytes: Arc::from(path.as_bytes()),
            media_type: media_type(path),
        })
    }

    fn port(&self) -> u16 {
        3000
    }
}

/// `GET /en/` and lines of headers; the host is ours unless a line names another.
fn head(request: &str) -> Head {
    let mut lines = request.lines();
    let (method, target) = lines
        .next()
        .and_then(|line| line.split_once(' '))
        .unwrap_or_default();
    let mut headers: Vec<(String, String)> = lines
        .filter_map(|line| line.trim().split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    if !request.to_lowercase().contains("\nhost:") {
        headers.push(("host".to_owned(), "localhost:3000".to_owned()));
    }
    Head {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
    }
}

fn status(request: &str) -> u16 {
    match answer(&head(request), &Site) {
        Reply::Whole { status, .. } => status,
        Reply::Events => 0,
    }
}

fn body(request: &str) -> String {
    match answer(&head(request), &Site) {
        Reply::Whole { bytes, .. } => String::from_utf8_lossy(&bytes).into_owned(),
        Reply::Events => String::new(),
    }
}

#[test]
fn files_of_the_site_are_answered() {
    assert_eq!(body("GET /"), "index.html");
    assert_eq!(body("GET /index.html?q=x"), "index.html");
    assert_eq!(body("GET /en/"), "en/index.html");
    assert_eq!(
        body("GET /ar/%D8%A7%D9%84%D8%AD%D9%82%D9%88%D9%82.html"),
        "ar/الحقوق.html"
    );
    assert_eq!(status("HEAD /en/index.html"), 200);
    assert_eq!(status("GET /en"), 308);
    assert_eq!(status("GET /nothing.html"), 404);
    assert_eq!(body("GET /nothing.html"), NO_PAGE);
    assert_eq!(status("GET /_preview/events"), 0);
}

#[test]
fn hosts_that_are_not_ours_are_refused() {
    for own in [
        "localhost:3000",
        "LOCALHOST:3000",
        "127.0.0.1:3000",
        "[::1]:3000",
    ] {
        assert_eq!(status(&format!("GET /\nHost: {own}")), 200, "{own}");
    }
    for other in [
        "example.org",
        "localhost",
        "localhost:3001",
        "localhost:3000.example.org",
        "127.0.0.1.example.org:3000",
        "192.168.1.2:3000",
        "",
    ] {
        assert_eq!(status(&format!("GET /\nHost: {other}")), 421, "{other}");
        assert_eq!(
            status(&format!("GET /_preview/events\nHost: {other}")),
            421,
            "{other}"
        );
    }
    assert_eq!(
        status("GET /\nHost: localhost:3000\nHost: localhost:3000"),
        400
    );
}

#[test]
fn pages_of_others_are_refused() {
    assert_eq!(status("GET /\nOrigin: http://localhost:3000"), 200);
    for origin in [
        "http://example.org",
        "https://localhost:3000",
        "null",
        "http://localhost:30000",
    ] {
        assert_eq!(status(&format!("GET /\nOrigin: {origin}")), 403, "{origin}");
    }
    assert_eq!(
        status("GET /en/index.html\nSec-Fetch-Site: cross-site"),
        403
    );
    assert_eq!(
        status("GET /_preview/events\nSec-Fetch-Site: cross-site"),
        403
    );
    let link =
        "GET /\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document";
    assert_eq!(status(link), 200);
    let frame =
        "GET /\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe";
    assert_eq!(status(frame), 403);
}

#[test]
fn nothing_but_reading_is_possible() {
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get",
    ] {
        assert_eq!(status(&format!("{method} /")), 405, "{method}");
    }
    assert_eq!(status("GET /\nContent-Length: 3"), 400);
    assert_eq!(status("GET /\nContent-Length: 0"), 200);
    assert_eq!(status("GET /\nTransfer-Encoding: chunked"), 400);
}

#[test]
fn addresses_lead_to_nothing_but_the_site() {
    for target in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/en/%2E%2E/%2E%2E/etc/passwd",
        "//etc/passwd",
        "/%252e%252e/x",
    ] {
        assert_eq!(status(&format!("GET {target}")), 404, "{target}");
    }
    for target in [
        "/a%00b",
        "/a\\b",
        "/%5c",
        "/%ff",
        "/%",
        "/%zz",
        "http://example.org/",
        "*",
    ] {
        assert_eq!(status(&format!("GET {target}")), 400, "{target}");
    }
    assert_eq!(status(&format!("GET /{}", "a".repeat(2048))), 414);
}

#[test]
fn nothing_of_a_request_comes_back() {
    let marker = "zzMARKERzz";
    let requests = [
        format!("GET /{marker}"),
        format!("GET /en?{marker}"),
        format!("GET /\nHost: {marker}"),
        format!("GET /\nOrigin: http://{marker}"),
        format!("{marker} /"),
        format!("GET /{marker}%00"),
    ];
    for request in requests {
        let Reply::Whole { headers, bytes, .. } = answer(&head(&request), &Site) else {
            unreachable!("{request} is answered whole");
        };
        assert!(
            !String::from_utf8_lossy(&bytes).contains(marker),
            "{request}"
        );
        assert!(!format!("{headers:?}").contains(marker), "{request}");
    }
}

#[test]
fn every_answer_carries_the_policy() {
    for request in [
        "GET /",
        "GET /nothing",
        "POST /",
        "GET /en",
        "GET /assets/drawing.svg",
    ] {
        let Reply::Whole { headers, .. } = answer(&head(request), &Site) else {
            unreachable!("{request} is answered whole");
        };
        assert_eq!(headers["X-Content-Type-Options"], "nosniff");
        assert_eq!(headers["Cache-Control"], "no-store");
        assert_eq!(headers["Referrer-Policy"], "no-referrer");
        assert_eq!(headers["Cross-Origin-Resource-Policy"], "same-origin");
        assert_eq!(headers["X-Frame-Options"], "DENY");
        assert!(headers["Content-Security-Policy"].starts_with("default-src 'none'"));
        assert!(
            !headers
                .keys()
                .any(|name| name.starts_with("Access-Control"))
        );
    }
}
