"""JSON doors of the money: the bill, what each payer owes, payments, what the manager forgives, fees."""

from __future__ import annotations

from litestar import get, post
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read, write
from claims.api.settlement_shapes import (
    BilledChangeOut,
    BillOut,
    ExplainedOut,
    FeeOut,
    FeesOut,
    ForgivenOut,
    LegTermsOut,
    PaymentOut,
)
from claims.lifecycle.models import Claim
from claims.people.queries import find
from claims.people.roles import Permission as P
from claims.settlement.accounts import balances, payments_of
from claims.settlement.billing import bill_of
from claims.settlement.corrections import agree_terms, change_billed, explain_bill
from claims.settlement.fees import fees_of, fees_to_state, pay_fee, state_fee, waive_fee
from claims.settlement.inputs import (
    Explanation,
    FeePaid,
    FeeWaived,
    LegTerms,
    NewBilledChange,
    NewCreditRelease,
    NewFee,
    NewPayment,
    NewWriteOff,
)
from claims.settlement.payments import record_payment
from claims.settlement.releases import release_on_credit, write_off


@get("/claims/{claim_id:int}/bill", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def show_bill(claim_id: int, request: Desk) -> BillOut:
    """The bill as it stands: per line, per payer, what is paid and what is open."""

    def look(session: Session) -> BillOut:
        claim = find(session, Claim, claim_id, request.user)
        bill = bill_of(session, claim)
        return BillOut.of(claim, bill, balances(session, claim, bill), request.user.language)

    return read(request, look)


@get("/claims/{claim_id:int}/payments", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_payments(claim_id: int, request: Desk) -> list[PaymentOut]:
    """Every payment of a claim, oldest first."""
    return read(
        request,
        lambda s: [PaymentOut.of(row) for row in payments_of(s, find(s, Claim, claim_id, request.user).id)],
    )


@post("/claims/{claim_id:int}/payments", opt={"may": P.TAKE_MONEY}, sync_to_thread=True)
def add_payment(claim_id: int, data: NewPayment, request: Desk) -> PaymentOut:
    """Record money from the customer (or a payer without transfer), or money paid back."""
    return write(
        request,
        lambda s: PaymentOut.of(
            record_payment(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/write-offs", opt={"may": P.WRITE_OFF}, sync_to_thread=True)
def add_write_off(claim_id: int, data: NewWriteOff, request: Desk) -> ForgivenOut:
    """Give up a part of what a payer owes."""
    return write(
        request,
        lambda s: ForgivenOut.of(
            write_off(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/credit-releases", opt={"may": P.WRITE_OFF}, sync_to_thread=True)
def add_credit_release(claim_id: int, data: NewCreditRelease, request: Desk) -> ForgivenOut:
    """Let the car go before an insurer's money is secured."""
    return write(
        request,
        lambda s: ForgivenOut.of(
            release_on_credit(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/billed-changes", opt={"may": P.TAKE_MONEY}, sync_to_thread=True)
def add_billed_change(claim_id: int, data: NewBilledChange, request: Desk) -> BilledChangeOut:
    """Bill a line otherwise than signed, or give the reason why it is less."""
    return write(
        request,
        lambda s: BilledChangeOut.of(
            change_billed(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/leg-terms", opt={"may": P.COORDINATE_CLAIM}, sync_to_thread=True)
def change_leg_terms(claim_id: int, data: LegTerms, request: Desk) -> LegTermsOut:
    """Write down the share, limit, deductible or tax number that a leg turned out to have."""

    def act(session: Session) -> LegTermsOut:
        claim = find(session, Claim, claim_id, request.user)
        leg = agree_terms(session, claim, data, by=request.user, now=now(request))
        return LegTermsOut(leg.id, leg.share_bp, leg.limit_minor, leg.deductible_minor, leg.tax_number)

    return write(request, act)


@post("/claims/{claim_id:int}/bill-explanations", opt={"may": P.EXPLAIN_BILL}, sync_to_thread=True)
def add_explanation(claim_id: int, data: Explanation, request: Desk) -> ExplainedOut:
    """The business manager told the customer to settle and explained the bill (A16)."""
    return write(
        request,
        lambda s: ExplainedOut.of(
            explain_bill(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@get("/claims/{claim_id:int}/fees", opt={"may": P.READ_CLAIMS}, sync_to_thread=True)
def list_fees(claim_id: int, request: Desk) -> FeesOut:
    """The fees of a claim that ended without settlement."""

    def look(session: Session) -> FeesOut:
        claim = find(session, Claim, claim_id, request.user)
        known = fees_of(session, claim.id)
        missing = [kind for kind in fees_to_state(session, claim) if kind not in {fee.kind for fee in known}]
        return FeesOut([FeeOut.of(fee) for fee in known], missing)

    return read(request, look)


@post("/claims/{claim_id:int}/fees", opt={"may": P.TAKE_MONEY}, sync_to_thread=True)
def add_fee(claim_id: int, data: NewFee, request: Desk) -> FeeOut:
    """State a fee; zero says that none arose."""
    return write(
        request,
        lambda s: FeeOut.of(
            state_fee(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/fees/payments", opt={"may": P.TAKE_MONEY}, sync_to_thread=True)
def add_fee_payment(claim_id: int, data: FeePaid, request: Desk) -> FeeOut:
    """A fee was paid."""
    return write(
        request,
        lambda s: FeeOut.of(
            pay_fee(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


@post("/claims/{claim_id:int}/fees/waivers", opt={"may": P.WRITE_OFF}, sync_to_thread=True)
def add_fee_waiver(claim_id: int, data: FeeWaived, request: Desk) -> FeeOut:
    """The manager waives a fee."""
    return write(
        request,
        lambda s: FeeOut.of(
            waive_fee(s, find(s, Claim, claim_id, request.user), data, by=request.user, now=now(request))
        ),
    )


ROUTES = [
    show_bill, list_payments, add_payment, add_write_off, add_credit_release, add_billed_change, change_leg_terms,
    add_explanation, list_fees, add_fee, add_fee_payment, add_fee_waiver,
]  # fmt: skip
