"""What the fired paragraphs add up to, per fact and overall, by declared ways, and what stayed undecided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.rules.vocabulary import PolicyFault, Value


@dataclass(frozen=True)
class Saying:
    """How several effects of one key become one: on one fact (`here`) and over all facts (`overall`, "" for never)."""

    here: str
    overall: str = ""
    order: tuple[str, ...] = ()

    def data(self) -> dict[str, object]:
        """The way of combining as plain data."""
        for way in (self.here, self.overall or self.here):
            if way not in WAYS:
                raise PolicyFault(f"{way!r} is no way of combining; there are {', '.join(WAYS)}")
        return {"here": self.here, "overall": self.overall, "order": list(self.order)}


def worst(*order: str) -> Saying:
    """The word that stands last in the given order, on one fact and overall."""
    return Saying("worst", "worst", order)


def every() -> Saying:
    """True only where all are true, on one fact and overall."""
    return Saying("all", "all")


def collected(*, overall: bool = True) -> Saying:
    """All different words, in order."""
    return Saying("collect", "collect" if overall else "")


def greatest(*, overall: str = "") -> Saying:
    """The greatest number on one fact; overall by another way, such as "sum"."""
    return Saying("max", overall)


def first() -> Saying:
    """What the first paragraph of the book says, on one fact only."""
    return Saying("first")


Order = Mapping[str, int]
Combine = Callable[[list[Any], Order], Any]

WAYS: dict[str, Combine] = {
    "first": lambda values, order: values[0],
    "max": lambda values, order: max(values),
    "min": lambda values, order: min(values),
    "sum": lambda values, order: sum(values),
    "all": lambda values, order: all(values),
    "any": lambda values, order: any(values),
    "worst": lambda values, order: max(values, key=order.__getitem__),
    "collect": lambda values, order: list(dict.fromkeys(values)),
}


NOTHING: Mapping[str, Any] = {}


class Combiner:
    """Adds fired effects up, as an edition's `says` and `answers` tell."""

    def __init__(self, says: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Sequence[str]]) -> None:
        self._here = {key: (WAYS[way["here"]], _places(way)) for key, way in says.items()}
        self._overall = {key: (WAYS[way["overall"]], _places(way)) for key, way in says.items() if way["overall"]}
        self._lists = frozenset(key for key, way in says.items() if way["here"] == "collect")
        self._answers = {kind: frozenset(keys) for kind, keys in answers.items()}

    def outcome(self, facts: Sequence[Mapping[str, Value]], fired: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """{"refs": {ref: {key: value}}, "overall": {key: value, "undecided": [ref, …]}} of what fired on which ref."""
        gathered: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
        for one in fired:
            gathered[one["ref"]].append(one["effect"])
        refs = {ref: self._of_one(effects) for ref, effects in gathered.items()}
        undecided = [
            str(fact["ref"])
            for fact in facts
            if (keys := self._answers.get(str(fact["kind"]))) and not refs.get(str(fact["ref"]), NOTHING).keys() >= keys
        ]
        return {"refs": refs, "overall": {**self._added_up(refs), "undecided": undecided}}

    def _of_one(self, effects: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
        said: dict[str, Any] = {**effects[0]}
        several: dict[str, list[Value]] = {}  # mostly empty: few paragraphs say the same of one fact
        for effect in effects[1:]:
            for key, value in effect.items():
                if key not in said:
                    said[key] = value
                elif key in several:
                    several[key].append(value)
                else:
                    several[key] = [said[key], value]
        for key, values in several.items():
            way, places = self._here[key]
            said[key] = way(values, places)
        for key in self._lists:
            if key in said and key not in several:
                said[key] = [said[key]]
        return said

    def _added_up(self, refs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        overall = {}
        for key, (way, places) in self._overall.items():
            values = [said[key] for said in refs.values() if key in said]
            if key in self._lists:
                overall[key] = way([one for many in values for one in many], places)
            elif values:
                overall[key] = way(values, places)
        return overall


def _places(way: Mapping[str, Any]) -> dict[str, int]:
    return {word: place for place, word in enumerate(way["order"])}
