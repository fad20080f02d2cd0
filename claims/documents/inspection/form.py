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
    """One thing looked at, by the worker, the team and the inspector: passed, failed, not_applicable or not at all."""

    text: str
    result: str
    self_check: str = ""
    team_check: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(
            faults,
            where,
            result=(self.result, words.CHECKS | words.UNSAID),
            self_check=(self.self_check, words.CHECKS | words.UNSAID),
            team_check=(self.team_check, words.CHECKS | words.UNSAID),
        )


@dataclass(frozen=True, kw_only=True)
class EarlierCheck(Checked):
    """The self check or the team check that the last final inspection built upon."""

    person: str
    at: datetime
    findings: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, person=self.person)


@dataclass(frozen=True, kw_only=True)
class EarlierRound(Checked):
    """An inspection that failed before: what it found, and which checks failed."""

    at: datetime
    inspector: str
    findings: str
    failed: tuple[str, ...] = ()

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
    checks: tuple[CheckPoint, ...] = ()
    self_check: EarlierCheck | None = None
    team_check: EarlierCheck | None = None
    road_test_km: int | None = None
    findings: str = ""
    earlier: tuple[EarlierRound, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number, inspector=self.inspector)
        looked = any(each.result for each in self.checks)
        faults.check(looked or not self.passed, "nothing was checked", "checks")
        failed = any(each.result == "failed" for each in self.checks)
        faults.check(not (self.passed and failed), "an inspection with a failed check has not passed", "passed")
        faults.check(self.passed or bool(self.findings), "a failed inspection says what it found", "findings")
