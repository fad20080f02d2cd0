"""Money: whole minor units with a currency; never a float, never two currencies in one sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from babel.numbers import get_currency_precision, list_currencies

from claims.kernel.amounts import LARGEST, Hours, Quantity, Share, half_up, largest_remainder, plain, scaled, whole

DEFAULT_CURRENCY = "CNY"


@dataclass(frozen=True)
class Money:
    """An exact amount: `minor` units (fen, cents) of an ISO 4217 `currency`."""

    minor: int
    currency: str = DEFAULT_CURRENCY

    def __post_init__(self) -> None:
        if (
            type(self.minor) is not int or abs(self.minor) > LARGEST
        ):  # asked here, since amounts are made by the thousand
            whole(self.minor, "money")
        if self.currency not in CURRENCIES:
            raise ValueError(f"{self.currency!r} is not an ISO 4217 currency")

    @classmethod
    def of(cls, text: str | int | Decimal, currency: str = DEFAULT_CURRENCY) -> Self:
        """Money from "1234.56"; ValueError when it is finer than the currency's minor unit."""
        return cls(scaled(text, places(currency), "money"), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str = DEFAULT_CURRENCY) -> Money:
        """The sum of amounts of one currency; zero of `currency` where there are none."""
        result = Money(0, currency)
        for amount in amounts:
            result = result + amount
        return result

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def for_hours(self, hours: Hours) -> Money:
        """This rate for so many hours, rounded once, half up."""
        return Money(half_up(self.minor * hours.hundredths, 100), self.currency)

    def times(self, quantity: Quantity) -> Money:
        """This unit price for a quantity, rounded once, half up."""
        return Money(half_up(self.minor * quantity.thousandths, 1000), self.currency)

    def portion(self, share: Share) -> Money:
        """A share of this amount, rounded once, half up."""
        return Money(half_up(self.minor * share.basis_points, 10_000), self.currency)

    def spread(self, weights: Sequence[int]) -> list[Money]:
        """This amount over weights by the largest remainder: the parts add up to it exactly."""
        return [Money(part, self.currency) for part in largest_remainder(self.minor, weights)]

    def __str__(self) -> str:
        return plain(self.minor, places(self.currency))

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be mixed")
        return other.minor


CURRENCIES = frozenset(list_currencies())


def places(currency: str) -> int:
    """How many decimal places the currency has: 2 for CNY and EUR, 0 for JPY."""
    return get_currency_precision(currency)
