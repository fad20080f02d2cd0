"""Who knows whether a condition of a supplement's life holds: one function per sentence."""

from __future__ import annotations

from sqlalchemy import select

from claims.estimating.changed_lines import change_faults
from claims.estimating.inputs import NewSupplement, SupplementSurvey
from claims.estimating.lacking import IN_REPAIR, Verdict, lacking_labor, lacking_parts, lacking_payers, lacking_rates
from claims.estimating.queries import asking_lines, current_quote, damage_lines
from claims.estimating.rates import rates_in_force, rates_of_today
from claims.estimating.supplements import second_surveys
from claims.files.models import StoredFile
from claims.kernel.errors import Fault
from claims.kernel.machine import Act
from claims.lifecycle.models import Claim, Leg, Survey
from claims.people.models import Person
from claims.people.queries import find


def claim_is_in_repair(act: Act) -> Verdict:
    """The claim is between quoting and its final inspection; NotFound where it is another shop's."""
    told: NewSupplement | None = act.data
    if told is None:
        return True
    person: Person = act.by  # type: ignore[assignment]
    return str(find(act.session, Claim, told.claim_id, person).state) in IN_REPAIR


def earlier_lines_are_agreed(act: Act) -> Verdict:
    """What it names of what stood before may be changed; of one that is only being found, as told."""
    if act.thing is None:
        told: NewSupplement | None = act.data
        return True if told is None else change_faults(act.session, told.claim_id, told.lines, told.removes)
    lines = damage_lines(act.session, act.thing.claim_id, act.thing.id)
    return change_faults(act.session, act.thing.claim_id, lines, act.thing.removes, act.thing)


def damage_is_shown(act: Act) -> Verdict:
    """The supplement has a line and a photograph."""
    lines = damage_lines(act.session, act.thing.claim_id, act.thing.id)
    shown = select(StoredFile.id).where(
        StoredFile.claim_id == act.thing.claim_id, StoredFile.kind == "photograph",
        StoredFile.about == f"supplement:{act.thing.id}",
    )  # fmt: skip
    faults = [] if lines or act.thing.removes else [Fault("the supplement has no line", "lines")]
    if act.session.scalar(shown.limit(1)) is None:
        faults.append(Fault("the supplement has no photograph", "photographs"))
    return faults


def survey_is_wanted(act: Act) -> Verdict:
    """The leg is an insurer's and of this claim."""
    told: SupplementSurvey | None = act.data
    if told is None:
        return True
    leg = act.session.get(Leg, told.leg_id)
    return leg is not None and leg.claim_id == act.thing.claim_id and leg.insured


def surveys_are_over(act: Act) -> Verdict:
    """No second survey of this supplement is open, and there was one."""
    surveys: list[Survey] = second_surveys(act.session, act.thing.id)
    return bool(surveys) and all(survey.state != "requested" for survey in surveys)


def waiver_is_proved(act: Act) -> Verdict:
    """Reference and reason are told."""
    return act.data is None or bool(act.data.reference and act.data.reason)


def supplement_is_priceable(act: Act) -> Verdict:
    """Parts stated, labor agreed, rates there: those in force, or today's where these are chosen for everything."""
    lines = damage_lines(act.session, act.thing.claim_id, act.thing.id)
    claim = act.session.get_one(Claim, act.thing.claim_id)
    if not lines and not act.thing.removes:
        return False
    return [
        *lacking_parts(lines), *lacking_payers(act, claim, lines), *lacking_labor(lines),
        *lacking_rates(act, claim, lines, rates_of_today if act.step == "quote_at_newer_rates" else rates_in_force),
    ]  # fmt: skip


def its_quote_is_agreed(act: Act) -> Verdict:
    """The quote that counts for this supplement is agreed."""
    quote = current_quote(act.session, act.thing.claim_id, act.thing.number)
    return quote is not None and quote.state == "agreed"


def self_pay_is_priceable(act: Act) -> Verdict:
    """Parts stated and rates there; no assessor agrees the labor that a customer pays."""
    lines = damage_lines(act.session, act.thing.claim_id, act.thing.id)
    claim = act.session.get_one(Claim, act.thing.claim_id)
    return [*lacking_parts(lines), *lacking_rates(act, claim, lines)] if lines else False


def its_quote_is_priced(act: Act) -> Verdict:
    """The quote that counts for this supplement is past its review, and so its amounts are fixed."""
    quote = current_quote(act.session, act.thing.claim_id, act.thing.number)
    if quote is None:
        return False
    if not asking_lines(act.session, quote.id):
        text = "quote {label} only gives back what was agreed before; there is nothing that the customer could pay"
        return [Fault(text, f"quote {quote.label}", {"label": quote.label})]
    if quote.state not in ("draft", "priced"):
        return True
    return [Fault("quote {label}: {state}", f"quote {quote.label}", {"label": quote.label, "state": quote.state})]


def self_pay_is_consented(act: Act) -> Verdict:
    """The consent is told."""
    return act.data is None or bool(act.data.consent)


def reason_is_told(act: Act) -> Verdict:
    """The reason is told."""
    return act.data is None or bool(act.data.reason)
