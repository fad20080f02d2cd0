"""A decision: what an edition says about facts on a day, and the paragraphs that said it; pure and replayable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import msgspec

from claims.kernel.canonical import fingerprint_bytes
from claims.kernel.errors import Fault, Refusal
from claims.kernel.texts import say
from claims.rules.edition import Edition, InForce, Rule
from claims.rules.facts import FactsRefused, FlatFact
from claims.rules.figures import Scope
from claims.rules.readers import PLAIN
from claims.rules.ruleset import Holds
from claims.rules.vocabulary import PolicyFault, Value

ONE_READER = "The rule engine could not be asked; the second reader of the policy decided alone."

__all__ = ["Decision", "OtherCurrency", "Scope", "decide", "replay", "sentences", "spelled"]

# The bytes of kernel.canonical at an eighth of its cost (a test compares them), for parts that were checked already:
# they came through the door, or out of the edition.
spelled: Final = msgspec.json.Encoder(order="sorted").encode


class OtherCurrency(Refusal):
    """The figures of the policy {policy} are in {figures}, not in {facts}; set the shop's own in {facts} first."""

    status = 409


@dataclass(frozen=True)
class Decision:
    """What was decided. Equal facts, edition, day and scope give the same record and the same hash everywhere."""

    policy: str
    edition: str
    as_of: date
    scope: Scope
    facts: tuple[FlatFact, ...]
    fired: tuple[Mapping[str, Any], ...]
    outcome: Mapping[str, Any]
    reader: str
    source: Edition = field(repr=False, compare=False)

    def said(self, ref: str, key: str, default: Any = ...) -> Any:
        """What the outcome says of one fact under a key; KeyError where it says nothing and no default is given."""
        said = self.outcome["refs"].get(ref, {})
        return said[key] if default is ... else said.get(key, default)

    def overall(self, key: str, default: Any = ...) -> Any:
        """What all facts together come to under a key; KeyError where nothing was said and no default is given."""
        return self.outcome["overall"][key] if default is ... else self.outcome["overall"].get(key, default)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The refs on which no paragraph decides: a person must."""
        return tuple(self.outcome["overall"]["undecided"])

    @cached_property
    def hash(self) -> str:
        """SHA-256 of policy, edition, raw facts, day, scope, fired and outcome; neither of reader nor of sentences."""
        return fingerprint_bytes(spelled(self._hashed()))

    def record(self) -> dict[str, Any]:
        """The decision as plain data, for keeping: what is hashed, and beside it who read and the hash."""
        return {**self._hashed(), "reader": self.reader, "hash": self.hash}

    def sentences(self, language: str) -> list[str]:
        """One line for each fired paragraph, in the order of the book, then one for each undecided fact."""
        return sentences(self.source, {**self._hashed(), "reader": self.reader}, language)

    def _hashed(self) -> dict[str, Any]:
        return {
            "policy": self.policy, "edition": self.edition, "as_of": self.as_of.isoformat(), "scope": self.scope.data(),
            "facts": list(self.facts), "fired": list(self.fired), "outcome": self.outcome,
        }  # fmt: skip


def decide(edition: Edition, facts: Iterable[object], as_of: date, scope: Scope) -> Decision:
    """What the edition says about the facts on the day that governs, for that shop and brand.

    Facts are flat objects with `kind`, `ref`, perhaps `label`, and what the policy declares (`claims policy facts`).
    Raises FactsRefused with every fault, OtherCurrency, or ReadersDisagree; in none of these is anything decided.
    """
    if type(as_of) is not date:
        raise TypeError("the day that governs is a date, without a time")
    raw = edition.door.checked(facts)
    now = edition.in_force(as_of, scope)
    _check_currency(edition.policy, now, raw)
    known = now.asked(raw)
    holds, reader = now.readers.match(known)
    fired = _fired(now.rules, holds, known)
    outcome = edition.combiner.outcome(raw, fired)
    return Decision(edition.policy, edition.hash, as_of, scope, tuple(raw), tuple(fired), outcome, reader, edition)


def replay(edition: Edition, record: Mapping[str, Any]) -> Decision:
    """The recorded question asked again of its own edition; PolicyFault where the edition is another one."""
    if record["edition"] != edition.hash:
        raise PolicyFault(f"the record stands on edition {record['edition']}, not on {edition.hash}")
    return decide(edition, record["facts"], date.fromisoformat(record["as_of"]), Scope(**record["scope"]))


def sentences(edition: Edition, record: Mapping[str, Any], language: str) -> list[str]:
    """The sentences of a stored record, from its own edition: `line 3: what was decided and why [citation]`.

    Where the second reader decided alone, the last sentence says so.
    """
    now = edition.in_force(date.fromisoformat(record["as_of"]), Scope(**record["scope"]))
    known = {str(fact["ref"]): fact for fact in worked_out(edition.policy, now, record["facts"])}
    figures = {name: one.value for name, one in now.figures.items()}
    rules = {(rule.paragraph, rule.clause): rule for rule in now.rules}
    lines = []
    for one in record["fired"]:
        fact = known[one["ref"]]
        values = {**figures, **fact, **one["effect"]}
        text = edition.told(rules[one["paragraph"], one["clause"]], values, language, str(fact.get("currency", "")))
        lines.append(f"{fact.get('label', one['ref'])}: {text}")
    for ref in record["outcome"]["overall"]["undecided"]:
        lines.append(f"{known[ref].get('label', ref)}: {edition.told_undecided(language)}")
    if record.get("reader") == PLAIN:
        lines.append(say(ONE_READER, language))
    return lines


def worked_out(policy: str, now: InForce, raw: Sequence[FlatFact]) -> list[FlatFact]:
    """The facts with everything derived beside them, for people; a number beyond 64 bits is left out."""
    return now.told(raw)


def _check_currency(policy: str, now: InForce, raw: Sequence[FlatFact]) -> None:
    seen = {str(fact["currency"]) for fact in raw if "currency" in fact}
    if len(seen) > 1:
        raise FactsRefused(policy=policy, faults=[Fault("all amounts of one question are in one currency", "facts")])
    if seen and now.currencies and seen != now.currencies:
        raise OtherCurrency(policy=policy, figures=", ".join(sorted(now.currencies)), facts=seen.pop())


def _fired(rules: Sequence[Rule], holds: Holds, known: Sequence[FlatFact]) -> list[dict[str, Any]]:
    fired: list[dict[str, Any]] = []
    for rule, places in zip(rules, holds, strict=True):
        paragraph, clause, citation, requirement = rule.paragraph, rule.clause, rule.citation, rule.requirement
        fixed, shown = rule.effect, rule.from_facts.items()
        fired += [
            {"paragraph": paragraph, "clause": clause, "ref": known[place]["ref"],
             "effect": _effect(fixed, shown, known[place]) if shown else fixed,
             "citation": citation, "requirement": requirement}
            for place in places
        ]  # fmt: skip
    return fired


def _effect(fixed: Mapping[str, Value], shown: Iterable[tuple[str, str]], fact: FlatFact) -> Mapping[str, Value]:
    return {**fixed, **{key: fact[name] for key, name in shown if name in fact}}
