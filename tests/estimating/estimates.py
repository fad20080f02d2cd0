"""Builders of estimates and of the profiles that price them."""

from __future__ import annotations

from typing import Any

from claims.estimating.estimate import Estimate, EstimateLine, EstimateProfile, Material, MaterialRate
from claims.estimating.pricing import EVERYTHING, Tax
from claims.estimating.sheets import LaborKind, PartKind
from claims.kernel.amounts import Hours, Share
from claims.kernel.money import Money


def usd(text: str) -> Money:
    """An amount in dollars."""
    return Money.of(text, "USD")


def line(position: int = 1, **more: Any) -> EstimateLine:
    """A line; hours, amounts and the like as their own types."""
    return EstimateLine(position=position, text=more.pop("text", f"line {position}"), **more)


def estimate(*lines: EstimateLine, **more: Any) -> Estimate:
    """An estimate in dollars unless another currency is told."""
    return Estimate(**({"currency": "USD", "lines": lines} | more))


def american(**more: Any) -> EstimateProfile:
    """Dollars, net of tax: 90.00 body, 60.00 refinish, 110.00 mechanical."""
    told: dict[str, Any] = {
        "currency": "USD", "prices_include_tax": False,
        "rates": {LaborKind.BODY: usd("90.00"), LaborKind.REFINISH: usd("60.00"), LaborKind.MECHANICAL: usd("110.00")},
    } | more  # fmt: skip
    return EstimateProfile(**told)


def chinese(**more: Any) -> EstimateProfile:
    """Yuan with tax included: 120.00 body, 450.00 a panel."""
    told: dict[str, Any] = {
        "currency": "CNY", "prices_include_tax": True, "rates": {LaborKind.BODY: Money.of("120.00")},
        "panel_price": Money.of("450.00"),
    } | more  # fmt: skip
    return EstimateProfile(**told)


def full(**more: Any) -> EstimateProfile:
    """An American profile in which every kind of figure occurs, with rates that leave fractions everywhere."""
    told: dict[str, Any] = {
        "rates": {kind: Money(6113 + 7 * n, "USD") for n, kind in enumerate(LaborKind)},
        "materials": {
            Material.PAINT: MaterialRate(rate=usd("43.17"), cap=usd("750.00")),
            Material.SHOP: MaterialRate(rate=usd("3.33")),
            Material.CLEAR_COAT: MaterialRate(rate=usd("21.07")),
            Material.HAZARDOUS_WASTE: MaterialRate(rate=usd("0.55"), cap=usd("5.00")),
        },
        "panel_price": usd("99.99"),
        "markups": {PartKind.USED: Share.percent("25"), PartKind.SUB_FACTORY: Share.percent("12.5")},
        "sublet_markup": Share.percent("25"),
        "management_fee": Share.percent("3.75"),
        "taxes": (Tax("state", Share.percent("6.25"), EVERYTHING), Tax("parts", Share.percent("1.5"), ("part",))),
    }  # fmt: skip
    return american(**(told | more))


def hours(text: str) -> Hours:
    """Hours."""
    return Hours.of(text)
