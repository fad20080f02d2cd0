"""Damage lines and quote lines as the worksheet reads them."""

from __future__ import annotations

from claims.estimating.estimate import (
    NO_SHARE,
    ONE,
    Betterment,
    CostKind,
    EstimateLine,
    Overlap,
    Stages,
)
from claims.estimating.models import DamageLine
from claims.estimating.queries import needs_part
from claims.estimating.quote_models import QuoteLine
from claims.estimating.sheets import LaborKind, Operation, PartKind, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money


def quoted_work(line: QuoteLine, currency: str) -> EstimateLine:
    """A quote line with its part; the unit price bears its mark-up already.

    Each part is printed with its amount, so a fraction of a piece is rounded in its own line.
    """
    price, quantity = optional(line.unit_price_minor, currency), Quantity(line.quantity_x1000)
    if price is not None and quantity.thousandths % 1000:
        price, quantity = price.times(quantity), ONE
    return worked_line(
        line, currency, Hours(line.hours_x100), Hours(line.refinish_hours_x100), unit_price=price, quantity=quantity
    )


def listed_work(line: DamageLine, currency: str) -> EstimateLine:
    """A damage line's agreed (or proposed) work without its part."""
    hours, refinish = line.agreed_hours_x100, line.agreed_refinish_hours_x100
    return worked_line(
        line,
        currency,
        Hours(line.labor_hours_x100 if hours is None else hours),
        Hours(line.refinish_hours_x100 if refinish is None else refinish),
    )


def worked_line(
    line: DamageLine | QuoteLine, currency: str, hours: Hours, refinish: Hours, *, unit_price: Money | None = None,
    quantity: Quantity = ONE,
) -> EstimateLine:  # fmt: skip
    """What both kinds of line say; who pays is no matter here, because each side's lines are priced apart."""
    return EstimateLine(
        position=line.position,
        text=line.part_name,
        section=line.section,
        operation=Operation(line.operation),
        side=Side(line.side),
        part_number=line.part_number,
        part_kind=PartKind(line.part_kind),
        supplied_by=SuppliedBy(line.supplied_by) if needs_part(line) else SuppliedBy.UNSTATED,
        quantity=quantity,
        unit_price=unit_price,
        markup=NO_SHARE if unit_price is not None else None,
        labor_kind=LaborKind(line.labor_kind),
        hours=hours,
        judgment=line.judgment,
        included=line.included,
        labor_price=optional(line.labor_price_minor, currency),
        refinish_hours=refinish,
        refinish_included=line.refinish_included,
        overlap=Overlap(line.overlap),
        clear_coat=line.clear_coat,
        stages=Stages(line.stages),
        paint_panels=Quantity(line.paint_panels_x1000),
        cost_kind=CostKind(line.cost_kind),
        cost=optional(line.stated_cost_minor, currency),
        betterment=bettered(line, currency),
    )


def bettered(line: DamageLine | QuoteLine, currency: str) -> Betterment | None:
    """The line's betterment, which only an insurer's line has."""
    if not line.betterment.told:
        return None
    share, amount = line.betterment.share_bp, line.betterment.amount_minor
    return Betterment(
        share=Share(share) if share is not None else None,
        amount=optional(amount, currency),
        kind=line.betterment_kind,
        reason=line.betterment_reason,
    )


def optional(minor: int | None, currency: str) -> Money | None:
    """An amount where there is one."""
    return Money(minor, currency) if minor is not None else None
