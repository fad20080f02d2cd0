"""The work order (form 6-5): the contract with the customer, with the warranty's limits printed line by line (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from claims.documents import words
from claims.documents.blocks import (
    Bettered,
    Head,
    Leg,
    Owner,
    Said,
    Signature,
    Vehicle,
    adds_up,
    bettered,
    coded,
    in_order,
    need,
    total,
)
from claims.documents.form import Checked, Form
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Faults
from claims.kernel.money import Money

DECIDED_LATER = frozenset({"warranted", "undecided", "no_warranty", "later"})


@dataclass(frozen=True, kw_only=True)
class OrderWork(Checked):
    """One work item; `leg` is the position of the payer, `open_price` marks a price not agreed yet.

    `later` marks a line of an extra or an amendment, which the order's own signatures do not stand for.
    """

    grown: ClassVar[frozenset[str]] = frozenset({"later"})

    position: int
    text: str
    labor_kind: str
    amount: Money
    leg: int
    operation: str = ""
    side: str = ""
    hours: Hours | None = None
    self_pay: bool = False
    open_price: bool = False
    betterment: Bettered | None = None
    later: bool = False

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(
            faults,
            where,
            labor_kind=(self.labor_kind, words.LABOR_KINDS),
            operation=(self.operation, words.OPERATIONS | words.UNSAID),
            side=(self.side, words.SIDES),
        )


@dataclass(frozen=True, kw_only=True)
class OrderPart(Checked):
    """One part with origin and supplier. Not warranted means: the wording says so on this line (B1, B2).

    `undecided`: the policy grants nothing and refuses nothing, the manager has to say.
    """

    grown: ClassVar[frozenset[str]] = frozenset({"later"})

    position: int
    name: str
    part_kind: str
    supplied_by: str
    quantity: Quantity
    unit_price: Money | None
    amount: Money
    leg: int
    warranted: bool
    no_warranty: Said | None = None
    part_number: str = ""
    side: str = ""
    undecided: bool = False
    self_pay: bool = False
    open_price: bool = False
    betterment: Bettered | None = None
    later: bool = False

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, name=self.name)
        coded(
            faults,
            where,
            part_kind=(self.part_kind, words.PART_KINDS),
            supplied_by=(self.supplied_by, words.SUPPLIERS),
            side=(self.side, words.SIDES),
        )
        faults.check(
            self.warranted == (self.no_warranty is None),
            "a part without warranty says so on its line, a warranted part does not",
            f"{where}.no_warranty",
        )
        if self.unit_price is not None:  # None: the amount was agreed as a whole
            adds_up(faults, f"{where}.amount", self.unit_price.times(self.quantity), self.amount)


@dataclass(frozen=True, kw_only=True)
class OrderExtra(Checked):
    """Work found later, with the customer's consent: how, by whom, when, and who took it down (B8)."""

    number: str
    text: str
    amount: Money
    consent: str
    delay: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    recorded_by: str = ""
    told_to: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, number=self.number, text=self.text)
        coded(faults, where, consent=(self.consent, words.CONSENTS))
        if self.consent != "open":
            need(faults, where, answered_by=self.answered_by)
            faults.check(self.answered_at is not None, "an answer has its time", f"{where}.answered_at")


@dataclass(frozen=True, kw_only=True)
class OrderAmendment(Checked):
    """A signed change of the order, with the order's total before and after."""

    number: str
    kind: str
    before: Money
    after: Money
    text: str = ""
    signed_at: datetime | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, number=self.number)
        coded(faults, where, kind=(self.kind, words.AMENDMENTS))


@dataclass(frozen=True, kw_only=True)
class WarrantyTerm(Checked):
    """How long the repair is warranted from completion, days or kilometers, whichever comes first (B11)."""

    work_class: str
    days: int
    km: int

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, work_class=self.work_class)
        faults.check(self.days >= 0 and self.km >= 0, "days and kilometers are not negative", where)


