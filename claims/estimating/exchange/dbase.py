"""Tables of dBase III and IV: bytes in, records as exact text out; what is damaged is refused with its place."""

from __future__ import annotations

import re
import struct
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from claims.kernel.errors import Faults, Refusal

MAX_TABLE_BYTES = 16 * 1024 * 1024
MAX_RECORDS = 5_000
MOST_FAULTS = 100  # of one table; whoever reads a hundred has read enough

KINDS = frozenset({0x03, 0x04, 0x83, 0x8B})  # dBase III and IV, each without and with memos
ENCODINGS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x4D: "cp936", 0x57: "cp1252", 0x78: "cp950", 0x7A: "cp936",
    0xF0: "utf-8",
}  # fmt: skip
WIDTHS = {
    "C": range(1, 255), "N": range(1, 33), "F": range(1, 33), "D": range(8, 9), "L": range(1, 2), "M": range(10, 11),
}  # fmt: skip
PREFIX, DESCRIPTOR, END_OF_HEADER, END_OF_FILE = 32, 32, 0x0D, 0x1A
LONGEST_TAIL = 512  # bytes behind the end mark of a file
NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{0,9}")
NUMBER = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
YES, NO = "T", "F"

NO_TABLE = "this is no table of dBase III or IV"
HEADER_SHORT = "the table ends within its header; it was cut off"
COLUMN_FAULTY = "column {number} of the header is damaged"
COLUMN_TWICE = "the column {column} stands in the header twice"
LENGTHS = "a record is {told} bytes long by the header and {found} by its columns"
TOO_MANY = "the header speaks of {count} records, and {limit} are allowed"
CUT_OFF = "the table ends before its {count} records do; it was cut off"
MORE = "more follows behind the {count} records that the header speaks of"
SHIFTED = "record {record} does not begin as a record does; the table is damaged"
OVERFLOW = "the number did not fit into its column and was written as asterisks"
NO_NUMBER = "“{said}” is no number"
NO_DATE = "“{said}” is no date"
NEITHER = "“{said}” is neither yes nor no"
NOT_IN = "the text is not written in {encoding}, as the table says"
NO_ENCODING = "the text has letters beyond ASCII, and the table does not say in which encoding"
UNKNOWN_ENCODING = "the text has letters beyond ASCII in an encoding that is not known here ({code})"
SIGNS = "the text has control characters"


class TableFaulty(Refusal):
    """A table of the file cannot be read; mend every point listed, or export the table again."""

    status = 400


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the header describes it: C text, N and F number, D date, L yes or no, M memo."""

    name: str
    kind: str
    width: int
    places: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number in the table, counted from 1, and its values as text; a column that is not there is empty.

    Numbers are decimal text ("-12.50"), dates 2026-05-11, yes and no T and F; nothing stated is empty text.
    """

    table: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def where(self, column: str) -> str:
        """The place of a value, as in LIN[12].ACT_PRICE."""
        return f"{self.table}[{self.number}].{column}"


@dataclass(frozen=True)
class Table:
    """A table's columns by name, the records that are not deleted, and how many are."""

    columns: Mapping[str, Column]
    records: tuple[Record, ...]
    deleted: int


def read_table(data: bytes, name: str = "", only: Container[str] | None = None) -> Table:
    """The table in `data`; with `only`, no other columns are read. TableFaulty with every fault and its place."""
    faults = Faults()
    header = read_header(data, name, faults)
    faults.refuse(TableFaulty)
    assert header is not None
    columns, start, length, count = header
    wanted = [column for column in columns.values() if column.kind != "M" and (only is None or column.name in only)]
    begins = dict(zip(columns, accumulate((column.width for column in columns.values()), initial=1), strict=False))
    records, deleted = [], 0
    for number in range(1, count + 1):
        raw = data[start + (number - 1) * length : start + number * length]
        if raw[:1] == b"*":
            deleted += 1
        elif raw[:1] != b" ":
            faults.add(SHIFTED, name, record=number)
        else:
            values: dict[str, str] = {}
            records.append(Record(name, number, values))
            for column in wanted:
                at = begins[column.name]
                value = read_cell(column, raw[at : at + column.width], records[-1], data[29], faults)
                if value is not None:
                    values[column.name] = value
        if len(faults.found) >= MOST_FAULTS:
            break
    faults.refuse(TableFaulty)
    return Table(columns, tuple(records), deleted)


