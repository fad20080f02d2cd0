"""Our own estimate format, field by field: what the JSON may say, and into what it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from claims.estimating import estimate as of
from claims.estimating.exchange.decimal_text import Amount, HoursText, PercentText, QuantityText
from claims.estimating.pricing import EVERYTHING, PER_CATEGORY, Tax
from claims.estimating.sheets import LaborKind, Operation, PartKind, PriceKind, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, Share

FORMAT, VERSION = "claims-estimate", 1

Text = Annotated[str, StringConstraints(max_length=4000)]
Word = Annotated[str, StringConstraints(max_length=200)]


class Part(BaseModel):
    """Base of everything in the file: exact types, no unknown keys; read from the file or from our own shapes."""

    model_config = ConfigDict(extra="forbid", strict=True, from_attributes=True, frozen=True)

    becomes: ClassVar[Callable[..., Any]]


class BettermentPart(Part):
    """What the owner bears of a part, as a share of its amount or as an amount."""

    becomes = of.Betterment

    share: PercentText | None = None
    amount: Amount | None = None
    kind: Word = ""
    reason: Text = ""


class EditPart(Part):
    """A changed value: the field, what stood there before, who changed it and when."""

    becomes = of.Edit

    field: Word
    original: Text
    by: Word = ""
    at: AwareDatetime | None = None


class LinePart(Part):
    """One line of the estimate."""

    becomes = of.EstimateLine

    position: int = Field(ge=0, le=1_000_000)
    text: Text
    section: Word = ""
    operation: Operation = Operation.UNSTATED
    operation_code: Word = ""
    side: Side = Side.UNSTATED
    damage: Text = ""
    found_in: of.FoundIn = of.FoundIn.UNSTATED
    part_number: Word = ""
    part_kind: PartKind = PartKind.UNSTATED
    certified: bool = False
    price_kind: PriceKind = PriceKind.UNSTATED
    supplied_by: SuppliedBy = SuppliedBy.UNSTATED
    price_source: Word = ""
    price_date: date | None = None
    quantity: QuantityText = of.ONE
    unit_price: Amount | None = None
    markup: PercentText | None = None
    labor_kind: LaborKind = LaborKind.UNSTATED
    hours: HoursText = of.NO_HOURS
    judgment: bool = False
    included: bool = False
    labor_price: Amount | None = None
    refinish_hours: HoursText = of.NO_HOURS
    refinish_included: bool = False
    overlap: of.Overlap = of.Overlap.NONE
    clear_coat: bool = False
    stages: of.Stages = of.Stages.TWO
    paint_panels: QuantityText = of.NO_PANELS
    cost_kind: of.CostKind = of.CostKind.NONE
    cost: Amount | None = None
    betterment: BettermentPart | None = None
    taxable: bool = True
    payer: of.Payer = of.Payer.INSURER
    prior_damage: of.PriorDamage = of.PriorDamage.NONE
    edits: tuple[EditPart, ...] = Field(default=(), max_length=200)
    version: Word = ""
    note: Text = ""
    photographs: tuple[Word, ...] = Field(default=(), max_length=200)


class MaterialRatePart(Part):
    """What material costs for an hour, at most the cap."""

    becomes = of.MaterialRate

    rate: Amount
    cap: Amount | None = None


class ClearCoatPart(Part):
    """Shares of refinish hours that the clear coat adds, their cap, and the step they are rounded to."""

    becomes = of.ClearCoat

    first: PercentText = Share(4_000)
    further: PercentText = Share(2_000)
    cap: HoursText = Hours(250)
    step: HoursText = Hours(10)


class PanelDiscountPart(Part):
    """From so many panels on, so much off the price of all."""

    from_panels: QuantityText
    discount: PercentText

    @staticmethod
    def becomes(from_panels: Quantity, discount: Share) -> tuple[Quantity, Share]:
        """The pair that a profile keeps."""
        return from_panels, discount

    @model_validator(mode="before")
    @classmethod
    def of_pair(cls, said: object) -> object:
        """A pair of a profile, with its two values named."""
        return dict(zip(("from_panels", "discount"), said, strict=True)) if isinstance(said, tuple) else said


class TaxPart(Part):
    """One tax: its rate, and the categories or groups of categories that it is on."""

    becomes = Tax

    name: Word
    rate: PercentText
    on: tuple[Word, ...] = Field(default=EVERYTHING, min_length=1, max_length=100)


class ProfilePart(Part):
    """The rates that the estimate was priced with."""

    becomes = of.EstimateProfile

    currency: Word
    rates: dict[LaborKind, Amount] = Field(default_factory=dict)
    materials: dict[of.Material, MaterialRatePart] = Field(default_factory=dict)
    overlap_adjacent: HoursText = Hours(40)
    overlap_non_adjacent: HoursText = Hours(20)
    clear_coat: ClearCoatPart | None = ClearCoatPart()
    blend: dict[of.Stages, PercentText] = Field(
        default_factory=lambda: {of.Stages.TWO: Share(5_000), of.Stages.THREE: Share(7_000)}
    )
    panel_price: Amount | None = None
    panel_discounts: tuple[PanelDiscountPart, ...] = Field(default=(), max_length=50)
    markups: dict[PartKind, PercentText] = Field(default_factory=dict)
    sublet_markup: PercentText = of.NO_SHARE
    management_fee: PercentText = of.NO_SHARE
    taxes: tuple[TaxPart, ...] = Field(default=(), max_length=50)
    prices_include_tax: bool | None = None
    rounding: Literal["per_category", "per_line"] = PER_CATEGORY  # type: ignore[assignment]


class StatedTaxPart(Part):
    """A tax as the estimate prints it."""

    becomes = of.StatedTax

    name: Word
    amount: Amount
    rate: PercentText | None = None
    base: Amount | None = None


class StatedPart(Part):
    """Totals as the estimate prints them; what it does not print is left out."""

    becomes = of.Stated

    categories: dict[Word, Amount] = Field(default_factory=dict, max_length=200)
    subtotal: Amount | None = None
    taxes: tuple[StatedTaxPart, ...] = Field(default=(), max_length=50)
    total: Amount | None = None
    betterment: Amount | None = None
    prior_damage: Amount | None = None
    deductible: Amount | None = None
    customer_share: Amount | None = None
    net: Amount | None = None


class EstimateFile(Part):
    """One version of an estimate: its lines, the rates it was priced with, and its totals as stated."""

    becomes = of.Estimate

    format: Literal["claims-estimate"]
    version: Literal[1]
    currency: Word = Field(description="ISO 4217, of every amount in the file")
    lines: tuple[LinePart, ...] = Field(max_length=10_000)
    profile: ProfilePart | None = None
    stated: StatedPart = StatedPart()
    label: Word = "E01"
    claim_number: Word = ""
    vin: Word = ""
    plate: Word = ""
    deductible: Amount | None = None
    customer_share: Amount | None = None
    reported: tuple[Text, ...] = Field(default=(), max_length=10_000)
