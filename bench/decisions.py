"""Decisions per second: the house's complete decision beside zen-engine, durable-rules' own API and plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bench.by_hand import BY_HAND, Said
from bench.durable_peer import Durable
from bench.lines import gap_lines, warranty_lines
from bench.measure import Table, Work, rates, shares_of
from bench.zen_peer import Zen
from claims.kernel.canonical import fingerprint_bytes
from claims.rules.books import current_edition
from claims.rules.decision import Decision, decide, spelled, worked_out
from claims.rules.edition import Edition
from claims.rules.engine import DurableReader
from claims.rules.facts import checked_facts
from claims.rules.figures import Scope
from claims.rules.plain import PlainReader

LINES = {"gap": gap_lines, "warranty": warranty_lines}
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
    edition, raw = current_edition(name), LINES[name](lines)
    now = edition.in_force(DAY, SCOPE)
    known = worked_out(name, now, checked_facts(name, edition.kinds, raw))
    engine, library, code = Zen(now), Durable(now), BY_HAND[name]
    ways: dict[str, Callable[[], list[Said]]] = {
        "zen-engine, effects only": lambda: engine.say(known),
        "durable-rules' own API, effects only": lambda: library.say(known),
        "written by hand, effects only": lambda: code(raw),
    }
    check(said_by(decide(edition, raw, DAY, SCOPE)), ways)
    works = {
        "claims, complete": lambda: decide(edition, raw, DAY, SCOPE).hash,
        "claims, both readers only": lambda: now.readers.match(now.readers.rules.project(known)),
        **ways,
        "written by hand, recorded and hashed": lambda: recorded(raw, code(raw)),
    }
    return Table(
        title=f"Policy {name}, {lines} lines", unit="decisions/s of CPU time", meaning=MEANING,
        rows=rates(works, times=times, rounds=rounds),
        shares=stages(edition, raw, times=times),
    )  # fmt: skip


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
    facts = checked_facts(edition.policy, edition.kinds, raw)
    known = worked_out(edition.policy, now, facts)
    rows = rules.project(known)
    decided = decide(edition, raw, DAY, SCOPE)
    effects = [(one["ref"], one["effect"]) for one in decided.fired]
    works: dict[str, Work] = {
        "facts checked": lambda: checked_facts(edition.policy, edition.kinds, raw),
        "facts derived": lambda: worked_out(edition.policy, now, facts),
        "projected for the readers": lambda: rules.project(known),
        "engine": lambda: engine.match(rows),
        "second reader": lambda: second.match(rows),
        "effects combined": lambda: edition.combiner.outcome(facts, effects),
        "record and hash": lambda: replace(decided).hash,
    }
    whole = "the rest"
    rows_seen = rates({**works, whole: lambda: decide(edition, raw, DAY, SCOPE).hash}, times=times, rounds=3)
    spent = {row.name: 1 / row.rate for row in rows_seen}
    spent[whole] = max(0.0, 2 * spent[whole] - sum(spent.values()))  # the whole without the stages
    return shares_of(spent)
