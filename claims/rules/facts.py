"""Facts: what a policy may be told, declared strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.kernel.errors import Refusal
from claims.rules.vocabulary import Value

MOST_FACTS = 2000
MOST_MINOR = 10**12
LONGEST_WORD = 100
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
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
        if type(value) is not EXACT[self.type]:
            return _WANTED[self.type]
        if self.type == "int" and not self.least <= value <= self.most:  # type: ignore[operator]
            return "{fact} must lie between {least} and {most}, not {value}"
        if self.type == "str":
            if self.values and value not in self.values:
                return "{fact} must be one of {allowed}, not {value}"
            if not is_short_text(value):
                return "{fact} must be a short text without control characters"
        if self.type == "date" and not is_day(value):
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


EXACT: dict[str, type] = {"int": int, "bool": bool, "str": str, "date": str}
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


def is_short_text(value: object) -> bool:
    """Whether this is a text that may stand in a fact: short, without control characters."""
    if type(value) is not str or len(value) > LONGEST_WORD:
        return False
    return value.isprintable() or (not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in value))


def is_day(value: object) -> bool:
    """Whether this is a date in its one spelling, as 2026-03-31."""
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
