"""The meeting sheet: it adds up, suggests within bounds, prints in three languages; its workbook holds numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from claims.documents.form import PaperIncomplete
from claims.documents.meeting_sheet.form import MeetingSheet
from claims.documents.meeting_sheet.workbook import ANSWER, meeting_workbook
from claims.documents.render import render_pdf
from claims.documents.sample_meeting import meeting_sheet
from claims.kernel.money import Money
from claims.kernel.texts import LANGUAGES

MADE = datetime(2024, 3, 8, tzinfo=UTC)
HEAD = 9  # the row of headings in the workbook


def wrongs(form: MeetingSheet, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(PaperIncomplete) as refused:
        replace(form, **changes)
    return [(fault.where, str(fault)) for fault in refused.value.faults]


def long_sheet(lines: int) -> MeetingSheet:
    """A sheet of so many open lines."""
    form = meeting_sheet()
    many = tuple(replace(form.lines[place % 4], position=place + 1) for place in range(lines))
    return replace(
        form,
        lines=many,
        asked_total=Money.total(line.asked for line in many),
        returned_total=Money.total(line.returned for line in many if line.returned),
        suggested_total=Money.total(line.suggested for line in many if line.suggested),
    )


def page_of(data: bytes) -> Worksheet:
    page = load_workbook(BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def test_the_totals_are_those_of_the_open_lines() -> None:
    form = meeting_sheet()
    assert [str(one) for one in (form.asked_total, form.returned_total, form.gap_total, form.suggested_total)] == [
        "6739.00", "4866.00", "1873.00", "4915.30",
    ]  # fmt: skip
    for name in ("asked_total", "returned_total", "suggested_total"):
        assert [where for where, _ in wrongs(form, **{name: Money(1)})] == [name]


@pytest.mark.parametrize(
    ("amount", "fault"),
    [("1945.01", "more is suggested than was asked"), ("1819.99", "less is suggested than the insurer gives")],
)
def test_no_suggestion_leaves_its_bounds(amount: str, fault: str) -> None:
    form = meeting_sheet()
    bent = replace(form.lines[1], suggested=Money.of(amount))
    found = wrongs(form, lines=(form.lines[0], bent, *form.lines[2:]))
    assert ("lines[2].suggested", fault) in found


def test_a_sheet_without_an_open_line_is_none() -> None:
    nothing = Money(0)
    found = wrongs(meeting_sheet(), lines=(), asked_total=nothing, returned_total=nothing, suggested_total=nothing)
    assert found == [("lines", "there is no open line to talk about")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["议价会议单", "仅供本店内部使用", "后保险杠骨架", "何晓东", "保险杠骨架·更换", "通常被拒",
                "建议还价", "答复"]),
        ("es", ["Hoja para la reunión", "no es para la aseguradora", "左后尾灯总成", "piloto trasero, sustituir",
                "1.867,20", "La pieza nos cuesta 3.120,00 CNY", "Respuesta"]),
        ("en", ["Meeting sheet", "not for the insurer", "tail lamp, replace", "1,867.20", "92% to 97.75%",
                "Past answers for sensor", "Suggestion"]),
    ],
)  # fmt: skip
def test_it_prints_in_three_languages(language: str, words: list[str]) -> None:
    reader = PdfReader(BytesIO(render_pdf(meeting_sheet(), language)), strict=True)
    assert len(reader.pages) == 1
    text = "".join(reader.pages[0].extract_text().split()).replace("\xa0", "")
    assert [word for word in words if "".join(word.split()) not in text] == []
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert all("Paper-Sans" in name for name in fonts)


def test_a_line_and_its_reason_stay_on_one_page_below_the_headings() -> None:
    reader = PdfReader(BytesIO(render_pdf(long_sheet(40), "en")), strict=True)
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 3
    assert all("Suggestion" in page for page in pages)
    assert (
        sum(page.count("tail lamp, replace") for page in pages) == sum(page.count("1,945.00") for page in pages) == 10
    )
    assert all(page.count("tail lamp, replace") == page.count("1,945.00") for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_same_figures_as_numbers(language: str) -> None:
    form = meeting_sheet()
    page = page_of(meeting_workbook(form, language, made_at=MADE))
    row = [cell.value for cell in page[HEAD + 2]]
    assert row[:3] == [3, "56D 945 207 C", "左后尾灯总成（LED）"]
    assert row[4:7] == [1945, 1820, 125]
    assert row[8:14] == [14, 0.92, 0.96, 0.9775, 0.97, 1867.2]
    assert row[14:] == [None, form.lines[1].reason.in_language(language)]
    total = [cell.value for cell in page[HEAD + 5]]
    assert (total[4:7], total[13], total[ANSWER - 1]) == ([6739, 4866, 1873], 4915.3, "=SUM(O10:O13)")
    assert all(isinstance(cell.value, str) for cell in page[HEAD])


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_text_from_outside_never_becomes_a_formula(text: str) -> None:
    form = meeting_sheet()
    bent = replace(form.lines[0], name=text + "x", part_number=text)
    sheet = replace(form, lines=(bent, *form.lines[1:]), insurer=text, person=text)
    page = page_of(meeting_workbook(sheet, "en", made_at=MADE))
    formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["O14"]
    cells = [page.cell(5, 3), page.cell(6, 3), page.cell(HEAD + 1, 2), page.cell(HEAD + 1, 3)]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_control_characters_do_not_break_the_workbook() -> None:
    form = meeting_sheet()
    sheet = replace(form, lines=(replace(form.lines[0], name="a\x00b\x1bc"), *form.lines[1:]))
    assert page_of(meeting_workbook(sheet, "en", made_at=MADE)).cell(HEAD + 1, 3).value == "a b c"


def test_the_same_sheet_gives_the_same_workbook() -> None:
    assert meeting_workbook(meeting_sheet(), "zh", made_at=MADE) == meeting_workbook(
        meeting_sheet(), "zh", made_at=MADE
    )


def test_a_currency_without_cents_is_shown_without_them() -> None:
    form = meeting_sheet()
    yen = replace(form.lines[1], asked=Money(1945, "JPY"), returned=Money(1820, "JPY"), suggested=Money(1867, "JPY"))
    sheet = replace(form, lines=(yen,), asked_total=yen.asked, returned_total=Money(1820, "JPY"),
                    suggested_total=Money(1867, "JPY"), rounds=())  # fmt: skip
    cell = page_of(meeting_workbook(sheet, "en", made_at=MADE)).cell(HEAD + 1, 5)
    assert (cell.value, cell.number_format) == (1945, "#,##0")
