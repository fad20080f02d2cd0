"""The library: every policy of the house, its current edition, and what it may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from claims.kernel.errors import NotFound, Refusal
from claims.rules.cn import cover
from claims.rules.edition import FORMAT, Edition
from claims.rules.figures import Override, overridden, read_figures
from claims.rules.house import (
    complaint,
    consent,
    deposit,
    documents,
    gap,
    pricing,
    routing_claims,
    settlement,
    total_loss,
    warranty,
)  # fmt: skip
from claims.rules.policy import Policy
from claims.rules.switches import Switch, checked_switches
from claims.rules.wording import translations

LEGAL_BOOKS = ("cn",)
_LEGAL_BY_COUNTRY = {"CN": ("cn",)}

_POLICIES: tuple[Policy, ...] = (
    warranty.policy, deposit.policy, pricing.policy, gap.policy, consent.policy, settlement.policy, documents.policy,
    routing_claims.policy, complaint.policy, total_loss.policy, cover.policy,
)  # fmt: skip


class PackNotInForce(Refusal):
    """The policy {policy} is law of the pack “{book}”, which is not in force at this shop; a person decides."""

    status = 409


def policies() -> list[Policy]:
    """Every policy, in the order of the book."""
    return list(_POLICIES)


def policies_under(legal: Sequence[str]) -> list[Policy]:
    """The policies where these legal packs are loaded: those of the house, and what is itself law of such a pack."""
    return [one for one in _POLICIES if one.book not in LEGAL_BOOKS or one.book in legal]


def policy(name: str) -> Policy:
    """The policy of that name; NotFound where there is none."""
    for one in _POLICIES:
        if one.name == name:
            return one
    raise NotFound(thing=f"policy {name!r} (there are {', '.join(one.name for one in _POLICIES)})")


def legal_books(country: str) -> tuple[str, ...]:
    """The legal packs of a market; none where no pack is loaded, so that no statement of law is made there."""
    return _LEGAL_BY_COUNTRY.get(country, ())


def current_edition(
    name: str, overrides: Iterable[Override] = (), *, switches: Iterable[Switch] = (),
    legal: Sequence[str] = LEGAL_BOOKS,
) -> Edition:  # fmt: skip
    """The policy as code and parameter files say it today, with own figures, switches and the legal packs named.

    PackNotInForce for a policy that is itself law of a pack which is not among them.
    """
    return _edition(name, tuple(overrides), tuple(switches), tuple(legal))


@lru_cache(maxsize=1024)
def _edition(
    name: str, overrides: tuple[Override, ...], switches: tuple[Switch, ...], legal: tuple[str, ...]
) -> Edition:
    one = policy(name)
    if one.book in LEGAL_BOOKS and one.book not in legal:
        raise PackNotInForce(policy=name, book=one.book)
    figures = overridden(read_figures(name, _books(one, legal)), overrides)
    data = _without_lost(one.data(read_figures(name, _books(one, LEGAL_BOOKS))), figures)
    wording = translations(messages(one))
    own = checked_switches(switches, [paragraph.id for paragraph in one.paragraphs])
    found = {"format": FORMAT, "legal": list(legal), **data, "figures": figures, "wording": wording, "switches": own}
    return Edition(found)


def _books(one: Policy, legal: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((one.book, *legal)))


def _without_lost(data: dict[str, Any], figures: Mapping[str, object]) -> dict[str, Any]:
    # a paragraph that stands on a figure of a legal pack stands in an edition only where that pack is loaded
    return {**data, "paragraphs": [one for one in data["paragraphs"] if _named(one["clauses"]) <= set(figures)]}


def _named(written: object) -> set[str]:
    # the figures that clauses name, wherever in them
    if isinstance(written, dict):
        found = {str(written["figure"])} if set(written) == {"figure"} else set()
        return found.union(*map(_named, written.values()))
    return set().union(*map(_named, written)) if isinstance(written, list) else set()


def messages(one: Policy) -> list[str]:
    """Every English text of a policy that people read: question, paragraphs, sentences, prints, labels, meanings."""
    figures = read_figures(one.name, _books(one, LEGAL_BOOKS))
    found = {one.question, *one.prints.values(), *(str(figure["label"]) for figure in figures.values())}
    found |= {fact.meaning for facts in one.kinds.values() for fact in facts.values()}
    found |= {fact.meaning for facts in one.derived.values() for fact in facts.values()}
    for paragraph in one.data(figures)["paragraphs"]:  # type: ignore[attr-defined]
        found |= {paragraph["text"], *(clause["sentence"] for clause in paragraph["clauses"])}
    return sorted(found)


def facts_of(name: str) -> list[dict[str, object]]:
    """What the policy may be told, one entry per fact: kind, fact, type, unit, optional, values, meaning."""
    return [
        {"kind": kind, "fact": fact.name, "type": fact.type, "unit": fact.unit, "optional": fact.optional,
         "values": list(fact.values), "meaning": fact.meaning}
        for kind, facts in policy(name).kinds.items()
        for fact in facts.values()
    ]  # fmt: skip
