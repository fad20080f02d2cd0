"""Fills the parts quote, the reconciliation sheet, and the agreed prices that outsiders may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select

from claims.documents.agreed_prices.form import AgreedLine, AgreedPrices, AgreedRound
from claims.documents.blocks import Category, Tax, Work
from claims.documents.filling.changes import changed_lines, changed_rest
from claims.documents.filling.common import Desk, head, payer_name, signatures, vehicle
from claims.documents.filling.common import owner as owner_of
from claims.documents.filling.supplements import marks, revision_changes
from claims.documents.quote.form import Quote, QuoteLine
from claims.documents.reconciliation.form import ReconciledLine, Reconciliation, Round
from claims.estimating import quote_models as rows
from claims.estimating.claim_versions import versions_of
from claims.estimating.models import RateProfile
from claims.estimating.queries import quote_lines, rounds_of
from claims.estimating.version_differences import IN_TOTAL
from claims.files.models import StoredFile
from claims.kernel.amounts import Hours, Quantity, half_up
from claims.kernel.money import Money

BODY = "LAB"  # labor of which nobody said the kind
VALID_DAYS = 30  # house default: how long the quoted prices hold
KINDS = {
    "omitted_by_insurer": "omitted", "added_by_insurer": "added", "operation_changed": "operation",
    "supplier_changed": "supplier",
}  # fmt: skip
CHANNELS = {"telephone": "phone", "letter": "email"}


def insurer_lines(at: Desk, quote: rows.Quote) -> list[rows.QuoteLine]:
    """The lines that the insurer is asked to pay, in the loss sheet's order."""
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
    marked = marks(changes)
    parts = [part_line(at, line, marked.get(line.position, "")) for line in listed]
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
        work=tuple(work for line in lines for work in work_lines(at, line)),
        labor=labor,
        labor_total=at.money(labor_total) if labor_total else None,
        paint=paint,
        paint_total=at.money(paint_total) if paint_total else None,
        other_total=at.money(other_total) if other_total else None,
        other_text=", ".join(line.part_name for line in others),
        taxes=taxes(at, quote, profile),
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


def part_line(at: Desk, line: rows.QuoteLine, change: str = "") -> QuoteLine:
    """One part as quoted; `change` is how it differs from the revision before."""
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
        change=change,
    )


def work_lines(at: Desk, line: rows.QuoteLine) -> list[Work]:
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
            )
        )
    if line.paint_amount_minor:
        hours = Hours(line.refinish_hours_x100) if line.refinish_hours_x100 else None
        price = at.money(line.paint_amount_minor)
        found.append(Work(position=line.position, text=line.part_name, labor_kind="LAR", hours=hours, price=price))
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


def reconciliation_of(at: Desk, quote: rows.Quote) -> rows.Reconciliation | None:
    """The stored comparison of a quote with its return."""
    return at.session.scalar(select(rows.Reconciliation).where(rows.Reconciliation.quote_id == quote.id))


def fill_reconciliation(at: Desk, quote: rows.Quote, number: str) -> Reconciliation:
    """Quote and return side by side, with the rounds and the agreed prices; for the house alone."""
    found = reconciliation_of(at, quote)
    assert found is not None, "a quote is reconciled once it was returned"
    lines = reconciled_lines(at, quote, found)
    agreed = [line.agreed.minor for line in lines if line.agreed is not None]
    leg = at.main_leg()
    file = at.session.get(StoredFile, found.file_id) if found.file_id else None
    return Reconciliation(
        head=head(at, number),
        vehicle=vehicle(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        quote_number=quote.label,
        version=version_of(quote),
        revision=quote.revision,
        returned_on=at.day(quote.returned_at or at.now),
        lines=tuple(lines),
        quoted_total=at.money(sum(line.quoted.minor for line in lines if line.quoted is not None)),
        returned_total=at.money(sum(line.returned.minor for line in lines if line.returned is not None)),
        verdict=quote.total_verdict or "check",
        agreed_total=at.money(sum(agreed)) if quote.agreed_at is not None else None,
        return_file=file.name if file else "",
        return_sha256=file.sha256 if file else "",
        rounds=tuple(round_block(at, one) for one in rounds_of(at.session, quote.id)),
        signatures=signatures(at, "reconciliation", ("parts_supervisor", "manager")),
    )


def reconciled_lines(at: Desk, quote: rows.Quote, found: rows.Reconciliation) -> list[ReconciledLine]:
    """One row per group of the comparison: our lines first, then what the insurer added."""
    ours = {line.position: line for line in insurer_lines(at, quote)}
    theirs = {int(line["position"]): line for line in found.sheet["lines"]}
    result = []
    for place, group in enumerate(found.groups, start=1):
        mine = [ours[p] for p in group["ours"] if p in ours]
        kinds = [difference["kind"] for difference in group.get("differences", [])]
        agreed = [line.agreed_minor for line in mine]
        whole_agreed = None if not mine or None in agreed else sum(one for one in agreed if one is not None)
        names = [line.part_name for line in mine] or [str(theirs[p]["text"]) for p in group["theirs"]]
        verdicts = [line.verdict for line in mine if line.verdict]
        result.append(
            ReconciledLine(
                position=mine[0].position if mine else place,
                name=" + ".join(names),
                verdict=worst(verdicts) if mine else "check",
                quoted=at.money(group["ours_minor"]) if mine else None,
                returned=at.money(group["theirs_minor"]) if group["theirs"] else None,
                agreed=at.optional(whole_agreed),
                part_number=mine[0].part_number if mine else "",
                difference=KINDS.get(kinds[0], kinds[0]) if kinds else "",
            )
        )
    return result


def worst(verdicts: list[str]) -> str:
    """The gravest of some verdicts."""
    order = ("accept", "check", "negotiate")
    return max(verdicts, key=order.index) if verdicts else "accept"


def round_block(at: Desk, one: rows.NegotiationRound) -> Round:
    """One round as the house sees it."""
    offered = [line.get("offer_minor") for line in one.lines]
    answered = [line.get("answer_minor") for line in one.lines]
    return Round(
        number=one.number,
        at=one.held_at,
        by=at.user_name(one.by_id),
        with_whom=one.person,
        channel=CHANNELS.get(one.channel, one.channel),
        offered=at.money(sum(int(x) for x in offered if x is not None))
        if any(x is not None for x in offered)
        else None,
        answered=at.money(sum(int(x) for x in answered if x is not None))
        if any(x is not None for x in answered)
        else None,
        note=one.note,
    )


def fill_agreed_prices(at: Desk, quote: rows.Quote, number: str) -> AgreedPrices:
    """The reconciliation as outsiders may see it."""
    leg, lines = at.main_leg(), insurer_lines(at, quote)
    block = [
        AgreedLine(
            position=line.position,
            name=line.part_name,
            quoted=at.money(line.amount_minor),
            returned=at.optional(line.returned_minor),
            agreed=at.optional(line.agreed_minor),
        )
        for line in lines
    ]
    return AgreedPrices(
        head=head(at, number),
        vehicle=vehicle(at),
        insurer=payer_name(at, leg),
        report_number=leg.report_number,
        version=version_of(quote),
        lines=tuple(block),
        quoted_total=at.money(sum(line.amount_minor for line in lines)),
        agreed_total=at.money(sum(line.agreed_minor or 0 for line in lines)),
        agreed_on=at.day(quote.agreed_at) if quote.agreed_at else None,
        rounds=tuple(
            AgreedRound(number=one.number, at=one.held_at, channel=CHANNELS.get(one.channel, one.channel))
            for one in rounds_of(at.session, quote.id)
        ),
    )
