"""The gate pass: the permission to drive this car out (C14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from claims.documents.blocks import Head, Signature, Vehicle, need
from claims.documents.exit_record.form import TakenPart
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class Credit(Checked):
    """A payer whose money the manager waits for."""

    payer: str
    released_by: str
    released_on: date
    pay_by: date | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, payer=self.payer, released_by=self.released_by)


@dataclass(frozen=True, kw_only=True)
class GatePass(Form):
    """One car, one exit: who drives it, and which old parts go along. It names no amount."""

    kind: ClassVar[str] = "gate_pass"
    title: ClassVar[str] = "Gate pass"

    head: Head
    vehicle: Vehicle
    pass_number: str
    order_number: str
    handed_to: str
    written_at: datetime
    written_by: str
    odometer_km: int | None = None
    old_parts: tuple[TakenPart, ...] = ()
    credits: tuple[Credit, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "vehicle", plate=self.vehicle.plate)
        need(faults, "", pass_number=self.pass_number, order_number=self.order_number)
        need(faults, "", handed_to=self.handed_to, written_by=self.written_by)
