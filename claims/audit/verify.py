"""Walks the chains and names the first broken link; re-runs decisions under their own edition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from claims.audit.editions import EditionLost, stored_edition
from claims.audit.journal import GENESIS, link_hash
from claims.audit.models import Chain, DecisionRow, Entry
from claims.audit.overrulings import concerns_overruling, overrulings_fault
from claims.kernel.canonical import canonical
from claims.rules.decision import replay


@dataclass(frozen=True)
class Broken:
    """The first link of a chain that does not hold, and why."""

    chain: str
    seq: int
    reason: str


@dataclass(frozen=True)
class Differs:
    """A decision that does not come out the same, and how."""

    decision: int
    claim: int | None
    policy: str
    reason: str


def verify_chain(session: Session, chain: Chain) -> Broken | None:
    """Check one chain from its first link to its head; None when it is whole."""
    previous, seq, exceptions = GENESIS, 0, []
    rows = session.scalars(select(Entry).where(Entry.chain == chain.name).order_by(Entry.seq)).yield_per(500)
    for entry in rows:
        seq += 1
        if entry.seq != seq:
            return Broken(chain.name, seq, f"link {seq} is missing; the next one present is {entry.seq}")
        if entry.previous != previous:
            return Broken(chain.name, seq, "it does not hang on the link before it")
        digest = link_hash(
            previous, chain=chain.name, seq=seq, kind=entry.kind, at=entry.at, by_id=entry.by_id, body=entry.body
        )
        if digest != entry.hash:
            return Broken(chain.name, seq, f"its content was changed after it was written ({entry.kind})")
        if entry.kind == "decision" and (fault := index_fault(session, entry)):
            return Broken(chain.name, seq, fault)
        if concerns_overruling(entry):
            exceptions.append(entry)
        previous = entry.hash
    if (chain.length, chain.head) != (seq, previous):
        return Broken(chain.name, seq + 1, f"the chain should have {chain.length} links and has {seq}")
    if fault := overrulings_fault(session, chain, exceptions):
        return Broken(chain.name, exceptions[-1].seq if exceptions else seq, fault)
    return None


def index_fault(session: Session, entry: Entry) -> str:
    """What is wrong with the searchable row of a decision entry; empty when it says the same as the entry."""
    row = session.scalar(select(DecisionRow).where(DecisionRow.entry_id == entry.id))
    body = json.loads(entry.body)
    if row is None:
        return "its decision is no longer listed"
    record = body["record"]
    told = (row.hash, row.policy, row.edition, row.as_of.isoformat(), row.reader)
    if told != (body["hash"], record["policy"], record["edition"], record["as_of"], body["reader"]):
        return "the listed decision differs from the recorded one"
    return ""


def verify(session: Session, *, shop_id: int | None = None) -> tuple[int, list[Broken]]:
    """Check every chain (of one shop); how many links were read, and the first broken link of each bad chain."""
    query = select(Chain).order_by(Chain.name)
    chains = session.scalars(query if shop_id is None else query.where(Chain.shop_id == shop_id)).all()
    broken = [fault for chain in chains if (fault := verify_chain(session, chain))]
    orphans = session.scalars(select(Entry.chain).where(Entry.chain.not_in(select(Chain.name))).distinct()).all()
    broken += [Broken(name, 1, "the chain's own row is missing") for name in orphans]
    return sum(chain.length for chain in chains), broken


def replay_all(session: Session, *, claim_id: int | None = None) -> Iterator[Differs | None]:
    """Re-run each stored decision under its own edition; yields None for each that comes out the same."""

    query = select(DecisionRow, Entry.body).join(Entry, Entry.id == DecisionRow.entry_id).order_by(DecisionRow.id)
    for row, body in session.execute(query if claim_id is None else query.where(DecisionRow.claim_id == claim_id)):
        yield differs(session, row, body)


@dataclass(frozen=True)
class Replayed:
    """Some decisions, replayed: how many, up to which id, and those that came out differently."""

    count: int
    last: int
    different: tuple[Differs, ...]


def replay_rows(session: Session, rows: Sequence[Row[Any]]) -> Replayed:
    """Re-run the decisions of one batch; the work that `in_parallel` hands to every core."""
    found = tuple(one for row in rows if (one := differs(session, row, row.body)))
    return Replayed(len(rows), rows[-1].id, found)


def differs(session: Session, row: DecisionRow | Row[Any], body: str) -> Differs | None:
    """How one stored decision differs from its replay; None when every byte is the same."""
    record = json.loads(body)["record"]
    try:
        again = replay(stored_edition(session, row.edition), record)
    except EditionLost as refusal:
        return Differs(row.id, row.claim_id, row.policy, str(refusal))
    if again.hash != row.hash or canonical({**again.record(), "reader": record["reader"]}) != canonical(record):
        return Differs(row.id, row.claim_id, row.policy, "it comes out differently")
    return None
