"""Fills the decision report: one stored decision of a claim or all, each taken apart under its own edition."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from claims.audit.editions import stored_edition
from claims.audit.models import Chain, DecisionRow, Entry
from claims.documents.blocks import Said
from claims.documents.decisions.form import (
    Decisions,
    DecisionTaken,
    Fact,
    FailedCondition,
    FigureApplied,
    FiredParagraph,
    SilentParagraph,
)
from claims.documents.filling.common import Desk, head
from claims.documents.filling.common import vehicle as vehicle_of
from claims.kernel.errors import NotFound
from claims.kernel.texts import LANGUAGES
from claims.rules.explain import explained
from claims.rules.readable import ranges

Apart = Mapping[str, Any]
"""An explanation, or a piece of one, in each language: {"zh": …, "es": …, "en": …}."""


def fill_decisions(at: Desk, number: str, decision_id: int | None = None) -> Decisions:
    """Every decision of the claim, or the one of that id, with the head of the claim's chain.

    What was considered and did not apply is named in the report of one decision; in that of many it is counted.
    NotFound where the claim has no decision of that id. Decisions keep their place among all of the claim.
    """
    chain = at.session.get(Chain, f"claim:{at.claim.id}")
    query = (
        select(DecisionRow, Entry)
        .join(Entry, Entry.id == DecisionRow.entry_id)
        .where(DecisionRow.claim_id == at.claim.id)
        .order_by(DecisionRow.id)
    )
    rows = [(place, row, entry) for place, (row, entry) in enumerate(at.session.execute(query), start=1)]
    wanted = [(place, row, entry) for place, row, entry in rows if decision_id in (None, row.id)]
    if decision_id is not None and not wanted:
        raise NotFound(thing="decision")
    taken = [decision(at, row, entry, place) for place, row, entry in wanted]
    if len(taken) > 1:
        taken = [replace(one, silent=(), silent_left_out=len(one.silent)) for one in taken]
    return Decisions(
        head=head(at, number),
        vehicle=vehicle_of(at),
        decisions=figures_once(taken),
        chain_head=chain.head if chain else "",
    )


def figures_once(taken: Sequence[DecisionTaken]) -> tuple[DecisionTaken, ...]:
    """The decisions, each with its figures only where no earlier one has shown the same."""
    shown: dict[tuple[str, tuple[FigureApplied, ...]], int] = {}
    found = []
    for one in taken:
        first = shown.setdefault((one.policy, one.figures), one.number)
        found.append(one if first == one.number or not one.figures else replace(one, figures=(), figures_as=first))
    return tuple(found)


def decision(at: Desk, row: DecisionRow, entry: Entry, number: int) -> DecisionTaken:
    """One decision as it stands in the log, explained by its own edition."""
    record, edition = json.loads(entry.body)["record"], stored_edition(at.session, row.edition)
    apart = {language: explained(edition, record, language) for language in LANGUAGES}
    sentences = said_each(apart, "says")
    fired = len(record["fired"])
    return DecisionTaken(
        number=number,
        policy=row.policy,
        as_of=row.as_of,
        taken_at=row.taken_at,
        step=row.step,
        by=at.user_name(row.by_id) or str(row.by_id),
        reader="engine" if row.reader == "engine+plain" else "plain",
        edition=row.edition,
        outcome=said_each({language: one["comes_to"] for language, one in apart.items()}, "overall"),
        hash=row.hash,
        previous_hash=entry.previous,
        facts=tuple(fact(one) for one in pieces(apart, "seen")),
        paragraphs=tuple(fired_once(record, sentences[:fired])),
        undecided=sentences[fired:],
        silent=tuple(silent(one) for one in pieces(apart, "silent")),
        switched_off=said_each({language: {"off": [f"{each['paragraph']}: {each['text']}" for each in
                                one["switched_off"]]} for language, one in apart.items()}, "off"),
        figures=tuple(figure(name, {language: one["figures"][name] for language, one in apart.items()})
                      for name in apart["en"]["figures"]),
    )  # fmt: skip


def fired_once(record: Mapping[str, Any], sentences: Sequence[Said]) -> list[FiredParagraph]:
    """The paragraphs that fired, each with its citation; one that says the same of several facts stands once."""
    labels = {one["ref"]: str(one.get("label", "")) for one in record["facts"]}
    found: dict[tuple[str, int, Said], list[str]] = {}
    cited: dict[str, str] = {}
    for one, sentence in zip(record["fired"], sentences, strict=True):
        start, end = len(labels[one["ref"]] or one["ref"]) + len(": "), len(f" [{one['citation']}]")
        bare = Said(**{language: sentence.in_language(language)[start:-end] for language in LANGUAGES})
        found.setdefault((one["paragraph"], one["clause"], bare), []).append(one["ref"])
        cited[one["paragraph"]] = one["citation"]
    return [
        FiredParagraph(
            citation=cited[name],
            sentence=bare,
            matched=f"{refs[0]} {labels[refs[0]]}".strip() if len(refs) == 1 else ranges(refs),
        )
        for (name, _, bare), refs in found.items()
    ]


def fact(apart: Apart) -> Fact:
    """One thing that was asked about."""
    one = apart["en"]
    worked = {language: "; ".join(each["worked_out"]) for language, each in apart.items()}
    return Fact(
        name=" ".join(filter(None, (one["ref"], one["label"]))),
        told=Said(**{language: "; ".join(each["told"]) or "–" for language, each in apart.items()}),
        worked_out=Said(**worked) if worked["en"] else None,
    )


def silent(apart: Apart) -> SilentParagraph:
    """One paragraph that did not apply."""
    one = apart["en"]
    return SilentParagraph(
        name=one["paragraph"],
        citation=one["citation"],
        wording=said(apart, "text"),
        conditions=tuple(
            FailedCondition(wanted=said(each, "condition"), seen=tuple(instead(seen) for seen in pieces(each, "seen")))
            for each in pieces(apart, "conditions")
        ),
    )


def instead(apart: Apart) -> Said:
    """What was seen where something else was wanted, and of which facts."""
    return Said(**{language: f"{each['value']} ({ranges(each['refs'])})" for language, each in apart.items()})


def figure(name: str, apart: Apart) -> FigureApplied:
    """One figure as it stood."""
    one = apart["en"]
    return FigureApplied(
        name=name,
        label=said(apart, "label"),
        value=said(apart, "shown"),
        since=date.fromisoformat(one["since"]) if one["since"] else None,
        source=said(apart, "cited") if one["cited"] else None,
        why=said(apart, "why"),
        confirm=bool(one.get("confirm")),
    )


def pieces(apart: Apart, key: str) -> list[dict[str, Any]]:
    """The pieces of a list that stands in every language, each in every language."""
    rows = zip(*(one[key] for one in apart.values()), strict=True)
    return [dict(zip(apart, row, strict=True)) for row in rows]


def said_each(apart: Apart, key: str) -> tuple[Said, ...]:
    """A list of texts that stands in every language."""
    return tuple(Said(**one) for one in pieces(apart, key))


def said(apart: Apart, key: str) -> Said:
    """One text in every language."""
    return Said(**{language: one[key] for language, one in apart.items()})
