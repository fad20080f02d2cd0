"""Which column holds what: header rows found and read, or a saved mapping applied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.estimating.exchange.header_words import Field, field_of, plain_header
from claims.estimating.exchange.limits import SheetMissing
from claims.estimating.exchange.numbers import Cell, Mark, decimal_mark, is_blank
from claims.estimating.exchange.package import column_letter, column_number
from claims.estimating.exchange.workbook import Grid
from claims.kernel.errors import Fault, Refusal

SEARCHED_ROWS = 30
LETTERS = re.compile(r"[A-Za-z]{1,2}\Z")
NUMERIC = (
    Field.UNIT_PRICE,
    Field.RETURNED_PRICE,
    Field.AMOUNT,
    Field.RETURNED_AMOUNT,
    Field.PART_AMOUNT,
    Field.LABOR_AMOUNT,
    Field.PAINT_AMOUNT,
    Field.RATE,
    Field.HOURS,
    Field.QUANTITY,
    Field.STOCK,
)
MONEY = NUMERIC[:8]


class HeaderNotFound(Refusal):
    """No row with column headings was found in the first {rows} rows; name the columns, or say which is which."""

    status = 400


class ColumnsMissing(Refusal):
    """These columns were not found: {missing}; rename their headings, or say which is which."""

    status = 400


class BadMapping(Refusal):
    """The column mapping does not fit this file; correct each point listed."""

    status = 400


@dataclass(frozen=True)
class Placed:
    """A column by its letter, with the words that stand over it."""

    column: str
    header: str


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What a person said about one sender's files: column letters for fields, and conventions."""

    columns: dict[Field, str]
    header_row: int | None = None
    decimal_mark: Mark | None = None
    prices_include_tax: bool | None = None
    numeric_part_numbers: bool = False
    sheet: str | None = None


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet: where each field stands, which columns were not understood, how numbers are written."""

    placed: dict[Field, Placed]
    unplaced: tuple[Placed, ...]
    header_rows: tuple[int, ...]
    decimal_mark: Mark | None
    sheet: str
    prices_include_tax: bool | None

    def as_mapping(self) -> Mapping:
        """These columns as a mapping that can be kept for the next file of the same sender."""
        return Mapping(
            columns={field: placed.column for field, placed in self.placed.items()},
            header_row=self.header_rows[-1] if self.header_rows else None,
            decimal_mark=self.decimal_mark,
            prices_include_tax=self.prices_include_tax,
        )

    def index(self, field: Field) -> int | None:
        """The zero-based column of a field, None where the sheet has none."""
        placed = self.placed.get(field)
        return None if placed is None else column_number(placed.column)


@dataclass(frozen=True)
class RowFault:
    """Why a row was refused: its number as the spreadsheet shows it, the column's letter, the reason."""

    row: int
    column: str
    reason: Fault


def row_faults(refused: Sequence[RowFault]) -> tuple[Fault, ...]:
    """Refused rows as faults of a refusal, each saying where it stands: "row 7, column E"."""
    return tuple(
        Fault(
            fault.reason.text,
            f"row {fault.row}, column {fault.column}" if fault.column else f"row {fault.row}",
            fault.reason.values,
        )
        for fault in refused
    )


def text_of(cell: Cell) -> str:
    """A cell as text on one line."""
    if isinstance(cell, str):
        return cell if cell.isalnum() else " ".join(cell.split())
    return "" if cell is None else format(cell, "f") if not isinstance(cell, int) else str(cell)


def find_columns(
    grids: Sequence[Grid], *, mapping: Mapping | None, needs: Sequence[tuple[Field, ...]]
) -> tuple[Grid, Columns]:
    """The sheet that holds the table, and its columns; of each tuple in `needs` at least one field must be there."""
    if mapping is not None:
        return _mapped(grids, mapping, needs)
    best: tuple[int, Grid, _Header] | None = None
    for grid in grids:
        header = find_header(grid)
        if header is not None and (best is None or header.score > best[0]):
            best = (header.score, grid, header)
    if best is None:
        raise HeaderNotFound(rows=SEARCHED_ROWS)
    _, grid, header = best
    placed: dict[Field, Placed] = {}
    unplaced: list[Placed] = []
    for column, (field, text) in enumerate(header.columns):
        here = Placed(column_letter(column), text)
        if field is not None and field not in placed:
            placed[field] = here
        elif text:
            unplaced.append(here)
    _refuse_missing(placed, needs)
    last = header.rows[-1]
    return grid, Columns(
        placed,
        tuple(unplaced),
        tuple(row + 1 for row in header.rows),
        sheet_mark(grid, last + 1, [column_number(placed[field].column) for field in NUMERIC if field in placed])
        or header.mark
        or ("," if grid.separator == ";" else None),
        grid.sheet,
        None,
    )


@dataclass(frozen=True)
class _Header:
    rows: tuple[int, ...]
    columns: list[tuple[Field | None, str]]
    score: int
    mark: Mark | None


def find_header(grid: Grid) -> _Header | None:
    """The header row, or two rows with merged cells, that names the most fields; None where no row names three.

    A better one further down is the same header repeated where lines with amounts stand between the two.
    """
    best: _Header | None = None
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


