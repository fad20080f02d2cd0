"""The settlement sheet (form 6-9): the bill against the order, and who pays which part of it (C14, C15, B9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

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
from claims.kernel.amounts import Quantity
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class LegShare(Checked):
    """What one payer bears of a line; `leg` is the payer's position."""

    leg: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class BillLine(Checked):
    """One line of the bill, where it comes from, and how its amount is shared over the payers."""

    position: int
    kind: str
    text: str
    amount: Money
    shares: tuple[LegShare, ...]
    source: str = "order"
    part_number: str = ""
    quantity: Quantity | None = None
    unit_price: Money | None = None
    self_pay: bool = False
    no_warranty: Said | None = None
    betterment: Bettered | None = None

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text)
        coded(faults, where, kind=(self.kind, words.BILL_KINDS), source=(self.source, words.SOURCES))
        shared = total((share.amount for share in self.shares), self.amount)
        adds_up(faults, f"{where}.shares", shared, self.amount)
        if self.quantity is not None and self.unit_price is not None:
            adds_up(faults, f"{where}.amount", self.unit_price.times(self.quantity), self.amount)


@dataclass(frozen=True, kw_only=True)
class Discount(Checked):
    """A discount on one payer's part, with the approver (B10); the amount is positive."""

    text: str
    amount: Money
    leg: int
    approved_by: str
    approved_at: datetime

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text, approved_by=self.approved_by)
        faults.check(self.amount.minor > 0, "a discount is written as a positive amount", f"{where}.amount")


@dataclass(frozen=True, kw_only=True)
class LegBill(Checked):
    """One payer's part: amount - discount + deductible - prepaid - paid = due. The deductible is negative
    with the insurer and positive with whoever bears it; a negative due is paid back."""

    leg: int
    amount: Money
    discount: Money
    deductible: Money
    prepaid: Money
    paid: Money
    due: Money
    betterment: Money | None = None  # within the amount: what the payer bears of lines that an insurer pays

    def check(self, faults: Faults, where: str) -> None:
        due = self.amount - self.discount + self.deductible - self.prepaid - self.paid
        adds_up(faults, f"{where}.due", due, self.due)

    @property
    def payable(self) -> Money:
        """What the payer owes for the repair, before anything was paid."""
        return self.amount - self.discount + self.deductible


@dataclass(frozen=True, kw_only=True)
class OrderDifference(Checked):
    """Where the bill is not the signed order: an extra or amendment above it, a decrease with its reason (B9).

    The reason is a text, or one of the codes "amendment" and "extra", which are printed in the paper's language.
    """

    text: str
    amount: Money
    reason: str

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, text=self.text, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class Settlement(Form):
    """The bill: lines, totals, one row per payer, advice and next service."""

    kind: ClassVar[str] = "settlement"
    title: ClassVar[str] = "Settlement sheet"

    head: Head
    vehicle: Vehicle
    customer: Owner
    order_number: str
    received_at: datetime
    finished_at: datetime
    legs: tuple[Leg, ...]
    lines: tuple[BillLine, ...]
    bills: tuple[LegBill, ...]
    total: Money
    discount_total: Money
    payable: Money
    order_total: Money
    differences: tuple[OrderDifference, ...] = ()
    discounts: tuple[Discount, ...] = ()
    prices_include_tax: bool = True
    advice: str = ""
    not_done: tuple[str, ...] = ()
    next_service_on: date | None = None
    next_service_km: int | None = None
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", order_number=self.order_number)
        faults.check(bool(self.lines), "there is no line on the bill", "lines")
        in_order(faults, "lines", (line.position for line in self.lines))
        adds_up(faults, "total", total((line.amount for line in self.lines), self.total), self.total)
        discounts = total((each.amount for each in self.discounts), self.total)
        adds_up(faults, "discount_total", discounts, self.discount_total)
        adds_up(faults, "payable", self.total - self.discount_total, self.payable)
        differences = total((each.amount for each in self.differences), self.total)
        adds_up(faults, "order_total", self.total - differences, self.order_total)
        legs, billed = {leg.position for leg in self.legs}, [bill.leg for bill in self.bills]
        named = {share.leg for line in self.lines for share in line.shares} | {each.leg for each in self.discounts}
        faults.check(sorted(billed) == sorted(legs), "every payer has exactly one row in the bill", "bills")
        faults.check(named <= legs, "a share belongs to a payer who is not on this paper", "legs")
        for place, bill in enumerate(self.bills, start=1):
            shares = [share.amount for line in self.lines for share in line.shares if share.leg == bill.leg]
            off = [each.amount for each in self.discounts if each.leg == bill.leg]
            adds_up(faults, f"bills[{place}].amount", total(shares, self.total), bill.amount)
            adds_up(faults, f"bills[{place}].discount", total(off, self.total), bill.discount)
        borne = total((bill.betterment for bill in self.bills if bill.betterment is not None), self.total)
        adds_up(faults, "bills", bettered((line.betterment for line in self.lines), self.total), borne)
        moved = total((bill.deductible for bill in self.bills), self.total)
        adds_up(faults, "bills", moved, total((), self.total))

    def of_kind(self, *kinds: str) -> Money:
        """The sum of the lines of some kinds."""
        return total((line.amount for line in self.lines if line.kind in kinds), self.total)
