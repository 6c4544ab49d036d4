//! Mistakes seen in the finished site, and places where it cannot be published.

use super::mistakes;

mistakes! {
    /// A link, picture or script of a finished page leads nowhere. Links written in the content are checked where they
    /// are written, so this is nearly always a mistake of the theme.
    error "broken-link" broken_link(address: &str) {
        format!("the address `{address}` leads nowhere in the site");
        "correct it in the theme's template"
    }

    /// A page holds two elements with one `id`, so that a link to it is ambiguous.
    error "repeated-page-id" repeated_page_id(id: &str) {
        format!("the id `{id}` is used twice on the page");
        "ids of the theme begin with `hb-`; ids of the content are unique by construction"
    }

    /// Every page has exactly one `h1`, so that screen readers and outlines find its title.
    error "page-heading" page_heading(count: usize) {
        format!("the page has {count} `h1` elements instead of one")
    }

    /// Every page says its language and direction on its `html` element.
    error "page-language" page_language(attribute: &str) {
        format!("the page's `html` element has no `{attribute}`");
        "write it in the theme's frame"
    }

    /// The site's policy forbids scripts, styles and event handlers inside a page, and anything fetched from another server.
    error "forbidden-markup" forbidden_markup(what: &str) {
        format!("{what} is not allowed in a page");
        "put scripts and styles into files of the theme's `static` folder"
    }

    /// A page is larger than slow links bear. The limits are those of the handbook's promise to its readers, after compression.
    warning "over-budget" over_budget(size: &str, limit: &str, part: &str) {
        format!("{size} compressed, the budget is {limit}");
        format!("its largest part is {part}")
    }

    /// Two sources would be published under one address, or under addresses that differ only in case.
    error "address-taken" address_taken(address: &str, other: &str) {
        format!("the address `{address}` is already taken by {other}");
        "rename one of them"
    }
}
