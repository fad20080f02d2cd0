"""Doors to search the decisions of a shop: in pages, or exported as a whole."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from litestar.response import Stream
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from claims.api.asked import ASKED, Asked, wanted_by
from claims.api.doors import Desk, read
from claims.api.exports import Format, check_format, sheet
from claims.audit.search import BATCH, Place, Wanted, count_up_to, every, search
from claims.kernel.database import Database
from claims.kernel.errors import Fault, Invalid, Refusal
from claims.kernel.money import CURRENCIES, Money
from claims.lifecycle.models import Claim
from claims.people.models import User
from claims.people.queries import own_shop
from claims.people.roles import Permission as P
from claims.reports.sheets import MOST_ROWS, Cell


class TooManyRows(Refusal):
    """These are more than the {limit} rows of a spreadsheet; narrow the search, or take csv."""

    status = 422


class DecisionListed(msgspec.Struct):
    """One decision in the list; `money` is the amount at stake as a decimal, `insurer` the insurer's code."""

    id: int
    claim_id: int | None
    claim: str
    policy: str
    outcome: str
    money: str | None
    currency: str
    insurer: str
    step: str
    taken_at: datetime
    by_id: int
    by: str
    reader: str
    hash: str
    edition: str
    overruled: bool


class DecisionPage(msgspec.Struct):
    """A page of decisions, newest first; `next` goes into `after`, null at the end.

    A rare combination of filters may give short or even empty pages that still have a `next`: go on with it.
    """

    items: list[DecisionListed]
    next: str | None


HEAD = DecisionListed.__struct_fields__
MONEY = HEAD.index("money")


@get("/decisions", opt={"may": P.READ_DECISIONS}, dependencies=ASKED, sync_to_thread=True, tags=["audit"])
def list_all_decisions(
    request: Desk,
    asked: Asked,
    after: Annotated[str, Parameter(max_length=200, description="`next` of the page before")] = "",
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> DecisionPage:
    """The shop's decisions, newest first, by any of the filters."""

    def look(session: Session) -> DecisionPage:
        wanted = wanted_by(session, asked, own_shop(session, request.user))
        found = search(session, wanted, after=place_of(after), limit=limit)
        return DecisionPage(listed(session, found.rows), mark_of(found.next))

    return read(request, look)


@get("/decisions/export", opt={"may": P.READ_DECISIONS}, dependencies=ASKED, sync_to_thread=True, tags=["audit"])
def export_decisions(request: Desk, asked: Asked, form: Format = "csv") -> Stream:
    """Every decision that fits, newest first, as a file that is made while it is sent."""

    def look(session: Session) -> Stream:
        wanted = wanted_by(session, asked, own_shop(session, request.user))
        check_format(form)
        if form == "xlsx":
            check_fits(session, wanted)
        rows = exported(request.app.state.database, wanted)
        return sheet(form, "decisions", HEAD, rows)

    return read(request, look)


def listed(session: Session, rows: Sequence[Row[Any]]) -> list[DecisionListed]:
    """Decisions as callers see them, with the claim's number and the person's name."""
    claims = named(session, Claim.id, Claim.number, {row.claim_id for row in rows})
    people = named(session, User.id, User.name, {row.by_id for row in rows})
    return [
        DecisionListed(
            id=row.id, claim_id=row.claim_id, claim=claims.get(row.claim_id, ""), policy=row.policy,
            outcome=row.outcome, money=money_text(row.money_minor, row.currency), currency=row.currency,
            insurer=row.insurer, step=row.step, taken_at=row.taken_at, by_id=row.by_id, by=people.get(row.by_id, ""),
            reader=row.reader, hash=row.hash, edition=row.edition, overruled=bool(row.overruled),
        )
        for row in rows
    ]  # fmt: skip


def named(session: Session, key: Any, name: Any, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of rows by their ids."""
    rows = session.execute(select(key, name).where(key.in_([one for one in ids if one]))).all()
    return {row[0]: row[1] for row in rows}


def money_text(minor: int | None, currency: str) -> str | None:
    """An amount as a decimal; None where the decision names none, or no currency for it."""
    return str(Money(minor, currency)) if minor is not None and currency in CURRENCIES else None


def mark_of(place: Place | None) -> str | None:
    """A place in the list as callers carry it: opaque, safe in an address."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place.taken_at.isoformat()} {place.id}".encode()).decode().rstrip("=")


def place_of(mark: str) -> Place | None:
    """The place that a mark stands for; Invalid where nobody gave out such a mark."""
    if not mark:
        return None
    try:
        moment, _, id = base64.b64decode(mark + "=" * (-len(mark) % 4), b"-_", validate=True).decode().partition(" ")
        place = Place(datetime.fromisoformat(moment), int(id))
    except (ValueError, binascii.Error):
        place = None
    if place is None or place.taken_at.tzinfo is None or not 0 < place.id < 2**31 or mark_of(place) != mark:
        raise Invalid(faults=[Fault("this is no place in the list; take `next` from the page before", "after")])
    return place


def check_fits(session: Session, wanted: Wanted, most: int = MOST_ROWS) -> None:
    """TooManyRows where the search finds more than a sheet holds."""
    if count_up_to(session, wanted, most + 1) > most:
        raise TooManyRows(limit=f"{most:,}")


def exported(database: Database, wanted: Wanted) -> Iterator[list[Cell]]:
    """The rows of an export, named some at a time."""
    rows = every(database, wanted)
    while some := list(islice(rows, BATCH)):
        with database.reading() as session:
            shown = listed(session, some)
        for one in shown:
            cells: list[Any] = list(msgspec.structs.astuple(one))
            cells[MONEY] = Decimal(one.money) if one.money is not None else None  # a number, not a text
            yield cells


ROUTES = [list_all_decisions, export_decisions]
