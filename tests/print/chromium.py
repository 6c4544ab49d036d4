#!/usr/bin/env python3
"""A print.html goes in; a PDF made by Chromium comes out, with the numbers of pages that no browser can know, in two or three passes.

The first pass tells where each heading and place came to lie (the PDF's named destinations); the next prints those numbers,
which may move a line and with it a page; when the places stay where they were, it is done.

    chromium.py PRINT.HTML BOOK.PDF [a4|letter]      CHROMIUM names the program; needs pymupdf
"""

import base64
import fcntl
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pymupdf

PASSES_MAX = 5
INCHES = {"a4": (210 / 25.4, 297 / 25.4), "letter": (8.5, 11)}

FILL = """places => {
  document.documentElement.classList.add('paged');
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const page = places[link.getAttribute('href').slice(1)];
    if (page) link.dataset.page = page;
  }
}"""


class Chromium:
    """A headless browser, spoken to over two pipes: no port is opened."""

    def __init__(self, program):
        # Children of the browser may still write while they are ended.
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self.write = os.pipe()
        self.read, from_browser = os.pipe()
        # The browser speaks through descriptors 3 and 4; these are out of their way.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser, from_browser)]
        os.close(to_browser)
        os.close(from_browser)
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
             "--remote-debugging-pipe", f"--user-data-dir={self.profile.name}"],
            preexec_fn=lambda: [os.dup2(end, at) for end, at in zip(ends, (3, 4))], close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for end in ends:
            os.close(end)
        self.buffer = b""
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.read)
        os.close(self.write)
        self.profile.cleanup()

    def message(self):
        while b"\0" not in self.buffer:
            read = os.read(self.read, 1 << 20)
            if not read:
                raise RuntimeError("the browser has ended")
            self.buffer += read
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.count += 1
        request = {"id": self.count, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        os.write(self.write, json.dumps(request).encode() + b"\0")
        while (answer := self.message()).get("id") != self.count:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, address):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable", session)
        self.call("Page.navigate", session, url=address)
        while self.message().get("method") != "Page.loadEventFired":
            pass
        self.evaluate(session, "document.fonts.ready.then(() => true)")
        return session

    def evaluate(self, session, expression):
        result = self.call("Runtime.evaluate", session, expression=expression, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["text"])

    def print(self, session, size):
        width, height = INCHES[size]
        answer = self.call(
            "Page.printToPDF", session, paperWidth=width, paperHeight=height, preferCSSPageSize=True,
            printBackground=True, generateTaggedPDF=True, generateDocumentOutline=True,
        )
        return base64.b64decode(answer["data"])


def make(program, html, pdf, size, passes=PASSES_MAX):
    """Prints a page until its page numbers are those of its pages. With one pass there are none."""
    with Chromium(program) as browser:
        session = browser.open(html.absolute().as_uri())
        known = None
        for number in range(passes):
            paper = browser.print(session, size)
            places = {name: to["page"] + 1 for name, to in pymupdf.open(stream=paper).resolve_names().items()}
            if places == known or passes == 1:
                break
            known = places
            browser.evaluate(session, f"({FILL})({json.dumps(places)})")
        else:
            raise RuntimeError(f"the pages still move after {passes} passes")
    pdf.write_bytes(paper)
    return number + 1


if __name__ == "__main__":
    make(os.environ.get("CHROMIUM", "chromium"), Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4] or ["a4"])
