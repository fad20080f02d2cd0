"""Tables on the pages of a PDF: every word of the text layer ends in the grid, in its row and its column."""

from __future__ import annotations

import pytest

from claims.estimating.exchange.pdf_tables import read_pdf
from claims.estimating.exchange.returned import ReturnedSheet, read_return
from claims.estimating.exchange.workbook import Grid
from claims.estimating.sheets import OtherKind
from tests.estimating.exchange.make import FIXTURES
from tests.estimating.exchange.make_pdf import Page, pdf

PLACES = (40, 70, 250, 370, 450, 540)
NUMBERS = (0, 3, 4, 5)
HEADING = ("Nº", "Descripción", "Referencia", "Cant.", "Precio", "Importe")


def grid_of(*pages: Page) -> Grid:
    (grid,) = read_pdf(pdf(*pages))
    return grid


def read(*pages: Page) -> ReturnedSheet:
    return read_return(pdf(*pages), currency="EUR")


def table(*rows: tuple[str, ...], top: float = 80, step: float = 16, page: Page | None = None) -> Page:
    """A table without rules: its headings, and a row at each step."""
    page = page or Page()
    for at, cells in enumerate((HEADING, *rows)):
        page.row(top + at * step, PLACES, cells, numbers=NUMBERS)
    return page


def ruled(lines: list[list[str]], xs: list[float], *, level: bool = True, outer: bool = True, top: float = 60) -> Page:
    """A table with rules between its columns, 20 points to a row."""
    page, bottom = Page(), top + 20 * len(lines)
    for x in xs if outer else xs[1:-1]:
        page.rule(x, top, x, bottom)
    left, right = (xs[0], xs[-1]) if outer else (xs[1], xs[-2])
    heights = range(len(lines) + 1) if level else (0, 1, len(lines))
    for at in heights:
        page.rule(left, top + 20 * at, right, top + 20 * at)
    for at, cells in enumerate(lines):
        for x, cell in zip(xs, cells, strict=False):
            page.say(x + 2, top + 20 * at + 13, cell)
    return page


@pytest.mark.parametrize(
    ("paper", "sheet", "currency"),
    [
        ("insurer-return-pdf-zh.pdf", "insurer-return-zh.xlsx", "CNY"),
        ("insurer-return-pdf-es.pdf", "insurer-return-es.csv", "EUR"),
    ],
)
def test_the_paper_of_an_insurer_says_what_its_spreadsheet_says(paper: str, sheet: str, currency: str) -> None:
    printed = read_return((FIXTURES / paper).read_bytes(), currency=currency)
    typed = read_return((FIXTURES / sheet).read_bytes(), currency=currency)
    assert printed.sheet == typed.sheet
    assert printed.refused == ()
    assert printed.columns.unplaced == ()
    assert {place.header for place in printed.columns.placed.values()} == {
        place.header for place in typed.columns.placed.values()
    }


def test_a_ruled_table_over_two_pages_repeats_its_headings_and_each_row_knows_its_page() -> None:
    grid = read_pdf((FIXTURES / "insurer-return-pdf-zh.pdf").read_bytes())[0]
    last = next(row for row, cells in enumerate(grid.rows, 1) if cells[0] == "12")
    assert grid.where(last) == "page 2, row 3"
    answer = read_return((FIXTURES / "insurer-return-pdf-zh.pdf").read_bytes(), currency="CNY")
    assert [entry.why for entry in answer.skipped].count("repeated header") == 2
    assert any("第 2 页" in entry.text for entry in answer.skipped)


def test_a_table_without_rules_is_read_by_where_its_words_stand() -> None:
    lamp = ("1", "Faro izquierdo", "17G 941 005", "1", "1.234,50", "1.234,50")
    answer = read(table(lamp, ("2", "Capó", "", "", "", "90,00"), ("", "Total peritado", "", "", "", "1.324,50 €")))
    assert [(line.text, line.part_number, str(line.amount)) for line in answer.sheet.lines] == [
        ("Faro izquierdo", "17G 941 005", "1234.50"), ("Capó", "", "90.00"),
    ]  # fmt: skip
    assert (answer.refused, str(answer.sheet.stated_total)) == ((), "1324.50")


def test_a_wrapped_cell_belongs_to_its_row_whether_its_number_stands_at_its_top_or_in_its_middle() -> None:
    page = table(("1", "Revestimiento de paragolpes", "REF 1", "1", "10,00", "10,00"), step=20)
    page.say(70, 109, "delantero con sensores")
    page.say(70, 132, "Moldura del paso").row(136.5, PLACES, ("2", "", "REF 2", "1", "5,00", "5,00"), numbers=NUMBERS)
    page.say(70, 141, "de rueda")
    assert [line.text for line in read(page).sheet.lines] == [
        "Revestimiento de paragolpes delantero con sensores", "Moldura del paso de rueda",
    ]  # fmt: skip


