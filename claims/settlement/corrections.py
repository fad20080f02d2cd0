"""Changes of the bill before it is settled: a line billed otherwise with its reason, a leg's terms, the explanation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults, Refusal
from claims.lifecycle.models import Claim, Cover, Leg
from claims.people.models import Person
from claims.people.queries import find
from claims.settlement.billing import bill_hash, bill_of, customer_leg, signed_lines
from claims.settlement.inputs import Explanation, LegTerms, NewBilledChange
from claims.settlement.models import BilledChange, BillExplained

SETTLED = frozenset({"settled", "delivered", "closed", "released"})


class BillClosed(Refusal):
    """The claim is settled and its bill stays as it is; what is owed too much is written off or paid back."""


class NotChanged(Refusal):
    """The bill cannot be changed like this; mend every point listed."""


class NothingToExplain(Refusal):
    """The bill cannot be explained yet; mend every point listed."""


def change_billed(session: Session, claim: Claim, new: NewBilledChange, *, by: Person, now: datetime) -> BilledChange:
    """Bill a line otherwise than signed, or say why it is billed less; the policy judges it when settling."""
    if claim.state in SETTLED:
        raise BillClosed
    faults = Faults()
    line = next((x for x in signed_lines(session, claim.id) if x.id == new.line_id), None)
    faults.check(line is not None, "line {line} is not on this bill", "line_id", line=new.line_id)
    faults.check(bool(new.reason), "the reason is not told", "reason")
    faults.refuse(NotChanged)
    row = BilledChange(**new.model_dump(), claim_id=claim.id, shop_id=claim.shop_id, at=now, by_id=by.id)
    session.add(row)
    session.flush()
    assert line is not None
    data = {"line": line.id, "before": line.amount_minor, "after": new.billed_minor, "reason": new.reason}
    note(session, claim, "billed amount changed", by=by, now=now, data=data)
    return row


def agree_terms(session: Session, claim: Claim, new: LegTerms, *, by: Person, now: datetime) -> Leg:
    """Write down what a leg turned out to pay under: share of fault, limit, deductible, tax number; with the reason."""
    if claim.state in SETTLED:
        raise BillClosed
    leg, faults = find(session, Leg, new.leg_id, by, claim_id=claim.id), Faults()
    told = new.model_dump(exclude={"leg_id", "reason"}, exclude_none=True)
    faults.check(bool(told), "say what changes: share, limit, deductible or tax number", "share_bp")
    faults.check(bool(new.reason), "the reason is not told", "reason")
    money = {"share_bp", "limit_minor", "deductible_minor"} & set(told)
    insured = leg.insured or leg.cover == Cover.MANUFACTURER
    faults.check(insured or not money, "only who pays under a cover has a share, a limit or a deductible", "leg_id")
    faults.refuse(NotChanged)
    before = {name: getattr(leg, name) for name in told}
    for name, value in told.items():
        setattr(leg, name, value)
    session.flush()
    data = {"leg": leg.id, "before": before, "after": told, "reason": new.reason}
    note(session, claim, "terms of a leg changed", by=by, now=now, data=data)
    return leg


def explain_bill(session: Session, claim: Claim, new: Explanation, *, by: Person, now: datetime) -> BillExplained:
    """The customer was told to settle, and the bill was explained as it stands now (A16)."""
    bill, faults = bill_of(session, claim), Faults()
    faults.check(
        claim.state == "ready_to_settle", "the order is reviewed first, and the claim not settled yet", "state"
    )
    faults.check(bool(new.told_to), "who was told is not said", "told_to")
    faults.found += bill.faults
    faults.refuse(NothingToExplain)
    leg = customer_leg(session, claim.id)
    due = bill.account(leg.id if leg is not None else None).due_minor
    place = {"claim_id": claim.id, "shop_id": claim.shop_id, "by_id": by.id, "explained_at": now}
    row = BillExplained(**new.model_dump(), **place, bill_hash=bill_hash(bill), customer_due_minor=due)
    session.add(row)
    claim.explained_at = now
    session.flush()
    data = {"bill": row.bill_hash, "customer_due_minor": due, "channel": new.channel, "signer_name": new.told_to}
    note(session, claim, "bill explained", by=by, now=now, data=data)
    return row


def last_explained(session: Session, claim_id: int) -> BillExplained | None:
    """The latest explanation of a claim's bill."""
    query = select(BillExplained).where(BillExplained.claim_id == claim_id).order_by(BillExplained.id.desc())
    return session.scalars(query).first()
