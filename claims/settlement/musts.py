"""What must be true before money moves; `answers.py` knows each answer."""

from __future__ import annotations

from enum import StrEnum

from claims.kernel.machine import Condition


class Must(Condition):
    """Conditions of deposits, discounts, invoices and transfers."""

    DEPOSIT_OWED = "the policy asks a deposit for this part, and none is waiting to be paid", "B4"
    DEPOSIT_TOLD = "the whole deposit is paid, with its reference unless in cash", "B4"
    DEPOSIT_FITS = (
        "the deposit is no more than the customer still owes, or the excess is paid back with a reference",
        "B4",
    )
    PART_KEPT = "the part was ordered for this customer", "B4"
    REASON_GIVEN = "the reason is given", "lifecycle: deposit"
    REFUND_PROVED = "the reason and the reference of the money paid back are given", "B4"

    DISCOUNT_POSSIBLE = "the claim is not settled yet, and the discount is no more than the payer owes", "B10"
    DISCOUNT_EXPLAINED = "the manager says why a discount above the house's limit is given", "B10"
    NOT_THE_ASKER = "whoever approves the discount did not ask for it", "B10"

    BILL_READY = "the order is reviewed and the bill has no open question", "A15"
    BUYER_KNOWN = "the payer has something to pay, and its name and the vehicle's plate are known", "lifecycle: invoice"
    NO_OTHER_INVOICE = "this payer has no other invoice that stands", "lifecycle: invoice"
    INVOICE_CURRENT = "the invoice says what the bill says now", "B9"

    LEG_INSURED = "the leg is an insurer's and has no transfer yet", "A17"
    TRANSFER_SIGNED = (
        "whoever the insurer owes the money to signed the transfer, or an agent with a power of attorney did",
        "A17",
    )
    ACCOUNT_NAMED = "the payee and the shop's account are named", "A17"
    NOTICE_PROVED = "the proof that the insurer was notified lies in the file", "A17; Civil Code 546"
    NO_ASSIGNMENT = "it is no assignment, which the insurer must be notified of first", "A17; Civil Code 546"
    # a manager may overrule the checklist when a packet goes out: at worst the insurer asks, and the shop waits
    PAPERS_PRESENT = "every paper that this insurer wants is present", "A18", "documents"
    INVOICE_STANDS = "the insurer's invoice is issued", "A17"
    PACKET_SENT = "the packet lies in the file, with the date and the contact it went to", "A17"
    QUESTION_TOLD = "the insurer's question is told", "A17"
    REPLY_TOLD = "the reply is told", "A17"
    APPROVAL_TOLD = "the approved amount is no more than was claimed, and the insurer's reference is told", "A17"
    PAYMENT_FITS = "the payment is new, dated and referenced; where it is short or too much, the reason is told", "A17"
    MONEY_COVERED = "what was claimed is paid or written off", "A17"
    SHORTFALL_LEFT = "something is left to write off, and the reason is told", "A17"
    REFUSAL_TOLD = "the insurer's reason is told", "A17"
    GROUNDS_TOLD = "the grounds are told", "A17"
    CONSENT_PROVED = "the customer consented to pay this leg: who, and the signed paper or the recorded call", "A17"


class Event(StrEnum):
    """What the money announces; `wiring.py` says what follows."""

    DEPOSIT_DUE = "deposit due"
    DEPOSIT_PAID = "deposit paid"
    DEPOSIT_CANCELED = "deposit canceled"
    DISCOUNT_ASKED = "discount asked"
    DISCOUNT_DECIDED = "discount decided"
    TRANSFER_OPENED = "transfer opened"
    TRANSFER_SUBMITTED = "transfer submitted"
    TRANSFER_QUERIED = "transfer queried"
    TRANSFER_ANSWERED = "transfer answered"
    TRANSFER_APPROVED = "transfer approved"
    TRANSFER_CONTESTED = "transfer contested"
    LEG_TAKEN_OVER = "leg taken over"
    INSURER_PAID = "insurer paid"
    INSURER_REFUSED = "insurer refused"
    TRANSFER_PAID = "transfer paid"
