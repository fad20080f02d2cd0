"""Numbers as people type them become exact, or say why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.estimating.exchange import numbers
from claims.estimating.exchange.numbers import Cell, Mark, decimal_mark, hours, money, quantity, signed_money
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Fault
from claims.kernel.money import Money


@pytest.mark.parametrize(
    ("typed", "mark", "meant"),
    [
        ("1234.5", None, "1234.50"),
        ("1,234.50", None, "1234.50"),
        ("1.234,50", None, "1234.50"),
        ("1.234.567,8", None, "1234567.80"),
        ("1,234,567", None, "1234567.00"),
        ("1 234,50", None, "1234.50"),
        ("1\u00a0234,50", None, "1234.50"),
        ("1'234.50", None, "1234.50"),
        ("１，０８０．００", None, "1080.00"),
        ("￥７８２．００元", None, "782.00"),
        ("人民币 95", None, "95.00"),
        ("RMB 95.5", None, "95.50"),
        ("12.5", ",", "12.50"),
        ("1.234", ",", "1234.00"),
        ("1,234", ".", "1234.00"),
        (",5", None, "0.50"),
        ("+7", None, "7.00"),
        (1860, None, "1860.00"),
        (Decimal("12.3"), None, "12.30"),
    ],
)
def test_money_is_read_exactly_however_it_is_typed(typed: Cell, mark: Mark | None, meant: str) -> None:
    assert money(typed, "CNY", mark) == Money.of(meant)


@pytest.mark.parametrize(
    ("typed", "mark", "why"),
    [
        ("1.234", None, numbers.AMBIGUOUS),
        ("1,234", None, numbers.AMBIGUOUS),
        (Decimal("12.345"), None, numbers.TOO_FINE),
        ("12.345678", None, numbers.TOO_FINE),
        ("-5", None, numbers.NEGATIVE),
        ("5-", None, numbers.NEGATIVE),
        ("(12.00)", None, numbers.NEGATIVE),
        ("−3", None, numbers.NEGATIVE),
        ("99999999", None, numbers.ABSURD),
        (10**12, None, numbers.ABSURD),
        (Decimal("1E+300"), None, numbers.ABSURD),
        ("15%", None, numbers.PERCENT),
        ("面议", None, numbers.NOT_A_NUMBER),
        ("1.2.3", None, numbers.NOT_A_NUMBER),
        ("1,23,456", None, numbers.NOT_A_NUMBER),
        ("12 or 13", None, numbers.NOT_A_NUMBER),
        ("#REF!", None, numbers.NOT_A_NUMBER),
        ("12 €", None, numbers.OTHER_CURRENCY),
        ("¥12 €", None, numbers.OTHER_CURRENCY),
        ("", None, numbers.MISSING),
        (None, None, numbers.MISSING),
    ],
)
def test_what_is_no_clear_amount_is_a_fault_that_names_it(typed: Cell, mark: Mark | None, why: str) -> None:
    found = money(typed, "CNY", mark)
    assert isinstance(found, Fault)
    assert found.text == why
    assert str(found)


def test_a_discount_may_be_negative() -> None:
    assert signed_money("(1,200.50)", "CNY", None) == Money.of("-1200.50")


def test_a_currency_without_cents_takes_none() -> None:
    assert money("1200", "JPY", None) == Money(1200, "JPY")
    assert isinstance(money("1200.5", "JPY", None), Fault)


def test_a_column_proves_its_decimal_mark() -> None:
    assert decimal_mark(["1.234", "12,50", ""]) == ","
    assert decimal_mark(["1,234", "1,234.5"]) == "."
    assert decimal_mark(["1.234", "980"]) is None
    assert decimal_mark(["12.5", "12,5"]) is None


def test_quantities_and_hours_lose_their_units_but_nothing_else() -> None:
    assert quantity("12个", None) == Quantity(12_000)
    assert quantity("２ 件", None) == Quantity(2000)
    assert hours("1,5 h", None) == Hours(150)
    assert isinstance(hours("1.255", "."), Fault)
    assert isinstance(hours("-1", None), Fault)
    assert isinstance(quantity("0.0005", "."), Fault)


@given(some.integers(0, 10**9), some.sampled_from(["{:,.2f}", "{:.2f}", "¥{:,.2f}", "{:,.2f} 元"]), some.booleans())
def test_every_amount_survives_being_printed_and_read(fen: int, style: str, spanish: bool) -> None:
    typed = style.format(Decimal(fen) / 100)
    if spanish:
        typed = typed.translate(str.maketrans(",.", ".,"))
    assert money(typed, "CNY", None) == Money(fen)


@given(some.text(max_size=30))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    assert isinstance(money(text, "CNY", None), Money | Fault)
    assert isinstance(quantity(text, "."), Quantity | Fault)
