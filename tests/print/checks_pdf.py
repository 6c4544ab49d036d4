"""What must hold of a PDF of the book. Each check takes the book, the paper and the engine, and yields its faults as sentences."""

import re
from collections import Counter

from letters import bag, letters, lost
from paper import BODY_END_MM, POINTS_PER_MM

PAPERS_MM = {"a4": (210, 297), "letter": (215.9, 279.4)}
RTL_LANGUAGES = ("ar", "fa", "he", "ur")
LIST_LENGTH = 8


def faults(book, paper, engine, size):
    """Every fault of the paper, as sentences; of each check no more than a few."""
    for check in (complete, notes, contents, references, headings, folios, outline, tagged, metadata, links, margins, edges, calls, pages, fonts, paragraphs, direction, drawings):
        found = list(check(book, paper, engine, size))
        yield from (f"{check.__name__}: {fault}" for fault in found[:LIST_LENGTH])
        if len(found) > LIST_LENGTH:
            yield f"{check.__name__}: and {len(found) - LIST_LENGTH} more"


def extents(book, paper):
    """The pages of each piece: (piece, first, last). Each begins on a page of its own."""
    begun = []
    for piece in book.pieces:
        if piece.id in paper.places:
            begun.append((piece, paper.places[piece.id][0]))
        elif piece.title:
            # Chromium knows no places that nothing leads to, and nothing leads to the contents.
            after = begun[-1][1] if begun else 0
            first = next((page.number for page in paper.pages[after:] if page.letters.startswith(letters(piece.title))), None)
            begun += [(piece, first)] if first else []
    ends = [first - 1 for _, first in begun[1:]] + [len(paper.pages)]
    return [(piece, first, last) for (piece, first), last in zip(begun, ends)]


def complete(book, paper, engine, size):
    """Every letter of every piece is on its pages; more than its own letters only where page references add them."""
    reference = len(letters("".join(book.words))) + len(str(len(paper.pages)))
    for piece in book.pieces:
        if piece.title and piece not in [begun for begun, _, _ in extents(book, paper)]:
            yield f"{piece.title!r} is nowhere"
    for piece, first, last in extents(book, paper):
        found = Counter()
        for page in paper.pages[first - 1 : last]:
            found.update(page.letters)
        missing = lost(piece.letters, found)
        if engine == "chromium" and is_rtl(book):
            # Its ligatures come out as one of their letters; a lost sentence is far longer than this.
            spared = sum(piece.letters.values()) // 1000 + 4
            missing = missing.translate({ord(alef): None for alef in "اأإآ"})
            missing = missing if len(missing) > spared else ""
        if draws_without_letters(book, engine):
            missing = lost(Counter(missing), piece.drawn)
        if missing:
            yield f"{piece.id}, pages {first} to {last}: {len(missing)} letters are missing: {missing[:60]}"
        added = sum((found - piece.letters).values())
        # Heads of tables are repeated on every page they reach.
        allowed = 20 + sum(piece.letters.values()) // 100 + reference * piece.links + piece.table_heads * (last - first)
        if added > allowed:
            yield f"{piece.id}, pages {first} to {last}: {added} letters are too many"


def draws_without_letters(book, engine):
    """Chromium makes shapes of the Chinese letters in drawings, which say no more which letters they are."""
    return engine == "chromium" and book.lang.startswith("zh")


def notes(book, paper, engine, size):
    """Every note is there as often as it stands in the book; of the reference engine, on the page of its call or the next."""
    for piece, first, last in extents(book, paper):
        text = "".join(page.letters for page in paper.pages[first - 1 : last])
        wanted = Counter(letters(note.text) for note in piece.notes)
        if not is_rtl(book):
            for note, times in wanted.items():
                if text.count(note) < times and not split_over_pages(note, paper.pages[first - 1 : last]):
                    yield f"{piece.id}: a note is lost: {note[:60]}"
    if engine == "weasyprint":
        for piece in book.pieces:
            for note in piece.notes:
                place, called = paper.places.get(note.inline), paper.places.get(note.paragraph)
                if place is None:
                    yield f"{note.inline} is lost"
                elif called and not called[0] <= place[0] <= end_of(paper, note.paragraph) + 1:
                    yield f"{note.inline} stands on page {place[0]}, its paragraph begins on {called[0]}"


