"""The doors of every step of every life, made from the tables of moves: one POST is one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from claims.api.doors import Desk, now, read, seen, write
from claims.kernel.machine import Life, Move
from claims.kernel.texts import say, say_fault
from claims.people.queries import find
from claims.people.roles import Permission


class Standing(msgspec.Struct):
    """Where a thing stands after a step."""

    id: int
    state: str
    version: int


class Wanting(msgspec.Struct):
    """One missing condition, in words, with what it stands on and what exactly is wanting."""

    sentence: str
    cites: str
    details: list[str]


class Possible(msgspec.Struct):
    """One step from the present state: whether the caller may take it now, and what is missing."""

    step: str
    to: str
    path: str
    possible: bool
    may: bool
    permission: str
    missing: list[Wanting]


def kebab(name: str) -> str:
    """`end_appraisal` as it stands in an address: `end-appraisal`."""
    return name.replace("_", "-")


def step_doors(model: type[Any], life: Life, plural: str) -> list[HTTPRouteHandler]:
    """A door for each step of a life, and one that tells which steps are possible."""
    doors: list[HTTPRouteHandler] = []
    opening = [m for m in life.moves if m.source is None and m.may is not None]
    for move in opening:
        path = f"/{plural}" if move is opening[0] else f"/{plural}/{kebab(move.step)}"
        doors.append(opening_door(model, life, move, path))
    for name in life.steps():
        moves = [m for m in life.moves if m.step == name and m.source is not None and m.may is not None]
        if moves:
            doors.append(step_door(model, life, moves[0], f"/{plural}/{{thing_id:int}}/steps/{kebab(name)}"))
    doors.append(possible_door(model, life, plural))
    return doors


def standing(thing: Any) -> Standing:
    """A thing's state and version."""
    return Standing(id=thing.id, state=str(thing.state), version=thing.version)


def finish(door: Callable[..., Any], life: Life, move: Move, path: str) -> HTTPRouteHandler:
    """Name a door's function after its step and put it on its address."""
    door.__name__ = f"{life.name}_{move.step}".replace(" ", "_")
    door.__doc__ = f"{life.name}: {move.step.replace('_', ' ')}. " + (
        "Must be true: " + "; ".join(f"{c} ({c.cites})" for c in move.must) + "." if move.must else ""
    )
    if move.takes is not None:
        door.__annotations__["data"] = move.takes
    door.__annotations__["request"] = Desk
    permission = Permission(str(move.may))
    return post(
        path, opt={"may": permission, "judged": True}, sync_to_thread=True, status_code=200, tags=[life.name],
        operation_id=f"{life.name}.{move.step}" + (".open" if move.source is None else ""),
    )(door)  # fmt: skip


def opening_door(model: type[Any], life: Life, move: Move, path: str) -> HTTPRouteHandler:
    """The door of a step that opens a new thing."""

    def act(request: Desk, data: Any) -> Standing:
        def take(session: Any) -> Standing:
            machine = request.app.state.machine
            return standing(machine.take(session, model, move.step, by=request.user, now=now(request), data=data))

        return write(request, take)

    return finish(act, life, move, path)


def step_door(model: type[Any], life: Life, move: Move, path: str) -> HTTPRouteHandler:
    """The door of a step on an existing thing; If-Match says which version the caller saw."""

    def take_step(request: Desk, thing_id: int, data: Any) -> Standing:
        version = seen(request)

        def take(session: Any) -> Standing:
            thing = find(session, model, thing_id, request.user)
            return standing(
                request.app.state.machine.take(
                    session, thing, move.step, by=request.user, now=now(request), seen=version, data=data
                )
            )

        return write(request, take)

    def with_words(request: Desk, thing_id: int, data: Any) -> Standing:
        return take_step(request, thing_id, data)

    def without_words(request: Desk, thing_id: int) -> Standing:
        return take_step(request, thing_id, None)

    return finish(with_words if move.takes is not None else without_words, life, move, path)


def possible_door(model: type[Any], life: Life, plural: str) -> HTTPRouteHandler:
    """What may be done next, and for what may not, the missing sentences; nothing is recorded."""

    def steps(request: Desk, thing_id: int) -> list[Possible]:
        def look(session: Any) -> list[Possible]:
            thing = find(session, model, thing_id, request.user)
            machine, language = request.app.state.machine, request.user.language
            return [
                Possible(
                    step=move.step,
                    to=move.target,
                    path=f"/api/v1/{plural}/{thing_id}/steps/{kebab(move.step)}",
                    possible=may and not missing,
                    may=may,
                    permission=say(str(move.may), language),
                    missing=[
                        Wanting(
                            sentence=say(m.sentence, language, **m.values),
                            cites=m.cites,
                            details=[say_fault(fault, language) for fault in m.details],
                        )
                        for m in missing
                    ],
                )
                for move, may, missing in machine.possible(session, thing, by=request.user, now=now(request))
            ]

        return read(request, look)

    steps.__name__ = f"{life.name}_steps".replace(" ", "_")
    steps.__doc__ = f"{life.name}: what may be done next, and what is missing for the rest."
    path = f"/{plural}/{{thing_id:int}}/steps"
    return get(path, opt={"may": Permission.READ_CLAIMS}, sync_to_thread=True, tags=[life.name],
               operation_id=f"{life.name}.steps")(steps)  # fmt: skip
