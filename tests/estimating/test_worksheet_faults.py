"""What cannot be priced is refused in words, every fault at once."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import (
    Betterment,
    ClearCoat,
    CostKind,
    Estimate,
    EstimateLine,
    EstimateProfile,
    Material,
    MaterialRate,
    PriorDamage,
    Stages,
    Stated,
    StatedTax,
)
from claims.estimating.pricing import RateMissing, Tax
from claims.estimating.sheets import LaborKind, PartKind
from claims.estimating.worksheet import priced
from claims.estimating.worksheet_faults import EstimateFaulty
from claims.kernel.amounts import Hours, Quantity, Share
from claims.kernel.money import Money
from tests.estimating.estimates import american, chinese, estimate, hours, line, usd

CNY = Money.of("1.00")
FOREIGN = "CNY stands in an estimate in USD; convert it first"
PRICE = "a discount cannot be more than the price"
PART = "a share must be from 0 to 100 percent"
RATE = "a rate cannot be below zero"


def faults_of(told: Estimate, profile: EstimateProfile) -> list[tuple[str, str]]:
    with pytest.raises(EstimateFaulty) as refused:
        priced(told, profile)
    return [(fault.where, str(fault)) for fault in refused.value.faults]


def test_every_missing_rate_is_told_at_once() -> None:
    work = [
        line(1, hours=hours("1"), labor_kind=LaborKind.FRAME),
        line(2, hours=hours("1")),
        line(3, refinish_hours=hours("1"), paint_panels=Quantity.of("1")),
    ]
    with pytest.raises(RateMissing) as refused:
        priced(estimate(*work), american(rates={}))
    assert [str(fault) for fault in refused.value.faults] == [
        "no rate for labor of kind LAB", "no rate for labor of kind LAF", "no rate for labor of kind LAR",
        "no price for painting a panel",
    ]  # fmt: skip


def test_rates_that_only_unrelated_damage_wants_are_told_with_the_others() -> None:
    work = [
        line(1, hours=hours("1"), labor_kind=LaborKind.FRAME),
        line(2, hours=hours("1"), labor_kind=LaborKind.GLASS, prior_damage=PriorDamage.UNRELATED),
    ]
    with pytest.raises(RateMissing) as refused:
        priced(estimate(*work), american())
    assert [fault.values["kind"] for fault in refused.value.faults] == ["LAF", "LAG"]


def test_faults_of_all_lines_are_told_at_once_with_their_places() -> None:
    told = estimate(
        line(1, hours=Hours(-10), refinish_hours=Hours(-5)),
        line(4, paint_panels=Quantity(-1), quantity=Quantity(-1000), unit_price=CNY),
        line(9, cost=usd("5.00"), betterment=Betterment(share=Share(10_001))),
        deductible=CNY,
    )
    assert faults_of(told, american()) == [
        ("lines[0].hours", "line 1: this cannot be below zero"),
        ("lines[0].refinish_hours", "line 1: this cannot be below zero"),
        ("lines[1].paint_panels", "line 4: this cannot be below zero"),
        ("lines[1].quantity", "line 4: this cannot be below zero"),
        ("lines[2].betterment.share", PART),
        ("lines[2].cost_kind", "line 9: say what the cost is for"),
        ("lines[1].unit_price", FOREIGN),
        ("deductible", FOREIGN),
    ]


@pytest.mark.parametrize(
    ("told", "where", "text"),
    [
        ({"labor_price": CNY}, "lines[0].labor_price", FOREIGN),
        ({"cost": CNY, "cost_kind": CostKind.TOWING}, "lines[0].cost", FOREIGN),
        ({"betterment": Betterment(amount=CNY)}, "lines[0].betterment.amount", FOREIGN),
        ({"markup": Share(-10_001)}, "lines[0].markup", PRICE),
        ({"betterment": Betterment(share=Share(-1))}, "lines[0].betterment.share", PART),
    ],
)
def test_a_fault_of_a_line(told: dict[str, Any], where: str, text: str) -> None:
    assert faults_of(estimate(line(**told)), american()) == [(where, text)]


@pytest.mark.parametrize(
    ("told", "where", "text"),
    [
        ({"rates": {LaborKind.BODY: usd("-1.00")}}, "profile.rates.LAB", RATE),
        ({"rates": {LaborKind.BODY: CNY}}, "profile.rates.LAB", FOREIGN),
        ({"materials": {Material.PAINT: MaterialRate(rate=usd("1.00"), cap=usd("-1.00"))}},
         "profile.materials.MAPA.cap", RATE),
        ({"panel_price": CNY}, "profile.panel_price", FOREIGN),
        ({"markups": {PartKind.USED: Share(-10_001)}}, "profile.markups.PAL", PRICE),
        ({"sublet_markup": Share(-10_001)}, "profile.sublet_markup", PRICE),
        ({"blend": {Stages.TWO: Share(10_001)}}, "profile.blend.two", PART),
        ({"panel_discounts": ((Quantity(3000), Share(-1)),)}, "profile.panel_discounts[0]", PART),
        ({"management_fee": Share(-1)}, "profile.management_fee", PART),
        ({"overlap_adjacent": Hours(-1)}, "profile.overlap_adjacent", "hours cannot be below zero"),
        ({"clear_coat": ClearCoat(cap=Hours(-1))}, "profile.clear_coat.cap", "hours cannot be below zero"),
        ({"clear_coat": ClearCoat(step=Hours(0))}, "profile.clear_coat.step", "a step must be above zero"),
        ({"clear_coat": ClearCoat(first=Share(-1))}, "profile.clear_coat.first", PART),
        ({"taxes": (Tax("state", Share(-1)),)}, "profile.taxes[0]", RATE),
        ({"taxes": (Tax("state", Share(600), ("tea",)),)}, "profile.taxes[0]",
         "there is no category tea that a tax could be on"),
        ({"taxes": (Tax("state", Share(600)),), "prices_include_tax": None}, "profile.prices_include_tax",
         "say whether prices include tax"),
        ({"rounding": "by_moon"}, "profile.rounding", "say whether to round per_category or per_line"),
    ],
)  # fmt: skip
def test_a_fault_of_the_profile(told: dict[str, Any], where: str, text: str) -> None:
    assert faults_of(estimate(), american(**told)) == [(where, text)]


def test_a_profile_in_another_currency_is_refused() -> None:
    found = faults_of(estimate(), chinese(panel_price=None, rates={}))
    assert found == [("profile.currency", FOREIGN)]


def test_stated_totals_are_in_the_currency_of_the_estimate() -> None:
    stated = Stated(categories={"PAN": CNY}, taxes=(StatedTax(name="VAT", amount=CNY, base=CNY),), net=CNY)
    assert faults_of(estimate(stated=stated), american()) == [
        ("stated.categories.PAN", FOREIGN), ("stated.taxes[0].amount", FOREIGN), ("stated.taxes[0].base", FOREIGN),
        ("stated.net", FOREIGN),
    ]  # fmt: skip


@pytest.mark.parametrize(("theirs", "ours", "agree"), [
    (True, False, False), (False, True, False), (True, True, True), (False, False, True), (None, True, True),
])  # fmt: skip
def test_net_prices_are_not_priced_at_gross_rates(theirs: bool | None, ours: bool, agree: bool) -> None:
    told = estimate(line(unit_price=usd("1.00")), profile=american(prices_include_tax=theirs))
    if agree:
        assert str(priced(told, american(prices_include_tax=ours)).total) == "1.00"
        return
    assert faults_of(told, american(prices_include_tax=ours)) == [(
        "profile.prices_include_tax",
        "the estimate's prices and the rates disagree on whether tax is included; convert one of them first",
    )]  # fmt: skip


def test_a_float_gets_in_nowhere() -> None:
    for wrong in (lambda: Hours(1.5), lambda: Money(1.5), lambda: Share(1.5), lambda: Quantity(1.5)):  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            wrong()
    assert isinstance(line(), EstimateLine)
