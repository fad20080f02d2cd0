"""After the repair: old parts sorted, the insurer's second look, the car handed back (A13, A14, C14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim, Leg
from claims.people.models import Person
from claims.people.numbers import next_number
from claims.people.queries import find
from claims.shopfloor.models import OrderLine
from claims.shopfloor.queries import contract_lines, hand_back_of, need_order
from claims.shopfloor.yard_inputs import NewHandBack, NewOldPart, NewReinspection
from claims.shopfloor.yard_models import HandBack, OldPart, Reinspection


class NotReady(Refusal):
    """The car cannot be handed back yet; mend every point listed."""


class AlreadyDelivered(Refusal):
    """The car is delivered; its exit record stands as it was written."""


def replaced(line: OrderLine) -> bool:
    """Whether an old part came off for this line."""
    return line.kind == "part" and line.operation == "replace" and line.state == "handed_out"


def sort_old_part(session: Session, claim: Claim, new: NewOldPart, *, by: Person, now: datetime) -> OldPart:
    """Say what became of a replaced part; said again, the newer word counts."""
    faults, line = Faults(), find(session, OrderLine, new.line_id, by, claim_id=claim.id)
    faults.check(replaced(line), "no part was replaced on line {position}", "line_id", position=line.position)
    handed = new.fate == "handed_to_insurer"
    clerks = new.fate == "handed_to_warranty_clerk"
    faults.check(
        not clerks or line.payer == "warranty", "no warranty pays for line {position}; its old part is not the clerk's",
        "fate", position=line.position,
    )  # fmt: skip
    faults.check(not handed or bool(new.receipt), "name the insurer's receipt for the old part", "receipt")
    faults.refuse()
    found = session.scalar(select(OldPart).where(OldPart.line_id == line.id))
    before = found.fate if found is not None else None
    if found is None:
        found = OldPart(claim_id=claim.id, shop_id=claim.shop_id)
        session.add(found)
    for name, value in new.model_dump().items():
        setattr(found, name, value)
    found.by_id, found.at = by.id, now
    session.flush()
    data = {
        "old_part": found.id,
        "before": before,
        "after": new.fate,
        **new.model_dump(include={"line_id", "salvage_minor"}),
    }
    note(session, claim, "old part sorted", by=by, now=now, data=data)
    return found


def record_reinspection(
    session: Session, claim: Claim, new: NewReinspection, *, by: Person, now: datetime
) -> Reinspection:
    """The insurer's second look, or its waiver with a reference; one per insured leg, the newer word counts."""
    faults, leg = Faults(), find(session, Leg, new.leg_id, by, claim_id=claim.id)
    faults.check(leg.insured, "leg {leg} is no insurer's; there is nothing to look at", "leg_id", leg=leg.position)
    if new.outcome == "waived":
        faults.check(bool(new.reference), "name the insurer's reference for the waiver", "reference")
    else:
        faults.check(bool(new.person), "name who looked for the insurer", "person")
    faults.refuse()
    found = session.scalar(select(Reinspection).where(Reinspection.leg_id == leg.id))
    if found is None:
        found = Reinspection(claim_id=claim.id, shop_id=claim.shop_id)
        session.add(found)
    for name, value in new.model_dump().items():
        setattr(found, name, value)
    found.happened_at, found.by_id, found.at = new.happened_at or now, by.id, now
    session.flush()
    note(session, claim, "re-inspection recorded", by=by, now=now, data=new.model_dump(mode="json"))
    return found


def hand_back(session: Session, claim: Claim, new: NewHandBack, *, by: Person, now: datetime) -> HandBack:
    """The exit record as it stands now; the gate pass gets its number. Until the car is delivered.

    NotReady before the order is ready and the claim is settled.
    """
    if claim.state in ("delivered", "closed"):
        raise AlreadyDelivered
    faults = Faults()
    faults.check(need_order(session, claim.id).state == "ready", "the car is not washed and ready", "order")
    faults.check(claim.state == "settled", "the claim is not settled", "claim")
    for line in contract_lines(session, claim.id):
        text = "the warranty of line {position} “{name}” is undecided; the manager must decide it"
        undecided = line.warranty == "undecided" and line.state != "returned"
        faults.check(not undecided, text, f"line:{line.id}", position=line.position, name=line.text)
    faults.refuse(NotReady)
    found = hand_back_of(session, claim.id)
    if found is None:
        number = next_number(session, shop_id=claim.shop_id, kind="gate pass", year=now.year)
        gate_pass = f"G{now.year}-{number:06d}"
        found = HandBack(claim_id=claim.id, shop_id=claim.shop_id, gate_pass_number=gate_pass)
        session.add(found)
    for name, value in new.model_dump().items():
        setattr(found, name, value)
    found.by_id, found.at = by.id, now
    session.flush()
    data = {**new.model_dump(mode="json"), "gate_pass_number": found.gate_pass_number}
    note(session, claim, "exit record written", by=by, now=now, data=data)
    return found
