"""The workflow machine: lives as tables of moves, and the one place that writes a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import BaseModel
from sqlalchemy.orm import Session

from claims.kernel.errors import Fault, Forbidden, Refusal, VersionPassed


class Condition(StrEnum):
    """A sentence that must be true before a step, with what it stands on; rooms list theirs in a subclass `Must`.

    `overrulable` names the policy whose answer a manager may overrule here; empty where nobody may.
    """

    cites: str
    overrulable: str

    def __new__(cls, sentence: str, cites: str = "", overrulable: str = "") -> Condition:
        member = str.__new__(cls, sentence)
        member._value_ = sentence
        member.cites, member.overrulable = cites, overrulable
        return member


class Actor(Protocol):
    """Whoever acts; the machine knows no more of people than this."""

    @property
    def id(self) -> int: ...
    def may(self, permission: str) -> bool: ...


Answer = Callable[["Act"], "bool | Sequence[Fault]"]
Reaction = Callable[["Act"], None]
Excused = Callable[["Act", Condition, Sequence[Any]], "bool | Fault"]
"""Whether a condition that does not hold is excused, given the decisions asked for it; a Fault says why no longer."""


@dataclass(frozen=True)
class Move:
    """One line of a life: from, step, to, who may, what must be true, what it announces.

    `takes` is what the caller must say (None while a step is only being looked at, so an answer that judges the
    caller's words says True to None), `does` writes it down once the step is granted (for an opening move, one
    without a source, `does` returns the new thing). A move that nobody may take follows from another life's step.
    """

    step: str
    source: str | None
    target: str
    may: str | None
    must: tuple[Condition, ...] = ()
    emits: StrEnum | None = None
    takes: type[BaseModel] | None = None
    does: Callable[[Act], Any] | None = None


@dataclass
class Life:
    """The whole life of one kind of thing, read top to bottom."""

    name: str
    states: type[StrEnum]
    moves: list[Move] = field(default_factory=list)

    def move(
        self,
        step: str,
        source: StrEnum | Iterable[StrEnum] | None,
        target: StrEnum | None = None,
        *,
        may: str | None,
        must: Sequence[Condition] = (),
        emits: StrEnum | None = None,
        takes: type[BaseModel] | None = None,
        does: Callable[[Act], Any] | None = None,
    ) -> None:
        """Add a line; several sources make several lines, no target means that the state stays."""
        sources = [source] if source is None or isinstance(source, StrEnum) else list(source)
        for one in sources:
            end = target if target is not None else one
            if end is None:
                raise ValueError(f"{self.name}: {step} leads nowhere")
            if any(m.step == step and m.source == one for m in self.moves):
                raise ValueError(f"{self.name}: {step} from {one} is written twice")
            self.moves.append(Move(step, one, end, may, tuple(must), emits, takes, does))

    def find(self, step: str, state: str | None) -> Move | None:
        """The move for a step in a state, or None where it is forbidden."""
        return next((m for m in self.moves if m.step == step and m.source == state), None)

    def steps(self) -> list[str]:
        """The names of all steps, in the order of the table."""
        return list(dict.fromkeys(m.step for m in self.moves))


@dataclass(frozen=True)
class Missing:
    """A condition that does not hold, with what exactly is wanting."""

    sentence: str
    cites: str = ""
    details: tuple[Fault, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Act:
    """One attempt at a step: who, when, on what, with what words; answers, verbs and reactions read it."""

    machine: Machine
    session: Session
    life: Life
    thing: Any
    step: str
    by: Actor
    now: datetime
    data: Any = None
    move: Move | None = None
    before: str | None = None
    parent: Act | None = None
    decisions: list[Any] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    recorded: int | None = None  # how many of its decisions are recorded; None: the act itself is not yet

    def ask(self, policy: str, facts: Any, **governs: Any) -> Any:
        """Have a policy decide on facts; `governs` names the date that the policy declares, such as `order=day`.

        The decision is kept and recorded with this attempt.
        """
        decision = self.machine.decide(self, policy, facts, **governs)
        self.decisions.append(decision)
        return decision

    def follow(self, thing: Any, step: str, data: Any = None) -> Any:
        """Take a step on another thing because of this one: nobody presses twice, conditions still hold."""
        return self.machine.take(self.session, thing, step, by=self.by, now=self.now, data=data, parent=self)

    def follow_if_possible(self, thing: Any, step: str, data: Any = None) -> bool:
        """As `follow`, but stay quiet where the step is not possible yet; says whether it was taken."""
        act = self.machine.attempt(self.session, thing, step, by=self.by, now=self.now, data=data, parent=self)
        if self.machine.missing(act):
            return False
        self.machine.take(self.session, thing, step, by=self.by, now=self.now, data=data, parent=self)
        return True


class StepRefused(Refusal):
    """The step “{step}” is not possible yet: {missing}."""

    status = 409

    def __init__(self, act: Act, missing: Sequence[Missing]) -> None:
        self.act, self.missing = act, tuple(missing)
        super().__init__(step=act.step, missing="; ".join(m.sentence.format_map(dict(m.values)) for m in missing))


def permission_of(act: Act) -> str | None:
    """The permission an act needs: its move's, or in a state without such a move that of the step's first one."""
    move = act.move or next((m for m in act.life.moves if m.step == act.step), None)
    return None if move is None or move.may is None else str(move.may)


class StepForbidden(Forbidden):
    """You may not {action}; ask somebody who may."""

    def __init__(self, act: Act) -> None:
        self.act = act
        super().__init__(action=permission_of(act) or act.step)


WRONG_STATE = "this is in state “{state}”, and the step starts from: {sources}"


class Machine:
    """Judges and takes steps. It is handed the lives, who answers each condition, what follows each event, how a
    decision is made, what excuses a condition and how a step is recorded; it knows neither claims nor people."""

    def __init__(
        self,
        lives: Mapping[type[Any], Life],
        *,
        answers: Mapping[Condition, Answer],
        reactions: Mapping[StrEnum, Sequence[Reaction]],
        decide: Callable[..., Any],
        record: Callable[[Act], Any],
        excused: Excused = lambda act, condition, decisions: False,
    ) -> None:
        self.lives, self.answers, self.reactions = dict(lives), dict(answers), dict(reactions)
        self.decide, self.record, self.excused = decide, record, excused
        asked = {c for life in lives.values() for m in life.moves for c in m.must}
        if unanswered := asked - set(answers):
            raise ValueError(f"nobody answers: {sorted(unanswered)}")
        if idle := set(answers) - asked:
            raise ValueError(f"answers to what no step asks: {sorted(idle)}")

    def attempt(
        self, session: Session, thing: Any, step: str, *, by: Actor, now: datetime, data: Any = None,
        parent: Act | None = None,
    ) -> Act:  # fmt: skip
        """An act as it would be taken from the thing's present state; nothing is judged yet."""
        life = self.lives[thing if isinstance(thing, type) else type(thing)]
        thing, state = (None, None) if isinstance(thing, type) else (thing, str(thing.state))
        act = Act(self, session, life, thing, step, by, now, data, parent=parent)
        act.move, act.before = life.find(step, state), state
        return act

    def missing(self, act: Act) -> list[Missing]:
        """Every condition that does not hold; empty when the step is possible (permission apart)."""
        if act.move is None:
            sources = ", ".join(str(m.source or "new") for m in act.life.moves if m.step == act.step)
            if not sources:
                raise ValueError(f"{act.life.name} knows no step {act.step}")
            return [Missing(WRONG_STATE, values={"state": act.before, "sources": sources})]
        found = []
        for condition in act.move.must:
            asked = len(act.decisions)
            answer = self.answers[condition](act)
            if answer is True or (answer is not False and not answer):
                continue
            excuse = self.excused(act, condition, act.decisions[asked:]) if condition.overrulable else False
            if excuse is not True:
                details = () if answer is False else tuple(answer)
                found.append(Missing(str(condition), condition.cites, (*details, excuse) if excuse else details))
        return found

    def allowed(self, act: Act) -> bool:
        """Whether the actor holds the move's permission; a move that nobody may take only follows another step."""
        if act.parent is not None:
            return True
        permission = permission_of(act)
        return permission is not None and act.by.may(permission)

    def take(
        self, session: Session, thing: Any, step: str, *, by: Actor, now: datetime, seen: int | None = None,
        data: Any = None, parent: Act | None = None,
    ) -> Any:  # fmt: skip
        """Take a step: lock, check the version, judge, do, record, react. Returns the thing.

        For an opening step pass the class instead of a thing. Raises VersionPassed, StepForbidden, StepRefused.
        """
        if not isinstance(thing, type):
            session.flush()
            thing = session.get(type(thing), thing.id, with_for_update=True, populate_existing=True)
            if seen is not None and thing.version != seen:
                raise VersionPassed(seen=seen, now=thing.version)
        act = self.attempt(session, thing, step, by=by, now=now, data=data, parent=parent)
        if not self.allowed(act):
            raise StepForbidden(act)
        if missing := self.missing(act):
            raise StepRefused(act, missing)
        assert act.move is not None
        if act.move.takes is not None and not isinstance(data, act.move.takes):
            raise TypeError(f"{step} takes {act.move.takes.__name__}")
        written = act.move.does(act) if act.move.does else None
        if act.thing is None:
            act.thing = written
            act.thing.version = 0
            session.add(act.thing)
        act.thing.state = act.move.target
        act.thing.version += 1
        session.flush()
        self.record(act)
        act.recorded = len(act.decisions)
        for reaction in self.reactions.get(act.move.emits, ()) if act.move.emits else ():
            reaction(act)
        if len(act.decisions) > act.recorded:  # what the reactions had decided is recorded too
            self.record(act)
        session.flush()
        return act.thing

    def possible(
        self, session: Session, thing: Any, *, by: Actor, now: datetime
    ) -> list[tuple[Move, bool, list[Missing]]]:
        """For each step from the present state that a person takes: whether `by` may, and what is missing.

        Where a condition cannot be judged, what stands in the way of judging it is missing.
        """
        found = []
        for move in self.lives[type(thing)].moves:
            if move.source == str(thing.state) and move.may is not None:
                act = self.attempt(session, thing, move.step, by=by, now=now)
                try:
                    missing = self.missing(act)
                except Refusal as refusal:
                    missing = [Missing(refusal.message_id(), details=refusal.faults, values=refusal.values)]
                found.append((move, self.allowed(act), missing))
        return found
