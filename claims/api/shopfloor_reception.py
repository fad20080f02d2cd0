"""Doors to reception and hand-back: pre-inspection, inventory, the insurer's second look, old parts, exit record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

import msgspec
from litestar import delete, get, post, put
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.kernel.errors import NotFound
from claims.lifecycle.queries import find_claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.shopfloor.queries import (
    hand_back_of,
    inventory_of,
    old_parts_of,
    reception_of,
    reinspections_of,
)
from claims.shopfloor.reception import add_item, remove_item, write_reception
from claims.shopfloor.yard import hand_back, record_reinspection, sort_old_part
from claims.shopfloor.yard_inputs import NewHandBack, NewItem, NewOldPart, NewReception, NewReinspection
from claims.shopfloor.yard_models import InventoryItem


class Shown(msgspec.Struct):
    """Base of what is shown of a row: every field is a column or property of the same name."""

    @classmethod
    def of(cls, row: Any) -> Self:
        """The row as callers see it."""
        return cls(**{name: getattr(row, name) for name in cls.__struct_fields__})


class ReceptionOut(Shown):
    """The pre-inspection; fuel in percent of a full tank."""

    id: int
    odometer_km: int | None
    fuel_percent: int | None
    points: list[dict[str, Any]]
    warning_lights: list[str]
    papers: list[str]
    customer_words: str
    key_number: str
    handed_over_at: datetime | None
    by_id: int
    at: datetime


class ItemOut(Shown):
    """One thing in the car."""

    id: int
    text: str
    quantity: int
    condition: str


class OldPartOut(Shown):
    """What became of a replaced part; salvage in minor units of the shop's currency."""

    id: int
    line_id: int
    fate: str
    recalled: bool
    receipt: str
    salvage_minor: int
    by_id: int
    at: datetime


class ReinspectionOut(Shown):
    """An insurer's second look before delivery."""

    id: int
    leg_id: int
    outcome: str
    person: str
    reference: str
    findings: str
    happened_at: datetime
    by_id: int


class HandBackOut(Shown):
    """The exit record with the gate pass's number."""

    id: int
    exit_checks: dict[str, bool]
    gate_pass_number: str
    certificate_number: str
    odometer_km: int | None
    keys_returned: bool
    papers_returned: bool
    handed_to: str
    advice: str
    next_service_km: int | None
    next_service_on: date | None
    by_id: int
    at: datetime


@get("/claims/{claim_id:int}/reception", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["reception"])
def show_reception(claim_id: int, request: Desk) -> ReceptionOut:
    """The claim's pre-inspection."""

    def look(session: Session) -> ReceptionOut:
        found = reception_of(session, find_claim(session, claim_id, request.user).id)
        if found is None:
            raise NotFound(thing="reception")
        return ReceptionOut.of(found)

    return read(request, look)


