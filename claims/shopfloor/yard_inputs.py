"""What one must say around the repair: reception, inventory, go-ahead, lines, old parts, second look, hand-back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from claims.kernel.inputs import Input, Minor, Name, Text
from claims.shopfloor.inputs import Ids

Odometer = Annotated[int, Field(ge=0, le=5_000_000, description="kilometers")]


Place = Literal[  # on the outside of the car, seen in driving direction
    "", "front", "left_front", "right_front", "hood", "windshield", "roof", "rear_window", "trunk", "rear", "left_rear",
    "right_rear", "left_front_fender", "left_front_door", "left_rear_door", "left_rear_fender", "left_sill",
    "left_mirror", "left_front_wheel", "left_rear_wheel", "right_front_fender", "right_front_door", "right_rear_door",
    "right_rear_fender", "right_sill", "right_mirror", "right_front_wheel", "right_rear_wheel",
]  # fmt: skip


class Point(Input):
    """What was seen in one area of the car; `finding` says “no defect” in words where there is none.

    `place` puts the point on the sketch of the car's outside; `mark` is a word of the advisor's own.
    """

    area: Literal["outside", "inside", "engine_bay", "sides", "underbody"]
    finding: Text
    mark: Name = ""
    place: Place = ""


class NewReception(Input):
    """The pre-inspection with the customer (form 6-3): may be filled in bit by bit until the car is received."""

    odometer_km: Odometer | None = None
    fuel_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    points: list[Point] = Field(default_factory=list, max_length=200)
    warning_lights: list[Name] = Field(default_factory=list, max_length=50)
    papers: list[Name] = Field(default_factory=list, max_length=30)
    customer_words: Text = ""
    key_number: Name = ""
    handed_over_at: AwareDatetime | None = None


class NewItem(Input):
    """One thing that lies in the car."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    condition: Name = ""


class LineIds(Input):
    """Lines of a claim's order, by id."""

    line_ids: Annotated[list[int], Field(max_length=500)]


class NewWarranty(Input):
    """What the manager says of a part on whose warranty the policy says nothing, and why."""

    warranty: Literal["warranted", "not_warranted"]
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class NewGoAhead(Input):
    """The manager's go-ahead: which lines, how much is at risk (minor units of the shop's currency), and why."""

    line_ids: Ids
    at_risk_minor: Minor
    reason: Text = ""


class NewOldPart(Input):
    """What became of one replaced part; salvage in minor units of the shop's currency."""

    line_id: int
    fate: Literal["kept_for_insurer", "kept_for_customer", "scrapped", "handed_to_insurer", "handed_to_warranty_clerk"]
    recalled: bool = False
    receipt: Name = ""
    salvage_minor: Minor = 0


class NewReinspection(Input):
    """The insurer's second look before delivery, or that he waived it."""

    leg_id: int
    outcome: Literal["done", "waived"]
    person: Name = ""
    reference: Name = ""
    findings: Text = ""
    happened_at: AwareDatetime | None = None


class NewHandBack(Input):
    """How the car goes back (form 6-10): may be filled in bit by bit until the car is delivered."""

    exit_checks: dict[Name, bool] = Field(default_factory=dict, max_length=60)
    certificate_number: Name = ""
    odometer_km: Odometer | None = None
    keys_returned: bool = False
    papers_returned: bool = False
    handed_to: Name = ""
    advice: Text = ""
    next_service_km: Odometer | None = None
    next_service_on: date | None = None
