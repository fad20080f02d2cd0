"""Tables of what leaves the transaction safely: answers kept for repeated requests, jobs to be done after commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from claims.kernel.database import Base


class IdempotencyKey(Base):
    """One request that carried an Idempotency-Key, with the answer it got; written in the same transaction."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("person_id", "shop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    key: Mapped[str]
    request: Mapped[str]  # method and path
    said_hash: Mapped[str]  # SHA-256 of what was sent
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)


OPEN, FAILED = text("state IN ('waiting', 'running')"), text("state = 'failed'")


class Job(Base):
    """Something to be done after commit: waiting, running under a lease, done, or failed after too many attempts.

    `fence` grows each time somebody takes the job: whoever holds an older one has lost it. Jobs are taken in the order
    of `turn_at`: what is less urgent gets a later one, so that an old job goes before a newer one, however urgent.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "turn_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_job_failed", "id", sqlite_where=FAILED, postgresql_where=FAILED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shop.id"))
    state: Mapped[str]  # waiting | running | done | failed
    due_at: Mapped[datetime]  # not before
    turn_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    doing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # {"step": "layout", "page": 17}
    fault: Mapped[str] = mapped_column(default="")  # the last attempt's, for whoever looks after the house
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # the same as a sentence with values
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
