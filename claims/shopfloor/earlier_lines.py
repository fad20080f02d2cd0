"""Order lines that a supplement replaces or removes: they wait for it, and one whose work has begun stays."""

from __future__ import annotations

from sqlalchemy.orm import Session

from claims.estimating.changed_lines import changing_supplements, named_lines, touched_faults
from claims.estimating.inputs import NewSupplement
from claims.estimating.musts import SupplementMust
from claims.estimating.queries import damage_lines
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.shopfloor.models import OrderLine
from claims.shopfloor.musts import Must
from claims.shopfloor.queries import lines_of, unsigned_amendments

TOUCHED = ("handed_out", "returned")
WAITS = "supplement {label} replaces or removes line {position} “{name}”; it waits until that is settled and signed"
FALLS_AWAY = "fall_away"  # among the changes of an amendment: the line goes with this supplement


def touched_lines(session: Session, claim_id: int) -> set[int]:
    """The damage lines of which something on the order is done, handed out or returned."""
    lines = lines_of(session, claim_id)
    return {x.damage_line_id for x in lines if x.damage_line_id is not None and (x.done or x.state in TOUCHED)}


def waiting_lines(session: Session, claim_id: int) -> dict[int, str]:
    """The order lines that wait, by id, with the supplement: until it ends, or its amendment is signed or withdrawn."""
    running = {x: one for x, one in changing_supplements(session, claim_id).items() if one.state != "agreed"}
    found = {x.id: running[x.damage_line_id].label for x in lines_of(session, claim_id) if x.damage_line_id in running}
    for amendment in unsigned_amendments(session, claim_id):
        found |= {one["line_id"]: one["after"] for one in amendment.changes if one["field"] == FALLS_AWAY}
    return found


def waiting(session: Session, line: OrderLine) -> list[Fault]:
    """Why a line waits; nothing where it does not."""
    label = waiting_lines(session, line.claim_id).get(line.id)
    values = {"label": label, "position": line.position, "name": line.text}
    return [] if label is None else [Fault(WAITS, f"line:{line.id}", values)]


def line_stays(act: Act) -> list[Fault]:
    """No supplement takes the line away."""
    return waiting(act.session, act.thing)


def earlier_lines_are_untouched(act: Act) -> list[Fault]:
    """What a supplement names of what stood before has not begun; of one that is only being found, as told."""
    if act.thing is None:
        told: NewSupplement | None = act.data
        if told is None:
            return []
        named, claim_id = named_lines(told.lines, told.removes), told.claim_id
    else:
        claim_id = act.thing.claim_id
        named = named_lines(damage_lines(act.session, claim_id, act.thing.id), act.thing.removes)
    return touched_faults(act.session, named, touched_lines(act.session, claim_id))


ANSWERS: dict[Condition, Answer] = {
    SupplementMust.EARLIER_LINES_UNTOUCHED: earlier_lines_are_untouched,
    Must.LINE_STAYS: line_stays,
}
