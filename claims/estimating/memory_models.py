"""The table of answered lines: what was asked of whom, and what was approved; one current row for each damage line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base

# each way of asking has its index, read newest first; only answers that still stand are in it
ASKED_BY = {
    "surveyor": ("insurer_id", "surveyor_key", "family", "operation"),
    "insurer": ("insurer_id", "family", "operation"),
    "shop": ("family", "operation"),
}
STANDS = text("superseded_at IS NULL")


def standing(name: str, *columns: str, unique: bool = False) -> Index:
    """An index over the answers that stand."""
    return Index(name, *columns, unique=unique, sqlite_where=STANDS, postgresql_where=STANDS)


class AnsweredLine(Base):
    """A quote line and the insurer's final answer to it; a later answer supersedes it, none is ever changed.

    `days` are those on the shop's calendar from when the quote was sent until the answer was given.
    """

    __tablename__ = "answered_line"
    __table_args__ = (
        standing("uq_answered_line_damage_line", "damage_line_id", unique=True),
        *(
            standing(f"ix_answered_line_{name}", "shop_id", *columns, "answered_at", "id")
            for name, columns in ASKED_BY.items()
        ),
        Index("ix_answered_line_quote_line", "quote_line_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    quote_line_id: Mapped[int] = mapped_column(ForeignKey("quote_line.id"))
    damage_line_id: Mapped[int] = mapped_column(ForeignKey("damage_line.id"))
    insurer_id: Mapped[int] = mapped_column(ForeignKey("insurer.id"))
    surveyor: Mapped[str] = mapped_column(default="")  # the insurer's person who gave the answer, as told
    surveyor_key: Mapped[str] = mapped_column(default="")  # the same for comparing
    family: Mapped[str]
    operation: Mapped[str]
    part_kind: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    asked_minor: Mapped[int] = mapped_column(BigInteger)
    approved_minor: Mapped[int] = mapped_column(BigInteger)  # 0: refused
    hours_asked_x100: Mapped[int] = mapped_column(default=0)
    hours_approved_x100: Mapped[int | None]  # None where the insurer named an amount alone
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    days: Mapped[int]
    origin_hash: Mapped[str]  # of the return, or of the round as recorded
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
