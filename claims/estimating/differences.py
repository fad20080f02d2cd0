"""What each difference between our sheet and the insurer's is worth, so that the worths and the remainder are the gap.

Lines that only one side has are omitted, added or standing there twice; matched ones are taken apart by
`line_differences`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claims.estimating.line_differences import Difference, Kind, taken_apart
from claims.estimating.matching import Certainty, Group, Matching
from claims.estimating.sheets import Sheet, SheetLine, clean_number
from claims.kernel.amounts import Share
from claims.kernel.errors import Refusal
from claims.kernel.money import Money


class TaxBasisDiffers(Refusal):
    """One sheet's prices include tax and the other's do not; convert one of them before they are compared."""


class CurrencyDiffers(Refusal):
    """One sheet is in {ours} and the other in {theirs}; sheets of two currencies cannot be compared."""


class MatchingDiffers(Refusal):
    """The matching does not fit these sheets: every line must stand in exactly one group; match them again."""


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
            found = taken_apart(left, right, tax_rates)
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