def end_of(paper, paragraph):
    """The page that a numbered paragraph, which may be a long list or table, reaches at most: that on which the next one begins."""
    chapter, _, number = paragraph.rpartition("--")
    following = paper.places.get(f"{chapter}--{int(number) + 1}") if number.isdigit() else None
    return (following or paper.places[paragraph])[0]


def split_over_pages(note, pages):
    """Whether a note begins at the foot of one page and ends at the foot of the next."""
    texts = [page.letters for page in pages]
    for before, after in zip(texts, texts[1:]):
        for cut in range(12, len(note) - 4):
            if note[:cut] in before and note[cut:] in after:
                return True
    return False


def contents(book, paper, engine, size):
    """The number that an entry prints is that of the page where its heading stands."""
    printed = printed_numbers(book, {target for target, _ in book.contents}, list(pages_of(book, paper, "toc")))
    for target, text in book.contents:
        place = paper.places.get(target)
        if place is None:
            yield f"{text!r} leads nowhere"
        elif place[0] not in printed.get(target, ()):
            yield f"{text!r} prints {sorted(printed.get(target, ()))}, its heading stands on page {place[0]}"


def pages_of(book, paper, kind):
    for piece, first, last in extents(book, paper):
        if kind in piece.kind.split():
            yield from paper.pages[first - 1 : last]


def printed_numbers(book, targets, pages):
    """The last numbers within the links to each target; a line of Arabic may come out in either order."""
    found = {}
    for page in pages:
        for name, text in page.linked(targets).items():
            runs = re.findall(r"\d+", text)
            found.setdefault(name, set()).update(int(run) for run in (runs[:1] if is_rtl(book) else []) + runs[-1:])
    return found


def references(book, paper, engine, size):
    """Page references of the text and the index name the page of their target; none is empty."""
    before, after = (re.escape(word.strip()) for word in book.words)
    form = re.compile(rf"{before}\s*(\d*)\s*{after}")
    targets = set(book.references)
    counted = 0
    for page in paper.pages:
        for name, text in page.linked(targets).items():
            # A line of Arabic may come out in any order: there the number must be among those of the link.
            own = str(paper.places[name][0])
            for number in [own] if is_rtl(book) and own in re.findall(r"\d+", text) else form.findall(text):
                counted += 1
                if not number or int(number) != paper.places[name][0]:
                    yield f"page {page.number} says {number or 'nothing'} of {name}, which stands on {paper.places[name][0]}"
    if counted * 10 < len(set(book.references)) * 9:
        yield f"{counted} page references of {len(book.references)}"


def headings(book, paper, engine, size):
    """A heading stands on the page of its place, and text follows it there."""
    at_foot = Counter()
    for note in book.notes:
        if note.inline in paper.places:
            at_foot[paper.places[note.inline][0]] += len(letters(note.text))
    for heading in book.outline():
        place = paper.places.get(heading.id)
        if place is None:
            yield f"{heading.text!r} has no place"
            continue
        page = paper.pages[place[0] - 1]
        own = letters(heading.text)
        if lost(Counter(own), Counter(page.letters)) if is_rtl(book) else own not in page.letters:
            yield f"{heading.text!r} is not on page {place[0]}"
            continue
        if place[1] is not None:
            if len(page.below(place[1] - 2)) - at_foot[place[0]] <= len(own):
                yield f"{heading.text!r} is the last line of page {place[0]}"


