"""Tables of a quote: its frozen lines, the insurer's return with its comparison, negotiation rounds, agreed values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.estimating.betterment import BettermentTerms
from claims.estimating.line_columns import MoreWork
from claims.kernel.database import Base, HasLife


class Quote(Base, HasLife):
    """What the shop asks of the insurer: Q0 for the loss sheet, Qn for supplement n; it stays as it was sent."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("claim_id", "number", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))
    number: Mapped[int]  # 0: E01, n: S0n
    revision: Mapped[int] = mapped_column(default=0)
    insurer_id: Mapped[int | None] = mapped_column(ForeignKey("insurer.id"))
    profile_id: Mapped[int] = mapped_column(ForeignKey("rate_profile.id"))
    currency: Mapped[str]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    writer_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # everybody who wrote on the draft
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    check_note: Mapped[str] = mapped_column(default="")
    total_verdict: Mapped[str] = mapped_column(default="")  # accept | check | negotiate; empty until checked
    decision_hash: Mapped[str] = mapped_column(default="")  # of the policy `gap`
    agreed_at: Mapped[datetime | None]
    subtotal_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # the lines that the insurer is asked for
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # added, or contained where prices include it
    total_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    betterment_minor: Mapped[int] = mapped_column(BigInteger, default=0)  # taken off the total: the customer bears it
    prices_include_tax: Mapped[bool]
    worksheet: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # which rule made each figure
    retroactive: Mapped[bool] = mapped_column(default=False)  # brings newer rates than E01's, for all that stood before

    @property
    def label(self) -> str:
        """Q0, Q1, and Q1 r1 for its first revision."""
        return f"Q{self.number}" + (f" r{self.revision}" if self.revision else "")

    @property
    def asked_minor(self) -> int:
        """What the insurer is asked for: the total less the betterment."""
        return self.total_minor - self.betterment_minor


