"""Exact numbers out of what people type: thousands separators, full-width digits, currency signs, brackets, signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Fault
from claims.kernel.money import Money, places

Cell = str | int | Decimal | None
Mark = Literal[".", ","]

LARGEST_AMOUNT = 10_000_000  # no part, line or total of one claim comes near it
LARGEST_COUNT = 1_000_000
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "n/a", "na", "nan", "none", "null"})
SIGNS = {
    "¥": {"CNY", "JPY"}, "元": {"CNY"}, "人民币": {"CNY"}, "RMB": {"CNY"}, "CNY": {"CNY"}, "圆": {"CNY", "JPY"},
    "美元": {"USD"}, "欧元": {"EUR"}, "港元": {"HKD"}, "港币": {"HKD"}, "日元": {"JPY"}, "英镑": {"GBP"},
    "€": {"EUR"}, "EUROS": {"EUR"}, "EURO": {"EUR"}, "EUR": {"EUR"},
    "$": {"USD", "MXN", "CAD", "AUD", "ARS", "CLP", "COP"}, "USD": {"USD"}, "£": {"GBP"}, "GBP": {"GBP"},
}  # fmt: skip
SIGN = re.compile("|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True)))
SPACES = re.compile(r"[\s'’_]+")
# the plain cases of a hundred thousand rows, which leave nothing to think about
PLAIN = re.compile(r"(?:[0-9]{1,7}|[0-9]{1,3},[0-9]{3})(?:\.([0-9]{1,2}))?\Z", re.ASCII)
POINTED = re.compile(r"[0-9]{1,3}(?:,?[0-9]{3})*\.[0-9]{1,2}\Z", re.ASCII)
DIGITS = re.compile(r"[0-9]+\Z", re.ASCII)
ONE_MARK = re.compile(r"([0-9]*)([.,])([0-9]+)\Z", re.ASCII)
GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)([.,])([0-9]+))?\Z", re.ASCII)

MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic"
DATE = re.compile(
    r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:[T ][0-9:.]+)?\Z|"
    rf"[0-9]{{1,2}}-(?:{MONTHS})\.?(?:-[0-9]{{2,4}})?\Z|(?:{MONTHS})-[0-9]{{2}}\Z|[0-9]{{1,2}}月[0-9]{{1,2}}日\Z",
    re.IGNORECASE | re.ASCII,
)
TIME = re.compile(r"[0-9]{1,3}:[0-9]{2}(?::[0-9.]+)?\Z", re.ASCII)
ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+\Z", re.IGNORECASE | re.ASCII)
EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number

IS_DATE = '"{value}" is a date where a number is expected; format the column as a number or as text and correct it.'
DATE_NUMBER = 'The part number became a date, "{value}"; write it again in a column formatted as text.'
ROUNDED_NUMBER = 'The part number became a rounded number, "{value}"; write it again in a column formatted as text.'
NUMBER_CELL = (
    "The part number is a numeric cell, so zeros at its start may be lost; format the column as text, "
    "or allow numeric part numbers in the saved mapping."
)
NOT_A_NUMBER = '"{value}" is not a number; write digits only.'
AMBIGUOUS = '"{value}" can mean two numbers; say which mark is the decimal one, or write it with two decimal places.'
TOO_FINE = '"{value}" has more decimal places than {currency} has; round it in your file.'
NEGATIVE = '"{value}" is negative; an amount here must be zero or more.'
ABSURD = '"{value}" is far beyond any real amount; check the number.'
MISSING = "The value is missing; fill it in."
OTHER_CURRENCY = '"{value}" is not in {currency}; one file holds one currency.'
PERCENT = '"{value}" is a percentage where an amount is expected; write the amount.'
NOT_EXACT = '"{value}" has more than {places} decimal places; round it in your file.'


def is_blank(cell: Cell) -> bool:
    """Whether the cell says nothing: empty, or one of the dashes and words that people put for nothing."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.strip().lower() in BLANKS))


def decimal_mark(cells: Iterable[Cell]) -> Mark | None:
    """The decimal mark that the texts of a column prove; None where nothing proves it or they contradict each other."""
    seen: set[Mark] = set()
    for cell in cells:
        if isinstance(cell, str) and ("." in cell or "," in cell or "．" in cell or "，" in cell):
            proof = "." if POINTED.match(cell) else _proof(bare(cell)[0])
            if proof is not None:
                seen.add(proof)
                if len(seen) == 2:
                    return None
    return seen.pop() if seen else None


def bare(text: str) -> tuple[str, bool, set[str]]:
    """The digits and marks of a text, whether it is negative, and the currencies that its signs allow (empty: any)."""
    plain = unicodedata.normalize("NFKC", text).strip().upper().replace("−", "-").replace("–", "-")
    found = SIGN.findall(plain)
    allowed = set.intersection(*(SIGNS[sign] for sign in found)) if found else set()
    if found and not allowed:
        allowed = {"?"}
    plain = SPACES.sub("", SIGN.sub("", plain))
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        plain, negative = plain[1:-1], True
    if plain.startswith("-") or plain.endswith("-"):
        plain, negative = plain.strip("-"), not negative
    return plain.removeprefix("+"), negative, allowed


