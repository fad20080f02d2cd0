"""Doors to the lines of a work order: one line, work done, self-pay marked, a warranty said by the manager."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import get, post, put
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.api.shopfloor_reception import Shown
from claims.lifecycle.models import Claim
from claims.lifecycle.queries import find_claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.shopfloor.lines import mark_done, mark_self_pay, say_warranty
from claims.shopfloor.models import OrderLine
from claims.shopfloor.yard_inputs import LineIds, NewWarranty


class OrderLineOut(Shown):
    """One line of the order; amounts in minor units of the order's currency, null while the price is open."""

    id: int
    state: str
    version: int
    position: int
    kind: str
    damage_line_id: int | None
    quote_line_id: int | None
    extra_id: int | None
    amendment_id: int | None
    text: str
    side: str
    operation: str
    quantity_x1000: int
    part_number: str
    part_kind: str
    supplied_by: str
    key_part: str
    customer_insisted: bool
    labor_kind: str
    hours_x100: int
    unit_price_minor: int | None
    original_unit_price_minor: int | None
    amount_minor: int | None
    signed_amount_minor: int | None
    payer: str
    leg_id: int | None
    betterment_bp: int | None
    betterment_minor: int | None
    betterment_amount_minor: int | None
    self_pay_marked: bool
    done: bool
    supplier: str
    expected_at: datetime | None
    receipt: str
    handed_to: str
    handed_out_at: datetime | None
    ended_because: str
    warranty: str
    part_warranted: bool | None
    workmanship_warranted: bool | None
    warranty_days: int | None
    warranty_km: int | None
    wordings: list[str]
    decision_hash: str
    warranty_said: str


@get("/order-lines/{line_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["order line"])
def show_line(line_id: int, request: Desk) -> OrderLineOut:
    """One order line."""
    return read(request, lambda session: OrderLineOut.of(find(session, OrderLine, line_id, request.user)))


def marked(session: Session, claim: Claim, request: Desk, verb: Any, data: LineIds) -> list[OrderLineOut]:
    """Mark lines and show them."""
    return [OrderLineOut.of(line) for line in verb(session, claim, data, by=request.user, now=now(request))]


@post(
    "/claims/{claim_id:int}/order/done-lines", opt={"may": P.RUN_WORKSHOP}, sync_to_thread=True, status_code=200,
    tags=["work order"],
)  # fmt: skip
def mark_lines_done(claim_id: int, data: LineIds, request: Desk) -> list[OrderLineOut]:
    """Mark lines as done: all of them or none. Answers with those that were not done before."""

    def act(session: Session) -> list[OrderLineOut]:
        return marked(session, find_claim(session, claim_id, request.user), request, mark_done, data)

    return write(request, act)


@post(
    "/claims/{claim_id:int}/order/self-pay-lines", opt={"may": P.RUN_ORDER}, sync_to_thread=True, status_code=200,
    tags=["work order"],
)  # fmt: skip
def mark_self_pay_lines(claim_id: int, data: LineIds, request: Desk) -> list[OrderLineOut]:
    """Mark exactly the lines that the customer pays himself (A14)."""

    def act(session: Session) -> list[OrderLineOut]:
        return marked(session, find_claim(session, claim_id, request.user), request, mark_self_pay, data)

    return write(request, act)


@put("/order-lines/{line_id:int}/warranty", opt={"may": P.GIVE_GO_AHEAD}, sync_to_thread=True, tags=["order line"])
def put_warranty(line_id: int, data: NewWarranty, request: Desk) -> OrderLineOut:
    """The manager decides the warranty of a part on which the house's policy says nothing."""

    def act(session: Session) -> OrderLineOut:
        line = find(session, OrderLine, line_id, request.user)
        claim = find_claim(session, line.claim_id, request.user)
        return OrderLineOut.of(say_warranty(session, claim, line, data, by=request.user, now=now(request)))

    return write(request, act)


ROUTES = [show_line, mark_lines_done, mark_self_pay_lines, put_warranty]
