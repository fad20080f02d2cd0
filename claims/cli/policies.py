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
def list_policies(language: Language = "en", as_json: AsJson = False) -> None:
    """Every policy with its title, its question, its edition, and what of it waits for a step still to come."""
    from claims.rules.awaiting import awaited
    from claims.rules.books import current_edition, policies
    from claims.rules.policy_book import heading

    found = [{**heading(current_edition(one.name), language), "awaiting": awaited(one.name)} for one in policies()]
    lines = []
    for one in found:
        waits = "".join(f"  [{key} awaits: {step}]" for key, step in one["awaiting"].items())
        lines.append(
            f"{one['policy']:<12} {one['book']:<6} {one['edition'][:12]}  {one['title']}: {one['question']}{waits}"
        )
    show(found, as_json, "\n".join(lines))


@policy.command("show")
def show_policy(
    name: str,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="mark what stands on this day")] = None,
    shop: Annotated[str, typer.Option(help="as for the shop with this code")] = "",
    brand: Annotated[str, typer.Option(help="as for vehicles of this brand")] = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """A policy as a book: question, facts, paragraphs with their conditions, figures with their sources."""
    from claims.rules.books import current_edition
    from claims.rules.decision import Scope
    from claims.rules.policy_book import policy_book
    from claims.rules.telling import policy_lines

    day, scope = on.date() if on else None, Scope(shop=shop, brand=brand)
    found = policy_book(current_edition(name), language, on=day, scope=scope)
    show(found, as_json, "\n".join(policy_lines(found)))


@policy.command("cases")
def policy_cases(name: str, language: Language = "en", as_json: AsJson = False) -> None:
    """The examples beside a policy, which are its test: facts, the paragraphs that fire, what is decided."""
    from claims.rules.books import current_edition
    from claims.rules.case_tables import case_table
    from claims.rules.telling import case_lines

    found = case_table(current_edition(name), language)
    show(found, as_json, "\n".join(case_lines(found)))


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
    """Have a policy decide on facts, and explain: what fired, what did not and why, on which figures.

    Needs no server and no database.
    """
    from claims.rules.books import current_edition
    from claims.rules.decision import Scope
    from claims.rules.decision import decide as take
    from claims.rules.explain import explained
    from claims.rules.telling import told

    try:
        said = json.loads(facts.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Invalid(faults=[Fault(f"this is not JSON: {fault}", str(facts))]) from fault
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Invalid(faults=[Fault("a list is wanted here", str(facts))])
    decision = take(current_edition(name), said, as_of=on.date(), scope=Scope(shop=shop, brand=brand))
    found = explained(decision.source, decision.record(), language)
    show(found, as_json, "\n".join(told(found)))


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
