"""The words in which a paragraph is written: facts, figures, comparisons, `when(...).then(...)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Value = int | bool | str
Raw = Mapping[str, Value]

OPERATORS: Final = ("eq", "ne", "lt", "le", "gt", "ge", "has", "lacks")


class PolicyFault(ValueError):
    """The policy is written wrongly; the message names the paragraph and the cure."""


@dataclass(frozen=True)
class Figure:
    """A figure of the dated parameter file, named in a paragraph; its value is put in when the date is known."""

    name: str


@dataclass(frozen=True)
class Term:
    """One comparison of one fact with a literal or a figure."""

    fact: str
    operator: str
    value: Value | Figure | None = None

    def data(self) -> list[object]:
        """The term as plain data: [fact, operator] or [fact, operator, value]."""
        if self.operator in ("has", "lacks"):
            return [self.fact, self.operator]
        return [self.fact, self.operator, plain_value(self.value)]

    def __bool__(self) -> bool:
        raise PolicyFault(f"{self.fact}: conditions are listed with commas and .or_(), not with `and`, `or`, `not`")


@dataclass(frozen=True, eq=False)
class Fact:
    """A declared fact inside a paragraph; comparing it gives a Term, and it may be shown in an effect."""

    name: str
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Term:  # type: ignore[override]
        return Term(self.name, "eq", _literal(self.name, other))

    def __ne__(self, other: object) -> Term:  # type: ignore[override]
        return Term(self.name, "ne", _literal(self.name, other))

    def __lt__(self, other: object) -> Term:
        return Term(self.name, "lt", _literal(self.name, other))

    def __le__(self, other: object) -> Term:
        return Term(self.name, "le", _literal(self.name, other))

    def __gt__(self, other: object) -> Term:
        return Term(self.name, "gt", _literal(self.name, other))

    def __ge__(self, other: object) -> Term:
        return Term(self.name, "ge", _literal(self.name, other))

    def is_true(self) -> Term:
        """Holds where the fact is there and true."""
        return Term(self.name, "eq", True)

    def is_false(self) -> Term:
        """Holds where the fact is there and false."""
        return Term(self.name, "eq", False)

    def is_given(self) -> Term:
        """Holds where the fact is there."""
        return Term(self.name, "has")

    def is_missing(self) -> Term:
        """Holds where the fact is not there."""
        return Term(self.name, "lacks")

    def __bool__(self) -> bool:
        raise PolicyFault(
            f"{self.name}: say what the fact is compared with; it has no value while a paragraph is written"
        )


class FactNames:
    """`f` in a paragraph: `f.payer` is the declared fact of that name."""

    def __init__(self, kind: str, declared: Mapping[str, object]) -> None:
        self._kind, self._declared = kind, declared

    def __getattr__(self, name: str) -> Fact:
        if name.startswith("_") or name not in self._declared:
            raise PolicyFault(f"{self._kind} has no fact {name!r}; declare it first")
        return Fact(name)


class FigureNames:
    """`p` in a paragraph: `p.high_value_minor` is the figure of that name."""

    def __init__(self, declared: Mapping[str, object]) -> None:
        self._declared = declared

    def __getattr__(self, name: str) -> Figure:
        if name.startswith("_") or name not in self._declared:
            raise PolicyFault(f"there is no figure {name!r}; add it to the parameter file first")
        return Figure(name)


Effect = dict[str, Value | Figure | Fact]


@dataclass(frozen=True)
class Clause:
    """Alternatives of ANDed terms, what follows from them, and the English sentence for people."""

    alternatives: tuple[tuple[Term, ...], ...]
    effect: Effect = field(default_factory=dict)
    sentence: str = ""

    def or_(self, *terms: Term) -> Clause:
        """The same effect also follows where all of these hold instead."""
        return Clause((*self.alternatives, _checked(terms)), self.effect, self.sentence)

    def then(self, **effect: Value | Figure | Fact) -> Clause:
        """What follows: outcome keys with literals, figures or facts as their values."""
        if not effect:
            raise PolicyFault("then() needs at least one effect")
        return Clause(self.alternatives, effect, self.sentence)

    def saying(self, sentence: str) -> Clause:
        """The English sentence, with {fact}, {fact:money}, {fact:percent}, {fact:number}, {fact:quantity}."""
        return Clause(self.alternatives, self.effect, sentence)


def when(*terms: Term) -> Clause:
    """A clause that applies where all the terms hold."""
    return Clause((_checked(terms),))


def plain_value(value: object) -> object:
    """A figure or fact as plain data ({"figure": name}, {"fact": name}); a literal as it is."""
    if isinstance(value, Figure):
        return {"figure": value.name}
    if isinstance(value, Fact):
        return {"fact": value.name}
    return value


def _literal(name: str, other: object) -> Value | Figure:
    if isinstance(other, Fact):
        raise PolicyFault(f"{name}: a fact is never compared with another fact; derive a third from both first")
    if isinstance(other, Figure | bool | int | str):
        return other
    raise PolicyFault(f"{name}: compare with a whole number, a word, true or false, or a figure")


def _checked(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    if not terms or not all(isinstance(term, Term) for term in terms):
        raise PolicyFault("when() needs at least one comparison")
    return terms
