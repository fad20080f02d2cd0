"""Steps out of order, by the wrong person, and with what the policies of the house do not allow."""

from __future__ import annotations

import pytest

from claims.demo import accident
from claims.demo.desk import DemoFailed
from claims.people.roles import GRANTS, Permission, Role
from claims.wiring import LIVES
from tests.hostile.make import chains_are_whole, draft_a_policy, smallest
from tests.stories.make import House
from tests.stories.stage import At

MOVES = {
    (plural, move.step): move for life, plural in LIVES.values() for move in life.moves if move.source and move.may
}


def missing(answer: object) -> list[str]:
    return [one["sentence"] for one in answer.json()["missing"]]  # type: ignore[attr-defined]


def details(answer: object) -> str:
    return " ".join(text for one in answer.json()["missing"] for text in one["details"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "step", "said"),
    [
        ("coordinator", "end_appraisal", None),
        ("supervisor", "start_teardown", None),
        ("advisor", "open_order", None),
        ("workshop", "start_repair", None),
        ("inspector", "pass_inspection", {"findings": "合格"}),
        ("cashier", "settle", None),
        ("advisor", "deliver", None),
        ("coordinator", "close", None),
    ],
)
def test_a_step_out_of_order_is_refused_in_words_and_changes_nothing(
    at: At, role: str, step: str, said: object
) -> None:
    house = at("reported")
    before = house.standing(house.cast.claim)
    answer = house.step(role, house.cast.claim, step, said)
    assert answer.status_code == 409
    assert "reported" in missing(answer)[0]
    assert house.standing(house.cast.claim) == before
    past = house.call("auditor", "GET", f"/{house.cast.claim}/timeline").json()
    assert (past[-1]["kind"], past[-1]["what"]["step"]) == ("refused", step)
    assert chains_are_whole(house)


def test_no_step_of_any_life_is_open_to_a_role_that_does_not_hold_it(at: At) -> None:
    house = at("delivered")
    draft_a_policy(house)
    let_in, before = [], house.standing(house.cast.claim)
    for number, ((plural, step), move) in enumerate(MOVES.items()):
        without = sorted(set(house.cast.desks) - {str(role) for role in GRANTS[Permission(str(move.may))]})
        role = without[number % len(without)]
        body = None if move.takes is None else smallest(move.takes)
        answer = house.step(role, f"{plural}/1", step, body)
        if answer.status_code != 403 or answer.json()["type"] != "urn:claims:problem:forbidden":
            let_in.append(f"{role} {plural} {step}: {answer.status_code}")
    assert not let_in
    assert len(MOVES) > 60
    assert house.standing(house.cast.claim) == before


def confirm_all(house: House, quote: int) -> None:
    lines = [
        {"line_id": line["id"], "unit_price_minor": 10_000, "stock_x1000": 1000, "lead_days": 0}
        for line in house.call("parts_clerk", "GET", f"/quotes/{quote}").json()["lines"]
        if line["part_kind"]
    ]
    answer = house.call("parts_clerk", "POST", f"/quotes/{quote}/confirmations", json={"lines": lines})
    assert answer.status_code < 300, answer.text


def first_quote(house: House) -> int:
    return int(house.call("estimator", "GET", f"/{house.cast.claim}/quotes").json()[0]["id"])


@pytest.mark.parametrize("writer", ["advisor", "estimator"])
def test_nobody_reviews_a_quote_of_their_own_even_with_both_roles(at: At, writer: str) -> None:
    """The advisor who opened the order drafted it; the estimator changed a line of it."""
    house = at("assessed")
    quote = first_quote(house)
    house.give_roles(writer, Role.PARTS_SUPERVISOR)
    line = house.call("estimator", "GET", f"/quotes/{quote}").json()["lines"][0]
    assert house.call("estimator", "PATCH", f"/quote-lines/{line['id']}", json={"note": "x"}).status_code == 200
    confirm_all(house, quote)
    assert house.step("parts_clerk", f"quotes/{quote}", "price").status_code == 200
    answer = house.step(writer, f"quotes/{quote}", "review")
    assert answer.status_code == 409
    assert missing(answer) == ["somebody other than those who drafted the quote reviews it"]
    assert house.step("parts_supervisor", f"quotes/{quote}", "review").status_code == 200


def test_a_quote_without_vin_plate_model_and_owner_names_all_four_at_once(at: At) -> None:
    house = at("assessed")
    quote = first_quote(house)
    confirm_all(house, quote)
    vehicle = house.call("coordinator", "GET", f"/vehicles/{house.cast.ids['vehicle']}").json()
    told = {"vin": "", "plate": "", "model": ""}
    patched = house.call("coordinator", "PATCH", f"/vehicles/{vehicle['id']}", json=told,
                         headers={"If-Match": f'"{vehicle["version"]}"'})  # fmt: skip
    assert patched.status_code == 200
    with house.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE customer SET name = ' '")
    answer = house.step("parts_clerk", f"quotes/{quote}", "price")
    assert answer.status_code == 409
    for name in ("plate", "model", "VIN", "owner"):
        assert f"the vehicle's {name} is not known" in details(answer)


def test_a_part_line_without_supplier_or_kind_opens_no_order(at: At) -> None:
    house = at("surveyed")
    bare = house.cast.damage["lines"][0]
    for name in ("supplied_by", "part_kind"):
        del bare[name]
    accident.tear_down(house.cast)
    with pytest.raises(DemoFailed, match="say who supplies the part and of which kind it is"):
        accident.fix_loss(house.cast)
    assert house.standing(house.cast.claim)[0] == "assessed"
