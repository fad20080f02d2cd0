"""Facts: what a policy may be told, declared strictly, and the check at the door."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from claims.kernel.canonical import composed
from claims.kernel.errors import Faults, Refusal
from claims.rules.vocabulary import Value

MOST_FACTS = 2000
MOST_MINOR = 10**12
LONGEST_WORD = 100
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_DIGITS = re.compile(r"([0-9]+)")
OWN_WORDS = ("kind", "ref", "label")


class FactsRefused(Refusal):
    """These facts do not fit the policy {policy}; mend every point listed (see: claims policy facts {policy})."""

    status = 400


@dataclass(frozen=True)
class Declared:
    """One fact of a kind: its type, unit and meaning, and what values it may take."""

    name: str
    type: str  # int, bool, str, date
    meaning: str
    unit: str = ""
    optional: bool = False
    values: tuple[str, ...] = ()
    least: int = -MOST_MINOR
    most: int = MOST_MINOR

    def fault(self, value: object) -> str | None:
        """What is wrong with a value, as an English sentence, or None."""
        if type(value) is not _TYPES[self.type]:
            return _WANTED[self.type]
        if self.type == "int" and not self.least <= value <= self.most:  # type: ignore[operator]
            return "{fact} must lie between {least} and {most}, not {value}"
        if self.type == "str":
            if self.values and value not in self.values:
                return "{fact} must be one of {allowed}, not {value}"
            if not _is_short_text(value):
                return "{fact} must be a short text without control characters"
        if self.type == "date" and not _is_day(value):
            return "{fact} must be a date like 2026-03-31, not {value}"
        return None

    def data(self) -> dict[str, object]:
        """The declaration as plain data, as it stands in an edition."""
        data: dict[str, object] = {"type": self.type, "meaning": self.meaning, "unit": self.unit}
        data |= {"optional": self.optional, "values": list(self.values)}
        return data | ({"least": self.least, "most": self.most} if self.type == "int" else {})

    @classmethod
    def of(cls, name: str, data: Mapping[str, Any]) -> Declared:
        """The declaration back from plain data."""
        return cls(name, **{**data, "values": tuple(data["values"])})


_TYPES: dict[str, type] = {"int": int, "bool": bool, "str": str, "date": str}
_WANTED = {
    "int": "{fact} must be a whole number, not {value}",
    "bool": "{fact} must be true or false, not {value}",
    "str": "{fact} must be a word, not {value}",
    "date": "{fact} must be a date like 2026-03-31, not {value}",
}


def whole(
    name: str, meaning: str, *, unit: str, optional: bool = False, least: int = 0, most: int = MOST_MINOR
) -> Declared:
    """A whole number with its unit."""
    return Declared(name, "int", meaning, unit, optional, (), least, most)


def money(name: str, meaning: str, *, optional: bool = False, least: int = 0) -> Declared:
    """An amount in minor units of the fact's `currency`."""
    return Declared(name, "int", meaning, "minor units", optional, (), least)


def flag(name: str, meaning: str, *, optional: bool = False) -> Declared:
    """True or false."""
    return Declared(name, "bool", meaning, "", optional)


def word(name: str, meaning: str, *values: str, optional: bool = False) -> Declared:
    """One of the given words; without words any short text."""
    return Declared(name, "str", meaning, "", optional, values)


def day(name: str, meaning: str, *, optional: bool = False) -> Declared:
    """A date as ISO text; no rule compares it, a derivation does."""
    return Declared(name, "date", meaning, "", optional)


def currency() -> Declared:
    """The currency of every amount of the fact."""
    return Declared("currency", "str", "ISO 4217 code of all amounts of this fact")


Kinds = Mapping[str, Mapping[str, Declared]]
FlatFact = dict[str, Value]


def checked_facts(policy: str, kinds: Kinds, facts: Iterable[object]) -> list[FlatFact]:
    """The facts without Nones, text in NFC, in the order (kind, ref); FactsRefused lists every fault at once."""
    faults, seen, result = Faults(), set(), []
    plans: dict[str, Plan] = {}
    given = list(facts)
    faults.check(len(given) <= MOST_FACTS, "at most {most} facts are read at once", "facts", most=MOST_FACTS)
    for position, fact in enumerate(given[:MOST_FACTS]):
        where = f"facts[{position}]"
        if not isinstance(fact, Mapping):
            faults.add("a fact is a flat object of names and values", where)
            continue
        kind, ref = fact.get("kind"), fact.get("ref")
        declared = kinds.get(kind) if type(kind) is str else None
        if declared is None:
            faults.add("kind must be one of {allowed}", where, allowed=", ".join(kinds))
            continue
        if type(ref) is not str or not ref or not _is_short_text(ref):
            faults.add('ref must be a short text such as "line:12"', where)
            continue
        ref = composed(ref)
        if not faults.check(ref not in seen, "ref {ref} stands here twice; every fact needs its own", where, ref=ref):
            continue
        seen.add(ref)
        plan = plans.get(str(kind)) or plans.setdefault(str(kind), _plan(declared))
        result.append(_plain(fact, plan) or _flat(fact, declared, where, faults))
    faults.refuse(FactsRefused, policy=policy)
    order = {kind: place for place, kind in enumerate(kinds)}
    return sorted(result, key=lambda fact: (order[str(fact["kind"])], _natural(str(fact["ref"])), fact["ref"]))