def _lines_between(grid: Grid, header: _Header, later: _Header) -> bool:
    """Whether a row between two headers has a number where the first one has money."""
    columns = [column for column, (field, _) in enumerate(header.columns) if field in MONEY]
    cells = (grid.cell(row, column) for row in range(header.rows[-1] + 1, later.rows[0]) for column in columns)
    return any(not is_blank(cell) and any(sign.isdigit() for sign in text_of(cell)) for cell in cells)


def _header_at(grid: Grid, rows: tuple[int, ...]) -> _Header | None:
    if any(not is_blank(cell) and not any(sign.isalpha() for sign in text_of(cell)) for row in rows[:-1]
           for cell in grid.rows[row]):  # fmt: skip
        return None  # a row with numbers is a line, and no upper row of a header
    width = max(len(grid.rows[row]) for row in rows)
    lower = [text_of(grid.cell(rows[-1], column)) for column in range(width)]
    upper = _upper(grid, rows[0], width, lower) if len(rows) == 2 else [""] * width
    columns = [
        (field_of(below, above), " / ".join(part for part in dict.fromkeys((above, below)) if part))
        for above, below in zip(upper, lower, strict=True)
    ]
    found = {field for field, _ in columns if field is not None}
    named = found & {Field.NAME, Field.PART_NUMBER}
    if len(rows) == 2 and not any(
        field_of(text) or field_of(text, above) for text, above in zip(lower, upper, strict=True) if text
    ):
        return None
    if len(found) < 3 or not named or not found & set(MONEY):
        return None
    strangers = sum(1 for field, text in columns if field is None and text)
    chinese = any("\u4e00" <= sign <= "\u9fff" for _, text in columns for sign in text)
    return _Header(rows, columns, 10 * len(found) - strangers - len(rows), "." if chinese else None)


def _upper(grid: Grid, row: int, width: int, lower: list[str]) -> list[str]:
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


def sheet_mark(grid: Grid, start: int, columns: Sequence[int]) -> Mark | None:
    """The decimal mark that the numbers of these columns prove together."""
    return decimal_mark(
        grid.cell(row, column) for column in columns for row in range(start, min(len(grid.rows), start + 5_000))
    )


def column_mark(grid: Grid, columns: Columns, start: int, column: int) -> Mark | None:
    """The decimal mark of one column: what it proves itself, else what the sheet proves or a person said."""
    own = decimal_mark(grid.cell(row, column) for row in range(start, len(grid.rows)))
    return own or columns.decimal_mark


def _mapped(grids: Sequence[Grid], mapping: Mapping, needs: Sequence[tuple[Field, ...]]) -> tuple[Grid, Columns]:
    named = [grid for grid in grids if mapping.sheet is None or grid.sheet == mapping.sheet]
    if not named:
        raise SheetMissing(name=mapping.sheet)
    grid = named[0]
    faults = [
        Fault('"{column}" is not a column letter.', field.value, {"column": column})
        for field, column in mapping.columns.items()
        if not LETTERS.match(column)
    ]
    letters = [column.upper() for column in mapping.columns.values()]
    faults += [
        Fault("Column {column} is given to two fields.", field.value, {"column": column})
        for field, column in mapping.columns.items()
        if letters.count(column.upper()) > 1
    ]
    if mapping.header_row is not None and not 0 <= mapping.header_row <= len(grid.rows):
        faults.append(Fault("The file has no row {row}.", "header_row", {"row": mapping.header_row}))
    if faults:
        raise BadMapping(faults=faults)
    header = find_header(grid) if mapping.header_row is None else None
    last = mapping.header_row if mapping.header_row is not None else header.rows[-1] + 1 if header else 0
    placed = {
        field: Placed(column.upper(), text_of(grid.cell(last - 1, column_number(column))) if last else "")
        for field, column in mapping.columns.items()
    }
    _refuse_missing(placed, needs)
    used = {column_number(place.column) for place in placed.values()}
    width = len(grid.rows[last - 1]) if last else 0
    unplaced = tuple(
        Placed(column_letter(column), text_of(grid.cell(last - 1, column)))
        for column in range(width)
        if column not in used and not is_blank(grid.cell(last - 1, column))
    )
    mark = mapping.decimal_mark or sheet_mark(
        grid, last, [column_number(placed[field].column) for field in NUMERIC if field in placed]
    )
    return grid, Columns(placed, unplaced, (last,) if last else (), mark, grid.sheet, mapping.prices_include_tax)


def _refuse_missing(placed: dict[Field, Placed], needs: Sequence[tuple[Field, ...]]) -> None:
    missing = [
        " / ".join(field.value for field in choice) for choice in needs if not any(field in placed for field in choice)
    ]
    if missing:
        raise ColumnsMissing(missing=", ".join(missing))


def repeats_header(header: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether a row repeats the headings, as printed pages do."""
    told = [
        (plain_header(want), plain_header(text_of(have))) for want, have in zip(header, cells, strict=False) if want
    ]
    return len(told) > 2 and sum(want.endswith(have) and have != "" for want, have in told) * 10 >= len(told) * 8
