"""Fills the papers of evidence: survey reports, the loss sheet, the inspection, the claim's summary."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from claims.documents.claim_summary.form import ClaimedAmount, ClaimSummary
from claims.documents.filling import betterment
from claims.documents.filling.common import OPERATIONS, Desk, head, leg, legs, owner, payer_name, photo, photographs
from claims.documents.filling.common import signatures as signatures_of
from claims.documents.filling.common import vehicle as vehicle_of
from claims.documents.inspection.form import CheckPoint, EarlierCheck, EarlierRound, Inspection
from claims.documents.loss_sheet.form import DamageLine, LossSheet
from claims.documents.survey_report.form import OtherParty, SurveyReport
from claims.estimating import models as damage
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Refusal
from claims.lifecycle.models import Survey
from claims.lifecycle.queries import surveys_of
from claims.shopfloor.queries import inspections_of, need_order, old_parts_of
from claims.shopfloor.yard_models import Inspection as Looked

RESULTS = {True: "passed", False: "failed", None: ""}


class NotInspected(Refusal):
    """No final inspection was made yet; its sheet is issued once the inspector has passed or failed the car."""

    status = 409


class NotSurveyed(Refusal):
    """No survey of this claim was recorded or waived yet; its report is issued after that."""

    status = 409


class NoLossSheet(Refusal):
    """No damage is listed yet; the loss sheet is issued once it is."""

    status = 409


def other_parties(at: Desk) -> tuple[OtherParty, ...]:
    """Everybody else in the accident."""
    return tuple(OtherParty(**party) for party in at.claim.third_parties)


def fill_survey(at: Desk, survey: Survey, number: str) -> SurveyReport:
    """Form 6-4 of one ended survey."""
    assert at.claim.accident_at is not None, "a surveyed claim has been reported"
    row = next(one for one in at.legs if one.id == survey.leg_id)
    return SurveyReport(
        head=head(at, number),
        vehicle=vehicle_of(at),
        leg=leg(at, row),
        accident_at=at.claim.accident_at,
        accident_place=at.claim.place,
        cause=at.claim.story,
        driver=at.claim.driver,
        channel=survey.channel,
        second=survey.supplement_id is not None,
        surveyor=survey.surveyor,
        surveyed_at=survey.surveyed_at,
        place=survey.place,
        findings=survey.findings,
        damage_points=tuple(survey.damage_points),
        liability=survey.liability,
        other_parties=other_parties(at),
        waiver_reference=survey.waiver_reference,
        waiver_reason=survey.waiver_reason,
        remarks=survey.remarks,
        photos=tuple(photo(at, one) for one in photographs(at, f"survey:{survey.id}")),
        signatures=signatures_of(at, "survey", ("surveyor", "coordinator", "owner")),
    )


def ended_surveys(at: Desk) -> list[Survey]:
    """The surveys that took place or were waived."""
    return [one for one in surveys_of(at.session, at.claim.id) if one.state in ("recorded", "waived")]


def fill_loss_sheet(at: Desk, number: str) -> LossSheet:
    """The damage as the three parties fixed it, supplements after the first list."""
    query = select(damage.DamageLine).where(damage.DamageLine.claim_id == at.claim.id)
    rows = at.session.scalars(query).all()
    if not rows:
        raise NoLossSheet
    labels = {one.id: one.label for one in at.session.scalars(
        select(damage.Supplement).where(damage.Supplement.claim_id == at.claim.id))}  # fmt: skip
    ordered = sorted(rows, key=lambda row: (row.supplement_id or 0, row.position))
    main = at.main_leg()
    salvage = sum(one.salvage_minor for one in old_parts_of(at.session, at.claim.id))
    return LossSheet(
        head=head(at, number),
        vehicle=vehicle_of(at),
        owner=owner(at),
        insurer=payer_name(at, main),
        report_number=main.report_number,
        lines=tuple(
            damage_line(at, row, place, labels.get(row.supplement_id or 0, ""))
            for place, row in enumerate(ordered, start=1)
        ),
        residual_value=at.money(salvage) if salvage else None,
        signatures=signatures_of(at, "loss_sheet", ("owner", "advisor", "assessor")),
    )


def damage_line(at: Desk, row: damage.DamageLine, place: int, supplement: str) -> DamageLine:
    """One line of the loss sheet, with its agreed labor."""
    hours = row.agreed_hours_x100 if row.agreed_hours_x100 is not None else row.labor_hours_x100
    return DamageLine(
        position=place,
        part=row.part_name,
        damage=row.note or row.section or "—",
        operation=OPERATIONS.get(row.operation, row.operation),
        quantity=Quantity(row.quantity_x1000),
        found_at=row.found_in,
        found_by=row.found_by,
        found_on=row.found_at,
        hours=Hours(hours),
        supplement=supplement,
        betterment=betterment.listed(at, row, place),
    )


def need_inspection(at: Desk, number: str) -> Inspection:
    """Form 6-8; NotInspected before there was a final inspection."""
    found = fill_inspection(at, number)
    if found is None:
        raise NotInspected
    return found


def fill_inspection(at: Desk, number: str) -> Inspection | None:
    """Form 6-8 of the last final inspection; None before there was one."""
    rows = inspections_of(at.session, at.claim.id)
    finals = [row for row in rows if row.kind == "final"]
    if not finals:
        return None
    last, order = finals[-1], need_order(at.session, at.claim.id)
    since = finals[-2].id if len(finals) > 1 else 0
    round_ = {row.kind: row for row in rows if since < row.id < last.id}  # the newest of each kind
    self_check, team_check = round_.get("self_check"), round_.get("team_check")
    return Inspection(
        head=head(at, number),
        vehicle=vehicle_of(at),
        order_number=order.number,
        inspected_at=last.at,
        inspector=last.checked_by or at.user_name(last.by_id),
        passed=last.passed,
        checks=check_points(last, self_check, team_check),
        self_check=earlier_check(self_check),
        team_check=earlier_check(team_check),
        road_test_km=last.road_test_km,
        findings=last.findings,
        earlier=tuple(
            EarlierRound(
                at=row.at,
                inspector=row.checked_by or at.user_name(row.by_id),
                findings=row.findings,
                failed=tuple(name for name, right in row.checks.items() if not right),
            )
            for row in finals[:-1]
        ),
        signatures=signatures_of(at, "inspection", ("team", "inspector")),
    )


def check_points(last: Looked, self_check: Looked | None, team_check: Looked | None) -> tuple[CheckPoint, ...]:
    """Everything that was looked at, the inspector's points first, with what each of the three found."""
    looks = [one.checks if one is not None else {} for one in (last, self_check, team_check)]
    names = {name: None for look in looks for name in look}
    found = [[RESULTS[look.get(name)] for look in looks] for name in names]
    return tuple(
        CheckPoint(text=name, result=result, self_check=mine, team_check=team)
        for name, (result, mine, team) in zip(names, found, strict=True)
    )


def earlier_check(row: Looked | None) -> EarlierCheck | None:
    """Who made a check, when, and what was found."""
    return EarlierCheck(person=row.checked_by, at=row.at, findings=row.findings) if row is not None else None


def fill_summary(at: Desk, number: str, claimed: Mapping[int, int]) -> ClaimSummary:
    """One page on the claim; `claimed` is leg position → minor units."""
    assert at.claim.accident_at is not None, "a claim is summed up once it was reported"
    amounts = tuple(ClaimedAmount(leg=position, amount=at.money(minor)) for position, minor in sorted(claimed.items()))
    return ClaimSummary(
        head=head(at, number),
        vehicle=vehicle_of(at),
        owner=owner(at),
        accident_at=at.claim.accident_at,
        accident_place=at.claim.place,
        story=at.claim.story,
        driver=at.claim.driver,
        legs=legs(at),
        claimed=amounts,
        claimed_total=at.money(sum(claimed.values())),
        injury=at.claim.injury,
        other_parties=other_parties(at),
    )
