"""Rate profiles: written once from a date on, never changed; and the bridge from their rows to the worksheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.estimate import ClearCoat, EstimateProfile, Material, MaterialRate, Stages
from claims.estimating.models import RateProfile
from claims.estimating.pricing import Tax
from claims.estimating.profile_choice import ONE_DAY, gaps
from claims.estimating.profile_inputs import NewRateProfile
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money
from claims.people.models import Insurer, Person, Shop
from claims.people.queries import find

GAP = (
    "no profile would hold from {first} to {last}, between the one that begins on {before} and the one that begins on "
    "{after}; let the earlier one end later, or the later one begin earlier"
)
OTHER_CURRENCY = "the shop's currency is {wanted}, not {currency}; a shop has one currency"


class ProfileStands(Refusal):
    """There is already a rate profile for this insurer and brand from {day}; give the new one another date."""

    status = 409


@dataclass(frozen=True)
class Days:
    """From when until when a profile holds that is not written yet."""

    valid_from: date
    valid_until: date | None


def add_rate_profile(session: Session, new: NewRateProfile, *, by: Person, now: datetime) -> RateProfile:
    """A profile of the person's shop, from its date on; earlier ones stay for what was priced with them.

    Invalid with every fault at once; ProfileStands where only its date is the matter; NotFound for a strange insurer.
    """
    if new.insurer_id is not None:
        find(session, Insurer, new.insurer_id, by)
    # one at a time: two profiles written at once could leave a gap that neither sees
    currency = session.get_one(Shop, by.shop_id, with_for_update=True).currency
    faults, told = Faults(), new.currency or currency
    faults.check(told == currency, OTHER_CURRENCY, "currency", currency=told, wanted=currency)
    if check_days(session, new, faults, by):
        if not faults.found:
            raise ProfileStands(day=new.valid_from)
        faults.add(ProfileStands.message_id(), "valid_from", day=new.valid_from)
    faults.refuse()
    said = new.model_dump(mode="json", exclude={"valid_from", "valid_until", "currency"})
    if (paint := said["materials"].pop(Material.PAINT, None)) is not None:
        said |= {"paint_material_rate_minor": paint["rate_minor"], "paint_material_cap_minor": paint["cap_minor"]}
    profile = RateProfile(
        shop_id=by.shop_id, valid_from=new.valid_from, valid_until=new.valid_until, currency=currency, created_at=now,
        created_by_id=by.id, **said,
    )  # fmt: skip
    session.add(profile)
    session.flush()
    note(session, None, "rate profile added", by=by, now=now, shop_id=by.shop_id,
         data={"profile": profile.id, "said": new.model_dump(mode="json")})  # fmt: skip
    return profile


def check_days(session: Session, new: NewRateProfile, faults: Faults, by: Person) -> bool:
    """Note every gap that the new profile would leave beside those of the same insurer and brand.

    Says whether one of them begins on the same day.
    """
    query = select(RateProfile.valid_from, RateProfile.valid_until).where(
        RateProfile.shop_id == by.shop_id, RateProfile.insurer_id == new.insurer_id, RateProfile.brand == new.brand
    )
    series = [Days(*row) for row in session.execute(query.order_by(RateProfile.valid_from))]
    if any(one.valid_from == new.valid_from for one in series):
        return True
    series.append(Days(new.valid_from, new.valid_until))
    for before, after in gaps(sorted(series, key=lambda one: one.valid_from)):
        faults.add(
            GAP, "valid_from" if after.valid_from == new.valid_from else "valid_until",
            first=cast(date, before.valid_until) + ONE_DAY, last=after.valid_from - ONE_DAY,
            before=before.valid_from, after=after.valid_from,
        )  # fmt: skip
    return False


def estimate_profile(profile: RateProfile) -> EstimateProfile:
    """The profile as the worksheet prices with it."""

    def money(minor: int) -> Money:
        return Money(minor, profile.currency)

    clear, markups = profile.clear_coat, dict.fromkeys(PartKind, profile.part_markup_bp)
    markups |= {PartKind(kind): markup for kind, markup in profile.markups_bp.items()}
    return EstimateProfile(
        currency=profile.currency,
        rates={LaborKind(kind): money(minor) for kind, minor in profile.rates_minor.items()},
        materials={
            Material(kind): MaterialRate(
                rate=money(told["rate_minor"] or 0),
                cap=money(told["cap_minor"]) if told["cap_minor"] is not None else None,
            )
            for kind, told in profile.all_materials.items()
        },
        overlap_adjacent=Hours(profile.overlap_adjacent_x100),
        overlap_non_adjacent=Hours(profile.overlap_non_adjacent_x100),
        clear_coat=ClearCoat(
            first=Share(clear["first_bp"]), further=Share(clear["further_bp"]), cap=Hours(clear["cap_x100"]),
            step=Hours(clear["step_x100"]),
        ) if clear is not None else None,
        blend={Stages(stages): Share(share) for stages, share in profile.blend_bp.items()},
        panel_price=money(profile.paint_panel_minor) if profile.paint_panel_minor else None,
        panel_discounts=tuple(
            (Quantity(told["from_panels_x1000"]), Share(told["discount_bp"])) for told in profile.panel_discounts
        ),
        markups={kind: Share(markup) for kind, markup in markups.items() if markup},
        sublet_markup=Share(profile.sublet_markup_bp),
        management_fee=Share(profile.management_fee_bp),
        taxes=tuple(tax_of(tax) for tax in profile.taxes),
        prices_include_tax=profile.prices_include_tax,
        rounding=profile.rounding,
    )  # fmt: skip


def tax_of(kept: Mapping[str, Any]) -> Tax:
    """A tax of a profile as the pure pricing reads it."""
    return Tax(str(kept["name"]), Share(int(kept["rate_bp"])), tuple(cast(Sequence[str], kept["on"])))


def part_markup(profile: RateProfile, part_kind: str) -> Share:
    """The mark-up on the supplier's price of a kind of part."""
    return Share(profile.markups_bp.get(part_kind, profile.part_markup_bp))
