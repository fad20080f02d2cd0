"""Doors of quotes: reading them, changing a draft, the parts desk's confirmations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, patch, post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.confirmations import confirm_prices
from claims.estimating.damage_inputs import ChangeQuoteLine, ConfirmedPrices
from claims.estimating.queries import quote_lines, quotes_of, rounds_of
from claims.estimating.quote_models import NegotiationRound, Quote, QuoteLine
from claims.estimating.quotes import change_quote_line
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P


class QuoteLineOut(msgspec.Struct):
    """A line as quoted, answered and agreed; money in minor units of the quote's currency, before betterment.

    With `gives_back_id` it gives back what that line of an earlier quote had agreed: its amounts are below nothing.
    """

    id: int
    damage_line_id: int
    gives_back_id: int | None
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
    labor_price_minor: int | None
    judgment: bool
    included: bool
    refinish_included: bool
    overlap: str
    clear_coat: bool
    stages: str
    cost_kind: str
    stated_cost_minor: int | None
    prior_damage: str
    betterment_bp: int | None
    betterment_minor: int | None
    betterment_kind: str
    betterment_reason: str
    marks: str
    edits: list[dict[str, Any]]
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
    betterment_amount_minor: int
    returned_minor: int | None
    returned_betterment_bp: int | None
    returned_betterment_minor: int | None
    verdict: str
    answer: str
    refusal_answer: str
    refusal_note: str
    agreed_part_amount_minor: int | None
    agreed_labor_amount_minor: int | None
    agreed_paint_amount_minor: int | None
    agreed_minor: int | None
    agreed_betterment_minor: int | None

    @classmethod
    def of(cls, row: QuoteLine) -> QuoteLineOut:
        """Show a quote line."""
        return cls(*(getattr(row, name) for name in cls.__struct_fields__))


class QuoteRow(msgspec.Struct):
    """A quote in a claim's list; of its total the insurer is asked for `asked_minor`, which is without betterment."""

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
    betterment_minor: int
    asked_minor: int
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
    retroactive: bool
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
    betterment_minor: int
    asked_minor: int
    prices_include_tax: bool
    worksheet: list[str]
    lines: list[QuoteLineOut]
    rounds: list[RoundOut]

    @classmethod
    def of(cls, session: Session, row: Quote, language: str) -> QuoteOut:
        """Show a quote, its worksheet in the reader's language."""
        told = {n: getattr(row, n) for n in cls.__struct_fields__ if n not in ("lines", "rounds", "worksheet")}
        return cls(
            lines=[QuoteLineOut.of(line) for line in quote_lines(session, row.id)],
            rounds=[RoundOut.of(one) for one in rounds_of(session, row.id)],
            worksheet=[say(note["text"], language, **note["values"]) for note in row.worksheet],
            **told,
        )


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


ROUTES = [list_quotes, show_quote, change_draft_line, confirm]
