"""Doors to the claim file: the list, one claim with legs and surveys, its timeline; the verbs that are no step."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter, QueryParameter
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.audit.models import Entry
from claims.kernel.inputs import Input, Text
from claims.lifecycle.models import Claim, Leg, Survey
from claims.lifecycle.queries import find_claim, leg_of, legs_of, surveys_of
from claims.lifecycle.service import hold_leg, suspect_no_hidden_damage
from claims.people.models import Customer, Insurer, Shop, User, Vehicle
from claims.people.queries import find
from claims.people.roles import Permission as P


class ClaimRow(msgspec.Struct):
    """A claim in the list."""

    id: int
    number: str
    state: str
    version: int
    plate: str
    owner: str
    opened_at: datetime


class ClaimPage(msgspec.Struct):
    """A page of claims, newest first; `next` goes into `after` of the next page."""

    claims: list[ClaimRow]
    next: int | None


class LegOut(msgspec.Struct):
    """One payer of the claim; amounts in minor units of the shop's currency."""

    id: int
    position: int
    cover: str
    insurer: str
    policy_number: str
    report_number: str
    share_bp: int
    limit_minor: int | None
    deductible_minor: int
    waiting_for: str


class SurveyOut(msgspec.Struct):
    """A survey of one leg."""

    id: int
    state: str
    version: int
    leg_id: int
    supplement_id: int | None
    channel: str
    surveyor: str
    surveyed_at: datetime | None
    place: str
    findings: str
    damage_points: list[str]
    liability: str
    remarks: str
    waiver_reference: str
    waiver_reason: str


class ClaimOut(msgspec.Struct):
    """A claim file: the accident, the vehicle, the owner, who pays, the surveys."""

    id: int
    number: str
    state: str
    version: int
    currency: str
    opened_at: datetime
    accident_at: datetime | None
    place: str
    story: str
    driver: str
    reporter: str
    accident_kind: str
    injury: bool
    third_parties: list[dict[str, Any]]
    odometer_km: int | None
    no_hidden_damage: bool
    vehicle: dict[str, Any]
    owner: dict[str, Any]
    legs: list[LegOut]
    surveys: list[SurveyOut]


class Happened(msgspec.Struct):
    """One link of the claim's past."""

    seq: int
    at: datetime
    by: str
    kind: str
    what: dict[str, Any]
    hash: str


TOLD = tuple(
    n for n in ClaimOut.__struct_fields__ if n not in ("id", "currency", "vehicle", "owner", "legs", "surveys")
)


class NoDamageHidden(Input):
    """Puts “no hidden damage suspected” on record."""


class Wait(Input):
    """What a leg waits for; empty lets it go on."""

    waiting_for: Text = ""


@get("/claims", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["claim"])
def list_claims(
    request: Desk,
    state_is: Annotated[str | None, QueryParameter(name="state")] = None,
    search: Annotated[str | None, Parameter(max_length=40)] = None,
    after: Annotated[int | None, Parameter(ge=1)] = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> ClaimPage:
    """Claims of the shop, newest first; `search` looks into claim number, plate, VIN and owner's name."""

    def look(session: Session) -> ClaimPage:
        query = (
            select(Claim.id, Claim.number, Claim.state, Claim.version, Vehicle.plate, Customer.name, Claim.opened_at)
            .join(Vehicle, Vehicle.id == Claim.vehicle_id)
            .join(Customer, Customer.id == Claim.customer_id)
            .where(Claim.shop_id == request.user.shop_id)
            .order_by(Claim.id.desc())
            .limit(limit + 1)
        )
        if state_is:
            query = query.where(Claim.state == state_is)
        if search:
            places = (Claim.number, Vehicle.plate, Vehicle.vin, Customer.name)
            like = [place.contains(search, autoescape=True) for place in places]
            query = query.where(or_(*like))
        if after:
            query = query.where(Claim.id < after)
        rows = [ClaimRow(*row) for row in session.execute(query)]
        return ClaimPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)

    return read(request, look)


