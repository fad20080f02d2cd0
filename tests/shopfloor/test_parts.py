"""Parts: ordered, arrived, handed out only where the customer and the insurer are bound; who else supplies them."""

from __future__ import annotations

from typing import Any

import pytest

from claims.kernel.machine import StepForbidden, StepRefused
from claims.lifecycle.musts import Must as ClaimMust
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import Arrival, HandOut, NewPartOrder, Reason, SupplierChange
from claims.shopfloor.models import Amendment, OrderLine
from claims.shopfloor.orders import give_go_ahead
from claims.shopfloor.yard_inputs import NewGoAhead
from tests.shopfloor.make import Yard, damage, make_quote, open_order, put, sign_order

ORDERED = NewPartOrder(supplier="Example Parts")
CAME = Arrival(receipt="D-17")
TAKEN = HandOut(handed_to="Zhao Lei")


def sign_with(yard: Yard, price: int = 90000, **more: Any) -> OrderLine:
    """A signed order with one bumper of the given price."""
    line = damage(yard, "Front bumper", **more)
    open_order(yard)
    amounts = {"part_amount_minor": price, "labor_amount_minor": 8000, "original_unit_price_minor": price}
    take_agreed_prices(yard.act(make_quote(yard, [(line, amounts)])))
    sign_order(yard)
    return yard.line("Front bumper")


def missing(yard: Yard, thing: Any, step: str, data: Any, *, by: Role = Role.PARTS_CLERK) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        yard.take(thing, step, data, by=by)
    return [m.sentence for m in refusal.value.missing]


def test_an_insured_part_is_ordered_arrives_and_is_handed_out_to_a_named_technician(yard: Yard) -> None:
    line = sign_with(yard)
    yard.take(line, "order", ORDERED, by=Role.PARTS_CLERK)
    yard.take(line, "arrive", CAME, by=Role.PARTS_CLERK)
    assert missing(yard, line, "hand_out", HandOut()) == ["the technician who takes the part is named"]
    yard.take(line, "hand_out", TAKEN, by=Role.PARTS_CLERK)
    assert (line.state, line.supplier, line.receipt, line.handed_to) == (
        "handed_out", "Example Parts", "D-17", "Zhao Lei",
    )  # fmt: skip
    assert missing(yard, line, "return", Reason()) == ["the reason is told"]
    yard.take(line, "return", Reason(reason="wrong side"), by=Role.PARTS_CLERK)
    assert (line.state, line.ended_because) == ("returned", "wrong side")


def test_only_the_parts_clerk_orders_parts(yard: Yard) -> None:
    line = sign_with(yard)
    with pytest.raises(StepForbidden):
        yard.take(line, "order", ORDERED, by=Role.WORKSHOP)


def test_nothing_is_ordered_before_the_order_is_signed(yard: Yard) -> None:
    damage(yard, "Front bumper")
    open_order(yard)
    assert missing(yard, yard.line("Front bumper"), "order", ORDERED) == [
        "the line stands on the signed order, on a signed amendment or on a consented extra"
    ]


def test_a_dear_part_that_the_customer_pays_waits_for_its_deposit(yard: Yard) -> None:
    line = sign_with(yard, 100_000, payer="customer")
    with pytest.raises(StepRefused) as refusal:
        yard.take(line, "order", ORDERED, by=Role.PARTS_CLERK)
    (lacking,) = refusal.value.missing
    assert (lacking.sentence, lacking.cites) == ("the deposit for this part is paid", "B4")


def test_a_self_pay_part_stays_in_the_store_until_the_customer_signed_for_it(yard: Yard) -> None:
    line = sign_with(yard, payer="customer")
    yard.take(line, "order", ORDERED, by=Role.PARTS_CLERK)
    yard.take(line, "arrive", CAME, by=Role.PARTS_CLERK)
    yard.sign("self_pay_part", about=line.id + 1)
    assert missing(yard, line, "hand_out", TAKEN) == ["the customer signed for this part, which he pays himself"]
    yard.sign("self_pay_part", about=line.id)
    assert yard.take(line, "hand_out", TAKEN, by=Role.PARTS_CLERK).state == "handed_out"


def test_an_insured_part_without_an_agreed_price_is_handed_out_only_on_the_managers_go_ahead(yard: Yard) -> None:
    damage(yard, "Front bumper")
    open_order(yard)
    line, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    told = NewGoAhead(line_ids=[labor.id, line.id], at_risk_minor=90000, reason="the customer needs the car")
    give_go_ahead(yard.session, yard.claim, told, by=yard.people[Role.MANAGER], now=yard.now)
    sign_order(yard)
    assert yard.order.prices_open
    yard.take(line, "order", ORDERED, by=Role.PARTS_CLERK)
    yard.take(line, "arrive", CAME, by=Role.PARTS_CLERK)
    assert yard.take(line, "hand_out", TAKEN, by=Role.PARTS_CLERK).state == "handed_out"


