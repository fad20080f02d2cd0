"""The door of one stored decision, taken apart: what fired, what did not and why, on which figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get
from sqlalchemy.orm import Session

from claims.api.doors import Desk, read
from claims.api.language import language_of
from claims.audit.explaining import explained_decision
from claims.audit.models import DecisionRow
from claims.lifecycle.models import Claim
from claims.people.models import User
from claims.people.queries import find
from claims.people.roles import Permission as P


class DecisionApart(msgspec.Struct):
    """A decision with its place in the chain, and everything that `claims decide --json` shows of one."""

    id: int
    claim_id: int | None
    claim: str | None
    step: str
    by_id: int
    by: str
    taken_at: datetime
    chain: str
    seq: int
    link_hash: str
    explanation: dict[str, Any]


@get("/decisions/{decision_id:int}", opt={"may": P.READ_DECISIONS}, sync_to_thread=True, tags=["audit"])
def explain_decision(decision_id: int, request: Desk) -> DecisionApart:
    """One decision: paragraphs that fired, those that did not with the failing condition, figures with sources."""

    def look(session: Session) -> DecisionApart:
        row = find(session, DecisionRow, decision_id, request.user)
        claim, user = session.get(Claim, row.claim_id or 0), session.get(User, row.by_id)
        found = explained_decision(session, row, language_of(request))
        return DecisionApart(claim=claim.number if claim else None, by=user.name if user else "", **found)

    return read(request, look)


ROUTES = [explain_decision]
