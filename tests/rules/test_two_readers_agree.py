"""The engine behind our adapter and the plain reader agree on random rules and facts, and broken adapters are caught.

CLAIMS_FUZZ_SECONDS sets how long is searched: 6 by default, a minute in CI, 3600 for an hour on demand.
CLAIMS_FUZZ_SEED sets where it starts; a difference names the seed that shows it.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from claims.rules import engine
from claims.rules.engine import DurableReader, EngineFault
from claims.rules.plain import PlainReader
from claims.rules.ruleset import RuleSet
from tests.rules import chance

SECONDS = float(os.environ.get("CLAIMS_FUZZ_SECONDS", "60" if os.environ.get("CI") else "6"))
SEED = int(os.environ.get("CLAIMS_FUZZ_SEED", "1"))
Build = Callable[[RuleSet], DurableReader]


def differences(build: Build, seconds: float, enough: int | None = None) -> tuple[int, list[str]]:
    """How many decisions were compared, and where they differed; stops at `enough` differences."""
    started, seed, compared, found = time.monotonic(), SEED, 0, []
    while time.monotonic() - started < seconds and (enough is None or len(found) < enough):
        luck = random.Random(seed)
        rules = chance.rule_set(luck)
        theirs, ours = build(rules), PlainReader(rules)
        for _ in range(luck.randint(1, 8)):
            facts = chance.facts(luck, rules, chance.count(luck))
            compared += 1
            try:
                differ = theirs.match(facts) != ours.match(facts)
            except EngineFault:
                differ = True
            if differ:
                found.append(f"seed {seed}: {len(rules.rules)} rules, {len(facts)} facts")
        seed += 1
    return compared, found


@pytest.mark.long
def test_both_readers_agree_on_random_rules_and_facts() -> None:
    compared, found = differences(DurableReader, SECONDS)
    assert found == []
    assert compared > 10 * min(SECONDS, 6)


class Mutant:
    """The core with one mistake between it and our adapter."""

    def __init__(
        self,
        *,
        definition: Callable[[str], str] = str,
        batch: Callable[[str], str] = str,
        message: Callable[[str], str] = str,
    ) -> None:
        self.core: Any = engine.load_core()
        self.definition, self.batch, self.message = definition, batch, message

    def create_ruleset(self, name: str, definition: str) -> Any:
        return self.core.create_ruleset(name, self.definition(definition))

    def assert_facts(self, handle: int, batch: str) -> Any:
        return self.core.assert_facts(handle, self.batch(batch))

    def start_action_for_state(self, handle: int, state: Any) -> Any:
        started = self.core.start_action_for_state(handle, state)
        return started and (started[0], self.message(started[1]), *started[2:])

    def complete_and_start_action(self, handle: int, state: Any) -> Any:
        message = self.core.complete_and_start_action(handle, state)
        return message and self.message(message)

    def delete_state(self, handle: int, session: str) -> Any:
        return self.core.delete_state(handle, session)


def one_id_for_all(batch: str) -> str:
    return re.sub(r'\{"id":"[0-9]+"', '{"id":"0"', batch)


def first_fact_only(message: str) -> str:
    places = list(re.finditer(r'\{"m":\{"id":"', message))
    return message if len(places) < 2 or message.startswith('{"roll"') else message[: places[1].start()]


def without_last_fact(batch: str) -> str:
    rows = json.loads(batch)
    return json.dumps([*rows[:-2], rows[-1]], ensure_ascii=False, separators=(",", ":"))


def zero_taken_for_one(batch: str) -> str:
    return re.sub(r'("[a-j]":)0(?=[,}])', r"\g<1>1", batch)


def cut_to_32_bits(batch: str) -> str:
    return re.sub(r"[0-9]{11,}", lambda number: str(int(number[0]) % 2**32), batch)


MUTANTS: dict[str, Callable[[], Mutant]] = {
    "at least becomes more than": lambda: Mutant(definition=lambda text: text.replace('"$gte"', '"$gt"')),
    "at most becomes at least": lambda: Mutant(definition=lambda text: text.replace('"$lte"', '"$gte"')),
    "differs becomes equals": lambda: Mutant(definition=lambda text: re.sub(r'\{"\$neq":(\{[^{}]*\})\}', r"\1", text)),
    "absent becomes present": lambda: Mutant(definition=lambda text: text.replace('"$nex"', '"$ex"')),
    "and becomes or": lambda: Mutant(definition=lambda text: text.replace('"$and"', '"$or"')),
    "without cap": lambda: Mutant(definition=lambda text: text.replace('"cap":65535', '"cap":1')),
    "all facts with one id": lambda: Mutant(batch=one_id_for_all),
    "a word that no rule names is taken for the first": lambda: Mutant(batch=zero_taken_for_one),
    "numbers cut to 32 bits": lambda: Mutant(batch=cut_to_32_bits),
    "one match of each rule is read": lambda: Mutant(message=first_fact_only),
    "the last fact never arrives": lambda: Mutant(batch=without_last_fact),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_adapter_is_caught(name: str) -> None:
    _, found = differences(lambda rules: DurableReader(rules, core=MUTANTS[name]()), 30, enough=1)
    assert found, f"nobody noticed: {name}"
