"""A supplier's price list read into rows with exact prices, and a report of every row that was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from claims.estimating.exchange.columns import Columns, Mapping, RowFault, find_columns, row_faults
from claims.estimating.exchange.currencies import foreign_formats, other_currencies, said_currency
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.numbers import Cell, Mark, decimal_mark, is_blank
from claims.estimating.exchange.price_cells import (
    ODD,
    Known,
    lead_days,
    part_numbers,
    plainly,
    price_kind,
    prices_minor,
    short_texts,
    stock,
    without,
)
from claims.estimating.exchange.price_row_faults import OneRow
from claims.estimating.exchange.price_rows import PriceRows
from claims.estimating.exchange.rows import BLANK, SkippedRow, kind_of_row, tax_basis
from claims.estimating.exchange.workbook import Grid, open_sheets, plain_rows
from claims.estimating.sheets import PriceKind
from claims.kernel.errors import Fault, Refusal

NEEDS = ((Field.PART_NUMBER,), (Field.UNIT_PRICE,))
TWO_PRICES = "The part number stands in row {row} with another price; keep one of the two."
SAME_AGAIN = "The row repeats row {row}; delete one of the two."


class OtherCurrency(Refusal):
    """The list says another currency than the shop's {currency}; name the column of prices in {currency}, or have them converted."""  # noqa: E501

    status = 400


@dataclass(frozen=True)
class PriceListPreview:
    """What a price list would bring: its good rows, its refused rows, and the rows that are no prices.

    `tax_said` is what the list's own words say of tax, `mapping` what it was read with; `formula_rows` counts good rows
    with last results of formulas, which the mapping confirms.
    """

    rows: PriceRows
    refused: tuple[RowFault, ...]
    columns: Columns
    prices_include_tax: bool | None
    skipped: tuple[SkippedRow, ...]
    tax_said: bool | None = None
    formula_rows: int = 0
    mapping: Mapping | None = None


def read_price_list(data: bytes, *, currency: str, mapping: Mapping | None = None) -> PriceListPreview:
    """Read xlsx, xls or csv bytes; whole-file trouble is a Refusal, trouble of a row stands in `refused`."""
    sheets = open_sheets(data)
    head, columns = find_columns([sheet.head for sheet in sheets], mapping=mapping, needs=NEEDS)
    priced = replace(columns, placed={Field.UNIT_PRICE: columns.placed[Field.UNIT_PRICE]})
    if others := list(other_currencies(head, priced, currency, {})):
        raise OtherCurrency(faults=row_faults(others), currency=currency)
    reading = Reading(
        head, columns, currency, mapping or Mapping(columns={}), foreign_formats(data, head.sheet, currency)
    )
    blocks = next(sheet.blocks for sheet in sheets if sheet.head is head)
    for block in blocks():
        reading.take(block)
    return replace(reading.preview(), mapping=mapping)


