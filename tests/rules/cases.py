"""The case tables beside the books, read strictly and made into whole facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from claims.kernel.strict_yaml import read
from claims.rules.books import current_edition
from claims.rules.edition import Edition
from claims.rules.figures import Override, Scope

BOOKS = ("house", "cn")
TABLES = [table for book in BOOKS for table in sorted((Path(__file__).parent / book).glob("*.yaml"))]
KEYS = {"name", "date", "facts", "paragraphs", "says", "overall", "undecided", "own"}
SHOP = Scope("S1", "brand")


@dataclass(frozen=True)
class Case:
    """One case: the facts of a day, the paragraphs that fire, and what the outcome says of each fact.

    `own` are figures that the shop has for itself from the day of the case on.
    """

    policy: str
    name: str
    date: date
    facts: list[dict[str, Any]]
    paragraphs: list[str]
    says: list[dict[str, Any]]
    overall: dict[str, Any]
    undecided: list[str]
    own: dict[str, Any]

    @property
    def edition(self) -> Edition:
        """The policy's edition, with the shop's own figures."""
        own = [Override(name, self.date, value, "the shop's own rules", SHOP.shop) for name, value in self.own.items()]
        return current_edition(self.policy, own)


def all_cases() -> list[Case]:
    """Every case of every table."""
    return [case for table in TABLES for case in _cases(table)]


def _cases(table: Path) -> list[Case]:
    content: Any = read(table)
    return [_case(table.stem, content["common"], one) for one in content["cases"]]


def _case(policy: str, common: dict[str, Any], one: dict[str, Any]) -> Case:
    assert set(one) <= KEYS, f"{policy}: {one.get('name')}: unknown keys {set(one) - KEYS}"
    given = one["facts"] if isinstance(one["facts"], list) else [one["facts"]]
    facts = [
        {"ref": f"{fact['kind']}:{number}", **common.get(fact["kind"], {}), **fact}
        for number, fact in enumerate(given, 1)
    ]
    assert len(one["says"]) == len(facts), f"{policy}: {one['name']}: say something of every fact"
    return Case(
        policy, one["name"], one["date"], facts, one["paragraphs"], one["says"], one.get("overall", {}),
        one.get("undecided", []), one.get("own", {}),
    )  # fmt: skip
