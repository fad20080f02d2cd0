"""A decision taken apart for a reader: what fired and why, what did not and at which condition, on which figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.rules.decision import Decision, worked_out
from claims.rules.edition import InForce
from claims.rules.plain import COMPARE
from claims.rules.vocabulary import Value

SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "has": "is given", "lacks": "is missing"}


def told(decision: Decision, language: str) -> list[str]:
    """The decision as lines of text: edition and day, then each fact's sentences."""
    head = f"{decision.policy} · {decision.as_of.isoformat()} · {decision.edition[:12]} · {decision.reader}"
    return [head, *(f"  {line}" for line in decision.sentences(language))]


def explained(decision: Decision) -> dict[str, Any]:
    """The decision for a machine: its record, `not_fired` with the failing condition, and the figures in force."""
    now = decision.source.in_force(decision.as_of, decision.scope)
    figures = {name: one.data() for name, one in now.figures.items()}
    return {**decision.record(), "figures": figures, "not_fired": not_fired(decision, now)}


def not_fired(decision: Decision, now: InForce) -> list[dict[str, Any]]:
    """Each clause asked about a fact that did not fire, with the first failing condition of every alternative."""
    fired = {(one["paragraph"], one["clause"], one["ref"]) for one in decision.fired}
    silent = []
    for fact in worked_out(decision.policy, now, decision.facts):
        for rule, read in zip(now.rules, now.readers.rules.rules, strict=True):
            place = (rule.paragraph, rule.clause, fact["ref"])
            if read["on"] == fact["kind"] and place not in fired:
                failing = [_failing(terms, fact) for terms in read["when"]]
                silent.append(dict(zip(("paragraph", "clause", "ref"), place, strict=True)) | {"failing": failing})
    return silent


def _failing(terms: Sequence[Sequence[Any]], fact: Mapping[str, Value]) -> dict[str, Any]:
    for name, operator, *literal in terms:
        seen = fact.get(name)
        holds = (
            (seen is None) if operator == "lacks" else seen is not None and COMPARE[operator](seen, *literal or [None])
        )
        if not holds:
            wanted = " ".join(str(word) for word in (name, SIGNS[operator], *literal))
            return {"wanted": wanted, "seen": seen}
    raise AssertionError("an alternative that holds has fired")
