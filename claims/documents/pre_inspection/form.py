"""The pre-inspection with the customer (form 6-3): the walk around the car, what is in it, in whose words (C4, C5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Owner, Signature, Vehicle, coded, need
from claims.documents.form import Checked, Form
from claims.documents.pre_inspection.sketch import PLACES, Mark, marks
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class SeenPoint(Checked):
    """What was seen in one area of the car; with a `place` it also stands on the sketch, under its number."""

    number: int
    area: str
    finding: str
    mark: str = ""
    place: str = ""

    def check(self, faults: Faults, where: str) -> None:
        coded(faults, where, area=(self.area, words.AREAS), place=(self.place, words.PLACES))


@dataclass(frozen=True, kw_only=True)
class CarriedItem(Checked):
    """One thing that lies in the car."""

    text: str
    quantity: int
    condition: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        faults.check(self.quantity > 0, "a quantity is above nothing", f"{where}.quantity")


@dataclass(frozen=True, kw_only=True)
class PreInspection(Form):
    """The car as it came, as far as it was looked at; the points are numbered 1, 2, 3 …"""

    kind: ClassVar[str] = "pre_inspection"
    title: ClassVar[str] = "Pre-inspection sheet"

    head: Head
    vehicle: Vehicle
    customer: Owner
    looked_at: datetime
    advisor: str
    points: tuple[SeenPoint, ...]
    fuel_percent: int | None = None
    warning_lights: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    key_number: str = ""
    handed_over_at: datetime | None = None
    inventory: tuple[CarriedItem, ...] = ()
    customer_words: str = ""
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", advisor=self.advisor)
        full = self.fuel_percent is None or 0 <= self.fuel_percent <= 100
        faults.check(full, "a fuel level lies between 0 and 100 %", "fuel_percent")
        numbers = [point.number for point in self.points]
        faults.check(numbers == list(range(1, len(numbers) + 1)), "the points are not numbered one by one", "points")

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What stands on the sketch: each place once, with the numbers of its points."""
        return marks([(point.place, point.number) for point in self.points if point.place in PLACES])

    def seen(self, area: str) -> list[SeenPoint]:
        """The points of one area."""
        return [point for point in self.points if point.area == area]
