"""Duties opened from what the policy routing decides: for whom, until when, and where it does not decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from claims.duties.calendar import ShopCalendar
from claims.duties.models import Duty
from claims.duties.routing import calendar_of, owe
from claims.duties.service import finish_duties, open_duties
from claims.kernel.database import Database
from claims.kernel.machine import Act, Machine
from claims.people.models import Person, Shop
from claims.people.roles import Role
from claims.rules.books import current_edition
from claims.rules.decision import Scope, decide
from tests.duties.make import NOW, make_shop_and_people


@dataclass
class File:
    """What stands for a claim."""

    id: int
    shop_id: int


@dataclass
class Desk:
    """An act in a shop, on a claim."""

    session: Session
    act: Act
    claim: File

    def owe(self, event: str, *, moment: datetime | date | None = None, about: str = "thing:1", **facts: Any) -> Any:
        """Ask about an event and open its duties."""
        return owe(self.act, self.claim, event, text="do it", about=about, moment=moment, **facts)

    def duties(self) -> list[tuple[str, datetime]]:
        """Who owes something, and until when."""
        return [(duty.role, duty.due_at) for duty in open_duties(self.session, claim_id=self.claim.id)]


def judge(act: Act, policy: str, facts: Any, **governs: date) -> Any:
    edition = current_edition(policy)
    return decide(edition, facts, edition.governing(governs), Scope(shop="north"))


@pytest.fixture
def people(database: Database) -> Iterator[tuple[Session, dict[Role, Person]]]:
    with database.reading() as session:
        session.autoflush = True
        yield session, make_shop_and_people(session)


@pytest.fixture
def desk(people: tuple[Session, dict[Role, Person]]) -> Desk:
    """The advisor's act, at half past nine on a Monday."""
    session, staff = people
    machine = Machine({}, answers={}, reactions={}, decide=judge, record=lambda act: None)
    act = Act(machine, session, cast(Any, None), None, "step", staff[Role.ADVISOR], NOW)
    return Desk(session, act, File(7, staff[Role.ADVISOR].shop_id))


def closing(day: int) -> datetime:
    """Half past five in Shanghai, on a day of March 2026."""
    return datetime(2026, 3, day, 9, 30, tzinfo=UTC)


def test_the_duty_is_opened_for_the_role_until_the_shop_closes_on_the_counted_day(desk: Desk) -> None:
    decision = desk.owe("survey_requested")
    assert desk.duties() == [("coordinator", closing(4))]
    assert desk.act.decisions == [decision]
    assert decision.as_of == date(2026, 3, 2)


def test_two_roles_have_a_duty_each_with_the_earliest_of_house_and_law(desk: Desk) -> None:
    desk.owe("claim_submitted", moment=date(2026, 2, 27), cover="compulsory")
    end = datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)  # the fifth day, to its last second
    assert desk.duties() == [("coordinator", end), ("manager", end)]


def test_a_deadline_before_its_moment_counts_backwards(desk: Desk) -> None:
    desk.owe("car_ready", moment=datetime(2026, 3, 5, 2, 30, tzinfo=UTC), work_minutes=2880)
    assert desk.duties() == [("advisor", datetime(2026, 3, 4, 7, 30, tzinfo=UTC))]  # two open hours, and two before


def test_where_nobody_is_told_there_is_no_duty_and_yet_a_decision(desk: Desk) -> None:
    decision = desk.owe("accident_reported", insurer_told=True, minutes_since_accident=5000)
    assert desk.duties() == []
    assert decision.said("thing:1", "warning") == "late_report"


def test_where_no_paragraph_decides_the_manager_does_at_once(desk: Desk) -> None:
    desk.owe("car_ready", moment=NOW + timedelta(hours=2))
    assert desk.duties() == [("manager", NOW + timedelta(hours=2))]


def test_a_moment_beyond_every_calendar_is_its_own_deadline(desk: Desk) -> None:
    far = datetime(9999, 12, 31, 15, tzinfo=UTC)
    desk.owe("insurer_answered", moment=far)
    assert {due for _, due in desk.duties()} == {far}


def test_the_shops_own_hours_count(desk: Desk) -> None:
    shop = desk.session.get_one(Shop, desk.claim.shop_id)
    shop.opening_hours = [["10:00", "12:00"], *[None] * 6]
    shop.special_days = {"2026-03-04": ["13:00", "14:00"], "2026-03-09": None}
    desk.session.flush()
    assert isinstance(calendar_of(shop), ShopCalendar)
    desk.owe("survey_requested")
    assert desk.duties() == [("coordinator", datetime(2026, 3, 16, 4, tzinfo=UTC))]


def test_the_duties_of_a_claim_with_a_text_are_finished_together_and_no_others(desk: Desk) -> None:
    desk.owe("survey_requested", about="survey:1")
    desk.owe("survey_requested", about="survey:2")
    other = File(8, desk.claim.shop_id)
    owe(desk.act, other, "survey_requested", text="do it", about="survey:3")
    owe(desk.act, desk.claim, "discount_asked", text="decide", about="discount:1")
    person = cast(Person, desk.act.by)
    finish_duties(desk.session, desk.claim, "do it", by=person, now=NOW)
    left = [duty.about for duty in desk.session.query(Duty).filter(Duty.done_at.is_(None)).order_by(Duty.id)]
    assert left == ["survey:3", "discount:1"]
