"""The same request sent twice is done once: its key and its answer are kept in the transaction that did it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from claims.kernel.errors import Refusal
from claims.outbox.models import IdempotencyKey

FORM = re.compile(r"[\x21-\x7e]{1,200}")
TABLE: Table = IdempotencyKey.__table__  # type: ignore[assignment]


class KeyUsedOtherwise(Refusal):
    """The Idempotency-Key “{key}” was already used for another request; use a new key for each request."""

    status = 422


class KeyUnreadable(Refusal):
    """An Idempotency-Key has 1 to 200 visible ASCII characters; a UUID does well."""

    status = 400


@dataclass(frozen=True)
class Kept:
    """An answer as it was given: status, headers, and the bytes of the body."""

    status: int
    headers: dict[str, str]
    answer: bytes


def claim_key(
    session: Session, key: str, *, person_id: int, shop_id: int, request: str, said_hash: str, now: datetime
) -> Kept | None:
    """Reserve the key for this request, or return the answer it already got.

    Waits for a transaction that is just using the key. KeyUsedOtherwise where it stands for another request.
    """
    if not FORM.fullmatch(key):
        raise KeyUnreadable()
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    taken = session.execute(
        insert(TABLE)
        .values(person_id=person_id, shop_id=shop_id, key=key, request=request, said_hash=said_hash, created_at=now)
        .values(headers={})
        .on_conflict_do_nothing()
        .returning(TABLE.c.id)
    ).scalar()
    if taken is not None:
        return None
    row = session.execute(select(TABLE).where(*same(key, person_id=person_id, shop_id=shop_id))).one()
    if (row.request, row.said_hash) != (request, said_hash) or row.answer is None:
        raise KeyUsedOtherwise(key=key)
    return Kept(row.status, row.headers, row.answer)


def keep_answer(session: Session, key: str, kept: Kept, *, person_id: int, shop_id: int) -> None:
    """Write the answer beside the key, so that a repetition gets the same bytes."""
    session.execute(
        update(TABLE)
        .where(*same(key, person_id=person_id, shop_id=shop_id))
        .values(status=kept.status, headers=kept.headers, answer=kept.answer)
    )


def same(key: str, *, person_id: int, shop_id: int) -> tuple[Any, ...]:
    """The conditions that find one person's key in one shop."""
    return TABLE.c.person_id == person_id, TABLE.c.shop_id == shop_id, TABLE.c.key == key
