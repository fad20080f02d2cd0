"""What lines cost under a rate profile: labor, paint and parts in whole minor units, each figure with its worksheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.errors import Fault, Refusal
from claims.kernel.money import Money

# the sentences of the worksheet
LABOR = "labor {kind}: {hours} h × {rate} = {total}"
LABOR_BY_LINE = "labor {kind}: {hours} h × {rate}, rounded per line = {total}"
MATERIAL = "paint material: {hours} h × {rate} = {total}"
MATERIAL_BY_LINE = "paint material: {hours} h × {rate}, rounded per line = {total}"
MATERIAL_CAPPED = "paint material: {hours} h × {rate} = {total}, capped at {cap}"
PANELS = "paint per panel: {panels} × {price} = {total}"
TAX_ADDED = "{name} {rate} on {base} = {total}"
TAX_CONTAINED = "{name} {rate}, contained in {base} = {total}"

PER_CATEGORY, PER_LINE = "per_category", "per_line"
EVERYTHING = ("part", "labor", "paint")
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


@dataclass(frozen=True)
class Note:
    """One line of the worksheet: which rule made a figure, as a sentence with its values."""

    text: str
    values: dict[str, str]

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
    zero, notes = Money(0, profile.currency), list[Note]()
    parts = [line.unit_price.times(line.quantity) if line.unit_price is not None else zero for line in lines]
    labor = [zero] * len(lines)
    for kind in sorted({line.labor_kind for line in lines if line.hours.hundredths}):
        hours = [line.hours.hundredths if line.labor_kind == kind else 0 for line in lines]
        labor = added(labor, worked(kind, hours, profile.rates[kind], profile, notes))
    paint = [zero] * len(lines)
    refinish = [line.refinish_hours.hundredths for line in lines]
    if any(refinish):
        paint = added(paint, worked("LAR", refinish, profile.rates["LAR"], profile, notes))
        if profile.paint_material_rate is not None:
            paint = added(paint, paint_material(refinish, profile.paint_material_rate, profile, notes))
    panels = [line.panels.thousandths for line in lines]
    if any(panels) and profile.paint_panel is not None:
        paint = added(paint, per_panel(panels, profile.paint_panel, profile, notes))
    sums = {"part": Money.total(parts, profile.currency), "labor": Money.total(labor, profile.currency),
            "paint": Money.total(paint, profile.currency)}  # fmt: skip
    return PricedSheet(
        lines=tuple(PricedLine(*amounts) for amounts in zip(parts, labor, paint, strict=True)),
        parts=sums["part"],
        labor=sums["labor"],
        paint=sums["paint"],
        taxes=taxes_on(sums, profile, notes),
        taxes_added=not profile.prices_include_tax,
        notes=tuple(notes),
    )


def refuse_missing_rates(lines: Sequence[Line], profile: Profile) -> None:
    """RateMissing where hours, refinish or panels stand on the list and the profile does not price them."""
    wanted = {line.labor_kind for line in lines if line.hours.hundredths}
    wanted |= {"LAR" for line in lines if line.refinish_hours.hundredths}
    faults = [Fault("no rate for labor of kind {kind}", "rates", {"kind": kind})
              for kind in sorted(wanted - set(profile.rates))]  # fmt: skip
    if profile.paint_panel is None and any(line.panels.thousandths for line in lines):
        faults.append(Fault("no price for painting a panel", "paint_panel"))
    if faults:
        raise RateMissing(faults=faults)


def worked(kind: str, hours: Sequence[int], rate: Money, profile: Profile, notes: list[Note]) -> list[Money]:
    """Hours (hundredths) of each line at one rate, rounded where the profile says."""
    if profile.rounding == PER_LINE:
        amounts = [rate.for_hours(Hours(each)) for each in hours]
        total = Money.total(amounts, profile.currency)
        notes.append(note_of(LABOR_BY_LINE, kind=kind, hours=Hours(sum(hours)), rate=rate, total=total))
        return amounts
    total = rate.for_hours(Hours(sum(hours)))
    notes.append(note_of(LABOR, kind=kind, hours=Hours(sum(hours)), rate=rate, total=total))
    return total.spread(hours)


def paint_material(hours: Sequence[int], rate: Money, profile: Profile, notes: list[Note]) -> list[Money]:
    """Refinish hours at the material rate, with the profile's cap in money, shared by hours."""
    total = rate.for_hours(Hours(sum(hours)))
    said: dict[str, object] = {"hours": Hours(sum(hours)), "rate": rate, "total": total}
    if profile.paint_material_cap is not None and profile.paint_material_cap < total:
        notes.append(note_of(MATERIAL_CAPPED, **said, cap=profile.paint_material_cap))
        return profile.paint_material_cap.spread(hours)
    if profile.rounding == PER_LINE:
        amounts = [rate.for_hours(Hours(each)) for each in hours]
        notes.append(note_of(MATERIAL_BY_LINE, **said | {"total": Money.total(amounts, profile.currency)}))
        return amounts
    notes.append(note_of(MATERIAL, **said))
    return total.spread(hours)


def per_panel(panels: Sequence[int], price: Money, profile: Profile, notes: list[Note]) -> list[Money]:
    """Panels (thousandths) at the price of one, material included."""
    if profile.rounding == PER_LINE:
        amounts = [price.times(Quantity(each)) for each in panels]
        total = Money.total(amounts, profile.currency)
    else:
        total = price.times(Quantity(sum(panels)))
        amounts = total.spread(panels)
    notes.append(note_of(PANELS, panels=Quantity(sum(panels)), price=price, total=total))
    return amounts


def taxes_on(sums: dict[str, Money], profile: Profile, notes: list[Note]) -> tuple[PricedTax, ...]:
    """Each tax rounded on its own: on its base where prices exclude it, as contained in it where they include it."""
    found = []
    for tax in profile.taxes:
        base = Money.total((sums[name] for name in tax.on), profile.currency)
        if profile.prices_include_tax:
            together = sum(t.rate.basis_points for t in profile.taxes if t.on == tax.on)
            amount = Money(half_up(base.minor * tax.rate.basis_points, 10_000 + together), profile.currency)
            notes.append(note_of(TAX_CONTAINED, name=tax.name, rate=tax.rate, base=base, total=amount))
        else:
            amount = base.portion(tax.rate)
            notes.append(note_of(TAX_ADDED, name=tax.name, rate=tax.rate, base=base, total=amount))
        found.append(PricedTax(tax.name, tax.rate, base, amount))
    return tuple(found)


def note_of(text: str, **values: object) -> Note:
    """A line of the worksheet; amounts stand in it as plain decimals."""
    return Note(text, {name: str(value) for name, value in values.items()})


def selling_price(cost: Money, markup: Share) -> Money:
    """The supplier's unit price with the profile's mark-up, rounded once, half up."""
    return Money(half_up(cost.minor * (10_000 + markup.basis_points), 10_000), cost.currency)


def added(left: Sequence[Money], right: Sequence[Money]) -> list[Money]:
    """Amounts added line by line."""
    add: Callable[[Money, Money], Money] = Money.__add__
    return [add(one, other) for one, other in zip(left, right, strict=True)]
