"""An xlsx looked through before it is opened: how far it unpacks, how many cells, which are formulas."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from lxml import etree

from claims.estimating.exchange.limits import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_ROWS,
    MAX_TEXT,
    MAX_UNPACKED,
    NotASpreadsheet,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    too_large,
)

CHUNK = 1 << 20
OVERLAP = 1 << 16  # longer than any tag that is looked for, and than most cells
PREFIXED = re.compile(rb":(?:row|c|f)[ >/\t\n\r]")
FORMULA_CELL = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"[^<>]*><f[ >/\t\n\r]')
SAID_PLACE = re.compile(rb"\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
SAID_ADDRESS = re.compile(rb'([A-Za-z]{0,3})([0-9]{1,18})"')
PADDING = 16  # bytes behind a window, so that the last tag's name and address can be looked at
ENDS_NAME = np.isin(np.arange(256), list(b" >/\t\n\r"))
FEW = 16  # tags that begin like a row's and are none
SHOWN = re.compile(r"\[\$([^\]-]+)|\"([^\"]+)\"|([¥￥$€£元])(?![^\[]*\])")  # what a format prints beside digits
ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")

DAMAGE = (
    zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, EOFError, RuntimeError, OSError, zlib.error,
)  # fmt: skip
Places = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class SheetFacts:
    """What one sheet's XML says before it is loaded: the zero-based (row, column) of each formula."""

    formulas: frozenset[tuple[int, int]]


def look_through(data: bytes) -> dict[str, SheetFacts]:
    """The facts of each sheet by its name; refuses what is too large, damaged, or no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
                raise too_large(unpacked, MAX_UNPACKED) if unpacked > MAX_UNPACKED else too_large(len(data), MAX_BYTES)
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise NotASpreadsheet
            longest = max((_longest_text(package, name) for name in names if "strings" in name.lower()), default=0)
            return {name: _facts(package, path, longest) for name, path in _sheet_paths(package) if path in names}
    except DAMAGE as fault:
        raise Unreadable from fault


def currency_formats(data: bytes, sheet: str, wanted: Callable[[str], bool] = bool) -> dict[tuple[int, int], str]:
    """The zero-based places of a sheet's cells whose format shows a currency, and the signs that it shows.

    Only `wanted` signs count; where no format has one the sheet itself is not looked at.
    """
    try:
        return _currency_formats(data, sheet, wanted)
    except DAMAGE as fault:
        raise Unreadable from fault


def _currency_formats(data: bytes, sheet: str, wanted: Callable[[str], bool]) -> dict[tuple[int, int], str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        path = dict(_sheet_paths(package)).get(sheet, "")
        if "xl/styles.xml" not in package.namelist() or path not in package.namelist():
            return {}
        with package.open("xl/styles.xml") as stream:
            styles = _parse(stream)
        codes = {each.get("numFmtId"): str(each.get("formatCode", "")) for each in styles.iter("{*}numFmt")}
        uses = [each for group in styles.iter("{*}cellXfs") for each in group.iter("{*}xf")]
        signs = {
            str(at): "".join(map("".join, SHOWN.findall(codes.get(use.get("numFmtId"), ""))))
            for at, use in enumerate(uses)
        }
        signs = {style: sign for style, sign in signs.items() if wanted(sign)}
        if not signs:
            return {}
        cell = re.compile(rb"<(?:\w+:)?c\b[^<>]*\bs=[\"'](" + "|".join(signs).encode() + rb")[\"'][^<>]*>")
        found = {}
        with package.open(path) as stream:
            for window in _windows(stream):
                for match in cell.finditer(window):
                    if place := SAID_PLACE.search(match.group()):
                        column, row = place.groups()
                        found[int(row) - 1, column_number(column.decode())] = signs[match.group(1).decode()]
        return found


def column_number(letters: str) -> int:
    """The zero-based number of a column: A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letter(number: int) -> str:
    """The letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _parse(stream: IO[bytes]) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.parse(stream, parser).getroot()


def _sheet_paths(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the path of its XML inside the package."""
    with package.open("xl/workbook.xml") as stream:
        workbook = _parse(stream)
    with (
        package.open("xl/_rels/workbook.xml.rels")
        if "xl/_rels/workbook.xml.rels" in package.namelist()
        else io.BytesIO(b"<Relationships/>") as stream
    ):
        targets = {str(relation.get("Id")): str(relation.get("Target", "")) for relation in _parse(stream)}
    for sheet in workbook.iter("{*}sheet"):
        identity = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")
        target = targets.get(identity, "")
        yield str(sheet.get("name", "")), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _longest_text(package: zipfile.ZipFile, name: str) -> int:
    """The length of the longest shared text in bytes; a text may be used by every cell of the sheet."""
    longest, rest = 0, b""
    with package.open(name) as stream:
        while chunk := stream.read(CHUNK):
            pieces = (rest + chunk).split(b"<")
            longest, rest = max(longest, *map(len, pieces)), pieces[-1]
    return longest


