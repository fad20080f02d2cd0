"""What the claim file itself knows: the answers to its own conditions."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select

from claims.files.models import Capacity, StoredFile
from claims.files.signatures import signed_by
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.inputs import Findings, NewClaim, NewCustody, Release, SurveyFindings, TotalLoss, Waiver, Wish
from claims.lifecycle.models import INSURED, Claim, Cover, Survey
from claims.lifecycle.musts import Must, SurveyMust
from claims.lifecycle.queries import insured_legs, leg_of, surveys_of

ENDED = ("recorded", "waived")


class Told(StrEnum):
    """What callers must tell, by field (here and in the rooms above), in words that are read."""

    ACCIDENT_AT = "time of the accident"
    PLACE = "place"
    STORY = "course of the accident"
    DRIVER = "driver"
    PROOF_REFERENCE = "tow slip or the owner's words"
    STORAGE_FROM = "start of storage"
    FINDINGS = "findings"
    STATEMENT = "insurer's statement"
    REFERENCE = "insurer's reference"
    SALVAGE_MINOR = "agreed salvage"
    REASON = "reason"
    WISHED_BY = "who wishes it"
    HANDED_TO = "who takes the car"
    SURVEYOR = "surveyor"
    SURVEYED_AT = "time of the survey"
    RECEIPT = "delivery receipt"
    PROMISED_AT = "promised time"
    PAYMENT_METHOD = "way of payment"
    OLD_PARTS_WISH = "the customer's wish for the old parts"
    TEAM = "team"
    TECHNICIANS = "technicians"
    BAY = "bay"
    PLANNED_FROM = "planned start"
    PLANNED_UNTIL = "planned end"
    PERSON = "person"
    CHECKS = "checks"
    TEXT = "description"
    LINES = "lines"
    SAID_AT = "time of the answer"


def wanting(**given: object) -> list[Fault]:
    """A fault for each named thing that was not told."""
    return [
        Fault("{what} is not told", name, {"what": Told[name.upper()]})
        for name, value in given.items()
        if value in (None, "", [])
    ]


def accident_is_told(act: Act) -> list[Fault]:
    """Time, place, story and driver of the accident; a time in the future is none."""
    told: NewClaim | None = act.data
    if told is None:
        return []
    faults = wanting(accident_at=told.accident_at, place=told.place, story=told.story, driver=told.driver)
    if told.accident_at is not None and told.accident_at > act.now:
        faults.append(Fault("the accident cannot lie in the future", "accident_at"))
    claim: Claim | None = act.thing
    if claim is not None and (told.vehicle_id, told.customer_id) != (claim.vehicle_id, claim.customer_id):
        faults.append(Fault("the report is about another car or customer than the one in custody", "vehicle_id"))
    return faults


def leg_is_named(act: Act) -> bool | list[Fault]:
    """At least one leg; an insurer's leg names insurer and policy; nobody is named twice for one cover."""
    told: NewClaim | None = act.data
    if told is None:
        return True
    if not told.legs:
        return False
    faults = []
    for number, leg in enumerate(told.legs, start=1):
        if leg.cover in INSURED and (leg.insurer_id is None or not leg.policy_number):
            faults.append(
                Fault("leg {number} needs its insurer and policy number", f"legs.{number}", {"number": number})
            )
        if leg.cover not in INSURED and leg.insurer_id is not None:
            faults.append(
                Fault("leg {number} is no insurer's; leave the insurer out", f"legs.{number}", {"number": number})
            )
    covers = [(leg.cover, leg.insurer_id) for leg in told.legs]
    if len(set(covers)) != len(covers):
        faults.append(Fault("two legs name the same cover and payer; join them", "legs"))
    if any(leg.cover == Cover.SUBROGATION for leg in told.legs) and not told.third_parties:
        faults.append(Fault("subrogation needs the third party whose claim was not waived", "legs"))
    return faults


def custody_is_shown(act: Act) -> list[Fault]:
    """A tow slip's number, or the owner's word, and when storage began."""
    told: NewCustody | None = act.data
    return [] if told is None else wanting(proof_reference=told.proof_reference, storage_from=told.storage_from)


def car_is_photographed(act: Act) -> bool:
    """At least one photograph lies in the claim file."""
    return photographs(act, claim_id=act.thing.id) > 0


def photographs(act: Act, *, claim_id: int, about: str | None = None) -> int:
    """How many photographs the claim has, or has about one thing."""
    query = select(func.count()).where(StoredFile.claim_id == claim_id, StoredFile.kind == "photograph")
    return act.session.scalar(query if about is None else query.where(StoredFile.about == about)) or 0


