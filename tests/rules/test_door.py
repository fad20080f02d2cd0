"""The quick check of a fact and the slow one, which knows what to say, come to the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from claims.rules.books import policies
from claims.rules.door import Door
from claims.rules.facts import Declared as Fact
from claims.rules.facts import FactsRefused, currency, declare, flag, money, whole, word
from tests.rules.cases import all_cases

KINDS = {
    "line": declare([
        currency(), money("price", "a price"), whole("days", "some days", unit="days", optional=True, least=-5, most=5),
        flag("open", "a flag", optional=True), word("size", "a size", "small", "large", optional=True),
        word("text", "any text", optional=True), Fact("day", "date", "a day", optional=True),
    ]),
}  # fmt: skip
DOOR = Door("any", KINDS)
VALUES = some.sampled_from([
    None, True, False, 0, 1, -1, 5, 6, -6, 10**12, 10**12 + 1, 2**63, 1.5, "", "small", "large", "CNY", "1", "e\u0301",
    "é", "a\nb", "\ud800", "\u2028", "x" * 100, "x" * 101, "2026-03-31", "20260331", "2026-02-30", [1], {"a": 1}, b"x",
])  # fmt: skip
LIKELY = {"kind": "line", "ref": "line:1", "currency": "CNY", "price": 1}
NAMES = some.sampled_from([*LIKELY, *KINDS["line"], "label", "color", ""])


def answer(door: Door, facts: list[Any]) -> object:
    """What the door gives, or every fault that it names."""
    try:
        return door.checked(facts)
    except FactsRefused as refused:
        return sorted((fault.where, str(fault)) for fault in refused.faults)


def slowly(fact: dict[str, Any]) -> dict[str, Any]:
    """The same fact, with something without a value that no kind knows: the quick check leaves it to the slow one."""
    return {**fact, "nobody knows this": None}


@settings(deadline=None, max_examples=400)
@given(some.dictionaries(NAMES, VALUES, max_size=4))
def test_a_hostile_fact_gets_the_same_answer_on_both_ways(values: dict[str, Any]) -> None:
    fact = {**LIKELY, **values}
    assert answer(DOOR, [fact]) == answer(DOOR, [slowly(fact)])


def test_the_facts_of_every_case_get_the_same_answer_on_both_ways() -> None:
    doors = {policy.name: Door(policy.name, policy.kinds) for policy in policies()}
    for case in all_cases():
        assert answer(doors[case.policy], case.facts) == answer(doors[case.policy], [*map(slowly, case.facts)])