class Reading:
    """One list while it is read: plain rows are taken by columns, the others are kept to be looked at alone."""

    def __init__(
        self, head: Grid, columns: Columns, currency: str, mapping: Mapping, formats: dict[tuple[int, int], str]
    ) -> None:
        self.head, self.columns, self.currency, self.mapping = head, columns, currency, mapping
        self.places = {field: place for field in columns.placed if (place := columns.index(field)) is not None}
        self.start = columns.header_rows[-1] if columns.header_rows else 0
        self.header = [text_of(cell) for cell in head.rows[self.start - 1]] if self.start else []
        self.rows, self.marks, self.at = PriceRows(currency), set[Mark](), 0
        self.alone: list[tuple[int, dict[Field, Any]]] = []
        self.refused: list[RowFault] = []
        self.skipped: list[SkippedRow] = []
        price, fields = self.places[Field.UNIT_PRICE], {place: field for field, place in self.places.items()}
        self.foreign = {row + 1: sign for (row, place), sign in formats.items() if place == price and row >= self.start}
        self.formulas: dict[int, list[Field]] = {}
        for row, place in head.formulas:
            if place in fields and row >= self.start:
                self.formulas.setdefault(row + 1, []).append(fields[place])
        self.texts, self.kinds = short_texts(), plainly(price_kind)
        self.stocks, self.days = plainly(lambda cell: stock(cell, None)), plainly(lead_days)
        self.currencies = plainly(lambda cell: None if is_blank(cell) else said_currency(text_of(cell), currency))

    def take(self, block: list[list[Any]]) -> None:
        """Take the plain rows of a block."""
        first, self.at = self.at, self.at + len(block)
        if first < self.start:
            block, first = block[self.start - first :], min(self.start, self.at)
        if not block:
            return
        cells = self._by_columns(block)
        printed, clean, odd = part_numbers(cells[Field.PART_NUMBER], as_they_stand=self.mapping.numeric_part_numbers)
        minor, marks = prices_minor(cells[Field.UNIT_PRICE], self.currency)
        self.marks |= marks

        def column(field: Field, read: Known, silent: Any) -> list[Any]:
            return read.column(cells[field]) if field in cells else [silent] * len(block)

        names, brands, fits = (column(field, self.texts, "") for field in (Field.NAME, Field.BRAND, Field.FITS))
        kinds = column(Field.PRICE_KIND, self.kinds, PriceKind.UNSTATED.value)
        stocks, days = column(Field.STOCK, self.stocks, None), column(Field.LEAD_DAYS, self.days, None)
        for values in (minor, stocks, days, column(Field.CURRENCY, self.currencies, None)):
            if ODD in values:
                odd |= {place for place, value in enumerate(values) if value is ODD}
        rows = range(first + 1, self.at + 1)
        if self.foreign or self.formulas:
            apart = self.foreign.keys() | (set() if self.mapping.formula_values else self.formulas.keys())
            odd |= {row - rows[0] for row in rows if row in apart}
        columns: list[list[Any]] = [list(rows), printed, clean, names, brands, fits, kinds, minor, stocks, days]
        if odd:
            for place in sorted(odd):
                self._leave(rows[place], block[place])
            columns = [without(values, odd) for values in columns]
        for kept, values in zip(self.rows.columns(), columns, strict=True):
            kept.extend(values)

    def _by_columns(self, block: list[list[Any]]) -> dict[Field, list[Any]]:
        if len(set(map(len, block))) == 1 and len(block[0]) > max(self.places.values()):
            columns = list(zip(*block, strict=True))
            return {field: list(columns[place]) for field, place in self.places.items()}
        return {
            field: [row[place] if place < len(row) else "" for row in block] for field, place in self.places.items()
        }

    def _leave(self, row: int, raw: list[Any]) -> None:
        """Keep a row that is not plain to be looked at alone, unless it is no price at all."""
        cells = next(plain_rows([raw]))
        why = kind_of_row(cells, self.header, {self.places[Field.PART_NUMBER], self.places[Field.UNIT_PRICE]})
        if why is None:
            self.alone.append((row, {field: raw[at] if at < len(raw) else "" for field, at in self.places.items()}))
        elif why != BLANK:
            text = " ".join(text_of(cell) for cell in cells if not is_blank(cell))
            self.skipped.append(SkippedRow(row, str(why), text[:200]))

    def preview(self) -> PriceListPreview:
        """What was read, when every block was taken."""
        plain = len(self.rows)
        one = OneRow(self.columns, self.currency, self.mapping, self._mark(), self.formulas, self.foreign)
        for row, cells in self.alone:
            if found := one.read(row, cells, self.refused):
                for kept, value in zip(self.rows.columns(), found, strict=True):
                    kept.append(value)
        if len(self.rows) > plain:
            self.rows.keep(sorted(range(len(self.rows)), key=self.rows.row.__getitem__))
        self._refuse_second_prices()
        self.refused.sort(key=lambda fault: fault.row)
        said, basis = tax_basis(self._words()), self.columns.prices_include_tax
        columns = replace(self.columns, prices_include_tax=said if basis is None else basis)
        confirmed = sum(row in self.formulas for row in self.rows.row) if self.formulas else 0
        return PriceListPreview(
            self.rows, tuple(self.refused), columns, columns.prices_include_tax, tuple(self.skipped), said, confirmed
        )

    def _mark(self) -> Mark | None:
        """The decimal mark that the prices prove; else what the sheet proves or a person said."""
        proofs: list[Cell] = ["0.00" if mark == "." else "0,00" for mark in self.marks]
        own = decimal_mark([*proofs, *(cells[Field.UNIT_PRICE] for _, cells in self.alone)])
        return own or self.columns.decimal_mark

    def _words(self) -> Iterator[str]:
        yield from (text_of(cell) for row in self.head.rows[: self.start] for cell in row if isinstance(cell, str))
        yield from (entry.text for entry in self.skipped)

    def _refuse_second_prices(self) -> None:
        """Of two rows for the same part, brand and price kind the first stands; a later one is refused."""
        rows = self.rows
        if len(set(rows.clean_number)) == len(rows):
            return
        seen: dict[tuple[str, str, str], int] = {}
        letter, again = self.columns.placed[Field.UNIT_PRICE].column, set[int]()
        for place, key in enumerate(zip(rows.clean_number, rows.brand, rows.price_kind, strict=True)):
            first = seen.setdefault(key, place)
            if first != place:
                again.add(place)
                text = SAME_AGAIN if rows.unit_price_minor[first] == rows.unit_price_minor[place] else TWO_PRICES
                self.refused.append(RowFault(rows.row[place], letter, Fault(text, values={"row": rows.row[first]})))
        if again:
            rows.keep([place for place in range(len(rows)) if place not in again])
