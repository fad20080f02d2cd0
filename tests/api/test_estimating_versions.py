"""Doors of rate profiles, versions and corrections: who may enter, what they answer, and whose claims are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.people.roles import Role
from tests.api.make import Caller, House
from tests.api.test_estimating import PROFILE, in_the_shop
from tests.estimating.make import BUMPER, make_draft, make_sent
from tests.estimating.test_claim_versions import claim_of, supplemented
from tests.estimating.test_profiles import WHOLE

CallerOf = Callable[..., Caller]
MENDED = {"plate": "京B54321", "reason": "misread"}


@pytest.fixture
def claim_id(house: House) -> int:
    """A claim with E01 sent and S01 as a draft."""
    with in_the_shop(house) as world:
        claim = claim_of(world, make_sent(world, BUMPER))
        supplemented(world, claim)
        return claim.id


DOORS = [
    ("GET", "/rate-profiles/chosen", None, Role.ADMIN),
    ("GET", "/claims/1/versions", None, Role.ADMIN),
    ("GET", "/claims/1/versions/E01/compare/S01", None, Role.ADMIN),
    ("GET", "/claims/1/corrections", None, Role.ADMIN),
    ("POST", "/claims/1/corrections", MENDED, Role.ESTIMATOR),
]


@pytest.mark.parametrize(("method", "path", "body", "wrong"), DOORS)
def test_strangers_and_those_without_the_permission_are_turned_away(
    method: str, path: str, body: Any, wrong: Role, as_role: CallerOf, stranger: Caller
) -> None:
    said = {"json": body} if body is not None else {}
    assert (stranger(method, path, **said).status_code, as_role(wrong)(method, path, **said).status_code) == (401, 403)


def test_a_whole_profile_is_entered_and_read_back(as_role: CallerOf) -> None:
    made = as_role(Role.MANAGER)("POST", "/rate-profiles", json={**WHOLE, "valid_from": "2024-01-01"})
    shown = made.json()
    assert made.status_code == 201
    assert (shown["valid_until"], shown["markups_bp"], shown["clear_coat"]) == (
        None, WHOLE["markups_bp"], WHOLE["clear_coat"],
    )  # fmt: skip
    assert shown["all_materials"]["MAPA"] == {"rate_minor": 4300, "cap_minor": 75000}
    assert [tax["on"] for tax in shown["taxes"]][1] == ["part", "MASH"]


def test_a_gap_is_refused_in_the_callers_language_with_its_days(as_role: CallerOf) -> None:
    manager = as_role(Role.MANAGER, language="es")
    manager("POST", "/rate-profiles", json={**PROFILE, "valid_until": "2024-03-31"})
    answer = manager("POST", "/rate-profiles", json={**PROFILE, "valid_from": "2024-06-01", "currency": "EUR"})
    faults = answer.json()["errors"]
    assert (answer.status_code, [fault["where"] for fault in faults]) == (400, ["currency", "valid_from"])
    assert faults[1]["text"].startswith("del 1 abr 2024 al 31 may 2024 no valdría ninguna tarifa")


def test_which_profile_holds_on_a_day_and_why(as_role: CallerOf) -> None:
    manager = as_role(Role.MANAGER, language="zh")
    general = manager("POST", "/rate-profiles", json={**PROFILE, "valid_from": "2024-02-01"}).json()["id"]
    special = manager("POST", "/rate-profiles", json={**PROFILE, "brand": "VW", "valid_from": "2024-03-01"}).json()[
        "id"
    ]
    found = manager("GET", "/rate-profiles/chosen?brand=VW&day=2024-03-01").json()
    assert (found["profile"]["id"], found["passed_over"], found["day"]) == (special, [general], "2024-03-01")
    assert found["why"] == "它适用于这个品牌和所有保险公司，是其中截至 2024年3月1日 已生效的最新一份"
    assert manager("GET", "/rate-profiles/chosen").json()["profile"]["id"] == general  # today, any brand
    refused = manager("GET", "/rate-profiles/chosen?day=2024-01-31")
    assert (refused.status_code, len(refused.json()["errors"])) == (409, 1)
    assert manager("GET", "/rate-profiles/chosen?insurer_id=99").status_code == 404
    assert manager("GET", "/rate-profiles/chosen?day=soon").status_code == 400


def test_the_versions_of_a_claim_and_two_of_them_compared(claim_id: int, as_role: CallerOf) -> None:
    reader = as_role(Role.AUDITOR)
    e01, s01 = reader("GET", f"/claims/{claim_id}/versions").json()
    assert (e01["label"], e01["quote"], e01["locked"], e01["state"]) == ("E01", "Q0", True, "sent")
    assert e01["locked_at"] is not None
    wanted = {
        "label": "S01", "locked": False, "locked_at": None, "subtotal_minor": 126000, "tax_minor": 0,
        "others_minor": 0, "total_minor": 126000, "net_minor": 126000, "net_supplement_minor": 33400,
    }  # fmt: skip
    assert {name: s01[name] for name in wanted} == wanted
    found = reader("GET", f"/claims/{claim_id}/versions/E01/compare/S01").json()
    assert [(one["text"], one["before_minor"], one["after_minor"], one["worth_minor"]) for one in found["added"]] == [
        ("radiator", None, 33400, 33400)
    ]
    assert (found["removed"], found["changed"], found["rest"], found["net_difference_minor"]) == ([], [], [], 33400)
    for label in ("S02", "E1", "%00", "x" * 500):
        assert reader("GET", f"/claims/{claim_id}/versions/E01/compare/{label}").status_code == 404


def test_a_correction_is_kept_and_leaves_the_versions_as_they_were(claim_id: int, as_role: CallerOf) -> None:
    advisor, path = as_role(Role.ADVISOR), f"/claims/{claim_id}/corrections"
    before = advisor("GET", f"/claims/{claim_id}/versions").json()
    made = advisor("POST", path, json=MENDED)
    assert made.status_code == 201
    assert [(one["field"], one["before"], one["after"], one["reason"]) for one in made.json()] == [
        ("plate", "京A12345", "京B54321", "misread")
    ]
    assert advisor("GET", path).json() == made.json()
    assert advisor("GET", f"/claims/{claim_id}/versions").json() == before
    assert advisor("POST", path, json=MENDED).status_code == 409  # it reads so already
    for wrong in ({"reason": "x", "total_minor": 1}, {"plate": "x"}, {"plate": "", "reason": "x"}):
        assert advisor("POST", path, json=wrong).status_code == 400


def test_another_shops_versions_are_not_there(claim_id: int, as_role: CallerOf) -> None:
    there = as_role(Role.ADVISOR, shop="south")
    for path in ("versions", "versions/E01/compare/S01", "corrections"):
        assert there("GET", f"/claims/{claim_id}/{path}").status_code == 404
    assert there("POST", f"/claims/{claim_id}/corrections", json=MENDED).status_code == 404


def test_a_quote_line_shows_its_marks_and_what_stood_before(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        quote_id = make_draft(world, {**BUMPER, "judgment": True}).id
    estimator = as_role(Role.ESTIMATOR)
    line = estimator("GET", f"/quotes/{quote_id}").json()["lines"][0]
    changed = estimator("PATCH", f"/quote-lines/{line['id']}", json={"hours_x100": 90, "overlap": "adjacent"}).json()
    assert (line["marks"], changed["marks"], changed["overlap"]) == ("#", "# *", "adjacent")
    assert [(one["field"], one["original"]) for one in changed["edits"]] == [("overlap", ""), ("hours_x100", "120")]
    refused = estimator("PATCH", f"/quote-lines/{line['id']}", json={"cost_kind": "towing", "stated_cost_minor": 1})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (400, "line 1")
