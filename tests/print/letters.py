"""Text goes in; what is left of it whatever a PDF does to spaces, hyphens, ligatures and the order of a line comes out."""

import unicodedata
from collections import Counter


def letters(text):
    """The letters and digits of a text, in order: no spaces, marks, hyphens or ligatures."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo", "Nd"))


def bag(text):
    """How often each letter or digit stands in a text. The order of letters in a line of Arabic is not to be relied on."""
    return Counter(letters(text))


def lost(expected, found):
    """The letters of one bag that another does not hold, as text."""
    return "".join(sorted((expected - found).elements()))
