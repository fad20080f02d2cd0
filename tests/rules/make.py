"""Short builders for rule sets, facts and broken engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.rules.engine import EngineFault, EngineMissing, load_core
from claims.rules.ruleset import Holds, Reader, RuleSet
from claims.rules.vocabulary import Raw

KINDS = {"line": {"price": "int", "word": "str", "open": "bool"}}


def make_rules(*whens: list[list[list[Any]]], kinds: dict[str, dict[str, str]] | None = None) -> RuleSet:
    """A rule set on `line` facts, one rule for each list of alternatives."""
    return RuleSet({"kinds": kinds or KINDS, "rules": [{"on": "line", "when": when} for when in whens]})


def make_line(ref: str = "line:1", **facts: Any) -> dict[str, Any]:
    """A part line as the deposit policy wants it: a high-value part that the customer pays."""
    common = {"currency": "CNY", "original_price_minor": 120_000, "quantity_x1000": 1000}
    return {"kind": "part", "ref": ref, **common, "payer": "customer", "supplied_by": "shop", **facts}


class Lying:
    """A reader that finds nothing."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def match(self, facts: Sequence[Raw]) -> Holds:
        return [[] for _ in self.rules.rules]


class Failing:
    """A reader that fails so many times before it answers like `then`."""

    def __init__(self, times: int, then: Reader) -> None:
        self.left, self.then, self.asked = times, then, 0

    def match(self, facts: Sequence[Raw]) -> Holds:
        self.asked += 1
        if self.left > 0:
            self.left -= 1
            raise EngineFault("made to fail")
        return self.then.match(facts)


def missing(rules: RuleSet) -> Reader:
    """An engine that is not installed."""
    raise EngineMissing("not installed")


class Listening:
    """The core, and every batch that it was given."""

    def __init__(self) -> None:
        self.core: Any = load_core()
        self.said: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.core, name)

    def assert_facts(self, handle: int, batch: str) -> Any:
        self.said.append(batch)
        return self.core.assert_facts(handle, batch)
