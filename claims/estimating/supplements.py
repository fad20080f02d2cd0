"""Supplements: hidden damage found, surveyed a second time or waived, quoted; agreed, self-paid or withdrawn."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.estimating.damage import add_damage_line, refuse_change
from claims.estimating.inputs import DraftQuote, NewSupplement, Reason, SelfPay, SupplementSurvey, SurveyWaiver
from claims.estimating.models import Supplement
from claims.estimating.queries import OUT_OF_USE, damage_lines
from claims.estimating.quote_models import Quote
from claims.kernel.machine import Act
from claims.lifecycle.inputs import NewSurvey
from claims.lifecycle.models import Claim, Survey
from claims.people.models import Person


def open_supplement(act: Act) -> Supplement:
    """The next supplement of the claim with the lines found so far."""
    told: NewSupplement = act.data
    claim = act.session.get_one(Claim, told.claim_id, with_for_update=True)
    last = act.session.scalar(select(func.max(Supplement.number)).where(Supplement.claim_id == claim.id)) or 0
    supplement = Supplement(
        claim_id=claim.id,
        shop_id=claim.shop_id,
        number=last + 1,
        text=told.text,
        found_in=told.found_in,
        found_at=act.now,
        found_by_id=act.by.id,
        removes=told.removes,
        state="",
        version=0,
    )
    act.session.add(supplement)
    act.session.flush()
    person: Person = act.by  # type: ignore[assignment]
    for new in told.lines:
        line = new if new.found_in else new.model_copy(update={"found_in": told.found_in})
        line = line if line.found_by else line.model_copy(update={"found_by": person.name})
        add_damage_line(act.session, claim, line, by=person, now=act.now, supplement=supplement)
    refuse_change(act.session, claim, supplement)  # judged once more: now nobody else can name the same lines
    return supplement


def request_second_survey(act: Act) -> None:
    """Ask the insurer for a second survey of this supplement."""
    told: SupplementSurvey = act.data
    survey = act.follow(
        Survey, "request", NewSurvey(leg_id=told.leg_id, channel=told.channel, supplement_id=act.thing.id)
    )
    act.notes["survey"] = survey.id


def survey_ended(act: Act) -> None:
    """Reaction to a survey that ended: the supplement moves on when none of its surveys is open any more."""
    if act.thing.supplement_id is None:
        return
    supplement = act.session.get_one(Supplement, act.thing.supplement_id)
    surveys = second_surveys(act.session, supplement.id)
    if supplement.state != "survey_requested" or any(survey.state == "requested" for survey in surveys):
        return
    seen = any(survey.state == "recorded" for survey in surveys)
    act.follow(supplement, "end_survey" if seen else "accept_waiver")


def second_surveys(session: Session, supplement_id: int) -> list[Survey]:
    """The surveys asked for because of a supplement."""
    return list(session.scalars(select(Survey).where(Survey.supplement_id == supplement_id).order_by(Survey.id)))


def write_waiver(act: Act) -> None:
    """Why the insurer does without a second survey."""
    told: SurveyWaiver = act.data
    act.thing.waiver_reference, act.thing.waiver_reason = told.reference, told.reason


def quote_supplement(act: Act) -> None:
    """Its quote Qn, drafted from its lines; the quotes before stay locked beside it."""
    quote = act.follow(Quote, "draft", DraftQuote(claim_id=act.thing.claim_id, supplement_id=act.thing.id))
    act.notes["quote"] = quote.id


def quote_for_customer(act: Act) -> None:
    """The customer pays before any insurer was asked: its quote is drafted for him, and runs as every quote does."""
    give_to_customer(act)
    quote_supplement(act)


def move_to_customer(act: Act) -> None:
    """The customer pays what the insurer was asked for, at the quoted amounts; the quote that runs is withdrawn.

    Of what was agreed before nothing is given back: only the insurer's word takes the place of the insurer's word.
    """
    give_to_customer(act)
    withdraw_quote(act)


def give_to_customer(act: Act) -> None:
    """Keep the consent; what an insurer was to pay is the customer's, what the shop or a warranty bears stays so."""
    told: SelfPay = act.data
    act.thing.outcome = {"consent": told.consent, "at": act.now.isoformat(), "by": act.by.id}
    for line in damage_lines(act.session, act.thing.claim_id, act.thing.id):
        if line.payer == "insurer":
            line.payer, line.leg_id = "customer", None
            line.betterment_bp = line.betterment_minor = None  # he pays the whole line
            line.betterment_kind = line.betterment_reason = ""


def write_withdrawal(act: Act) -> None:
    """Why the supplement ends; a quote that runs for it is withdrawn."""
    told: Reason = act.data
    act.thing.outcome = {"reason": told.reason, "at": act.now.isoformat(), "by": act.by.id}
    withdraw_quote(act)


def withdraw_quote(act: Act) -> None:
    """Withdraw the supplement's quote where one is running."""
    running = select(Quote).where(Quote.supplement_id == act.thing.id, Quote.state.not_in((*OUT_OF_USE, "agreed")))
    for quote in act.session.scalars(running).all():
        act.follow(quote, "withdraw")


def after_agreement(act: Act) -> None:
    """Reaction to an agreed quote: its supplement has ended, or (Q0) the claim is agreed, where nothing is missing."""
    quote: Quote = act.thing
    if quote.supplement_id is None:
        act.follow_if_possible(act.session.get_one(Claim, quote.claim_id), "agree")
        return
    supplement = act.session.get_one(Supplement, quote.supplement_id)
    act.follow(supplement, "end_self_pay" if supplement.outcome is not None else "agree")
