"""Cells read some thousand at a time say the same as each cell read alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.exchange.headings import text_of
from claims.estimating.exchange.numbers import money
from claims.estimating.exchange.price_cells import ODD, lead_days, part_numbers, plainly, prices_minor, stock
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.exchange.workbook import plain_cell
from claims.estimating.sheets import clean_number
from claims.kernel.errors import Fault
from claims.kernel.money import Money
from tests.estimating.exchange.make import csv, xlsx

AMOUNTS = st.integers(0, 10**9)
WRITTEN = AMOUNTS.flatmap(
    lambda minor: st.sampled_from([
        f"{minor // 100}.{minor % 100:02d}", f"{minor // 100:,}.{minor % 100:02d}", f"{minor // 100}",
        f"{minor // 100:,}.{minor % 100:02d}".replace(",", "_").replace(".", ",").replace("_", "."),
        f"{minor // 100},{minor % 100 // 10}", f"{minor // 100:,}", f"¥{minor // 100}.00", f" {minor // 100}.5",
        f"-{minor // 100}.00", "面议", "", "1,23.45", "１２.00",
    ])
)  # fmt: skip
NUMBERS = st.lists(st.text("A1b2 -./汽合\t\n\u3000", max_size=12), min_size=1, max_size=20)


@given(st.lists(WRITTEN, min_size=1, max_size=30))
def test_prices_of_a_block_are_those_of_its_cells_alone(cells: list[str]) -> None:
    found, marks = prices_minor(list(cells), "CNY")
    for cell, minor in zip(cells, found, strict=True):
        if minor is not ODD:
            mark = "." if "." in marks and "," not in marks else None
            assert Money(minor, "CNY") == money(cell, "CNY", mark), cell


@given(st.lists(AMOUNTS, min_size=1, max_size=50))
def test_a_double_that_shows_two_decimals_is_exactly_its_minor_units(minors: list[int]) -> None:
    doubles = [float(Decimal(minor).scaleb(-2)) for minor in minors]
    assert prices_minor(doubles, "CNY")[0] == minors


@given(st.lists(st.floats(width=64) | st.floats(0, 100).map(lambda one: round(one, 3)), min_size=1, max_size=50))
def test_any_other_double_is_looked_at_alone(doubles: list[float]) -> None:
    for double, minor in zip(doubles, prices_minor(list(doubles), "CNY")[0], strict=True):
        alone = money(plain_cell(double), "CNY", None)
        assert (minor is ODD) == isinstance(alone, Fault)
        assert isinstance(alone, Fault) or minor == alone.minor


@pytest.mark.parametrize(
    ("currency", "double", "minor"), [("JPY", 1200.0, 1200), ("JPY", 12.5, ODD), ("KWD", 1.234, 1234)]
)
def test_minor_units_are_those_of_the_currency(currency: str, double: float, minor: object) -> None:
    assert prices_minor([double], currency)[0] == [minor]


@given(NUMBERS)
def test_numbers_of_a_block_are_those_of_its_cells_alone(cells: list[str]) -> None:
    printed, clean, odd = part_numbers(list(cells), as_they_stand=False)
    assert printed == [text_of(cell) for cell in cells]
    assert clean == [clean_number(text_of(cell)) for cell in cells]
    assert {at for at, one in enumerate(clean) if not one} <= odd


def test_a_truth_is_not_taken_for_a_number_that_stands_beside_it() -> None:
    stocks = plainly(lambda cell: stock(cell, None))
    assert stocks.column([1.0, True, 0.0, False, "3", ""]) == [1000, ODD, 0, ODD, 3000, None]


@pytest.mark.parametrize(
    ("cell", "days"),
    [("3-5天", 5), ("3 a 5 días", 5), ("7", 7), (7, 7), ("现货", 0), ("", None), ("2026-05-03", Fault), (46145, Fault),
     ("05-mar", Fault), (Decimal("1.5"), 2)],
)  # fmt: skip
def test_days_of_delivery(cell: str | int | Decimal, days: int | type[Fault] | None) -> None:
    found = lead_days(cell)
    assert isinstance(found, Fault) if days is Fault else found == days


@pytest.mark.parametrize("make", [lambda rows: csv([";".join(map(str, row)) for row in rows]), xlsx])
def test_rows_of_many_blocks_keep_their_order_and_their_row_whatever_stands_between_them(make: object) -> None:
    rows: list[list[object]] = [["零件号", "名称", "单价"]]
    for number in range(5_000):
        if number % 700 == 3:
            rows.append([f"组 {number}", "", ""])
        rows.append([f"A-{number:05d}", "灯", "¥ 12.50" if number % 900 == 1 else "12.50"])
        if number % 1000 == 9:
            rows.append([f"B-{number:05d}", "灯", "面议"])
    preview = read_price_list(make(rows), currency="CNY")  # type: ignore[operator]
    assert [row.part_number for row in preview.rows] == [f"A-{number:05d}" for number in range(5_000)]
    assert {row.unit_price.minor for row in preview.rows} == {1250}
    assert [rows[row.row - 1][0] for row in preview.rows] == [row.part_number for row in preview.rows]
    assert [rows[fault.row - 1][0] for fault in preview.refused] == [
        f"B-{number:05d}" for number in range(9, 5_000, 1000)
    ]
    assert len(preview.skipped) == 8
