"""What one must say about money: deposits, discounts, invoices, payments, the bill, fees, what the manager forgives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from claims.kernel.inputs import BasisPoints, Input, Minor, Name, Text

Amount = Annotated[int, Field(strict=True, gt=0, le=10**13, description="whole minor units, more than zero")]
Method = Literal["cash", "card", "bank", "wechat", "alipay", "cheque", "other"]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class RaiseDeposit(Input):
    """The part line whose deposit is to be asked for; the policy says how much."""

    line_id: int


class PayDeposit(Input):
    """A deposit as it was paid."""

    amount_minor: Amount
    method: Method
    reference: Reference = ""


class ApplyDeposit(Input):
    """A deposit taken off the customer's bill; what is too much goes back, under this reference."""

    refund_reference: Reference = ""


class Refund(Input):
    """Money given back, and why."""

    reason: Text = ""
    refund_reference: Reference = ""


class Reason(Input):
    """Why."""

    reason: Text = ""


class NewDiscount(Input):
    """A discount asked for one payer; without a leg, for the customer."""

    claim_id: int
    leg_id: int | None = None
    amount_minor: Amount
    reason: Text = ""


class Decision(Input):
    """A word on the decision; a refusal needs one."""

    answer: Text = ""


class NewInvoice(Input):
    """The payer to be billed; buyer and tax number only where they differ from what the file says."""

    claim_id: int
    leg_id: int
    buyer: Name = ""
    tax_number: Name = ""


class NewPayment(Input):
    """Money received from a payer, or paid back to it."""

    leg_id: int
    kind: Literal["received", "paid_back"] = "received"
    amount_minor: Amount
    paid_on: date
    method: Method
    reference: Reference = ""
    reason: Text = ""


class NewWriteOff(Input):
    """What is given up of a payer's debt."""

    leg_id: int
    amount_minor: Amount
    reason: Text = ""


class NewCreditRelease(Input):
    """A leg on whose money the shop waits at its own risk."""

    leg_id: int
    pay_by: date | None = None
    reason: Text = ""


class LegTerms(Input):
    """What a leg turned out to pay under; what is left out stays."""

    leg_id: int
    share_bp: BasisPoints | None = None
    limit_minor: Minor | None = None
    deductible_minor: Minor | None = None
    tax_number: Name | None = None
    reason: Text = ""


class NewBilledChange(Input):
    """What is billed on a line otherwise than signed (or, without an amount, why it is less), with the reason."""

    line_id: int
    billed_minor: Minor | None = None
    reason: Text = ""


class Explanation(Input):
    """Who was told to settle and had the bill explained, and how."""

    told_to: Name = ""
    channel: Literal["in_person", "telephone", "message"] = "in_person"


FeeKind = Literal["diagnosis", "teardown", "reassembly", "storage", "rescue"]


class NewFee(Input):
    """A fee of a claim that ends without settlement; zero says that none arose, and why."""

    kind: FeeKind
    amount_minor: Minor
    reason: Text = ""


class FeePaid(Input):
    """How a fee was paid."""

    kind: FeeKind
    reference: Reference = ""


class FeeWaived(Input):
    """Why a fee is waived."""

    kind: FeeKind
    reason: Text = ""