def test_the_go_ahead_must_name_every_line_whose_price_is_open(yard: Yard) -> None:
    damage(yard, "Front bumper")
    open_order(yard)
    line, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    told = NewGoAhead(line_ids=[line.id, labor.id], at_risk_minor=1, reason="the customer needs the car")
    answer = yard.machine.answers[ClaimMust.GO_AHEAD_GIVEN]
    assert answer(yard.act(yard.claim)) is False
    give_go_ahead(yard.session, yard.claim, told, by=yard.people[Role.MANAGER], now=yard.now)
    sign_order(yard)
    assert answer(yard.act(yard.claim)) == []


def test_a_go_ahead_lets_the_draft_know_the_quoted_prices_but_not_the_insurers(yard: Yard) -> None:
    bumper, lamp = damage(yard, "Front bumper"), damage(yard, "Headlamp", payer="customer", labor_hours_x100=0)
    open_order(yard)
    prices = {"part_amount_minor": 50000, "labor_amount_minor": 8000, "original_unit_price_minor": 52000}
    put(make_quote(yard, [(bumper, prices), (lamp, {**prices, "labor_amount_minor": 0})]), "sent")
    line, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    told = NewGoAhead(line_ids=[line.id, labor.id], at_risk_minor=58000, reason="the customer needs the car")
    give_go_ahead(yard.session, yard.claim, told, by=yard.people[Role.MANAGER], now=yard.now)
    assert (line.amount_minor, line.original_unit_price_minor, labor.amount_minor) == (None, 52000, None)
    assert yard.line("Headlamp").amount_minor == 50000
    assert sign_order(yard).prices_open


def test_a_part_that_the_insurer_supplies_is_not_ordered_and_arrives_against_a_receipt(yard: Yard) -> None:
    line = sign_with(yard, 0, supplied_by="insurer")
    assert missing(yard, line, "order", ORDERED) == [
        "the shop supplies this part; what the customer or the insurer supplies is not ordered"
    ]
    assert missing(yard, line, "arrive", Arrival()) == [
        "the part comes from the customer or the insurer, and its receipt is told"
    ]
    assert yard.take(line, "arrive", CAME, by=Role.PARTS_CLERK).state == "arrived"
    assert line.warranty == "by_supplier"


def test_a_part_of_the_shops_does_not_arrive_unordered(yard: Yard) -> None:
    line = sign_with(yard)
    assert missing(yard, line, "arrive", CAME) == [
        "the part comes from the customer or the insurer, and its receipt is told"
    ]


def change_to_customer(yard: Yard, line: OrderLine) -> Amendment:
    told = SupplierChange(claim_id=yard.claim.id, line_ids=[line.id], supplied_by="customer", reason="has one at home")
    amendment: Amendment = yard.take(Amendment, "draft", told, by=Role.ADVISOR)
    return amendment


def test_a_part_that_the_customer_brings_by_a_signed_amendment_is_free_and_has_no_warranty(yard: Yard) -> None:
    line = sign_with(yard)
    amendment = change_to_customer(yard, line)
    assert (line.supplied_by, line.amount_minor, amendment.kind) == ("shop", 90000, "supplier_change")
    yard.sign("amendment", "customer", about=amendment.id)
    assert missing(yard, amendment, "sign", None, by=Role.ADVISOR) == [
        "the customer and the advisor signed the amendment"
    ]
    yard.sign("amendment", "advisor", about=amendment.id)
    yard.take(amendment, "sign", by=Role.ADVISOR)
    assert (line.supplied_by, line.amount_minor, line.signed_amount_minor) == ("customer", 0, 0)
    assert (line.part_warranted, line.workmanship_warranted, line.wordings) == (False, True, ["no_part_warranty"])
    assert yard.line("Front bumper", "labor").amount_minor == 8000
    yard.take(line, "arrive", CAME, by=Role.PARTS_CLERK)
    assert line.state == "arrived"


def test_who_supplies_a_part_cannot_change_once_it_is_ordered(yard: Yard) -> None:
    line = sign_with(yard)
    amendment = change_to_customer(yard, line)
    yard.take(line, "order", ORDERED, by=Role.PARTS_CLERK)
    told = SupplierChange(claim_id=yard.claim.id, line_ids=[line.id, 99], supplied_by="customer")
    with pytest.raises(StepRefused) as refusal:
        yard.take(Amendment, "draft", told, by=Role.ADVISOR)
    assert [str(d) for d in refusal.value.missing[0].details] == [
        "the part on line 1 “Front bumper” is ordered or dropped already",
        "line 99 is no part of this order",
    ]
    yard.sign("amendment", "customer", "advisor", about=amendment.id)
    assert missing(yard, amendment, "sign", None, by=Role.ADVISOR) == [
        "the lines to change are parts of this order that are not ordered yet"
    ]