@dataclass(frozen=True, kw_only=True)
class Prepayment(Checked):
    """A prepayment (预付款) for a part, due when the part is ordered (B4)."""

    text: str
    amount: Money
    paid_on: datetime | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)


@dataclass(frozen=True, kw_only=True)
class WorkOrder(Form):
    """The order as signed: the estimate is work + parts; extras and amendments stand beside it."""

    kind: ClassVar[str] = "work_order"
    title: ClassVar[str] = "Repair work order"
    # Sums follow from their lines. Prepayments, extras and amendments come later and have signatures of their own, and
    # the warranty is what the policy decides when the order is signed.
    unsigned: ClassVar[frozenset[str]] = frozenset({
        "work_total", "parts_total", "total", "self_pay_total", "prepayments", "extras", "amendments", "warranty",
    })  # fmt: skip

    head: Head
    order_number: str
    vehicle: Vehicle
    customer: Owner
    advisor: str
    received_at: datetime
    legs: tuple[Leg, ...]
    work: tuple[OrderWork, ...]
    parts: tuple[OrderPart, ...]
    work_total: Money
    parts_total: Money
    total: Money
    self_pay_total: Money
    warranty: tuple[WarrantyTerm, ...]
    promised_at: datetime | None = None
    old_parts: str = ""
    payment: str = ""
    wish: str = ""
    car_wash: bool = False
    extras: tuple[OrderExtra, ...] = ()
    amendments: tuple[OrderAmendment, ...] = ()
    prepayments: tuple[Prepayment, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def betterment(self) -> Money:
        """What the customer bears of lines that an insurer pays, as far as their prices are known."""
        lines: list[OrderWork | OrderPart] = [*self.work, *self.parts]
        return bettered((line.betterment for line in lines), self.total)

    def check(self, faults: Faults, where: str) -> None:
        vehicle = self.vehicle
        need(faults, "vehicle", plate=vehicle.plate, model=vehicle.model, vin=vehicle.vin)
        need(faults, "", advisor=self.advisor, order_number=self.order_number)
        coded(
            faults,
            "",
            old_parts=(self.old_parts, words.OLD_PARTS | words.UNSAID),
            payment=(self.payment, words.PAYMENTS | words.UNSAID),
        )
        faults.check(bool(self.work or self.parts), "there is no line on the order", "work")
        faults.check(bool(self.warranty), "the order says how long the repair is warranted", "warranty")
        timely = self.promised_at is None or self.promised_at >= self.received_at
        faults.check(timely, "the promised time is before the arrival", "promised_at")
        known = {leg.position for leg in self.legs}
        lines: list[OrderWork | OrderPart] = [*self.work, *self.parts]
        for line in lines:
            paid = line.leg in known
            faults.check(paid, "line {position} has no payer on this paper", "legs", position=line.position)
        in_order(faults, "work", (line.position for line in self.work))
        in_order(faults, "parts", (line.position for line in self.parts))
        adds_up(faults, "work_total", total((line.amount for line in self.work), self.total), self.work_total)
        adds_up(faults, "parts_total", total((line.amount for line in self.parts), self.total), self.parts_total)
        adds_up(faults, "total", self.work_total + self.parts_total, self.total)
        self_pay = [line.amount for line in lines if line.self_pay]
        adds_up(faults, "self_pay_total", total(self_pay, self.total), self.self_pay_total)

    def signed_data(self) -> dict[str, Any]:
        """The terms and the lines of the order itself, without what is decided or added later."""
        data = super().signed_data()
        for name in ("work", "parts"):
            lines = [line for line in data[name] if not line["later"]]
            data[name] = [{key: line[key] for key in line if key not in DECIDED_LATER} for line in lines]
        return data

    def uncovered(self) -> tuple[int, ...]:
        """The lines of extras and amendments."""
        return tuple(sorted(line.position for line in (*self.work, *self.parts) if line.later))
