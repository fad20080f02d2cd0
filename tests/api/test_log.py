"""The log tells how requests went, and nothing of what people said or who they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from litestar.testing import TestClient

from claims.files.store import Store
from claims.kernel.database import Database
from claims.kernel.logs import set_up_logging
from claims.people.roles import Role
from claims.settings import Settings
from tests.api.make import PASSWORD, Caller, House, make_app


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str], house: House) -> Any:
    """What was logged so far, as dictionaries."""
    make_app(house)
    set_up_logging("info", "json")
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    set_up_logging("error", "json")


def test_a_request_is_one_line_of_our_own_fields(as_role: Any, lines: Any) -> None:
    answer = as_role(Role.ADVISOR)("POST", "/customers", json={"name": "Li Hua", "phone": "13800000001"})
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert set(line) == {
        "event", "level", "timestamp", "request_id", "method", "path", "status", "ms", "person", "shop", "problem",
    }  # fmt: skip
    assert (line["method"], line["path"], line["status"]) == ("POST", "/api/v1/customers", 201)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert line["shop"] == 1


def test_neither_names_nor_passwords_nor_tokens_are_logged(as_role: Any, stranger: Caller, lines: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    advisor("POST", "/customers", json={"name": "Li Hua", "phone": "13800000001", "identity_number": "4403X"})
    advisor("GET", "/customers?q=Hua")
    login = {"login": "north-en-advisor", "password": PASSWORD}
    token = stranger("POST", "/login", json=login).json()["token"]
    stranger("POST", "/login", json={**login, "password": "a-wrong-password"})
    logged = json.dumps(lines(), ensure_ascii=False)
    for secret in (token, PASSWORD, "a-wrong-password", "Hua", "13800000001", "4403X", "north-en-advisor"):
        assert secret not in logged


def test_a_database_that_is_gone_makes_the_house_unwell(house: House) -> None:
    gone = House(Database("postgresql+psycopg://nobody@127.0.0.1:1/none"), Store(house.files.folder))
    with TestClient(make_app(gone)) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "unwell")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_UPLOAD_LIMIT", "1048576")
    monkeypatch.setenv("CLAIMS_TOKEN_LIFE", "PT30M")
    monkeypatch.setenv("CLAIMS_DATABASE_URL", "postgresql+psycopg://claims@db/claims")
    settings = Settings()
    assert settings.upload_limit == 1024 * 1024
    assert settings.token_life.total_seconds() == 1800
    assert settings.database_url.startswith("postgresql")
    assert settings.request_limit > settings.upload_limit * settings.uploads_at_once
