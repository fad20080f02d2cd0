"""Everything that is known to kill durable-rules, tried through the doors that a house leaves open.

`python -m tests.rules.killers` tries each, and each lie (liars.py), in a process of its own; it prints how they ended.
"""

from __future__ import annotations

import json
import sys
import threading

from claims.rules.books import current_edition
from claims.rules.decision import decide
from claims.rules.edition import Edition
from claims.rules.facts import whole
from tests.rules import liars  # noqa: F401  (enters its attempts)
from tests.rules.attempts import (
    ATTEMPTS,
    DAY,
    NOBODY,
    PRICES,
    attempt,
    decided,
    edition,
    every_refused,
    facts_refused,
    rule_refused,
    tried,
)  # fmt: skip


@attempt
def an_inequality_join() -> None:
    rule_refused(["price", "lt", {"q": "price"}], ["price", "lt", {"fact": "price"}], ["price", "lt", "price"],
                 ["m.price", "lt", 1], ["price", "$lt", {"$q": "price"}])  # fmt: skip


@attempt
def a_division_by_zero() -> None:
    rule_refused(["price", "lt", {"$div": {"$l": {"$m": "price"}, "$r": {"$m": "price"}}}], ["price", "div", 0])


@attempt
def amounts_of_zero_where_shares_are_derived() -> None:
    zero = {"currency": "CNY", "quoted_minor": 0, "returned_minor": 0}
    line = {"kind": "line", "ref": "line:1", **zero, "operation": False, "kind_changed": False}
    decided(current_edition("gap"), [line, {"kind": "total", "ref": "total", **zero}], 2)


@attempt
def an_empty_batch() -> None:
    decided(edition([[["price", "ge", 0]]]), [], 0)
    decided(edition(), [], 0)


@attempt
def an_empty_object_first() -> None:
    facts_refused({}, {"kind": "line"}, {"ref": "line:1"}, [], None, "{}")


@attempt
def a_fact_of_which_no_rule_reads_anything() -> None:
    nothing = [{"kind": "line", "ref": "line:0"}, *({**fact, "ref": f"more:{fact['ref']}"} for fact in PRICES)]
    decided(edition([[["price", "ge", 0]]]), nothing, 3)
    decided(edition(), nothing, 0)


@attempt
def more_fields_than_the_core_can_hold() -> None:
    names = [f"f{number}" for number in range(300)]
    more = [whole(name, "a number", unit="pieces", optional=True) for name in names]
    full = {**PRICES[0], **dict.fromkeys(names, 1)}
    decided(edition([[["price", "ge", 0]]], more=more), [full], 1)
    decided(edition(*([[[name, "eq", 1]]] for name in names[:200]), more=more), [full], 200)
    every_refused(
        lambda: decided(edition(*([[[name, "eq", 1]]] for name in names), more=more), [full], 300),
        lambda: decide(edition(), [full], DAY, NOBODY),
    )


@attempt
def the_1025th_session() -> None:
    one, other = edition([[["price", "ge", 1]]]), edition([[["price", "ge", 2]]])
    for _ in range(1100):
        decided(one, PRICES, 2)
        decided(other, PRICES, 1)


@attempt
def sessions_ended_while_others_live() -> None:
    answers: list[int] = []
    one = edition([[["price", "ge", 1]]])

    def ask(own: Edition) -> None:
        answers.extend(len(decided(each, PRICES, 2).fired) for _ in range(100) for each in (one, own))

    threads = [threading.Thread(target=ask, args=(edition([[["price", "gt", 0]]]),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert threading.active_count() <= 9, "the library started threads of its own"
    for thread in threads:
        thread.join()
    assert answers == [2] * 1600
    assert "durable.engine" not in sys.modules


@attempt
def a_session_ended_in_which_no_action_ran() -> None:
    for _ in range(50):
        decided(edition([[["price", "gt", 100]]]), PRICES, 0)
        decided(edition([[["price", "lacks"]]]), [], 0)


@attempt
def three_hundred_rules_that_share_a_condition_and_hold_at_once() -> None:
    decided(edition(*([[["price", "eq", 1]]] for _ in range(300))), PRICES, 300)


@attempt
def a_thousand_conditions_on_one_field() -> None:
    decided(edition(*([[["price", "ge", limit]]] for limit in range(-997, 3))), PRICES, 998 + 999 + 1000)


@attempt
def a_thousand_conditions_on_one_field_in_one_rule() -> None:
    decided(edition([[["price", "ne", number] for number in range(1000)]]), [{**PRICES[0], "price": 1000}], 1)
    decided(edition(*([[["price", "ne", rule * 100 + number] for number in range(3, 103)]] for rule in range(10))),
            PRICES, 30)  # fmt: skip


@attempt
def a_rule_on_the_session_itself() -> None:
    rule_refused(["$s", "has"], ["s", "gt", 10], ["sid", "eq", "0"], ["id", "has"], ["k", "has"], ["$state", "has"])


if __name__ == "__main__":
    json.dump({name: tried(name) for name in ATTEMPTS}, sys.stdout)
