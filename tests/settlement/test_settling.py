"""Settling, delivering, closing: what the money must be like before the claim moves on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.duties.service import open_duty
from claims.kernel.machine import StepRefused
from claims.lifecycle.inputs import Wish
from claims.lifecycle.models import Cover
from claims.people.roles import Role
from claims.settlement.corrections import BillClosed, agree_terms, change_billed
from claims.settlement.inputs import (
    Decision,
    LegTerms,
    NewBilledChange,
    NewCreditRelease,
    NewDiscount,
    Reason,
)
from claims.settlement.models import Deposit, Discount, Invoice, Transfer
from claims.settlement.releases import NotReleased, release_on_credit
from claims.settlement.transfer_inputs import InsurerRefusal, TakeOver, TransferPayment
from claims.shopfloor.models import Amendment, OrderLine
from tests.settlement.make import TODAY, Till, approve, authorize, explain, hand_in, issue_invoices, line, put, submit


def change(till: Till, row: OrderLine, billed: int | None, reason: str = "as told") -> None:
    told = NewBilledChange(line_id=row.id, billed_minor=billed, reason=reason)
    change_billed(till.session, till.claim, told, by=till.people[Role.CASHIER], now=till.now)


def the_line(till: Till, text: str) -> OrderLine:
    return till.session.query(OrderLine).filter_by(claim_id=till.claim.id, text=text).one()


def settle(till: Till) -> None:
    """Explained, paid, invoiced, settled."""
    explain(till)
    till.pay(till.due(), "CASH-1")
    issue_invoices(till)
    till.take(till.claim, "settle", by=Role.CASHIER)


def test_settling_names_everything_that_is_wanting_at_once(till: Till) -> None:
    sentences = [one.sentence for one in till.missing(till.claim, "settle")]
    assert sentences == [
        "the customer was told to settle and the bill was explained",
        "the customer's share and deductible are paid",
        "an invoice is issued to every payer",
    ]
    assert "the customer still owes 1300.00 of 1300.00" in till.faults(till.claim, "settle")


def test_a_claim_is_settled_when_bill_papers_and_money_are_in_order(till: Till) -> None:
    settle(till)
    assert till.claim.state == "settled"


def test_billing_more_than_was_signed_stops_the_settlement(till: Till) -> None:
    change(till, the_line(till, "mirror"), 80_001)
    assert "“mirror” is billed 800.01, and only 800.00 was signed" in str(till.faults(till.claim, "settle"))


def test_an_unsigned_price_rise_on_the_order_stops_it_too(till: Till) -> None:
    the_line(till, "mirror").amount_minor = 90_000
    assert "“mirror” is billed 900.00, and only 800.00" in str(till.faults(till.claim, "settle"))


def test_billing_less_needs_a_reason(till: Till) -> None:
    mirror = the_line(till, "mirror")
    mirror.amount_minor = 70_000
    wanted = "“mirror” is billed 700.00 instead of the signed 800.00; write down the reason"
    assert wanted in till.faults(till.claim, "settle")
    change(till, mirror, None, "the supplier was cheaper")
    assert wanted not in till.faults(till.claim, "settle")


def test_a_dropped_line_is_not_billed_and_its_reason_counts(till: Till) -> None:
    mirror = the_line(till, "mirror")
    put(mirror, "dropped")
    till.session.flush()
    assert till.due() == 50_000
    assert "“mirror” is billed 0.00" in str(till.faults(till.claim, "settle"))
    mirror.ended_because = "the customer brings his own"
    assert "“mirror”" not in str(till.faults(till.claim, "settle"))


def test_an_open_price_and_an_unsigned_amendment_stop_the_settlement(till: Till) -> None:
    row = line(till, "weld the sill", None)
    order_id = row.order_id
    amendment = Amendment(
        claim_id=till.claim.id, shop_id=till.claim.shop_id, order_id=order_id, number=1, kind="agreed_prices",
        drafted_at=till.now, version=1,
    )  # fmt: skip
    put(amendment, "drafted")
    till.session.add(amendment)
    till.session.flush()
    found = till.faults(till.claim, "settle")
    assert "amendment 1 is not signed" in found
    price = f"the price of line {row.position} “weld the sill” is still open"
    assert f"{price}; settle it with the insurer or answer its refusal otherwise" in found


def test_an_undecided_discount_stops_the_settlement(till: Till) -> None:
    told = NewDiscount(claim_id=till.claim.id, amount_minor=100, reason="loyal")
    discount = till.take(Discount, "ask", told, by=Role.ADVISOR)
    found = till.faults(till.claim, "settle")
    assert "the manager has not decided on a discount that was asked" in found
    assert any(one.startswith("the discount of 1.00 is not approved") for one in found)
    till.take(discount, "approve", Decision(), by=Role.MANAGER)
    assert "discount" not in str(till.faults(till.claim, "settle"))


def test_an_explanation_of_an_older_bill_does_not_count(till: Till) -> None:
    explain(till)
    assert "bill was explained" not in str([x.sentence for x in till.missing(till.claim, "settle")])
    change(till, the_line(till, "mirror"), 70_000)
    assert "the bill changed since it was explained; explain it again" in till.faults(till.claim, "settle")


def test_a_changed_share_of_fault_moves_money_between_the_payers(till: Till) -> None:
    terms = LegTerms(leg_id=till.leg(Cover.OWN_DAMAGE).id, share_bp=7_000, deductible_minor=0, reason="30 % own fault")
    agree_terms(till.session, till.claim, terms, by=till.people[Role.COORDINATOR], now=till.now)
    assert till.due(Cover.OWN_DAMAGE) == 303_333  # 70 % of 4,333.33
    assert till.due() == 80_000 + 130_000
    put(till.claim, "settled")
    with pytest.raises(BillClosed):
        agree_terms(till.session, till.claim, terms, by=till.people[Role.COORDINATOR], now=till.now)


def test_delivery_is_refused_while_the_insurers_money_is_unsecured(till: Till) -> None:
    settle(till)
    with pytest.raises(StepRefused, match="each insurer's money is paid"):
        till.take(till.claim, "deliver", by=Role.ADVISOR)
    assert till.faults(till.claim, "deliver") == [
        "leg 1 owes 3833.33, and its transfer is not authorized; authorize it, have it paid, or ask the manager",
        "leg 2 owes 2000.00, and its transfer is not authorized; authorize it, have it paid, or ask the manager",
    ]


def test_delivery_names_the_papers_that_an_authorized_transfer_lacks(till: Till) -> None:
    settle(till)
    authorize(till)
    authorize(till, Cover.COMPULSORY_OTHER)
    hand_in(till, "policy", "claim_form", "receipt", "identity", "driving_license", "vehicle_license",
            "accident_agreement")  # fmt: skip
    assert till.faults(till.claim, "deliver") == [
        "the transfer of leg 2 for 2000.00 lacks the paper “third_party_papers”"
    ]
    hand_in(till, "third_party_papers")
    assert till.take(till.claim, "deliver", by=Role.ADVISOR).state == "delivered"


def release(till: Till, cover: str, **more: Any) -> None:
    told = NewCreditRelease(leg_id=till.leg(cover).id, **{"reason": "an old customer", **more})
    release_on_credit(till.session, till.claim, told, by=till.people[Role.MANAGER], now=till.now)


def test_the_manager_releases_the_car_on_credit_for_each_insurer(till: Till) -> None:
    settle(till)
    release(till, Cover.OWN_DAMAGE)
    assert len(till.faults(till.claim, "deliver")) == 1
    release(till, Cover.COMPULSORY_OTHER)
    till.take(till.claim, "deliver", by=Role.ADVISOR)
    for cover, more in ((Cover.CUSTOMER, {}), (Cover.OWN_DAMAGE, {}), (Cover.OWN_DAMAGE, {"reason": ""})):
        with pytest.raises(NotReleased):
            release(till, cover, **more)


def test_a_customer_who_claims_himself_pays_before_delivery(till: Till) -> None:
    settle(till)
    release(till, Cover.COMPULSORY_OTHER)
    told = Reason(reason="he claims himself")
    till.take(till.transfer(), "leave_to_customer", told, by=Role.COORDINATOR)
    assert "who claims himself, has not paid" in till.faults(till.claim, "deliver")[0]
    till.pay(383_333, "BANK-9", cover=Cover.OWN_DAMAGE)
    assert till.take(till.claim, "deliver", by=Role.ADVISOR).state == "delivered"


def deliver_on_credit(till: Till) -> None:
    settle(till)
    release(till, Cover.OWN_DAMAGE)
    release(till, Cover.COMPULSORY_OTHER)
    till.take(till.claim, "deliver", by=Role.ADVISOR)


def test_a_claim_stays_open_until_every_payer_has_paid_and_every_duty_is_done(till: Till) -> None:
    deliver_on_credit(till)
    open_duty(till.session, till.claim, role="care", text="call the customer", values={}, about="claim:1",
              due_at=till.now, now=till.now)  # fmt: skip
    found = till.faults(till.claim, "close", by=Role.COORDINATOR)
    assert found[0] == "leg 1 still owes 3833.33"
    assert "leg 2 still owes 2000.00" in found
    assert f"transfer {till.transfer().id} is collecting and not ended" in found
    assert found[-1] == "call the customer"


def test_after_both_insurers_paid_nothing_is_owed(bare_till: Till) -> None:
    line(bare_till, "straighten the door", 633_333)
    transfer = approve(bare_till)
    told = TransferPayment(amount_minor=383_333, paid_on=TODAY, reference="B-1")
    bare_till.take(transfer, "record_payment", told, by=Role.CASHIER)
    bare_till.pay(50_000, "CASH-1")
    issue_invoices(bare_till, Cover.COMPULSORY_OTHER, Cover.CUSTOMER)
    put(bare_till.claim, "delivered")
    bare_till.session.flush()
    assert bare_till.faults(bare_till.claim, "close", by=Role.COORDINATOR) == [
        "leg 2 still owes 2000.00",
        f"transfer {bare_till.transfer(Cover.COMPULSORY_OTHER).id} is collecting and not ended",
    ]


def test_settling_applies_the_paid_deposits(till: Till) -> None:
    deposit = Deposit(
        claim_id=till.claim.id, shop_id=till.claim.shop_id, part_line_id=the_line(till, "mirror").id,
        part_name="mirror", amount_minor=40_000, raised_at=till.now, paid_at=till.now, version=1,
    )  # fmt: skip
    put(deposit, "paid")
    till.session.add(deposit)
    till.session.flush()
    explain(till)
    till.pay(90_000, "CASH-1")
    issue_invoices(till)
    till.take(till.claim, "settle", by=Role.CASHIER)
    assert (deposit.state, deposit.applied_minor) == ("applied", 40_000)
    assert "deposit" not in str(till.missing(till.claim, "close"))


def test_withdrawing_a_claim_stops_its_transfers(bare_till: Till) -> None:

    told = Wish(reason="sold the car", wished_by="Wang Fang")
    bare_till.take(bare_till.claim, "withdraw", told, by=Role.MANAGER)
    assert {bare_till.transfer(x).state for x in (Cover.OWN_DAMAGE, Cover.COMPULSORY_OTHER)} == {"stopped"}


def refused_and_taken_over(till: Till) -> Transfer:
    """All invoices are issued; then the insurer refuses, and the customer pays the leg after all."""
    transfer = submit(till)
    issue_invoices(till, Cover.COMPULSORY_OTHER, Cover.CUSTOMER)
    till.take(transfer, "refuse", InsurerRefusal(reason="no cover"), by=Role.COORDINATOR)
    told = TakeOver(consented_by="Wang Fang", reason="no cover", file_id=till.file("consent.pdf").id)
    found: Transfer = till.take(transfer, "take_over", told, by=Role.COORDINATOR)
    return found


@pytest.mark.parametrize(("state", "step"), [("ready_to_settle", "settle"), ("delivered", "close")])
def test_a_leg_that_was_taken_over_leaves_no_invoice_with_its_insurer(till: Till, state: str, step: str) -> None:
    refused_and_taken_over(till)
    put(till.claim, state)
    till.session.flush()
    ours, customers = (
        till.session.scalars(select(Invoice).where(Invoice.leg_id == till.leg(cover).id)).one()
        for cover in (Cover.OWN_DAMAGE, Cover.CUSTOMER)
    )
    stale = [
        f"invoice {ours.number} over 3833.33 stands, and leg 1 owes nothing any more; reverse it",
        f"invoice {customers.number} says 1300.00, and leg 3 owes 5133.33; reverse it and issue it anew",
    ]
    assert [one for one in till.faults(till.claim, step) if one.startswith("invoice")] == stale
    for invoice in (ours, customers):
        till.take(invoice, "reverse", Reason(reason="the insurer refused"), by=Role.CASHIER)
    assert "no invoice is issued to leg 3 for 5133.33" in till.faults(till.claim, step)
    issue_invoices(till, Cover.CUSTOMER)
    assert not [one for one in till.faults(till.claim, step) if "invoice" in one]
