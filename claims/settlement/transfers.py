"""The verbs of a claim transfer: what each of its steps, once granted, writes down."""

from __future__ import annotations

from sqlalchemy import func, select

from claims.kernel.machine import Act
from claims.lifecycle.models import Leg
from claims.people.models import Shop
from claims.settlement.accounts import payments_of
from claims.settlement.checklist import refresh
from claims.settlement.inputs import Reason
from claims.settlement.invoices import issued_invoice
from claims.settlement.models import Payment, Transfer, WriteOff
from claims.settlement.transfer_inputs import (
    Approval,
    Authorization,
    Circumstances,
    Contest,
    InsurerRefusal,
    NewTransfer,
    Notice,
    Question,
    Reply,
    Submission,
    TakeOver,
    TransferPayment,
)


def open_transfer(act: Act) -> Transfer:
    """A transfer whose papers are being collected."""
    told: NewTransfer = act.data
    leg = act.session.get_one(Leg, told.leg_id)
    return Transfer(claim_id=leg.claim_id, shop_id=leg.shop_id, leg_id=leg.id, opened_at=act.now)


def describe(act: Act) -> None:
    """What decides which papers are wanted; the checklist follows."""
    told: Circumstances = act.data
    for name, value in told.model_dump(exclude_none=True).items():
        setattr(act.thing, name, value)
    refresh(act, act.thing)


def authorize(act: Act) -> None:
    """Who let the shop receive the money, how, and on which account; the checklist follows the kind."""
    told: Authorization = act.data
    transfer: Transfer = act.thing
    transfer.kind, transfer.payee, transfer.agent = told.kind, told.payee, told.agent
    transfer.bank_account = told.bank_account or act.session.get_one(Shop, transfer.shop_id).bank_account
    transfer.authorized_at = act.now
    refresh(act, transfer)


def notify(act: Act) -> None:
    """The insurer knows, and here is the proof."""
    told: Notice = act.data
    act.thing.notice_file_id, act.thing.notified_at = told.file_id, act.now


def submit(act: Act) -> None:
    """The packet went out; what is claimed is what the insurer's invoice says."""
    told: Submission = act.data
    transfer: Transfer = act.thing
    transfer.packet_file_id, transfer.submitted_on = told.packet_file_id, told.submitted_on
    transfer.contact = told.contact or transfer.contact
    invoice = issued_invoice(act.session, transfer.leg_id)
    transfer.claimed_minor = invoice.amount_minor if invoice is not None else 0


def query(act: Act) -> None:
    """The insurer asks something."""
    told: Question = act.data
    act.thing.question, act.thing.reply = told.question, ""


def answer(act: Act) -> None:
    """It was answered."""
    told: Reply = act.data
    act.thing.reply = told.reply


def approve(act: Act) -> None:
    """The insurer grants an amount."""
    told: Approval = act.data
    act.thing.approved_minor, act.thing.approval_reference = told.amount_minor, told.reference


def take_payment(act: Act) -> None:
    """Money of the insurer's; the shortfall or excess with its reason."""
    told: TransferPayment = act.data
    transfer: Transfer = act.thing
    place = {"claim_id": transfer.claim_id, "shop_id": transfer.shop_id, "leg_id": transfer.leg_id}
    act.session.add(Payment(**place, kind="received", recorded_at=act.now, by_id=act.by.id, **told.model_dump()))
    act.session.flush()


def open_of(act: Act) -> int:
    """What of the claimed amount is neither paid nor written off (minor units)."""
    transfer: Transfer = act.thing
    paid = sum(p.signed_minor for p in payments_of(act.session, transfer.claim_id) if p.leg_id == transfer.leg_id)
    return (transfer.claimed_minor or 0) - paid - written_off(act)


def written_off(act: Act) -> int:
    """What the manager gave up on this leg."""
    query = select(func.coalesce(func.sum(WriteOff.amount_minor), 0)).where(WriteOff.leg_id == act.thing.leg_id)
    return int(act.session.scalar(query) or 0)


def write_off_rest(act: Act) -> None:
    """The manager gives up what the insurer did not pay."""
    told: Reason = act.data
    transfer: Transfer = act.thing
    place = {"claim_id": transfer.claim_id, "shop_id": transfer.shop_id, "leg_id": transfer.leg_id}
    act.session.add(
        WriteOff(**place, amount_minor=open_of(act), reason=told.reason, written_at=act.now, by_id=act.by.id)
    )
    transfer.closing_reason = told.reason


def keep_refusal(act: Act) -> None:
    """Why the insurer does not pay."""
    told: InsurerRefusal = act.data
    act.thing.refusal_reason = told.reason


def contest(act: Act) -> None:
    """Why it should."""
    told: Contest = act.data
    act.thing.contest_grounds = told.grounds


def take_over(act: Act) -> None:
    """The customer pays this leg after all; the bill moves it to him."""
    told: TakeOver = act.data
    transfer: Transfer = act.thing
    transfer.consented_by, transfer.consent_file_id = told.consented_by, told.file_id
    transfer.closing_reason = told.reason


def leave(act: Act) -> None:
    """The customer claims from the insurer himself."""
    told: Reason = act.data
    act.thing.closing_reason = told.reason


def stop(act: Act) -> None:
    """The claim ended without settlement."""
    act.thing.closing_reason = "the claim ended without settlement"
