"""The doors of customers, vehicles and insurers."""

from __future__ import annotations

from typing import Any

import pytest

from claims.people.roles import Role
from tests.api.make import Caller

CUSTOMER = {"name": "Li Hua", "phone": "13800000001"}
INSURER = {"code": "PICC", "name": "People's Insurance"}


def make_customer(caller: Caller) -> dict[str, Any]:
    answer = caller("POST", "/customers", json=CUSTOMER)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


WRITING = [
    ("/customers", CUSTOMER, Role.ADVISOR),
    ("/vehicles", {"owner_id": 1, "plate": "粤B·12345"}, Role.ADVISOR),
    ("/insurers", INSURER, Role.COORDINATOR),
]


@pytest.mark.parametrize(("path", "said", "role"), WRITING)
def test_a_stranger_writes_nothing(stranger: Caller, path: str, said: dict[str, Any], role: Role) -> None:
    answer = stranger("POST", path, json=said)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("path", "said", "role"), WRITING)
def test_whoever_may_not_is_told_who_may(as_role: Any, path: str, said: dict[str, Any], role: Role) -> None:
    answer = as_role(Role.CASHIER)("POST", path, json=said)
    assert answer.status_code == 403
    assert str(role) in answer.json()["detail"]


def test_an_advisor_writes_customer_and_vehicle(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    owner = make_customer(advisor)["id"]
    answer = advisor("POST", "/vehicles", json={"owner_id": owner, "plate": "粤b · 12345", "vin": "1m8gdm9axkp042788"})
    assert answer.status_code == 201, answer.text
    assert (answer.json()["plate"], answer.json()["vin"]) == ("粤B12345", "1M8GDM9AXKP042788")
    assert answer.json()["warnings"] == []
    assert advisor("GET", "/vehicles?plate=粤B·12345").json()["items"][0]["owner_id"] == owner


def test_a_doubtful_vin_is_kept_with_a_warning(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    answer = advisor("POST", "/vehicles", json={"owner_id": make_customer(advisor)["id"], "vin": "LSVAU2180N2183295"})
    assert answer.status_code == 201
    assert [w["where"] for w in answer.json()["warnings"]] == ["vin"]


def test_a_coordinator_writes_an_insurer_once(as_role: Any) -> None:
    coordinator = as_role(Role.COORDINATOR)
    assert coordinator("POST", "/insurers", json=INSURER).status_code == 201
    again = coordinator("POST", "/insurers", json=INSURER)
    assert again.status_code == 409
    assert "PICC" in again.json()["detail"]


@pytest.mark.parametrize("path", ["/customers", "/vehicles", "/insurers"])
def test_another_shop_finds_nothing(as_role: Any, path: str) -> None:
    north, south = as_role(Role.ADVISOR, Role.COORDINATOR), as_role(Role.ADVISOR, Role.COORDINATOR, shop="south")
    owner = make_customer(north)["id"]
    north("POST", "/vehicles", json={"owner_id": owner})
    north("POST", "/insurers", json=INSURER)
    number = north("GET", path).json()["items"][0]["id"]
    assert south("GET", path).json()["items"] == []
    assert south("GET", f"{path}/{number}").status_code == 404
    changed = south("PATCH", f"{path}/{number}", json={}, headers={"If-Match": "1"})
    assert changed.status_code == 404


def test_a_vehicle_of_another_shops_customer_cannot_be_written(as_role: Any) -> None:
    owner = make_customer(as_role(Role.ADVISOR))["id"]
    answer = as_role(Role.ADVISOR, shop="south")("POST", "/vehicles", json={"owner_id": owner})
    assert answer.status_code == 404
    assert "customer" in answer.json()["detail"]


def test_a_change_needs_the_version_that_was_seen(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    customer = make_customer(advisor)
    path = f"/customers/{customer['id']}"
    assert advisor("PATCH", path, json={"phone": "1"}).status_code == 428
    assert advisor("PATCH", path, json={"phone": "1"}, headers={"If-Match": "soon"}).status_code == 400
    changed = advisor("PATCH", path, json={"phone": "1"}, headers={"If-Match": f'"{customer["version"]}"'})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["phone"], changed.json()["name"]) == ("1", "Li Hua")
    assert changed.headers["etag"] == f'"{changed.json()["version"]}"'
    stale = advisor("PATCH", path, json={"phone": "2"}, headers={"If-Match": f'W/"{customer["version"]}"'})
    assert stale.status_code == 412
    assert advisor("GET", path).json()["phone"] == "1"


def test_a_list_is_read_page_by_page(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    written = [make_customer(advisor)["id"] for _ in range(5)]
    found, after = [], 0
    while after is not None:
        page = advisor("GET", f"/customers?limit=2&after={after}").json()
        assert len(page["items"]) <= 2
        found += [item["id"] for item in page["items"]]
        after = page["next"]
    assert found == written


def test_a_customer_is_found_by_a_part_of_the_name(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    make_customer(advisor)
    assert len(advisor("GET", "/customers?q=hua").json()["items"]) + len(
        advisor("GET", "/customers?q=Hua").json()["items"]
    )
    assert advisor("GET", "/customers?q=%25").json()["items"] == []


def test_all_faults_of_an_input_are_told_at_once(as_role: Any) -> None:
    answer = as_role(Role.ADVISOR)("POST", "/customers", json={"kind": "robot", "nam": "x", "phone": 5})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = {fault["where"]: fault["text"] for fault in answer.json()["errors"]}
    assert told == {
        "kind": "choose one of these: person, unit",
        "name": "this is missing; add it",
        "nam": "this field is not known here; leave it out",
        "phone": "text is wanted here",
    }
