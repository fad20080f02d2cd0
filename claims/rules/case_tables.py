"""The table of examples beside each policy: the very cases that test it, read for people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from claims.kernel.strict_yaml import read
from claims.rules.edition import Edition
from claims.rules.explain import seen
from claims.rules.readable import Readable

# The tables stand with the tests; an installed package carries a copy (see setup/wheel.py).
_SHIPPED = Path(__file__).parent / "cases"
_CHECKOUT = Path(__file__).parents[2] / "tests" / "rules"
FOLDER = _SHIPPED if _SHIPPED.is_dir() else _CHECKOUT


def case_table(edition: Edition, language: str) -> dict[str, Any]:
    """The cases of an edition's policy in zh, es or en, from every book: facts, paragraphs that fire, what is said.

    The names of cases are English; a policy without a table has no cases.
    """
    reading = Readable(edition, language)
    cases = [_shown(reading, book, one) for book, one in _cases(edition.policy)]
    return {"policy": edition.policy, "title": reading.title(), "language": language, "cases": cases}


@cache
def _cases(policy: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found = []
    for table in sorted(FOLDER.glob(f"*/{policy}.yaml")):
        content: Any = read(table)
        for case in content["cases"]:
            given = case["facts"] if isinstance(case["facts"], list) else [case["facts"]]
            facts = [{"ref": f"{fact['kind']}:{number}", **content.get("common", {}).get(fact["kind"], {}), **fact}
                     for number, fact in enumerate(given, 1)]  # fmt: skip
            found.append((table.parent.name, {**case, "facts": facts}))
    return tuple(found)


def _shown(reading: Readable, book: str, case: Mapping[str, Any]) -> dict[str, Any]:
    facts = [{name: value if isinstance(value, int) else str(value)  # dates as ISO text
              for name, value in fact.items() if value is not None} for fact in case["facts"]]  # fmt: skip
    said = {fact["ref"]: says for fact, says in zip(case["facts"], case["says"], strict=True) if says}
    kinds = {fact["ref"]: fact["kind"] for fact in case["facts"]}
    currency = next((str(fact["currency"]) for fact in case["facts"] if fact.get("currency")), "")
    return {
        "name": case["name"],
        "book": book,
        "date": str(case["date"]),
        "facts": facts,
        "seen": [seen(reading, fact, fact) for fact in facts],
        "paragraphs": case["paragraphs"],
        "says": case["says"],
        "overall": case.get("overall", {}),
        "undecided": case.get("undecided", []),
        "comes_to": {ref: [reading.effect(key, value, kinds[ref], currency) for key, value in says.items()]
                     for ref, says in said.items()},
    }  # fmt: skip
