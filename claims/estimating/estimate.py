"""An estimate as any program writes it: its lines, the rate profile it was priced with, and its totals as stated.

Every reader of a file (spreadsheet, EMS, PDF, our own JSON) gives this shape, and the worksheet prices it. What the
file states is kept beside what we compute; neither is ever put in the other's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from claims.estimating.pricing import PER_CATEGORY, Tax
from claims.estimating.sheets import LaborKind, Operation, PartKind, PriceKind, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money

ONE, NO_PANELS, NO_HOURS, NO_SHARE = Quantity(1000), Quantity(0), Hours(0), Share(0)


class Material(StrEnum):
    """What is used up with the work, in the trade's codes."""

    PAINT = "MAPA"
    SHOP = "MASH"
    CLEAR_COAT = "MA2S"
    HAZARDOUS_WASTE = "MAHW"


class CostKind(StrEnum):
    """What a line costs that is neither part nor labor nor paint; empty where it is one of these."""

    NONE = ""
    SUBLET = "sublet"
    TOWING = "towing"
    STORAGE = "storage"
    CORROSION = "corrosion_protection"
    CAR_COVER = "car_cover"
    AUXILIARY = "auxiliary_material"
    OTHER = "other"


class Overlap(StrEnum):
    """Whether a panel is refinished beside another one that was counted before it."""

    NONE = ""
    ADJACENT = "adjacent"
    NON_ADJACENT = "non_adjacent"


class Stages(StrEnum):
    """How many coats the paint has: what a blend takes of the full refinish hours hangs on it."""

    TWO = "two"
    THREE = "three"


class PriorDamage(StrEnum):
    """Whether a line repairs damage from before the accident, and whether that touches this repair."""

    NONE = ""
    RELATED = "related"
    UNRELATED = "unrelated"


class FoundIn(StrEnum):
    """When the damage was found; empty where the file does not say."""

    UNSTATED = ""
    SURVEY = "survey"
    TEARDOWN = "teardown"
    REPAIR = "repair"


class Payer(StrEnum):
    """Who pays a line."""

    INSURER = "insurer"
    CUSTOMER = "customer"
    WARRANTY = "warranty"
    SHOP = "shop"


@dataclass(frozen=True, kw_only=True)
class Betterment:
    """What the owner gains by a new part and bears: a share of the part's amount, or an amount; which kind, and why.

    Where a file states both, the amount counts.
    """

    share: Share | None = None
    amount: Money | None = None
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A value that a person changed: which field, what stood there before (as text), who changed it, when."""

    field: str
    original: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EstimateLine:
    """One line of an estimate. `text` names the part or the operation; amounts are in the estimate's currency.

    `hours` are of `labor_kind` (body where it is unstated); `labor_price` is a price for the whole operation instead
    (China). Labor that is `included` in other work is shown and billed as none; refinish hours have their own mark,
    because a bumper whose labor is included is painted all the same. `unit_price` is before `markup` (a discount is
    below zero); a part that the customer or the insurer supplies is not billed. `refinish_hours` of a blend are those
    of the full refinish. A change of `position` changes which panel is the first to be clear-coated, nothing else.
    """

    position: int
    text: str
    section: str = ""
    operation: Operation = Operation.UNSTATED
    operation_code: str = ""
    side: Side = Side.UNSTATED
    damage: str = ""
    found_in: FoundIn = FoundIn.UNSTATED
    part_number: str = ""
    part_kind: PartKind = PartKind.UNSTATED
    certified: bool = False
    price_kind: PriceKind = PriceKind.UNSTATED
    supplied_by: SuppliedBy = SuppliedBy.UNSTATED
    price_source: str = ""
    price_date: date | None = None
    quantity: Quantity = ONE
    unit_price: Money | None = None
    markup: Share | None = None  # None: what the profile says for this kind of part
    labor_kind: LaborKind = LaborKind.UNSTATED
    hours: Hours = NO_HOURS
    judgment: bool = False  # a person's hours, not the database's
    included: bool = False
    labor_price: Money | None = None
    refinish_hours: Hours = NO_HOURS
    refinish_included: bool = False
    overlap: Overlap = Overlap.NONE
    clear_coat: bool = False
    stages: Stages = Stages.TWO
    paint_panels: Quantity = NO_PANELS
    cost_kind: CostKind = CostKind.NONE
    cost: Money | None = None  # of sublet work, towing, storage …, before the profile's mark-up on sublet
    betterment: Betterment | None = None
    taxable: bool = True
    payer: Payer = Payer.INSURER
    prior_damage: PriorDamage = PriorDamage.NONE
    edits: tuple[Edit, ...] = ()
    version: str = ""  # S01: the version that brought or changed the line; empty for E01
    note: str = ""
    photographs: tuple[str, ...] = ()  # names or fingerprints of the pictures that show the damage

    @property
    def marks(self) -> str:
        """The usual signs beside the line."""
        return signs(manual=self.judgment, changed=bool(self.edits), part_kind=self.part_kind)


def signs(*, manual: bool, changed: bool, part_kind: str) -> str:
    """The trade's signs: `#` entered by hand, `*` changed, `**` aftermarket part."""
    told = ("#" if manual else "", "*" if changed else "", "**" if part_kind == PartKind.SUB_FACTORY else "")
    return " ".join(sign for sign in told if sign)


