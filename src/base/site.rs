//! The finished site as a value: paths and their bytes, before anything is written anywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A relative path of a published file, with `/`, without `.` or `..`: `fr/state-duties.html`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(String);

impl SitePath {
    /// Takes a path whose segments are made of `[A-Za-z0-9._-]` and do not begin with two dots.
    pub fn new(path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let fits = |segment: &str| {
            !segment.is_empty()
                && segment != "."
                && !segment.starts_with("..")
                && segment
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        };
        path.split('/').all(fits).then_some(SitePath(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address that leads from this file to `target`, which may carry a `#fragment`.
    pub fn address_to(&self, target: &str) -> String {
        let mut address = String::with_capacity(target.len() + 6);
        let (target_path, fragment) = target.split_at(target.find('#').unwrap_or(target.len()));
        if target_path == self.0 && !fragment.is_empty() {
            return fragment.to_owned();
        }
        let mut here = self.0.split('/').peekable();
        let mut there = target_path.split('/').peekable();
        while here.peek() == there.peek()
            && here.clone().nth(1).is_some()
            && there.clone().nth(1).is_some()
        {
            here.next();
            there.next();
        }
        for _ in 1..here.count() {
            address.push_str("../");
        }
        for (index, segment) in there.enumerate() {
            if index > 0 {
                address.push('/');
            }
            address.push_str(segment);
        }
        address.push_str(fragment);
        address
    }
}

impl std::fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Every file of the published site. Bytes are shared, so that a copy of the site costs little.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Site {
    /// Path to bytes, in bytewise order of the paths.
    pub files: BTreeMap<SitePath, Arc<[u8]>>,
}

#[cfg(test)]
mod tests {
    use super::SitePath;

    #[test]
    fn addresses_are_relative() {
        let check = |from: &str, to: &str, expected: &str| {
            let path = SitePath::new(from).expect("a good path");
            assert_eq!(path.address_to(to), expected, "{from} → {to}");
        };
        check("en/a.html", "en/b.html", "b.html");
        check("en/a.html", "en/a.html#x", "#x");
        check("en/a.html", "en/a.html", "a.html");
        check("en/a.html", "fr/a.html#p--1", "../fr/a.html#p--1");
        check("en/instruments/iccpr.html", "en/a.html", "../a.html");
        check(
            "en/instruments/iccpr.html",
            "static/style.css",
            "../../static/style.css",
        );
        check(
            "en/a.html",
            "en/instruments/iccpr.html#art--19",
            "instruments/iccpr.html#art--19",
        );
        check("index.html", "en/index.html", "en/index.html");
        check("en/index.html", "index.html", "../index.html");
    }

    #[test]
    fn paths_cannot_leave_the_site() {
        for bad in [
            "", "/a", "a//b", "../a", "a/..", "a/./b", "a b", "a\\b", "ا", "a%2f",
        ] {
            assert!(SitePath::new(bad).is_none(), "{bad}");
        }
    }
}
