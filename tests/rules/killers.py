"""Everything that is known to kill durable-rules or to make it lie, tried through the doors that a house leaves open.

`python -m tests.rules.killers` tries each in a process of its own and prints how it ended, as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from claims.rules.books import current_edition
from claims.rules.decision import Decision, Scope, decide
from claims.rules.edition import FORMAT, Edition
from claims.rules.engine import hash32
from claims.rules.facts import FactsRefused, flag, whole, word
from claims.rules.outcome import collected
from claims.rules.policy import Policy
from claims.rules.readers import BOTH
from claims.rules.vocabulary import PolicyFault

DAY, NOBODY = date(2026, 3, 1), Scope()
PRICES = [{"kind": "line", "ref": f"line:{number}", "price": number} for number in range(3)]
Whens = Sequence[list[list[Any]]]  # for each rule its alternatives

LONGEST = 60  # seconds; the core has endless loops
ATTEMPTS: dict[str, Callable[[], object]] = {}


def attempt(function: Callable[[], object]) -> Callable[[], object]:
    """Enter a killer under its name."""
    ATTEMPTS[function.__name__] = function
    return function


def edition(*whens: list[list[Any]], more: Sequence[Any] = ()) -> Edition:
    """A stored edition with these rules, read back as any other."""
    facts = [whole("price", "a number", unit="pieces", optional=True, least=-(2**63) + 1, most=2**63 - 1),
             word("word", "a word", optional=True), flag("open", "a flag", optional=True), *more]  # fmt: skip
    policy = Policy("killers", book="house", question="?", governed_by="order", facts={"line": facts},
                    says={"held": collected()}, answers={})  # fmt: skip
    paragraphs = [
        {"id": f"rule_{number}", "citation": "none", "requirement": "none", "on": "line", "text": "A rule.",
         "priority": 70_000, "since": None, "until": None,
         "clauses": [{"when": when, "then": {"held": "yes"}, "sentence": "It holds."}]}
        for number, when in enumerate(whens)
    ]  # fmt: skip
    data = {**policy.data({}), "paragraphs": paragraphs}
    return Edition.load({"format": FORMAT, "legal": [], **data, "figures": {}, "wording": {}, "switches": []})


def decided(edition: Edition, facts: Sequence[Any], fired: int) -> Decision:
    """A decision by both readers in which so many rules fired."""
    decision = decide(edition, facts, DAY, NOBODY)
    assert decision.reader == BOTH
    assert len(decision.fired) == fired, len(decision.fired)
    return decision


def every_refused(*tries: Callable[[], object]) -> None:
    """Each of these is refused before the core hears of it."""
    for number, one in enumerate(tries):
        try:
            one()
        except (PolicyFault, FactsRefused, ValueError):
            continue
        raise AssertionError(f"number {number} was let through")
    raise PolicyFault("all of them")


def rule_refused(*terms: list[Any]) -> None:
    """Each of these comparisons is refused in a stored edition."""
    every_refused(*(lambda term=term: decided(edition([[term]]), PRICES, 0) for term in terms))


def facts_refused(*facts: Any) -> None:
    """Each of these facts is refused at the door."""
    open_to_all = edition([[["price", "ge", 0]]])
    every_refused(*(lambda fact=fact: decide(open_to_all, [fact], DAY, NOBODY) for fact in facts))


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


def tried(name: str) -> str:
    """How one of them ends in a process of its own: refused, harmless, or what became of the process."""
    reading, writing = os.pipe()
    child = os.fork()  # safe here: this process has no threads yet
    if child == 0:
        signal.alarm(LONGEST)
        try:
            ATTEMPTS[name]()
            end = "harmless"
        except (PolicyFault, FactsRefused):
            end = "refused"
        except BaseException:
            end = traceback.format_exc()
        os.write(writing, end.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        end = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return end if status == 0 else f"killed: {status}"


if __name__ == "__main__":
    json.dump({name: tried(name) for name in ATTEMPTS}, sys.stdout)
