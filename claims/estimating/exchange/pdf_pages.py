"""The pages of a PDF as its text layer has them: words, the cells of ruled tables, and what is not in the text."""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.ascii85 import ascii85decode
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfplumber.table import merge_edges
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import WordExtractor

from claims.estimating.exchange.limits import (
    MAX_COLUMNS,
    PdfDamaged,
    PdfLettersUnknown,
    PdfLocked,
    PdfTooHeavy,
    PdfTooLong,
    PdfWithoutText,
    TooManyColumns,
)
from claims.estimating.exchange.pdf_letters import real_letters
from claims.estimating.exchange.pdf_words import NEAR, Box, PageText, Papers, RuledCell, Word, edges, place

MAX_PAGES = 60
MAX_LETTERS = 150_000
MAX_CELLS = 20_000
LONG = 5.0  # points; shorter strokes are drawings, not rules
RULED = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "edge_min_length": LONG}
MAX_UPRIGHT = 2_000
MAX_TABLES = 100  # on one page
MAX_CONTENT = 40 * 1024 * 1024  # of one page's drawing commands, unpacked
WORD_GAP = 0.18  # of the letter size; less than any blank, more than what letters are spaced by
WHOLE_PAGE = 0.6  # of a page's area: a picture this large is a scan
SAME_LETTER = 0.12  # of the letter size; no letter is narrower than that, and bold print is no wider


def read_pages(data: bytes) -> Papers:
    """The text of every page; refuses what is locked, damaged, too long, or without text."""
    try:
        pdf = pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False)
    except PdfminerException as fault:
        locked = fault.args and isinstance(fault.args[0], PDFPasswordIncorrect | PDFEncryptionError)
        raise (PdfLocked if locked else PdfDamaged) from fault
    if any(isinstance(xref, PDFXRefFallback) for xref in pdf.doc.xrefs):
        raise PdfDamaged  # the list of objects was lost; whatever is found now may be half of it
    return _read(pdf)


def _read(pdf: Any) -> Papers:
    count = resolve1((resolve1(pdf.doc.catalog.get("Pages")) or {}).get("Count"))
    if isinstance(count, int) and count > MAX_PAGES:
        raise PdfTooLong(limit=MAX_PAGES)
    papers, letters, unknown, sideways = Papers(), 0, 0, 0
    for page in pdf.pages:
        if page.page_number > MAX_PAGES:
            raise PdfTooLong(limit=MAX_PAGES)
        _refuse_broken(page)
        if letters + len(page.chars) > 2 * MAX_LETTERS:
            raise PdfTooHeavy
        chars = list(_upright(page))
        letters, unknown = letters + len(chars), unknown + sum(char["text"].startswith("(cid:") for char in chars)
        sideways += sum(not char["upright"] for char in page.chars)
        if letters > MAX_LETTERS:
            raise PdfTooHeavy
        papers.pages.append(_page_text(page, chars))
        _note(page, papers, spoken=bool(chars))
        page.close()
    if isinstance(count, int) and count > len(papers.pages):
        raise PdfDamaged
    if not letters or sideways > letters:
        raise PdfWithoutText
    if unknown * 20 > letters:
        raise PdfLettersUnknown
    return papers


def _refuse_broken(page: Any) -> None:
    """What draws the page must be there and unpack to its end: a page cut short would show fewer lines."""
    size = 0
    for stream in page.page_obj.contents:
        stream = resolve1(stream)
        if not isinstance(stream, PDFStream):
            raise PdfDamaged
        raw = stream.get_rawdata() or b""
        if stream.decipher is not None and stream.objid is not None and stream.genno is not None:
            raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
        for name, _ in stream.get_filters():
            if name in LITERALS_ASCII85_DECODE:
                raw = ascii85decode(raw)
            elif name in LITERALS_FLATE_DECODE:
                raw = _unpacked(raw, MAX_CONTENT - size)
            else:
                break
        size += len(raw)