def test_with_even_steps_a_line_is_wrapped_only_where_its_first_word_had_no_room_above() -> None:
    page = table(("1", "Revestimiento de paragolpes delantero", "REF 1", "1", "10,00", "10,00"), step=12)
    page.say(70, 104, "con sensores").say(70, 116, "Pintura")
    page.row(128, PLACES, ("2", "Capó", "", "1", "5,00", "5,00"), numbers=NUMBERS)
    answer = read(page)
    assert [line.text for line in answer.sheet.lines] == ["Revestimiento de paragolpes delantero con sensores", "Capó"]
    assert [(entry.why, entry.text) for entry in answer.skipped] == [("heading", "Pintura")]


def test_level_rules_say_which_lines_are_one_row() -> None:
    page = table(("1", "Moldura", "REF 1", "1", "10,00", "10,00"), step=30)
    page.say(70, 122, "izquierda").row(140, PLACES, ("2", "Capó", "", "1", "5,00", "5,00"), numbers=NUMBERS)
    for height in (90, 126, 145):
        page.rule(40, height, 550, height)
    assert [line.text for line in read(page).sheet.lines] == ["Moldura izquierda", "Capó"]


def test_headings_wrap_and_stand_over_several_columns() -> None:
    places = (40, 150, 300, 350, 420, 490)
    page = Page().say(300, 50, "Recambios").say(450, 50, "Mano de obra")
    page.row(59, places, ("Descripción", "Referencia", "Cant.", "Precio", "Horas", "Precio"))
    page.row(68, places, ("", "", "", "unitario", "", "hora"))
    page.row(90, places, ("Faro", "A-1", "2", "10,00", "1,50", "40,00"))
    (line,) = read(page).sheet.lines
    assert (str(line.quantity), str(line.unit_price), str(line.hours), str(line.rate)) == (
        "2",
        "10.00",
        "1.50",
        "40.00",
    )
    assert str(line.amount) == "80.00"


def test_the_group_over_headings_tells_two_columns_of_the_same_name_apart() -> None:
    places = (40, 150, 300, 350, 420, 490)
    page = Page().say(310, 50, "配件费用").say(435, 50, "工时费")
    page.row(59, places, ("项目名称", "零件编号", "数量", "金额", "工时数", "金额"))
    page.row(90, places, ("前大灯", "17G941005C", "1", "1,860.00", "0.8", "96.00"))
    (line,) = read_return(pdf(page), currency="CNY").sheet.lines
    assert (str(line.part_amount), str(line.labor_amount)) == ("1860.00", "96.00")


def test_numbers_to_the_right_of_a_short_heading_are_that_headings_numbers() -> None:
    page = Page().row(60, (40, 200, 300, 400), ("Descripción", "Cant.", "Precio", "Importe"))
    for y, name, price in ((80, "Faro", "1.234,00"), (96, "Aleta", "999,00")):
        page.say(40, y, name).say(225, y, "1", right=True).say(380, y, price, right=True).say(480, y, price, right=True)
    answer = read(page)
    assert [str(line.unit_price) for line in answer.sheet.lines] == ["1234.00", "999.00"]
    assert answer.columns.unplaced == ()


def test_page_headings_and_footers_are_no_lines_on_any_page() -> None:
    pages = []
    for number in (1, 2, 3):
        page = Page().say(40, 30, "Expediente 2026-0042").say(480, 30, "12.05.2026")
        rows = [(str(number), f"Pieza {number}", f"R-{number}", "1", "10,00", "10,00")]
        pages.append(table(*rows, page=page).say(540, 800, f"{number}", right=True))
    answer = read(*pages)
    assert [line.text for line in answer.sheet.lines] == ["Pieza 1", "Pieza 2", "Pieza 3"]
    assert answer.refused == ()


def test_totals_below_are_told_from_lines() -> None:
    page = table(("1", "Faro", "R-1", "1", "100,00", "100,00"), ("2", "Pintura", "", "", "", "50,00"),
                 ("", "", "", "", "Base imponible", "150,00"), ("", "", "", "", "I.V.A. 21 %", "31,50"),
                 ("", "", "", "", "TOTAL", "181,50 €"))  # fmt: skip
    answer = read(page)
    assert (len(answer.sheet.lines), answer.refused, str(answer.sheet.stated_total)) == (2, (), "181.50")
    assert [(other.kind, str(other.amount)) for other in answer.sheet.other] == [(OtherKind.TAX, "31.50")]
    assert answer.sheet.prices_include_tax is False, "tax that is added below the lines is not in them"


def test_a_total_below_a_ruled_table_is_found_outside_of_its_rules() -> None:
    lines = [["Descripción", "Referencia", "Cant.", "Importe"], ["Faro", "R-1", "1", "100,00"]]
    page = ruled(lines, [40, 200, 300, 400, 500]).say(300, 120, "Total peritado").say(480, 120, "100,00 €", right=True)
    answer = read(page)
    assert (len(answer.sheet.lines), str(answer.sheet.stated_total)) == (1, "100.00")


