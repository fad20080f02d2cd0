"""Doors of exceptions: a manager overrules a policy's answer for one step; everybody with the audit trail sees all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from pydantic import Field, StringConstraints
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from claims.api.asked import ASKED, Asked, wanted_by
from claims.api.doors import Desk, Page, Pages, now, read, write
from claims.audit.models import Overruling
from claims.audit.overrulings import overrule
from claims.kernel.inputs import Input
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import find_claim
from claims.people.models import User
from claims.people.queries import own_shop
from claims.people.roles import Permission as P


class NewOverruling(Input):
    """Which decision of a refused attempt shall not stop its step, and why."""

    decision_id: Annotated[int, Field(strict=True, ge=1)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=2000)]


class OverrulingOut(msgspec.Struct):
    """An exception: which decision, of which step on which thing, what did not hold, who overruled it and why."""

    id: int
    claim_id: int
    claim: str
    decision_id: int
    decision_hash: str
    policy: str
    life: str
    thing_id: int
    step: str
    condition: str
    reason: str
    by: str
    at: datetime
    used_at: datetime | None


TABLE = Overruling.__table__.columns
LISTED = (
    select(
        TABLE.id, TABLE.claim_id, Claim.number, TABLE.decision_id, TABLE.decision_hash, TABLE.policy, TABLE.life,
        TABLE.thing_id, TABLE.step, TABLE.sentence, TABLE.reason, User.name, TABLE.at, TABLE.used_at,
    )
    .join(Claim, Claim.id == TABLE.claim_id)
    .join(User, User.id == TABLE.by_id)
    .order_by(TABLE.id.desc())
)  # fmt: skip


@post("/claims/{claim_id:int}/overrulings", opt={"may": P.OVERRULE}, sync_to_thread=True, tags=["audit"])
def overrule_decision(claim_id: int, data: NewOverruling, request: Desk) -> OverrulingOut:
    """Let one step pass once that a policy's answer stopped; the answer stays on record, and so does the reason."""

    def act(session: Session) -> OverrulingOut:
        claim = find_claim(session, claim_id, request.user)
        lives = request.app.state.machine.lives.values()
        made = overrule(
            session, claim, data.decision_id, reason=data.reason, lives=lives, by=request.user, now=now(request)
        )
        return shown(session, LISTED.where(TABLE.id == made.id), request)[0]

    return write(request, act)


@get("/claims/{claim_id:int}/overrulings", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["audit"])
def list_overrulings_of_claim(claim_id: int, request: Desk) -> list[OverrulingOut]:
    """The exceptions of one claim, newest first."""

    def look(session: Session) -> list[OverrulingOut]:
        claim = find_claim(session, claim_id, request.user)
        return shown(session, LISTED.where(TABLE.claim_id == claim.id), request)

    return read(request, look)


@get("/overrulings", opt={"may": P.READ_DECISIONS}, dependencies=ASKED, sync_to_thread=True, tags=["audit"])
def list_overrulings(request: Desk, asked: Asked, pages: Pages) -> Page[OverrulingOut]:
    """Every exception of the shop, newest first; `next` goes into `after`.

    Of the filters `claim`, `policy`, `person` (who overruled), `since` and `until` matter.
    """

    def look(session: Session) -> Page[OverrulingOut]:
        wanted = wanted_by(session, asked, own_shop(session, request.user))
        query = LISTED.where(TABLE.shop_id == wanted.shop_id).limit(pages.limit + 1)
        if pages.after:
            query = query.where(TABLE.id < pages.after)
        for column, value in ((TABLE.claim_id, wanted.claim_id), (TABLE.by_id, wanted.by_id)):
            query = query if value is None else query.where(column == value)
        if wanted.policy:
            query = query.where(TABLE.policy == wanted.policy)
        if wanted.since is not None:
            query = query.where(TABLE.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(TABLE.at < wanted.until)
        found = shown(session, query, request)
        return Page(found[: pages.limit], found[pages.limit - 1].id if len(found) > pages.limit else None)

    return read(request, look)


def shown(session: Session, query: Select[Any], request: Desk) -> list[OverrulingOut]:
    """Exceptions as callers read them: the condition in their language."""
    rows: Iterable[Any] = session.execute(query)
    found = [OverrulingOut(*row) for row in rows]
    for one in found:
        one.condition = say(one.condition, request.user.language)
    return found


ROUTES = [overrule_decision, list_overrulings_of_claim, list_overrulings]
