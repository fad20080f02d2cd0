"""The only door to durable-rules: its C core, kept to the one use that was measured to be right.

What is let through: ANDed comparisons of one fact with literals. Every alternative is a rule of its own, every fact
arrives once in one batch in one session, a roll call proves that each was seen, and the session is deleted. No host,
no timer threads, no code of ours inside the engine. After any fault the rules are compiled anew.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Final

import msgspec

from claims.rules.facts import MOST_FACTS
from claims.rules.ruleset import Match, Row, RuleSet
from claims.rules.vocabulary import PolicyFault

OPERATORS: Final = {"ne": "$neq", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte", "has": "$ex", "lacks": "$nex"}
ALTERNATIVES_PER_HANDLE: Final = 48  # the core refuses more than 64 rules that hold for one fact at once
EVERY_MATCH: Final = 65535  # with `cap`, all matches of a rule come in one message
LAST: Final = 60000  # the roll call is drained after all rules
ROLL_CALL: Final = "roll"
END: Final = "end"
END_ROW: Final = '{"id":"end","k":"end"}'
SESSION: Final = "0"

# in a message flat facts come first-id-first, and quotes inside values are escaped: the pattern fits nowhere else
_PLACES = re.compile(r'\{"m":\{"id":"L([0-9]+)"')

SCALARS: Final = frozenset({int, bool, str})

_encode = msgspec.json.Encoder().encode


class EngineMissing(RuntimeError):
    """durable-rules cannot be loaded here."""


class EngineFault(RuntimeError):
    """durable-rules did not answer as it must; the rules were compiled anew."""


def load_core(name: str = "durable_rules_engine") -> ModuleType:
    """The C core; EngineMissing where it is not installed or does not fit this Python."""
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise EngineMissing(str(fault)) from fault


def hash32(text: str) -> int:
    """The 32-bit hash (FNV-1a over signed bytes) by which the core tells names and ids apart."""
    result = 0x811C9DC5
    for byte in text.encode():
        result = ((result ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 0x01000193) & 0xFFFFFFFF
    return result


def _all_different(names: Sequence[str], what: str) -> None:
    if len({hash32(name) for name in names}) != len(set(names)):
        raise PolicyFault(f"two {what} look the same to durable-rules; rename one")


_all_different([*(f"L{place}" for place in range(MOST_FACTS)), END, SESSION, "sid-0"], "ids")


class DurableReader:
    """Reads one rule set with durable-rules. One decision at a time: the core knows no threads."""

    def __init__(self, rules: RuleSet, core: Any = None) -> None:
        """`core` is the module to talk to; left out, durable-rules itself (EngineMissing where it is not there)."""
        self._core = core if core is not None else load_core()
        self._lock = threading.Lock()
        for facts in rules.kinds.values():
            _all_different([*facts, "id", "sid", "k", "$s"], "facts")
        _all_different([*rules.kinds, END], "kinds")
        flat = [(place, rule["on"], terms) for place, rule in enumerate(rules.rules) for terms in rule["when"]]
        parts = [flat[i : i + ALTERNATIVES_PER_HANDLE] for i in range(0, len(flat), ALTERNATIVES_PER_HANDLE)] or [[]]
        self._definitions = [_definition(part) for part in parts]
        self._handles = [self._compiled(definition) for definition in self._definitions]

    def match(self, rows: Sequence[Row]) -> list[Match]:
        """All matches, sorted by rule, then fact; EngineFault where the core does not answer as it must."""
        if not {type(value) for row in rows for value in row.values()} <= SCALARS:
            raise EngineFault("only whole numbers, text, true and false reach the engine")
        batch = _dump([*rows])[:-1] + ("," if rows else "") + END_ROW + "]"
        found: set[Match] = set()
        with self._lock:
            for number, definition in enumerate(self._definitions):
                try:
                    found.update(self._session(self._handles[number], batch, len(rows)))
                except BaseException as fault:
                    self._handles[number] = self._compiled(definition)  # a handle is never used again after a fault
                    if isinstance(fault, EngineFault) or not isinstance(fault, Exception):
                        raise
                    raise EngineFault(repr(fault)) from fault
        return sorted(found)

    def _compiled(self, definition: str) -> int:
        handle: int = self._core.create_ruleset("rules", definition)
        self._session(handle, f"[{END_ROW}]", 0)  # the first session must run an action before it may be deleted
        return handle

    def _session(self, handle: int, batch: str, count: int) -> list[Match]:
        core, found, roll = self._core, [], None
        _, state = core.assert_facts(handle, batch)
        started = core.start_action_for_state(handle, state)
        message: str | None = started and started[1]
        while message:
            name = message[2 : message.index('"', 2)]
            places = [int(place) for place in _PLACES.findall(message)]
            if name == ROLL_CALL:
                roll = places if END_ROW in message else None
            else:
                rule = int(name[1 : name.index("_")])
                found += [(rule, place) for place in places]
            message = core.complete_and_start_action(handle, state)
        core.delete_state(handle, SESSION)
        if roll is None or sorted(roll) != list(range(count)):
            raise EngineFault("the roll call is incomplete: not every fact was read")
        return found


def _dump(value: object) -> str:
    return _encode(value).decode()


def _definition(part: Sequence[tuple[int, str, list[list[Any]]]]) -> str:
    rules: dict[str, Any] = {
        f"r{place}_{number}": {"all": [{"m": {"$and": [{"k": kind}, *map(_condition, terms)]}}], "cap": EVERY_MATCH}
        for number, (place, kind, terms) in enumerate(part)
    }
    _all_different([*rules, ROLL_CALL], "rules")
    rules[ROLL_CALL] = {"all": [{"m": {"$ex": {"k": 1}}}], "cap": EVERY_MATCH, "pri": LAST}
    return _dump(rules)


def _condition(term: Sequence[Any]) -> Mapping[str, Any]:
    fact, operator = term[0], term[1]
    if operator == "eq":
        return {fact: term[2]}
    return {OPERATORS[operator]: {fact: term[2] if len(term) == 3 else 1}}
