"""What lines cost: the worked examples of the trade to the cent, sharing without loss, taxes each on their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.pricing import Line, Profile, RateMissing, Tax, price_lines, selling_price
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def profile(**more: object) -> Profile:
    told: dict[str, object] = {"currency": "USD", "rates": {"LAB": usd("90.00"), "LAR": usd("60.00")}} | more
    return Profile(**told)  # type: ignore[arg-type]


def test_labor_is_the_sum_of_hours_times_the_rate() -> None:
    hours = ["20.1", "30.05", "12.05"]
    sheet = price_lines([Line(hours=Hours.of(h)) for h in hours], profile())
    assert str(sheet.labor) == "5598.00"
    assert tuple(map(str, sheet.notes)) == ("labor LAB: 62.20 h × 90.00 = 5598.00",)


def test_each_tax_is_rounded_on_its_own() -> None:
    taxes = (Tax("state", Share.percent("6")), Tax("county", Share.percent("2")))
    sheet = price_lines([Line(unit_price=usd("4227.88"))], profile(taxes=taxes))
    assert [str(tax.amount) for tax in sheet.taxes] == ["253.67", "84.56"]
    assert str(sheet.total) == "4566.11"


def test_paint_material_stops_at_its_cap() -> None:
    lines = [Line(refinish_hours=Hours.of(h)) for h in ("10.0", "9.8")]
    open_ended = profile(paint_material_rate=usd("43.00"))
    capped = profile(paint_material_rate=usd("43.00"), paint_material_cap=usd("750.00"))
    labor = usd("60.00").for_hours(Hours.of("19.8"))
    assert price_lines(lines, open_ended).paint - labor == usd("851.40")
    sheet = price_lines(lines, capped)
    assert sheet.paint - labor == usd("750.00")
    assert "paint material: 19.80 h × 43.00 = 851.40, capped at 750.00" in map(str, sheet.notes)


def test_rounding_per_line_and_per_category_differ_where_halves_fall() -> None:
    lines = [Line(hours=Hours.of("0.05")) for _ in range(3)]
    rates = {"LAB": usd("61.10")}  # 0.05 h are 3.055
    assert str(price_lines(lines, profile(rates=rates)).labor) == "9.17"  # 9.165, rounded once
    assert str(price_lines(lines, profile(rates=rates, rounding="per_line")).labor) == "9.18"


def test_prices_that_include_tax_show_the_tax_that_they_contain() -> None:
    sheet = price_lines(
        [Line(unit_price=Money.of("1130.00"))],
        Profile(currency="CNY", rates={}, prices_include_tax=True, taxes=(Tax("VAT", Share.percent("13")),)),
    )
    assert (str(sheet.total), str(sheet.tax)) == ("1130.00", "130.00")


def test_a_tax_stands_on_its_own_base_only() -> None:
    taxes = (Tax("parts tax", Share.percent("7"), ("part",)),)
    sheet = price_lines([Line(unit_price=usd("100.00"), hours=Hours.of("1"))], profile(taxes=taxes))
    assert (str(sheet.taxes[0].base), str(sheet.total)) == ("100.00", "197.00")


def test_the_mark_up_is_rounded_once_half_up() -> None:
    assert str(selling_price(Money.of("395.50"), Share.percent("15"))) == "454.83"  # 454.825
    assert str(selling_price(Money.of("2.30"), Share.percent("15"))) == "2.65"  # 2.645
    assert str(selling_price(Money.of("100.00"), Share.percent("25"))) == "125.00"


def test_paint_per_panel_is_shared_by_panels() -> None:
    lines = [Line(panels=Quantity.of(p)) for p in ("1", "0.5", "1")]
    sheet = price_lines(lines, Profile(currency="CNY", rates={}, paint_panel=Money.of("450.00")))
    assert [str(line.paint) for line in sheet.lines] == ["450.00", "225.00", "450.00"]


def test_every_missing_rate_is_told_at_once() -> None:
    lines = [Line(hours=Hours.of("1"), labor_kind="LAF"), Line(refinish_hours=Hours.of("1"), panels=Quantity.of("1"))]
    with pytest.raises(RateMissing) as refused:
        price_lines(lines, Profile(currency="CNY", rates={}))
    assert [str(fault) for fault in refused.value.faults] == [
        "no rate for labor of kind LAF", "no rate for labor of kind LAR", "no price for painting a panel",
    ]  # fmt: skip


LINES = st.lists(
    st.builds(
        Line,
        unit_price=st.one_of(st.none(), st.builds(Money, st.integers(0, 10**8), st.just("USD"))),
        quantity=st.builds(Quantity, st.integers(1, 50_000)),
        hours=st.builds(Hours, st.integers(0, 10_000)),
        refinish_hours=st.builds(Hours, st.integers(0, 10_000)),
        panels=st.builds(Quantity, st.integers(0, 5000)),
    ),
    max_size=12,
)


@given(lines=LINES, rounding=st.sampled_from(["per_category", "per_line"]), cap=st.integers(0, 10**6))
def test_the_lines_always_add_up_to_the_categories(lines: list[Line], rounding: str, cap: int) -> None:
    sheet = price_lines(lines, profile(
        rounding=rounding, paint_material_rate=usd("43.17"), paint_material_cap=Money(cap, "USD"),
        paint_panel=usd("99.99"), rates={"LAB": usd("61.13"), "LAR": usd("59.99")},
    ))  # fmt: skip
    for name, total in (("part", sheet.parts), ("labor", sheet.labor), ("paint", sheet.paint)):
        assert sum(getattr(line, name).minor for line in sheet.lines) == total.minor
    assert sum(line.amount.minor for line in sheet.lines) == sheet.subtotal.minor
    assert all(line.amount.minor >= 0 for line in sheet.lines)
