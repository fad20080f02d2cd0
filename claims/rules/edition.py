"""An edition: one policy as it stood, an immutable bundle of plain data named by its hash, and ready to be asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import claims.rules.derived  # noqa: F401  (enters every derivation into the register)
from claims.kernel.canonical import canonical, fingerprint_bytes
from claims.rules.derivations import Figures, WorkOut
from claims.rules.door import Door
from claims.rules.engine import DurableReader
from claims.rules.facts import Declared
from claims.rules.figures import MONEY_UNIT, Dated, Scope, in_force
from claims.rules.outcome import Combiner
from claims.rules.readers import TwoReaders
from claims.rules.ruleset import TYPES, Reader, RuleSet
from claims.rules.switches import SwitchData, switched_off
from claims.rules.vocabulary import PolicyFault, Value
from claims.rules.wording import LANGUAGES, UNDECIDED, filled, placeholders

FORMAT = 1
Engine = Callable[[RuleSet], Reader] | None


@dataclass(frozen=True)
class Rule:
    """One clause of a paragraph that is in force: what it says, for whom it stands, where it is written."""

    paragraph: str
    clause: int
    citation: str
    requirement: str
    effect: Mapping[str, Value]
    from_facts: Mapping[str, str]
    sentence: str


@dataclass(frozen=True)
class InForce:
    """An edition on one day for one shop and brand: figures filled in, paragraphs of that day, both readers ready.

    `asked` works out beside facts what the rules read and their effects show; `told` all that sentences may name.
    """

    figures: Mapping[str, Dated]
    off: Mapping[str, SwitchData]
    rules: tuple[Rule, ...]
    asked: WorkOut
    told: WorkOut
    currencies: frozenset[str]
    readers: TwoReaders


class Edition:
    """One policy as it stood. Two editions with the same hash decide alike, today and in ten years."""

    def __init__(self, bundle: Mapping[str, Any], engine: Engine = DurableReader) -> None:
        """From plain data as `bundle()` gives it; PolicyFault where a paragraph, figure or sentence cannot stand."""
        self._bytes = canonical(bundle)
        self._data: dict[str, Any] = json.loads(self._bytes)
        if self._data.get("format") != FORMAT:
            raise PolicyFault(f"this release reads editions of format {FORMAT}")
        self.hash = fingerprint_bytes(self._bytes)
        self.policy: str = self._data["policy"]
        self.governed_by: str = self._data["governed_by"]
        self.headline: str = self._data.get("headline", "")
        self.money: str = self._data.get("money", "")
        self.kinds = {kind: {name: Declared.of(name, self._data["facts"][kind][name]) for name in names}
                      for kind, names in self._data["kinds"]}  # fmt: skip
        self.door = Door(self.policy, self.kinds)
        self.combiner = Combiner(self._data["says"], self._data["answers"])
        self.engine = engine
        self._ready: dict[tuple[date, Scope], InForce] = {}
        self._read: dict[bytes, TwoReaders] = {}
        self._lock = threading.Lock()
        self._check_sentences()

    @classmethod
    def load(cls, bundle: Mapping[str, Any], engine: Engine = DurableReader) -> Self:
        """The edition back from a stored bundle; of today's code only the named derivations are used."""
        return cls(bundle, engine)

    def bundle(self) -> dict[str, Any]:
        """All of the edition as plain data, for keeping."""
        data: dict[str, Any] = json.loads(self._bytes)
        return data

    def in_force(self, as_of: date, scope: Scope) -> InForce:
        """The edition on one day for one shop and brand; made once, then kept."""
        key = (as_of, scope)
        found = self._ready.get(key)
        if found is None:
            with self._lock:
                if len(self._ready) > MOST_DAYS:
                    self._ready.clear()
                found = self._ready[key] = self._made(as_of, scope)
        return found

    def governing(self, dates: Mapping[str, date]) -> date:
        """The date that the policy declares to govern, out of {name: date}; TypeError where another is given."""
        if set(dates) != {self.governed_by}:
            raise TypeError(f"{self.policy} is governed by the date of the {self.governed_by}, not by {sorted(dates)}")
        return dates[self.governed_by]

    def sentence(self, english: str, language: str) -> str:
        """A template of this edition in one of the languages en, zh, es; English where no translation was there."""
        if language not in LANGUAGES:
            raise ValueError(f"there are sentences in {', '.join(LANGUAGES)}, not in {language!r}")
        text: str = self._data["wording"].get(language, {}).get(english, english)
        return text

    def printed(self, wording: str, language: str) -> str:
        """The text that a paper must carry, by the id that a decision gave (`print_on_line`)."""
        return self.sentence(self._data["prints"][wording], language)

    def paragraph(self, name: str) -> Mapping[str, Any]:
        """One paragraph as plain data: text, citation, requirement, clauses, since and until."""
        found: Mapping[str, Any] = next(one for one in self._data["paragraphs"] if one["id"] == name)
        return found

    def _made(self, as_of: date, scope: Scope) -> InForce:
        figures = in_force(self._data["figures"], as_of, scope)
        off = switched_off(self._data.get("switches", ()), as_of.isoformat(), scope)
        values: dict[str, Value] = {name: one.value for name, one in figures.items() if one.value is not None}
        day, rules, plain_rules = as_of.isoformat(), [], []
        for one in sorted(self._data["paragraphs"], key=lambda one: one["priority"]):
            if not _runs(one, day) or one["id"] in off:
                continue
            for number, clause in enumerate(one["clauses"], 1):
                terms, effect = _filled_in(clause["when"], values), _filled_effect(clause["then"], values)
                if terms is None or effect is None:
                    continue  # a figure that is not in force takes its paragraph with it
                shown = {key: value["fact"] for key, value in effect.items() if isinstance(value, dict)}
                fixed = {key: value for key, value in effect.items() if not isinstance(value, dict)}
                where = (one["id"], number, one["citation"], one["requirement"])
                rules.append(Rule(*where, fixed, shown, clause["sentence"]))
                plain_rules.append({"on": one["on"], "when": terms})
        readers = self._readers(plain_rules)
        asked, told = self._work_outs(day, Figures(values), rules, readers.rules)
        currencies = frozenset(one.currency for name, one in figures.items() if self._is_money(name))
        return InForce(figures, off, tuple(rules), asked, told, currencies, readers)

    def _work_outs(
        self, day: str, figures: Figures, rules: Sequence[Rule], read: RuleSet
    ) -> tuple[WorkOut, WorkOut]:  # fmt: skip
        told = {kind: {name: one for name, one in self._data["derived"].get(kind, {}).items() if _runs(one, day)}
                for kind in self.kinds}  # fmt: skip
        wanted = {name for rule in rules for name in rule.from_facts.values()}.union(*read.reads.values())
        asked = {kind: {name: one for name, one in all_.items() if name in wanted} for kind, all_ in told.items()}
        return WorkOut(self.policy, asked, figures), WorkOut(self.policy, told, figures, for_people=True)

    def _readers(self, rules: list[dict[str, Any]]) -> TwoReaders:
        # many days share their figures: the same rules are compiled once
        key = canonical(rules)
        if key not in self._read:
            kinds = {kind: self._types(kind) for kind in self.kinds}
            self._read[key] = TwoReaders(self.policy, RuleSet({"kinds": kinds, "rules": rules}), self.engine)
        return self._read[key]

    def _types(self, kind: str) -> dict[str, str]:
        types = {name: one.type for name, one in self.kinds[kind].items() if one.type in TYPES}
        return types | {name: one["type"] for name, one in self._data["derived"].get(kind, {}).items()}

    def _is_money(self, figure: str) -> bool:
        return bool(self._data["figures"][figure]["unit"] == MONEY_UNIT)

    def _check_sentences(self) -> None:
        for one in self._data["paragraphs"]:
            known = {*self._types(one["on"]), *self.kinds[one["on"]], *self._data["figures"], *self._data["says"]}
            for clause in one["clauses"]:
                names = {name for name, _ in placeholders(clause["sentence"])}
                if not names <= known:
                    raise PolicyFault(f"{one['id']}: no fact or figure is called {sorted(names - known)}")
                for language in LANGUAGES:
                    if {name for name, _ in placeholders(self.sentence(clause["sentence"], language))} != names:
                        raise PolicyFault(f"{one['id']}: the sentence in {language} names other facts than English")

    def told(self, rule: Rule, values: Mapping[str, Any], language: str, currency: str) -> str:
        """The sentence of a rule with its values, and where it is written."""
        text = filled(self.sentence(rule.sentence, language), values, language, currency)
        return f"{text} [{rule.citation}]"

    def told_undecided(self, language: str) -> str:
        """The sentence for a fact that no paragraph decides."""
        return self.sentence(UNDECIDED, language)


MOST_DAYS = 4096


def _runs(one: Mapping[str, Any], day: str) -> bool:
    return (one["since"] is None or one["since"] <= day) and (one["until"] is None or day < one["until"])


def _filled_in(alternatives: list[Any], values: Mapping[str, Value]) -> list[Any] | None:
    kept = []
    for terms in alternatives:
        filled_terms = [[*term[:2], *(_figure(literal, values) for literal in term[2:])] for term in terms]
        if all(None not in term[2:] for term in filled_terms):
            kept.append(filled_terms)
    return kept if kept or not alternatives else None


def _filled_effect(effect: Mapping[str, Any], values: Mapping[str, Value]) -> dict[str, Any] | None:
    result = {key: _figure(value, values) for key, value in effect.items()}
    return None if None in result.values() else result


def _figure(value: Any, values: Mapping[str, Value]) -> Any:
    return values.get(value["figure"]) if isinstance(value, dict) and "figure" in value else value
