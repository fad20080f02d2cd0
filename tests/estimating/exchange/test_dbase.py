"""Tables of dBase: what the foreign library writes is read the same; what is damaged is refused with its place."""

from __future__ import annotations

import struct
import tempfile
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import dbfread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.estimating.exchange.dbase import MAX_RECORDS, Table, TableFaulty, read_table
from fixtures.make_ems import table

FIELDS = "NAME C(12); PRICE N(9,2); HOURS N(5,1); COUNT N(4,0); DAY D; FLAG L"
ROW = {"NAME": "Fender", "PRICE": 12.5, "HOURS": 0.4, "COUNT": 3, "DAY": date(2026, 5, 11), "FLAG": True}
SAME = {"NAME": "Fender", "PRICE": "12.50", "HOURS": "0.4", "COUNT": "3", "DAY": "2026-05-11", "FLAG": "T"}
START, LENGTH = 32 + 6 * 32 + 1, 1 + 12 + 9 + 5 + 4 + 8 + 1


def written(*rows: dict[str, Any], codepage: str = "cp437") -> bytes:
    return table("", rows, fields=FIELDS, codepage=codepage)


def values(read: Table) -> list[dict[str, str]]:
    return [dict(record.values) for record in read.records]


def faults_of(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(TableFaulty) as refused:
        read_table(data, "LIN")
    return [(fault.where, str(fault)) for fault in refused.value.faults]


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def cell(said: bytes, column: str, *, code: int = 1) -> bytes:
    """A table of one record with these bytes in a column, and the language byte."""
    begins = {"NAME": 1, "PRICE": 13, "HOURS": 22, "COUNT": 27, "DAY": 31, "FLAG": 39}[column]
    return patched(patched(written(ROW), START + begins, said), 29, bytes([code]))


def test_values_are_exact_text() -> None:
    read = read_table(written(ROW, {}), "LIN")
    assert values(read) == [SAME, dict.fromkeys(SAME, "")]
    assert [record.where("PRICE") for record in read.records] == ["LIN[1].PRICE", "LIN[2].PRICE"]
    assert read.columns["PRICE"].places == 2
    assert read.records[0]["NO_SUCH_COLUMN"] == ""


def test_only_the_columns_that_are_wanted_are_read() -> None:
    assert values(read_table(written(ROW), only={"PRICE"})) == [{"PRICE": "12.50"}]
    assert values(read_table(cell(b"*****", "HOURS"), only={"PRICE"})) == [{"PRICE": "12.50"}]


def test_deleted_records_are_skipped_and_counted() -> None:
    data = patched(written(ROW, ROW | {"NAME": "Hood"}), START, b"*")
    read = read_table(data, "LIN")
    assert [(record.number, record["NAME"]) for record in read.records] == [(2, "Hood")]
    assert read.deleted == 1


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (b"    12.50", "12.50"), (b"12.50    ", "12.50"), (b"   -12.50", "-12.50"), (b"   +12.50", "12.50"),
        (b"     .50 ", "0.50"), (b"    -.50 ", "-0.50"), (b"      12.", "12"), (b"000000.00", "0.00"),
        (b"    -0.00", "0.00"), (b"000123456", "123456"), (b"999999.99", "999999.99"), (b"         ", ""),
        (b"\0\0\0\0\0\0\0\0\0", ""), (b"   12.50\0", "12.50"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_stand(said: bytes, text: str) -> None:
    assert read_table(cell(said, "PRICE")).records[0]["PRICE"] == text


@pytest.mark.parametrize(
    ("said", "column", "fault"),
    [
        (b"*********", "PRICE", "the number did not fit into its column and was written as asterisks"),
        (b"    12,50", "PRICE", "“12,50” is no number"),
        (b"  1.2E+02", "PRICE", "“1.2E+02” is no number"),
        (b"        .", "PRICE", "“.” is no number"),
        (b"       --", "PRICE", "“--” is no number"),
        (b"   12 .50", "PRICE", "“12 .50” is no number"),
        (b"      NaN", "PRICE", "“NaN” is no number"),
        (b"  1_000.0", "PRICE", "“1_000.0” is no number"),
        (b"20260230", "DAY", "“20260230” is no date"),
        (b"2026051 ", "DAY", "“2026051” is no date"),
        (b"00000511", "DAY", "“00000511” is no date"),
        (b"X", "FLAG", "“X” is neither yes nor no"),
        (b"\xff", "FLAG", "“\xa0” is neither yes nor no"),
        (b"   12.50\xff", "PRICE", "“12.50\xa0” is no number"),
        (b"Fen\0der", "NAME", "the text has control characters"),
        (b"Fen\nder", "NAME", "the text has control characters"),
    ],
)
def test_what_a_value_cannot_be(said: bytes, column: str, fault: str) -> None:
    assert faults_of(cell(said, column)) == [(f"LIN[1].{column}", fault)]


@pytest.mark.parametrize(("said", "text"), [(b"Y", "T"), (b"t", "T"), (b"n", "F"), (b"F", "F"), (b"?", ""), (b" ", "")])
def test_yes_and_no_are_read(said: bytes, text: str) -> None:
    assert read_table(cell(said, "FLAG")).records[0]["FLAG"] == text


def test_an_empty_date_is_none() -> None:
    assert read_table(cell(b"00000000", "DAY")).records[0]["DAY"] == ""


@pytest.mark.parametrize(
    ("code", "said", "text"),
    [
        (0x00, b"Fender", "Fender"), (0x00, "Peña".encode(), "Peña"), (0x01, b"Pe\xa4a", "Peña"),
        (0x02, b"Pe\xa4a", "Peña"), (0x03, b"Pe\xf1a", "Peña"), (0x57, b"Pe\xf1a", "Peña"),
        (0xF0, "前杠".encode(), "前杠"), (0x4D, "前杠".encode("gbk"), "前杠"), (0x7A, "前杠".encode("gbk"), "前杠"),
        (0x78, "前槓".encode("big5"), "前槓"), (0x65, b"Fender", "Fender"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_that_the_table_names(code: int, said: bytes, text: str) -> None:
    assert read_table(cell(said.ljust(12), "NAME", code=code)).records[0]["NAME"] == text


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (0x00, b"Pe\xf1a", "the text has letters beyond ASCII, and the table does not say in which encoding"),
        (0x03, b"Pe\x81a", "the text is not written in cp1252, as the table says"),
        (0xF0, b"Pe\xf1a", "the text is not written in utf-8, as the table says"),
        (0x65, b"Pe\xf1a", "the text has letters beyond ASCII in an encoding that is not known here (0x65)"),
    ],
)
def test_an_encoding_that_is_wrong_or_not_known_is_refused_with_the_field(code: int, said: bytes, fault: str) -> None:
    assert faults_of(cell(said.ljust(12), "NAME", code=code)) == [("LIN[1].NAME", fault)]


def test_every_fault_is_told_with_its_record() -> None:
    data = written(ROW, ROW, ROW)
    data = patched(data, START + 13, b"*********")
    data = patched(data, START + 2 * LENGTH + 31, b"2026XX11")
    assert [where for where, _ in faults_of(data)] == ["LIN[1].PRICE", "LIN[3].DAY"]


MORE = "more follows behind the 1 records that the header speaks of"
LENGTHS = "a record is {} bytes long by the header and {} by its columns"
NO_TABLE = "this is no table of dBase III or IV"
CUT = "the table ends within its header; it was cut off"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", NO_TABLE),
        (b"PK\x03\x04", NO_TABLE),
        (b"\x30" + written(ROW)[1:], NO_TABLE),  # Visual FoxPro
        (written(ROW)[:20], CUT),
        (written(ROW)[: START - 40], CUT),
        (written(ROW)[:-10], "the table ends before its 1 records do; it was cut off"),
        (written(ROW)[:-1] + b"more", MORE),
        (patched(written(ROW, ROW), 4, struct.pack("<I", 1)), MORE),
        (patched(written(ROW), 4, struct.pack("<I", 2)), "the table ends before its 2 records do; it was cut off"),
        (
            patched(written(ROW), 4, struct.pack("<I", 2**32 - 1)),
            f"the header speaks of {2**32 - 1} records, and {MAX_RECORDS} are allowed",
        ),
        (patched(written(ROW), 10, struct.pack("<H", 41)), LENGTHS.format(41, 40)),
        (patched(written(ROW), 8, struct.pack("<H", START + 600)), CUT),
        (patched(written(ROW), 32 + 16, b"\x0b"), LENGTHS.format(40, 39)),
        (patched(written(ROW), 32 + 11, b"Q"), "column 1 of the header is damaged"),
        (patched(written(ROW), 32 + 16, b"\0"), "column 1 of the header is damaged"),
        (patched(written(ROW), 32, b"\xff"), "column 1 of the header is damaged"),
        (patched(written(ROW), 64, b"NAME\0"), "the column NAME stands in the header twice"),
        (patched(written(ROW), 32, b"\x0d"), NO_TABLE),
        (patched(written(ROW), START, b"x"), "record 1 does not begin as a record does; the table is damaged"),
    ],
)  # fmt: skip
def test_a_damaged_table_is_refused(data: bytes, fault: str) -> None:
    assert faults_of(data) == [("LIN", fault)]


def test_a_table_that_is_too_large_is_refused_unread() -> None:
    assert faults_of(written(ROW) + bytes(16 * 1024 * 1024)) == [("LIN", NO_TABLE)]


def test_faults_without_end_are_not_all_gathered() -> None:
    data = written(*[ROW] * 300)
    for number in range(300):
        data = patched(data, START + number * LENGTH + 13, b"*********")
    assert len(faults_of(data)) == 100


text = st.text(st.characters(codec="cp437", categories=("L", "N", "P")), max_size=12)
row = st.fixed_dictionaries(
    {},
    optional={
        "NAME": text, "PRICE": st.decimals("-99998.00", "999999.99", places=2),
        "HOURS": st.decimals("-98.0", "999.9", places=1), "COUNT": st.integers(-998, 9999),
        "DAY": st.dates(date(1, 1, 1), date(9999, 12, 31)), "FLAG": st.booleans(),
    },
)  # fmt: skip


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, Decimal) and not value:
        return str(abs(value))
    return "" if value is None else str(value)


