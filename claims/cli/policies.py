"""Commands about the house's policies: what there is, what they want to know, and asking them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claims.cli.common import AsJson, Language, errors, opened, show
from claims.kernel.errors import Fault, Invalid, NotFound
from claims.settings import Settings

if TYPE_CHECKING:
    from claims.rules.edition import Edition

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
    """A policy as a book: question, facts, paragraphs with their conditions, figures with their sources.

    With --shop as that shop decides: its own figures and switches come from the database.
    """
    from claims.rules.decision import Scope
    from claims.rules.policy_book import policy_book
    from claims.rules.telling import policy_lines

    day, scope = on.date() if on else None, Scope(shop=shop, brand=brand)
    found = policy_book(edition_for(name, shop), language, on=day, scope=scope)
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

    Needs no server and no database; with --shop that shop's own figures and switches come from the database.
    """
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
    decision = take(edition_for(name, shop), said, as_of=on.date(), scope=Scope(shop=shop, brand=brand))
    found = explained(decision.source, decision.record(), language)
    show(found, as_json, "\n".join(told(found)))


def edition_for(name: str, shop: str) -> Edition:
    """The policy as a shop decides under it today; the book alone without a shop, or (said so) for an unknown one."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from claims.audit.editions import edition_in_use
    from claims.people.queries import shop_by_code
    from claims.rules.books import current_edition

    if shop and not missing_file():
        try:
            with opened().reading() as session:
                return edition_in_use(session, shop_by_code(session, shop), name)
        except (NotFound, OperationalError, ProgrammingError):
            pass  # said below
    if shop:
        errors.print(f"The database has no shop {shop}: this is the book, without any shop's own figures.", style="red")
    return current_edition(name)


def missing_file() -> bool:
    """Whether the configured database is a file that is not there; asking it would make one."""
    from sqlalchemy.engine import make_url

    url = make_url(Settings().database_url)
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


def amounts_in_another_currency(currency: str, country: str) -> dict[str, list[str]]:
    """The figures that are amounts, by policy, where the book has them in another currency than a shop's."""
    from claims.rules.books import current_edition, legal_books, policies_under
    from claims.rules.figures import MONEY_UNIT

    found: dict[str, list[str]] = {}
    legal = legal_books(country)
    for one in policies_under(legal):
        figures = current_edition(one.name, legal=legal).bundle()["figures"]
        for name, figure in figures.items():
            currencies = {dated.get("currency") for dated in figure["values"] if dated["value"] is not None}
            if figure["unit"] == MONEY_UNIT and currency not in currencies:
                found.setdefault(one.name, []).append(name)
    return found
