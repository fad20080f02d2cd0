"""The life of a claim transfer: from collecting papers to the insurer's money, every move that can happen."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Life
from claims.people.roles import Permission as P
from claims.settlement import transfers
from claims.settlement.inputs import Reason
from claims.settlement.musts import Event, Must
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

M, E = Must, Event


class TransferState(StrEnum):
    """Where a claim transfer stands."""

    COLLECTING = "collecting"
    AUTHORIZED = "authorized"
    NOTIFIED = "notified"
    SUBMITTED = "submitted"
    QUERIED = "queried"
    ANSWERED = "answered"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    CONTESTED = "contested"
    TAKEN_OVER = "taken_over"  # the leg became the customer's
    CUSTOMER_CLAIMS = "customer_claims"  # the customer claims himself: there is no transfer
    STOPPED = "stopped"  # the claim ended without settlement


T = TransferState
WITH_INSURER = [T.SUBMITTED, T.QUERIED, T.ANSWERED]
NOT_SENT = [T.COLLECTING, T.AUTHORIZED, T.NOTIFIED]

TRANSFER_LIFE = Life("transfer", TransferState)
move = TRANSFER_LIFE.move
# fmt: off
move("open", None, T.COLLECTING, may=P.RUN_TRANSFER, takes=NewTransfer, does=transfers.open_transfer,
     must=[M.LEG_INSURED], emits=E.TRANSFER_OPENED)
move("describe", NOT_SENT, may=P.RUN_TRANSFER, takes=Circumstances, does=transfers.describe)
move("authorize", T.COLLECTING, T.AUTHORIZED, may=P.RUN_TRANSFER, takes=Authorization, does=transfers.authorize,
     must=[M.TRANSFER_SIGNED, M.ACCOUNT_NAMED])
move("notify", T.AUTHORIZED, T.NOTIFIED, may=P.RUN_TRANSFER, takes=Notice, does=transfers.notify,
     must=[M.NOTICE_PROVED])
move("submit", T.AUTHORIZED, T.SUBMITTED, may=P.RUN_TRANSFER, takes=Submission, does=transfers.submit,
     must=[M.NO_ASSIGNMENT, M.PAPERS_PRESENT, M.INVOICE_STANDS, M.PACKET_SENT], emits=E.TRANSFER_SUBMITTED)
move("submit", [T.NOTIFIED, T.CONTESTED], T.SUBMITTED, may=P.RUN_TRANSFER, takes=Submission, does=transfers.submit,
     must=[M.PAPERS_PRESENT, M.INVOICE_STANDS, M.PACKET_SENT], emits=E.TRANSFER_SUBMITTED)
move("query", [T.SUBMITTED, T.ANSWERED], T.QUERIED, may=P.RUN_TRANSFER, takes=Question, does=transfers.query,
     must=[M.QUESTION_TOLD], emits=E.TRANSFER_QUERIED)
move("answer", T.QUERIED, T.ANSWERED, may=P.RUN_TRANSFER, takes=Reply, does=transfers.answer, must=[M.REPLY_TOLD],
     emits=E.TRANSFER_ANSWERED)
move("approve", [T.SUBMITTED, T.ANSWERED], T.APPROVED, may=P.RUN_TRANSFER, takes=Approval, does=transfers.approve,
     must=[M.APPROVAL_TOLD], emits=E.TRANSFER_APPROVED)
move("record_payment", T.APPROVED, T.APPROVED, may=P.TAKE_MONEY, takes=TransferPayment, does=transfers.take_payment,
     must=[M.PAYMENT_FITS], emits=E.INSURER_PAID)
move("complete", T.APPROVED, T.PAID, may=None, must=[M.MONEY_COVERED], emits=E.TRANSFER_PAID)
move("write_off", T.APPROVED, T.PAID, may=P.WRITE_OFF, takes=Reason, does=transfers.write_off_rest,
     must=[M.SHORTFALL_LEFT], emits=E.TRANSFER_PAID)
move("refuse", WITH_INSURER, T.REFUSED, may=P.RUN_TRANSFER, takes=InsurerRefusal, does=transfers.keep_refusal,
     must=[M.REFUSAL_TOLD], emits=E.INSURER_REFUSED)
move("contest", T.REFUSED, T.CONTESTED, may=P.RUN_TRANSFER, takes=Contest, does=transfers.contest,
     must=[M.GROUNDS_TOLD], emits=E.TRANSFER_CONTESTED)
move("take_over", [T.REFUSED, T.CONTESTED], T.TAKEN_OVER, may=P.RUN_TRANSFER, takes=TakeOver,
     does=transfers.take_over, must=[M.CONSENT_PROVED], emits=E.LEG_TAKEN_OVER)
move("leave_to_customer", NOT_SENT, T.CUSTOMER_CLAIMS, may=P.RUN_TRANSFER, takes=Reason, does=transfers.leave,
     must=[M.REASON_GIVEN])
move("stop", NOT_SENT, T.STOPPED, may=None, does=transfers.stop)
# fmt: on
