"""The adapter under load, threads and faults; and what the house does when the engine lies, fails or is gone."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import pytest

from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide
from claims.rules.edition import Edition
from claims.rules.engine import DurableReader, EngineFault, EngineMissing, load_core
from claims.rules.plain import PlainReader
from claims.rules.readers import BOTH, PLAIN, ReadersDisagree, TwoReaders
from claims.rules.ruleset import FactFault
from tests.rules.cases import all_cases
from tests.rules.make import Failing, Listening, Lying, make_line, make_rules, missing

CHEAP_OR_OPEN = [[["price", "lt", 10]], [["open", "eq", True]]]


def rows(count: int) -> list[dict[str, Any]]:
    return [{"kind": "line", "price": i, "open": i % 3 == 0} for i in range(count)]


def test_no_facts_at_all_match_nothing_and_do_no_harm() -> None:
    reader = DurableReader(make_rules(CHEAP_OR_OPEN))
    assert [reader.match([]) for _ in range(3)] == [[[]]] * 3


def test_no_rules_at_all_match_nothing() -> None:
    assert DurableReader(make_rules()).match(rows(5)) == []


def test_two_true_alternatives_count_once() -> None:
    assert DurableReader(make_rules(CHEAP_OR_OPEN)).match(rows(1)) == [[0]]


def test_two_identical_facts_count_twice() -> None:
    same = [{"kind": "line", "price": 1}] * 2
    assert DurableReader(make_rules(CHEAP_OR_OPEN)).match(same) == [[0, 1]]


def test_two_thousand_facts_and_rules_beyond_one_handle_agree_with_the_plain_reader() -> None:
    rules = make_rules(*([[["price", "ge", i]]] for i in range(130)))
    assert DurableReader(rules).match(rows(2000)) == PlainReader(rules).match(rows(2000))


def test_many_more_decisions_than_the_core_can_hold_sessions() -> None:
    reader = DurableReader(make_rules(CHEAP_OR_OPEN))
    assert [reader.match(rows(3)) for _ in range(1500)] == [[[0, 1, 2]]] * 1500


def test_eight_threads_get_the_same_answer() -> None:
    reader, answers = DurableReader(make_rules(CHEAP_OR_OPEN)), []

    def ask() -> None:
        answers.extend(reader.match(rows(30)) for _ in range(40))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [PlainReader(make_rules(CHEAP_OR_OPEN)).match(rows(30))] * 320


@pytest.mark.parametrize(("fact", "value"), [("price", value) for value in (1.5, "1", True, [1], 2**63, -(2**63))]
                         + [("open", 1), ("open", "true"), ("open", {"a": 1})])  # fmt: skip
def test_nothing_but_exact_values_reaches_the_core(fact: str, value: Any) -> None:
    with pytest.raises(FactFault, match=fact):
        DurableReader(make_rules(CHEAP_OR_OPEN)).match([{"kind": "line", fact: value}])


def test_no_text_reaches_the_core_and_words_that_no_rule_names_are_all_the_same_to_it() -> None:
    core = Listening()
    reader = DurableReader(make_rules([[["word", "eq", "客户自带"]]], [[["word", "ne", "客户自带"]]]), core=core)
    words = ["客户自带", 'a"b', "客户自带 ", "{}", ""]
    assert reader.match([{"kind": "line", "word": word} for word in words]) == [[0], [1, 2, 3, 4]]
    assert [row.get("a") for row in json.loads(core.said[-1])] == [1, 0, 0, 0, 0, None]
    assert core.said[-1].isascii()


class Cutting:
    """The core, but the first real batch is cut off after its first fact, as the core does when its parser gives up."""

    def __init__(self) -> None:
        self.core: Any = load_core()
        self.compiled, self.cut = 0, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.core, name)

    def create_ruleset(self, name: str, definition: str) -> Any:
        self.compiled += 1
        return self.core.create_ruleset(name, definition)

    def assert_facts(self, handle: int, batch: str) -> Any:
        if '"1"' in batch and not self.cut:
            self.cut = True
            batch = batch[: batch.index(',{"id":"1"')] + "]"
        return self.core.assert_facts(handle, batch)


def test_a_batch_that_was_cut_off_is_noticed_and_the_rules_are_compiled_anew() -> None:
    core = Cutting()
    reader = DurableReader(make_rules(CHEAP_OR_OPEN), core=core)
    with pytest.raises(EngineFault, match="roll call"):
        reader.match(rows(3))
    assert core.compiled == 2
    assert reader.match(rows(3)) == [[0, 1, 2]]


def test_where_the_readers_differ_nothing_is_decided(caplog: pytest.LogCaptureFixture) -> None:
    edition = Edition.load(current_edition("deposit").bundle(), engine=Lying)
    day = all_cases()[0].date
    with caplog.at_level(logging.ERROR), pytest.raises(ReadersDisagree) as refused:
        decide(edition, [make_line()], day, Scope())
    assert refused.value.status == 409
    assert "disagree" in caplog.text


def test_without_the_engine_the_plain_reader_decides_and_the_decision_says_so() -> None:
    with_engine, day = current_edition("deposit"), all_cases()[0].date
    for engine in (None, missing):
        alone = decide(Edition.load(with_engine.bundle(), engine=engine), [make_line()], day, Scope())
        assert alone.record()["reader"] == PLAIN
        assert alone.hash == decide(with_engine, [make_line()], day, Scope()).hash
        told = alone.sentences("en")
        assert told[-1] == "The rule engine could not be asked; the second reader of the policy decided alone."
        assert told[:-1] == decide(with_engine, [make_line()], day, Scope()).sentences("en")


def test_one_fault_is_tried_again() -> None:
    rules = make_rules(CHEAP_OR_OPEN)
    engine = Failing(1, PlainReader(rules))
    assert TwoReaders("any", rules, lambda _: engine).match(rows(1)) == ([[0]], BOTH)
    assert engine.asked == 2


def test_after_a_fault_of_the_core_the_rules_are_compiled_anew_and_both_readers_decide() -> None:
    core = Cutting()
    readers = TwoReaders("any", make_rules(CHEAP_OR_OPEN), lambda rules: DurableReader(rules, core=core))
    assert readers.match(rows(3)) == ([[0, 1, 2]], BOTH)
    assert (core.cut, core.compiled) == (True, 2)


def test_an_engine_that_keeps_failing_is_left_alone_after_three_faults() -> None:
    rules = make_rules(CHEAP_OR_OPEN)
    engine = Failing(100, PlainReader(rules))
    readers = TwoReaders("any", rules, lambda _: engine)
    assert [readers.match(rows(1)) for _ in range(5)] == [([[0]], PLAIN)] * 5
    assert engine.asked == 3


def test_a_core_that_is_not_installed_is_named() -> None:
    with pytest.raises(EngineMissing, match="no_such_core"):
        load_core("no_such_core")
