"""What spreadsheets do to a return on its way: each is refused with its row, or taken only once a person says so."""

from __future__ import annotations

import io
from datetime import date, time
from decimal import Decimal

import pytest
from openpyxl import Workbook

from claims.estimating.exchange import limits, numbers, return_lines, returned
from claims.estimating.exchange.columns import HeaderNotFound, Mapping
from claims.estimating.exchange.doubts import TWICE, UNKNOWN, doubts
from claims.estimating.exchange.returned import ReturnedSheet, read_return
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.errors import Refusal
from claims.kernel.money import Money
from tests.estimating.exchange.make import csv, xlsx

HEADING = ["零件编号", "项目名称", "数量", "单价", "工时数", "工时单价"]


def read(*rows: list[object], heading: list[str] | None = None, **said: bool) -> ReturnedSheet:
    mapping = Mapping(columns={}, **said) if said else None  # type: ignore[arg-type]
    return read_return(xlsx([heading or HEADING, *rows]), currency="CNY", mapping=mapping)


def faults(answer: ReturnedSheet) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.reason.text) for fault in answer.refused]


@pytest.mark.parametrize("cell", [date(1900, 3, 20), time(1, 30)])
def test_a_number_that_became_a_date_is_refused_as_one(cell: object) -> None:
    assert faults(read(["A1", "大灯", 1, cell, None, None])) == [(2, "D", numbers.IS_DATE)]
    assert faults(read(["A1", "大灯", 1, 10, cell, 120])) == [(2, "E", numbers.IS_DATE)]


@pytest.mark.parametrize("cell", [date(2024, 5, 1), "5-May", "may-05", "5月1日"])
def test_a_part_number_that_became_a_date_is_refused(cell: object) -> None:
    assert faults(read([cell, "大灯", 1, 10, None, None])) == [(2, "A", numbers.DATE_NUMBER)]


def test_a_part_number_in_a_numeric_cell_is_refused_unless_the_mapping_allows_it() -> None:
    assert faults(read([8521062130, "大灯", 1, 10, None, None])) == [(2, "A", numbers.NUMBER_CELL)]
    answer = read([8521062130, "大灯", 1, 10, None, None], numeric_part_numbers=True)
    assert (answer.refused, answer.sheet.lines[0].part_number) == ((), "8521062130")


@pytest.mark.parametrize("cell", ["1.23E+11", "1,23e+11", 12345678901234567890.0, Decimal("1.5")])
def test_a_part_number_whose_digits_were_rounded_away_is_refused_even_so(cell: object) -> None:
    answer = read([cell, "大灯", 1, 10, None, None], numeric_part_numbers=True)
    assert faults(answer) == [(2, "A", numbers.ROUNDED_NUMBER)]


@pytest.mark.parametrize("number", ["5E0853651", "1E10", "17G 807 217", "01-12-34"])
def test_part_numbers_that_only_look_like_numbers_are_none(number: str) -> None:
    assert read([number, "大灯", 1, 10, None, None]).sheet.lines[0].part_number == number


def test_a_formula_without_its_value_is_refused_even_where_values_are_confirmed() -> None:
    answer = read(["A1", "大灯", 1, "=1+1", None, None], formula_values=True)
    assert faults(answer) == [(2, "D", return_lines.NO_VALUE)]


def test_formulas_in_names_and_totals_are_refused_too() -> None:
    answer = read(["A1", "=B9", 1, 10, None, None], ["合计", None, None, "=D2", None, None])
    assert [(row, column) for row, column, _ in faults(answer)] == [(2, "B"), (3, "D")]


def test_negative_hours_are_refused() -> None:
    assert faults(read(["A1", "大灯", 1, 10, -1.5, 120])) == [(2, "E", numbers.NEGATIVE)]


def test_a_sign_of_another_currency_is_refused_with_its_row() -> None:
    answer = read(["A1", "大灯", 1, "¥10.00", None, None], ["A2", "中网", 1, "$10.00", None, None])
    assert faults(answer) == [(3, "D", numbers.OTHER_CURRENCY)]
    assert len(answer.sheet.lines) == 1


