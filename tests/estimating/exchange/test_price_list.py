"""Price lists: good rows with exact prices, refused rows with row, column and reason, nothing guessed."""

from __future__ import annotations

import time

import pytest

from claims.estimating.exchange import numbers, price_list, price_row_faults
from claims.estimating.exchange.columns import BadMapping, ColumnsMissing, HeaderNotFound, Mapping, row_faults
from claims.estimating.exchange.header_words import Field
from claims.estimating.exchange.limits import SheetMissing
from claims.estimating.exchange.price_list import PriceListPreview, read_price_list
from claims.estimating.sheets import PriceKind
from claims.kernel.money import Money
from tests.estimating.exchange.make import csv, xlsx

HEADER = ["配件编号", "配件名称", "适用车型", "品牌", "价格类型", "单价", "库存", "到货天数"]


def refusals(preview: PriceListPreview) -> list[tuple[int, str, str]]:
    """What was refused: row, column, reason."""
    return [(fault.row, fault.column, fault.reason.text) for fault in preview.refused]


def test_a_row_keeps_its_number_as_printed_and_as_compared() -> None:
    row = ["5GG 941-005 c", "左前大灯总成", "速腾 2019", "一汽-大众", "4S价", "1,860.00", 3, "3-5天"]
    (price,) = read_price_list(xlsx([HEADER, row]), currency="CNY").rows
    assert (price.row, price.part_number, price.clean_number) == (2, "5GG 941-005 c", "5GG941005C")
    assert (price.name, price.fits, price.brand) == ("左前大灯总成", "速腾 2019", "一汽-大众")
    assert price.price_kind is PriceKind.DEALER
    assert (price.unit_price, price.stock_x1000, price.lead_days) == (Money.of("1860.00"), 3000, 5)


def test_every_bad_row_is_refused_with_row_column_and_reason_and_the_good_ones_stand() -> None:
    rows: list[list[object]] = [
        ["A-1001", "大灯", "", "", "", "面议", 1, 1],
        ["", "中网", "", "", "", "12.00", 1, 1],
        ["A-1003", "叶子板", "", "", "", -5, 1, 1],
        ["A-1004", "卡扣", "", "", "", 12.345, 1, 1],
        ["A-1005", "雾灯", "", "", "", "99999999", 1, 1],
        [123456789012, "水箱", "", "", "", "12.00", 1, 1],
        ["A-1007", "机盖", "", "", "", "12.00", "很多", 1],
        ["A-1008", "轮眉", "", "", "", "=F2*2", 1, 1],
        ["A-1009", "骨架", "", "", "", "12.50 €", 1, 1],
        ["A-1010", "电子扇", "", "", "", "12.50", "现货", "现货"],
    ]
    preview = read_price_list(xlsx([[*HEADER], *rows]), currency="CNY")
    assert [row.part_number for row in preview.rows] == ["A-1010"]
    assert refusals(preview) == [
        (2, "F", numbers.NOT_A_NUMBER),
        (3, "A", price_row_faults.NO_NUMBER),
        (4, "F", numbers.NEGATIVE),
        (5, "F", numbers.TOO_FINE),
        (6, "F", numbers.ABSURD),
        (7, "A", numbers.NUMBER_CELL),
        (8, "G", numbers.NOT_A_NUMBER),
        (9, "F", price_row_faults.EMPTY_FORMULA),
        (10, "F", numbers.OTHER_CURRENCY),
    ]
    assert [fault.where for fault in row_faults(preview.refused)][:2] == ["row 2, column F", "row 3, column A"]
    assert all(str(fault) for fault in row_faults(preview.refused))


def test_a_part_at_two_prices_keeps_the_first_and_names_its_row() -> None:
    rows = [["A-1", "灯", "", "", "", "10.00"], ["A1", "灯", "", "", "", "11.00"], ["a 1", "灯", "", "", "", "10.00"]]
    rows.append(["A1", "灯", "", "信达", "品牌价", "7.00"])
    preview = read_price_list(xlsx([[*HEADER], *rows]), currency="CNY")
    assert [str(row.unit_price) for row in preview.rows] == ["10.00", "7.00"]
    assert refusals(preview) == [(3, "F", price_list.TWO_PRICES), (4, "F", price_list.SAME_AGAIN)]
    assert preview.refused[0].reason.values["row"] == 2


def test_titles_headings_and_totals_are_no_prices_but_are_told() -> None:
    rows: list[list[object]] = [
        ["京北汽配 供货价目表（不含税）"],
        [],
        [*HEADER],
        ["一、速腾"],
        ["A1001", "灯", "", "", "", 10],
        [*HEADER],
        ["合计", "", "", "", "", 10],
    ]
    preview = read_price_list(xlsx(rows), currency="CNY")
    assert [row.row for row in preview.rows] == [5]
    assert [(skipped.row, skipped.why) for skipped in preview.skipped] == [
        (4, "heading"), (6, "repeated header"), (7, "total"),
    ]  # fmt: skip
    assert preview.prices_include_tax is False
    assert preview.refused == ()


