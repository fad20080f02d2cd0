"""Issues a claim's papers: fills the form as the claim stands now and freezes it in the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from claims.documents.archive import issue, issue_file, paper_number
from claims.documents.cancelling import follow, named, replaceable
from claims.documents.filling.certificates import fill_certificate
from claims.documents.filling.common import Desk, desk
from claims.documents.filling.decisions import fill_decisions
from claims.documents.filling.estimates import fill_quote, version_of
from claims.documents.filling.evidence import (
    NotSurveyed,
    ended_surveys,
    fill_loss_sheet,
    fill_survey,
    need_inspection,
)
from claims.documents.filling.floor import fill_dispatch, fill_pre_inspection, fill_requisition
from claims.documents.filling.leaving import fill_exit_record, fill_gate_pass
from claims.documents.filling.meeting import fill_meeting_sheet
from claims.documents.filling.money import fill_settlement, fill_transfer
from claims.documents.filling.orders import fill_work_order
from claims.documents.filling.packet import fill_packet
from claims.documents.filling.reconciled import fill_reconciliation, reconciliation_of
from claims.documents.filling.supplements import chosen_supplement, fill_supplement, need_locked
from claims.documents.form import Form
from claims.documents.meeting_sheet.form import MeetingSheet
from claims.documents.meeting_sheet.workbook import meeting_workbook
from claims.documents.models import IssuedPaper
from claims.estimating.exchange.write import QuoteHeading, quote_workbook
from claims.estimating.queries import insurer_lines, quotes_of
from claims.estimating.quote_models import Quote
from claims.estimating.quote_sheet import quote_sheet
from claims.estimating.suggestions import open_lines
from claims.files.store import Store
from claims.kernel.amounts import Share
from claims.kernel.errors import NotFound, Refusal
from claims.kernel.machine import Act
from claims.kernel.money import Money
from claims.kernel.texts import say
from claims.lifecycle.models import Claim, Survey
from claims.people.models import Person, Shop, Vehicle
from claims.people.queries import find
from claims.settlement.accounts import transfers_of
from claims.settlement.models import Transfer

NO_NUMBER = "–"  # of a draft: a number is taken when a paper is issued, and not before


class NothingReturned(Refusal):
    """The quote {label} has no return to reconcile yet; record the insurer's answer first."""


class QuoteNotSent(Refusal):
    """The quote {label} was not sent yet; its paper is issued when it is sent."""


class NothingOpen(Refusal):
    """No line of the quote {label} is open; there is nothing to meet about."""

    status = 409


class NotAuthorizedYet(Refusal):
    """The transfer is not authorized yet; its paper is issued when it is."""

    status = 409


WHOLE_CLAIM = {
    "pre_inspection": fill_pre_inspection,
    "loss_sheet": fill_loss_sheet,
    "work_order": fill_work_order,
    "quality_certificate": fill_certificate,
    "dispatch": fill_dispatch,
    "requisition": fill_requisition,
    "inspection": need_inspection,
    "exit_record": fill_exit_record,
    "gate_pass": fill_gate_pass,
    "settlement": fill_settlement,
    "packet": fill_packet,
}

ABOUT_A_QUOTE = {
    "quote": fill_quote,
    "reconciliation": fill_reconciliation,
    "meeting_sheet": fill_meeting_sheet,
    "meeting_workbook": fill_meeting_sheet,
}


@dataclass(frozen=True)
class Wanted:
    """A paper that can be made: what it is about, and how it is filled under a number."""

    about: str
    fill: Callable[[str], Form]


def issue_paper(
    session: Session, claim: Claim, form: str, *, about_id: int | None, language: str, by: Person, now: datetime,
    replaces: int | None = None,
) -> IssuedPaper:  # fmt: skip
    """Issue one paper of a claim; refusals say what it lacks. `replaces` is the cancelled paper that it stands for."""
    wanted = wanted_paper(desk(session, claim, now), form, about_id, by)
    earlier = replaceable(session, claim, replaces, form=form, about=wanted.about, by=by)
    number = paper_number(session, claim, form, now)
    filled = wanted.fill(number)
    if form == "meeting_workbook":
        assert isinstance(filled, MeetingSheet)
        return issue_file(session, claim, form, meeting_workbook(filled, language, made_at=now), number=number,
                          about=wanted.about, language=language, by=by, now=now,
                          files=session.info["files"])  # fmt: skip
    if earlier is not None:
        filled = replace(filled, head=replace(filled.head, replaces=named(earlier, filled.head.shop)))
    paper = issue(session, claim, filled, number=number, about=wanted.about, language=language, by=by, now=now,
                  waited_for=True)  # fmt: skip
    if earlier is not None:
        follow(session, paper, earlier, "replaces")
    return paper


