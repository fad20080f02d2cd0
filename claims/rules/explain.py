"""A decision taken apart for a reader: what fired and why, what did not and at which condition, on which figures."""

from __future__ import annotations

import operator as compare
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from claims.kernel.texts import say
from claims.rules.decision import sentences, worked_out
from claims.rules.edition import Edition, InForce
from claims.rules.facts import FlatFact
from claims.rules.figures import Dated, FigureData, Scope, candidates
from claims.rules.readable import Readable, ranges, runs
from claims.rules.vocabulary import Value

OWN_CURRENCY = "currency"
OWN_BOOK = "own"  # of values that no book holds, but that were set here


def explained(edition: Edition, record: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A record (of a decision just taken, or stored) with everything a reader asks for, in zh, es or en.

    Beside the record itself: `paragraphs` that fired, in order; `says`, a sentence for each; `not_fired` with the
    failing condition of every alternative and what the fact was; `silent`, the same by paragraph for reading;
    paragraphs `switched_off` and `not_in_force`; `figures` with source and why each applied; and written for people:
    `comes_to`, the outcome overall and by ref, and `seen`, what was told and worked out of each fact.
    """
    read, day, scope = Readable(edition, language), date.fromisoformat(record["as_of"]), Scope(**record["scope"])
    now = edition.in_force(day, scope)
    known = worked_out(edition.policy, now, record["facts"])
    silent = not_fired(read, now, record, known)
    return {
        **record,
        "title": read.title(),
        "question": read.text(read.data["question"]),
        "governed_by": edition.governed_by,
        "language": language,
        "paragraphs": list(dict.fromkeys(one["paragraph"] for one in record["fired"])),
        "says": sentences(edition, record, language),
        "not_fired": silent,
        "silent": by_paragraph(read, silent, record["fired"]),
        "switched_off": [{**switch, "text": switch_text(read, switch)} for switch in now.off.values()],
        "not_in_force": [{"paragraph": one["id"], "since": one["since"], "until": one["until"]}
                         for one in read.data["paragraphs"] if not runs(one, record["as_of"])],
        "comes_to": _comes_to(read, record),
        "seen": [seen(read, raw, full) for raw, full in zip(record["facts"], known, strict=True)],
        "figures": {name: explained_figure(read, name, figure, day, scope)
                    for name, figure in read.data["figures"].items()},
    }  # fmt: skip


def _comes_to(read: Readable, record: Mapping[str, Any]) -> dict[str, Any]:
    facts = {fact["ref"]: fact for fact in record["facts"]}
    currency = next((str(fact[OWN_CURRENCY]) for fact in facts.values() if OWN_CURRENCY in fact), "")
    overall = {key: value for key, value in record["outcome"]["overall"].items() if value != []}
    undecided = overall.pop("undecided", None)  # refs, not words of the house
    return {
        "overall": [*(read.effect(key, value, "", currency) for key, value in overall.items()),
                    *([f"{read.word('undecided')}: {ranges(undecided)}"] if undecided else [])],
        "refs": {ref: [read.effect(key, value, facts[ref]["kind"], currency) for key, value in said.items()]
                 for ref, said in record["outcome"]["refs"].items()},
    }  # fmt: skip


def seen(read: Readable, raw: FlatFact, full: FlatFact) -> dict[str, Any]:
    """What was told of one fact, and what was worked out beside it (`full` holds both), in words."""
    kind, currency = str(raw["kind"]), str(raw.get(OWN_CURRENCY, ""))

    def written(facts: Mapping[str, Value]) -> list[str]:
        return [f"{read.fact(kind, name)}: {read.value(kind, name, value, currency)}" for name, value in facts.items()]

    order = dict(read.data["kinds"])[kind]
    told = {name: raw[name] for name in order if name in raw and name != OWN_CURRENCY}
    worked = {name: value for name, value in full.items() if name not in raw}
    return {"ref": raw["ref"], "label": str(raw.get("label", "")), "told": written(told),
            "worked_out": written(worked), "derived": worked}  # fmt: skip


def not_fired(
    read: Readable, now: InForce, record: Mapping[str, Any], known: Sequence[FlatFact]
) -> list[dict[str, Any]]:
    """Each clause of a paragraph in force that was asked about a fact and did not fire, and at which conditions.

    {"paragraph", "clause", "ref", "citation", "failing": [{"fact", "operator", "wanted", "figures", "seen", "text"}]}:
    of every alternative the first condition that failed, with the names of the figures that it stands on.
    """
    fired = {(one["paragraph"], one["clause"], one["ref"]) for one in record["fired"]}
    asked = [one for one in sorted(read.data["paragraphs"], key=lambda one: one["priority"])
             if one["id"] not in now.off and runs(one, record["as_of"])]  # fmt: skip
    silent = []
    for one in asked:
        for number, clause in enumerate(one["clauses"], 1):
            for fact in known:
                if one["on"] == fact["kind"] and (one["id"], number, fact["ref"]) not in fired:
                    failing = _failing(read, clause, fact, now.figures)
                    silent.append({"paragraph": one["id"], "clause": number, "ref": fact["ref"],
                                   "citation": one["citation"], "failing": failing})  # fmt: skip
    return silent


def by_paragraph(read: Readable, silent: Sequence[Mapping[str, Any]], fired: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The paragraphs that stayed silent, for reading: under each condition what was seen instead, and of which facts.

    A paragraph that fired for a fact by another clause was not silent there.
    """
    spoke = {(one["paragraph"], one["ref"]) for one in fired}
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for one in silent:
        if (one["paragraph"], one["ref"]) in spoke:
            continue
        conditions = found.setdefault(one["paragraph"], {})
        for why in one["failing"]:
            condition = conditions.setdefault(_same(why), {"condition": why["condition"], "seen": {}})
            seen = condition["seen"].setdefault(repr(why["seen"]), {"value": why["shown"], "refs": []})
            if one["ref"] not in seen["refs"]:
                seen["refs"].append(one["ref"])
    texts = {one["id"]: one for one in read.data["paragraphs"]}
    return [
        {"paragraph": name, "citation": texts[name]["citation"], "text": read.text(texts[name]["text"]),
         "conditions": [{**one, "seen": list(one["seen"].values())} for one in conditions.values()]}
        for name, conditions in found.items()
    ]  # fmt: skip


def _same(why: Mapping[str, Any]) -> tuple[Any, ...]:
    # what makes two failing conditions one, in every language
    return (why["fact"], why["operator"], repr(why["wanted"]), *why["figures"])


def explained_figure(read: Readable, name: str, figure: FigureData, day: date, scope: Scope) -> dict[str, Any]:
    """A figure on a day for a shop and brand: the value that applied, why, and every value that had begun by then."""
    begun = candidates(figure, day, scope)
    best = begun[0] if begun else None
    applied = best.data() if best else {"since": None, "value": None, "source": "", "book": ""}
    return {
        "label": read.text(figure["label"]),
        "unit": figure["unit"],
        **applied,
        "cited": read.source(best.source) if best else "",
        "shown": read.figure(name, best.value if best else None, best.currency if best else ""),
        "level": level(best) if best else "",
        "why": _why(read, begun),
        "candidates": [{**one.data(), "level": level(one), "applied": one is best} for one in begun],
    }


def level(one: Dated) -> str:
    """For whom a value was set: "shop+brand", "shop", "brand" or "house" (the book's own)."""
    return "+".join(name for name, own in (("shop", one.shop), ("brand", one.brand)) if own) or "house"


def _why(read: Readable, begun: Sequence[Dated]) -> str:
    language = read.language
    if not begun:
        return say("no value is in force on this day, so whatever needs it stays unsaid", language)
    best, others = begun[0], {level(one) for one in begun}
    if best.value is None:
        return say("abolished, so whatever needs it stays unsaid", language)
    why = {
        "shop+brand": say("set by this shop for this brand, which goes before everything else", language),
        "shop": say("set by this shop, which goes before brand and house", language),
        "brand": say("set for this brand, which goes before the house", language),
        "house": say("set by the house itself; neither shop nor brand has set another", language)
        if best.book == OWN_BOOK
        else say("the book's own value; neither shop nor brand has set another", language),
    }[level(best)]
    earlier = sum(level(one) == level(best) for one in begun) - 1
    if earlier:
        why += "; " + say("the latest of {count} that have begun", language, count=earlier + 1)
    passed = sorted(others - {level(best)})
    return why + (f" ({say('passed over: {levels}', language, levels=read.words(passed))})" if passed else "")


def _failing(
    read: Readable, clause: Mapping[str, Any], fact: FlatFact, figures: Mapping[str, Dated]
) -> list[dict[str, Any]]:
    lacking = [value["figure"] for value in clause["then"].values()
               if isinstance(value, dict) and "figure" in value and value["figure"] not in figures]  # fmt: skip
    if lacking:
        return [_unsaid(read, name) for name in lacking]
    found = [_first_failing(read, terms, fact, figures) for terms in clause["when"]]
    return list({_same(one): one for one in found}.values())


def _first_failing(
    read: Readable, terms: Sequence[Sequence[Any]], fact: FlatFact, figures: Mapping[str, Dated]
) -> dict[str, Any]:
    kind, currency = str(fact["kind"]), str(fact.get(OWN_CURRENCY, ""))
    for term in terms:
        if len(term) > 2 and isinstance(term[2], dict) and term[2]["figure"] not in figures:
            return _unsaid(read, term[2]["figure"])
    for term in terms:
        name, operator, *literal = term
        wanted = [figures[one["figure"]].value if isinstance(one, dict) else one for one in literal]
        seen = fact.get(name)
        if not _holds(seen, operator, wanted):
            condition = say(
                "{fact}, wanted {condition}", read.language, fact=read.fact(kind, name),
                condition=read.wanted(kind, term, figures, currency),
            )  # fmt: skip
            shown = read.value(kind, name, seen, currency)
            return {"fact": name, "operator": operator, "wanted": wanted[0] if wanted else None,
                    "figures": read.figures_behind(kind, term), "seen": seen,
                    "condition": condition, "shown": shown, "text": f"{condition}: {shown}"}  # fmt: skip
    text = say("all of it holds, and yet nothing is on record: replay this decision", read.language)
    return {"fact": "", "operator": "", "wanted": None, "figures": [], "seen": None,
            "condition": text, "shown": "–", "text": text}  # fmt: skip


def _unsaid(read: Readable, figure: str) -> dict[str, Any]:
    condition = say("the figure {figure}", read.language, figure=figure)
    shown = say("no value", read.language)
    return {"fact": "", "operator": "has", "wanted": None, "figures": [figure], "seen": None,
            "condition": condition, "shown": shown, "text": f"{condition}: {shown}"}  # fmt: skip


def _holds(seen: Value | None, operator: str, wanted: Sequence[Any]) -> bool:
    if seen is None or operator == "lacks":
        return seen is None and operator == "lacks"
    return operator == "has" or bool(getattr(compare, operator)(seen, wanted[0]))


def switch_text(read: Readable, switch: Mapping[str, Any]) -> str:
    """For whom a paragraph was switched off or on, since when and on what authority."""
    whom = " · ".join(filter(None, (switch["shop"], switch["brand"]))) or read.word("house")
    values = {"whom": whom, "since": switch["since"], "source": read.source(switch["source"])}
    if switch["on"]:
        return say("switched on again for {whom} from {since} on: {source}", read.language, **values)
    return say("switched off for {whom} from {since} on: {source}", read.language, **values)
