"""Amounts, hours, quantities and shares as decimal text in JSON: exact, checked for size and decimal places."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from claims.kernel.amounts import Hours, Quantity, Share, plain
from claims.kernel.money import Money, places

DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(?:\.([0-9]+))?")
AMOUNT_DIGITS, OTHER_DIGITS, MOST_PLACES = 12, 6, 4

Exact = TypeVar("Exact", Hours, Quantity, Share)


def checked(said: object, digits: int, decimal_places: int) -> str:
    """Decimal text of limited size; pydantic's errors otherwise, numbers without quotes among them."""
    found = DECIMAL.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise PydanticCustomError("decimal_text", "a plain decimal number in quotes is wanted")
    if len(found[1]) > digits:
        raise PydanticKnownError("decimal_whole_digits", {"whole_digits": digits})
    if len(found[2] or "") > decimal_places:
        raise PydanticKnownError("decimal_max_places", {"decimal_places": decimal_places})
    return found[0]


def reader(kind: type[Exact], of: Callable[[str], Exact], decimal_places: int) -> BeforeValidator:
    """Reads text as a kind of amount; what already is one is checked for its size alone."""

    def read(said: object) -> Exact:
        text = written(said) if isinstance(said, kind) else said
        return of(checked(text, OTHER_DIGITS, decimal_places))

    return BeforeValidator(read)


def read_money(said: object, info: ValidationInfo) -> Money:
    """Money in the file's currency, which the context names; another currency is no error of the text's form."""
    currency = str((info.context or {})["currency"])
    if isinstance(said, Money):
        checked(str(said), AMOUNT_DIGITS, places(said.currency))
        if said.currency != currency:
            raise ValueError("all amounts of a file are in its one currency")
        return said
    return Money.of(checked(said, AMOUNT_DIGITS, places(currency)), currency)


def written(value: Hours | Quantity | Share) -> str:
    """Hours in hours, a quantity in pieces, a share in percent, as decimal text."""
    return plain(value.basis_points, 2) if isinstance(value, Share) else str(value)


def described(what: str, digits: int, decimal_places: int) -> WithJsonSchema:
    """The schema of decimal text."""
    pattern = rf"^-?(0|[1-9][0-9]{{0,{digits - 1}}})(\.[0-9]{{1,{decimal_places}}})?$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": what})


def serializer(text: Callable[[Any], str]) -> PlainSerializer:
    """Writes a value as text."""
    return PlainSerializer(text, return_type=str)


Amount = Annotated[
    Money, BeforeValidator(read_money), serializer(str),
    described("money in the file's currency, no finer than its minor unit", AMOUNT_DIGITS, MOST_PLACES),
]  # fmt: skip
HoursText = Annotated[Hours, reader(Hours, Hours.of, 2), serializer(written), described("hours", OTHER_DIGITS, 2)]
PercentText = Annotated[
    Share, reader(Share, Share.percent, 2), serializer(written), described("percent", OTHER_DIGITS, 2)
]
QuantityText = Annotated[
    Quantity, reader(Quantity, Quantity.of, 3), serializer(written), described("a quantity", OTHER_DIGITS, 3)
]
