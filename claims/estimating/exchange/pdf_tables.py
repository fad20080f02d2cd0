"""A PDF with a text layer made into the same grid that a spreadsheet gives: what its text says, and nothing guessed."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.estimating.exchange.limits import PdfDamaged, too_large
from claims.estimating.exchange.pdf_apart import read_apart
from claims.estimating.exchange.pdf_layout import lay_out
from claims.estimating.exchange.workbook import Grid
from claims.kernel.errors import Fault

MAX_BYTES = 20 * 1024 * 1024
LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})")  # of the whole file, where it says so at its beginning
END = b"%%EOF"

SILENT = "Page {page} is a picture without text; what it shows was not read."
RECOGNIZED = "Page {page} is a picture with recognized text behind it; compare each amount with the picture."
ANNOTATED = "Page {page} has form fields or comments whose words are not part of its text; they were not read."


@lru_cache(maxsize=2)  # a return is looked at, and a moment later recorded
def read_pdf(data: bytes) -> list[Grid]:
    """The one grid of all pages; refuses what is too large, locked, damaged, or has no text to read."""
    if len(data) > MAX_BYTES:
        raise too_large(len(data), MAX_BYTES)
    said = LENGTH.search(data[:2048])
    if END not in data[-2048:] or (said and int(said.group(1)) > len(data)):
        raise PdfDamaged
    papers = read_apart(data)
    grid = lay_out(papers.pages)
    kinds = ((SILENT, papers.silent), (RECOGNIZED, papers.recognized), (ANNOTATED, papers.annotated))
    notes = tuple(Fault(text, f"page {page}", {"page": page}) for text, pages in kinds for page in pages)
    return [Grid(grid.sheet, grid.rows, merged=grid.merged, pages=grid.pages, notes=notes)]
