"""The register of pure functions that work facts out from raw facts and figures, found by name and version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from claims.rules.vocabulary import PolicyFault, Raw, Value


class Figures:
    """The figures in force on one day for one shop; an absent figure is None, and whatever needs it stays unsaid."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

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
        value = self._values.get(name)
        return frozenset(value.split()) if type(value) is str else None


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
