"""Totals as a file states them beside totals as computed: every difference, and nothing is repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.estimating.categories import ROLL_UPS
from claims.estimating.estimate import Stated
from claims.estimating.worksheet import Worksheet
from claims.kernel.money import Money


@dataclass(frozen=True)
class Difference:
    """A total that the file states otherwise than it is computed; `difference` is stated less computed.

    `name` says which: `subtotal`, `net`, `categories.PAN`, `taxes.state`, `taxes.state.base`.
    """

    name: str
    stated: Money
    computed: Money

    @property
    def difference(self) -> Money:
        """How much more the file states; below zero where it states less."""
        return self.stated - self.computed


def compared(stated: Stated, worksheet: Worksheet) -> list[Difference]:
    """Every stated total that differs from the worksheet's, in the order of a bill; what is not stated is not compared.

    ValueError where the file states another currency than the worksheet's.
    """
    pairs = [*category_pairs(stated, worksheet), *tax_pairs(stated, worksheet), *total_pairs(stated, worksheet)]
    differences = [Difference(name, told, computed) for name, told, computed in pairs]
    return [each for each in differences if each.difference.minor]


def category_pairs(stated: Stated, worksheet: Worksheet) -> Iterator[tuple[str, Money, Money]]:
    """Each stated category, or roll-up of parts (PAT), labor (LAT) or materials (MAT), with what it comes to."""
    for code, amount in stated.categories.items():
        codes = ROLL_UPS.get(code, (code,))
        found = (worksheet.categories[each] for each in codes if each in worksheet.categories)
        yield f"categories.{code}", amount, Money.total(found, worksheet.currency)


def tax_pairs(stated: Stated, worksheet: Worksheet) -> Iterator[tuple[str, Money, Money]]:
    """Each stated tax, and its base where the file prints one; what a file prints in two rows of a name is one tax."""
    for name in dict.fromkeys(tax.name for tax in stated.taxes):
        told = [tax for tax in stated.taxes if tax.name == name]
        found = [tax for tax in worksheet.taxes if tax.name == name]
        bases = [tax.base for tax in told if tax.base is not None]
        if len(bases) == len(told):
            base = Money.total((tax.base for tax in found), worksheet.currency)
            yield f"taxes.{name}.base", Money.total(bases, worksheet.currency), base
        amount = Money.total((tax.amount for tax in told), worksheet.currency)
        yield f"taxes.{name}", amount, Money.total((tax.amount for tax in found), worksheet.currency)


def total_pairs(stated: Stated, worksheet: Worksheet) -> Iterator[tuple[str, Money, Money]]:
    """The stated totals, each with the worksheet's."""
    computed = {
        "subtotal": (stated.subtotal, worksheet.subtotal),
        "total": (stated.total, worksheet.total),
        "betterment": (stated.betterment, worksheet.betterment),
        "prior_damage": (stated.prior_damage, worksheet.prior_damage),
        "deductible": (stated.deductible, worksheet.deductible),
        "customer_share": (stated.customer_share, worksheet.customer_share),
        "net": (stated.net, worksheet.net),
    }
    for name, (told, found) in computed.items():
        if told is not None:
            yield name, told, found
