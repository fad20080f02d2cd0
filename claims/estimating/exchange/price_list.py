"""A supplier's price list read into rows with exact prices, and a report of every row that was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.estimating.exchange.columns import (
    Columns,
    Mapping,
    RowFault,
    column_mark,
    find_columns,
    text_of,
)
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.numbers import DIGITS, Cell, Mark, is_blank, money, quantity
from claims.estimating.exchange.rows import BLANK, SkippedRow, kind_of_row, tax_basis
from claims.estimating.exchange.value_words import PRICE_KIND_OF, plain_word
from claims.estimating.exchange.workbook import Grid, read_grids
from claims.estimating.sheets import PriceKind, clean_number
from claims.kernel.errors import Fault
from claims.kernel.money import Money

if TYPE_CHECKING:
    import pandas as pd

NEEDS = ((Field.PART_NUMBER,), (Field.UNIT_PRICE,))
LONGEST_TEXT = 200
LONGEST_NUMBER = 40
IN_STOCK = frozenset({"有", "有货", "现货", "充足", "sí", "si", "yes", "disponible", "in stock", "available"})
OUT_OF_STOCK = frozenset({"无", "无货", "缺货", "订货", "no", "agotado", "sin stock", "out of stock", "bajo pedido"})
NOW = frozenset({"现货", "当天", "即时", "inmediato", "hoy", "immediate", "same day"})
RANGE = re.compile(r"([0-9]{1,3})\s*[-~～至a]\s*([0-9]{1,3})")

NO_NUMBER = "The part number is missing; a price without a number cannot be found again."
LONG_NUMBER = "The part number is longer than {limit} signs; check the row."
NUMBER_CELL = (
    "The part number is a numeric cell, so zeros at its start may be lost; format the column as text, "
    "or allow numeric part numbers in the saved mapping."
)
FORMULA = (
    "Cell {cell} holds a formula instead of a value; copy the column and paste it as values, then send the file again."
)
TWO_PRICES = "The part number stands in row {row} with another price; keep one of the two."


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of one part; stock in thousandths of a piece and days of delivery where the list says them."""

    row: int
    part_number: str
    clean_number: str
    name: str
    brand: str
    fits: str
    price_kind: PriceKind
    unit_price: Money
    stock_x1000: int | None
    lead_days: int | None


@dataclass(frozen=True)
class PriceListPreview:
    """What a price list would bring: its good rows, its refused rows, and the rows that are no prices."""

    rows: tuple[PriceRow, ...]
    refused: tuple[RowFault, ...]
    columns: Columns
    prices_include_tax: bool | None
    skipped: tuple[SkippedRow, ...]


def read_price_list(data: bytes, *, currency: str, mapping: Mapping | None = None) -> PriceListPreview:
    """Read xlsx, xls or csv bytes; whole-file trouble is a Refusal, trouble of a row stands in `refused`."""
    grid, columns = find_columns(read_grids(data), mapping=mapping, needs=NEEDS)
    start = columns.header_rows[-1] if columns.header_rows else 0
    table, skipped = _table(grid, columns, start)
    refused: list[RowFault] = []
    rows = _refuse_second_prices(
        _read_rows(table, grid, columns, currency, mapping is not None and mapping.numeric_part_numbers, refused),
        columns,
        refused,
    )
    if columns.prices_include_tax is None:
        words = [text_of(cell) for row in grid.rows[:start] for cell in row if isinstance(cell, str)]
        words += [entry.text for entry in skipped]
        columns = replace(columns, prices_include_tax=tax_basis(words))
    return PriceListPreview(tuple(rows), tuple(refused), columns, columns.prices_include_tax, tuple(skipped))


def _table(grid: Grid, columns: Columns, start: int) -> tuple[pd.DataFrame, list[SkippedRow]]:
    """The rows below the header as a frame of plain cells, one column per field, without rows that are no prices."""
    placed = {field: index for field in columns.placed if (index := columns.index(field)) is not None}
    header = [text_of(cell) for cell in grid.rows[start - 1]] if start else []
    wanted = {placed[field] for field in (Field.PART_NUMBER, Field.UNIT_PRICE)}
    skipped: list[SkippedRow] = []
    kept: list[list[Cell]] = []
    numbers: list[int] = []
    number_at, price_at = placed[Field.PART_NUMBER], placed[Field.UNIT_PRICE]
    for row, cells in enumerate(grid.rows[start:], start + 1):
        width = len(cells)
        number = cells[number_at] if number_at < width else None
        price = cells[price_at] if price_at < width else None
        if not (number and price and str(number)[0].isascii() and str(price)[-1].isdigit()):
            why = kind_of_row(cells, header, wanted)
            if why is not None:
                if why != BLANK:
                    skipped.append(
                        SkippedRow(row, str(why), " ".join(text_of(cell) for cell in cells if not is_blank(cell))[:200])
                    )
                continue
        kept.append([cells[at] if at < width else None for at in placed.values()])
        numbers.append(row)
    import pandas as pd  # loaded with the first list, not with the server: it takes a second

    return pd.DataFrame(kept, index=numbers, columns=[field.value for field in placed], dtype=object), skipped


