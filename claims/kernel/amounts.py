"""Exact amounts: hours in hundredths, shares in basis points, quantities in thousandths; one way of rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

LARGEST = 10**15  # far beyond any claim, far within 64 bits


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest whole; exact halves go away from zero."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def scaled(text: str | int | Decimal, places: int, what: str) -> int:
    """The exact integer of `text` × 10^places; ValueError where digits would be lost or the size is absurd."""
    if isinstance(text, bool | float):
        raise TypeError(f"{what}: write it as text, a float is not exact")
    try:
        exact = Decimal(text)
    except (InvalidOperation, ValueError) as fault:
        raise ValueError(f"{what}: {text!r} is not a number") from fault
    if not exact.is_finite() or abs(exact) > LARGEST:
        raise ValueError(f"{what}: {text!r} is out of range")
    shifted = exact.scaleb(places)
    if shifted != shifted.to_integral_value():
        raise ValueError(f"{what}: {text!r} has more than {places} decimal places")
    return int(shifted)


def plain(whole: int, places: int) -> str:
    """The decimal text of an integer of 10^-places: plain(5050, 2) is "50.50"."""
    if places == 0:
        return str(whole)
    sign, digits = ("-" if whole < 0 else ""), str(abs(whole)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` in proportion to the weights; they add up to it exactly, ties go to the earlier part."""
    if not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("weights must be non-negative and not all zero")
    base, sign = sum(weights), (1 if total >= 0 else -1)
    floors = [abs(total) * weight // base for weight in weights]
    rests = [abs(total) * weight % base for weight in weights]
    for place in sorted(range(len(weights)), key=lambda i: (-rests[i], i))[: abs(total) - sum(floors)]:
        floors[place] += 1
    return [sign * part for part in floors]


@dataclass(frozen=True, order=True)
class Hours:
    """Labor hours, exact, in hundredths."""

    hundredths: int

    def __post_init__(self) -> None:
        whole(self.hundredths, "hours")

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """Hours from "1.3"; ValueError beyond hundredths."""
        return cls(scaled(text, 2, "hours"))

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.hundredths + other.hundredths)

    def __str__(self) -> str:
        return plain(self.hundredths, 2)


@dataclass(frozen=True, order=True)
class Share:
    """A share of something, exact, in basis points (1 % = 100)."""

    basis_points: int

    def __post_init__(self) -> None:
        whole(self.basis_points, "share")

    @classmethod
    def percent(cls, text: str | int | Decimal) -> Self:
        """A share from "6.25" percent; ValueError beyond hundredths of a percent."""
        return cls(scaled(text, 2, "percent"))

    def __str__(self) -> str:
        return f"{plain(self.basis_points, 2)} %"


@dataclass(frozen=True, order=True)
class Quantity:
    """A count or measure of a part, exact, in thousandths."""

    thousandths: int

    def __post_init__(self) -> None:
        whole(self.thousandths, "quantity")

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """A quantity from "2" or "0.5"; ValueError beyond thousandths."""
        return cls(scaled(text, 3, "quantity"))

    def __str__(self) -> str:
        text = plain(self.thousandths, 3)
        return text.rstrip("0").rstrip(".")


def whole(value: object, what: str) -> int:
    """`value` where it is a true int in range; TypeError for floats, bools and text, ValueError when absurd."""
    if type(value) is not int:
        raise TypeError(f"{what}: whole units are wanted, not {value!r}")
    if abs(value) > LARGEST * 1000:
        raise ValueError(f"{what}: {value} is out of range")
    return value
