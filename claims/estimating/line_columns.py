"""What damage lines and the quote lines made of them both say beside part, hours and panels (estimating.md, A line)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from claims.estimating.betterment import NO_BETTERMENT, BettermentTerms
from claims.estimating.estimate import signs


class MoreWork:
    """Columns of a line that the worksheet prices and that older lines leave at their usual values.

    `edits` are [{field, original, by_id, at}]: what stood there before somebody changed it.
    """

    labor_price_minor: Mapped[int | None] = mapped_column(BigInteger)  # of the whole operation, instead of its hours
    judgment: Mapped[bool] = mapped_column(default=False)  # a person's hours, not the database's
    included: Mapped[bool] = mapped_column(default=False)  # in other work: shown, billed as none
    refinish_included: Mapped[bool] = mapped_column(default=False)
    overlap: Mapped[str] = mapped_column(default="")  # adjacent | non_adjacent
    clear_coat: Mapped[bool] = mapped_column(default=False)
    stages: Mapped[str] = mapped_column(default="two")  # two | three
    cost_kind: Mapped[str] = mapped_column(default="")  # sublet | towing | storage | …
    stated_cost_minor: Mapped[int | None] = mapped_column(BigInteger)  # of that kind, before mark-up
    prior_damage: Mapped[str] = mapped_column(default="")  # related | unrelated
    betterment_bp: Mapped[int | None]  # a share of the part's amount …
    betterment_minor: Mapped[int | None] = mapped_column(BigInteger)  # … or an amount
    betterment_kind: Mapped[str] = mapped_column(default="")  # what is worn: tires, battery
    betterment_reason: Mapped[str] = mapped_column(default="")
    edits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    @property
    def marks(self) -> str:
        """The trade's signs beside the line."""
        return signs(manual=self.judgment, changed=bool(self.edits), part_kind=getattr(self, "part_kind"))  # noqa: B009

    @property
    def betterment(self) -> BettermentTerms:
        """What the customer bears of an insurer's line; of a line that somebody else pays whole there is none."""
        if getattr(self, "payer") != "insurer":  # noqa: B009
            return NO_BETTERMENT
        return BettermentTerms(self.betterment_bp, self.betterment_minor)


MORE_WORK = (
    "labor_price_minor", "judgment", "included", "refinish_included", "overlap", "clear_coat", "stages", "cost_kind",
    "stated_cost_minor", "prior_damage", "betterment_bp", "betterment_minor", "betterment_kind", "betterment_reason",
)  # fmt: skip
