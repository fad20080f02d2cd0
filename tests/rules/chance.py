"""Random rule sets and facts, hostile on purpose, for holding the two readers against each other."""

from __future__ import annotations

import random
from typing import Any

from claims.kernel.canonical import LARGEST_INT
from claims.rules.facts import LONGEST_WORD
from claims.rules.ruleset import RuleSet

WHOLES = [-1, 0, 1, 2, 100, 2**31, -(2**31) - 1, 2**53, 2**53 + 1, 2**62, 2**63 - 1, -(2**63) + 1, 999_999_999_999]
TEXTS = [
    "", " ", "shop", "SHOP", "客户自带", "客户自带 ", 'a"b', "a'b", "a\\", '\\"', "l\nf", "t\tb", "\x01", "\x7f",
    "😀", "\x00z", '{"m":{"id":"L0",', '[{"m":{"id":"L1","k":"line"}}]', '{"id":"L0"}', '"},{"id":"L1"',
    '{"id":"end","k":"end"}', "]", ",", "é", "e\u0301", "x" * 100, "\u2028", "null", "true", "5", "end", "roll", "r0_0",
]  # fmt: skip
KINDS = ("line", "claim")
TYPES = ("int", "str", "bool")


COUNTS = [0, 1, 2, 5, 20, 60, 200]


def value(luck: random.Random, type_name: str) -> Any:
    """A hostile value of a type: one of those above, often a near neighbor of it."""
    if type_name == "bool":
        return luck.random() < 0.5
    if type_name == "int":
        return max(-LARGEST_INT, min(LARGEST_INT, luck.choice(WHOLES) + luck.choice([-1, 0, 0, 0, 1])))
    return (luck.choice(TEXTS) + luck.choice(["", "", "", *TEXTS]))[:LONGEST_WORD]


def count(luck: random.Random) -> int:
    """How many facts are told at once: 0 to 200."""
    return luck.choice([*COUNTS, luck.randint(0, 200)])


def rule_set(luck: random.Random) -> RuleSet:
    """A rule set of random size over random facts; now and then a large one over many."""
    wide = luck.choice([4, 4, 4, 30])
    kinds = {kind: {f"{name[0]}{i}": name for name in TYPES for i in range(luck.randint(1, wide))} for kind in KINDS}
    rules = luck.choice([1, 5, 20, 40, 80, 120, 300])
    return RuleSet({"kinds": kinds, "rules": [_rule(luck, kinds) for _ in range(rules)]})


def facts(luck: random.Random, rules: RuleSet, count: int) -> list[dict[str, Any]]:
    """Facts for a rule set; some values are missing."""
    found = []
    for _ in range(count):
        kind = luck.choice(KINDS)
        known = {name: value(luck, type_name) for name, type_name in rules.kinds[kind].items() if luck.random() > 0.2}
        found.append({"kind": kind, **known})
    return found


def _rule(luck: random.Random, kinds: dict[str, dict[str, str]]) -> dict[str, Any]:
    kind = luck.choice(KINDS)
    alternatives = luck.choice([1, 1, 1, 2, 3])
    return {"on": kind, "when": [_terms(luck, kinds[kind]) for _ in range(alternatives)]}


def _terms(luck: random.Random, declared: dict[str, str]) -> list[list[Any]]:
    return [_term(luck, declared) for _ in range(luck.randint(1, 4))]


def _term(luck: random.Random, declared: dict[str, str]) -> list[Any]:
    name = luck.choice(list(declared))
    compare = ["lt", "le", "gt", "ge"] * 2 if declared[name] == "int" else []
    operator = luck.choice(["eq", "ne", "has", "lacks", *compare])
    return [name, operator] if operator in ("has", "lacks") else [name, operator, value(luck, declared[name])]
