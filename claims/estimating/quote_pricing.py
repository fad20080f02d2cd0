"""What a quote's lines cost under the house's rate profile: the worksheet's figures in the bill's three columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from claims.estimating import worksheet as w
from claims.estimating import worksheet_bill as wb
from claims.estimating import worksheet_figures as wf
from claims.estimating.categories import FEE, GROUPS, ORDER, taxed_codes
from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Material
from claims.estimating.pricing import TAX_ADDED, TAX_CONTAINED, Note, PricedTax, Tax, taxes_on, worked
from claims.estimating.sheets import LaborKind
from claims.estimating.worksheet_paint import paint_hours
from claims.kernel.errors import Faults, Refusal
from claims.kernel.money import Money

COLUMNS = ("part", "labor", "paint")
PAINTED = (*GROUPS["paint"], Material.PAINT.value, Material.CLEAR_COAT.value, Material.HAZARDOUS_WASTE.value)
COLUMN_OF: Mapping[str, str] = {  # sublet work, towing and the like are work on the order: no part is fetched for them
    code: "part" if code in GROUPS["part"] else "paint" if code in PAINTED else "labor" for code in ORDER
}
SAID_BY_THE_QUOTE = frozenset({  # each line and the totals show it themselves
    wf.PART, wf.PARTS, wb.SUBTOTAL, wb.TOTAL, wb.TOTAL_CONTAINED, w.BETTERMENTS, w.PRIOR, w.DEDUCTIBLE, w.CUSTOMER,
    w.OTHERS, w.NET,
})  # fmt: skip


class TaxSplitsColumn(Refusal):
    """A tax of the rate profile is on a part only of what a bill keeps in one amount; mend every point listed."""

    status = 409


class Columns(NamedTuple):
    """What a line costs, in minor units, as quote, order and bill keep it: material and costs stand with the work."""

    part: int
    labor: int
    paint: int


@dataclass(frozen=True)
class PricedQuote:
    """Amounts of the lines in their order, the sums by category, tax and total, and what made the figures."""

    lines: tuple[Columns, ...]
    categories: Mapping[str, Money]
    subtotal: Money
    tax: Money
    total: Money
    notes: tuple[Note, ...]


def price_quote(
    lines: Sequence[EstimateLine], profile: EstimateProfile, given_back: Sequence[Columns] = ()
) -> PricedQuote:
    """Lines that one side pays, less what it gets back of what was agreed before (amounts below nothing, not priced).

    RateMissing, EstimateFaulty and TaxSplitsColumn tell everything that is the matter.
    """
    refuse_unpriced(lines, profile)
    notes = list[Note]()
    told, plain = plain_refinish(lines, profile, notes)
    sheet = w.priced(Estimate(currency=profile.currency, lines=tuple(told)), profile)
    places = [columns_of(amounts.minor) for amounts in sheet.lines]
    refuse_split_columns(places, profile)
    found = []
    for line, amounts, place in zip(lines, sheet.lines, places, strict=True):
        column = dict.fromkeys(COLUMNS, 0)
        for code, minor in amounts.minor.items():
            column[place[code]] += minor
        moved = plain.get(line.position, 0)
        found.append(Columns(column["part"], column["labor"] + moved, column["paint"] - moved))
    notes += [
        note for note in sheet.notes if note.text not in SAID_BY_THE_QUOTE
        and not (note.text == wf.BY_OPERATION and note.exact["line"] in plain)
    ]  # fmt: skip
    if not given_back:
        return PricedQuote(tuple(found), sheet.categories, sheet.subtotal, sheet.tax, sheet.total, tuple(notes))
    notes = [note for note in notes if note.text not in (TAX_ADDED, TAX_CONTAINED)]
    tax = Money.total((one.amount for one in taxes_of([*found, *given_back], profile, notes)), profile.currency)
    subtotal = Money(sum(map(sum, [*found, *given_back])), profile.currency)
    total = subtotal if profile.prices_include_tax else subtotal + tax
    return PricedQuote(tuple(found), sheet.categories, subtotal, tax, total, tuple(notes))


def taxes_of(lines: Sequence[Columns], profile: EstimateProfile, notes: list[Note]) -> tuple[PricedTax, ...]:
    """Each tax on whole lines, by the columns that it is on: as a bill has it, which knows no finer ones."""
    bases = {name: sum(column) for name, column in zip(COLUMNS, zip(*lines, strict=True), strict=True)}
    taxes = [Tax(tax.name, tax.rate, tuple(name for name in COLUMNS if name in tax.on)) for tax in profile.taxes]
    return taxes_on(bases, taxes, profile.currency, notes, contained=bool(profile.prices_include_tax))


def refuse_unpriced(lines: Sequence[EstimateLine], profile: EstimateProfile) -> None:
    """RateMissing with every rate that the work on the lines lacks."""
    wf.refuse_missing_rates(lines, paint_hours(lines, profile, []), profile)


def plain_refinish(
    lines: Sequence[EstimateLine], profile: EstimateProfile, notes: list[Note]
) -> tuple[list[EstimateLine], dict[int, int]]:
    """Lines whose labor, not their paint, is of the refinish kind get its price; which is in minor units by position.

    A quote has always kept such hours as labor that bears no paint material; refinish work has hours of its own.
    """
    hours = [wf.billed_hours(line) if line.labor_kind is LaborKind.REFINISH else 0 for line in lines]
    if not any(hours):
        return list(lines), {}
    kind = LaborKind.REFINISH
    amounts = worked(kind.value, hours, profile.rates[kind], profile.rounding, notes)
    priced = [
        replace(line, labor_price=Money(minor, profile.currency)) if billed else line
        for line, billed, minor in zip(lines, hours, amounts, strict=True)
    ]
    by_position = {line.position: minor for line, minor in zip(lines, amounts, strict=True) if minor}
    return priced, by_position


def columns_of(minor: Mapping[str, int]) -> dict[str, str]:
    """The column of each category of a line; its part of the management fee stands where the line has something."""
    place = {code: COLUMN_OF[code] for code in minor}
    if FEE in place:
        others = [column for code, column in place.items() if code != FEE]
        place[FEE] = next((column for column in COLUMNS if column in others), COLUMN_OF[FEE])
    return place


def refuse_split_columns(places: Sequence[Mapping[str, str]], profile: EstimateProfile) -> None:
    """TaxSplitsColumn where the bill, which knows only the columns, would tax otherwise than the quote."""
    faults = Faults()
    for number, tax in enumerate(profile.taxes):
        taxed = set(taxed_codes(tax.on))
        for column in COLUMNS:
            codes = {code for place in places for code, there in place.items() if there == column}
            wrong = [code for code in ORDER if code in codes and (code in taxed) != (column in tax.on)]
            faults.check(
                not wrong, "the tax {name} must be on {column} and on {codes} alike, or on none of them: a bill keeps "
                "them in one amount", f"taxes[{number}]", name=tax.name, column=column, codes=", ".join(wrong),
            )  # fmt: skip
    faults.refuse(TaxSplitsColumn)