def _facts(package: zipfile.ZipFile, path: str, longest: int) -> SheetFacts:
    """Count and search in the raw bytes, which is quick; parse only a sheet that looks unusual."""
    cells = rows = formulas = 0
    usual, places = True, set[tuple[int, int]]()
    with package.open(path) as stream:
        for window in _windows(stream):
            tags = Tags(window)
            cells += len(tags.cells)
            rows += tags.rows
            if PREFIXED.search(window):
                usual = False
                cells += window.count(b":c")
                rows += window.count(b":row")
            if rows > MAX_ROWS + FEW:
                raise TooManyRows(limit=MAX_ROWS)
            usual = usual and len(tags.said) == len(tags.cells)  # else cells do not say first where they stand
            for far in tags.odd_addresses().tolist():
                _refuse_far_cell(window, far)
            if tags.formulas:
                formulas += tags.formulas
                found = FORMULA_CELL.findall(window)
                places.update((int(row) - 1, column_number(column.decode())) for column, row in found)
    if cells * longest > MAX_TEXT:
        raise too_large(cells * longest, MAX_TEXT)
    if usual and len(places) == formulas:
        return SheetFacts(frozenset(places))
    with package.open(path) as stream:
        return SheetFacts(frozenset(_walk(stream)))


class Tags:
    """The tags that begin in a window of a sheet's bytes, all looked at together."""

    def __init__(self, window: bytes) -> None:
        self.bytes = np.frombuffer(window + bytes(PADDING), np.uint8)
        begin = np.flatnonzero(self.bytes == ord("<"))
        second = self.bytes[begin + 1]
        self.rows = int(self._goes_on(begin[second == ord("r")], 2, b"ow").sum())
        self.formulas = int(ENDS_NAME[self.bytes[begin[second == ord("f")] + 2]].sum())
        self.cells = begin[second == ord("c")]
        self.cells = self.cells[ENDS_NAME[self.bytes[self.cells + 2]]]
        self.said = self.cells[self._goes_on(self.cells, 2, b' r="')]

    def _goes_on(self, begin: Places, after: int, text: bytes) -> Flags:
        """Which of these places go on with a text, so many bytes on."""
        result = np.ones(len(begin), bool)
        for at, sign in enumerate(text, after):
            result &= self.bytes[begin + at] == sign
        return result

    def odd_addresses(self) -> Places:
        """Where cells say an address beyond FZ199999, or one that is none."""
        begin = self.said + len(b'<c r="')
        first, second = self.bytes[begin], self.bytes[begin + 1]
        two = second >= ord("A")
        digits = begin + 1 + two
        near = (first >= ord("A")) & (first <= np.where(two, ord("F"), ord("Z"))) & (self.bytes[digits] < ord("A"))
        short = np.zeros(len(begin), bool)
        for count in range(1, 6):
            short |= self.bytes[digits + count] == ord('"')
        short |= (self.bytes[digits + 6] == ord('"')) & (self.bytes[digits] == ord("1"))
        odd: Places = begin[~(near & short)]
        return odd


def _refuse_far_cell(window: bytes, place: int) -> None:
    if said := SAID_ADDRESS.match(window, place):
        letters, row = said.groups()
        if column_number(letters.decode()) >= MAX_COLUMNS:
            raise TooManyColumns(limit=MAX_COLUMNS)
        if int(row) > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)


def _windows(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end before a cell begins, so that whole cells are looked at."""
    tail = b""
    while chunk := stream.read(CHUNK):
        if not tail and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unreadable
        window = tail + chunk
        cut = max(window.rfind(b"<c", -OVERLAP), window.rfind(b":c", -OVERLAP))
        cut = window.rfind(b"<", -OVERLAP) if cut <= 0 else cut
        cut = len(window) if cut <= 0 else cut
        tail = window[cut:]
        yield window[:cut]
    yield tail


def _walk(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    """The places of formulas, by parsing; checks the limits also for cells that do not say where they stand."""
    row = column = -1
    walker = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False)
    for event, element in walker:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start" and tag == "row":
            said = element.get("r", "")
            row, column = (int(said) - 1 if said.isdigit() and len(said) < 9 else row + 1), -1
            if row >= MAX_ROWS:
                raise TooManyRows(limit=MAX_ROWS)
        elif event == "start" and tag == "c":
            place = ADDRESS.match((element.get("r") or "").upper())
            column = column_number(place.group(1)) if place else column + 1
            row = int(place.group(2)) - 1 if place else row
            if row >= MAX_ROWS:
                raise TooManyRows(limit=MAX_ROWS)
            if column >= MAX_COLUMNS:
                raise TooManyColumns(limit=MAX_COLUMNS)
        elif event == "start" and tag == "f":
            yield row, column
        elif event == "end" and tag == "row":
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
