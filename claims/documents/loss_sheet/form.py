"""The loss sheet: the damage as owner, shop and insurer fixed it together, line by line (A4, A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from claims.documents import words
from claims.documents.blocks import Bettered, Head, Owner, Signature, Vehicle, coded, in_order, need
from claims.documents.form import Checked, Form
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Faults
from claims.kernel.money import Money

PARTIES = ("owner", "advisor", "assessor")


@dataclass(frozen=True, kw_only=True)
class DamageLine(Checked):
    """One damaged part or operation, who found it and when."""

    position: int
    part: str
    damage: str
    operation: str
    quantity: Quantity
    found_at: str
    found_by: str
    found_on: datetime
    hours: Hours | None = None
    labor_amount: Money | None = None
    supplement: str = ""
    betterment: Bettered | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, part=self.part, damage=self.damage, found_by=self.found_by)
        coded(
            faults,
            where,
            operation=(self.operation, words.OPERATIONS),
            found_at=(self.found_at, words.FOUND_AT),
        )
        faults.check(self.quantity.thousandths > 0, "the quantity is more than nothing", f"{where}.quantity")


@dataclass(frozen=True, kw_only=True)
class LossSheet(Form):
    """The sheet with its three signature boxes: owner, advisor, assessor."""

    kind: ClassVar[str] = "loss_sheet"
    title: ClassVar[str] = "Loss sheet"

    head: Head
    vehicle: Vehicle
    owner: Owner
    insurer: str
    report_number: str
    lines: tuple[DamageLine, ...]
    signatures: tuple[Signature, ...]
    residual_value: Money | None = None
    remarks: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", insurer=self.insurer)
        faults.check(bool(self.lines), "there is no damage line", "lines")
        in_order(faults, "lines", (line.position for line in self.lines))
        boxes = {signature.role for signature in self.signatures}
        for role in PARTIES:
            faults.check(role in boxes, "a loss sheet has a box for {role}", "signatures", role=words.SIGNERS[role])

    def signed_data(self) -> dict[str, Any]:
        """The damage as the parties fixed it first; supplements are surveyed and answered on their own."""
        data = super().signed_data()
        return {**data, "lines": [line for line in data["lines"] if not line["supplement"]]}

    def uncovered(self) -> tuple[int, ...]:
        """The lines of supplements."""
        return tuple(line.position for line in self.lines if line.supplement)
