"""Tables of the append-only past: chains with their salts, chain entries, decisions, exceptions, editions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
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
    kind: Mapped[str]  # step | followed (what its reactions decided) | refused | decision | note
    at: Mapped[datetime]
    by_id: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str]
    hash: Mapped[str]


SEARCHED = (
    (), ("by_id",), ("policy",), ("outcome",), ("insurer",), ("step",), ("reader",), ("policy", "outcome"),
    ("policy", "by_id"), ("policy", "insurer"), ("by_id", "outcome"), ("insurer", "outcome"),
)  # fmt: skip
"""By what decisions are searched within a shop, newest first: each has its index, read in its order."""
SEARCHED_OVERRULINGS = ((), ("policy",))
SEARCHED_PARAGRAPHS = (("policy", "paragraph"), ("policy", "paragraph", "by_id"), ("policy", "paragraph", "insurer"))


def search_index(table: str, columns: tuple[str, ...], key: str) -> Index:
    """The index for one way of searching: the shop, what is searched by, then the order of the list."""
    name = "_".join(["ix", table, "shop", *(one.removesuffix("_id") for one in columns), "at"])
    return Index(name, "shop_id", *columns, "taken_at", key)


class DecisionRow(Base):
    """A decision to search by; the record itself stands in its chain entry. Never updated.

    `outcome` is the policy's headline over all facts ("true", "negotiate", "undecided"), `money_minor` its amount at
    stake, `insurer` the code of the insurer that the step concerns. Each is empty where there is none.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_claim_at", "claim_id", "taken_at", "id"),
        *(search_index("decision", columns, "id") for columns in SEARCHED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("chain_entry.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int | None]
    policy: Mapped[str]
    edition: Mapped[str] = mapped_column(ForeignKey("edition.hash"))
    as_of: Mapped[date]
    step: Mapped[str]
    taken_at: Mapped[datetime]
    by_id: Mapped[int]
    reader: Mapped[str]
    hash: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="")
    money_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(default="")
    insurer: Mapped[str] = mapped_column(default="")


class DecisionParagraph(Base):
    """A paragraph that fired in a decision, to search and count by. Never updated."""

    __tablename__ = "decision_paragraph"
    __table_args__ = tuple(
        search_index("decision_paragraph", columns, "decision_id") for columns in SEARCHED_PARAGRAPHS
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    paragraph: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    policy: Mapped[str]
    taken_at: Mapped[datetime]
    by_id: Mapped[int]
    insurer: Mapped[str] = mapped_column(default="")


class Overruling(Base):
    """A manager's exception: this decision does not stop this step on this thing, once, for this reason.

    It counts only where the step is judged on the same facts under the same edition with the same answer; only the
    day may be another one. `taken_at` is when the decision was taken, `at` when it was overruled.
    """

    __tablename__ = "overruling"
    __table_args__ = (
        *(search_index("overruling", columns, "decision_id") for columns in SEARCHED_OVERRULINGS),
        Index("ix_overruling_shop_id_id", "shop_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    claim_id: Mapped[int] = mapped_column(index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    decision_hash: Mapped[str]
    policy: Mapped[str]
    taken_at: Mapped[datetime]
    life: Mapped[str]
    thing_id: Mapped[int]
    step: Mapped[str]
    sentence: Mapped[str]  # the condition that it stands in for
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EditionRow(Base):
    """An immutable policy edition, named by the hash of its bundle."""

    __tablename__ = "edition"

    hash: Mapped[str] = mapped_column(primary_key=True)
    policy: Mapped[str]
    bundle: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]
