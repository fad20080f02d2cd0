"""The cells of a price list's columns, read some thousand at a time; what is not plain is ODD and read alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.numbers import (
    ABSURD,
    DATE,
    DIGITS,
    EXACT_DIGITS,
    LARGEST_AMOUNT,
    PLAIN,
    ROUNDED,
    Cell,
    Mark,
    is_blank,
    quantity,
)
from claims.estimating.exchange.value_words import PRICE_KIND_OF, plain_word
from claims.estimating.exchange.workbook import plain_cell
from claims.estimating.sheets import PriceKind, clean_number
from claims.kernel.errors import Fault
from claims.kernel.money import places

LONGEST_TEXT = 200
LONGEST_NUMBER = 40
LONGEST_DAYS = 999
IN_STOCK = frozenset({"有", "有货", "现货", "充足", "sí", "si", "yes", "disponible", "in stock", "available"})
OUT_OF_STOCK = frozenset({"无", "无货", "缺货", "订货", "no", "agotado", "sin stock", "out of stock", "bajo pedido"})
NOW = frozenset({"现货", "当天", "即时", "inmediato", "hoy", "immediate", "same day"})
RANGE = re.compile(r"\D*([0-9]{1,3})\s*[-~～至a]\s*([0-9]{1,3})\D*\Z")
POINTS = re.compile(r"(?:(?:[0-9]{1,7}|[0-9]{1,3},[0-9]{3})\.[0-9]{2}\n)+", re.ASCII)
COMMAS = re.compile(r"(?:(?:[0-9]{1,7}|[0-9]{1,3}\.[0-9]{3}),[0-9]{2}\n)+", re.ASCII)
COMMA = re.compile(r"(?:[0-9]{1,7}|[0-9]{1,3}\.[0-9]{3}),([0-9]{1,2})\Z", re.ASCII)
UNSIGNED = {sign: None for sign in range(128) if not chr(sign).isalnum() and sign != ord("\n")}
CHANGED = "|".join(one.pattern for one in (ROUNDED, DATE)).replace(r"\Z", "$")  # by a spreadsheet program
OTHER_SPACE = re.compile(r"[^\S \n]")
SUSPECT = re.compile(rf"\n(?:{CHANGED}|(?:sub-?)?total|suma|[本合总小共])", re.IGNORECASE | re.MULTILINE)
FEW = 20  # values are taken out of a list one by one
ODD: Final[Any] = object()


class Known(dict[Any, Any]):
    """Cells that come again and again, each read once."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __missing__(self, cell: Any) -> Any:
        value = self[cell] = self.read(cell)
        return value

    def column(self, cells: list[Any]) -> list[Any]:
        """What each cell says."""
        if (True in cells or False in cells) and bool in set(map(type, cells)):  # True and 1.0 are one key
            return [self.read(cell) if type(cell) is bool else self[cell] for cell in cells]
        return list(map(self.__getitem__, cells))


def part_numbers(cells: list[Any], *, as_they_stand: bool) -> tuple[list[str], list[str], set[int]]:
    """Numbers as printed and as compared, and the places of those that must be looked at alone."""
    odd: set[int] = set()
    try:
        told = "\n".join(["", *cells, ""])
        printed = cells if is_tidy(told, len(cells)) else [" ".join(cell.split()) for cell in cells]
    except TypeError:  # not all are text
        printed = [text_of(plain_cell(cell)) for cell in cells]
        odd = {at for at, cell in enumerate(cells) if type(cell) is not str and not (as_they_stand and whole(cell))}
    joined = "\n".join(printed)
    if joined.isascii():
        clean = joined.translate(UNSIGNED).upper().split("\n")
    else:  # a single foreign sign makes the translation of all of them slow
        clean = "\n".join([one if one.isascii() else "" for one in printed]).translate(UNSIGNED).upper().split("\n")
        clean = [bare or clean_number(one) for one, bare in zip(printed, clean, strict=True)]
    if "" in clean or any(map(str.isalpha, clean)) or len(max(printed, key=len)) > LONGEST_NUMBER:
        odd |= {at for at, (one, bare) in enumerate(zip(printed, clean, strict=True))
                if not bare or bare.isalpha() or len(one) > LONGEST_NUMBER}  # fmt: skip
    if SUSPECT.search(f"\n{joined}"):
        odd |= {at for at, one in enumerate(printed) if SUSPECT.match(f"\n{one}")}
    return printed, clean, odd


