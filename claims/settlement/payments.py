"""Payments: money received from a payer or paid back, each reference once, too much only with a reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Fault, Faults, Refusal
from claims.kernel.money import Money
from claims.lifecycle.models import Claim, Cover, Leg
from claims.people.models import Person, Shop
from claims.people.queries import find
from claims.settlement.accounts import balance, transfer_of
from claims.settlement.inputs import NewPayment
from claims.settlement.models import Payment
from claims.shopfloor.queries import shop_day

NO_TRANSFER = frozenset({"taken_over", "customer_claims", "stopped"})


class PaymentRefused(Refusal):
    """This payment cannot be recorded; mend every point listed."""


class PaymentKnown(Refusal):
    """A payment of this payer with the reference {reference} is recorded already; it is not counted twice."""


class Overpaid(Refusal):
    """The payer owes {open}, and {paid} would be {excess} too much; check the amount, or give the reason to keep it."""


def payment_is_known(session: Session, leg_id: int, kind: str, reference: str) -> bool:
    """Whether this payer's reference was recorded before."""
    query = select(Payment.id).where(Payment.leg_id == leg_id, Payment.kind == kind, Payment.reference == reference)
    return session.scalars(query).first() is not None


def date_faults(paid_on: date, *, opened: date, today: date) -> list[Fault]:
    """A payment lies between the opening of the claim and today."""
    if paid_on > today:
        return [Fault("the payment cannot lie in the future", "paid_on")]
    if paid_on < opened:
        return [
            Fault("the payment cannot be older than the claim, which was opened on {day}", "paid_on", {"day": opened})
        ]
    return []


def record_payment(session: Session, claim: Claim, new: NewPayment, *, by: Person, now: datetime) -> Payment:
    """Money from a payer without a running transfer, or back to any payer; PaymentKnown, Overpaid, PaymentRefused."""
    leg = find(session, Leg, new.leg_id, by, claim_id=claim.id)
    opened, today = (shop_day(session, claim.shop_id, at) for at in (claim.opened_at, now))
    faults = Faults()
    faults.found += date_faults(new.paid_on, opened=opened, today=today)
    faults.check(bool(new.reference), "the reference of the payment is not told", "reference")
    faults.check(leg.cover != Cover.SHOP, "the shop pays nothing to itself", "leg_id")
    transfer = transfer_of(session, leg.id)
    if new.kind == "received" and transfer is not None and transfer.state not in NO_TRANSFER:
        text = (
            "this insurer's money comes by its transfer; record the payment there, or leave the claim to the customer"
        )
        faults.add(text, "leg_id")
    faults.refuse(PaymentRefused)
    session.refresh(leg, with_for_update=True)  # two payments at once are judged one after the other
    if payment_is_known(session, leg.id, new.kind, new.reference):
        raise PaymentKnown(reference=new.reference)
    check_amount(session, claim, leg, new)
    fields = new.model_dump()
    payment = Payment(**fields, claim_id=claim.id, shop_id=claim.shop_id, recorded_at=now, by_id=by.id)
    session.add(payment)
    session.flush()
    data = {"payment": payment.id, "leg": leg.id, "kind": new.kind, "amount_minor": new.amount_minor,
            "paid_on": new.paid_on.isoformat(), "reference": new.reference, "reason": new.reason}  # fmt: skip
    note(session, claim, "payment recorded", by=by, now=now, data=data)
    return payment


def check_amount(session: Session, claim: Claim, leg: Leg, new: NewPayment) -> None:
    """Nobody pays more than he owes without a reason, and nobody gets back more than he paid."""
    account, currency = balance(session, claim, leg), session.get_one(Shop, claim.shop_id).currency
    paid = Money(new.amount_minor, currency)
    if new.kind == "paid_back":
        faults = Faults()
        faults.check(bool(new.reason), "say why the money is paid back", "reason")
        received = Money(account.received_minor, currency)
        text = "{paid} cannot be paid back of the {received} that was received"
        faults.check(new.amount_minor <= account.received_minor, text, "amount_minor", paid=paid, received=received)
        faults.refuse(PaymentRefused)
    elif new.amount_minor > account.open_minor and not new.reason:
        still = Money(max(0, account.open_minor), currency)
        raise Overpaid(open=still, paid=paid, excess=paid - still)
