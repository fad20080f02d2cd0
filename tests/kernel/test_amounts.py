"""Exact amounts and money, with the worked examples of the estimating rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.kernel.amounts import Hours, Quantity, Share, half_up, largest_remainder
from claims.kernel.money import Money


def test_labor_of_many_hours_is_rounded_once() -> None:
    assert Money.of("90.00").for_hours(Hours.of("62.2")) == Money.of("5598.00")
    assert Money.of("62.50").for_hours(Hours.of("1.3")) == Money.of("81.25")


def test_each_tax_is_rounded_on_its_own() -> None:
    base = Money.of("4227.88")
    assert str(base.portion(Share.percent("6"))) == "253.67"
    assert str(base.portion(Share.percent("2"))) == "84.56"


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (149, 100, 1)]
)
def test_exact_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("wrong", [12.5, True, "1.234", "NaN", "1e99", "abc", ""])
def test_what_is_not_an_exact_amount_is_refused(wrong: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Money.of(wrong)  # type: ignore[arg-type]


def test_money_is_made_of_whole_minor_units() -> None:
    with pytest.raises(TypeError):
        Money(12.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="range"):
        Money(10**30)


def test_two_currencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="mixed"):
        Money.of("1.00", "CNY") + Money.of("1.00", "EUR")


def test_a_yen_has_no_cents() -> None:
    assert Money.of("1500", "JPY").minor == 1500
    with pytest.raises(ValueError, match="decimal places"):
        Money.of("1500.5", "JPY")


def test_a_quantity_prints_without_idle_zeros() -> None:
    assert [str(Quantity.of(t)) for t in ("12", "0.5", "1.250")] == ["12", "0.5", "1.25"]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_shares_add_up_to_the_whole(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )
