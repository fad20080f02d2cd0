"""The damage list: in order, open until the assessment, its labor agreed with the assessor, every change on record."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, select

from claims.audit.models import Entry
from claims.estimating.damage import (
    ListClosed,
    add_damage_line,
    agree_labor,
    change_damage_line,
    delete_damage_line,
    reorder_damage,
)
from claims.estimating.damage_inputs import AgreedLabor, AgreedLine, ChangeDamageLine, NewDamageLine, NewOrder
from claims.estimating.models import DamageLine
from claims.estimating.queries import damage_lines
from claims.kernel.errors import Invalid, NotFound
from claims.kernel.machine import Act, Machine
from claims.lifecycle.life import CLAIM_LIFE
from claims.lifecycle.models import Claim, Leg
from claims.lifecycle.musts import Must
from claims.people.roles import Role
from tests.estimating.make import BONNET, BUMPER, LAMP, World, list_damage, make_claim, make_profile


def listed(world: World, *lines: dict[str, object], agree: bool = False) -> tuple[Claim, list[DamageLine]]:
    claim = make_claim(world, "teardown")
    return claim, list_damage(world, claim, *(lines or (BUMPER, BONNET, LAMP)), agree=agree)


def notes(world: World, claim: Claim) -> list[dict[str, object]]:
    rows = world.session.scalars(select(Entry).where(Entry.chain == f"claim:{claim.id}").order_by(Entry.seq))
    return [json.loads(row.body) for row in rows]


def holds(world: World, claim: Claim, must: Must) -> bool | list[str]:
    machine: Machine = world.machine
    act = Act(machine, world.session, CLAIM_LIFE, claim, "x", world.person(Role.SUPERVISOR), world.now)
    answer = machine.answers[must](act)
    return answer if isinstance(answer, bool) else [str(fault) for fault in answer]


def test_lines_stand_in_the_order_in_which_they_were_listed(world: World) -> None:
    claim, lines = listed(world)
    assert [line.position for line in lines] == [1, 2, 3]
    by = world.person(Role.SUPERVISOR)
    order = NewOrder(line_ids=[lines[2].id, lines[0].id, lines[1].id])
    reorder_damage(world.session, claim, order, by=by, now=world.now)
    names = [line.part_name for line in damage_lines(world.session, claim.id)]
    assert names == ["左前大灯总成", "前保险杠皮", "发动机盖"]


def test_a_new_order_names_every_line_once(world: World) -> None:
    claim, lines = listed(world)
    with pytest.raises(Invalid):
        reorder_damage(world.session, claim, NewOrder(line_ids=[lines[0].id] * 3), by=world.person(Role.SUPERVISOR),
                       now=world.now)  # fmt: skip


def test_a_deleted_line_leaves_no_hole_and_stays_on_record(world: World) -> None:
    claim, lines = listed(world)
    delete_damage_line(world.session, claim, lines[0], by=world.person(Role.SUPERVISOR), now=world.now)
    assert [line.position for line in damage_lines(world.session, claim.id)] == [1, 2]
    last = notes(world, claim)[-1]
    assert last["what"] == "damage line deleted"
    assert last["data"]["before"]["part_number"] == "17G 807 217 GRU"  # type: ignore[index]


@pytest.mark.parametrize("state", ["reported", "assessed", "quoting", "repairing", "closed"])
def test_the_list_is_closed_before_reception_and_after_the_assessment(world: World, state: str) -> None:
    claim = make_claim(world, state)
    with pytest.raises(ListClosed):
        add_damage_line(world.session, claim, NewDamageLine(**BUMPER), by=world.person(Role.SUPERVISOR), now=world.now)
    assert damage_lines(world.session, claim.id) == []


def test_other_hours_want_a_new_agreement(world: World) -> None:
    claim, lines = listed(world, agree=True)
    by = world.person(Role.SUPERVISOR)
    change_damage_line(world.session, claim, lines[0], ChangeDamageLine(note="x"), by=by, now=world.now)
    assert lines[0].agreed_hours_x100 == 120
    change_damage_line(world.session, claim, lines[0], ChangeDamageLine(labor_hours_x100=200), by=by, now=world.now)
    assert lines[0].agreed_hours_x100 is None
    assert holds(world, claim, Must.LABOR_AGREED) == ["line 1, 前保险杠皮: its labor is not agreed with the assessor"]
    last = notes(world, claim)[-1]["data"]
    assert (last["before"], last["after"]) == ({"labor_hours_x100": 120}, {"labor_hours_x100": 200})  # type: ignore[index]


def test_labor_is_agreed_line_by_line_and_the_assessors_name_stays_out_of_the_chain(world: World) -> None:
    claim, lines = listed(world)
    told = AgreedLabor(assessor="Zhao", lines=[AgreedLine(line_id=lines[1].id, hours_x100=350)], rest="as_proposed")
    agree_labor(world.session, claim, told, by=world.person(Role.SUPERVISOR), now=world.now)
    assert [line.agreed_hours_x100 for line in lines] == [120, 350, 80]
    assert lines[0].labor_agreed_with == "Zhao"
    assert holds(world, claim, Must.LABOR_AGREED) == []
    assert "Zhao" not in json.dumps(notes(world, claim))


def test_agreed_hours_are_for_lines_of_this_list(world: World) -> None:
    claim, lines = listed(world)
    twice = AgreedLine(line_id=lines[0].id, hours_x100=1)
    told = AgreedLabor(assessor="Zhao", lines=[twice, twice, AgreedLine(line_id=999, hours_x100=1)])
    with pytest.raises(Invalid) as refused:
        agree_labor(world.session, claim, told, by=world.person(Role.SUPERVISOR), now=world.now)
    assert [str(fault) for fault in refused.value.faults] == [
        "line 999 does not stand on this damage list", f"line {lines[0].id} is named twice",
    ]  # fmt: skip
    assert lines[0].agreed_hours_x100 is None


def test_every_line_says_where_it_was_found(world: World) -> None:
    claim, _ = listed(world, BUMPER, {**BONNET, "found_in": ""})
    assert holds(world, claim, Must.DAMAGE_LISTED) == ["line 2, 发动机盖: say where it was found and by whom"]
    assert holds(world, make_claim(world), Must.DAMAGE_LISTED) is False


def test_an_order_wants_stated_parts_and_a_rate_for_all_work(world: World) -> None:
    claim, _ = listed(world, {**BUMPER, "supplied_by": ""}, {**BONNET, "labor_kind": "LAF"})
    assert holds(world, claim, Must.DAMAGE_PRICEABLE) == [
        "line 1, 前保险杠皮: say who supplies the part and of which kind it is",
        "There is no rate profile for brand “VW” on 2026-05-11; enter one that holds from that day or earlier.",
    ]
    make_profile(world)
    assert holds(world, claim, Must.DAMAGE_PRICEABLE) == [
        "line 1, 前保险杠皮: say who supplies the part and of which kind it is", "no rate for labor of kind LAF",
    ]  # fmt: skip


def test_without_an_insurer_every_line_says_who_pays(world: World) -> None:
    claim, _ = listed(world, BUMPER, {**BONNET, "payer": "customer"})
    make_profile(world)
    world.session.execute(delete(Leg).where(Leg.claim_id == claim.id, Leg.insurer_id.is_not(None)))
    assert holds(world, claim, Must.DAMAGE_PRICEABLE) == [
        "line 1, 前保险杠皮: no insurer pays on this claim; say who does"
    ]


def test_a_leg_of_another_claim_is_not_there(world: World) -> None:
    claim = make_claim(world, "teardown")
    with pytest.raises(NotFound):
        add_damage_line(world.session, claim, NewDamageLine(**BUMPER, leg_id=999), by=world.person(Role.SUPERVISOR),
                        now=world.now)  # fmt: skip


@pytest.mark.parametrize("absurd", [{"labor_hours_x100": -1}, {"labor_hours_x100": 10**6}, {"quantity_x1000": 0},
                                    {"labor_hours_x100": 1.5}, {"operation": "explode"}, {"price": 1}])  # fmt: skip
def test_absurd_figures_never_get_in(absurd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        NewDamageLine(**{**BUMPER, **absurd})