@dataclass(frozen=True, kw_only=True)
class MaterialRate:
    """What material costs for an hour of the labor it goes with, at most the cap.

    Paint and hazardous waste go with refinish hours; clear coat with clear-coat hours, which otherwise count as
    refinish for paint material; shop material with the hours of all other labor.
    """

    rate: Money
    cap: Money | None = None


@dataclass(frozen=True, kw_only=True)
class ClearCoat:
    """Hours added after overlap: a share of the first major panel's refinish, less of each further, at most the cap."""

    first: Share = Share(4_000)
    further: Share = Share(2_000)
    cap: Hours = Hours(250)
    step: Hours = Hours(10)  # rounded half up to this


@dataclass(frozen=True, kw_only=True)
class EstimateProfile:
    """What hours, material, parts and panels cost, and where figures are rounded; estimating.md, Arithmetic.

    A blend of so many stages that `blend` does not name takes its hours as they stand. A tax may name categories
    (PAN, LAR, towing) or their groups (part, labor, paint, material, other). `prices_include_tax` must be known where
    there are taxes.
    """

    currency: str
    rates: Mapping[LaborKind, Money] = field(default_factory=dict)
    materials: Mapping[Material, MaterialRate] = field(default_factory=dict)
    overlap_adjacent: Hours = Hours(40)
    overlap_non_adjacent: Hours = Hours(20)
    clear_coat: ClearCoat | None = ClearCoat()
    blend: Mapping[Stages, Share] = field(
        default_factory=lambda: {Stages.TWO: Share(5_000), Stages.THREE: Share(7_000)}
    )
    panel_price: Money | None = None  # material included
    panel_discounts: tuple[tuple[Quantity, Share], ...] = ()  # from so many panels on, off the price of all
    markups: Mapping[PartKind, Share] = field(default_factory=dict)
    sublet_markup: Share = NO_SHARE
    management_fee: Share = NO_SHARE  # on parts, labor and auxiliary material (China)
    taxes: tuple[Tax, ...] = ()
    prices_include_tax: bool | None = None
    rounding: str = PER_CATEGORY


@dataclass(frozen=True, kw_only=True)
class StatedTax:
    """A tax as the file prints it."""

    name: str
    amount: Money
    rate: Share | None = None
    base: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Stated:
    """Totals as the file prints them; None where it says nothing. Categories by the trade's codes (PAN, LAB, MAPA)."""

    categories: Mapping[str, Money] = field(default_factory=dict)
    subtotal: Money | None = None
    taxes: tuple[StatedTax, ...] = ()
    total: Money | None = None
    betterment: Money | None = None
    prior_damage: Money | None = None
    deductible: Money | None = None
    customer_share: Money | None = None
    net: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One version of an estimate: E01, or S01, S02 … with everything up to it."""

    currency: str
    lines: tuple[EstimateLine, ...]
    profile: EstimateProfile | None = None
    stated: Stated = Stated()
    label: str = "E01"
    claim_number: str = ""
    vin: str = ""
    plate: str = ""
    deductible: Money | None = None
    customer_share: Money | None = None
    reported: tuple[str, ...] = ()  # what the reader of the file could not keep exactly, as sentences
