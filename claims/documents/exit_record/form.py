"""The exit record (form 6-10): what was looked at before the car leaves, and what goes with it (C14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Owner, Signature, Vehicle, coded, need
from claims.documents.form import Checked, Form
from claims.documents.pre_inspection.form import CarriedItem
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class ExitCheck(Checked):
    """One thing looked at before the car leaves."""

    text: str
    result: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(faults, where, result=(self.result, words.CHECKS))


@dataclass(frozen=True, kw_only=True)
class TakenPart(Checked):
    """An old part that goes back to the customer."""

    name: str
    quantity: Quantity

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)


@dataclass(frozen=True, kw_only=True)
class ExitRecord(Form):
    """How the car goes back, as far as it is written down; the vehicle's odometer is the one read at reception."""

    kind: ClassVar[str] = "exit_record"
    title: ClassVar[str] = "Exit record"

    head: Head
    vehicle: Vehicle
    customer: Owner
    order_number: str
    gate_pass_number: str
    written_at: datetime
    written_by: str
    checks: tuple[ExitCheck, ...]
    handed_to: str = ""
    odometer_km: int | None = None
    keys_returned: bool = False
    papers_returned: bool = False
    papers: tuple[str, ...] = ()
    certificate_number: str = ""
    inventory: tuple[CarriedItem, ...] = ()
    old_parts: tuple[TakenPart, ...] = ()
    advice: str = ""
    next_service_on: date | None = None
    next_service_km: int | None = None
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number, gate_pass_number=self.gate_pass_number)
        need(faults, "", written_by=self.written_by)
