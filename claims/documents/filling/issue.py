"""Issues a claim's papers: fills the form as the claim stands now and freezes it in the archive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from claims.documents.archive import issue, issue_file, paper_number
from claims.documents.filling.common import desk
from claims.documents.filling.decisions import fill_decisions
from claims.documents.filling.estimates import fill_quote, fill_reconciliation, reconciliation_of, version_of
from claims.documents.filling.meeting import fill_meeting_sheet
from claims.documents.filling.money import fill_settlement
from claims.documents.filling.orders import fill_work_order
from claims.documents.filling.packet import fill_packet
from claims.documents.form import Form
from claims.documents.meeting_sheet.workbook import meeting_workbook
from claims.documents.models import IssuedPaper
from claims.estimating.exchange.write import QuoteHeading, quote_workbook
from claims.estimating.queries import quotes_of
from claims.estimating.quote_models import Quote
from claims.estimating.quote_sheet import quote_sheet
from claims.estimating.suggestions import open_lines
from claims.files.store import Store
from claims.kernel.errors import NotFound, Refusal
from claims.kernel.machine import Act
from claims.kernel.texts import say
from claims.lifecycle.models import Claim
from claims.people.models import Person, Shop, Vehicle
from claims.people.queries import find


class NothingReturned(Refusal):
    """The quote {label} has no return to reconcile yet; record the insurer's answer first."""


class QuoteNotSent(Refusal):
    """The quote {label} was not sent yet; its paper is issued when it is sent."""


class NothingOpen(Refusal):
    """No line of the quote {label} is open; there is nothing to meet about."""

    status = 409


WHOLE_CLAIM = {
    "work_order": fill_work_order,
    "settlement": fill_settlement,
    "packet": fill_packet,
}

ABOUT_A_QUOTE = {
    "quote": fill_quote,
    "reconciliation": fill_reconciliation,
    "meeting_sheet": fill_meeting_sheet,
}


def issue_paper(
    session: Session, claim: Claim, form: str, *, about_id: int | None, language: str, by: Person, now: datetime
) -> IssuedPaper:
    """Issue one paper of a claim; refusals say what it lacks."""
    at, about = desk(session, claim, now), f"claim:{claim.id}"
    filled: Form
    if form in WHOLE_CLAIM:
        number = paper_number(session, claim, form, now)
        filled = WHOLE_CLAIM[form](at, number)
    elif form == "decisions":
        number = paper_number(session, claim, form, now)
        filled = fill_decisions(at, number, about_id)
        about = f"decision:{about_id}" if about_id is not None else about
    else:
        quote = chosen_quote(session, claim, about_id, by)
        about = f"quote:{quote.id}"
        if quote.sent_at is None:
            raise QuoteNotSent(label=quote.label)
        if form == "reconciliation" and reconciliation_of(at, quote) is None:
            raise NothingReturned(label=quote.label)
        if form in ("meeting_sheet", "meeting_workbook") and not open_lines(session, quote):
            raise NothingOpen(label=quote.label)
        number = paper_number(session, claim, form, now)
        if form == "meeting_workbook":
            sheet = meeting_workbook(fill_meeting_sheet(at, quote, number), language, made_at=now)
            return issue_file(session, claim, form, sheet, number=number, about=about, language=language, by=by,
                              now=now, files=session.info["files"])  # fmt: skip
        filled = ABOUT_A_QUOTE[form](at, quote, number)
    return issue(session, claim, filled, number=number, about=about, language=language, by=by, now=now,
                 waited_for=True)  # fmt: skip


def chosen_quote(session: Session, claim: Claim, quote_id: int | None, by: Person) -> Quote:
    """The quote named, else the claim's first one; NotFound where there is none."""
    if quote_id is not None:
        return find(session, Quote, quote_id, by, claim_id=claim.id)
    quotes = [one for one in quotes_of(session, claim.id) if one.state not in ("superseded", "withdrawn")]
    if not quotes:
        raise NotFound(thing="quote")
    return quotes[0]


def issue_sent_quote(act: Act) -> None:
    """When a quote is sent: its PDF, and the spreadsheet that the insurer fills in, both frozen."""
    quote: Quote = act.thing
    claim = act.session.get_one(Claim, quote.claim_id)
    shop = act.session.get_one(Shop, claim.shop_id)
    by: Person = act.by  # type: ignore[assignment]
    at = desk(act.session, claim, act.now)
    about, language = f"quote:{quote.id}", shop.language
    number = paper_number(act.session, claim, "quote", act.now)
    issue(act.session, claim, fill_quote(at, quote, number), number=number, about=about, language=language, by=by,
          now=act.now)  # fmt: skip
    vehicle = act.session.get_one(Vehicle, claim.vehicle_id)
    facts = (
        (say("Claim", language), claim.number),
        (say("Plate", language), vehicle.plate),
        (say("VIN", language), vehicle.vin),
        (say("Version", language), version_of(quote)),
    )
    heading = QuoteHeading(title=f"{shop.name} {number}", facts=facts, made_at=act.now, language=language)
    files: Store = act.session.info["files"]
    issue_file(
        act.session, claim, "quote_workbook", quote_workbook(quote_sheet(act.session, quote), heading),
        number=paper_number(act.session, claim, "quote_workbook", act.now), about=about, language=language, by=by,
        now=act.now, files=files,
    )  # fmt: skip
