"""The claim transfer: its whole table, and what each step wants."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from claims.kernel.machine import StepForbidden, StepRefused
from claims.lifecycle.models import Cover
from claims.people.roles import GRANTS, Permission, Role
from claims.settlement.accounts import balances, payments_of
from claims.settlement.checklist import document_facts, refresh
from claims.settlement.inputs import Reason
from claims.settlement.life import TRANSFER_LIFE, TransferState
from claims.settlement.transfer_inputs import (
    Approval,
    Authorization,
    Circumstances,
    Contest,
    InsurerRefusal,
    Notice,
    Question,
    Reply,
    TakeOver,
    TransferPayment,
)
from tests.settlement.make import (
    TODAY,
    Till,
    approve,
    authorize,
    hand_in,
    issue_invoices,
    papers,
    submission,
    submit,
)

CO, CA, MA = "coordinator", "cashier", "manager"
TABLE = """
collecting       authorize          authorized       coordinator
collecting       describe           collecting       coordinator
collecting       leave_to_customer  customer_claims  coordinator
collecting       stop               stopped          -
authorized       describe           authorized       coordinator
authorized       notify             notified         coordinator
authorized       submit             submitted        coordinator
authorized       leave_to_customer  customer_claims  coordinator
authorized       stop               stopped          -
notified         describe           notified         coordinator
notified         submit             submitted        coordinator
notified         leave_to_customer  customer_claims  coordinator
notified         stop               stopped          -
submitted        query              queried          coordinator
submitted        approve            approved         coordinator
submitted        refuse             refused          coordinator
queried          answer             answered         coordinator
queried          refuse             refused          coordinator
answered         query              queried          coordinator
answered         approve            approved         coordinator
answered         refuse             refused          coordinator
approved         record_payment     approved         cashier
approved         complete           paid             -
approved         write_off          paid             manager
refused          contest            contested        coordinator
refused          take_over          taken_over       coordinator
contested        submit             submitted        coordinator
contested        take_over          taken_over       coordinator
"""
ALLOWED = {(state, step): (to, who) for state, step, to, who in (row.split() for row in TABLE.strip().splitlines())}


def test_every_state_every_step_and_every_role_is_as_the_table_says() -> None:
    for state in TransferState:
        for step in TRANSFER_LIFE.steps():
            move, wanted = TRANSFER_LIFE.find(step, state), ALLOWED.get((state, step))
            assert (move is not None) == (wanted is not None), (state, step)
            if move is None or wanted is None:
                continue
            assert move.target == wanted[0]
            for role in Role:
                may = move.may is not None and role in GRANTS[Permission(move.may)]
                assert may == (role == wanted[1]), (state, step, role)


def payment(amount: int, reference: str = "BANK-1", **more: Any) -> TransferPayment:
    return TransferPayment.model_validate({"amount_minor": amount, "paid_on": TODAY, "reference": reference, **more})


def test_each_insured_leg_has_a_transfer_that_collects_its_papers(till: Till) -> None:
    for cover in (Cover.OWN_DAMAGE, Cover.COMPULSORY_OTHER):
        assert till.transfer(cover).state == "collecting"
    assert "third_party_papers" in papers(till, till.transfer(Cover.COMPULSORY_OTHER))
    assert "third_party_papers" not in papers(till, till.transfer(Cover.OWN_DAMAGE))


def test_after_a_theft_the_police_report_is_wanted_and_the_policy_knows_the_insurer(till: Till) -> None:
    assert "theft_report" not in papers(till, till.transfer())
    till.claim.accident_kind = "theft"
    facts = document_facts(till.session, till.transfer())[0]
    assert (facts["accident"], facts["insurer"]) == ("theft", "PA")
    refresh(till.machine.attempt(till.session, till.claim, "deliver", by=till.people[Role.CASHIER], now=till.now),
            till.transfer())  # fmt: skip
    assert "theft_report" in papers(till, till.transfer())
    assert "driving_license" not in papers(till, till.transfer())


def test_authorizing_needs_the_payees_signature_on_this_very_transfer(till: Till) -> None:
    transfer = till.transfer()
    till.sign("transfer", "owner", about=till.transfer(Cover.COMPULSORY_OTHER).id)
    told = Authorization(kind="authority", payee="Wang Fang")
    with pytest.raises(StepRefused, match="signed the transfer"):
        till.take(transfer, "authorize", told, by=Role.COORDINATOR)
    till.sign("transfer", "owner", about=transfer.id)
    assert till.take(transfer, "authorize", told, by=Role.COORDINATOR).bank_account == "6222 0000 1111"


def test_an_agent_signs_only_with_a_power_of_attorney(till: Till) -> None:
    transfer = till.transfer()
    till.sign("transfer", "authorized_person", about=transfer.id)
    told = Authorization(kind="authority", payee="Wang Fang", agent=True)
    assert till.faults(transfer, "authorize", told) == ["the agent's power of attorney is missing"]
    hand_in(till, "power_of_attorney")
    till.take(transfer, "authorize", told, by=Role.COORDINATOR)
    assert "power_of_attorney" in papers(till, transfer)


def test_the_checklist_follows_the_kind_and_the_circumstances(till: Till) -> None:
    transfer = till.transfer()
    assert "payee_account" not in papers(till, transfer)
    authorize(till, kind="assignment")
    assert {"payee_account", "proof_of_notice", "transfer_authorization"} <= set(papers(till, transfer))
    till.take(transfer, "describe", Circumstances(loan_beneficiary=True, rescue=True), by=Role.COORDINATOR)
    assert {"beneficiary_consent", "rescue_bills"} <= set(papers(till, transfer))
    till.take(transfer, "describe", Circumstances(loan_beneficiary=False), by=Role.COORDINATOR)
    assert "beneficiary_consent" in papers(till, transfer, needed=False)


def test_an_assignment_is_not_submitted_before_the_insurer_was_notified(till: Till) -> None:
    transfer = authorize(till, kind="assignment")
    hand_in(till)
    issue_invoices(till, Cover.OWN_DAMAGE)
    with pytest.raises(StepRefused, match="it is no assignment"):
        till.take(transfer, "submit", submission(till), by=Role.COORDINATOR)
    till.take(transfer, "notify", Notice(file_id=till.file("notice.pdf").id), by=Role.COORDINATOR)
    assert till.take(transfer, "submit", submission(till), by=Role.COORDINATOR).state == "submitted"


def test_a_notice_must_lie_in_this_claims_file(till: Till) -> None:
    transfer = authorize(till, kind="assignment")
    found = till.faults(transfer, "notify", Notice(file_id=999))
    assert found == ["file 999 does not lie in this claim's file; upload it there first"]


def test_submitting_names_every_missing_paper_and_the_missing_invoice(till: Till) -> None:
    transfer = authorize(till)
    hand_in(till, "policy", "claim_form", "receipt", "identity", "driving_license")
    missing = till.missing(transfer, "submit", submission(till))
    assert [str(one) for one in missing[0].details] == [
        "the paper “vehicle_license” is missing",
        "the paper “accident_certificate_or_agreement” is missing",
        "the paper “invoice” is missing",
    ]
    assert missing[1].sentence == "the insurer's invoice is issued"


def test_the_insurer_asks_is_answered_and_approves(till: Till) -> None:
    transfer = submit(till)
    assert transfer.claimed_minor == 383_333
    till.take(transfer, "query", Question(question="Which side?"), by=Role.COORDINATOR)
    with pytest.raises(StepRefused):
        till.take(transfer, "approve", Approval(amount_minor=1, reference="A"), by=Role.COORDINATOR)
    till.take(transfer, "answer", Reply(reply="Left."), by=Role.COORDINATOR)
    too_much = Approval(amount_minor=383_334, reference="A")
    assert till.faults(transfer, "approve", too_much) == ["3833.34 is more than the 3833.33 that was claimed"]
    granted = Approval(amount_minor=383_333, reference="A")
    assert till.take(transfer, "approve", granted, by=Role.COORDINATOR).state == "approved"


def test_a_short_payment_needs_a_reason_and_stays_open_and_the_rest_closes_it(till: Till) -> None:
    transfer = approve(till)
    with pytest.raises(StepRefused):
        till.take(transfer, "record_payment", payment(300_000), by=Role.CASHIER)
    till.take(transfer, "record_payment", payment(300_000, reason="depreciation"), by=Role.CASHIER)
    assert transfer.state == "approved"
    till.take(transfer, "record_payment", payment(83_333, "BANK-2"), by=Role.CASHIER)
    assert transfer.state == "paid"
    own = next(x for x in balances(till.session, till.claim) if x.leg.cover == Cover.OWN_DAMAGE)
    assert (own.received_minor, own.open_minor) == (383_333, 0)


def test_the_same_bank_reference_is_not_counted_twice(till: Till) -> None:
    transfer = approve(till)
    till.take(transfer, "record_payment", payment(300_000, reason="part payment"), by=Role.CASHIER)
    again = payment(83_333)
    assert till.faults(transfer, "record_payment", again) == [
        "the payment BANK-1 is recorded already; it is not counted twice"
    ]
    assert len(payments_of(till.session, till.claim.id)) == 1


def test_too_much_from_the_insurer_needs_a_reason(till: Till) -> None:
    transfer = approve(till)
    found = till.faults(transfer, "record_payment", payment(400_000))
    assert found == ["4000.00 is more than the 3833.33 that is open; give the reason"]
    till.take(transfer, "record_payment", payment(400_000, reason="pays another claim too"), by=Role.CASHIER)
    assert transfer.state == "paid"


def test_a_payment_lies_neither_in_the_future_nor_before_the_claim(till: Till) -> None:
    transfer = approve(till)
    for day, words in (("2026-03-03", "future"), ("2020-01-01", "older than the claim")):
        assert words in till.faults(transfer, "record_payment", payment(383_333, paid_on=day))[0]


@pytest.mark.parametrize("absurd", [0, -1, 10**14, 1.5])
def test_absurd_amounts_are_refused_at_the_door(absurd: Any) -> None:
    with pytest.raises(ValidationError):
        payment(absurd)


def test_the_manager_writes_the_rest_off_with_a_reason(till: Till) -> None:
    transfer = approve(till, 380_000)
    till.take(transfer, "record_payment", payment(380_000, reason="price cut"), by=Role.CASHIER)
    with pytest.raises(StepForbidden):
        till.take(transfer, "write_off", Reason(reason="small"), by=Role.COORDINATOR)
    with pytest.raises(StepRefused):
        till.take(transfer, "write_off", Reason(), by=Role.MANAGER)
    till.take(transfer, "write_off", Reason(reason="not worth a lawsuit"), by=Role.MANAGER)
    own = next(x for x in balances(till.session, till.claim) if x.leg.cover == Cover.OWN_DAMAGE)
    assert (transfer.state, own.written_off_minor, own.open_minor) == ("paid", 3_333, 0)


def test_a_refusal_is_contested_and_submitted_again(till: Till) -> None:
    transfer = submit(till)
    till.take(transfer, "refuse", InsurerRefusal(reason="late report"), by=Role.COORDINATOR)
    with pytest.raises(StepRefused):
        till.take(transfer, "contest", Contest(), by=Role.COORDINATOR)
    till.take(transfer, "contest", Contest(grounds="reported within 48 hours"), by=Role.COORDINATOR)
    assert till.take(transfer, "submit", submission(till), by=Role.COORDINATOR).state == "submitted"


def test_a_refused_leg_becomes_the_customers_only_with_his_consent(till: Till) -> None:
    transfer = submit(till)
    till.take(transfer, "refuse", InsurerRefusal(reason="no cover"), by=Role.COORDINATOR)
    unproved = TakeOver(consented_by="Wang Fang", reason="no cover")
    assert till.faults(transfer, "take_over", unproved) == ["the file is not named"]
    proved = TakeOver(consented_by="Wang Fang", reason="no cover", file_id=till.file("consent.pdf").id)
    till.take(transfer, "take_over", proved, by=Role.COORDINATOR)
    assert till.due(Cover.OWN_DAMAGE) == 0
    assert till.due() == 80_000 + 433_333
