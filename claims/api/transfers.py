"""JSON doors of deposits, discounts, invoices and transfers with their checklists; the doors of steps are made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from litestar import get, post
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.kernel.texts import word
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.settlement.accounts import deposits_of, transfers_of
from claims.settlement.billing import discounts_of
from claims.settlement.checklist import items_of, papers_present, receive_paper
from claims.settlement.invoices import invoices_of
from claims.settlement.models import ChecklistItem, Deposit, Discount, Invoice, Payment, Transfer
from claims.settlement.transfer_inputs import NewPaper

Shape = TypeVar("Shape", bound=msgspec.Struct)


def shaped(shape: type[Shape], row: Any, **more: Any) -> Shape:
    """A row as a struct that names its columns, with what is worked out beside them."""
    given = {name: getattr(row, name) for name in shape.__struct_fields__ if name not in more}
    return shape(**given, **more)


class DepositOut(msgspec.Struct):
    """A prepayment for a high-value part."""

    id: int
    state: str
    version: int
    claim_id: int
    part_line_id: int
    part_name: str
    amount_minor: int
    method: str
    reference: str
    applied_minor: int
    refunded_minor: int
    reason: str

    @classmethod
    def of(cls, row: Deposit) -> DepositOut:
        return shaped(cls, row)


class DiscountOut(msgspec.Struct):
    """A discount, who asked and who decided."""

    id: int
    state: str
    version: int
    claim_id: int
    leg_id: int | None
    amount_minor: int
    reason: str
    asked_by_id: int
    decided_by_id: int | None
    answer: str

    @classmethod
    def of(cls, row: Discount) -> DiscountOut:
        return shaped(cls, row)


class InvoiceOut(msgspec.Struct):
    """An invoice as drafted or issued; amounts contain the taxes."""

    id: int
    state: str
    version: int
    claim_id: int
    leg_id: int
    number: str | None
    buyer: str
    tax_number: str
    plate: str
    amount_minor: int
    taxes: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    issued_at: datetime | None
    reversal_number: str | None
    reason: str

    @classmethod
    def of(cls, row: Invoice) -> InvoiceOut:
        return shaped(cls, row)


class PaperOut(msgspec.Struct):
    """One paper of a checklist: whether it is wanted, why, and whether it is here."""

    paper: str
    name: str
    needed: bool
    because: str
    present: bool
    file_id: int | None

    @classmethod
    def of(cls, item: ChecklistItem, here: set[str], language: str) -> PaperOut:
        present = item.file_id is not None or item.paper in here
        return cls(item.paper, word(item.paper, language), item.needed, item.because, present, item.file_id)


class TransferOut(msgspec.Struct):
    """The transfer of one leg's money to the shop, with its checklist and payments."""

    id: int
    state: str
    version: int
    claim_id: int
    leg_id: int
    kind: str
    payee: str
    agent: bool
    rescue: bool
    loan_beneficiary: bool
    bank_account: str
    submitted_on: date | None
    contact: str
    claimed_minor: int | None
    approved_minor: int | None
    approval_reference: str
    question: str
    reply: str
    refusal_reason: str
    contest_grounds: str
    closing_reason: str
    received_minor: int
    checklist: list[PaperOut]

    @classmethod
    def of(cls, session: Session, row: Transfer, language: str) -> TransferOut:
        here = papers_present(session, row)
        paid = session.scalars(select(Payment).where(Payment.leg_id == row.leg_id))
        return shaped(
            cls,
            row,
            received_minor=sum(payment.signed_minor for payment in paid),
            checklist=[PaperOut.of(item, here, language) for item in items_of(session, row.id)],
        )


def of_claim(request: Desk, claim_id: int, rows: Any, shape: Any) -> list[Any]:
    """What belongs to a claim of the caller's shop, as structs."""

    def look(session: Session) -> list[Any]:
        found: Iterable[Any] = rows(session, find(session, Claim, claim_id, request.user).id)
        return [shape(row) for row in found]

    return read(request, look)


@get("/claims/{claim_id:int}/deposits", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_deposits(claim_id: int, request: Desk) -> list[DepositOut]:
    """A claim's deposits, oldest first."""
    return of_claim(request, claim_id, deposits_of, DepositOut.of)


@get("/deposits/{deposit_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def show_deposit(deposit_id: int, request: Desk) -> DepositOut:
    """One deposit."""
    return read(request, lambda s: DepositOut.of(find(s, Deposit, deposit_id, request.user)))


@get("/claims/{claim_id:int}/discounts", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_discounts(claim_id: int, request: Desk) -> list[DiscountOut]:
    """A claim's discounts, oldest first."""
    return of_claim(request, claim_id, discounts_of, DiscountOut.of)


@get("/discounts/{discount_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def show_discount(discount_id: int, request: Desk) -> DiscountOut:
    """One discount."""
    return read(request, lambda s: DiscountOut.of(find(s, Discount, discount_id, request.user)))


@get("/claims/{claim_id:int}/invoices", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_invoices(claim_id: int, request: Desk) -> list[InvoiceOut]:
    """A claim's invoices, drafts and reversed ones too, oldest first."""
    return of_claim(request, claim_id, invoices_of, InvoiceOut.of)


@get("/invoices/{invoice_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def show_invoice(invoice_id: int, request: Desk) -> InvoiceOut:
    """One invoice."""
    return read(request, lambda s: InvoiceOut.of(find(s, Invoice, invoice_id, request.user)))


@get("/claims/{claim_id:int}/transfers", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_transfers(claim_id: int, request: Desk) -> list[TransferOut]:
    """A claim's transfers with their checklists."""

    def look(session: Session) -> list[TransferOut]:
        claim = find(session, Claim, claim_id, request.user)
        return [TransferOut.of(session, row, request.user.language) for row in transfers_of(session, claim.id)]

    return read(request, look)


@get("/transfers/{transfer_id:int}", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def show_transfer(transfer_id: int, request: Desk) -> TransferOut:
    """One transfer with its checklist."""
    language = request.user.language
    return read(request, lambda s: TransferOut.of(s, find(s, Transfer, transfer_id, request.user), language))


@post("/claims/{claim_id:int}/papers", opt={"may": P.RUN_TRANSFER}, sync_to_thread=True)
def add_paper(claim_id: int, data: NewPaper, request: Desk) -> list[TransferOut]:
    """A claim paper came in (its file is uploaded already); answers with the transfers it counts for."""

    def act(session: Session) -> list[TransferOut]:
        claim = find(session, Claim, claim_id, request.user)
        items = receive_paper(session, claim, data, by=request.user, now=now(request))
        wanted = {item.transfer_id for item in items}
        rows = [row for row in transfers_of(session, claim.id) if row.id in wanted]
        return [TransferOut.of(session, row, request.user.language) for row in rows]

    return write(request, act)


ROUTES = [
    list_deposits, show_deposit, list_discounts, show_discount, list_invoices, show_invoice, list_transfers,
    show_transfer, add_paper,
]  # fmt: skip
