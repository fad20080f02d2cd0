"""Where attempts at the engine are made: a stored edition, its two readers, a process of its own for each attempt."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from claims.rules.decision import Decision, Scope, decide
from claims.rules.edition import FORMAT, Edition
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
