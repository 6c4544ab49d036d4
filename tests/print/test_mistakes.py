"""The checks find what they are for: a small sound book in three scripts has no fault, and every way to spoil it is told."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pymupdf

import check
import checks_html
import checks_pdf
import chromium
from book import Book
from paper import POINTS_PER_MM, Paper

ROOT = Path(__file__).resolve().parents[2]
folder = site = None


def setUpModule():
    """Builds the small handbook of the golden tests."""
    global folder, site
    folder = tempfile.TemporaryDirectory()
    project, site = Path(folder.name) / "project", Path(folder.name) / "public"
    shutil.copytree(ROOT / "tests/golden/project", project)
    shutil.copytree(ROOT / "i18n", project / "i18n")
    subprocess.run([os.environ["HANDBOOK"], "build", "--root", project, "--out", site], check=True, capture_output=True)


def tearDownModule():
    folder.cleanup()


def page(language, *changes):
    """The book of a language, with changes, each a pair of a pattern and what to put there once."""
    html = site / language / "print.html"
    if changes:
        text = html.read_text(encoding="utf-8")
        for pattern, new in changes:
            text, count = re.subn(pattern, new, text, count=1, flags=re.S)
            assert count, f"{pattern} is not in the book"
        html = html.with_name("changed.html")
        html.write_text(text, encoding="utf-8")
    return html


def sheet(text):
    path = Path(folder.name) / "user.css"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(html, pdf, engine="weasyprint", size="a4"):
    return list(checks_pdf.faults(Book(html), Paper(pdf), engine, size))


class Html(unittest.TestCase):
    def test_sound_books_have_no_fault(self):
        for language in ("en", "ar", "zh"):
            self.assertEqual([], list(checks_html.faults(Book(page(language)))), language)

    def test_every_mistake_is_found(self):
        for check_name, change in {
            "language": (r'<html lang="en"', "<html"),
            "head": (r'<meta charset="utf-8">', ""),
            "ids": (r'id="limits--p--2"', 'id="limits--p--1"'),
            "links": (r'href="#limits--limitation-test"', 'href="#limits--nowhere"'),
            "alone": (r"</body>", '<script src="https://example.org/x.js"></script></body>'),
            "pictures": (r'<img ([^>]*)alt="[^"]*"', r"<img \1"),
            "contents": (r'<li><a href="#limits--limitation-test">.*?</li>', ""),
            "notes": (r'<li id="state-duties--fn--1".*?</li>', ""),
        }.items():
            with self.subTest(check_name):
                faults = list(checks_html.faults(Book(page("en", change))))
                self.assertTrue(any(fault.startswith(check_name + ":") for fault in faults), faults)


class Pdf(unittest.TestCase):
    def assert_told(self, names, faults):
        told = {fault.split(":")[0] for fault in faults}
        self.assertEqual(set(), set(names) - told, faults)

    def test_sound_books_have_no_fault(self):
        for language in ("en", "ar", "zh"):
            for engine in ("weasyprint", "chromium"):
                with self.subTest(f"{language} {engine}"):
                    pdf = site / f"{language}-{engine}.pdf"
                    if engine == "weasyprint":
                        self.assertEqual([], check.weasyprint(page(language), pdf))
                    else:
                        chromium.make(os.environ["CHROMIUM"], page(language), pdf, "a4")
                    self.assertEqual([], faults_of(page(language), pdf, engine))

    def test_what_is_lost_on_the_way_is_told(self):
        """The PDF is made from a spoilt page and compared with the sound one."""
        pdf = site / "spoilt.pdf"
        for language in ("en", "ar", "zh"):
            with self.subTest(language):
                changes = [
                    (r' lang="[^"]*" dir', " dir"),
                    (r"<title>.*?</title>", "<title>Untitled</title>"),
                    (r'(<p class="n" id="state-duties--p--2">)<span class="pn">2</span>.*?</p>', r"\1</p>"),
                    (r'<span class="fn" id="state-duties--fni--1".*?</span>', ""),
                    (r'href="#limits--limitation-test"', 'href="#limits--nowhere"'),
                ]
                html = page(language, *changes)
                told = check.weasyprint(html, pdf)
                self.assertTrue(any("limits--nowhere" in line for line in told), told)
                self.assert_told(["complete", "notes", "metadata", "paragraphs", "contents"], faults_of(page(language), pdf))

    def test_a_spoilt_sheet_is_told(self):
        pdf = site / "sheet.pdf"
        rules = """
            @page { margin-left: 5mm !important; margin-right: 5mm !important }
            a.xref::after { content: " (p. 1)" !important } .toc a::after { content: "1" !important }
            .prose h3 { bookmark-level: none !important } @page { @bottom-left { content: "7" !important } }
        """
        check.weasyprint(page("en"), pdf, [sheet(rules)])
        self.assert_told(["contents", "references", "outline", "margins", "folios", "pages"], faults_of(page("en"), pdf, size="letter"))

    def test_a_heading_at_the_foot_is_told(self):
        pdf = site / "foot.pdf"
        rules = ".prose h3 { break-after: page !important } .prose h3 + * { break-before: auto !important }"
        check.weasyprint(page("en"), pdf, [sheet(rules)])
        self.assert_told(["headings"], faults_of(page("en"), pdf))

    def test_a_number_and_an_edge_left_behind_are_told(self):
        """What browsers leave at the foot of a page when a box goes to the next, drawn into a sound PDF."""
        sound, pdf = site / "behind-sound.pdf", site / "behind.pdf"
        check.weasyprint(page("en"), sound)
        number = next(page.number for page in Paper(sound).pages if page.gutter(False) and not page.below(page.foot - 60))
        with pymupdf.open(sound) as document:
            foot = document[number - 1].rect.height - 24 * POINTS_PER_MM
            document[number - 1].insert_text((27 * POINTS_PER_MM, foot - 3), "99", fontsize=7)
            document[number - 1].draw_rect((100, foot + 0.1, 400, foot + 60))
            document.save(pdf)
        faults = faults_of(page("en"), pdf)
        self.assert_told(["edges"], faults)
        self.assertTrue(any("stands alone" in fault for fault in faults), faults)

    def test_a_note_at_the_start_of_a_line_is_told(self):
        pdf = site / "call.pdf"
        rules = ".fn::footnote-call { content: '\\a' attr(data-n) !important; white-space: pre !important }"
        check.weasyprint(page("zh"), pdf, [sheet(rules)])
        self.assert_told(["calls"], faults_of(page("zh"), pdf))

    def test_an_untagged_file_is_told(self):
        pdf = site / "untagged.pdf"
        subprocess.run([sys.executable, "-m", "weasyprint", "-q", page("ar"), pdf], check=True)
        self.assert_told(["tagged"], faults_of(page("ar"), pdf))

    def test_arabic_set_from_left_to_right_is_told(self):
        pdf = site / "left.pdf"
        check.weasyprint(page("ar", (r'dir="rtl" class="book"', 'dir="ltr" class="book"')), pdf)
        self.assert_told(["direction"], faults_of(page("ar"), pdf))

    def test_unjoined_letters_in_drawings_are_told(self):
        pdf = site / "unjoined.pdf"
        check.weasyprint(page("ar", (r"limitation-test\.ar\.print\.svg", "limitation-test.ar.svg")), pdf)
        self.assert_told(["drawings"], faults_of(page("ar"), pdf))

    def test_one_pass_of_chromium_knows_no_pages(self):
        pdf = site / "one-pass.pdf"
        chromium.make(os.environ["CHROMIUM"], page("zh"), pdf, "a4", passes=1)
        self.assert_told(["contents", "references"], faults_of(page("zh"), pdf, "chromium"))

    def test_the_safe_notes_are_complete(self):
        """Notes at the end of chapters, for an engine that loses a footnote."""
        pdf = site / "endnotes.pdf"
        for language in ("en", "ar", "zh"):
            check.weasyprint(page(language), pdf, [site / "static/print-endnotes.css"])
            self.assertEqual([], [fault for fault in faults_of(page(language), pdf, "chromium") if fault.startswith(("complete", "notes"))])


if __name__ == "__main__":
    unittest.main()
