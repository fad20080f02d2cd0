"""Exceptions by a manager: a policy's answer does not stop a step, once, for a reason; the answer itself stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import Author, ClaimFile, note, open_chain, place_of, salted
from claims.audit.models import Chain, DecisionRow, Entry, Overruling
from claims.kernel.canonical import canonical
from claims.kernel.errors import Fault, NotFound, Refusal
from claims.kernel.machine import Act, Condition, Life

NOTED = "decision overruled"
CHANGED = "the facts have changed since the manager overruled this; ask again, so that the new answer can be overruled"
SAME = ("policy", "edition", "scope", "facts", "fired", "outcome")  # all of a record but the day


class NothingRefused(Refusal):
    """No refused step stands on this decision, so there is nothing to overrule; name the decision of a refused one."""


class TriedAgain(Refusal):
    """The step was tried or taken again since this decision; overrule the newest refused one."""


class NeverOverruled(Refusal):
    """What the policy {policy} asks here is never overruled; do what the refused step asks for."""


class OwnAttempt(Refusal):
    """You tried this step yourself; another manager must overrule the answer."""

    status = 403


class AlreadyOverruled(Refusal):
    """This decision is overruled already; the step can be taken."""


def overrule(
    session: Session, claim: ClaimFile, decision_id: int, *, reason: str, lives: Iterable[Life], by: Author,
    now: datetime,
) -> Overruling:  # fmt: skip
    """Let a step pass that was refused on this decision, as long as its facts stay; noted in the claim's chain.

    It must be the newest attempt at that step, somebody else's, and at a condition that may be overruled.
    """
    row = session.get(DecisionRow, decision_id) if 0 < decision_id < 2**31 else None
    if row is None or row.claim_id != claim.id:
        raise NotFound(thing="decision")
    chain = open_chain(session, shop_id=claim.shop_id, claim_id=claim.id)  # locked: nothing is tried meanwhile
    if session.scalar(select(Overruling.id).where(Overruling.decision_id == row.id)) is not None:
        raise AlreadyOverruled()
    attempt, body = _refused_attempt(session, chain, row)
    condition = _overrulable(lives, body, row.policy)
    if attempt.by_id == by.id:
        raise OwnAttempt()
    made = Overruling(
        shop_id=claim.shop_id, claim_id=claim.id, decision_id=row.id, decision_hash=row.hash, policy=row.policy,
        taken_at=row.taken_at, life=body["life"], thing_id=body["thing"], step=body["step"], sentence=str(condition),
        reason=reason, by_id=by.id, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, claim, NOTED, by=by, now=now, data={**_told(made), "said_why": reason})
    return made


def is_overruled(session: Session, decision: DecisionRow) -> bool:
    """Whether a manager overruled this very decision."""
    return session.scalar(select(Overruling.id).where(Overruling.decision_id == decision.id)) is not None


def excused(act: Act, condition: Condition, decisions: Sequence[Any]) -> bool | Fault:
    """Whether an overruling that was not used yet stands in for a condition; the act's notes then name it.

    It must be of this step on this thing, and the answer must be the overruled one; else the Fault says that it is not.
    """
    session = act.session
    query = select(Overruling, Entry.body).join(DecisionRow, DecisionRow.id == Overruling.decision_id)
    given = session.execute(
        query.join(Entry, Entry.id == DecisionRow.entry_id)
        .where(Overruling.claim_id == place_of(act)[1], Overruling.used_at.is_(None), Overruling.life == act.life.name)
        .where(Overruling.thing_id == getattr(act.thing, "id", None), Overruling.step == act.step)
        .where(Overruling.sentence == str(condition))
        .order_by(Overruling.id.desc())
    ).all()
    answers = {_answer(decision.record()) for decision in decisions}
    for one, body in given:
        if _answer(json.loads(body)["record"]) in answers:
            named = {"decision": one.decision_hash, "by": one.by_id, "overruling": one.id}
            act.notes.setdefault("overruled", []).append(named)
            return True
    return Fault(CHANGED) if given else False


def use_up(act: Act) -> None:
    """The step is taken: what let it pass does not do so again."""
    for named in act.notes.get("overruled", ()):
        act.session.get_one(Overruling, named["overruling"]).used_at = act.now


def overrulings_fault(session: Session, chain: Chain, links: Iterable[Entry]) -> str:
    """What is wrong with the listed overrulings of a chain's claim; empty where they say what its links say."""
    bodies = [(entry.kind, json.loads(entry.body)) for entry in links]
    noted = {one["data"]["overruling"]: one["data"] for kind, one in bodies if kind == "note"}
    used = {each["overruling"] for kind, one in bodies if kind == "step" for each in one["notes"].get("overruled", ())}
    if chain.claim_id is None:
        return ""
    query = select(Overruling).where(Overruling.claim_id == chain.claim_id)
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    if {row.id for row in rows} != set(noted):
        return "the listed overrulings are not those that were recorded"
    for row in rows:
        told = dict(noted[row.id])
        why = told.pop("said_why")
        if told != _told(row) or (chain.salt and why != salted(row.reason, chain.salt)):
            return f"the listed overruling {row.id} differs from the recorded one"
        if (row.used_at is not None) != (row.id in used):
            return f"the listed overruling {row.id} was used, or was not, otherwise than recorded"
    return ""


def concerns_overruling(entry: Entry) -> bool:
    """Whether a link records an overruling or the step that used it."""
    return (entry.kind == "note" and f'"what":"{NOTED}"' in entry.body) or (
        entry.kind == "step" and '"overruled":[' in entry.body
    )


def _told(row: Overruling) -> dict[str, Any]:
    return {
        "overruling": row.id, "decision": row.decision_hash, "decision_id": row.decision_id, "policy": row.policy,
        "life": row.life, "thing": row.thing_id, "step": row.step, "condition": row.sentence,
    }  # fmt: skip


def _answer(record: Mapping[str, Any]) -> bytes:
    return canonical({name: record[name] for name in SAME})


def _refused_attempt(session: Session, chain: Chain, row: DecisionRow) -> tuple[Entry, dict[str, Any]]:
    """The refused attempt that a decision was taken for, with its body: the next link that is no decision."""
    seq = session.get_one(Entry, row.entry_id).seq
    later = session.scalars(
        select(Entry).where(Entry.chain == chain.name, Entry.seq > seq, Entry.kind != "decision").order_by(Entry.seq)
    ).all()
    bodies = [json.loads(entry.body) for entry in later]
    if not later or later[0].kind != "refused" or "missing" not in bodies[0]:
        raise NothingRefused()
    tried = [tuple(body.get(name) for name in ("life", "thing", "step")) for body in bodies]
    if tried[0] in tried[1:]:
        raise TriedAgain()
    return later[0], bodies[0]


def _overrulable(lives: Iterable[Life], body: Mapping[str, Any], policy: str) -> Condition:
    """The condition that the attempt lacked and that this policy's overruled answer stands in for."""
    life = next((life for life in lives if life.name == body["life"]), None)
    move = life.find(body["step"], body["from"]) if life is not None else None
    missing = {sentence for sentence, _ in body["missing"]}
    for condition in move.must if move is not None else ():
        if condition.overrulable == policy and str(condition) in missing:
            return condition
    raise NeverOverruled(policy=policy)