@pytest.mark.parametrize("word", ["USD", "美元", "EUR", "本位币"])
def test_a_column_of_currencies_is_believed(word: str) -> None:
    heading = ["零件编号", "项目名称", "数量", "单价", "币种"]
    answer = read(["A1", "大灯", 1, 10, "人民币"], ["A2", "中网", 1, 10, word], heading=heading)
    assert faults(answer) == [(3, "E", numbers.OTHER_CURRENCY)]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["零件编号", "项目名称", "数量", "单价（美元）"], ["A1", "大灯", 1, 10]], (1, "D")),
        ([["币种：USD"], ["零件编号", "项目名称", "数量", "单价"], ["A1", "大灯", 1, 10]], (1, "")),
        ([["Importes en €"], ["Referencia", "Descripción", "Cant.", "Precio"], ["A1", "Faro", 1, 10]], (1, "")),
    ],
)
def test_headings_that_name_another_currency_are_believed(rows: list[list[object]], place: tuple[int, str]) -> None:
    answer = read_return(xlsx(rows), currency="CNY")
    assert [fault[:2] for fault in faults(answer)] == [place]


@pytest.mark.parametrize(("code", "refused"), [('"$"#,##0.00', 1), ("[$€-407] #,##0.00", 1), ('"¥"#,##0.00', 0)])
def test_a_currency_that_only_the_format_of_a_cell_shows_is_believed(code: str, refused: int) -> None:
    book, stream = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page.append(HEADING)
    page.append(["A1", "大灯", 1, 10])
    page["D2"].number_format = code
    book.save(stream)
    answer = read_return(stream.getvalue(), currency="CNY")
    assert [fault[:2] for fault in faults(answer)] == [(2, "D")] * refused


def test_a_part_at_two_prices_is_told_and_both_lines_stay() -> None:
    answer = read(
        ["A 1", "大灯", 1, 10, None, None], ["A-1", "大灯", 1, 12, None, None], ["A1", "灯", 1, 10, None, None]
    )
    assert len(answer.sheet.lines) == 3
    assert [(note.text, note.where) for note in answer.notes] == [(returned.TWO_PRICES, "row 3")]


def test_full_width_digits_are_digits() -> None:
    (line,) = read(["Ａ１", "大灯", "２", "１，２３４．５０", "１．５", "￥１２０"]).sheet.lines
    assert (line.quantity, line.unit_price, line.hours, line.rate) == (
        Quantity(2000), Money.of("1234.50"), Hours(150), Money.of("120"),
    )  # fmt: skip


LINES = ["Referencia;Descripción;Cant.;Precio", "A1;Piñón señalización;1;10,50", "A2;Óptica año;1;3,00"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_each_usual_encoding(encoding: str) -> None:
    answer = read_return(csv(LINES, encoding), currency="EUR")
    assert [line.text for line in answer.sheet.lines] == ["Piñón señalización", "Óptica año"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("\r\n".join(LINES).encode()[:-4][: "\r\n".join(LINES).encode().rindex(b"\xc3") + 1], limits.WrongEncoding),
        ("零件编号,项目名称,单价\nA1,左前大灯,10\nA2,前保险杠皮总成".encode()[:-1], limits.WrongEncoding),
        (csv(LINES, "utf-16-le"), limits.NotASpreadsheet),
        (csv(["零件編號,項目名稱,單價", "A1,大燈,10"], "big5"), HeaderNotFound),
        (csv(['Referencia;"Descripción', "A1;Faro;1;10,50"]), limits.QuoteOpen),
    ],
    ids=["cut in a letter", "cut in a Chinese letter", "no byte order mark", "Big5", "open quotation mark"],
)
def test_a_text_file_in_a_wrong_encoding_or_cut_off_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_return(data, currency="EUR")


def test_a_workbook_cut_off_anywhere_is_refused() -> None:
    data = xlsx([HEADING, ["A1", "大灯", 1, 10, None, None]])
    for end in range(5, len(data), len(data) // 20):
        with pytest.raises((limits.Unreadable, limits.NotASpreadsheet)):
            read_return(data[:end], currency="CNY")


@pytest.mark.parametrize(
    ("heading", "row", "found"),
    [
        (["零件编号", "项目名称", "单价", "单价"], ["A1", "大灯", 10, 9], [(TWICE, "column D")]),
        (["零件编号", "项目名称", "单价", "最终"], ["A1", "大灯", 10, 9], [(UNKNOWN, "column D")]),
        (["零件编号", "项目名称", "单价", "批次"], ["A1", "大灯", 10, 2024051200017], []),
        (["零件编号", "项目名称", "单价", "货架"], ["A1", "大灯", 10, "左三"], []),
        (["零件编号", "项目名称", "单价", "库存"], ["A1", "大灯", 10, 5], []),
    ],
)
def test_columns_are_doubted_where_headings_do_not_say_which_number_counts(
    heading: list[str], row: list[object], found: list[tuple[str, str]]
) -> None:
    answer = read(row, heading=heading)
    assert [(fault.text, fault.where) for fault in doubts(answer.grid, answer.columns)] == found
