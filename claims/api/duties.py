"""JSON doors of the duties: a claim's, the caller's own board, and ticking one off."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from sqlalchemy.orm import Session

from claims.api.doors import EVERYBODY, Desk, now, read, write
from claims.audit.journal import note
from claims.duties.models import Duty
from claims.duties.service import do_duty, open_duties
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.lifecycle.standing import STANDS, Standing, standing_claims
from claims.people.queries import find, own_shop
from claims.people.roles import Permission as P


class DutyOut(msgspec.Struct):
    """What a role owes by when, in the reader's language; without `id` it ends when the claim moves."""

    id: int | None
    claim_id: int | None
    role: str
    text: str
    about: str
    due_at: datetime
    late: bool
    done_at: datetime | None

    @classmethod
    def of(cls, row: Duty, *, language: str, at: datetime) -> DutyOut:
        return cls(
            id=row.id,
            claim_id=row.claim_id,
            role=row.role,
            text=say(row.text, language, **row.said),
            about=row.about,
            due_at=row.due_at,
            late=row.done_at is None and row.due_at < at,
            done_at=row.done_at,
        )

    @classmethod
    def standing(cls, claim: Standing, *, language: str) -> DutyOut:
        text = say(STANDS, language, number=claim.number, days=claim.days)
        return cls(None, claim.claim_id, claim.role, text, f"claim:{claim.claim_id}", claim.due_at, True, None)


@get("/claims/{claim_id:int}/duties", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_claim_duties(claim_id: int, request: Desk) -> list[DutyOut]:
    """A claim's open duties, the most urgent first."""

    def look(session: Session) -> list[DutyOut]:
        claim = find(session, Claim, claim_id, request.user)
        found = open_duties(session, claim_id=claim.id)
        return [DutyOut.of(row, language=request.user.language, at=now(request)) for row in found]

    return read(request, look)


@get("/duties", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_my_duties(request: Desk) -> list[DutyOut]:
    """The open duties of the caller's roles in his shop and the claims that stand, the most urgent first."""

    def look(session: Session) -> list[DutyOut]:
        roles, language, at = [str(role) for role in request.user.roles], request.user.language, now(request)
        found = open_duties(session, shop_id=request.user.shop_id, roles=roles)
        standing = standing_claims(session, own_shop(session, request.user), roles=roles, now=at)
        board = [DutyOut.of(row, language=language, at=at) for row in found]
        board += [DutyOut.standing(claim, language=language) for claim in standing]
        return sorted(board, key=lambda one: one.due_at)

    return read(request, look)


@post("/duties/{duty_id:int}/done", opt={"may": EVERYBODY}, sync_to_thread=True)
def tick_off(duty_id: int, request: Desk) -> DutyOut:
    """Mark a duty of one's role as done (a manager may do it for anybody)."""

    def act(session: Session) -> DutyOut:
        duty = do_duty(find(session, Duty, duty_id, request.user), by=request.user, now=now(request))
        claim = session.get(Claim, duty.claim_id) if duty.claim_id is not None else None
        data = {"duty": duty.id, "about": duty.about}
        note(session, claim, "duty done", by=request.user, now=now(request), data=data, shop_id=duty.shop_id)
        return DutyOut.of(duty, language=request.user.language, at=now(request))

    return write(request, act)


ROUTES = [list_claim_duties, list_my_duties, tick_off]
