"""Fills the work order from the order's rows: what the customer signed, with the warranty's limits line by line."""

from __future__ import annotations

from claims.documents.blocks import Said
from claims.documents.filling import betterment
from claims.documents.filling.common import Desk, head, legs, operation, owner, signatures, vehicle
from claims.documents.filling.warranty import Promise, decided, promises, terms
from claims.documents.work_order.form import OrderAmendment, OrderExtra, OrderPart, OrderWork, Prepayment, WorkOrder
from claims.kernel.amounts import Hours, Quantity
from claims.settlement.accounts import deposits_of
from claims.shopfloor import models as rows
from claims.shopfloor.earlier_lines import FALLS_AWAY
from claims.shopfloor.queries import amendments_of, extras_of, lines_of, need_order, reception_of

CONSENTS = {"": "open"}
PAYMENTS = {"cash", "card", "transfer", "mobile", "insurer"}
OLD_PARTS = {"customer": "return", "shop": "discard", "insurer": "insurer"}


def no_warranty(line: rows.OrderLine) -> Said | None:
    """What must stand on a signed line whose part carries no warranty of ours."""
    return decided(line).printed


def printed_lines(at: Desk) -> list[rows.OrderLine]:
    """The lines that stand on the order: not dropped, and no line of a refused extra."""
    refused = {x.id for x in extras_of(at.session, at.claim.id) if x.state in ("refused", "workshop_told", "proposed")}
    waiting = {a.id for a in amendments_of(at.session, at.claim.id) if a.state != "signed"}
    return [
        line
        for line in lines_of(at.session, at.claim.id)
        if line.state not in ("dropped", "returned")
        and line.extra_id not in refused
        and line.amendment_id not in waiting
    ]


def fill_work_order(at: Desk, number: str) -> WorkOrder:
    """Form 6-5 as the order stands: lines in force, extras with their consent, amendments, prepayments."""
    order, lines = need_order(at.session, at.claim.id), printed_lines(at)
    reception = reception_of(at.session, at.claim.id)
    received = reception.at if reception is not None else order.opened_at
    work = [line for line in lines if line.kind != "part"]
    parts = [line for line in lines if line.kind == "part"]
    work_total, parts_total = total(work), total(parts)
    promised = promises(at, order, lines)
    self_pay = total([line for line in lines if line.payer == "customer"])
    return WorkOrder(
        head=head(at, number),
        order_number=order.number,
        vehicle=vehicle(at),
        customer=owner(at),
        advisor=at.user_name(advisor_id(at)) or "—",
        received_at=received,
        promised_at=order.promised_at,
        legs=legs(at),
        work=tuple(work_item(at, line) for line in work),
        parts=tuple(part(at, line, promised[line.id]) for line in parts),
        work_total=at.money(work_total),
        parts_total=at.money(parts_total),
        total=at.money(work_total + parts_total),
        self_pay_total=at.money(self_pay),
        warranty=terms(lines, promised),
        old_parts=OLD_PARTS.get(order.old_parts_wish, ""),
        payment=order.payment_method if order.payment_method in PAYMENTS else "",
        wish=order.customer_words,
        car_wash=order.car_wash,
        extras=tuple(extra(at, one) for one in extras_of(at.session, at.claim.id)),
        amendments=amendments(at),
        prepayments=tuple(
            Prepayment(
                text=one.part_name or f"#{one.part_line_id}", amount=at.money(one.amount_minor), paid_on=one.paid_at
            )
            for one in deposits_of(at.session, at.claim.id)
            if one.state in ("due", "paid", "applied", "kept")
        ),
        signatures=signatures(at, "work_order", ("customer", "advisor")),
    )


def total(lines: list[rows.OrderLine]) -> int:
    """What the lines come to; open prices count as nothing yet."""
    return sum(line.amount_minor or 0 for line in lines)


def advisor_id(at: Desk) -> int | None:
    """Who received the car."""
    reception = reception_of(at.session, at.claim.id)
    return reception.by_id if reception is not None else None


def work_item(at: Desk, line: rows.OrderLine) -> OrderWork:
    """A line of labor or paint."""
    return OrderWork(
        position=line.position,
        text=line.text,
        labor_kind="LAR" if line.kind == "paint" else (line.labor_kind or "LAB"),
        amount=at.money(line.amount_minor or 0),
        leg=payer_position(at, line),
        operation=operation(line),
        side=line.side,
        hours=Hours(line.hours_x100) if line.hours_x100 else None,
        self_pay=line.payer == "customer",
        open_price=line.amount_minor is None,
        betterment=betterment.ordered(at, line, line.betterment_amount_minor),
        later=came_later(line),
    )


