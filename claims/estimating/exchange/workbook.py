"""Bytes of an unknown file made into plain rows of exact cells, or refused with the reason."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice
from math import isfinite
from typing import Any

import python_calamine as calamine

from claims.estimating.exchange.delimited import open_text, read_text
from claims.estimating.exchange.limits import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    EmptyFile,
    Encrypted,
    NotASpreadsheet,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    too_large,
)
from claims.estimating.exchange.numbers import Cell
from claims.estimating.exchange.package import SheetFacts, look_through
from claims.kernel.errors import Fault

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc", b"#!")
NO_FORMULAS = SheetFacts(frozenset())
WHOLE = 2.0**53
HEAD = 5_000  # rows in which headings are looked for and marks proved
BLOCK = 2_000


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of cells counted from its first row; `formulas` and `merged` hold zero-based places.

    Rows of a PDF have in `pages` their page and their number on it; `notes` tell what its text does not say.
    """

    sheet: str
    rows: list[list[Cell]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    separator: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    notes: tuple[Fault, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place, None beyond the edge."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def where(self, row: int) -> str:
        """A row, counted from 1, as a person finds it: "row 7", in a PDF "page 2, row 7"."""
        return "page {}, row {}".format(*self.pages[row - 1]) if 0 < row <= len(self.pages) else f"row {row}"


@dataclass(frozen=True)
class OpenSheet:
    """A sheet whose first rows stand in `head`; `blocks` reads it from its first row on, some thousand rows at a time.

    Cells of a block are as the file has them: text, and in workbooks floats, truths and dates; see `plain_cell`.
    """

    head: Grid
    blocks: Callable[[], Iterator[list[list[Any]]]]

    def grid(self) -> Grid:
        """The whole sheet at once."""
        return replace(self.head, rows=[row for block in self.blocks() for row in plain_rows(block)])


def read_grids(data: bytes, *, pdf: bool = False) -> list[Grid]:
    """Every visible sheet that holds something; refuses files that are too large, damaged, empty or no spreadsheets.

    `pdf` lets a PDF pass too: only where a person confirms its columns, for they are read off the page.
    """
    if pdf and data.lstrip()[:5] == b"%PDF-" and len(data) <= MAX_BYTES:
        from claims.estimating.exchange.pdf_tables import read_pdf  # it lays its pages out as the grid above

        return read_pdf(data)
    return [sheet.grid() for sheet in open_sheets(data)]


def open_sheets(data: bytes) -> list[OpenSheet]:
    """The same sheets without a PDF's, of which only the first rows are read yet; later rows may still be refused."""
    if not data.strip(b" \r\n\t\0"):
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise too_large(len(data), MAX_BYTES)
    if data.startswith(ZIP):
        return _open_workbook(data, look_through(data))
    if data.startswith(OLE):
        return _open_workbook(data, {})
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(OTHER_KINDS) or head.startswith(
        (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"<?php")
    ):
        raise NotASpreadsheet
    text, separator = open_text(data)
    first = list(islice(read_text(text, separator), HEAD))
    if max(map(len, first[:1000])) < 2:
        raise NotASpreadsheet
    return [OpenSheet(Grid("", [list[Cell](row) for row in first], separator=separator),
                      partial(_in_blocks, partial(read_text, text, separator)))]  # fmt: skip


def _in_blocks(rows: Callable[[], Iterator[list[Any]]]) -> Iterator[list[list[Any]]]:
    left = rows()
    while block := list(islice(left, BLOCK)):
        yield block


def _open_workbook(data: bytes, facts: dict[str, SheetFacts]) -> list[OpenSheet]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = list(_sheets(workbook, facts))
    except calamine.PasswordError as fault:
        raise Encrypted from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise (Encrypted if "EncryptedPackage".encode("utf-16-le") in data else Unreadable) from fault
    if not sheets:
        raise EmptyFile
    return sheets


def _sheets(workbook: calamine.CalamineWorkbook, facts: dict[str, SheetFacts]) -> Iterator[OpenSheet]:
    for about in workbook.sheets_metadata[:MAX_SHEETS]:
        if about.visible != calamine.SheetVisibleEnum.Visible or about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        if sheet.total_height > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)
        if sheet.total_width > MAX_COLUMNS:
            raise TooManyColumns(limit=MAX_COLUMNS)
        if sheet.height == 0:
            continue
        merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
        rows = partial(_rows_of, sheet)
        head = Grid(
            about.name, list(plain_rows(islice(rows(), HEAD))), facts.get(about.name, NO_FORMULAS).formulas, merged
        )
        yield OpenSheet(head, partial(_in_blocks, rows))


def _rows_of(sheet: calamine.CalamineSheet) -> Iterator[list[Any]]:
    """The rows of a sheet from A1 on, also where its first cells are empty."""
    down, right = sheet.start or (0, 0)
    yield from ([] for _ in range(down))
    aside = [""] * right
    for row in sheet.iter_rows():
        yield aside + row if right else row


def plain_rows(rows: Iterable[list[Any]]) -> Iterator[list[Cell]]:
    """Rows of exact cells."""
    for row in rows:
        yield [value if type(value) is str else plain_cell(value) for value in row]


def plain_cell(value: object) -> Cell:
    """A cell's value without floats: text, an int or the Decimal that the sheet shows for its double."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) < WHOLE:
            return int(value)
        return Decimal(repr(value)) if isfinite(value) else str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
