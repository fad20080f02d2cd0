"""The verbs of the claim file: what its steps, once granted, write down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults
from claims.kernel.machine import Act
from claims.lifecycle.inputs import NewClaim, NewCustody, NewSurvey, SurveyFindings, TotalLoss, Waiver
from claims.lifecycle.models import Claim, Cover, Leg, Survey
from claims.lifecycle.queries import leg_of
from claims.people.models import Customer, Insurer, Person, Shop, Vehicle
from claims.people.numbers import next_number
from claims.people.queries import find


def open_claim(act: Act) -> Claim:
    """A new claim with its legs, from the accident as reported."""
    told: NewClaim = act.data
    claim = new_claim(act, vehicle_id=told.vehicle_id, customer_id=told.customer_id)
    act.session.add(claim)
    write_report(act, claim, told)
    return claim


def take_in(act: Act) -> Claim:
    """A new claim for a car that came before any report."""
    told: NewCustody = act.data
    claim = new_claim(act, vehicle_id=told.vehicle_id, customer_id=told.customer_id)
    claim.custody = told.model_dump(mode="json", exclude={"vehicle_id", "customer_id"})
    return claim


def complete_report(act: Act) -> None:
    """The report for a car already in custody."""
    write_report(act, act.thing, act.data)


def new_claim(act: Act, *, vehicle_id: int, customer_id: int) -> Claim:
    """A numbered claim file of the acting person's shop; the vehicle and the customer must be known there."""
    person: Person = act.by  # type: ignore[assignment]
    find(act.session, Vehicle, vehicle_id, person)
    find(act.session, Customer, customer_id, person)
    year = act.now.year
    number = next_number(act.session, shop_id=person.shop_id, kind="claim", year=year)
    return Claim(
        shop_id=person.shop_id,
        number=f"{year}-{number:06d}",
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        opened_at=act.now,
        state="",
        version=0,
        third_parties=[],
    )


def write_report(act: Act, claim: Claim, told: NewClaim) -> None:
    """Copy the report into the file and open its legs in the order told; the customer's own leg is always there."""
    fields = told.model_dump(mode="json", exclude={"legs", "vehicle_id", "customer_id", "accident_at"})
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.accident_at = told.accident_at
    act.session.flush()
    person: Person = act.by  # type: ignore[assignment]
    for position, one in enumerate(told.legs, start=1):
        if one.insurer_id is not None:
            find(act.session, Insurer, one.insurer_id, person)
        owner = None if one.insurer_id is not None else claim.customer_id
        act.session.add(
            Leg(
                claim_id=claim.id,
                shop_id=claim.shop_id,
                position=position,
                customer_id=owner,
                **one.model_dump(),
            )
        )
    if not any(one.cover == Cover.CUSTOMER for one in told.legs):
        act.session.add(
            Leg(
                claim_id=claim.id,
                shop_id=claim.shop_id,
                position=len(told.legs) + 1,
                cover=Cover.CUSTOMER,
                customer_id=claim.customer_id,
            )
        )
    act.session.flush()


def keep_outcome(act: Act) -> None:
    """How a claim ended without settlement: the statement, the wish, or how the car left."""
    act.thing.outcome = {**(act.thing.outcome or {}), act.step: act.data.model_dump(mode="json")}


def declare_total_loss(act: Act) -> None:
    """The insurer's statement, with the verdict of the policy `total_loss` beside it; the manager decides anyhow."""
    claim: Claim = act.thing
    shop = act.session.get_one(Shop, claim.shop_id)
    day = (claim.accident_at or claim.opened_at).astimezone(ZoneInfo(shop.time_zone)).date()
    decision = act.ask("total_loss", [loss_facts(act, shop, day)], loss=day)
    act.notes["verdict"] = decision.said(f"vehicle:{claim.vehicle_id}", "verdict", "undecided")
    keep_outcome(act)


def loss_facts(act: Act, shop: Shop, day: date) -> dict[str, Any]:
    """What the policy `total_loss` needs to know: the insurer's figures as told, and the vehicle's age."""
    told: TotalLoss = act.data
    vehicle = act.session.get_one(Vehicle, act.thing.vehicle_id)
    return {
        "kind": "vehicle", "ref": f"vehicle:{vehicle.id}", "currency": shop.currency,
        **told.model_dump(include={"repair_minor", "salvage_minor", "value_minor", "new_price_minor"}),
        "use": told.use or None, "lost_on": day.isoformat(),
        "registered_on": vehicle.first_registration.isoformat() if vehicle.first_registration else None,
    }  # fmt: skip


def request_survey(act: Act) -> Survey:
    """A surveyor asked for, for one insurer leg."""
    told: NewSurvey = act.data
    leg = leg_of(act.session, told.leg_id, act.by)  # type: ignore[arg-type]
    return Survey(
        claim_id=leg.claim_id,
        shop_id=leg.shop_id,
        leg_id=leg.id,
        supplement_id=told.supplement_id,
        requested_at=act.now,
        channel=told.channel,
        state="",
        version=0,
    )


def write_findings(act: Act) -> None:
    """What the surveyor saw."""
    told: SurveyFindings = act.data
    for name in ("surveyor", "surveyed_at", "place", "findings", "damage_points", "liability", "remarks"):
        setattr(act.thing, name, getattr(told, name))


def write_waiver(act: Act) -> None:
    """Why the insurer does not come."""
    told: Waiver = act.data
    act.thing.waiver_reference, act.thing.waiver_reason = told.reference, told.reason


def suspect_no_hidden_damage(session: Session, claim: Claim, *, by: Person, now: datetime) -> None:
    """Put “no hidden damage suspected” on record: light damage then needs no teardown."""
    faults = Faults()
    faults.check(claim.state == "surveyed", "the appraisal must have ended first", "state")
    faults.refuse()
    claim.no_hidden_damage = True
    note(session, claim, "no hidden damage suspected", by=by, now=now, data={"before": False, "after": True})


def hold_leg(session: Session, leg: Leg, *, reason: str, by: Person, now: datetime, claim: Claim) -> None:
    """Let a leg wait (injury, fault finding) or, with an empty reason, go on."""
    before, leg.waiting_for = leg.waiting_for, reason
    note(session, claim, "leg waits", by=by, now=now, data={"leg": leg.id, "before": before, "after": reason})
