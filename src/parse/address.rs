//! The address of a link or picture goes in; a checked address comes out. There is no second road for addresses.

use url::Url;

/// A checked address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An id on the same page.
    Anchor(String),
    /// Another Markdown file of the same folder, and perhaps an id in it.
    Page(String, Option<String>),
    /// A file of the same folder, by its path below it.
    File(String),
    /// A file of `content/assets/`, by its path below it.
    Asset(String),
    /// An address on the web, written anew from its parsed parts.
    Web(Url),
    /// An address for mail.
    Mail(String),
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing at all.
    Empty,
    /// Control characters, white space, a backslash, or a path of characters that do not work everywhere.
    Characters,
    /// `//host`: which scheme it has depends on where the page is opened.
    NoScheme,
    /// `javascript:`, `data:` and everything else that is not https, http or mailto.
    Scheme,
    /// A user name or password before the host.
    UserName,
    /// A path that leaves the language's folder and is not in `../assets/`.
    Outside,
}

impl Refusal {
    /// What is wrong with the address, to be read behind it.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::Empty => "is empty",
            Refusal::Characters => "holds characters that do not work in addresses",
            Refusal::NoScheme => "begins with `//`, so that it depends on where the page is opened",
            Refusal::Scheme => "has a scheme that is not allowed",
            Refusal::UserName => "hides its server behind a user name",
            Refusal::Outside => "leaves the folder of its language",
        }
    }
}

/// Checks an address after the parser has decoded it.
///
/// # Errors
/// [`Refusal`] says why it must not be published.
pub fn read_address(decoded: &str) -> Result<Address, Refusal> {
    let bad = |character: char| {
        character.is_control()
            || character.is_whitespace()
            || character == '\\'
            || is_direction_character(character)
    };
    if decoded.is_empty() {
        return Err(Refusal::Empty);
    }
    if decoded.contains(bad) {
        return Err(Refusal::Characters);
    }
    if let Some(anchor) = decoded.strip_prefix('#') {
        return Ok(Address::Anchor(anchor.to_owned()));
    }
    if decoded.starts_with("//") {
        return Err(Refusal::NoScheme);
    }
    if let Some(scheme) = scheme_of(decoded) {
        return read_absolute(decoded, &scheme.to_ascii_lowercase());
    }
    read_relative(decoded)
}

/// Characters that turn the direction of what follows.
fn is_direction_character(character: char) -> bool {
    matches!(character as u32, 0x200B..=0x200F | 0x202A..=0x202E | 0x2066..=0x2069 | 0x061C)
}

fn scheme_of(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    fits.then_some(scheme)
}

fn read_absolute(decoded: &str, scheme: &str) -> Result<Address, Refusal> {
    let url = Url::parse(decoded).map_err(|_| Refusal::Characters)?;
    match scheme {
        "https" | "http" if !url.username().is_empty() || url.password().is_some() => {
            Err(Refusal::UserName)
        }
        "https" | "http" => Ok(Address::Web(url)),
        "mailto" => Ok(Address::Mail(url.to_string())),
        _ => Err(Refusal::Scheme),
    }
}

fn read_relative(decoded: &str) -> Result<Address, Refusal> {
    let (path, anchor) = match decoded.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (decoded, None),
    };
    let path = path.strip_prefix("./").unwrap_or(path);
    let segment_fits = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    let (below_assets, path) = match path.strip_prefix("../assets/") {
        Some(below) => (true, below),
        None => (false, path),
    };
    if path.starts_with('/') || path.split('/').any(|segment| segment == "..") {
        return Err(Refusal::Outside);
    }
    if !path.split('/').all(segment_fits) {
        return Err(Refusal::Characters);
    }
    match path.strip_suffix(".md") {
        _ if below_assets => Ok(Address::Asset(path.to_owned())),
        Some(page) if !page.contains('/') => Ok(Address::Page(page.to_owned(), anchor)),
        _ => Ok(Address::File(path.to_owned())),
    }
}

/// Whether a link's text reads as an address with another host than the one it leads to.
pub fn is_deceptive(text: &str, target: &Url) -> bool {
    let text = text.trim();
    let with_scheme = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    // Of names without `www.` only those at the end of which everybody sees an address: `art.19` and `map.svg` are none.
    let host_end = text
        .split('/')
        .next()
        .and_then(|host| host.rsplit_once('.'));
    let ends_like_host = host_end.is_some_and(|(name, end)| {
        !name.is_empty() && matches!(end, "org" | "com" | "net" | "int" | "gov" | "edu" | "info")
    });
    let looks_like_address = !text.contains(char::is_whitespace)
        && (text.contains("://") || text.starts_with("www.") || ends_like_host);
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    looks_like_address && Url::parse(&with_scheme).is_ok_and(|shown| host(&shown) != host(target))
}

#[cfg(test)]
mod tests {
    use super::Address;
    use super::Refusal;
    use super::is_deceptive;
    use super::read_address;

    #[test]
    fn good_addresses() {
        let web = |text: &str| Ok(Address::Web(text.parse().expect("an address")));
        assert_eq!(
            read_address("https://www.un.org/"),
            web("https://www.un.org/")
        );
        assert_eq!(
            read_address("#remedy"),
            Ok(Address::Anchor("remedy".into()))
        );
        assert_eq!(
            read_address("state-duties.md#remedy"),
            Ok(Address::Page("state-duties".into(), Some("remedy".into())))
        );
        assert_eq!(
            read_address("../assets/timeline.svg"),
            Ok(Address::Asset("timeline.svg".into()))
        );
        assert_eq!(
            read_address("pictures/a.png"),
            Ok(Address::File("pictures/a.png".into()))
        );
        assert_eq!(
            read_address("mailto:a@example.org"),
            Ok(Address::Mail("mailto:a@example.org".into()))
        );
    }

    #[test]
    fn refused_addresses() {
        let cases = [
            ("javascript:alert(1)", Refusal::Scheme),
            ("JaVaScRiPt:alert(1)", Refusal::Scheme),
            ("data:text/html,x", Refusal::Scheme),
            ("java\tscript:alert(1)", Refusal::Characters),
            ("//evil.example/x", Refusal::NoScheme),
            ("https://user@evil.example/", Refusal::UserName),
            ("https:\\\\evil.example", Refusal::Characters),
            ("../../etc/passwd", Refusal::Outside),
            ("../fr/x.md", Refusal::Outside),
            ("/etc/passwd", Refusal::Outside),
            ("..%2f..%2fx", Refusal::Characters),
            ("حق.md", Refusal::Characters),
            ("权利.md", Refusal::Characters),
            ("", Refusal::Empty),
        ];
        for (address, refusal) in cases {
            assert_eq!(read_address(address), Err(refusal), "{address}");
        }
    }

    #[test]
    fn deceptive_texts() {
        let un = "https://www.un.org/a".parse().expect("an address");
        assert!(is_deceptive("https://ohchr.org", &un));
        assert!(is_deceptive("www.ohchr.org", &un));
        assert!(is_deceptive("ohchr.org/ar", &un));
        assert!(!is_deceptive("un.org/zh", &un));
        assert!(!is_deceptive("map.svg", &un));
        assert!(!is_deceptive("https://un.org/other", &un));
        assert!(!is_deceptive("the United Nations", &un));
        assert!(!is_deceptive("الأمم المتحدة", &un));
    }
}
