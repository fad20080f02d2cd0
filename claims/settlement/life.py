"""The lives of the money: deposit, discount and invoice; every move that can happen, read top to bottom."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Life
from claims.people.roles import Permission as P
from claims.settlement import deposits, discounts, invoices
from claims.settlement.inputs import (
    ApplyDeposit,
    Decision,
    NewDiscount,
    NewInvoice,
    PayDeposit,
    RaiseDeposit,
    Reason,
    Refund,
)
from claims.settlement.musts import Event, Must
from claims.settlement.transfer_life import TRANSFER_LIFE, TransferState

__all__ = [
    "DEPOSIT_LIFE", "DISCOUNT_LIFE", "INVOICE_LIFE", "TRANSFER_LIFE", "DepositState", "DiscountState",
    "InvoiceState", "TransferState",
]  # fmt: skip

M, E = Must, Event


class DepositState(StrEnum):
    """Where a deposit stands."""

    DUE = "due"
    PAID = "paid"
    APPLIED = "applied"
    REFUNDED = "refunded"
    KEPT = "kept"
    CANCELED = "canceled"  # the part was dropped before anything was paid


D = DepositState
DEPOSIT_LIFE = Life("deposit", DepositState)
move = DEPOSIT_LIFE.move
# fmt: off
move("raise", None, D.DUE, may=P.TAKE_MONEY, takes=RaiseDeposit, does=deposits.raise_it, must=[M.DEPOSIT_OWED],
     emits=E.DEPOSIT_DUE)
move("pay", D.DUE, D.PAID, may=P.TAKE_MONEY, takes=PayDeposit, does=deposits.take, must=[M.DEPOSIT_TOLD],
     emits=E.DEPOSIT_PAID)
move("apply", D.PAID, D.APPLIED, may=P.TAKE_MONEY, takes=ApplyDeposit, does=deposits.apply, must=[M.DEPOSIT_FITS])
move("refund", D.PAID, D.REFUNDED, may=P.TAKE_MONEY, takes=Refund, does=deposits.refund, must=[M.REFUND_PROVED])
move("keep", D.PAID, D.KEPT, may=P.TAKE_MONEY, takes=Reason, does=deposits.close, must=[M.PART_KEPT, M.REASON_GIVEN])
move("cancel", D.DUE, D.CANCELED, may=P.TAKE_MONEY, takes=Reason, does=deposits.close, must=[M.REASON_GIVEN],
     emits=E.DEPOSIT_CANCELED)
# fmt: on


class DiscountState(StrEnum):
    """Where a discount stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


DISCOUNT_LIFE = Life("discount", DiscountState)
move = DISCOUNT_LIFE.move
# fmt: off
move("ask", None, DiscountState.ASKED, may=P.ASK_DISCOUNT, takes=NewDiscount, does=discounts.ask,
     must=[M.DISCOUNT_POSSIBLE, M.REASON_GIVEN], emits=E.DISCOUNT_ASKED)
move("approve", DiscountState.ASKED, DiscountState.APPROVED, may=P.APPROVE_DISCOUNT, takes=Decision,
     does=discounts.decide, must=[M.NOT_THE_ASKER, M.DISCOUNT_POSSIBLE, M.DISCOUNT_EXPLAINED], emits=E.DISCOUNT_DECIDED)
move("refuse", DiscountState.ASKED, DiscountState.REFUSED, may=P.APPROVE_DISCOUNT, takes=Decision,
     does=discounts.decide, must=[M.REASON_GIVEN], emits=E.DISCOUNT_DECIDED)
# fmt: on


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    DRAFTED = "drafted"
    ISSUED = "issued"
    REVERSED = "reversed"
    DISCARDED = "discarded"  # a draft that was never issued


INVOICE_LIFE = Life("invoice", InvoiceState)
move = INVOICE_LIFE.move
# fmt: off
move("draft", None, InvoiceState.DRAFTED, may=P.TAKE_MONEY, takes=NewInvoice, does=invoices.draft,
     must=[M.BILL_READY, M.BUYER_KNOWN, M.NO_OTHER_INVOICE])
move("issue", InvoiceState.DRAFTED, InvoiceState.ISSUED, may=P.TAKE_MONEY, does=invoices.issue,
     must=[M.INVOICE_CURRENT])
move("discard", InvoiceState.DRAFTED, InvoiceState.DISCARDED, may=P.TAKE_MONEY, takes=Reason, does=invoices.discard,
     must=[M.REASON_GIVEN])
move("reverse", InvoiceState.ISSUED, InvoiceState.REVERSED, may=P.TAKE_MONEY, takes=Reason, does=invoices.reverse,
     must=[M.REASON_GIVEN])
# fmt: on
