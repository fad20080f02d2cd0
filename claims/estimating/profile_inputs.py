"""What one must say about a rate profile; shares in basis points, hours in hundredths, money in minor units."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from claims.estimating.categories import TAX_WORDS
from claims.estimating.damage_inputs import Told
from claims.estimating.estimate import Material, Stages
from claims.estimating.pricing import EVERYTHING
from claims.estimating.sheets import PartKind
from claims.kernel.inputs import BasisPoints, Input, Minor, Name, QuantityX1000

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Markup = Annotated[
    int, Field(strict=True, ge=-10_000, le=100_000, description="in basis points; a discount is below zero")
]
FewHours = Annotated[int, Field(strict=True, ge=0, le=10_000, description="hours in hundredths")]

UNKNOWN_TAX_BASE = "a tax can be on part, labor, paint, material, other or one of their categories, such as PAN or LAR"
ENDS_BEFORE = "a profile cannot end before it begins"
MATERIAL_TWICE = "say paint material either here or as paint_material_rate_minor, not both"
TAX_TWICE = "two taxes of a profile cannot have the same name"
DISCOUNT_TWICE = "two discounts cannot begin at the same number of panels"
UNSTATED_KIND = "name the kind; for parts of any other kind there is part_markup_bp"


def known_base(word: str) -> str:
    """A category or group of categories that a tax can be on."""
    if word not in TAX_WORDS:
        raise ValueError(UNKNOWN_TAX_BASE)
    return word


class NewTax(Input):
    """One tax: what it is called, its rate, and the groups (part, labor, paint …) or categories that it is on."""

    name: Told
    rate_bp: BasisPoints
    on: Annotated[
        list[Annotated[Name, AfterValidator(known_base)]],
        Field(min_length=1, max_length=len(TAX_WORDS), default_factory=lambda: list(EVERYTHING)),
    ]


class NewMaterialRate(Input):
    """What material costs for an hour of the work that it goes with, and at most in all."""

    rate_minor: Minor
    cap_minor: Minor | None = None


class NewClearCoat(Input):
    """Clear-coat hours: a share of the first panel's refinish, of each further one's, their cap, their step."""

    first_bp: BasisPoints = 4_000
    further_bp: BasisPoints = 2_000
    cap_x100: FewHours = 250
    step_x100: Annotated[FewHours, Field(gt=0)] = 10


class NewPanelDiscount(Input):
    """From so many panels on, so much off the price of all."""

    from_panels_x1000: QuantityX1000
    discount_bp: BasisPoints


class NewRateProfile(Input):
    """What work, material, paint and parts cost from a date on; money in minor units of the shop's currency."""

    insurer_id: int | None = None
    brand: Name = ""
    valid_from: date
    valid_until: date | None = Field(default=None, description="the last day; without one, until the next begins")
    currency: Currency | None = Field(default=None, description="the shop's, where it is told")
    rates_minor: dict[Literal["LAB", "LAR", "LAM", "LAF", "LAS", "LAG", "LAE", "LAD", "LAA"], Minor]
    paint_material_rate_minor: Minor = 0
    paint_material_cap_minor: Minor | None = None
    materials: dict[Material, NewMaterialRate] = Field(default_factory=dict)
    overlap_adjacent_x100: FewHours = 40
    overlap_non_adjacent_x100: FewHours = 20
    clear_coat: NewClearCoat | None = Field(default_factory=NewClearCoat)
    blend_bp: dict[Stages, BasisPoints] = Field(default_factory=lambda: {Stages.TWO: 5_000, Stages.THREE: 7_000})
    paint_panel_minor: Minor = 0
    panel_discounts: list[NewPanelDiscount] = Field(default_factory=list, max_length=20)
    part_markup_bp: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 0
    markups_bp: dict[PartKind, Markup] = Field(default_factory=dict)
    sublet_markup_bp: Markup = 0
    management_fee_bp: BasisPoints = 0
    prices_include_tax: bool
    taxes: list[NewTax] = Field(default_factory=list, max_length=10)
    rounding: Literal["per_category", "per_line"] = "per_category"

    @field_validator("valid_until")
    @classmethod
    def after_the_beginning(cls, day: date | None, info: ValidationInfo) -> date | None:
        """The last day is not before the first."""
        begins = info.data.get("valid_from")
        if day is not None and begins is not None and day < begins:
            raise ValueError(ENDS_BEFORE)
        return day

    @field_validator("materials")
    @classmethod
    def paint_once(cls, told: dict[Material, NewMaterialRate], info: ValidationInfo) -> dict[Material, NewMaterialRate]:
        """Paint material stands in one of its two places."""
        elsewhere = info.data.get("paint_material_rate_minor") or info.data.get("paint_material_cap_minor") is not None
        if Material.PAINT in told and elsewhere:
            raise ValueError(MATERIAL_TWICE)
        return told

    @field_validator("markups_bp")
    @classmethod
    def of_a_kind(cls, told: dict[PartKind, int]) -> dict[PartKind, int]:
        """Each mark-up names its kind of part."""
        if PartKind.UNSTATED in told:
            raise ValueError(UNSTATED_KIND)
        return told

    @field_validator("taxes")
    @classmethod
    def taxes_named_once(cls, told: list[NewTax]) -> list[NewTax]:
        """Each tax has its own name."""
        if len({tax.name for tax in told}) != len(told):
            raise ValueError(TAX_TWICE)
        return told

    @field_validator("panel_discounts")
    @classmethod
    def discounts_begin_apart(cls, told: list[NewPanelDiscount]) -> list[NewPanelDiscount]:
        """Each discount begins at another number of panels."""
        if len({one.from_panels_x1000 for one in told}) != len(told):
            raise ValueError(DISCOUNT_TWICE)
        return told
