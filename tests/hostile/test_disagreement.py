"""Where the two readers of a policy disagree nothing is decided: a manager must decide, and everybody can see so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from claims.rules.decision import Decision, decide
from claims.rules.edition import Edition
from claims.wiring import ask
from tests.hostile.make import chains_are_whole
from tests.rules.make import Lying
from tests.stories.make import House
from tests.stories.stage import At

ORDER = {"supplier": "北京德众汽配", "supplier_order": "PO-1"}


def by_a_lying_engine(edition: Edition, *question: Any) -> Decision:
    """As `decide`, with an engine that finds nothing."""
    return decide(Edition.load(edition.bundle(), engine=Lying), *question)


@pytest.fixture
def house(at: At) -> House:
    """A house whose engine lies, at a claim whose parts are to be ordered."""
    house = at("signed")
    house.wired.machine.decide = partial(ask, decided_by=by_a_lying_engine)
    return house


def a_part(house: House) -> str:
    """A part line that is not ordered yet."""
    lines = house.call("advisor", "GET", f"/{house.cast.claim}/order").json()["lines"]
    found = next(line for line in lines if line["kind"] == "part" and line["state"] == "wanted")
    return f"order-lines/{found['id']}"


def test_nothing_is_decided_and_the_manager_is_called_at_once(house: House) -> None:
    part = a_part(house)
    before = house.standing(part)
    answers = [house.step("parts_clerk", part, "order", ORDER) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["type"] == "urn:claims:problem:readers-disagree"
    assert house.standing(part) == before

    duties = [one for one in house.call("manager", "GET", f"/{house.cast.claim}/duties").json()
              if "disagree" in one["text"]]  # fmt: skip
    assert [(one["role"], one["text"]) for one in duties] == [
        ("manager", "the two readers of the policy deposit disagree; decide in person and tell the admin")
    ]
    assert datetime.now(UTC) - datetime.fromisoformat(duties[0]["due_at"]) < timedelta(minutes=5)
    mine = [one["id"] for one in house.call("manager", "GET", "/duties").json()]
    assert duties[0]["id"] in mine

    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    said = {"policy": "deposit", "step": "order line.order"}
    assert [one["what"] for one in past[-2:]] == [{"what": "the readers disagree", "data": said}] * 2
    assert chains_are_whole(house)


def test_what_is_possible_can_still_be_looked_at(house: House) -> None:
    part = a_part(house)
    answer = house.call("parts_clerk", "GET", f"/{part}/steps")
    assert answer.status_code == 200
    order = next(one for one in answer.json() if one["step"] == "order")
    assert not order["possible"]
    assert ["disagree" in one["sentence"] for one in order["missing"]] == [True]
    assert house.call("manager", "GET", f"/{house.cast.claim}/steps").status_code == 200


def test_once_the_readers_agree_again_the_step_is_taken_and_the_duty_is_ticked_off(house: House) -> None:
    part = a_part(house)
    house.step("parts_clerk", part, "order", ORDER)
    house.wired.machine.decide = ask
    assert house.step("parts_clerk", part, "order", ORDER).status_code == 200
    duty = next(one["id"] for one in house.call("manager", "GET", "/duties").json() if "disagree" in one["text"])
    assert house.call("manager", "POST", f"/duties/{duty}/done").status_code == 201
