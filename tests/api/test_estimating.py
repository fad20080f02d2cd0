"""Doors of estimating: who may enter, what they answer, and one quote from its list of damage to its agreement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from claims import wiring
from claims.estimating.price_models import Price
from claims.kernel.clock import FixedClock
from claims.kernel.database import Database
from claims.people.models import Insurer, Shop
from claims.people.roles import Role
from tests.api.make import MORNING, Caller, House, make_shop
from tests.estimating.make import (
    BUMPER,
    World,
    make_claim,
    make_draft,
    make_sent,
)

CallerOf = Callable[..., Caller]
PROFILE = {"valid_from": "2024-01-01", "rates_minor": {"LAB": 12000}, "prices_include_tax": True,
           "part_markup_bp": 1500}  # fmt: skip
LIST = "零件号,名称,价格类型,单价(含税),库存\n17G 807 217 GRU,前保险杠皮,4S价,680.00,5\n"
RETURN = "配件编号,配件名称,数量,单价,工时费\n17G807217GRU,前保险杠皮,1,500.00,144.00\n"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house with two shops and the machine of the whole house."""
    with database.writing() as session:
        make_shop(session, "north")
        make_shop(session, "south")
    house = House(database, wiring.Store(tmp_path / "files"), clock=FixedClock(MORNING), machine=wiring.build_machine())
    database.info["files"] = house.files
    return house


@contextmanager
def in_the_shop(house: House) -> Iterator[World]:
    """Builders working in the shop “north”."""
    with house.database.writing() as session:
        shop = session.scalars(select(Shop).where(Shop.code == "north")).one()
        insurer = session.scalar(select(Insurer).where(Insurer.shop_id == shop.id))
        if insurer is None:
            insurer = Insurer(shop_id=shop.id, code="pa", name="Insurer")
            session.add(insurer)
            session.flush()
        yield World(session, shop, insurer, now=MORNING)


def upload(text: str, name: str = "list.csv") -> dict[str, Any]:
    return {"file": (name, text.encode(), "text/csv")}


