"""What every door does: one request is one transaction; versions, repeated requests and pages are handled here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar, cast

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.params import Parameter
from sqlalchemy import Select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.exc import StaleDataError

from claims.kernel.errors import Forbidden, Invalid, Refusal, VersionMissing, VersionPassed
from claims.kernel.machine import StepForbidden, StepRefused
from claims.outbox.idempotency import Kept, claim_key, keep_answer
from claims.people.models import Person, Versioned
from claims.people.roles import Permission, roles_that_may
from claims.rules.readers import ReadersDisagree

Desk = Request[Person, Any, State]
T = TypeVar("T")
Item = TypeVar("Item")
AGAIN = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock
VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')
EVERYBODY = "everybody"  # opt={"may": EVERYBODY}: whoever is logged in; what lies behind judges further
LONGEST_PAGE = 200


class SameAtOnce(Refusal):
    """Somebody else wrote the same thing at the same moment; read it again, then decide."""

    status = 409


class NotStorable(Invalid):
    """A number or a text in this request cannot be stored: it is far too large, or holds signs that no text has."""


class Busy(Refusal):
    """The database does not answer just now; nothing was changed, try again in a moment."""

    status = 503


class VersionUnreadable(Invalid):
    """The If-Match header does not hold a version; send the number that you read, as in If-Match: "3"."""


def now(request: Desk) -> datetime:
    """The time of this request: aware, UTC, the same wherever it is asked."""
    if "now" not in request.state:
        request.state.now = request.app.state.clock.now()
    return cast(datetime, request.state.now)


def seen(request: Desk) -> int:
    """The version that the caller saw, from If-Match; VersionMissing without one, VersionUnreadable for nonsense."""
    header = request.headers.get("if-match", "").strip()
    if not header:
        raise VersionMissing()
    found = VERSION.fullmatch(header)
    if found is None:
        raise VersionUnreadable()
    return int(found.group(1))


def check_version(row: Versioned, request: Desk) -> None:
    """VersionPassed where the caller saw another version than the present one; for rows that no life moves."""
    version = seen(request)
    if row.version != version:
        raise VersionPassed(seen=version, now=row.version)


def read(request: Desk, act: Callable[[Session], T]) -> T:
    """What `act` finds, as a response; whatever it changes is not kept."""
    return cast(T, look(request, lambda session: answer(act(session))))


def look(request: Desk, act: Callable[[Session], T]) -> T:
    """What `act` finds, as it is, for a door that has more to do with it; whatever it changes is not kept."""
    try:
        with request.app.state.database.reading() as session:
            return act(session)
    except (OverflowError, DataError) as fault:
        raise NotStorable() from fault
    except OperationalError as fault:
        raise Busy() from fault


def write(request: Desk, act: Callable[[Session], T], *, status: int | None = None, said: str | None = None) -> T:
    """Run `act` in one transaction and answer with what it returns.

    A request with an Idempotency-Key is done once: a repetition gets the answer that was kept. `said` is the hash of
    what was sent where that is not the body (uploads). A refused step, or one on which the readers of a policy
    disagree, is recorded in a second transaction.
    """
    for attempts_left in (2, 1, 0):
        try:
            return cast(T, once(request, act, status or request.route_handler.status_code, said))
        except (StepRefused, StepForbidden, ReadersDisagree) as refusal:
            with request.app.state.database.writing() as session:
                request.app.state.record_attempt(session, refusal)
            if isinstance(refusal, StepForbidden):
                permission = Permission(str(refusal.values["action"]))
                raise Forbidden(action=permission, roles=", ".join(sorted(roles_that_may(permission)))) from refusal
            raise
        except (OverflowError, DataError) as fault:
            raise NotStorable() from fault
        except IntegrityError as fault:
            if not is_duplicate(fault):
                raise
            raise SameAtOnce() from fault
        except StaleDataError as fault:  # somebody else was faster: the next attempt sees their version
            if not attempts_left:
                raise SameAtOnce() from fault
        except OperationalError as fault:
            if getattr(fault.orig, "sqlstate", None) in AGAIN and attempts_left:
                continue
            raise Busy() from fault
    raise AssertionError("the last attempt returns or raises")


def once(request: Desk, act: Callable[[Session], Any], status: int, said: str | None) -> Response[Any]:
    """One attempt at the transaction of a request."""
    key, person = request.headers.get("idempotency-key"), request.user
    with request.app.state.database.writing() as session:
        if key is not None:
            kept = claim_key(
                session,
                key,
                person_id=person.id,
                shop_id=person.shop_id,
                request=f"{request.method} {request.url.path}?{request.url.query}".removesuffix("?"),
                said_hash=said if said is not None else request.state.get("said_hash", ""),
                now=now(request),
            )
            if kept is not None:
                return kept_answer(kept)
        try:
            made = answer(act(session), status)
        except (StepRefused, StepForbidden, ReadersDisagree):
            session.expunge_all()  # what was judged stays readable for the record of the attempt
            raise
        if key is not None:
            headers = {name: value for name, value in made.headers.items() if name.lower() == "etag"}
            keep_answer(
                session,
                key,
                Kept(made.status_code or status, headers, made.content),
                person_id=person.id,
                shop_id=person.shop_id,
            )
    return made


def answer(value: Any, status: int | None = None) -> Response[Any]:
    """A value as JSON, with an ETag where the value has a version; a Response stays as it is."""
    if isinstance(value, Response):
        if not isinstance(value.content, bytes):
            value.content = msgspec.json.encode(value.content)
        return value
    version = getattr(value, "version", None)
    headers = {"ETag": f'"{version}"'} if isinstance(version, int) else {}
    body = b"" if value is None else msgspec.json.encode(value)
    return Response(body, status_code=status, headers=headers, media_type=MediaType.JSON)


def kept_answer(kept: Kept) -> Response[Any]:
    """The answer to a repeated request: the same bytes, marked as a repetition."""
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return Response(kept.answer, status_code=kept.status, headers=headers, media_type=MediaType.JSON)


async def hash_what_is_said(request: Request[Any, Any, Any]) -> None:
    """Before a handler: the hash of the body, where an Idempotency-Key will want it (uploads hash their files)."""
    if "idempotency-key" in request.headers and request.content_type[0] != "multipart/form-data":
        request.state.said_hash = hashlib.sha256(await request.body()).hexdigest()


def is_duplicate(fault: IntegrityError) -> bool:
    """Whether a unique value was written twice (everything else is a bug of ours)."""
    return getattr(fault.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(fault.orig)


@dataclass(frozen=True)
class Pages:
    """Which page of a list: what comes after the key `after`, `limit` rows of it."""

    after: int
    limit: int


class Page(msgspec.Struct, Generic[Item]):
    """One page of a list; `next` is the `after` of the following page, null on the last."""

    items: list[Item]
    next: int | None = None


def pages_of(
    after: Annotated[int, Parameter(ge=0, le=2**53, description="show what comes after this id")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=LONGEST_PAGE, description="rows on a page")] = 50,
) -> Pages:
    """The page a caller asks for (a Litestar dependency: take `pages: Pages` in the handler)."""
    return Pages(after, limit)


def page(
    session: Session,
    statement: Select[Any],
    key: InstrumentedAttribute[int],
    pages: Pages,
    show: Callable[[Any], Item],
) -> Page[Item]:
    """One page of a statement over one table's objects, by ascending key."""
    rows: Sequence[Any] = session.scalars(
        statement.where(key > pages.after).order_by(key).limit(pages.limit + 1)
    ).all()  # fmt: skip
    shown = rows[: pages.limit]
    more = len(rows) > pages.limit
    return Page([show(row) for row in shown], getattr(shown[-1], key.key) if more else None)
