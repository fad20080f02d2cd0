"""Duties: opened once, done once, the most urgent first, and a claim knows its open ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from claims.duties.models import Duty, keep_values
from claims.duties.service import DutyDone, NotYourDuty, do_duty, finish_duty, open_duties, open_duty
from claims.kernel.database import Database
from claims.kernel.money import Money
from claims.people.models import Person
from claims.people.roles import Role
from tests.duties.make import NOW, make_shop_and_people


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session whose changes are not kept."""
    with database.reading() as session:
        session.autoflush = True
        yield session


@pytest.fixture
def people(session: Session) -> dict[Role, Person]:
    """One person for each role of a shop."""
    return make_shop_and_people(session)


def owe(session: Session, people: dict[Role, Person], about: str = "deposit:1", hours: int = 24) -> Duty:
    return open_duty(
        session, None, shop_id=people[Role.CASHIER].shop_id, role="cashier", text="take {amount} by {day}",
        values={"amount": Money(500), "day": date(2026, 3, 3)}, about=about, due_at=NOW + timedelta(hours=hours),
        now=NOW,
    )  # fmt: skip


def test_a_duty_remembers_amounts_and_dates_as_what_they_are(session: Session, people: dict[Role, Person]) -> None:
    duty = owe(session, people)
    session.expire(duty)
    assert duty.said == {"amount": Money(500), "day": date(2026, 3, 3)}
    with pytest.raises(TypeError):
        keep_values({"share": 0.5})


def test_the_same_duty_is_opened_once_and_keeps_the_earlier_deadline(
    session: Session, people: dict[Role, Person]
) -> None:
    first, second = owe(session, people, hours=24), owe(session, people, hours=2)
    assert first is second
    assert first.due_at == NOW + timedelta(hours=2)
    assert owe(session, people, "deposit:2") is not first


def test_open_duties_come_by_urgency_and_role(session: Session, people: dict[Role, Person]) -> None:
    late, soon = owe(session, people, "deposit:1", 24), owe(session, people, "deposit:2", 1)
    shop_id = people[Role.CASHIER].shop_id
    assert open_duties(session, shop_id=shop_id, roles=["cashier"]) == [soon, late]
    assert open_duties(session, shop_id=shop_id, roles=["manager"]) == []
    with pytest.raises(ValueError, match="of which"):
        open_duties(session)


def test_finishing_what_a_duty_is_about_finishes_it(session: Session, people: dict[Role, Person]) -> None:
    duty = owe(session, people)
    assert finish_duty(session, "deposit:1", by=people[Role.CASHIER], now=NOW) == 1
    assert (duty.done_at, duty.done_by_id) == (NOW, people[Role.CASHIER].id)
    assert finish_duty(session, "deposit:1", by=people[Role.CASHIER], now=NOW) == 0


def test_another_shop_finishes_nothing_of_ours(session: Session, people: dict[Role, Person]) -> None:
    owe(session, people)
    others = make_shop_and_people(session, "south")
    assert finish_duty(session, "deposit:1", by=others[Role.CASHIER], now=NOW) == 0


def test_a_duty_is_ticked_off_by_its_role_or_a_manager_and_only_once(
    session: Session, people: dict[Role, Person]
) -> None:
    duty = owe(session, people)
    with pytest.raises(NotYourDuty):
        do_duty(duty, by=people[Role.ADVISOR], now=NOW)
    do_duty(duty, by=people[Role.MANAGER], now=NOW)
    with pytest.raises(DutyDone):
        do_duty(duty, by=people[Role.CASHIER], now=NOW)


def test_a_duty_belongs_to_a_shop(session: Session) -> None:
    with pytest.raises(ValueError, match="belongs to a shop"):
        open_duty(session, None, role="cashier", text="x", values={}, about="", due_at=NOW, now=NOW)
