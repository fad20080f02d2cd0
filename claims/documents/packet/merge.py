"""Uploaded PDFs inside a packet: opened with care, counted, and laid onto numbered sheets of our own.

Only what a page shows is taken over. Scripts, links and forms of a foreign PDF never reach the packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from claims.documents.fetcher import Files, content_of
from claims.documents.packet.form import UploadedPaper

MOST_PAGES = 200  # of one uploaded paper; a longer one is handed over beside the packet
MILLIMETER = 72 / 25.4
LEFT, RIGHT, BOTTOM, TOP = 14 * MILLIMETER, 196 * MILLIMETER, 18 * MILLIMETER, 270 * MILLIMETER

Trouble = Literal["", "missing", "broken", "encrypted", "too_long"]


@dataclass(frozen=True)
class Sheets:
    """An uploaded paper as it will be shown: its pages, or one sheet that says what is the trouble with it."""

    number: int
    paper: UploadedPaper
    pages: tuple[PageObject, ...]
    trouble: Trouble

    @property
    def count(self) -> int:
        """How many sheets the packet keeps for it."""
        return max(1, len(self.pages))

    def anchor(self, sheet: int) -> str:
        """The name of a sheet inside the packet."""
        return f"paper-{self.number}-{sheet}"


def open_papers(papers: Sequence[UploadedPaper], files: Files) -> list[Sheets]:
    """Every uploaded paper, opened as far as it can be; nothing here refuses."""
    return [Sheets(number, paper, *open_paper(paper, files)) for number, paper in enumerate(papers, start=1)]


def open_paper(paper: UploadedPaper, files: Files) -> tuple[tuple[PageObject, ...], Trouble]:
    """The pages of one uploaded PDF, or why there are none."""
    if paper.file not in files:
        return (), "missing"
    try:
        reader = PdfReader(BytesIO(content_of(files[paper.file])))
        if reader.is_encrypted and not reader.decrypt(""):
            return (), "encrypted"
        if len(reader.pages) > MOST_PAGES:
            return (), "too_long"
        pages = tuple(upright(page) for page in reader.pages)
    except FOREIGN_FAULTS:
        return (), "broken"
    return (pages, "") if pages else ((), "broken")


def upright(page: PageObject) -> PageObject:
    """The page as it is read, its content parsed once so that a broken one is found before the packet is laid out."""
    if page.rotation:
        page.transfer_rotation_to_content()
    page.get_contents()
    if page.mediabox.width <= 0 or page.mediabox.height <= 0:
        raise ValueError("a page without a size")
    return page


def lay_in(pdf: bytes, anchors: Sequence[set[str]], papers: Sequence[Sheets]) -> bytes:
    """The packet with every foreign page laid onto its sheet, scaled to fit; `anchors` are the names on each page."""
    place_of = {name: place for place, names in enumerate(anchors) for name in names}
    packet = PdfWriter(clone_from=BytesIO(pdf))
    for paper in papers:
        for sheet, page in enumerate(paper.pages, start=1):
            lay_on(packet.pages[place_of[paper.anchor(sheet)]], page)
    packet.compress_identical_objects()
    result = BytesIO()
    packet.write(result)
    return result.getvalue()


def lay_on(sheet: PageObject, page: PageObject) -> None:
    """Lay one foreign page into the frame of a sheet, upright and centered."""
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    scale = min((RIGHT - LEFT) / width, (TOP - BOTTOM) / height, 1.0)
    x = LEFT + ((RIGHT - LEFT) - width * scale) / 2 - float(box.left) * scale
    y = TOP - height * scale - float(box.bottom) * scale
    page.pop("/Annots", None)
    sheet.merge_transformed_page(page, Transformation().scale(scale).translate(x, y), over=False, expand=False)


# What pypdf lets through of a hostile or damaged file: its own errors and those of the values it trips over.
FOREIGN_FAULTS = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,
    EOFError,
    ZeroDivisionError,
)
