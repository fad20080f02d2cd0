"""Claims that stand: what nobody moves shows up on the boards of those whom the policy `routing` names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from claims.audit.editions import edition_in_use
from claims.audit.models import Entry
from claims.duties.routing import calendar_of, due_at, roles_told
from claims.lifecycle.models import Claim
from claims.people.models import Shop, Vehicle
from claims.rules.decision import Scope, decide
from claims.rules.facts import MOST_FACTS

STANDS = "the claim {number} has stood for {days} days"
MOVES = ("step", "note")  # links of a claim's chain by which it moves; a refused attempt moves nothing


@dataclass(frozen=True)
class Standing:
    """A claim that has stood so long that a role is told; `due_at` is when it should have moved at the latest."""

    claim_id: int
    number: str
    days: int
    role: str
    due_at: datetime


def standing_claims(session: Session, shop: Shop, *, roles: Collection[str], now: datetime) -> list[Standing]:
    """The shop's claims that stand and of which one of the roles is told (each once), the longest standing first.

    Nothing is kept: a claim leaves the board by moving. The days are those on the shop's calendar.
    """
    last = (
        select(Entry.at)
        .where(Entry.chain == literal("claim:").concat(cast(Claim.id, String)), Entry.kind.in_(MOVES))
        .order_by(Entry.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Claim.id, Claim.number, Vehicle.brand, last.label("last"))
        .join(Vehicle, Vehicle.id == Claim.vehicle_id)
        .where(Claim.shop_id == shop.id, Claim.state != "closed")
        .order_by(Vehicle.brand, Claim.id)
    )
    by_brand: dict[str, list[Any]] = {}
    for row in session.execute(query):
        by_brand.setdefault(row.brand, []).append(row)
    found = [one for brand, rows in by_brand.items() for one in told_of(session, shop, brand, rows, roles, now)]
    return sorted(found, key=lambda one: (one.due_at, one.claim_id))


def told_of(
    session: Session, shop: Shop, brand: str, rows: Sequence[Any], roles: Collection[str], now: datetime
) -> Iterator[Standing]:
    """What the policy says of claims for vehicles of one brand, each with the moment at which it last moved."""
    edition, calendar = edition_in_use(session, shop, "routing"), calendar_of(shop)
    today = calendar.day_of(now)
    stood = {row.id: max((today - calendar.day_of(row.last)).days, 0) for row in rows if row.last is not None}
    asked = {days: f"days:{days}" for days in sorted(set(stood.values()))[:MOST_FACTS]}  # asked once for all alike
    facts = [{"kind": "event", "ref": ref, "event": "claim_stands", "days_standing": days}
             for days, ref in asked.items()]  # fmt: skip
    decision = decide(edition, facts, today, Scope(shop=shop.code, brand=brand))
    for row in rows:
        ref = asked.get(stood.get(row.id, -1))
        mine = [role for role in roles_told(decision, ref) if role in roles] if ref else []
        if ref and mine:
            yield Standing(row.id, row.number, stood[row.id], mine[0], due_at(decision, ref, row.last, calendar))
