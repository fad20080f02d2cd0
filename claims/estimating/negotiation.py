"""Negotiation: rounds of offer and answer with the insurer, and what becomes of the lines that it refuses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.estimating.answered import remember
from claims.estimating.betterment import BettermentTerms
from claims.estimating.changed_lines import lines_in_place
from claims.estimating.inputs import NewRound, RefusalAnswers, RoundLine
from claims.estimating.line_answers import Amounts, accept, put_answer, returned, spread
from claims.estimating.queries import given_back_lines, insurer_lines
from claims.estimating.quote_models import NegotiationRound, Quote, QuoteLine
from claims.estimating.rest_of_round import rest_lines
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Fault, Faults
from claims.kernel.machine import Act

GIVES_BACK = "line {line} gives back what was agreed before; nobody is asked about it"
TIMES_ASKED = 10  # an amount beyond so many times what was asked is a slip of the keyboard


def write_round(act: Act) -> None:
    """Keep the round as it was held, and write each answer on its line; accepted amounts bear the round as origin."""
    quote, told = act.thing, act.data
    lines = {line.id: line for line in insurer_lines(act.session, quote.id)}
    said = [*told.lines, *rest_lines(act.session, quote, told)]
    number = (act.session.scalar(
        select(func.max(NegotiationRound.number)).where(NegotiationRound.quote_id == quote.id)
    ) or 0) + 1  # fmt: skip
    kept = NegotiationRound(
        quote_id=quote.id,
        claim_id=quote.claim_id,
        shop_id=quote.shop_id,
        number=number,
        channel=told.channel,
        person=told.person,
        held_at=told.held_at,
        by_id=act.by.id,
        lines=[kept_line(one, lines[one.line_id]) for one in said],
        note=told.note,
    )
    act.session.add(kept)
    act.session.flush()
    origin = kept.origin_hash = fingerprint({
        "quote": quote.id, "round": number, "channel": told.channel, "person": told.person,
        "held_at": told.held_at.isoformat(), "lines": kept.lines,
    })  # fmt: skip
    for one in said:
        line = lines[one.line_id]
        given = amounts_of(one, line)
        if (terms := BettermentTerms(one.betterment_bp, one.betterment_minor)).told:
            line.returned_betterment_bp, line.returned_betterment_minor = terms.share_bp, terms.amount_minor
        if one.answer == "accepted" and given is not None:
            accept(act.session, line, given, origin="round", origin_hash=origin, by_id=act.by.id, at=act.now,
                   round_id=kept.id)  # fmt: skip
        elif one.answer != "pending":
            put_answer(line, one.answer, given if one.answer == "cut" else None)
    act.notes.update({"round": number, "origin": origin, "lines": kept.lines})
    remember(act.session, quote, at=act.now)


def kept_line(one: RoundLine, line: QuoteLine) -> dict[str, Any]:
    """One line of a round as it is kept: what was asked, offered, and answered with which amounts."""
    given = amounts_of(one, line)
    return {
        "line": line.id, "position": line.position, "asked_minor": line.amount_minor, "offer_minor": one.offer_minor,
        "before_minor": line.returned_minor, "answer": one.answer,
        "answer_minor": given.whole if given is not None and one.answer in ("accepted", "cut") else None,
        **{name: value for name in ("betterment_bp", "betterment_minor") if (value := getattr(one, name)) is not None},
    }  # fmt: skip


def amounts_of(one: RoundLine, line: QuoteLine) -> Amounts | None:
    """The amounts that an answer stands by: as said, else (for an acceptance) as the insurer last answered."""
    if one.amount_minor is not None:
        return spread(one.amount_minor, [line])[0]
    parts = (one.part_minor, one.labor_minor, one.paint_minor)
    if any(part is not None for part in parts):
        return Amounts(*(part or 0 for part in parts))
    return returned(line) if one.answer == "accepted" else None


def round_faults(act: Act) -> list[Fault]:
    """What is wrong with a round as it is told."""
    told: NewRound = act.data
    lines = {line.id: line for line in insurer_lines(act.session, act.thing.id)}
    faults, named = Faults(), [one.line_id for one in told.lines]
    back = {line.id for line in given_back_lines(act.session, act.thing.id)}
    faults.check(bool(told.lines or told.rest), "the round has no line; say what was offered and answered", "lines")
    faults.check(bool(told.rest or not told.rest_kinds), "say in `rest` what becomes of these kinds", "rest")
    if told.rest and not told.lines and not rest_lines(act.session, act.thing, told):
        faults.add("no open line fits `rest`; name the lines and what was said about each", "rest")
    faults.check(told.held_at <= act.now, "a round cannot be held in the future", "held_at")
    for line_id in sorted({one for one in named if named.count(one) > 1}):
        faults.add("line {line} is named twice", "lines", line=line_id)
    for one in told.lines:
        line = lines.get(one.line_id)
        if line is None and one.line_id in back:
            faults.add(GIVES_BACK, "lines", line=one.line_id)
            continue
        if line is None:
            faults.add("line {line} does not stand on this quote", "lines", line=one.line_id)
            continue
        where, given = f"line {line.position}", amounts_of(one, line)
        if one.answer in ("accepted", "cut"):
            faults.check(given is not None, "say the amount that the insurer stands by", where)
        most = TIMES_ASKED * max(line.amount_minor, 100)
        for amount in (given.whole if given is not None else 0, one.offer_minor or 0):
            faults.check(amount <= most, "the amount is absurdly high against what was asked", where)
        check_betterment(one, line, faults, where)
    return faults.found


def check_betterment(one: RoundLine, line: QuoteLine, faults: Faults, where: str) -> None:
    """What a round says of betterment: on a line that has one, as a share or an amount, with what the insurer gives."""
    terms = BettermentTerms(one.betterment_bp, one.betterment_minor)
    if not terms.told:
        return
    faults.check(
        line.betterment.told,
        "the quote has no betterment on this line; revise the quote and list it there with its kind and reason", where,
    )  # fmt: skip
    faults.check(None in (terms.share_bp, terms.amount_minor),
                 "say the betterment as a share or as an amount, not as both", where)  # fmt: skip
    given = amounts_of(one, line) if one.answer in ("accepted", "cut") else None
    if given is None:
        faults.add("say the betterment together with the amount that the insurer stands by", where)
        return
    faults.check(
        not terms.share_bp or bool(given.part),
        "a share of betterment is of the part, and nothing is given for one; say it as an amount", where,
    )  # fmt: skip
    faults.check((terms.amount_minor or 0) <= given.whole,
                 "the betterment is more than the amount that the insurer stands by", where)  # fmt: skip


def write_refusal_answers(act: Act) -> None:
    """What becomes of refused lines: contested, self-pay with consent, dropped, or borne by the shop."""
    told: RefusalAnswers = act.data
    lines = {line.id: line for line in insurer_lines(act.session, act.thing.id)}
    for one in told.lines:
        lines[one.line_id].refusal_answer, lines[one.line_id].refusal_note = one.answer, one.note
    remember(act.session, act.thing, at=act.now)


def refusal_faults(act: Act) -> list[Fault]:
    """What is wrong with the answers to refused lines."""
    told: RefusalAnswers = act.data
    lines = {line.id: line for line in insurer_lines(act.session, act.thing.id)}
    faults, replacing = Faults(), lines_in_place(act.session, act.thing)
    back = {line.id for line in given_back_lines(act.session, act.thing.id)}
    for one in told.lines:
        line = lines.get(one.line_id)
        if line is None and one.line_id in back:
            faults.add(GIVES_BACK, "lines", line=one.line_id)
            continue
        if line is None:
            faults.add("line {line} does not stand on this quote", "lines", line=one.line_id)
            continue
        where = f"line {line.position}"
        faults.check(line.answer == "refused", "the insurer has not refused this line", where)
        if one.answer == "self_pay":
            faults.check(bool(one.note), "say who consented to pay, when and how", where)
        if one.answer in ("self_pay", "dropped"):
            faults.check(
                line.id not in replacing, "line {line}, {part}: it takes the place of what was agreed, which would be "
                "given back for nothing; withdraw the supplement, contest the refusal, or let the shop bear it",
                where, line=line.position, part=line.part_name,
            )  # fmt: skip
    return faults.found


def unsettled(session: Session, quote: Quote) -> list[Fault]:
    """The insurer-paid lines of a quote that are neither accepted nor refused and answered."""
    return [
        Fault("line {line}, {part}: {state}", f"line {line.position}",
              {"line": line.position, "part": line.part_name, "state": line.answer})
        for line in insurer_lines(session, quote.id)
        if not (line.answer == "accepted" or (line.answer == "refused" and line.refusal_answer))
    ]  # fmt: skip
