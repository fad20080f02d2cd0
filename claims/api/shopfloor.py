"""Doors to the work order: one order with its lines, extras, amendments and checks; the verbs that are no step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post, put
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.api.shopfloor_lines import OrderLineOut
from claims.api.shopfloor_reception import Shown
from claims.lifecycle.queries import find_claim
from claims.people.models import Shop
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.shopfloor.inputs import OrderTerms
from claims.shopfloor.models import Amendment, Extra, WorkOrder
from claims.shopfloor.orders import give_go_ahead, write_terms
from claims.shopfloor.queries import (
    amendments_of,
    dispatches_of,
    extras_of,
    go_aheads_of,
    inspections_of,
    lines_of,
    need_order,
)
from claims.shopfloor.yard_inputs import NewGoAhead


class AmendmentOut(Shown):
    """A change of the signed order; changes are {line_id, field, before, after}."""

    id: int
    state: str
    version: int
    number: int
    kind: str
    quote_id: int | None
    reason: str
    changes: list[dict[str, Any]]
    drafted_at: datetime
    signed_at: datetime | None


class ExtraOut(Shown):
    """Work proposed besides the order, and how the customer answered."""

    id: int
    state: str
    version: int
    number: int
    text: str
    reason: str
    safety_related: bool
    delay_hours: int
    proposed_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    taken_by: str
    delay_told: bool
    answer_reason: str
    workshop_told_at: datetime | None
    workshop_told_to: str


class DispatchOut(Shown):
    """Who works on the car, where and when."""

    id: int
    team: str
    technicians: list[dict[str, Any]]
    bay: str
    planned_from: datetime
    planned_until: datetime
    reason: str
    at: datetime


class InspectionOut(Shown):
    """A self check, team check or final inspection."""

    id: int
    kind: str
    passed: bool
    checked_by: str
    findings: str
    checks: dict[str, bool]
    road_test_km: int | None
    by_id: int
    at: datetime


class GoAheadOut(Shown):
    """The manager's go-ahead on named lines; the amount at risk in minor units of the shop's currency."""

    id: int
    line_ids: list[int]
    at_risk_minor: int
    reason: str
    by_id: int
    at: datetime


class OrderOut(msgspec.Struct):
    """The work order with everything on it, lines in order; the order's version as ETag."""

    id: int
    state: str
    version: int
    claim_id: int
    number: str
    currency: str
    opened_at: datetime
    changed_at: datetime
    promised_at: datetime | None
    payment_method: str
    old_parts_wish: str
    car_wash: bool
    customer_words: str
    agreed_days: int | None
    agreed_km: int | None
    signed_at: datetime | None
    prices_open: bool
    rework_count: int
    lines: list[OrderLineOut]
    amendments: list[AmendmentOut]
    extras: list[ExtraOut]
    dispatches: list[DispatchOut]
    inspections: list[InspectionOut]
    go_aheads: list[GoAheadOut]


NESTED = ("currency", "lines", "amendments", "extras", "dispatches", "inspections", "go_aheads")
TOLD = tuple(name for name in OrderOut.__struct_fields__ if name not in NESTED)


def order_out(session: Session, order: WorkOrder) -> OrderOut:
    """The order as callers see it."""
    return OrderOut(
        currency=session.get_one(Shop, order.shop_id).currency,
        lines=[OrderLineOut.of(one) for one in lines_of(session, order.claim_id)],
        amendments=[AmendmentOut.of(one) for one in amendments_of(session, order.claim_id)],
        extras=[ExtraOut.of(one) for one in extras_of(session, order.claim_id)],
        dispatches=[DispatchOut.of(one) for one in dispatches_of(session, order)],
        inspections=[InspectionOut.of(one) for one in inspections_of(session, order.claim_id)],
        go_aheads=[GoAheadOut.of(one) for one in go_aheads_of(session, order.claim_id)],
        **{name: getattr(order, name) for name in TOLD},
    )


@get("/claims/{claim_id:int}/order", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["work order"])
def show_claims_order(claim_id: int, request: Desk) -> OrderOut:
    """The claim's work order with its lines in order, extras, amendments, dispatches and checks."""

    def look(session: Session) -> OrderOut:
        return order_out(session, need_order(session, find_claim(session, claim_id, request.user).id))

    return read(request, look)


@get("/work-orders/{order_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["work order"])
def show_order(order_id: int, request: Desk) -> OrderOut:
    """One work order."""
    return read(request, lambda session: order_out(session, find(session, WorkOrder, order_id, request.user)))


@get("/extras/{extra_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["extra"])
def show_extra(extra_id: int, request: Desk) -> ExtraOut:
    """One extra."""
    return read(request, lambda session: ExtraOut.of(find(session, Extra, extra_id, request.user)))


@get("/amendments/{amendment_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["amendment"])
def show_amendment(amendment_id: int, request: Desk) -> AmendmentOut:
    """One amendment."""
    return read(request, lambda session: AmendmentOut.of(find(session, Amendment, amendment_id, request.user)))


@put("/claims/{claim_id:int}/order/terms", opt={"may": P.RUN_ORDER}, sync_to_thread=True, tags=["work order"])
def put_terms(claim_id: int, data: OrderTerms, request: Desk) -> OrderOut:
    """What the drafted order says besides its lines: promised time, payment, old parts, wash, longer warranty."""

    def act(session: Session) -> OrderOut:
        claim = find_claim(session, claim_id, request.user)
        return order_out(session, write_terms(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


@post("/claims/{claim_id:int}/go-aheads", opt={"may": P.GIVE_GO_AHEAD}, sync_to_thread=True, tags=["work order"])
def add_go_ahead(claim_id: int, data: NewGoAhead, request: Desk) -> GoAheadOut:
    """The manager lets work begin on named lines before their prices are agreed."""

    def act(session: Session) -> GoAheadOut:
        claim = find_claim(session, claim_id, request.user)
        return GoAheadOut.of(give_go_ahead(session, claim, data, by=request.user, now=now(request)))

    return write(request, act)


ROUTES = [show_claims_order, show_order, show_extra, show_amendment, put_terms, add_go_ahead]
