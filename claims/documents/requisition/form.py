"""The requisition (form 6-7): what the store handed out for an order, to whom, and what came back (C10, A11, A13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, Signature, Vehicle, coded, in_order, need
from claims.documents.form import Checked, Form
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class HandedPart(Checked):
    """One part that left the store: whence it came, who took it, whether it came back, what became of the old one.

    A part that the customer pays names who signed for it before it was handed out.
    """

    position: int
    name: str
    part_kind: str
    supplied_by: str
    quantity: Quantity
    handed_to: str
    handed_at: datetime
    part_number: str = ""
    supplier: str = ""
    supplier_order: str = ""
    receipt: str = ""
    self_pay: bool = False
    signed_by: str = ""
    returned: bool = False
    returned_because: str = ""
    old_part: str = ""
    old_part_receipt: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name, handed_to=self.handed_to)
        coded(
            faults,
            where,
            part_kind=(self.part_kind, words.PART_KINDS),
            supplied_by=(self.supplied_by, words.SUPPLIERS),
            old_part=(self.old_part, words.FATES | words.UNSAID),
        )


@dataclass(frozen=True, kw_only=True)
class Requisition(Form):
    """Every part handed out for an order so far."""

    kind: ClassVar[str] = "requisition"
    title: ClassVar[str] = "Parts requisition"

    head: Head
    vehicle: Vehicle
    order_number: str
    team: str
    parts: tuple[HandedPart, ...]
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number)
        faults.check(bool(self.parts), "no part was handed out", "parts")
        in_order(faults, "parts", (part.position for part in self.parts))
