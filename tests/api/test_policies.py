"""The doors to the house's policies: the list, one as a book, its examples."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from claims.people.roles import Role
from claims.rules.books import current_edition, policies
from tests.api.conftest import CallerOf
from tests.api.make import Caller, House, make_shop, make_token, make_user

ADDRESSES = ["/policies", "/policies/deposit", "/policies/deposit/cases"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_reads_no_policy(stranger: Caller, address: str) -> None:
    assert stranger("GET", address).status_code == 401


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cashier_may_not_read_policies(as_role: CallerOf, address: str) -> None:
    assert as_role(Role.CASHIER)("GET", address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER, Role.ADMIN])
def test_auditor_manager_and_admin_may(as_role: CallerOf, role: Role, address: str) -> None:
    assert as_role(role)("GET", address).status_code == 200


def test_the_list_names_every_policy_in_the_caller_s_language(as_role: CallerOf) -> None:
    found = as_role(Role.AUDITOR, language="zh")("GET", "/policies").json()
    assert [one["policy"] for one in found] == [one.name for one in policies()]
    assert found[1]["title"] == "预付款政策"
    assert found[1]["edition"] == current_edition("deposit").hash


def test_a_policy_is_shown_whole_for_the_caller_s_shop_on_a_day(as_role: CallerOf) -> None:
    found = as_role(Role.AUDITOR)("GET", "/policies/deposit?on=2026-01-01&brand=VW").json()
    assert (found["as_of"], found["scope"]) == ("2026-01-01", {"shop": "north", "brand": "VW"})
    assert len(found["paragraphs"]) == len(current_edition("deposit").bundle()["paragraphs"])
    assert found["figures"][0]["values"][0]["applies"]


def test_the_examples_are_shown_with_what_they_come_to(as_role: CallerOf) -> None:
    found = as_role(Role.ADMIN, language="es")("GET", "/policies/deposit/cases").json()
    assert found["cases"][0]["comes_to"]["part:1"][0] == "depósito: no procede"


@pytest.mark.parametrize("name", ["weather", "..", "%00", "deposit.yaml"])
def test_a_policy_that_is_not_there_is_not_found(as_role: CallerOf, name: str) -> None:
    assert as_role(Role.AUDITOR)("GET", f"/policies/{name}").status_code in (400, 404)


def test_a_day_that_is_none_is_refused(as_role: CallerOf) -> None:
    assert as_role(Role.AUDITOR)("GET", "/policies/deposit?on=tomorrow").status_code == 400


def test_where_no_legal_pack_is_loaded_law_of_another_country_is_not_listed(
    house: House, client: TestClient[Litestar]
) -> None:
    with house.database.writing() as session:
        shop = make_shop(session, "madrid", country="ES", currency="EUR", time_zone="Europe/Madrid", language="es")
        token = make_token(session, make_user(session, shop, Role.AUDITOR), shop)
    listed = Caller(client, token)("GET", "/policies").json()
    assert "cover" not in {one["policy"] for one in listed}
    assert Caller(client, token)("GET", "/policies/cover").status_code == 409
