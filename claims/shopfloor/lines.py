"""The verbs of order lines: listing them, moving parts, marking work done, deciding their warranty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from claims.audit.journal import note
from claims.kernel.errors import Faults, Refusal
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim
from claims.people.models import Person
from claims.shopfloor.earlier_lines import WAITS, waiting_lines
from claims.shopfloor.inputs import Arrival, HandOut, NewPartOrder
from claims.shopfloor.models import OrderLine, WorkOrder
from claims.shopfloor.queries import GONE, contract_lines, lines_of, need_order, next_position, reception_of, shop_day
from claims.shopfloor.rows import STEP, NewRow
from claims.shopfloor.yard_inputs import LineIds, NewWarranty

PART_KINDS = {"PAN": "original", "PAA": "sub_factory", "PAL": "used", "PAM": "remanufactured",
              "PAR": "remanufactured", "PAC": "remanufactured"}  # fmt: skip
PART_GROUPS = {"": "other", "airbags_belts": "airbags_and_belts"}
LABEL_LENGTH = 60
WORK_CLASSES = {"overhaul": "major_overhaul"}


class NotDone(Refusal):
    """These lines cannot be marked as done; mend every point listed."""


class WrongMarks(Refusal):
    """The marked lines are not the ones that the customer pays; mend every point listed."""


class AlreadyDecided(Refusal):
    """The warranty of line {position} is decided by the house's policy, or the line is not signed yet."""


def list_rows(act: Act, rows: Sequence[NewRow]) -> list[OrderLine]:
    """List rows at the end of an order, in their sequence."""
    return [act.follow(OrderLine, STEP[row.kind], row) for row in rows]


def write_line(act: Act) -> OrderLine:
    """A new line at the end of its order."""
    row: NewRow = act.data
    order = act.session.get_one(WorkOrder, row.order_id)
    place = {"claim_id": order.claim_id, "shop_id": order.shop_id, "position": next_position(act.session, order.id)}
    return OrderLine(**place, **row.model_dump(), state="", version=0, wordings=[])


def write_part_order(act: Act) -> None:
    """Where the part was ordered, and when it is expected."""
    told: NewPartOrder = act.data
    line: OrderLine = act.thing
    line.supplier, line.supplier_order, line.expected_at = told.supplier, told.supplier_order, told.expected_at


def write_arrival(act: Act) -> None:
    """The paper with which the part came, or the receipt given for it."""
    told: Arrival = act.data
    act.thing.receipt = told.receipt


def write_hand_out(act: Act) -> None:
    """Who took the part."""
    told: HandOut = act.data
    act.thing.handed_to, act.thing.handed_out_at = told.handed_to, act.now


def write_end(act: Act) -> None:
    """Why the line was dropped, or the part came back to the store."""
    act.thing.ended_because = act.data.reason
    order = act.session.get_one(WorkOrder, act.thing.order_id)
    if order.signed_at is None:
        order.changed_at = act.now  # who signed the draft before did not sign this


def bind(act: Act, order: WorkOrder, lines: Sequence[OrderLine]) -> None:
    """From this step on the lines bind the customer: amounts are kept, in the chain too, their warranty decided."""
    for line in lines:
        line.signed_amount_minor = line.amount_minor
    act.notes["bound"] = [
        {"line": x.id, "amount_minor": x.amount_minor, "payer": x.payer}
        | ({"betterment_minor": x.betterment_amount_minor} if x.betterment.told else {})
        for x in lines
    ]
    decide_warranty(act, order, lines)


def decide_warranty(act: Act, order: WorkOrder, lines: Sequence[OrderLine]) -> None:
    """Ask the policy for lines that become binding now, and keep on each what it grants (B1, B2, B3, B11)."""
    if not lines:
        return
    facts = warranty_questions(act.session, order, lines)
    decision = act.ask("warranty", facts, order=shop_day(act.session, order.shop_id, act.now))
    if (who := decision.said("vehicle", "vehicle", None)) is not None:
        act.notes["vehicle_warranty"] = who
    for line in lines:
        ref = f"line:{line.id}"
        line.warranty = str(decision.said(ref, "part", "undecided"))
        line.workmanship_warranted = decision.said(ref, "workmanship", "") == "warranted"
        line.warranty_days, line.warranty_km = decision.said(ref, "days", None), decision.said(ref, "km", None)
        line.wordings, line.decision_hash = list(decision.said(ref, "print_on_line", [])), decision.hash


