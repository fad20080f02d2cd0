"""The accident survey report (form 6-4): what the insurer's surveyor saw, or why nobody came (A2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Leg, Photo, Signature, Vehicle, coded, need
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class OtherParty(Checked):
    """Somebody else in the accident."""

    name: str
    plate: str = ""
    insurer: str = ""
    liability: str = ""
    injured: bool = False

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class SurveyReport(Form):
    """One survey of one payer's leg. A waived survey carries the insurer's reference and reason instead."""

    kind: ClassVar[str] = "survey_report"
    title: ClassVar[str] = "Accident survey report"

    head: Head
    vehicle: Vehicle
    leg: Leg
    accident_at: datetime
    accident_place: str
    cause: str
    driver: str
    channel: str = "visit"
    second: bool = False
    surveyor: str = ""
    surveyed_at: datetime | None = None
    place: str = ""
    findings: str = ""
    damage_points: tuple[str, ...] = ()
    liability: str = ""
    other_parties: tuple[OtherParty, ...] = ()
    waiver_reference: str = ""
    waiver_reason: str = ""
    remarks: str = ""
    photos: tuple[Photo, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", accident_place=self.accident_place, cause=self.cause, driver=self.driver)
        coded(faults, "", channel=(self.channel, words.SURVEYS))
        if self.waiver_reference or self.waiver_reason:
            need(faults, "", waiver_reference=self.waiver_reference, waiver_reason=self.waiver_reason)
        else:
            need(faults, "", surveyor=self.surveyor, place=self.place, findings=self.findings)
            faults.check(self.surveyed_at is not None, "the survey has no time", "surveyed_at")

    @property
    def waived(self) -> bool:
        """Whether the insurer did without a survey."""
        return bool(self.waiver_reference)
