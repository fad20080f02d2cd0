"""Rate profiles: written once from a date on, never changed; and the bridge from their rows to the pure pricing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.damage_inputs import NewRateProfile
from claims.estimating.models import DamageLine, RateProfile
from claims.estimating.pricing import Line, Profile, Tax
from claims.estimating.quote_models import QuoteLine
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.errors import Refusal
from claims.kernel.money import Money
from claims.people.models import Insurer, Person
from claims.people.queries import find, own_shop


class ProfileStands(Refusal):
    """There is already a rate profile for this insurer and brand from {day}; give the new one another date."""

    status = 409


def add_rate_profile(session: Session, new: NewRateProfile, *, by: Person, now: datetime) -> RateProfile:
    """A profile of the person's shop, from its date on; earlier ones stay for what was priced with them."""
    if new.insurer_id is not None:
        find(session, Insurer, new.insurer_id, by)
    same = select(RateProfile.id).where(
        RateProfile.shop_id == by.shop_id, RateProfile.insurer_id == new.insurer_id,
        RateProfile.brand == new.brand, RateProfile.valid_from == new.valid_from,
    )  # fmt: skip
    if session.scalar(same) is not None:
        raise ProfileStands(day=new.valid_from)
    profile = RateProfile(
        shop_id=by.shop_id,
        currency=own_shop(session, by).currency,
        created_at=now,
        created_by_id=by.id,
        taxes=[tax.model_dump() for tax in new.taxes],
        **new.model_dump(exclude={"taxes"}),
    )
    session.add(profile)
    session.flush()
    note(session, None, "rate profile added", by=by, now=now, shop_id=by.shop_id,
         data={"profile": profile.id, "said": new.model_dump(mode="json")})  # fmt: skip
    return profile


def pure(profile: RateProfile) -> Profile:
    """The profile as the pure pricing reads it."""

    def money(minor: int | None) -> Money | None:
        return Money(minor, profile.currency) if minor is not None else None

    return Profile(
        currency=profile.currency,
        rates={kind: Money(minor, profile.currency) for kind, minor in profile.rates_minor.items()},
        paint_material_rate=money(profile.paint_material_rate_minor or None),
        paint_material_cap=money(profile.paint_material_cap_minor),
        paint_panel=money(profile.paint_panel_minor or None),
        part_markup=Share(profile.part_markup_bp),
        prices_include_tax=profile.prices_include_tax,
        taxes=tuple(tax_of(tax) for tax in profile.taxes),
        rounding=profile.rounding,
    )


def tax_of(kept: Mapping[str, Any]) -> Tax:
    """A tax of a profile as the pure pricing reads it."""
    return Tax(str(kept["name"]), Share(int(kept["rate_bp"])), tuple(cast(Sequence[str], kept["on"])))


def quoted_work(line: QuoteLine, currency: str) -> Line:
    """A quote line as the pure pricing reads it."""
    return Line(
        unit_price=Money(line.unit_price_minor, currency) if line.unit_price_minor is not None else None,
        quantity=Quantity(line.quantity_x1000),
        labor_kind=line.labor_kind,
        hours=Hours(line.hours_x100),
        refinish_hours=Hours(line.refinish_hours_x100),
        panels=Quantity(line.paint_panels_x1000),
    )


def listed_work(line: DamageLine) -> Line:
    """A damage line's agreed (or proposed) work as the pure pricing reads it, without its part."""
    hours, refinish = line.agreed_hours_x100, line.agreed_refinish_hours_x100
    return Line(
        labor_kind=line.labor_kind,
        hours=Hours(line.labor_hours_x100 if hours is None else hours),
        refinish_hours=Hours(line.refinish_hours_x100 if refinish is None else refinish),
        panels=Quantity(line.paint_panels_x1000),
    )
