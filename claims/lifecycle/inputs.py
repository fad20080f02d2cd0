"""What one must say at a claim's or a survey's steps; everything from outside is checked here first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from claims.kernel.inputs import BasisPoints, Input, Minor, Name, Text
from claims.lifecycle.models import Cover


class NewLeg(Input):
    """One payer of the claim."""

    cover: Cover
    insurer_id: int | None = None
    policy_number: Name = ""
    report_number: Name = ""
    clause_edition: Name = ""
    share_bp: BasisPoints = 10_000
    limit_minor: Minor | None = None
    deductible_minor: Minor = 0
    tax_number: Name = ""
    waiting_for: Name = ""


class ThirdParty(Input):
    """Somebody else in the accident."""

    name: Name
    plate: Name = ""
    insurer: Name = ""
    liability: Name = ""
    injured: bool = False


class NewClaim(Input):
    """The accident as reported (A1)."""

    vehicle_id: int
    customer_id: int
    accident_at: AwareDatetime | None = None
    place: Text = ""
    story: Text = ""
    driver: Name = ""
    reporter: Name = ""
    accident_kind: Literal["collision", "single", "theft", "flood", "fire", "glass", "other"] = "collision"
    injury: bool = False
    third_parties: list[ThirdParty] = Field(default_factory=list, max_length=20)
    odometer_km: Annotated[int, Field(ge=0, le=5_000_000)] | None = None
    legs: list[NewLeg] = Field(default_factory=list, max_length=20)


class NewCustody(Input):
    """A car towed or walked in before any report."""

    vehicle_id: int
    customer_id: int
    proof: Literal["tow_slip", "owner_word"]
    proof_reference: Text = ""
    storage_from: AwareDatetime | None = None


class NewSurvey(Input):
    """A surveyor asked for."""

    leg_id: int
    channel: Literal["visit", "roadside", "video"] = "visit"
    supplement_id: int | None = None


class SurveyFindings(Input):
    """What the surveyor saw (form 6-4)."""

    surveyor: Name = ""
    surveyed_at: AwareDatetime | None = None
    place: Text = ""
    findings: Text = ""
    damage_points: list[Name] = Field(default_factory=list, max_length=60)
    liability: Text = ""
    remarks: Text = ""


class Waiver(Input):
    """The insurer does not want to see the car."""

    reference: Name = ""
    reason: Text = ""


class Findings(Input):
    """What the final inspection found."""

    findings: Text = ""
    road_test_km: Annotated[int, Field(ge=0, le=1000)] | None = None
    checks: dict[Name, bool] = Field(default_factory=dict, max_length=60)


class TotalLoss(Input):
    """The insurer's statement that the repair is not worth it."""

    statement: Text = ""
    reference: Name = ""
    salvage_minor: Minor | None = None
    repair_minor: Minor | None = Field(None, description="what the repair costs as the insurer assessed it")
    value_minor: Minor | None = Field(None, description="the vehicle's value before the loss, where it is stated")
    new_price_minor: Minor | None = Field(None, description="price of such a vehicle when new, without a stated value")
    use: Literal["", "private_under_ten_seats", "other_commercial", "taxi"] = ""


class Wish(Input):
    """Why the claim ends without settlement, in the customer's words."""

    reason: Text = ""
    wished_by: Name = ""


class Release(Input):
    """How the car left after a total loss or a withdrawal."""

    fees_settled_reference: Text = ""
    handed_to: Name = ""
