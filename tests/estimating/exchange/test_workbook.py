"""Files of unknown origin: read by content, refused with the reason, never half-read."""

from __future__ import annotations

import io
import re
import time
import tracemalloc
import zipfile
from decimal import Decimal

import pytest

from claims.estimating.exchange import limits
from claims.estimating.exchange.workbook import plain_cell, read_grids
from claims.kernel.errors import Refusal
from tests.estimating.exchange.make import csv, xlsx

HEADER = ["配件编号", "名称", "单价"]


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of its package replaced."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for entry in dict.fromkeys([*source.namelist(), name]):
            target.writestr(entry, content if entry == name else source.read(entry))
    return result.getvalue()


def sheet_xml(rows: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        f'main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", limits.EmptyFile),
        (b"  \r\n ", limits.EmptyFile),
        (b"%PDF-1.7 something", limits.NotASpreadsheet),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), limits.NotASpreadsheet),
        (b"\xff\xd8\xff\xe0" + bytes(40), limits.NotASpreadsheet),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", limits.NotASpreadsheet),
        (b"#!/bin/sh\nrm -rf /; echo a,b\n", limits.NotASpreadsheet),
        (b"only prose without any separator\nand a second sentence", limits.NotASpreadsheet),
        (bytes(range(256)) * 4, limits.NotASpreadsheet),
        (b"PK\x03\x04 and then nothing that is a package", limits.Unreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), limits.Unreadable),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_the_reason(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_grids(data)


def test_the_content_decides_and_not_what_the_sender_calls_it() -> None:
    assert read_grids(xlsx([HEADER]))[0].rows == [HEADER]
    assert read_grids(csv(["a;b", "1;2"]))[0].rows == [["a", "b"], ["1", "2"]]


def test_a_zip_of_something_else_is_no_spreadsheet() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(limits.NotASpreadsheet):
        read_grids(stream.getvalue())


def test_a_workbook_without_any_cell_is_empty() -> None:
    with pytest.raises(limits.EmptyFile):
        read_grids(xlsx([]))


def test_a_package_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(xlsx([HEADER]), "xl/worksheets/sheet1.xml", bytes(limits.MAX_UNPACKED + 1))
    assert len(bomb) < 5_000_000
    tracemalloc.start()
    with pytest.raises(limits.TooLarge):
        read_grids(bomb)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_file_beyond_the_limit_is_refused_by_its_size() -> None:
    with pytest.raises(limits.TooLarge):
        read_grids(bytes([65]) * (limits.MAX_BYTES + 1))


def test_a_million_rows_are_refused_quickly_and_with_little_memory() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001))
    data = repacked(
        xlsx([HEADER]), "xl/worksheets/sheet1.xml", sheet_xml("").replace(b"</sheetData>", rows + b"</sheetData>")
    )
    del rows
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(limits.TooManyRows):
        read_grids(data)
    assert time.process_time() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_a_million_rows_of_text_are_refused() -> None:
    with pytest.raises(limits.TooManyRows):
        read_grids(b"a;b\n" * 1_000_000)


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', limits.TooManyColumns),
        ('<row r="1"><c r="GS1"><v>1</v></c></row>', limits.TooManyColumns),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', limits.TooManyRows),
        ('<row r="1">' + "<c><v>1</v></c>" * 300 + "</row>", limits.TooManyColumns),
        ("<row><c r='A200001'><v>1</v></c></row>", limits.TooManyRows),
        ('<row r="1"><c s="1" r="XFD1"><v>1</v></c></row>', limits.TooManyColumns),
    ],
)
def test_one_cell_far_away_does_not_make_an_endless_table(rows: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_grids(repacked(xlsx([HEADER]), "xl/worksheets/sheet1.xml", sheet_xml(rows)))


def test_one_long_text_used_by_every_cell_is_refused() -> None:
    base = xlsx([["x"]])
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>' % (
        b"x" * 30_000
    )
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{column}{n}" t="s"><v>0</v></c>' for column in "ABCDEFGH") + "</row>"
        for n in range(1, 8001)
    )
    data = repacked(repacked(base, "xl/sharedStrings.xml", texts), "xl/worksheets/sheet1.xml", sheet_xml(rows))
    with pytest.raises(limits.TooLarge):
        read_grids(data)


def test_entities_in_the_xml_are_not_expanded() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([HEADER]))) as package:
        book = package.read("xl/workbook.xml").decode()
    declared = re.sub(r"^(<\?xml[^>]*\?>)?", '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>', book, count=1)
    hostile = declared.replace('name="Sheet"', 'name="&a;"')
    assert hostile != declared
    with pytest.raises(limits.Unreadable):
        read_grids(repacked(xlsx([HEADER]), "xl/workbook.xml", hostile.encode()))


def test_formulas_are_found_by_their_place() -> None:
    grid = read_grids(xlsx([HEADER, ["A1", "大灯", "=1+2"], ["A2", "中网", 5]]))[0]
    assert grid.formulas == frozenset({(1, 2)})


def test_a_formula_far_down_a_long_sheet_is_found() -> None:
    rows = [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 30_001)]
    rows[29_990] = '<row r="29991"><c r="A29991"><f>1+1</f></c></row>'
    data = repacked(xlsx([HEADER]), "xl/worksheets/sheet1.xml", sheet_xml("".join(rows)))
    assert read_grids(data)[0].formulas == frozenset({(29_990, 0)})


def test_numbers_of_cells_become_exact() -> None:
    rows = read_grids(xlsx([["n", "v"], ["a", 12.3], ["b", 5.0], ["c", True]]))[0].rows
    assert [row[1] for row in rows[1:]] == [Decimal("12.3"), 5, "TRUE"]
    assert plain_cell(0.1 + 0.2) == Decimal("0.30000000000000004")
    assert plain_cell(float("nan")) == "nan"


def test_hidden_sheets_are_left_alone() -> None:
    from openpyxl import Workbook

    book = Workbook()
    hidden, page = book.create_sheet("old"), book.active
    assert page is not None
    hidden.append(["secret", 1])
    hidden.sheet_state = "hidden"
    page.append(HEADER)
    stream = io.BytesIO()
    book.save(stream)
    assert [grid.sheet for grid in read_grids(stream.getvalue())] == ["Sheet"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_text_is_read_in_each_usual_encoding(encoding: str) -> None:
    rows = read_grids(csv(["配件编号,名称,单价", "5GG 941 005,左前大灯总成,1860.00"], encoding))[0].rows
    assert rows[1] == ["5GG 941 005", "左前大灯总成", "1860.00"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_spanish_text_is_read_in_each_usual_encoding(encoding: str) -> None:
    lines = ["Referencia;Descripción;Precio €", "A1;Piñón señalización año;1.200,50", "A2;Óptica;3,00"]
    assert read_grids(csv(lines, encoding))[0].rows[1][1] == "Piñón señalización año"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    lines = [
        separator.join(row) for row in (["number", "name", "price"], ["A1", "lamp, left", "12"], ["A2", "grille", "13"])
    ]
    if separator == ",":
        lines[1] = 'A1,"lamp, left",12'
    assert read_grids(csv(lines))[0].rows[1] == ["A1", "lamp, left", "12"]
