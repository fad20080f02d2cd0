"""A supplement that changes what was agreed, over the real doors: from the bonnet's repair to the bill, to the cent."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from claims.demo import prices, repair
from tests.stories.changes import (
    BONNET,
    agreed_total,
    amendment_of,
    answered,
    billed_to_insurers,
    damage,
    details,
    find,
    finish,
    living,
    opened_with,
    quote_of,
    signed,
    surveyed,
)
from tests.stories.make import House
from tests.stories.stage import At


def test_the_bonnet_is_replaced_instead_of_repaired_and_a_paint_line_falls_away(at: At) -> None:
    house = at("repairing")
    cast, lines = house.cast, damage(house)
    bonnet, refinish = lines["发动机盖"], lines["前保险杠皮喷漆"]
    before = billed_to_insurers(cast)
    assert before == agreed_total(cast)
    assert living(cast, bonnet) == [("labor", "planned", 36000), ("paint", "planned", 45000)]  # 4.0 h cut to 3.0 h
    opened = opened_with(house, {**BONNET, "replaces_id": bonnet}, removes=[refinish])
    assert (opened["lines"][0]["replaces_id"], opened["removes"]) == (bonnet, [refinish])
    labor = next(x for x in repair.order_of(cast)["lines"] if x["damage_line_id"] == bonnet)
    done = house.call("workshop", "POST", f"/{cast.claim}/order/done-lines", json={"line_ids": [labor["id"]]})
    assert details(done) == [
        f"supplement S01 replaces or removes line {labor['position']} “发动机盖”; it waits until that is settled and "
        "signed"
    ]
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    assert [x["amount_minor"] for x in quote["lines"] if x["gives_back_id"]] == [-81000, -40000]
    answered(house, quote, less=7200)  # 1,472.00 asked, 1,400.00 agreed
    quote = quote_of(cast, opened["id"])
    assert [(x["position"], x["agreed_minor"]) for x in quote["lines"]] == [(1, -81000), (2, 215000), (3, -40000)]
    assert quote["total_minor"] == -81000 + 222200 - 40000

    amendment = amendment_of(cast, quote)
    assert sorted((x["field"], x["after"]) for x in amendment["changes"]) == [("fall_away", "S01")] * 3
    assert billed_to_insurers(cast) == before  # nothing is in force before it is signed
    cast.advisor.refused(f"amendments/{amendment['id']}", "sign")
    signed(house, amendment)
    renewed = opened["lines"][0]["id"]
    assert (living(cast, bonnet), living(cast, refinish)) == ([], [])
    assert living(cast, renewed) == [
        ("part", "wanted", 140000),
        ("labor", "planned", 30000),
        ("paint", "planned", 45000),
    ]
    assert billed_to_insurers(cast) == agreed_total(cast) == before - 81000 + 215000 - 40000

    compared = house.call("manager", "GET", f"/{cast.claim}/versions/E01/compare/S01").json()
    assert [(x["line_id"], x["before_minor"], x["after_minor"]) for x in compared["changed"]] == [
        (bonnet, 93000, 222200)
    ]
    assert [(x["line_id"], x["worth_minor"]) for x in compared["removed"]] == [(refinish, -45000)]
    assert [(x["kind"], x["worth_minor"]) for x in compared["rest"]] == [("cut", 12000 + 5000)]
    assert compared["net_difference_minor"] == quote["total_minor"]
    papers_show_both_lines(house, quote)
    finish(house)
    assert billed_to_insurers(cast) == agreed_total(cast)


def papers_show_both_lines(house: House, quote: dict[str, Any]) -> None:
    """On paper and in the workbook the negative line stands before the positive one, both with the mark."""
    cast = house.cast
    papers = [x for x in cast.estimator.get(f"/{cast.claim}/documents") if x["about"] == f"quote:{quote['id']}"]
    paper = next(x["id"] for x in papers if x["form"] == "quote")
    form = cast.estimator.get(f"/documents/{paper}/data")
    work = [(x["position"], x["mark"], x["text"], x["price"]["minor"]) for x in form["work"]]
    assert work == [
        (1, "S01", "发动机盖", -36000), (1, "S01", "发动机盖", -45000), (2, "S01", "发动机盖", 30000),
        (2, "S01", "发动机盖", 45000), (3, "S01", "前保险杠皮喷漆", -40000),
    ]  # fmt: skip
    assert [(x["position"], x["mark"], x["amount"]["minor"]) for x in form["lines"]] == [(2, "S01", 147200)]
    book = next(x["id"] for x in papers if x["form"] == "quote_workbook")
    page = load_workbook(io.BytesIO(cast.estimator.fetch(f"/documents/{book}/file").content)).active
    assert page is not None
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    told = [(row[0], Decimal(str(row[-2])), row[-1]) for row in rows if isinstance(row[0], int)]
    assert told == [(1, Decimal("-810"), "S01"), (2, Decimal("2222"), "S01"), (3, Decimal("-400"), "S01")]
    assert Decimal(str(next(row for row in rows if row[0] == "报价合计")[-1])) == Decimal("1012")


def test_what_is_handed_out_or_changed_by_another_supplement_is_refused_all_at_once(at: At) -> None:
    house = at("repairing")
    lines = damage(house)
    first = find(house, {**BONNET, "replaces_id": lines["发动机盖"]})
    told = find(
        house, {**BONNET, "replaces_id": lines["前保险杠皮"]}, removes=[lines["发动机盖"], lines["左前大灯总成"], 9999]
    )
    assert details(told) == [
        "E01 line 4, 发动机盖: supplement S01 replaces or removes it already",
        "line 9999 stands on no damage list of this claim",
        "E01 line 1, 前保险杠皮: it is done, handed out or returned on the work order already",
        "E01 line 2, 左前大灯总成: it is done, handed out or returned on the work order already",
    ]
    thing = f"supplements/{first.json()['id']}"
    added = {**BONNET, "replaces_id": lines["前保险杠皮"]}
    refused = house.call("workshop", "POST", f"/{thing}/damage-lines", json=added)
    assert details(refused) == ["E01 line 1, 前保险杠皮: it is done, handed out or returned on the work order already"]
    refused = house.call("workshop", "PUT", f"/{thing}/removed-lines", json={"line_ids": [lines["发动机盖"]]})
    assert details(refused) == ["E01 line 4, 发动机盖: the supplement names it twice"]
    taken = house.call("workshop", "PUT", f"/{thing}/removed-lines", json={"line_ids": [lines["前保险杠皮喷漆"]]})
    assert taken.json()["removes"] == [lines["前保险杠皮喷漆"]]
    assert house.call("cashier", "PUT", f"/{thing}/removed-lines", json={"line_ids": []}).status_code == 403
    assert house.call("", "PUT", f"/{thing}/removed-lines", json={"line_ids": []}).status_code == 401


def test_a_part_waits_for_the_supplement_that_changes_its_number_of_pieces(at: At) -> None:
    house = at("signed")
    cast, clip = house.cast, damage(house)["前保险杠卡扣"]
    part = next(x for x in repair.order_of(cast)["lines"] if (x["damage_line_id"], x["kind"]) == (clip, "part"))
    more = {"part_name": "前保险杠卡扣", "part_number": "17G 807 641", "side": "front", "operation": "replace",
            "quantity_x1000": 20000, "part_kind": "PAN", "supplied_by": "shop", "replaces_id": clip}  # fmt: skip
    opened = opened_with(house, more)
    ordering = {"supplier": "x", "supplier_order": "PO-1"}
    refused = house.step("parts_clerk", f"order-lines/{part['id']}", "order", ordering)
    assert [x["sentence"] for x in refused.json()["missing"]] == [
        "no supplement that is still open replaces or removes the line"
    ]
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    back, new = quote["lines"]
    assert (back["quantity_x1000"], back["amount_minor"], back["payer"]) == (
        -1000,
        -2650,
        "insurer",
    )  # cut to ten pieces
    answered(house, quote)
    assert house.step("parts_clerk", f"order-lines/{part['id']}", "order", ordering).status_code == 409
    signed(house, amendment_of(cast, quote_of(cast, opened["id"])))
    assert living(cast, clip) == []
    assert living(cast, new["damage_line_id"]) == [("part", "wanted", 5300)]
    assert billed_to_insurers(cast) == agreed_total(cast)
    old = house.call("advisor", "GET", f"/order-lines/{part['id']}").json()
    assert old["ended_because"] == "supplement S01 replaced or removed the line"


def test_a_withdrawn_supplement_leaves_order_and_bill_as_they_were(at: At) -> None:
    house = at("repairing")
    cast, bonnet = house.cast, damage(house)["发动机盖"]
    before, standing = billed_to_insurers(cast), living(cast, bonnet)
    opened = opened_with(house, {**BONNET, "replaces_id": bonnet})
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    prices.send_quote(cast, quote["id"])
    cast.workshop.step(f"supplements/{opened['id']}", "withdraw", {"reason": "复查可修"})
    assert quote_of(cast, opened["id"])["state"] == "withdrawn"
    assert (living(cast, bonnet), billed_to_insurers(cast)) == (standing, before)
    assert [x["label"] for x in cast.manager.get(f"/{cast.claim}/versions")] == ["E01"]
    finish(house)
    assert billed_to_insurers(cast) == before


def test_a_supplement_that_the_customer_pays_leaves_the_earlier_lines_with_the_insurer(at: At) -> None:
    house = at("repairing")
    cast, bonnet = house.cast, damage(house)["发动机盖"]
    standing = living(cast, bonnet)
    opened = opened_with(house, {**BONNET, "replaces_id": bonnet})
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    prices.send_quote(cast, quote["id"])
    cast.advisor.step(f"supplements/{opened['id']}", "move_to_self_pay", {"consent": "李明华电话同意"})
    amendment = amendment_of(cast, quote)
    assert amendment["changes"] == []
    signed(house, amendment)
    assert living(cast, bonnet) == standing
    renewed = [x for x in repair.order_of(cast)["lines"] if x["damage_line_id"] == opened["lines"][0]["id"]]
    assert [(x["kind"], x["payer"], x["amount_minor"]) for x in renewed] == [
        ("part", "customer", 147200), ("labor", "customer", 30000), ("paint", "customer", 45000),
    ]  # fmt: skip


def test_an_amendment_that_falls_through_leaves_the_old_line_to_be_done(at: At) -> None:
    house = at("repairing")
    cast, bonnet = house.cast, damage(house)["发动机盖"]
    opened = opened_with(house, {**BONNET, "replaces_id": bonnet})
    cast.estimator.step(surveyed(house, opened["id"]), "quote")
    quote = quote_of(cast, opened["id"])
    answered(house, quote)
    labor = next(x for x in repair.order_of(cast)["lines"] if x["damage_line_id"] == bonnet)
    said = {"line_ids": [labor["id"]]}
    assert house.call("workshop", "POST", f"/{cast.claim}/order/done-lines", json=said).status_code == 409
    cast.advisor.step(f"amendments/{amendment_of(cast, quote)['id']}", "withdraw", {"reason": "客户不签"})
    assert living(cast, opened["lines"][0]["id"]) == []
    assert house.call("workshop", "POST", f"/{cast.claim}/order/done-lines", json=said).status_code == 200


def test_newer_rates_for_everything_reach_order_and_bill_to_the_cent(at: At) -> None:
    house = at("repairing")
    cast = house.cast
    before = billed_to_insurers(cast)
    (old,) = cast.manager.get("/rate-profiles")
    names = ("brand", "rates_minor", "paint_panel_minor", "part_markup_bp", "prices_include_tax", "taxes", "rounding")
    rates = {kind: rate + 1033 for kind, rate in old["rates_minor"].items()}
    newer = {name: old[name] for name in names} | {"valid_from": "2026-01-02", "rates_minor": rates}
    cast.manager.send("/rate-profiles", "newer rates", newer)
    line = {**BONNET, "part_name": "发动机盖锁", "part_number": "17G 823 509 E", "labor_hours_x100": 30,
            "paint_panels_x1000": 0}  # fmt: skip
    opened = opened_with(house, line)
    cast.estimator.step(surveyed(house, opened["id"]), "quote_at_newer_rates")
    quote = quote_of(cast, opened["id"])
    assert len(quote["lines"]) == 3  # the lock, and the rises of body and mechanical labor
    answered(house, quote)
    signed(house, amendment_of(cast, quote))
    quote = quote_of(cast, opened["id"])
    assert billed_to_insurers(cast) == agreed_total(cast) == before + quote["total_minor"]
    finish(house)
    assert billed_to_insurers(cast) == agreed_total(cast)