def _read_rows(
    table: pd.DataFrame, grid: Grid, columns: Columns, currency: str, numeric_allowed: bool, refused: list[RowFault]
) -> Iterator[PriceRow]:
    start = columns.header_rows[-1] if columns.header_rows else 0
    price_at, number_at = columns.index(Field.UNIT_PRICE) or 0, columns.index(Field.PART_NUMBER) or 0
    price_letter, number_letter = columns.placed[Field.UNIT_PRICE].column, columns.placed[Field.PART_NUMBER].column
    mark = column_mark(grid, columns, start, price_at)
    stock_letter, lead_letter = _letter(columns, Field.STOCK), _letter(columns, Field.LEAD_DAYS)
    texts = {field: _texts(table, field) for field in (Field.NAME, Field.BRAND, Field.FITS)}
    kinds = _coded(table)
    fields = (Field.PART_NUMBER, Field.UNIT_PRICE, Field.STOCK, Field.LEAD_DAYS)
    raw = [table[field.value].tolist() if field.value in table else [None] * len(table) for field in fields]
    every = zip(
        table.index.tolist(), *raw, texts[Field.NAME], texts[Field.BRAND], texts[Field.FITS], kinds, strict=True
    )
    for row, number, price, stock_cell, lead_cell, name, brand, fits, kind in every:
        faults: list[RowFault] = []
        for at, letter in ((price_at, price_letter), (number_at, number_letter)):
            if (row - 1, at) in grid.formulas:
                faults.append(RowFault(row, letter, Fault(FORMULA, values={"cell": f"{letter}{row}"})))
        printed = text_of(number)
        clean = clean_number(printed)
        if not clean:
            faults.append(RowFault(row, number_letter, Fault(NO_NUMBER)))
        elif len(printed) > LONGEST_NUMBER:
            faults.append(RowFault(row, number_letter, Fault(LONG_NUMBER, values={"limit": LONGEST_NUMBER})))
        elif not isinstance(number, str) and not numeric_allowed:
            faults.append(RowFault(row, number_letter, Fault(NUMBER_CELL)))
        amount = money(price, currency, mark)
        if isinstance(amount, Fault) and not any(fault.column == price_letter for fault in faults):
            faults.append(RowFault(row, price_letter, amount))
        stock = _stock(stock_cell, mark)
        if isinstance(stock, Fault):
            faults.append(RowFault(row, stock_letter, stock))
        lead = _days(lead_cell)
        if isinstance(lead, Fault):
            faults.append(RowFault(row, lead_letter, lead))
        if faults or isinstance(amount, Fault) or isinstance(stock, Fault) or isinstance(lead, Fault):
            refused.extend(faults)
            continue
        yield PriceRow(row, printed, clean, name, brand, fits, kind, amount, stock, lead)


def _letter(columns: Columns, field: Field) -> str:
    return columns.placed[field].column if field in columns.placed else ""


def _texts(table: pd.DataFrame, field: Field) -> list[str]:
    if field.value not in table:
        return [""] * len(table)
    texts = table[field.value]
    shown = {cell: text_of(cell)[:LONGEST_TEXT] for cell in texts.unique()}
    return [shown[cell] for cell in texts.tolist()]


def _coded(table: pd.DataFrame) -> list[PriceKind]:
    if Field.PRICE_KIND.value not in table:
        return [PriceKind.UNSTATED] * len(table)
    words = table[Field.PRICE_KIND.value]
    known = {word: PRICE_KIND_OF.get(plain_word(text_of(word)), PriceKind.UNSTATED) for word in words.unique()}
    return [known[word] for word in words.tolist()]


def _stock(cell: Cell, mark: Mark | None) -> int | Fault | None:
    """Pieces in thousandths; None where the list says nothing or only "in stock"."""
    if isinstance(cell, int) and 0 <= cell < 1_000_000:
        return cell * 1000
    if isinstance(cell, str):
        if len(cell) < 6 and DIGITS.match(cell):
            return int(cell) * 1000
        word = plain_word(cell)
        if word in IN_STOCK:
            return None
        if word in OUT_OF_STOCK:
            return 0
        cell = cell.strip().lstrip(">≥+").rstrip("+")
    if is_blank(cell):
        return None
    found = quantity(cell, mark)
    return found if isinstance(found, Fault) else found.thousandths


def _days(cell: Cell) -> int | Fault | None:
    """Days of delivery; the longer one of a range ("3-5 天")."""
    if isinstance(cell, int) and 0 <= cell < 1000:
        return cell
    if isinstance(cell, str):
        if len(cell) < 4 and DIGITS.match(cell):
            return int(cell)
        if plain_word(cell) in NOW:
            return 0
        span = RANGE.search(cell)
        if span:
            cell = max(span.groups(), key=int)
    if is_blank(cell):
        return None
    found = quantity(cell, None)
    return found if isinstance(found, Fault) else -(-found.thousandths // 1000)


def _refuse_second_prices(rows: Iterable[PriceRow], columns: Columns, refused: list[RowFault]) -> Iterator[PriceRow]:
    """Of two rows for the same part, brand and price kind the first stands; a later one at another price is refused."""
    seen: dict[tuple[str, str, PriceKind], PriceRow] = {}
    letter = columns.placed[Field.UNIT_PRICE].column
    for row in rows:
        key = (row.clean_number, row.brand, row.price_kind)
        first = seen.setdefault(key, row)
        if first is row:
            yield row
        elif first.unit_price != row.unit_price:
            refused.append(RowFault(row.row, letter, Fault(TWO_PRICES, values={"row": first.row})))
        else:
            refused.append(RowFault(row.row, letter, Fault(SAME_AGAIN, values={"row": first.row})))


SAME_AGAIN = "The row repeats row {row}; delete one of the two."
