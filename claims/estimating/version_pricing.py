"""What a version of an estimate costs: its lines at the first version's rates, newer rates as lines of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from claims.estimating.categories import ORDER, PANELS
from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Material, PriorDamage
from claims.estimating.sheets import LaborKind
from claims.estimating.version_differences import PricedLine, PricedVersion, Rest
from claims.estimating.worksheet import Worksheet, priced
from claims.kernel.money import Money

NO_MONEY = frozenset({  # what may be corrected, or tells where a line came from
    "position", "text", "section", "damage", "found_in", "operation_code", "price_source", "price_date", "judgment",
    "edits", "version", "note", "photographs",
})  # fmt: skip
SAID = tuple(each.name for each in fields(EstimateLine) if each.name not in NO_MONEY)


def version_priced(
    estimate: Estimate, rates: EstimateProfile, newer: EstimateProfile | None
) -> tuple[Worksheet, PricedVersion]:
    """The worksheet of a version and its lines with what stands below them. Refuses as the worksheet does.

    With newer rates the worksheet is theirs; each line keeps its amount at the rates in force before, and what the
    newer ones make of all lines stands on a line of its own for each category. Where one of the two lacks the rate for
    some work, the other's holds.
    """
    sheet = priced(estimate, rates if newer is None else completed(rates, newer))
    if newer is None:
        return sheet, PricedVersion(
            label=estimate.label,
            currency=estimate.currency,
            lines=tuple(own_lines(estimate, sheet)),
            below=below(sheet),
        )
    new_sheet = priced(estimate, completed(newer, rates))
    lines = (*own_lines(estimate, sheet), *rate_lines(sheet, new_sheet, rates, newer))
    return new_sheet, PricedVersion(
        label=estimate.label, currency=estimate.currency, lines=lines, below=below(new_sheet)
    )


def completed(rates: EstimateProfile, other: EstimateProfile) -> EstimateProfile:
    """Rates with those of another profile where they have none."""
    return replace(rates, rates={**other.rates, **rates.rates}, panel_price=rates.panel_price or other.panel_price)


def own_lines(estimate: Estimate, sheet: Worksheet) -> Iterator[PricedLine]:
    """The estimate's lines with their amounts; unrelated prior damage costs the claim nothing."""
    amounts = iter(sheet.lines)
    for line in estimate.lines:
        minor = {} if line.prior_damage is PriorDamage.UNRELATED else next(amounts).minor
        yield PricedLine(
            key=f"line:{line.position}", position=line.position, text=line.text, minor=minor, said=said_by(line)
        )


def said_by(line: EstimateLine) -> dict[str, object]:
    """What a line says that money hangs on."""
    return {name: getattr(line, name) for name in SAID}


def rate_lines(
    before: Worksheet, after: Worksheet, rates: EstimateProfile, newer: EstimateProfile
) -> Iterator[PricedLine]:
    """What newer rates make of each category."""
    none = Money(0, before.currency)
    for code in ORDER:
        worth = (after.categories.get(code, none) - before.categories.get(code, none)).minor
        if worth:
            said = {"rate": rate_of(code, rates), "newer_rate": rate_of(code, newer), "worth": worth}
            yield PricedLine(key=f"rates:{code}", position=0, text=code, minor={code: worth}, said=said)


def rate_of(code: str, profile: EstimateProfile) -> Money | None:
    """The price of an hour, or of a panel, where a category has one."""
    if code == PANELS:
        return profile.panel_price
    if code in set(Material):
        material = profile.materials.get(Material(code))
        return material.rate if material is not None else None
    return profile.rates.get(LaborKind(code)) if code in set(LaborKind) else None


def below(sheet: Worksheet) -> dict[tuple[Rest, str], int]:
    """Taxes where they come on top, and what somebody else bears, as each enters the net."""
    found: dict[tuple[Rest, str], int] = {}
    for tax in sheet.taxes if sheet.taxes_added else ():
        found[Rest.TAX, tax.name] = found.get((Rest.TAX, tax.name), 0) + tax.amount.minor
    borne = {
        Rest.BETTERMENT: sheet.betterment, Rest.PRIOR_DAMAGE: sheet.prior_damage, Rest.DEDUCTIBLE: sheet.deductible,
        Rest.CUSTOMER_SHARE: sheet.customer_share, Rest.OTHERS_SHARE: sheet.others_share,
    }  # fmt: skip
    return found | {(kind, ""): -amount.minor for kind, amount in borne.items()}
