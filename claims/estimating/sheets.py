"""A sheet: the lines of a quote or of an insurer's answer in one plain shape, whatever file they came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import DEFAULT_CURRENCY, Money


class Operation(StrEnum):
    """What is done to the part; empty where the sheet does not say."""

    UNSTATED = ""
    REPLACE = "replace"
    REPAIR = "repair"
    REMOVE_INSTALL = "remove_install"
    REFINISH = "refinish"
    BLEND = "blend"
    OVERHAUL = "overhaul"
    ALIGN = "align"
    CHECK = "check"
    CALIBRATE = "calibrate"
    SUBLET = "sublet"
    DENT_REPAIR = "paintless"
    ADDITIONAL_COST = "additional"


class Side(StrEnum):
    """Where on the vehicle, seen in driving direction; empty where the sheet does not say."""

    UNSTATED = ""
    LEFT = "left"
    RIGHT = "right"
    FRONT = "front"
    REAR = "rear"
    LEFT_FRONT = "left_front"
    LEFT_REAR = "left_rear"
    RIGHT_FRONT = "right_front"
    RIGHT_REAR = "right_rear"
    BOTH = "both"


class PartKind(StrEnum):
    """Which kind of part, in the trade's codes."""

    UNSTATED = ""
    ORIGINAL = "PAN"
    SUB_FACTORY = "PAA"
    USED = "PAL"
    REMANUFACTURED = "PAM"
    RECORED = "PAR"
    RECHROMED = "PAC"
    GLASS = "PAG"
    SUBLET = "PAS"


class PriceKind(StrEnum):
    """Which price of a part a list states: the Chinese trade's five kinds."""

    UNSTATED = ""
    DEALER = "1"
    MARKET_ORIGINAL = "2"
    BRAND = "3"
    APPLICABLE = "4"
    REMANUFACTURED = "5"


class LaborKind(StrEnum):
    """Which trade does the work, in the trade's codes."""

    UNSTATED = ""
    BODY = "LAB"
    REFINISH = "LAR"
    MECHANICAL = "LAM"
    FRAME = "LAF"
    STRUCTURAL = "LAS"
    GLASS = "LAG"
    ELECTRICAL = "LAE"
    DIAGNOSTIC = "LAD"
    ALUMINUM = "LAA"


class SuppliedBy(StrEnum):
    """Who brings the part."""

    UNSTATED = ""
    SHOP = "shop"
    CUSTOMER = "customer"
    INSURER = "insurer"


class OtherKind(StrEnum):
    """What an amount is that belongs to no line."""

    TAX = "tax"
    DISCOUNT = "discount"
    SALVAGE = "salvage"
    FEE = "fee"
    ROUNDING = "rounding"


ONE = Quantity(1000)
NO_HOURS = Hours(0)
UNSIGNED = re.compile("[^0-9A-Za-z]+")


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One line: the part, the work and the paint of one operation, and what the whole line costs.

    `refinish_rate` is what an hour of refinish costs, with paint material where the sheet bills it by the hour. Where
    a line states one amount for everything it is not `split`, and which of part, labor and paint bears it is a guess.
    """

    position: int
    text: str
    amount: Money
    part_amount: Money
    labor_amount: Money
    paint_amount: Money
    part_number: str = ""
    side: Side = Side.UNSTATED
    operation: Operation = Operation.UNSTATED
    quantity: Quantity = ONE
    unit_price: Money | None = None
    part_kind: PartKind = PartKind.UNSTATED
    supplied_by: SuppliedBy = SuppliedBy.UNSTATED
    labor_kind: LaborKind = LaborKind.UNSTATED
    hours: Hours = NO_HOURS
    rate: Money | None = None
    refinish_hours: Hours = NO_HOURS
    refinish_rate: Money | None = None
    split: bool = True
    note: str = ""

    @classmethod
    def priced(
        cls,
        *,
        position: int,
        text: str,
        currency: str = DEFAULT_CURRENCY,
        unit_price: Money | None = None,
        quantity: Quantity = ONE,
        hours: Hours = NO_HOURS,
        rate: Money | None = None,
        labor_amount: Money | None = None,
        paint_amount: Money | None = None,
        part_number: str = "",
        side: Side = Side.UNSTATED,
        operation: Operation = Operation.UNSTATED,
        part_kind: PartKind = PartKind.UNSTATED,
        supplied_by: SuppliedBy = SuppliedBy.UNSTATED,
        labor_kind: LaborKind = LaborKind.UNSTATED,
        refinish_hours: Hours = NO_HOURS,
        refinish_rate: Money | None = None,
        note: str = "",
    ) -> Self:
        """A line with its amounts worked out: unit price × quantity, hours × rate unless given, and their sum."""
        nothing = Money(0, currency)
        part = unit_price.times(quantity) if unit_price is not None else nothing
        if labor_amount is None:
            labor_amount = rate.for_hours(hours) if rate is not None else nothing
        if paint_amount is None:
            paint_amount = refinish_rate.for_hours(refinish_hours) if refinish_rate is not None else nothing
        return cls(
            position=position,
            text=text,
            amount=part + labor_amount + paint_amount,
            part_amount=part,
            labor_amount=labor_amount,
            paint_amount=paint_amount,
            part_number=part_number,
            side=side,
            operation=operation,
            quantity=quantity,
            unit_price=unit_price,
            part_kind=part_kind,
            supplied_by=supplied_by,
            labor_kind=labor_kind,
            hours=hours,
            rate=rate,
            refinish_hours=refinish_hours,
            refinish_rate=refinish_rate,
            note=note,
        )


@dataclass(frozen=True)
class OtherAmount:
    """An amount below the lines: tax, discount, salvage, fee or rounding, with its sign as it enters the total."""

    kind: OtherKind
    text: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Lines in their order with what the sheet itself prints below them."""

    lines: tuple[SheetLine, ...]
    currency: str
    prices_include_tax: bool | None
    stated_total: Money | None = None
    other: tuple[OtherAmount, ...] = ()

    def __post_init__(self) -> None:
        positions = [line.position for line in self.lines]
        if len(set(positions)) != len(positions):
            raise ValueError("two lines of a sheet have the same position")

    @property
    def lines_total(self) -> Money:
        """The sum of the lines."""
        return Money.total((line.amount for line in self.lines), self.currency)

    @property
    def computed_total(self) -> Money:
        """The lines and the amounts below them."""
        return self.lines_total + Money.total((other.amount for other in self.other), self.currency)

    @property
    def total(self) -> Money:
        """What the sheet says it comes to: its own printed total, which is a fact, else the computed one."""
        return self.stated_total if self.stated_total is not None else self.computed_total


def clean_number(text: str) -> str:
    """A part number as it is compared: letters and digits only, upper-case, full-width signs made plain."""
    if text.isascii():
        return UNSIGNED.sub("", text).upper()
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()).upper()
