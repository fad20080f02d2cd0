"""What one must say at the steps of a quote and of a supplement; everything from outside is checked here first."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from claims.estimating.damage_inputs import NewDamageLine
from claims.estimating.line_differences import Kind
from claims.estimating.sheets import LaborKind, Operation, PartKind, Side, SuppliedBy
from claims.kernel.inputs import BasisPoints, HoursX100, Input, Minor, Name, QuantityX1000, Text

Position = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]


class DraftQuote(Input):
    """Which damage is to be quoted: the loss sheet's, or a supplement's; a revision follows the one before."""

    claim_id: int
    supplement_id: int | None = None
    follows_id: int | None = None
    profile_id: int | None = Field(default=None, description="newer rates that hold for what stood before, too")


class TypedLine(Input):
    """One line of the insurer's answer, typed in; amounts in minor units of the shop's currency."""

    text: Name
    part_number: Name = ""
    side: Side = Side.UNSTATED
    operation: Operation = Operation.UNSTATED
    part_kind: PartKind = PartKind.UNSTATED
    supplied_by: SuppliedBy = SuppliedBy.UNSTATED
    labor_kind: LaborKind = LaborKind.UNSTATED
    quantity_x1000: QuantityX1000 = 1000
    unit_price_minor: Minor | None = None
    hours_x100: HoursX100 = 0
    rate_minor: Minor | None = None
    labor_minor: Minor | None = None
    refinish_hours_x100: HoursX100 = 0
    refinish_rate_minor: Minor | None = None
    paint_minor: Minor | None = None
    note: Name = ""


class ColumnMapping(Input):
    """Which column of a spreadsheet holds what: field name → column letter."""

    columns: dict[Name, Letter] = Field(default_factory=dict, max_length=40)
    header_row: Annotated[int, Field(ge=1, le=10_000)] | None = None
    decimal_mark: Literal[".", ","] | None = None
    prices_include_tax: bool | None = None
    numeric_part_numbers: bool = False
    formula_values: bool = False
    sheet: Name | None = None


class Pair(Input):
    """Lines that a person confirms to belong together; one side empty: they stand alone."""

    ours: list[Position] = Field(default_factory=list, max_length=500)
    theirs: list[Position] = Field(default_factory=list, max_length=500)


class NewReturn(Input):
    """The insurer's answer: a stored file, or lines typed in beside the picture.

    A mapping with columns confirms them, and is kept for this insurer's next file. `tax_share_bp` converts prices that
    are on the other tax basis than the quote's; `confirm_other_claim` takes a file that names another claim.
    """

    file_id: int | None = None
    lines: list[TypedLine] = Field(default_factory=list, max_length=2000)
    prices_include_tax: bool | None = None
    tax_share_bp: Annotated[BasisPoints, Field(gt=0)] | None = None
    stated_total_minor: Minor | None = None
    mapping: ColumnMapping | None = None
    confirm_other_claim: bool = False
    confirmed: list[Pair] = Field(default_factory=list, max_length=2000)


class ReturnPreview(Input):
    """The file of an answer to be looked at before it is recorded, by the columns that are told, kept, or found."""

    file_id: int
    mapping: ColumnMapping | None = None
    prices_include_tax: bool | None = None


class Confirmed(Input):
    """Matches of a return that a person confirms."""

    pairs: list[Pair] = Field(min_length=1, max_length=2000)


class Acceptance(Input):
    """Why lines that the policy wants checked are accepted; empty where there are none."""

    note: Text = ""


class RoundLine(Input):
    """One line in a round: what we offered, and how the insurer answered, with the amounts it stands by.

    `accepted` without amounts means: as the insurer last answered it. `amount_minor` is the whole line; where the
    parts are known, say them apart. Amounts are before betterment, which is said beside them where the insurer has it
    otherwise than the quote: a share is of the amount that it gives for the part.
    """

    line_id: int
    offer_minor: Minor | None = None
    answer: Literal["accepted", "cut", "refused", "pending"]
    amount_minor: Minor | None = None
    part_minor: Minor | None = None
    labor_minor: Minor | None = None
    paint_minor: Minor | None = None
    betterment_bp: BasisPoints | None = None
    betterment_minor: Minor | None = None
    note: Name = ""

    @model_validator(mode="before")
    @classmethod
    def amounts_once(cls, said: Any) -> Any:
        """The whole amount or its three parts, never both."""
        told = said if isinstance(said, dict) else {}
        parts = [told.get(name) for name in ("part_minor", "labor_minor", "paint_minor")]
        if told.get("amount_minor") is not None and any(part is not None for part in parts):
            raise ValueError("say the whole amount or its parts, not both")
        return said


class NewRound(Input):
    """One talk with the insurer: channel, person, and lines; `rest` speaks for all other open lines in bulk.

    `as_returned`: we accept what the insurer gives. `as_suggested`: we offer what the past suggests, the insurer has
    yet to answer. `as_offered`: the insurer accepts what we last offered. `rest_kinds` narrows it to lines that differ
    in nothing but these kinds, as in ["price", "rate"].
    """

    channel: Literal["telephone", "meeting", "message", "letter", "portal"]
    person: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    held_at: AwareDatetime
    lines: list[RoundLine] = Field(default_factory=list, max_length=2000)
    rest: Literal["", "as_returned", "as_suggested", "as_offered"] = ""
    rest_kinds: list[Kind] = Field(default_factory=list, max_length=20)
    note: Text = ""


class RefusalAnswer(Input):
    """What becomes of a line that the insurer refused; self-pay needs the customer's consent: who, when, how."""

    line_id: int
    answer: Literal["contested", "self_pay", "dropped", "shop"]
    note: Text = ""


class RefusalAnswers(Input):
    """Answers to refused lines."""

    lines: list[RefusalAnswer] = Field(min_length=1, max_length=2000)


class Reason(Input):
    """Why."""

    reason: Text = ""


class NewSupplement(Input):
    """Hidden damage as found: its lines may be added later; `removes` are earlier damage lines that fall away."""

    claim_id: int
    text: Text = ""
    found_in: Literal["teardown", "repair"] = "repair"
    lines: list[NewDamageLine] = Field(default_factory=list, max_length=500)
    removes: list[int] = Field(default_factory=list, max_length=500)


class SupplementSurvey(Input):
    """The second survey asked for, for one insurer's leg."""

    leg_id: int
    channel: Literal["visit", "roadside", "video"] = "visit"


class SurveyWaiver(Input):
    """The insurer does without a second survey."""

    reference: Name = ""
    reason: Text = ""


class SelfPay(Input):
    """The customer pays the supplement's lines: who consented, when, how."""

    consent: Text = ""
