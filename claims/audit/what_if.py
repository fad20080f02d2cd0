"""What-if: recorded decisions taken again under another edition, compared one by one and counted up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row
from sqlalchemy.orm import Session

from claims.audit.decisions import UNDECIDED, verdict
from claims.kernel.errors import Refusal
from claims.rules.decision import Decision, Scope, decide
from claims.rules.edition import Edition

CHANGED, UNDECIDABLE = "changed", "undecidable"

Place = tuple[str, int, str, str]
"""Month (2026-03), shop id, insurer's code, currency."""


@dataclass(frozen=True)
class Bundles:
    """The editions of each shop, by its id, as canonical JSON: the draft's, and today's without the draft."""

    draft: Mapping[int, str]
    today: Mapping[int, str]


@dataclass
class Count:
    """How many decisions stayed, changed or could not be decided; the changed ones' amounts, before and after."""

    unchanged: int = 0
    changed: int = 0
    undecidable: int = 0
    money_before_minor: int = 0
    money_after_minor: int = 0

    def add(self, other: Count) -> None:
        """Count the other's too."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Change:
    """A decision that comes out otherwise, or cannot be taken under the draft: `why` is a sentence with values."""

    decision_id: int
    claim_id: int | None
    kind: str
    before: str
    after: str
    currency: str
    money_before_minor: int | None
    money_after_minor: int | None
    without_draft: bool = False
    detail: str = ""


@dataclass
class Tried:
    """Some decisions, tried: how many, up to which id, the counts by place, and those that differ."""

    count: int
    last: int
    counts: dict[Place, Count] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


class _Record(msgspec.Struct):
    edition: str
    as_of: date
    scope: dict[str, str]
    facts: list[Any]
    outcome: dict[str, Any]


class _Recorded(msgspec.Struct):
    record: _Record


_recorded = msgspec.json.Decoder(_Recorded).decode


def try_rows(session: Session, rows: Sequence[Row[Any]], bundles: Bundles) -> Tried:
    """Take the decisions of one batch again; the work that `in_parallel` hands to every core."""
    tried = Tried(len(rows), rows[-1].id)
    for row in rows:
        month = f"{row.taken_at.year}-{row.taken_at.month:02}"
        count = tried.counts.setdefault((month, row.shop_id, row.insurer, row.currency), Count())
        change = changed(row, _recorded(row.body).record, bundles)
        if change is None:
            count.unchanged += 1
            continue
        tried.changes.append(change)
        if change.kind == UNDECIDABLE:
            count.undecidable += 1
            continue
        count.changed += 1
        count.money_before_minor += change.money_before_minor or 0
        count.money_after_minor += change.money_after_minor or 0
    return tried


def changed(row: Row[Any], record: _Record, bundles: Bundles) -> Change | None:
    """How a recorded decision would have come out under the draft; None where it says the same.

    A decision is undecidable where the draft's edition needs facts that the record lacks, is in another currency, or
    leaves a fact open that was decided.
    """
    edition = _edition(bundles.draft[row.shop_id])
    known = (row.id, row.claim_id)
    try:
        again = _again(edition, record)
    except Refusal as refusal:
        return Change(*known, UNDECIDABLE, row.outcome, "", row.currency, row.money_minor, None, detail=_why(refusal))
    if again.outcome == record.outcome:
        return None
    open_now = sorted(set(again.undecided) - set(record.outcome["overall"]["undecided"]))
    after, money = verdict(edition, again.outcome)
    if open_now:
        detail = json.dumps({"text": OPEN_FACTS, "values": {"facts": ", ".join(open_now)}}, ensure_ascii=False)
        return Change(*known, UNDECIDABLE, row.outcome, UNDECIDED, row.currency, row.money_minor, money, detail=detail)
    return Change(
        *known, CHANGED, row.outcome, after, row.currency, row.money_minor, money,
        without_draft=_same_today(row, record, again, bundles),
    )  # fmt: skip


OPEN_FACTS = "no paragraph decides any more on {facts}"


def _same_today(row: Row[Any], record: _Record, again: Decision, bundles: Bundles) -> bool:
    # today's book may differ from the one of that day: then the change is not the draft's doing
    today = _edition(bundles.today[row.shop_id])
    if today.hash == record.edition:
        return False
    try:
        return _again(today, record).outcome == again.outcome
    except Refusal:
        return False


def _again(edition: Edition, record: _Record) -> Decision:
    return decide(edition, record.facts, record.as_of, _scope(**record.scope))


def _why(refusal: Refusal) -> str:
    first = refusal.faults[0] if refusal.faults else None
    text, values = (first.text, first.values) if first else (refusal.message_id(), refusal.values)
    kept = {name: str(value) for name, value in values.items()}
    return json.dumps({"text": text, "values": kept}, ensure_ascii=False)


_scope = lru_cache(maxsize=1024)(Scope)


@lru_cache(maxsize=64)
def _edition(bundle: str) -> Edition:
    return Edition.load(json.loads(bundle))
