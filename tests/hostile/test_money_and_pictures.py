"""Money that no shop has, and pictures that are none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files.make import HTML, SCRIPT, SVG, make_bomb
from tests.hostile.make import chains_are_whole
from tests.stories.make import House
from tests.stories.stage import At

ABSURD = [-1, -(10**18), 10**14, 2**63, 10**30, 1.5, 1e300, "12.50", "１２", True, None, [], {"minor": 5}]


def photographs(house: House) -> int:
    return len(house.call("advisor", "GET", f"/{house.cast.claim}/photographs").json()["items"])


@pytest.mark.parametrize("amount", ABSURD, ids=str)
def test_absurd_money_is_refused_wherever_it_is_said(at: At, amount: Any) -> None:
    house = at("settled")
    claim, ids = house.cast.claim, house.cast.ids
    payment = {"leg_id": ids["own_damage"], "amount_minor": amount, "paid_on": "2026-05-20", "method": "bank",
               "reference": "x"}  # fmt: skip
    leg = {"cover": "own_damage", "insurer_id": ids["insurer1"], "policy_number": "p", "deductible_minor": amount}
    report = {"vehicle_id": ids["vehicle"], "customer_id": ids["customer"], "legs": [leg],
              "accident_at": "2026-05-11T08:40:00+08:00", "place": "x", "story": "x", "driver": "x"}  # fmt: skip
    extra = {"claim_id": ids["claim"], "text": "x", "lines": [{"kind": "labor", "text": "x", "labor_kind": "LAB",
             "amount_minor": amount}]}  # fmt: skip
    attempts = {
        "payment": house.call("cashier", "POST", f"/{claim}/payments", json=payment),
        "report": house.call("coordinator", "POST", "/claims", json=report),
        "discount": house.call("advisor", "POST", "/discounts",
                               json={"claim_id": ids["claim"], "amount_minor": amount, "reason": "x"}),
        "invoice": house.call("cashier", "POST", "/invoices", json={"claim_id": amount, "leg_id": amount}),
    }  # fmt: skip
    if amount is not None:  # an extra's price may be open
        attempts["extra"] = house.call("advisor", "POST", "/extras", json=extra)
    taken = {name: answer.status_code for name, answer in attempts.items() if answer.status_code not in (400, 404, 409)}
    assert not taken
    assert chains_are_whole(house)


def test_more_than_is_owed_is_not_taken_without_a_word(at: At) -> None:
    house = at("settled")
    leg = house.cast.ids["own_damage"]
    paid = {"leg_id": leg, "amount_minor": 10**13, "paid_on": "2026-05-20", "method": "bank", "reference": "x"}
    answer = house.call("cashier", "POST", f"/{house.cast.claim}/payments", json=paid)
    assert answer.status_code in (400, 409)
    assert answer.json()["errors"] or answer.json()["detail"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(SCRIPT, "front.jpg"), (HTML, "front.png"), (SVG, "front.svg"), (make_bomb(), "front.png"), (b"", "front.jpg"),
     (b"\xff\xd8\xff\xe0" + bytes(500), "front.jpg"), (b"GIF89a" + bytes(50), "front.jpg")],
    ids=["script", "html", "svg", "20,000 × 20,000", "empty", "torn", "gif"],
)  # fmt: skip
def test_a_photograph_that_is_none_is_refused_and_none_of_its_company_is_kept(at: At, data: bytes, name: str) -> None:
    house = at("received")
    good = house.picture()
    before = photographs(house)
    answer = house.call("advisor", "POST", f"/{house.cast.claim}/photographs", data={"stage": "survey"},
                        files=[("files", ("good.jpg", good)), ("files", (name, data))])  # fmt: skip
    assert answer.status_code in (400, 413, 415), answer.text
    assert any(name in one["text"] or name in one["where"] for one in answer.json()["errors"]), answer.text
    assert photographs(house) == before


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a\x00b.jpg", "\u202egpj.exe", "x" * 400 + ".jpg", "", "CON"])
def test_a_files_name_is_only_a_name(at: At, name: str) -> None:
    house = at("received")
    answer = house.call("advisor", "POST", f"/{house.cast.claim}/photographs", data={"stage": "survey"},
                        files=[("files", (name, house.picture()))])  # fmt: skip
    assert answer.status_code in (201, 400), answer.text
    if answer.status_code == 201:
        row = answer.json()[0]
        assert "/" not in row["name"]
        assert "\x00" not in row["name"]
        content = house.call("advisor", "GET", f"/files/{row['id']}/content")
        assert content.status_code == 200
        assert "\n" not in content.headers["content-disposition"]
