"""The amounts that a row of a return states, and what follows from them for part, labor, paint and the whole line."""

from __future__ import annotations

from dataclasses import dataclass

from claims.estimating.sheets import Operation
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money


@dataclass(frozen=True)
class StatedAmounts:
    """The amounts, hours and rate that the cells of a row state; None where they say nothing."""

    price: Money | None
    part: Money | None
    labor: Money | None
    paint: Money | None
    whole: Money | None
    time: Hours | None
    rate: Money | None

    @property
    def is_split(self) -> bool:
        """Whether the row says more than one amount for everything."""
        return any(each is not None for each in (self.price, self.part, self.labor, self.paint)) or bool(self.rate)

    def settled(self, count: Quantity, currency: str, operation: Operation) -> tuple[Money, Money, Money, Money]:
        """Part, labor, paint and the whole line: what is stated stays, what is not stated is worked out."""
        nothing = Money(0, currency)
        part = self.part if self.part is not None else self.price.times(count) if self.price is not None else None
        labor = self.labor
        if labor is None and self.rate is not None and self.time is not None:
            labor = self.rate.for_hours(self.time)
        if part is None and labor is None and self.paint is None and self.whole is not None:
            # only one amount is stated: it belongs to the part, or to paint or work where the operation says so
            if operation in (Operation.REFINISH, Operation.BLEND):
                return nothing, nothing, self.whole, self.whole
            if operation in (Operation.UNSTATED, Operation.REPLACE, Operation.ADDITIONAL_COST):
                return self.whole, nothing, nothing, self.whole
            return nothing, self.whole, nothing, self.whole
        part, labor, paint = part or nothing, labor or nothing, self.paint or nothing
        return part, labor, paint, self.whole if self.whole is not None else part + labor + paint
