"""What the doors of the money show: bill, payments, fees, deposits, invoices, transfers."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from claims.kernel.texts import say_fault
from claims.lifecycle.models import Claim
from claims.settlement.accounts import Balance
from claims.settlement.bill import Account, Bill, BillLine, Portion
from claims.settlement.billing import bill_hash
from claims.settlement.models import BilledChange, BillExplained, CreditRelease, Fee, Payment, WriteOff


class PortionOut(msgspec.Struct):
    """What one payer pays of a line; without a leg, the shop or the manufacturer."""

    leg_id: int | None
    cover: str
    gross_minor: int
    discount_minor: int
    net_minor: int
    betterment_minor: int

    @classmethod
    def of(cls, one: Portion) -> PortionOut:
        return cls(
            one.party.leg_id, str(one.party.cover), one.gross_minor, one.discount_minor, one.net_minor,
            one.betterment_minor,
        )  # fmt: skip


class BillLineOut(msgspec.Struct):
    """One line with everybody's portion."""

    line_id: int
    text: str
    kind: str
    payer: str
    amount_minor: int
    portions: list[PortionOut]

    @classmethod
    def of(cls, one: BillLine) -> BillLineOut:
        charge = one.charge
        portions = [PortionOut.of(portion) for portion in one.portions]
        return cls(charge.line_id, charge.text, charge.kind, charge.payer, charge.amount_minor, portions)


class AccountOut(msgspec.Struct):
    """One payer's side: how the amount came about, what is due, received and still open."""

    leg_id: int | None
    cover: str
    own_minor: int
    uncovered_minor: int
    taken_over_minor: int
    betterment_minor: int
    deductible_minor: int
    discount_minor: int
    due_minor: int
    received_minor: int
    deposited_minor: int
    written_off_minor: int
    open_minor: int

    @classmethod
    def of(cls, one: Account, balance: Balance | None) -> AccountOut:
        return cls(
            leg_id=one.party.leg_id,
            cover=str(one.party.cover),
            own_minor=one.own_minor,
            uncovered_minor=one.uncovered_minor,
            taken_over_minor=one.taken_over_minor,
            betterment_minor=one.betterment_minor,
            deductible_minor=one.deductible_minor,
            discount_minor=one.discount_minor,
            due_minor=one.due_minor,
            received_minor=balance.received_minor if balance is not None else 0,
            deposited_minor=balance.deposited_minor if balance is not None else 0,
            written_off_minor=balance.written_off_minor if balance is not None else 0,
            open_minor=balance.open_minor if balance is not None else 0,
        )


class TaxOut(msgspec.Struct):
    """A tax that the total contains."""

    name: str
    minor: int


class BillOut(msgspec.Struct):
    """The bill of a claim: lines and payers, adding up in both directions."""

    claim_id: int
    currency: str
    gross_minor: int
    discount_minor: int
    total_minor: int
    taxes: list[TaxOut]
    hash: str
    lines: list[BillLineOut]
    accounts: list[AccountOut]
    open_questions: list[str]

    @classmethod
    def of(cls, claim: Claim, bill: Bill, accounts: list[Balance], language: str) -> BillOut:
        by_leg = {one.leg.id: one for one in accounts}
        return cls(
            claim_id=claim.id,
            currency=bill.currency,
            gross_minor=bill.gross_minor,
            discount_minor=bill.discount_minor,
            total_minor=bill.total_minor,
            taxes=[TaxOut(name, minor) for name, minor in bill.contained_taxes()],
            hash=bill_hash(bill),
            lines=[BillLineOut.of(line) for line in bill.lines],
            accounts=[AccountOut.of(one, by_leg.get(one.party.leg_id or 0)) for one in bill.accounts],
            open_questions=[say_fault(fault, language) for fault in bill.faults],
        )


class PaymentOut(msgspec.Struct):
    """Money received from a payer, or paid back."""

    id: int
    leg_id: int
    kind: str
    amount_minor: int
    paid_on: date
    method: str
    reference: str
    reason: str
    recorded_at: datetime

    @classmethod
    def of(cls, row: Payment) -> PaymentOut:
        return cls(
            row.id, row.leg_id, row.kind, row.amount_minor, row.paid_on, row.method, row.reference, row.reason,
            row.recorded_at,
        )  # fmt: skip


class ForgivenOut(msgspec.Struct):
    """A write-off or a release on credit."""

    id: int
    leg_id: int
    amount_minor: int
    reason: str

    @classmethod
    def of(cls, row: WriteOff | CreditRelease) -> ForgivenOut:
        return cls(row.id, row.leg_id, row.amount_minor, row.reason)


class BilledChangeOut(msgspec.Struct):
    """What is billed on a line otherwise than signed."""

    id: int
    line_id: int
    billed_minor: int | None
    reason: str

    @classmethod
    def of(cls, row: BilledChange) -> BilledChangeOut:
        return cls(row.id, row.line_id, row.billed_minor, row.reason)


class ExplainedOut(msgspec.Struct):
    """That the bill was explained, and which one."""

    id: int
    bill_hash: str
    customer_due_minor: int
    explained_at: datetime

    @classmethod
    def of(cls, row: BillExplained) -> ExplainedOut:
        return cls(row.id, row.bill_hash, row.customer_due_minor, row.explained_at)


class LegTermsOut(msgspec.Struct):
    """What a leg pays under."""

    leg_id: int
    share_bp: int
    limit_minor: int | None
    deductible_minor: int
    tax_number: str


class FeeOut(msgspec.Struct):
    """A fee of a claim that ended without settlement."""

    kind: str
    amount_minor: int
    settled_how: str
    reference: str
    reason: str

    @classmethod
    def of(cls, row: Fee) -> FeeOut:
        return cls(row.kind, row.amount_minor, row.settled_how, row.reference, row.reason)


class FeesOut(msgspec.Struct):
    """The fees on record, and those that must be stated."""

    fees: list[FeeOut]
    to_state: list[str]
