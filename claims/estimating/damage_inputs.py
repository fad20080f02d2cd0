"""What one must say about damage lines, agreed hours, rate profiles, price confirmations and price lists."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from claims.estimating.sheets import LaborKind, PartKind, Side, SuppliedBy
from claims.kernel.inputs import BasisPoints, HoursX100, Input, Minor, Name, QuantityX1000, Text

Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Work = Literal["replace", "repair", "remove_install", "refinish", "blend", "overhaul", "align", "check", "calibrate",
               "sublet", "paintless", "additional"]  # fmt: skip
KeyPart = Literal["", "steering", "brakes", "airbags_belts", "suspension", "engine", "transmission", "frame",
                  "high_voltage_battery"]  # fmt: skip
Payer = Literal["insurer", "customer", "shop", "warranty"]
LongHours = Annotated[int, Field(strict=True, ge=0, le=100_000, description="hours in hundredths, at most 1,000 h")]


class NewDamageLine(Input):
    """One damaged part or operation as it is listed."""

    part_name: Told
    operation: Work
    section: Name = ""
    part_number: Name = ""
    side: Side = Side.UNSTATED
    quantity_x1000: QuantityX1000 = 1000
    part_kind: PartKind = PartKind.UNSTATED
    supplied_by: SuppliedBy = SuppliedBy.UNSTATED
    key_part: KeyPart = ""
    labor_kind: LaborKind = LaborKind.BODY
    labor_hours_x100: LongHours = 0
    refinish_hours_x100: LongHours = 0
    paint_panels_x1000: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 0
    found_in: Literal["", "survey", "teardown", "repair"] = ""
    found_by: Name = ""
    leg_id: int | None = None
    payer: Payer = "insurer"
    note: Text = ""


class ChangeDamageLine(Input):
    """What is to change on a damage line; what is not named stays."""

    part_name: Told | None = None
    operation: Work | None = None
    section: Name | None = None
    part_number: Name | None = None
    side: Side | None = None
    quantity_x1000: QuantityX1000 | None = None
    part_kind: PartKind | None = None
    supplied_by: SuppliedBy | None = None
    key_part: KeyPart | None = None
    labor_kind: LaborKind | None = None
    labor_hours_x100: LongHours | None = None
    refinish_hours_x100: LongHours | None = None
    paint_panels_x1000: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    found_in: Literal["survey", "teardown", "repair"] | None = None
    found_by: Name | None = None
    leg_id: int | None = None
    payer: Payer | None = None
    note: Text | None = None


class NewOrder(Input):
    """All damage lines of the loss sheet (or of one supplement) in their new order."""

    line_ids: list[int] = Field(min_length=1, max_length=2000)
    supplement_id: int | None = None


class AgreedLine(Input):
    """The hours of one line as agreed with the assessor."""

    line_id: int
    hours_x100: LongHours
    refinish_hours_x100: LongHours = 0


class AgreedLabor(Input):
    """Hours agreed with the assessor; `rest` takes all other lines as proposed."""

    assessor: Told
    lines: list[AgreedLine] = Field(default_factory=list, max_length=2000)
    rest: Literal["", "as_proposed"] = ""
    supplement_id: int | None = None


Taxed = Literal["part", "labor", "paint"]
EVERYTHING: tuple[Taxed, ...] = ("part", "labor", "paint")


class NewTax(Input):
    """One tax of a rate profile."""

    name: Told
    rate_bp: BasisPoints
    on: Annotated[list[Taxed], Field(min_length=1, max_length=3, default_factory=lambda: list(EVERYTHING))]


class NewRateProfile(Input):
    """What an hour, paint and a part cost from a date on; money in minor units of the shop's currency."""

    insurer_id: int | None = None
    brand: Name = ""
    valid_from: date
    rates_minor: dict[Literal["LAB", "LAR", "LAM", "LAF", "LAS", "LAG", "LAE", "LAD", "LAA"], Minor]
    paint_material_rate_minor: Minor = 0
    paint_material_cap_minor: Minor | None = None
    paint_panel_minor: Minor = 0
    part_markup_bp: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 0
    prices_include_tax: bool
    taxes: list[NewTax] = Field(default_factory=list, max_length=10)
    rounding: Literal["per_category", "per_line"] = "per_category"


class ConfirmedPrice(Input):
    """The parts desk's word on one line: a price of an imported list, or a price of its own; and the stock."""

    line_id: int
    price_id: int | None = None
    unit_price_minor: Minor | None = None
    cost_minor: Minor | None = None
    original_unit_price_minor: Minor | None = None
    source: Name = ""
    stock_x1000: Annotated[int, Field(strict=True, ge=0, le=10**9)] | None = None
    lead_days: Annotated[int, Field(strict=True, ge=0, le=1000)] | None = None

    @model_validator(mode="after")
    def priced_somehow(self) -> ConfirmedPrice:
        """A list's price or an own one: one of them is there."""
        if self.price_id is None and self.unit_price_minor is None:
            raise ValueError("say the price of a list (price_id) or the unit price")
        return self


class ConfirmedPrices(Input):
    """Prices and stock of several lines."""

    lines: list[ConfirmedPrice] = Field(min_length=1, max_length=2000)


class ChangeQuoteLine(Input):
    """What is to change on a line of a draft; the damage list is not touched."""

    part_number: Name | None = None
    part_kind: PartKind | None = None
    supplied_by: SuppliedBy | None = None
    key_part: KeyPart | None = None
    hours_x100: HoursX100 | None = None
    refinish_hours_x100: HoursX100 | None = None
    paint_panels_x1000: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    note: Text | None = None
