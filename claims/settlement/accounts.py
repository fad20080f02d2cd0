"""What each payer owes: billed, received, deposited, written off, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.lifecycle.models import Claim, Cover, Leg
from claims.lifecycle.queries import legs_of
from claims.settlement.bill import Bill
from claims.settlement.billing import bill_of
from claims.settlement.models import CreditRelease, Deposit, Payment, Transfer, WriteOff


@dataclass(frozen=True)
class Balance:
    """One payer's account, in minor units; `open_minor` below zero: the payer paid too much."""

    leg: Leg
    due_minor: int
    received_minor: int
    deposited_minor: int  # prepayments that are paid and neither refunded nor kept
    written_off_minor: int

    @property
    def open_minor(self) -> int:
        """What is still owed."""
        return self.due_minor - self.received_minor - self.deposited_minor - self.written_off_minor


def balances(session: Session, claim: Claim, bill: Bill | None = None) -> list[Balance]:
    """Every payer's account in the order of the legs; the shop's own is none. Without an order nothing is due."""
    bill = bill or bill_of(session, claim)
    return [balance(session, claim, leg, bill) for leg in legs_of(session, claim.id) if leg.cover != Cover.SHOP]


def balance(session: Session, claim: Claim, leg: Leg, bill: Bill | None = None) -> Balance:
    """One payer's account."""
    bill = bill or bill_of(session, claim)
    return Balance(
        leg,
        due_minor=bill.account(leg.id, cover=leg.cover).due_minor,
        received_minor=sum(p.signed_minor for p in payments_of(session, claim.id) if p.leg_id == leg.id),
        deposited_minor=sum(map(counted, deposits_of(session, claim.id))) if leg.cover == Cover.CUSTOMER else 0,
        written_off_minor=sum(session.scalars(select(WriteOff.amount_minor).where(WriteOff.leg_id == leg.id)).all()),
    )


def counted(deposit: Deposit) -> int:
    """What a deposit counts for on the customer's side."""
    return {"paid": deposit.amount_minor, "applied": deposit.applied_minor}.get(deposit.state, 0)


def payments_of(session: Session, claim_id: int) -> Sequence[Payment]:
    """A claim's payments, oldest first."""
    return session.scalars(select(Payment).where(Payment.claim_id == claim_id).order_by(Payment.id)).all()


def deposits_of(session: Session, claim_id: int) -> Sequence[Deposit]:
    """A claim's deposits, oldest first."""
    return session.scalars(select(Deposit).where(Deposit.claim_id == claim_id).order_by(Deposit.id)).all()


def transfers_of(session: Session, claim_id: int) -> Sequence[Transfer]:
    """A claim's transfers, oldest first."""
    return session.scalars(select(Transfer).where(Transfer.claim_id == claim_id).order_by(Transfer.id)).all()


def transfer_of(session: Session, leg_id: int) -> Transfer | None:
    """The transfer of a leg."""
    return session.scalar(select(Transfer).where(Transfer.leg_id == leg_id))


def released(session: Session, leg_id: int) -> CreditRelease | None:
    """The manager's word that the car may go before this leg's money is secured."""
    return session.scalar(select(CreditRelease).where(CreditRelease.leg_id == leg_id))