def _unpacked(raw: bytes, most: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(raw, most + 1)
    except zlib.error as fault:
        raise PdfDamaged from fault
    if len(found) > most:
        raise PdfTooHeavy
    if not unpacking.eof:
        raise PdfDamaged
    return found


def _upright(page: Any) -> Iterator[dict[str, Any]]:
    """The letters on the page that stand upright, each once: no watermarks askew, nothing printed beside the paper."""
    left, top, right, bottom = page.bbox
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    for char in page.chars:
        inside = left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        if char["upright"] and inside and (char["text"].isspace() or not _printed_twice(char, seen)):
            yield char


def _printed_twice(char: dict[str, Any], seen: dict[tuple[str, int, int], tuple[float, float]]) -> bool:
    """Whether the same letter was printed in the same place before, as some programs do for bold print."""
    wide = max(SAME_LETTER * char["size"], 0.01)
    across, down = char["x0"] / wide, char["top"] / wide
    for x in (-1, 0, 1):
        for y in (-1, 0, 1):
            near = seen.get((char["text"], int(across) + x, int(down) + y))
            if near is not None and abs(near[0] - char["x0"]) < wide and abs(near[1] - char["top"]) < wide:
                return True
    seen[char["text"], int(across), int(down)] = (char["x0"], char["top"])
    return False


def _page_text(page: Any, chars: Sequence[dict[str, Any]]) -> PageText:
    tables, loose = [], list(chars)
    long = [edge for edge in page.edges if max(edge["width"], edge["height"]) >= LONG]
    across = edges(edge["x0"] for edge in long if edge["orientation"] == "v")
    down = edges(edge["top"] for edge in long if edge["orientation"] == "h")
    if len(across) * len(down) > MAX_CELLS:
        raise PdfTooHeavy
    found = page.find_tables(RULED | _frames(long))
    if len(found) > MAX_TABLES or sum(len(table.cells) for table in found) > MAX_CELLS:
        raise PdfTooHeavy
    for table in found:
        cells = _Cells(table.cells)
        if len(cells.across) > MAX_COLUMNS:
            raise TooManyColumns(limit=MAX_COLUMNS)
        if len(cells.across) < 3:  # one column is a frame around anything
            continue
        inside: dict[int, list[dict[str, Any]]] = {}
        outside: list[dict[str, Any]] = []
        for char in loose:
            at = cells.at((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
            (outside if at is None else inside.setdefault(at, [])).append(char)
        loose = outside
        tables.append(tuple(RuledCell(box, _words(inside.get(at, ()))) for at, box in enumerate(cells.boxes)))
    rules = {(round(e["top"], 1), e["x0"], e["x1"]) for e in page.edges if e["orientation"] == "h"}
    return PageText(page.page_number, _words(loose), tuple(tables), tuple(sorted(rules)))


def _frames(rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rules that are meant and not drawn: around a table, and where an upright rule ends before a wider cell."""
    merged = merge_edges(list(rules), NEAR, NEAR, NEAR, NEAR)
    upright = [rule for rule in merged if rule["orientation"] == "v"]
    if len(upright) > MAX_UPRIGHT:
        raise PdfTooHeavy
    frames: list[list[float]] = []
    for rule in sorted(upright, key=lambda rule: rule["top"]):
        if frames and rule["top"] <= frames[-1][1] + NEAR:
            frames[-1][1] = max(frames[-1][1], rule["bottom"])
        else:
            frames.append([rule["top"], rule["bottom"]])
    sides, levels = [], []
    for top, bottom in frames:
        held = [rule for rule in merged if rule["bottom"] > top - NEAR and rule["top"] < bottom + NEAR]
        left, right = min(rule["x0"] for rule in held), max(rule["x1"] for rule in held)
        sides += [_rule(x, top, x, bottom) for x in (left, right)]
        levels += [_rule(left, y, right, y) for y in (top, bottom)]
    for rule in upright:
        for y in (rule["top"], rule["bottom"]):
            beside = [other["x0"] for other in upright if other["top"] - NEAR <= y <= other["bottom"] + NEAR]
            left = max((x for x in beside if x < rule["x0"]), default=rule["x0"])
            right = min((x for x in beside if x > rule["x0"]), default=rule["x0"])
            levels.append(_rule(left, y, right, y))
    return {"explicit_vertical_lines": sides, "explicit_horizontal_lines": levels}


def _rule(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    return {"object_type": "line", "x0": left, "top": top, "x1": right, "bottom": bottom, "doctop": top,
            "width": right - left, "height": bottom - top}  # fmt: skip


class _Cells:
    """The cells of one table, found by a point."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self.across = edges(x for box in boxes for x in (box[0], box[2]))
        self.down = edges(y for box in boxes for y in (box[1], box[3]))
        self.owner: dict[tuple[int, int], int] = {}
        for at, (left, top, right, bottom) in enumerate(boxes):
            for row in range(place(self.down, top), place(self.down, bottom)):
                for column in range(place(self.across, left), place(self.across, right)):
                    self.owner[row, column] = at
            if len(self.owner) > MAX_CELLS * 4:
                raise PdfTooHeavy

    def at(self, x: float, y: float) -> int | None:
        """The number of the cell that holds a point."""
        return self.owner.get((bisect_right(self.down, y) - 1, bisect_right(self.across, x) - 1))


def _words(chars: Iterable[dict[str, Any]]) -> tuple[Word, ...]:
    """Letters made into words."""
    found = WordExtractor(x_tolerance_ratio=WORD_GAP).extract_words([_shown(char) for char in chars])
    return tuple(Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found)


def _shown(char: dict[str, Any]) -> dict[str, Any]:
    text = "\ufffd" if char["text"].startswith("(cid:") else real_letters(char["text"])
    return char if text == char["text"] else {**char, "text": text}


def _note(page: Any, papers: Papers, *, spoken: bool) -> None:
    """Remember a page that shows something which its text does not say."""
    area = page.width * page.height
    pictures = [image for image in page.images if image["width"] * image["height"] > area * WHOLE_PAGE]
    if page.images and not spoken:
        papers.silent.append(page.page_number)
    elif pictures:
        papers.recognized.append(page.page_number)
    if any(_speaks(annot.get("data") or {}) for annot in page.annots):
        papers.annotated.append(page.page_number)


def _speaks(annotation: dict[str, Any]) -> bool:
    """Whether a form field or a comment shows words of its own on the page."""
    kind = str(getattr(annotation.get("Subtype"), "name", ""))
    if kind == "Widget":
        parent = resolve1(annotation.get("Parent"))
        values = [resolve1(each.get("V")) for each in (annotation, parent) if isinstance(each, dict)]
        return any(isinstance(value, bytes) and bool(value.strip()) for value in values)
    return kind in ("FreeText", "Stamp") and bool(resolve1(annotation.get("Contents")))
