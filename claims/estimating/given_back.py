"""Lines of a supplement's quote that give back what was agreed before: its amounts to the minor unit, signs turned."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from claims.estimating.changed_lines import agreed_lines, changes_lines
from claims.estimating.line_columns import MORE_WORK
from claims.estimating.models import DamageLine, Supplement
from claims.estimating.queries import SettledLine
from claims.estimating.quote_models import Quote, QuoteLine
from claims.kernel.amounts import half_up

SAME = (
    "claim_id", "shop_id", "damage_line_id", "section", "part_name", "part_number", "clean_number", "side", "operation",
    "part_kind", "supplied_by", "key_part", "labor_kind", "note", *MORE_WORK,
)  # fmt: skip
TURNED = ("hours_x100", "refinish_hours_x100", "paint_panels_x1000", "quantity_x1000")
TURNED_IF_THERE = ("labor_price_minor", "stated_cost_minor")


def given_back_by(session: Session, supplement: Supplement | None) -> dict[int, SettledLine]:
    """How the earlier lines were agreed that a supplement may give back, by damage line; none for the loss sheet."""
    counts = supplement is not None and changes_lines(supplement)
    return agreed_lines(session, supplement.claim_id) if counts and supplement is not None else {}


def lines_given_back(
    quote: Quote, supplement: Supplement | None, listed: DamageLine | None, agreed: dict[int, SettledLine]
) -> list[QuoteLine]:
    """What stands before the quoted line of a damage line: the one whose place it takes. For None, what is removed."""
    if supplement is None or not agreed:
        return []
    named: Sequence[int | None] = [listed.replaces_id] if listed is not None else supplement.removes
    return [given_back(quote, agreed[line_id]) for line_id in named if line_id is not None]


def given_back(quote: Quote, agreed: SettledLine) -> QuoteLine:
    """An agreed line with its signs turned; nobody answers it, since it is agreed already."""
    old = agreed.line
    part, labor, paint = (-(minor or 0) for minor in (agreed.part_minor, agreed.labor_minor, agreed.paint_minor))
    line = QuoteLine(
        quote_id=quote.id, gives_back_id=old.id, payer=agreed.payer,
        leg_id=old.leg_id if agreed.payer == old.payer else None,
        part_amount_minor=part, labor_amount_minor=labor, paint_amount_minor=paint,
        answer="accepted", returned_part_minor=part, returned_labor_minor=labor, returned_paint_minor=paint,
        agreed_part_amount_minor=part, agreed_labor_amount_minor=labor, agreed_paint_amount_minor=paint,
        **{name: getattr(old, name) for name in SAME}, **{name: -getattr(old, name) for name in TURNED},
    )  # fmt: skip
    for name in TURNED_IF_THERE:
        stated = getattr(old, name)
        setattr(line, name, None if stated is None else -stated)
    if old.unit_price_minor is not None:
        line.unit_price_minor = half_up(-part * 1000, old.quantity_x1000)
        if half_up(line.unit_price_minor * line.quantity_x1000, 1000) != part:  # an amount agreed as a whole
            line.quantity_x1000, line.unit_price_minor = -1000, -part
    return line
