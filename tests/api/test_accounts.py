"""The administrator's doors: users and roles of the own shop."""

from __future__ import annotations

from typing import Any

import pytest

from claims.people.roles import Role
from tests.api.make import PASSWORD, Caller

NEW = {"login": "li.hua", "name": "Li Hua", "password": "a-good-password-1", "roles": ["advisor"], "language": "zh"}


def add(admin: Caller, **other: Any) -> Any:
    return admin("POST", "/users", json={**NEW, **other})


def test_an_administrator_adds_a_user_who_can_log_in(as_role: Any, stranger: Caller) -> None:
    answer = add(as_role(Role.ADMIN))
    assert answer.status_code == 201, answer.text
    assert "password" not in answer.text
    assert answer.json()["roles"] == ["advisor"]
    login = {"login": "Li.Hua", "password": NEW["password"]}
    assert stranger("POST", "/login", json=login).status_code == 200


def test_users_are_for_administrators_only(as_role: Any, stranger: Caller) -> None:
    for caller, status in ((stranger, 401), (as_role(Role.MANAGER), 403)):
        assert caller("GET", "/users").status_code == status
        assert add(caller).status_code == status
        assert caller("PATCH", "/users/1", json={}).status_code == status
        assert caller("PUT", "/users/1/roles", json={"roles": []}).status_code == status


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ({"password": "short"}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"login": "li hua"}, "login"),
        ({"name": " "}, "name"),
        ({"roles": ["king"]}, "roles[0]"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_user_must_be_told_properly(as_role: Any, fault: dict[str, Any], where: str) -> None:
    answer = add(as_role(Role.ADMIN), **fault)
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == [where]


def test_a_login_is_given_once(as_role: Any) -> None:
    admin = as_role(Role.ADMIN)
    assert add(admin).status_code == 201
    assert add(admin, login="LI.HUA").status_code == 409


def test_a_new_password_ends_all_tokens(as_role: Any, stranger: Caller) -> None:
    admin, advisor = as_role(Role.ADMIN), as_role(Role.ADVISOR)
    me = advisor("GET", "/me").json()
    listed = {user["id"]: user for user in admin("GET", "/users").json()["items"]}
    head = {"If-Match": str(listed[me["id"]]["version"])}
    changed = admin("PATCH", f"/users/{me['id']}", json={"password": "another-password-2"}, headers=head)
    assert changed.status_code == 200, changed.text
    assert advisor("GET", "/me").status_code == 401
    old, new = ({"login": me["login"], "password": word} for word in (PASSWORD, "another-password-2"))
    assert stranger("POST", "/login", json=old).status_code == 401
    assert stranger("POST", "/login", json=new).status_code == 200


def test_roles_are_replaced_as_a_whole(as_role: Any) -> None:
    admin, advisor = as_role(Role.ADMIN), as_role(Role.ADVISOR)
    number = advisor("GET", "/me").json()["id"]
    answer = admin("PUT", f"/users/{number}/roles", json={"roles": ["cashier", "care"]})
    assert answer.json()["roles"] == ["care", "cashier"]
    assert advisor("GET", "/me").json()["roles"] == ["care", "cashier"]


def test_the_last_administrator_stays(as_role: Any) -> None:
    admin = as_role(Role.ADMIN)
    me = admin("GET", "/me").json()["id"]
    assert admin("PUT", f"/users/{me}/roles", json={"roles": []}).status_code == 409
    gone = admin("PATCH", f"/users/{me}", json={"active": False}, headers={"If-Match": "1"})
    assert gone.status_code == 409
    assert admin("GET", "/me").json()["roles"] == ["admin"]


def test_users_of_another_shop_are_not_there(as_role: Any) -> None:
    number = as_role(Role.ADVISOR)("GET", "/me").json()["id"]
    south = as_role(Role.ADMIN, shop="south")
    assert number not in {user["id"] for user in south("GET", "/users").json()["items"]}
    assert south("PATCH", f"/users/{number}", json={"active": False}, headers={"If-Match": "1"}).status_code == 404
    assert south("PUT", f"/users/{number}/roles", json={"roles": ["admin"]}).status_code == 404


def test_everybody_sees_the_own_shop(as_role: Any, stranger: Caller) -> None:
    assert as_role(Role.WORKSHOP)("GET", "/shop").json()["code"] == "north"
    assert as_role(Role.ADMIN, shop="south")("GET", "/shop").json()["code"] == "south"
    assert stranger("GET", "/shop").status_code == 401


WEEK = [{"opens": "09:00", "closes": "18:00"}] * 5 + [None, None]
HOURS = {"week": WEEK, "special": {"2026-10-02": {"opens": "10:00", "closes": "12:00"}, "2026-03-06": None}}


def test_the_administrator_tells_when_the_shop_is_open(as_role: Any, stranger: Caller) -> None:
    assert stranger("PUT", "/shop/opening-hours", json=HOURS).status_code == 401
    assert as_role(Role.MANAGER)("PUT", "/shop/opening-hours", json=HOURS).status_code == 403
    admin = as_role(Role.ADMIN)
    assert admin("GET", "/shop").json()["opening_hours"] == [["08:30", "17:30"]] * 6 + [None]
    answer = admin("PUT", "/shop/opening-hours", json=HOURS)
    assert answer.status_code == 200, answer.text
    assert admin("GET", "/shop").json() == answer.json()
    assert answer.json()["opening_hours"] == [["09:00", "18:00"]] * 5 + [None, None]
    assert answer.json()["special_days"] == {"2026-03-06": None, "2026-10-02": ["10:00", "12:00"]}
    assert as_role(Role.ADMIN, shop="south")("GET", "/shop").json()["special_days"] == {}


def test_the_administrator_says_what_stands_beside_photographs(as_role: Any, stranger: Caller) -> None:
    told = {"tell": "time_and_place"}
    assert stranger("PUT", "/shop/photographs", json=told).status_code == 401
    assert as_role(Role.MANAGER)("PUT", "/shop/photographs", json=told).status_code == 403
    admin = as_role(Role.ADMIN)
    assert admin("GET", "/shop").json()["photographs_tell"] == "time"
    assert admin("PUT", "/shop/photographs", json=told).json()["photographs_tell"] == "time_and_place"
    assert admin("GET", "/shop").json()["photographs_tell"] == "time_and_place"
    assert as_role(Role.ADMIN, shop="south")("GET", "/shop").json()["photographs_tell"] == "time"
    for nonsense in ({"tell": "everything"}, {"tell": ""}, {"tell": None}, {}, {"tell": "time", "more": 1}):
        assert admin("PUT", "/shop/photographs", json=nonsense).status_code == 400


def test_opening_hours_are_refused_with_every_fault(as_role: Any) -> None:
    admin = as_role(Role.ADMIN)
    wrong = {"opens": "18:00", "closes": "18:00:59"}
    told = {"week": [None] * 6 + [wrong], "special": {"2026-10-02": {"opens": "12:00", "closes": "10:00"}}}
    answer = admin("PUT", "/shop/opening-hours", json=told)
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == ["week[6]", "special.2026-10-02"]
    closed = admin("PUT", "/shop/opening-hours", json={"week": [None] * 7})
    assert [one["where"] for one in closed.json()["errors"]] == ["week"]
    for week in ([None] * 6, [None] * 8, ["9-18"] * 7):
        assert admin("PUT", "/shop/opening-hours", json={"week": week}).status_code == 400
    assert admin("GET", "/shop").json()["opening_hours"] == [["08:30", "17:30"]] * 6 + [None]
