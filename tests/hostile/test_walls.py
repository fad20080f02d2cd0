"""Another shop's things are not there, on any route; strangers get nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from litestar.handlers import HTTPRouteHandler
from pydantic import BaseModel

from claims.people.roles import Role
from claims.wiring import LIVES
from tests.api.make import empty_app
from tests.hostile.make import draft_a_policy, smallest
from tests.stories.make import House
from tests.stories.stage import At

NUMBER = re.compile(r"\{\w+:int\}")
VERSION = re.compile(r"\{(?:label|other):str\}")
PAPER = re.compile(r"\{paper:str\}")
FORMS = {  # uploads, and bodies whose words name things of the claim
    "/photographs": {"data": {"stage": "survey"}},
    "/files": {"data": {"kind": "paper"}},
}
SAID = {"/confirmations": {"lines": [{"line_id": 1, "unit_price_minor": 100}]}}  # a price is needed in one of two forms
MOVES = {
    f"/api/v1/{plural}/{{thing_id:int}}/steps/{move.step.replace('_', '-')}": move
    for life, plural in LIVES.values()
    for move in life.moves
    if move.source and move.may
}


def numbered_routes() -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every route with a number in its address: method, address, handler."""
    for route in empty_app().routes:
        for handler in getattr(route, "route_handlers", []):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                if NUMBER.search(route.path) and route.path.startswith("/api/v1"):
                    yield method, route.path, handler


def body_of(path: str, handler: HTTPRouteHandler) -> dict[str, Any]:
    """What a well-meaning caller sends to a route."""
    for ending, form in FORMS.items():
        if path.endswith(ending):
            return {**form, "files": [("files", ("front.jpg", House.picture()))]}
    for ending, said in SAID.items():
        if path.endswith(ending):
            return {"json": said}
    move = MOVES.get(path)
    if move is not None:
        return {"json": smallest(move.takes)} if move.takes is not None else {}
    told = handler.parsed_data_field.annotation if handler.parsed_data_field else None
    return {"json": smallest(told)} if isinstance(told, type) and issubclass(told, BaseModel) else {}


def call(house: House, role: str, method: str, path: str, handler: HTTPRouteHandler) -> Any:
    address = NUMBER.sub("1", path).removeprefix("/api/v1")
    more = {} if method == "GET" else body_of(path, handler)
    return house.call(role, method, address, headers={"If-Match": '"1"'}, **more)


def test_every_route_with_a_number_answers_404_to_the_sister_shop(at: At) -> None:
    house = at("delivered")
    draft_a_policy(house)
    house.give_roles("sister", *Role)
    seen, sees = 0, []
    for method, path, handler in numbered_routes():
        if path.startswith("/api/v1/users/"):  # a user may work in both shops; see the test on accounts
            continue
        answer = call(house, "sister", method, path, handler)
        seen += 1
        if answer.status_code != 404:
            sees.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
    assert not sees, "\n".join(sees)
    assert seen > 150


def test_the_same_addresses_are_there_for_the_shop_itself(at: At) -> None:
    """So that the test above does not pass because nothing is there at all."""
    house = at("delivered")
    draft_a_policy(house)
    house.give_roles("manager", *Role)
    lost = []
    for method, path, handler in numbered_routes():
        if method == "GET" and NUMBER.findall(path) and len(NUMBER.findall(path)) == 1:
            named = PAPER.sub("loss_sheet", VERSION.sub("E01", path))
            answer = call(house, "manager", method, named, handler)
            if answer.status_code not in (200, 409):  # 409: a paper that still waits for its printer
                lost.append(f"{path}: {answer.status_code}")
    assert not lost


def test_lists_of_the_sister_shop_are_empty_of_the_others_things(at: At) -> None:
    house = at("settled")
    house.give_roles("sister", *Role)
    for path in ("/claims", "/customers", "/vehicles", "/insurers", "/price-lists", "/rate-profiles"):
        answer = house.call("sister", "GET", path)
        assert answer.status_code == 200, path
        for word in ("京A·D5821", "李明华", "华诚", "北京德众", "2026-000001"):
            assert word not in answer.text, path


def test_the_sister_shop_cannot_open_things_on_the_others_claim(at: At) -> None:
    house = at("settled")
    house.give_roles("sister", *Role)
    ids = house.cast.ids
    legs = [{"cover": "own_damage", "insurer_id": ids["insurer1"], "policy_number": "p"}]
    told = {"accident_at": "2026-05-11T08:40:00+08:00", "place": "x", "story": "x", "driver": "x", "legs": legs}
    attempts = {
        "claims": {**told, "vehicle_id": ids["vehicle"], "customer_id": ids["customer"]},
        "surveys": {"leg_id": ids["own_damage"]},
        "supplements": {"claim_id": ids["claim"]},
        "extras": {"claim_id": ids["claim"], "text": "x", "lines": [{"kind": "labor", "text": "x"}]},
        "amendments": {"claim_id": ids["claim"], "line_ids": [1], "supplied_by": "customer", "reason": "x"},
        "discounts": {"claim_id": ids["claim"], "amount_minor": 100, "reason": "x"},
        "invoices": {"claim_id": ids["claim"], "leg_id": ids["own_damage"]},
    }
    answers = {thing: house.call("sister", "POST", f"/{thing}", json=said) for thing, said in attempts.items()}
    assert {thing: answer.status_code for thing, answer in answers.items() if answer.status_code != 404} == {}
    assert house.call("sister", "GET", "/claims").json()["claims"] == []


def test_a_stranger_gets_401_on_every_numbered_route_whatever_is_sent(at: At) -> None:
    house = at("books")
    let_in = []
    for method, path, _handler in numbered_routes():
        for token in ("", "Bearer nonsense", "Basic eDp5", "Bearer " + "a" * 500):
            head = {"Authorization": token} if token else {}
            answer = house.client.request(method, NUMBER.sub("1", path), headers=head)
            if answer.status_code != 401:
                let_in.append(f"{method} {path} {token[:10]}: {answer.status_code}")
                break
    assert not let_in
