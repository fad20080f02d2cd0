"""The reconciliation sheet: what we quoted, what the insurer returned, the gap and what was agreed (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Signature, Vehicle, adds_up, coded, need, total
from claims.documents.form import Checked, Form
from claims.kernel.amounts import half_up
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ReconciledLine(Checked):
    """One line: quoted is None for a line that the insurer added, returned is None for one it omitted."""

    position: int
    name: str
    verdict: str
    quoted: Money | None = None
    returned: Money | None = None
    agreed: Money | None = None
    part_number: str = ""
    difference: str = ""
    note: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        coded(
            faults,
            where,
            verdict=(self.verdict, words.VERDICTS),
            difference=(self.difference, words.DIFFERENCES),
        )
        both = self.quoted is None and self.returned is None
        faults.check(not both, "the line was neither quoted nor returned", where)

    @property
    def gap(self) -> Money:
        """Quoted less returned; a missing side counts as nothing."""
        quoted, returned = self.quoted, self.returned
        if quoted is None:
            assert returned is not None  # checked
            return -returned
        return quoted if returned is None else quoted - returned

    @property
    def gap_bp(self) -> int | None:
        """The gap as a share of what was quoted, in basis points; None where nothing was quoted."""
        return share_of(self.gap, self.quoted)


@dataclass(frozen=True, kw_only=True)
class Round(Checked):
    """One round of negotiation: who spoke with whom, when, how, what was offered and answered."""

    number: int
    at: datetime
    by: str
    with_whom: str
    channel: str
    offered: Money | None = None
    answered: Money | None = None
    note: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, by=self.by, with_whom=self.with_whom)
        coded(faults, where, channel=(self.channel, words.CHANNELS))


@dataclass(frozen=True, kw_only=True)
class Reconciliation(Form):
    """Quote and return side by side. Internal: what an outsider gets is packet.AgreedPrices."""

    kind: ClassVar[str] = "reconciliation"
    title: ClassVar[str] = "Reconciliation sheet"

    head: Head
    vehicle: Vehicle
    insurer: str
    report_number: str
    quote_number: str
    version: str
    revision: int
    returned_on: date
    lines: tuple[ReconciledLine, ...]
    quoted_total: Money
    returned_total: Money
    verdict: str
    agreed_total: Money | None = None
    return_file: str = ""
    return_sha256: str = ""
    rounds: tuple[Round, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", insurer=self.insurer, quote_number=self.quote_number)
        coded(faults, "", verdict=(self.verdict, words.VERDICTS))
        faults.check(bool(self.lines), "there is no line to reconcile", "lines")
        quoted = [line.quoted for line in self.lines if line.quoted is not None]
        returned = [line.returned for line in self.lines if line.returned is not None]
        adds_up(faults, "quoted_total", total(quoted, self.quoted_total), self.quoted_total)
        adds_up(faults, "returned_total", total(returned, self.quoted_total), self.returned_total)
        if self.agreed_total is not None:
            agreed = [line.agreed for line in self.lines if line.agreed is not None]
            adds_up(faults, "agreed_total", total(agreed, self.quoted_total), self.agreed_total)
        numbers = [each.number for each in self.rounds]
        faults.check(numbers == list(range(1, len(numbers) + 1)), "the rounds are not numbered 1, 2, 3 …", "rounds")

    @property
    def gap_total(self) -> Money:
        """Quoted less returned, over all lines."""
        return self.quoted_total - self.returned_total

    @property
    def gap_total_bp(self) -> int | None:
        """The whole gap as a share of what was quoted, in basis points."""
        return share_of(self.gap_total, self.quoted_total)


def share_of(gap: Money, quoted: Money | None) -> int | None:
    """A gap as a share of what was quoted, in basis points, half up; None of nothing."""
    if quoted is None or quoted.minor <= 0:
        return None
    return half_up(gap.minor * 10_000, quoted.minor)
