"""The verbs of the work order: drafting it from the loss sheet, signing, dispatch, checks, inspection, stopping."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.estimating.models import DamageLine
from claims.kernel.errors import Faults, Refusal
from claims.kernel.machine import Act
from claims.lifecycle.inputs import Findings
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.people.numbers import next_number
from claims.shopfloor.amendments import take_quoted_prices
from claims.shopfloor.inputs import Check, NewDispatch, NewOrder, OrderTerms, Reason
from claims.shopfloor.lines import bind, list_rows
from claims.shopfloor.models import Dispatch, GoAhead, WorkOrder
from claims.shopfloor.queries import (
    amendments_of,
    contract_lines,
    dispatches_of,
    lines_of,
    need_order,
    order_of,
)
from claims.shopfloor.rows import rows_of_damage
from claims.shopfloor.yard_inputs import NewGoAhead
from claims.shopfloor.yard_models import Inspection

STOPPABLE = ("planned", "wanted", "ordered", "arrived")


class AlreadySigned(Refusal):
    """The work order is signed; change it by an amendment or an extra that the customer signs."""


class NothingAtRisk(Refusal):
    """This go-ahead cannot be given; mend every point listed."""


def draft_order(act: Act) -> None:
    """Reaction to ORDER_OPENED: draft the claim's order from the damage lines of E01, in their order; once only."""
    claim: Claim = act.thing
    if order_of(act.session, claim.id) is not None:
        return
    order = act.follow(WorkOrder, "draft", NewOrder(claim_id=claim.id))
    query = select(DamageLine).where(DamageLine.claim_id == claim.id, DamageLine.supplement_id.is_(None))
    for line in act.session.scalars(query.order_by(DamageLine.position)).all():
        list_rows(act, rows_of_damage(line, order.id))


def draft(act: Act) -> WorkOrder:
    """A numbered order without lines."""
    told: NewOrder = act.data
    claim = act.session.get_one(Claim, told.claim_id)
    number = next_number(act.session, shop_id=claim.shop_id, kind="work order", year=act.now.year)
    return WorkOrder(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        number=f"W{act.now.year}-{number:06d}",
        opened_at=act.now,
        changed_at=act.now,
        state="",
        version=0,
    )


def write_terms(session: Session, claim: Claim, new: OrderTerms, *, by: Person, now: datetime) -> WorkOrder:
    """What a drafted order says besides its lines; signatures given before do not count any more."""
    order = need_order(session, claim.id)
    if order.state != "drafted":
        raise AlreadySigned
    for name, value in new.model_dump(exclude={"insisted_line_ids"}).items():
        setattr(order, name, value)
    for line in lines_of(session, claim.id):
        line.customer_insisted = line.id in new.insisted_line_ids
    order.changed_at = now
    note(session, claim, "order terms written", by=by, now=now, data=new.model_dump(mode="json"))
    return order


def sign(act: Act) -> None:
    """From now on a contract: amounts are fixed as signed and the warranty of every line is decided."""
    order: WorkOrder = act.thing
    order.signed_at = act.now
    lines = contract_lines(act.session, order.claim_id)
    order.prices_open = any(line.amount_minor is None for line in lines)
    bind(act, order, lines)


def give_go_ahead(session: Session, claim: Claim, new: NewGoAhead, *, by: Person, now: datetime) -> GoAhead:
    """The manager's go-ahead on named lines of the order, with the amount at risk and why."""
    order, faults = need_order(session, claim.id), Faults()
    lines = {line.id: line for line in lines_of(session, claim.id)}
    for line_id in new.line_ids:
        known = faults.check(line_id in lines, "line {line} is not on this order", f"line:{line_id}", line=line_id)
        if known and lines[line_id].state == "dropped":
            faults.add("line {line} was dropped", f"line:{line_id}", line=line_id)
    faults.check(new.at_risk_minor > 0, "name the amount at risk", "at_risk_minor")
    faults.check(bool(new.reason), "say why the repair cannot wait", "reason")
    faults.refuse(NothingAtRisk)
    take_quoted_prices(session, order, now=now)
    found = GoAhead(claim_id=claim.id, shop_id=claim.shop_id, by_id=by.id, at=now, **new.model_dump())
    session.add(found)
    session.flush()
    data = {"go_ahead": found.id, "lines": new.line_ids, "at_risk_minor": new.at_risk_minor}
    note(session, claim, "go-ahead given", by=by, now=now, data=data)
    return found


def dispatch(act: Act) -> None:
    """Who works on the order, where and when."""
    told: NewDispatch = act.data
    order: WorkOrder = act.thing
    place = {"claim_id": order.claim_id, "shop_id": order.shop_id, "order_id": order.id}
    act.session.add(Dispatch(**place, by_id=act.by.id, at=act.now, **told.model_dump()))


def start_work(act: Act) -> None:
    """Reaction to REPAIR_STARTED: a dispatched order is in progress; one not yet dispatched starts later by itself."""
    order = order_of(act.session, act.thing.id)
    if order is not None and order.state == "dispatched":
        act.follow(order, "start")


def write_check(act: Act) -> None:
    """A passed self check or team check."""
    told: Check = act.data
    order: WorkOrder = act.thing
    act.session.add(
        Inspection(
            claim_id=order.claim_id,
            shop_id=order.shop_id,
            order_id=order.id,
            kind=act.step,
            passed=True,
            checked_by=told.person,
            findings=told.findings,
            checks=told.checks,
            by_id=act.by.id,
            at=act.now,
        )
    )


def count_rework(act: Act) -> None:
    """One more time that the final inspection sent the car back (C12)."""
    act.thing.rework_count += 1


def start_rework(act: Act) -> None:
    """Reaction to INSPECTION_FAILED: the failed inspection is kept, and the order goes back in progress."""
    order = need_order(act.session, act.thing.id)
    write_final(act, order, passed=False)
    act.follow(order, "rework")


def write_passed_inspection(act: Act) -> None:
    """Reaction to INSPECTION_PASSED: the passed final inspection is kept, and the order is inspected."""
    order = need_order(act.session, act.thing.id)
    write_final(act, order, passed=True)
    act.follow(order, "pass_inspection")


def write_final(act: Act, order: WorkOrder, *, passed: bool) -> None:
    """A final inspection as the inspector told it."""
    told: Findings = act.data
    by: Person = act.by  # type: ignore[assignment]
    place = {"claim_id": order.claim_id, "shop_id": order.shop_id, "order_id": order.id, "kind": "final"}
    act.session.add(
        Inspection(**place, passed=passed, checked_by=by.name, by_id=by.id, at=act.now, **told.model_dump())
    )


def stop_lines(act: Act) -> None:
    """Reaction to CLAIM_WITHDRAWN: what is not done stops; parts handed out and work done stay as they are."""
    order = order_of(act.session, act.thing.id)
    if order is None or order.state == "stopped":
        return
    why = Reason(reason="the claim ended without settlement")
    for amendment in amendments_of(act.session, order.claim_id):
        if amendment.state == "drafted":
            act.follow(amendment, "withdraw", why)
    for line in lines_of(act.session, order.claim_id):
        if line.state in STOPPABLE and not line.done:
            act.follow(line, "drop", why)
    act.follow(order, "stop")


def workers(session: Session, order: WorkOrder) -> tuple[set[int], set[str]]:
    """Who worked on the job: ids of logins, and names (folded for comparing)."""
    ids: set[int] = set()
    names: set[str] = set()
    for one in dispatches_of(session, order):
        for technician in one.technicians:
            names.add(str(technician["name"]).casefold())
            if technician["user_id"] is not None:
                ids.add(technician["user_id"])
    return ids, names
