"""The meeting sheet as a workbook: the same figures as numbers, and a column that adds up what is written in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from claims.documents import words
from claims.documents.meeting_sheet.form import MeetingSheet, OpenLine
from claims.estimating.exchange.package import column_letter
from claims.estimating.exchange.write import Value, with_fixed_times, write_row
from claims.kernel.money import Money, places
from claims.kernel.texts import say

MONEY, SHARE, WRAPPED = "money", "0.00%", "wrapped"
ANSWER = 15
LINE = Side(style="thin", color="999999")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def meeting_workbook(form: MeetingSheet, language: str, *, made_at: datetime) -> bytes:
    """The xlsx bytes: facts, a row per open line in order, the totals, an empty column for the insurer's answers."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "M"
    columns = columns_in(language)
    write_row(page, [say("Meeting sheet", language) + f" {form.head.number}"])
    page["A1"].font = Font(bold=True, size=14)
    for label, value in facts_of(form, language):
        write_row(page, [label, None, value])
    write_row(page, [title for title, _, _ in columns])
    head = page.max_row
    for line in form.lines:
        write_row(page, row_of(line, language))
    last = page.max_row
    write_row(page, [None, None, say("Total", language), None, *map(number, (form.asked_total, form.returned_total,
        form.gap_total)), *[None] * 6, number(form.suggested_total)])  # fmt: skip
    answers = column_letter(ANSWER - 1)
    page.cell(last + 1, ANSWER).value = f"=SUM({answers}{head + 1}:{answers}{last})"
    style(page, columns, head, last, places(form.asked_total.currency))
    stream = io.BytesIO()
    book.save(stream)
    return with_fixed_times(stream.getvalue(), made_at)


def columns_in(language: str) -> list[tuple[str, int, str]]:
    """The columns: heading, width in characters, how their figures are shown."""
    return [
        ("#", 5, ""),
        (say("Part number", language), 18, ""),
        (say("Part", language), 26, WRAPPED),
        (say("Operation", language), 14, ""),
        (say("Quoted", language), 13, MONEY),
        (say("Returned", language), 13, MONEY),
        (say("Gap", language), 13, MONEY),
        (say("Answer so far", language), 14, ""),
        (say("Past answers", language), 9, ""),
        (say("Approved before, from", language), 10, SHARE),
        (say("Approved before, median", language), 10, SHARE),
        (say("Approved before, to", language), 10, SHARE),
        (say("Approved last", language), 10, SHARE),
        (say("Suggestion", language), 13, MONEY),
        (say("Answer", language), 14, MONEY),
        (say("Reason", language), 60, WRAPPED),
    ]


def facts_of(form: MeetingSheet, language: str) -> list[tuple[str, str]]:
    """What stands above the lines."""
    return [
        (say("For the shop's own use: not for the insurer.", language), ""),
        (say("Claim", language), form.head.claim_number),
        (say("Plate", language), form.vehicle.plate),
        (say("Insurer", language), form.insurer),
        (say("For the insurer", language), form.person),
        (say("Quote", language), f"{form.quote_number} {form.version}"),
        (say("Currency", language), form.asked_total.currency),
    ]


def row_of(line: OpenLine, language: str) -> list[Value]:
    """One open line; shares as exact fractions of one."""
    past = line.history
    shares = (past.low_bp, past.median_bp, past.high_bp, past.last_bp) if past is not None else (None,) * 4
    return [
        line.position, line.part_number, line.name, say(words.OPERATIONS[line.operation], language),
        number(line.asked), number(line.returned), number(line.gap), say(words.ANSWERS[line.answer], language),
        past.count if past is not None else 0,
        *(Decimal(one) / 10_000 if one is not None else None for one in shares),
        number(line.suggested), None, line.reason.in_language(language),
    ]  # fmt: skip


def number(amount: Money | None) -> Decimal | None:
    """An amount as an exact number of its currency's main unit."""
    return Decimal(str(amount)) if amount is not None else None


def style(page: Worksheet, columns: Sequence[tuple[str, int, str]], head: int, last: int, decimals: int) -> None:
    """Widths, formats and borders; the column for answers stands out; a page wide when printed."""
    money = "#,##0" + ("." + "0" * decimals if decimals else "")
    for column, (_, width, shown) in enumerate(columns, 1):
        page.column_dimensions[column_letter(column - 1)].width = width
        for row in range(head, last + 2):
            cell = page.cell(row, column)
            cell.border = GRID
            cell.font = Font(bold=row in (head, last + 1))
            cell.alignment = Alignment(vertical="top", wrap_text=row == head or shown == WRAPPED)
            if shown in (MONEY, SHARE):
                cell.number_format = money if shown == MONEY else SHARE
            if row == head or column == ANSWER:
                cell.fill = PatternFill("solid", fgColor="FFF2CC" if column == ANSWER else "E7EAEE")
    page.freeze_panes = f"A{head + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
