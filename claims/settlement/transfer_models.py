"""Tables of the claim transfer: how one insurer comes to pay the shop, and the papers it wants for it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base, HasLife


class Transfer(Base, HasLife):
    """The transfer of one insured leg's money to the shop."""

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("leg_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    opened_at: Mapped[datetime]
    rescue: Mapped[bool] = mapped_column(default=False)  # towed: the rescue bills are claimed too
    loan_beneficiary: Mapped[bool] = mapped_column(default=False)  # a lender is the policy's first beneficiary
    kind: Mapped[str] = mapped_column(default="")  # authority | assignment | direct_pay
    payee: Mapped[str] = mapped_column(default="")  # whom the payer owes
    agent: Mapped[bool] = mapped_column(default=False)  # a proven agent signed for the payee
    bank_account: Mapped[str] = mapped_column(default="")  # the shop's account the money goes to
    authorized_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    notice_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # proof that the insurer knows
    submitted_on: Mapped[date | None]
    packet_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    contact: Mapped[str] = mapped_column(default="")
    claimed_minor: Mapped[int | None] = mapped_column(BigInteger)  # the invoice, as submitted
    question: Mapped[str] = mapped_column(default="")  # the insurer's latest
    reply: Mapped[str] = mapped_column(default="")
    approved_minor: Mapped[int | None] = mapped_column(BigInteger)
    approval_reference: Mapped[str] = mapped_column(default="")
    refusal_reason: Mapped[str] = mapped_column(default="")
    contest_grounds: Mapped[str] = mapped_column(default="")
    closing_reason: Mapped[str] = mapped_column(default="")  # why written off, left to the customer, or stopped
    consented_by: Mapped[str] = mapped_column(default="")  # who took the leg over
    consent_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))


class ChecklistItem(Base):
    """One paper that this insurer wants for this claim, why, and whether it is here."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("transfer_id", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), index=True)
    paper: Mapped[str]
    needed: Mapped[bool] = mapped_column(default=True)
    because: Mapped[str] = mapped_column(default="")  # the citation it is needed by
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
