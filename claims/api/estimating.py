"""Doors of the damage list and of supplements: lines, their order, agreed labor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import delete, get, patch, post, put
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.damage import (
    add_damage_line,
    agree_labor,
    change_damage_line,
    delete_damage_line,
    remove_lines,
    reorder_damage,
)
from claims.estimating.damage_inputs import AgreedLabor, ChangeDamageLine, NewDamageLine, NewOrder, RemovedLines
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.queries import damage_lines, supplements_of
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.shopfloor.earlier_lines import touched_lines


class DamageLineOut(msgspec.Struct):
    """One damage line; hours in hundredths, quantities in thousandths. Without a supplement it is the loss sheet's."""

    id: int
    claim_id: int
    supplement_id: int | None
    position: int
    section: str
    part_name: str
    part_number: str
    side: str
    operation: str
    quantity_x1000: int
    part_kind: str
    supplied_by: str
    key_part: str
    labor_kind: str
    labor_hours_x100: int
    agreed_hours_x100: int | None
    refinish_hours_x100: int
    agreed_refinish_hours_x100: int | None
    paint_panels_x1000: int
    found_in: str
    found_by: str
    found_at: datetime
    labor_agreed_with: str
    labor_agreed_at: datetime | None
    leg_id: int | None
    payer: str
    labor_price_minor: int | None
    judgment: bool
    included: bool
    refinish_included: bool
    overlap: str
    clear_coat: bool
    stages: str
    cost_kind: str
    stated_cost_minor: int | None
    prior_damage: str
    betterment_bp: int | None
    betterment_minor: int | None
    betterment_kind: str
    betterment_reason: str
    marks: str
    edits: list[dict[str, Any]]
    note: str
    replaces_id: int | None

    @classmethod
    def of(cls, row: DamageLine) -> DamageLineOut:
        """Show a damage line."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class DamageListOut(msgspec.Struct):
    """The lines of the loss sheet, or of a supplement, in order."""

    supplement_id: int | None
    lines: list[DamageLineOut]


class SupplementOut(msgspec.Struct):
    """Hidden damage found later: where it stands, its lines, and the earlier lines that fall away with it."""

    id: int
    claim_id: int
    number: int
    label: str
    state: str
    version: int
    text: str
    found_in: str
    found_at: datetime
    found_by_id: int
    waiver_reference: str
    waiver_reason: str
    outcome: dict[str, Any] | None
    removes: list[int]
    lines: list[DamageLineOut]

    @classmethod
    def of(cls, session: Session, row: Supplement) -> SupplementOut:
        """Show a supplement."""
        told = {name: getattr(row, name) for name in cls.__struct_fields__ if name != "lines"}
        return cls(lines=list_out(session, row.claim_id, row.id).lines, **told)


def list_out(session: Session, claim_id: int, supplement_id: int | None) -> DamageListOut:
    """The lines as callers see them."""
    return DamageListOut(supplement_id, [DamageLineOut.of(r) for r in damage_lines(session, claim_id, supplement_id)])


@get("/claims/{claim_id:int}/damage-lines", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["damage"])
def list_damage(claim_id: int, request: Desk, supplement_id: int | None = None) -> DamageListOut:
    """The damage list of a claim in the loss sheet's order; with `supplement_id` that of a supplement."""
    return read(request, lambda s: list_out(s, find(s, Claim, claim_id, request.user).id, supplement_id))