def is_tidy(told: str, count: int) -> bool:
    """Whether none of so many cells, each between line ends, has spaces to take out."""
    return (
        told.count("\n") == count + 1
        and not any(spaces in told for spaces in ("  ", "\n ", " \n"))
        and not OTHER_SPACE.search(told)
    )


def whole(cell: Any) -> bool:
    """Whether a numeric cell may still be the part number that was typed."""
    return type(cell) in (int, float) and 0 <= cell < 10**EXACT_DIGITS and cell == int(cell)


def prices_minor(cells: list[Any], currency: str) -> tuple[list[Any], set[Mark]]:
    """Prices in minor units, ODD where a cell is not a plain price, and the decimal marks that were seen."""
    decimals, marks, found = places(currency), set[Mark](), [ODD] * len(cells)
    doubles = [at for at, cell in enumerate(cells) if type(cell) is float]
    if doubles:
        for at, minor in zip(doubles, floats_minor(np.array([cells[at] for at in doubles]), decimals), strict=True):
            found[at] = minor
    texts = [at for at, cell in enumerate(cells) if type(cell) is str and cell] if decimals == 2 else []
    if texts:
        joined = "".join([f"{cells[at]}\n" for at in texts])
        if POINTS.fullmatch(joined) or COMMAS.fullmatch(joined):
            marks.add("." if joined[-4] == "." else ",")
            digits = joined.replace(".", "").replace(",", "").split("\n")
            for at, minor in zip(texts, map(int, digits[:-1]), strict=True):
                found[at] = minor
        else:
            for at in texts:
                found[at] = text_minor(cells[at], marks)
    return found, marks


def text_minor(cell: str, marks: set[Mark]) -> Any:
    """One price of a currency with two decimals in minor units; ODD where it is not plain."""
    if plain := PLAIN.match(cell):
        if after := plain.group(1):
            marks.add(".")
        elif "," in cell:
            return ODD
    elif plain := COMMA.match(cell):
        after = plain.group(1)
        marks.add(",")
    else:
        return ODD
    return int(cell.replace(",", "").replace(".", "")) * int(10 ** (2 - len(after or "")))


def floats_minor(doubles: np.ndarray[Any, np.dtype[np.float64]], decimals: int) -> list[Any]:
    """Minor units of a workbook's doubles: exact where the double is the nearest one to whole minor units, else ODD."""
    factor = 10.0**decimals
    with np.errstate(invalid="ignore", over="ignore"):
        minor = np.rint(doubles * factor)
        exact = (minor / factor == doubles) & (doubles >= 0) & (doubles <= LARGEST_AMOUNT)
    found: list[Any] = np.where(exact, minor, 0).astype(np.int64).tolist()
    for at in np.flatnonzero(~exact).tolist():
        found[at] = ODD
    return found


def stock(cell: Cell, mark: Mark | None) -> int | Fault | None:
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


def lead_days(cell: Cell) -> int | Fault | None:
    """Days of delivery; the longer one of a range ("3-5 天")."""
    shown = {"value": str(cell)[:60]}
    if isinstance(cell, str):
        if plain_word(cell) in NOW:
            return 0
        if span := RANGE.match(cell):
            cell = max(span.groups(), key=int)
    if is_blank(cell):
        return None
    found = quantity(cell, None)
    if isinstance(found, Fault):
        return found
    days = -(-found.thousandths // 1000)
    return days if days <= LONGEST_DAYS else Fault(ABSURD, values=shown)


def plainly(read: Callable[[Cell], Any]) -> Known:
    """A reader of repeated cells that leaves faults to be looked at alone."""

    def at_once(cell: Any) -> Any:
        found = read(plain_cell(cell))
        return ODD if isinstance(found, Fault) else found

    return Known(at_once)


def short_text(cell: Cell) -> str:
    """A cell as text on one line, cut where it is endless."""
    return text_of(cell)[:LONGEST_TEXT]


def price_kind(cell: Cell) -> str:
    """The code of the kind of price that a word names; unstated where nobody can tell."""
    return PRICE_KIND_OF.get(plain_word(text_of(cell)), PriceKind.UNSTATED).value


def short_texts() -> Known:
    """A reader of repeated texts."""
    return Known(lambda cell: short_text(cell if type(cell) is str else plain_cell(cell)))


def without(values: list[Any], odd: set[int]) -> list[Any]:
    """The values but those at these places."""
    if len(odd) > FEW:
        return [value for place, value in enumerate(values) if place not in odd]
    kept = values.copy()
    for place in sorted(odd, reverse=True):
        del kept[place]
    return kept
