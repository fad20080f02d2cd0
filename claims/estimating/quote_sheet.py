"""A quote as the plain sheet that is sent and compared with the insurer's answer: what the insurer is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from claims.estimating.estimate import EstimateProfile
from claims.estimating.estimate_sheet import refinish_rate
from claims.estimating.models import RateProfile
from claims.estimating.profiles import estimate_profile
from claims.estimating.queries import quote_lines
from claims.estimating.quote_models import Quote, QuoteLine
from claims.estimating.quoted_work import quoted_work
from claims.estimating.sheets import (
    LaborKind,
    Operation,
    OtherAmount,
    OtherKind,
    PartKind,
    Sheet,
    SheetLine,
    Side,
    SuppliedBy,
)
from claims.estimating.worksheet_figures import billed_hours, labor_code
from claims.estimating.worksheet_paint import paint_hours
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money


def quote_sheet(session: Session, quote: Quote) -> Sheet:
    """What is sent to the insurer: its lines in order with those given back, and the tax where it is added.

    All before betterment, which stands below a total: an insurer's sheet is compared by lines and by totals. In a
    supplement's quote the note of every line begins with its mark.
    """
    lines = [line for line in quote_lines(session, quote.id) if line.payer == "insurer"]
    return sheet_of(session, quote, lines, quote.tax_minor, mark=f"S{quote.number:02d}" if quote.number else "")


def sheet_of(session: Session, quote: Quote, lines: Sequence[QuoteLine], tax_minor: int, *, mark: str = "") -> Sheet:
    """Lines of a quote as a sheet, with their hours as billed and the tax that is added to them."""
    profile, tax = estimate_profile(session.get_one(RateProfile, quote.profile_id)), Money(tax_minor, quote.currency)
    asking = [line for line in lines if line.gives_back_id is None]
    billed = paint_hours([quoted_work(line, quote.currency) for line in asking], profile, []).together
    refinish = {line.position: hours for line, hours in zip(asking, billed, strict=True)}
    return Sheet(
        lines=tuple(
            sheet_line(line, Hours(refinish.get(line.position, line.refinish_hours_x100)), profile, mark=mark)
            for line in lines
        ),
        currency=quote.currency,
        prices_include_tax=quote.prices_include_tax,
        other=() if quote.prices_include_tax or not tax.minor else (OtherAmount(OtherKind.TAX, "", tax),),
    )


def sheet_line(line: QuoteLine, refinish: Hours, profile: EstimateProfile, *, mark: str = "") -> SheetLine:
    """A quote line as a sheet shows it; its amounts are those of the quote."""
    work = quoted_work(line, profile.currency)
    hours, kind = Hours(billed_hours(work)), labor_code(work)
    return SheetLine(
        position=line.position,
        text=line.part_name,
        amount=Money(line.amount_minor, profile.currency),
        part_amount=Money(line.part_amount_minor, profile.currency),
        labor_amount=Money(line.labor_amount_minor, profile.currency),
        paint_amount=Money(line.paint_amount_minor, profile.currency),
        part_number=line.part_number,
        side=Side(line.side),
        operation=Operation(line.operation),
        quantity=Quantity(line.quantity_x1000),
        unit_price=Money(line.unit_price_minor, profile.currency) if line.unit_price_minor is not None else None,
        part_kind=PartKind(line.part_kind),
        supplied_by=SuppliedBy(line.supplied_by),
        labor_kind=kind if hours.hundredths else LaborKind.UNSTATED,
        hours=hours,
        rate=profile.rates.get(kind) if hours.hundredths else None,
        refinish_hours=refinish,
        refinish_rate=refinish_rate(profile) if refinish.hundredths else None,
        note=" · ".join(filter(None, (mark, line.note))),
    )
