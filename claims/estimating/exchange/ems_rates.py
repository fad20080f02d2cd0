"""The rate profile of an EMS export: labor and material rates with their caps, mark-ups on parts, and taxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.estimating.estimate import NO_SHARE, EstimateProfile, Material, MaterialRate
from claims.estimating.exchange.dbase import Record
from claims.estimating.exchange.ems_codes import LABOR_KINDS, MATERIALS, PART_KINDS, category_of
from claims.estimating.exchange.ems_tables import Reading, Tables, limited
from claims.estimating.exchange.ems_taxes import read_taxes
from claims.estimating.exchange.ems_totals import Totals
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Share
from claims.kernel.money import Money

ADJUSTED = "{where}: an adjustment of {said} percent is not kept, and rates and prices stand without it"
OTHER_METHOD = "material {code} is not worked out by hours and rate, which is not read; compare its amount"
OTHER_RATE = "material {code} has a rate of {rate} of its own; its hours are billed with {category} here"
LEAST_HOURS = "{where}: material for at least {said} hours is not kept"
BOTH_WAYS = "{where}: a mark-up and a discount stand together and were read as {kept}"
MARKUP_NOT_KEPT = "the mark-up of {share} that the rates give parts {code} is not kept"
DEDUCTION_TOO_LARGE = "{where}: a discount of more than the price was not read"
UNSTATED_METHODS = ("CAL_PRIP", "CAL_SECP", "MAT_CALP", "CAL_PRETHR")


@dataclass(frozen=True)
class Rates:
    """The profile, the rates of labor that has no kind here, and the kinds of part of which no mark-up is billed."""

    profile: EstimateProfile
    others: Mapping[str, Money]
    not_applied: frozenset[PartKind]


def read_rates(tables: Tables, totals: Totals, reading: Reading) -> Rates:
    """The rates that the estimate was priced with; hours are billed as they stand, with no overlap or clear coat."""
    rates, others = labor_rates(tables, reading)
    markups, not_applied = read_markups(tables, totals, reading)
    header = tables.one("PFH")
    for column in ("ADJ_G_DISC", "ADJ_TOWDIS", "ADJ_STRDIS"):
        tell_adjustment(header, column, reading)
    profile = EstimateProfile(
        currency=reading.currency,
        rates=rates,
        materials=material_rates(tables, reading),
        clear_coat=None,
        blend={},
        markups=markups,
        sublet_markup=markups.get(PartKind.SUBLET, NO_SHARE),
        taxes=read_taxes(tables, reading),
        prices_include_tax=False,
    )
    return Rates(profile, others, not_applied)


def tell_adjustment(record: Record, column: str, reading: Reading) -> None:
    """Tell of an adjustment in percent that is not kept."""
    if reading.percent(record, column).basis_points:
        reading.tell(ADJUSTED, where=record.where(column), said=record[column])


def labor_rates(tables: Tables, reading: Reading) -> tuple[dict[LaborKind, Money], dict[str, Money]]:
    """The rates by kind of labor, and those of kinds that a system or a shop has made for itself.

    Systems write every kind that there is: a rate of zero counts only where a line is of that kind.
    """
    used = {record["MOD_LBR_TY"] for record in tables.all("LIN")}
    rates: dict[LaborKind, Money] = {}
    others: dict[str, Money] = {}
    for record in tables.all("PFL"):
        code, rate = record["LBR_TYPE"], reading.money(record, "LBR_RATE")
        tell_adjustment(record, "LBR_ADJP", reading)
        if not code or rate is None or not (rate.minor or code in used):
            continue
        if code in LABOR_KINDS:
            rates.setdefault(LABOR_KINDS[code], rate)
        else:
            others.setdefault(code, rate)
    return rates, others


def material_rates(tables: Tables, reading: Reading) -> dict[Material, MaterialRate]:
    """The rates by material, each with its cap in money; a cap in hours is one in money at that rate."""
    found: dict[Material, MaterialRate] = {}
    for record in tables.all("PFM"):
        code, rate = record["MATL_TYPE"], reading.amount(record, "CAL_LBRRTE")
        tell_adjustment(record, "MAT_ADJP", reading)
        if not rate.minor:
            if any(reading.percent(record, column).basis_points for column in UNSTATED_METHODS):
                reading.tell(OTHER_METHOD, code=code)
            continue
        if reading.hours(record, "CAL_LBRMIN").hundredths:
            reading.tell(LEAST_HOURS, where=record.where("CAL_LBRMIN"), said=record["CAL_LBRMIN"])
        if code in MATERIALS:
            found.setdefault(MATERIALS[code], MaterialRate(rate=rate, cap=cap_of(record, rate, reading)))
    paint = found.get(Material.PAINT)
    for record in tables.all("PFM"):
        code, rate = record["MATL_TYPE"], reading.amount(record, "CAL_LBRRTE")
        if rate.minor and code not in MATERIALS and (paint is None or paint.rate != rate):
            reading.tell(OTHER_RATE, code=code, rate=rate, category=category_of(code))
    return found


def cap_of(record: Record, rate: Money, reading: Reading) -> Money | None:
    """The lower of the caps in money and in hours; a column full of nines, or zero, is none."""
    caps = []
    if limited(record["CAL_MAXDLR"]):
        caps.append(reading.amount(record, "CAL_MAXDLR"))
    if limited(record["CAL_LBRMAX"]):
        caps.append(rate.for_hours(reading.hours(record, "CAL_LBRMAX")))
    return min(caps, default=None, key=lambda cap: cap.minor)


def read_markups(tables: Tables, totals: Totals, reading: Reading) -> tuple[dict[PartKind, Share], frozenset[PartKind]]:
    """Mark-ups by kind of part, discounts below zero, and the kinds in which the file states that it bills none."""
    markups: dict[PartKind, Share] = {}
    not_applied = set()
    for record in tables.all("PFP"):
        code = record["PRT_TYPE"]
        more, less = (reading.percent_or_fraction(record, column) for column in ("PRT_MKUPP", "PRT_DISCP"))
        share = Share(more.basis_points - abs(less.basis_points))
        if not share.basis_points:
            continue
        if code not in PART_KINDS or markups.get(PART_KINDS[code], share) != share:
            reading.tell(MARKUP_NOT_KEPT, code=code, share=share)
            continue
        if more.basis_points and less.basis_points:
            reading.tell(BOTH_WAYS, where=record.where("PRT_MKUPP"), kept=share)
        if share.basis_points < -10_000:
            reading.tell(DEDUCTION_TOO_LARGE, where=record.where("PRT_DISCP"))
            continue
        markups[PART_KINDS[code]] = share
        if code in totals.unadjusted:
            not_applied.add(PART_KINDS[code])
    return markups, frozenset(not_applied)
