"""Rows below nothing: refused in an answer, and lines where the quote itself gives back what was agreed before."""

from __future__ import annotations

from claims.estimating.exchange.returned import ReturnedSheet, read_return

SHEET = """项目名称,配件编号,数量,工时,工时费,喷漆费,金额,核定单价
翼子板,,-1,-3,-360,-450,-810,{first}
翼子板,17G 821 105 A,1,2,240,450,1173,483
"""


def read(first: str, *, gives_back: bool = True) -> ReturnedSheet:
    return read_return(SHEET.format(first=first).encode(), currency="CNY", gives_back=gives_back)


def test_elsewhere_a_row_below_nothing_is_refused() -> None:
    found = read("", gives_back=False)
    assert {entry.row for entry in found.refused} == {2}


def test_a_line_that_gives_back_keeps_its_amounts_whatever_stands_in_the_column_to_fill_in() -> None:
    for first in ("", "-810", "810", "0"):
        found = read(first)
        assert found.refused == ()
        back, new = found.sheet.lines
        assert [x.minor for x in (back.part_amount, back.labor_amount, back.paint_amount)] == [0, -36000, -45000]
        assert (back.amount.minor, new.amount.minor) == (-81000, 48300 + 24000 + 45000)


def test_an_answer_to_what_is_given_back_is_refused_with_its_cell() -> None:
    (entry,) = read("500").refused
    assert (entry.row, entry.column) == (2, "H")
    assert str(entry.reason).startswith("The row gives back 810.00, which was agreed before and wants no answer")


def test_a_row_below_nothing_needs_a_name_and_an_amount() -> None:
    data = "项目名称,数量,金额\n,-1,-810\n翼子板,-1,\n".encode()
    found = read_return(data, currency="CNY", gives_back=True)
    assert [entry.row for entry in found.refused] == [2, 3]
