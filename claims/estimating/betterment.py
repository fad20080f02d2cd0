"""Betterment of a line: the wear that a new part makes good, borne by the customer and no insurer; what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.kernel.amounts import half_up

WHOLE_BP = 10_000


@dataclass(frozen=True)
class BettermentTerms:
    """A share (basis points) of the part's amount, or an amount (minor units) of the line; neither: no betterment."""

    share_bp: int | None = None
    amount_minor: int | None = None

    @property
    def told(self) -> bool:
        """Whether there is a betterment."""
        return self.share_bp is not None or self.amount_minor is not None

    def of(self, part_minor: int, whole_minor: int) -> int:
        """Minor units of it in a line: the share of its part, rounded half up; an amount as far as the line goes."""
        if self.share_bp is not None:
            return half_up(part_minor * self.share_bp, WHOLE_BP)
        return min(self.amount_minor or 0, whole_minor)

    def by_column(self, amounts: Mapping[str, int]) -> dict[str, BettermentTerms]:
        """The terms over part, labor and paint, as the order keeps them apart, given the amount of each.

        A share stands with the part. An amount is taken from the first of them that has something, then the next.
        """
        found, left = dict.fromkeys(amounts, NO_BETTERMENT), self.amount_minor or 0
        if self.share_bp is not None:
            return found | {"part": self}
        for column, minor in amounts.items():
            if taken := min(left, minor):
                found[column] = BettermentTerms(amount_minor=taken)
                left -= taken
        return found


NO_BETTERMENT = BettermentTerms()
