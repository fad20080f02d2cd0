"""Which column holds what: header rows found and read, or a saved mapping applied."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from claims.estimating.exchange.header_words import Field, plain_header
from claims.estimating.exchange.headings import (
    NUMERIC,
    SEARCHED_ROWS,
    Header,
    find_header,
    joined,
    upper_headings,
)
from claims.estimating.exchange.headings import text_of as text_of  # also found here by those who read columns
from claims.estimating.exchange.limits import SheetMissing
from claims.estimating.exchange.numbers import Mark, decimal_mark, is_blank
from claims.estimating.exchange.package import column_letter, column_number
from claims.estimating.exchange.workbook import Grid
from claims.kernel.errors import Fault, Refusal

NO_PAGES = Grid("", [])
LETTERS = re.compile(r"[A-Za-z]{1,2}\Z")
DIGIT = re.compile(r"\d")


OTHER_HEADING = (
    'Column {column} is headed "{now}" here; it was headed "{before}" when the mapping was saved. Say which is which.'
)


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
    """What a person said about one sender's files: column letters for fields, and conventions.

    Without columns they are found by their headings. `headers` are the headings as they stood when the mapping was
    saved: a file that heads the same column otherwise is refused, not misread.
    """

    columns: dict[Field, str]
    headers: dict[Field, str] = dataclasses.field(default_factory=dict)
    header_row: int | None = None
    decimal_mark: Mark | None = None
    prices_include_tax: bool | None = None
    numeric_part_numbers: bool = False
    formula_values: bool = False
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
            headers={field: placed.header for field, placed in self.placed.items()},
            header_row=self.header_rows[-1] if self.header_rows else None,
            decimal_mark=self.decimal_mark,
            prices_include_tax=self.prices_include_tax,
        )

    @cached_property
    def places(self) -> dict[Field, int]:
        """The zero-based column of every field that has one."""
        return {field: column_number(placed.column) for field, placed in self.placed.items()}

    def index(self, field: Field) -> int | None:
        """The zero-based column of a field, None where the sheet has none."""
        return self.places.get(field)


@dataclass(frozen=True)
class RowFault:
    """Why a row was refused: its number as the spreadsheet shows it, the column's letter, the reason."""

    row: int
    column: str
    reason: Fault


def row_faults(refused: Sequence[RowFault], grid: Grid = NO_PAGES) -> tuple[Fault, ...]:
    """Refused rows as faults of a refusal, each saying where it stands: "row 7, column E", with the page of a PDF."""
    return tuple(
        Fault(
            fault.reason.text,
            f"{grid.where(fault.row)}, column {fault.column}" if fault.column else grid.where(fault.row),
            fault.reason.values,
        )
        for fault in refused
    )


def rows_refused(refused: Iterable[RowFault]) -> int:
    """How many rows are refused; a row may have several faults."""
    return len({fault.row for fault in refused})


def find_columns(
    grids: Sequence[Grid], *, mapping: Mapping | None, needs: Sequence[tuple[Field, ...]]
) -> tuple[Grid, Columns]:
    """The sheet that holds the table, and its columns; of each tuple in `needs` at least one field must be there."""
    if mapping is not None:
        grids = _named(grids, mapping)
        if mapping.columns:
            return _mapped(grids[0], mapping, needs)
    grid, columns = _found(grids, needs)
    if mapping is not None:
        columns = replace(
            columns,
            decimal_mark=mapping.decimal_mark or columns.decimal_mark,
            prices_include_tax=mapping.prices_include_tax,
        )
    return grid, columns


def _found(grids: Sequence[Grid], needs: Sequence[tuple[Field, ...]]) -> tuple[Grid, Columns]:
    best: tuple[int, Grid, Header] | None = None
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


def sheet_mark(grid: Grid, start: int, columns: Sequence[int]) -> Mark | None:
    """The decimal mark that the numbers of these columns prove together."""
    return decimal_mark(
        grid.cell(row, column) for column in columns for row in range(start, min(len(grid.rows), start + 5_000))
    )


def column_mark(grid: Grid, columns: Columns, start: int, column: int) -> Mark | None:
    """The decimal mark of one column: what it proves itself, else what the sheet proves or a person said."""
    own = decimal_mark(grid.cell(row, column) for row in range(start, len(grid.rows)))
    return own or columns.decimal_mark


def _named(grids: Sequence[Grid], mapping: Mapping) -> Sequence[Grid]:
    named = [grid for grid in grids if mapping.sheet is None or grid.sheet == mapping.sheet]
    if not named:
        raise SheetMissing(name=mapping.sheet)
    return named


def _mapped(grid: Grid, mapping: Mapping, needs: Sequence[tuple[Field, ...]]) -> tuple[Grid, Columns]:
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
    last = _header_row(grid, mapping)
    columns, faults = _by_headings(grid, last, mapping)
    if faults:
        raise BadMapping(faults=faults)
    placed = {
        field: Placed(column.upper(), text_of(grid.cell(last - 1, column_number(column))) if last else "")
        for field, column in columns.items()
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


def _by_headings(grid: Grid, last: int, mapping: Mapping) -> tuple[dict[Field, str], list[Fault]]:
    """The mapping's columns where row `last` (from 1; 0: none) has their saved headings, and a fault where it has not.

    A column that moved is found again by its heading where one other column alone has it.
    """
    width = max(map(len, grid.rows[:last]), default=0)
    lower = [text_of(grid.cell(last - 1, column)) for column in range(width)]
    upper = upper_headings(grid, last - 2, width, lower) if last > 1 else [""] * width
    said = [
        {plain_header(below), plain_header(joined(above, below))} for above, below in zip(upper, lower, strict=True)
    ]
    columns, faults = dict(mapping.columns), []
    for field, before in mapping.headers.items():
        if field in columns:
            at, heading = column_number(columns[field]), plain_header(before)
            if heading in (said[at] if at < width else {""}):
                continue
            others = [column for column in range(width) if heading and heading in said[column]]
            if len(others) == 1:
                columns[field] = column_letter(others[0])
            else:
                values = {"column": columns[field].upper(), "now": lower[at] if at < width else "", "before": before}
                faults.append(Fault(OTHER_HEADING, field.value, values))
    return columns, faults


def _header_row(grid: Grid, mapping: Mapping) -> int:
    """The last row of headings (from 1; 0 where there is none): as the saved ones stand, as said, or as found."""
    if any(mapping.headers.values()):
        for row in range(1, min(SEARCHED_ROWS, len(grid.rows)) + 1):
            if not _by_headings(grid, row, mapping)[1]:
                return row
    if mapping.header_row is not None:
        return mapping.header_row
    header = find_header(grid)
    return header.rows[-1] + 1 if header else _worded_row(grid, mapping)


def _worded_row(grid: Grid, mapping: Mapping) -> int:
    """The first row (from 1) that has words without a digit in every column of the mapping, as headings are; else 0."""
    places = [column_number(column) for column in mapping.columns.values()]
    for row in range(min(SEARCHED_ROWS, len(grid.rows))):
        cells = [grid.cell(row, place) for place in places]
        if all(isinstance(cell, str) and not is_blank(cell) and not DIGIT.search(cell) for cell in cells):
            return row + 1
    return 0


def _refuse_missing(placed: dict[Field, Placed], needs: Sequence[tuple[Field, ...]]) -> None:
    missing = [
        " / ".join(field.value for field in choice) for choice in needs if not any(field in placed for field in choice)
    ]
    if missing:
        raise ColumnsMissing(missing=", ".join(missing))
