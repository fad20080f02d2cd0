"""Every error is one kind of document, in the reader's language, without anything of our insides."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar, get, post
from litestar.testing import TestClient

from claims.api.doors import hash_what_is_said
from claims.api.problems import HANDLERS, PROBLEM_JSON, TITLES
from claims.api.request_log import RequestLog
from claims.app import strict_fields
from claims.kernel.errors import Fault, Refusal
from claims.kernel.inputs import Input, Minor
from claims.kernel.machine import Act, Life, Machine, Missing, StepRefused
from claims.kernel.texts import LANGUAGES, translated
from claims.people.roles import Permission, Role
from tests.api.make import Caller


class NotToday(Refusal):
    """It is {day}; come back tomorrow."""

    status = 409


class Price(Input):
    """A price."""

    minor: Minor


@get("/refused", sync_to_thread=False)
def refused() -> None:
    raise NotToday(day="Sunday", faults=[Fault("this is missing; add it", "lines[3]")])


@get("/step", sync_to_thread=False)
def step() -> None:
    machine = Machine({}, answers={}, reactions={}, decide=lambda *_: None, record=lambda _: None)
    act = Act(machine, None, Life("claim", Role), None, "settle", None, None)  # type: ignore[arg-type]
    raise StepRefused(act, [Missing("this is missing; add it", "A16", (Fault("this file is empty"),))])


@get("/broken", sync_to_thread=False)
def broken() -> None:
    raise KeyError("secret inside")


@post("/price", sync_to_thread=False)
def price(data: Price) -> None:
    return None


@get("/number/{number:int}", sync_to_thread=False)
def number(number: int, limit: int) -> int:
    return number + limit


@pytest.fixture(scope="module")
def doors() -> Any:
    app = Litestar(
        [refused, step, broken, price, number],
        exception_handlers=HANDLERS,
        middleware=[RequestLog],
        before_request=hash_what_is_said,
        request_max_body_size=1000,
        plugins=[strict_fields()],
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_refusal_says_what_is_the_matter_and_what_to_do(doors: Any) -> None:
    answer = doors.get("/refused")
    assert answer.headers["content-type"] == PROBLEM_JSON
    assert answer.json() == {
        "type": "urn:claims:problem:not-today",
        "title": "Not possible as things stand",
        "status": 409,
        "detail": "It is Sunday; come back tomorrow.",
        "instance": "/refused",
        "request_id": answer.headers["x-request-id"],
        "errors": [{"text": "this is missing; add it", "where": "lines[3]"}],
        "missing": [],
    }


def test_a_refused_step_names_every_condition_with_what_it_stands_on(doors: Any) -> None:
    assert doors.get("/step").json()["missing"] == [
        {"sentence": "this is missing; add it", "cites": "A16", "details": ["this file is empty"]}
    ]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.1", "目前无法执行"),
        ("es", "No es posible en el estado actual"),
        ("fr, es;q=0.5, en;q=0.4", "No es posible en el estado actual"),
        ("zh;q=0, en", "Not possible as things stand"),
        ("de", "Not possible as things stand"),
        ("zh;q=much, es;q=0.2", "No es posible en el estado actual"),
    ],
)
def test_the_reader_chooses_the_language(doors: Any, asked: str, title: str) -> None:
    answer = doors.get("/refused", headers={"Accept-Language": asked})
    assert answer.json()["title"] == title
    assert answer.json()["type"] == "urn:claims:problem:not-today"


def test_a_bug_shows_nothing_of_our_insides(doors: Any, capsys: pytest.CaptureFixture[str]) -> None:
    answer = doors.get("/broken", headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "KeyError" not in answer.text
    assert answer.json()["request_id"] == "from-the-proxy-1"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with blank inside", "<script>alert(1)</script>"])
def test_a_strange_request_id_is_replaced(doors: Any, given: str) -> None:
    assert doors.get("/refused", headers={"X-Request-Id": given}).headers["x-request-id"] != given


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/nowhere", None, 404, "no-such-address"),
        ("DELETE", "/refused", None, 405, "wrong-method"),
        ("POST", "/price", b"{not json", 400, "body-unreadable"),
        ("POST", "/price", b'{"minor": 1}' + b" " * 2000, 413, "too-large"),
        ("POST", "/price", b"", 400, "invalid"),
        ("POST", "/price", b"[]", 400, "invalid"),
        ("POST", "/price", b"\xff\xfe", 400, "body-unreadable"),
        ("GET", "/number/5?limit=many", None, 400, "invalid"),
        ("GET", "/number/5", None, 400, "invalid"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(
    doors: Any, method: str, path: str, body: bytes | None, status: int, kind: str
) -> None:
    answer = doors.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:claims:problem:{kind}")
    assert answer.headers["content-type"] == PROBLEM_JSON


@pytest.mark.parametrize("minor", ['"90000.00"', "12.5", "12.0", "true", "-1", "1e15", "null", '"5"'])
def test_money_is_a_whole_number_and_nothing_else(doors: Any, minor: str) -> None:
    answer = doors.post("/price", content=f'{{"minor": {minor}}}', headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert [fault["where"] for fault in answer.json()["errors"]] == ["minor"]


def test_a_query_is_told_in_plain_words(doors: Any) -> None:
    assert doors.get("/number/5?limit=many").json()["errors"] == [
        {"text": "a whole number is wanted here", "where": "limit"}
    ]
    assert doors.get("/number/5").json()["errors"] == [{"text": "this is missing; add it", "where": "limit"}]


def test_titles_permissions_and_roles_are_translated() -> None:
    words = [*TITLES.values(), *Permission, *(role.replace("_", " ") for role in Role)]
    lacking = [(lang, word) for lang in LANGUAGES for word in words if translated(str(word), lang) is None]
    assert lacking == []


def test_the_users_own_language_is_taken_where_none_is_asked_for(as_role: Any) -> None:
    caller: Caller = as_role(Role.CASHIER, language="zh")
    answer = caller("POST", "/insurers", json={})
    assert "您无权进行此操作" in answer.json()["detail"]
    assert "保险专员" in answer.json()["detail"]
