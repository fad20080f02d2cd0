"""Decisions per second: the house's complete decision beside zen-engine, durable-rules' own API and plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bench.by_hand import BY_HAND, Said
from bench.durable_peer import Durable
from bench.forty import forty_edition, forty_lines
from bench.forty_by_hand import forty
from bench.lines import gap_lines, warranty_lines
from bench.measure import Table, Work, rates, shares_of
from bench.zen_peer import Zen
from claims.kernel.canonical import fingerprint_bytes
from claims.rules.books import current_edition
from claims.rules.decision import Decision, decide, spelled
from claims.rules.edition import Edition
from claims.rules.engine import DurableReader
from claims.rules.figures import Scope
from claims.rules.plain import PlainReader

LINES = {"forty": forty_lines, "gap": gap_lines, "warranty": warranty_lines}
CODE = {**BY_HAND, "forty": forty}
DAY, SCOPE = date(2026, 3, 1), Scope("SHOP-1", "VW")
MEANING = (
    "One decision on so many lines. Ours is complete: facts checked and derived, read by the engine and by the second "
    "reader, combined, recorded and hashed. zen-engine and durable-rules' own API get facts that are checked and "
    "derived already and give the effects only; the code written by hand derives them itself, checks nothing and "
    "gives the effects only. All effects were compared before and are equal."
)


class PeersDiffer(AssertionError):
    """Two ways of deciding the same came to different effects, so their speed cannot be compared."""


def measured(*, rounds: int = 7, sizes: Sequence[int] = (20, 200), budget: int = 3000) -> list[Table]:
    """A table for each policy and size; a round decides about `budget` lines."""
    return [compared(name, lines, rounds=rounds, times=max(1, budget // lines)) for name in LINES for lines in sizes]


def compared(name: str, lines: int, *, rounds: int, times: int) -> Table:
    """One policy at one size."""
    edition, raw = edition_of(name), LINES[name](lines)
    now = edition.in_force(DAY, SCOPE)
    known = now.asked(edition.door.checked(raw))
    engine, library, code = Zen(now), Durable(now), CODE[name]
    ways: dict[str, Callable[[], list[Said]]] = {
        "zen-engine, effects only": lambda: engine.say(known),
        "durable-rules' own API, effects only": lambda: library.say(known),
        "written by hand, effects only": lambda: code(raw),
    }
    check(said_by(decide(edition, raw, DAY, SCOPE)), ways)
    works = {
        "claims, complete": lambda: decide(edition, raw, DAY, SCOPE).hash,
        "claims, both readers only": lambda: now.readers.match(known),
        **ways,
        "written by hand, recorded and hashed": lambda: recorded(raw, code(raw)),
    }
    return Table(
        title=f"Policy {name} of {len(now.rules)} rules, {lines} lines",
        unit="decisions/s of CPU time", meaning=MEANING,
        rows=rates(works, times=times, rounds=rounds),
        shares=stages(edition, raw, times=times),
    )  # fmt: skip


def edition_of(name: str) -> Edition:
    """The edition that is measured: the house's policy of that name, or the bench's own of forty rules."""
    return forty_edition() if name == "forty" else current_edition(name)


def said_by(decision: Decision) -> list[Said]:
    """What the house decided, in the form of its peers."""
    return [(one["paragraph"], one["ref"], dict(one["effect"])) for one in decision.fired]


def check(ours: list[Said], ways: Mapping[str, Callable[[], list[Said]]]) -> None:
    """PeersDiffer where another way does not give exactly our effects."""
    for name, way in ways.items():
        if (theirs := in_order(way())) != in_order(ours):
            raise PeersDiffer(f"{name}: {[one for one in theirs if one not in ours][:3]}")


def in_order(said: list[Said]) -> list[Said]:
    """By paragraph and ref: the ways find the same in different order."""
    return sorted(said, key=lambda one: one[:2])


def recorded(raw: Sequence[Mapping[str, Any]], said: list[Said]) -> str:
    """What a record of the same facts and effects costs anybody: canonical bytes and their hash."""
    return fingerprint_bytes(spelled([list(raw), said]))


def stages(edition: Edition, raw: list[dict[str, Any]], *, times: int) -> tuple[tuple[str, float], ...]:
    """Where the time of our decision goes, stage by stage as `decide` does them."""
    now = edition.in_force(DAY, SCOPE)
    rules = now.readers.rules
    engine, second = DurableReader(rules), PlainReader(rules)
    facts = edition.door.checked(raw)
    known = now.asked(facts)
    decided = decide(edition, raw, DAY, SCOPE)
    works: dict[str, Work] = {
        "facts checked": lambda: edition.door.checked(raw),
        "facts derived": lambda: now.asked(facts),
        "engine": lambda: engine.match(known),
        "second reader": lambda: second.match(known),
        "effects combined": lambda: edition.combiner.outcome(facts, decided.fired),
        "record and hash": lambda: replace(decided).hash,
    }
    whole = "the rest"
    rows_seen = rates({**works, whole: lambda: decide(edition, raw, DAY, SCOPE).hash}, times=times, rounds=3)
    spent = {row.name: 1 / row.rate for row in rows_seen}
    spent[whole] = max(0.0, 2 * spent[whole] - sum(spent.values()))  # the whole without the stages
    return shares_of(spent)
