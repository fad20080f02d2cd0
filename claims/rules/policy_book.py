"""A policy as a book to read: question, facts, paragraphs with their conditions in words, figures with sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from claims.kernel.texts import day as day_text
from claims.kernel.texts import say
from claims.rules.edition import Edition
from claims.rules.explain import switch_text
from claims.rules.figures import Dated, FigureData, Scope, candidates, in_force
from claims.rules.readable import Readable, runs
from claims.rules.switches import switched_off

TYPES = {"int": "whole number", "bool": "yes or no", "str": "word", "date": "date"}


def heading(edition: Edition, language: str) -> dict[str, Any]:
    """What a list of policies shows of one: name, title, question, book, edition, which date governs."""
    read = Readable(edition, language)
    return {
        "policy": edition.policy,
        "title": read.title(),
        "question": read.text(read.data["question"]),
        "book": read.data["book"],
        "legal": read.data.get("legal", []),
        "edition": edition.hash,
        "governed_by": edition.governed_by,
        "governs": say("The figures of the {date} count.", language, date=read.governing_date()),
        "language": read.language,
    }


def policy_book(
    edition: Edition, language: str, *, on: date | None = None, scope: Scope | None = None
) -> dict[str, Any]:
    """A policy in zh, es or en, as plain data; what stands on a day for a shop and brand is marked with `on`.

    Without `on` conditions name their figures only; with it they show the values in force, and every paragraph says
    whether it stands on that day.
    """
    read, whose = Readable(edition, language), scope or Scope()
    data = read.data
    figures = in_force(data["figures"], on, whose) if on else {}
    off = switched_off(data.get("switches", ()), on.isoformat(), whose) if on else {}
    return {
        **heading(edition, language),
        "as_of": on.isoformat() if on else None,
        "scope": whose.data(),
        "facts": [_fact(read, kind, name) for kind, names in data["kinds"] for name in _names(read, kind, names)],
        "paragraphs": [_paragraph(read, one, figures, _stands(read, one, on, off))
                       for one in sorted(data["paragraphs"], key=lambda one: one["priority"])],
        "figures": [_figure(read, name, figure, on, whose) for name, figure in data["figures"].items()],
        "switches": [{**one, "text": switch_text(read, one)} for one in data.get("switches", ())],
    }  # fmt: skip


def _names(read: Readable, kind: str, names: Sequence[str]) -> list[str]:
    return [*names, *read.data["derived"].get(kind, {})]


def _fact(read: Readable, kind: str, name: str) -> dict[str, Any]:
    one = read.declared(kind, name)
    derived, language = "by" in one, read.language
    optional = say("may be left out", language) if one.get("optional") else ""
    return {
        "kind": kind, "fact": name, "meaning": read.text(one["meaning"]) if not derived else read.fact(kind, name),
        "type": one["type"], "unit": one["unit"], "optional": bool(one.get("optional")), "derived": derived,
        "worked_out_by": one.get("by", ""), "values": list(one.get("values", ())),
        "type_shown": read.word(TYPES[one["type"]]), "unit_shown": read.word(one["unit"]) if one["unit"] else "",
        "optional_shown": say("worked out", language) if derived else optional,
        "values_shown": [read.word(value) for value in one.get("values", ())],
    }  # fmt: skip


def _paragraph(
    read: Readable, one: Mapping[str, Any], figures: Mapping[str, Dated], stands: tuple[bool | None, str]
) -> dict[str, Any]:
    return {
        "id": one["id"], "on": one["on"], "citation": read.source(one["citation"]), "requirement": one["requirement"],
        "text": read.text(one["text"]), "since": one["since"], "until": one["until"],
        "in_force": stands[0], "stands": stands[1],
        "clauses": [
            {"when": [[read.condition(one["on"], term, figures) for term in terms] for terms in clause["when"]],
             "then": [read.effect(key, value, one["on"]) for key, value in clause["then"].items()],
             "sentence": "" if clause["sentence"] == one["text"] else read.template(one["on"], clause["sentence"])}
            for clause in one["clauses"]
        ],
    }  # fmt: skip


def _stands(
    read: Readable, one: Mapping[str, Any], on: date | None, off: Mapping[str, Mapping[str, Any]]
) -> tuple[bool | None, str]:
    span = [say(text, read.language, day=day_text(date.fromisoformat(bound), read.language))
            for text, bound in (("in force from {day}", one["since"]), ("in force before {day}", one["until"]))
            if bound]  # fmt: skip
    if on is None:
        return None, "; ".join(span)
    if one["id"] in off:
        return False, switch_text(read, off[one["id"]])
    if not runs(one, on.isoformat()):
        return False, say("not in force on this day", read.language) + f" ({'; '.join(span)})"
    return True, "; ".join(span)


def _figure(read: Readable, name: str, figure: FigureData, on: date | None, scope: Scope) -> dict[str, Any]:
    begun = candidates(figure, on, scope) if on else []
    language = read.language

    def shown(data: Mapping[str, Any]) -> dict[str, Any]:
        own = Dated(**data)
        whom = " · ".join(filter(None, (own.shop, own.brand)))
        applies = bool(begun) and begun[0] == own
        return {
            **data,
            "source": read.source(own.source),
            "shown": read.figure(name, own.value, own.currency),
            "whom": say("only for {whom}", language, whom=whom) if whom else "",
            "confirm_shown": say("to be confirmed", language) if own.confirm else "",
            "applies": applies,
            "applies_shown": say("applies on this day", language) if applies else "",
        }

    return {
        "name": name,
        "label": read.text(figure["label"]),
        "unit": figure["unit"],
        "values": [shown(one) for one in figure["values"]],
    }
