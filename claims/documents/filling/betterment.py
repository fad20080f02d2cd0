"""The betterment of damage, quote and order lines as papers print it: what is worn, why, what the customer bears."""

from __future__ import annotations

from claims.documents.blocks import Bettered
from claims.documents.filling.common import Desk
from claims.estimating.betterment import BettermentTerms
from claims.estimating.models import DamageLine
from claims.estimating.quote_models import QuoteLine
from claims.shopfloor.models import OrderLine


def listed(at: Desk, line: DamageLine, position: int) -> Bettered | None:
    """As the damage list says it, before anything is priced."""
    return block(at, line, position, line.betterment, line.betterment.amount_minor)


def quoted(at: Desk, line: QuoteLine) -> Bettered | None:
    """As it is taken off what the insurer is asked for."""
    return block(at, line, line.position, line.betterment, line.betterment_amount_minor)


def agreed(at: Desk, line: QuoteLine) -> Bettered | None:
    """As it is taken off what the insurer agreed to; None while the line is not agreed."""
    minor = line.agreed_betterment_minor
    return block(at, line, line.position, line.last_betterment, minor) if minor is not None else None


def ordered(at: Desk, line: OrderLine, minor: int | None) -> Bettered | None:
    """As the order or the bill has it, where it comes to `minor`; None: the price is open, and an amount is as said."""
    if not line.betterment.told or line.damage_line_id is None:
        return None
    known = line.betterment.amount_minor if minor is None else minor
    said = at.session.get(QuoteLine, line.quote_line_id) if line.quote_line_id is not None else None
    told = said or at.session.get_one(DamageLine, line.damage_line_id)
    return block(at, told, line.position, line.betterment, known)


def block(
    at: Desk, told: DamageLine | QuoteLine, position: int, terms: BettermentTerms, minor: int | None
) -> Bettered | None:
    """One betterment; None where the line has none."""
    if not terms.told:
        return None
    return Bettered(
        position=position,
        kind=told.betterment_kind,
        reason=told.betterment_reason,
        share_bp=terms.share_bp,
        amount=at.optional(minor),
    )
