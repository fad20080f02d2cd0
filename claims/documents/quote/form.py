"""The parts quote: what the shop asks the insurer for, line by line in the loss sheet's order (A7, A8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import (
    Bettered,
    Category,
    Head,
    Owner,
    Signature,
    Tax,
    Vehicle,
    Work,
    adds_up,
    bettered,
    coded,
    in_order,
    need,
    total,
)
from claims.documents.changes import ChangedLine, ChangedRest
from claims.documents.form import Checked, Form
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class QuoteLine(Checked):
    """One part: `change` says how it differs from the earlier revision ("", "new", "changed").

    With a quantity below nothing it gives back what was agreed before; `mark` is the supplement's (S01).
    """

    position: int
    name: str
    part_kind: str
    supplied_by: str
    quantity: Quantity
    unit_price: Money
    amount: Money
    part_number: str = ""
    lead_days: int | None = None
    change: str = ""
    note: str = ""
    mark: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        coded(
            faults,
            where,
            part_kind=(self.part_kind, words.PART_KINDS),
            supplied_by=(self.supplied_by, words.SUPPLIERS),
            change=(self.change, words.CHANGES),
        )
        adds_up(faults, f"{where}.amount", self.unit_price.times(self.quantity), self.amount)


@dataclass(frozen=True, kw_only=True)
class Quote(Form):
    """A quote (Q0) or the quote of a supplement (Q1, Q2 …), in one revision; sums are checked to the cent.

    `changes_from` is the revision that the `changes` are counted from; `total_before` the claim's running total.
    """

    kind: ClassVar[str] = "quote"
    title: ClassVar[str] = "Parts quote"

    head: Head
    vehicle: Vehicle
    owner: Owner
    insurer: str
    report_number: str
    loss_sheet: str
    version: str
    revision: int
    valid_until: date
    prices_include_tax: bool
    lines: tuple[QuoteLine, ...]
    parts_total: Money
    total: Money
    work: tuple[Work, ...] = ()
    labor: tuple[Category, ...] = ()
    labor_total: Money | None = None
    paint: tuple[Category, ...] = ()
    paint_total: Money | None = None
    other_total: Money | None = None
    other_text: str = ""
    taxes: tuple[Tax, ...] = ()
    betterments: tuple[Bettered, ...] = ()
    changes_from: str = ""
    changes: tuple[ChangedLine, ...] = ()
    rest_changes: tuple[ChangedRest, ...] = ()
    total_before: Money | None = None
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        vehicle = self.vehicle
        need(faults, "vehicle", plate=vehicle.plate, model=vehicle.model, vin=vehicle.vin)
        need(faults, "", insurer=self.insurer, version=self.version)
        faults.check(bool(self.lines or self.work or self.other_total), "there is no line on the quote", "lines")
        faults.check(self.revision == 0 or bool(self.changes_from), "a revision says what changed", "changes_from")
        in_order(faults, "lines", (line.position for line in self.lines))
        adds_up(faults, "parts_total", total((line.amount for line in self.lines), self.total), self.parts_total)
        adds_up(faults, "labor_total", self.sum_of(self.labor), self.labor_total or self.sum_of(()))
        adds_up(faults, "paint_total", self.sum_of(self.paint), self.paint_total or self.sum_of(()))
        in_order(faults, "betterments", (one.position for one in self.betterments))
        faults.check(
            not self.betterments or self.asked.minor >= 0, "the betterment is more than the quote", "betterments"
        )
        parts = [self.parts_total, self.labor_total, self.paint_total, self.other_total]
        taxes = [] if self.prices_include_tax else [tax.amount for tax in self.taxes]
        whole = total([part for part in parts if part is not None] + taxes, self.total)
        adds_up(faults, "total", whole, self.total)

    @property
    def asked(self) -> Money:
        """What the insurer is asked for: the total less what the customer bears."""
        return self.total - bettered(self.betterments, self.total)

    def betterment(self, position: int) -> Bettered | None:
        """The betterment of the line at a position."""
        return next((one for one in self.betterments if one.position == position), None)

    def sum_of(self, categories: tuple[Category, ...]) -> Money:
        """The money of some categories of labor."""
        return total((category.amount for category in categories), self.total)
