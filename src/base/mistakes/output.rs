//! Mistakes seen in the finished site, and places where it cannot be published.

use super::mistakes;

mistakes! {
    /// A link, picture or script of a finished page leads nowhere. Links written in the content are checked where they
    /// are written, so this is nearly always a mistake of the theme.
    error "broken-link" broken_link(address: &str) {
        format!("the address `{address}` leads nowhere in the site");
        "correct it in the theme's template"
    }

    /// A link leads to a page of the site, but to a place that this page does not have. Links written in the content are
    /// checked where they are written, so this is nearly always a mistake of the theme.
    error "missing-fragment" missing_fragment(address: &str, page: &str) {
        format!("the address `{address}` leads to an id that `{page}` does not have");
        "correct it in the theme's template"
    }

    /// A finished page or style sheet names an address that it may not name. A reader's visit must stay between the reader
    /// and the site: only a link that a reader follows (`a`) leads outside, to `https:`, `http:` or `mailto:`, and only
    /// `link` with `rel="canonical"` or `rel="alternate"` names the site by its full address. Everything else is relative,
    /// so that the site works in any folder and from a USB stick.
    error "forbidden-address" forbidden_address(address: &str) {
        format!("the address `{address}` is not allowed here");
        "write a relative address; only a link of the text (`a`) leads outside, to `https:`, `http:` or `mailto:`"
    }

    /// A page holds two elements with one `id`, so that a link to it is ambiguous.
    error "repeated-page-id" repeated_page_id(id: &str) {
        format!("the id `{id}` is used twice on the page");
        "ids of the theme begin with `hb-`; ids of the content are unique by construction"
    }

    /// Every page has exactly one `h1`, so that screen readers and outlines find its title.
    error "page-heading" page_heading(count: usize) {
        format!("the page has {count} `h1` elements instead of one");
        "make the title of the page its only `h1`"
    }

    /// Every page says its language and direction on its `html` element.
    error "page-language" page_language(attribute: &str) {
        format!("the page's `html` element has no `{attribute}`");
        "write it in the theme's frame"
    }

    /// Every page carries the site's policy, so that even a mistake in it cannot run a script or tell anyone that the page
    /// was opened: `default-src 'none'` first, then only `'self'`, before anything that is fetched, and no referrer.
    error "page-policy" page_policy(problem: &str) {
        problem;
        "write the site's policy into the theme's frame, at the beginning of `head`"
    }

    /// The site's policy forbids scripts, styles and event handlers inside a page, frames, plug-ins and whatever a browser
    /// could read otherwise than this program does.
    error "forbidden-markup" forbidden_markup(what: &str) {
        format!("{what} is not allowed in a page");
        "put scripts and styles into files of the theme's `static` folder"
    }

    /// A page is larger than slow links bear. The limits are those of the handbook's promise to its readers, after compression.
    warning "over-budget" over_budget(what: &str, size: &str, limit: &str, part: &str) {
        format!("{what} {size} compressed, the budget is {limit}");
        format!("its largest part is {part}")
    }

    /// A page asks for more files than slow links bear: each one costs a journey to the server and back.
    warning "too-many-requests" too_many_requests(count: usize, limit: usize, part: &str) {
        format!("the page makes {count} requests, the budget is {limit}");
        format!("its largest part is {part}")
    }

    /// Two sources would be published under one address, or under addresses that differ only in case.
    error "address-taken" address_taken(address: &str, other: &str) {
        format!("the address `{address}` is already taken by {other}");
        "rename one of them"
    }
    /// The site cannot be published at this place without risk for what is already there. The output is replaced as a
    /// whole at every build, so it must be a folder of its own: a new or empty one, or one that this program wrote.
    error "output-refused" output_refused(reason: &str) {
        format!("the site cannot be published here: {reason}");
        "name a new or empty folder with `--out`"
    }

    /// The output folder holds files that this program did not write. They would be lost, so nothing is touched.
    error "foreign-files" foreign_files(files: &str) {
        format!("the output folder holds files that are not part of the site: {files}");
        "move them elsewhere: the folder is replaced as a whole at every build"
    }

    /// Only one build at a time publishes to a place.
    error "output-locked" output_locked() {
        "another build is publishing here";
        "wait until it has ended"
    }

    /// The system refused to do what publishing needs: a full disk, a folder that cannot be written. The site that was
    /// there is unchanged.
    error "output-failed" output_failed(action: &str, answer: &str) {
        format!("cannot {action}: {answer}");
        "see that the place can be written and has room, then build again"
    }

    /// A published file was changed by hand since the last build. The new site replaces it.
    warning "edited-output" edited_output() {
        "the published file was changed by hand and has been replaced";
        "change the content or the theme instead"
    }

    /// The new site is live, but the system did not confirm that it would survive a power cut.
    warning "output-not-durable" output_not_durable(answer: &str) {
        format!("the new site may not survive a power cut: {answer}");
        "let your account read the folder around the site, then build again"
    }

    /// The new site is live, but what it replaced could not be removed. The next build tries again.
    warning "old-output-left" old_output_left(answer: &str) {
        format!("the replaced site could not be removed: {answer}");
        "the next build tries again"
    }
}
