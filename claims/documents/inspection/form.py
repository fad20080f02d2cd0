"""The final inspection (form 6-8): every check with its result, the road test, and rounds that failed (C12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Signature, Vehicle, coded, need
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class CheckPoint(Checked):
    """One thing looked at: passed, failed or not_applicable."""

    text: str
    result: str
    note: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(faults, where, result=(self.result, words.CHECKS))


@dataclass(frozen=True, kw_only=True)
class EarlierRound(Checked):
    """An inspection that failed before, with what it found."""

    at: datetime
    inspector: str
    findings: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, inspector=self.inspector, findings=self.findings)


@dataclass(frozen=True, kw_only=True)
class Inspection(Form):
    """The last inspection; where it passed, no check may have failed."""

    kind: ClassVar[str] = "inspection"
    title: ClassVar[str] = "Final inspection"

    head: Head
    vehicle: Vehicle
    order_number: str
    inspected_at: datetime
    inspector: str
    passed: bool
    checks: tuple[CheckPoint, ...]
    self_checked_by: str = ""
    team_checked_by: str = ""
    road_test_km: int | None = None
    findings: str = ""
    earlier: tuple[EarlierRound, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number, inspector=self.inspector)
        faults.check(bool(self.checks), "nothing was checked", "checks")
        failed = any(each.result == "failed" for each in self.checks)
        faults.check(not (self.passed and failed), "an inspection with a failed check has not passed", "passed")
        faults.check(self.passed or bool(self.findings), "a failed inspection says what it found", "findings")
