"""A policy: its question, its facts and its paragraphs, and how it becomes the plain data of an edition."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import claims.rules.derived  # noqa: F401  (enters every derivation into the register)
from claims.rules.derivations import find_derivation
from claims.rules.facts import NAME, Declared, declare, kinds_data
from claims.rules.outcome import Saying
from claims.rules.vocabulary import Clause, FactNames, FigureNames, PolicyFault, plain_value

Writes = Callable[[Any, Any], Clause | Sequence[Clause]]
"""A paragraph: f is FactNames and p is FigureNames; typed loosely because any declared name is an attribute."""


@dataclass(frozen=True)
class Derived:
    """A fact worked out before the paragraphs are read: its type, its registered function, and since when it counts."""

    type: str
    by: str  # name@version in the register of derivations
    meaning: str
    since: date | None = None
    until: date | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""

    def data(self) -> dict[str, object]:
        """The derived fact as plain data."""
        return {"type": self.type, "by": self.by, "meaning": self.meaning, "unit": self.unit,
                "given": dict(self.given)} | _span(self.since, self.until)  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the book: where it stands, since when, and the function that writes its clauses."""

    id: str
    citation: str
    requirement: str
    on: str
    text: str
    writes: Writes
    since: date | None = None
    until: date | None = None
    priority: int = 100


class Policy:
    """One question of the house, answered by paragraphs in the order of the book."""

    def __init__(
        self, name: str, *, book: str, question: str, governed_by: str, facts: Mapping[str, Sequence[Declared]],
        derived: Mapping[str, Mapping[str, Derived]] | None = None, says: Mapping[str, Saying],
        answers: Mapping[str, Sequence[str]], prints: Mapping[str, str] | None = None,
        headline: str = "", money: str = "",
    ) -> None:  # fmt: skip
        """`governed_by` names the date that decides which edition's figures count: loss, quote, order or delivery.

        `says` tells how each outcome key is combined; `answers` which keys every fact of a kind must get: without
        them it is undecided. `prints` are texts to print on papers, in English, by id. `headline` and `money` name the
        overall keys that stand for the whole decision in lists and tables: its verdict, and the amount at stake.
        """
        self.name, self.book, self.question, self.governed_by = name, book, question, governed_by
        self.kinds = {kind: declare(declared) for kind, declared in facts.items()}
        self.derived, self.says, self.answers = dict(derived or {}), dict(says), dict(answers)
        self.prints = dict(prints or {})
        self.headline, self.money = headline, money
        self.paragraphs: list[Paragraph] = []
        _check_names(self)

    def paragraph(
        self, citation: str, *, requirement: str, on: str = "", since: date | None = None, until: date | None = None,
        priority: int = 100,
    ) -> Callable[[Writes], Writes]:  # fmt: skip
        """Enter the function below as a paragraph; `on` is the kind of fact, needed where there is more than one."""
        kind = on or next(iter(self.kinds))
        if kind not in self.kinds or (not on and len(self.kinds) > 1):
            raise PolicyFault(f"{self.name}: say on which kind of fact the paragraph stands: {', '.join(self.kinds)}")

        def enter(function: Writes) -> Writes:
            text, name = inspect.cleandoc(function.__doc__ or "").replace("\n", " "), function.__name__
            if not text or any(one.id == name for one in self.paragraphs):
                raise PolicyFault(f"{self.name}.{name}: a paragraph has a wording of its own and a name of its own")
            self.paragraphs.append(Paragraph(name, citation, requirement, kind, text, function, since, until, priority))
            return function

        return enter

    def names_on(self, kind: str) -> dict[str, object]:
        """Every fact a paragraph on this kind may name: declared and derived."""
        return {**self.kinds[kind], **self.derived.get(kind, {})}

    def data(self, figures: Mapping[str, object]) -> dict[str, object]:
        """The policy as plain data, all but figures and wording; PolicyFault where a paragraph is written wrongly."""
        return {
            "policy": self.name, "book": self.book, "question": self.question, "governed_by": self.governed_by,
            "kinds": [[kind, list(facts)] for kind, facts in self.kinds.items()],  # lists keep the order
            "facts": kinds_data(self.kinds),
            "derived": {kind: {name: one.data() for name, one in all_.items()} for kind, all_ in self.derived.items()},
            "says": {key: saying.data() for key, saying in self.says.items()},
            "answers": {kind: list(keys) for kind, keys in self.answers.items()},
            "prints": dict(self.prints), "headline": self.headline, "money": self.money,
            "paragraphs": [self._paragraph_data(one, figures) for one in self.paragraphs],
        }  # fmt: skip

    def _paragraph_data(self, one: Paragraph, figures: Mapping[str, object]) -> dict[str, object]:
        written = one.writes(FactNames(one.on, self.names_on(one.on)), FigureNames(figures))
        clauses = [written] if isinstance(written, Clause) else list(written)
        return {
            "id": one.id, "citation": one.citation, "requirement": one.requirement, "on": one.on, "text": one.text,
            "priority": one.priority, "clauses": [self._clause_data(one, clause) for clause in clauses],
        } | _span(one.since, one.until)  # fmt: skip

    def _clause_data(self, one: Paragraph, clause: Clause) -> dict[str, object]:
        unknown = set(clause.effect) - set(self.says)
        if unknown or not clause.effect:
            raise PolicyFault(f"{self.name}.{one.id}: say how {', '.join(sorted(unknown)) or 'its effect'} is combined")
        return {
            "when": [[term.data() for term in terms] for terms in clause.alternatives],
            "then": {key: plain_value(value) for key, value in clause.effect.items()},
            "sentence": clause.sentence or one.text,
        }


def _check_names(policy: Policy) -> None:
    for kind, facts in policy.derived.items():
        clash = set(facts) & set(policy.kinds[kind])
        if clash or not all(NAME.fullmatch(name) for name in facts):
            raise PolicyFault(
                f"{policy.name}: derived facts have names of their own, in small letters: {sorted(facts)}"
            )
        for one in facts.values():
            find_derivation(one.by)
    for key in filter(None, (policy.headline, policy.money)):
        if key not in policy.says or not policy.says[key].overall:
            raise PolicyFault(f"{policy.name}: {key} stands for the whole decision, so say how it adds up overall")
    for kind, keys in policy.answers.items():
        if kind not in policy.kinds or not set(keys) <= set(policy.says):
            raise PolicyFault(f"{policy.name}: answers of {kind} name a kind or key that is not declared")


def _span(since: date | None, until: date | None) -> dict[str, object]:
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}
