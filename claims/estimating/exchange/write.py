"""The quote as a workbook that the insurer can fill in and send back; the same quote always gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from claims.estimating.exchange.header_words import Field, words
from claims.estimating.exchange.package import column_letter
from claims.estimating.exchange.printed_words import OPERATION_WORDS, PART_KIND_WORDS, SIDES, SUPPLIER_WORDS
from claims.estimating.sheets import Sheet, SheetLine
from claims.kernel.money import Money, places

COLUMNS = (
    (Field.POSITION, 6),
    (Field.PART_NUMBER, 18),
    (Field.NAME, 30),
    (Field.SIDE, 10),
    (Field.OPERATION, 12),
    (Field.PART_KIND, 12),
    (Field.SUPPLIED_BY, 12),
    (Field.QUANTITY, 8),
    (Field.UNIT_PRICE, 12),
    (Field.PART_AMOUNT, 12),
    (Field.HOURS, 8),
    (Field.RATE, 10),
    (Field.LABOR_AMOUNT, 12),
    (Field.REFINISH_HOURS, 9),
    (Field.REFINISH_RATE, 12),
    (Field.PAINT_AMOUNT, 12),
    (Field.AMOUNT, 13),
    (Field.RETURNED_PRICE, 14),
    (Field.NOTE, 24),
)
MONEY = {
    Field.UNIT_PRICE,
    Field.PART_AMOUNT,
    Field.RATE,
    Field.LABOR_AMOUNT,
    Field.REFINISH_RATE,
    Field.PAINT_AMOUNT,
    Field.AMOUNT,
    Field.RETURNED_PRICE,
}
FILL_IN = {Field.RETURNED_PRICE, Field.NOTE}
TOTALS = {
    "zh": ("报价合计", "核定合计", "价格均含税", "价格均不含税"),
    "es": ("Total ofertado", "Total autorizado", "Precios con IVA incluido", "Precios sin IVA"),
    "en": ("Quoted total", "Approved total", "Prices including tax", "Prices excluding tax"),
}
ASKED = {"zh": "扣除后", "es": "tras las deducciones", "en": "after what is taken off"}
Value = str | int | Decimal | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EPOCH = (1980, 1, 1, 0, 0, 0)
LINE = Side(style="thin", color="999999")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


@dataclass(frozen=True, kw_only=True)
class QuoteHeading:
    """Above the lines: a title, facts as label and value, when it was made, the language of headings."""

    title: str
    facts: tuple[tuple[str, str], ...]
    made_at: datetime
    language: str = "zh"


def quote_workbook(sheet: Sheet, heading: QuoteHeading, taken_off: Sequence[tuple[str, Money]] = ()) -> bytes:
    """The xlsx bytes: facts, a row per line in order, an empty column for the returned price, the total.

    What is `taken_off` the total stands below it, each with its words, and then what is asked for.
    """
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Q"
    language = heading.language
    quoted, returned, with_tax, without_tax = TOTALS[language]
    write_row(page, [heading.title])
    page["A1"].font = Font(bold=True, size=14)
    for label, value in heading.facts:
        write_row(page, [label, None, value])
    if sheet.prices_include_tax is not None:
        write_row(page, [with_tax if sheet.prices_include_tax else without_tax])
    write_row(page, [words(field, language)[0] for field, _ in COLUMNS])
    head = page.max_row
    for line in sheet.lines:
        write_row(page, [_value(line, field, language) for field, _ in COLUMNS])
    amount = [field for field, _ in COLUMNS].index(Field.AMOUNT)
    write_row(page, [quoted, *[None] * (amount - 1), _number(sheet.total)])
    below = [(text, -minus) for text, minus in taken_off]
    if below:
        below.append((ASKED[language], Money.total((each for _, each in below), sheet.currency) + sheet.total))
    for text, each in below:  # read back as further quoted totals, which are no line of an answer
        write_row(page, [f"{quoted}: {text}", *[None] * (amount - 1), _number(each)])
    last = page.max_row - 1
    write_row(page, [returned])
    _style(page, head, last, places(sheet.currency))
    stream = io.BytesIO()
    book.save(stream)
    return with_fixed_times(stream.getvalue(), heading.made_at)


def put(cell: Cell | MergedCell, value: Value) -> None:
    """A value in its cell; text is written as text even where a spreadsheet program would take it for a formula."""
    cell.value = CONTROL.sub(" ", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)


def write_row(page: Worksheet, values: Sequence[Value]) -> None:
    """A row of values below the last one."""
    row = page.max_row + 1 if page["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        if value is None:
            continue
        cell = page.cell(row, column)
        put(cell, value)


def _number(amount: Money) -> Decimal:
    return Decimal(str(amount))


def _value(line: SheetLine, field: Field, language: str) -> Value:
    """What a line shows in a column; money and hours as exact decimals, codes as the words of the language."""
    coded = {
        Field.OPERATION: OPERATION_WORDS[language].get(line.operation, line.operation.value),
        Field.PART_KIND: PART_KIND_WORDS[language].get(line.part_kind, line.part_kind.value),
        Field.SUPPLIED_BY: SUPPLIER_WORDS[language].get(line.supplied_by, ""),
        Field.SIDE: (" " if language != "zh" else "").join(
            SIDES[language].get(part, "") for part in line.side.value.split("_")
        ),
        Field.PART_NUMBER: line.part_number,
        Field.NAME: line.text,
        Field.NOTE: line.note,
    }
    if field in coded:
        return coded[field] or None
    exact: dict[Field, Value] = {
        Field.POSITION: line.position,
        Field.QUANTITY: Decimal(str(line.quantity)),
        Field.UNIT_PRICE: None if line.unit_price is None else _number(line.unit_price),
        Field.PART_AMOUNT: _number(line.part_amount),
        Field.HOURS: Decimal(str(line.hours)) if line.hours.hundredths else None,
        Field.RATE: None if line.rate is None else _number(line.rate),
        Field.LABOR_AMOUNT: _number(line.labor_amount),
        Field.REFINISH_HOURS: Decimal(str(line.refinish_hours)) if line.refinish_hours.hundredths else None,
        Field.REFINISH_RATE: None if line.refinish_rate is None else _number(line.refinish_rate),
        Field.PAINT_AMOUNT: _number(line.paint_amount),
        Field.AMOUNT: _number(line.amount),
    }
    return exact.get(field)


def _style(page: Worksheet, head: int, last: int, decimals: int) -> None:
    money = "#,##0" + ("." + "0" * decimals if decimals else "")
    for column, (field, width) in enumerate(COLUMNS, 1):
        page.column_dimensions[column_letter(column - 1)].width = width
        top = page.cell(head, column)
        top.font, top.border = Font(bold=True), GRID
        top.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        top.fill = PatternFill("solid", fgColor="FFF2CC" if field in FILL_IN else "E7EAEE")
        for row in range(head + 1, last + 2):
            cell = page.cell(row, column)
            cell.border = GRID
            if field in MONEY:
                cell.number_format = money
            if field is Field.RETURNED_PRICE:
                cell.fill = PatternFill("solid", fgColor="FFFBEB")
    page.freeze_panes = f"A{head + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def with_fixed_times(data: bytes, made_at: datetime) -> bytes:
    """The same workbook with its times fixed: those in its properties to `made_at`, those of the package to 1980."""
    stamp = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            fixed = zipfile.ZipInfo(entry.filename, EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 3
            target.writestr(fixed, content)
    return result.getvalue()
