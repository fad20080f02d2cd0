"""Doors of the auditor: a claim's decisions explained, and whether its chain and its replay hold."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import Parameter
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, read
from claims.audit.editions import stored_edition
from claims.audit.models import Chain, DecisionRow, Entry
from claims.audit.overrulings import is_overruled
from claims.audit.verify import replay_all, verify_chain
from claims.lifecycle.queries import find_claim
from claims.people.roles import Permission as P
from claims.rules.decision import sentences


class DecisionOut(msgspec.Struct):
    """A decision with its sentences in the caller's language, and the record that can be replayed."""

    id: int
    seq: int
    policy: str
    edition: str
    as_of: date
    step: str
    taken_at: datetime
    by_id: int
    reader: str
    hash: str
    overruled: bool
    says: list[str]
    record: dict[str, Any]


class Proof(msgspec.Struct):
    """Whether a claim's chain is whole and its decisions come out the same."""

    links: int
    head: str
    broken: str
    decisions: int
    different: list[str]


@get("/claims/{claim_id:int}/decisions", opt={"may": P.READ_DECISIONS}, sync_to_thread=True, tags=["audit"])
def list_decisions(
    claim_id: int, request: Desk, after: Annotated[int, Parameter(ge=0, le=2**53)] = 0
) -> list[DecisionOut]:
    """Every decision taken for a claim, oldest first; those after an id where it is given."""

    def look(session: Session) -> list[DecisionOut]:
        claim = find_claim(session, claim_id, request.user)
        query = (
            select(DecisionRow, Entry)
            .join(Entry, Entry.id == DecisionRow.entry_id)
            .where(DecisionRow.claim_id == claim.id, DecisionRow.id > after)
            .order_by(DecisionRow.id)
        )
        return [explained(session, row, entry, request.user.language) for row, entry in session.execute(query)]

    return read(request, look)


def explained(session: Session, row: DecisionRow, entry: Entry, language: str) -> DecisionOut:
    """A decision with the sentences of its own edition."""
    record = json.loads(entry.body)["record"]
    edition = stored_edition(session, row.edition)
    names = [n for n in DecisionOut.__struct_fields__ if n not in ("seq", "overruled", "says", "record")]
    says, overruled = sentences(edition, record, language), is_overruled(session, row)
    return DecisionOut(
        seq=entry.seq, overruled=overruled, says=says, record=record, **{name: getattr(row, name) for name in names}
    )


@get("/claims/{claim_id:int}/proof", opt={"may": P.READ_DECISIONS}, sync_to_thread=True, tags=["audit"])
def prove(claim_id: int, request: Desk) -> Proof:
    """Walk the claim's chain and replay its decisions now."""

    def look(session: Session) -> Proof:
        claim = find_claim(session, claim_id, request.user)
        chain = session.get_one(Chain, f"claim:{claim.id}")
        broken = verify_chain(session, chain)
        outcomes = list(replay_all(session, claim_id=claim.id))
        different = [f"{one.decision} ({one.policy}): {one.reason}" for one in outcomes if one is not None]
        why = f"link {broken.seq}: {broken.reason}" if broken else ""
        return Proof(chain.length, chain.head, why, len(outcomes), different)

    return read(request, look)


ROUTES = [list_decisions, prove]
