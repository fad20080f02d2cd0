"""A sheet's prices converted to the other tax basis, exactly: the lines add up to the converted sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from claims.estimating.sheets import OtherAmount, OtherKind, Sheet, SheetLine
from claims.kernel.amounts import Share, half_up, largest_remainder
from claims.kernel.money import Money

WHOLE = 10_000


def with_tax(sheet: Sheet, tax: Share) -> Sheet:
    """Net prices made gross: tax enters each line and is no amount below them any more; a gross total stays."""
    other = tuple(
        replace(one, amount=one.amount + one.amount.portion(tax))
        for one in sheet.other if one.kind is not OtherKind.TAX
    )  # fmt: skip
    total = sheet.stated_total
    if total is not None and len(other) == len(sheet.other):
        total = total + total.portion(tax)  # the sheet added no tax, so its total is net as its lines are
    lines = _converted(sheet.lines, WHOLE + tax.basis_points, WHOLE)
    return replace(sheet, lines=lines, other=other, stated_total=total, prices_include_tax=True)


def without_tax(sheet: Sheet, tax: Share) -> Sheet:
    """Gross prices made net: what is taken out of the lines stands below them as tax, so the total stays."""
    base = WHOLE + tax.basis_points
    lines = _converted(sheet.lines, WHOLE, base)
    other = tuple(
        replace(one, amount=Money(half_up(one.amount.minor * WHOLE, base), sheet.currency)) for one in sheet.other
    )
    net = replace(sheet, lines=lines, other=other, prices_include_tax=False)
    contained = sheet.computed_total - net.computed_total
    return replace(net, other=(*other, OtherAmount(OtherKind.TAX, "", contained)))


def _converted(lines: Sequence[SheetLine], times: int, over: int) -> tuple[SheetLine, ...]:
    """Lines × times / over: their sum is rounded once and shared over them, and each line over its parts."""
    whole = half_up(sum(line.amount.minor for line in lines) * times, over)
    amounts = [line.amount.minor for line in lines]
    shared = largest_remainder(whole, amounts) if sum(amounts) else amounts

    def exact(money: Money | None) -> Money | None:
        return None if money is None else Money(half_up(money.minor * times, over), money.currency)

    return tuple(_line(line, amount, exact) for line, amount in zip(lines, shared, strict=True))


def _line(line: SheetLine, amount: int, exact: Callable[[Money | None], Money | None]) -> SheetLine:
    parts = [part.minor for part in (line.part_amount, line.labor_amount, line.paint_amount)]
    if sum(parts) and sum(parts) == line.amount.minor:
        told = largest_remainder(amount, parts)
    else:
        told = [half.minor for part in (line.part_amount, line.labor_amount, line.paint_amount)
                if (half := exact(part)) is not None]  # fmt: skip
    part, labor, paint = (Money(minor, line.amount.currency) for minor in told)
    return replace(
        line, amount=Money(amount, line.amount.currency), part_amount=part, labor_amount=labor, paint_amount=paint,
        unit_price=exact(line.unit_price), rate=exact(line.rate),
    )  # fmt: skip
