"""Where a person decides: warranty the policy leaves open, dropped lines, parts fitted, hidden damage not yet seen."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.models import Supplement
from claims.kernel.machine import StepRefused
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import Check, Reason
from claims.shopfloor.lines import AlreadyDecided, NotDone, mark_done, say_warranty
from claims.shopfloor.models import OrderLine
from claims.shopfloor.yard import NotReady, hand_back
from claims.shopfloor.yard_inputs import LineIds, NewHandBack, NewWarranty
from tests.shopfloor.make import Yard, damage, make_quote, open_order, put, sign_order


def signed(yard: Yard, **more: Any) -> OrderLine:
    line = damage(yard, "Alternator", **more)
    open_order(yard)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 90000, "labor_amount_minor": 8000})])))
    sign_order(yard)
    return yard.line("Alternator")


def test_a_used_parts_warranty_is_left_to_the_manager_and_the_car_waits_for_the_word(yard: Yard) -> None:
    line = signed(yard, part_kind="PAL")
    assert (line.warranty, line.part_warranted, line.workmanship_warranted) == ("undecided", None, True)
    put(yard.order, "ready")
    put(yard.claim, "settled")
    by, told = yard.people[Role.ADVISOR], NewHandBack()
    with pytest.raises(NotReady) as refusal:
        hand_back(yard.session, yard.claim, told, by=by, now=yard.now)
    assert [str(fault) for fault in refusal.value.faults] == [
        "the warranty of line 1 “Alternator” is undecided; the manager must decide it"
    ]
    word = NewWarranty(warranty="not_warranted", reason="from a breaker's yard")
    say_warranty(yard.session, yard.claim, line, word, by=yard.people[Role.MANAGER], now=yard.now)
    assert (line.part_warranted, line.wordings) == (False, ["no_part_warranty"])
    assert hand_back(yard.session, yard.claim, told, by=by, now=yard.now).gate_pass_number


def test_what_the_policy_decided_nobody_decides_again(yard: Yard) -> None:
    line, word = signed(yard), NewWarranty(warranty="not_warranted", reason="too dear")
    with pytest.raises(AlreadyDecided):
        say_warranty(yard.session, yard.claim, line, word, by=yard.people[Role.MANAGER], now=yard.now)


def test_dropping_a_line_of_the_draft_makes_earlier_signatures_worthless(yard: Yard) -> None:
    damage(yard, "Alternator")
    order = open_order(yard)
    before = order.changed_at
    yard.now = yard.now.replace(hour=5)
    yard.take(yard.line("Alternator"), "drop", Reason(reason="repaired last year"), by=Role.ADVISOR)
    assert order.changed_at > before


def test_a_fitted_part_does_not_go_back_to_the_store(yard: Yard) -> None:
    line = signed(yard)
    put(line, "handed_out")
    put(yard.order, "in_progress")
    yard.session.flush()
    mark_done(yard.session, yard.claim, LineIds(line_ids=[line.id]), by=yard.people[Role.WORKSHOP], now=yard.now)
    with pytest.raises(StepRefused) as refusal:
        yard.take(line, "return", Reason(reason="left over"), by=Role.PARTS_CLERK)
    assert [m.sentence for m in refusal.value.missing] == ["the part is not fitted yet"]


def test_nothing_is_marked_as_done_before_the_order_is_in_progress(yard: Yard) -> None:
    labor = (signed(yard), yard.line("Alternator", "labor"))[1]
    told = LineIds(line_ids=[labor.id])
    with pytest.raises(NotDone) as refusal:
        mark_done(yard.session, yard.claim, told, by=yard.people[Role.WORKSHOP], now=yard.now)
    assert [str(fault) for fault in refusal.value.faults] == ["lines are marked while the order is in progress"]


def test_nothing_is_reassembled_over_hidden_damage_that_the_insurer_has_not_seen(yard: Yard) -> None:
    line = signed(yard)
    put(line, "handed_out")
    put(yard.order, "in_progress")
    supplement = Supplement(
        claim_id=yard.claim.id, shop_id=yard.claim.shop_id, number=1, found_in="repair", found_at=yard.now,
        found_by_id=yard.people[Role.WORKSHOP].id, version=1,
    )  # fmt: skip
    put(supplement, "found")
    yard.session.add(supplement)
    yard.session.flush()
    ids = [line.id, yard.line("Alternator", "labor").id]
    mark_done(yard.session, yard.claim, LineIds(line_ids=ids), by=yard.people[Role.WORKSHOP], now=yard.now)
    told = Check(person="Zhao Lei", checks={"bolts": True})
    with pytest.raises(StepRefused) as refusal:
        yard.take(yard.order, "self_check", told, by=Role.WORKSHOP)
    assert [str(detail) for m in refusal.value.missing for detail in m.details] == [
        "supplement S01 is neither surveyed nor waived"
    ]
    put(supplement, "surveyed")
    assert yard.take(yard.order, "self_check", told, by=Role.WORKSHOP).state == "self_checked"
