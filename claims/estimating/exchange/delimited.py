"""Text files with separators: their encoding and separator found out, their cells as they stand."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from claims.estimating.exchange.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    EmptyFile,
    NotASpreadsheet,
    QuoteOpen,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    WrongEncoding,
)

SEPARATORS = (";", "\t", ",", "|")
SAMPLE = 200_000
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def open_text(data: bytes) -> tuple[str, str]:
    """The text of a csv file and its separator; refuses what is no text."""
    text = decode(data)
    if not text.strip():
        raise EmptyFile
    return text, find_separator(text)


def read_text(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a csv text; refuses what is too long or too wide, and a quotation mark that swallows rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    count = lines = 0
    row: list[str] = []
    widths: Counter[int] = Counter()
    try:
        for count, row in enumerate(reader, 1):
            if count > MAX_ROWS:
                raise TooManyRows(limit=MAX_ROWS)
            if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
                raise TooManyColumns(limit=MAX_COLUMNS)
            lines += 1
            if reader.line_num != lines:  # a cell holds a line break
                if _swallows_rows(row, separator, max(widths, key=widths.__getitem__, default=0)):
                    raise QuoteOpen(row=count)
                lines = reader.line_num
            elif count < 100:
                widths[len(row)] += 1
            yield row
        if text.count('"') % 2 and any("\n" in cell for cell in row):
            raise QuoteOpen(row=count)  # it stays open to the end: the file is cut off, or rows are swallowed
    except csv.Error as fault:
        raise (QuoteOpen(row=count + 1) if "field larger" in str(fault) else Unreadable) from fault


def _swallows_rows(row: list[str], separator: str, width: int) -> bool:
    """Whether a cell goes on over lines that are rows themselves."""
    cells = [cell for cell in row if "\n" in cell or "\r" in cell]
    return width > 1 and any(line.count(separator) >= width - 1 for cell in cells for line in cell.splitlines()[1:])


def decode(data: bytes) -> str:
    """The text of the bytes as UTF-8, UTF-16 with its mark, GB18030 or Windows-1252, whichever they are."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return _printable(data.decode(encoding))
            except UnicodeDecodeError as fault:
                raise WrongEncoding(byte=fault.start + 1) from fault
    if b"\0" in data[:SAMPLE]:
        raise NotASpreadsheet
    try:
        return _printable(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        if _is_damaged_utf8(data, fault.start):
            raise WrongEncoding(byte=fault.start + 1) from fault
        encoding = "gb18030" if _looks_chinese(data) else "cp1252"
    try:
        return _printable(data.decode(encoding))
    except UnicodeDecodeError as fault:
        raise WrongEncoding(byte=fault.start + 1) from fault


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


def _is_damaged_utf8(data: bytes, start: int) -> bool:
    """Whether bytes that read as UTF-8 up to `start` are a torn or mended file rather than one of another encoding."""
    foreign = sum(ord(sign) > 127 for sign in data[max(0, start - SAMPLE) : start].decode("utf-8", errors="ignore"))
    return foreign >= 20 or (foreign > 0 and start >= len(data) - 3)


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