def draft_paper(session: Session, claim: Claim, form: str, *, about_id: int | None, by: Person, now: datetime) -> Form:
    """A paper as it would be issued now, marked as a draft and without a number; nothing is kept.

    A quote or a supplement may be looked at before it is sent.
    """
    filled = wanted_paper(desk(session, claim, now), form, about_id, by, draft=True).fill(NO_NUMBER)
    return replace(filled, head=replace(filled.head, mark="draft"))


def wanted_paper(at: Desk, form: str, about_id: int | None, by: Person, *, draft: bool = False) -> Wanted:
    """What is wanted, once nothing stands in its way."""
    if form in WHOLE_CLAIM:
        return Wanted(f"claim:{at.claim.id}", partial(WHOLE_CLAIM[form], at))
    if form == "decisions":
        about = f"decision:{about_id}" if about_id is not None else f"claim:{at.claim.id}"
        return Wanted(about, lambda number: fill_decisions(at, number, about_id))
    if form == "survey_report":
        survey = chosen_survey(at, about_id, by)
        return Wanted(f"survey:{survey.id}", partial(fill_survey, at, survey))
    if form == "supplement":
        supplement = chosen_supplement(at, about_id, by)
        if not draft:
            need_locked(at, supplement)
        return Wanted(f"supplement:{supplement.id}", partial(fill_supplement, at, supplement))
    if form == "transfer_authorization":
        return authorized_transfer(at, about_id, by)
    quote = chosen_quote(at.session, at.claim, about_id, by)
    if quote.sent_at is None and not draft:
        raise QuoteNotSent(label=quote.label)
    if form == "reconciliation" and reconciliation_of(at, quote) is None:
        raise NothingReturned(label=quote.label)
    if form in ("meeting_sheet", "meeting_workbook") and not open_lines(at.session, quote):
        raise NothingOpen(label=quote.label)
    return Wanted(f"quote:{quote.id}", partial(ABOUT_A_QUOTE[form], at, quote))


def authorized_transfer(at: Desk, transfer_id: int | None, by: Person) -> Wanted:
    """The authorization of the transfer named, else of the claim's first authorized one; NotAuthorizedYet."""
    if transfer_id is not None:
        found = [find(at.session, Transfer, transfer_id, by, claim_id=at.claim.id)]
    else:
        found = list(transfers_of(at.session, at.claim.id))
    ready = [one for one in found if one.kind and one.authorized_at is not None]
    if not ready:
        raise NotAuthorizedYet

    def fill(number: str) -> Form:
        filled = fill_transfer(at, ready[0], number)
        assert filled is not None, "an authorized transfer has its paper"
        return filled

    return Wanted(f"transfer:{ready[0].id}", fill)


def chosen_survey(at: Desk, survey_id: int | None, by: Person) -> Survey:
    """The survey named, else the claim's first that took place or was waived; NotSurveyed where there is none."""
    found = ended_surveys(at)
    if survey_id is not None:
        survey = find(at.session, Survey, survey_id, by, claim_id=at.claim.id)
        found = [one for one in found if one.id == survey.id]
    if not found:
        raise NotSurveyed
    return found[0]


def chosen_quote(session: Session, claim: Claim, quote_id: int | None, by: Person) -> Quote:
    """The quote named, else the claim's first one; NotFound where there is none."""
    if quote_id is not None:
        return find(session, Quote, quote_id, by, claim_id=claim.id)
    quotes = [one for one in quotes_of(session, claim.id) if one.state not in ("superseded", "withdrawn")]
    if not quotes:
        raise NotFound(thing="quote")
    return quotes[0]


def betterments(session: Session, quote: Quote, language: str) -> list[tuple[str, Money]]:
    """The betterment of each line in words, and what it takes off the quote."""
    found = []
    for line in insurer_lines(session, quote.id):
        if line.betterment.told:
            share = line.betterment.share_bp
            words = [line.betterment_kind, line.betterment_reason, *([str(Share(share))] if share is not None else [])]
            text = say("betterment of line {line}, {why}", language, line=line.position, why=", ".join(words))
            found.append((text, Money(line.betterment_amount_minor, quote.currency)))
    return found


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
        act.session, claim, "quote_workbook",
        quote_workbook(quote_sheet(act.session, quote), heading, betterments(act.session, quote, language)),
        number=paper_number(act.session, claim, "quote_workbook", act.now), about=about, language=language, by=by,
        now=act.now, files=files,
    )  # fmt: skip
