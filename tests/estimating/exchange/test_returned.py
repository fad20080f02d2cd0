"""The insurer's answer: any layout, every row accounted for, its printed total kept as a fact."""

from __future__ import annotations

import pytest

from claims.estimating.exchange import numbers, return_lines
from claims.estimating.exchange.columns import ColumnsMissing, HeaderNotFound
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.returned import read_return
from claims.estimating.sheets import Operation, OtherKind, PartKind, Side, SuppliedBy
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money
from tests.estimating.exchange.make import csv, xlsx

UPPER = ["序号", "损失项目", "零件编号", "换件", None, None, "工时", None, None, "合计"]
LOWER = [None, None, None, "数量", "单价", "金额", "工时数", "单价", "金额", None]
MERGED = ["A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:I3", "J3:J4"]


def messy(*rows: list[object]) -> bytes:
    """A return with a title, a statement on tax, and a header over two merged rows."""
    return xlsx([["某某财险 定损单"], ["价格均含税"], UPPER, LOWER, *rows], merged=MERGED)


def test_a_merged_header_over_two_rows_tells_part_prices_from_labor_prices() -> None:
    answer = read_return(
        messy([1, "左前大灯总成", "5GG 1", "2", "1,000.00", "2,000.00", "1.5", "120", "180.00", "2,180.00"]),
        currency="CNY",
    )
    (line,) = answer.sheet.lines
    assert (line.quantity, line.unit_price, line.part_amount) == (Quantity(2000), Money.of("1000"), Money.of("2000"))
    assert (line.hours, line.rate, line.labor_amount) == (Hours(150), Money.of("120"), Money.of("180"))
    assert (line.amount, line.side) == (Money.of("2180"), Side.LEFT_FRONT)
    assert answer.sheet.prices_include_tax is True
    assert answer.columns.header_rows == (3, 4)
    assert answer.rows == {1: 5}


def test_the_same_header_is_read_from_a_text_file_where_merging_is_lost() -> None:
    lines = [",".join(cell or "" for cell in row) for row in (UPPER, LOWER)]
    answer = read_return(csv([*lines, "1,大灯,A1,2,10,20,1,5,5,25"], "gb18030"), currency="CNY")
    assert answer.columns.placed[Field.RATE].column == "H"
    assert answer.sheet.lines[0].amount == Money.of("25")


@pytest.mark.parametrize(
    "heading",
    [
        "项目名称,工时,工时单价,工时费,喷漆工时,喷漆工时单价,喷漆费,金额",
        "Concepto,Horas,Tarifa MO,Mano de obra,Horas pintura,Tarifa pintura,Pintura,Importe",
        "Description,Hours,Labor rate,Labor,Refinish hours,Refinish rate,Paint,Amount",
    ],
)
def test_refinish_has_hours_and_a_rate_of_its_own(heading: str) -> None:
    answer = read_return(csv([heading, "左前门,1.5,120,180,2.4,90,200,380"], "utf-8"), currency="CNY")
    (line,) = answer.sheet.lines
    assert (line.hours, line.rate, line.labor_amount) == (Hours(150), Money.of("120"), Money.of("180"))
    assert (line.refinish_hours, line.refinish_rate) == (Hours(240), Money.of("90"))
    assert (line.paint_amount, line.amount, line.split) == (Money.of("200"), Money.of("380"), True)


def test_refinish_that_states_no_amount_is_its_hours_at_its_rate() -> None:
    heading = "项目名称,工时费,喷漆工时,喷漆工时单价"
    (line,) = read_return(csv([heading, "左前门,180,2.4,90.5"], "utf-8"), currency="CNY").sheet.lines
    assert (line.paint_amount, line.amount) == (Money.of("217.20"), Money.of("397.20"))


@pytest.mark.parametrize(
    ("below", "row", "rate", "paint"),
    [
        (["工时", "单价", "金额"], ["2.4", "90", "200"], "90", "200"),
        (["单价", "金额"], ["300", "600"], "300", "600"),
        (["单价"], ["300"], None, "300"),
    ],
)
def test_a_price_under_paint_is_its_rate_beside_an_amount_and_else_its_amount(
    below: list[object], row: list[object], rate: str | None, paint: str
) -> None:
    upper: list[object] = ["损失项目", "工时费", "喷漆", *[None] * (len(below) - 1)]
    last = chr(ord("C") + len(below) - 1)
    merged = ["A1:A2", "B1:B2", *([f"C1:{last}1"] if len(below) > 1 else [])]
    book = xlsx([upper, [None, None, *below], ["左前门", "100", *row]], merged=merged)
    (line,) = read_return(book, currency="CNY").sheet.lines
    assert line.refinish_rate == (Money.of(rate) if rate else None)
    assert line.paint_amount == Money.of(paint)


