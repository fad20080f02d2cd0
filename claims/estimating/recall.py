"""Asking the memory of answered lines: the newest answers of a kind, and which kinds there are; never by a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Dialect, Select, bindparam, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from claims.estimating.memory import WINDOW, Basis, Memory, Past, PastAnswer, first_enough, remembered
from claims.estimating.memory_models import ASKED_BY, AnsweredLine
from claims.kernel.database import Moment

INDEX = {Basis.SURVEYOR: "surveyor", Basis.INSURER: "insurer", Basis.EVERYBODY: "shop"}


def newest(columns: Sequence[str]) -> Select[int, int, int, int, int | None, Any]:
    """The newest answers that stand, for one value in each of these columns of an index; times as they are stored.

    Reading a time costs more than all the rest of a row, and only the newest one is wanted.
    """
    row = AnsweredLine
    return (
        select(row.asked_minor, row.approved_minor, row.days, row.hours_asked_x100, row.hours_approved_x100,
               type_coerce(row.answered_at, NullType))
        .where(*(getattr(row, name) == bindparam(name) for name in ("shop_id", *columns, "currency")))
        .where(row.superseded_at.is_(None))
        .order_by(row.answered_at.desc(), row.id.desc())
        .limit(WINDOW)
    )  # fmt: skip


NEWEST = {basis: newest(ASKED_BY[name]) for basis, name in INDEX.items()}


@dataclass(frozen=True)
class Asker:
    """For whom the memory is asked: the shop, in its currency, about an insurer and its surveyor (as person_key)."""

    shop_id: int
    currency: str
    insurer_id: int | None
    surveyor_key: str = ""


def past_of(session: Session, basis: Basis, asker: Asker, family: str, operation: str) -> Past:
    """The newest answers on one basis, at most WINDOW of them."""
    said = {**vars(asker), "family": family, "operation": operation}
    named = ("shop_id", "currency", *ASKED_BY[INDEX[basis]])
    rows = session.execute(NEWEST[basis], {name: said[name] for name in named}).all()
    if not rows:
        return Past()
    return Past([PastAnswer(*row[:5]) for row in rows], as_moment(rows[0][5], session.get_bind().dialect))


def as_moment(stored: Any, dialect: Dialect) -> datetime:
    """A time as the database holds it, read."""
    read: Callable[[Any], Any] | None = Moment().dialect_impl(dialect).result_processor(dialect, None)
    return cast(datetime, read(stored) if read is not None else stored)


def memory_of(session: Session, asker: Asker, family: str, operation: str) -> Memory:
    """What is remembered for a family of parts and an operation: of the surveyor, else the insurer, else of all."""
    bases = list(Basis)[0 if asker.surveyor_key else 1 :] if asker.insurer_id is not None else [Basis.EVERYBODY]
    return first_enough((basis, past_of(session, basis, asker, family, operation)) for basis in bases)


def kinds_of_answers(
    session: Session, shop_id: int, basis: Basis, wanted: dict[str, Any], after: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Every combination of an index's columns that has answers, in the index's order, hopping from one to the next.

    `wanted` fixes columns; `after` is a combination to go on behind.
    """
    columns = ASKED_BY[INDEX[basis]]

    def hop(found: tuple[Any, ...], low: Any, *, beyond: bool) -> Any:
        """The next value of the column behind those found; None where there is no more."""
        name = columns[len(found)]
        column = getattr(AnsweredLine, name)
        fixed = zip(columns, found, strict=False)
        query = select(column).where(
            AnsweredLine.shop_id == shop_id,
            AnsweredLine.superseded_at.is_(None),
            *(getattr(AnsweredLine, one) == value for one, value in fixed),
        )
        if name in wanted:
            query = query.where(column == wanted[name])
        if low is not None:
            query = query.where(column > low if beyond else column >= low)
        return session.scalar(query.order_by(column).limit(1))

    def walk(found: tuple[Any, ...], start: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        if len(found) == len(columns):
            yield found
            return
        value = hop(found, start[0] if start else None, beyond=False)
        while value is not None:
            yield from walk((*found, value), start[1:] if start and value == start[0] else ())
            value = hop(found, value, beyond=True)

    return (one for one in walk((), after) if one != tuple(after))


@dataclass(frozen=True)
class KindOfAnswer:
    """What is remembered of one insurer (and one surveyor, where asked apart), family of parts and operation."""

    insurer_id: int
    surveyor_key: str
    family: str
    operation: str
    memory: Memory


def remembered_kinds(
    session: Session, asker: Asker, wanted: dict[str, Any], *, by_surveyor: bool, after: Sequence[Any], limit: int
) -> tuple[list[KindOfAnswer], tuple[Any, ...] | None]:
    """A page of what is remembered, and behind which combination the next page begins (None: there is none)."""
    basis = Basis.SURVEYOR if by_surveyor else Basis.INSURER
    kinds = list(islice(kinds_of_answers(session, asker.shop_id, basis, wanted, after), limit + 1))
    found = []
    for kind in kinds[:limit]:
        insurer_id, *surveyor, family, operation = kind
        about = Asker(asker.shop_id, asker.currency, insurer_id, surveyor[0] if surveyor else "")
        memory = Memory(basis, remembered(past_of(session, basis, about, family, operation)))
        if memory.found is not None:  # else all of them are in another currency
            found.append(KindOfAnswer(insurer_id, about.surveyor_key, family, operation, memory))
    return found, kinds[limit - 1] if len(kinds) > limit else None
