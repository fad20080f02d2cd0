"""The register of pure functions that work facts out from raw facts and figures, found by name and version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from claims.kernel.canonical import LARGEST_INT
from claims.kernel.errors import Fault
from claims.rules.facts import EXACT, NAME, FactsRefused, FlatFact
from claims.rules.vocabulary import PolicyFault, Raw, Value
from claims.rules.written import written


class Figures:
    """The figures in force on one day for one shop; an absent figure is None, and whatever needs it stays unsaid."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        self._words = {name: frozenset(value.split()) for name, value in values.items() if type(value) is str}

    def whole(self, name: str) -> int | None:
        """A whole number, or None where no value is in force."""
        value = self._values.get(name)
        return value if type(value) is int else None

    def flag(self, name: str) -> bool | None:
        """Yes or no, or None where no value is in force."""
        value = self._values.get(name)
        return value if type(value) is bool else None

    def words(self, name: str) -> frozenset[str] | None:
        """A list of words separated by spaces, or None where no value is in force."""
        return self._words.get(name)


EveryFact = Sequence[Raw]

Derivation = Callable[..., Value | None]
"""Called as (one fact, every fact, figures, **given); None means that nothing can be said."""

Function = TypeVar("Function", bound=Derivation)

_REGISTER: dict[str, Derivation] = {}


def derivation(name: str, *, version: int = 1) -> Callable[[Function], Function]:
    """Enter a pure function under `name@version`. A changed function is a new version; the old one stays."""

    def enter(function: Function) -> Function:
        key = f"{name}@{version}"
        if key in _REGISTER:
            raise PolicyFault(f"the derivation {key} is there already; give the new one the next version")
        _REGISTER[key] = function
        return function

    return enter


def find_derivation(key: str) -> Derivation:
    """The function entered under `name@version`; PolicyFault where this release does not have it."""
    try:
        return _REGISTER[key]
    except KeyError:
        raise PolicyFault(f"this release has no derivation {key}; run the release that wrote the edition") from None


Beside = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What is to be worked out: {kind: {name: {"type", "by", "given"}}}, as in an edition."""


class WorkOut:
    """Works out what stands beside the facts of one question, on the figures of one day."""

    def __init__(self, policy: str, derived: Beside, figures: Figures, *, for_people: bool = False) -> None:
        """PolicyFault where this release lacks a function. `for_people`: a number that is too large is left out."""
        self._policy, self._figures = policy, figures
        self._by_kind = {kind: _beside(all_, for_people) for kind, all_ in derived.items()}

    def __call__(self, raw: Sequence[FlatFact]) -> list[FlatFact]:
        """The facts with what is worked out beside them; FactsRefused where a number leaves 64 bits."""
        by_kind, figures = self._by_kind, self._figures
        try:
            return [by_kind[fact["kind"]](fact, raw, figures) for fact in raw]  # type: ignore[index]
        except _TooLarge as fault:
            name, ref = fault.args
            grown = Fault("{fact} grows beyond all measure; check the amounts", str(ref), {"fact": name})
            raise FactsRefused(policy=self._policy, faults=[grown]) from None
        except _OtherType as fault:
            name, wanted, value = fault.args
            raise PolicyFault(f"{self._policy}: {name} came out as {value!r}, not as {wanted}") from None


class _TooLarge(Exception):
    pass


class _OtherType(Exception):
    pass


def _beside(derived: Mapping[str, Mapping[str, Any]], for_people: bool) -> Callable[..., FlatFact]:
    # one function written for the kind, which calls each derivation and looks at what it gives
    names: dict[str, object] = {"TooLarge": _TooLarge, "OtherType": _OtherType}
    lines = ["def made(fact, raw, figures):", " full = {**fact}"]
    for number, (name, one) in enumerate(derived.items()):
        wanted = EXACT[one["type"]].__name__
        if not all(NAME.fullmatch(word) for word in one["given"]):
            raise PolicyFault(f"{name}: what a derivation is given has a name in small letters: {[*one['given']]}")
        names[f"work{number}"] = find_derivation(one["by"])
        given = "".join(f", {word}={value!r}" for word, value in one["given"].items())
        lines += [f" value = work{number}(fact, raw, figures{given})", " if value is not None:",
                  f"  if type(value) is not {wanted}: raise OtherType({name!r}, {wanted!r}, value)"]  # fmt: skip
        if wanted == "int" and for_people:
            lines.append(f"  if {-LARGEST_INT} <= value <= {LARGEST_INT}: full[{name!r}] = value")
            continue
        if wanted == "int":
            lines.append(f"  if not {-LARGEST_INT} <= value <= {LARGEST_INT}: raise TooLarge({name!r}, fact['ref'])")
        lines.append(f"  full[{name!r}] = value")
    made: Callable[..., FlatFact] = written([*lines, " return full"], names)
    return made
