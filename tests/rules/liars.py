"""What makes durable-rules lie without a word, tried through the doors that a house leaves open."""

from __future__ import annotations

from claims.rules.books import current_edition
from claims.rules.decision import decide
from claims.rules.engine import hash32
from claims.rules.facts import word
from tests.rules.attempts import (
    DAY,
    NOBODY,
    PRICES,
    attempt,
    decided,
    edition,
    every_refused,
    facts_refused,
    rule_refused,
)  # fmt: skip


@attempt
def ids_and_sessions_in_facts() -> None:
    facts_refused(*({**PRICES[0], name: "0"} for name in ("id", "sid", "k", "$s", "_id")))


@attempt
def declared_facts_that_the_core_takes_for_its_own() -> None:
    every_refused(*(lambda name=name: edition(more=[word(name, "a word")]) for name in ("id", "sid", "k", "$m", "A")))


@attempt
def refs_that_look_alike_to_the_core() -> None:
    assert hash32("costarring") == hash32("liquid")
    refs = ["costarring", "liquid", "end", "0", "sid-0", '"},{"id":"1', "L0", "客户"]
    decided(edition([[["price", "eq", 7]]]), [{"kind": "line", "ref": ref, "price": 7} for ref in refs], len(refs))


@attempt
def identical_facts() -> None:
    decided(edition([[["price", "eq", 7]]]), [{**PRICES[0], "ref": f"r{n}", "price": 7} for n in range(100)], 100)


@attempt
def floats() -> None:
    rule_refused(["price", "lt", 1.5], ["price", "lt", 1e-5], ["price", "lt", float("nan")], ["price", "lt", 10.0])


@attempt
def floats_in_facts() -> None:
    facts_refused(*({**PRICES[0], "price": value} for value in (1.5, 1e-5, float("inf"), float("nan"), 10.0)))


@attempt
def numbers_beyond_64_bits() -> None:
    every_refused(
        *(lambda value=value: decided(edition([[["price", "lt", value]]]), PRICES, 0) for value in (2**63, -(2**63))),
        *(lambda value=value: decide(edition(), [{**PRICES[0], "price": value}], DAY, NOBODY)
          for value in (2**63, -(2**63), 2**64 + 1)),
    )  # fmt: skip


@attempt
def the_largest_numbers_there_are() -> None:
    ends = [{"kind": "line", "ref": f"r{place}", "price": value} for place, value in
            enumerate((2**63 - 1, 2**63 - 2, -(2**63) + 1, -(2**63) + 2, 2**53 + 1, 2**53))]  # fmt: skip
    decided(edition([[["price", "eq", 2**63 - 1]]], [[["price", "gt", 2**63 - 2]]]), ends, 2)
    decided(edition([[["price", "lt", -(2**63) + 2]]], [[["price", "gt", 2**53]]]), ends, 1 + 3)


@attempt
def a_derived_amount_beyond_64_bits() -> None:
    most = {"currency": "CNY", "quoted_minor": 10**12}
    line = {"kind": "line", **most, "operation": False, "kind_changed": False}
    facts = [{"ref": f"line:{number}", **line} for number in range(1999)]
    total = {"kind": "total", "ref": "total", **most, "returned_minor": 0}
    every_refused(lambda: decide(current_edition("gap"), [*facts, total], DAY, NOBODY))


@attempt
def text_against_a_number() -> None:
    rule_refused(["price", "eq", "1"], ["word", "eq", 1], ["open", "eq", 1], ["price", "eq", True], ["open", "eq", ""])


@attempt
def text_where_a_number_is_declared() -> None:
    facts_refused(*({**PRICES[0], "price": value} for value in ("1", True, "", [1], {"x": 1})))


@attempt
def operators_that_the_house_does_not_know() -> None:
    names = ("or", "and", "none", "any", "all", "not", "$regex", "mt", "imt", "add", "$lt", "", None, 1, ["lt"])
    rule_refused(*(["price", name, 1] for name in names), ["price"], ["price", "lt"], ["price", "lt", 1, 2], "price")


@attempt
def alternatives_that_hold_together() -> None:
    decided(edition([[["price", "ge", 0]], [["price", "ge", 1]], [["price", "ge", 2]]]), PRICES, 3)


@attempt
def an_alternative_of_nothing() -> None:
    every_refused(lambda: decided(edition([]), PRICES, 0), lambda: decided(edition([[]]), PRICES, 0))


@attempt
def words_in_order_and_words_of_many_spellings() -> None:
    words = ['a"b', "a\\", "\u4e2d", "é", "😀", "0", "null", '{"m":{"id":"0"', "x" * 100]
    facts = [{"kind": "line", "ref": f"r{place}", "word": one} for place, one in enumerate(words)]
    decided(edition(*([[["word", "eq", one]]] for one in words)), facts, len(words))
    rule_refused(["word", "lt", "b"], ["word", "eq", "\ud800"], ["word", "eq", "x" * 101])
