"""The lives of the shop floor: work order, order line, amendment, extra; every move that can happen."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Life
from claims.people.roles import Permission as P
from claims.shopfloor import amendments, extras, lines, orders
from claims.shopfloor.inputs import (
    Arrival,
    Check,
    Consent,
    ExtraRefused,
    HandOut,
    NewDispatch,
    NewExtra,
    NewOrder,
    NewPartOrder,
    PriceChange,
    Reason,
    SupplierChange,
    Told,
)
from claims.shopfloor.musts import Event, Must
from claims.shopfloor.rows import NewRow

M, E = Must, Event


class OrderState(StrEnum):
    """Where a work order stands."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    SELF_CHECKED = "self_checked"
    TEAM_CHECKED = "team_checked"
    INSPECTED = "inspected"
    WASHED = "washed"
    READY = "ready"
    STOPPED = "stopped"


O = OrderState  # noqa: E741
ORDER_LIFE = Life("work order", OrderState)
move = ORDER_LIFE.move
# fmt: off
move("draft", None, O.DRAFTED, may=None, takes=NewOrder, does=orders.draft)
move("sign", O.DRAFTED, O.SIGNED, may=P.RUN_ORDER, does=orders.sign,
     must=[M.TERMS_TOLD, M.SUPPLIER_STATED, M.PRICES_KNOWN, M.BOTH_SIGNED], emits=E.ORDER_SIGNED)
move("dispatch", O.SIGNED, O.DISPATCHED, may=P.RUN_WORKSHOP, takes=NewDispatch, does=orders.dispatch,
     must=[M.TEAM_NAMED], emits=E.ORDER_DISPATCHED)
move("dispatch_again", [O.DISPATCHED, O.IN_PROGRESS], may=P.RUN_WORKSHOP, takes=NewDispatch, does=orders.dispatch,
     must=[M.TEAM_NAMED], emits=E.ORDER_DISPATCHED)
move("start", O.DISPATCHED, O.IN_PROGRESS, may=P.RUN_WORKSHOP, must=[M.REPAIR_STARTED])
move("self_check", O.IN_PROGRESS, O.SELF_CHECKED, may=P.RUN_WORKSHOP, takes=Check, does=orders.write_check,
     must=[M.WORK_DONE, M.NOTHING_COVERED, M.CHECK_PASSED], emits=E.WORK_FINISHED)
move("team_check", O.SELF_CHECKED, O.TEAM_CHECKED, may=P.RUN_WORKSHOP, takes=Check, does=orders.write_check,
     must=[M.WORK_DONE, M.CHECK_PASSED])
move("resume", [O.SELF_CHECKED, O.TEAM_CHECKED], O.IN_PROGRESS, may=P.RUN_WORKSHOP, takes=Reason,
     must=[M.REASON_TOLD])
move("rework", [O.IN_PROGRESS, O.SELF_CHECKED, O.TEAM_CHECKED], O.IN_PROGRESS, may=None, does=orders.count_rework)
move("pass_inspection", O.TEAM_CHECKED, O.INSPECTED, may=None)
move("wash", O.INSPECTED, O.WASHED, may=P.RUN_WORKSHOP)
move("make_ready", O.INSPECTED, O.READY, may=P.RUN_WORKSHOP, must=[M.NO_WASH_WANTED], emits=E.ORDER_READY)
move("make_ready", O.WASHED, O.READY, may=P.RUN_WORKSHOP, emits=E.ORDER_READY)
move("stop", [state for state in O if state is not O.STOPPED], O.STOPPED, may=None)
# fmt: on


class LineState(StrEnum):
    """Where an order line stands: work is planned until done; a part goes from wanted to handed out."""

    PLANNED = "planned"
    WANTED = "wanted"
    ORDERED = "ordered"
    ARRIVED = "arrived"
    HANDED_OUT = "handed_out"
    RETURNED = "returned"
    DROPPED = "dropped"


