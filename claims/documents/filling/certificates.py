"""Fills the quality certificate: the order's lines with what the warranty decisions said of each."""

from __future__ import annotations

from sqlalchemy import select

from claims.audit.editions import stored_edition
from claims.audit.models import DecisionRow
from claims.documents.blocks import Said
from claims.documents.filling.common import Desk, head, owner, signatures, vehicle
from claims.documents.filling.orders import not_wanted
from claims.documents.quality_certificate.form import CertifiedLine, QualityCertificate
from claims.kernel.errors import Faults, Refusal
from claims.rules.books import current_edition
from claims.rules.edition import Edition
from claims.shopfloor import models as rows
from claims.shopfloor.queries import (
    GONE,
    contract_lines,
    hand_back_of,
    inspections_of,
    need_order,
    reception_of,
)
from claims.shopfloor.yard_models import Inspection

PASSED = frozenset({"inspected", "washed", "ready"})  # states of the order after its final inspection


class NotCertifiable(Refusal):
    """The quality certificate cannot be issued yet; mend every point listed."""

    status = 409


def fill_certificate(at: Desk, number: str) -> QualityCertificate:
    """The certificate of the repair as it passed; NotCertifiable before that, or while a warranty is undecided."""
    order = need_order(at.session, at.claim.id)
    finals = [one for one in inspections_of(at.session, at.claim.id) if one.kind == "final"]
    lines = [line for line in contract_lines(at.session, at.claim.id) if line.state not in GONE]
    last = passed(order, finals, lines)
    reception, back = reception_of(at.session, at.claim.id), hand_back_of(at.session, at.claim.id)
    readings = [back.odometer_km if back else None, reception.odometer_km if reception else None, at.claim.odometer_km]
    return QualityCertificate(
        head=head(at, number),
        vehicle=vehicle(at),
        customer=owner(at),
        order_number=order.number,
        completed_at=last.at,
        completed_on=at.day(last.at),
        inspector=last.checked_by or at.user_name(last.by_id),
        certificate_number=back.certificate_number if back is not None else "",
        odometer_km=next((km for km in readings if km is not None), None),
        road_test_km=last.road_test_km,
        lines=tuple(certified(at, line) for line in lines),
        not_done=not_wanted(at),
        signatures=signatures(at, "quality_certificate", ("manager", "inspector")),
    )


def passed(order: rows.WorkOrder, finals: list[Inspection], lines: list[rows.OrderLine]) -> Inspection:
    """The final inspection that let the car out; NotCertifiable with everything that is wanting."""
    faults = Faults()
    good = bool(finals) and finals[-1].passed and order.state in PASSED
    faults.check(good, "the repair has not passed its final inspection", "inspection")
    for line in lines:
        text = "the warranty of line {position} “{name}” is undecided; the manager must decide it"
        decided = line.warranty not in ("", "undecided")
        faults.check(decided, text, f"line:{line.id}", position=line.position, name=line.text)
    faults.refuse(NotCertifiable)
    return finals[-1]


def certified(at: Desk, line: rows.OrderLine) -> CertifiedLine:
    """One line with its warranty, worded as the edition that decided it words it."""
    edition, is_part = deciding_edition(at, line), line.warranty != "no_part"
    excluded = [
        Said(zh=edition.printed(name, "zh"), es=edition.printed(name, "es"), en=edition.printed(name, "en"))
        for name in line.wordings
    ]
    return CertifiedLine(
        position=line.position,
        text=line.text,
        warranty=line.warranty,
        days=line.warranty_days or None,
        km=line.warranty_km or None,
        part_kind=line.part_kind if is_part else "",
        supplied_by=(line.supplied_by or "shop") if is_part else "",
        part_number=line.part_number,
        excluded=tuple(excluded),
        decision=line.decision_hash,
        decided=line.warranty_said,
    )


def deciding_edition(at: Desk, line: rows.OrderLine) -> Edition:
    """The edition of the warranty policy that decided on a line; today's where no decision is kept."""
    query = select(DecisionRow.edition).where(
        DecisionRow.claim_id == at.claim.id, DecisionRow.hash == line.decision_hash
    )
    digest = at.session.scalar(query.limit(1))
    return stored_edition(at.session, digest) if digest is not None else current_edition("warranty")
