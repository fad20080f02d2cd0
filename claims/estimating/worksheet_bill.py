"""A bill: lines with their amounts, the categories that they add up to to the cent, and each tax on its own base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from claims.estimating.categories import GROUP_OF, GROUPS, ORDER, taxed_codes
from claims.estimating.estimate import EstimateLine, EstimateProfile
from claims.estimating.pricing import Note, PricedTax, Tax, note_of, taxes_on
from claims.estimating.worksheet_figures import figures
from claims.estimating.worksheet_paint import paint_hours
from claims.kernel.amounts import Hours
from claims.kernel.money import Money

SUBTOTAL = "subtotal: the sum of {categories} categories = {total}"
TOTAL = "total: {subtotal} and taxes of {tax} = {total}"
TOTAL_CONTAINED = "total: the subtotal, whose prices include the taxes = {total}"


class LineAmounts(NamedTuple):
    """What one line comes to: `minor` units by category, and the refinish and clear-coat hours that are billed."""

    position: int
    currency: str
    minor: Mapping[str, int]
    refinish_x100: int
    clear_coat_x100: int

    @property
    def refinish_hours(self) -> Hours:
        """Refinish hours after blend and overlap."""
        return Hours(self.refinish_x100)

    @property
    def clear_coat_hours(self) -> Hours:
        """Hours that the clear coat adds."""
        return Hours(self.clear_coat_x100)

    @property
    def part(self) -> Money:
        """The parts of the line, with mark-up."""
        return self.of_group("part")

    @property
    def labor(self) -> Money:
        """All labor but refinish."""
        return self.of_group("labor")

    @property
    def paint(self) -> Money:
        """Refinish labor with clear coat, and paint per panel."""
        return self.of_group("paint")

    @property
    def material(self) -> Money:
        """Paint, shop and auxiliary material and hazardous waste."""
        return self.of_group("material")

    @property
    def other(self) -> Money:
        """Sublet work, towing, storage and the like, and the line's part of the management fee."""
        return self.of_group("other")

    @property
    def amount(self) -> Money:
        """The whole line."""
        return Money(sum(self.minor.values()), self.currency)

    def of_group(self, group: str) -> Money:
        """The sum of a group's categories."""
        return Money(sum(minor for code, minor in self.minor.items() if GROUP_OF[code] == group), self.currency)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """Lines in their order, the categories that they add up to exactly, and taxes each rounded on its own."""

    currency: str
    lines: tuple[LineAmounts, ...]
    categories: Mapping[str, Money]  # by the trade's codes and in its order; those that are none are left out
    taxes: tuple[PricedTax, ...]
    taxes_added: bool

    @property
    def subtotal(self) -> Money:
        """The sum of the categories."""
        return Money.total(self.categories.values(), self.currency)

    @property
    def tax(self) -> Money:
        """All taxes together: added to the subtotal, or contained in it."""
        return Money.total((tax.amount for tax in self.taxes), self.currency)

    @property
    def total(self) -> Money:
        """What is to be paid, by whomever."""
        return self.subtotal + self.tax if self.taxes_added else self.subtotal

    def of_group(self, group: str) -> Money:
        """The sum of a group's categories: part, labor, paint, material, other."""
        codes = GROUPS[group]
        return Money.total((amount for code, amount in self.categories.items() if code in codes), self.currency)


def billed(lines: Sequence[EstimateLine], profile: EstimateProfile, notes: list[Note]) -> Bill:
    """The lines under the profile, all of them in one total. Raises RateMissing with every missing rate."""
    painted = paint_hours(lines, profile, notes)
    cells = figures(lines, painted, profile, notes)
    found: dict[str, int] = {}
    for cell in cells:
        for code, minor in cell.items():
            found[code] = found[code] + minor if code in found else minor
    sums = {code: found.get(code, 0) for code in ORDER}
    taxable = dict(sums)
    for line, cell in zip(lines, cells, strict=True):
        if not line.taxable:
            for code, minor in cell.items():
                taxable[code] -= minor
    categories = {code: Money(sums[code], profile.currency) for code in ORDER if code in found}
    subtotal = Money(sum(sums.values()), profile.currency)
    notes.append(note_of(SUBTOTAL, categories=len(categories), total=subtotal))
    taxes = [Tax(tax.name, tax.rate, taxed_codes(tax.on)) for tax in profile.taxes]
    contained = bool(profile.prices_include_tax)
    bill = Bill(
        currency=profile.currency,
        lines=tuple(
            LineAmounts(line.position, profile.currency, cell, refinish, clear)
            for line, cell, refinish, clear in zip(lines, cells, painted.refinish, painted.clear, strict=True)
        ),
        categories=categories,
        taxes=taxes_on(taxable, taxes, profile.currency, notes, contained=contained),
        taxes_added=not contained,
    )
    text = TOTAL_CONTAINED if contained else TOTAL
    notes.append(note_of(text, subtotal=subtotal, tax=bill.tax, total=bill.total))
    return bill