class QuoteLine(Base, MoreWork):
    """A damage line as quoted, with its price, its confirmation by the parts desk, and the insurer's answer.

    One that gives back what an earlier quote had agreed bears that line's figures with their signs turned.
    """

    __tablename__ = "quote_line"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    damage_line_id: Mapped[int] = mapped_column(ForeignKey("damage_line.id"))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(default="")
    part_name: Mapped[str]
    part_number: Mapped[str] = mapped_column(default="")
    clean_number: Mapped[str] = mapped_column(default="", index=True)
    side: Mapped[str] = mapped_column(default="")
    operation: Mapped[str]
    quantity_x1000: Mapped[int] = mapped_column(BigInteger)
    part_kind: Mapped[str] = mapped_column(default="")
    supplied_by: Mapped[str] = mapped_column(default="")
    key_part: Mapped[str] = mapped_column(default="")
    labor_kind: Mapped[str] = mapped_column(default="LAB")
    hours_x100: Mapped[int] = mapped_column(default=0)  # as agreed with the assessor
    refinish_hours_x100: Mapped[int] = mapped_column(default=0)
    paint_panels_x1000: Mapped[int] = mapped_column(default=0)
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    payer: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    unit_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    original_unit_price_minor: Mapped[int | None] = mapped_column(BigInteger)  # of the original part, for the deposit
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)  # the supplier's unit price
    price_source: Mapped[str] = mapped_column(default="")
    price_id: Mapped[int | None] = mapped_column(ForeignKey("price.id"))
    stock_x1000: Mapped[int | None] = mapped_column(BigInteger)
    lead_days: Mapped[int | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    part_amount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    labor_amount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    paint_amount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    returned_part_minor: Mapped[int | None] = mapped_column(BigInteger)  # the insurer's latest word
    returned_labor_minor: Mapped[int | None] = mapped_column(BigInteger)
    returned_paint_minor: Mapped[int | None] = mapped_column(BigInteger)
    returned_betterment_bp: Mapped[int | None]  # where the insurer says otherwise than we: a share …
    returned_betterment_minor: Mapped[int | None] = mapped_column(BigInteger)  # … or an amount
    verdict: Mapped[str] = mapped_column(default="")  # of the policy `gap`: accept | check | negotiate
    answer: Mapped[str] = mapped_column(default="pending")  # pending | accepted | cut | refused
    refusal_answer: Mapped[str] = mapped_column(default="")  # contested | self_pay | dropped | shop
    refusal_note: Mapped[str] = mapped_column(default="")  # the customer's consent, or why
    agreed_part_amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    agreed_labor_amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    agreed_paint_amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    gives_back_id: Mapped[int | None] = mapped_column(ForeignKey("quote_line.id"))  # the earlier line

    @property
    def amount_minor(self) -> int:
        """The whole line as quoted: part, labor and paint."""
        return self.part_amount_minor + self.labor_amount_minor + self.paint_amount_minor

    @property
    def returned_minor(self) -> int | None:
        """The whole line as the insurer last answered it; None where there is no answer, or a refusal."""
        parts = (self.returned_part_minor, self.returned_labor_minor, self.returned_paint_minor)
        return None if None in parts else sum(p for p in parts if p is not None)

    @property
    def agreed_minor(self) -> int | None:
        """The whole line as agreed; None while it is not."""
        parts = (self.agreed_part_amount_minor, self.agreed_labor_amount_minor, self.agreed_paint_amount_minor)
        return None if None in parts else sum(p for p in parts if p is not None)

    @property
    def last_betterment(self) -> BettermentTerms:
        """The terms of the betterment as the insurer last said them, else as quoted."""
        said = BettermentTerms(self.returned_betterment_bp, self.returned_betterment_minor)
        return said if said.told else self.betterment

    @property
    def betterment_amount_minor(self) -> int:
        """What the customer bears of the line as quoted."""
        return self.betterment.of(self.part_amount_minor, self.amount_minor)

    @property
    def agreed_betterment_minor(self) -> int | None:
        """What the customer bears of the line as agreed; None while it is not."""
        agreed = self.agreed_minor
        return None if agreed is None else self.last_betterment.of(self.agreed_part_amount_minor or 0, agreed)


class Reconciliation(Base):
    """The insurer's return of one quote as it was read, and how it compares line by line: evidence, kept as it was."""

    __tablename__ = "reconciliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), unique=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    origin_hash: Mapped[str]  # SHA-256 of the file, or of the typed lines
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON)  # the insurer's lines as read
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # ours, theirs, score, certainty, amounts, differences
    confirmed: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # pairs a person confirmed
    ours_minor: Mapped[int] = mapped_column(BigInteger)
    theirs_minor: Mapped[int] = mapped_column(BigInteger)
    gap_minor: Mapped[int] = mapped_column(BigInteger)
    remainder_minor: Mapped[int] = mapped_column(BigInteger)


class NegotiationRound(Base):
    """One talk with the insurer about a quote: who, when, how, and for each line what was offered and answered."""

    __tablename__ = "negotiation_round"
    __table_args__ = (UniqueConstraint("quote_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[int]
    channel: Mapped[str]  # telephone | meeting | message | letter | portal
    person: Mapped[str]  # the insurer's
    held_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    origin_hash: Mapped[str] = mapped_column(default="")  # of what was recorded; its agreed values bear it


class AcceptedValue(Base):
    """An agreed amount as the outside gave it, with its origin: never computed, never changed, only superseded."""

    __tablename__ = "accepted_value"
    __table_args__ = (Index("ix_accepted_value_line", "quote_line_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_line_id: Mapped[int] = mapped_column(ForeignKey("quote_line.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    field: Mapped[str]  # agreed_part_amount_minor | agreed_labor_… | agreed_paint_… | agreed_betterment_bp | …_minor
    value: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[str]  # return | round
    origin_hash: Mapped[str]  # of the return, or of the round as recorded
    round_id: Mapped[int | None] = mapped_column(ForeignKey("negotiation_round.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