@given(rows=st.lists(row, max_size=5))
def test_what_the_library_writes_reads_the_same(rows: list[dict[str, Any]]) -> None:
    read = read_table(table("", rows, fields=FIELDS))
    assert values(read) == [{name: as_text(told.get(name)) for name in SAME} for told in rows]


@given(rows=st.lists(row, min_size=1, max_size=3))
def test_another_library_reads_what_we_read(rows: list[dict[str, Any]]) -> None:
    data = table("", rows, fields=FIELDS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dbf"
        path.write_bytes(data)
        theirs = [dict(told) for told in dbfread.DBF(str(path), encoding="cp437")]
    for ours, other in zip(values(read_table(data)), theirs, strict=True):
        assert ours["NAME"] == other["NAME"]
        assert [Decimal(ours[name] or 0) for name in ("PRICE", "HOURS", "COUNT")] == [
            Decimal(str(other[name] or 0)) for name in ("PRICE", "HOURS", "COUNT")
        ]
        assert ours["DAY"] == as_text(other["DAY"])
        assert ours["FLAG"] == as_text(other["FLAG"])


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(TableFaulty):
        assert isinstance(read_table(data), Table)


@given(st.data())
def test_a_mutated_table_is_read_or_refused(data: st.DataObject) -> None:
    found = bytearray(written(ROW, ROW))
    for _ in range(data.draw(st.integers(1, 6))):
        found[data.draw(st.integers(0, len(found) - 1))] = data.draw(st.integers(0, 255))
    with suppress(TableFaulty):
        assert isinstance(read_table(bytes(found[: data.draw(st.integers(0, len(found)))])), Table)
