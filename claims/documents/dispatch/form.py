"""The dispatch sheet (form 6-6): who does which items of the order, where and when; and who was sent before (C9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Signature, Vehicle, coded, in_order, need
from claims.documents.form import Checked, Form
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class Sent(Checked):
    """One dispatch: a team, its technicians, a bay and the planned times; why, where it replaces another."""

    team: str
    technicians: tuple[str, ...]
    bay: str
    planned_from: datetime
    planned_until: datetime
    sent_by: str
    sent_at: datetime
    reason: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, team=self.team, bay=self.bay, sent_by=self.sent_by)
        timely = self.planned_from <= self.planned_until
        faults.check(timely, "the planned end is before the beginning", f"{where}.planned_until")


@dataclass(frozen=True, kw_only=True)
class SentItem(Checked):
    """One line of the order: work with its hours, or a part to be fitted; `done_at` once it is done."""

    position: int
    kind: str
    text: str
    operation: str = ""
    side: str = ""
    hours: Hours | None = None
    quantity: Quantity | None = None
    done_at: datetime | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(
            faults,
            where,
            kind=(self.kind, words.ITEM_KINDS),
            operation=(self.operation, words.OPERATIONS | words.UNSAID),
            side=(self.side, words.SIDES),
        )


@dataclass(frozen=True, kw_only=True)
class Dispatch(Form):
    """The dispatch in force with the order's items; `earlier` are those that it replaced, oldest first."""

    kind: ClassVar[str] = "dispatch"
    title: ClassVar[str] = "Dispatch sheet"

    head: Head
    vehicle: Vehicle
    order_number: str
    advisor: str
    now: Sent
    items: tuple[SentItem, ...]
    promised_at: datetime | None = None
    wish: str = ""
    earlier: tuple[Sent, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number, advisor=self.advisor)
        faults.check(bool(self.items), "there is no line on the order", "items")
        in_order(faults, "items", (item.position for item in self.items))

    @property
    def hours(self) -> Hours:
        """The hours of all items."""
        return Hours(sum(item.hours.hundredths for item in self.items if item.hours is not None))
