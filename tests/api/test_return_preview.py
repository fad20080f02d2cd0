"""The door that shows an insurer's file before it is recorded, and recording by the columns confirmed there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from claims import wiring
from claims.estimating.mapping_models import SavedMapping
from claims.estimating.quote_models import Reconciliation
from claims.kernel.clock import FixedClock
from claims.kernel.database import Database
from claims.people.roles import Role
from tests.api.make import MORNING, Caller, House, make_shop
from tests.api.test_estimating import at, in_the_shop
from tests.estimating.exchange.make import xlsx
from tests.estimating.exchange.make_pdf import Page, pdf
from tests.estimating.make import BUMPER, make_sent

CallerOf = Callable[..., Caller]
PLACES = (40, 160, 300, 350, 430)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house with two shops and the machine of the whole house."""
    with database.writing() as session:
        make_shop(session, "north")
        make_shop(session, "south")
    house = House(database, wiring.Store(tmp_path / "files"), clock=FixedClock(MORNING), machine=wiring.build_machine())
    database.info["files"] = house.files
    return house


def paper(price: str = "500.00", *, heading: str = "核定单价", above: str = "") -> bytes:
    """An answer to the bumper as a PDF."""
    page = Page().say(40, 40, above or "某某财险 定损单")
    page.row(60, PLACES, ("配件名称", "配件编号", "数量", heading, "工时费"))
    page.row(80, PLACES, ("前保险杠皮", "17G807217GRU", "1", price, "144.00"))
    return pdf(page)


def sent_quotes(house: House, count: int = 1) -> list[int]:
    """Quotes of as many claims, sent to the same insurer."""
    with in_the_shop(house) as world:
        return [make_sent(world, BUMPER).id for _ in range(count)]


def sent_quote(house: House) -> int:
    return sent_quotes(house)[0]


def stored(estimator: Caller, quote_id: int, data: bytes, name: str = "return.pdf") -> int:
    claim_id = estimator("GET", f"/quotes/{quote_id}").json()["claim_id"]
    files = {"files": (name, data, "application/octet-stream")}
    answer = estimator("POST", f"/claims/{claim_id}/files", data={"kind": "return"}, files=files)
    assert answer.status_code == 201, answer.text
    return int(answer.json()[0]["id"])


def preview(estimator: Caller, quote_id: int, file_id: int, **more: Any) -> dict[str, Any]:
    answer = estimator("POST", f"/quotes/{quote_id}/return-preview", json={"file_id": file_id, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def record(estimator: Caller, quote_id: int, **said: Any) -> Any:
    version = estimator("GET", f"/quotes/{quote_id}").json()["version"]
    return estimator("POST", f"/quotes/{quote_id}/steps/record-return", headers=at(version), json=said)


def kept(house: House) -> Reconciliation:
    with house.database.reading() as session:
        found = session.scalars(select(Reconciliation).order_by(Reconciliation.id.desc())).first()
        assert found is not None
        session.expunge(found)
        return found


def test_who_may_not_write_quotes_is_turned_away(as_role: CallerOf, stranger: Caller) -> None:
    said = {"file_id": 1}
    assert as_role(Role.ADVISOR)("POST", "/quotes/1/return-preview", json=said).status_code == 403
    assert stranger("POST", "/quotes/1/return-preview", json=said).status_code == 401


def test_a_pdf_is_shown_with_its_columns_and_recorded_only_once_they_are_confirmed(
    house: House, as_role: CallerOf
) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, quote_id, paper())
    seen = preview(estimator, quote_id, file_id)
    assert [(one["column"], one["header"], one["field"]) for one in seen["columns"]] == [
        ("A", "配件名称", "name"), ("B", "配件编号", "part_number"), ("C", "数量", "quantity"),
        ("D", "核定单价", "returned_price"), ("E", "工时费", "labor_amount"),
    ]  # fmt: skip
    assert seen["rows"][2] == {
        "where": "page 1, row 3", "cells": ["前保险杠皮", "17G807217GRU", "1", "500.00", "144.00"],
    }  # fmt: skip
    assert (seen["mapped_by"], seen["lines_read"], seen["lines_minor"], seen["refused"]) == ("found", 1, 64400, [])
    assert len(seen["to_confirm"]) == 1
    early = record(estimator, quote_id, file_id=file_id)
    assert (early.status_code, "preview" in early.json()["detail"]) == (409, True)
    done = record(estimator, quote_id, file_id=file_id, mapping=seen["mapping"])
    assert done.json()["state"] == "returned", done.text
    shown = estimator("GET", f"/quotes/{quote_id}/reconciliation").json()
    assert (shown["returned_minor"], shown["read"]["mapping"]) == (64400, "told")
    assert (shown["theirs"][0]["page"], shown["theirs"][0]["row"]) == (1, 3)


def test_confirmed_columns_are_kept_for_the_insurers_next_file(house: House, as_role: CallerOf) -> None:
    (first, second), estimator = sent_quotes(house, 2), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, first, paper())
    record(estimator, first, file_id=file_id, mapping=preview(estimator, first, file_id)["mapping"])
    file_id = stored(estimator, second, paper("600.00"))
    seen = preview(estimator, second, file_id)
    assert (seen["mapped_by"], seen["to_confirm"]) == ("saved", [])
    assert record(estimator, second, file_id=file_id).json()["state"] == "returned"
    assert kept(house).columns["mapping"] == "saved"
    with house.database.reading() as session:
        assert session.scalars(select(SavedMapping.sender)).all() == ["pa"]


