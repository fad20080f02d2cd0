"""The sample claim's meeting sheet: what was open after the first round, with a past made up for it."""

from __future__ import annotations

from claims.documents.filling.meeting import open_line
from claims.documents.meeting_sheet.form import MeetingSheet, OpenLine
from claims.documents.reconciliation.form import ReconciledLine
from claims.documents.sample_claim import INSURER, OWN, VEHICLE, at, boxes, head
from claims.documents.sample_prices import reconciliation
from claims.estimating.memory import WINDOW, Basis, Memory, Past, PastAnswer, remembered
from claims.estimating.part_families import family_of
from claims.estimating.quote_models import QuoteLine
from claims.estimating.suggestions import suggestion
from claims.kernel.money import Money

# position → whose past, shares approved before in percent (the newest first), what the part costs the shop
PAST = {
    2: (Basis.INSURER, (0, 0, 85, 0, 90, 0, 0, 100, 0), "640.00"),
    3: (Basis.SURVEYOR, (97, 91, 95, 98, 100, 96, 90, 91, 97, 95, 98, 96, 88, 100), "1540.00"),
    4: (Basis.INSURER, (88, 100, 93, 94, 86, 100), "3120.00"),
    5: (Basis.EVERYBODY, (84, 87), None),
}


def open_line_of(line: ReconciledLine) -> OpenLine:
    """A line of the reconciliation as the meeting sheet shows it."""
    assert line.quoted is not None
    basis, shares, cost = PAST[line.position]
    asked, given = line.quoted.minor, line.returned.minor if line.returned is not None else None
    row = QuoteLine(
        position=line.position, part_name=line.name, part_number=line.part_number, operation="replace",
        part_kind="PAN", supplied_by="shop", quantity_x1000=1000, part_amount_minor=asked, labor_amount_minor=0,
        paint_amount_minor=0, returned_part_minor=given, returned_labor_minor=0, returned_paint_minor=0,
        answer="refused" if given is None else "cut", cost_minor=Money.of(cost).minor if cost else None,
    )  # fmt: skip
    past = Past([PastAnswer(asked, asked * share // 100, 3) for share in shares], at(4, 9))
    found = suggestion(row, family_of(line.name), Memory(basis, remembered(past)), line.quoted.currency)
    return open_line(found, head("M2024-00317", 8).shop.zone)


def meeting_sheet() -> MeetingSheet:
    """The sheet for the second round."""
    table = reconciliation()
    lines = tuple(open_line_of(line) for line in table.lines if line.position in PAST)
    return MeetingSheet(
        head=head("M2024-00317", 8),
        vehicle=VEHICLE,
        insurer=INSURER,
        report_number=OWN.report_number,
        quote_number=table.quote_number,
        version=table.version,
        person="何晓东",
        lines=lines,
        asked_total=Money.total(line.asked for line in lines),
        returned_total=Money.total(line.returned for line in lines if line.returned is not None),
        suggested_total=Money.total(line.suggested for line in lines if line.suggested is not None),
        window=WINDOW,
        rounds=table.rounds[:1],
        signatures=boxes(("manager", "", None)),
    )
