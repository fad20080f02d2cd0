"""One row of a price list looked at alone: its values, or every reason why it is refused."""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass
from typing import Any

from claims.estimating.exchange.columns import Columns, Mapping, RowFault
from claims.estimating.exchange.currencies import said_currency, said_fault
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.numbers import Mark, is_blank, money, part_number
from claims.estimating.exchange.price_cells import LONGEST_NUMBER, lead_days, price_kind, short_text, stock
from claims.estimating.exchange.workbook import plain_cell
from claims.estimating.sheets import PriceKind, clean_number
from claims.kernel.errors import Fault

NO_NUMBER = "The part number is missing; a price without a number cannot be found again."
LONG_NUMBER = "The part number is longer than {limit} signs; check the row."
FORMULA = (
    "Cell {cell} holds a formula whose last result was {value}; confirm formula values in the mapping, "
    "or copy the column and paste it as values."
)
EMPTY_FORMULA = "Cell {cell} holds a formula without a result; copy the column, paste it as values, and send it again."


@dataclass(frozen=True)
class OneRow:
    """How a row of this list is looked at: `formulas` by row, `foreign` what a price's format shows of a currency."""

    columns: Columns
    currency: str
    mapping: Mapping
    mark: Mark | None
    formulas: dict[int, list[Field]]
    foreign: dict[int, str]

    def read(self, row: int, raw: Cells[Field, Any], refused: list[RowFault]) -> tuple[object, ...] | None:
        """The values in the order of a PriceRow; None where the reasons were added to `refused`."""
        cells = {field: plain_cell(cell) for field, cell in raw.items()}
        printed = text_of(cells[Field.PART_NUMBER])
        amount = money(cells[Field.UNIT_PRICE], self.currency, self.mark)
        pieces, days = stock(cells.get(Field.STOCK), self.mark), lead_days(cells.get(Field.LEAD_DAYS))
        said = cells.get(Field.CURRENCY)
        read: dict[Field, Any] = {
            Field.PART_NUMBER: self.number_fault(cells[Field.PART_NUMBER]),
            Field.UNIT_PRICE: said_fault(self.foreign[row], self.currency) if row in self.foreign else amount,
            Field.STOCK: pieces,
            Field.LEAD_DAYS: days,
            Field.CURRENCY: None if is_blank(said) else said_currency(text_of(said), self.currency),
        }
        faults = {field: one for field, one in read.items() if isinstance(one, Fault)} | self.formula_faults(row, cells)
        if faults or isinstance(amount, Fault):
            refused += [RowFault(row, placed.column, faults[field])
                        for field, placed in self.columns.placed.items() if field in faults]  # fmt: skip
            return None
        texts = (short_text(cells.get(field)) for field in (Field.NAME, Field.BRAND, Field.FITS))
        kind = price_kind(cells[Field.PRICE_KIND]) if Field.PRICE_KIND in cells else PriceKind.UNSTATED.value
        return row, printed, clean_number(printed), *texts, kind, amount.minor, pieces, days

    def number_fault(self, cell: Any) -> Fault | None:
        """Why a part number cannot be taken."""
        printed = text_of(cell)
        if not clean_number(printed):
            return Fault(NO_NUMBER)
        if len(printed) > LONGEST_NUMBER:
            return Fault(LONG_NUMBER, values={"limit": LONGEST_NUMBER})
        found = part_number(cell, self.mapping.numeric_part_numbers)
        return found if isinstance(found, Fault) else None

    def formula_faults(self, row: int, cells: Cells[Field, Any]) -> dict[Field, Fault]:
        """The formulas of a row that nobody confirmed, each with its last result."""
        faults = {}
        for field in self.formulas.get(row, ()):
            value = text_of(cells[field])[:60]
            if not value or not self.mapping.formula_values:
                cell = f"{self.columns.placed[field].column}{row}"
                shown = {"cell": cell, "value": value} if value else {"cell": cell}
                faults[field] = Fault(FORMULA if value else EMPTY_FORMULA, values=shown)
        return faults
