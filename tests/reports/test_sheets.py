"""Files that are made while they are sent: text stays text, amounts stay numbers, memory stays flat."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from claims.reports.sheets import Cell, as_csv, as_xlsx

HEAD = ["text", "money", "number", "yes", "when", "nothing"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]


def rows(count: int) -> Iterator[list[Cell]]:
    for number in range(count):
        yield [f"客户 <{number}> & \x01", Decimal("-12.50"), number, True, datetime(2026, 1, 1, tzinfo=UTC), None]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Any]]:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_csv_holds_every_row() -> None:
    content = b"".join(as_csv(HEAD, rows(2)))
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheet programs know UTF-8 by it"
    assert read_csv(content) == [
        HEAD,
        ["客户 <0> &  ", "-12.50", "0", "yes", "2026-01-01T00:00:00+00:00", ""],
        ["客户 <1> &  ", "-12.50", "1", "yes", "2026-01-01T00:00:00+00:00", ""],
    ]


def test_a_workbook_holds_every_row_with_amounts_as_numbers() -> None:
    found = read_xlsx(b"".join(as_xlsx(HEAD, rows(2))))
    assert found[0] == HEAD
    assert found[2] == ["客户 <1> &  ", -12.5, 1, "yes", "2026-01-01T00:00:00+00:00", None]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_becomes_a_formula(formula: str) -> None:
    shown = read_csv(b"".join(as_csv([formula], [[formula]])))
    assert [line[0].replace("\t ", "\t").replace("\r ", "\r") for line in shown] == [f"'{formula}"] * 2
    page = load_workbook(io.BytesIO(b"".join(as_xlsx(["x"], [[formula]])))).worksheets[0]
    cell = page.cell(2, 1)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert str(cell.value).strip() == formula.strip()


@pytest.mark.parametrize("text", ["a;=1+1", 'a;"=1+1', "a\t+1", "a\n@SUM(A1)", "a\r\n-1", 'x";=1;-2'])
def test_no_part_of_a_text_becomes_a_formula_where_other_signs_part_the_columns(text: str) -> None:
    content = b"".join(as_csv(["x"], [[text, "b"]])).decode("utf-8-sig")
    for sign in (";", "\t", "\n"):
        parts = [part.strip('"\r') for part in content.split(sign)]
        assert [part for part in parts if part.startswith(("=", "+", "-", "@"))] == []


def test_headings_are_no_formulas_either() -> None:
    assert read_csv(b"".join(as_csv(["=1+1"], [])))[0] == ["'=1+1"]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_memory_stays_flat(write: Any) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            sent = sum(len(piece) for piece in write(HEAD, rows(count)))
            assert sent > count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = peak(2_000)
    assert peak(20_000) < few + 300_000
