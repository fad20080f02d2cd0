"""Prices converted to the other tax basis: to the cent, lines adding up, totals that are facts left as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.sheets import OtherAmount, OtherKind, Sheet
from claims.estimating.tax_conversion import with_tax, without_tax
from claims.kernel.amounts import Share
from claims.kernel.money import Money
from tests.estimating.exchange.make import line, sheet

TAX = Share.percent("13")


def amounts(found: Sheet) -> list[str]:
    return [str(one.amount) for one in found.lines]


def test_net_lines_become_gross_and_add_up_to_the_gross_sum() -> None:
    # 3 × 0.05 = 0.15, with 13 % 0.1695, rounded 0.17: 0.06 + 0.06 + 0.05
    net = sheet(*(line(at, "卡扣", unit_price="0.05") for at in (1, 2, 3)), tax=False)
    gross = with_tax(net, TAX)
    assert (amounts(gross), str(gross.total), gross.prices_include_tax) == (["0.06", "0.06", "0.05"], "0.17", True)


def test_each_part_of_a_line_is_converted_and_they_add_up_to_the_line() -> None:
    net = sheet(line(1, "前杠", unit_price="500", labor_amount="100", paint_amount="400"), tax=False)
    (found,) = with_tax(net, TAX).lines
    assert [str(found.part_amount), str(found.labor_amount), str(found.paint_amount), str(found.amount)] == [
        "565.00", "113.00", "452.00", "1130.00",
    ]  # fmt: skip
    assert str(found.unit_price) == "565.00"


def test_tax_that_stood_below_the_lines_enters_them_and_the_printed_total_stays() -> None:
    tax = OtherAmount(OtherKind.TAX, "增值税额", Money.of("130"))
    net = sheet(line(1, "前杠", unit_price="1000"), tax=False, other=(tax,), stated_total=Money.of("1130"))
    gross = with_tax(net, TAX)
    assert (amounts(gross), gross.other, str(gross.total)) == (["1130.00"], (), "1130.00")


def test_a_net_total_is_converted_with_its_lines() -> None:
    net = sheet(line(1, "前杠", unit_price="1000"), tax=False, stated_total=Money.of("999"))
    assert str(with_tax(net, TAX).total) == "1128.87"


def test_gross_lines_become_net_and_what_is_taken_out_stands_below_them() -> None:
    # 150.00 / 1.13 = 132.743, and of 88.496 and 44.248 the second has the larger remainder
    gross = sheet(line(1, "前杠", unit_price="100"), line(2, "大灯", unit_price="50"), stated_total=Money.of("150"))
    net = without_tax(gross, TAX)
    assert (amounts(net), [str(one.amount) for one in net.other]) == (["88.49", "44.25"], ["17.26"])
    assert (str(net.total), net.total, net.prices_include_tax) == ("150.00", net.computed_total, False)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30),
    st.integers(1, 10_000),
)
def test_no_cent_is_lost_either_way(parts: list[tuple[int, int]], share: int) -> None:
    lines = [line(at, "x", unit_price=f"{a // 100}.{a % 100:02d}", labor_amount=f"{b // 100}.{b % 100:02d}")
             for at, (a, b) in enumerate(parts, 1)]  # fmt: skip
    for found, given_sheet in ((with_tax(sheet(*lines, tax=False), Share(share)), sheet(*lines, tax=False)),
                               (without_tax(sheet(*lines), Share(share)), sheet(*lines))):  # fmt: skip
        assert all(one.amount == one.part_amount + one.labor_amount for one in found.lines)
        if found.prices_include_tax:
            assert abs(found.lines_total.minor * 10_000 - given_sheet.lines_total.minor * (10_000 + share)) <= 5_000
        else:
            assert found.computed_total == given_sheet.computed_total