def test_rules_between_columns_alone_still_give_a_row_for_each_line() -> None:
    lines = [["Descripción", "Referencia", "Cant.", "Importe"], ["Faro", "R-1", "1", "100,00"],
             ["Aleta", "R-2", "2", "50,00"], ["Capó", "", "1", "75,00"]]  # fmt: skip
    answer = read(ruled(lines, [40, 200, 300, 400, 500], level=False))
    assert [(line.text, str(line.amount)) for line in answer.sheet.lines] == [
        ("Faro", "100.00"), ("Aleta", "50.00"), ("Capó", "75.00"),
    ]  # fmt: skip


def test_columns_beyond_the_outermost_rules_are_not_lost() -> None:
    lines = [["Descripción", "Referencia", "Cant.", "Importe"], ["Faro", "R-1", "1", "100,00"],
             ["Aleta", "R-2", "2", "50,00"]]  # fmt: skip
    answer = read(ruled(lines, [40, 150, 260, 370, 480], outer=False))
    assert [(line.text, line.part_number, str(line.amount)) for line in answer.sheet.lines] == [
        ("Faro", "R-1", "100.00"), ("Aleta", "R-2", "50.00"),
    ]  # fmt: skip


def test_words_that_touch_across_a_rule_stay_in_their_cells() -> None:
    lines = [["Descripción", "Referencia", "Cant.", "Importe"], ["Faro", "R-1", "1", ""]]
    page = ruled(lines, [40, 200, 300, 400, 500]).say(199.5, 93, "delantero", right=True).say(402, 93, "100,00")
    assert [(line.text, line.part_number) for line in read(page).sheet.lines] == [("Faro delantero", "R-1")]


def test_a_row_that_cannot_be_read_is_named_by_its_page_and_its_row() -> None:
    page = table(("2", "Aleta", "R-2", "1", "cortesía", "10,00"))
    answer = read(table(("1", "Faro", "R-1", "1", "10,00", "10,00")), page)
    (fault,) = answer.refused
    assert (answer.grid.where(fault.row), fault.column) == ("page 2, row 2", "E")


def test_a_line_without_its_amount_is_refused_and_not_passed_over() -> None:
    answer = read(table(("1", "Faro", "R-1", "1", "10,00", "10,00"), ("2", "Aleta", "R-2", "1", "", ""),
                        ("3", "Capó", "", "1", "5,00", "5,00")))  # fmt: skip
    assert [answer.grid.where(fault.row) for fault in answer.refused] == ["page 1, row 3"]


def test_every_word_of_the_pages_stands_in_the_grid() -> None:
    page = table(("1", "Faro", "R-1", "1", "10,00", "10,00")).say(40, 30, "Seguros Norte").say(300, 500, "una nota")
    page.say(40, 700, "Firma:").say(400, 700, "Fecha: 12/05/2026")
    text = " ".join(cell for cells in grid_of(page).rows for cell in cells if cell)
    for word in ("Seguros Norte", "una nota", "Firma:", "Fecha: 12/05/2026", "Faro", "R-1"):
        assert word in text


def test_without_known_headings_the_columns_are_offered_by_what_stands_below_each_other() -> None:
    page = Page().row(60, (40, 200, 400), ("Qué", "Cuánto", "Vale"))
    for y, cells in ((80, ("Faro", "1", "10,00")), (96, ("Aleta", "2", "20,00"))):
        page.row(y, (40, 200, 400), cells)
    rows = [[cell for cell in cells if cell] for cells in grid_of(page).rows]
    assert rows[-2:] == [["Faro", "1", "10,00"], ["Aleta", "2", "20,00"]]


def test_headings_of_two_lines_with_the_others_in_their_middle_are_read_on_every_page() -> None:
    places = (40, 150, 300, 350, 420, 490)
    pages = []
    for number in ("1", "2"):
        page = Page().row(50, places, ("", "", "", "Precio", "", "Precio"))
        page.row(54.5, places, ("Descripción", "Referencia", "Cant.", "", "Horas", ""))
        page.row(59, places, ("", "", "", "unitario", "", "hora"))
        pages.append(page.row(80, places, (f"Pieza {number}", f"R-{number}", "2", "10,00", "1,50", "40,00")))
    answer = read(*pages)
    assert [(line.text, str(line.unit_price), str(line.rate)) for line in answer.sheet.lines] == [
        ("Pieza 1", "10.00", "40.00"), ("Pieza 2", "10.00", "40.00"),
    ]  # fmt: skip
    assert answer.refused == ()


def test_a_total_over_joined_cells_below_columns_without_level_rules_is_found() -> None:
    xs = [40.0, 200.0, 300.0, 400.0, 500.0]
    lines = [["Descripción", "Referencia", "Cant.", "Importe"], ["Faro", "R-1", "1", "100,00"],
             ["Aleta", "R-2", "2", "50,00"]]  # fmt: skip
    page = ruled(lines, xs, level=False).say(42, 133, "Total").say(402, 133, "150,00").rule(40, 140, 500, 140)
    for x in (40, 400, 500):
        page.rule(x, 120, x, 140)
    page.drawn.remove("40.0 722 m 500.0 722 l S")
    answer = read(page)
    assert ([str(line.amount) for line in answer.sheet.lines], str(answer.sheet.stated_total)) == (
        ["100.00", "50.00"], "150.00",
    )  # fmt: skip
