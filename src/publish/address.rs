//! Addresses in finished files: the address and the file it stands in go in; where it leads comes out.

use std::borrow::Cow;

/// Where an address leads, as far as its text tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'address> {
    /// A file of the site, whether or not there is one, and an id in it (empty for none).
    Inside {
        path: Cow<'address, str>,
        fragment: &'address str,
    },
    /// `https:`, `http:` or `mailto:`.
    Outside,
    /// From the root of the host: the site would work at one place only.
    Rooted,
    /// With another scheme, at a host without a scheme, or empty: never right in a finished file.
    Forbidden,
    /// Nowhere: it leaves the site or is no address.
    Nowhere,
}

/// Resolves `address`, already unescaped, against the path of the file it stands in.
pub(super) fn resolve<'address>(file: &'address str, address: &'address str) -> Target<'address> {
    match scheme(address) {
        Some("https" | "http") if authority_and_path(address).is_some() => return Target::Outside,
        Some("mailto") => return Target::Outside,
        Some(_) => return Target::Forbidden,
        None => {}
    }
    if address.is_empty() || address.contains('\\') || address.starts_with("//") {
        return Target::Forbidden;
    }
    if address.starts_with('/') {
        return Target::Rooted;
    }
    let (before_fragment, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = before_fragment.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Target::Inside {
            path: Cow::Borrowed(file),
            fragment,
        };
    }
    let mut resolved = String::with_capacity(file.len() + path.len());
    resolved.push_str(file.rsplit_once('/').map_or("", |(folder, _)| folder));
    for segment in path.split('/') {
        match percent_decoded(segment).as_ref() {
            "." => {}
            ".." if resolved.is_empty() => return Target::Nowhere,
            ".." => resolved.truncate(resolved.rfind('/').unwrap_or(0)),
            decoded if decoded.is_empty() || decoded.contains('/') => return Target::Nowhere,
            decoded => {
                if !resolved.is_empty() {
                    resolved.push('/');
                }
                resolved.push_str(decoded);
            }
        }
    }
    Target::Inside {
        path: Cow::Owned(resolved),
        fragment,
    }
}

/// The path of the file of the site that an address leads to, if it leads to one.
pub fn path_of(file: &str, address: &str) -> Option<String> {
    match resolve(file, address) {
        Target::Inside { path, .. } => Some(path.into_owned()),
        Target::Outside | Target::Rooted | Target::Forbidden | Target::Nowhere => None,
    }
}

/// Paths of the site that a full address could mean, longest first: a page that is served at any depth can name files
/// only so, and which part of the address is the site's own place is not known here.
pub(super) fn from_any_base(address: &str) -> impl Iterator<Item = String> {
    let path = authority_and_path(address).map_or(address, |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.match_indices('/').map(move |(slash, _)| {
        let mut rest = path.get(slash + 1..).unwrap_or_default().to_owned();
        if rest.is_empty() || rest.ends_with('/') {
            rest.push_str("index.html");
        }
        rest
    })
}

fn authority_and_path(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let is_host = !authority.is_empty() && !authority.contains(['@', '\\', ' ']);
    (is_host && !scheme.contains('/')).then_some((authority, path))
}

/// The scheme of an address that has one (RFC 3986, section 3.1); only lower case is written by our renderer.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// `%D8%AD` → `ح`; a percent sign that begins no escape stays.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let digit = |at: usize| Some(char::from(*bytes.get(at)?).to_digit(16)? as u8);
        match (byte, digit(index + 1), digit(index + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                index += 3;
            }
            _ => {
                out.push(byte);
                index += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests {
    use super::Target;
    use super::from_any_base;
    use super::path_of;
    use super::percent_decoded;
    use super::resolve;

    #[test]
    fn relative_addresses_lead_to_files() {
        for (file, address, path, fragment) in [
            ("en/a.html", "b.html", "en/b.html", ""),
            ("en/a.html", "#x", "en/a.html", "x"),
            ("en/a.html", "?q=law#x", "en/a.html", "x"),
            ("en/a.html", "../fr/a.html?x=/../#p--1", "fr/a.html", "p--1"),
            (
                "en/instruments/iccpr.html",
                "../../static/a.css",
                "static/a.css",
                "",
            ),
            ("index.html", "./en/index.html", "en/index.html", ""),
            ("en/a.html", "%62.html#%D8%AD", "en/b.html", "%D8%AD"),
            ("en/a.html", "%2e%2E/b.html", "b.html", ""),
            ("en/a.html", "java\tscript:x", "en/java\tscript:x", ""),
        ] {
            let expected = Target::Inside {
                path: path.into(),
                fragment,
            };
            assert_eq!(resolve(file, address), expected, "{file} {address}");
        }
    }

    #[test]
    fn other_addresses() {
        let target = |address| resolve("en/a.html", address);
        for outside in [
            "https://example.org",
            "http://example.org/a?b",
            "mailto:a@b.c",
        ] {
            assert_eq!(target(outside), Target::Outside, "{outside}");
        }
        for forbidden in [
            "",
            "//example.org/a",
            "\\a",
            "javascript:x",
            "data:text/html,x",
            "HTTPS://a",
            "https:a",
            "https://",
            "https://a@b",
            "blob:x",
            "tel:1",
        ] {
            assert_eq!(target(forbidden), Target::Forbidden, "{forbidden}");
        }
        assert_eq!(target("/a.html"), Target::Rooted);
        for nowhere in ["../../a.html", "b/", "b//c.html", "b%2fc.html"] {
            assert_eq!(target(nowhere), Target::Nowhere, "{nowhere}");
        }
    }

    #[test]
    fn full_addresses_at_any_base() {
        let paths = |address| from_any_base(address).collect::<Vec<_>>();
        assert_eq!(
            paths("https://example.org/book/static/a.css?x#y"),
            ["book/static/a.css", "static/a.css", "a.css"]
        );
        assert_eq!(paths("/book/"), ["book/index.html", "index.html"]);
    }

    #[test]
    fn percent_signs() {
        for (text, expected) in [
            ("a%20b", "a b"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%D8%AD%E6%9D%83", "ح权"),
        ] {
            assert_eq!(percent_decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn pictures_are_found_where_they_are() {
        for alt in ["A cycle", "دورة", "周期"] {
            let html = format!(
                "<p>1 &lt; 2</p><img src=\"../assets/a.svg\" alt=\"{alt}\"><img alt=\"{alt}\" src=\"pictures/b.svg\">"
            );
            let found: Vec<String> = crate::publish::pictures(html.as_bytes())
                .into_iter()
                .collect();
            assert_eq!(found, ["../assets/a.svg", "pictures/b.svg"]);
        }
        for (page, address, path) in [
            ("ar/limits.html", "../assets/a.svg", Some("assets/a.svg")),
            (
                "zh/instruments/iccpr.html",
                "../pictures/b.svg",
                Some("zh/pictures/b.svg"),
            ),
            ("index.html", "assets/a.svg", Some("assets/a.svg")),
            ("index.html", "https://example.org/a.svg", None),
        ] {
            assert_eq!(path_of(page, address).as_deref(), path);
        }
    }
}
