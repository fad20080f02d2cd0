"""The row of headings over a table: found among the first rows, one row or two with merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.estimating.exchange.header_words import Field, field_of, plain_header
from claims.estimating.exchange.numbers import Cell, Mark, is_blank
from claims.estimating.exchange.workbook import Grid

SEARCHED_ROWS = 30
NUMERIC = (
    Field.UNIT_PRICE,
    Field.RETURNED_PRICE,
    Field.AMOUNT,
    Field.RETURNED_AMOUNT,
    Field.PART_AMOUNT,
    Field.LABOR_AMOUNT,
    Field.PAINT_AMOUNT,
    Field.RATE,
    Field.REFINISH_RATE,
    Field.HOURS,
    Field.REFINISH_HOURS,
    Field.QUANTITY,
    Field.STOCK,
)
MONEY = NUMERIC[:9]


def text_of(cell: Cell) -> str:
    """A cell as text on one line."""
    if isinstance(cell, str):
        return cell if cell.isalnum() else " ".join(cell.split())
    return "" if cell is None else format(cell, "f") if not isinstance(cell, int) else str(cell)


@dataclass(frozen=True)
class Header:
    """The rows of headings (from 0), what each column holds with its words, and how sure that is."""

    rows: tuple[int, ...]
    columns: list[tuple[Field | None, str]]
    score: int
    mark: Mark | None


def find_header(grid: Grid) -> Header | None:
    """The header row, or two rows with merged cells, that names the most fields; None where no row names three.

    A better one further down is the same header repeated where lines with amounts stand between the two.
    """
    best: Header | None = None
    for row in range(min(SEARCHED_ROWS, len(grid.rows))):
        for rows in ((row,), (row, row + 1)):
            if rows[-1] < min(SEARCHED_ROWS, len(grid.rows)):
                header = _header_at(grid, rows)
                if header is None or (best is not None and header.score <= best.score):
                    continue
                if best is not None and _lines_between(grid, best, header):
                    return best
                best = header
    return best


def _lines_between(grid: Grid, header: Header, later: Header) -> bool:
    """Whether a row between two headers has a number where the first one has money."""
    columns = [column for column, (field, _) in enumerate(header.columns) if field in MONEY]
    cells = (grid.cell(row, column) for row in range(header.rows[-1] + 1, later.rows[0]) for column in columns)
    return any(not is_blank(cell) and any(sign.isdigit() for sign in text_of(cell)) for cell in cells)


def _header_at(grid: Grid, rows: tuple[int, ...]) -> Header | None:
    if any(not is_blank(cell) and not any(sign.isalpha() for sign in text_of(cell)) for row in rows[:-1]
           for cell in grid.rows[row]):  # fmt: skip
        return None  # a row with numbers is a line, and no upper row of a header
    width = max(len(grid.rows[row]) for row in rows)
    lower = [text_of(grid.cell(rows[-1], column)) for column in range(width)]
    upper = upper_headings(grid, rows[0], width, lower) if len(rows) == 2 else [""] * width
    columns = [(field_of(below, above), joined(above, below)) for above, below in zip(upper, lower, strict=True)]
    found = {field for field, _ in columns if field is not None}
    if Field.REFINISH_RATE in found and not found & {Field.REFINISH_HOURS, Field.PAINT_AMOUNT}:
        columns = [  # a price of paint that stands alone is no rate
            (Field.PAINT_AMOUNT if field is Field.REFINISH_RATE else field, text) for field, text in columns
        ]
        found = found - {Field.REFINISH_RATE} | {Field.PAINT_AMOUNT}
    named = found & {Field.NAME, Field.PART_NUMBER}
    if len(rows) == 2 and not any(
        field_of(text) or field_of(text, above) for text, above in zip(lower, upper, strict=True) if text
    ):
        return None
    if len(found) < 3 or not named or not found & set(MONEY):
        return None
    strangers = sum(1 for field, text in columns if field is None and text)
    chinese = any("\u4e00" <= sign <= "\u9fff" for _, text in columns for sign in text)
    return Header(rows, columns, 10 * len(found) - strangers - len(rows), "." if chinese else None)


def upper_headings(grid: Grid, row: int, width: int, lower: list[str]) -> list[str]:
    """The texts above, spread over their merged cells, or to their right where merging is unknown."""
    texts = [text_of(grid.cell(row, column)) for column in range(width)]
    spans = [merge for merge in grid.merged if merge[0] == row]
    for top, left, _, right in spans:
        for column in range(left, min(right + 1, width)):
            texts[column] = text_of(grid.cell(top, left))
    if not grid.merged:
        for column in range(1, width):
            if not texts[column] and lower[column] and texts[column - 1] and lower[column - 1]:
                texts[column] = texts[column - 1]
    return texts


def joined(above: str, below: str) -> str:
    """A heading of two rows as it is told."""
    return " / ".join(part for part in dict.fromkeys((above, below)) if part)


def repeats_header(header: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether a row repeats the headings, as printed pages do."""
    told = [
        (plain_header(want), plain_header(text_of(have))) for want, have in zip(header, cells, strict=False) if want
    ]
    return len(told) > 2 and sum(want.endswith(have) and have != "" for want, have in told) * 10 >= len(told) * 8
