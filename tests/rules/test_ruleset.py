"""Nothing that durable-rules gets wrong can be said: the check of rule sets and facts refuses it."""

from __future__ import annotations

from typing import Any

import pytest

from claims.rules.engine import END, LETTERS, ROLL_CALL, DurableReader, hash32
from claims.rules.ruleset import MOST_READ, FactFault, RuleSet
from claims.rules.vocabulary import FactNames, FigureNames, PolicyFault, when
from tests.rules.make import KINDS, Listening, make_rules

REFUSED: dict[str, list[Any]] = {
    "an OR inside an alternative": [["price", "or", [1, 2]]],
    "a negation": [["price", "not", 1]],
    "a none() over facts": [["price", "none", 1]],
    "a join with another fact": [["price", "lt", {"fact": "other"}]],
    "a join with another alias": [["price", "lt", {"first": "price"}]],
    "arithmetic": [["price", "lt", {"$div": [1, 0]}]],
    "a list": [["price", "eq", [1]]],
    "all items of a list": [["price", "allItems", 1]],
    "a regular expression": [["word", "mt", "a.*"]],
    "a raw operator of the core": [["price", "$gt", 1]],
    "a float": [["price", "lt", 1.5]],
    "an int beyond 64 bits": [["price", "lt", 2**63]],
    "text against a number": [["price", "eq", "1"]],
    "a number against text": [["word", "eq", 1]],
    "a bool against a number": [["price", "eq", True]],
    "an order of texts": [["word", "lt", "b"]],
    "an order of truths": [["open", "lt", True]],
    "text without end": [["word", "eq", "x" * 101]],
    "a lone surrogate": [["word", "eq", "\ud800"]],
    "an unknown fact": [["cost", "eq", 1]],
    "a presence with a literal": [["price", "has", 1]],
    "a comparison without a literal": [["price", "eq"]],
    "null": [["price", "eq", None]],
    "an empty alternative": [],
    "no list at all": ["price"],
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_rule_cannot_say(what: str) -> None:
    with pytest.raises(PolicyFault):
        make_rules([REFUSED[what]])


@pytest.mark.parametrize("name", ["id", "sid", "k", "kind", "ref", "label", "$s", "Price", "a.b", "", "x" * 60, "1a"])
def test_a_fact_cannot_be_called(name: str) -> None:
    with pytest.raises(PolicyFault):
        make_rules(kinds={"line": {name: "int"}})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kinds": {}, "rules": []},
        {"kinds": KINDS, "rules": {}},
        {"kinds": {"line": {"price": "float"}}, "rules": []},
        {"kinds": KINDS, "rules": [{"on": "claim", "when": [[["price", "has"]]]}]},
        {"kinds": KINDS, "rules": [{"on": "line", "when": []}]},
        {"kinds": KINDS, "rules": [{"on": "line", "when": [[["price", "has"]]], "run": "code"}]},
        {"kinds": KINDS, "rules": [{"on": "line", "when": [[["price", "has"]]]}] * 4097},
    ],
)
def test_a_malformed_rule_set_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(PolicyFault):
        RuleSet(data)


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "claim"},
        {"kind": None},
        {},
        {"kind": "line", "price": 1.5},
        {"kind": "line", "price": True},
        {"kind": "line", "price": "1"},
        {"kind": "line", "price": 2**63},
        {"kind": "line", "word": ["a"]},
        {"kind": "line", "open": 1},
    ],
)
def test_a_fact_of_another_shape_does_not_reach_the_core(fact: dict[str, Any]) -> None:
    rules = make_rules([[["price", "gt", 0], ["word", "ne", ""], ["open", "eq", True]]])
    with pytest.raises(FactFault):
        DurableReader(rules).match([fact])


def test_too_many_facts_do_not_reach_the_core() -> None:
    with pytest.raises(FactFault):
        DurableReader(make_rules()).match([{"kind": "line"}] * 2001)


def test_only_what_the_rules_read_reaches_the_core() -> None:
    core = Listening()
    DurableReader(make_rules([[["price", "gt", 0]]]), core=core).match([{"kind": "line", "price": 1, "open": True}])
    assert core.said[-1] == '[{"id":"0","k":1,"a":1},{"id":"end","k":0}]'


def test_python_conditions_cannot_be_joined_with_and_or_not_or_compared_with_another_fact() -> None:
    f, p = FactNames("line", {"price": 1, "cost": 1}), FigureNames({"limit": 1})
    for wrong in (
        lambda: when(f.price == 1 or f.cost == 2),
        lambda: when(f.price == 1 and f.cost == 2),
        lambda: when(not f.price),
        lambda: when(f.price < f.cost),
        lambda: when(f.price == 1.5),
        lambda: when(),
        lambda: when(True),
        lambda: f.unknown == 1,
        lambda: f.price > p.unknown,
        lambda: when(1 < f.price < 2),
        lambda: when(f.price > 1).then(),
    ):
        with pytest.raises(PolicyFault):
            wrong()


def test_the_names_we_hand_out_differ_in_the_core_s_32_bit_hash() -> None:
    for names in (
        [*map(str, range(2000)), END, "sid-0"],
        [*LETTERS, "id", "sid", "k", "$s"],
        [*(f"r{number}_{number}" for number in range(48)), ROLL_CALL],
    ):
        assert len({hash32(name) for name in names}) == len(names)
    assert len(LETTERS) > MOST_READ


def test_facts_whose_names_collide_in_the_core_are_told_apart() -> None:
    first, second = _colliding_names()
    kinds = {"line": {first: "int", second: "int"}}
    rules = make_rules([[[first, "eq", 1]]], [[[second, "eq", 1]]], kinds=kinds)
    assert DurableReader(rules).match([{"kind": "line", first: 1, second: 2}]) == [[0], []]


def _colliding_names() -> tuple[str, str]:
    seen: dict[int, str] = {}
    number = 0
    while True:
        name = f"f{number:x}"
        other = seen.setdefault(hash32(name), name)
        if other != name:
            return other, name
        number += 1
