"""The answers to the conditions of an order line's steps; the deposit's is the settlement room's."""

from __future__ import annotations

from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.answers import wanting
from claims.shopfloor.inputs import Arrival, HandOut
from claims.shopfloor.models import OrderLine
from claims.shopfloor.musts import Must
from claims.shopfloor.queries import contract_lines, lines_at_risk, shop_day, signers

OTHERS = ("customer", "insurer")


def shop_supplies(act: Act) -> bool:
    """What the customer brings or the insurer sends is not ordered by us."""
    line: OrderLine = act.thing
    return line.supplied_by == "shop"


def comes_from_others(act: Act) -> bool | list[Fault]:
    """A part that was never ordered arrives only from the customer or the insurer, against a receipt."""
    line: OrderLine = act.thing
    if line.supplied_by not in OTHERS:
        return [Fault("this part is the shop's to supply: order it first", f"line:{line.id}")]
    told: Arrival | None = act.data
    return [] if told is None else wanting(receipt=told.receipt)


def stands_on_signed_order(act: Act) -> bool:
    """The line binds the customer."""
    line: OrderLine = act.thing
    return line.id in {one.id for one in contract_lines(act.session, line.claim_id)}


def self_pay_is_signed(act: Act) -> bool | list[Fault]:
    """As the policy `consent` decides on a part that the customer pays himself (A11)."""
    line: OrderLine = act.thing
    ref = f"line:{line.id}"
    signed = "customer" in signers(act.session, line.claim_id, "self_pay_part", line.id)
    facts = {"kind": "part", "ref": ref, "self_pay": line.payer == "customer", "signed": signed}
    decision = act.ask("consent", [facts], order=shop_day(act.session, line.shop_id, act.now))
    if ref not in decision.undecided and decision.said(ref, "may_hand_out"):
        return True
    return [Fault("the paper “self_pay_part” about line {line} is not signed", ref, {"line": line.id})]


def price_is_agreed(act: Act) -> bool:
    """Only a part that the insurer pays waits for a price: agreed, or at risk on the manager's go-ahead."""
    line: OrderLine = act.thing
    if line.payer != "insurer" or line.amount_minor is not None:
        return True
    return line.id in lines_at_risk(act.session, line.claim_id)


def part_is_not_fitted(act: Act) -> bool:
    """A part that is marked as done is in the car."""
    return not act.thing.done


def receiver_is_named(act: Act) -> list[Fault]:
    """The technician."""
    told: HandOut | None = act.data
    return [] if told is None else wanting(handed_to=told.handed_to)


ANSWERS: dict[Condition, Answer] = {
    Must.SHOP_SUPPLIES: shop_supplies,
    Must.NOT_OURS_TO_ORDER: comes_from_others,
    Must.ON_SIGNED_ORDER: stands_on_signed_order,
    Must.SELF_PAY_SIGNED: self_pay_is_signed,
    Must.PRICE_AGREED: price_is_agreed,
    Must.RECEIVER_NAMED: receiver_is_named,
    Must.NOT_FITTED: part_is_not_fitted,
}
