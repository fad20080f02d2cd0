"""Searching decisions: newest first, from key to key, with bounded work a page however rarely the filters meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from claims.audit.models import (
    SEARCHED,
    SEARCHED_OVERRULINGS,
    SEARCHED_PARAGRAPHS,
    DecisionParagraph,
    DecisionRow,
    Overruling,
)
from claims.kernel.database import Database, Moment

LOOKED_AT = 500  # decisions that one page looks at, where no index holds all of its filters
BATCH = 2_000
# looked up for each decision: PostgreSQL makes a join of an EXISTS, and reads the whole other table for it
OVERRULING = select(Overruling.id).where(Overruling.decision_id == DecisionRow.id).correlate(DecisionRow)
OVERRULED = OVERRULING.scalar_subquery().is_not(None)
SHOWN = (*DecisionRow.__table__.columns, OVERRULED.label("overruled"))


class Place(NamedTuple):
    """Where in the list a decision stands: the list goes from the greatest to the smallest."""

    taken_at: datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """Which decisions of a shop: taken from `since` on and before `until`; whatever is empty does not matter."""

    shop_id: int
    claim_id: int | None = None
    policy: str = ""
    paragraph: str = ""  # with its policy
    by_id: int | None = None
    outcome: str = ""
    insurer: str = ""
    step: str = ""
    reader: str = ""
    since: datetime | None = None
    until: datetime | None = None
    overruled: bool | None = None

    def __post_init__(self) -> None:
        if self.paragraph and not self.policy:
            raise ValueError("a paragraph is searched for in its policy")

    def said(self) -> dict[str, Any]:
        """The filters that ask for one value."""
        names = ("claim_id", "policy", "paragraph", "by_id", "outcome", "insurer", "step", "reader")
        return {name: value for name in names if (value := getattr(self, name)) not in ("", None)}


@dataclass(frozen=True)
class Found:
    """One page, and the place after which the next begins; None at the end.

    A page may be short, or empty, although a next one is there: it looked at its share of the decisions.
    """

    rows: Sequence[Row[Any]]
    next: Place | None


def search(
    session: Session, wanted: Wanted, *, after: Place | None = None, limit: int, look_at: int = LOOKED_AT
) -> Found:
    """The newest decisions that fit, at most `limit`, behind a place; the columns of DecisionRow, and `overruled`."""
    keys, rest = index_read(wanted, after)
    most = max(look_at, limit + 1) if rest is not None else limit + 1
    some = keys.limit(most).subquery()
    query = select(*SHOWN).select_from(some).join(DecisionRow, DecisionRow.id == some.c.id)
    if rest is not None:
        query = query.where(rest)
    rows = session.execute(query.order_by(some.c.taken_at.desc(), some.c.id.desc()).limit(limit + 1)).all()
    if len(rows) > limit:
        return Found(rows[:limit], Place(rows[limit - 1].taken_at, rows[limit - 1].id))
    last = session.execute(keys.offset(most - 1).limit(1)).first() if rest is not None else None
    return Found(rows, Place(*last) if last is not None else None)


def every(database: Database, wanted: Wanted) -> Iterator[Row[Any]]:
    """Every decision that fits, newest first, in short transactions one after the other: flat memory, no lock held."""
    after = None
    while True:
        with database.reading() as session:
            found = search(session, wanted, after=after, limit=BATCH, look_at=5 * BATCH)
        yield from found.rows
        if (after := found.next) is None:
            return


def count_up_to(session: Session, wanted: Wanted, most: int) -> int:
    """How many decisions fit; counting ends at `most`."""
    keys, rest = index_read(wanted, None)
    every_key = keys.order_by(None).subquery()
    query = select(every_key.c.id)
    if rest is not None:
        query = query.join(DecisionRow, DecisionRow.id == every_key.c.id).where(rest)
    return session.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def index_read(wanted: Wanted, after: Place | None) -> tuple[Select[Any], ColumnElement[bool] | None]:
    """The keys of decisions in their order, by the index that holds most of the filters; and what it does not hold.

    No database is left to choose between indexes: the filters that are handed to it are those of one index.
    """
    said: dict[str, Any] = {**wanted.said(), "shop_id": wanted.shop_id}
    table: Any = DecisionRow
    columns: tuple[str, ...] = ("shop_id", *_longest(SEARCHED, said))
    if wanted.claim_id is not None:
        columns = ("claim_id",)  # of a claim there are few
    elif wanted.overruled:
        table, columns = Overruling, ("shop_id", *_longest(SEARCHED_OVERRULINGS, said))
    elif wanted.paragraph:
        table, columns = DecisionParagraph, ("shop_id", *_longest(SEARCHED_PARAGRAPHS, said))
    key = table.id if table is DecisionRow else table.decision_id
    keys = select(table.taken_at, key.label("id")).where(*(getattr(table, name) == said[name] for name in columns))
    rest = [_condition(name, value) for name, value in said.items() if name not in columns]
    if wanted.overruled is not None and table is not Overruling:
        rest.append(OVERRULED if wanted.overruled else OVERRULING.scalar_subquery().is_(None))
    keys = _between(keys, table.taken_at, key, wanted, after).order_by(table.taken_at.desc(), key.desc())
    return keys, and_(*rest) if rest else None


def _longest(indexes: tuple[tuple[str, ...], ...], said: dict[str, Any]) -> tuple[str, ...]:
    return max((one for one in indexes if set(one) <= set(said)), key=len)


def _between(query: Select[Any], taken_at: Any, key: Any, wanted: Wanted, after: Place | None) -> Select[Any]:
    """From `since` on and below the lower of `until` and the place: one bound each way, for an index to seek to."""
    if wanted.since is not None:
        query = query.where(taken_at >= wanted.since)
    ends = [end for end in (after, Place(wanted.until, 0) if wanted.until is not None else None) if end is not None]
    if ends:
        end = min(ends)
        query = query.where(tuple_(taken_at, key) < tuple_(literal(end.taken_at, Moment()), literal(end.id)))
    return query


def _condition(name: str, value: Any) -> ColumnElement[bool]:
    if name != "paragraph":
        return getattr(DecisionRow, name) == value  # type: ignore[no-any-return]
    table = DecisionParagraph
    fired = select(table.decision_id).where(table.decision_id == DecisionRow.id, table.paragraph == value)
    return fired.scalar_subquery().is_not(None)
