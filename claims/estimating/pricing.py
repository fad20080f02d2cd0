"""What lines cost under a rate profile: labor, paint and parts in whole minor units, each figure with its worksheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.errors import Fault, Refusal
from claims.kernel.money import Money

# the sentences of the worksheet
LABOR = "labor {kind}: {hours} h × {rate} = {total}"
LABOR_BY_LINE = "labor {kind}: {hours} h × {rate}, rounded per line = {total}"
MATERIAL = "paint material: {hours} h × {rate} = {total}"
MATERIAL_BY_LINE = "paint material: {hours} h × {rate}, rounded per line = {total}"
MATERIAL_CAPPED = "paint material: {hours} h × {rate} = {total}, capped at {cap}"
PAINT_MATERIAL = (MATERIAL, MATERIAL_BY_LINE, MATERIAL_CAPPED)
PANELS = "paint per panel: {panels} × {price} = {total}"
PANELS_LESS = "paint per panel: {panels} × {price}, less {discount} from {least} panels on = {total}"
TAX_ADDED = "{name} {rate} on {base} = {total}"
TAX_CONTAINED = "{name} {rate}, contained in {base} = {total}"

PER_CATEGORY, PER_LINE = "per_category", "per_line"
EVERYTHING = ("part", "labor", "paint", "material", "other")
ONE, NO_PANELS, NO_HOURS, NO_SHARE = Quantity(1000), Quantity(0), Hours(0), Share(0)


class RateMissing(Refusal):
    """The rate profile has no price for work that stands on the list; enter the missing rates first."""

    status = 409


@dataclass(frozen=True)
class Tax:
    """One tax of a profile; each is rounded on its own on the amounts it is on."""

    name: str
    rate: Share
    on: tuple[str, ...] = EVERYTHING


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What an hour, paint and a part cost; amounts in one currency."""

    currency: str
    rates: dict[str, Money]  # labor kind -> one hour
    paint_material_rate: Money | None = None  # per refinish hour
    paint_material_cap: Money | None = None
    paint_panel: Money | None = None  # per panel, material included
    part_markup: Share = NO_SHARE
    prices_include_tax: bool = False
    taxes: tuple[Tax, ...] = ()
    rounding: str = PER_CATEGORY


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is to be priced: a part with its unit price, hours of one labor kind, refinish hours, painted panels."""

    unit_price: Money | None = None
    quantity: Quantity = ONE
    labor_kind: str = "LAB"
    hours: Hours = NO_HOURS
    refinish_hours: Hours = NO_HOURS
    panels: Quantity = NO_PANELS


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
class PricedLine:
    """The amounts of one line."""

    part: Money
    labor: Money
    paint: Money

    @property
    def amount(self) -> Money:
        """Part, labor and paint together."""
        return self.part + self.labor + self.paint


@dataclass(frozen=True)
class PricedTax:
    """One tax: its base, and its amount (added to the total, or contained in it)."""

    name: str
    rate: Share
    base: Money
    amount: Money


@dataclass(frozen=True)
class PricedSheet:
    """All lines in their order, the categories that they add up to, the taxes, the total, and the worksheet."""

    lines: tuple[PricedLine, ...]
    parts: Money
    labor: Money
    paint: Money
    taxes: tuple[PricedTax, ...]
    taxes_added: bool
    notes: tuple[Note, ...] = field(default=())

    @property
    def subtotal(self) -> Money:
        """The sum of all lines."""
        return self.parts + self.labor + self.paint

    @property
    def tax(self) -> Money:
        """All taxes together: added to the subtotal, or contained in it."""
        return Money.total((tax.amount for tax in self.taxes), self.parts.currency)

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return self.subtotal + self.tax if self.taxes_added else self.subtotal


def price_lines(lines: Sequence[Line], profile: Profile) -> PricedSheet:
    """Price every line; its amounts add up to the categories exactly. Raises RateMissing with every missing rate."""
    refuse_missing_rates(lines, profile)
    notes, rounding = list[Note](), profile.rounding
    parts = [line.unit_price.times(line.quantity).minor if line.unit_price is not None else 0 for line in lines]
    labor, paint = [0] * len(lines), [0] * len(lines)
    for kind in sorted({line.labor_kind for line in lines if line.hours.hundredths}):
        hours = [line.hours.hundredths if line.labor_kind == kind else 0 for line in lines]
        labor = added(labor, worked(kind, hours, profile.rates[kind], rounding, notes))
    refinish = [line.refinish_hours.hundredths for line in lines]
    if any(refinish):
        paint = added(paint, worked("LAR", refinish, profile.rates["LAR"], rounding, notes))
        if profile.paint_material_rate is not None:
            rate, cap = profile.paint_material_rate, profile.paint_material_cap
            paint = added(paint, material(PAINT_MATERIAL, refinish, rate, cap, rounding, notes))
    panels = [line.panels.thousandths for line in lines]
    if any(panels) and profile.paint_panel is not None:
        paint = added(paint, per_panel(panels, profile.paint_panel, (), rounding, notes))
    sums = {"part": sum(parts), "labor": sum(labor), "paint": sum(paint), "material": 0, "other": 0}

    def money(minor: int) -> Money:
        return Money(minor, profile.currency)

    return PricedSheet(
        lines=tuple(PricedLine(*map(money, amounts)) for amounts in zip(parts, labor, paint, strict=True)),
        parts=money(sums["part"]),
        labor=money(sums["labor"]),
        paint=money(sums["paint"]),
        taxes=taxes_on(sums, profile.taxes, profile.currency, notes, contained=profile.prices_include_tax),
        taxes_added=not profile.prices_include_tax,
        notes=tuple(notes),
    )


def refuse_missing_rates(lines: Sequence[Line], profile: Profile) -> None:
    """RateMissing where hours, refinish or panels stand on the list and the profile does not price them."""
    wanted = {line.labor_kind for line in lines if line.hours.hundredths}
    wanted |= {"LAR" for line in lines if line.refinish_hours.hundredths}
    panels = profile.paint_panel is None and any(line.panels.thousandths for line in lines)
    refuse_missing(wanted - set(profile.rates), panels=panels)


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


def added(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """Amounts added line by line."""
    return [one + other for one, other in zip(left, right, strict=True)]
