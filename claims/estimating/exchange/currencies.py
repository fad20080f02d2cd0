"""Which currency a file says: in a column of its own, in its headings, above its lines, in the format of its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from claims.estimating.exchange.columns import Columns, RowFault
from claims.estimating.exchange.headings import MONEY, text_of
from claims.estimating.exchange.numbers import DIGITS, OTHER_CURRENCY, SIGN, SIGNS, bare
from claims.estimating.exchange.package import column_letter, column_number, currency_formats
from claims.estimating.exchange.workbook import ZIP, Grid
from claims.kernel.errors import Fault
from claims.kernel.money import CURRENCIES

USUAL = {"CNY", "USD"}  # where a sign alone may mean several
BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,8})[)）\]]")
AMOUNT_OR_BRACKETS = re.compile(r"[\d(（\[]")
ABOVE = re.compile(
    r"(?:币种|货币|币别|单位|moneda|divisa|currency|(?:importes|precios) en|(?:amounts|prices) in)"
    r"\s*[:：]?\s*([^\s,;，；。]+)",
    re.IGNORECASE,
)


def said_currency(text: str, currency: str) -> str | Fault:
    """The currency that a text names, or the fault that it is not the sheet's."""
    if currency not in named_currencies(text):
        return Fault(OTHER_CURRENCY, values={"value": text[:60], "currency": currency})
    return currency


def named_currencies(text: str) -> set[str]:
    """The currencies that a text may mean by its words and signs; none where it names none."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain in CURRENCIES:
        return {plain}
    found = [SIGNS[sign] for sign in SIGN.findall(plain)]
    return set.intersection(*found) if found else set()


def other_currencies(
    grid: Grid, columns: Columns, currency: str, formats: Mapping[tuple[int, int], str]
) -> Iterator[RowFault]:
    """Headings and formats of amounts, and words above the lines, that name another currency than the sheet's."""
    start = columns.header_rows[-1] if columns.header_rows else 0
    for field in MONEY:
        if (placed := columns.placed.get(field)) is not None:
            named = named_currencies(placed.header)
            if named and currency not in named:
                yield RowFault(start, placed.column, said_fault(placed.header, currency))
    for row, cells in enumerate(grid.rows[: max(start - 1, 0)], 1):
        for said in ABOVE.finditer(" ".join(text_of(cell) for cell in cells)):
            named = named_currencies(said.group(1))
            if named and currency not in named:
                yield RowFault(row, "", said_fault(said.group(1), currency))
    wanted = {column_number(columns.placed[field].column) for field in MONEY if field in columns.placed}
    for (row, at), sign in sorted(formats.items()):
        named = named_currencies(sign)
        if row >= start and at in wanted and named and currency not in named:
            yield RowFault(row + 1, column_letter(at), said_fault(sign, currency))


def foreign_formats(data: bytes, sheet: str, currency: str) -> dict[tuple[int, int], str]:
    """The zero-based places of an xlsx sheet's cells whose format shows another currency, and what it shows."""

    def is_foreign(sign: str) -> bool:
        named = named_currencies(sign)
        return bool(named) and currency not in named

    return currency_formats(data, sheet, is_foreign) if data.startswith(ZIP) else {}


def said_fault(text: str, currency: str) -> Fault:
    """The sentence for an amount of another currency."""
    return Fault(OTHER_CURRENCY, values={"value": text[:60], "currency": currency})


def currency_of(grids: Iterable[Grid]) -> str | None:
    """The one currency that the signs and words of a table name; None where they name none, or several."""
    cells = (cell for grid in grids for row in grid.rows for cell in row if isinstance(cell, str))
    named = {currency for cell in cells for currency in currencies_in(cell)}
    return named.pop() if len(named) == 1 else None


def currencies_in(text: str) -> set[str]:
    """The currencies that the signs of an amount, or of a heading's brackets, allow; of those the usual one."""
    if not AMOUNT_OR_BRACKETS.search(text) or (text.isascii() and text.replace(".", "", 1).isdigit()):
        return set()
    inside = BRACKETS.search(text)
    digits, _, allowed = bare(inside.group(1) if inside else text)
    if allowed and (DIGITS.match(digits.replace(".", "").replace(",", "")) or (inside and not digits)):
        return allowed if len(allowed) == 1 else allowed & USUAL
    return set()
