"""What is different between lines of ours and the lines of theirs that answer them, each with its kind and its worth.

The lines of a side are taken together and then taken apart in one fixed order: the operation; the part (supplier, or
quantity and then part kind, tax basis or price); the labor (hours, rate, cap); the refinish with its material (hours,
rate, cap); what the lines' own amounts say beyond that. Each step puts one of their values in the place of ours and is
worth the change, so the worths add up to the difference of the amounts to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.estimating.sheets import LaborKind, Operation, SheetLine, SuppliedBy, clean_number
from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.money import Money

OF_PAINT = frozenset({Operation.REFINISH, Operation.BLEND})
OF_PARTS = frozenset({Operation.UNSTATED, Operation.REPLACE, Operation.ADDITIONAL_COST})


class Kind(StrEnum):
    """What is different."""

    OMITTED = "omitted_by_insurer"
    ADDED = "added_by_insurer"
    HOURS = "hours"
    RATE = "rate"
    CAP = "cap"
    PART_KIND = "part_kind"
    QUANTITY = "quantity"
    PRICE = "price"
    OPERATION = "operation_changed"
    SUPPLIER = "supplier_changed"
    TAX_BASIS = "tax_basis"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Difference:
    """One difference and its worth: ours less theirs."""

    kind: Kind
    worth: Money


@dataclass(frozen=True)
class Work:
    """Labor, or refinish with its material: what it costs, its hours (None: unstated), its rate where it has one."""

    amount: Money
    hours: Hours | None
    rate: Money | None

    @property
    def told(self) -> bool:
        """Whether there is any."""
        return bool(self.amount.minor) or self.hours is not None


@dataclass(frozen=True)
class Together:
    """The lines of one side as one: quantity and unit price only where they hold for all of its parts."""

    lines: tuple[SheetLine, ...]
    amount: Money
    part: Money
    quantity: Quantity | None
    price: Money | None
    labor: Work
    refinish: Work
    split: bool


def taken_apart(
    ours: Sequence[SheetLine], theirs: Sequence[SheetLine], tax_rates: Sequence[Share] = ()
) -> list[Difference]:
    """The differences of lines that belong together, in the fixed order; none where they are the same."""
    mine, yours = together(ours), together(theirs)
    if operation_changed(mine, yours):
        return [Difference(Kind.OPERATION, mine.amount - yours.amount)]
    mine, yours = on_one_footing(*with_refinish_alike(mine, yours))
    found = of_part(mine, yours, tax_rates) + of_work(mine.labor, yours.labor) + of_work(mine.refinish, yours.refinish)
    told = Money.total((each.worth for each in found), mine.amount.currency)
    rest = mine.amount - yours.amount - told
    if rest.minor:
        kind = Kind.PRICE if mine.part.minor or yours.part.minor else Kind.CAP
        found.append(Difference(kind, rest))
    return found


def together(lines: Sequence[SheetLine]) -> Together:
    """Several lines of one side as one."""
    currency = lines[0].amount.currency
    parts = [line for line in lines if line.part_amount.minor] or list(lines)
    prices = {line.unit_price for line in parts}
    one_part = len({clean_number(line.part_number) or line.text for line in parts}) == 1
    one_price = next(iter(prices)) if one_part and len(prices) == 1 else None
    counted = one_part and (one_price is not None or len(parts) == 1)
    return Together(
        lines=tuple(lines),
        amount=Money.total((line.amount for line in lines), currency),
        part=Money.total((line.part_amount for line in lines), currency),
        quantity=Quantity(sum(line.quantity.thousandths for line in parts)) if counted else None,
        price=one_price,
        labor=worked((line.labor_amount, line.hours, line.rate) for line in lines),
        refinish=worked((line.paint_amount, line.refinish_hours, line.refinish_rate) for line in lines),
        split=all(line.split for line in lines),
    )


def worked(told: Iterable[tuple[Money, Hours, Money | None]]) -> Work:
    """The work of several lines as one."""
    amounts, hours, rates = zip(*told, strict=True)
    every = sum(each.hundredths for each in hours)
    of_hours = {rate for each, rate in zip(hours, rates, strict=True) if each.hundredths}
    return Work(
        Money.total(amounts, amounts[0].currency),
        Hours(every) if every else None,
        next(iter(of_hours)) if len(of_hours) == 1 else None,
    )


def operation_changed(ours: Together, theirs: Together) -> bool:
    """Whether both sides say what is done and no operation is common to them."""
    mine = {line.operation for line in ours.lines if line.operation}
    yours = {line.operation for line in theirs.lines if line.operation}
    return bool(mine and yours) and not mine & yours


def with_refinish_alike(ours: Together, theirs: Together) -> tuple[Together, Together]:
    """Both sides with their refinish where paint stands, where one keeps it as labor and the other does not."""
    if not (is_refinish(ours) or is_refinish(theirs)):
        return ours, theirs
    mine, yours = with_its_hours(ours), with_its_hours(theirs)
    if {(side.labor.told, side.refinish.told) for side in (mine, yours)} != {(True, False), (False, True)}:
        return mine, yours
    return as_refinish(mine), as_refinish(yours)


def is_refinish(side: Together) -> bool:
    """Whether all work of a side is refinish, by its operation or by its kind of labor."""
    return all(line.operation in OF_PAINT or line.labor_kind is LaborKind.REFINISH for line in side.lines)


def with_its_hours(side: Together) -> Together:
    """The side with its hours beside its money, where one column has all hours and that of paint all money."""
    labor, refinish = side.labor, side.refinish
    parted = is_refinish(side) and not labor.amount.minor and refinish.amount.minor and refinish.hours is None
    return as_refinish(side) if parted and labor.hours is not None else side


def as_refinish(side: Together) -> Together:
    """The side with its labor as refinish; it has only one of them, or hours of one and money of the other."""
    labor, refinish = side.labor, side.refinish
    work = Work(labor.amount + refinish.amount, labor.hours or refinish.hours, labor.rate or refinish.rate)
    return replace(side, labor=Work(Money(0, side.amount.currency), None, None), refinish=work)


def on_one_footing(ours: Together, theirs: Together) -> tuple[Together, Together]:
    """Both sides with their money in the same place where one of them states but one amount for everything.

    It goes where the other side has all of its own; where that has several, both go where the operation has it.
    """
    if ours.split and theirs.split:
        return ours, theirs
    told = ours if ours.split else theirs
    places = [name for name, amount in money_of(told).items() if amount.minor] if ours.split or theirs.split else []
    if len(places) == 1:
        place = places[0]
    else:
        operations = {line.operation for line in (*ours.lines, *theirs.lines) if line.operation} or {Operation.UNSTATED}
        place = "part" if operations & OF_PARTS else "refinish" if operations & OF_PAINT else "labor"
    return moved(ours, place), moved(theirs, place)


def money_of(side: Together) -> dict[str, Money]:
    """The three amounts of a side by their place."""
    return {"part": side.part, "labor": side.labor.amount, "refinish": side.refinish.amount}


def moved(side: Together, place: str) -> Together:
    """The side with its whole amount in one place."""
    nothing = Money(0, side.amount.currency)
    part, labor, refinish = (side.amount if name == place else nothing for name in ("part", "labor", "refinish"))
    mixed = place == "part" and (side.labor.amount.minor or side.refinish.amount.minor)
    return replace(
        side,
        part=part,
        price=None if mixed else side.price,
        labor=replace(side.labor, amount=labor, hours=side.labor.hours if place == "labor" else None),
        refinish=replace(side.refinish, amount=refinish, hours=side.refinish.hours if place == "refinish" else None),
    )


def of_part(ours: Together, theirs: Together, tax_rates: Sequence[Share]) -> list[Difference]:
    """Who supplies the part; or how many, then of which kind, or else on which tax basis or at which price."""
    suppliers = [{line.supplied_by or SuppliedBy.SHOP for line in side.lines} for side in (ours, theirs)]
    told = any(line.supplied_by for line in theirs.lines)
    if told and suppliers[0] != suppliers[1]:
        return [Difference(Kind.SUPPLIER, ours.part - theirs.part)]
    found: list[Difference] = []
    standing = ours.part
    mine, yours = ours.quantity, theirs.quantity
    if standing.minor and mine is not None and yours is not None and mine != yours:
        standing = at_quantity(ours, yours)
        found.append(Difference(Kind.QUANTITY, ours.part - standing))
    kinds = [{line.part_kind for line in side.lines if line.part_kind} for side in (ours, theirs)]
    if kinds[0] and kinds[1] and kinds[0] != kinds[1]:
        found.append(Difference(Kind.PART_KIND, standing - theirs.part))
    elif standing != theirs.part:
        only_tax = any(is_only_tax(ours.price, theirs.price, rate) for rate in tax_rates)
        found.append(Difference(Kind.TAX_BASIS if only_tax else Kind.PRICE, standing - theirs.part))
    return found


def at_quantity(side: Together, quantity: Quantity) -> Money:
    """What the side's parts come to at another quantity."""
    if side.price is not None and side.price.times(side.quantity or quantity) == side.part:
        return side.price.times(quantity)
    of = side.quantity.thousandths if side.quantity is not None else 0
    return Money(half_up(side.part.minor * quantity.thousandths, of), side.part.currency) if of else side.part


