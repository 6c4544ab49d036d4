"""A print.html goes in; what a PDF made from it must show comes out: headings, contents, references, notes and the text of each piece."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import tinyhtml5

from letters import bag, letters

HEADINGS = {f"h{level}" for level in range(1, 7)}


@dataclass
class Heading:
    id: str
    level: int
    text: str


@dataclass
class Note:
    paragraph: str
    inline: str
    text: str


@dataclass
class Piece:
    """A chapter, an annex, the opening of a part: whatever stands by itself in the book."""

    id: str
    title: str
    kind: str
    letters: Counter
    notes: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)
    links: int = 0
    table_heads: int = 0
    # Of its text, which is that of another language where it is borrowed.
    direction: str = ""
    # Those of its letters that stand in drawings.
    drawn: Counter = field(default_factory=Counter)
    drawn_words: list = field(default_factory=list)


class Book:
    def __init__(self, path):
        self.path = Path(path)
        self.source = self.path.read_text(encoding="utf-8")
        self.root = tinyhtml5.parse(self.source, namespace_html_elements=False)
        self.lang = self.root.get("lang") or ""
        self.direction = self.root.get("dir") or ""
        head = self.root.find("head")
        self.title = "".join(head.find("title").itertext()) if head.find("title") is not None else ""
        self.author = next((e.get("content") for e in head.iter("meta") if e.get("name") == "author"), "")
        self.elements = [e for e in self.root.iter() if isinstance(e.tag, str)]
        self.ids = [e.get("id") for e in self.elements if e.get("id") is not None]
        self.contents = [
            (a.get("href")[1:], text_of(a))
            for section in self.elements
            if "toc" in classes(section)
            for a in section.iter("a")
        ]
        self.references = [
            e.get("href")[1:]
            for e in self.elements
            if e.tag == "a" and classes(e) & {"xref", "ixl"} and (e.get("href") or "").startswith("#")
        ]
        self.headings = [Heading(e.get("id"), int(e.tag[1]), text_of(e)) for e in self.elements if e.tag in HEADINGS and e.get("id")]
        self.pieces = [piece(e, self.path, self.direction) for e in self.root.find("body").find("main") if e.tag in ("section", "nav", "header")]
        self.notes = [note for piece in self.pieces for note in piece.notes]
        self.words = page_words(self.path.parent / "print.css")

    def outline(self):
        """Parts, chapters and sections: (level, text), as a reader's outline must have them."""
        linked = {target for target, _ in self.contents}
        return [heading for heading in self.headings if heading.id in linked]


def classes(element):
    return set((element.get("class") or "").split())


def text_of(element, hidden=frozenset({"fnref", "fn", "pn", "only-screen"})):
    """The text of an element as print shows it, without notes and the numbers of paragraphs."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not classes(child) & hidden:
            parts.append(text_of(child, hidden))
        parts.append(child.tail or "")
    return "".join(parts)


def piece(element, path, direction):
    """What a section of the book must show: each note once, and addresses behind links to the web."""
    text = [text_of(element, frozenset({"fnref", "fn", "pn", "endnotes", "only-screen"}))]
    heading = next((e for e in element.iter() if e.tag in HEADINGS and e.get("id")), None)
    found = Piece("", "", element.get("class") or "", Counter())
    found.direction = next((e.get("dir") for e in element if "prose" in classes(e) and e.get("dir")), direction)
    if heading is not None:
        found.id, found.title = heading.get("id"), text_of(heading)
    paragraph = ""
    for e in element.iter():
        paragraph = e.get("id") if e.get("id") and re.search(r"--p--\d", e.get("id")) else paragraph
        kinds = classes(e) if isinstance(e.tag, str) else set()
        if "ext" in kinds and not e.get("href").startswith("mailto:"):
            text.append(e.get("href"))
        if "fn" in kinds:
            found.notes.append(Note(paragraph, e.get("id"), text_of(e)))
            text.append(text_of(e))
            text.append(e.get("data-n") * 2)
        if "fnref" in kinds and "again" in kinds:
            text.append(text_of(e))
        if "pn" in kinds:
            found.paragraphs.append(text_of(e))
            text.append(text_of(e))
        if kinds & {"xref", "ixl"} or e.tag == "a" and {"toc", "part"} & set(found.kind.split()):
            found.links += 1
        if e.tag == "thead":
            found.table_heads = max(found.table_heads, len(letters(text_of(e))))
        if e.tag == "img":
            text.append(drawn(path.parent / e.get("src")))
            found.drawn += bag(text[-1])
            found.drawn_words += words_as_read(path.parent / e.get("src"))
    found.letters = bag("\n".join(text))
    return found


def drawn(picture):
    """The words of a drawing."""
    if picture.suffix != ".svg" or not picture.exists():
        return ""
    return "\n".join("".join(e.itertext()) for e in ElementTree.parse(picture).iter("{http://www.w3.org/2000/svg}text"))


def words_as_read(picture):
    """The words of a drawing in the order of their letters, which the one for paper shows as shapes from the left."""
    original = picture.with_name(picture.name.replace(".print.svg", ".svg"))
    if original.suffix != ".svg" or not original.exists():
        return []
    texts = ElementTree.parse(original).iter("{http://www.w3.org/2000/svg}text")
    return [word for e in texts for part in e.itertext() for word in part.split()]


def page_words(sheet):
    """What stands before and after the number of a page in a reference, from the sheet of the language."""
    match = re.search(r'--pp0: "(.*?)"; --pp1: "(.*?)"', sheet.read_text(encoding="utf-8"))
    return match.groups() if match else ("", "")
