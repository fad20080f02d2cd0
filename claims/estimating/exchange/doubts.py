"""Columns that were found by their headings, but not surely: a person has to confirm them first."""

from __future__ import annotations

from collections.abc import Iterator

from claims.estimating.exchange.columns import Columns
from claims.estimating.exchange.header_words import field_of
from claims.estimating.exchange.headings import NUMERIC, text_of
from claims.estimating.exchange.numbers import bare, is_blank
from claims.estimating.exchange.package import column_number
from claims.estimating.exchange.workbook import Grid
from claims.kernel.errors import Fault

FROM_PAGES = "The columns of a PDF are read off its pages; look at them and confirm which is which."
TWICE = "Two columns are headed as the same: {first} and {second}, “{header}”; say which one counts."
UNKNOWN = (
    "Column {column}, headed “{header}”, holds numbers and nothing says which; say what it is, or that it is none."
)
SHORT = 8  # digits; longer ones are codes


def doubts(grid: Grid, columns: Columns) -> list[Fault]:
    """Why the columns of a file must be confirmed; none where headings said plainly which is which."""
    if grid.pages:
        return [Fault(FROM_PAGES)]
    return [*_doubts(grid, columns)]


def _doubts(grid: Grid, columns: Columns) -> Iterator[Fault]:
    start = columns.header_rows[-1] if columns.header_rows else 0
    lines = [cells for cells in grid.rows[start:] if sum(not is_blank(cell) for cell in cells) > 2]
    for stray in columns.unplaced:
        where = f"column {stray.column}"
        field, at = field_of(*reversed(stray.header.split(" / ")[-2:])), column_number(stray.column)
        if field in NUMERIC and field in columns.placed:
            values = {"first": columns.placed[field].column, "second": stray.column, "header": stray.header}
            yield Fault(TWICE, where, values)
        elif field is None:
            filled = [cells[at] for cells in lines if at < len(cells) and not is_blank(cells[at])]
            numbers = [cell for cell in filled if _counts(text_of(cell))]
            if len(numbers) * 2 > len(filled):
                yield Fault(UNKNOWN, where, {"column": stray.column, "header": stray.header})


def _counts(text: str) -> bool:
    digits = bare(text)[0].replace(".", "").replace(",", "")
    return digits.isdecimal() and len(digits) < SHORT
