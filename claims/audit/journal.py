"""The writer of the past: steps, refused attempts, decisions and notes, each chained to the one before."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.decisions import keep_edition, list_decision
from claims.audit.models import Chain, Entry
from claims.kernel.canonical import LARGEST_INT, canonical
from claims.kernel.machine import Act, StepForbidden, StepRefused

GENESIS = "0" * 64

# Fields whose values are personal: the chain keeps only their salted hash (see docs/decisions/personal-data.md).
# fmt: off
PERSONAL = frozenset({
    "name", "phone", "address", "identity_number", "driver", "reporter", "surveyor", "signer_name", "said_to",
    "wished_by", "handed_to", "contact", "assessor", "found_by", "person", "story", "place", "third_parties", "buyer",
    "bank_account", "account", "customer_words", "proof_reference", "payee", "told_to", "consented_by", "consent",
    "said_why", "login", "password", "email", "plate", "vin", "engine_number", "tax_number",
})
# fmt: on


class ClaimFile(Protocol):
    """Anything that stands for a claim: its id and its shop."""

    @property
    def id(self) -> Any: ...
    @property
    def shop_id(self) -> Any: ...


class Author(Protocol):
    """Who did it."""

    @property
    def id(self) -> int: ...
    @property
    def shop_id(self) -> int: ...


def link_hash(previous: str, *, chain: str, seq: int, kind: str, at: datetime, by_id: int, body: str) -> str:
    """SHA-256 (hex) over a link and the hash of the one before: the same bytes on every machine."""
    head = {
        "at": at.astimezone(UTC).isoformat(),
        "by": by_id,
        "chain": chain,
        "kind": kind,
        "previous": previous,
        "seq": seq,
    }
    return hashlib.sha256(canonical(head) + b"\n" + body.encode()).hexdigest()


def open_chain(session: Session, *, shop_id: int, claim_id: int | None) -> Chain:
    """The chain of a claim, or of a shop, locked for appending; made where it does not exist yet."""
    name = f"claim:{claim_id}" if claim_id is not None else f"shop:{shop_id}"
    chain = session.scalar(
        select(Chain).where(Chain.name == name).with_for_update().execution_options(populate_existing=True)
    )
    if chain is None:
        chain = Chain(name=name, shop_id=shop_id, claim_id=claim_id, salt=secrets.token_hex(16), length=0, head=GENESIS)
        session.add(chain)
        session.flush()
    return chain


def append(session: Session, chain: Chain, kind: str, body: Mapping[str, Any], *, at: datetime, by_id: int) -> Entry:
    """Add one link at the end of a chain."""
    text = canonical(dict(body)).decode()
    seq, previous = chain.length + 1, chain.head
    digest = link_hash(previous, chain=chain.name, seq=seq, kind=kind, at=at, by_id=by_id, body=text)
    entry = Entry(chain=chain.name, seq=seq, kind=kind, at=at, by_id=by_id, body=text, previous=previous, hash=digest)
    session.add(entry)
    chain.length, chain.head = seq, digest
    session.flush()
    return entry


def impersonal(value: Any, salt: str) -> Any:
    """Plain data for a chain: personal fields become salted hashes, models and dates become plain values."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {
            str(key): salted(one, salt) if key in PERSONAL and one not in ("", None, [], {}) else impersonal(one, salt)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [impersonal(one, salt) for one in value]
    whole = isinstance(value, int) and -LARGEST_INT <= value <= LARGEST_INT  # what was refused may be any number
    return value if value is None or whole else str(value)


def salted(value: Any, salt: str) -> dict[str, str]:
    """The salted hash that stands for a personal value."""
    text = canonical(impersonal(value, salt)).decode() if not isinstance(value, str) else value
    return {"salted": hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()}


def place_of(act: Act) -> tuple[int, int | None]:
    """Shop and claim an act belongs to."""
    thing = act.thing
    shop_id = getattr(thing, "shop_id", None) or getattr(act.by, "shop_id")  # noqa: B009
    claim_id = thing.id if act.life.name == "claim" and thing is not None else getattr(thing, "claim_id", None)
    return shop_id, claim_id


InsurerOf = Callable[[Act], str]
"""Tells the code of the insurer that an act concerns; empty where there is none."""


def record_step(act: Act, insurer_of: InsurerOf = lambda act: "") -> None:
    """Chain a taken step with the decisions made for it; asked again, those that its reactions had made."""
    _record(act, "step" if act.recorded is None else "followed", {}, insurer_of)


def record_attempt(
    session: Session, refusal: StepRefused | StepForbidden, insurer_of: InsurerOf = lambda act: ""
) -> None:
    """Chain a refused attempt, in a transaction of its own, with the decisions that were taken for it."""
    act: Act | None = refusal.act
    why: dict[str, Any] = (
        {"missing": [[m.sentence, m.cites] for m in refusal.missing]}
        if isinstance(refusal, StepRefused)
        else {"forbidden": str(refusal.values["action"])}
    )
    while act is not None:
        act.session = session
        if (act.thing is not None and getattr(act.thing, "id", None) is not None) or act.thing is None:
            _record(act, "refused", why, insurer_of)
        act = act.parent


def _record(act: Act, kind: str, more: Mapping[str, Any], insurer_of: InsurerOf) -> None:
    shop_id, claim_id = place_of(act)
    chain = open_chain(act.session, shop_id=shop_id, claim_id=claim_id)
    decisions = act.decisions[act.recorded :] if kind == "followed" else act.decisions
    insurer = insurer_of(act) if decisions else ""
    hashes = [keep_decision(act, chain, decision, insurer) for decision in decisions]
    body = {
        "life": act.life.name,
        "thing": getattr(act.thing, "id", None),
        "step": act.step,
        "from": act.before,
        "to": str(act.move.target) if act.move and kind == "step" else None,
        "said": impersonal(act.data, chain.salt) if act.data is not None and kind != "followed" else None,
        "decisions": hashes,
        "notes": impersonal(act.notes, chain.salt),
        **more,
    }
    append(act.session, chain, kind, body, at=act.now, by_id=act.by.id)


def keep_decision(act: Act, chain: Chain, decision: Any, insurer: str) -> str:
    """Chain one decision and enter it into the list of decisions; returns its hash."""
    session = act.session
    keep_edition(session, decision.source, at=act.now)
    body = {"hash": decision.hash, "reader": decision.reader, "record": decision.record()}
    entry = append(session, chain, "decision", body, at=act.now, by_id=act.by.id)
    list_decision(
        session, decision, entry_id=entry.id, chain=chain, step=f"{act.life.name}.{act.step}", insurer=insurer,
        at=act.now, by_id=act.by.id,
    )  # fmt: skip
    return str(decision.hash)


def note(
    session: Session,
    claim: ClaimFile | None,
    what: str,
    *,
    by: Author,
    now: datetime,
    data: Mapping[str, Any],
    shop_id: int | None = None,
) -> None:
    """Chain a change that is no step: what was done, by whom, with which figures."""
    place = claim.shop_id if claim is not None else (shop_id or by.shop_id)
    chain = open_chain(session, shop_id=place, claim_id=claim.id if claim is not None else None)
    append(session, chain, "note", {"what": what, "data": impersonal(data, chain.salt)}, at=now, by_id=by.id)
