"""The clocks of the money: what each step of a transfer, deposit or discount makes due, for whom and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from claims.audit.models import DecisionRow, Entry
from claims.duties.service import open_duties
from claims.lifecycle.models import Cover
from claims.people.roles import Role
from claims.settlement.inputs import NewDiscount
from claims.settlement.models import Discount
from claims.settlement.transfer_inputs import Contest, InsurerRefusal, Question, Reply, TransferPayment
from tests.settlement.make import (
    TODAY,
    Till,
    approve,
    authorize,
    hand_in,
    issue_invoices,
    submission,
    submit,
)

DAY_30, DAY_60 = datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC), datetime(2026, 5, 1, 15, 59, 59, tzinfo=UTC)
DAY_5, DAY_10 = datetime(2026, 3, 7, 15, 59, 59, tzinfo=UTC), datetime(2026, 3, 12, 15, 59, 59, tzinfo=UTC)


def owed(till: Till) -> list[tuple[str, str, datetime]]:
    """What is owed of the claim: the beginning of each duty's words, the role, until when."""
    duties = open_duties(till.session, claim_id=till.claim.id)
    return sorted((str(duty.text).partition(" {")[0].partition(";")[0][:36], duty.role, duty.due_at) for duty in duties)


def payment(amount: int, reference: str, reason: str = "") -> TransferPayment:
    """Money that came today."""
    return TransferPayment(amount_minor=amount, paid_on=TODAY, reference=reference, reason=reason)


def of_both(text: str, due: datetime) -> list[tuple[str, str, datetime]]:
    """The same on the coordinator's board and on the manager's."""
    return [(text, role, due) for role in ("coordinator", "manager")]


def test_a_silent_insurer_is_on_two_boards_by_the_insurance_law(till: Till) -> None:
    submit(till)
    asked = of_both("ask the insurer about the claim subm", DAY_30)
    assert owed(till) == asked + of_both("ask the insurer for an advance on wh", DAY_60)


def test_under_compulsory_cover_the_insurer_has_five_days(till: Till) -> None:
    submit(till, Cover.COMPULSORY_OTHER)
    asked = of_both("ask the insurer about the claim subm", DAY_5)
    assert owed(till) == asked + of_both("ask the insurer for an advance on wh", DAY_60)


def test_the_clock_starts_on_the_day_of_the_submission_not_of_its_recording(till: Till) -> None:
    transfer = authorize(till)
    hand_in(till)
    issue_invoices(till, Cover.OWN_DAMAGE)
    early = submission(till).model_copy(update={"submitted_on": date(2026, 2, 27)})
    till.take(transfer, "submit", early, by=Role.COORDINATOR)
    assert owed(till)[0][2] == DAY_30 - timedelta(days=3)


def test_a_question_is_answered_in_three_working_days_and_then_the_insurer_has_ten(till: Till) -> None:
    transfer = submit(till)
    till.take(transfer, "query", Question(question="which lamp?"), by=Role.COORDINATOR)
    assert owed(till) == [("answer the insurer's question", "coordinator", datetime(2026, 3, 5, 9, 30, tzinfo=UTC))]
    till.take(transfer, "answer", Reply(reply="the left one"), by=Role.COORDINATOR)
    asked = of_both("ask the insurer about the claim subm", DAY_10)
    assert owed(till) == asked + of_both("ask the insurer for an advance on wh", DAY_60)


def test_a_refusal_has_the_clock_of_its_notice_and_of_our_contesting_it(till: Till) -> None:
    transfer = submit(till)
    till.take(transfer, "refuse", InsurerRefusal(reason="late report"), by=Role.COORDINATOR)
    notice = of_both("ask the insurer for its notice of re", datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC))
    assert owed(till) == [*notice, ("contest the insurer's refusal, or se", "coordinator", DAY_10)]
    till.take(transfer, "contest", Contest(grounds="reported in time"), by=Role.COORDINATOR)
    assert owed(till) == []


def test_agreed_money_is_chased_after_ten_days_until_all_of_it_is_there(till: Till) -> None:
    transfer = approve(till)
    assert owed(till) == of_both("ask the insurer for the", DAY_10)
    till.take(transfer, "record_payment", payment(1, "BANK-1", reason="a test payment"), by=Role.CASHIER)
    assert owed(till) == of_both("ask the insurer for the", DAY_10)
    till.take(transfer, "record_payment", payment(383_332, "BANK-2"), by=Role.CASHIER)
    assert owed(till) == []


def test_the_decision_behind_a_duty_is_recorded_with_the_step_that_asked_it(till: Till) -> None:
    submit(till)
    query = select(DecisionRow).where(DecisionRow.policy == "routing").order_by(DecisionRow.id)
    asked = till.session.scalars(query).all()
    assert [one.step for one in asked] == ["transfer.submit", "transfer.submit"]
    assert [entry.kind for entry in till.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(3))] == [
        "followed", "decision", "decision",
    ]  # fmt: skip


def test_a_discount_is_on_the_managers_board_until_the_next_open_day_ends(till: Till) -> None:
    told = NewDiscount(claim_id=till.claim.id, leg_id=till.leg().id, amount_minor=100, reason="an old customer")
    till.take(Discount, "ask", told, by=Role.ADVISOR)
    assert owed(till) == [("decide on the discount of", "manager", datetime(2026, 3, 3, 9, 30, tzinfo=UTC))]
