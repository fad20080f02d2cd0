"""What an insurer, or somebody in its name, may send back instead of an answer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.estimating.exchange.make import xlsx
from tests.hostile.make import chains_are_whole, endless_workbook, upload
from tests.stories.make import House
from tests.stories.stage import At

HEAD = ("零件名称", "零件编号", "数量", "单价", "金额")


def record(house: House, **said: Any) -> Any:
    return house.step("estimator", f"quotes/{house.cast.ids['quote']}", "record_return", said)


def stored(house: House, data: bytes, name: str = "return.xlsx") -> int:
    answer = upload(house, "estimator", data, name)
    assert answer.status_code == 201, answer.text
    return int(answer.json()[0]["id"])


def the_quote_still_waits(house: House) -> bool:
    found = house.call("estimator", "GET", f"/quotes/{house.cast.ids['quote']}").json()
    return bool(found["state"] == "sent")


def test_lines_that_match_nothing_wait_for_a_person_and_cannot_be_checked(at: At) -> None:
    house = at("sent")
    rows = [HEAD, ("完全不相干的零件", "ZZZ 000 001", 1, 12.5, 12.5), ("另一个零件", "ZZZ 000 002", 2, 3, 6)]
    assert record(house, file_id=stored(house, xlsx(rows))).status_code == 200
    quote = f"quotes/{house.cast.ids['quote']}"
    found = house.call("estimator", "GET", f"/{quote}/reconciliation").json()
    assert len(found["to_confirm"]) > 2
    answer = house.step("parts_supervisor", quote, "check", {"note": "x"})
    assert answer.status_code == 409
    assert any("every line of the return is matched" in one["sentence"] for one in answer.json()["missing"])


def test_a_line_that_comes_back_twice_is_counted_once(at: At) -> None:
    house = at("sent")
    ours = house.call("estimator", "GET", f"/quotes/{house.cast.ids['quote']}").json()["lines"][0]
    row = (ours["part_name"], ours["part_number"], 1, 100, 100)
    assert record(house, file_id=stored(house, xlsx([HEAD, row, row]))).status_code == 200
    quote = f"quotes/{house.cast.ids['quote']}"
    found = house.call("estimator", "GET", f"/{quote}/reconciliation").json()
    theirs = [place for group in found["groups"] for place in group["theirs"]]
    assert sorted(theirs) == [1, 2], "no line of the insurer is lost, none is counted twice"
    assert house.step("parts_supervisor", quote, "check", {"note": "x"}).status_code == 409
    twice = {"pairs": [{"ours": [1], "theirs": [1]}, {"ours": [2], "theirs": [1]}]}
    assert house.call("estimator", "POST", f"/{quote}/matches", json=twice).status_code == 400


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.xlsx"),
        (b"MZ\x90\x00" + bytes(2000), "return.xlsx"),
        (b"<html><script>alert(1)</script></html>", "return.xlsx"),
        (b"PK\x03\x04 not really a zip", "return.xlsx"),
        (bytes(range(256)) * 20, "return.csv"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words_and_nothing_is_recorded(at: At, data: bytes, name: str) -> None:
    house = at("sent")
    answer = upload(house, "estimator", data, name)
    if answer.status_code == 201:
        answer = record(house, file_id=answer.json()[0]["id"])
    assert answer.status_code in (400, 413, 415), answer.text
    assert answer.json()["detail"]
    assert the_quote_still_waits(house)
    assert chains_are_whole(house)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [HEAD],
        [HEAD, ("前保险杠皮", "17G 807 217 GRU", 1, "=1+1", "=D2*C2")],
        [HEAD, ("前保险杠皮", "17G 807 217 GRU", 1, -782, -782)],
        [HEAD, ("前保险杠皮", "17G 807 217 GRU", 1, "1e300", "1e300")],
        [HEAD, ("前保险杠皮", "17G 807 217 GRU", 1, 10**18, 10**18)],
        [HEAD, ("前保险杠皮", "17G 807 217 GRU", "many", "dear", "NaN")],
    ],
    ids=["no rows", "only a head", "formulas", "negative", "huge power", "huge", "words"],
)
def test_a_sheet_without_usable_amounts_is_refused_with_its_rows(at: At, rows: list[Any]) -> None:
    house = at("sent")
    answer = record(house, file_id=stored(house, xlsx(rows)))
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"] or answer.json()["errors"]
    assert the_quote_still_waits(house)


def test_a_million_rows_are_refused_before_they_are_read(at: At) -> None:
    house = at("sent")
    data = endless_workbook()
    began = time.process_time()
    answer = upload(house, "estimator", data, "return.xlsx")
    if answer.status_code == 201:
        answer = record(house, file_id=answer.json()[0]["id"])
    assert answer.status_code == 413, answer.text
    assert time.process_time() - began < 20, "seconds of work; reading all of it takes more than a minute"
    assert the_quote_still_waits(house)


def test_a_return_of_another_claim_is_not_this_ones(at: At) -> None:
    house = at("sent")
    file = stored(house, xlsx([HEAD, ("前保险杠皮", "17G 807 217 GRU", 1, 782, 782)]))
    with house.database.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE stored_file SET claim_id = NULL WHERE id = {file}")
    answer = record(house, file_id=file)
    assert answer.status_code == 409
    assert the_quote_still_waits(house)


@pytest.mark.parametrize("file_id", [10**6, 2**40, 2**70, -1, 0])
def test_a_file_that_is_not_there_is_no_return(at: At, file_id: int) -> None:
    house = at("sent")
    assert record(house, file_id=file_id).status_code in (400, 404, 409)
    assert the_quote_still_waits(house)
