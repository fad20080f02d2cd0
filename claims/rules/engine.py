"""The only door to durable-rules: its C core, kept to the one use that was measured to be right.

What is let through: ANDed comparisons of one fact with literals. Every alternative is a rule of its own, every fact
arrives once in one batch in one session, a roll call proves that each was seen, and the session is deleted. No host,
no timer threads, no code of ours inside the engine. After any fault the rules are compiled anew.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any, Final

import msgspec

from claims.kernel.canonical import LARGEST_INT
from claims.rules.facts import MOST_FACTS
from claims.rules.ruleset import FactFault, Holds, RuleSet
from claims.rules.vocabulary import PolicyFault, Raw, Value
from claims.rules.written import written

OPERATORS: Final = {"ne": "$neq", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte", "has": "$ex", "lacks": "$nex"}
# The core refuses more than 64 rules that hold for one fact at once and 256 that share a condition; on more than 511
# that begin with a comparison of the same fact it never ends.
ALTERNATIVES_PER_HANDLE: Final = 48
EVERY_MATCH: Final = 65535  # with `cap`, all matches of a rule come in one message
LAST: Final = 60000  # the roll call is drained after all rules
ROLL_CALL: Final = "roll"
END: Final = "end"
LARGE_BATCH: Final = 256
END_ROW: Final = '{"id":"end","k":0}'
SESSION: Final = "0"
OTHER_WORD: Final = 0  # for a word that no rule names
# a … z, a1 … z1, … without k, which is the kind
LETTERS: Final = [f"{letter}{number or ''}" for number in range(10) for letter in "abcdefghijlmnopqrstuvwxyz"]

_places = re.compile(r'"id":"([0-9]+)"').findall  # numbers are all that stands in a message beside our own names
_encode = msgspec.json.Encoder().encode

Alternative = tuple[int, str, list[list[Any]]]
"""(place of the rule, kind of fact, ANDed comparisons)"""
Row = dict[str, int | str]


class EngineMissing(RuntimeError):
    """durable-rules cannot be loaded here."""


class EngineFault(RuntimeError):
    """durable-rules did not answer as it must; the rules were compiled anew."""


def load_core(name: str = "durable_rules_engine") -> ModuleType:
    """The C core; EngineMissing where it is not installed or does not fit this Python."""
    try:
        core = importlib.import_module(name)
    except ImportError as fault:
        raise EngineMissing(str(fault)) from fault
    _grow_heap(core)
    return core


@lru_cache(maxsize=1)
def _grow_heap(core: ModuleType) -> None:
    # The core takes 9 KiB for each fact. One large batch, and the C library keeps such an amount at hand from then on;
    # else each decision has the system map its memory anew, which makes the core three times slower on 20 facts.
    handle = core.create_ruleset("heap", '{"all":{"all":[{"m":{"$ex":{"k":1}}}],"cap":65535}}')
    rows = ",".join(f'{{"id":"{place}","k":0}}' for place in range(LARGE_BATCH))
    _, state = core.assert_facts(handle, f"[{rows}]")
    core.start_action_for_state(handle, state)
    core.complete_and_start_action(handle, state)
    core.delete_state(handle, SESSION)


def hash32(text: str) -> int:
    """The 32-bit hash (FNV-1a over signed bytes) by which the core tells names and ids apart."""
    result = 0x811C9DC5
    for byte in text.encode():
        result = ((result ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 0x01000193) & 0xFFFFFFFF
    return result


def _all_different(names: Sequence[str], what: str) -> None:
    if len({hash32(name) for name in names}) != len(set(names)):
        raise PolicyFault(f"two {what} look the same to durable-rules; rename one")


_all_different([*map(str, range(MOST_FACTS)), END, "sid-0"], "ids")
_all_different([*LETTERS, "id", "sid", "k", "$s"], "facts")


class DurableReader:
    """Reads one rule set with durable-rules. One decision at a time: the core knows no threads.

    The core is given whole numbers alone: facts go by letters, kinds and words by numbers, true and false are 1 and 0.
    """

    def __init__(self, rules: RuleSet, core: Any = None) -> None:
        """`core` is the module to talk to; left out, durable-rules itself (EngineMissing where it is not there)."""
        self._core = core if core is not None else load_core()
        self._lock = threading.Lock()
        self._count = len(rules.rules)
        spelling = _Spelling(rules)
        self._rows = spelling.rows
        flat = [(place, rule["on"], terms) for place, rule in enumerate(rules.rules) for terms in rule["when"]]
        parts = [flat[i : i + ALTERNATIVES_PER_HANDLE] for i in range(0, len(flat), ALTERNATIVES_PER_HANDLE)] or [[]]
        self._definitions = [spelling.definition(part) for part in parts]
        self._handles = [self._compiled(definition) for definition in self._definitions]

    def match(self, facts: Sequence[Raw]) -> Holds:
        """Which rules hold; EngineFault where the core does not answer as it must, FactFault for an inexact fact."""
        if len(facts) > MOST_FACTS:
            raise FactFault(f"{len(facts)} facts are too many")
        try:
            rows = [self._rows[fact["kind"]](fact, str(place)) for place, fact in enumerate(facts)]  # type: ignore[index]
        except KeyError as fault:
            raise FactFault(f"there is no kind {fault}") from None
        batch = _dump(rows)[:-1] + ("," if rows else "") + END_ROW + "]"
        found: list[list[int]] = [[] for _ in range(self._count)]
        with self._lock:
            for number, definition in enumerate(self._definitions):
                try:
                    self._session(self._handles[number], batch, len(rows), found)
                except BaseException as fault:
                    self._handles[number] = self._compiled(definition)  # a handle is never used again after a fault
                    if isinstance(fault, EngineFault) or not isinstance(fault, Exception):
                        raise
                    raise EngineFault(repr(fault)) from fault
        return [sorted(set(places)) for places in found]  # two alternatives of a rule may hold for one fact

    def _compiled(self, definition: str) -> int:
        handle: int = self._core.create_ruleset("rules", definition)
        # the first session must run an action before it may be deleted
        self._session(handle, f"[{END_ROW}]", 0, [[] for _ in range(self._count)])
        return handle

    def _session(self, handle: int, batch: str, count: int, found: list[list[int]]) -> None:
        core, roll = self._core, None
        _, state = core.assert_facts(handle, batch)
        started = core.start_action_for_state(handle, state)
        message: str | None = started and started[1]
        while message:
            name = message[2 : message.index('"', 2)]
            places = [*map(int, _places(message))]
            if name == ROLL_CALL:
                roll = places if END_ROW in message else None
            else:
                found[int(name[1 : name.index("_")])] += places
            message = core.complete_and_start_action(handle, state)
        core.delete_state(handle, SESSION)
        if roll is None or sorted(roll) != list(range(count)):
            raise EngineFault("the roll call is incomplete: not every fact was read")


class _Spelling:
    """How facts and rules of one rule set are spelled for the core."""

    def __init__(self, rules: RuleSet) -> None:
        self._kinds = {kind: number for number, kind in enumerate(rules.kinds, 1)}
        self._letters = {kind: dict(zip(names, LETTERS, strict=False)) for kind, names in rules.reads.items()}
        self._words: dict[Value, int] = {}
        for rule in rules.rules:
            for terms in rule["when"]:
                for _, _, *literal in terms:
                    if literal and type(literal[0]) is str:
                        self._words.setdefault(literal[0], len(self._words) + 1)
        self.rows = {kind: self._row(kind, rules.reads[kind]) for kind in rules.kinds}

    def definition(self, part: Sequence[Alternative]) -> str:
        """Some alternatives, each as a rule of its own, and the roll call: what the core compiles."""
        rules: dict[str, Any] = {
            f"r{place}_{number}": {
                "all": [{"m": {"$and": [{"k": self._kinds[kind]}, *(self._term(kind, *term) for term in terms)]}}],
                "cap": EVERY_MATCH,
            }
            for number, (place, kind, terms) in enumerate(part)
        }
        _all_different([*rules, ROLL_CALL], "rules")
        rules[ROLL_CALL] = {"all": [{"m": {"$ex": {"k": 1}}}], "cap": EVERY_MATCH, "pri": LAST}
        return _dump(rules)

    def _term(self, kind: str, name: str, operator: str, literal: Any = 1) -> Mapping[str, Any]:
        number = self._words[literal] if type(literal) is str else int(literal)
        seen = {self._letters[kind][name]: number}
        return seen if operator == "eq" else {OPERATORS[operator]: seen}

    def _row(self, kind: str, reads: Mapping[str, type]) -> Callable[[Raw, str], Row]:
        # a function written for the kind: what the rules read of a fact, each value exactly of its type
        lines = ["def made(fact, place):", " get = fact.get", f" row = {{'id': place, 'k': {self._kinds[kind]}}}"]
        for name, wanted in reads.items():
            fits, value = f"type(value) is {wanted.__name__}", "value"
            if wanted is int:
                fits += f" and {-LARGEST_INT} <= value <= {LARGEST_INT}"
            elif wanted is str:
                value = f"words.get(value, {OTHER_WORD})"
            else:
                value = "int(value)"
            lines += [f" value = get({name!r})", " if value is not None:",
                      f"  if not ({fits}): raise FactFault({name!r} + ' is not {wanted.__name__}, or too large')",
                      f"  row[{self._letters[kind][name]!r}] = {value}"]  # fmt: skip
        made: Callable[[Raw, str], Row] = written(
            [*lines, " return row"], {"words": self._words, "FactFault": FactFault}
        )
        return made


def _dump(value: object) -> str:
    return _encode(value).decode()
