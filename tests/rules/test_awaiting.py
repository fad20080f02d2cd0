"""Every kind of fact of every policy is asked at some step of the house, or stands visibly among those that wait."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

from typer.testing import CliRunner

import claims
from claims.cli.policies import policy as commands
from claims.rules.awaiting import AWAITING
from claims.rules.books import policies
from claims.rules.facts import OWN_WORDS
from claims.rules.house.routing import AWAITED_EVENTS
from claims.rules.policy import Policy

HOUSE = Path(claims.__file__).parent
NOT_ASKING = ("rules", "documents", "demo")  # the policies themselves, samples of papers, a played claim


@lru_cache
def nodes() -> list[ast.AST]:
    paths = [path for path in sorted(HOUSE.rglob("*.py")) if path.relative_to(HOUSE).parts[0] not in NOT_ASKING]
    return [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def asked_policies() -> set[str]:
    """Every name that stands as a text in `….ask("name", …)`."""
    calls = [one for one in nodes() if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    asked = [one.args[0] for one in calls if getattr(one.func, "attr", "") == "ask" and one.args]
    return {str(one.value) for one in asked if isinstance(one, ast.Constant)}


def told_facts() -> list[dict[str, object]]:
    """Every fact as it is written in code: {"kind": "line", "ref": …, …}, with constants where they are told."""
    found = []
    for one in nodes():
        if isinstance(one, ast.Dict):
            pairs = zip(one.keys, one.values, strict=True)
            told = {key.value: getattr(value, "value", None) for key, value in pairs if isinstance(key, ast.Constant)}
            if {"kind", "ref"} < told.keys():
                found.append({str(key): value for key, value in told.items()})
    return found


def is_told(policy: Policy, kind: str, facts: list[dict[str, object]]) -> bool:
    """Whether some code tells a fact of this kind that names only what this policy declares."""
    known = {*OWN_WORDS, *policy.kinds[kind]}
    return any(fact["kind"] == kind and fact.keys() <= known for fact in facts)


def test_a_policy_and_each_kind_of_its_facts_is_asked_or_stands_among_those_that_wait_and_nothing_else_does() -> None:
    asked, facts = asked_policies(), told_facts()
    unasked = {one.name for one in policies() if one.name not in asked}
    untold = {f"{one.name}.{kind}" for one in policies() if one.name in asked for kind in one.kinds
              if not is_told(one, kind, facts)}  # fmt: skip
    assert unasked | untold == set(AWAITING), (
        "ask it at its step, or let it stand in claims/rules/awaiting.py; not both"
    )
    assert asked <= {one.name for one in policies()}


def test_what_waits_names_its_step_and_its_requirement() -> None:
    assert all(step and re.fullmatch(r"[A-E][0-9]+( [A-E][0-9]+)*", what) for step, what in AWAITING.values())


def test_the_list_of_policies_shows_what_waits() -> None:
    shown = CliRunner().invoke(commands, ["list"]).output
    assert all(f"[{key} awaits: {step}]" in shown for key, (step, _) in AWAITING.items())
    assert shown.count("awaits:") == len(AWAITING) + len(AWAITED_EVENTS)
