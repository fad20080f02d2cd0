"""Doors of quotes: reading them, changing a draft, the parts desk's confirmations, matches of a return, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, patch, post
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage_inputs import ChangeQuoteLine, ConfirmedPrices
from claims.estimating.history import past_answers
from claims.estimating.inputs import Confirmed
from claims.estimating.queries import quote_lines, quotes_of
from claims.estimating.quote_models import NegotiationRound, Quote, QuoteLine, Reconciliation
from claims.estimating.quotes import change_quote_line
from claims.estimating.returns import confirm_matches, confirm_rest, reconciliation_of
from claims.kernel.amounts import half_up
from claims.kernel.errors import NotFound
from claims.kernel.inputs import Input
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.people.models import Insurer
from claims.people.queries import find
from claims.people.roles import Permission as P


class QuoteLineOut(msgspec.Struct):
    """A line as quoted, answered and agreed; money in minor units of the quote's currency."""

    id: int
    damage_line_id: int
    position: int
    section: str
    part_name: str
    part_number: str
    side: str
    operation: str
    quantity_x1000: int
    part_kind: str
    supplied_by: str
    key_part: str
    labor_kind: str
    hours_x100: int
    refinish_hours_x100: int
    paint_panels_x1000: int
    leg_id: int | None
    payer: str
    note: str
    unit_price_minor: int | None
    original_unit_price_minor: int | None
    cost_minor: int | None
    price_source: str
    price_id: int | None
    stock_x1000: int | None
    lead_days: int | None
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    part_amount_minor: int
    labor_amount_minor: int
    paint_amount_minor: int
    amount_minor: int
    returned_minor: int | None
    verdict: str
    answer: str
    refusal_answer: str
    refusal_note: str
    agreed_part_amount_minor: int | None
    agreed_labor_amount_minor: int | None
    agreed_paint_amount_minor: int | None
    agreed_minor: int | None

    @classmethod
    def of(cls, row: QuoteLine) -> QuoteLineOut:
        """Show a quote line."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class QuoteRow(msgspec.Struct):
    """A quote in a claim's list; totals are what the insurer is asked for."""

    id: int
    claim_id: int
    supplement_id: int | None
    number: int
    revision: int
    label: str
    state: str
    version: int
    currency: str
    subtotal_minor: int
    tax_minor: int
    total_minor: int
    prices_include_tax: bool
    total_verdict: str
    sent_at: datetime | None
    agreed_at: datetime | None

    @classmethod
    def of(cls, row: Quote) -> QuoteRow:
        """Show a quote without its lines."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class RoundOut(msgspec.Struct):
    """One round of negotiation."""

    id: int
    number: int
    channel: str
    person: str
    held_at: datetime
    by_id: int
    lines: list[dict[str, Any]]
    note: str

    @classmethod
    def of(cls, row: NegotiationRound) -> RoundOut:
        """Show a round."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class QuoteOut(msgspec.Struct):
    """A quote with its lines, its worksheet and its rounds."""

    id: int
    claim_id: int
    supplement_id: int | None
    number: int
    revision: int
    label: str
    state: str
    version: int
    currency: str
    insurer_id: int | None
    profile_id: int
    drafted_by_id: int
    reviewed_by_id: int | None
    reviewed_at: datetime | None
    sent_at: datetime | None
    returned_at: datetime | None
    check_note: str
    total_verdict: str
    decision_hash: str
    agreed_at: datetime | None
    subtotal_minor: int
    tax_minor: int
    total_minor: int
    prices_include_tax: bool
    worksheet: list[str]
    lines: list[QuoteLineOut]
    rounds: list[RoundOut]

    @classmethod
    def of(cls, session: Session, row: Quote, language: str) -> QuoteOut:
        """Show a quote, its worksheet in the reader's language."""
        told = {n: getattr(row, n) for n in cls.__struct_fields__ if n not in ("lines", "rounds", "worksheet")}
        rounds = select(NegotiationRound).where(NegotiationRound.quote_id == row.id).order_by(NegotiationRound.number)
        return cls(
            lines=[QuoteLineOut.of(line) for line in quote_lines(session, row.id)],
            rounds=[RoundOut.of(one) for one in session.scalars(rounds)],
            worksheet=[say(note["text"], language, **note["values"]) for note in row.worksheet],
            **told,
        )


class ReconciledLine(msgspec.Struct):
    """One line of ours against the insurer's answer: gap = quoted − returned, its share in basis points."""

    line_id: int
    position: int
    part_name: str
    quoted_minor: int
    returned_minor: int | None
    gap_minor: int
    gap_bp: int | None
    answer: str
    verdict: str
    agreed_minor: int | None


class ReconciliationOut(msgspec.Struct):
    """The insurer's answer against the quote: lines, groups with each difference's worth, what is to be confirmed."""

    quote_id: int
    currency: str
    quoted_minor: int
    returned_minor: int
    gap_minor: int
    remainder_minor: int
    total_verdict: str
    file_id: int | None
    origin_hash: str
    lines: list[ReconciledLine]
    groups: list[dict[str, Any]]
    to_confirm: list[dict[str, Any]]
    theirs: list[dict[str, Any]]

    @classmethod
    def of(cls, session: Session, quote: Quote, kept: Reconciliation) -> ReconciliationOut:
        """Show a reconciliation."""
        lines = [line for line in quote_lines(session, quote.id) if line.payer == "insurer"]
        return cls(
            quote.id, quote.currency, kept.ours_minor, kept.theirs_minor, kept.gap_minor, kept.remainder_minor,
            quote.total_verdict, kept.file_id, kept.origin_hash, [reconciled(line) for line in lines], kept.groups,
            [group for group in kept.groups if not group["settled"]], kept.sheet["lines"],
        )  # fmt: skip


