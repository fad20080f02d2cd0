"""The meeting sheet: what is still open with the insurer, what it approved before, and what to offer (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Said, Signature, Vehicle, adds_up, coded, in_order, need, total
from claims.documents.form import Checked, Form
from claims.documents.reconciliation.form import Round, share_of
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class History:
    """What was approved of such lines before, as shares of what was asked in basis points: the quartiles, the last."""

    count: int
    low_bp: int
    median_bp: int
    high_bp: int
    last_bp: int


@dataclass(frozen=True, kw_only=True)
class OpenLine(Checked):
    """One line to talk about; `returned` is None while the insurer gives nothing, `suggested` where nothing is."""

    position: int
    name: str
    operation: str
    answer: str
    asked: Money
    reason: Said
    returned: Money | None = None
    suggested: Money | None = None
    history: History | None = None
    part_number: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        coded(faults, where, operation=(self.operation, words.OPERATIONS), answer=(self.answer, words.ANSWERS))
        if self.suggested is not None:
            faults.check(self.suggested <= self.asked, "more is suggested than was asked", f"{where}.suggested")
            given = self.returned or Money(0, self.asked.currency)
            faults.check(given <= self.suggested, "less is suggested than the insurer gives", f"{where}.suggested")

    @property
    def gap(self) -> Money:
        """Asked less returned."""
        return self.asked if self.returned is None else self.asked - self.returned

    @property
    def gap_bp(self) -> int | None:
        """The gap as a share of what was asked, in basis points."""
        return share_of(self.gap, self.asked)


@dataclass(frozen=True, kw_only=True)
class MeetingSheet(Form):
    """The open lines of a quote with their past and a counter-offer. For the house: it shows our tactics."""

    kind: ClassVar[str] = "meeting_sheet"
    title: ClassVar[str] = "Meeting sheet"

    head: Head
    vehicle: Vehicle
    insurer: str
    report_number: str
    quote_number: str
    version: str
    lines: tuple[OpenLine, ...]
    asked_total: Money
    returned_total: Money
    suggested_total: Money
    window: int
    person: str = ""
    rounds: tuple[Round, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", insurer=self.insurer, quote_number=self.quote_number)
        faults.check(bool(self.lines), "there is no open line to talk about", "lines")
        in_order(faults, "lines", (line.position for line in self.lines))
        for name, amounts in (
            ("asked_total", [line.asked for line in self.lines]),
            ("returned_total", [line.returned for line in self.lines]),
            ("suggested_total", [line.suggested for line in self.lines]),
        ):
            stated: Money = getattr(self, name)
            adds_up(faults, name, total([one for one in amounts if one is not None], stated), stated)

    @property
    def gap_total(self) -> Money:
        """Asked less returned, over all open lines."""
        return self.asked_total - self.returned_total