def test_a_file_with_other_headings_is_offered_anew_and_not_read_by_the_kept_columns(
    house: House, as_role: CallerOf
) -> None:
    (first, second), estimator = sent_quotes(house, 2), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, first, paper())
    record(estimator, first, file_id=file_id, mapping=preview(estimator, first, file_id)["mapping"])
    file_id = stored(estimator, second, paper(heading="喷漆费"))
    assert preview(estimator, second, file_id)["mapped_by"] == "found"
    assert record(estimator, second, file_id=file_id).status_code == 409


def test_a_file_whose_headings_say_nothing_shows_its_letters_and_is_read_as_told(
    house: House, as_role: CallerOf
) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    file_id = stored(
        estimator, quote_id, xlsx([["甲", "乙", "丙"], ["前保险杠皮", "17G807217GRU", 500]]), "return.xlsx"
    )
    seen = preview(estimator, quote_id, file_id)
    assert [one["column"] for one in seen["columns"]] == ["A", "B", "C"]
    assert "headings" in seen["problem"]
    assert seen["rows"][1]["cells"][0] == "前保险杠皮"
    told = {"columns": {"name": "A", "part_number": "B", "unit_price": "C"}, "header_row": 1}
    assert preview(estimator, quote_id, file_id, mapping=told)["lines_read"] == 1
    assert record(estimator, quote_id, file_id=file_id, mapping=told).json()["state"] == "returned"


def test_refused_rows_are_shown_beforehand_in_the_readers_language(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR, language="zh")
    seen = preview(estimator, quote_id, stored(estimator, quote_id, paper("面议")))
    assert seen["refused"] == [{"text": "“面议”不是数字；请只填写数字。", "where": "page 1, row 3, column D"}]
    assert seen["refused_rows"] == 1


