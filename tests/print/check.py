"""The real book in every engine: a folder with the built site goes in; PDFs come out beside it, and every fault of them.

    check.py SITE OUT [engine:language:size …]
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import checks_html
import checks_pdf
import chromium
from book import Book
from paper import Paper

BOOKS = ["weasyprint:en:a4", "weasyprint:ar:a4", "weasyprint:zh:a4", "weasyprint:ru:a4", "weasyprint:en:letter", "chromium:en:a4", "chromium:ar:a4", "chromium:zh:a4", "chromium:ru:a4", "chromium:en:letter"]


def weasyprint(html, pdf, sheets=()):
    """Makes a PDF as the README says. Gives what the engine complains of, apart from rules that it does not know."""
    command = [sys.executable, Path(__file__).with_name("reference.py"), html, pdf, *sheets]
    done = subprocess.run(command, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if line.startswith("ERROR") or "nchor" in line]
    if done.returncode:
        told.append(done.stderr.strip().splitlines()[-1])
    return told


def make_and_check(site, out, name):
    """One book in one engine on one paper: (what was done, its faults)."""
    engine, language, size = name.split(":")
    html, pdf = site / language / "print.html", out / f"{language}-{size}-{engine}.pdf"
    begun = time.monotonic()
    if engine == "weasyprint":
        told = weasyprint(html, pdf, [site / "static" / f"print-{size}.css"])
    else:
        told = []
        chromium.make(os.environ["CHROMIUM"], html, pdf, size)
    made = time.monotonic()
    if not pdf.exists():
        return f"{name}: no PDF", told
    book, paper = Book(html), Paper(pdf)
    faults = [f"log: {line}" for line in told] + list(checks_pdf.faults(book, paper, engine, size))
    return (
        f"{name}: {len(paper.pages)} pages, {len(book.notes)} notes, {len(book.contents)} entries of contents, {len(book.references)} page references; "
        f"made in {made - begun:.0f} s, read in {time.monotonic() - made:.0f} s",
        faults,
    )


def main(site, out, *names):
    site, out = Path(site), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for language in sorted(path.parent.name for path in site.glob("*/print.html")):
        for fault in checks_html.faults(Book(site / language / "print.html")):
            failed += 1
            print(f"FAULT {language}/print.html: {fault}", flush=True)
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        jobs = [pool.submit(make_and_check, site, out, name) for name in names or BOOKS]
        for job in jobs:
            done, faults = job.result()
            print(done, flush=True)
            for fault in faults:
                failed += 1
                print(f"FAULT   {fault}", flush=True)
    print(f"{failed} faults" if failed else "no fault")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