def test_every_row_ends_as_a_line_a_refused_row_or_a_skipped_row() -> None:
    rows: list[list[object]] = [
        ["一、配件"],
        [1, "大灯", "A1", 1, "100", None, None, None, None, None],
        [2, "中网", "A2", 1, None, None, None, None, None, None],
        [3, None, None, 1, "50", None, None, None, None, None],
        [4, "机盖", None, 1, "-50", None, "x", None, None, None],
        [5, "机盖", None, 1, "=1+1", None, None, None, None, None],
        [],
        ["小计", None, None, None, None, None, None, None, None, "100.00"],
        ["残值", None, None, None, None, None, None, None, None, "30.00"],
        ["增值税额", None, None, None, None, None, None, None, None, "13.00"],
        ["合计：", None, None, None, None, None, None, None, None, "￥８３．００"],
        ["定损员签字："],
    ]
    answer = read_return(messy(*rows), currency="CNY")
    assert [line.text for line in answer.sheet.lines] == ["大灯"]
    assert [(fault.row, fault.column, fault.reason.text) for fault in answer.refused] == [
        (7, "E", return_lines.NO_PRICE),
        (8, "B", return_lines.NO_NAME),
        (9, "E", numbers.NEGATIVE),
        (9, "G", numbers.NOT_A_NUMBER),
        (10, "E", return_lines.NO_VALUE),
    ]
    assert [(row.row, row.why) for row in answer.skipped] == [
        (5, "heading"), (12, "subtotal"), (15, "total"), (16, "heading"),
    ]  # fmt: skip
    assert [(other.kind, str(other.amount)) for other in answer.sheet.other] == [
        (OtherKind.SALVAGE, "-30.00"), (OtherKind.TAX, "13.00"),
    ]  # fmt: skip
    told = {*answer.rows.values(), *(f.row for f in answer.refused), *(s.row for s in answer.skipped), 13, 14}
    assert told == {*range(5, 17)} - {11}  # row 11 is blank
    assert answer.sheet.stated_total == Money.of("83.00")
    assert answer.sheet.computed_total == Money.of("83.00")


def test_a_printed_total_that_does_not_add_up_is_kept_and_not_repaired() -> None:
    data = messy(
        [1, "大灯", "A1", 1, 100, 100, None, None, None, 99.5],
        ["合计", None, None, None, None, None, None, None, None, 101],
    )
    sheet = read_return(data, currency="CNY").sheet
    assert (sheet.lines[0].amount, sheet.stated_total, sheet.lines_total) == (
        Money.of("99.5"),
        Money.of("101"),
        Money.of("99.5"),
    )


def test_codes_are_understood_in_three_languages() -> None:
    header = [
        "Descripción",
        "Operación",
        "Tipo de recambio",
        "Suministrado por",
        "Lado",
        "Precio",
        "Pintura",
        "Mano de obra",
    ]
    rows = [
        ["Faro", "Sustituir", "alternativo", "Aseguradora", "Izquierdo", "10,50", None, "1.234,00"],
        ["Fender", "Repair", "aftermarket", "shop", "right", None, None, "20,00"],
        ["翼子板", "喷漆", "原厂件", "直供", "右前", None, "450,00", None],
    ]
    lines = read_return(xlsx([header, *rows]), currency="EUR").sheet.lines
    assert [line.operation for line in lines] == [Operation.REPLACE, Operation.REPAIR, Operation.REFINISH]
    assert [line.part_kind for line in lines] == [PartKind.SUB_FACTORY, PartKind.SUB_FACTORY, PartKind.ORIGINAL]
    assert [line.supplied_by for line in lines] == [SuppliedBy.INSURER, SuppliedBy.SHOP, SuppliedBy.INSURER]
    assert [line.side for line in lines] == [Side.LEFT, Side.RIGHT, Side.RIGHT_FRONT]
    assert lines[0].labor_amount == Money.of("1234.00", "EUR")


def test_one_stated_amount_belongs_to_what_the_operation_says() -> None:
    header = ["项目名称", "维修方式", "数量", "金额"]
    rows = [["大灯", "更换", 1, 100], ["机盖", "修复", 1, 200], ["机盖", "喷漆", 1, 300]]
    lines = read_return(xlsx([header, *rows]), currency="CNY").sheet.lines
    assert [str(line.part_amount) for line in lines] == ["100.00", "0.00", "0.00"]
    assert [str(line.labor_amount) for line in lines] == ["0.00", "200.00", "0.00"]
    assert [str(line.paint_amount) for line in lines] == ["0.00", "0.00", "300.00"]


def test_a_sheet_of_prose_or_without_prices_is_refused() -> None:
    with pytest.raises(HeaderNotFound):
        read_return(xlsx([["hello", "world"], ["1", "2"]]), currency="CNY")
    with pytest.raises((ColumnsMissing, HeaderNotFound)):
        read_return(csv(["项目名称,数量,备注", "大灯,1,好"]), currency="CNY")


def test_the_header_is_found_deep_in_the_sheet_but_not_beyond_the_thirtieth_row() -> None:
    table: list[list[object]] = [["项目名称", "数量", "金额"], ["大灯", 1, 100]]
    assert read_return(xlsx([*[["说明"]] * 29, *table]), currency="CNY").columns.header_rows == (30,)
    with pytest.raises(HeaderNotFound):
        read_return(xlsx([*[["说明"]] * 30, *table]), currency="CNY")
