//! Files for servers and search engines: `robots.txt`, `_headers`, `sitemap.xml` and each language's feed of changes.

use crate::base::html::escape;
use crate::base::site::Site;
use crate::base::site::SitePath;
use crate::link::order::LeafKind;
use crate::render::Edition;

/// The policy that every page carries, with what works only as a header.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script'; trusted-types hb; frame-ancestors 'none'";

/// Adds the files to the site.
pub(super) fn add(edition: &Edition<'_>, site: &mut Site) {
    let mut put = |name: String, text: String| {
        if let Some(path) = SitePath::new(name) {
            site.files.insert(path, text.into_bytes().into());
        }
    };
    put("_headers".into(), headers());
    let sitemap_line = edition.base_url.as_ref().map_or(String::new(), |base| {
        format!("Sitemap: {base}sitemap.xml\n")
    });
    put(
        "robots.txt".into(),
        format!("User-agent: *\nAllow: /\n{sitemap_line}"),
    );
    if let Some(base) = &edition.base_url {
        put("sitemap.xml".into(), sitemap(edition, base));
        for index in 0..edition.wordings.len() {
            put(
                format!("{}/feed.xml", edition.wordings[index].tag),
                feed(edition, base, index),
            );
        }
    }
}

fn headers() -> String {
    let common = format!(
        "  Content-Security-Policy: {POLICY}\n  Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff\n  Cross-Origin-Resource-Policy: same-origin\n"
    );
    // These keep their names in every edition, so that people can name them on the command line.
    let print_sheets: String = ["print", "print-a4", "print-letter", "print-endnotes"]
        .iter()
        .map(|name| format!("\n/static/{name}.css\n  ! Cache-Control\n  Cache-Control: no-cache\n"))
        .collect();
    let drawing = "default-src 'none'; style-src 'unsafe-inline'";
    format!(
        "/*\n{common}\n/static/*\n  Cache-Control: public, max-age=31536000, immutable\n{print_sheets}\n/assets/*.svg\n  ! Content-Security-Policy\n  Content-Security-Policy: {drawing}\n"
    )
}

/// Every page in every language that has its own text for it, with its translations.
fn sitemap(edition: &Edition<'_>, base: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let mut add = |languages: &[usize], path: &dyn Fn(usize) -> String, date: Option<&str>| {
        let links: String = languages
            .iter()
            .map(|index| {
                format!(
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                    escape(&edition.wordings[*index].html_tag),
                    escape(&format!("{base}{}", path(*index)))
                )
            })
            .collect();
        for index in languages {
            let address = escape(&format!("{base}{}", path(*index)));
            let date = date.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
            out.push_str(&format!("<url><loc>{address}</loc>{date}{links}</url>\n"));
        }
    };
    let all: Vec<usize> = (0..edition.wordings.len()).collect();
    add(
        &all,
        &|index| edition.leaf_path(index, "index"),
        Some(&edition.handbook.file.value.edition.date),
    );
    for (leaf, entry) in edition.links.order.leaves.iter().enumerate() {
        let own: Vec<usize> = all
            .iter()
            .copied()
            .filter(|index| edition.borrowed(*index, leaf).is_none())
            .collect();
        let reviewed = edition
            .handbook
            .source()
            .chapters
            .get(&entry.id)
            .and_then(|chapter| chapter.front.value.reviewed.as_deref());
        add(&own, &|index| edition.leaf_path(index, &entry.id), reviewed);
    }
    for instrument in edition.handbook.registry.value.instruments.keys() {
        add(
            &all,
            &|index| {
                format!(
                    "{}/{}",
                    edition.wordings[index].tag,
                    crate::render::fill::instrument_path(instrument)
                )
            },
            None,
        );
    }
    out.push_str("</urlset>\n");
    out
}

/// The chapters that the language has, the last reviewed first (Atom, RFC 4287).
fn feed(edition: &Edition<'_>, base: &str, index: usize) -> String {
    let wording = &edition.wordings[index];
    let edition_date = &edition.handbook.file.value.edition.date;
    let title = crate::render::pages::site_title(edition, index);
    let mut entries: Vec<(String, String)> = Vec::new();
    for (leaf, entry) in edition.links.order.markdown() {
        if edition.borrowed(index, leaf).is_some() || matches!(entry.kind, LeafKind::List) {
            continue;
        }
        let source = edition.handbook.source().chapters.get(&entry.id);
        let date = source
            .and_then(|chapter| chapter.front.value.reviewed.clone())
            .unwrap_or_else(|| edition_date.clone());
        let address = escape(&format!("{base}{}", edition.leaf_path(index, &entry.id)));
        let text = escape(edition.leaf_title(index, leaf));
        entries.push((
            date.clone(),
            format!("<entry><title>{text}</title><id>{address}</id><link href=\"{address}\"/><updated>{date}T00:00:00Z</updated></entry>\n"),
        ));
    }
    entries.sort_by(|(a, _), (b, _)| b.cmp(a));
    let home = escape(&format!("{base}{}", edition.leaf_path(index, "index")));
    let own = escape(&format!("{base}{}/feed.xml", wording.tag));
    let updated = entries
        .first()
        .map_or(edition_date.as_str(), |(date, _)| date.as_str());
    let list: String = entries.iter().map(|(_, entry)| entry.as_str()).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><title>{}</title><id>{home}</id><link href=\"{home}\"/><link rel=\"self\" href=\"{own}\"/><updated>{updated}T00:00:00Z</updated><author><name>{}</name></author>\n{list}</feed>\n",
        escape(&wording.html_tag),
        escape(&title),
        escape(&title)
    )
}
