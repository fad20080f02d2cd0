"""The rows of a price list, kept by columns: a hundred thousand of them cost little, and each can be had as a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, overload

from claims.estimating.sheets import PriceKind
from claims.kernel.money import Money


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


@dataclass
class PriceRows(Sequence[PriceRow]):
    """The good rows of a list in its currency, in the order of the file; prices in minor units."""

    currency: str
    row: list[int] = field(default_factory=list)
    part_number: list[str] = field(default_factory=list)
    clean_number: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    brand: list[str] = field(default_factory=list)
    fits: list[str] = field(default_factory=list)
    price_kind: list[str] = field(default_factory=list)
    unit_price_minor: list[int] = field(default_factory=list)
    stock_x1000: list[int | None] = field(default_factory=list)
    lead_days: list[int | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)

    @overload
    def __getitem__(self, place: int) -> PriceRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PriceRow]: ...
    def __getitem__(self, place: int | slice) -> PriceRow | Sequence[PriceRow]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        minor = self.unit_price_minor[place]
        return PriceRow(
            self.row[place], self.part_number[place], self.clean_number[place], self.name[place], self.brand[place],
            self.fits[place], PriceKind(self.price_kind[place]), Money(minor, self.currency), self.stock_x1000[place],
            self.lead_days[place],
        )  # fmt: skip

    def __iter__(self) -> Iterator[PriceRow]:
        return (self[place] for place in range(len(self)))

    def columns(self) -> list[list[Any]]:
        """Every column in the order of a row."""
        return [getattr(self, one.name) for one in fields(self)[1:]]

    def keep(self, places: Sequence[int]) -> None:
        """Keep the rows at these places, in this order."""
        for column in self.columns():
            column[:] = [column[place] for place in places]