def at(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


@pytest.mark.parametrize(
    ("method", "path", "body", "wrong"),
    [
        ("POST", "/claims/1/damage-lines", BUMPER, Role.ESTIMATOR),
        ("POST", "/supplements/1/damage-lines", BUMPER, Role.ESTIMATOR),
        ("PATCH", "/damage-lines/1", {}, Role.ESTIMATOR),
        ("DELETE", "/damage-lines/1", None, Role.ESTIMATOR),
        ("POST", "/claims/1/damage-lines/order", {"line_ids": [1]}, Role.ESTIMATOR),
        ("POST", "/claims/1/agreed-labor", {"assessor": "Z"}, Role.ADVISOR),
        ("POST", "/rate-profiles", PROFILE, Role.PARTS_CLERK),
        ("PATCH", "/quote-lines/1", {}, Role.PARTS_CLERK),
        ("POST", "/quotes/1/confirmations", {"lines": [{"line_id": 1, "unit_price_minor": 1}]}, Role.ESTIMATOR),
        ("POST", "/quotes/1/matches", {"pairs": [{"ours": [1]}]}, Role.ADVISOR),
        ("POST", "/quotes/1/matches/rest", {}, Role.ADVISOR),
        ("GET", "/claims/1/damage-lines", None, Role.ADMIN),
        ("GET", "/damage-lines/1", None, Role.ADMIN),
        ("GET", "/claims/1/supplements", None, Role.ADMIN),
        ("GET", "/supplements/1", None, Role.ADMIN),
        ("GET", "/rate-profiles", None, Role.ADMIN),
        ("GET", "/claims/1/quotes", None, Role.ADMIN),
        ("GET", "/quotes/1", None, Role.ADMIN),
        ("GET", "/quotes/1/reconciliation", None, Role.ADMIN),
        ("GET", "/insurers/1/past-answers", None, Role.ADMIN),
        ("GET", "/price-lists", None, Role.ADMIN),
        ("GET", "/prices", None, Role.ADMIN),
        ("POST", "/claims/1/total-loss-comparison", {}, Role.ADMIN),
    ],
)
def test_who_lacks_the_permission_is_turned_away(
    method: str, path: str, body: Any, wrong: Role, as_role: CallerOf
) -> None:
    answer = as_role(wrong)(method, path, **({"json": body} if body is not None else {}))
    assert answer.status_code == 403


def test_the_damage_list_is_written_ordered_and_agreed(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        claim_id = make_claim(world, "teardown").id
    supervisor = as_role(Role.SUPERVISOR)
    lines = [supervisor("POST", f"/claims/{claim_id}/damage-lines", json={**BUMPER, "note": n}).json() for n in "ab"]
    assert [line["position"] for line in lines] == [1, 2]
    changed = supervisor("PATCH", f"/damage-lines/{lines[0]['id']}", json={"labor_hours_x100": 150}).json()
    assert (changed["labor_hours_x100"], changed["note"]) == (150, "a")
    order = {"line_ids": [lines[1]["id"], lines[0]["id"]]}
    reordered = supervisor("POST", f"/claims/{claim_id}/damage-lines/order", json=order).json()["lines"]
    assert [line["note"] for line in reordered] == ["b", "a"]
    agreed = supervisor("POST", f"/claims/{claim_id}/agreed-labor", json={"assessor": "Zhao", "rest": "as_proposed"})
    assert [line["agreed_hours_x100"] for line in agreed.json()["lines"]] == [120, 150]
    left = supervisor("DELETE", f"/damage-lines/{lines[1]['id']}").json()["lines"]
    assert [(line["note"], line["position"]) for line in left] == [("a", 1)]
    assert as_role(Role.AUDITOR)("GET", f"/claims/{claim_id}/damage-lines").json()["lines"] == left


def test_repair_and_total_loss_are_compared_before_anybody_declares(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        quote = make_sent(world, BUMPER)
        claim_id, asked = quote.claim_id, quote.total_minor
    path, manager = f"/claims/{claim_id}/total-loss-comparison", as_role(Role.MANAGER)
    dear = manager("POST", path, json={"value_minor": 10 * asked, "salvage_minor": asked}).json()
    assert (dear["repair_minor"], dear["repair_from"], dear["verdict"]) == (asked, "quotes", "repair")
    cheap = manager("POST", path, json={"value_minor": asked, "salvage_minor": 0}).json()
    assert (cheap["verdict"], cheap["value_minor"], cheap["value_from"]) == ("total_loss", asked, "stated")
    assert cheap["says"]
    told = manager("POST", path, json={"value_minor": 10 * asked, "salvage_minor": 0, "repair_minor": 9 * asked}).json()
    assert (told["repair_from"], told["verdict"]) == ("told", "total_loss")
    assert manager("POST", path, json={}).json()["verdict"] == "undecided"
    assert manager("POST", path, json={"value_minor": -1}).status_code == 400
    assert as_role(Role.MANAGER, shop="south")("POST", path, json={}).status_code == 404


def test_a_closed_list_says_what_to_do(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        claim_id = make_claim(world, "repairing").id
    answer = as_role(Role.SUPERVISOR, language="es")("POST", f"/claims/{claim_id}/damage-lines", json=BUMPER)
    assert answer.status_code == 409
    assert "abra un suplemento" in answer.json()["detail"]


def test_another_shops_things_are_not_there(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        quote = make_draft(world, BUMPER)
        quote_id, claim_id = quote.id, quote.claim_id
    there = as_role(Role.SUPERVISOR, Role.ESTIMATOR, Role.PARTS_CLERK, shop="south")
    calls = [("GET", f"/claims/{claim_id}/damage-lines", None), ("GET", f"/quotes/{quote_id}", None),
             ("GET", f"/claims/{claim_id}/quotes", None), ("POST", f"/claims/{claim_id}/damage-lines", BUMPER),
             ("GET", "/damage-lines/1", None), ("PATCH", "/quote-lines/1", {"note": "x"}),
             ("POST", f"/quotes/{quote_id}/matches/rest", {}),
             ("GET", f"/quotes/{quote_id}/reconciliation", None)]  # fmt: skip
    for method, path, body in calls:
        assert there(method, path, **({"json": body} if body is not None else {})).status_code == 404, path


def test_a_rate_profile_is_entered_once(house: House, as_role: CallerOf) -> None:
    manager = as_role(Role.MANAGER)
    made = manager("POST", "/rate-profiles", json=PROFILE)
    assert (made.status_code, made.json()["currency"], made.json()["rates_minor"]) == (201, "CNY", {"LAB": 12000})
    assert manager("POST", "/rate-profiles", json=PROFILE).status_code == 409
    assert [one["id"] for one in manager("GET", "/rate-profiles").json()] == [made.json()["id"]]
    assert manager("POST", "/rate-profiles", json={**PROFILE, "rates_minor": {"LAB": 1.5}}).status_code == 400


def test_a_price_list_is_previewed_then_imported_then_found(house: House, as_role: CallerOf) -> None:
    desk, told = as_role(Role.PARTS_CLERK), {"supplier": "A", "valid_from": "2024-01-01"}
    seen = desk("POST", "/price-lists?preview=true", data=told, files=upload(LIST)).json()
    assert (seen["id"], seen["new"], seen["rows_taken"]) == (None, 1, 1)
    assert desk("GET", "/price-lists").json() == []
    made = desk("POST", "/price-lists", data=told, files=upload(LIST))
    assert made.status_code == 201
    offers = desk("GET", "/prices?part_number=17g807217gru").json()
    assert [(o["unit_price_minor"], o["supplier"], o["prices_include_tax"]) for o in offers] == [(68000, "A", True)]
    assert desk("GET", "/prices?search=保险杠").json() == offers
    assert [one["id"] for one in desk("GET", "/price-lists").json()] == [made.json()["id"]]


def test_a_list_with_refused_rows_names_them_and_keeps_nothing(house: House, as_role: CallerOf) -> None:
    desk, told = as_role(Role.PARTS_CLERK, language="zh"), {"supplier": "A", "valid_from": "2024-01-01"}
    bad = LIST + "X2,灯,,面议,\n"
    refused = desk("POST", "/price-lists", data=told, files=upload(bad))
    assert refused.status_code == 400
    assert [fault["where"] for fault in refused.json()["errors"]] == ["row 3, column D"]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Price.id))) == 0
    taken = desk("POST", "/price-lists", data={**told, "accept_refused": "true"}, files=upload(bad))
    assert (taken.json()["rows_taken"], taken.json()["rows_refused"]) == (1, 1)


@pytest.mark.parametrize("content", ["", "\x00\x01\x02", "just a sentence"])
def test_what_is_no_spreadsheet_is_no_price_list(content: str, as_role: CallerOf) -> None:
    told = {"supplier": "A", "valid_from": "2024-01-01"}
    answer = as_role(Role.PARTS_CLERK)("POST", "/price-lists", data=told, files=upload(content))
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_may_not_import_prices_is_turned_away(as_role: CallerOf) -> None:
    told = {"supplier": "A", "valid_from": "2024-01-01"}
    assert as_role(Role.ADVISOR)("POST", "/price-lists", data=told, files=upload(LIST)).status_code == 403


def test_a_quote_goes_from_its_draft_to_its_agreement(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        quote = make_draft(world, BUMPER)
        quote_id, claim_id, insurer_id = quote.id, quote.claim_id, quote.insurer_id
    path, estimator = f"/quotes/{quote_id}", as_role(Role.ESTIMATOR)
    shown = estimator("GET", path).json()
    line = shown["lines"][0]
    assert (shown["state"], shown["label"], line["confirmed_at"]) == ("draft", "Q0", None)
    clerk, chief, manager = as_role(Role.PARTS_CLERK), as_role(Role.PARTS_SUPERVISOR), as_role(Role.MANAGER)
    early = clerk("POST", f"{path}/steps/price", headers=at(1))
    assert early.status_code == 409
    told = {"lines": [{"line_id": line["id"], "unit_price_minor": 78200, "stock_x1000": 5000}]}
    priced = clerk("POST", f"{path}/confirmations", json=told).json()
    assert priced["total_minor"] == 92600
    assert priced["worksheet"] == ["labor LAB: 1.20 h × 120.00 = 144.00"]
    assert clerk("POST", f"{path}/steps/price", headers=at(1)).json()["version"] == 2
    assert clerk("POST", f"{path}/steps/review", headers=at(2)).status_code == 403
    assert chief("POST", f"{path}/steps/review", headers=at(2)).json()["state"] == "reviewed"
    assert estimator("POST", f"{path}/steps/send", headers=at(3)).json()["state"] == "sent"
    locked = clerk("POST", f"{path}/confirmations", json=told)
    assert locked.status_code == 409
    assert "Q0 is no draft" in locked.json()["detail"]
    file = {"files": ("return.csv", RETURN.encode(), "text/csv")}
    stored = estimator("POST", f"/claims/{claim_id}/files", data={"kind": "return"}, files=file).json()[0]
    assert estimator("GET", f"{path}/reconciliation").status_code == 404
    returned = estimator("POST", f"{path}/steps/record-return", headers=at(4), json={"file_id": stored["id"]})
    assert returned.json()["state"] == "returned"
    gap = estimator("GET", f"{path}/reconciliation").json()
    assert (gap["quoted_minor"], gap["returned_minor"], gap["gap_minor"], gap["origin_hash"]) == (
        92600, 64400, 28200, stored["sha256"],
    )  # fmt: skip
    assert [(one["gap_minor"], one["gap_bp"]) for one in gap["lines"]] == [(28200, 3045)]
    assert gap["to_confirm"] == []
    assert chief("POST", f"{path}/steps/check", headers=at(5), json={}).json()["state"] == "negotiating"
    talk = {"channel": "telephone", "person": "Sun", "held_at": MORNING.isoformat(),
            "lines": [{"line_id": line["id"], "answer": "accepted", "amount_minor": 90000}]}  # fmt: skip
    held = manager("POST", f"{path}/steps/record-round", headers=at(7), json=talk)
    assert held.json()["version"] == 8, held.json()
    assert manager("POST", f"{path}/steps/agree", headers=at(8)).json()["state"] == "agreed"
    done = estimator("GET", path).json()
    assert (done["lines"][0]["agreed_minor"], done["rounds"][0]["number"]) == (90000, 1)
    assert [one["state"] for one in estimator("GET", f"/claims/{claim_id}/quotes").json()] == ["agreed"]
    past = estimator("GET", f"/insurers/{insurer_id}/past-answers?part_number=17G807217GRU").json()
    assert (past["count"], past["last_minor"]) == (1, 90000)


def test_a_refused_price_step_names_every_missing_thing_in_the_readers_language(
    house: House, as_role: CallerOf
) -> None:
    with in_the_shop(house) as world:
        quote_id = make_draft(world, {**BUMPER, "supplied_by": ""}, plate="", vin="").id
    answer = as_role(Role.PARTS_CLERK, language="zh")("POST", f"/quotes/{quote_id}/steps/price", headers=at(1)).json()
    said = str(answer)
    for words in ("车牌号", "车架号", "由谁供应", "价格和库存尚未确认"):
        assert words in said


def test_matches_are_confirmed_over_their_doors(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        quote_id = make_sent(world, BUMPER).id
    estimator, path = as_role(Role.ESTIMATOR), f"/quotes/{quote_id}"
    version = estimator("GET", path).json()["version"]
    told = {"lines": [{"text": "一瓶矿泉水", "unit_price_minor": 300}]}
    estimator("POST", f"{path}/steps/record-return", headers=at(version), json=told)
    assert len(estimator("GET", f"{path}/reconciliation").json()["to_confirm"]) == 2
    paired = estimator("POST", f"{path}/matches", json={"pairs": [{"ours": [1], "theirs": [1]}]}).json()
    assert (paired["to_confirm"], paired["lines"][0]["answer"]) == ([], "cut")
    wrong = estimator("POST", f"{path}/matches", json={"pairs": [{"ours": [9], "theirs": [1]}]})
    assert wrong.status_code == 400
    apart = estimator("POST", f"{path}/matches", json={"pairs": [{"ours": [1]}]}).json()
    assert len(apart["to_confirm"]) == 1
    rest = estimator("POST", f"{path}/matches/rest", json={}).json()
    assert (rest["to_confirm"], rest["lines"][0]["answer"]) == ([], "refused")


def test_a_supplement_is_found_filled_and_shown(house: House, as_role: CallerOf) -> None:
    with in_the_shop(house) as world:
        claim_id = make_claim(world, "repairing").id
    workshop = as_role(Role.WORKSHOP)
    found = workshop("POST", "/supplements", json={"claim_id": claim_id, "lines": [{**BUMPER, "found_in": ""}]})
    supplement_id = found.json()["id"]
    workshop("POST", f"/supplements/{supplement_id}/damage-lines", json=BUMPER)
    shown = workshop("GET", f"/supplements/{supplement_id}").json()
    assert (shown["label"], shown["state"], [one["found_in"] for one in shown["lines"]]) == (
        "S01", "found", ["repair", "teardown"],
    )  # fmt: skip
    assert workshop("GET", f"/claims/{claim_id}/supplements").json() == [shown]
