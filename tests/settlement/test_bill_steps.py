"""Discounts, invoices and customer payments: who may, how much, how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from claims.audit.models import DecisionRow
from claims.kernel.errors import NotFound
from claims.kernel.machine import StepForbidden, StepRefused
from claims.lifecycle.models import Cover
from claims.people.models import Person
from claims.people.roles import Role
from claims.settlement.corrections import change_billed
from claims.settlement.inputs import Decision, NewBilledChange, NewDiscount, NewInvoice, NewWriteOff, Reason
from claims.settlement.models import Discount, Invoice
from claims.settlement.payments import Overpaid, PaymentKnown, PaymentRefused
from claims.settlement.releases import NotForgiven, write_off
from tests.settlement.make import Till, issue_invoices, make_till, put


def ask(till: Till, amount: int = 10_000, *, by: Role = Role.ADVISOR, cover: str = Cover.CUSTOMER) -> Discount:
    """A discount for one payer."""
    told = NewDiscount(
        claim_id=till.claim.id, leg_id=till.leg(cover).id, amount_minor=amount, reason="a loyal customer"
    )
    found: Discount = till.take(Discount, "ask", told, by=by)
    return found


def test_an_approved_discount_lowers_what_the_customer_owes(till: Till) -> None:
    discount = ask(till)
    assert till.due() == 130_000
    till.take(discount, "approve", Decision(), by=Role.MANAGER)
    assert till.due() == 120_000


def test_whoever_asked_for_a_discount_cannot_approve_it(till: Till) -> None:
    manager = till.people[Role.MANAGER]
    both = Person(manager.id, "x", "x", manager.shop_id, frozenset({Role.MANAGER, Role.ADVISOR}))
    told = NewDiscount(claim_id=till.claim.id, amount_minor=100, reason="mine")
    mine = till.machine.take(till.session, Discount, "ask", by=both, now=till.now, data=told)
    with pytest.raises(StepRefused, match="did not ask for it"):
        till.machine.take(till.session, mine, "approve", by=both, now=till.now, data=Decision())


def test_only_the_manager_approves_discounts(till: Till) -> None:
    discount = ask(till)
    for role in set(Role) - {Role.MANAGER}:
        with pytest.raises(StepForbidden):
            till.take(discount, "approve", Decision(), by=role)


def test_a_refused_discount_needs_a_word_and_changes_nothing(till: Till) -> None:
    discount = ask(till)
    with pytest.raises(StepRefused):
        till.take(discount, "refuse", Decision(), by=Role.MANAGER)
    till.take(discount, "refuse", Decision(answer="not this time"), by=Role.MANAGER)
    assert till.due() == 130_000


def test_a_discount_cannot_exceed_what_the_payer_owes_even_together_with_others(till: Till) -> None:
    first, second = ask(till, 100_000), ask(till, 100_000)
    till.take(first, "approve", Decision(answer="a fleet"), by=Role.MANAGER)
    with pytest.raises(StepRefused, match="no more than the payer owes"):
        till.take(second, "approve", Decision(answer="a fleet"), by=Role.MANAGER)
    told = NewDiscount(claim_id=till.claim.id, amount_minor=130_001, reason="too much")
    assert till.faults(Discount, "ask", told)[0].startswith("the discount of 1300.01 is more than the 300.00")


SAY_WHY = "say why: the discounts of this payer are more than the house's limit"


def test_a_discount_above_a_tenth_of_what_is_owed_needs_the_managers_word_why(till: Till) -> None:
    just, above = ask(till, 13_000), ask(till, 13_001)
    assert till.faults(just, "approve", Decision(), by=Role.MANAGER) == []
    assert till.faults(above, "approve", Decision(), by=Role.MANAGER) == [SAY_WHY]
    till.take(above, "approve", Decision(answer="a fleet of forty cars"), by=Role.MANAGER)
    assert till.due() == 116_999
    kept = till.session.scalars(select(DecisionRow).where(DecisionRow.step == "discount.approve")).one()
    assert kept.policy == "pricing"


def test_a_large_discount_is_not_given_in_small_ones_without_a_word(till: Till) -> None:
    first, second = ask(till, 12_000), ask(till, 1_001)
    till.take(first, "approve", Decision(), by=Role.MANAGER)
    assert till.faults(second, "approve", Decision(), by=Role.MANAGER) == [SAY_WHY]


def test_after_settling_no_discount_is_asked(till: Till) -> None:
    put(till.claim, "settled")
    till.session.flush()
    with pytest.raises(StepRefused):
        ask(till)


def test_another_shops_claim_is_not_there(till: Till) -> None:
    other = make_till(till.session, code="south")
    told = NewDiscount(claim_id=other.claim.id, amount_minor=1, reason="x")
    with pytest.raises(NotFound):
        till.take(Discount, "ask", told, by=Role.ADVISOR)


def test_every_payer_gets_an_invoice_of_what_it_owes_and_they_add_up_to_the_bill(till: Till) -> None:
    invoices = issue_invoices(till)
    assert [x.amount_minor for x in invoices] == [383_333, 200_000, 130_000]
    assert [x.number for x in invoices] == ["I2026-000001", "I2026-000002", "I2026-000003"]
    assert [x.buyer for x in invoices] == ["Insurer PA", "Insurer PB", "Wang Fang"]
    assert all(sum(line["minor"] for line in x.lines) == x.amount_minor for x in invoices)
    assert {x.plate for x in invoices} == {"沪A12345"}


def test_a_payer_has_one_invoice_that_stands_and_a_reversed_one_is_issued_anew(till: Till) -> None:
    (invoice,) = issue_invoices(till, Cover.CUSTOMER)
    told = NewInvoice(claim_id=till.claim.id, leg_id=till.leg().id, buyer="Wang Fang Ltd")
    with pytest.raises(StepRefused, match="no other invoice"):
        till.take(Invoice, "draft", told, by=Role.CASHIER)
    till.take(invoice, "reverse", Reason(reason="wrong buyer"), by=Role.CASHIER)
    again = till.take(till.take(Invoice, "draft", told, by=Role.CASHIER), "issue", by=Role.CASHIER)
    assert (invoice.number, invoice.reversal_number, again.number) == ("I2026-000001", "I2026-000002", "I2026-000003")
    assert again.buyer == "Wang Fang Ltd"


def test_a_draft_that_the_bill_has_left_behind_is_not_issued(till: Till) -> None:
    told = NewInvoice(claim_id=till.claim.id, leg_id=till.leg().id)
    draft = till.take(Invoice, "draft", told, by=Role.CASHIER)
    till.take(ask(till), "approve", Decision(), by=Role.MANAGER)
    with pytest.raises(StepRefused, match="says what the bill says now"):
        till.take(draft, "issue", by=Role.CASHIER)
    till.take(draft, "discard", Reason(reason="a discount came"), by=Role.CASHIER)
    assert issue_invoices(till, Cover.CUSTOMER)[0].number == "I2026-000001"


def test_no_invoice_is_drafted_before_the_order_is_reviewed_or_for_nothing(till: Till) -> None:
    put(till.claim, "inspected")
    till.session.flush()
    with pytest.raises(StepRefused, match="the order is reviewed"):
        issue_invoices(till)


def test_the_customer_pays_and_the_same_reference_is_refused(till: Till) -> None:
    till.pay(100_000, "CASH-1")
    with pytest.raises(PaymentKnown):
        till.pay(30_000, "CASH-1")
    till.pay(30_000, "CASH-2")


def test_too_much_is_refused_or_kept_with_a_reason_and_can_be_paid_back(till: Till) -> None:
    with pytest.raises(Overpaid) as refusal:
        till.pay(130_001, "CASH-1")
    assert "0.01 too much" in str(refusal.value)
    till.pay(130_001, "CASH-1", reason="no change in the till")
    with pytest.raises(PaymentRefused):
        till.pay(1, "BACK-1", kind="paid_back")
    till.pay(1, "BACK-1", kind="paid_back", reason="change came later")
    with pytest.raises(PaymentRefused):
        till.pay(130_001, "BACK-2", kind="paid_back", reason="more than is there")


def test_a_payment_without_reference_or_in_the_future_is_refused_with_all_faults(till: Till) -> None:
    tomorrow = (till.now + timedelta(days=1)).date()
    with pytest.raises(PaymentRefused) as refusal:
        till.pay(1, "", paid_on=tomorrow)
    assert [fault.where for fault in refusal.value.faults] == ["paid_on", "reference"]


def test_an_insurers_money_comes_by_its_transfer(till: Till) -> None:
    with pytest.raises(PaymentRefused):
        till.pay(1, "BANK-1", cover=Cover.OWN_DAMAGE)
    told = Reason(reason="he claims himself")
    till.take(till.transfer(), "leave_to_customer", told, by=Role.COORDINATOR)
    till.pay(383_333, "BANK-1", cover=Cover.OWN_DAMAGE)


def test_the_manager_writes_a_customers_rest_off_but_never_more_than_is_open(till: Till) -> None:
    till.pay(129_000, "CASH-1")
    manager = till.people[Role.MANAGER]
    too_much = NewWriteOff(leg_id=till.leg().id, amount_minor=1_001, reason="rounding")
    with pytest.raises(NotForgiven):
        write_off(till.session, till.claim, too_much, by=manager, now=till.now)
    rest = NewWriteOff(leg_id=till.leg().id, amount_minor=1_000, reason="rounding")
    write_off(till.session, till.claim, rest, by=manager, now=till.now)
    with pytest.raises(Overpaid):
        till.pay(1, "CASH-2")


def test_a_billed_change_is_known_by_its_line(till: Till) -> None:
    told = NewBilledChange(line_id=999_999, reason="x")
    with pytest.raises(Exception, match="cannot be changed"):
        change_billed(till.session, till.claim, told, by=till.people[Role.CASHIER], now=till.now)
