"""Price lists as spreadsheet programs and senders spoil them: nothing is guessed, everything is told with its place."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile

import pytest
from openpyxl import Workbook

from claims.estimating.exchange import numbers, price_row_faults
from claims.estimating.exchange.columns import Mapping
from claims.estimating.exchange.limits import QuoteOpen, Unreadable, WrongEncoding
from claims.estimating.exchange.price_list import OtherCurrency, PriceListPreview, read_price_list
from claims.kernel.errors import Refusal
from tests.estimating.exchange.make import csv, with_results, xlsx

HEADER = ["零件号", "名称", "单价", "库存", "货期"]
ALLOWED = Mapping(columns={}, numeric_part_numbers=True)
CONFIRMED = Mapping(columns={}, formula_values=True)


def refusals(preview: PriceListPreview) -> list[tuple[int, str, str]]:
    """What was refused: row, column, reason."""
    return [(fault.row, fault.column, fault.reason.text) for fault in preview.refused]


def test_dates_that_a_spreadsheet_made_of_numbers_are_refused() -> None:
    day = dt.date(2026, 5, 3)
    moment = dt.datetime.combine(day, dt.time())
    rows: list[list[object]] = [["A-1", "灯", 10, 1, 1] for _ in range(7)]
    for number, (column, value) in enumerate([(0, day), (2, day), (3, day), (4, day), (4, moment), (4, 46145), (4, 5)]):
        rows[number][0] = f"A-{number + 1}"
        rows[number][column] = value
    preview = read_price_list(xlsx([HEADER, *rows]), currency="CNY")
    assert refusals(preview) == [
        (2, "A", numbers.DATE_NUMBER), (3, "C", numbers.IS_DATE), (4, "D", numbers.IS_DATE), (5, "E", numbers.IS_DATE),
        (6, "E", numbers.IS_DATE), (7, "E", numbers.ABSURD),
    ]  # fmt: skip
    assert [row.part_number for row in preview.rows] == ["A-7"]
    assert "2026-05-03" in str(preview.refused[0].reason)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("1.23E+11", numbers.ROUNDED_NUMBER),
        ("1,23E+11", numbers.ROUNDED_NUMBER),
        ("2024-03-05", numbers.DATE_NUMBER),
        ("05-mar", numbers.DATE_NUMBER),
        ("Mar-05", numbers.DATE_NUMBER),
        ("3月5日", numbers.DATE_NUMBER),
    ],
)
@pytest.mark.parametrize("mapping", [None, ALLOWED], ids=["silent", "numeric numbers allowed"])
def test_part_numbers_that_lost_their_digits_in_a_text_file_are_refused_even_where_numeric_ones_are_allowed(
    number: str, reason: str, mapping: Mapping | None
) -> None:
    lines = ["零件号;名称;单价", f"{number};灯;10.00", "A-1;灯;10.00"]
    preview = read_price_list(csv(lines), currency="CNY", mapping=mapping)
    assert refusals(preview) == [(2, "A", reason)]
    assert len(preview.rows) == 1


def test_a_numeric_part_number_is_taken_where_the_mapping_allows_it_and_its_digits_are_all_there() -> None:
    rows = [[123000000000, "灯", 10, 1, 1], [1234567890123456, "灯", 10, 1, 1], [12.5, "灯", 10, 1, 1]]
    strict = read_price_list(xlsx([HEADER, *rows]), currency="CNY")
    assert refusals(strict) == [
        (2, "A", numbers.NUMBER_CELL), (3, "A", numbers.ROUNDED_NUMBER), (4, "A", numbers.ROUNDED_NUMBER),
    ]  # fmt: skip
    loose = read_price_list(xlsx([HEADER, *rows]), currency="CNY", mapping=ALLOWED)
    assert [row.part_number for row in loose.rows] == ["123000000000"]
    assert [fault.row for fault in loose.refused] == [3, 4]


def test_a_formula_is_refused_with_its_last_result_until_it_is_confirmed() -> None:
    rows = [["A-1", "灯", "=2*5", 1, 1], ["A-2", "灯", 11, 1, 1], ['="A-"&3', "灯", 12, 1, 1]]
    data = with_results(xlsx([HEADER, *rows]), "12.5")
    preview = read_price_list(data, currency="CNY")
    assert refusals(preview) == [(2, "C", price_row_faults.FORMULA), (4, "A", price_row_faults.FORMULA)]
    assert str(preview.refused[0].reason).startswith("Cell C2 holds a formula whose last result was 12.5;")
    confirmed = read_price_list(data, currency="CNY", mapping=CONFIRMED)
    assert [(row.part_number, str(row.unit_price)) for row in confirmed.rows] == [("A-1", "12.50"), ("A-2", "11.00")]
    assert confirmed.formula_rows == 1


def test_a_formula_that_was_never_reckoned_has_nothing_to_confirm() -> None:
    data = xlsx([HEADER, ["A-1", "灯", "=2*5", 1, 1]])
    for mapping in (None, CONFIRMED):
        preview = read_price_list(data, currency="CNY", mapping=mapping)
        assert refusals(preview) == [(2, "C", price_row_faults.EMPTY_FORMULA)]


def test_formulas_are_found_in_every_part_of_a_long_sheet() -> None:
    rows = [["A-1", "灯", f"={n}*2", 1, 1] for n in range(12_000)]
    for n, row in enumerate(rows):
        row[0] = f"A-{n}"
    preview = read_price_list(with_results(xlsx([HEADER, *rows]), "4.2"), currency="CNY")
    assert len({fault.row for fault in preview.refused}) == 12_000
    confirmed = read_price_list(with_results(xlsx([HEADER, *rows]), "4.2"), currency="CNY", mapping=CONFIRMED)
    assert (len(confirmed.rows), confirmed.formula_rows) == (12_000, 12_000)


@pytest.mark.parametrize(
    "lines",
    [
        ["零件号;名称;单价(USD)", "A-1;灯;10.00"],
        ["零件号;名称;单价（美元）", "A-1;灯;10.00"],
        ["Precios en EUR;;", "零件号;名称;单价", "A-1;灯;10.00"],
    ],
)
def test_a_list_in_another_currency_is_refused_whole(lines: list[str]) -> None:
    with pytest.raises(OtherCurrency) as refused:
        read_price_list(csv(lines), currency="CNY")
    assert refused.value.faults


def test_rows_in_a_second_currency_are_refused_by_their_sign_their_column_and_their_format() -> None:
    lines = ["零件号;名称;单价;币种", "A-1;灯;10.00;CNY", "A-2;灯;10.00;EUR", "A-3;灯;€ 10.00;", "A-4;灯;¥10.00;元"]
    preview = read_price_list(csv(lines), currency="CNY")
    assert refusals(preview) == [(3, "D", numbers.OTHER_CURRENCY), (4, "C", numbers.OTHER_CURRENCY)]
    assert [row.part_number for row in preview.rows] == ["A-1", "A-4"]
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADER)
    for number, shown in enumerate(['"¥"#,##0.00', "[$€-40A]#,##0.00", "0.00"], 1):
        page.append([f"A-{number}", "灯", 10.0, 1, 1])
        page.cell(number + 1, 3).number_format = shown
    book.save(stream := io.BytesIO())
    preview = read_price_list(stream.getvalue(), currency="CNY")
    assert refusals(preview) == [(3, "C", numbers.OTHER_CURRENCY)]


def test_negative_prices_are_refused_however_they_are_written() -> None:
    lines = ["零件号;名称;单价", "A-1;灯;-10.00", "A-2;灯;(10.00)", "A-3;灯;10.00-", "A-4;灯;−10.00", "A-5;灯;10.00"]
    preview = read_price_list(csv(lines), currency="CNY")
    assert refusals(preview) == [(row, "C", numbers.NEGATIVE) for row in (2, 3, 4, 5)]
    assert refusals(read_price_list(xlsx([HEADER, ["A-1", "灯", -0.01, 1, 1]]), currency="CNY")) == [
        (2, "C", numbers.NEGATIVE)
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (csv(["零件号,名称,单价", "A-1,大灯,10.00"])[:-8], WrongEncoding),  # cut off within a sign
        ("零件号,名称,单价\n".encode() * 3 + "A-1,大灯大灯大灯大灯,1\n".encode("gb18030"), WrongEncoding),
        (csv(["零件号,名称,单价", "A-1,大灯,10.00"], "gb18030")[:-7], WrongEncoding),
        ("A-1,Faro izquierdo peque\x81\n".encode("latin-1") * 5, WrongEncoding),
        (b'number,name,price\nA-1,"lamp,10.00\nA-2,lamp,11.00\nA-3,"lamp,12.00\nA-4,lamp,13.00\n', QuoteOpen),
        (xlsx([HEADER, ["A-1", "灯", 10, 1, 1]])[:-60], Unreadable),
        (xlsx([HEADER, ["A-1", "灯", 10, 1, 1]])[:400], Unreadable),
    ],
)  # fmt: skip
def test_files_that_are_torn_or_mixed_are_refused_with_the_reason(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_price_list(data, currency="CNY")


def test_a_cell_of_two_lines_is_no_swallowed_row() -> None:
    data = b'part number,name,price\r\nA-1,"lamp, left\r\nwith bulb",10.00\r\nA-2,lamp,11.00\r\n'
    preview = read_price_list(data, currency="CNY")
    assert [(row.part_number, row.name) for row in preview.rows] == [("A-1", "lamp, left with bulb"), ("A-2", "lamp")]


def test_a_total_in_the_number_column_is_no_part() -> None:
    lines = ["part number,name,price", "A-1,lamp,10.00", "Total,,10.00", "Subtotal 1,,10.00"]
    preview = read_price_list(csv(lines), currency="CNY")
    assert [row.part_number for row in preview.rows] == ["A-1"]
    assert [skipped.row for skipped in preview.skipped] == [3, 4]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_package_with_one_damaged_part_is_read_or_refused_and_never_falls_over(part: str) -> None:
    chance = random.Random(part)
    whole = xlsx([HEADER, *([f"A-{number}", "灯", 10.5, 1, 1] for number in range(20))])
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    refused = 0
    for _ in range(150):
        content = bytearray(parts[part])
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(content))
            if chance.random() < 0.5:
                content[at] = chance.randrange(256)
            else:
                content[at : at + chance.randrange(0, 30)] = chance.choice(
                    [b"<", b'"', b"<f>1</f>", b"&#0;", b'r="ZZ9"']
                )
        with zipfile.ZipFile(stream := io.BytesIO(), "w") as target:
            for name, kept in parts.items():
                target.writestr(name, bytes(content) if name == part else kept)
        try:
            read_price_list(stream.getvalue(), currency="CNY")
        except Refusal:
            refused += 1
    assert refused > 0


def test_a_package_cut_anywhere_is_refused() -> None:
    whole = xlsx([HEADER, ["A-1", "灯", 10, 1, 1]])
    for end in range(4, len(whole) - 1, 97):
        with pytest.raises(Refusal):
            read_price_list(whole[:end], currency="CNY")
