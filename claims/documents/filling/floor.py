"""Fills the papers of reception and workshop: pre-inspection, dispatch sheet, parts requisition."""

from __future__ import annotations

from claims.documents.dispatch.form import Dispatch, Sent, SentItem
from claims.documents.filling.common import Desk, head, operation, owner, signatures, vehicle
from claims.documents.pre_inspection.form import CarriedItem, PreInspection, SeenPoint
from claims.documents.requisition.form import HandedPart, Requisition
from claims.files.signatures import signatures as signed
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Refusal
from claims.shopfloor import models as rows
from claims.shopfloor.queries import (
    GONE,
    contract_lines,
    dispatches_of,
    inventory_of,
    lines_of,
    need_order,
    old_parts_of,
    reception_of,
)

WALK = ("outside", "sides", "inside", "engine_bay", "underbody")  # the order of the paper


class NotPreInspected(Refusal):
    """The pre-inspection is not written yet; walk around the car with the customer first."""

    status = 409


class NotDispatched(Refusal):
    """The work order is not dispatched yet; name team, technicians, bay and times first."""

    status = 409


class NothingHandedOut(Refusal):
    """No part of this order was handed out yet; there is nothing to sign for."""

    status = 409


def fill_pre_inspection(at: Desk, number: str) -> PreInspection:
    """Form 6-3 as it is written now; NotPreInspected before there is any."""
    found = reception_of(at.session, at.claim.id)
    if found is None:
        raise NotPreInspected
    walked = sorted(found.points, key=lambda point: WALK.index(point["area"]))
    return PreInspection(
        head=head(at, number),
        vehicle=vehicle(at),
        customer=owner(at),
        looked_at=found.at,
        advisor=at.user_name(found.by_id),
        points=tuple(
            SeenPoint(
                number=place,
                area=point["area"],
                finding=point["finding"],
                mark=point["mark"],
                place=point.get("place", ""),  # points of old name none
            )
            for place, point in enumerate(walked, start=1)
        ),
        fuel_percent=found.fuel_percent,
        warning_lights=tuple(found.warning_lights),
        papers=tuple(found.papers),
        key_number=found.key_number,
        handed_over_at=found.handed_over_at,
        inventory=inventory(at),
        customer_words=found.customer_words,
        signatures=signatures(at, "inventory", ("customer", "advisor", "workshop")),
    )


def inventory(at: Desk) -> tuple[CarriedItem, ...]:
    """The things that lay in the car."""
    return tuple(
        CarriedItem(text=item.text, quantity=item.quantity, condition=item.condition)
        for item in inventory_of(at.session, at.claim.id)
    )


def fill_dispatch(at: Desk, number: str) -> Dispatch:
    """Form 6-6: the dispatch in force with the order's items, and those before it; NotDispatched before the first."""
    order = need_order(at.session, at.claim.id)
    found = [sent(at, one) for one in dispatches_of(at.session, order)]
    if not found:
        raise NotDispatched
    reception = reception_of(at.session, at.claim.id)
    return Dispatch(
        head=head(at, number),
        vehicle=vehicle(at),
        order_number=order.number,
        advisor=at.user_name(reception.by_id if reception is not None else None) or "—",
        now=found[-1],
        items=tuple(item(line) for line in contract_lines(at.session, at.claim.id) if line.state not in GONE),
        promised_at=order.promised_at,
        wish=order.customer_words,
        earlier=tuple(found[:-1]),
        signatures=signatures(at, "dispatch", ("team", "workshop")),
    )


def sent(at: Desk, one: rows.Dispatch) -> Sent:
    """One dispatch as a paper names it."""
    return Sent(
        team=one.team,
        technicians=tuple(str(person["name"]) for person in one.technicians),
        bay=one.bay,
        planned_from=one.planned_from,
        planned_until=one.planned_until,
        sent_by=at.user_name(one.by_id),
        sent_at=one.at,
        reason=one.reason,
    )


def item(line: rows.OrderLine) -> SentItem:
    """One line of the order as the workshop reads it: no price."""
    return SentItem(
        position=line.position,
        kind=line.kind,
        text=line.text,
        operation=operation(line),
        side=line.side,
        hours=Hours(line.hours_x100) if line.hours_x100 else None,
        quantity=Quantity(line.quantity_x1000) if line.kind == "part" else None,
        done_at=line.done_at if line.done else None,
    )


def fill_requisition(at: Desk, number: str) -> Requisition:
    """Form 6-7: every part handed out for the order, also those that came back; NothingHandedOut before the first."""
    order = need_order(at.session, at.claim.id)
    handed = [line for line in lines_of(at.session, at.claim.id) if line.handed_out_at is not None]
    if not handed:
        raise NothingHandedOut
    sent_to = dispatches_of(at.session, order)
    return Requisition(
        head=head(at, number),
        vehicle=vehicle(at),
        order_number=order.number,
        team=sent_to[-1].team if sent_to else "",
        parts=tuple(handed_part(at, line) for line in handed),
        signatures=signatures(at, "requisition", ("parts_clerk", "team")),
    )


def handed_part(at: Desk, line: rows.OrderLine) -> HandedPart:
    """One part with whence it came, who took it, and what became of the old one."""
    assert line.handed_out_at is not None, "only parts that were handed out stand here"
    old = next((one for one in old_parts_of(at.session, at.claim.id) if one.line_id == line.id), None)
    yes = signed(at.session, at.claim.id, "self_pay_part", line.id)
    return HandedPart(
        position=line.position,
        name=line.text,
        part_kind=line.part_kind,
        supplied_by=line.supplied_by,
        quantity=Quantity(line.quantity_x1000),
        handed_to=line.handed_to,
        handed_at=line.handed_out_at,
        part_number=line.part_number,
        supplier=line.supplier,
        supplier_order=line.supplier_order,
        receipt=line.receipt,
        self_pay=line.payer == "customer",
        signed_by=yes[-1].signer_name if yes else "",
        returned=line.state == "returned",
        returned_because=line.ended_because if line.state == "returned" else "",
        old_part=old.fate if old is not None else "",
        old_part_receipt=old.receipt if old is not None else "",
    )
