"""The second reader: the same rule set read by a few lines of Python that anyone can check."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

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

Term = tuple[str, Callable[[Any, Any], bool] | None, Any]


class PlainReader:
    """Reads one rule set. A missing fact makes every comparison false, except `lacks`."""

    def __init__(self, rules: RuleSet) -> None:
        self._by_kind: dict[str, list[tuple[int, list[list[Term]]]]] = {kind: [] for kind in rules.kinds}
        for place, rule in enumerate(rules.rules):
            alternatives = [[_term(*term) for term in terms] for terms in rule["when"]]
            self._by_kind[rule["on"]].append((place, alternatives))

    def match(self, rows: Sequence[Row]) -> list[Match]:
        """All matches, sorted by rule, then fact."""
        found = []
        for number, row in enumerate(rows):
            for place, alternatives in self._by_kind[row["k"]]:  # type: ignore[index]
                for terms in alternatives:
                    if _holds(terms, row):
                        found.append((place, number))
                        break
        found.sort()
        return found


def _term(fact: str, name: str, literal: Any = None) -> Term:
    return (fact, COMPARE.get(name), literal)


def _holds(terms: list[Term], row: Row) -> bool:
    for fact, compare, literal in terms:
        seen = row.get(fact)
        if seen is None:
            if compare is not None:
                return False
        elif compare is None or not compare(seen, literal):
            return False
    return True
