"""The same rules through durable-rules' own public API: a host, one batch of facts, actions in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from durable.engine import Host

from bench.by_hand import Said
from claims.rules.edition import InForce
from claims.rules.engine import OPERATORS

PUBLIC_BATCH = "policy"


class QuietHost(Host):  # type: ignore[misc]
    """The library's host without its two timer threads, beside which it loses effects now and then."""

    def _run(self) -> None:
        pass


class Durable:
    """The public API with an edition's rules of one day; asked with facts that are worked out already."""

    def __init__(self, now: InForce) -> None:
        self.rules, self.read = now.rules, now.readers.rules
        self.found: list[tuple[int, str]] = []
        flat = [(place, one["on"], terms) for place, one in enumerate(self.read.rules) for terms in one["when"]]
        rules: dict[str, Any] = {
            f"r{number}": {"all": [{"m": {"$and": [{"k": kind}, *map(condition, terms)]}}], "run": self.action(place)}
            for number, (place, kind, terms) in enumerate(flat)
        }
        rules["every"] = {"all": [{"m": {"$ex": {"k": 1}}}], "run": lambda c: None}  # a session must run an action
        self.host = QuietHost({PUBLIC_BATCH: rules})
        self.session = 0

    def action(self, place: int) -> Any:
        """What runs where a rule holds."""
        return lambda c: self.found.append((place, c.m.id))

    def say(self, facts: Sequence[Mapping[str, Any]]) -> list[Said]:
        """Every paragraph that holds, with its effect."""
        self.found.clear()
        self.session += 1
        sid = str(self.session)
        rows = [self.row(place, fact, sid) for place, fact in enumerate(facts)]
        self.host.assert_facts(PUBLIC_BATCH, rows)
        self.host.delete_state(PUBLIC_BATCH, sid)
        said: list[Said] = []
        for place, number in sorted(set(self.found)):  # alternatives of one rule count once
            rule, fact = self.rules[place], facts[int(number[1:])]
            shown = {key: fact[name] for key, name in rule.from_facts.items() if name in fact}
            said.append((rule.paragraph, str(fact["ref"]), {**rule.effect, **shown}))
        return said

    def row(self, place: int, fact: Mapping[str, Any], sid: str) -> dict[str, Any]:
        """A fact as the library takes it: what the rules read, under an id and a session."""
        seen = {name: fact[name] for name in self.read.reads[fact["kind"]] if name in fact}
        return {"id": f"L{place}", "sid": sid, "k": fact["kind"], **seen}


def condition(term: Sequence[Any]) -> dict[str, Any]:
    """One comparison as the library writes it."""
    fact, operator = term[0], term[1]
    if operator == "eq":
        return {fact: term[2]}
    return {OPERATORS[operator]: {fact: term[2] if len(term) == 3 else 1}}
