"""The amounts that a row of a return states, and what follows from them for part, labor, paint and the whole line."""

from __future__ import annotations

from dataclasses import dataclass

from claims.estimating.sheets import Operation
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money


@dataclass(frozen=True)
class StatedAmounts:
    """The amounts, hours and rate that the cells of a row state; None where they say nothing."""

    price: Money | None = None
    part: Money | None = None
    labor: Money | None = None
    paint: Money | None = None
    whole: Money | None = None
    hours: Hours | None = None
    rate: Money | None = None
    refinish_hours: Hours | None = None
    refinish_rate: Money | None = None

    @property
    def is_split(self) -> bool:
        """Whether the row says more than one amount for everything."""
        told = (self.price, self.part, self.labor, self.paint, self.rate, self.refinish_rate)
        return any(each is not None for each in told)

    def settled(self, count: Quantity, currency: str, operation: Operation) -> tuple[Money, Money, Money, Money]:
        """Part, labor, paint and the whole line: what is stated stays, what is not stated is worked out."""
        nothing = Money(0, currency)
        part = self.part if self.part is not None else self.price.times(count) if self.price is not None else None
        labor = self.labor if self.labor is not None else worked(self.hours, self.rate)
        paint = self.paint if self.paint is not None else worked(self.refinish_hours, self.refinish_rate)
        if part is None and labor is None and paint is None and self.whole is not None:
            # only one amount is stated: it belongs to the part, or to paint or work where the operation says so
            if operation in (Operation.REFINISH, Operation.BLEND):
                return nothing, nothing, self.whole, self.whole
            if operation in (Operation.UNSTATED, Operation.REPLACE, Operation.ADDITIONAL_COST):
                return self.whole, nothing, nothing, self.whole
            return nothing, self.whole, nothing, self.whole
        part, labor, paint = part or nothing, labor or nothing, paint or nothing
        return part, labor, paint, self.whole if self.whole is not None else part + labor + paint


def worked(hours: Hours | None, rate: Money | None) -> Money | None:
    """Hours at their rate; None where one of them is not stated."""
    return rate.for_hours(hours) if hours is not None and rate is not None else None
