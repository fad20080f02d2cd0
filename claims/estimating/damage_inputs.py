"""What one must say about damage lines, agreed hours, price confirmations and lines of a draft."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from claims.estimating.estimate import CostKind, Overlap, PriorDamage, Stages
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
    labor_price_minor: Annotated[Minor | None, Field(description="of the whole operation, instead of its hours")] = None
    judgment: Annotated[bool, Field(description="a person's hours, not the database's")] = False
    included: Annotated[bool, Field(description="labor included in other work: shown, billed as none")] = False
    refinish_included: bool = False
    overlap: Overlap = Overlap.NONE
    clear_coat: bool = False
    stages: Stages = Stages.TWO
    cost_kind: CostKind = CostKind.NONE
    stated_cost_minor: Annotated[Minor | None, Field(description="of that kind, before mark-up")] = None
    prior_damage: PriorDamage = PriorDamage.NONE
    betterment_bp: Annotated[BasisPoints | None, Field(description="of the part, borne by the customer")] = None
    betterment_minor: Annotated[Minor | None, Field(description="an amount of the line instead of the share")] = None
    betterment_kind: Annotated[Name, Field(description="what is worn, as in tires, battery")] = ""
    betterment_reason: Name = ""
    note: Text = ""
    replaces_id: Annotated[int | None, Field(description="the earlier damage line whose place it takes")] = None


class RemovedLines(Input):
    """All earlier damage lines that fall away with a supplement and that nothing replaces; an empty list: none."""

    line_ids: list[int] = Field(max_length=500)


class ChangedWork(Input):
    """What is to change of a line's work beside its hours; what is not named stays, null takes an amount away."""

    labor_price_minor: Minor | None = None
    judgment: bool | None = None
    included: bool | None = None
    refinish_included: bool | None = None
    overlap: Overlap | None = None
    clear_coat: bool | None = None
    stages: Stages | None = None
    cost_kind: CostKind | None = None
    stated_cost_minor: Minor | None = None
    prior_damage: PriorDamage | None = None
    betterment_bp: BasisPoints | None = None
    betterment_minor: Minor | None = None
    betterment_kind: Name | None = None
    betterment_reason: Name | None = None


class ChangeDamageLine(ChangedWork):
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


class ChangeQuoteLine(ChangedWork):
    """What is to change on a line of a draft; the damage list is not touched."""

    part_number: Name | None = None
    part_kind: PartKind | None = None
    supplied_by: SuppliedBy | None = None
    key_part: KeyPart | None = None
    hours_x100: HoursX100 | None = None
    refinish_hours_x100: HoursX100 | None = None
    paint_panels_x1000: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    note: Text | None = None