@dataclass(frozen=True)
class Plan:
    """What a faultless fact of a kind looks like, laid out for a quick check: most facts have nothing to be told."""

    rules: Mapping[str, tuple[type, int, int, frozenset[str]]]
    needed: frozenset[str]


def _plan(declared: Mapping[str, Declared]) -> Plan:
    rules = {one.name: (_TYPES[one.type], one.least, one.most, frozenset(one.values))
             for one in declared.values() if one.type != "date"}  # fmt: skip
    words = {name: (str, 0, 0, frozenset[str]()) for name in OWN_WORDS}
    return Plan({**rules, **words}, frozenset(one.name for one in declared.values() if not one.optional))


def _plain(fact: Mapping[str, object], plan: Plan) -> FlatFact | None:
    # the fact as `_flat` would give it, or None where that has something to say or to look at more closely
    flat: FlatFact = {}
    for name, value in fact.items():
        if value is None:
            continue
        rule = plan.rules.get(name)
        if rule is None or type(value) is not rule[0]:
            return None
        if rule[0] is int:
            if not rule[1] <= value <= rule[2]:  # type: ignore[operator]
                return None
        elif rule[0] is str:
            if value not in rule[3] if rule[3] else len(value) > LONGEST_WORD or not value.isprintable():  # type: ignore[arg-type, attr-defined]
                return None
            value = composed(value)  # type: ignore[arg-type]
        flat[name] = value  # type: ignore[assignment]
    return flat if plan.needed <= flat.keys() else None


def _flat(fact: Mapping[str, object], declared: Mapping[str, Declared], where: str, faults: Faults) -> FlatFact:
    flat: FlatFact = {}
    for name, value in fact.items():
        if value is None:
            continue
        rule = declared.get(name) if type(name) is str else None
        if rule is None and name not in OWN_WORDS:
            faults.add("{fact} is not a fact of this kind; leave it out or spell it right", where, fact=repr(name))
            continue
        if rule is not None and (text := rule.fault(value)):
            values: dict[str, object] = {"fact": name, "value": repr(value)[:60], "allowed": ", ".join(rule.values)}
            faults.add(text, where, **values, least=rule.least, most=rule.most)
            continue
        if name == "label" and not _is_short_text(value):
            faults.add("{fact} must be a short text without control characters", where, fact=name)
            continue
        flat[name] = composed(value) if type(value) is str else value  # type: ignore[assignment]
    for name, rule in declared.items():
        if not rule.optional and fact.get(name) is None:
            faults.add("{fact} is missing: {meaning}", where, fact=name, meaning=rule.meaning)
    return flat


@lru_cache(maxsize=16384)  # refs such as line:1 come again in every decision
def _natural(ref: str) -> tuple[tuple[int, int, str], ...]:
    # line:2 before line:10, as people count
    parts = _DIGITS.split(ref)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part)


def _is_short_text(value: object) -> bool:
    if type(value) is not str or len(value) > LONGEST_WORD:
        return False
    return value.isprintable() or (not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in value))


def _is_day(value: object) -> bool:
    try:
        return date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def kinds_data(kinds: Kinds) -> dict[str, object]:
    """Declared kinds as plain data."""
    return {kind: {name: rule.data() for name, rule in facts.items()} for kind, facts in kinds.items()}


def declare(facts: Sequence[Declared]) -> dict[str, Declared]:
    """The declared facts by name; ValueError for a name that is reserved, malformed or there twice."""
    result: dict[str, Declared] = {}
    for fact in facts:
        if fact.name in (*OWN_WORDS, "id", "sid", "k") or fact.name in result or not NAME.fullmatch(fact.name):
            raise ValueError(f"{fact.name!r} cannot be the name of a fact; choose another")
        result[fact.name] = fact
    return result
