"""Fees of a claim that ends without settlement (B6): which ones it must state, and how each was settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.files.signatures import signatures
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.settlement.inputs import FeePaid, FeeWaived, NewFee
from claims.settlement.models import Fee

ENDING = frozenset({"total_loss", "withdrawn"})


class FeeRefused(Refusal):
    """This fee cannot be recorded like this; mend every point listed."""


def fees_of(session: Session, claim_id: int) -> list[Fee]:
    """A claim's fees, oldest first."""
    return list(session.scalars(select(Fee).where(Fee.claim_id == claim_id).order_by(Fee.id)))


def fees_to_state(session: Session, claim: Claim) -> list[str]:
    """Which fees must be stated (with an amount, or with zero and why), by what was done for the car."""
    wanted = ["diagnosis"]
    if signatures(session, claim.id, "teardown"):
        wanted += ["teardown", "reassembly"]
    if claim.custody:
        wanted.append("storage")
        if claim.custody.get("proof") == "tow_slip":
            wanted.append("rescue")
    return wanted


def state_fee(session: Session, claim: Claim, new: NewFee, *, by: Person, now: datetime) -> Fee:
    """State a fee once; zero needs a reason and is settled at once. An unsettled fee may be stated anew."""
    faults = Faults()
    faults.check(claim.state in ENDING, "fees are stated when a claim was withdrawn or is a total loss", "state")
    faults.check(new.amount_minor > 0 or bool(new.reason), "say why there is no such fee", "reason")
    known = next((fee for fee in fees_of(session, claim.id) if fee.kind == new.kind), None)
    faults.check(known is None or known.settled_at is None, "this fee is settled already", "kind")
    faults.refuse(FeeRefused)
    fee = known or Fee(claim_id=claim.id, shop_id=claim.shop_id, kind=new.kind)
    before = known.amount_minor if known is not None else None
    fee.amount_minor, fee.reason, fee.stated_at, fee.by_id = new.amount_minor, new.reason, now, by.id
    if new.amount_minor == 0:
        fee.settled_at, fee.settled_how = now, "waived"
    session.add(fee)
    session.flush()
    data = {"kind": fee.kind, "before": before, "after": fee.amount_minor, "reason": fee.reason}
    note(session, claim, "fee stated", by=by, now=now, data=data)
    return fee


def open_fee(session: Session, claim: Claim, kind: str, faults: Faults) -> Fee | None:
    """The stated fee that is not settled yet; a fault where there is none."""
    fee = next((fee for fee in fees_of(session, claim.id) if fee.kind == kind), None)
    faults.check(fee is not None, "this fee was not stated yet", "kind")
    faults.check(fee is None or fee.settled_at is None, "this fee is settled already", "kind")
    return fee


def pay_fee(session: Session, claim: Claim, new: FeePaid, *, by: Person, now: datetime) -> Fee:
    """The fee is in the till."""
    faults = Faults()
    fee = open_fee(session, claim, new.kind, faults)
    faults.check(bool(new.reference), "the reference of the payment is not told", "reference")
    faults.refuse(FeeRefused)
    assert fee is not None
    fee.settled_at, fee.settled_how, fee.reference = now, "paid", new.reference
    data = {"kind": fee.kind, "amount_minor": fee.amount_minor, "reference": fee.reference}
    note(session, claim, "fee paid", by=by, now=now, data=data)
    return fee


def waive_fee(session: Session, claim: Claim, new: FeeWaived, *, by: Person, now: datetime) -> Fee:
    """The manager lets the fee go."""
    faults = Faults()
    fee = open_fee(session, claim, new.kind, faults)
    faults.check(bool(new.reason), "the reason is not told", "reason")
    faults.refuse(FeeRefused)
    assert fee is not None
    fee.settled_at, fee.settled_how, fee.reason = now, "waived", new.reason
    data = {"kind": fee.kind, "amount_minor": fee.amount_minor, "reason": fee.reason}
    note(session, claim, "fee waived", by=by, now=now, data=data)
    return fee
