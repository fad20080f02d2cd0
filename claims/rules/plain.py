"""The second reader: the same rule set read by a few lines of Python that anyone can check."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from claims.rules.ruleset import Match, Row, RuleSet

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "has": lambda seen, _: True,
}

SIGNS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
Holding = Callable[[Row], list[int]]
"""Given a row of a kind, the places of the rules that hold for it."""


class PlainReader:
    """Reads one rule set. A missing fact makes every comparison false, except `lacks`."""

    def __init__(self, rules: RuleSet) -> None:
        written = {kind: [] for kind in rules.kinds}  # type: dict[str, list[str]]
        for place, rule in enumerate(rules.rules):
            alternatives = " or ".join(" and ".join(_term(*term) for term in terms) for terms in rule["when"])
            written[rule["on"]].append(f"({place}, {alternatives})")
        self._by_kind: dict[str, Holding] = {kind: _holding(all_) for kind, all_ in written.items()}

    def match(self, rows: Sequence[Row]) -> list[Match]:
        """All matches, sorted by rule, then fact."""
        found = []
        for number, row in enumerate(rows):
            found += [(place, number) for place in self._by_kind[row["k"]](row)]  # type: ignore[index]
        found.sort()
        return found


def _term(fact: str, name: str, literal: Any = None) -> str:
    # the rule set has checked all three: a plain name, a known operator, an exact whole number, text, true or false
    if name in ("has", "lacks"):
        return f"{fact!r} {'in' if name == 'has' else 'not in'} row"
    return f"{fact!r} in row and row[{fact!r}] {SIGNS[name]} {literal!r}"


def _holding(rules: Sequence[str]) -> Holding:
    # the rules as one Python expression: the interpreter walks through them, not a loop of ours
    source = f"lambda row: [place for place, holds in ({', '.join(rules)}{',' if rules else ''}) if holds]"
    holding: Holding = eval(source, {"__builtins__": {}})  # noqa: S307
    return holding