@pytest.mark.parametrize(
    ("title", "basis"),
    [
        ("价格均含13%增值税", True),
        ("未税价，不含税", False),
        ("Precios sin IVA", False),
        ("IVA incluido", True),
        ("VAT excluded", False),
        ("报价", None),
    ],
)
def test_the_list_says_whether_its_prices_include_tax(title: str, basis: bool | None) -> None:
    assert (
        read_price_list(xlsx([[title], HEADER, ["A1001", "灯", "", "", "", 10]]), currency="CNY").prices_include_tax
        is basis
    )


def test_a_spanish_list_reads_thousands_by_what_its_column_proves() -> None:
    lines = [
        "Referencia;Descripción;Precio (€);Existencias",
        "A1001;Faro;1.234;2",
        "A1002;Capó;12,50;0",
        "A1003;Aleta;98;1",
    ]
    preview = read_price_list(csv(lines, "cp1252"), currency="EUR")
    assert [str(row.unit_price) for row in preview.rows] == ["1234.00", "12.50", "98.00"]


def test_an_ambiguous_price_is_refused_until_the_mapping_says_the_mark() -> None:
    lines = ["part number,name,price", "A1001,lamp,1.234", "A1002,grille,980"]
    preview = read_price_list(csv(lines), currency="EUR")
    assert refusals(preview) == [(2, "C", numbers.AMBIGUOUS)]
    mapping = Mapping(columns=preview.columns.as_mapping().columns, decimal_mark=",")
    again = read_price_list(csv(lines), currency="EUR", mapping=mapping)
    assert str(again.rows[0].unit_price) == "1234.00"


def test_a_mapping_reads_a_list_without_any_header_and_may_allow_numeric_numbers() -> None:
    columns = {Field.PART_NUMBER: "B", Field.UNIT_PRICE: "c"}
    data = xlsx([["x", 12345678, 10], ["y", 12345679, 11]])
    with pytest.raises(HeaderNotFound):
        read_price_list(data, currency="CNY")
    preview = read_price_list(data, currency="CNY", mapping=Mapping(columns=columns, numeric_part_numbers=True))
    assert [row.part_number for row in preview.rows] == ["12345678", "12345679"]
    strict = read_price_list(data, currency="CNY", mapping=Mapping(columns=columns))
    assert {reason for _, _, reason in refusals(strict)} == {numbers.NUMBER_CELL}


def test_a_mapping_that_does_not_fit_is_refused_with_each_point() -> None:
    data = xlsx([HEADER, ["A1001", "灯", "", "", "", 10]])
    wrong = Mapping(columns={Field.PART_NUMBER: "A", Field.UNIT_PRICE: "A", Field.NAME: "7"}, header_row=99)
    with pytest.raises(BadMapping) as refused:
        read_price_list(data, currency="CNY", mapping=wrong)
    assert len(refused.value.faults) == 4
    with pytest.raises(SheetMissing):
        read_price_list(data, currency="CNY", mapping=Mapping(columns={}, sheet="Other"))
    with pytest.raises(ColumnsMissing, match="unit_price"):
        read_price_list(data, currency="CNY", mapping=Mapping(columns={Field.PART_NUMBER: "A"}))


def test_columns_that_nobody_understands_are_named() -> None:
    data = xlsx([[*HEADER, "仓位代码", "单价"], ["A1001", "灯", "", "", "", 10, 1, 1, "K7", 12]])
    preview = read_price_list(data, currency="CNY")
    assert [(column.column, column.header) for column in preview.columns.unplaced] == [("I", "仓位代码"), ("J", "单价")]


def test_the_sheet_with_the_table_is_found_among_others() -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Welcome"])
    table = book.create_sheet("Prices")
    table.append(HEADER)
    table.append(["A1001", "灯", "", "", "", 10])
    stream = io.BytesIO()
    book.save(stream)
    preview = read_price_list(stream.getvalue(), currency="CNY")
    assert (preview.columns.sheet, len(preview.rows)) == ("Prices", 1)


def test_a_hundred_thousand_rows_are_read_in_seconds() -> None:
    lines = [",".join(HEADER)]
    lines += [f'5GG {n:06d} B,前保险杠皮 {n},速腾,一汽,4S价,"{1000 + n:,}.50",{n % 50},{n % 9}' for n in range(100_000)]
    began = time.process_time()
    preview = read_price_list(csv(lines, "gb18030"), currency="CNY")
    assert time.process_time() - began < 15  # a few seconds; the limit leaves room for a slow machine
    assert len(preview.rows) == 100_000
    assert preview.refused == ()
    assert str(preview.rows[-1].unit_price) == "100999.50"
