"""Whether the changes of a draft can stand: figures and paragraphs that exist, values that fit, cited sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.audit.draft_inputs import FigureChange
from claims.audit.own_changes import ALWAYS, Changes
from claims.kernel.canonical import LARGEST_INT
from claims.kernel.errors import Fault, Faults, NotFound
from claims.people.models import Shop
from claims.rules.books import PackNotInForce, current_edition, legal_books
from claims.rules.figure_text import WORDS_UNIT
from claims.rules.figures import MONEY_UNIT, Override
from claims.rules.switches import Switch
from claims.rules.vocabulary import PolicyFault

Rows = Sequence[Mapping[str, Any]]


def change_faults(
    session: Session, shop: Shop, policy: str, figures: Rows, switches: Rows, *, everywhere: bool
) -> list[Fault]:
    """Every reason why these changes cannot stand; empty where they can."""
    faults = Faults()
    try:
        bundle = current_edition(policy, legal=legal_books(shop.country)).bundle()
    except (NotFound, PackNotInForce) as refusal:
        return [Fault(refusal.message_id(), "policy", refusal.values)]
    faults.check(bool(figures or switches), "a draft changes at least one figure or paragraph", "figures")
    _check_twice(figures, "figure", faults)
    _check_twice(switches, "paragraph", faults)
    for one in figures:
        _check_figure(one, bundle, faults)
    paragraphs = {one["id"] for one in bundle["paragraphs"]}
    for one in switches:
        name, where = one["paragraph"], f"switches.{one['paragraph']}"
        faults.check(name in paragraphs, "this policy has no paragraph {name}", where, name=name)
        faults.check(bool(one["source"]), "cite the source of this change", where)
    if everywhere:
        named = all(one["brand"] for one in [*figures, *switches])
        faults.check(named, "a change in every shop names the brand that it is for", "everywhere")
        currencies = set(session.scalars(select(Shop.currency).distinct()))
        money = any(bundle["figures"].get(one["figure"], {}).get("unit") == MONEY_UNIT for one in figures)
        faults.check(
            not money or len(currencies) == 1, "the shops have several currencies; change amounts shop by shop",
            "everywhere",
        )  # fmt: skip
    if not faults.found:
        _check_edition(shop, policy, bundle, figures, switches, faults)
    return faults.found


def settled_figures(policy: str, figures: Iterable[FigureChange], shop: Shop) -> list[dict[str, Any]]:
    """The told figures as they are kept: amounts carry the shop's currency."""
    known = current_edition(policy, legal=legal_books(shop.country)).bundle()["figures"]
    return [
        {**one.model_dump(), "currency": shop.currency if known[one.figure]["unit"] == MONEY_UNIT else ""}
        for one in figures
    ]


def _check_twice(rows: Rows, what: str, faults: Faults) -> None:
    seen: set[tuple[str, str]] = set()
    for one in rows:
        key = (one[what], one["brand"])
        faults.check(key not in seen, "{name} stands in the draft twice", f"{what}s.{one[what]}", name=one[what])
        seen.add(key)


def _check_figure(one: Mapping[str, Any], bundle: Mapping[str, Any], faults: Faults) -> None:
    name, value, where = one["figure"], one["value"], f"figures.{one['figure']}"
    figure = bundle["figures"].get(name)
    if not faults.check(figure is not None, "this policy has no figure {name}", where, name=name):
        return
    faults.check(bool(one["source"]), "cite the source of this change", where)
    if value is None:
        return
    wanted = next(type(dated["value"]) for dated in figure["values"] if dated["value"] is not None)
    if not faults.check(
        type(value) is wanted, "{name} wants {kind} (unit: {unit})", where, name=name, kind=_KINDS[wanted],
        unit=figure["unit"],
    ):  # fmt: skip
        return
    if wanted is int:
        least, most = 0, LARGEST_INT // 10**6
        faults.check(
            least <= value <= most, "{name} must lie between {least} and {most}", where, name=name, least=least,
            most=most,
        )  # fmt: skip
    if figure["unit"] == WORDS_UNIT:
        known = {word for facts in bundle["facts"].values() for fact in facts.values() for word in fact["values"]}
        unknown = sorted(set(value.split()) - known)
        faults.check(
            not unknown, "{name} knows the words {known}, not {unknown}", where, name=name,
            known=", ".join(sorted(known)), unknown=", ".join(unknown),
        )  # fmt: skip


_KINDS = {int: "a whole number", bool: "true or false", str: "words"}


def _check_edition(
    shop: Shop, policy: str, bundle: Mapping[str, Any], figures: Rows, switches: Rows, faults: Faults
) -> None:
    # what the book itself refuses, said as it says it
    units = {name: figure["unit"] for name, figure in bundle["figures"].items()}
    changes = Changes(
        tuple(
            Override(one["figure"], ALWAYS, one["value"], one["source"], shop.code, one["brand"],
                     shop.currency if units[one["figure"]] == MONEY_UNIT else "")
            for one in figures
        ),
        tuple(Switch(one["paragraph"], one["on"], ALWAYS, one["source"], shop.code, one["brand"]) for one in switches),
    )  # fmt: skip
    try:
        changes.edition(policy, shop)
    except PolicyFault as fault:
        faults.add("the book cannot be read with this change: {fault}", "figures", fault=str(fault))
