"""What an order line is made from: a damage line's parts, labor and paint, or an extra's line."""

from __future__ import annotations

from typing import Literal

from claims.estimating.models import DamageLine
from claims.kernel.amounts import half_up
from claims.kernel.inputs import Input
from claims.shopfloor.inputs import NewExtraLine

Kind = Literal["part", "labor", "paint"]
KINDS: tuple[Kind, ...] = ("part", "labor", "paint")
STEP = {"part": "list_part", "labor": "list_work", "paint": "list_work"}


class NewRow(Input):
    """One line to be listed on an order; the house writes it, nobody sends it."""

    order_id: int
    kind: Kind
    text: str
    operation: str
    side: str = ""
    damage_line_id: int | None = None
    quote_line_id: int | None = None
    extra_id: int | None = None
    amendment_id: int | None = None
    quantity_x1000: int = 1000
    part_number: str = ""
    part_kind: str = ""
    supplied_by: str = ""
    key_part: str = ""
    customer_insisted: bool = False
    labor_kind: str = ""
    hours_x100: int = 0
    unit_price_minor: int | None = None
    original_unit_price_minor: int | None = None
    amount_minor: int | None = None
    payer: str = "insurer"
    leg_id: int | None = None
    betterment_bp: int | None = None
    betterment_minor: int | None = None


def rows_of_damage(line: DamageLine, order_id: int) -> list[NewRow]:
    """Up to three rows of one damaged position, in the order part, labor, paint; their prices are open.

    The first of them bears the betterment until it is known what each costs.
    """
    labor = line.labor_hours_x100 if line.agreed_hours_x100 is None else line.agreed_hours_x100
    paint = paint_hours(line)
    has_part = bool(line.part_kind or line.supplied_by) or line.operation == "replace"
    there = {"part": has_part, "labor": labor > 0, "paint": paint > 0 or line.paint_panels_x1000 > 0}
    rows = [row_of_damage(line, order_id, kind) for kind in KINDS if there[kind]] or [
        row_of_damage(line, order_id, "labor")
    ]
    rows[0].betterment_bp, rows[0].betterment_minor = line.betterment.share_bp, line.betterment.amount_minor
    return rows


def row_of_damage(line: DamageLine, order_id: int, kind: Kind) -> NewRow:
    """The part, the labor or the paint of one damaged position; paint priced by panel counts panels."""
    new = NewRow(
        order_id=order_id,
        kind=kind,
        text=line.part_name,
        operation=line.operation,
        side=line.side,
        damage_line_id=line.id,
        payer=line.payer,
        leg_id=line.leg_id,
    )
    if kind == "part":
        new.quantity_x1000, new.part_number, new.part_kind = line.quantity_x1000, line.part_number, line.part_kind
        new.supplied_by, new.key_part = line.supplied_by, line.key_part
    elif kind == "labor":
        agreed = line.agreed_hours_x100
        new.labor_kind, new.hours_x100 = line.labor_kind, line.labor_hours_x100 if agreed is None else agreed
    else:
        new.labor_kind, new.hours_x100 = "LAR", paint_hours(line)
        new.quantity_x1000 = line.paint_panels_x1000 or 1000
    return new


def paint_hours(line: DamageLine) -> int:
    """Refinish hours as agreed with the assessor, else as proposed, in hundredths."""
    agreed = line.agreed_refinish_hours_x100
    return line.refinish_hours_x100 if agreed is None else agreed


def row_of_extra(line: NewExtraLine, order_id: int, extra_id: int) -> NewRow:
    """One row of an extra; the customer pays it."""
    new = NewRow(order_id=order_id, extra_id=extra_id, payer="customer", **line.model_dump(exclude={"amount_minor"}))
    new.amount_minor = line.amount_minor
    if line.kind == "part":
        new.amount_minor = part_amount(line)
        new.original_unit_price_minor = line.original_unit_price_minor or line.unit_price_minor
    return new


def part_amount(line: NewExtraLine) -> int | None:
    """What the part costs the customer: nothing where he or the insurer supplies it; None while no price is told."""
    if line.supplied_by in ("customer", "insurer"):
        return 0
    return None if line.unit_price_minor is None else half_up(line.unit_price_minor * line.quantity_x1000, 1000)
