"""Fills the meeting sheet: the open lines of a quote with their past and what to offer."""

from __future__ import annotations

from claims.documents.blocks import Said
from claims.documents.filling.common import OPERATIONS, Desk, head, payer_name, signatures, vehicle
from claims.documents.filling.estimates import version_of
from claims.documents.filling.reconciled import round_block
from claims.documents.meeting_sheet.form import History, MeetingSheet, OpenLine
from claims.estimating.memory import WINDOW, Memory
from claims.estimating.queries import rounds_of
from claims.estimating.quote_models import Quote
from claims.estimating.suggestion_words import reason
from claims.estimating.suggestions import Suggestion, suggestions


def fill_meeting_sheet(at: Desk, quote: Quote, number: str) -> MeetingSheet:
    """The open lines of a quote as they stand now; for the house alone."""
    found, leg = suggestions(at.session, quote), at.main_leg()
    return MeetingSheet(
        head=head(at, number),
        vehicle=vehicle(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        quote_number=quote.label,
        version=version_of(quote),
        person=found.surveyor,
        lines=tuple(open_line(one, at.shop.time_zone) for one in found.lines),
        asked_total=found.asked,
        returned_total=found.given,
        suggested_total=found.suggested,
        window=WINDOW,
        rounds=tuple(round_block(at, one) for one in rounds_of(at.session, quote.id)),
        signatures=signatures(at, "meeting_sheet", ("manager",)),
    )


def open_line(one: Suggestion, zone: str) -> OpenLine:
    """One open line with its reason in every language; dates on the clock of `zone`."""
    line = one.line
    return OpenLine(
        position=line.position,
        name=line.part_name,
        operation=OPERATIONS.get(line.operation, line.operation),
        answer=line.answer,
        asked=one.asked,
        returned=one.given if line.returned_minor is not None else None,
        suggested=one.amount,
        history=history(one.memory),
        part_number=line.part_number,
        reason=Said(**{language: reason(one, language, zone=zone) for language in ("zh", "es", "en")}),
    )


def history(memory: Memory) -> History | None:
    """The past of a line; None where there is none."""
    if memory.found is None:
        return None
    low, median, high = memory.found.share_bp
    return History(
        count=memory.count, low_bp=low, median_bp=median, high_bp=high, last_bp=memory.found.last_share_bp
    )  # fmt: skip
