"""The insurer's answer read into a sheet of lines, with every row that was refused and every row that is no line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from claims.estimating.exchange.columns import Columns, Mapping, RowFault, column_mark, find_columns, text_of
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.line_amounts import StatedAmounts
from claims.estimating.exchange.numbers import (
    AMBIGUOUS,
    Cell,
    Mark,
    hours,
    is_blank,
    money,
    quantity,
    signed_money,
)
from claims.estimating.exchange.part_words import operation_in, side_in
from claims.estimating.exchange.rows import BLANK, WHOLE, SkippedRow, kind_of_row, tax_basis
from claims.estimating.exchange.value_words import (
    LABOR_KIND_OF,
    OPERATION_OF,
    PART_KIND_OF,
    SUPPLIER_OF,
    plain_word,
)
from claims.estimating.exchange.workbook import Grid, read_grids
from claims.estimating.sheets import (
    ONE,
    LaborKind,
    OtherAmount,
    OtherKind,
    PartKind,
    Sheet,
    SheetLine,
    SuppliedBy,
)
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Fault
from claims.kernel.money import Money

FORMULA = (
    "Cell {cell} holds a formula instead of a value; copy the column and paste it as values, then send the file again."
)
NO_PRICE = "The row has no amount; write the returned price, or 0 where the line is not paid."
NO_NAME = "The row has an amount but neither part number nor name; say what it is for."
AMOUNT_FIELDS = (
    Field.RETURNED_AMOUNT, Field.AMOUNT, Field.RETURNED_PRICE, Field.UNIT_PRICE, Field.PART_AMOUNT, Field.LABOR_AMOUNT,
    Field.PAINT_AMOUNT,
)  # fmt: skip
ANSWERS = (Field.RETURNED_PRICE, Field.RETURNED_AMOUNT)
NEEDS = ((Field.NAME, Field.PART_NUMBER), AMOUNT_FIELDS)

Found = TypeVar("Found")


@dataclass(frozen=True)
class ReturnedSheet:
    """A return as read: its sheet, what was refused, what is no line, and in which row of the file each line stands."""

    sheet: Sheet
    refused: tuple[RowFault, ...]
    skipped: tuple[SkippedRow, ...]
    columns: Columns
    rows: dict[int, int]


def read_return(data: bytes, *, currency: str, mapping: Mapping | None = None, asked: bool = False) -> ReturnedSheet:
    """Read xlsx, xls or csv bytes; every row ends as a line, a refused row or a skipped row with its reason."""
    return return_in(read_grids(data, pdf=True), currency=currency, mapping=mapping, asked=asked)


def return_in(
    grids: Sequence[Grid], *, currency: str, mapping: Mapping | None = None, asked: bool = False
) -> ReturnedSheet:
    """The return in what was read from a file.

    Of a sheet that has columns for what is asked and for what is returned the latter are read, or the former where
    it is `asked`.
    """
    grid, columns = find_columns(grids, mapping=mapping, needs=NEEDS)
    if asked:
        columns = without_answers(columns)
    reading = _Reading(grid, columns, currency)
    start = columns.header_rows[-1] if columns.header_rows else 0
    header = [text_of(cell) for cell in grid.rows[start - 1]] if start else []
    wanted = [at for name in (Field.NAME, Field.PART_NUMBER, *AMOUNT_FIELDS) if (at := columns.index(name)) is not None]
    for row, cells in enumerate(grid.rows[start:], start + 1):
        kind = kind_of_row(cells, header, wanted)
        if kind is None or (kind is OtherKind.FEE and reading.is_counted(row)):
            reading.line(row)
        elif isinstance(kind, OtherKind):
            reading.below(row, kind)
        elif kind != BLANK:
            if kind == WHOLE:
                reading.total(row)
            reading.skipped.append(SkippedRow(row, kind, reading.said(row)))
    basis = columns.prices_include_tax
    if basis is None:
        words = [text_of(cell) for cells in grid.rows[:start] for cell in cells if isinstance(cell, str)]
        basis = tax_basis([*words, *(entry.text for entry in reading.skipped)])
    sheet = Sheet(
        lines=tuple(reading.lines),
        currency=currency,
        prices_include_tax=basis,
        stated_total=reading.stated_total,
        other=tuple(reading.other),
    )
    columns = replace(columns, prices_include_tax=basis)
    return ReturnedSheet(sheet, tuple(reading.refused), tuple(reading.skipped), columns, reading.rows)


def without_answers(columns: Columns) -> Columns:
    """The columns less those of the insurer's answer, where the sheet also has what was asked."""
    placed = {name: column for name, column in columns.placed.items() if name not in ANSWERS}
    return replace(columns, placed=placed) if any(name in placed for name in AMOUNT_FIELDS) else columns


