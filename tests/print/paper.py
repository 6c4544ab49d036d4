"""A PDF goes in; its pages, places, links, outline, fonts and tags come out."""

import re
from collections import Counter
from functools import cached_property

import pymupdf

from letters import letters

POINTS_PER_MM = 72 / 25.4
# Running heads stand above the body, folios below it; print.css leaves 22 mm and 24 mm.
HEAD_MM = 18
FOOT_MM = 20
# Where the body ends, seen from the foot.
BODY_END_MM = 24
# The numbers of paragraphs end before this, seen from the edge of the page.
GUTTER_MM = 35.7


class Paper:
    def __init__(self, path):
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.reset_mupdf_warnings()
        document = self.document = pymupdf.open(path)
        self.pages = [Page(page, index + 1) for index, page in enumerate(document)]
        # Places are counted from the foot of a page.
        self.places = {
            name: (to["page"] + 1, self.pages[to["page"]].height - to["to"][1] if to.get("to") else None)
            for name, to in document.resolve_names().items()
        }
        self.warnings = pymupdf.TOOLS.mupdf_warnings()
        self.outline = document.get_toc()
        self.title = document.metadata.get("title") or ""
        self.author = document.metadata.get("author") or ""
        self.lang = self.catalogue("Lang")
        self.marked = "Marked true" in self.catalogue("MarkInfo")

    def catalogue(self, key):
        kind, value = self.document.xref_get_key(self.document.pdf_catalog(), key)
        return "" if kind == "null" else value

    def tags(self):
        """How many elements of each kind the structure tree holds."""
        found = Counter()
        for xref in range(1, self.document.xref_length()):
            kind, value = self.document.xref_get_key(xref, "S")
            if kind == "name" and self.document.xref_get_key(xref, "P")[0] == "xref":
                found[value.strip("/")] += 1
        return found

    def fonts(self):
        """Whether each font is embedded; glyphs of Type 3 are drawn in the file itself."""
        found = {}
        for page in self.document:
            for _, extension, kind, name, *_ in page.get_fonts(full=True):
                found[name] = extension != "n/a" or kind == "Type3"
        return found

    def close(self):
        self.document.close()


class Page:
    def __init__(self, page, number):
        self.number = number
        self.page = page
        self.width, self.height = page.rect.width, page.rect.height
        raw = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
        lines = [line["spans"] for block in raw["blocks"] for line in block.get("lines", ())]
        # Lines of (character, box), a box being left, top, right, bottom in points.
        self.lines = [[(c["c"], c["bbox"]) for span in line for c in span["chars"]] for line in lines]
        # Runs of one font: (text, size in points, box).
        self.runs = [("".join(c["c"] for c in span["chars"]), span["size"], span["bbox"]) for line in lines for span in line]
        self.links = page.get_links()

    def text(self, top=0.0, bottom=1e9):
        """The text whose middle lies between two heights."""
        return "".join(c for line in self.lines for c, b in line if top <= (b[1] + b[3]) / 2 <= bottom)

    @property
    def foot(self):
        """Where the body ends."""
        return self.height - FOOT_MM * POINTS_PER_MM

    @cached_property
    def body(self):
        """The text without running heads and folios."""
        return self.text(HEAD_MM * POINTS_PER_MM, self.foot)

    def frames(self):
        """What is drawn, bars and borders: boxes in points."""
        return [drawing["rect"] for drawing in self.page.get_drawings()]

    def calls_at_line_starts(self):
        """Raised numbers with text behind them and nothing but a number of a paragraph before them."""
        edge = GUTTER_MM * POINTS_PER_MM
        found = []
        for text, size, box in self.runs:
            if text.strip("\u2060 ").isdigit() and size < 7.6 and box[0] > edge:
                beside = [(other, b) for other, other_size, b in self.runs if other.strip() and other_size > size + 1 and b[1] < (box[1] + box[3]) / 2 < b[3]]
                if beside and all(b[0] > box[0] for _, b in beside):
                    found.append(text.strip() + min(beside, key=lambda run: run[1][0])[0])
        return found

    @cached_property
    def letters(self):
        """The letters of the body."""
        return letters(self.body)

    def below(self, top):
        """The letters of the body from a height on."""
        return letters(self.text(top, self.foot))

    def folio(self):
        digits = re.findall(r"\d+", self.text(self.foot))
        return int(digits[0]) if digits else None

    def gutter(self, rtl):
        """Numbers of paragraphs in the gutter at the side where lines begin, from the top: (height in points, number)."""
        edge = GUTTER_MM * POINTS_PER_MM
        return sorted(
            (box[1], text.strip())
            for text, size, box in self.runs
            if text.strip().isdigit() and 6.8 < size < 7.2 and (self.width - box[0] < edge if rtl else box[2] < edge)
        )

    def linked(self, targets):
        """What is printed within the links to each target, each character once: engines draw several frames for one link."""
        frames = {}
        for link in self.links:
            if link.get("nameddest") in targets:
                frames.setdefault(link["nameddest"], []).append(link["from"])
        return {name: self.inside(boxes) for name, boxes in frames.items()}

    def inside(self, frames):
        """The text inside rectangles, line by line."""
        def holds(frame, b):
            x, y = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
            return frame.x0 - 1 <= x <= frame.x1 + 1 and frame.y0 - 1 <= y <= frame.y1 + 1

        lines = ("".join(c for c, b in line if any(holds(frame, b) for frame in frames)) for line in self.lines)
        return "\n".join(line for line in lines if line)
