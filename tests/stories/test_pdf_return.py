"""An insurer's PDF from its upload to the agreed gap: seen, confirmed, reconciled; the next needs no word."""

from __future__ import annotations

from claims.kernel.money import Money
from tests.estimating.exchange.make import FIXTURES
from tests.hostile.make import chains_are_whole, upload
from tests.stories.make import House
from tests.stories.stage import At, at, theater

__all__ = ["at", "theater"]


def stored(house: House, name: str) -> int:
    answer = upload(house, "estimator", (FIXTURES / name).read_bytes(), name)
    assert answer.status_code == 201, answer.text
    assert answer.json()[0]["facts"] == {"pages": 2}
    return int(answer.json()[0]["id"])


def test_the_pdf_of_the_demos_insurer_is_recorded_and_reconciled_to_the_cent(at: At) -> None:
    house = at("sent")
    path, expected = f"quotes/{house.cast.ids['quote']}", house.cast.damage["expected"]
    file_id = stored(house, "insurer-return-pdf-zh.pdf")
    seen = house.call("estimator", "POST", f"/{path}/return-preview", json={"file_id": file_id}).json()
    assert (seen["lines_read"], seen["refused_rows"], seen["other_claim"], seen["notes"]) == (12, 0, [], [])
    assert seen["stated_total_minor"] == seen["computed_total_minor"] == 783783
    assert house.step("estimator", path, "record_return", {"file_id": file_id}).status_code == 409
    done = house.step("estimator", path, "record_return", {"file_id": file_id, "mapping": seen["mapping"]})
    assert done.status_code == 200, done.text
    found = house.call("estimator", "GET", f"/{path}/reconciliation").json()
    assert (found["gap_minor"], found["remainder_minor"]) == (101930, 0)
    assert str(Money(found["gap_minor"])) == expected["gap"]
    assert [(line["page"], line["row"]) for line in found["theirs"]][-2:] == [(1, 17), (2, 3)]
    assert house.call("estimator", "POST", f"/{path}/matches/rest", json={}).status_code == 200
    assert house.step("parts_supervisor", path, "check", {"note": "x"}).status_code == 200
    assert house.call("manager", "GET", f"/{path}").json()["state"] == "negotiating"
    assert chains_are_whole(house)


def test_the_next_file_of_the_same_insurer_is_read_by_the_columns_that_were_confirmed(at: At) -> None:
    house = at("sent")
    quote = house.cast.ids["quote"]
    file_id = stored(house, "insurer-return-pdf-zh.pdf")
    seen = house.call("estimator", "POST", f"/quotes/{quote}/return-preview", json={"file_id": file_id}).json()
    house.step("estimator", f"quotes/{quote}", "record_return", {"file_id": file_id, "mapping": seen["mapping"]})
    again = house.call("estimator", "POST", f"/quotes/{quote}/return-preview", json={"file_id": file_id}).json()
    assert (again["mapped_by"], again["to_confirm"], again["lines"]) == ("saved", [], seen["lines"])
