"""Fills the parts quote, the reconciliation sheet, and the agreed prices that outsiders may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from claims.documents.blocks import Category, Tax, Work
from claims.documents.filling import betterment
from claims.documents.filling.changes import changed_lines, changed_rest
from claims.documents.filling.common import Desk, head, payer_name, signatures, vehicle
from claims.documents.filling.common import owner as owner_of
from claims.documents.filling.supplements import marks, revision_changes
from claims.documents.quote.form import Quote, QuoteLine
from claims.estimating import quote_models as rows
from claims.estimating.claim_versions import versions_of
from claims.estimating.models import RateProfile
from claims.estimating.queries import quote_lines
from claims.estimating.version_differences import IN_TOTAL
from claims.kernel.amounts import Hours, Quantity, half_up
from claims.kernel.money import Money

BODY = "LAB"  # labor of which nobody said the kind
VALID_DAYS = 30  # house default: how long the quoted prices hold


def insurer_lines(at: Desk, quote: rows.Quote) -> list[rows.QuoteLine]:
    """The lines for the insurer, in the loss sheet's order: what it is asked to pay, and what is given back to it."""
    return [line for line in quote_lines(at.session, quote.id) if line.payer == "insurer"]


def version_of(quote: rows.Quote) -> str:
    """E01, S01, S02 … of a quote."""
    return f"S{quote.number:02d}" if quote.number else "E01"


def fill_quote(at: Desk, quote: rows.Quote, number: str) -> Quote:
    """The parts quote as it is sent."""
    lines, revised = insurer_lines(at, quote), revision_changes(at, quote)
    changes = changed_lines(revised[1]) if revised is not None else ()
    profile = at.session.get_one(RateProfile, quote.profile_id)
    labor, paint = categories(at, lines, profile)
    listed = [line for line in lines if line.unit_price_minor is not None and line.part_kind]
    others = [line for line in lines if line.cost_kind or (line.part_amount_minor and line not in listed)]
    mark, changed = version_of(quote) if quote.number else "", marks(changes)
    parts = [part_line(at, line, mark, changed.get(line.position, "")) for line in listed]
    parts_total = sum(part.amount.minor for part in parts)
    # sublet work, towing and the like, additional prices, and the management fee on parts
    other_total = sum(line.part_amount_minor + other_labor(line) for line in lines) - parts_total
    leg = at.main_leg()
    labor_total = sum(line.labor_amount_minor - other_labor(line) for line in lines)
    paint_total = sum(line.paint_amount_minor for line in lines)
    return Quote(
        head=head(at, number),
        vehicle=vehicle(at),
        owner=owner_of(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        loss_sheet=version_of(quote),
        version=version_of(quote),
        revision=quote.revision,
        valid_until=head(at, number).issued_on + timedelta(days=VALID_DAYS),
        prices_include_tax=quote.prices_include_tax,
        lines=tuple(parts),
        parts_total=at.money(parts_total),
        work=tuple(work for line in lines for work in work_lines(at, line, mark)),
        labor=labor,
        labor_total=at.money(labor_total) if labor_total else None,
        paint=paint,
        paint_total=at.money(paint_total) if paint_total else None,
        other_total=at.money(other_total) if other_total else None,
        other_text=", ".join(line.part_name for line in others),
        taxes=taxes(at, quote, profile),
        betterments=tuple(one for line in lines if (one := betterment.quoted(at, line)) is not None),
        changes_from=revised[0].label if revised is not None else "",
        changes=changes,
        rest_changes=changed_rest(revised[1], IN_TOTAL) if revised is not None else (),
        total_before=total_before(at, quote),
        total=at.money(quote.total_minor),
        signatures=signatures(at, "quote", ("estimator", "parts_supervisor")),
    )


def total_before(at: Desk, quote: rows.Quote) -> Money | None:
    """What insurers were asked for up to the version before a supplement's quote; None for the first quote."""
    versions = versions_of(at.session, quote.claim_id) if quote.number else []
    place = next((place for place, one in enumerate(versions) if one.quote.id == quote.id), 0)
    return versions[place - 1].priced.net if place else None


def other_labor(line: rows.QuoteLine) -> int:
    """What stands with the labor of a line and is none: a cost of its own."""
    return line.labor_amount_minor if line.cost_kind else 0


def part_line(at: Desk, line: rows.QuoteLine, mark: str, change: str = "") -> QuoteLine:
    """One part as quoted; `mark` is the supplement's, `change` how it differs from the revision before."""
    unit_price, quantity = at.money(line.unit_price_minor or 0), Quantity(line.quantity_x1000)
    return QuoteLine(
        position=line.position,
        name=line.part_name,
        part_kind=line.part_kind,
        supplied_by=line.supplied_by or "shop",
        quantity=quantity,
        unit_price=unit_price,
        amount=unit_price.times(quantity),
        part_number=line.part_number,
        lead_days=line.lead_days,
        mark=mark,
        change=change,
    )


def work_lines(at: Desk, line: rows.QuoteLine, mark: str) -> list[Work]:
    """The labor and the paint of a line, priced in their categories."""
    found = []
    if (line.hours_x100 or line.labor_amount_minor) and not line.cost_kind:
        found.append(
            Work(
                position=line.position,
                text=line.part_name,
                labor_kind=line.labor_kind or BODY,
                hours=Hours(line.hours_x100) if line.hours_x100 else None,
                price=at.money(line.labor_amount_minor),
                mark=mark,
            )
        )
    if line.paint_amount_minor:
        hours = Hours(line.refinish_hours_x100) if line.refinish_hours_x100 else None
        price = at.money(line.paint_amount_minor)
        found.append(
            Work(position=line.position, text=line.part_name, labor_kind="LAR", hours=hours, price=price, mark=mark)
        )
    return found


def categories(
    at: Desk, lines: list[rows.QuoteLine], profile: RateProfile
) -> tuple[tuple[Category, ...], tuple[Category, ...]]:
    """The money per kind of labor, and the paint."""
    hours: dict[str, int] = defaultdict(int)
    amounts: dict[str, int] = defaultdict(int)
    for line in lines:
        if (line.labor_amount_minor or line.hours_x100) and not line.cost_kind:
            hours[line.labor_kind or BODY] += line.hours_x100
            amounts[line.labor_kind or BODY] += line.labor_amount_minor
    labor = []
    for kind, amount in amounts.items():
        rate = profile.rates_minor.get(kind)
        exact = rate is not None and half_up(rate * hours[kind], 100) == amount
        labor.append(
            Category(
                labor_kind=kind,
                amount=at.money(amount),
                hours=Hours(hours[kind]),
                rate=at.money(rate) if exact and rate is not None else None,
            )
        )
    paint = sum(line.paint_amount_minor for line in lines)
    return tuple(labor), (Category(labor_kind="LAR", amount=at.money(paint)),) if paint else ()


def taxes(at: Desk, quote: rows.Quote, profile: RateProfile) -> tuple[Tax, ...]:
    """The tax on the quote: added, or contained where prices include it."""
    if not profile.taxes:
        return ()
    names = ", ".join(str(tax["name"]) for tax in profile.taxes)
    rate = sum(int(tax["rate_bp"]) for tax in profile.taxes)
    base = quote.total_minor - quote.tax_minor
    return (Tax(name=names, share_bp=rate, base=at.money(base), amount=at.money(quote.tax_minor)),)
