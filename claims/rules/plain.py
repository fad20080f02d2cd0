"""The second reader: the same rule set read by a few lines of Python that anyone can check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from claims.rules.ruleset import Holds, RuleSet
from claims.rules.vocabulary import Raw
from claims.rules.written import written

SIGNS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


class PlainReader:
    """Reads one rule set. A missing fact makes every comparison false, except `lacks`."""

    def __init__(self, rules: RuleSet) -> None:
        self._count = len(rules.rules)
        self._by_kind = {kind: _reading(rules, kind) for kind in rules.kinds}

    def match(self, facts: Sequence[Raw]) -> Holds:
        """Which rules hold for which facts."""
        holds: Holds = [[] for _ in range(self._count)]
        for place, fact in enumerate(facts):
            self._by_kind[fact["kind"]](fact, place, holds)  # type: ignore[index]
        return holds


def _reading(rules: RuleSet, kind: str) -> Callable[[Raw, int, Holds], None]:
    # one `if` for each rule, on local names: the interpreter walks through them, not a loop of ours
    local = {name: f"seen{number}" for number, name in enumerate(rules.reads[kind])}
    lines = ["def made(fact, place, holds):", " get = fact.get"]
    lines += [f" {seen} = get({name!r})" for name, seen in local.items()]
    for number, rule in enumerate(rules.rules):
        if rule["on"] == kind:
            alternatives = (" and ".join(_term(local[name], *how) for name, *how in terms) for terms in rule["when"])
            lines.append(f" if {' or '.join(alternatives)}: holds[{number}].append(place)")
    reading: Callable[[Raw, int, Holds], None] = written(lines, {})
    return reading


def _term(seen: str, name: str, literal: Any = None) -> str:
    # the rule set has checked both: a known operator, and an exact whole number, text, true or false
    if name in ("has", "lacks"):
        return f"{seen} is {'not ' if name == 'has' else ''}None"
    return f"{seen} is not None and {seen} {SIGNS[name]} {literal!r}"
