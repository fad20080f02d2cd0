"""Doors of rate profiles: what work, material, paint and parts cost from a date on, and which one holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get, post
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.models import RateProfile
from claims.estimating.profile_choice import chosen_profile
from claims.estimating.profile_inputs import NewRateProfile
from claims.estimating.profiles import add_rate_profile
from claims.estimating.queries import today
from claims.kernel.texts import say_fault
from claims.people.models import Insurer
from claims.people.queries import find
from claims.people.roles import Permission as P


class RateProfileOut(msgspec.Struct):
    """What work, material, paint and parts cost from a date on; money in minor units of `currency`.

    `all_materials` are those of `materials` and paint material.
    """

    id: int
    insurer_id: int | None
    brand: str
    valid_from: date
    valid_until: date | None
    currency: str
    rates_minor: dict[str, int]
    paint_material_rate_minor: int
    paint_material_cap_minor: int | None
    all_materials: dict[str, dict[str, int | None]]
    overlap_adjacent_x100: int
    overlap_non_adjacent_x100: int
    clear_coat: dict[str, int] | None
    blend_bp: dict[str, int]
    paint_panel_minor: int
    panel_discounts: list[dict[str, int]]
    part_markup_bp: int
    markups_bp: dict[str, int]
    sublet_markup_bp: int
    management_fee_bp: int
    prices_include_tax: bool
    taxes: list[dict[str, Any]]
    rounding: str
    created_at: datetime
    created_by_id: int

    @classmethod
    def of(cls, row: RateProfile) -> RateProfileOut:
        """Show a rate profile."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class ChosenOut(msgspec.Struct):
    """The profile that prices a day, why it does, and the less special ones that hold that day as well."""

    day: date
    profile: RateProfileOut
    why: str
    passed_over: list[int]


@get("/rate-profiles", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["rates"])
def list_profiles(request: Desk) -> list[RateProfileOut]:
    """The rate profiles of the shop, the newest first."""

    def act(session: Session) -> list[RateProfileOut]:
        query = select(RateProfile).where(RateProfile.shop_id == request.user.shop_id)
        rows = session.scalars(query.order_by(RateProfile.valid_from.desc(), RateProfile.id.desc()))
        return [RateProfileOut.of(row) for row in rows]

    return read(request, act)


@get("/rate-profiles/chosen", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["rates"])
def show_chosen(request: Desk, insurer_id: int | None = None, brand: str = "", day: date | None = None) -> ChosenOut:
    """Which profile prices work for an insurer and a brand on a day (today without one), and why."""

    def act(session: Session) -> ChosenOut:
        shop_id = request.user.shop_id
        if insurer_id is not None:
            find(session, Insurer, insurer_id, request.user)
        on = day or today(session, shop_id, now(request))
        found = chosen_profile(session, shop_id, insurer_id, brand.strip(), on)
        why = say_fault(found.why, request.user.language)
        return ChosenOut(on, RateProfileOut.of(found.profile), why, [row.id for row in found.passed_over])

    return read(request, act)


@post("/rate-profiles", opt={"may": P.KEEP_RATES}, sync_to_thread=True, tags=["rates"])
def add_profile(data: NewRateProfile, request: Desk) -> RateProfileOut:
    """Enter a rate profile from a date on; what was priced with earlier ones stays as it was."""
    return write(request, lambda s: RateProfileOut.of(add_rate_profile(s, data, by=request.user, now=now(request))))


ROUTES = [list_profiles, show_chosen, add_profile]
