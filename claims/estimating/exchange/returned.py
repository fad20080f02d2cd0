"""The insurer's answer read into a sheet of lines, with every row that was refused and every row that is no line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.estimating.exchange.columns import Columns, Mapping, RowFault, find_columns, text_of
from claims.estimating.exchange.currencies import currency_of, foreign_formats, other_currencies
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.numbers import Cell
from claims.estimating.exchange.return_lines import Reading
from claims.estimating.exchange.rows import BLANK, REPEATED, WHOLE, SkippedRow, kind_of_row, tax_basis
from claims.estimating.exchange.workbook import Grid, read_grids
from claims.estimating.sheets import OtherKind, Sheet, SheetLine, clean_number
from claims.kernel.errors import Fault
from claims.kernel.money import DEFAULT_CURRENCY

AMOUNT_FIELDS = (
    Field.RETURNED_AMOUNT, Field.AMOUNT, Field.RETURNED_PRICE, Field.UNIT_PRICE, Field.PART_AMOUNT, Field.LABOR_AMOUNT,
    Field.PAINT_AMOUNT,
)  # fmt: skip
ANSWERS = (Field.RETURNED_PRICE, Field.RETURNED_AMOUNT)
NEEDS = ((Field.NAME, Field.PART_NUMBER), AMOUNT_FIELDS)

TWO_PRICES = "Part {number} stands at two prices, {first} and {second}; both lines were read."


@dataclass(frozen=True)
class ReturnedSheet:
    """A return as read: its sheet, what was refused, what is no line, and in which row of the file each line stands.

    `formulas` are the cells whose shown value was taken, `notes` what a person should look at.
    """

    sheet: Sheet
    refused: tuple[RowFault, ...]
    skipped: tuple[SkippedRow, ...]
    columns: Columns
    rows: dict[int, int]
    grid: Grid
    formulas: dict[str, str]
    notes: tuple[Fault, ...]
    sheet_name: str | None = None  # where the table does not stand on the first sheet


def read_return(
    data: bytes, *, currency: str | None, mapping: Mapping | None = None, asked: bool = False, gives_back: bool = False
) -> ReturnedSheet:
    """Read xlsx, xls, csv or PDF bytes; every row ends as a line, a refused row or a skipped row with its reason.

    Where no currency is told it is the one that the signs in the file name. Of a sheet that has columns for what is
    asked and for what is returned the latter are read, or the former where it is `asked`. Rows below nothing are
    refused, unless the quote that is answered `gives_back` what was agreed before.
    """
    grids = read_grids(data, pdf=True)
    currency = currency or currency_of(grids) or DEFAULT_CURRENCY
    grid, columns = find_columns(grids, mapping=mapping, needs=NEEDS)
    if asked:
        columns = without_answers(columns)
    said = mapping if mapping is not None else Mapping(columns={})
    reading = Reading(grid, columns, currency, said.formula_values, said.numeric_part_numbers, gives_back)
    start = columns.header_rows[-1] if columns.header_rows else 0
    reading.refused += other_currencies(grid, columns, currency, foreign_formats(data, grid.sheet, currency))
    _read_rows(reading, start)
    sheet = Sheet(
        lines=tuple(reading.lines),
        currency=currency,
        prices_include_tax=None,
        stated_total=reading.stated_total,
        other=tuple(reading.other),
    )
    basis = columns.prices_include_tax if columns.prices_include_tax is not None else _basis(reading, sheet, start)
    return ReturnedSheet(
        replace(sheet, prices_include_tax=basis),
        tuple(reading.refused),
        tuple(reading.skipped),
        replace(columns, prices_include_tax=basis),
        reading.rows,
        grid,
        reading.formulas,
        (*grid.notes, *_two_prices(sheet.lines, grid, reading.rows)),
        None if grid is grids[0] else grid.sheet,
    )


def without_answers(columns: Columns) -> Columns:
    """The columns less those of the insurer's answer, where the sheet also has what was asked."""
    placed = {name: column for name, column in columns.placed.items() if name not in ANSWERS}
    return replace(columns, placed=placed) if any(name in placed for name in AMOUNT_FIELDS) else columns


def _read_rows(reading: Reading, start: int) -> None:
    grid, columns = reading.grid, reading.columns
    headings = [[text_of(cell) for cell in cells] for cells in grid.rows[max(start - 2, 0) : start]]
    header = headings[-1] if headings else []
    wanted = [at for name in (Field.NAME, Field.PART_NUMBER, *AMOUNT_FIELDS) if (at := columns.index(name)) is not None]
    for row, cells in enumerate(grid.rows[start:], start + 1):
        again = any(_same(heading, cells) for heading in headings)
        kind = REPEATED if again else kind_of_row(cells, header, wanted)
        if kind is None or (kind is OtherKind.FEE and reading.is_counted(row)):
            reading.line(row)
        elif isinstance(kind, OtherKind):
            reading.below(row, kind)
        elif kind != BLANK:
            if kind == WHOLE:
                reading.total(row)
            reading.skipped.append(SkippedRow(row, kind, reading.said(row)))


def _same(heading: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether a row is one of the two last rows of the headings again, as it is on each page of a long paper."""
    return any(heading) and [text_of(cell) for cell in cells] == list(heading)


def _basis(reading: Reading, sheet: Sheet, start: int) -> bool | None:
    """Whether prices include tax as the file's words say; tax that is added below the lines says no."""
    above = [text_of(cell) for cells in reading.grid.rows[:start] for cell in cells if isinstance(cell, str)]
    said = tax_basis([*above, *(entry.text for entry in reading.skipped)])
    taxed = any(other.kind is OtherKind.TAX and other.amount.minor for other in sheet.other)
    adds_up = sheet.stated_total is not None and sheet.stated_total == sheet.computed_total
    return False if said is None and taxed and adds_up else said


def _two_prices(lines: Sequence[SheetLine], grid: Grid, rows: dict[int, int]) -> Iterator[Fault]:
    """Parts that stand at two prices: both lines stay, and a person is told."""
    seen: dict[str, SheetLine] = {}
    for line in lines:
        number, price = clean_number(line.part_number), line.unit_price
        if number and price is not None:
            first = seen.setdefault(number, line)
            if first.unit_price != price:
                values = {"number": line.part_number, "first": str(first.unit_price), "second": str(price)}
                yield Fault(TWO_PRICES, grid.where(rows[line.position]), values)
