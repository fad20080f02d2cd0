"""The workflow machine on a toy life: who may, what is missing, what follows, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from claims.kernel.errors import Fault, VersionPassed
from claims.kernel.machine import Act, Condition, Life, Machine, StepForbidden, StepRefused

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Toys(DeclarativeBase):
    """A base of its own, so that the toy never meets the house's tables."""


class Lamp(Toys):
    __tablename__ = "lamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    version: Mapped[int]
    watts: Mapped[int] = mapped_column(default=0)


class Light(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Must(Condition):
    BULB_IN = "a bulb is screwed in", "T1"
    POWER_ON = "the power is on", "T2"


class Event(StrEnum):
    LIT = "lit"


class Bulb(BaseModel):
    watts: int


@dataclass
class Somebody:
    id: int = 1
    permissions: frozenset[str] = frozenset({"switch"})

    def may(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass
class World:
    """A machine with its answers in reach."""

    power: bool = True
    reacted: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)

    def machine(self) -> Machine:
        life = Life("lamp", Light)

        def make(act: Act) -> Lamp:
            return Lamp(watts=act.data.watts, state="", version=0)

        life.move("make", None, Light.OFF, may="switch", takes=Bulb, does=make)
        life.move("light", Light.OFF, Light.ON, may="switch", must=[Must.BULB_IN, Must.POWER_ON], emits=Event.LIT)
        life.move("break", [Light.OFF, Light.ON], Light.BROKEN, may=None)
        life.move("dim", Light.ON, may="switch")
        return Machine(
            {Lamp: life},
            answers={
                Must.BULB_IN: lambda act: [] if act.thing.watts else [Fault("the socket is empty")],
                Must.POWER_ON: lambda act: self.power,
            },
            reactions={Event.LIT: [lambda act: self.reacted.append(str(act.thing.state))]},
            decide=lambda act, policy, facts: policy,
            record=lambda act: self.recorded.append(act.step),
        )


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Toys.metadata.create_all(engine)
    with Session(engine) as found:
        yield found


def make_lamp(session: Session, machine: Machine, watts: int = 40) -> Lamp:
    lamp: Lamp = machine.take(session, Lamp, "make", by=Somebody(), now=NOW, data=Bulb(watts=watts))
    return lamp


def test_a_granted_step_moves_the_state_counts_the_version_records_and_reacts(session: Session) -> None:
    world = World()
    machine = world.machine()
    lamp = make_lamp(session, machine)
    assert (lamp.state, lamp.version) == ("off", 1)
    machine.take(session, lamp, "light", by=Somebody(), now=NOW, seen=1)
    assert (lamp.state, lamp.version, world.reacted, world.recorded) == ("on", 2, ["on"], ["make", "light"])


def test_a_refusal_names_every_missing_sentence_at_once_and_changes_nothing(session: Session) -> None:
    world = World(power=False)
    machine = world.machine()
    lamp = make_lamp(session, machine, watts=0)
    with pytest.raises(StepRefused) as refused:
        machine.take(session, lamp, "light", by=Somebody(), now=NOW)
    assert [(m.sentence, m.cites) for m in refused.value.missing] == [
        ("a bulb is screwed in", "T1"),
        ("the power is on", "T2"),
    ]
    assert refused.value.missing[0].details == (Fault("the socket is empty"),)
    assert (lamp.state, lamp.version, world.reacted) == ("off", 1, [])


def test_a_step_out_of_order_says_from_where_it_starts(session: Session) -> None:
    machine = World().machine()
    lamp = make_lamp(session, machine)
    with pytest.raises(StepRefused) as refused:
        machine.take(session, lamp, "dim", by=Somebody(), now=NOW)
    assert refused.value.missing[0].values == {"state": "off", "sources": "on"}


def test_who_may_not_is_refused_before_anything_is_judged(session: Session) -> None:
    machine = World(power=False).machine()
    lamp = make_lamp(session, machine)
    with pytest.raises(StepForbidden):
        machine.take(session, lamp, "light", by=Somebody(permissions=frozenset()), now=NOW)


def test_a_step_that_only_follows_another_cannot_be_pressed(session: Session) -> None:
    machine = World().machine()
    lamp = make_lamp(session, machine)
    with pytest.raises(StepForbidden):
        machine.take(session, lamp, "break", by=Somebody(), now=NOW)
    parent = machine.attempt(session, lamp, "light", by=Somebody(), now=NOW)
    assert parent.follow(lamp, "break").state == "broken"


def test_following_stays_quiet_where_the_step_is_not_possible_yet(session: Session) -> None:
    world = World(power=False)
    machine = world.machine()
    lamp = make_lamp(session, machine)
    parent = machine.attempt(session, lamp, "dim", by=Somebody(), now=NOW)
    assert parent.follow_if_possible(lamp, "light") is False
    assert lamp.state == "off"
    world.power = True
    assert parent.follow_if_possible(lamp, "light") is True


def test_what_a_reaction_had_decided_is_recorded_once_more_after_the_step(session: Session) -> None:
    world = World()
    machine = world.machine()
    seen: list[tuple[int | None, list[str]]] = []
    machine.record = lambda act: seen.append((act.recorded, list(act.decisions)))
    machine.reactions[Event.LIT] = [lambda act: act.ask("routing", [])]
    lamp = make_lamp(session, machine)
    machine.take(session, lamp, "light", by=Somebody(), now=NOW)
    assert seen == [(None, []), (None, []), (0, ["routing"])]


def test_a_passed_version_is_told(session: Session) -> None:
    machine = World().machine()
    lamp = make_lamp(session, machine)
    machine.take(session, lamp, "light", by=Somebody(), now=NOW, seen=1)
    with pytest.raises(VersionPassed):
        machine.take(session, lamp, "dim", by=Somebody(), now=NOW, seen=1)


def test_every_condition_needs_exactly_one_answer() -> None:
    life = Life("lamp", Light)
    life.move("light", Light.OFF, Light.ON, may="switch", must=[Must.POWER_ON])
    with pytest.raises(ValueError, match="nobody answers"):
        Machine({Lamp: life}, answers={}, reactions={}, decide=print, record=print)
    with pytest.raises(ValueError, match="no step asks"):
        Machine({}, answers={Must.POWER_ON: lambda act: True}, reactions={}, decide=print, record=print)


def test_a_step_is_written_only_once_per_state() -> None:
    life = Life("lamp", Light)
    life.move("light", Light.OFF, Light.ON, may="switch")
    with pytest.raises(ValueError, match="twice"):
        life.move("light", Light.OFF, Light.BROKEN, may="switch")