def test_a_spreadsheet_with_a_column_of_unknown_numbers_is_to_be_confirmed_too(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    rows = [["配件名称", "配件编号", "单价", "最终价"], ["前保险杠皮", "17G807217GRU", 500, 450]]
    file_id = stored(estimator, quote_id, xlsx(rows), "return.xlsx")
    assert [one["where"] for one in preview(estimator, quote_id, file_id)["to_confirm"]] == ["column D"]
    assert record(estimator, quote_id, file_id=file_id).status_code == 409
    told = {"columns": {"name": "A", "part_number": "B", "returned_price": "D"}}
    assert record(estimator, quote_id, file_id=file_id, mapping=told).json()["state"] == "returned"
    assert kept(house).theirs_minor == 45000


def test_values_shown_by_formulas_are_taken_once_a_person_says_so_and_that_is_kept(
    house: House, as_role: CallerOf
) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    data = with_cached_value(xlsx([["配件名称", "配件编号", "单价"], ["前保险杠皮", "17G807217GRU", "=1+1"]]), "500")
    file_id = stored(estimator, quote_id, data, "return.xlsx")
    refused = record(estimator, quote_id, file_id=file_id)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (400, "row 2, column C")
    assert "500" in refused.json()["errors"][0]["text"]
    done = record(estimator, quote_id, file_id=file_id, mapping={"formula_values": True})
    assert done.json()["state"] == "returned", done.text
    assert kept(house).columns["formulas"] == {"C2": "500"}


def with_cached_value(data: bytes, value: str) -> bytes:
    """A workbook whose formulas have been worked out, as a spreadsheet program saves it."""
    import io
    import zipfile

    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for entry in source.namelist():
            content = source.read(entry).replace(b"<v></v>", b"<v>%s</v>" % value.encode())
            target.writestr(entry, content.replace(b"<v />", b"<v>%s</v>" % value.encode()))
    return result.getvalue()


def test_an_answer_that_names_another_car_is_taken_only_once_a_person_confirms_it(
    house: House, as_role: CallerOf
) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, quote_id, paper(above="车牌号：粤B·99999"))
    seen = preview(estimator, quote_id, file_id)
    assert [one["where"] for one in seen["other_claim"]] == ["plate"]
    refused = record(estimator, quote_id, file_id=file_id, mapping=seen["mapping"])
    assert refused.status_code == 409
    assert all(plate in refused.json()["errors"][0]["text"] for plate in ("粤B·99999", "京A12345"))
    done = record(estimator, quote_id, file_id=file_id, mapping=seen["mapping"], confirm_other_claim=True)
    assert done.json()["state"] == "returned"
    assert [one["where"] for one in kept(house).columns["other_claim"]] == ["plate"]


def test_net_prices_are_converted_by_the_share_of_tax_that_a_person_says(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    rows = [["价格不含税"], ["配件名称", "配件编号", "单价", "工时费"], ["前保险杠皮", "17G807217GRU", 500, 100]]
    file_id = stored(estimator, quote_id, xlsx(rows), "return.xlsx")
    refused = record(estimator, quote_id, file_id=file_id)
    assert (refused.status_code, "tax_share_bp" in refused.json()["detail"]) == (409, True)
    assert record(estimator, quote_id, file_id=file_id, tax_share_bp=1300).json()["state"] == "returned"
    found = kept(house)
    assert (found.theirs_minor, found.columns["converted_by_tax_bp"]) == (67800, 1300)


def test_a_share_of_tax_with_nothing_to_convert_is_refused(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    said = {"lines": [{"text": "前保险杠皮", "unit_price_minor": 100}], "tax_share_bp": 1300}
    assert record(estimator, quote_id, **said).json()["errors"][0]["where"] == "tax_share_bp"


def test_a_part_at_two_prices_is_told_and_both_lines_stay(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    rows = [["配件名称", "配件编号", "单价"], ["前杠皮", "17G807217GRU", 500], ["杠皮", "17G 807 217 GRU", 450]]
    seen = preview(estimator, quote_id, stored(estimator, quote_id, xlsx(rows), "return.xlsx"))
    assert (seen["lines_read"], [one["where"] for one in seen["notes"]]) == (2, ["row 3"])


def test_another_claims_file_and_another_shops_quote_are_not_there(house: House, as_role: CallerOf) -> None:
    (quote_id, other), estimator = sent_quotes(house, 2), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, other, paper())
    assert estimator("POST", f"/quotes/{quote_id}/return-preview", json={"file_id": file_id}).status_code == 404
    there = as_role(Role.ESTIMATOR, shop="south")
    assert there("POST", f"/quotes/{other}/return-preview", json={"file_id": file_id}).status_code == 404


def test_a_scan_says_what_to_do_instead(house: House, as_role: CallerOf) -> None:
    quote_id, estimator = sent_quote(house), as_role(Role.ESTIMATOR)
    file_id = stored(estimator, quote_id, pdf(Page()))
    answer = estimator("POST", f"/quotes/{quote_id}/return-preview", json={"file_id": file_id})
    assert (answer.status_code, "Type the lines in" in answer.json()["detail"]) == (400, True)
