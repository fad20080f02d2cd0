"""What an insurer granted before: past answers for a part, as memory for the next negotiation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.sheets import clean_number
from claims.kernel.amounts import half_up


@dataclass(frozen=True)
class PastAnswers:
    """How often a part was settled with an insurer, and at what (minor units a line; share of what was asked)."""

    count: int
    median_minor: int | None
    last_minor: int | None
    last_at: datetime | None
    share_of_asked_bp: int | None


def past_answers(
    session: Session, shop_id: int, insurer_id: int, *, part_number: str = "", part_name: str = "", operation: str = ""
) -> PastAnswers:
    """Agreed lines of agreed quotes for this part number (else this name), newest last."""
    query = (
        select(
            QuoteLine.agreed_part_amount_minor + QuoteLine.agreed_labor_amount_minor
            + QuoteLine.agreed_paint_amount_minor,
            QuoteLine.part_amount_minor + QuoteLine.labor_amount_minor + QuoteLine.paint_amount_minor,
            Quote.agreed_at,
        )
        .join(Quote, Quote.id == QuoteLine.quote_id)
        .where(Quote.shop_id == shop_id, Quote.insurer_id == insurer_id, Quote.state == "agreed",
               QuoteLine.answer == "accepted", QuoteLine.agreed_part_amount_minor.is_not(None))
        .order_by(Quote.agreed_at, QuoteLine.id)
    )  # fmt: skip
    clean = clean_number(part_number)
    query = query.where(QuoteLine.clean_number == clean) if clean else query.where(QuoteLine.part_name == part_name)
    if operation:
        query = query.where(QuoteLine.operation == operation)
    rows = [(granted or 0, asked, at) for granted, asked, at in session.execute(query)]
    if not rows:
        return PastAnswers(0, None, None, None, None)
    granted, asked = sorted(row[0] for row in rows), sum(row[1] for row in rows)
    middle = len(granted) // 2
    median = granted[middle] if len(granted) % 2 else half_up(granted[middle - 1] + granted[middle], 2)
    share = half_up(sum(granted) * 10_000, asked) if asked else None
    return PastAnswers(len(rows), median, rows[-1][0], rows[-1][2], share)
