"""What the settlement knows: which function answers each condition of its own lives and of the claim's."""

from __future__ import annotations

from claims.duties.answers import no_open_duty
from claims.kernel.errors import Fault
from claims.kernel.machine import Act, Answer, Condition
from claims.lifecycle.musts import Must as ClaimMust
from claims.settlement import deposits, discounts, invoices, securing, settling, transfer_answers
from claims.settlement.musts import Must
from claims.shopfloor.musts import Must as FloorMust


def reason_is_given(act: Act) -> list[Fault]:
    """Why: `reason`, or the `answer` of a decision."""
    if act.data is None:
        return []
    reason = getattr(act.data, "reason", None) or getattr(act.data, "answer", "")
    return [] if reason else [Fault("the reason is not told", "reason")]


ANSWERS: dict[Condition, Answer] = {
    ClaimMust.PAPERS_COMPLETE: settling.papers_are_complete,
    ClaimMust.BILL_EXPLAINED: settling.bill_is_explained,
    ClaimMust.BILL_MATCHES: settling.bill_matches,
    ClaimMust.CUSTOMER_PAID: settling.customer_has_paid,
    ClaimMust.INVOICES_ISSUED: settling.invoices_are_issued,
    ClaimMust.MONEY_SECURED: securing.money_is_secured,
    ClaimMust.FEES_SETTLED: securing.fees_are_settled,
    ClaimMust.NOTHING_OWED: securing.nothing_is_owed,
    ClaimMust.NO_OPEN_DUTY: no_open_duty,  # the duties sit below the claim and cannot name its conditions
    FloorMust.DEPOSIT_PAID: deposits.deposit_is_paid,
    Must.DEPOSIT_OWED: deposits.deposit_is_owed,
    Must.DEPOSIT_TOLD: deposits.deposit_is_told,
    Must.DEPOSIT_FITS: deposits.deposit_fits,
    Must.PART_KEPT: deposits.part_was_ordered,
    Must.REASON_GIVEN: reason_is_given,
    Must.REFUND_PROVED: deposits.refund_is_proved,
    Must.DISCOUNT_POSSIBLE: discounts.discount_is_possible,
    Must.DISCOUNT_EXPLAINED: discounts.large_one_is_explained,
    Must.NOT_THE_ASKER: discounts.asker_is_another,
    Must.BILL_READY: invoices.bill_is_ready,
    Must.BUYER_KNOWN: invoices.buyer_is_known,
    Must.NO_OTHER_INVOICE: invoices.no_other_invoice,
    Must.INVOICE_CURRENT: invoices.invoice_is_current,
    **transfer_answers.ANSWERS,
}