@post("/claims/{claim_id:int}/damage-lines", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, tags=["damage"])
def add_line(claim_id: int, data: NewDamageLine, request: Desk) -> DamageLineOut:
    """Add a line at the end of the damage list, before the assessment is recorded."""

    def act(session: Session) -> DamageLineOut:
        claim = find(session, Claim, claim_id, request.user)
        return DamageLineOut.of(add_damage_line(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@post("/supplements/{supplement_id:int}/damage-lines", opt={"may": P.FIND_DAMAGE}, sync_to_thread=True, tags=["damage"])
def add_supplement_line(supplement_id: int, data: NewDamageLine, request: Desk) -> DamageLineOut:
    """Add a line at the end of a supplement, before it is quoted; it may take the place of an earlier, agreed line."""

    def act(session: Session) -> DamageLineOut:
        supplement = find(session, Supplement, supplement_id, request.user)
        claim = session.get_one(Claim, supplement.claim_id)
        line = add_damage_line(
            session, claim, data, by=request.user, now=now(request), supplement=supplement,
            touched=touched_lines(session, claim.id),
        )  # fmt: skip
        return DamageLineOut.of(line)

    return write(request, act)


@put("/supplements/{supplement_id:int}/removed-lines", opt={"may": P.FIND_DAMAGE}, sync_to_thread=True, tags=["damage"])
def say_removed_lines(supplement_id: int, data: RemovedLines, request: Desk) -> SupplementOut:
    """Say which earlier lines fall away with a supplement and are replaced by nothing, before it is quoted."""

    def act(session: Session) -> SupplementOut:
        supplement = find(session, Supplement, supplement_id, request.user)
        claim = session.get_one(Claim, supplement.claim_id)
        touched = touched_lines(session, claim.id)
        remove_lines(session, claim, supplement, data, by=request.user, now=now(request), touched=touched)
        return SupplementOut.of(session, supplement)

    return write(request, act)


@get("/damage-lines/{line_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["damage"])
def show_line(line_id: int, request: Desk) -> DamageLineOut:
    """One damage line."""
    return read(request, lambda s: DamageLineOut.of(find(s, DamageLine, line_id, request.user)))


@patch("/damage-lines/{line_id:int}", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, tags=["damage"])
def change_line(line_id: int, data: ChangeDamageLine, request: Desk) -> DamageLineOut:
    """Change what is named on a line; other hours want a new agreement with the assessor."""

    def act(session: Session) -> DamageLineOut:
        line = find(session, DamageLine, line_id, request.user)
        claim = session.get_one(Claim, line.claim_id)
        return DamageLineOut.of(change_damage_line(session, claim, line, data, by=request.user, now=now(request)))

    return write(request, act)


@delete("/damage-lines/{line_id:int}", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, tags=["damage"],
        status_code=200)  # fmt: skip
def delete_line(line_id: int, request: Desk) -> DamageListOut:
    """Take a line out of the list; the claim's past keeps what it said. Answers with the lines that stay."""

    def act(session: Session) -> DamageListOut:
        line = find(session, DamageLine, line_id, request.user)
        claim, supplement_id = session.get_one(Claim, line.claim_id), line.supplement_id
        delete_damage_line(session, claim, line, by=request.user, now=now(request))
        return list_out(session, claim.id, supplement_id)

    return write(request, act)


@post("/claims/{claim_id:int}/damage-lines/order", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, tags=["damage"],
      status_code=200)  # fmt: skip
def reorder_lines(claim_id: int, data: NewOrder, request: Desk) -> DamageListOut:
    """Put the lines in another order; every line is named once."""

    def act(session: Session) -> DamageListOut:
        claim = find(session, Claim, claim_id, request.user)
        reorder_damage(session, claim, data, by=request.user, now=now(request))
        return list_out(session, claim.id, data.supplement_id)

    return write(request, act)


@post("/claims/{claim_id:int}/agreed-labor", opt={"may": P.ASSESS_DAMAGE}, sync_to_thread=True, tags=["damage"],
      status_code=200)  # fmt: skip
def record_agreed_labor(claim_id: int, data: AgreedLabor, request: Desk) -> DamageListOut:
    """Put on record which hours were agreed with the assessor."""

    def act(session: Session) -> DamageListOut:
        claim = find(session, Claim, claim_id, request.user)
        agree_labor(session, claim, data, by=request.user, now=now(request))
        return list_out(session, claim.id, data.supplement_id)

    return write(request, act)


@get("/claims/{claim_id:int}/supplements", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["supplement"])
def list_supplements(claim_id: int, request: Desk) -> list[SupplementOut]:
    """The supplements of a claim in order."""

    def act(session: Session) -> list[SupplementOut]:
        claim = find(session, Claim, claim_id, request.user)
        return [SupplementOut.of(session, row) for row in supplements_of(session, claim.id)]

    return read(request, act)


@get("/supplements/{supplement_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["supplement"])
def show_supplement(supplement_id: int, request: Desk) -> SupplementOut:
    """One supplement with its lines."""
    return read(request, lambda s: SupplementOut.of(s, find(s, Supplement, supplement_id, request.user)))


ROUTES = [
    list_damage, add_line, add_supplement_line, say_removed_lines, show_line, change_line, delete_line, reorder_lines,
    record_agreed_labor, list_supplements, show_supplement,
]  # fmt: skip
