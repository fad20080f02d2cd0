"""Changed lines where tax comes on top, and where our own workbook comes back filled in: to the minor unit."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from claims.demo import accident, closing, prices, repair
from claims.demo.cast import Cast
from claims.kernel.amounts import half_up
from tests.hostile.make import upload
from tests.stories.changes import (
    BONNET,
    agreed_total,
    amendment_of,
    billed_to_insurers,
    damage,
    finish,
    opened_with,
    quote_of,
    signed,
    surveyed,
)
from tests.stories.make import House
from tests.stories.stage import At

VAT = {"name": "增值税", "rate_bp": 1300, "on": ["part", "labor", "paint", "material", "other"]}
LINES = [
    {"names": {"zh": "前保险杠皮"}, "part_number": "17G 807 217 GRU", "operation": "replace", "part_kind": "PAN",
     "supplied_by": "shop", "labor_hours_x100": 117},
    {"names": {"zh": "发动机盖"}, "operation": "repair", "labor_hours_x100": 333, "paint_panels_x1000": 1000},
    {"names": {"zh": "中网"}, "operation": "remove_install", "labor_hours_x100": 31},
]  # fmt: skip


def priced_and_answered(house: House, quote: int, price: int) -> dict[str, Any]:
    """Parts priced, the quote sent, answered as asked and agreed; as it stands then."""
    cast, thing = house.cast, f"quotes/{quote}"
    parts = [x for x in cast.parts_clerk.get(f"/{thing}")["lines"] if x["part_kind"] and not x["gives_back_id"]]
    if parts:
        told = [{"line_id": x["id"], "unit_price_minor": price, "stock_x1000": 1000} for x in parts]
        cast.parts_clerk.send(f"/{thing}/confirmations", "prices", {"lines": told})
    cast.parts_clerk.step(thing, "price")
    cast.parts_supervisor.step(thing, "review")
    cast.estimator.step(thing, "send")
    asked = [x for x in cast.estimator.get(f"/{thing}")["lines"] if not x["gives_back_id"]]
    same = ("part_number", "side", "operation", "part_kind", "quantity_x1000", "unit_price_minor")
    lines = [{"text": x["part_name"], "labor_minor": x["labor_amount_minor"], "paint_minor": x["paint_amount_minor"],
              **{name: x[name] for name in same}} for x in asked]  # fmt: skip
    total = sum(x["amount_minor"] for x in asked)
    told = {"lines": lines, "stated_total_minor": total + half_up(total * 1300, 10_000)}
    cast.estimator.step(thing, "record_return", told)
    found = cast.estimator.get(f"/{thing}/reconciliation")
    assert (found["gap_minor"], found["remainder_minor"]) == (0, 0)
    if found["to_confirm"]:
        cast.estimator.send(f"/{thing}/matches/rest", "confirmed")
    cast.parts_supervisor.step(thing, "check", {"note": "x"})
    return dict(cast.estimator.get(f"/{thing}"))


def with_tax(minor: int) -> int:
    """An amount with its tax, rounded once."""
    return minor + half_up(minor * 1300, 10_000)


def test_tax_is_on_the_newest_version_as_a_whole_and_the_bill_is_that(at: At) -> None:
    house = at("surveyed")
    cast = house.cast
    (old,) = cast.manager.get("/rate-profiles")
    names = ("brand", "paint_panel_minor", "part_markup_bp", "rounding")
    rates = {kind: rate + 7 for kind, rate in old["rates_minor"].items()}
    cast.manager.send("/rate-profiles", "rates without tax", {
        **{name: old[name] for name in names}, "valid_from": "2026-01-02", "rates_minor": rates,
        "prices_include_tax": False, "taxes": [VAT],
    })  # fmt: skip
    cast.damage = {**cast.damage, "lines": LINES}
    accident.tear_down(cast)
    accident.fix_loss(cast)
    first = cast.ids["quote"] = cast.estimator.get(f"/{cast.claim}/quotes")[0]["id"]
    e01 = priced_and_answered(house, first, 78211)
    repair.sign_order(cast)
    assert billed_to_insurers(cast) == e01["total_minor"] == with_tax(e01["subtotal_minor"])
    cast.workshop.step(cast.claim, "start_repair")
    bumper, bonnet, grille = (damage(house)[x["names"]["zh"]] for x in LINES)
    opened = opened_with(house, {**BONNET, "replaces_id": bonnet}, removes=[grille])
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    s01 = priced_and_answered(house, quote_of(cast, opened["id"])["id"], 147203)
    assert s01["total_minor"] == with_tax(s01["subtotal_minor"])
    assert s01["subtotal_minor"] == sum(x["amount_minor"] for x in s01["lines"])
    signed(house, amendment_of(cast, s01))
    agreed = agreed_total(cast)
    assert agreed == e01["subtotal_minor"] + s01["subtotal_minor"]
    assert billed_to_insurers(cast) == with_tax(agreed)
    more = {**BONNET, "labor_hours_x100": 271, "replaces_id": opened["lines"][0]["id"]}
    again = opened_with(house, more, removes=[bumper])
    cast.estimator.step(surveyed(house, again["id"]), "quote")
    s02 = priced_and_answered(house, quote_of(cast, again["id"])["id"], 147203)
    signed(house, amendment_of(cast, s02))
    assert billed_to_insurers(cast) == with_tax(agreed_total(cast))
    versions = cast.manager.get(f"/{cast.claim}/versions")
    assert [x["net_minor"] for x in versions] == [
        e01["total_minor"], e01["total_minor"] + s01["total_minor"],
        e01["total_minor"] + s01["total_minor"] + s02["total_minor"],
    ]  # fmt: skip
    compared = cast.manager.get(f"/{cast.claim}/versions/E01/compare/S02")
    assert [x["line_id"] for x in compared["changed"]] == [bonnet]
    assert sorted(x["line_id"] for x in compared["removed"]) == [bumper, grille]
    worths = [x["worth_minor"] for kind in ("added", "removed", "changed", "rest") for x in compared[kind]]
    assert sum(worths) == compared["net_difference_minor"] == s01["total_minor"] + s02["total_minor"]
    work_dispatched(cast)
    repair.fetch_parts(cast)
    repair.inspect(cast)
    closing.review(cast)
    cast.ids.pop("lamp", None)
    closing.settle(cast)
    assert billed_to_insurers(cast) == with_tax(agreed_total(cast))
    order_paper_adds_up(cast)


def work_dispatched(cast: Cast) -> None:
    """The order goes to a team."""
    dispatch = {"team": "A", "technicians": [{"name": "何军"}], "bay": "B3", "planned_from": repair.ago(10),
                "planned_until": repair.ahead(72)}  # fmt: skip
    cast.workshop.step(f"work-orders/{cast.ids['order']}", "dispatch", dispatch)
    if repair.order_of(cast)["state"] == "dispatched":
        cast.workshop.step(f"work-orders/{cast.ids['order']}", "start")


def order_paper_adds_up(cast: Cast) -> None:
    """On the work order each amendment goes from the total before to the total after."""
    said = {"form": "work_order", "language": "zh"}
    paper = cast.advisor.send(f"/{cast.claim}/documents", "work order", said)["id"]
    form = cast.advisor.get(f"/documents/{paper}/data")
    amendments = [(x["before"]["minor"], x["after"]["minor"]) for x in form["amendments"]]
    quotes = [x for x in cast.estimator.get(f"/{cast.claim}/quotes") if x["number"]]
    assert [after - before for before, after in amendments] == [x["subtotal_minor"] for x in quotes]
    assert amendments[-1][1] == form["total"]["minor"]


@pytest.mark.parametrize("repeats", [False, True])
def test_our_own_workbook_comes_back_filled_in(at: At, repeats: bool) -> None:
    house = at("repairing")
    cast, lines = house.cast, damage(house)
    opened = opened_with(house, {**BONNET, "replaces_id": lines["发动机盖"]}, removes=[lines["前保险杠皮喷漆"]])
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    prices.send_quote(cast, quote["id"])
    papers = cast.estimator.get(f"/{cast.claim}/documents")
    book = next(x["id"] for x in papers if (x["about"], x["form"]) == (f"quote:{quote['id']}", "quote_workbook"))
    data = filled(cast.estimator.fetch(f"/documents/{book}/file").content, repeats=repeats)
    file = upload(house, "estimator", data, "return.xlsx").json()[0]["id"]
    thing = f"quotes/{quote['id']}"
    cast.estimator.step(thing, "record_return", {"file_id": file})
    found = cast.estimator.get(f"/{thing}/reconciliation")
    assert (found["quoted_minor"], found["gap_minor"], found["remainder_minor"]) == (101200, 7200, 0)
    assert [x["reason"] for x in found["groups"]][::2] == ["gives back what was agreed before"] * 2
    cast.parts_supervisor.step(thing, "check", {"note": "x"})
    signed(house, amendment_of(cast, quote))
    assert billed_to_insurers(cast) == agreed_total(cast)
    finish(house)


def filled(data: bytes, *, repeats: bool) -> bytes:
    """The workbook with 1,400.00 as the returned price of the bonnet; what is given back repeated, or left empty."""
    book = load_workbook(io.BytesIO(data))
    page = book.active
    assert page is not None
    rows = list(page.iter_rows())
    head = next(row for row in rows if row[0].value == "序号")
    at = {str(cell.value): place for place, cell in enumerate(head)}
    for row in rows:
        if isinstance(row[0].value, int):
            amount = row[at["金额"]].value
            if isinstance(amount, int | float) and amount > 0:
                row[at["核定单价"]].value = 1400
            elif repeats:
                row[at["核定单价"]].value = amount
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
