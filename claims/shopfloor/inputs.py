"""What one must say on the shop floor: at the steps of orders, lines, amendments and extras."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from claims.kernel.inputs import HoursX100, Input, Minor, Name, QuantityX1000, Text

Operation = Literal[
    "replace", "repair", "remove_install", "refinish", "blend", "overhaul", "align", "check", "calibrate", "sublet",
    "paintless", "additional",
]  # fmt: skip
PartKind = Literal["", "PAN", "PAA", "PAL", "PAM", "PAR", "PAC", "PAG", "PAS"]
KeyPart = Literal[
    "", "steering", "brakes", "airbags_belts", "suspension", "engine", "transmission", "frame", "high_voltage_battery"
]
SuppliedBy = Literal["", "shop", "customer", "insurer"]
LaborKind = Literal["", "LAB", "LAR", "LAM", "LAF", "LAS", "LAG", "LAE", "LAD", "LAA"]
Ids = Annotated[list[int], Field(min_length=1, max_length=500)]
WarrantyDays = Annotated[int, Field(ge=1, le=3650)]
WarrantyKm = Annotated[int, Field(ge=1, le=1_000_000)]


class NewOrder(Input):
    """A work order to be drafted from a claim's loss sheet."""

    claim_id: int


class OrderTerms(Input):
    """What the order says besides its lines (C7), before it is signed."""

    promised_at: AwareDatetime | None = None
    payment_method: Literal["", "cash", "card", "transfer", "mobile"] = ""
    old_parts_wish: Literal["", "customer", "shop"] = ""
    car_wash: bool = True
    customer_words: Text = ""
    agreed_days: WarrantyDays | None = None
    agreed_km: WarrantyKm | None = None
    insisted_line_ids: list[int] = Field(default_factory=list, max_length=500)


class Technician(Input):
    """Somebody who works on the car; with the login where there is one."""

    name: Name
    user_id: int | None = None


class NewDispatch(Input):
    """Team, technicians, bay and planned times (C9)."""

    team: Name = ""
    technicians: list[Technician] = Field(default_factory=list, max_length=30)
    bay: Name = ""
    planned_from: AwareDatetime | None = None
    planned_until: AwareDatetime | None = None
    reason: Text = ""


class Check(Input):
    """A self check or team check: who looked, and what was found right (true) or wrong (false)."""

    person: Name = ""
    findings: Text = ""
    checks: dict[Name, bool] = Field(default_factory=dict, max_length=60)


class Reason(Input):
    """Why."""

    reason: Text = ""


class NewPartOrder(Input):
    """Where a part was ordered."""

    supplier: Name = ""
    supplier_order: Name = ""
    expected_at: AwareDatetime | None = None


class Arrival(Input):
    """The paper with which a part came, or the receipt that the customer got for a part of his own."""

    receipt: Name = ""


class HandOut(Input):
    """Who takes the part from the store (C10)."""

    handed_to: Name = ""


class SupplierChange(Input):
    """A change of who supplies parts of a signed order; the customer must sign it.

    A part that the customer supplies is no longer billed; for one that the shop supplies, name the new price.
    """

    claim_id: int
    line_ids: Ids
    supplied_by: Literal["shop", "customer", "insurer"]
    part_kind: PartKind = ""
    unit_price_minor: Minor | None = None
    customer_insisted: bool = False
    reason: Text = ""


class PriceChange(Input):
    """What a quote (or the lines named of it) changes on a signed order; written by the house, never by hand."""

    claim_id: int
    quote_id: int
    quote_line_ids: list[int] = Field(default_factory=list)
    kind: Literal["agreed_prices", "supplement"]


class NewExtraLine(Input):
    """One line of an extra: a part with its unit price, or labor or paint with its amount."""

    kind: Literal["part", "labor", "paint"]
    text: Name
    operation: Operation = "replace"
    quantity_x1000: QuantityX1000 = 1000
    part_number: Name = ""
    part_kind: PartKind = ""
    supplied_by: SuppliedBy = ""
    key_part: KeyPart = ""
    customer_insisted: bool = False
    labor_kind: LaborKind = ""
    hours_x100: HoursX100 = 0
    unit_price_minor: Minor | None = None
    original_unit_price_minor: Minor | None = None
    amount_minor: Minor | None = None


class NewExtra(Input):
    """Work proposed to the customer besides the signed order."""

    claim_id: int
    text: Name = ""
    reason: Text = ""
    safety_related: bool = False
    delay_hours: Annotated[int, Field(ge=0, le=5000)] = 0
    lines: list[NewExtraLine] = Field(default_factory=list, max_length=100)


class Consent(Input):
    """The customer's yes: `signature` counts papers signed as “extra”; `telephone` needs everything told here."""

    method: Literal["signature", "telephone"]
    person: Name = ""
    said_at: AwareDatetime | None = None
    said_to: Name = ""
    delay_told: bool = False


class ExtraRefused(Input):
    """The customer's no."""

    person: Name = ""
    said_at: AwareDatetime | None = None
    said_to: Name = ""
    reason: Text = ""


class Told(Input):
    """To whom in the workshop it was told, and when."""

    person: Name = ""
    told_at: AwareDatetime | None = None
