"""Logging in, being known, logging out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from claims.people.models import AccessToken, Grant, User
from claims.people.roles import Role
from tests.api.make import PASSWORD, Caller, House

ADVISOR = "north-en-advisor"


@pytest.fixture
def advisor(as_role: Any) -> Caller:
    caller: Caller = as_role(Role.ADVISOR)
    return caller


def log_in(stranger: Caller, login: str = ADVISOR, password: str = PASSWORD, **more: str) -> Any:
    return stranger("POST", "/login", json={"login": login, "password": password, **more})


def test_a_good_login_gives_a_token_that_opens_doors(advisor: Caller, stranger: Caller) -> None:
    answer = log_in(stranger, shop="north")
    assert answer.status_code == 200, answer.text
    me = Caller(stranger.client, answer.json()["token"])("GET", "/me").json()
    assert (me["login"], me["shop"], me["roles"]) == (ADVISOR, "north", ["advisor"])
    assert "receive a car" in me["permissions"]
    assert "review a quote and check returned prices" not in me["permissions"]


def test_only_the_hash_of_a_token_is_kept(advisor: Caller, stranger: Caller, house: House) -> None:
    token = log_in(stranger).json()["token"]
    with house.database.reading() as session:
        kept = [str(vars(row)) for row in session.scalars(select(AccessToken))]
    assert kept
    assert not any(token in row for row in kept)


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong-horse-7"}, {"login": "nobody"}, {"shop": "south"}, {"shop": "nowhere"}]
)
def test_a_bad_login_does_not_tell_what_was_wrong(advisor: Caller, stranger: Caller, wrong: dict[str, str]) -> None:
    answer = log_in(stranger, **wrong)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Login, password or shop is not right; check all three and try again."


def test_after_failures_the_name_must_wait_even_with_the_right_password(
    advisor: Caller, stranger: Caller, house: House
) -> None:
    for _ in range(5):
        assert log_in(stranger, password="guess-number-1").status_code == 401
    waiting = log_in(stranger)
    assert waiting.status_code == 429
    assert waiting.headers["retry-after"] == "31"
    house.clock.pass_time(timedelta(seconds=31))
    assert log_in(stranger, password="guess-number-2").status_code == 401
    assert log_in(stranger).headers["retry-after"] == "61"
    house.clock.pass_time(timedelta(seconds=61))
    assert log_in(stranger).status_code == 200
    assert log_in(stranger, password="guess-number-3").status_code == 401
    assert log_in(stranger).status_code == 200


def test_names_that_nobody_has_must_wait_too(stranger: Caller) -> None:
    answers = [log_in(stranger, login="nobody").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_a_token_ends_with_logging_out(advisor: Caller) -> None:
    assert advisor("GET", "/me").status_code == 200
    assert advisor("POST", "/logout").status_code == 204
    assert advisor("GET", "/me").status_code == 401


def test_a_token_ends_with_its_time(advisor: Caller, house: House) -> None:
    house.clock.pass_time(timedelta(days=1, seconds=1))
    assert advisor("GET", "/me").status_code == 401


def test_whoever_has_left_is_out_at_once(advisor: Caller, house: House) -> None:
    with house.database.writing() as session:
        session.scalars(select(User).where(User.login == ADVISOR)).one().active = False
    assert advisor("GET", "/me").status_code == 401


def test_a_role_that_was_taken_away_opens_nothing_any_more(advisor: Caller, house: House) -> None:
    assert advisor("GET", "/customers").status_code == 200
    with house.database.writing() as session:
        session.delete(session.scalars(select(Grant)).one())
    assert advisor("GET", "/customers").status_code == 403


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic Zm9vOmJhcg==", "Bearer " + "x" * 500])
def test_a_made_up_token_opens_nothing(stranger: Caller, header: str) -> None:
    assert stranger("GET", "/me", headers={"Authorization": header}).status_code == 401


def test_a_session_id_from_outside_is_never_adopted(advisor: Caller, stranger: Caller) -> None:
    stranger.client.cookies.set("claims_session", "chosen-by-an-attacker")
    assert stranger("GET", "/me").status_code == 401
    answer = log_in(stranger, kind="session")
    assert answer.status_code == 200
    assert answer.json()["token"] == ""
    cookie = answer.headers["set-cookie"]
    assert "chosen-by-an-attacker" not in cookie
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_session_changes_things_only_with_the_word_of_its_page(advisor: Caller, stranger: Caller) -> None:
    word = log_in(stranger, kind="session").json()["csrf"]
    assert stranger("GET", "/me").status_code == 200
    customer = {"name": "Li Hua"}
    assert stranger("POST", "/customers", json=customer).status_code == 403
    assert stranger("POST", "/customers", json=customer, headers={"X-CSRF-Token": "guess"}).status_code == 403
    assert stranger("POST", "/customers", json=customer, headers={"X-CSRF-Token": word}).status_code == 201


def test_a_session_is_no_bearer_token(advisor: Caller, stranger: Caller) -> None:
    log_in(stranger, kind="session")
    token = stranger.client.cookies["claims_session"]
    stranger.client.cookies.clear()
    assert Caller(stranger.client, token)("GET", "/me").status_code == 401


def test_who_works_in_two_shops_names_one(advisor: Caller, stranger: Caller, house: House) -> None:
    with house.database.writing() as session:
        user = session.scalars(select(User).where(User.login == ADVISOR)).one()
        session.add(Grant(user_id=user.id, shop_id=2, role="cashier"))
    unnamed = log_in(stranger)
    assert unnamed.status_code == 400
    assert "north, south" in unnamed.json()["detail"]
    token = log_in(stranger, shop="south").json()["token"]
    assert Caller(stranger.client, token)("GET", "/me").json()["roles"] == ["cashier"]
