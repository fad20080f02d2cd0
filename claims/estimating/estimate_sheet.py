"""An estimate as the plain sheet that is compared: each line with what it costs under the estimate's own profile."""

from __future__ import annotations

from collections.abc import Mapping

from claims.estimating.categories import FEE
from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Material, PriorDamage
from claims.estimating.sheets import LaborKind, OtherAmount, OtherKind, Sheet, SheetLine
from claims.estimating.worksheet import Worksheet, priced
from claims.estimating.worksheet_bill import LineAmounts
from claims.estimating.worksheet_figures import billed_hours, labor_code
from claims.kernel.amounts import Hours
from claims.kernel.money import Money

FEE_WORDS = "management fee"


def profile_of(estimate: Estimate) -> EstimateProfile:
    """The estimate's own profile; one without any rate where it has none, so that only prices can be worked out."""
    return estimate.profile or EstimateProfile(currency=estimate.currency)


def estimate_sheet(estimate: Estimate) -> Sheet:
    """The estimate's lines as priced, its fee and taxes below them, and its own total where it states one.

    Sublet work and other costs stand with the part, paint material with the refinish. Unrelated prior damage is no
    part of the claim: its lines cost nothing here. Raises what `priced` raises.
    """
    profile = profile_of(estimate)
    worksheet = priced(estimate, profile)
    amounts = {each.position: each for each in worksheet.lines}
    return Sheet(
        lines=tuple(sheet_line(line, amounts, profile) for line in estimate.lines),
        currency=estimate.currency,
        prices_include_tax=profile.prices_include_tax,
        stated_total=estimate.stated.total,
        other=below(worksheet),
    )


def sheet_line(line: EstimateLine, amounts: Mapping[int, LineAmounts], profile: EstimateProfile) -> SheetLine:
    """One line as the sheet shows it."""
    nothing = Money(0, profile.currency)
    costs = amounts.get(line.position) if line.prior_damage is not PriorDamage.UNRELATED else None
    refinish, hours = Hours(0), Hours(0)
    part = labor = paint = nothing
    if costs is not None:
        shop_material = Money(costs.minor.get(Material.SHOP.value, 0), profile.currency)
        fee = Money(costs.minor.get(FEE, 0), profile.currency)
        refinish, hours = costs.refinish_hours + costs.clear_coat_hours, Hours(billed_hours(line))
        part = costs.part + costs.other - fee
        labor = costs.labor + shop_material
        paint = costs.paint + costs.material - shop_material
    if labor_code(line) is LaborKind.REFINISH:
        refinish, hours = refinish + hours, Hours(0)
    return SheetLine(
        position=line.position,
        text=line.text,
        amount=part + labor + paint,
        part_amount=part,
        labor_amount=labor,
        paint_amount=paint,
        part_number=line.part_number,
        side=line.side,
        operation=line.operation,
        quantity=line.quantity,
        unit_price=line.unit_price,
        part_kind=line.part_kind,
        supplied_by=line.supplied_by,
        labor_kind=line.labor_kind,
        hours=hours,
        rate=profile.rates.get(labor_code(line)) if hours.hundredths else None,
        refinish_hours=refinish,
        refinish_rate=refinish_rate(profile) if refinish.hundredths else None,
        note=line.note,
    )


def refinish_rate(profile: EstimateProfile) -> Money | None:
    """What an hour of refinish comes to with the paint material that goes with it; None without a rate for it."""
    labor, paint = profile.rates.get(LaborKind.REFINISH), profile.materials.get(Material.PAINT)
    return labor if labor is None or paint is None else labor + paint.rate


def below(worksheet: Worksheet) -> tuple[OtherAmount, ...]:
    """The management fee, and each tax that is added."""
    fee = worksheet.categories.get(FEE)
    fees = [OtherAmount(OtherKind.FEE, FEE_WORDS, fee)] if fee is not None else []
    taxes = worksheet.taxes if worksheet.taxes_added else ()
    return (*fees, *(OtherAmount(OtherKind.TAX, tax.name, tax.amount) for tax in taxes))