class PastOut(msgspec.Struct):
    """What an insurer granted for a part before; money in minor units, the share in basis points."""

    count: int
    median_minor: int | None
    last_minor: int | None
    last_at: datetime | None
    share_of_asked_bp: int | None


class Rest(Input):
    """Confirms every open match as it is shown."""


def reconciled(line: QuoteLine) -> ReconciledLine:
    """A line against its answer; a refused one counts in full."""
    given = line.returned_minor
    gap = line.amount_minor - (given or 0)
    share = half_up(gap * 10_000, line.amount_minor) if line.amount_minor else None
    return ReconciledLine(line.id, line.position, line.part_name, line.amount_minor, given, gap, share, line.answer,
                          line.verdict, line.agreed_minor)  # fmt: skip


@get("/claims/{claim_id:int}/quotes", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def list_quotes(claim_id: int, request: Desk) -> list[QuoteRow]:
    """The quotes of a claim with their revisions, in order."""

    def act(session: Session) -> list[QuoteRow]:
        claim = find(session, Claim, claim_id, request.user)
        return [QuoteRow.of(row) for row in quotes_of(session, claim.id)]

    return read(request, act)


@get("/quotes/{quote_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def show_quote(quote_id: int, request: Desk) -> QuoteOut:
    """One quote with its lines; its version as ETag."""
    return read(request, lambda s: QuoteOut.of(s, find(s, Quote, quote_id, request.user), request.user.language))


@patch("/quote-lines/{line_id:int}", opt={"may": P.WRITE_QUOTE}, sync_to_thread=True, tags=["quote"])
def change_draft_line(line_id: int, data: ChangeQuoteLine, request: Desk) -> QuoteLineOut:
    """Change a line of a draft; whoever does is one of its drafters and cannot review it."""

    def act(session: Session) -> QuoteLineOut:
        line = find(session, QuoteLine, line_id, request.user)
        quote = session.get_one(Quote, line.quote_id)
        return QuoteLineOut.of(change_quote_line(session, quote, line, data, by=request.user, now=now(request)))

    return write(request, act)


@post("/quotes/{quote_id:int}/confirmations", opt={"may": P.CONFIRM_PRICES}, sync_to_thread=True, tags=["quote"],
      status_code=200)  # fmt: skip
def confirm(quote_id: int, data: ConfirmedPrices, request: Desk) -> QuoteOut:
    """The parts desk confirms price and stock of lines, from an imported list or with a price of its own."""

    def act(session: Session) -> QuoteOut:
        quote = find(session, Quote, quote_id, request.user)
        confirm_prices(session, quote, data, by=request.user, now=now(request))
        return QuoteOut.of(session, quote, request.user.language)

    return write(request, act)


@get("/quotes/{quote_id:int}/reconciliation", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def show_reconciliation(quote_id: int, request: Desk) -> ReconciliationOut:
    """The insurer's answer against the quote, line by line."""

    def act(session: Session) -> ReconciliationOut:
        quote = find(session, Quote, quote_id, request.user)
        kept = reconciliation_of(session, quote.id)
        if kept is None:
            raise NotFound(thing="reconciliation")
        return ReconciliationOut.of(session, quote, kept)

    return read(request, act)


@post("/quotes/{quote_id:int}/matches", opt={"may": P.WRITE_QUOTE}, sync_to_thread=True, tags=["quote"],
      status_code=200)  # fmt: skip
def confirm_pairs(quote_id: int, data: Confirmed, request: Desk) -> ReconciliationOut:
    """Confirm which lines of the answer belong to which of ours, or stand alone."""

    def act(session: Session) -> ReconciliationOut:
        quote = find(session, Quote, quote_id, request.user)
        kept = confirm_matches(session, quote, data, by=request.user, now=now(request))
        return ReconciliationOut.of(session, quote, kept)

    return write(request, act)


@post("/quotes/{quote_id:int}/matches/rest", opt={"may": P.WRITE_QUOTE}, sync_to_thread=True, tags=["quote"],
      status_code=200)  # fmt: skip
def confirm_all_pairs(quote_id: int, data: Rest, request: Desk) -> ReconciliationOut:
    """Confirm every open match as it is shown: offered pairs belong together, the others stand alone."""

    def act(session: Session) -> ReconciliationOut:
        quote = find(session, Quote, quote_id, request.user)
        return ReconciliationOut.of(session, quote, confirm_rest(session, quote, by=request.user, now=now(request)))

    return write(request, act)


@get("/insurers/{insurer_id:int}/past-answers", opt={"may": P.READ_CLAIMS}, sync_to_thread=True, tags=["quote"])
def show_past(
    insurer_id: int, request: Desk, part_number: str = "", part_name: str = "", operation: str = ""
) -> PastOut:
    """What this insurer granted before for a part number (else a part's name), and how much of what was asked."""

    def act(session: Session) -> PastOut:
        insurer = find(session, Insurer, insurer_id, request.user)
        past = past_answers(session, insurer.shop_id, insurer.id, part_number=part_number, part_name=part_name,
                            operation=operation)  # fmt: skip
        return PastOut(past.count, past.median_minor, past.last_minor, past.last_at, past.share_of_asked_bp)

    return read(request, act)


ROUTES = [
    list_quotes, show_quote, change_draft_line, confirm, show_reconciliation, confirm_pairs, confirm_all_pairs,
    show_past,
]  # fmt: skip
