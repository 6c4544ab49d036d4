"""The reference PDF: the book, ready to print, goes in; the PDF that WeasyPrint makes of it comes out.

    reference.py PRINT.HTML BOOK.PDF [SHEET …]

The same as `weasyprint --pdf-tags -s SHEET … PRINT.HTML BOOK.PDF`, about a tenth sooner: what a book is laid out from lives until its
PDF is written, so looking for garbage in between finds little and only takes time.
"""

import gc
import sys

from weasyprint.__main__ import main


def make(html, pdf, *sheets):
    """Writes the PDF; what the engine complains of goes to the standard error stream."""
    gc.disable()
    options = [option for sheet in sheets for option in ("-s", sheet)]
    main(["--pdf-tags", *options, html, pdf])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    make(*sys.argv[1:])
