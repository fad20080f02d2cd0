"""What a file states beside what its lines come to: one shape for an estimate with a profile and for a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from claims.estimating.categories import ORDER, UNSTATED_PARTS
from claims.estimating.estimate import Estimate, Stated, StatedTax
from claims.estimating.estimate_sheet import profile_of
from claims.estimating.exchange.returned import ReturnedSheet
from claims.estimating.exchange.rows import rates_in
from claims.estimating.pricing import Note
from claims.estimating.sheets import LaborKind, OtherAmount, OtherKind, Sheet, SheetLine
from claims.estimating.stated import Difference, compared
from claims.estimating.worksheet import priced
from claims.kernel.amounts import half_up
from claims.kernel.money import Money
from claims.kernel.texts import say

TAX_UNKNOWN = "“{text}”: the file does not say the rate of this tax, so its amount is taken as it stands"


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What the lines come to: by category, before and after taxes, and what is left to the insurer."""

    categories: Mapping[str, Money]
    subtotal: Money
    taxes: tuple[StatedTax, ...]
    total: Money
    net: Money


@dataclass(frozen=True, kw_only=True)
class FileTotals:
    """Totals as stated, totals as computed, where they differ, and what the reader could not keep exactly."""

    currency: str
    lines: int
    stated: Stated
    computed: Computed
    differences: tuple[Difference, ...]
    reported: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def totals_of(read: Estimate | ReturnedSheet, lang: str = "en") -> FileTotals:
    """The totals of what was read from a file. Raises what `priced` raises for an estimate."""
    return of_estimate(read) if isinstance(read, Estimate) else of_sheet(read.sheet, lang)


def of_estimate(estimate: Estimate) -> FileTotals:
    """The estimate's stated totals beside its worksheet."""
    worksheet = priced(estimate, profile_of(estimate))
    return FileTotals(
        currency=estimate.currency,
        lines=len(estimate.lines),
        stated=estimate.stated,
        computed=Computed(
            categories=worksheet.categories,
            subtotal=worksheet.subtotal,
            taxes=tuple(
                StatedTax(name=tax.name, amount=tax.amount, rate=tax.rate, base=tax.base) for tax in worksheet.taxes
            ),
            total=worksheet.total,
            net=worksheet.net,
        ),
        differences=tuple(compared(estimate.stated, worksheet)),
        reported=estimate.reported,
        notes=worksheet.notes,
    )


def of_sheet(sheet: Sheet, lang: str) -> FileTotals:
    """The table's own total and taxes beside what quantities, prices, hours and rates come to."""
    categories, lines = dict.fromkeys(ORDER, 0), list[Difference]()
    for line in sheet.lines:
        lines += line_differences(line)
        for code, amount in line_categories(line):
            categories[code] = categories.get(code, 0) + amount.minor
    for other in sheet.other:
        if other.kind is not OtherKind.TAX:
            categories[other.kind.value] = categories.get(other.kind.value, 0) + other.amount.minor
    found = {code: Money(minor, sheet.currency) for code, minor in categories.items() if minor}
    subtotal = Money.total(found.values(), sheet.currency)
    told = [other for other in sheet.other if other.kind is OtherKind.TAX]
    contained = bool(sheet.prices_include_tax)
    taxes = [tax_on(other, subtotal, contained=contained) for other in told]
    tax = Money.total((each.amount for each in taxes), sheet.currency)
    total = subtotal if contained else subtotal + tax
    stated = Stated(
        taxes=tuple(StatedTax(name=other.text, amount=other.amount) for other in told), total=sheet.stated_total
    )
    pairs = [(f"taxes.{each.name}", each.amount, one.amount) for each, one in zip(stated.taxes, taxes, strict=True)]
    pairs += [("total", sheet.stated_total, total)] if sheet.stated_total is not None else []
    return FileTotals(
        currency=sheet.currency,
        lines=len(sheet.lines),
        stated=stated,
        computed=Computed(categories=found, subtotal=subtotal, taxes=tuple(taxes), total=total, net=total),
        differences=(*lines, *(Difference(*pair) for pair in pairs if pair[1] != pair[2])),
        reported=tuple(say(TAX_UNKNOWN, lang, text=each.name) for each in taxes if each.rate is None),
    )


def line_categories(line: SheetLine) -> Iterator[tuple[str, Money]]:
    """What a line comes to by category: the parts by their kind, the labor by its kind, the paint as refinish."""
    yield line.part_kind.value or UNSTATED_PARTS, part_of(line)
    yield line.labor_kind.value or LaborKind.BODY.value, labor_of(line)
    yield LaborKind.REFINISH.value, line.paint_amount


def part_of(line: SheetLine) -> Money:
    """Unit price × quantity where the line states a unit price."""
    return line.unit_price.times(line.quantity) if line.unit_price is not None else line.part_amount


def labor_of(line: SheetLine) -> Money:
    """Hours × rate where the line states both."""
    known = line.rate is not None and line.hours.hundredths
    return line.rate.for_hours(line.hours) if known and line.rate is not None else line.labor_amount


def line_differences(line: SheetLine) -> Iterator[Difference]:
    """Amounts that the line states otherwise than its own quantity, price, hours and rate come to."""
    part, labor = part_of(line), labor_of(line)
    pairs = {
        "part_amount": (line.part_amount, part),
        "labor_amount": (line.labor_amount, labor),
        "amount": (line.amount, part + labor + line.paint_amount),
    }
    for name, (told, found) in pairs.items():
        if told != found:
            yield Difference(f"lines.{line.position}.{name}", told, found)


def tax_on(other: OtherAmount, subtotal: Money, *, contained: bool) -> StatedTax:
    """The tax that a row names with its rate, worked out; as it stands where the row names no rate."""
    rates = rates_in([other.text])
    if len(rates) != 1:
        return StatedTax(name=other.text, amount=other.amount)
    rate = rates[0]
    of = 10_000 + rate.basis_points if contained else 10_000
    amount = Money(half_up(subtotal.minor * rate.basis_points, of), subtotal.currency)
    return StatedTax(name=other.text, amount=amount, rate=rate, base=subtotal)
