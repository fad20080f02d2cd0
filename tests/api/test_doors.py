"""One request is one transaction; a refused step is kept in a second one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from claims.api.doors import Busy, SameAtOnce, write
from claims.kernel.machine import Act, Life, Missing, StepRefused
from claims.people.models import Customer, Person, Shop
from claims.people.roles import Role
from tests.api.make import MORNING, House

PERSON = Person(id=1, login="li", name="Li", shop_id=1, roles=frozenset({Role.ADVISOR}))


def request_to(house: House, **headers: str) -> Any:
    """As much of a request as a door needs."""
    state = SimpleNamespace(database=house.database, clock=house.clock, record_attempt=house.record_attempt)
    return SimpleNamespace(
        app=SimpleNamespace(state=state), headers=headers, user=PERSON, route_handler=SimpleNamespace(status_code=201)
    )


def names(house: House) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(select(Customer.name)))


def make_customer(session: Any) -> Customer:
    customer = Customer(shop_id=1, kind="person", name="Li Hua", created_at=MORNING)
    session.add(customer)
    session.flush()
    return customer


def test_a_refused_step_changes_nothing_and_is_recorded(house: House) -> None:
    seen = []

    def act(session: Any) -> None:
        customer = make_customer(session)
        attempt = Act(house.machine, session, Life("customer", Role), customer, "settle", PERSON, MORNING)
        raise StepRefused(attempt, [Missing("no duty is open")])

    def record(session: Any, refusal: StepRefused) -> None:
        seen.append((refusal.act.thing.shop_id, refusal.act.thing.name))
        session.add(Shop(code="west", name="West", currency="CNY", language="zh", time_zone="Asia/Shanghai"))

    house.record_attempt = record  # type: ignore[method-assign]
    with pytest.raises(StepRefused):
        write(request_to(house), act)
    assert names(house) == []
    assert seen == [(1, "Li Hua")]
    with house.database.reading() as session:
        assert "west" in session.scalars(select(Shop.code)).all()


def test_a_bug_changes_nothing(house: House) -> None:
    def act(session: Any) -> None:
        make_customer(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(request_to(house), act)
    assert names(house) == []


def test_a_value_written_twice_at_once_is_told(house: House) -> None:
    def act(session: Any) -> None:
        session.add(Shop(code="north", name="N", currency="CNY", language="zh", time_zone="Asia/Shanghai"))
        session.flush()

    with pytest.raises(SameAtOnce):
        write(request_to(house), act)


def fault_of_database(sqlstate: str) -> OperationalError:
    cause = Exception("deadlock detected")
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    return OperationalError("UPDATE", {}, cause)


def test_a_deadlock_is_tried_again(house: House) -> None:
    attempts = []

    def act(session: Any) -> int:
        attempts.append(make_customer(session).id)
        if len(attempts) < 3:
            raise fault_of_database("40P01")
        return len(attempts)

    assert write(request_to(house), act).content == b"3"  # type: ignore[attr-defined]
    assert names(house) == ["Li Hua"]


def test_a_database_that_does_not_answer_is_told(house: House) -> None:
    def act(_session: Any) -> None:
        raise fault_of_database("57P01")

    with pytest.raises(Busy):
        write(request_to(house), act)


@pytest.mark.parametrize(
    "absurd", [{"owner_id": 10**40, "plate": "1"}, {"owner_id": 1, "plate": "1", "color": "a\x00b"}]
)
def test_what_no_database_can_hold_is_refused_or_not_there(as_role: Any, absurd: dict[str, Any]) -> None:
    advisor = as_role(Role.ADVISOR)
    advisor("POST", "/customers", json={"name": "Li Hua"})
    assert advisor("POST", "/vehicles", json=absurd).status_code in (201, 400, 404)
    assert advisor("GET", f"/vehicles?owner_id={10**40}").status_code in (200, 400)
    assert advisor("GET", f"/vehicles/{10**40}").status_code == 404
