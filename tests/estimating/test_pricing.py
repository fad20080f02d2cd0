"""What a quote's lines cost: the worked examples of the trade to the cent, in the three columns of the bill."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.estimate import CostKind, EstimateLine, Material, MaterialRate, PriorDamage
from claims.estimating.pricing import PER_CATEGORY, PER_LINE, RateMissing, Tax, selling_price
from claims.estimating.quote_pricing import PricedQuote, TaxSplitsColumn, price_quote
from claims.estimating.sheets import LaborKind
from claims.kernel.amounts import Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimate_strategies import lines
from tests.estimating.estimates import american, chinese, full, hours, line, usd

PAINT = {Material.PAINT: MaterialRate(rate=usd("43.00"))}
REFINISHED = [line(1, refinish_hours=hours("10.0")), line(2, refinish_hours=hours("9.8"))]


def columns(sheet: PricedQuote) -> tuple[str, ...]:
    """Parts, labor and paint of all lines."""
    return tuple(str(Money(sum(minor), "USD")) for minor in zip(*sheet.lines, strict=True))


def said(sheet: PricedQuote) -> list[str]:
    return [str(note) for note in sheet.notes]


def test_labor_is_the_sum_of_hours_times_the_rate() -> None:
    sheet = price_quote([line(n, hours=hours(h)) for n, h in enumerate(("20.1", "30.05", "12.05"), 1)], american())
    assert columns(sheet) == ("0.00", "5598.00", "0.00")
    assert said(sheet) == ["labor LAB: 62.20 h × 90.00 = 5598.00"]


def test_each_tax_is_rounded_on_its_own() -> None:
    taxes = (Tax("state", Share.percent("6")), Tax("county", Share.percent("2")))
    sheet = price_quote([line(unit_price=usd("4227.88"))], american(taxes=taxes))
    assert [text.split(" = ")[1] for text in said(sheet)] == ["253.67", "84.56"]
    assert str(sheet.total) == "4566.11"


def test_paint_material_stands_with_the_paint_and_stops_at_its_cap() -> None:
    assert columns(price_quote(REFINISHED, american(materials=PAINT)))[2] == "2039.40"  # 1188.00 + 851.40
    capped = {Material.PAINT: MaterialRate(rate=usd("43.00"), cap=usd("750.00"))}
    sheet = price_quote(REFINISHED, american(materials=capped))
    assert columns(sheet)[2] == "1938.00"
    assert "material MAPA: 19.80 h × 43.00 = 851.40, capped at 750.00" in said(sheet)


def test_rounding_per_line_and_per_category_differ_where_halves_fall() -> None:
    told = [line(n, hours=hours("0.05")) for n in (1, 2, 3)]
    rates = {LaborKind.BODY: usd("61.10")}  # 0.05 h are 3.055
    assert columns(price_quote(told, american(rates=rates)))[1] == "9.17"  # 9.165, rounded once
    assert columns(price_quote(told, american(rates=rates, rounding=PER_LINE)))[1] == "9.18"


def test_prices_that_include_tax_show_the_tax_that_they_contain() -> None:
    sheet = price_quote([line(unit_price=Money.of("1130.00"))], chinese(taxes=(Tax("VAT", Share.percent("13")),)))
    assert (str(sheet.total), str(sheet.tax)) == ("1130.00", "130.00")


def test_a_tax_stands_on_its_own_column_only() -> None:
    taxes = (Tax("parts tax", Share.percent("7"), ("part",)),)
    sheet = price_quote([line(unit_price=usd("100.00"), hours=hours("1"))], american(taxes=taxes))
    assert (str(sheet.tax), str(sheet.total)) == ("7.00", "197.00")


def test_a_tax_on_half_of_a_column_is_refused_because_the_bill_could_not_follow() -> None:
    taxes = (Tax("labor tax", Share.percent("7"), ("labor",)), Tax("material tax", Share.percent("1"), ("material",)))
    towed = line(1, cost=usd("80.00"), cost_kind=CostKind.TOWING, hours=hours("1"))
    with pytest.raises(TaxSplitsColumn) as refused:
        price_quote([towed, *REFINISHED[1:]], american(taxes=taxes, materials=PAINT))
    assert [(str(fault), fault.where) for fault in refused.value.faults] == [
        ("the tax labor tax must be on labor and on towing alike, or on none of them: a bill keeps them in one amount",
         "taxes[0]"),
        ("the tax material tax must be on paint and on MAPA alike, or on none of them: a bill keeps them in one amount",
         "taxes[1]"),
    ]  # fmt: skip


def test_the_management_fee_stands_where_its_line_has_something() -> None:
    told = [
        line(1, unit_price=usd("100.00"), hours=hours("1")), line(2, hours=hours("1")),
        line(3, refinish_hours=hours("1")),
    ]  # fmt: skip
    profile = american(management_fee=Share.percent("10"), taxes=(Tax("VAT", Share.percent("10")),))
    assert price_quote(told, profile).lines == ((11900, 9000, 0), (0, 9900, 0), (0, 0, 6600))


def test_the_mark_up_is_rounded_once_half_up() -> None:
    assert str(selling_price(Money.of("395.50"), Share.percent("15"))) == "454.83"  # 454.825
    assert str(selling_price(Money.of("2.30"), Share.percent("15"))) == "2.65"  # 2.645
    assert str(selling_price(Money.of("100.00"), Share.percent("25"))) == "125.00"


def test_paint_per_panel_is_shared_by_panels() -> None:
    sheet = price_quote([line(n, paint_panels=Quantity.of(p)) for n, p in enumerate(("1", "0.5", "1"), 1)], chinese())
    assert [each.paint for each in sheet.lines] == [45000, 22500, 45000]


def test_every_missing_rate_is_told_at_once() -> None:
    told = [
        line(1, hours=hours("1"), labor_kind=LaborKind.FRAME),
        line(2, refinish_hours=hours("1"), paint_panels=Quantity.of("1")),
        line(3, hours=hours("1"), labor_kind=LaborKind.REFINISH),
    ]
    with pytest.raises(RateMissing) as refused:
        price_quote(told, american(rates={}))
    assert [str(fault) for fault in refused.value.faults] == [
        "no rate for labor of kind LAF", "no rate for labor of kind LAR", "no price for painting a panel",
    ]  # fmt: skip


def test_labor_of_the_refinish_kind_is_labor_and_bears_no_paint_material() -> None:
    told = [line(1, hours=hours("2"), labor_kind=LaborKind.REFINISH, refinish_hours=hours("1"))]
    sheet = price_quote(told, american(materials=PAINT))
    assert columns(sheet) == ("0.00", "120.00", "103.00")
    assert said(sheet) == [
        "labor LAR: 2.00 h × 60.00 = 120.00", "labor LAR: 1.00 h × 60.00 = 60.00",
        "material MAPA: 1.00 h × 43.00 = 43.00",
    ]  # fmt: skip


def test_sublet_work_towing_and_shop_material_stand_with_the_labor() -> None:
    profile = american(sublet_markup=Share.percent("25"), materials={Material.SHOP: MaterialRate(rate=usd("3.00"))})
    told = [
        line(1, cost=usd("100.00"), cost_kind=CostKind.SUBLET), line(2, cost=usd("80.00"), cost_kind=CostKind.TOWING),
        line(3, hours=hours("2")),
    ]  # fmt: skip
    assert price_quote(told, profile).lines == ((0, 12500, 0), (0, 8000, 0), (0, 18600, 0))


@given(
    told=st.lists(lines(betterment=None, prior_damage=PriorDamage.NONE), max_size=10), gross=st.booleans(),
    rounding=st.sampled_from([PER_CATEGORY, PER_LINE]),
)  # fmt: skip
def test_the_lines_always_add_up_to_the_subtotal(told: list[EstimateLine], rounding: str, gross: bool) -> None:
    numbered = [line_of(place, each) for place, each in enumerate(told, 1)]
    sheet = price_quote(numbered, full(rounding=rounding, prices_include_tax=gross, taxes=()))
    assert sum(sum(each) for each in sheet.lines) == sheet.subtotal.minor
    assert sum(amount.minor for amount in sheet.categories.values()) == sheet.subtotal.minor


def line_of(position: int, told: EstimateLine) -> EstimateLine:
    """The line at another place; a quote's positions are its own."""
    return EstimateLine(**(vars(told) | {"position": position}))
