"""What the manager forgives or waits for: write-offs of a payer's debt, and cars released on credit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money
from claims.lifecycle.models import Claim, Leg
from claims.people.models import Person, Shop
from claims.people.queries import find
from claims.settlement.accounts import balance, released, transfer_of
from claims.settlement.inputs import NewCreditRelease, NewWriteOff
from claims.settlement.models import CreditRelease, WriteOff
from claims.settlement.payments import NO_TRANSFER
from claims.shopfloor.queries import shop_day


class NotForgiven(Refusal):
    """This debt cannot be written off; mend every point listed."""


class NotReleased(Refusal):
    """The car cannot be released on credit for this payer; mend every point listed."""


def write_off(session: Session, claim: Claim, new: NewWriteOff, *, by: Person, now: datetime) -> WriteOff:
    """Give up a part of what a payer owes, with the reason; NotForgiven."""
    leg = find(session, Leg, new.leg_id, by, claim_id=claim.id)
    session.refresh(leg, with_for_update=True)  # against a payment at the same moment
    account, faults = balance(session, claim, leg), Faults()
    faults.check(bool(new.reason), "the reason is not told", "reason")
    currency = session.get_one(Shop, claim.shop_id).currency
    values = {"amount": Money(new.amount_minor, currency), "open": Money(max(0, account.open_minor), currency)}
    text = "{amount} is more than the {open} that the payer owes"
    faults.check(new.amount_minor <= account.open_minor, text, "amount_minor", **values)
    transfer = transfer_of(session, leg.id)
    running = transfer is not None and transfer.state not in NO_TRANSFER | {"paid"}
    faults.check(not running, "write the insurer's shortfall off on its transfer, once it is approved", "leg_id")
    faults.refuse(NotForgiven)
    row = WriteOff(**new.model_dump(), claim_id=claim.id, shop_id=claim.shop_id, written_at=now, by_id=by.id)
    session.add(row)
    session.flush()
    data = {"write_off": row.id, "leg": leg.id, "amount_minor": row.amount_minor, "reason": row.reason}
    note(session, claim, "debt written off", by=by, now=now, data=data)
    return row


def release_on_credit(
    session: Session, claim: Claim, new: NewCreditRelease, *, by: Person, now: datetime
) -> CreditRelease:
    """Let the car go before an insurer's money is secured, at the shop's risk; NotReleased."""
    leg, faults = find(session, Leg, new.leg_id, by, claim_id=claim.id), Faults()
    faults.check(leg.insured, "only an insurer's money may be waited for; the customer pays before delivery", "leg_id")
    faults.check(bool(new.reason), "the reason is not told", "reason")
    faults.check(released(session, leg.id) is None, "this payer was released on credit already", "leg_id")
    past = new.pay_by is not None and new.pay_by < shop_day(session, claim.shop_id, now)
    faults.check(not past, "the day to pay by has passed", "pay_by")
    faults.refuse(NotReleased)
    risk = max(0, balance(session, claim, leg).open_minor)
    place = {"claim_id": claim.id, "shop_id": claim.shop_id, "by_id": by.id}
    row = CreditRelease(**new.model_dump(), **place, amount_minor=risk, released_at=now)
    session.add(row)
    session.flush()
    data = {"leg": leg.id, "at_risk_minor": risk, "reason": new.reason}
    note(session, claim, "released on credit", by=by, now=now, data=data)
    return row
