"""The deadlines of the work: progress checked in time, a delay told, the customer called when the car is ready."""

from __future__ import annotations

from datetime import datetime, timedelta

from claims.duties.routing import calendar_of, owe
from claims.duties.service import finish_duties
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.people.models import Person, Shop
from claims.shopfloor.models import Dispatch, WorkOrder
from claims.shopfloor.queries import dispatches_of, order_of

CHECK_PROGRESS = "ask the workshop how the order {order} gets on, and act where it does not"
TELL_DELAY = "tell the customer, with the reason, that the order {order} will be later than promised"
TELL_PICK_UP = "tell the customer when the car of the order {order} can be picked up"


def duties_of_dispatch(act: Act) -> None:
    """Reaction to ORDER_DISPATCHED: progress is checked by the planned times, a delay is told before the promised one.

    What an earlier dispatch made due is over.
    """
    order: WorkOrder = act.thing
    claim = act.session.get_one(Claim, order.claim_id)
    end(act, claim, CHECK_PROGRESS, TELL_DELAY)
    latest = newest(act, order)
    values, about = {"order": order.number}, f"work order:{order.id}"
    planned = planned_minutes(act, latest)
    owe(act, claim, "work_dispatched", text=CHECK_PROGRESS, values=values, about=about, moment=latest.planned_from,
        planned_open_minutes=planned)  # fmt: skip
    if order.promised_at is not None and latest.planned_until > order.promised_at:
        owe(act, claim, "work_late", text=TELL_DELAY, values=values, about=about, moment=order.promised_at)


def planned_minutes(act: Act, dispatch: Dispatch) -> int:
    """How long the shop is open within the planned times; 0 where they lie beyond every calendar."""
    calendar = calendar_of(act.session.get_one(Shop, dispatch.shop_id))
    try:
        return calendar.open_minutes(dispatch.planned_from, dispatch.planned_until)
    except OverflowError:
        return 0


def newest(act: Act, order: WorkOrder) -> Dispatch:
    """The dispatch that counts."""
    return max(dispatches_of(act.session, order), key=lambda one: one.id)


def progress_is_seen(act: Act) -> None:
    """Reaction to WORK_FINISHED: nobody needs to ask any more."""
    end(act, act.session.get_one(Claim, act.thing.claim_id), CHECK_PROGRESS)


def duty_to_call(act: Act) -> None:
    """Reaction to INSPECTION_PASSED: the customer hears, ahead of the promised time, that the car can be picked up."""
    claim: Claim = act.thing
    order = order_of(act.session, claim.id)
    if order is None or order.promised_at is None:
        return
    begun: datetime = min((one.planned_from for one in dispatches_of(act.session, order)), default=order.opened_at)
    work = max((order.promised_at - begun) // timedelta(minutes=1), 0)
    owe(act, claim, "car_ready", text=TELL_PICK_UP, values={"order": order.number}, about=f"work order:{order.id}",
        moment=order.promised_at, work_minutes=work)  # fmt: skip


def customer_is_told(act: Act) -> None:
    """Reaction to CLAIM_SETTLED and CLAIM_WITHDRAWN: the customer was here, or the order is stopped."""
    end(act, act.thing, CHECK_PROGRESS, TELL_DELAY, TELL_PICK_UP)


def end(act: Act, claim: Claim, *texts: str) -> None:
    """The duties of a claim with these texts are done by this act."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duties(act.session, claim, *texts, by=by, now=act.now)