def folios(book, paper, engine, size):
    """The printed number is that of the page; a page without one is empty or opens the book or a part."""
    unnumbered = {"cover", "imprint", "part"}
    quiet = {page for piece, first, last in extents(book, paper) if set(piece.kind.split()) & unnumbered for page in range(first, last + 1)} | {1, 2}
    for page in paper.pages:
        folio = page.folio()
        if folio is None:
            if page.number not in quiet and letters(page.text()):
                yield f"page {page.number} has no number"
        elif folio != page.number and page.number not in quiet:
            yield f"page {page.number} says {folio}"
    firsts = {first for _, first, _ in extents(book, paper)}
    for page in paper.pages:
        if not letters(page.text()) and page.number + 1 not in firsts:
            yield f"page {page.number} is empty"


def outline(book, paper, engine, size):
    """Every part, chapter and section, at a depth of two or more, under clean titles."""
    entries = Counter(letters(title) for _, title, *_ in paper.outline)
    wanted = [heading for heading in book.outline()]
    missing = [heading.text for heading in wanted if not any(letters(heading.text) == entry for entry in entries)]
    if engine == "chromium":
        # Its titles are drawn from the page: a few come doubled, and those of Arabic in the order of the glyphs.
        bags = [Counter(entry) for entry in entries]
        missing = [text for text in missing if not any(not lost(bag(text), entry) for entry in bags)]
    for text in missing:
        yield f"{text!r} is not in it"
    if not any(level >= 2 for level, *_ in paper.outline):
        yield "it is flat"
    for level, title, page, *_ in paper.outline:
        if not title.strip() or "\n" in title or page < 1:
            yield f"{title!r} leads to page {page}"


def tagged(book, paper, engine, size):
    """A structure tree, in which headings and tables are at least as many as in the book."""
    if not paper.marked:
        yield "no mark"
        return
    tags = paper.tags()
    for name in ("h1", "h2", "h3", "table"):
        wanted = sum(e.tag == name and "only-screen" not in (e.get("class") or "") for e in book.elements)
        if tags[name.capitalize() if name == "table" else name.upper()] < wanted:
            yield f"{tags[name.upper()]} {name} of {wanted}"


def metadata(book, paper, engine, size):
    for name in ("title", "lang") + (("author",) if engine == "weasyprint" else ()):
        if getattr(paper, name) != getattr(book, name) or not getattr(paper, name):
            yield f"{name} is {getattr(paper, name)!r}, not {getattr(book, name)!r}"


def links(book, paper, engine, size):
    """Every link inside the book leads to a page; every other has an address of its own."""
    counted = 0
    for page in paper.pages:
        for link in page.links:
            name, address = link.get("nameddest"), link.get("uri") or link.get("file") or ""
            if name:
                counted += 1
                if name not in paper.places:
                    yield f"page {page.number}: {name} is nowhere"
            elif address and not re.match(r"(https?|mailto):", address):
                yield f"page {page.number}: {address} leaves the book"
            elif not address and not 0 <= link.get("page", -1) < len(paper.pages):
                yield f"page {page.number}: a link leads nowhere"
    if counted < len(book.contents):
        yield f"only {counted} links inside the book"


def margins(book, paper, engine, size):
    """No text within 12 mm of the sides or 7 mm of head and foot."""
    side, head = 12 * POINTS_PER_MM, 7 * POINTS_PER_MM
    for page in paper.pages:
        out = [
            c for line in page.lines for c, b in line
            if c.strip() and (b[0] < side or b[2] > page.width - side or not head < (b[1] + b[3]) / 2 < page.height - head)
        ]
        if out:
            yield f"page {page.number}: {''.join(out)[:40]!r}"


def edges(book, paper, engine, size):
    """No box of the next page shows its upper edge at the foot of a page."""
    for page in paper.pages:
        end = page.height - BODY_END_MM * POINTS_PER_MM
        if any(abs(frame.y0 - end) < 1 and frame.height > 20 for frame in page.frames()):
            yield f"page {page.number} ends with the edge of a box"


