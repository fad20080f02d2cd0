"""The sums that a price is made of: hours, material, panels and taxes in whole minor units, each with its note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.errors import Fault, Refusal
from claims.kernel.money import Money

# the sentences of the worksheet
LABOR = "labor {kind}: {hours} h × {rate} = {total}"
LABOR_BY_LINE = "labor {kind}: {hours} h × {rate}, rounded per line = {total}"
PANELS = "paint per panel: {panels} × {price} = {total}"
PANELS_LESS = "paint per panel: {panels} × {price}, less {discount} from {least} panels on = {total}"
TAX_ADDED = "{name} {rate} on {base} = {total}"
TAX_CONTAINED = "{name} {rate}, contained in {base} = {total}"

PER_CATEGORY, PER_LINE = "per_category", "per_line"
EVERYTHING = ("part", "labor", "paint", "material", "other")
NO_PANELS, NO_SHARE = Quantity(0), Share(0)


class RateMissing(Refusal):
    """The rate profile has no price for work that stands on the list; enter the missing rates first."""

    status = 409


@dataclass(frozen=True)
class Tax:
    """One tax of a profile; each is rounded on its own on the amounts it is on."""

    name: str
    rate: Share
    on: tuple[str, ...] = EVERYTHING


class Note(NamedTuple):
    """One line of the worksheet: which rule made a figure, as a sentence with its values."""

    text: str
    exact: Mapping[str, object]

    @property
    def values(self) -> dict[str, str]:
        """The values of the sentence; amounts as plain decimals."""
        return {name: str(value) for name, value in self.exact.items()}

    def __str__(self) -> str:
        return self.text.format_map(self.values)


@dataclass(frozen=True)
class PricedTax:
    """One tax: its base, and its amount (added to the total, or contained in it)."""

    name: str
    rate: Share
    base: Money
    amount: Money


def refuse_missing(kinds: Iterable[str], *, panels: bool) -> None:
    """RateMissing that names every labor kind without a rate, and the panel where it has no price."""
    faults = [Fault("no rate for labor of kind {kind}", "rates", {"kind": kind}) for kind in sorted(kinds)]
    if panels:
        faults.append(Fault("no price for painting a panel", "paint_panel"))
    if faults:
        raise RateMissing(faults=faults)


def rounded(exact: Sequence[int], divisor: int, rounding: str, ranks: Sequence[Any] = ()) -> list[int]:
    """Whole minor units of exact amounts (each `divisor` times too large), rounded half up once.

    Per line each is rounded alone. Per category the sum is rounded, and what the lines lack of it goes to those with
    the largest fractions; of equal ones to the lower rank, which without `ranks` is the earlier line.
    """
    if rounding == PER_LINE:
        return [half_up(each, divisor) for each in exact]
    parts = [each // divisor for each in exact]
    lacking = half_up(sum(exact), divisor) - sum(parts)
    if lacking:
        rank = ranks or range(len(exact))
        broken = [place for place, each in enumerate(exact) if each % divisor]
        for place in sorted(broken, key=lambda i: (-(exact[i] % divisor), rank[i], exact[i]))[:lacking]:
            parts[place] += 1
    return parts


def worked(
    kind: str, hours: Sequence[int], rate: Money, rounding: str, notes: list[Note], ranks: Sequence[Any] = ()
) -> list[int]:
    """Minor units of each line for its hours (hundredths) at one rate, rounded where the profile says."""
    amounts = rounded([rate.minor * each for each in hours], 100, rounding, ranks)
    text = LABOR_BY_LINE if rounding == PER_LINE else LABOR
    total = Money(sum(amounts), rate.currency)
    notes.append(note_of(text, kind=kind, hours=Hours(sum(hours)), rate=rate, total=total))
    return amounts


def material(
    texts: tuple[str, str, str], hours: Sequence[int], rate: Money, cap: Money | None, rounding: str,
    notes: list[Note], ranks: Sequence[Any] = (), **named: str,
) -> list[int]:  # fmt: skip
    """Minor units of each line for its hours (hundredths) at the material's rate, at most the cap, shared by hours.

    `texts` are the sentences for the category rounded once, for lines rounded alone, and for the cap.
    """
    by_category, by_line, at_cap = texts
    amounts = rounded([rate.minor * each for each in hours], 100, rounding, ranks)
    total = Money(sum(amounts), rate.currency)
    said: dict[str, object] = {**named, "hours": Hours(sum(hours)), "rate": rate, "total": total}
    if cap is not None and cap < total:
        notes.append(note_of(at_cap, **said, cap=cap))
        return rounded([cap.minor * each for each in hours], sum(hours), PER_CATEGORY, ranks)
    notes.append(note_of(by_line if rounding == PER_LINE else by_category, **said))
    return amounts


def per_panel(
    panels: Sequence[int], price: Money, discounts: Sequence[tuple[Quantity, Share]], rounding: str,
    notes: list[Note], ranks: Sequence[Any] = (),
) -> list[int]:  # fmt: skip
    """Minor units of each line for its panels (thousandths) at the price of one, material included.

    Of the discounts, each from so many panels on, the one that begins highest is taken off the price of all panels.
    """
    together = Quantity(sum(panels))
    least, discount = max((each for each in discounts if each[0] <= together), default=(NO_PANELS, NO_SHARE))
    part = 10_000 - discount.basis_points
    amounts = rounded([price.minor * each * part for each in panels], 10_000_000, rounding, ranks)
    said: dict[str, object] = {"panels": together, "price": price, "total": Money(sum(amounts), price.currency)}
    if discount.basis_points:
        notes.append(note_of(PANELS_LESS, **said, discount=discount, least=least))
    else:
        notes.append(note_of(PANELS, **said))
    return amounts


def taxes_on(
    bases: Mapping[str, int], taxes: Sequence[Tax], currency: str, notes: list[Note], *, contained: bool
) -> tuple[PricedTax, ...]:
    """Each tax rounded on its own, on the sum of its bases (minor units) or as contained in them.

    A base that contains several taxes contains each in proportion to its rate.
    """
    together = {name: sum(tax.rate.basis_points for tax in taxes if name in tax.on) for name in bases}
    found = []
    for tax in taxes:
        base = Money(sum(bases[name] for name in tax.on), currency)
        if contained:
            exact = sum(
                (Fraction(bases[name] * tax.rate.basis_points, 10_000 + together[name]) for name in tax.on), Fraction()
            )
            amount = Money(half_up(exact.numerator, exact.denominator), currency)
        else:
            amount = base.portion(tax.rate)
        text = TAX_CONTAINED if contained else TAX_ADDED
        notes.append(note_of(text, name=tax.name, rate=tax.rate, base=base, total=amount))
        found.append(PricedTax(tax.name, tax.rate, base, amount))
    return tuple(found)


def note_of(text: str, **values: object) -> Note:
    """A line of the worksheet; its values become text only when somebody reads it."""
    return Note(text, values)


def selling_price(cost: Money, markup: Share) -> Money:
    """The supplier's unit price with the profile's mark-up, rounded once, half up."""
    return Money(half_up(cost.minor * (10_000 + markup.basis_points), 10_000), cost.currency)
