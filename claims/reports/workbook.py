"""A workbook of plain tables, written row by row in flat memory; text is never taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from rich.cells import cell_len

from claims.estimating.exchange.write import Value, put


@dataclass(frozen=True)
class Table:
    """One sheet: its title, its headings with their widths in characters, its rows."""

    title: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


def write_workbook(path: Path, tables: Iterable[Table]) -> None:
    """Write the tables into an xlsx file, one sheet each."""
    book = Workbook(write_only=True)
    for table in tables:
        page: WriteOnlyWorksheet = book.create_sheet(table.title)
        page.freeze_panes = "A2"
        for number, (_, width) in enumerate(table.headings):
            page.column_dimensions[chr(ord("A") + number)].width = width
        page.append([_cell(page, heading, bold=True) for heading, _ in table.headings])
        for row in table.rows:
            page.append([_cell(page, value) for value in row])
    book.save(path)


def _cell(page: WriteOnlyWorksheet, value: Value, *, bold: bool = False) -> Value | WriteOnlyCell:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page)
    put(cell, value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def in_columns(headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    """The rows as lines of text with aligned columns: words to the left, numbers to the right."""
    shown = [[("" if value is None else str(value)) for value in row] for row in rows]
    widths = [max(cell_len(heading), *(cell_len(row[n]) for row in shown), 0) for n, heading in enumerate(headings)]
    yield "  ".join(padded(heading, width) for heading, width in zip(headings, widths, strict=True)).rstrip()
    for row, values in zip(shown, rows, strict=True):
        yield "  ".join(
            padded(text, width, right=not isinstance(value, str))
            for text, value, width in zip(row, values, widths, strict=True)
        ).rstrip()


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up to a width on a screen, where a Chinese sign takes two places."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks
