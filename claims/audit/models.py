"""Tables of the append-only past: chains with their salts, chain entries, decisions, editions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class Chain(Base):
    """One hash chain: of a claim ("claim:7") or of a shop ("shop:1"); its salt can be erased, the chain stays whole."""

    __tablename__ = "chain"

    name: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(index=True)
    salt: Mapped[str]
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str]


class Entry(Base):
    """One link: what happened, in canonical JSON, hashed together with the link before it. Never updated."""

    __tablename__ = "chain_entry"
    __table_args__ = (UniqueConstraint("chain", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(ForeignKey("chain.name"))
    seq: Mapped[int]
    kind: Mapped[str]  # step | refused | decision | note
    at: Mapped[datetime]
    by_id: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str]
    hash: Mapped[str]


class DecisionRow(Base):
    """A decision to search by; the record itself stands in its chain entry. Never updated."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("chain_entry.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int | None] = mapped_column(index=True)
    policy: Mapped[str]
    edition: Mapped[str] = mapped_column(ForeignKey("edition.hash"))
    as_of: Mapped[date]
    step: Mapped[str]
    taken_at: Mapped[datetime]
    by_id: Mapped[int]
    reader: Mapped[str]
    hash: Mapped[str]


class EditionRow(Base):
    """An immutable policy edition, named by the hash of its bundle."""

    __tablename__ = "edition"

    hash: Mapped[str] = mapped_column(primary_key=True)
    policy: Mapped[str]
    bundle: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]