def appraisal_has_ended(act: Act) -> list[Fault]:
    """Every insurer leg has a survey, and every first survey is recorded or waived."""
    surveys = [s for s in surveys_of(act.session, act.thing.id) if s.supplement_id is None]
    faults = []
    for leg in insured_legs(act.session, act.thing.id):
        mine = [s for s in surveys if s.leg_id == leg.id]
        if not mine:
            faults.append(Fault("no survey was requested for leg {leg}", f"leg:{leg.id}", {"leg": leg.position}))
        elif any(s.state not in ENDED for s in mine):
            text = "the survey of leg {leg} is neither recorded nor waived"
            faults.append(Fault(text, f"leg:{leg.id}", {"leg": leg.position}))
    return faults


def teardown_is_signed(act: Act) -> bool:
    """The owner, or an authorized person, signed the teardown and its fees."""
    return any(signed_by(act.session, act.thing.id, "teardown", {who}) for who in ("owner", "authorized_person"))


def no_hidden_damage_is_on_record(act: Act) -> bool:
    """The supervisor put it on record."""
    return bool(act.thing.no_hidden_damage)


def loss_sheet_is_signed(act: Act) -> list[Fault]:
    """Three signatures: owner or authorized person, advisor, assessor."""
    faults = []
    for who, capacities in {
        Capacity.OWNER: ("owner", "authorized_person"),
        Capacity.ADVISOR: ("advisor",),
        Capacity.ASSESSOR: ("assessor",),
    }.items():
        if not any(signed_by(act.session, act.thing.id, "loss_sheet", {one}) for one in capacities):
            faults.append(Fault("the signature of the {who} is missing", "loss_sheet", {"who": who}))
    return faults


def findings_are_recorded(act: Act) -> list[Fault]:
    """What was found must be said in words."""
    told: Findings | None = act.data
    return [] if told is None else wanting(findings=told.findings)


def loss_is_stated(act: Act) -> list[Fault]:
    """The insurer's statement with its reference, and the salvage agreed."""
    told: TotalLoss | None = act.data
    if told is None:
        return []
    return wanting(statement=told.statement, reference=told.reference, salvage_minor=told.salvage_minor)


def wish_is_recorded(act: Act) -> list[Fault]:
    """Why, and who wished it."""
    told: Wish | None = act.data
    return [] if told is None else wanting(reason=told.reason, wished_by=told.wished_by)


def car_is_returned(act: Act) -> list[Fault]:
    """To whom the vehicle and its papers, or the salvage, were handed."""
    told: Release | None = act.data
    return [] if told is None else wanting(handed_to=told.handed_to)


def leg_is_insured(act: Act) -> bool | list[Fault]:
    """Only an insurer's leg is surveyed; NotFound for another shop's. A second survey follows from its supplement."""
    if act.data is None:
        return True
    leg = leg_of(act.session, act.data.leg_id, act.by)  # type: ignore[arg-type]
    if act.data.supplement_id is not None and act.parent is None:
        return [Fault("a second survey is requested at its supplement", "supplement_id")]
    return leg.insured


def survey_is_told(act: Act) -> list[Fault]:
    """The words of the survey report, and a photograph filed with it (or, for a first survey, with the claim)."""
    survey: Survey = act.thing
    faults = []
    if photographs(act, claim_id=survey.claim_id, about=f"survey:{survey.id}") == 0:
        text = "no photograph is filed about this survey; upload one with about=survey:{id}"
        faults.append(Fault(text, "photographs", {"id": survey.id}))
    told: SurveyFindings | None = act.data
    if told is not None:
        given = {"surveyor": told.surveyor, "surveyed_at": told.surveyed_at, "place": told.place}
        faults += wanting(**given, findings=told.findings)
        if told.surveyed_at is not None and told.surveyed_at > act.now:
            faults.append(Fault("the survey cannot lie in the future", "surveyed_at"))
    return faults


def waiver_is_proved(act: Act) -> list[Fault]:
    """The insurer's reference and the reason."""
    told: Waiver | None = act.data
    return [] if told is None else wanting(reference=told.reference, reason=told.reason)


ANSWERS: dict[Condition, Answer] = {
    Must.ACCIDENT_TOLD: accident_is_told,
    Must.LEG_NAMED: leg_is_named,
    Must.CUSTODY_SHOWN: custody_is_shown,
    Must.PHOTOGRAPHED: car_is_photographed,
    Must.APPRAISAL_ENDED: appraisal_has_ended,
    Must.TEARDOWN_SIGNED: teardown_is_signed,
    Must.NO_HIDDEN_DAMAGE: no_hidden_damage_is_on_record,
    Must.LOSS_SHEET_SIGNED: loss_sheet_is_signed,
    Must.FINDINGS_RECORDED: findings_are_recorded,
    Must.LOSS_STATED: loss_is_stated,
    Must.WISH_RECORDED: wish_is_recorded,
    Must.CAR_RETURNED: car_is_returned,
    SurveyMust.LEG_INSURED: leg_is_insured,
    SurveyMust.SURVEY_TOLD: survey_is_told,
    SurveyMust.WAIVER_PROVED: waiver_is_proved,
}
