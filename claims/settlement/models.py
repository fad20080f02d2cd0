"""Tables of the money: deposits, discounts, invoices, payments, and what the manager forgives or waits for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base, HasLife
from claims.settlement.transfer_models import ChecklistItem, Transfer

__all__ = [
    "BillExplained", "BilledChange", "ChecklistItem", "CreditRelease", "Deposit", "Discount", "Fee", "Invoice",
    "Payment", "Transfer", "WriteOff",
]  # fmt: skip


class Deposit(Base, HasLife):
    """A prepayment (预付款) for one high-value part, asked before it is ordered."""

    __tablename__ = "deposit"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    part_line_id: Mapped[int] = mapped_column(index=True)  # the shop floor's part line
    part_name: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # asked
    raised_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    method: Mapped[str] = mapped_column(default="")  # cash | card | transfer | wechat | alipay | other
    reference: Mapped[str] = mapped_column(default="")
    applied_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # taken off the customer's bill
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    closed_at: Mapped[datetime | None]  # applied, refunded, kept or canceled
    reason: Mapped[str] = mapped_column(default="")
    refund_reference: Mapped[str] = mapped_column(default="")


class Discount(Base, HasLife):
    """A discount for one payer, asked by one person and decided by another."""

    __tablename__ = "discount"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))  # None: the customer
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # why it was refused, or a note


class Invoice(Base, HasLife):
    """What one payer is billed. Numbered without gaps when issued, never edited after; reversed and issued anew."""

    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("shop_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    number: Mapped[str | None]  # given when issued
    buyer: Mapped[str]
    tax_number: Mapped[str] = mapped_column(default="")
    plate: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # with tax
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{name, minor}], contained
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{line_id, text, minor, …}]
    drafted_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]
    reversal_number: Mapped[str | None]  # of the opposite invoice
    reason: Mapped[str] = mapped_column(default="")  # why reversed


class Payment(Base):
    """Money that came in from one payer, or went back to it; never changed, a mistake is paid back."""

    __tablename__ = "payment"
    __table_args__ = (UniqueConstraint("leg_id", "kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    kind: Mapped[str]  # received | paid_back
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # always positive
    paid_on: Mapped[date]
    method: Mapped[str] = mapped_column(default="")
    reference: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # of a shortfall, of too much, of paying back
    recorded_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def signed_minor(self) -> int:
        """What it adds to the shop's money: negative where it was paid back."""
        return -self.amount_minor if self.kind == "paid_back" else self.amount_minor


class WriteOff(Base):
    """What the manager gave up of a payer's debt, and why."""

    __tablename__ = "write_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    written_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class CreditRelease(Base):
    """The manager lets the car go before this leg's money is secured."""

    __tablename__ = "credit_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # at risk when released
    pay_by: Mapped[date | None]
    reason: Mapped[str]
    released_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class BilledChange(Base):
    """What is billed on one order line otherwise than signed, and why; the newest one of a line counts."""

    __tablename__ = "billed_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    line_id: Mapped[int]  # the shop floor's order line
    billed_minor: Mapped[int | None] = mapped_column(BigInteger)  # None: as the order stands, only the reason is given
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class BillExplained(Base):
    """The customer was told to settle and the bill was explained, as it stood then."""

    __tablename__ = "bill_explained"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    told_to: Mapped[str]
    channel: Mapped[str]  # in_person | telephone | message
    bill_hash: Mapped[str]  # of the figures that were explained
    customer_due_minor: Mapped[int] = mapped_column(BigInteger)
    explained_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Fee(Base):
    """A fee of a claim that ends without settlement (B6): what it costs, and how it was settled."""

    __tablename__ = "fee"
    __table_args__ = (UniqueConstraint("claim_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    kind: Mapped[str]  # diagnosis | teardown | reassembly | storage | rescue
    amount_minor: Mapped[int] = mapped_column(BigInteger)  # zero: none arose, the reason says why
    reason: Mapped[str] = mapped_column(default="")
    stated_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str] = mapped_column(default="")  # paid | waived
    reference: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
