"""The agreed prices: the reconciliation as an outsider sees it, without verdicts, people or notes (A9, A17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Bettered, Head, Vehicle, adds_up, bettered, coded, in_order, need, total
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class AgreedLine(Checked):
    """One line as both sides saw it and as it was agreed; no verdict, no note."""

    position: int
    name: str
    quoted: Money | None = None
    returned: Money | None = None
    agreed: Money | None = None
    betterment: Bettered | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class AgreedRound(Checked):
    """That there was a round of negotiation: when and how; what was said stays with us."""

    number: int
    at: datetime
    channel: str

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, channel=(self.channel, words.CHANNELS))


@dataclass(frozen=True, kw_only=True)
class AgreedPrices(Form):
    """The reconciliation as outsiders see it."""

    kind: ClassVar[str] = "agreed_prices"
    title: ClassVar[str] = "Agreed prices"

    head: Head
    vehicle: Vehicle
    insurer: str
    report_number: str
    version: str
    lines: tuple[AgreedLine, ...]
    quoted_total: Money
    agreed_total: Money
    agreed_on: date | None = None
    rounds: tuple[AgreedRound, ...] = ()

    @property
    def betterment(self) -> Money:
        """What the customer bears of the agreed prices."""
        return bettered((line.betterment for line in self.lines), self.agreed_total)

    def check(self, faults: Faults, where: str) -> None:
        faults.check(bool(self.lines), "there is no line to reconcile", "lines")
        in_order(faults, "lines", (line.position for line in self.lines))
        quoted = [line.quoted for line in self.lines if line.quoted is not None]
        agreed = [line.agreed for line in self.lines if line.agreed is not None]
        adds_up(faults, "quoted_total", total(quoted, self.quoted_total), self.quoted_total)
        adds_up(faults, "agreed_total", total(agreed, self.quoted_total), self.agreed_total)