def is_only_tax(ours: Money | None, theirs: Money | None, rate: Share) -> bool:
    """Whether one price is the other with this tax taken out."""
    if ours is None or theirs is None:
        return False
    high, low = max(ours.minor, theirs.minor), min(ours.minor, theirs.minor)
    return high != low and half_up(high * 10_000, 10_000 + rate.basis_points) == low


def of_work(ours: Work, theirs: Work) -> list[Difference]:
    """Hours at what an hour of ours comes to, then the rate at their hours, then a cap for what rates do not explain.

    Where a side states no hours there is only a price to compare, and all of its hours where it has none at all.
    """
    if ours.amount == theirs.amount and ours.hours == theirs.hours:
        return []
    if ours.hours is None or theirs.hours is None:
        worth = ours.amount - theirs.amount
        return [Difference(kind_without_hours(ours, theirs), worth)] if worth.minor else []
    found: list[Difference] = []
    standing = ours.amount
    if ours.hours != theirs.hours:
        standing = Money(half_up(ours.amount.minor * theirs.hours.hundredths, ours.hours.hundredths), standing.currency)
        found.append(Difference(Kind.HOURS, ours.amount - standing))
    both = ours.rate is not None and theirs.rate is not None
    if ours.rate is not None and theirs.rate is not None and ours.rate != theirs.rate:
        worth = ours.rate.for_hours(theirs.hours) - theirs.rate.for_hours(theirs.hours)
        found.append(Difference(Kind.RATE, worth))
        standing = standing - worth
    if standing != theirs.amount:
        found.append(Difference(Kind.CAP if both else Kind.RATE, standing - theirs.amount))
    return found


def kind_without_hours(ours: Work, theirs: Work) -> Kind:
    """What it is where hours cannot be compared: work that one side does not have, or another price for it."""
    if not theirs.amount.minor:
        return Kind.OMITTED if ours.hours is None else Kind.HOURS
    if not ours.amount.minor:
        return Kind.ADDED if theirs.hours is None else Kind.HOURS
    return Kind.RATE
