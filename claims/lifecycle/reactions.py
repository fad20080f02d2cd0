"""What the claim file does when something is announced: duties to report the accident and to have surveys recorded."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from claims.duties.routing import owe
from claims.duties.service import finish_duties, finish_duty
from claims.kernel.machine import Act, Reaction
from claims.lifecycle.models import Claim, Survey
from claims.lifecycle.musts import Event
from claims.lifecycle.queries import insured_legs
from claims.people.models import Person

REPORT_ACCIDENT = "report the accident to the insurer of the policy {policy}, or book its survey"
RECORD_SURVEY = "record the survey, or ask the insurer where its surveyor is"


def duty_to_report(act: Act) -> None:
    """Reaction to CLAIM_REPORTED: an insurer without a report number is told; a late report is a recorded warning."""
    claim: Claim = act.thing
    happened = min(claim.accident_at or act.now, act.now)
    since = (act.now - happened) // timedelta(minutes=1)
    for leg in insured_legs(act.session, claim.id):
        owe(act, claim, "accident_reported", text=REPORT_ACCIDENT, values={"policy": leg.policy_number},
            about=f"leg:{leg.id}", moment=happened, insurer_told=bool(leg.report_number),
            minutes_since_accident=since)  # fmt: skip


def duty_to_record(act: Act) -> None:
    """Reaction to SURVEY_REQUESTED: the insurer knows of the accident now, and its survey is to be recorded."""
    survey: Survey = act.thing
    finish(act, f"leg:{survey.leg_id}")
    claim = act.session.get_one(Claim, survey.claim_id)
    owe(act, claim, "survey_requested", text=RECORD_SURVEY, about=f"survey:{survey.id}")


def survey_is_over(act: Act) -> None:
    """Reaction to SURVEY_ENDED."""
    finish(act, f"survey:{act.thing.id}")


def nothing_to_report(act: Act) -> None:
    """Reaction to CLAIM_WITHDRAWN: nobody waits for a surveyor any more."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duties(act.session, act.thing, REPORT_ACCIDENT, RECORD_SURVEY, by=by, now=act.now)


def finish(act: Act, about: str) -> None:
    """The duties about something are done by this act."""
    by: Person = act.by  # type: ignore[assignment]
    finish_duty(act.session, about, by=by, now=act.now)


REACTIONS: dict[StrEnum, list[Reaction]] = {
    Event.CLAIM_REPORTED: [duty_to_report],
    Event.SURVEY_REQUESTED: [duty_to_record],
    Event.SURVEY_ENDED: [survey_is_over],
    Event.CLAIM_WITHDRAWN: [nothing_to_report],
}
