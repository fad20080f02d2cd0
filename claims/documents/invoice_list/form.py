"""The list of invoices issued for a claim, one row per invoice, by payer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Head, adds_up, coded, need, total
from claims.documents.form import Checked, Form
from claims.kernel.errors import Faults
from claims.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class InvoiceRow(Checked):
    """One invoice; a reversed one stands with its negative amount beside the new one."""

    number: str
    issued_on: date
    buyer: str
    cover: str
    amount: Money
    tax_number: str = ""
    reverses: str = ""

    def check(self, faults: Faults, where: str) -> None:
        need(faults, where, number=self.number, buyer=self.buyer)
        coded(faults, where, cover=(self.cover, words.COVERS))


@dataclass(frozen=True, kw_only=True)
class InvoiceList(Form):
    """Invoices and their sum."""

    kind: ClassVar[str] = "invoice_list"
    title: ClassVar[str] = "Invoices"

    head: Head
    rows: tuple[InvoiceRow, ...]
    total: Money

    def check(self, faults: Faults, where: str) -> None:
        faults.check(bool(self.rows), "there is no invoice", "rows")
        adds_up(faults, "total", total((row.amount for row in self.rows), self.total), self.total)
