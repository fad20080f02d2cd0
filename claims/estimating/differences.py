"""What each difference between our sheet and the insurer's is worth, so that the worths and the remainder are the gap.

A group's lines are taken together and then taken apart in one fixed order: presence; operation; the part (supplier, or
quantity and then part kind, tax basis or price); the labor (hours, rate, cap); the paint (cap); what the
line's own amount says beyond its parts (price). Each step replaces one of our values by theirs and is worth the change,
so the worths add up to the cent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.estimating.matching import Certainty, Group, Matching
from claims.estimating.sheets import Sheet, SheetLine, SuppliedBy, clean_number
from claims.kernel.amounts import Hours, Quantity, Share, half_up
from claims.kernel.errors import Refusal
from claims.kernel.money import Money


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


class TaxBasisDiffers(Refusal):
    """One sheet's prices include tax and the other's do not; convert one of them before they are compared."""


class CurrencyDiffers(Refusal):
    """One sheet is in {ours} and the other in {theirs}; sheets of two currencies cannot be compared."""


class MatchingDiffers(Refusal):
    """The matching does not fit these sheets: every line must stand in exactly one group; match them again."""


@dataclass(frozen=True)
class Difference:
    """One difference and its worth: ours less theirs."""

    kind: Kind
    worth: Money


@dataclass(frozen=True)
class GroupComparison:
    """A group with what it costs on either side; the worths add up to ours less theirs."""

    group: Group
    ours_amount: Money
    theirs_amount: Money
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """All groups and the gap of the totals; gap = worths + remainder (what stands beside the lines)."""

    groups: tuple[GroupComparison, ...]
    ours_total: Money
    theirs_total: Money
    gap: Money
    remainder: Money


def compare(ours: Sheet, theirs: Sheet, matching: Matching, *, tax_rates: Sequence[Share] = ()) -> Comparison:
    """Compare two sheets group by group; an offered group is not made, so its lines count as omitted and added."""
    if ours.currency != theirs.currency:
        raise CurrencyDiffers(ours=ours.currency, theirs=theirs.currency)
    if None not in (bases := {ours.prices_include_tax, theirs.prices_include_tax}) and len(bases) == 2:
        raise TaxBasisDiffers
    _refuse_misfit(ours, theirs, matching)
    mine = {line.position: line for line in ours.lines}
    yours = {line.position: line for line in theirs.lines}
    twice = _Twice(ours, theirs, matching)
    groups: list[GroupComparison] = []
    for group in matching.groups:
        left, right = [mine[place] for place in group.ours], [yours[place] for place in group.theirs]
        nothing = Money(0, ours.currency)
        costs, answers = _sum(left, nothing), _sum(right, nothing)
        if group.certainty is Certainty.SURE and left and right:
            found = _apart(_together(left), _together(right), tax_rates)
        else:
            found = [Difference(Kind.DUPLICATE if twice.ours(line) else Kind.OMITTED, line.amount) for line in left]
            found += [Difference(Kind.DUPLICATE if twice.theirs(line) else Kind.ADDED, -line.amount) for line in right]
        groups.append(GroupComparison(group, costs, answers, tuple(found)))
    gap = ours.total - theirs.total
    worths = Money.total((entry.worth for group in groups for entry in group.differences), ours.currency)
    return Comparison(tuple(groups), ours.total, theirs.total, gap, gap - worths)


def _refuse_misfit(ours: Sheet, theirs: Sheet, matching: Matching) -> None:
    mine = Counter(place for group in matching.groups for place in group.ours)
    yours = Counter(place for group in matching.groups for place in group.theirs)
    if mine != Counter(line.position for line in ours.lines) or yours != Counter(
        line.position for line in theirs.lines
    ):
        raise MatchingDiffers


def _sum(lines: Sequence[SheetLine], nothing: Money) -> Money:
    return Money.total((line.amount for line in lines), nothing.currency)


class _Twice:
    """Lines that stand alone although the same line was matched already: billed twice, or answered twice."""

    def __init__(self, ours: Sheet, theirs: Sheet, matching: Matching) -> None:
        matched = [
            group for group in matching.groups if group.certainty is Certainty.SURE and group.ours and group.theirs
        ]
        mine = {place for group in matched for place in group.ours}
        yours = {place for group in matched for place in group.theirs}
        self._ours = {_identity(line) for line in ours.lines if line.position in mine}
        self._theirs = {_identity(line) for line in theirs.lines if line.position in yours}

    def ours(self, line: SheetLine) -> bool:
        """Whether we billed this line elsewhere already."""
        return _identity(line) in self._ours

    def theirs(self, line: SheetLine) -> bool:
        """Whether the insurer answered this line elsewhere already."""
        return _identity(line) in self._theirs


def _identity(line: SheetLine) -> tuple[object, ...]:
    return clean_number(line.part_number) or line.text, line.side, line.operation, line.quantity, line.amount


@dataclass(frozen=True)
class _Sum:
    """Several lines as one: their amounts, and quantity, price, hours and rate where one value holds for all."""

    lines: tuple[SheetLine, ...]
    amount: Money
    part: Money
    labor: Money
    paint: Money
    quantity: Quantity | None
    price: Money | None
    hours: Hours | None
    rate: Money | None


def _together(lines: Sequence[SheetLine]) -> _Sum:
    nothing = Money(0, lines[0].amount.currency)
    parts = [line for line in lines if line.unit_price is not None and line.part_amount.minor]
    prices = {line.unit_price for line in parts}
    one_price = len(prices) == 1 and len({clean_number(line.part_number) or line.text for line in parts}) == 1
    rates = {line.rate for line in lines if line.hours.hundredths}
    return _Sum(
        tuple(lines),
        _sum(lines, nothing),
        Money.total((line.part_amount for line in lines), nothing.currency),
        Money.total((line.labor_amount for line in lines), nothing.currency),
        Money.total((line.paint_amount for line in lines), nothing.currency),
        Quantity(sum(line.quantity.thousandths for line in parts)) if one_price else None,
        next(iter(prices)) if one_price else None,
        Hours(sum(line.hours.hundredths for line in lines)) if rates else None,
        next(iter(rates)) if len(rates) == 1 else None,
    )


def _apart(ours: _Sum, theirs: _Sum, tax_rates: Sequence[Share]) -> list[Difference]:
    """The differences of one matched group, in the fixed order."""
    if _operation_changed(ours, theirs):
        return [Difference(Kind.OPERATION, ours.amount - theirs.amount)]
    found = [*_of_part(ours, theirs, tax_rates), *_of_labor(ours, theirs)]
    if ours.paint != theirs.paint:
        found.append(Difference(Kind.CAP, ours.paint - theirs.paint))
    told = Money.total((entry.worth for entry in found), ours.amount.currency)
    rest = ours.amount - theirs.amount - told
    if rest.minor:
        kind = Kind.PRICE if ours.part.minor or theirs.part.minor else Kind.CAP
        found.append(Difference(kind, rest))
    return found


def _operation_changed(ours: _Sum, theirs: _Sum) -> bool:
    """Whether both sides say what is done and no operation is common to them."""
    mine = {line.operation for line in ours.lines if line.operation}
    yours = {line.operation for line in theirs.lines if line.operation}
    return bool(mine and yours) and not mine & yours


def _of_part(ours: _Sum, theirs: _Sum, tax_rates: Sequence[Share]) -> list[Difference]:
    suppliers = [{line.supplied_by or SuppliedBy.SHOP for line in side.lines} for side in (ours, theirs)]
    told = any(line.supplied_by for line in theirs.lines)
    if told and suppliers[0] != suppliers[1]:
        return [Difference(Kind.SUPPLIER, ours.part - theirs.part)]
    found: list[Difference] = []
    standing = ours.part
    mine, yours = ours.quantity, theirs.quantity
    if ours.price is not None and mine is not None and yours is not None and mine != yours:
        standing = ours.price.times(yours)
        found.append(Difference(Kind.QUANTITY, ours.part - standing))
    kinds = [{line.part_kind for line in side.lines if line.part_kind} for side in (ours, theirs)]
    changed = bool(kinds[0] and kinds[1]) and kinds[0] != kinds[1]
    if changed:
        found.append(Difference(Kind.PART_KIND, standing - theirs.part))
    elif standing != theirs.part:
        only_tax = any(_only_tax(ours.price, theirs.price, rate) for rate in tax_rates)
        found.append(Difference(Kind.TAX_BASIS if only_tax else Kind.PRICE, standing - theirs.part))
    return found


def _only_tax(ours: Money | None, theirs: Money | None, rate: Share) -> bool:
    """Whether one price is the other with this tax taken out."""
    if ours is None or theirs is None:
        return False
    high, low = max(ours.minor, theirs.minor), min(ours.minor, theirs.minor)
    return high != low and half_up(high * 10_000, 10_000 + rate.basis_points) == low


def _of_labor(ours: _Sum, theirs: _Sum) -> list[Difference]:
    """Hours at our rate, then the rate at their hours, then a cap; where a side states no hours, the rate."""
    if ours.labor == theirs.labor and ours.hours == theirs.hours:
        return []
    if ours.hours is None or theirs.hours is None or ours.rate is None:
        found = Kind.HOURS if (ours.hours is None) != (theirs.hours is None) and not theirs.labor.minor else Kind.RATE
        return [Difference(found, ours.labor - theirs.labor)] if ours.labor != theirs.labor else []
    entries: list[Difference] = []
    standing = ours.labor
    if ours.hours != theirs.hours:
        standing = ours.rate.for_hours(theirs.hours)
        entries.append(Difference(Kind.HOURS, ours.labor - standing))
    if theirs.rate is not None and theirs.rate != ours.rate:
        after = theirs.rate.for_hours(theirs.hours)
        entries.append(Difference(Kind.RATE, standing - after))
        standing = after
    if standing != theirs.labor:
        kind = Kind.RATE if theirs.rate is None else Kind.CAP
        entries.append(Difference(kind, standing - theirs.labor))
    return entries
