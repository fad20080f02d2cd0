"""The quality certificate: what of the repair is warranted and for how long, and what is excluded (C14, B11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Owner, Said, Signature, Vehicle, coded, in_order, need
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class CertifiedLine(Checked):
    """One line of the order: what of it is warranted, days and kilometers from completion, and what is excluded.

    `decision` is the hash of the decision that said so, or `decided` the manager's reason where no policy did.
    """

    position: int
    text: str
    warranty: str
    days: int | None
    km: int | None
    part_kind: str = ""
    supplied_by: str = ""
    part_number: str = ""
    excluded: tuple[Said, ...] = ()
    decision: str = ""
    decided: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(faults, where, warranty=(self.warranty, words.WARRANTED))
        if self.warranty != "no_part":
            known = {
                "part_kind": (self.part_kind, words.PART_KINDS),
                "supplied_by": (self.supplied_by, words.SUPPLIERS),
            }
            coded(faults, where, **known)
        limited = self.warranty in ("not_warranted", "by_supplier")
        faults.check(
            limited == bool(self.excluded),
            "a part without warranty says so on its line, a warranted part does not",
            f"{where}.excluded",
        )
        faults.check(bool(self.decision or self.decided), "the warranty of a line names its decision", where)
        for name, value in (("days", self.days), ("km", self.km)):
            faults.check(
                value is None or value > 0, "days and kilometers of a warranty are more than none", f"{where}.{name}"
            )


@dataclass(frozen=True, kw_only=True)
class QualityCertificate(Form):
    """Given with the car after the final inspection passed: line by line, whichever of days and km comes first.

    `not_done` is what the customer did not want done, and so nobody warrants.
    """

    kind: ClassVar[str] = "quality_certificate"
    title: ClassVar[str] = "Quality certificate"

    head: Head
    vehicle: Vehicle
    customer: Owner
    order_number: str
    completed_at: datetime
    completed_on: date
    inspector: str
    lines: tuple[CertifiedLine, ...]
    certificate_number: str = ""
    odometer_km: int | None = None
    road_test_km: int | None = None
    not_done: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number, inspector=self.inspector)
        faults.check(bool(self.lines), "there is no line that could be warranted", "lines")
        in_order(faults, "lines", (line.position for line in self.lines))

    def last_day(self, line: CertifiedLine) -> date | None:
        """The last day of a line's warranty, counted from the day of completion."""
        return self.completed_on + timedelta(days=line.days) if line.days is not None else None

    def last_km(self, line: CertifiedLine) -> int | None:
        """The odometer at which a line's warranty ends; None where nobody read it."""
        return None if line.km is None or self.odometer_km is None else self.odometer_km + line.km

    @property
    def limited(self) -> bool:
        """Whether any line excludes something."""
        return any(line.excluded for line in self.lines)