N = LineState
LINE_LIFE = Life("order line", LineState)
move = LINE_LIFE.move
# fmt: off
move("list_part", None, N.WANTED, may=None, takes=NewRow, does=lines.write_line)
move("list_work", None, N.PLANNED, may=None, takes=NewRow, does=lines.write_line)
move("order", N.WANTED, N.ORDERED, may=P.MOVE_PARTS, takes=NewPartOrder, does=lines.write_part_order,
     must=[M.SHOP_SUPPLIES, M.ON_SIGNED_ORDER, M.LINE_STAYS, M.DEPOSIT_PAID], emits=E.PART_ORDERED)
move("arrive", N.ORDERED, N.ARRIVED, may=P.MOVE_PARTS, takes=Arrival, does=lines.write_arrival)
move("arrive", N.WANTED, N.ARRIVED, may=P.MOVE_PARTS, takes=Arrival, does=lines.write_arrival,
     must=[M.NOT_OURS_TO_ORDER])
move("hand_out", N.ARRIVED, N.HANDED_OUT, may=P.MOVE_PARTS, takes=HandOut, does=lines.write_hand_out,
     must=[M.ON_SIGNED_ORDER, M.LINE_STAYS, M.SELF_PAY_SIGNED, M.PRICE_AGREED, M.RECEIVER_NAMED])
move("return", N.HANDED_OUT, N.RETURNED, may=P.MOVE_PARTS, takes=Reason, does=lines.write_end,
     must=[M.NOT_FITTED, M.REASON_TOLD])
move("drop", [N.PLANNED, N.WANTED, N.ORDERED, N.ARRIVED], N.DROPPED, may=P.RUN_ORDER, takes=Reason,
     does=lines.write_end, must=[M.REASON_TOLD])
# fmt: on


class AmendmentState(StrEnum):
    """Where a change of the signed order stands."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


A = AmendmentState
AMENDMENT_LIFE = Life("amendment", AmendmentState)
move = AMENDMENT_LIFE.move
# fmt: off
move("draft", None, A.DRAFTED, may=P.RUN_ORDER, takes=SupplierChange, does=amendments.draft_supplier_change,
     must=[M.CHANGE_POSSIBLE], emits=E.AMENDMENT_DRAFTED)
move("draft_prices", None, A.DRAFTED, may=None, takes=PriceChange, does=amendments.draft_price_change,
     emits=E.AMENDMENT_DRAFTED)
move("sign", A.DRAFTED, A.SIGNED, may=P.RUN_ORDER, does=amendments.put_in_force,
     must=[M.CHANGE_POSSIBLE, M.AMENDMENT_SIGNED], emits=E.AMENDMENT_SIGNED)
move("withdraw", A.DRAFTED, A.WITHDRAWN, may=P.RUN_ORDER, takes=Reason, does=amendments.drop_new_lines,
     must=[M.REASON_TOLD])
# fmt: on


class ExtraState(StrEnum):
    """Where an extra stands."""

    PROPOSED = "proposed"
    CONSENTED = "consented"
    ADDED = "added"
    REFUSED = "refused"
    WORKSHOP_TOLD = "workshop_told"


X = ExtraState
EXTRA_LIFE = Life("extra", ExtraState)
move = EXTRA_LIFE.move
# fmt: off
move("propose", None, X.PROPOSED, may=P.RUN_ORDER, takes=NewExtra, does=extras.propose,
     must=[M.ORDER_OPEN, M.EXTRA_DESCRIBED])
move("consent", X.PROPOSED, X.CONSENTED, may=P.RUN_ORDER, takes=Consent, does=extras.write_consent,
     must=[M.CONSENT_GIVEN], emits=E.EXTRA_CONSENTED)
move("add", X.CONSENTED, X.ADDED, may=P.RUN_ORDER, does=extras.add_to_order)
move("refuse", X.PROPOSED, X.REFUSED, may=P.RUN_ORDER, takes=ExtraRefused, does=extras.write_refusal,
     must=[M.REFUSAL_TOLD, M.SAFETY_NOTE_SIGNED], emits=E.EXTRA_REFUSED)
move("tell_workshop", X.REFUSED, X.WORKSHOP_TOLD, may=P.RUN_ORDER, takes=Told, does=extras.write_told,
     must=[M.WORKSHOP_TOLD])
# fmt: on
