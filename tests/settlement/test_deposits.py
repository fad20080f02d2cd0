"""Deposits: asked when a high-value part is ordered, paid exactly, then applied, refunded or kept."""

from __future__ import annotations

from typing import Any

import pytest

from claims.duties.service import open_duties
from claims.kernel.machine import StepForbidden, StepRefused
from claims.lifecycle.models import Cover
from claims.people.roles import Role
from claims.settlement.accounts import balances
from claims.settlement.inputs import ApplyDeposit, PayDeposit, RaiseDeposit, Reason, Refund
from claims.settlement.models import Deposit
from claims.settlement.reactions import raise_deposit
from claims.shopfloor.inputs import NewPartOrder
from claims.shopfloor.models import OrderLine
from tests.settlement.make import Till, line, put


def lamp(till: Till, price: int = 100_000, **more: Any) -> OrderLine:
    """A part that the customer pays himself and that waits to be ordered."""
    given: dict[str, Any] = {
        "kind": "part", "payer": "customer", "supplied_by": "shop", "state": "wanted",
        "original_unit_price_minor": price, "quantity_x1000": 1000, **more,
    }  # fmt: skip
    return line(till, "matrix lamp", price, **given)


def order(till: Till, part: OrderLine) -> Any:
    """Order the part."""
    return till.take(part, "order", NewPartOrder(supplier="Parts Co"), by=Role.PARTS_CLERK)


def raised(till: Till, part: OrderLine) -> Deposit:
    """The deposit that the cashier raises for a part."""
    found: Deposit = till.take(Deposit, "raise", RaiseDeposit(line_id=part.id), by=Role.CASHIER)
    return found


def paid(till: Till, part: OrderLine, reference: str = "") -> Deposit:
    """A deposit that is in the till."""
    deposit = raised(till, part)
    told = PayDeposit(amount_minor=deposit.amount_minor, method="card", reference=reference or "CARD-1")
    found: Deposit = till.take(deposit, "pay", told, by=Role.CASHIER)
    return found


def test_ordering_a_high_value_part_is_refused_with_the_owed_and_the_missing_sum(bare_till: Till) -> None:
    part = lamp(bare_till, 130_001)
    with pytest.raises(StepRefused) as refusal:
        order(bare_till, part)
    (missing,) = refusal.value.missing
    assert str(missing.details[0]) == (
        "the deposit for “matrix lamp” is 650.01, and 650.01 of it is not paid; the cashier takes it"
    )


def test_a_refused_order_makes_the_deposit_due_once_and_the_cashier_owes_a_duty(bare_till: Till) -> None:
    part = lamp(bare_till)
    with pytest.raises(StepRefused) as refusal:
        order(bare_till, part)
    raise_deposit(refusal.value.act)
    raise_deposit(refusal.value.act)
    deposit = bare_till.session.query(Deposit).one()
    assert (deposit.state, deposit.amount_minor, deposit.part_line_id) == ("due", 50_000, part.id)
    (duty,) = open_duties(bare_till.session, claim_id=bare_till.claim.id)
    assert (duty.role, duty.about) == ("cashier", f"deposit:{deposit.id}")
    told = PayDeposit(amount_minor=50_000, method="cash")
    bare_till.take(deposit, "pay", told, by=Role.CASHIER)
    assert not open_duties(bare_till.session, claim_id=bare_till.claim.id)
    assert order(bare_till, part).state == "ordered"


@pytest.mark.parametrize(
    "more",
    [
        {"price": 99_999},
        {"payer": "insurer"},
        {"supplied_by": "customer"},
    ],
)
def test_no_deposit_is_owed_for_ordinary_parts_insurers_parts_and_parts_of_the_customers_own(
    bare_till: Till, more: dict[str, Any]
) -> None:
    part = lamp(bare_till, **more)
    assert "deposit" not in str(bare_till.faults(part, "order", by=Role.PARTS_CLERK))
    assert bare_till.faults(Deposit, "raise", RaiseDeposit(line_id=part.id)) == ["no deposit is owed for “matrix lamp”"]


def test_a_part_without_a_known_price_cannot_be_judged(bare_till: Till) -> None:
    part = lamp(bare_till)
    part.original_unit_price_minor = None
    assert "the original price of “matrix lamp” is not known" in bare_till.faults(part, "order")[0]


def test_a_deposit_is_paid_exactly_and_with_a_reference(bare_till: Till) -> None:
    deposit = raised(bare_till, lamp(bare_till))
    told = PayDeposit(amount_minor=49_999, method="card")
    assert bare_till.faults(deposit, "pay", told) == [
        "the deposit is 500.00, not 499.99; take exactly that",
        "the reference of the payment is not told",
    ]


def test_only_the_cashier_takes_deposits(bare_till: Till) -> None:
    deposit = raised(bare_till, lamp(bare_till))
    with pytest.raises(StepForbidden):
        bare_till.take(deposit, "pay", PayDeposit(amount_minor=50_000, method="cash"), by=Role.PARTS_CLERK)


def test_a_part_is_not_asked_for_twice_while_its_deposit_waits(bare_till: Till) -> None:
    part = lamp(bare_till)
    raised(bare_till, part)
    with pytest.raises(StepRefused, match="none is waiting"):
        raised(bare_till, part)


def test_a_paid_deposit_counts_for_the_customer_and_is_applied_to_the_bill(bare_till: Till) -> None:
    deposit = paid(bare_till, lamp(bare_till))
    customer = next(x for x in balances(bare_till.session, bare_till.claim) if x.leg.cover == Cover.CUSTOMER)
    assert (customer.due_minor, customer.deposited_minor, customer.open_minor) == (100_000, 50_000, 50_000)
    bare_till.take(deposit, "apply", ApplyDeposit(), by=Role.CASHIER)
    assert (deposit.state, deposit.applied_minor, deposit.refunded_minor) == ("applied", 50_000, 0)


def test_what_a_deposit_is_too_much_goes_back_with_a_reference(bare_till: Till) -> None:
    part = lamp(bare_till)
    deposit = paid(bare_till, part)
    part.amount_minor = 30_000
    assert bare_till.faults(deposit, "apply", ApplyDeposit()) == [
        "200.00 of the deposit for “matrix lamp” is more than the customer owes; pay it back and give the reference"
    ]
    bare_till.take(deposit, "apply", ApplyDeposit(refund_reference="BACK-1"), by=Role.CASHIER)
    assert (deposit.applied_minor, deposit.refunded_minor) == (30_000, 20_000)


def test_a_refund_needs_its_reason_and_reference(bare_till: Till) -> None:
    deposit = paid(bare_till, lamp(bare_till))
    assert bare_till.faults(deposit, "refund", Refund()) == ["reason is not told", "refund_reference is not told"]
    told = Refund(reason="the part is not made any more", refund_reference="BACK-1")
    assert bare_till.take(deposit, "refund", told, by=Role.CASHIER).refunded_minor == 50_000


def test_a_deposit_is_kept_only_when_the_part_was_ordered_and_with_a_reason(bare_till: Till) -> None:
    part = lamp(bare_till)
    deposit = paid(bare_till, part)
    told = Reason(reason="ordered for this car, cannot be returned")
    with pytest.raises(StepRefused, match="was ordered for this customer"):
        bare_till.take(deposit, "keep", told, by=Role.CASHIER)
    put(part, "ordered")
    bare_till.session.flush()
    assert bare_till.take(deposit, "keep", told, by=Role.CASHIER).state == "kept"
