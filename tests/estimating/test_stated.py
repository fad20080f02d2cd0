"""What a file states stays beside what is computed: differences are listed, never repaired."""

from __future__ import annotations

import pytest

from claims.estimating.estimate import EstimateLine, Material, MaterialRate, Stated, StatedTax
from claims.estimating.pricing import Tax
from claims.estimating.sheets import PartKind
from claims.estimating.stated import Difference, compared
from claims.estimating.worksheet import Worksheet, priced
from claims.kernel.amounts import Share
from claims.kernel.money import Money
from tests.estimating.estimates import american, estimate, hours, line, usd

WORK = (line(1, unit_price=usd("299.50"), part_kind=PartKind.ORIGINAL),)


def sheet(*lines: EstimateLine) -> Worksheet:
    paint = {Material.PAINT: MaterialRate(rate=usd("40.00"))}
    return priced(estimate(*(lines or WORK)), american(taxes=(Tax("state", Share.percent("7")),), materials=paint))


def test_a_tax_on_an_unrounded_base_is_shown_and_not_repaired() -> None:
    stated = Stated(taxes=(StatedTax(name="state", amount=usd("20.96"), base=usd("299.50")),), total=usd("320.46"))
    found = compared(stated, sheet())
    assert found == [
        Difference("taxes.state", usd("20.96"), usd("20.97")),
        Difference("total", usd("320.46"), usd("320.47")),
    ]
    assert [str(each.difference) for each in found] == ["-0.01", "-0.01"]


def test_totals_that_agree_or_are_not_stated_make_no_difference() -> None:
    assert compared(Stated(), sheet()) == []
    agreeing = Stated(
        categories={"PAN": usd("299.50"), "PAT": usd("299.50"), "MAPA": usd("0.00")}, subtotal=usd("299.50"),
        taxes=(StatedTax(name="state", amount=usd("20.97")),), total=usd("320.47"), betterment=usd("0.00"),
        prior_damage=usd("0.00"), deductible=usd("0.00"), customer_share=usd("0.00"), net=usd("320.47"),
    )  # fmt: skip
    assert compared(agreeing, sheet()) == []


def test_roll_ups_are_compared_with_the_sum_of_their_members() -> None:
    work = (
        line(1, unit_price=usd("10.00"), part_kind=PartKind.ORIGINAL, hours=hours("1")),
        line(2, unit_price=usd("20.00"), part_kind=PartKind.USED, refinish_hours=hours("2")),
    )
    stated = Stated(categories={"PAT": usd("31.00"), "LAT": usd("210.00"), "MAT": usd("79.00"), "LAB": usd("90.00")})
    assert compared(stated, sheet(*work)) == [
        Difference("categories.PAT", usd("31.00"), usd("30.00")),
        Difference("categories.MAT", usd("79.00"), usd("80.00")),
    ]


def test_what_only_the_file_knows_is_compared_with_nothing() -> None:
    stated = Stated(categories={"PAL": usd("5.00")}, taxes=(StatedTax(name="city", amount=usd("1.00")),))
    assert compared(stated, sheet()) == [
        Difference("categories.PAL", usd("5.00"), usd("0.00")),
        Difference("taxes.city", usd("1.00"), usd("0.00")),
    ]


def test_a_tax_that_is_printed_in_two_rows_is_one_tax() -> None:
    rows = (StatedTax(name="state", amount=usd("20.00"), base=usd("285.71")),
            StatedTax(name="state", amount=usd("0.97"), base=usd("13.79")))  # fmt: skip
    assert compared(Stated(taxes=rows), sheet()) == []


@pytest.mark.parametrize("name", ["subtotal", "betterment", "prior_damage", "deductible", "customer_share", "net"])
def test_each_total_is_compared_under_its_name(name: str) -> None:
    told = Stated(**{name: usd("999.99")})
    assert [each.name for each in compared(told, sheet())] == [name]


def test_another_currency_is_never_compared() -> None:
    with pytest.raises(ValueError, match="cannot be mixed"):
        compared(Stated(total=Money.of("1.00", "EUR")), sheet())