@put("/claims/{claim_id:int}/reception", opt={"may": P.RECEIVE_CAR}, sync_to_thread=True, tags=["reception"])
def put_reception(claim_id: int, data: NewReception, request: Desk) -> ReceptionOut:
    """Write the pre-inspection in place of what was written before; until the car is received."""

    def act(session: Session) -> ReceptionOut:
        claim = find_claim(session, claim_id, request.user)
        return ReceptionOut.of(write_reception(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@get("/claims/{claim_id:int}/inventory", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["reception"])
def list_inventory(claim_id: int, request: Desk) -> list[ItemOut]:
    """What was in the car."""

    def look(session: Session) -> list[ItemOut]:
        return [ItemOut.of(one) for one in inventory_of(session, find_claim(session, claim_id, request.user).id)]

    return read(request, look)


@post("/claims/{claim_id:int}/inventory", opt={"may": P.RECEIVE_CAR}, sync_to_thread=True, tags=["reception"])
def add_inventory_item(claim_id: int, data: NewItem, request: Desk) -> ItemOut:
    """Add a thing to the inventory; until the customer has signed it."""

    def act(session: Session) -> ItemOut:
        claim = find_claim(session, claim_id, request.user)
        return ItemOut.of(add_item(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@delete(
    "/claims/{claim_id:int}/inventory/{item_id:int}", opt={"may": P.RECEIVE_CAR}, sync_to_thread=True,
    status_code=200, tags=["reception"],
)  # fmt: skip
def remove_inventory_item(claim_id: int, item_id: int, request: Desk) -> list[ItemOut]:
    """Take a thing off the inventory; until the customer has signed it. Answers with what is left."""

    def act(session: Session) -> list[ItemOut]:
        claim = find_claim(session, claim_id, request.user)
        item = find(session, InventoryItem, item_id, request.user, claim_id=claim.id)
        remove_item(session, claim, item, by=request.user, now=now(request))
        session.flush()
        return [ItemOut.of(one) for one in inventory_of(session, claim.id)]

    return write(request, act)


@get("/claims/{claim_id:int}/old-parts", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["old parts"])
def list_old_parts(claim_id: int, request: Desk) -> list[OldPartOut]:
    """What became of the replaced parts."""

    def look(session: Session) -> list[OldPartOut]:
        return [OldPartOut.of(one) for one in old_parts_of(session, find_claim(session, claim_id, request.user).id)]

    return read(request, look)


@put("/claims/{claim_id:int}/old-parts", opt={"may": P.RUN_WORKSHOP}, sync_to_thread=True, tags=["old parts"])
def put_old_part(claim_id: int, data: NewOldPart, request: Desk) -> OldPartOut:
    """Say what became of one replaced part; said again, the newer word counts."""

    def act(session: Session) -> OldPartOut:
        claim = find_claim(session, claim_id, request.user)
        return OldPartOut.of(sort_old_part(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@get("/claims/{claim_id:int}/reinspections", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["reinspection"])
def list_reinspections(claim_id: int, request: Desk) -> list[ReinspectionOut]:
    """The insurers' second looks before delivery."""

    def look(session: Session) -> list[ReinspectionOut]:
        claim = find_claim(session, claim_id, request.user)
        return [ReinspectionOut.of(one) for one in reinspections_of(session, claim.id)]

    return read(request, look)


@put("/claims/{claim_id:int}/reinspections", opt={"may": P.RUN_ORDER}, sync_to_thread=True, tags=["reinspection"])
def put_reinspection(claim_id: int, data: NewReinspection, request: Desk) -> ReinspectionOut:
    """Record that the insurer of a leg looked again, or waived it with a reference."""

    def act(session: Session) -> ReinspectionOut:
        claim = find_claim(session, claim_id, request.user)
        return ReinspectionOut.of(record_reinspection(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@get("/claims/{claim_id:int}/hand-back", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["delivery"])
def show_hand_back(claim_id: int, request: Desk) -> HandBackOut:
    """The claim's exit record."""

    def look(session: Session) -> HandBackOut:
        found = hand_back_of(session, find_claim(session, claim_id, request.user).id)
        if found is None:
            raise NotFound(thing="exit record")
        return HandBackOut.of(found)

    return read(request, look)


@put("/claims/{claim_id:int}/hand-back", opt={"may": P.DELIVER}, sync_to_thread=True, tags=["delivery"])
def put_hand_back(claim_id: int, data: NewHandBack, request: Desk) -> HandBackOut:
    """Write the exit record in place of what was written before; the gate pass gets its number the first time."""

    def act(session: Session) -> HandBackOut:
        claim = find_claim(session, claim_id, request.user)
        return HandBackOut.of(hand_back(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


ROUTES = [
    show_reception, put_reception, list_inventory, add_inventory_item, remove_inventory_item, list_old_parts,
    put_old_part, list_reinspections, put_reinspection, show_hand_back, put_hand_back,
]  # fmt: skip