def say_warranty(
    session: Session, claim: Claim, line: OrderLine, new: NewWarranty, *, by: Person, now: datetime
) -> OrderLine:
    """The manager decides the warranty of a part on which the house's policy says nothing; AlreadyDecided otherwise."""
    if line.warranty != "undecided":
        raise AlreadyDecided(position=line.position)
    line.warranty, line.warranty_said = new.warranty, new.reason
    line.wordings = ["no_part_warranty"] if new.warranty == "not_warranted" else []
    note(session, claim, "warranty decided by hand", by=by, now=now, data={"line": line.id, **new.model_dump()})
    return line


def warranty_questions(session: Session, order: WorkOrder, lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """What the policy `warranty` is asked about lines, and about the vehicle where its manufacturer is to pay."""
    facts = [warranty_facts(line, order) for line in lines]
    if any(line.payer == "warranty" for line in lines):
        facts.append(vehicle_facts(session, order))
    return facts


def warranty_facts(line: OrderLine, order: WorkOrder) -> dict[str, Any]:
    """What the policy `warranty` needs to know of a line."""
    facts: dict[str, Any] = {
        "kind": "line",
        "ref": f"line:{line.id}",
        "label": "".join(filter(str.isprintable, f"{line.position}. {line.text}"))[:LABEL_LENGTH],
        "is_part": line.kind == "part",
        "work_class": WORK_CLASSES.get(line.operation, "minor_repair"),
        "agreed_days": order.agreed_days,
        "agreed_km": order.agreed_km,
    }
    if line.kind == "part":
        facts["supplied_by"] = line.supplied_by or None
        facts["part_kind"] = PART_KINDS.get(line.part_kind)
        facts["part_group"] = PART_GROUPS.get(line.key_part, line.key_part)
        facts["customer_insisted"] = line.customer_insisted
    return facts


def vehicle_facts(session: Session, order: WorkOrder) -> dict[str, Any]:
    """What the policy `warranty` needs to know of a vehicle whose manufacturer is to pay.

    The file knows neither the day of sale nor what was promised for the model, so that he is asked.
    """
    claim, reception = session.get_one(Claim, order.claim_id), reception_of(session, order.claim_id)
    read = reception.odometer_km if reception is not None else None
    return {
        "kind": "vehicle", "ref": "vehicle", "odometer_km": claim.odometer_km if read is None else read,
        "failed_on": shop_day(session, order.shop_id, claim.accident_at or claim.opened_at).isoformat(),
    }  # fmt: skip


def mark_done(session: Session, claim: Claim, new: LineIds, *, by: Person, now: datetime) -> list[OrderLine]:
    """Mark lines as done: all of them or none. A part is done when it was handed out and fitted."""
    order, faults = need_order(session, claim.id), Faults()
    faults.check(order.state == "in_progress", "lines are marked while the order is in progress", "state")
    lines = {line.id: line for line in lines_of(session, claim.id)}
    binding = {line.id for line in contract_lines(session, claim.id)}
    wait = waiting_lines(session, claim.id)
    for line_id in new.line_ids:
        where, line = f"line:{line_id}", lines.get(line_id)
        if line is None:
            faults.add("line {line} is not on this order", where, line=line_id)
        elif line_id not in binding:
            faults.add("“{name}” is not signed for or consented to; it must not be worked on", where, name=line.text)
        elif line_id in wait:
            faults.add(WAITS, where, label=wait[line_id], position=line.position, name=line.text)
        elif line.kind == "part" and line.state != "handed_out":
            faults.add("the part “{name}” was not handed out", where, name=line.text)
    faults.refuse(NotDone)
    marked = [lines[line_id] for line_id in new.line_ids if not lines[line_id].done]
    for line in marked:
        line.done, line.done_at = True, now
    note(session, claim, "order lines done", by=by, now=now, data={"lines": [line.id for line in marked]})
    return marked


def mark_self_pay(session: Session, claim: Claim, new: LineIds, *, by: Person, now: datetime) -> list[OrderLine]:
    """Mark the lines that the customer pays himself (A14): exactly these, each named by the advisor."""
    faults, named = Faults(), set(new.line_ids)
    mine = {line.id: line for line in contract_lines(session, claim.id) if line.state not in GONE}
    for line in mine.values():
        where, words = f"line:{line.id}", {"position": line.position, "name": line.text}
        if line.payer == "customer":
            faults.check(
                line.id in named, "line {position} “{name}” is the customer's and is not named", where, **words
            )
        else:
            faults.check(line.id not in named, "line {position} “{name}” is not paid by the customer", where, **words)
    for line_id in sorted(named - set(mine)):
        faults.add("line {line} is not on this order", f"line:{line_id}", line=line_id)
    faults.refuse(WrongMarks)
    for line in mine.values():
        line.self_pay_marked = line.id in named
    note(session, claim, "self-pay items marked", by=by, now=now, data={"lines": sorted(named)})
    return [mine[line_id] for line_id in sorted(named)]
