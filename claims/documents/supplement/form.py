"""The supplement: hidden damage appraised later – what is new, what changed, and the running total (A10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Owner, Signature, Vehicle, adds_up, coded, need, total
from claims.documents.changes import ChangedLine, ChangedRest
from claims.documents.form import Form
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class Supplement(Form):
    """Supplement `version` (S01 …) on the locked version `before_version`; totals are those of the whole claim.

    The insurer either saw the damage (`surveyor`, `surveyed_at`) or waived that (`waiver`).
    """

    kind: ClassVar[str] = "supplement"
    title: ClassVar[str] = "Supplement"

    head: Head
    vehicle: Vehicle
    owner: Owner
    insurer: str
    report_number: str
    version: str
    before_version: str
    quote: str
    text: str
    found_in: str
    found_by: str
    found_at: datetime
    lines: tuple[ChangedLine, ...]
    total_before: Money
    total_after: Money
    insurers_before: Money
    insurers_after: Money
    rest: tuple[ChangedRest, ...] = ()
    surveyor: str = ""
    surveyed_at: datetime | None = None
    waiver: str = ""
    prices_include_tax: bool = True
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", insurer=self.insurer, version=self.version, before_version=self.before_version)
        coded(faults, "", found_in=(self.found_in, words.FOUND_AT))
        faults.check(bool(self.lines or self.rest), "there is nothing new and nothing changed", "lines")
        worths = [*(line.worth for line in self.lines), *(each.worth for each in self.rest)]
        adds_up(faults, "total_after", self.total_before + total(worths, self.total_before), self.total_after)

    def of(self, change: str) -> list[ChangedLine]:
        """The lines of one kind of change, in order."""
        return [line for line in self.lines if line.change == change]

    @property
    def difference(self) -> Money:
        """By so much the claim is dearer (or cheaper, below zero)."""
        return self.total_after - self.total_before
