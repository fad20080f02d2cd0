"""After the repair: self-pay marked, old parts sorted, the second look, the car handed back (A13-A14, C14)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.kernel.errors import NotFound, Refusal
from claims.lifecycle.musts import Must as ClaimMust
from claims.lifecycle.queries import legs_of
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.lines import mark_self_pay
from claims.shopfloor.models import OrderLine
from claims.shopfloor.yard import AlreadyDelivered, NotReady, hand_back, record_reinspection, sort_old_part
from claims.shopfloor.yard_inputs import LineIds, NewHandBack, NewOldPart, NewReinspection
from tests.shopfloor.make import Yard, damage, make_quote, make_yard, open_order, put, sign_order

Judge = Callable[[ClaimMust], object]


@pytest.fixture
def inspected(yard: Yard) -> Yard:
    """An inspected claim: an insured bumper and a lamp that the customer pays, both replaced."""
    bumper, lamp = damage(yard, "Front bumper"), damage(yard, "Headlamp", payer="customer", labor_hours_x100=0)
    open_order(yard)
    prices = [(bumper, {"part_amount_minor": 90000}), (lamp, {"part_amount_minor": 50000})]
    take_agreed_prices(yard.act(make_quote(yard, prices)))
    sign_order(yard)
    for text in ("Front bumper", "Headlamp"):
        put(yard.line(text), "handed_out")
    put(yard.order, "ready")
    put(yard.claim, "inspected")
    yard.session.flush()
    return yard


def answer(yard: Yard, must: ClaimMust) -> object:
    found = yard.machine.answers[must](yard.act(yard.claim, "review_order"))
    return [str(fault) for fault in found] if isinstance(found, list) else found


def faults(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [str(fault) for fault in refusal.value.faults]


def mark(yard: Yard, *lines: OrderLine) -> None:
    told = LineIds(line_ids=[line.id for line in lines])
    mark_self_pay(yard.session, yard.claim, told, by=yard.people[Role.ADVISOR], now=yard.now)


def test_the_advisor_marks_exactly_the_lines_that_the_customer_pays(inspected: Yard) -> None:
    bumper, lamp = inspected.line("Front bumper"), inspected.line("Headlamp")
    assert answer(inspected, ClaimMust.SELF_PAY_MARKED) == [
        "the self-pay mark on line 3 “Headlamp” does not fit its payer"
    ]
    with pytest.raises(Refusal) as refusal:
        mark(inspected, bumper)
    assert faults(refusal) == [
        "line 1 “Front bumper” is not paid by the customer",
        "line 3 “Headlamp” is the customer's and is not named",
    ]
    mark(inspected, lamp)
    assert answer(inspected, ClaimMust.SELF_PAY_MARKED) == []


def sort(yard: Yard, line: OrderLine, fate: str, **more: object) -> None:
    told = NewOldPart.model_validate({"line_id": line.id, "fate": fate, **more})
    sort_old_part(yard.session, yard.claim, told, by=yard.people[Role.WORKSHOP], now=yard.now)


def test_every_replaced_part_is_sorted_and_a_recalled_one_handed_over_against_receipt(inspected: Yard) -> None:
    bumper, lamp = inspected.line("Front bumper"), inspected.line("Headlamp")
    assert answer(inspected, ClaimMust.OLD_PARTS_SORTED) == [
        "the old part of line 1 “Front bumper” is not sorted",
        "the old part of line 3 “Headlamp” is not sorted",
    ]
    sort(inspected, lamp, "kept_for_customer")
    sort(inspected, bumper, "kept_for_insurer", recalled=True, salvage_minor=3000)
    assert answer(inspected, ClaimMust.OLD_PARTS_SORTED) == [
        "the insurer recalled the old part of line 1 “Front bumper”; hand it over"
    ]
    with pytest.raises(Refusal) as refusal:
        sort(inspected, bumper, "handed_to_insurer", recalled=True)
    assert faults(refusal) == ["name the insurer's receipt for the old part"]
    sort(inspected, bumper, "handed_to_insurer", recalled=True, receipt="R-9", salvage_minor=3000)
    assert answer(inspected, ClaimMust.OLD_PARTS_SORTED) == []


def test_an_old_part_that_a_warranty_replaced_goes_to_the_warranty_clerk_and_no_other_does(inspected: Yard) -> None:
    bumper, lamp = inspected.line("Front bumper"), inspected.line("Headlamp")
    bumper.payer, bumper.done = "warranty", True
    sort(inspected, lamp, "kept_for_customer")
    sort(inspected, bumper, "scrapped")
    assert answer(inspected, ClaimMust.OLD_PARTS_SORTED) == [
        "the old part of line 1 “Front bumper” goes to the warranty clerk"
    ]
    sort(inspected, bumper, "handed_to_warranty_clerk")
    assert answer(inspected, ClaimMust.OLD_PARTS_SORTED) == []
    with pytest.raises(Refusal) as refusal:
        sort(inspected, lamp, "handed_to_warranty_clerk")
    assert faults(refusal) == ["no warranty pays for line 3; its old part is not the clerk's"]


def test_where_nothing_was_replaced_there_is_no_old_part(inspected: Yard) -> None:
    with pytest.raises(Refusal) as refusal:
        sort(inspected, inspected.line("Front bumper", "labor"), "scrapped")
    assert faults(refusal) == ["no part was replaced on line 2"]


def test_another_claims_line_has_no_old_part_here(inspected: Yard) -> None:
    other = make_yard(inspected.session, shop="south")
    damage(other, "Mirror")
    open_order(other)
    with pytest.raises(NotFound):
        sort(inspected, other.line("Mirror"), "scrapped")


def test_each_insurer_looks_again_or_waives_it_with_a_reference(inspected: Yard) -> None:
    insured, own = legs_of(inspected.session, inspected.claim.id)

    def record(**told: object) -> None:
        new = NewReinspection.model_validate(told)
        by = inspected.people[Role.ADVISOR]
        record_reinspection(inspected.session, inspected.claim, new, by=by, now=inspected.now)

    assert answer(inspected, ClaimMust.REINSPECTED) == ["the insurer of leg 1 neither looked again nor waived it"]
    with pytest.raises(Refusal) as refusal:
        record(leg_id=own.id, outcome="waived")
    assert faults(refusal) == [
        "leg 2 is no insurer's; there is nothing to look at", "name the insurer's reference for the waiver",
    ]  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        record(leg_id=insured.id, outcome="done")
    assert faults(refusal) == ["name who looked for the insurer"]
    record(leg_id=insured.id, outcome="waived", reference="W-3")
    assert answer(inspected, ClaimMust.REINSPECTED) == []


def test_a_car_is_handed_back_when_ready_and_settled_and_its_record_names_what_is_missing(inspected: Yard) -> None:
    def write(**told: object) -> str:
        new = NewHandBack.model_validate(told)
        by = inspected.people[Role.ADVISOR]
        return hand_back(inspected.session, inspected.claim, new, by=by, now=inspected.now).gate_pass_number

    assert answer(inspected, ClaimMust.HANDED_BACK) == ["no exit record is filled in yet"]
    with pytest.raises(NotReady) as refusal:
        write()
    assert faults(refusal) == ["the claim is not settled"]
    put(inspected.claim, "settled")
    assert write(exit_checks={"clean": False}) == "G2026-000001"
    assert answer(inspected, ClaimMust.HANDED_BACK) == [
        "the exit checks are not all made and in order",
        "who takes the car is not told",
        "the keys are not returned",
        "the papers are not returned",
        "the customer has not signed the inventory back",
    ]
    inspected.sign("inventory_back")
    again = write(exit_checks={"clean": True}, handed_to="Wang Fang", keys_returned=True, papers_returned=True)
    assert again == "G2026-000001"
    assert answer(inspected, ClaimMust.HANDED_BACK) == []
    put(inspected.claim, "delivered")
    with pytest.raises(AlreadyDelivered):
        write()