@dataclass
class _Reading:
    """What has been gathered while going down the rows."""

    grid: Grid
    columns: Columns
    currency: str
    lines: list[SheetLine] = field(default_factory=list)
    refused: list[RowFault] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    other: list[OtherAmount] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    stated_total: Money | None = None
    marks: dict[int, Mark | None] = field(default_factory=dict)

    def cell(self, row: int, name: Field) -> Cell:
        at = self.columns.index(name)
        return None if at is None else self.grid.cell(row - 1, at)

    def is_counted(self, row: int) -> bool:
        """Whether a row has a number or a quantity as lines have: towing is a line then, and no fee below them."""
        return any(text_of(self.cell(row, name))[:1].isdigit() for name in (Field.POSITION, Field.QUANTITY))

    def said(self, row: int) -> str:
        return " ".join(text_of(cell) for cell in self.grid.rows[row - 1] if not is_blank(cell))[:200]

    def mark(self, at: int) -> Mark | None:
        if at not in self.marks:
            start = self.columns.header_rows[-1] if self.columns.header_rows else 0
            self.marks[at] = column_mark(self.grid, self.columns, start, at)
        return self.marks[at]

    def read(self, row: int, name: Field, reader: Callable[[Cell, Mark | None], Found | Fault]) -> Found | None:
        """The value of a field, None where the cell says nothing; a fault is noted and gives None too."""
        at = self.columns.index(name)
        if at is None:
            return None
        letter = self.columns.placed[name].column
        if (row - 1, at) in self.grid.formulas:
            self.refused.append(RowFault(row, letter, Fault(FORMULA, values={"cell": f"{letter}{row}"})))
            return None
        cell = self.grid.cell(row - 1, at)
        if is_blank(cell):
            return None
        found = reader(cell, self.mark(at))
        if isinstance(found, Fault):
            self.refused.append(RowFault(row, letter, found))
            return None
        return found

    def amount(self, row: int, name: Field) -> Money | None:
        return self.read(row, name, lambda cell, mark: money(cell, self.currency, mark))

    def line(self, row: int) -> None:
        """Read one line; where any of its cells is wrong the row is refused with each fault."""
        before = len(self.refused)
        name, number = text_of(self.cell(row, Field.NAME)).strip(), text_of(self.cell(row, Field.PART_NUMBER)).strip()
        count = self.read(row, Field.QUANTITY, quantity)
        returned_form = Field.RETURNED_PRICE in self.columns.placed
        price = self.amount(row, Field.RETURNED_PRICE if returned_form else Field.UNIT_PRICE)
        labor, paint = self.amount(row, Field.LABOR_AMOUNT), self.amount(row, Field.PAINT_AMOUNT)
        part = None if returned_form else self.amount(row, Field.PART_AMOUNT)
        time, rate = self.read(row, Field.HOURS, hours), self.amount(row, Field.RATE)
        # beside a returned price the printed amounts are still those of the quote
        whole = self.amount(row, Field.RETURNED_AMOUNT)
        if whole is None and not returned_form and Field.RETURNED_AMOUNT not in self.columns.placed:
            whole = self.amount(row, Field.AMOUNT)
        if len(self.refused) > before:
            return
        if not name and not number:
            self.refuse(row, Field.NAME, NO_NAME)
            return
        asked = returned_form and not is_blank(self.cell(row, Field.UNIT_PRICE)) and price is None
        if asked or (price is None and part is None and labor is None and paint is None and whole is None):
            self.refuse(row, Field.RETURNED_PRICE if returned_form else Field.UNIT_PRICE, NO_PRICE)
            return
        self.keep(row, name or number, number, count, StatedAmounts(price, part, labor, paint, whole, time, rate))

    def refuse(self, row: int, name: Field, text: str) -> None:
        placed = self.columns.placed.get(name)
        self.refused.append(RowFault(row, placed.column if placed else "", Fault(text)))

    def keep(self, row: int, name: str, number: str, count: Quantity | None, said: StatedAmounts) -> None:
        position = len(self.lines) + 1
        said_side, said_operation = (
            text_of(self.cell(row, Field.SIDE)),
            plain_word(text_of(self.cell(row, Field.OPERATION))),
        )
        operation = OPERATION_OF.get(said_operation) or operation_in(said_operation) or operation_in(name)
        part, labor, paint, whole = said.settled(count or ONE, self.currency, operation)
        split = any(each is not None for each in (said.price, said.part, said.labor, said.paint)) or bool(said.rate)
        self.rows[position] = row
        self.lines.append(
            SheetLine(
                position=position,
                text=name[:200],
                amount=whole,
                part_amount=part,
                labor_amount=labor,
                paint_amount=paint,
                part_number=number[:40],
                side=side_in(f"{said_side} {name}"),
                operation=operation,
                quantity=count or ONE,
                unit_price=said.price,
                part_kind=PART_KIND_OF.get(plain_word(text_of(self.cell(row, Field.PART_KIND))), PartKind.UNSTATED),
                supplied_by=SUPPLIER_OF.get(
                    plain_word(text_of(self.cell(row, Field.SUPPLIED_BY))), SuppliedBy.UNSTATED
                ),
                labor_kind=LABOR_KIND_OF.get(plain_word(text_of(self.cell(row, Field.LABOR_KIND))), LaborKind.UNSTATED),
                hours=said.time or Hours(0),
                rate=said.rate,
                split=split,
                note=text_of(self.cell(row, Field.NOTE))[:500],
            )
        )

    def last_amount(self, row: int) -> Money | None:
        """The amount that a row below the lines states: in the amount column, else the last number of the row."""
        places = [at for name in (Field.RETURNED_AMOUNT, Field.AMOUNT) if (at := self.columns.index(name)) is not None]
        cells = self.grid.rows[row - 1]
        for at in [*places, *reversed(range(len(cells)))]:
            cell = self.grid.cell(row - 1, at)
            if not is_blank(cell):
                found = signed_money(_after_colon(cell), self.currency, self.mark(at))
                if isinstance(found, Money):
                    return found
                if at in places or found.text == AMBIGUOUS:
                    self.refused.append(RowFault(row, "", found))
                    return None
        return None

    def below(self, row: int, kind: OtherKind) -> None:
        amount = self.last_amount(row)
        if amount is None:
            self.skipped.append(SkippedRow(row, "note", self.said(row)))
            return
        if kind in (OtherKind.DISCOUNT, OtherKind.SALVAGE) and amount.minor > 0:
            amount = -amount
        self.other.append(OtherAmount(kind, self.said(row)[:100], amount))

    def total(self, row: int) -> None:
        self.stated_total = self.last_amount(row) or self.stated_total


def _after_colon(cell: Cell) -> Cell:
    """ "合计：1,200.00" states its amount behind the colon."""
    if isinstance(cell, str):
        for colon in (":", "："):
            if colon in cell:
                return cell.rpartition(colon)[2]
    return cell