def exact(cell: Cell, *, mark: Mark | None, currency: str | None = None) -> Decimal | Fault:
    """The exact number in a cell, or the fault that says why there is none."""
    if is_blank(cell) or cell is None:
        return Fault(MISSING)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, Decimal):
        return cell
    digits, negative, allowed = bare(cell)
    shown = {"value": cell[:60]}
    if allowed and currency is not None and currency not in allowed:
        return Fault(OTHER_CURRENCY, values={**shown, "currency": currency})
    if digits.endswith("%"):
        return Fault(PERCENT, values=shown)
    plain = _plain(digits, mark)
    if isinstance(plain, str):
        number = Decimal(plain)
        return -number if negative else number
    if plain is None:
        return Fault(AMBIGUOUS, values=shown)
    return Fault(IS_DATE if DATE.match(cell.strip()) or TIME.match(cell.strip()) else NOT_A_NUMBER, values=shown)


def money(cell: Cell, currency: str, mark: Mark | None) -> Money | Fault:
    """Exact money, zero or more; a fault for what is finer than the currency, negative or absurd."""
    return signed_money(cell, currency, mark, negative=False)


def signed_money(cell: Cell, currency: str, mark: Mark | None, *, negative: bool = True) -> Money | Fault:
    """Exact money that may be negative, as discounts and salvage are."""
    if isinstance(cell, str) and places(currency) == 2 and (plain := PLAIN.match(cell)):
        decimals = plain.group(1)
        if decimals or "," not in cell:
            return Money(int(cell.replace(",", "").replace(".", "")) * 10 ** (2 - len(decimals or "")), currency)
    number = exact(cell, mark=mark, currency=currency)
    if isinstance(number, Fault):
        return number
    shown = {"value": str(cell)[:60]}
    if number < 0 and not negative:
        return Fault(NEGATIVE, values=shown)
    if abs(number) > LARGEST_AMOUNT:
        return Fault(ABSURD, values=shown)
    try:
        return Money.of(number, currency)
    except ValueError:
        return Fault(TOO_FINE, values={**shown, "currency": currency})


def quantity(cell: Cell, mark: Mark | None) -> Quantity | Fault:
    """An exact quantity in thousandths, zero or more."""
    number = _count(cell, mark, 3)
    return number if isinstance(number, Fault) else Quantity(number)


def hours(cell: Cell, mark: Mark | None) -> Hours | Fault:
    """Exact hours in hundredths, zero or more."""
    number = _count(cell, mark, 2)
    return number if isinstance(number, Fault) else Hours(number)


def part_number(cell: Cell, numeric: bool) -> str | Fault:
    """A part number as printed; a numeric cell only where a person allowed it and all its digits are there."""
    if not isinstance(cell, str):
        if isinstance(cell, int) and abs(cell) < 10**EXACT_DIGITS:
            return str(cell) if numeric else Fault(NUMBER_CELL)
        return Fault(ROUNDED_NUMBER, values={"value": format(cell or 0, "g")})
    text = " ".join(cell.split())
    if DATE.match(text):
        return Fault(DATE_NUMBER, values={"value": text[:60]})
    return Fault(ROUNDED_NUMBER, values={"value": text[:60]}) if ROUNDED.match(text) else text


def _count(cell: Cell, mark: Mark | None, decimals: int) -> int | Fault:
    """A number of 10^-decimals that is not negative; units written behind it (件, uds, h) are taken off."""
    if isinstance(cell, str):
        cell = UNITS.sub("", unicodedata.normalize("NFKC", cell).strip())
    number = exact(cell, mark=mark)
    if isinstance(number, Fault):
        return number
    shown = {"value": str(cell)[:60]}
    if number < 0:
        return Fault(NEGATIVE, values=shown)
    if number > LARGEST_COUNT:
        return Fault(ABSURD, values=shown)
    shifted = number.scaleb(decimals)
    if shifted != shifted.to_integral_value():
        return Fault(NOT_EXACT, values={**shown, "places": decimals})
    return int(shifted)


UNITS = re.compile(
    r"(?<=[0-9.,])\s*(?:个|件|只|套|块|片|台|支|条|根|副|升|天|日|小时|工时|h|hrs?|horas?|hours?|pcs?|pzas?|uds?|unid(?:ades)?|"
    r"d[ií]as?|days?)\.?\Z",
    re.IGNORECASE,
)


def _proof(digits: str) -> Mark | None:
    """Which mark must be the decimal one in this text; None where it may be either."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        last: Mark = "." if digits.rfind(".") > digits.rfind(",") else ","
        return last if digits.count(last) == 1 and GROUPED.match(digits) else None
    if dots > 1 or commas > 1:
        return ("," if dots else ".") if GROUPED.match(digits) else None
    single = ONE_MARK.match(digits)
    if single is None:
        return None
    before, mark, after = single.groups()
    if len(after) == 3 and before and not before.startswith("0") and len(before) <= 3:
        return None
    return "." if mark == "." else ","


def _plain(digits: str, mark: Mark | None) -> str | Literal[False] | None:
    """The number as Decimal reads it; None where it is ambiguous, False where it is no number."""
    if DIGITS.match(digits):
        return digits
    proof = _proof(digits)
    if proof is None:
        if not (ONE_MARK.match(digits) and GROUPED.match(digits)):
            return False
        if mark is None:
            return None
        proof = mark
    whole = digits.replace("," if proof == "." else ".", "")
    return whole.replace(",", ".")
