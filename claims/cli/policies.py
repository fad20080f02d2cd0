"""Commands about the house's policies: what there is, what they want to know, and asking them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from claims.cli.common import AsJson, Language, show
from claims.kernel.errors import Fault, Invalid

policy = typer.Typer(no_args_is_help=True, help="The house's policies.")


@policy.command("list")
def list_policies(as_json: AsJson = False) -> None:
    """Every policy with its question and its present edition."""
    from claims.rules.books import current_edition, policies

    found = [
        {"policy": one.name, "book": one.book, "edition": current_edition(one.name).hash, "question": one.question}
        for one in policies()
    ]
    lines = [f"{one['policy']:<12} {one['book']:<6} {one['edition'][:12]}  {one['question']}" for one in found]
    show(found, as_json, "\n".join(lines))


@policy.command("facts")
def policy_facts(name: str, as_json: AsJson = False) -> None:
    """The facts that a policy wants: kind, name, type, meaning."""
    from claims.rules.books import facts_of

    found = facts_of(name)
    lines = []
    for one in found:
        values = f" ({', '.join(map(str, one['values']))})" if isinstance(one["values"], list) and one["values"] else ""
        optional = "optional" if one["optional"] else ""
        lines.append(f"{one['kind']:<8} {one['fact']:<22} {one['type']:<5} {optional:<9} {one['meaning']}{values}")
    show(found, as_json, "\n".join(lines))


def decide(
    name: str,
    facts: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="a JSON file: the list of facts")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the date that governs")],
    shop: str = "",
    brand: str = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Have a policy decide on facts; no server, no database."""
    from claims.rules.books import current_edition
    from claims.rules.decision import Scope
    from claims.rules.decision import decide as take

    try:
        said = json.loads(facts.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Invalid(faults=[Fault(f"this is not JSON: {fault}", str(facts))]) from fault
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Invalid(faults=[Fault("a list is wanted here", str(facts))])
    decision = take(current_edition(name), said, as_of=on.date(), scope=Scope(shop=shop, brand=brand))
    show(decision.record(), as_json, "\n".join(decision.sentences(language)))


def amounts_in_another_currency(currency: str, country: str) -> dict[str, list[str]]:
    """The figures that are amounts, by policy, where the book has them in another currency than a shop's."""
    from claims.rules.books import current_edition, legal_books, policies
    from claims.rules.figures import MONEY_UNIT

    found: dict[str, list[str]] = {}
    for one in policies():
        figures = current_edition(one.name, legal=legal_books(country)).bundle()["figures"]
        for name, figure in figures.items():
            currencies = {dated.get("currency") for dated in figure["values"] if dated["value"] is not None}
            if figure["unit"] == MONEY_UNIT and currency not in currencies:
                found.setdefault(one.name, []).append(name)
    return found
