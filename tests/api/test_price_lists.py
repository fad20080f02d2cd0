"""Doors of price lists and prices: columns told, saved and found; history; offers per quote line; who may enter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from claims.estimating.mapping_models import SavedMapping
from claims.estimating.price_models import Price
from claims.people.roles import Role
from tests.api.conftest import CallerOf
from tests.api.make import House

TOLD = {"supplier": "Norte", "valid_from": "2024-01-01"}
LIST = "Código;Texto;Coste;Venta\nA-1;Faro izquierdo;8,00;10,00\nA-2;Capó;80,00;100,00\n"
MAPPING = {"columns": {"part_number": "A", "name": "B", "unit_price": "D"}, "prices_include_tax": True}


def upload(text: str) -> dict[str, Any]:
    return {"file": ("list.csv", text.encode(), "text/csv")}


def told(**more: Any) -> dict[str, Any]:
    return {**TOLD, **more, **({"mapping": json.dumps(more["mapping"])} if "mapping" in more else {})}


@pytest.mark.parametrize("path", ["/prices/history?part_number=A1", "/quotes/1/offers", "/prices", "/price-lists"])
def test_strangers_and_people_without_the_permission_are_turned_away(path: str, as_role: CallerOf, client: Any) -> None:
    assert client.get(f"/api/v1{path}").status_code == 401
    assert as_role(Role.ADMIN)("GET", path).status_code == 403
    assert as_role(Role.ESTIMATOR)("GET", path).status_code in (200, 404)


def test_columns_are_told_then_remembered_and_the_preview_says_by_whom(house: House, as_role: CallerOf) -> None:
    desk = as_role(Role.PARTS_CLERK)
    lost = desk("POST", "/price-lists?preview=true", data=told(), files=upload(LIST))
    assert lost.status_code == 400
    seen = desk("POST", "/price-lists?preview=true", data=told(mapping=MAPPING), files=upload(LIST)).json()
    assert (seen["read"]["mapped_by"], seen["rows_taken"], seen["new"], seen["prices_include_tax"]) == (
        "told", 2, 2, True,
    )  # fmt: skip
    assert [(one["column"], one["header"], one["field"]) for one in seen["read"]["columns"]] == [
        ("A", "Código", "part_number"), ("B", "Texto", "name"), ("D", "Venta", "unit_price"), ("C", "Coste", None),
    ]  # fmt: skip
    assert [row["unit_price_minor"] for row in seen["read"]["rows"]] == [1000, 10000]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(SavedMapping.id))) == 0
    made = desk("POST", "/price-lists", data=told(mapping=MAPPING, remember_mapping="true"), files=upload(LIST))
    assert made.status_code == 201
    moved = "Texto;Venta;Código;Coste\nFaro izquierdo;11,00;A-1;8,00\n"
    again = desk("POST", "/price-lists?preview=true", data=told(valid_from="2024-02-01"), files=upload(moved)).json()
    assert (again["read"]["mapped_by"], again["changed"]) == ("saved", 1)
    assert [(one["before_minor"], one["after_minor"]) for one in again["changes"]] == [(1000, 1100)]
    other = desk("POST", "/price-lists", data=told(), files=upload(LIST.replace("Venta", "PVP")))
    assert (other.status_code, other.json()["errors"][0]["where"]) == (400, "unit_price")
    there = as_role(Role.PARTS_CLERK, shop="south")("POST", "/price-lists", data=told(), files=upload(LIST))
    assert there.status_code == 400


@pytest.mark.parametrize(
    "mapping",
    ["{", "[]", '{"columns": {"prize": "A"}}', '{"columns": {"part_number": "A1"}}', '{"header_row": 0}', '"x"'],
)  # fmt: skip
def test_a_mapping_that_cannot_be_read_is_refused_in_words(mapping: str, as_role: CallerOf) -> None:
    answer = as_role(Role.PARTS_CLERK)("POST", "/price-lists", data={**TOLD, "mapping": mapping}, files=upload(LIST))
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_list_that_speaks_against_the_tax_that_is_said_is_refused_until_confirmed(
    as_role: CallerOf,
) -> None:
    desk, text = as_role(Role.PARTS_CLERK, language="es"), "零件号,名称,单价（不含税）\nA-1,灯,10.00\n"
    refused = desk("POST", "/price-lists", data=told(prices_include_tax="true"), files=upload(text))
    assert refused.status_code == 400
    assert "confirm_tax_basis" in refused.json()["detail"]
    taken = desk("POST", "/price-lists", data=told(prices_include_tax="true", confirm_tax_basis="true"),
                 files=upload(text))  # fmt: skip
    assert (taken.status_code, taken.json()["prices_include_tax"], taken.json()["read"]["tax_said"]) == (
        201,
        True,
        False,
    )


def test_a_refused_list_keeps_neither_prices_nor_columns(house: House, as_role: CallerOf) -> None:
    bad = LIST + "A-3;Aleta;1,00;consultar\n"
    data = told(mapping=MAPPING, remember_mapping="true")
    assert as_role(Role.PARTS_CLERK)("POST", "/price-lists", data=data, files=upload(bad)).status_code == 400
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Price.id))) == 0
        assert session.scalar(select(func.count(SavedMapping.id))) == 0


def test_prices_grow_old_and_their_history_is_shown(as_role: CallerOf) -> None:
    desk = as_role(Role.PARTS_CLERK)
    for day, price in (("2024-01-01", "10,00"), ("2024-02-01", "11,00")):
        text = LIST.replace("10,00", price)
        answer = desk("POST", "/price-lists", data=told(mapping=MAPPING, valid_from=day), files=upload(text))
        assert answer.status_code == 201
    (price,) = desk("GET", "/prices?part_number=a1").json()
    assert (price["unit_price_minor"], price["age_days"], price["stale"]) == (1100, 29, False)
    (price,) = desk("GET", "/prices?search=headlamp&on=2024-05-02").json()
    assert (price["age_days"], price["stale"]) == (91, True)
    told_then = desk("GET", "/prices/history?part_number=A-1").json()
    assert [(one["price"]["unit_price_minor"], one["before_minor"]) for one in told_then] == [
        (1100, 1000),
        (1000, None),
    ]
    assert as_role(Role.PARTS_CLERK, shop="south")("GET", "/prices/history?part_number=A-1").json() == []
