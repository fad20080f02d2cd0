"""All doors at once: each names its permission and is described with its errors, on a page that stays at home."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from claims.api.doors import EVERYBODY
from claims.people.roles import Permission
from tests.api.make import Caller, empty_app

OPEN = {"/api/v1/login", "/health"}


@pytest.fixture(scope="module")
def app() -> Litestar:
    return empty_app()


@pytest.fixture(scope="module")
def described(app: Litestar) -> dict[str, Any]:
    return app.openapi_schema.to_schema()


def handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    found = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if handler.http_methods != {"OPTIONS"}:
                found[route.path, *sorted(handler.http_methods)] = (route.path, handler)
    return list(found.values())


def test_every_route_names_its_permission_or_is_open_on_purpose(app: Litestar) -> None:
    nameless, unknown = [], []
    for path, handler in handlers(app):
        if handler.opt.get("open"):
            if path not in OPEN and not path.startswith(("/schema", "/assets")):
                unknown.append(f"{path} is open")
        elif "may" not in handler.opt:
            nameless.append(path)
        elif handler.opt["may"] != EVERYBODY and handler.opt["may"] not in set(Permission):
            unknown.append(f"{path}: {handler.opt['may']}")
    assert not nameless, f"give these routes opt={{'may': Permission.X}}: {nameless}"
    assert not unknown


def test_every_route_refuses_a_stranger(app: Litestar, stranger: Caller) -> None:
    let_in = []
    for path, handler in handlers(app):
        if path.startswith("/api/v1") and not handler.opt.get("open"):
            address = re.sub(r"\{\w+:int\}", "1", path)
            address = re.sub(r"\{[^}]+\}", "x", address).removeprefix("/api/v1")
            for method in handler.http_methods - {"OPTIONS"}:
                answer = stranger(method, address)
                if answer.status_code != 401:
                    let_in.append(f"{method} {path}: {answer.status_code}")
    assert not let_in


def test_doors_that_touch_the_database_run_in_threads(app: Litestar) -> None:
    on_the_loop = [path for path, handler in handlers(app) if path.startswith("/api/v1") and not handler.sync_to_thread]
    assert not on_the_loop, f"say sync_to_thread=True: {on_the_loop}"


def test_every_door_is_described_with_its_errors(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    bare = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if not path.startswith("/api/v1"):
                continue
            wanted = {"400", "500"} | (set() if path in OPEN else {"401", "403"})
            problems = {
                status for status, answer in operation["responses"].items()
                if "application/problem+json" in answer.get("content", {})
            }  # fmt: skip
            if not wanted <= problems or not operation.get("summary") or not operation.get("description"):
                bare.append(f"{method} {path}: {sorted(wanted - problems)}")
    assert not bare


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_doors_that_change_something_take_an_idempotency_key(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/api/v1/customers"]["post"]["parameters"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in parameters}
    parameters = described["paths"]["/api/v1/customers/{customer_id}"]["patch"]["parameters"]
    assert {"If-Match", "Idempotency-Key"} <= {parameter["name"] for parameter in parameters}


def test_the_page_of_the_description_names_no_outside_address(stranger: Caller) -> None:
    page = stranger.client.get("/schema")
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    addresses = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)["']""", page.text)
    assert len(addresses) == 4
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)
    assert "://" not in page.text
    for address in addresses:
        if address.startswith("/assets/"):
            assert stranger.client.get(address).status_code == 200, address


def test_the_description_is_served_beside_its_page(stranger: Caller) -> None:
    described = stranger.client.get("/schema/openapi.json")
    assert described.status_code == 200
    assert "/api/v1/login" in described.json()["paths"]


def test_the_house_says_whether_it_is_well(stranger: Caller, house: Any) -> None:
    well = stranger.client.get("/health")
    told = {"jobs_waiting": 0, "jobs_running": 0, "jobs_failed": 0, "oldest_job_waits_s": 0}
    assert (well.status_code, well.json()) == (200, {"status": "well", "database": "answers", **told})


def test_files_outside_the_assets_are_not_served(stranger: Caller) -> None:
    for address in ("/assets/../settings.py", "/assets/%2e%2e/settings.py", "/assets//etc/passwd"):
        assert stranger.client.get(address).status_code in (400, 404)