def read_header(data: bytes, name: str, faults: Faults) -> tuple[dict[str, Column], int, int, int] | None:
    """The columns, where records begin, the length of one and their count; None where there are faults."""
    if not data or data[0] not in KINDS or len(data) > MAX_TABLE_BYTES:
        faults.add(NO_TABLE, name)
        return None
    if len(data) < PREFIX:
        faults.add(HEADER_SHORT, name)
        return None
    count, start, length = struct.unpack_from("<IHH", data, 4)
    columns = read_columns(data[PREFIX:start], name, faults)
    if not faults.found and start > len(data):
        faults.add(HEADER_SHORT, name)
    if faults.found:
        return None
    found = 1 + sum(column.width for column in columns.values())
    end = start + count * length
    if length != found:
        faults.add(LENGTHS, name, told=length, found=found)
    elif count > MAX_RECORDS:
        faults.add(TOO_MANY, name, count=count, limit=MAX_RECORDS)
    elif end > len(data):
        faults.add(CUT_OFF, name, count=count)
    elif len(data) > end and (data[end] not in (0, END_OF_FILE) or len(data) > end + LONGEST_TAIL):
        faults.add(MORE, name, count=count)
    return None if faults.found else (columns, start, length, count)


def read_columns(header: bytes, name: str, faults: Faults) -> dict[str, Column]:
    """The columns up to the end mark of the header; a table without any is none."""
    columns: dict[str, Column] = {}
    for number, at in enumerate(range(0, len(header), DESCRIPTOR), 1):
        told = header[at : at + DESCRIPTOR]
        if told[0] == END_OF_HEADER:
            faults.check(bool(columns), NO_TABLE, name)
            return columns
        if len(told) < DESCRIPTOR:
            break
        called, kind = told[:11].split(b"\0")[0].rstrip(b" "), chr(told[11])
        if not NAME.fullmatch(called) or told[16] not in WIDTHS.get(kind, ()):
            faults.add(COLUMN_FAULTY, name, number=number)
            return columns
        column = Column(called.decode().upper(), kind, told[16], told[17])
        faults.check(column.name not in columns, COLUMN_TWICE, name, column=column.name)
        columns[column.name] = column
    faults.add(HEADER_SHORT, name)
    return columns


def read_cell(column: Column, raw: bytes, record: Record, code: int, faults: Faults) -> str | None:
    """The value of a column as text, by the table's language byte; None where it is faulty, which is noted."""
    raw = raw.rstrip(b" \0")
    if not raw:
        return ""
    encoding = ENCODINGS.get(code, "ascii" if code else "utf-8")
    try:
        said = raw.decode("ascii" if raw.isascii() else encoding)
    except UnicodeDecodeError:
        text = NOT_IN if code in ENCODINGS else UNKNOWN_ENCODING if code else NO_ENCODING
        faults.add(text, record.where(column.name), encoding=encoding, code=f"{code:#04x}")
        return None
    if CONTROL.search(said):
        faults.add(SIGNS, record.where(column.name))
        return None
    if column.kind == "C":
        return said
    read = {"D": day, "L": truth}.get(column.kind, number)
    return read(said.lstrip(" "), record.where(column.name), faults)


def number(said: str, where: str, faults: Faults) -> str | None:
    """A number as plain decimal text: no plus sign, no idle zeros in front, decimal places as they stand."""
    if said and not said.strip("*"):
        faults.add(OVERFLOW, where)
        return None
    found = NUMBER.fullmatch(said)
    if found is None or not any(sign.isdecimal() for sign in said):
        faults.add(NO_NUMBER, where, said=said)
        return None
    sign, whole, fraction = found[1], found[2], found[3]
    text = (whole or "0") + (f".{fraction}" if fraction else "")
    return f"-{text}" if sign == "-" and text.strip("0.") else text


def day(said: str, where: str, faults: Faults) -> str | None:
    """A date as 2026-05-11; eight zeros are none."""
    if said == "00000000":
        return ""
    try:
        if len(said) != 8 or not (said.isascii() and said.isdecimal()):
            raise ValueError(said)
        return date(int(said[:4]), int(said[4:6]), int(said[6:])).isoformat()
    except ValueError:
        faults.add(NO_DATE, where, said=said)
        return None


def truth(said: str, where: str, faults: Faults) -> str | None:
    """T or F; a question mark says nothing."""
    if said in ("T", "t", "Y", "y"):
        return YES
    if said in ("F", "f", "N", "n"):
        return NO
    if said == "?":
        return ""
    faults.add(NEITHER, where, said=said)
    return None
