"""What a round says in bulk about the open lines that it does not name."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.inputs import NewRound, RoundLine
from claims.estimating.queries import rounds_of
from claims.estimating.quote_models import Quote, QuoteLine, Reconciliation
from claims.estimating.suggestions import open_lines, suggestions


def rest_lines(session: Session, quote: Quote, told: NewRound) -> list[RoundLine]:
    """The other open lines as `rest` has them, in the quote's order.

    What the insurer gave nothing for, what nothing is suggested for, and what was never offered is left out.
    """
    match told.rest:
        case "":
            return []
        case "as_returned":
            amounts = {line.id: line.returned_minor for line in open_lines(session, quote) if line.answer == "cut"}
        case "as_suggested":
            found = suggestions(session, quote, surveyor=told.person).lines
            amounts = {one.line.id: one.amount.minor if one.amount is not None else None for one in found}
        case "as_offered":
            amounts = last_offers(session, quote)
        case _:
            assert_never(told.rest)
    rest = [line.id for line in others(session, quote, told) if amounts.get(line.id) is not None]
    match told.rest:
        case "as_returned":
            return [RoundLine(line_id=one, answer="accepted") for one in rest]
        case "as_suggested":
            return [RoundLine(line_id=one, offer_minor=amounts[one], answer="pending") for one in rest]
    return [RoundLine(line_id=one, offer_minor=amounts[one], answer="accepted", amount_minor=amounts[one])
            for one in rest]  # fmt: skip


def others(session: Session, quote: Quote, told: NewRound) -> list[QuoteLine]:
    """The open lines that the round does not name and that differ in no other kinds than it wants."""
    named, wanted = {one.line_id for one in told.lines}, set(map(str, told.rest_kinds))
    lines = [line for line in open_lines(session, quote) if line.id not in named]
    if not wanted:
        return lines
    kept = session.scalar(select(Reconciliation).where(Reconciliation.quote_id == quote.id))
    differs = {place: {one["kind"] for one in group["differences"]}
               for group in (kept.groups if kept else []) for place in group["ours"]}  # fmt: skip
    return [line for line in lines if differs.get(line.position) and differs[line.position] <= wanted]


def last_offers(session: Session, quote: Quote) -> dict[int, int | None]:
    """What was last offered for each line of a quote."""
    return {said["line"]: said["offer_minor"] for one in rounds_of(session, quote.id) for said in one.lines
            if said["offer_minor"] is not None}  # fmt: skip
