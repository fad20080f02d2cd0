"""Walks the chains and names the first broken link; re-runs decisions under their own edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import msgspec
from sqlalchemy import Row, func, select, true
from sqlalchemy.orm import Session

from claims.audit.decisions import currency_of, paragraphs_of, verdict
from claims.audit.editions import EditionLost, stored_edition
from claims.audit.journal import GENESIS, link_hash
from claims.audit.models import Chain, DecisionParagraph, DecisionRow, Entry
from claims.audit.overrulings import concerns_overruling, overrulings_fault
from claims.rules.decision import replay, spelled
from claims.rules.edition import Edition


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


LINK = (Entry.seq, Entry.kind, Entry.at, Entry.by_id, Entry.body, Entry.previous, Entry.hash)
LISTED = tuple(
    getattr(DecisionRow, name).label(f"its_{name}")
    for name in ("id", "hash", "policy", "edition", "as_of", "reader", "outcome", "money_minor", "currency", "taken_at",
                 "by_id")
)  # fmt: skip
PARAGRAPHS = (
    select(func.aggregate_strings(DecisionParagraph.paragraph, " "))
    .where(DecisionParagraph.decision_id == DecisionRow.id)
    .correlate(DecisionRow)
    .scalar_subquery()
    .label("its_paragraphs")
)


EditionOf = Callable[[str], Edition]


def verify_chain(session: Session, chain: Chain, edition_of: EditionOf | None = None) -> Broken | None:
    """Check one chain from its first link to its head; None when it is whole."""
    edition_of = edition_of or cache(partial(stored_edition, session))
    previous, seq, exceptions = GENESIS, 0, []
    query = select(*LINK, *LISTED, PARAGRAPHS).outerjoin(DecisionRow, DecisionRow.entry_id == Entry.id)
    for link in session.execute(query.where(Entry.chain == chain.name).order_by(Entry.seq)).yield_per(500):
        seq += 1
        if link.seq != seq:
            return Broken(chain.name, seq, f"link {seq} is missing; the next one present is {link.seq}")
        if link.previous != previous:
            return Broken(chain.name, seq, "it does not hang on the link before it")
        digest = link_hash(
            previous, chain=chain.name, seq=seq, kind=link.kind, at=link.at, by_id=link.by_id, body=link.body
        )
        if digest != link.hash:
            return Broken(chain.name, seq, f"its content was changed after it was written ({link.kind})")
        if link.kind == "decision" and (fault := index_fault(link, edition_of)):
            return Broken(chain.name, seq, fault)
        if concerns_overruling(link):
            exceptions.append(link)
        previous = link.hash
    broken = None
    if (chain.length, chain.head) != (seq, previous):
        broken = Broken(chain.name, seq + 1, f"the chain should have {chain.length} links and has {seq}")
    elif fault := overrulings_fault(session, chain, exceptions):
        broken = Broken(chain.name, exceptions[-1].seq if exceptions else seq, fault)
    if broken is not None:
        known = chain.length
        session.refresh(chain)
        if chain.length > known:  # it grew while it was read
            return verify_chain(session, chain, edition_of)
    return broken


def index_fault(link: Row[Any], edition_of: EditionOf) -> str:
    """What is wrong with the searchable row of a decision link; empty when it says the same as the link.

    Of the insurer the link says nothing, so the list's word stands unproved; a lost edition is the replay's to tell.
    """
    if link.its_id is None:
        return "its decision is no longer listed"
    try:
        body = msgspec.json.decode(link.body)
        record = body["record"]
        told = (body["hash"], record["policy"], record["edition"], record["as_of"], body["reader"], link.at, link.by_id,
                set(paragraphs_of(record)), currency_of(record))  # fmt: skip
    except (msgspec.DecodeError, LookupError, TypeError):
        return "it holds no decision"
    shown = (link.its_hash, link.its_policy, link.its_edition, link.its_as_of.isoformat(), link.its_reader,
             link.its_taken_at, link.its_by_id,
             set((link.its_paragraphs or "").split()), link.its_currency)  # fmt: skip
    try:
        told += verdict(edition_of(link.its_edition), record["outcome"])
        shown += (link.its_outcome, link.its_money_minor)
    except EditionLost:
        pass
    return "" if told == shown else "the listed decision differs from the recorded one"


def verify(
    session: Session, *, shop_id: int | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[int, list[Broken]]:
    """Check every chain (of one shop); how many links were read, and the first broken link of each bad chain.

    `progress` is told (links read, links in all) after each chain.
    """
    chosen = Chain.shop_id == shop_id if shop_id is not None else true()
    total = session.scalar(select(func.sum(Chain.length)).where(chosen)) or 0
    done, broken, edition_of = 0, [], cache(partial(stored_edition, session))
    for chain in session.scalars(select(Chain).where(chosen).order_by(Chain.name)).yield_per(500):
        if fault := verify_chain(session, chain, edition_of):
            broken.append(fault)
        done += chain.length
        if progress:
            progress(done, total)
    orphans = session.scalars(select(Entry.chain).where(Entry.chain.not_in(select(Chain.name))).distinct()).all()
    broken += [Broken(name, 1, "the chain's own row is missing") for name in orphans]
    return done, broken


def replay_all(session: Session, *, claim_id: int | None = None) -> Iterator[Differs | None]:
    """Re-run each stored decision under its own edition; yields None for each that comes out the same."""

    query = select(DecisionRow, Entry.body).join(Entry, Entry.id == DecisionRow.entry_id).order_by(DecisionRow.id)
    edition_of = cache(partial(stored_edition, session))
    for row, body in session.execute(query if claim_id is None else query.where(DecisionRow.claim_id == claim_id)):
        yield differs(row, body, edition_of)


@dataclass(frozen=True)
class Replayed:
    """Some decisions, replayed: how many, up to which id, and those that came out differently."""

    count: int
    last: int
    different: tuple[Differs, ...]


def replay_rows(session: Session, rows: Sequence[Row[Any]]) -> Replayed:
    """Re-run the decisions of one batch; the work that `in_parallel` hands to every core."""
    edition_of = cache(partial(stored_edition, session))
    found = tuple(one for row in rows if (one := differs(row, row.body, edition_of)))
    return Replayed(len(rows), rows[-1].id, found)


def differs(row: DecisionRow | Row[Any], body: str, edition_of: EditionOf) -> Differs | None:
    """How one stored decision differs from its replay; None when every byte of its link is the same."""
    record = msgspec.json.decode(body)["record"]
    try:
        again = replay(edition_of(row.edition), record)
    except EditionLost as refusal:
        return Differs(row.id, row.claim_id, row.policy, str(refusal))
    reader = record["reader"]  # who read is not decided anew: the engine may have been missing that day
    link = {"hash": again.hash, "reader": reader, "record": {**again.record(), "reader": reader}}
    if again.hash != row.hash or spelled(link) != body.encode():
        return Differs(row.id, row.claim_id, row.policy, "it comes out differently")
    return None
