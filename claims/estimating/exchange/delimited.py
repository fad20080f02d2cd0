"""Text files with separators: their encoding and separator found out, their cells as they stand."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

from claims.estimating.exchange.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    EmptyFile,
    NotASpreadsheet,
    TooManyColumns,
    TooManyRows,
    Unreadable,
)

SEPARATORS = (";", "\t", ",", "|")
SAMPLE = 200_000
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(data: bytes) -> tuple[list[list[str]], str]:
    """The rows of a csv file and its separator; refuses what is no text, or too long, or too wide."""
    text = decode(data)
    if not text.strip():
        raise EmptyFile
    separator = find_separator(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= MAX_ROWS:
                raise TooManyRows(limit=MAX_ROWS)
            if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
                raise TooManyColumns(limit=MAX_COLUMNS)
            rows.append(row)
    except csv.Error as fault:
        raise Unreadable from fault
    if text.count('"') % 2 and any("\n" in cell for cell in rows[-1]):
        raise Unreadable  # a quotation mark stays open to the end: the file is cut off, or rows are swallowed
    if max(map(len, rows[:1000])) < 2:
        raise NotASpreadsheet
    return rows, separator


def decode(data: bytes) -> str:
    """The text of the bytes as UTF-8, UTF-16 with its mark, GB18030 or Windows-1252, whichever they are."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return _printable(data.decode(encoding))
            except UnicodeDecodeError as fault:
                raise Unreadable from fault
    if b"\0" in data[:SAMPLE]:
        raise NotASpreadsheet
    try:
        return _printable(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        if _was_utf8(data):
            raise Unreadable from fault  # read as anything else it would give other words, and fewer rows
        encoding = "gb18030" if _looks_chinese(data) else "cp1252"
    try:
        return _printable(data.decode(encoding))
    except UnicodeDecodeError as fault:
        raise NotASpreadsheet from fault


def find_separator(text: str) -> str:
    """The separator that cuts the first rows into the most columns, evenly."""
    lines = [line for line in text[:SAMPLE].splitlines()[:60] if line.strip()]
    best, best_score = ",", -1
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        score = widths.count(common) * min(common - 1, 30) * (2 if separator in ";\t" else 1)
        if score > best_score:
            best, best_score = separator, score
    return best


def _was_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few: cut off within a letter, or damaged."""
    text = data[:SAMPLE].decode("utf-8", errors="replace") + data[-SAMPLE:].decode("utf-8", errors="replace")
    broken, foreign = text.count("\ufffd"), sum(ord(sign) > 127 for sign in text)
    return foreign > 4 * broken


def _looks_chinese(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 read as common Chinese rather than as accented Western letters."""
    try:
        text = data[: SAMPLE - 1].decode("gb18030", errors="strict")
    except UnicodeDecodeError as fault:
        if fault.start < min(len(data), SAMPLE) - 5:
            return False
        text = data[: fault.start].decode("gb18030", errors="ignore")
    foreign = [sign for sign in text if ord(sign) > 127]
    common = sum("\u4e00" <= sign <= "\u9fa5" or sign in "，。、；：（）￥¥“”《》【】－—·①②③" for sign in foreign)
    # Western text read as Chinese gives rare single characters between letters; real Chinese comes in runs
    runs = sum(ord(first) > 127 and ord(second) > 127 for first, second in pairwise(text))
    return bool(foreign) and common * 10 >= len(foreign) * 8 and runs * 3 >= len(foreign)


def _printable(text: str) -> str:
    """The text where it is text; a script or picture sent as a table has control signs in it."""
    if any(sign in text for sign in "\0\1\2\3\4\5\6\7\x08\x0e\x0f\x10\x1b"):
        raise NotASpreadsheet
    return text
