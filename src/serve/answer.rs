//! The head of a request and what can be served go in; the answer comes out. Nothing here knows of sockets.
//!
//! Any page that is open in the author's browser can send requests to the preview. So it answers only who calls it by its
//! own name, reads nothing but addresses, writes nothing from a request into an answer, and has nothing to give but the
//! site, which is in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest address, in bytes.
const TARGET_BYTES_MAX: usize = 2048;

/// The policy of the site's pages, with what works only as a header.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script'; trusted-types hb; frame-ancestors 'none'";

/// Drawings carry their own style.
const DRAWING_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// What a request says before its body, which is never read.
#[derive(Debug, Default, Clone)]
pub(super) struct Head {
    /// `GET`.
    pub(super) method: String,
    /// `/en/index.html?q=x`, as it was sent.
    pub(super) target: String,
    /// Every header, names in small letters.
    pub(super) headers: Vec<(String, String)>,
}

impl Head {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let is_named = move |header: &&(String, String)| header.0 == name;
        self.headers
            .iter()
            .filter(is_named)
            .map(|(_, value)| value.as_str())
    }
}

/// What can be served.
pub(super) trait Shelf {
    /// The file at a path without a slash at its beginning, and its type.
    fn file(&self, path: &str) -> Option<File>;
    /// The port that the preview listens on.
    fn port(&self) -> u16;
}

/// A file that can be served.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Its bytes.
    pub(super) bytes: Arc<[u8]>,
    /// Its media type.
    pub(super) media_type: &'static str,
}

/// The answer to a request.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// Status, headers, bytes; of a `HEAD` request the bytes are not sent.
    Whole {
        /// HTTP status.
        status: u16,
        /// Names and values: constants, or from the map of the site.
        headers: BTreeMap<&'static str, String>,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
    /// The stream of events.
    Events,
}

/// Where the stream of events is.
pub(super) const EVENTS: &str = "_preview/events";

/// Answers a request.
pub(super) fn answer(head: &Head, shelf: &dyn Shelf) -> Reply {
    if head.target.len() > TARGET_BYTES_MAX {
        return refuse(414, "The address is too long.\n");
    }
    let mut hosts = head.all("host");
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return refuse(400, "A request names one host.\n");
    };
    let is_own = |host: &str| {
        let host = host.to_ascii_lowercase();
        let names = ["localhost", "127.0.0.1", "[::1]"];
        names
            .iter()
            .any(|name| host == format!("{name}:{}", shelf.port()))
    };
    if !is_own(host) {
        return refuse(421, "The preview answers to localhost alone.\n");
    }
    let is_own_origin = |origin: &str| origin.strip_prefix("http://").is_some_and(is_own);
    if !head.all("origin").all(is_own_origin) {
        return refuse(403, "The preview answers its own pages alone.\n");
    }
    let is_from_elsewhere = head
        .all("sec-fetch-site")
        .any(|site| matches!(site, "cross-site" | "same-site"));
    let is_plain_navigation =
        head.all("sec-fetch-mode").eq(["navigate"]) && head.all("sec-fetch-dest").eq(["document"]);
    if is_from_elsewhere && !is_plain_navigation {
        return refuse(403, "The preview answers its own pages alone.\n");
    }
    if !matches!(head.method.as_str(), "GET" | "HEAD") {
        let mut reply = refuse(405, "The preview can only be read.\n");
        if let Reply::Whole { headers, .. } = &mut reply {
            headers.insert("Allow", "GET, HEAD".to_owned());
        }
        return reply;
    }
    let has_body = head.all("transfer-encoding").next().is_some()
        || head
            .all("content-length")
            .any(|length| length.trim() != "0");
    if has_body {
        return refuse(400, "A request has no body.\n");
    }
    let Some(path) = decoded_path(&head.target) else {
        return refuse(400, "The address is not one.\n");
    };
    if path == EVENTS {
        return match head.method.as_str() {
            "GET" => Reply::Events,
            _ => refuse(405, "Events are a stream.\n"),
        };
    }
    match shelf.file(&path) {
        Some(file) => {
            let policy = match file.media_type {
                "image/svg+xml" => DRAWING_POLICY,
                _ => POLICY,
            };
            reply(200, file.media_type, policy, file.bytes)
        }
        // A folder's address leads to its first page; where to, the site says, not the request.
        None => match shelf.file(&index_of(&path)) {
            Some(_) if !path.is_empty() && !path.ends_with('/') => {
                let mut reply = refuse(308, "The address ends with a slash.\n");
                if let Reply::Whole { headers, .. } = &mut reply {
                    headers.insert("Location", format!("/{path}/"));
                }
                reply
            }
            Some(file) => reply(200, file.media_type, POLICY, file.bytes),
            None => match shelf.file(NO_PAGE) {
                Some(page) => reply(404, page.media_type, POLICY, page.bytes),
                None => refuse(404, "There is no such page.\n"),
            },
        },
    }
}

/// What is shown where there is no page: it waits for one.
pub(super) const NO_PAGE: &str = "_preview/no-page.html";

fn index_of(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" => "index.html".to_owned(),
        folder => format!("{folder}/index.html"),
    }
}

/// The path of an address: without its query, percent signs decoded once, without the slash at its beginning.
fn decoded_path(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    let path = String::from_utf8(bytes).ok()?;
    let is_plain = !path
        .chars()
        .any(|character| character.is_control() || character == '\\');
    is_plain.then_some(path)
}

fn refuse(status: u16, words: &'static str) -> Reply {
    reply(
        status,
        "text/plain; charset=utf-8",
        POLICY,
        words.as_bytes().into(),
    )
}

fn reply(status: u16, media_type: &'static str, policy: &'static str, bytes: Arc<[u8]>) -> Reply {
    let headers = [
        ("Content-Type", media_type),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ];
    Reply::Whole {
        status,
        headers: headers.map(|(name, value)| (name, value.to_owned())).into(),
        bytes,
    }
}

/// The media type of a file of the site, by its ending.
pub(super) fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
