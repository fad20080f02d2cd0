"""One row of a price list looked at alone: its values, or every reason why it is refused."""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass
from typing import Any

from claims.estimating.exchange.columns import Columns, Mapping, RowFault
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.numbers import SIGN, SIGNS, Mark, money
from claims.estimating.exchange.price_cells import (
    CHANGED,
    LONGEST_NUMBER,
    is_date,
    lead_days,
    price_kind,
    short_text,
    stock,
    whole,
)
from claims.estimating.exchange.workbook import plain_cell
from claims.estimating.sheets import PriceKind, clean_number
from claims.kernel.errors import Fault
from claims.kernel.money import CURRENCIES

NO_NUMBER = "The part number is missing; a price without a number cannot be found again."
LONG_NUMBER = "The part number is longer than {limit} signs; check the row."
NUMBER_CELL = (
    "The part number is a numeric cell, so zeros at its start may be lost; format the column as text, "
    "or allow numeric part numbers in the saved mapping."
)
LOST_DIGITS = (
    "The part number is a numeric cell that lost its last digits; format the column as text and type it again."
)
CHANGED_NUMBER = (
    '"{value}" is what a spreadsheet program makes of a part number; format the column as text and type it again, '
    "or allow numeric part numbers in the saved mapping."
)
DATE_CELL = "A spreadsheet program made the date {value} of this cell; format the column as text and type it again."
FORMULA = (
    "Cell {cell} holds a formula whose last result was {value}; confirm formula values in the mapping, "
    "or copy the column and paste it as values."
)
EMPTY_FORMULA = "Cell {cell} holds a formula without a result; copy the column, paste it as values, and send it again."
ROW_CURRENCY = '"{value}" is not {currency}, in which this shop reckons; one list holds one currency.'
NUMBERS = (Field.UNIT_PRICE, Field.STOCK, Field.LEAD_DAYS)


def currencies_of(text: str) -> set[str]:
    """The currencies that a text may mean by its signs and codes; empty where it names none."""
    found = SIGN.findall(text.upper())
    named = {word for word in text.upper().replace("(", " ").replace(")", " ").split() if word in CURRENCIES}
    if not found:
        return named
    return set.intersection(*(SIGNS[sign] for sign in found)) or {"?"}


@dataclass(frozen=True)
class OneRow:
    """How a row of this list is looked at."""

    columns: Columns
    currency: str
    mapping: Mapping
    mark: Mark | None
    formulas: dict[int, list[Field]]

    def read(self, row: int, cells: Cells[Field, Any], refused: list[RowFault]) -> tuple[object, ...] | None:
        """The values in the order of a PriceRow; None where the reasons were added to `refused`."""
        faults = self.formula_faults(row, cells)
        dated = {field for field in NUMBERS if is_date(cells.get(field, ""))} - faults.keys()
        faults |= {field: Fault(DATE_CELL, values={"value": text_of(plain_cell(cells[field]))[:60]}) for field in dated}
        printed, number_fault = self.number(cells[Field.PART_NUMBER])
        plain = {field: plain_cell(cell) for field, cell in cells.items()}
        amount = money(plain[Field.UNIT_PRICE], self.currency, self.mark)
        pieces, days = stock(plain.get(Field.STOCK), self.mark), lead_days(plain.get(Field.LEAD_DAYS))
        told = text_of(plain.get(Field.CURRENCY))
        other = self.currency not in (currencies_of(told) or {self.currency})
        found: dict[Field, Any] = {
            Field.PART_NUMBER: number_fault, Field.UNIT_PRICE: amount, Field.STOCK: pieces, Field.LEAD_DAYS: days,
        }  # fmt: skip
        if other:
            found[Field.CURRENCY] = Fault(ROW_CURRENCY, values={"value": told[:60], "currency": self.currency})
        faults = {field: one for field, one in found.items() if isinstance(one, Fault)} | faults
        if faults or isinstance(amount, Fault):
            refused += [RowFault(row, self.columns.placed[field].column, faults[field])
                        for field in self.columns.placed if field in faults]  # fmt: skip
            return None
        texts = (short_text(plain.get(field)) for field in (Field.NAME, Field.BRAND, Field.FITS))
        kind = price_kind(plain[Field.PRICE_KIND]) if Field.PRICE_KIND in plain else PriceKind.UNSTATED.value
        return row, printed, clean_number(printed), *texts, kind, amount.minor, pieces, days

    def number(self, cell: Any) -> tuple[str, Fault | None]:
        """The part number as printed, and why it cannot be taken."""
        printed, taken = text_of(plain_cell(cell)), self.mapping.numeric_part_numbers
        if is_date(cell):
            return printed, Fault(DATE_CELL, values={"value": printed[:60]})
        if not clean_number(printed):
            return printed, Fault(NO_NUMBER)
        if len(printed) > LONGEST_NUMBER:
            return printed, Fault(LONG_NUMBER, values={"limit": LONGEST_NUMBER})
        if not isinstance(cell, str):
            return printed, None if taken and whole(cell) else Fault(LOST_DIGITS if taken else NUMBER_CELL)
        if CHANGED.match(printed) and not taken:
            return printed, Fault(CHANGED_NUMBER, values={"value": printed})
        return printed, None

    def formula_faults(self, row: int, cells: Cells[Field, Any]) -> dict[Field, Fault]:
        """The formulas of a row that nobody confirmed, each with its last result."""
        faults = {}
        for field in self.formulas.get(row, ()):
            value = text_of(plain_cell(cells[field]))[:60]
            if not value or not self.mapping.formula_values:
                cell = f"{self.columns.placed[field].column}{row}"
                shown = {"cell": cell, "value": value} if value else {"cell": cell}
                faults[field] = Fault(FORMULA if value else EMPTY_FORMULA, values=shown)
        return faults
