"""Refusals: everything the house says no to, in words that tell what is the matter and what to do."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input: a sentence (a message id with its values) and where it stands."""

    text: str
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format_map(dict(self.values))


class Refusal(Exception):
    """The request cannot be carried out as it stands; see the list of faults."""

    status = 409

    def __init__(self, *, faults: Iterable[Fault] = (), **values: object) -> None:
        self.values = values
        self.faults = tuple(faults)
        super().__init__(str(self))

    @property
    def kind(self) -> str:
        """The stable name of this kind of refusal, as programs see it: `already-sent`."""
        name = type(self).__name__
        return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")

    @classmethod
    def message_id(cls) -> str:
        """The sentence in English with its placeholders: the id under which translations are found."""
        return inspect.cleandoc(cls.__doc__ or "").replace("\n", " ")

    def __str__(self) -> str:
        return self.message_id().format_map(self.values)


class Invalid(Refusal):
    """What was sent cannot be accepted; mend every point listed and send it again."""

    status = 400


class NotFound(Refusal):
    """There is no such {thing} here; check its number."""

    status = 404


class Forbidden(Refusal):
    """You may not {action}; ask somebody who holds one of these roles: {roles}."""

    status = 403


class Stranger(Refusal):
    """Log in first: send a valid bearer token or session."""

    status = 401


class VersionMissing(Refusal):
    """Say which version you saw: send the If-Match header with the version that you read."""

    status = 428


class VersionPassed(Refusal):
    """Somebody else changed this first (you saw version {seen}, it is now {now}); read it again, then decide."""

    status = 412


class Faults:
    """Collects every fault before anything is refused, so that all are shown at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, text: str, where: str = "", **values: object) -> None:
        """Note one fault: a sentence with its values, and the field or row it stands in."""
        self.found.append(Fault(text, where, values))

    def check(self, holds: bool, text: str, where: str = "", **values: object) -> bool:
        """Note a fault unless `holds`; returns `holds`."""
        if not holds:
            self.add(text, where, **values)
        return holds

    def refuse(self, refusal: type[Refusal] = Invalid, **values: object) -> None:
        """Raise one refusal that lists all faults; return quietly where there are none."""
        if self.found:
            raise refusal(faults=self.found, **values)