def came_later(line: rows.OrderLine) -> bool:
    """Whether a line belongs to an extra or an amendment."""
    return line.extra_id is not None or line.amendment_id is not None


def part(at: Desk, line: rows.OrderLine, promise: Promise) -> OrderPart:
    """A line of parts; a sum agreed as a whole is printed without a unit price."""
    amount, quantity = at.money(line.amount_minor or 0), Quantity(line.quantity_x1000)
    unit = at.optional(line.unit_price_minor)
    fits = unit is not None and unit.times(quantity) == amount
    said = promise.printed
    return OrderPart(
        position=line.position,
        name=line.text,
        part_kind=line.part_kind,
        supplied_by=line.supplied_by or "shop",
        quantity=quantity,
        unit_price=unit if fits else None,
        amount=amount,
        leg=payer_position(at, line),
        side=line.side,
        warranted=said is None,
        no_warranty=said,
        undecided=promise.part == "undecided",
        part_number=line.part_number,
        self_pay=line.payer == "customer",
        open_price=line.amount_minor is None,
        betterment=betterment.ordered(at, line, line.betterment_amount_minor),
        later=came_later(line),
    )


def payer_position(at: Desk, line: rows.OrderLine) -> int:
    """The position of the leg that pays a line; the customer's own leg for self-pay."""
    if line.leg_id is None and line.payer == "customer":
        return next((one.position for one in at.legs if one.cover == "customer"), at.legs[0].position)
    return at.position(line.leg_id)


def not_wanted(at: Desk) -> tuple[str, ...]:
    """What the shop recommended and the customer refused, in his order."""
    refused = ("refused", "workshop_told")
    return tuple(one.text for one in extras_of(at.session, at.claim.id) if one.state in refused)


def extra(at: Desk, one: rows.Extra) -> OrderExtra:
    """An extra with the customer's answer."""
    mine = [line for line in lines_of(at.session, at.claim.id) if line.extra_id == one.id]
    answered = bool(one.answered_by and one.answered_at)
    return OrderExtra(
        number=f"{one.number}",
        text=one.text,
        amount=at.money(total(mine)),
        consent=CONSENTS.get(one.answer, one.answer) if answered else "open",
        delay=f"{one.delay_hours} h" if one.delay_hours else "",
        answered_by=one.answered_by if answered else "",
        answered_at=one.answered_at if answered else None,
        recorded_by=one.taken_by,
        told_to=one.workshop_told_to,
    )


def amendments(at: Desk) -> tuple[OrderAmendment, ...]:
    """The signed changes of the order, each with the order's total before and after."""
    lines = {line.id: line for line in lines_of(at.session, at.claim.id)}
    signed = [a for a in amendments_of(at.session, at.claim.id) if a.state == "signed"]
    fallen = {line_id for a in signed for line_id in fallen_with(a)}
    worth = {a.id: change_of(a, list(lines.values()), fallen) for a in signed}
    after = total([line for line in printed_lines(at) if line.extra_id is None])
    found = []
    for one in reversed(signed):
        before = after - worth[one.id]
        found.append(
            OrderAmendment(
                number=f"{one.number}",
                kind=one.kind,
                text=one.reason,
                before=at.money(before),
                after=at.money(after),
                signed_at=one.signed_at,
            )
        )
        after = before
    return tuple(reversed(found))


def fallen_with(amendment: rows.Amendment) -> set[int]:
    """The order lines that fell away with an amendment."""
    return {int(one["line_id"]) for one in amendment.changes if one.get("field") == FALLS_AWAY and not one["before"]}


def change_of(amendment: rows.Amendment, lines: list[rows.OrderLine], fallen: set[int]) -> int:
    """What an amendment adds to the order: its new lines and the changed amounts of old ones, less what falls away.

    A new line counts here even where it is among the `fallen` of a later amendment, which takes it away again.
    """
    mine = [x for x in lines if x.amendment_id == amendment.id and (x.state != "dropped" or x.id in fallen)]
    new = sum(line.amount_minor or 0 for line in mine)
    changed = [one for one in amendment.changes if one.get("field") == "amount_minor"]
    new -= sum(line.amount_minor or 0 for line in lines if line.id in fallen_with(amendment))
    return new + sum(int(one.get("after") or 0) - int(one.get("before") or 0) for one in changed)
