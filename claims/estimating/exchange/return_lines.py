"""The rows of an insurer's answer read one by one: each becomes a line, or is refused with every fault of its cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from claims.estimating.exchange.columns import Columns, RowFault, column_mark, text_of
from claims.estimating.exchange.currencies import said_currency
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.line_amounts import StatedAmounts
from claims.estimating.exchange.numbers import (
    AMBIGUOUS,
    Cell,
    Mark,
    exact,
    hours,
    is_blank,
    money,
    part_number,
    quantity,
    signed_money,
)
from claims.estimating.exchange.package import column_letter
from claims.estimating.exchange.part_words import operation_in, side_in
from claims.estimating.exchange.rows import NOTE, SkippedRow
from claims.estimating.exchange.value_words import (
    LABOR_KIND_OF,
    OPERATION_OF,
    PART_KIND_OF,
    SUPPLIER_OF,
    plain_word,
)
from claims.estimating.exchange.workbook import Grid
from claims.estimating.sheets import (
    ONE,
    LaborKind,
    OtherAmount,
    OtherKind,
    PartKind,
    SheetLine,
    SuppliedBy,
)
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Fault
from claims.kernel.money import Money

FORMULA = (
    "Cell {cell} holds a formula that shows {value}; paste it as a value, or confirm that the values shown "
    "by formulas are meant."
)
NO_VALUE = "Cell {cell} holds a formula without its value; open the file in its program, save it and send it again."
NO_PRICE = "The row has no amount; write the returned price, or 0 where the line is not paid."
ANSWERED = (
    "The row gives back {amount}, which was agreed before and wants no answer; leave the returned price empty and "
    "write what is wrong into a note."
)
NO_NAME = "The row has an amount but neither part number nor name; say what it is for."

SIGNED = (
    Field.QUANTITY, Field.HOURS, Field.PART_AMOUNT, Field.LABOR_AMOUNT, Field.PAINT_AMOUNT, Field.AMOUNT,
    Field.RETURNED_AMOUNT, Field.RETURNED_PRICE,
)  # fmt: skip
Found = TypeVar("Found")


@dataclass
class Reading:
    """What has been gathered while going down the rows."""

    grid: Grid
    columns: Columns
    currency: str
    formula_values: bool = False
    numeric_part_numbers: bool = False
    gives_back: bool = False  # rows below nothing are lines that give back what was agreed before
    lines: list[SheetLine] = field(default_factory=list)
    refused: list[RowFault] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    other: list[OtherAmount] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)  # cell → the value it showed
    noted: set[str] = field(default_factory=set)
    stated_total: Money | None = None
    marks: dict[int, Mark | None] = field(default_factory=dict)

    def cell(self, row: int, name: Field) -> Cell:
        """The cell of a field, None where the sheet has no such column; a formula's fault is noted."""
        at = self.columns.index(name)
        return None if at is None or self.is_formula(row, at) else self.grid.cell(row - 1, at)

    def is_formula(self, row: int, at: int) -> bool:
        """Whether a cell holds a formula whose value nobody confirmed, or that has none; that is noted."""
        if (row - 1, at) not in self.grid.formulas:
            return False
        letter = column_letter(at)
        value, place = text_of(self.grid.cell(row - 1, at)), f"{letter}{row}"
        if value and self.formula_values:
            self.formulas[place] = value
            return False
        if place not in self.noted:
            self.noted.add(place)
            shown = {"cell": place, "value": value[:60]}
            self.refused.append(RowFault(row, letter, Fault(FORMULA if value else NO_VALUE, values=shown)))
        return True

    def is_counted(self, row: int) -> bool:
        """Whether a row has a number or a quantity as lines have: towing is a line then, and no fee below them."""
        return any(text_of(self.cell(row, name))[:1].isdigit() for name in (Field.POSITION, Field.QUANTITY))

    def said(self, row: int) -> str:
        """Everything that the row says."""
        return " ".join(text_of(cell) for cell in self.grid.rows[row - 1] if not is_blank(cell))[:200]

    def label(self, row: int) -> str:
        """The words of a row without its numbers."""
        texts = (text_of(cell) for cell in self.grid.rows[row - 1] if isinstance(cell, str))
        return " ".join(text for text in texts if any(sign.isalpha() for sign in text))[:100]

    def mark(self, at: int) -> Mark | None:
        """The decimal mark of a column."""
        if at not in self.marks:
            start = self.columns.header_rows[-1] if self.columns.header_rows else 0
            self.marks[at] = column_mark(self.grid, self.columns, start, at)
        return self.marks[at]

    def read(self, row: int, name: Field, reader: Callable[[Cell, Mark | None], Found | Fault]) -> Found | None:
        """The value of a field, None where the cell says nothing; a fault is noted and gives None too."""
        at, cell = self.columns.index(name), self.cell(row, name)
        if at is None or is_blank(cell):
            return None
        found = reader(cell, self.mark(at))
        if isinstance(found, Fault):
            self.refused.append(RowFault(row, self.columns.placed[name].column, found))
            return None
        return found

    def amount(self, row: int, name: Field) -> Money | None:
        """Money of the sheet's currency."""
        return self.read(row, name, lambda cell, mark: money(cell, self.currency, mark))

    def line(self, row: int) -> None:
        """Read one line; where any of its cells is wrong the row is refused with each fault."""
        if self.gives_back and self.is_below_nothing(row):
            self.line_back(row)
            return
        before = len(self.refused)
        name = text_of(self.cell(row, Field.NAME)).strip()
        number = self.read(row, Field.PART_NUMBER, lambda cell, _: part_number(cell, self.numeric_part_numbers)) or ""
        self.read(row, Field.CURRENCY, lambda cell, _: said_currency(text_of(cell), self.currency))
        count = self.read(row, Field.QUANTITY, quantity)
        returned_form = Field.RETURNED_PRICE in self.columns.placed
        price = self.amount(row, Field.RETURNED_PRICE if returned_form else Field.UNIT_PRICE)
        labor, paint = self.amount(row, Field.LABOR_AMOUNT), self.amount(row, Field.PAINT_AMOUNT)
        part = None if returned_form else self.amount(row, Field.PART_AMOUNT)
        time, rate = self.read(row, Field.HOURS, hours), self.amount(row, Field.RATE)
        refinish, refinish_rate = self.read(row, Field.REFINISH_HOURS, hours), self.amount(row, Field.REFINISH_RATE)
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
        if asked or all(each is None for each in (price, part, labor, paint, whole)):
            self.refuse(row, Field.RETURNED_PRICE if returned_form else Field.UNIT_PRICE, NO_PRICE)
            return
        said = StatedAmounts(price, part, labor, paint, whole, time, rate, refinish, refinish_rate)
        self.keep(row, name or number, number, count, said)

    def is_below_nothing(self, row: int) -> bool:
        """Whether a quantity, hours or an amount of the row is below nothing."""
        at = [place for name in SIGNED if (place := self.columns.index(name)) is not None]
        numbers = [exact(self.grid.cell(row - 1, place), mark=self.mark(place)) for place in at]
        return any(not isinstance(number, Fault) and number < 0 for number in numbers)

    def line_back(self, row: int) -> None:
        """A line that gives back what was agreed before: only its amounts count, for it wants no answer."""
        before = len(self.refused)
        name = text_of(self.cell(row, Field.NAME)).strip()
        number = self.read(row, Field.PART_NUMBER, lambda cell, _: part_number(cell, self.numeric_part_numbers)) or ""
        part, labor, paint, whole, told, answer = (self.signed(row, field) for field in (
            Field.PART_AMOUNT, Field.LABOR_AMOUNT, Field.PAINT_AMOUNT, Field.RETURNED_AMOUNT, Field.AMOUNT,
            Field.RETURNED_PRICE))  # fmt: skip
        whole = whole if whole is not None else told
        if len(self.refused) > before:
            return
        if not name and not number:
            self.refuse(row, Field.NAME, NO_NAME)
        elif whole is None and part is None and labor is None and paint is None:
            self.refuse(row, Field.AMOUNT, NO_PRICE)
        else:
            said = StatedAmounts(part=part, labor=labor, paint=paint, whole=whole)
            self.keep(row, name or number, number, None, said)
            given = self.lines[-1].amount
            if answer is not None and answer.minor and abs(answer.minor) != abs(given.minor):
                self.refuse(row, Field.RETURNED_PRICE, ANSWERED, amount=str(-given))

    def signed(self, row: int, name: Field) -> Money | None:
        """Money of the sheet's currency that may be below nothing."""
        return self.read(row, name, lambda cell, mark: signed_money(cell, self.currency, mark))

    def refuse(self, row: int, name: Field, text: str, **values: object) -> None:
        """Note a fault of a field, whether the sheet has its column or not."""
        placed = self.columns.placed.get(name)
        self.refused.append(RowFault(row, placed.column if placed else "", Fault(text, values=values)))

    def keep(self, row: int, name: str, number: str, count: Quantity | None, said: StatedAmounts) -> None:
        """A line out of what its row says."""
        before = len(self.refused)
        words = {each: text_of(self.cell(row, each)) for each in (
            Field.SIDE, Field.OPERATION, Field.PART_KIND, Field.SUPPLIED_BY, Field.LABOR_KIND, Field.NOTE)}  # fmt: skip
        if len(self.refused) > before:
            return
        codes = {each: plain_word(text) for each, text in words.items()}
        said_operation = codes[Field.OPERATION]
        operation = OPERATION_OF.get(said_operation) or operation_in(said_operation) or operation_in(name)
        part, labor, paint, whole = said.settled(count or ONE, self.currency, operation)
        position = len(self.lines) + 1
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
                side=side_in(f"{words[Field.SIDE]} {name}"),
                operation=operation,
                quantity=count or ONE,
                unit_price=said.price,
                part_kind=PART_KIND_OF.get(codes[Field.PART_KIND], PartKind.UNSTATED),
                supplied_by=SUPPLIER_OF.get(codes[Field.SUPPLIED_BY], SuppliedBy.UNSTATED),
                labor_kind=LABOR_KIND_OF.get(codes[Field.LABOR_KIND], LaborKind.UNSTATED),
                hours=said.hours or Hours(0),
                rate=said.rate,
                refinish_hours=said.refinish_hours or Hours(0),
                refinish_rate=said.refinish_rate,
                split=said.is_split,
                note=words[Field.NOTE][:500],
            )
        )

    def last_amount(self, row: int) -> Money | None:
        """The amount that a row below the lines states: in the amount column, else the last number of the row."""
        places = [at for name in (Field.RETURNED_AMOUNT, Field.AMOUNT) if (at := self.columns.index(name)) is not None]
        for at in [*places, *reversed(range(len(self.grid.rows[row - 1])))]:
            if self.is_formula(row, at):
                return None
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
        """An amount below the lines that enters the total."""
        amount = self.last_amount(row)
        if amount is None:
            self.skipped.append(SkippedRow(row, NOTE, self.said(row)))
            return
        if kind in (OtherKind.DISCOUNT, OtherKind.SALVAGE) and amount.minor > 0:
            amount = -amount
        self.other.append(OtherAmount(kind, self.label(row), amount))

    def total(self, row: int) -> None:
        """The total as the sheet states it; a later one counts."""
        self.stated_total = self.last_amount(row) or self.stated_total


def _after_colon(cell: Cell) -> Cell:
    """ "合计：1,200.00" states its amount behind the colon."""
    if isinstance(cell, str):
        for colon in (":", "："):
            if colon in cell:
                return cell.rpartition(colon)[2]
    return cell
