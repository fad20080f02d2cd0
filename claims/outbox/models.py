"""Tables of what leaves the transaction safely: answers kept for repeated requests, jobs to be done after commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
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


class Job(Base):
    """Something to be done after commit: waiting, running under a lease, done, or failed after too many attempts.

    `fence` grows each time somebody takes the job: whoever holds an older one has lost it.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_due", "state", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]  # waiting | running | done | failed
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