def calls(book, paper, engine, size):
    """No line begins with the call of a note, parted from what it belongs to."""
    if is_rtl(book):
        return
    for page in paper.pages:
        for start in page.calls_at_line_starts():
            yield f"page {page.number}: a line begins with a note: {start[:20]!r}"


def pages(book, paper, engine, size):
    wanted = [side * POINTS_PER_MM for side in PAPERS_MM[size]]
    for page in paper.pages:
        if abs(page.width - wanted[0]) > 1 or abs(page.height - wanted[1]) > 1:
            yield f"page {page.number} measures {page.width:.0f} by {page.height:.0f} points"


def fonts(book, paper, engine, size):
    for name, embedded in paper.fonts().items():
        if not embedded:
            yield f"{name} is not embedded"
    # Marks of direction have no glyph to show.
    lost_characters = [page.number for page in paper.pages if any(c == "\ufffd" and b[2] - b[0] > 0.5 for line in page.lines for c, b in line)]
    if lost_characters and not draws_without_letters(book, engine):
        yield f"characters without a letter on pages {lost_characters[:5]}"


def paragraphs(book, paper, engine, size):
    """Every number of a paragraph stands in the margin of its chapter, rising, beside its paragraph."""
    for piece, first, last in extents(book, paper):
        if not piece.paragraphs:
            continue
        gutters = [(page, page.gutter(piece.direction == "rtl")) for page in paper.pages[first - 1 : last]]
        found = [number for _, gutter in gutters for _, number in gutter]
        missing = Counter(piece.paragraphs) - Counter(found)
        if missing:
            yield f"{piece.id}: no {', '.join(list(missing)[:LIST_LENGTH])} in the margin"
        elif [int(number) for number in found] != sorted(int(number) for number in found):
            yield f"{piece.id}: the numbers do not rise"
        for page, gutter in gutters:
            # What follows a box that went to the next page without its number is at most another number.
            if gutter and page.below(gutter[-1][0] - 2).isdigit():
                yield f"page {page.number}: {gutter[-1][1]} stands alone at the foot"


def direction(book, paper, engine, size):
    """A book in a script from right to left is set flush right, in letters of the alphabet."""
    if not is_rtl(book):
        return
    shapes = sum("\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufeff" for page in paper.pages for c in page.text())
    if shapes:
        yield f"{shapes} characters are shapes, not letters"
    lefts, rights = [], []
    for piece, first, last in extents(book, paper):
        if piece.paragraphs and piece.direction == "rtl":
            for page in paper.pages[first - 1 : last]:
                rows = {}
                for line in page.lines:
                    for character, box in line:
                        if character.strip():
                            rows.setdefault(round(box[3] / 3), []).append(box)
                lefts += [round(min(b[0] for b in row)) for row in rows.values()]
                rights += [round(max(b[2] for b in row)) for row in rows.values()]
    common = [sum(times for _, times in Counter(ends).most_common(4)) for ends in (lefts, rights)]
    if common[1] <= common[0]:
        yield f"{common[1]} lines begin at the right, {common[0]} at the left"


def drawings(book, paper, engine, size):
    """In drawings too, the letters of a word follow one another from right to left, and none is a mark by itself."""
    if not is_rtl(book) or engine != "weasyprint":
        return
    for piece, first, last in extents(book, paper):
        found = "\n".join(page.body for page in paper.pages[first - 1 : last])
        if piece.drawn_words and "\u25cc" in found:
            yield f"{piece.id}: a mark stands over a dotted circle"
        found = letters(found)
        for word in piece.drawn_words:
            own = letters(word)
            # Lam and alef are one shape, whose letters come out in either order.
            if len(own) > 2 and not re.search("ل[اأإآ]", own) and own not in found:
                yield f"{piece.id}: {word!r} is in disorder"


def is_rtl(book):
    return book.lang.split("-")[0] in RTL_LANGUAGES
