"""A worn tire with 30 % of betterment, from the damage list to the paid bill: the customer pays the difference."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from claims.audit.verify import replay_all, verify
from claims.demo import accident, closing, repair
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.write import COLUMNS
from tests.stories.make import House
from tests.stories.stage import At

TIRE = {
    "names": {"zh": "左前轮胎"}, "part_number": "225/45 R17 91W", "side": "left_front", "operation": "replace",
    "part_kind": "PAN", "supplied_by": "shop", "labor_hours_x100": 120, "quantity_x1000": 4000,
    "betterment_bp": 3000, "betterment_kind": "轮胎", "betterment_reason": "原胎花纹剩余 3 毫米",
}  # fmt: skip
PART, LABOR, BETTERMENT = 400_000, 14_400, 120_000  # four of 1,000.00, 1.2 h at 120.00, 30 % of 4,000.00
LIMIT, DEDUCTIBLE, DISCOUNT = 200_000, 50_000, 5_000  # of the demo's two covers, and what it forgives the customer


def quoted(house: House) -> dict[str, Any]:
    """The quote, priced and sent."""
    cast = house.cast
    quote = cast.ids["quote"] = cast.estimator.get(f"/{cast.claim}/quotes")[0]["id"]
    (line,) = cast.estimator.get(f"/quotes/{quote}")["lines"]
    said = {"lines": [{"line_id": line["id"], "unit_price_minor": 100_000, "stock_x1000": 4000, "lead_days": 0}]}
    cast.parts_clerk.send(f"/quotes/{quote}/confirmations", "price confirmed", said)
    cast.parts_clerk.step(f"quotes/{quote}", "price")
    cast.parts_supervisor.step(f"quotes/{quote}", "review")
    cast.estimator.step(f"quotes/{quote}", "send")
    return dict(cast.estimator.get(f"/quotes/{quote}"))


def answered_as_asked(house: House) -> None:
    """The insurer's answer, typed in: everything as asked for."""
    cast, quote = house.cast, house.cast.ids["quote"]
    line = {"text": "左前轮胎", "part_number": "225/45 R17 91W", "quantity_x1000": 4000, "unit_price_minor": 100_000,
            "labor_minor": LABOR}  # fmt: skip
    cast.estimator.step(f"quotes/{quote}", "record_return", {"lines": [line]})
    cast.parts_supervisor.step(f"quotes/{quote}", "check", {"note": ""})


def test_a_worn_tire_is_paid_by_insurer_and_customer_to_the_cent(at: At) -> None:
    house = at("surveyed")
    cast = house.cast
    cast.damage["lines"] = [TIRE]
    accident.tear_down(cast)
    wrong = {"part_name": "轮胎", "operation": "replace", "betterment_bp": 3000, "betterment_minor": 1, "payer": "shop"}
    refused = house.call("supervisor", "POST", f"/{cast.claim}/damage-lines", json=wrong)
    assert refused.status_code == 400, refused.text
    accident.fix_loss(cast)

    quote = quoted(house)
    assert (quote["total_minor"], quote["betterment_minor"]) == (PART + LABOR, BETTERMENT)
    assert quote["asked_minor"] == PART + LABOR - BETTERMENT
    answered_as_asked(house)
    (line,) = cast.estimator.get(f"/quotes/{cast.ids['quote']}")["lines"]
    assert (line["agreed_minor"], line["agreed_betterment_minor"]) == (PART + LABOR, BETTERMENT)

    order = repair.order_of(cast)
    assert [(x["kind"], x["betterment_amount_minor"]) for x in order["lines"]] == [("part", BETTERMENT), ("labor", 0)]
    repair.sign_order(cast)
    repair.start_repair(cast)
    repair.inspect(cast)
    closing.review(cast)
    closing.settle(cast)

    bill = cast.cashier.get(f"/{cast.claim}/bill")
    accounts = {one["cover"]: one for one in bill["accounts"]}
    assert bill["total_minor"] == PART + LABOR - DISCOUNT
    # 2,944.00 are asked for: the compulsory cover pays its 2,000.00, the own cover the rest less the deductible
    asked = PART + LABOR - BETTERMENT
    assert accounts["compulsory_other"]["due_minor"] == LIMIT
    assert accounts["own_damage"]["due_minor"] == asked - LIMIT - DEDUCTIBLE == 44_400
    customer = accounts["customer"]
    assert (customer["betterment_minor"], customer["deductible_minor"]) == (BETTERMENT, DEDUCTIBLE)
    assert customer["due_minor"] == customer["received_minor"] == BETTERMENT + DEDUCTIBLE - DISCOUNT == 165_000
    assert house.standing(cast.claim)[0] == "settled"
    with house.database.reading() as session:
        assert verify(session)[1] == []
        assert not any(replay_all(session))


def test_the_spreadsheet_for_the_insurer_names_the_betterment_and_can_be_sent_back(at: At) -> None:
    house = at("surveyed")
    cast = house.cast
    cast.damage["lines"] = [TIRE]
    accident.tear_down(cast)
    accident.fix_loss(cast)
    quoted(house)
    (paper,) = [one for one in cast.estimator.get(f"/{cast.claim}/documents") if one["form"] == "quote_workbook"]
    data = house.call("estimator", "GET", f"/documents/{paper['id']}/file").content
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    below = [row for row in rows if str(row[0]).startswith("报价合计")]
    assert [[row[0], float(str(row[1]))] for row in below] == [
        ["报价合计", 4144.0],
        ["报价合计: 第 1 行增值折旧，轮胎, 原胎花纹剩余 3 毫米, 30.00 %", -1200.0],
        ["报价合计: 扣除后", 2944.0],
    ]
    filled, answer = [field for field, _ in COLUMNS].index(Field.RETURNED_PRICE) + 1, io.BytesIO()
    page.cell(next(row[0].row for row in page.iter_rows() if row[0].value == 1), filled).value = 950
    book.save(answer)
    sent = [
        (
            "files",
            ("answer.xlsx", answer.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )
    ]
    file = house.call("estimator", "POST", f"/{cast.claim}/files", data={"kind": "return"}, files=sent).json()[0]["id"]
    preview = house.call("estimator", "POST", f"/quotes/{cast.ids['quote']}/return-preview", json={"file_id": file})
    assert preview.status_code == 200, preview.text
    assert (preview.json()["refused"], preview.json()["computed_total_minor"]) == ([], 4 * 95_000 + LABOR)
