"""Corrections of a claim's names and numbers: on record beside the versions, whose money they never touch."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.damage_inputs import Told
from claims.estimating.models import VersionCorrection
from claims.estimating.queries import current_quotes
from claims.kernel.errors import Faults, Refusal
from claims.kernel.inputs import Input
from claims.lifecycle.models import Claim, Leg
from claims.lifecycle.queries import insured_legs
from claims.people.customers import change_customer, change_vehicle
from claims.people.inputs import ChangedCustomer, ChangedVehicle
from claims.people.models import Customer, Person, Vehicle
from claims.people.queries import find


class NothingCorrected(Refusal):
    """Nothing that was said differs from what stands on the claim; say what is to read otherwise."""

    status = 409


class NewCorrection(Input):
    """What is to read otherwise, and why; what is not named stays. Money is never corrected: write a supplement."""

    plate: Told | None = None
    vin: Told | None = None
    owner_name: Told | None = None
    claim_number: Told | None = None  # the insurer's, of the leg named or of the only insured one
    leg_id: int | None = None
    reason: Told


def correct_claim(
    session: Session, claim: Claim, told: NewCorrection, *, by: Person, now: datetime
) -> list[VersionCorrection]:
    """Write a correction down and put it in force: one record for each field that reads otherwise now.

    NothingCorrected where none does; Invalid where it is not said of which leg a claim number is.
    """
    vehicle = session.get_one(Vehicle, claim.vehicle_id)
    owner, leg = session.get_one(Customer, vehicle.owner_id), leg_meant(session, claim, told, by)
    before = read(vehicle, owner, leg)
    change_vehicle(session, vehicle, ChangedVehicle(**named(plate=told.plate, vin=told.vin)), by=by)
    change_customer(session, owner, ChangedCustomer(**named(name=told.owner_name)))
    if leg is not None and told.claim_number is not None:
        leg.report_number = told.claim_number
    after, quotes = read(vehicle, owner, leg), current_quotes(session, claim.id)
    found = [
        VersionCorrection(
            claim_id=claim.id, shop_id=claim.shop_id, quote_id=quotes[-1].id if quotes else None, field=field,
            before=before[field], after=after[field], reason=told.reason, by_id=by.id, at=now,
        )
        for field in before if before[field] != after[field]
    ]  # fmt: skip
    if not found:
        raise NothingCorrected
    session.add_all(found)
    session.flush()
    words = {"owner_name": "name"}  # as the chain knows what is personal
    note(session, claim, "names or numbers corrected", by=by, now=now, data={
        "corrections": [one.id for one in found],
        "before": {words.get(one.field, one.field): one.before for one in found},
        "after": {words.get(one.field, one.field): one.after for one in found},
    })  # fmt: skip
    return found


def corrections_of(session: Session, claim_id: int) -> list[VersionCorrection]:
    """A claim's corrections, the oldest first."""
    query = select(VersionCorrection).where(VersionCorrection.claim_id == claim_id)
    return list(session.scalars(query.order_by(VersionCorrection.id)))


def leg_meant(session: Session, claim: Claim, told: NewCorrection, by: Person) -> Leg | None:
    """The leg whose claim number is corrected; None where none is."""
    if told.leg_id is not None:
        return find(session, Leg, told.leg_id, by, claim_id=claim.id)
    if told.claim_number is None:
        return None
    legs, faults = insured_legs(session, claim.id), Faults()
    faults.check(len(legs) == 1, "say which insurer's leg the claim number is of", "leg_id")
    faults.refuse()
    return legs[0]


def read(vehicle: Vehicle, owner: Customer, leg: Leg | None) -> dict[str, str]:
    """What can be corrected, as it stands."""
    number = {} if leg is None else {"claim_number": leg.report_number}
    return {"plate": vehicle.plate, "vin": vehicle.vin, "owner_name": owner.name} | number


def named(**said: str | None) -> dict[str, Any]:
    """What was said at all."""
    return {name: value for name, value in said.items() if value is not None}
