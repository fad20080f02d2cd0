"""The same rules in zen-engine: a decision table for each kind of fact, looped over the facts of that kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import zen

from bench.by_hand import Said
from claims.rules.edition import InForce, Rule

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
NOWHERE = {"x": 0, "y": 0}


class Zen:
    """zen-engine with an edition's rules of one day; asked with facts that are worked out already."""

    def __init__(self, now: InForce) -> None:
        self.rules = now.rules
        self.engine = zen.ZenEngine()
        read = now.readers.rules
        self.decisions = {}
        for kind in read.kinds:
            places = [place for place, rule in enumerate(read.rules) if rule["on"] == kind]
            content = table([(place, read.rules[place]["when"], now.rules[place]) for place in places])
            # ready-made content: handing the text in anew on each question is more than twice as slow
            self.decisions[kind] = self.engine.create_decision(zen.ZenDecisionContent(json.dumps(content)))

    def say(self, facts: Sequence[Mapping[str, Any]]) -> list[Said]:
        """Every paragraph that holds, with its effect."""
        said: list[Said] = []
        for kind, decision in self.decisions.items():
            asked = [fact for fact in facts if fact["kind"] == kind]
            if asked:
                answers = decision.evaluate({"lines": asked})["result"]
                for fact, hits in zip(asked, answers, strict=True):
                    said += [(self.rules[hit.pop("place")].paragraph, fact["ref"], hit) for hit in hits]
        return said


def table(rules: Sequence[tuple[int, Sequence[Any], Rule]]) -> dict[str, Any]:
    """A graph of one decision table that collects the effects of all rules that hold."""
    keys = sorted({key for _, _, rule in rules for key in (*rule.effect, *rule.from_facts)})
    fields = ["place", *keys]
    content = {
        "hitPolicy": "collect", "passThrough": False, "inputField": "lines", "executionMode": "loop",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": key, "name": key, "field": key} for key in fields],
        "rules": [{"_id": f"r{place}", "when": condition(when), "place": str(place), **effect(rule)}
                  for place, when, rule in rules],
    }  # fmt: skip
    node = {"id": "table", "type": "decisionTableNode", "name": "table", "content": content, "position": NOWHERE}
    ends = [{"id": end, "type": f"{end}putNode", "name": end, "position": NOWHERE} for end in ("in", "out")]
    edges = [{"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
             {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"}]  # fmt: skip
    return {"nodes": [ends[0], node, ends[1]], "edges": edges}


def effect(rule: Rule) -> dict[str, str]:
    """What a rule says, as zen expressions: literals, and names of facts."""
    return {**{key: literal(value) for key, value in rule.effect.items()}, **rule.from_facts}


def condition(alternatives: Sequence[Sequence[Sequence[Any]]]) -> str:
    """Alternatives of ANDed comparisons as one zen expression."""
    return " or ".join("(" + " and ".join(term(*one) for one in terms) + ")" for terms in alternatives)


def term(fact: str, operator: str, value: Any = None) -> str:
    """One comparison; as in the house, a fact that is not there never compares."""
    if operator in ("has", "lacks"):
        return f"{fact} {'!=' if operator == 'has' else '=='} null"
    return f"{fact} != null and {fact} {SIGNS[operator]} {literal(value)}"


def literal(value: Any) -> str:
    """A literal as zen spells it."""
    return json.dumps(value, ensure_ascii=False)
