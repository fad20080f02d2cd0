"""Doors of the insurer's answer: the reconciliation of a quote, its matches, and what was granted before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.estimating.history import past_answers
from claims.estimating.inputs import Confirmed
from claims.estimating.queries import insurer_lines
from claims.estimating.quote_models import Quote, QuoteLine, Reconciliation
from claims.estimating.returns import confirm_matches, confirm_rest, reconciliation_of
from claims.kernel.amounts import half_up
from claims.kernel.errors import NotFound
from claims.kernel.inputs import Input
from claims.people.models import Insurer
from claims.people.queries import find
from claims.people.roles import Permission as P


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
    read: dict[str, Any]  # how the file was read: by whose mapping, which formulas, what a person confirmed

    @classmethod
    def of(cls, session: Session, quote: Quote, kept: Reconciliation) -> ReconciliationOut:
        """Show a reconciliation."""
        lines = insurer_lines(session, quote.id)
        return cls(
            quote.id, quote.currency, kept.ours_minor, kept.theirs_minor, kept.gap_minor, kept.remainder_minor,
            quote.total_verdict, kept.file_id, kept.origin_hash, [reconciled(line) for line in lines], kept.groups,
            [group for group in kept.groups if not group["settled"]], kept.sheet["lines"],
            kept.columns,
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


ROUTES = [show_reconciliation, confirm_pairs, confirm_all_pairs, show_past]
