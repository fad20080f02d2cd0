"""The doors of the shop floor: reception, work order, lines, old parts, second look, exit record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from claims.lifecycle.models import Claim
from claims.people.models import Shop
from claims.people.roles import Role
from claims.shopfloor.models import OrderLine, WorkOrder
from tests.api.make import MORNING, Caller, House
from tests.shopfloor.make import damage, make_yard, open_order, put

WRITING: list[tuple[str, str, dict[str, Any], Role]] = [
    ("PUT", "/claims/1/reception", {"odometer_km": 42000, "key_number": "K-1"}, Role.ADVISOR),
    ("POST", "/claims/1/inventory", {"text": "Umbrella"}, Role.ADVISOR),
    ("PUT", "/claims/1/order/terms", {"payment_method": "card", "car_wash": False}, Role.ADVISOR),
    ("POST", "/claims/1/go-aheads", {"line_ids": [1], "at_risk_minor": 90000, "reason": "urgent"}, Role.MANAGER),
    ("POST", "/claims/1/order/done-lines", {"line_ids": []}, Role.WORKSHOP),
    ("POST", "/claims/1/order/self-pay-lines", {"line_ids": []}, Role.ADVISOR),
    ("PUT", "/order-lines/1/warranty", {"warranty": "warranted", "reason": "like new"}, Role.MANAGER),
    ("PUT", "/claims/1/old-parts", {"line_id": 1, "fate": "scrapped"}, Role.WORKSHOP),
    ("PUT", "/claims/1/reinspections", {"leg_id": 1, "outcome": "waived", "reference": "W-3"}, Role.ADVISOR),
    ("PUT", "/claims/1/hand-back", {"keys_returned": True}, Role.ADVISOR),
]
READING = [
    "/claims/1/order", "/work-orders/1", "/order-lines/1", "/claims/1/inventory", "/claims/1/old-parts",
    "/claims/1/reinspections",
]  # fmt: skip


@pytest.fixture(autouse=True)
def claim(house: House) -> None:
    """Claim 1 of the shop “north”: order drafted and in progress in the middle of its life, everything allowed."""
    with house.database.writing() as session:
        north = session.scalar(select(Shop).where(Shop.code == "north"))
        yard = make_yard(session, place=north, state="reported")
        yard.now = MORNING
        damage(yard, "Alternator", part_kind="PAL", labor_hours_x100=0)
        open_order(yard)
        yard.line("Alternator").warranty = "undecided"


def arrange(house: House, path: str) -> None:
    """Put the claim and its order into the states that a door wants."""
    with house.database.writing() as session:
        if path.endswith("done-lines"):
            put(session.get_one(WorkOrder, 1), "in_progress")
        if path.endswith("old-parts"):
            put(session.get_one(OrderLine, 1), "handed_out")
        if path.endswith("hand-back"):
            put(session.get_one(WorkOrder, 1), "ready")
            put(session.get_one(Claim, 1), "settled")


def test_a_stranger_writes_nothing(stranger: Caller) -> None:
    for method, path, said, _ in WRITING:
        assert stranger(method, path, json=said).status_code == 401, path


def test_whoever_may_not_is_told_who_may(as_role: Any) -> None:
    for method, path, said, role in WRITING:
        answer = as_role(Role.CARE)(method, path, json=said)
        assert answer.status_code == 403, path
        assert str(role) in answer.json()["detail"]


def test_whoever_may_writes(house: House, as_role: Any) -> None:
    for method, path, said, role in WRITING:
        arrange(house, path)
        answer = as_role(role)(method, path, json=said)
        assert answer.status_code in (200, 201), (path, answer.text)


def test_another_shops_claim_is_not_there(as_role: Any) -> None:
    for method, path, said, role in WRITING:
        assert as_role(role, shop="south")(method, path, json=said).status_code == 404, path


def test_what_is_on_the_floor_can_be_read_in_the_own_shop_only(as_role: Any, stranger: Caller) -> None:
    for path in READING:
        assert as_role(Role.AUDITOR)("GET", path).status_code == 200, path
        assert as_role(Role.AUDITOR, shop="south")("GET", path).status_code == 404, path
        assert as_role(Role.ADMIN)("GET", path).status_code == 403, path
        assert stranger("GET", path).status_code == 401, path


def test_the_order_shows_its_lines_in_order_with_open_prices(as_role: Any) -> None:
    answer = as_role(Role.ADVISOR)("GET", "/claims/1/order")
    order = answer.json()
    assert (order["state"], order["currency"], answer.headers["etag"]) == ("drafted", "CNY", '"1"')
    lines = [(x["position"], x["kind"], x["text"], x["amount_minor"], x["state"]) for x in order["lines"]]
    assert lines == [(1, "part", "Alternator", None, "wanted")]


def test_a_door_tells_every_fault_at_once_in_the_callers_language(as_role: Any) -> None:
    said = {"line_ids": [1, 7], "at_risk_minor": 0}
    answer = as_role(Role.MANAGER, language="es")("POST", "/claims/1/go-aheads", json=said)
    assert answer.status_code == 409
    assert [one["text"] for one in answer.json()["errors"]] == [
        "la línea 7 no está en esta orden",
        "indique el importe en riesgo",
        "diga por qué la reparación no puede esperar",
    ]


def test_absurd_money_is_refused(as_role: Any) -> None:
    for minor in (-1, 10**15, 12.5, None):
        said = {"line_ids": [1], "at_risk_minor": minor, "reason": "urgent"}
        assert as_role(Role.MANAGER)("POST", "/claims/1/go-aheads", json=said).status_code == 400


def test_an_inventory_item_can_be_taken_off_again(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    item = advisor("POST", "/claims/1/inventory", json={"text": "Umbrella"}).json()
    assert advisor("DELETE", f"/claims/1/inventory/{item['id']}").json() == []


def test_a_claim_without_reception_or_exit_record_says_so(as_role: Any) -> None:
    assert as_role(Role.ADVISOR)("GET", "/claims/1/reception").status_code == 404
    assert as_role(Role.ADVISOR)("GET", "/claims/1/hand-back").status_code == 404
