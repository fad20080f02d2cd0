"""Every life's table: each state × each step × each role, no dead ends, and the printed diagrams are true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from claims.drawing import PAGE, page
from claims.kernel.machine import WRONG_STATE, Life, Machine
from claims.people.models import Person
from claims.people.roles import GRANTS, Permission, Role
from claims.wiring import LIVES

LIFE_OF = {life.name: (model, life) for model, (life, _plural) in LIVES.items()}
ENDS = {
    "claim": {"closed"},
    "survey": {"recorded", "waived"},
    "quote": {"agreed", "superseded", "withdrawn"},
    "supplement": {"agreed", "self_pay", "withdrawn"},
    "work order": {"stopped"},
    "order line": {"returned", "dropped"},
    "extra": {"added", "workshop_told"},
    "amendment": {"signed", "withdrawn"},
    "deposit": {"applied", "refunded", "kept", "canceled"},
    "discount": {"approved", "refused"},
    "invoice": {"reversed", "discarded"},
    "transfer": {"paid", "taken_over", "customer_claims", "stopped"},
    "policy draft": {"superseded", "withdrawn"},
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Thing:
    """Something in a state."""

    state: str
    id: int = 1
    version: int = 1


def judge(life: Life) -> Machine:
    """A machine in which every condition holds, so that only state and role decide."""
    asked = {condition for move in life.moves for condition in move.must}
    return Machine(
        {Thing: life}, answers={one: lambda act: True for one in asked}, reactions={}, decide=print, record=print
    )


def holder(role: Role) -> Person:
    return Person(id=1, login="x", name="x", shop_id=1, roles=frozenset({role}))


@pytest.mark.parametrize("name", LIFE_OF)
def test_every_forbidden_step_is_refused_and_every_move_is_open_to_its_roles_only(name: str) -> None:
    life = LIFE_OF[name][1]
    machine, session = judge(life), cast(Session, None)
    for state in life.states:
        for step in life.steps():
            move = life.find(step, state)
            for role in Role:
                act = machine.attempt(session, Thing(state), step, by=holder(role), now=NOW)
                missing = machine.missing(act)
                assert (missing == []) == (move is not None), (state, step)
                if move is None:
                    assert missing[0].sentence == WRONG_STATE
                else:
                    may = move.may is not None and role in GRANTS[Permission(move.may)]
                    assert machine.allowed(act) == may, (state, step, role)


@pytest.mark.parametrize("name", LIFE_OF)
def test_no_state_is_out_of_reach_and_none_is_a_trap(name: str) -> None:
    life = LIFE_OF[name][1]
    reached: set[Any] = {move.target for move in life.moves if move.source is None}
    if not reached:  # opened by a reaction, in the first state of the table
        reached = {next(iter(life.states))}
    while True:
        more = {m.target for m in life.moves if m.source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(life.states), "these states cannot be reached"
    left = {m.source for m in life.moves if m.target != m.source}
    assert set(life.states) - left - ENDS[name] == set(), "no step leads out of these states"


def test_the_printed_life_cycle_is_true() -> None:
    printed = (Path(__file__).parents[2] / "docs" / PAGE).read_text(encoding="utf-8")
    assert printed == page(), "run ./run draw and commit docs/life-cycle.md"
