"""The four lives against the book: from, step, to and who, written down once more by hand and tried on every role."""

from __future__ import annotations

from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from claims.kernel.machine import Life, Machine
from claims.people.models import Person
from claims.people.roles import Role
from claims.shopfloor.life import AMENDMENT_LIFE, EXTRA_LIFE, LINE_LIFE, ORDER_LIFE
from tests.shopfloor.make import NOW, put

A, W, C = Role.ADVISOR, Role.WORKSHOP, Role.PARTS_CLERK
BOOK: dict[str, tuple[Life, list[tuple[str, str, str, Role | None]]]] = {
    "work order": (ORDER_LIFE, [
        ("drafted", "sign", "signed", A),
        ("signed", "dispatch", "dispatched", W),
        ("dispatched", "dispatch_again", "dispatched", W),
        ("dispatched", "start", "in_progress", W),
        ("in_progress", "dispatch_again", "in_progress", W),
        ("in_progress", "self_check", "self_checked", W),
        ("self_checked", "team_check", "team_checked", W),
        ("self_checked", "resume", "in_progress", W),
        ("team_checked", "resume", "in_progress", W),
        ("in_progress", "rework", "in_progress", None),
        ("self_checked", "rework", "in_progress", None),
        ("team_checked", "rework", "in_progress", None),
        ("team_checked", "pass_inspection", "inspected", None),
        ("inspected", "wash", "washed", W),
        ("inspected", "make_ready", "ready", W),
        ("washed", "make_ready", "ready", W),
        *((str(state), "stop", "stopped", None) for state in ORDER_LIFE.states if state != "stopped"),
    ]),
    "order line": (LINE_LIFE, [
        ("wanted", "order", "ordered", C),
        ("ordered", "arrive", "arrived", C),
        ("wanted", "arrive", "arrived", C),
        ("arrived", "hand_out", "handed_out", C),
        ("handed_out", "return", "returned", C),
        *((state, "drop", "dropped", A) for state in ("planned", "wanted", "ordered", "arrived")),
    ]),
    "amendment": (AMENDMENT_LIFE, [
        ("drafted", "sign", "signed", A),
        ("drafted", "withdraw", "withdrawn", A),
    ]),
    "extra": (EXTRA_LIFE, [
        ("proposed", "consent", "consented", A),
        ("consented", "add", "added", A),
        ("proposed", "refuse", "refused", A),
        ("refused", "tell_workshop", "workshop_told", A),
    ]),
}  # fmt: skip
OPENING = {
    "work order": {("draft", "drafted", None)},
    "order line": {("list_part", "wanted", None), ("list_work", "planned", None)},
    "amendment": {("draft", "drafted", A), ("draft_prices", "drafted", None)},
    "extra": {("propose", "proposed", A)},
}


class Thing:
    """Something in a state."""

    def __init__(self, state: str) -> None:
        self.id, self.version = 1, 1
        put(self, state)


def allowed(machine: Machine, thing: Any, step: str) -> set[Role]:
    """The roles that may take a step; no condition stands against it."""
    found = set()
    for role in Role:
        act = machine.attempt(cast(Session, None), thing, step, by=Person(1, "x", "x", 1, frozenset({role})), now=NOW)
        if machine.missing(act) == [] and machine.allowed(act):
            found.add(role)
    return found


def permissive(life: Life) -> Machine:
    """A machine in which every condition holds."""
    asked = {condition for move in life.moves for condition in move.must}
    return Machine(
        {Thing: life}, answers=dict.fromkeys(asked, lambda act: True), reactions={}, decide=print, record=print
    )


@pytest.mark.parametrize("name", BOOK)
def test_each_step_is_open_from_the_states_and_to_the_role_of_the_book_and_closed_everywhere_else(name: str) -> None:
    life, book = BOOK[name]
    assert life.name == name
    machine, expected = permissive(life), {(source, step): (target, who) for source, step, target, who in book}
    for state in life.states:
        for step in life.steps():
            move, written = life.find(step, state), expected.get((str(state), step))
            assert (move is None) == (written is None), (state, step)
            if move is None or written is None:
                assert allowed(machine, Thing(state), step) == set()
                continue
            assert move.target == written[0]
            assert allowed(machine, Thing(state), step) == ({written[1]} if written[1] else set()), (state, step)


@pytest.mark.parametrize("name", OPENING)
def test_each_life_opens_as_in_the_book(name: str) -> None:
    life, machine = BOOK[name][0], permissive(BOOK[name][0])
    opened = {move.step: str(move.target) for move in life.moves if move.source is None}
    assert opened == {step: target for step, target, _ in OPENING[name]}
    for step, _, who in OPENING[name]:
        assert allowed(machine, Thing, step) == ({who} if who else set())
