"""The clocks of the work: progress between 70 and 80 %, a delay before the promised time, the call to the customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from claims.duties.models import Duty
from claims.duties.service import open_duties
from claims.lifecycle.inputs import Wish
from claims.people.roles import Role
from claims.shopfloor.amendments import take_agreed_prices
from claims.shopfloor.clocks import CHECK_PROGRESS, TELL_DELAY, TELL_PICK_UP, customer_is_told, duty_to_call
from claims.shopfloor.inputs import Check, NewDispatch, Technician
from claims.shopfloor.lines import mark_done
from claims.shopfloor.queries import lines_of
from claims.shopfloor.yard_inputs import LineIds
from tests.shopfloor.make import NOW, Yard, damage, make_quote, open_order, put, sign_order

OPENS = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # half past eight on a Monday in Shanghai; it closes nine hours later
A_DAY = timedelta(days=1)


@pytest.fixture
def signed(yard: Yard) -> Yard:
    """A claim with a signed order, promised for Friday at noon."""
    line = damage(yard, "Front bumper")
    open_order(yard)
    take_agreed_prices(yard.act(make_quote(yard, [(line, {"part_amount_minor": 90000, "labor_amount_minor": 8000})])))
    sign_order(yard)
    yard.order.promised_at = datetime(2026, 3, 6, 4, tzinfo=UTC)
    put(yard.claim, "agreed")
    return yard


def dispatch(yard: Yard, start: datetime, end: datetime, step: str = "dispatch") -> None:
    told = NewDispatch(team="Body 1", technicians=[Technician(name="Zhao")], bay="B3", planned_from=start,
                       planned_until=end)  # fmt: skip
    yard.take(yard.order, step, told, by=Role.WORKSHOP)


def owed(yard: Yard) -> dict[str, datetime]:
    """What the advisor owes and until when."""
    duties = open_duties(yard.session, claim_id=yard.claim.id)
    assert {duty.role for duty in duties} <= {"advisor"}
    return {duty.text: duty.due_at for duty in duties}


def test_progress_is_asked_by_80_percent_of_the_planned_open_time(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + timedelta(hours=5))
    assert owed(signed) == {CHECK_PROGRESS: OPENS + timedelta(hours=4)}


def test_nights_count_nothing_of_the_planned_time(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + A_DAY + timedelta(hours=9))  # eighteen open hours
    assert owed(signed) == {CHECK_PROGRESS: OPENS + A_DAY + timedelta(hours=5, minutes=24)}


def test_another_dispatch_sets_the_clock_anew(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + timedelta(hours=5))
    dispatch(signed, OPENS + A_DAY, OPENS + A_DAY + timedelta(hours=5), "dispatch_again")
    assert owed(signed) == {CHECK_PROGRESS: OPENS + A_DAY + timedelta(hours=4)}
    assert signed.session.query(Duty).count() == 2


def test_work_planned_until_the_promised_time_is_not_late_and_a_second_later_it_is(signed: Yard) -> None:
    promised = signed.order.promised_at
    assert promised is not None
    dispatch(signed, OPENS, promised)
    assert TELL_DELAY not in owed(signed)
    dispatch(signed, OPENS, promised + timedelta(seconds=1), "dispatch_again")
    assert owed(signed)[TELL_DELAY] == promised
    dispatch(signed, OPENS, promised, "dispatch_again")
    assert TELL_DELAY not in owed(signed)


def test_planned_times_beyond_every_calendar_stop_nothing(signed: Yard) -> None:
    dispatch(signed, datetime(9999, 12, 31, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))
    assert CHECK_PROGRESS in owed(signed)


def test_finished_work_needs_no_asking(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + timedelta(hours=5))
    signed.take(signed.claim, "start_repair", by=Role.WORKSHOP)
    ids = [line.id for line in lines_of(signed.session, signed.claim.id)]
    for line in lines_of(signed.session, signed.claim.id):
        if line.kind == "part":
            put(line, "handed_out")
    mark_done(signed.session, signed.claim, LineIds(line_ids=ids), by=signed.people[Role.WORKSHOP], now=NOW)
    signed.take(signed.order, "self_check", Check(person="Zhao", checks={"bolts": True}), by=Role.WORKSHOP)
    assert owed(signed) == {}


@pytest.mark.parametrize(
    ("work", "ahead"),
    [
        (timedelta(days=2), timedelta(hours=4)),
        (timedelta(days=2) - timedelta(minutes=1), timedelta(hours=1)),
    ],
)
def test_the_customer_is_called_one_hour_or_four_ahead_by_the_length_of_the_work(
    signed: Yard, work: timedelta, ahead: timedelta
) -> None:
    promised = datetime(2026, 3, 6, 5, 30, tzinfo=UTC)  # half past one in the afternoon
    signed.order.promised_at = promised
    dispatch(signed, promised - work, promised)
    put(signed.order, "team_checked")
    duty_to_call(signed.act(signed.claim, "pass_inspection"))
    assert owed(signed)[TELL_PICK_UP] == promised - ahead


def test_without_a_promised_time_nobody_can_be_called_ahead(signed: Yard) -> None:
    signed.order.promised_at = None
    duty_to_call(signed.act(signed.claim, "pass_inspection"))
    assert owed(signed) == {}


def test_who_has_settled_or_withdrawn_needs_no_call(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + 30 * A_DAY)
    duty_to_call(signed.act(signed.claim, "pass_inspection"))
    assert set(owed(signed)) == {CHECK_PROGRESS, TELL_DELAY, TELL_PICK_UP}
    customer_is_told(signed.act(signed.claim, "settle"))
    assert owed(signed) == {}


def test_a_withdrawn_claim_ends_the_clocks_of_its_work(signed: Yard) -> None:
    dispatch(signed, OPENS, OPENS + 30 * A_DAY)
    signed.take(signed.claim, "withdraw", Wish(reason="too dear", wished_by="Wang Fang"), by=Role.COORDINATOR)
    assert owed(signed) == {}