@get("/claims/{claim_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["claim"])
def show_claim(claim_id: int, request: Desk) -> ClaimOut:
    """One claim file; its version as ETag."""
    return read(request, lambda session: claim_out(session, find_claim(session, claim_id, request.user)))


def claim_out(session: Session, claim: Claim) -> ClaimOut:
    """A claim file as callers see it."""
    vehicle, owner = session.get_one(Vehicle, claim.vehicle_id), session.get_one(Customer, claim.customer_id)
    insurers = {i.id: i.name for i in session.scalars(select(Insurer).where(Insurer.shop_id == claim.shop_id))}
    return ClaimOut(
        id=claim.id,
        currency=session.get_one(Shop, claim.shop_id).currency,
        vehicle={n: getattr(vehicle, n) for n in ("id", "plate", "vin", "brand", "model", "color")},
        owner={n: getattr(owner, n) for n in ("id", "kind", "name")},
        legs=[leg_out(leg, insurers) for leg in legs_of(session, claim.id)],
        surveys=[survey_out(survey) for survey in surveys_of(session, claim.id)],
        **{name: getattr(claim, name) for name in TOLD},
    )


def leg_out(leg: Leg, insurers: dict[int, str]) -> LegOut:
    """A leg as callers see it."""
    return LegOut(
        insurer=insurers.get(leg.insurer_id or 0, ""),
        **{n: getattr(leg, n) for n in LegOut.__struct_fields__ if n != "insurer"},
    )


def survey_out(survey: Survey) -> SurveyOut:
    """A survey as callers see it."""
    return SurveyOut(**{name: getattr(survey, name) for name in SurveyOut.__struct_fields__})


@get("/surveys/{survey_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["survey"])
def show_survey(survey_id: int, request: Desk) -> SurveyOut:
    """One survey."""
    return read(request, lambda session: survey_out(find(session, Survey, survey_id, request.user)))


@get("/claims/{claim_id:int}/timeline", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["claim"])
def show_timeline(claim_id: int, request: Desk) -> list[Happened]:
    """What happened to a claim, oldest first: steps, refused attempts, decisions, changes."""

    def look(session: Session) -> list[Happened]:
        claim = find_claim(session, claim_id, request.user)
        query = (
            select(Entry.seq, Entry.at, User.name, Entry.kind, Entry.body, Entry.hash)
            .outerjoin(User, User.id == Entry.by_id)
            .where(Entry.chain == f"claim:{claim.id}")
            .order_by(Entry.seq)
        )
        return [Happened(seq, at, by or "", kind, json.loads(body), digest)
                for seq, at, by, kind, body, digest in session.execute(query)]  # fmt: skip

    return read(request, look)


@post(
    "/claims/{claim_id:int}/no-hidden-damage", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, status_code=200,
    tags=["claim"],
)  # fmt: skip
def record_no_hidden_damage(claim_id: int, data: NoDamageHidden, request: Desk) -> ClaimOut:
    """Light damage: put on record that no hidden damage is suspected, so that no teardown is needed."""

    def act(session: Session) -> ClaimOut:
        claim = find_claim(session, claim_id, request.user)
        suspect_no_hidden_damage(session, claim, by=request.user, now=now(request))
        return claim_out(session, claim)

    return write(request, act)


@post(
    "/legs/{leg_id:int}/waiting", opt={"may": P.COORDINATE_CLAIM}, sync_to_thread=True, status_code=200, tags=["claim"]
)
def let_leg_wait(leg_id: int, data: Wait, request: Desk) -> ClaimOut:
    """Let one payer wait (injury, fault finding) while the others go on."""

    def act(session: Session) -> ClaimOut:
        leg = leg_of(session, leg_id, request.user)
        claim = find_claim(session, leg.claim_id, request.user)
        hold_leg(session, leg, reason=data.waiting_for, by=request.user, now=now(request), claim=claim)
        return claim_out(session, claim)

    return write(request, act)


ROUTES = [list_claims, show_claim, show_survey, show_timeline, record_no_hidden_damage, let_leg_wait]
