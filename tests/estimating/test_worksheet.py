"""The worksheet of an estimate: the worked examples of the trade to the cent, and what is taken off the total."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import Betterment, CostKind, Edit, Material, MaterialRate, Payer, PriorDamage
from claims.estimating.pricing import EVERYTHING, Tax
from claims.estimating.sheets import LaborKind, PartKind, SuppliedBy
from claims.estimating.worksheet import BettermentAmount, priced
from claims.kernel.amounts import Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimates import american, chinese, estimate, full, hours, line, usd


def said(sheet: object) -> list[str]:
    return [str(note) for note in sheet.notes]  # type: ignore[attr-defined]


def test_labor_is_the_sum_of_hours_times_the_rate_rounded_once() -> None:
    sheet = priced(estimate(*(line(n, hours=hours(h)) for n, h in enumerate(["20.1", "30.05", "12.05"]))), american())
    assert str(sheet.categories["LAB"]) == "5598.00"
    assert "labor LAB: 62.20 h × 90.00 = 5598.00" in said(sheet)


def test_each_tax_is_rounded_on_its_own() -> None:
    taxes = (Tax("state", Share.percent("6")), Tax("county", Share.percent("2")))
    sheet = priced(estimate(line(unit_price=usd("4227.88"))), american(taxes=taxes))
    assert [str(tax.amount) for tax in sheet.taxes] == ["253.67", "84.56"]
    assert (str(sheet.subtotal), str(sheet.total), str(sheet.net)) == ("4227.88", "4566.11", "4566.11")
    assert "county 2.00 % on 4227.88 = 84.56" in said(sheet)


def test_paint_material_stops_at_its_cap() -> None:
    work = [line(n, refinish_hours=hours(h)) for n, h in enumerate(["10.0", "9.8"])]
    open_ended = american(materials={Material.PAINT: MaterialRate(rate=usd("43.00"))})
    assert str(priced(estimate(*work), open_ended).categories["MAPA"]) == "851.40"
    capped = american(materials={Material.PAINT: MaterialRate(rate=usd("43.00"), cap=usd("750.00"))})
    sheet = priced(estimate(*work), capped)
    assert str(sheet.categories["MAPA"]) == "750.00"
    assert "material MAPA: 19.80 h × 43.00 = 851.40, capped at 750.00" in said(sheet)
    assert [str(each.material) for each in sheet.lines] == ["378.79", "371.21"]


def test_a_cap_holds_when_lines_are_rounded_alone() -> None:
    work = [line(n, refinish_hours=hours("0.05")) for n in range(3)]  # 0.0305 each, 0.09 together
    told = MaterialRate(rate=usd("0.10"), cap=usd("0.02"))
    sheet = priced(estimate(*work), american(materials={Material.PAINT: told}, rounding="per_line"))
    assert str(sheet.categories["MAPA"]) == "0.02"


def test_categories_go_by_the_codes_of_the_trade_and_in_their_order() -> None:
    sheet = priced(
        estimate(
            line(1, unit_price=usd("10.00"), part_kind=PartKind.ORIGINAL),
            line(2, unit_price=usd("20.00"), part_kind=PartKind.SUB_FACTORY),
            line(3, unit_price=usd("1.00")),
            line(4, hours=hours("1"), labor_kind=LaborKind.MECHANICAL),
            line(5, hours=hours("2"), refinish_hours=hours("1")),
            line(6, cost=usd("80.00"), cost_kind=CostKind.TOWING),
            line(7, cost=usd("30.00"), cost_kind=CostKind.STORAGE),
            line(8, cost=usd("5.00"), cost_kind=CostKind.CAR_COVER),
        ),
        american(materials={Material.PAINT: MaterialRate(rate=usd("40.00")),
                            Material.SHOP: MaterialRate(rate=usd("2.00"))}),
    )  # fmt: skip
    assert {code: str(amount) for code, amount in sheet.categories.items()} == {
        "PAN": "10.00", "PAA": "20.00", "parts": "1.00", "LAB": "180.00", "LAM": "110.00", "LAR": "60.00",
        "MAPA": "40.00", "MASH": "6.00", "towing": "80.00", "storage": "30.00", "car_cover": "5.00",
    }  # fmt: skip
    assert list(sheet.categories) == ["PAN", "PAA", "parts", "LAB", "LAM", "LAR", "MAPA", "MASH", "towing",
                                      "storage", "car_cover"]  # fmt: skip
    fifth = sheet.lines[4]
    assert [str(each) for each in (fifth.part, fifth.labor, fifth.paint, fifth.material, fifth.other)] == [
        "0.00", "180.00", "60.00", "44.00", "0.00",
    ]  # fmt: skip
    assert str(sheet.of_group("other")) == "115.00"


@pytest.mark.parametrize(
    ("told", "profile", "amount"),
    [
        ({"unit_price": "100.00", "part_kind": PartKind.USED}, {}, "125.00"),
        ({"unit_price": "395.50", "part_kind": PartKind.USED, "markup": Share.percent("15")}, {}, "454.83"),
        ({"unit_price": "100.00", "part_kind": PartKind.ORIGINAL, "markup": Share.percent("-12.5")}, {}, "87.50"),
        ({"unit_price": "2.30", "part_kind": PartKind.USED, "quantity": Quantity.of("3")}, {}, "8.63"),  # 8.625
        ({"cost": "240.00", "cost_kind": CostKind.SUBLET}, {}, "300.00"),
        ({"cost": "240.00", "cost_kind": CostKind.TOWING}, {}, "240.00"),
        ({"cost": "240.00", "cost_kind": CostKind.SUBLET, "markup": Share.percent("10")}, {}, "264.00"),
        ({"unit_price": "-10.00", "part_kind": PartKind.ORIGINAL}, {}, "-10.00"),
    ],
)
def test_mark_ups_go_by_the_kind_of_part_and_are_rounded_once(
    told: dict[str, object], profile: dict[str, object], amount: str
) -> None:
    quarter = Share.percent("25")
    money = {name: usd(value) if name in ("unit_price", "cost") else value for name, value in told.items()}  # type: ignore[arg-type]
    sheet = priced(estimate(line(**money)), american(markups={PartKind.USED: quarter}, sublet_markup=quarter))
    assert str(sheet.total) == amount


def test_labor_that_is_included_is_shown_and_billed_as_none_while_its_part_and_its_paint_are_billed() -> None:
    sheet = priced(
        estimate(line(unit_price=usd("50.00"), hours=hours("1.5"), included=True, refinish_hours=hours("2"))),
        american(),
    )
    only = sheet.lines[0]
    assert [str(each) for each in (only.part, only.labor, only.paint)] == ["50.00", "0.00", "120.00"]
    assert "line 1: 1.50 h of labor are included in other work and billed as none" in said(sheet)


def test_included_hours_need_no_rate() -> None:
    sheet = priced(
        estimate(line(hours=hours("1"), labor_kind=LaborKind.FRAME, included=True),
                 line(2, refinish_hours=hours("1"), refinish_included=True)),
        american(rates={}),
    )  # fmt: skip
    assert str(sheet.total) == "0.00"
    assert sheet.categories == {}


@pytest.mark.parametrize("by", [SuppliedBy.CUSTOMER, SuppliedBy.INSURER])
def test_a_part_that_somebody_else_supplies_is_not_billed(by: SuppliedBy) -> None:
    sheet = priced(estimate(line(unit_price=usd("50.00"), supplied_by=by, hours=hours("1"))), american())
    assert str(sheet.total) == "90.00"
    assert f"line 1: the {by} supplies the part, its price is not billed" in said(sheet)


def test_labor_at_the_price_of_the_operation_needs_no_rate() -> None:
    work = [line(1, labor_price=Money.of("300.00"), hours=hours("9"), labor_kind=LaborKind.ELECTRICAL)]
    sheet = priced(estimate(*work, currency="CNY"), chinese())
    assert str(sheet.categories["LAE"]) == "300.00"
    assert "line 1: labor LAE at the price of the operation = 300.00" in said(sheet)


@pytest.mark.parametrize(
    ("panels", "amount"),
    [(["1"], "450.00"), (["1", "0.5"], "675.00"), (["1", "1", "1"], "1215.00"), (["2", "2.5", "0.5"], "1912.50")],
)
def test_paint_per_panel_has_a_discount_from_several_panels_on(panels: list[str], amount: str) -> None:
    discounts = ((Quantity.of("3"), Share.percent("10")), (Quantity.of("5"), Share.percent("15")))
    work = [line(n, paint_panels=Quantity.of(each)) for n, each in enumerate(panels)]
    sheet = priced(estimate(*work, currency="CNY"), chinese(panel_discounts=discounts))
    assert str(sheet.categories["paint_panels"]) == amount


def test_the_discount_on_panels_is_told() -> None:
    work = [line(n, paint_panels=Quantity.of("1")) for n in range(3)]
    discounts = ((Quantity.of("3"), Share.percent("10")),)
    sheet = priced(estimate(*work, currency="CNY"), chinese(panel_discounts=discounts))
    assert "paint per panel: 3 × 450.00, less 10.00 % from 3 panels on = 1215.00" in said(sheet)


def test_the_management_fee_is_on_parts_labor_paint_and_material_and_shared_over_the_lines() -> None:
    sheet = priced(
        estimate(
            line(1, unit_price=Money.of("1000.00"), part_kind=PartKind.ORIGINAL),
            line(2, labor_price=Money.of("333.33")),
            line(3, cost=Money.of("66.67"), cost_kind=CostKind.AUXILIARY),
            line(4, cost=Money.of("500.00"), cost_kind=CostKind.TOWING),
            currency="CNY",
        ),
        chinese(management_fee=Share.percent("5")),
    )
    assert "management fee: 5.00 % of 1400.00 = 70.00" in said(sheet)
    assert [str(each.other) for each in sheet.lines] == ["50.00", "16.67", "3.33", "500.00"]


def test_a_tax_names_the_categories_that_it_is_on() -> None:
    taxes = (
        Tax("parts tax", Share.percent("7"), ("part",)),
        Tax("towing tax", Share.percent("3"), ("towing", "other")),  # named twice, taxed once
        Tax("paint tax", Share.percent("10"), ("paint",)),
    )
    sheet = priced(
        estimate(
            line(1, unit_price=usd("100.00"), hours=hours("1")),
            line(2, cost=usd("80.00"), cost_kind=CostKind.TOWING),
            line(3, refinish_hours=hours("1")),
        ),
        american(taxes=taxes, materials={Material.PAINT: MaterialRate(rate=usd("40.00"))}),
    )
    assert [(str(tax.base), str(tax.amount)) for tax in sheet.taxes] == [
        ("100.00", "7.00"), ("80.00", "2.40"), ("100.00", "10.00"),
    ]  # fmt: skip


def test_what_is_not_taxable_stays_out_of_the_base() -> None:
    taxes = (Tax("state", Share.percent("10")),)
    sheet = priced(
        estimate(line(1, unit_price=usd("100.00")), line(2, unit_price=usd("50.00"), taxable=False)),
        american(taxes=taxes),
    )
    assert (str(sheet.taxes[0].base), str(sheet.total)) == ("100.00", "160.00")


def test_prices_that_include_tax_show_the_tax_that_they_contain() -> None:
    taxes = (Tax("VAT", Share.percent("13"), EVERYTHING),)
    sheet = priced(estimate(line(unit_price=Money.of("1130.00")), currency="CNY"), chinese(taxes=taxes))
    assert (str(sheet.total), str(sheet.tax)) == ("1130.00", "130.00")


def test_a_base_that_contains_two_taxes_contains_each_in_proportion() -> None:
    taxes = (Tax("VAT", Share.percent("13"), EVERYTHING), Tax("levy", Share.percent("7"), ("part",)))
    work = [line(1, unit_price=Money.of("1200.00")), line(2, labor_price=Money.of("1130.00"))]
    sheet = priced(estimate(*work, currency="CNY"), chinese(taxes=taxes))
    assert [str(tax.amount) for tax in sheet.taxes] == ["260.00", "70.00"]


def test_betterment_is_itemized_by_line_with_kind_and_reason() -> None:
    worn = Betterment(share=Share.percent("25"), kind="tires", reason="half worn")
    fixed = Betterment(amount=usd("40.00"), share=Share.percent("10"), kind="battery", reason="five years old")
    sheet = priced(
        estimate(
            line(1, unit_price=usd("150.02"), hours=hours("1"), betterment=worn),
            line(2, unit_price=usd("120.00"), betterment=fixed),
            line(3, unit_price=usd("80.00"), betterment=worn, payer=Payer.CUSTOMER),
        ),
        american(),
    )
    assert sheet.betterments == (
        BettermentAmount(position=1, kind="tires", reason="half worn", amount=usd("37.51")),  # 37.505
        BettermentAmount(position=2, kind="battery", reason="five years old", amount=usd("40.00")),
    )
    assert "line 1: betterment, 25.00 % of 150.02 = 37.51" in said(sheet)
    assert "line 2: betterment as it is stated = 40.00" in said(sheet)


def test_the_net_is_the_total_less_what_others_bear() -> None:
    sheet = priced(
        estimate(
            line(1, unit_price=usd("1000.00"), betterment=Betterment(share=Share.percent("10"))),
            line(2, unit_price=usd("100.00"), prior_damage=PriorDamage.RELATED),
            line(3, unit_price=usd("50.00"), payer=Payer.CUSTOMER),
            line(4, unit_price=usd("30.00"), payer=Payer.WARRANTY),
            line(5, unit_price=usd("777.00"), prior_damage=PriorDamage.UNRELATED),
            deductible=usd("250.00"),
            customer_share=usd("20.00"),
        ),
        american(taxes=(Tax("state", Share.percent("7")),)),
    )
    assert str(sheet.total) == "1262.60"  # 1180.00 and 7 %
    assert (str(sheet.betterment), str(sheet.prior_damage), str(sheet.deductible)) == ("100.00", "107.00", "250.00")
    assert (str(sheet.customer_share), str(sheet.others_share)) == ("73.50", "32.10")
    assert str(sheet.net) == "700.00"
    assert "net: 1262.60 − 100.00 − 107.00 − 250.00 − 73.50 − 32.10 = 700.00" in said(sheet)


def test_unrelated_prior_damage_stands_apart_with_its_own_total() -> None:
    taxes = (Tax("state", Share.percent("7")),)
    sheet = priced(
        estimate(line(1, hours=hours("1")), line(2, hours=hours("2"), prior_damage=PriorDamage.UNRELATED)),
        american(taxes=taxes),
    )
    assert str(sheet.total) == "96.30"
    assert sheet.unrelated is not None
    assert [each.position for each in sheet.unrelated.lines] == [2]
    assert str(sheet.unrelated.total) == "192.60"
    assert "unrelated prior damage, apart from the claim, with its taxes = 192.60" in said(sheet)


def test_rounding_per_line_and_per_category_differ_where_halves_fall() -> None:
    work = [line(n, hours=hours("0.05")) for n in range(3)]
    rates = {LaborKind.BODY: usd("61.10")}  # 0.05 h are 3.055
    assert str(priced(estimate(*work), american(rates=rates)).total) == "9.17"  # 9.165, rounded once
    assert str(priced(estimate(*work), american(rates=rates, rounding="per_line")).total) == "9.18"


def test_every_figure_of_the_worksheet_says_which_rule_made_it() -> None:
    sheet = priced(
        estimate(
            line(1, unit_price=usd("100.00"), part_kind=PartKind.USED, hours=hours("1"), refinish_hours=hours("2"),
                 clear_coat=True),
            line(2, cost=usd("10.00"), cost_kind=CostKind.SUBLET, paint_panels=Quantity.of("1")),
        ),
        full(),
    )  # fmt: skip
    text = "\n".join(said(sheet))
    figures = [*sheet.categories.values(), sheet.subtotal, *(tax.amount for tax in sheet.taxes), sheet.total, sheet.net]
    assert [str(figure) for figure in figures if f"= {figure}" not in text] == []


@pytest.mark.parametrize(
    ("told", "marks"),
    [
        ({}, ""),
        ({"judgment": True}, "#"),
        ({"edits": (Edit(field="hours", original="1.2"),)}, "*"),
        ({"judgment": True, "edits": (Edit(field="hours", original="1.2"),), "part_kind": PartKind.SUB_FACTORY},
         "# * **"),
    ],
)  # fmt: skip
def test_a_line_prints_the_usual_marks(told: dict[str, Any], marks: str) -> None:
    assert line(**told).marks == marks
