"""The quote as a workbook: the same bytes each time, no formula in it, read back as it was written."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from claims.estimating.differences import compare
from claims.estimating.exchange import return_lines
from claims.estimating.exchange.header_words import Field, field_of, words
from claims.estimating.exchange.returned import read_return
from claims.estimating.exchange.write import QuoteHeading, quote_workbook
from claims.estimating.matching import Certainty, match
from claims.estimating.sheets import Operation, PartKind, Sheet, Side, SuppliedBy
from claims.kernel.amounts import Hours
from claims.kernel.money import Money
from tests.estimating.exchange.make import line, sheet

MADE_AT = datetime(2026, 5, 12, 8, 30, tzinfo=UTC)


def quote() -> Sheet:
    return sheet(
        line(
            1,
            "左前大灯总成",
            part_number="5GG 941 005",
            operation=Operation.REPLACE,
            side=Side.LEFT_FRONT,
            unit_price="2139.00",
            hours="0.8",
            rate="120",
            part_kind=PartKind.ORIGINAL,
            supplied_by=SuppliedBy.SHOP,
        ),
        line(2, "发动机盖", operation=Operation.REPAIR, hours="4", rate="120", paint_amount="450"),
        line(
            3,
            "卡扣",
            part_number="5GG 807",
            operation=Operation.REPLACE,
            quantity="12",
            unit_price="2.65",
            side=Side.FRONT,
        ),
        line(
            4,
            "左前门",
            operation=Operation.REFINISH,
            side=Side.LEFT_FRONT,
            refinish_hours="2.4",
            refinish_rate="90",
            paint_amount="200",
        ),
    )


def heading(language: str = "zh", title: str = "报价单 Q0") -> QuoteHeading:
    return QuoteHeading(
        title=title,
        facts=(("车牌", "京A·D5821"), ("VIN", "LFV2A21K1K4107385")),
        made_at=MADE_AT,
        language=language,
    )


def filled(data: bytes, prices: dict[Any, Any]) -> bytes:
    """The workbook with the insurer's prices typed in, by the line's position."""
    book = load_workbook(io.BytesIO(data))
    page = book.active
    assert page is not None
    column = next(
        cell.column for row in page.iter_rows() for cell in row if field_of(str(cell.value)) is Field.RETURNED_PRICE
    )
    for row in page.iter_rows():
        if row[0].value in prices:
            page.cell(row[0].row or 1, column or 1, prices[row[0].value])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["zh", "es", "en"])
def test_the_filled_in_workbook_comes_back_line_by_line(language: str) -> None:
    answer = read_return(filled(quote_workbook(quote(), heading(language)), {1: "1,900.00", 3: 2.65}), currency="CNY")
    assert answer.refused == ()
    assert answer.columns.unplaced == ()
    assert [(back.text, back.operation, back.side, back.quantity) for back in answer.sheet.lines] == [
        (sent.text, sent.operation, sent.side, sent.quantity) for sent in quote().lines
    ]
    matching = match(quote().lines, answer.sheet.lines)
    assert {group.certainty for group in matching.groups} == {Certainty.SURE}
    result = compare(quote(), answer.sheet, matching)
    assert (result.gap, result.remainder) == (Money.of("239.00"), Money.of("0"))
    assert answer.sheet.prices_include_tax is True
    door = answer.sheet.lines[3]
    assert (door.refinish_hours, door.refinish_rate, door.paint_amount) == (Hours(240), Money.of("90"), Money.of("200"))


@pytest.mark.parametrize("language", ["zh", "es", "en"])
def test_what_is_taken_off_the_total_is_no_line_of_the_answer(language: str) -> None:
    below = [("wear of line 1, 30 %", Money.of("641.70")), ("=1+1", Money.of("8.30"))]
    data = quote_workbook(quote(), heading(language), below)
    answer = read_return(filled(data, {1: "1,900.00", 3: 2.65}), currency="CNY")
    assert (answer.refused, len(answer.sheet.lines), answer.sheet.other) == ((), len(quote().lines), ())
    plain = read_return(filled(quote_workbook(quote(), heading(language)), {1: "1,900.00", 3: 2.65}), currency="CNY")
    assert answer.sheet == plain.sheet
    rows = [[cell.value for cell in row if cell.value is not None] for row in load_workbook(io.BytesIO(data)).active]
    minus, other, asked = rows[-4:-1]
    assert [str(row[-1]) for row in (minus, other)] == ["-641.7", "-8.3"]
    assert Money.of(str(asked[-1])) == quote().total - Money.of("650.00")


def test_a_line_left_blank_is_not_taken_for_agreement() -> None:
    answer = read_return(filled(quote_workbook(quote(), heading()), {1: 1900}), currency="CNY")
    assert [fault.reason.text for fault in answer.refused] == [return_lines.NO_PRICE]


def test_the_same_quote_gives_the_same_bytes_and_another_time_does_not_leak_in() -> None:
    data = quote_workbook(quote(), heading())
    assert data == quote_workbook(quote(), heading())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-05-12T08:30:00Z" in package.read("docProps/core.xml")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    evil = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "bell\x07"]
    lines = [line(place, text, unit_price="1.00", note=text, part_number=text) for place, text in enumerate(evil, 1)]
    data = quote_workbook(sheet(*lines), heading(title="=1+1"))
    book = load_workbook(io.BytesIO(data))
    page = book.active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row if isinstance(cell.value, str)} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f" not in package.read("xl/worksheets/sheet1.xml")


def test_amounts_are_numbers_without_the_noise_of_floats() -> None:
    data = quote_workbook(quote(), heading())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("xl/worksheets/sheet1.xml")
    assert b"<v>2139</v>" in text
    assert b"<v>31.8</v>" in text


@pytest.mark.parametrize("language", ["zh", "es", "en"])
def test_each_heading_that_we_print_is_understood_again(language: str) -> None:
    assert [field for field in Field if field_of(words(field, language)[0]) is not field] == []
