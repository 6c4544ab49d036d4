"""What must hold of print.html itself, whatever engine comes after."""

import re
from collections import Counter

from book import classes, text_of
from letters import letters

RTL = ("ar", "fa", "he", "ur", "ps", "ckb", "dv")


def faults(book):
    """Every fault of the page, as sentences."""
    for check in (language, head, ids, links, alone, pictures, contents, notes):
        for fault in check(book):
            yield f"{check.__name__}: {fault}"


def language(book):
    if not book.lang:
        yield "html has no lang"
    expected = "rtl" if book.lang.split("-")[0] in RTL else "ltr"
    if book.direction != expected:
        yield f"dir is {book.direction!r}, of {book.lang!r} it is {expected!r}"


def head(book):
    if not re.search(r"<head>\s*<meta charset=.?utf-8", book.source, re.I):
        yield "the character set does not come first"
    for name in ("title", "author"):
        if not getattr(book, name).strip():
            yield f"no {name}"
    if not any(e.get("name") == "dcterms.created" and e.get("content") for e in book.root.iter("meta")):
        yield "no date"


def ids(book):
    for id, count in Counter(book.ids).items():
        if count > 1:
            yield f"{id} stands {count} times"
        if not id or re.search(r"[\s%]", id):
            yield f"{id!r} is no plain id"


def links(book):
    known = set(book.ids)
    for e in book.elements:
        href = e.get("href")
        if e.tag == "a" and href is not None:
            if href.startswith("#"):
                if href[1:] not in known:
                    yield f"{href} leads nowhere"
            elif not re.match(r"(https?|mailto):", href):
                yield f"{href} leaves the book"
        for name in ("aria-labelledby", "aria-describedby", "aria-details", "headers", "for"):
            for id in (e.get(name) or "").split():
                if id not in known:
                    yield f"{name} names {id}, which is not there"


def alone(book):
    for e in book.elements:
        if e.tag in ("script", "style", "iframe", "object") or e.get("style"):
            yield f"a {e.tag} with script or style in the page"
        for name in ("src", "srcset", "data", "poster"):
            if re.match(r"(https?:)?//", e.get(name) or ""):
                yield f"{e.get(name)} is fetched from elsewhere"


def pictures(book):
    for e in book.elements:
        if e.tag == "img" and not (e.get("alt") or "").strip():
            yield f"{e.get('src')} has no alternative text"


def contents(book):
    """Every part, chapter and section, in order, with its number."""
    toc = [e for e in book.elements if e.get("role") == "doc-toc"]
    listed = [(a.get("href"), title_of(a)) for nav in toc for a in nav.iter("a")]
    wanted = []
    for e in book.elements:
        if e.tag in ("h1", "h2", "h3") and e.get("id"):
            number = next((text_of(child) for child in e if "num" in classes(child)), None)
            if number or "opening" in classes(e) or e.get("id").startswith("book--part"):
                wanted.append(("#" + e.get("id"), title_of(e)))
    missing = [text for href, text in wanted if href not in {href for href, _ in listed}]
    for text in missing:
        yield f"{text!r} is not in the contents"
    places = {href: at for at, (href, _) in enumerate(wanted)}
    order = [places[href] for href, _ in listed if href in places]
    if order != sorted(order):
        yield "the order is not that of the book"
    texts = dict(wanted)
    for href, text in listed:
        if href in texts and letters(texts[href]) != letters(text):
            yield f"{text!r} is called {texts[href]!r} in the book"


def title_of(element):
    """A title without its number: annexes say "Annex A" at their head and "A" in the contents."""
    return text_of(element, frozenset({"num", "no", "eyebrow", "fnref", "fn"}))


def notes(book):
    """Calls, inline notes and endnotes say the same."""
    by_id = {e.get("id"): e for e in book.elements if e.get("id")}
    calls = [e for e in book.elements if "fnref" in classes(e) and "again" not in classes(e)]
    inline = [e for e in book.elements if "fn" in classes(e)]
    ends = [li for e in book.elements if "endnotes" in classes(e) for li in e.iter("li") if "--fn--" in (li.get("id") or "")]
    if not len(calls) == len(inline) == len(ends):
        yield f"{len(calls)} calls, {len(inline)} notes beside them, {len(ends)} at the end of chapters"
    for call in calls:
        number = text_of(call, frozenset())
        beside = by_id.get(call.get("id").replace("--fnref--", "--fni--"))
        end = by_id.get(call.get("href")[1:])
        if beside is None or end is None:
            yield f"{call.get('id')} has no note"
            continue
        if not int(number) == int(beside.get("data-n")) == int(end.get("value")):
            yield f"{call.get('id')} is {number}, its note {beside.get('data-n')} and {end.get('value')}"
        said = text_of(end, frozenset({"back", "mark"}))
        if letters(said) != letters(text_of(beside)):
            yield f"{call.get('id')} says {text_of(beside)!r} beside the call and {said!r} at the end"
