"""From dispatch to ready: checks, an inspection that fails and one that passes, rework counted (A12, C12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.kernel.errors import Refusal
from claims.kernel.machine import StepRefused
from claims.lifecycle.inputs import Findings, Wish
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.inputs import Arrival, Check, HandOut, NewDispatch, NewPartOrder, Reason, Technician
from claims.shopfloor.lines import mark_done
from claims.shopfloor.orders import stop_lines
from claims.shopfloor.queries import inspections_of, lines_of
from claims.shopfloor.yard_inputs import LineIds
from tests.shopfloor.make import Yard, damage, make_quote, open_order, put, sign_order

RIGHT = Findings(findings="all in order", road_test_km=5, checks={"brakes": True, "gaps": True})
WRONG = Findings(findings="gap at the left headlamp", checks={"gaps": False})
CHECKED = Check(person="Zhao Lei", checks={"bolts": True})


@pytest.fixture
def running(yard: Yard) -> Yard:
    """A claim in repair whose order is in progress, with one insured part and its labor."""
    line = damage(yard, "Front bumper")
    open_order(yard)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 90000, "labor_amount_minor": 8000})])))
    sign_order(yard)
    put(yard.claim, "agreed")
    yard.take(yard.order, "dispatch", dispatched(yard), by=Role.WORKSHOP)
    yard.take(yard.claim, "start_repair", by=Role.WORKSHOP)
    return yard


def dispatched(yard: Yard, **more: Any) -> NewDispatch:
    told = {
        "team": "Body 1", "technicians": [Technician(name="Zhao Lei")], "bay": "B3", "planned_from": yard.now,
        "planned_until": yard.now + timedelta(days=2), **more,
    }  # fmt: skip
    return NewDispatch.model_validate(told)


def do_the_work(yard: Yard) -> None:
    part, labor = yard.line("Front bumper"), yard.line("Front bumper", "labor")
    yard.take(part, "order", NewPartOrder(supplier="Example Parts"), by=Role.PARTS_CLERK)
    yard.take(part, "arrive", Arrival(), by=Role.PARTS_CLERK)
    yard.take(part, "hand_out", HandOut(handed_to="Zhao Lei"), by=Role.PARTS_CLERK)
    done(yard, part.id, labor.id)


def done(yard: Yard, *ids: int) -> None:
    mark_done(yard.session, yard.claim, LineIds(line_ids=list(ids)), by=yard.people[Role.WORKSHOP], now=yard.now)


def check(yard: Yard) -> None:
    yard.take(yard.order, "self_check", CHECKED, by=Role.WORKSHOP)
    yard.take(yard.order, "team_check", Check(person="Sun Wei", checks={"bolts": True}), by=Role.WORKSHOP)


def missing(yard: Yard, thing: Any, step: str, data: Any, *, by: Role) -> list[str]:
    with pytest.raises(StepRefused) as refusal:
        yard.take(thing, step, data, by=by)
    return [str(detail) for m in refusal.value.missing for detail in m.details] or [
        m.sentence for m in refusal.value.missing
    ]


def test_starting_the_claims_repair_starts_the_dispatched_order(running: Yard) -> None:
    assert (running.claim.state, running.order.state) == ("repairing", "in_progress")


def test_a_dispatch_names_team_people_bay_and_times_that_follow_each_other(running: Yard) -> None:
    told = NewDispatch(planned_from=running.now, planned_until=running.now)
    assert missing(running, running.order, "dispatch_again", told, by=Role.WORKSHOP) == [
        "team is not told", "technicians is not told", "bay is not told", "the planned work ends before it begins",
    ]  # fmt: skip


def test_a_line_is_done_only_when_its_part_was_handed_out(running: Yard) -> None:
    part = running.line("Front bumper")
    with pytest.raises(Refusal) as refusal:
        done(running, part.id, 999)
    assert [str(fault) for fault in refusal.value.faults] == [
        "the part “Front bumper” was not handed out", "line 999 is not on this order",
    ]  # fmt: skip
    assert not part.done


def test_the_self_check_waits_until_every_line_is_done(running: Yard) -> None:
    assert missing(running, running.order, "self_check", CHECKED, by=Role.WORKSHOP) == [
        "line 1 “Front bumper” is not done", "line 2 “Front bumper” is not done",
    ]  # fmt: skip


def test_a_check_that_found_something_wrong_is_not_passed(running: Yard) -> None:
    do_the_work(running)
    told = Check(person="Zhao Lei", checks={"bolts": False})
    assert missing(running, running.order, "self_check", told, by=Role.WORKSHOP) == ["“bolts” failed; mend it first"]


def test_the_claim_passes_no_inspection_before_both_checks(running: Yard) -> None:
    do_the_work(running)
    found = missing(running, running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR)
    assert found == ["the self check is not made", "the team check is not made"]
    running.take(running.order, "self_check", CHECKED, by=Role.WORKSHOP)
    found = missing(running, running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR)
    assert found == ["the team check is not made"]


def test_a_failed_inspection_sends_the_order_back_and_the_checks_start_again(running: Yard) -> None:
    do_the_work(running)
    check(running)
    running.take(running.claim, "fail_inspection", WRONG, by=Role.INSPECTOR)
    assert (running.claim.state, running.order.state, running.order.rework_count) == ("repairing", "in_progress", 1)
    found = missing(running, running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR)
    assert found == ["the self check is not made", "the team check is not made"]
    check(running)
    running.take(running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR)
    assert (running.claim.state, running.order.state) == ("inspected", "inspected")
    kept = [(one.kind, one.passed) for one in inspections_of(running.session, running.claim.id)]
    assert kept == [
        ("self_check", True), ("team_check", True), ("final", False),
        ("self_check", True), ("team_check", True), ("final", True),
    ]  # fmt: skip


def test_a_final_inspection_with_a_failed_point_cannot_be_passed(running: Yard) -> None:
    do_the_work(running)
    check(running)
    assert missing(running, running.claim, "pass_inspection", WRONG, by=Role.INSPECTOR) == [
        "“gaps” failed; fail the inspection instead"
    ]
    assert missing(running, running.claim, "pass_inspection", Findings(), by=Role.INSPECTOR) == [
        "say what the final inspection looked at"
    ]


def test_who_worked_on_the_car_cannot_inspect_it(running: Yard) -> None:
    inspector = running.people[Role.INSPECTOR]
    told = dispatched(running, technicians=[Technician(name="Z. L.", user_id=inspector.id)])
    running.take(running.order, "dispatch_again", told, by=Role.WORKSHOP)
    do_the_work(running)
    check(running)
    assert missing(running, running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR) == [
        "you worked on this car or checked it yourself; another inspector must look"
    ]


def test_who_made_the_team_check_by_name_cannot_inspect_either(running: Yard) -> None:
    do_the_work(running)
    running.take(running.order, "self_check", CHECKED, by=Role.WORKSHOP)
    told = Check(person=running.people[Role.INSPECTOR].name.upper(), checks={"bolts": True})
    running.take(running.order, "team_check", told, by=Role.WORKSHOP)
    assert missing(running, running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR) == [
        "you worked on this car or checked it yourself; another inspector must look"
    ]


def test_an_inspected_car_is_washed_and_ready_and_a_wash_is_left_out_only_where_none_is_wanted(running: Yard) -> None:
    do_the_work(running)
    check(running)
    running.take(running.claim, "pass_inspection", RIGHT, by=Role.INSPECTOR)
    assert missing(running, running.order, "make_ready", None, by=Role.WORKSHOP) == ["the customer wants no car wash"]
    running.take(running.order, "wash", by=Role.WORKSHOP)
    assert running.take(running.order, "make_ready", by=Role.WORKSHOP).state == "ready"


def test_a_checked_order_can_be_taken_up_again_with_a_reason(running: Yard) -> None:
    do_the_work(running)
    check(running)
    assert missing(running, running.order, "resume", Reason(), by=Role.WORKSHOP) == ["the reason is told"]
    running.take(running.order, "resume", Reason(reason="an extra came in"), by=Role.WORKSHOP)
    assert running.order.state == "in_progress"


def test_a_withdrawn_claim_stops_what_is_not_done(running: Yard) -> None:
    labor = running.line("Front bumper", "labor")
    done(running, labor.id)
    running.take(running.claim, "withdraw", Wish(reason="sold", wished_by="Wang Fang"), by=Role.MANAGER)
    states = {line.kind: line.state for line in lines_of(running.session, running.claim.id)}
    assert states == {"part": "dropped", "labor": "planned"}
    assert running.order.state == "stopped"


def test_stopping_a_claim_without_an_order_does_nothing(yard: Yard) -> None:
    stop_lines(yard.act(yard.claim, "withdraw"))
    assert len(lines_of(yard.session, yard.claim.id)) == 0
