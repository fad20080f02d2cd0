"""PDFs of unknown origin: what is locked, cut, endless or without text is refused in words; nothing is half-read."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from claims.estimating.exchange import limits, pdf_pages, pdf_tables
from claims.estimating.exchange.pdf_apart import read_apart
from claims.estimating.exchange.pdf_lines import lines_of
from claims.estimating.exchange.pdf_tables import read_pdf
from claims.estimating.exchange.pdf_words import Word
from claims.estimating.exchange.returned import ReturnedSheet, read_return
from claims.estimating.exchange.workbook import read_grids
from claims.kernel.errors import Refusal
from tests.estimating.exchange.make import FIXTURES
from tests.estimating.exchange.make_pdf import Page, pdf, written

PICTURE = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"  # noqa: E501
WITH_PICTURE = "/XObject<</I1 6 0 R>>"
SCAN = "q 595 0 0 842 0 0 cm /I1 Do Q"


def table(page: Page | None = None) -> Page:
    page = page or Page()
    return page.row(60, (40, 200, 300, 400), ("Descripción", "Referencia", "Cant.", "Importe")).row(
        80, (40, 200, 300, 400), ("Faro", "R-1", "1", "10,00")
    )


def changed(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def read(data: bytes) -> ReturnedSheet:
    return read_return(data, currency="EUR")


def the_table_is_read(data: bytes) -> bool:
    return [(line.text, str(line.amount)) for line in read(data).sheet.lines] == [("Faro", "10.00")]


def refused(data: bytes, refusal: type[Refusal]) -> bool:
    with pytest.raises(refusal) as found:
        read_pdf(data)
    return bool(str(found.value))


def test_only_a_return_is_read_from_a_pdf() -> None:
    with pytest.raises(limits.NotASpreadsheet):
        read_grids(pdf(table()))
    assert the_table_is_read(pdf(table()))


def test_a_scan_has_no_text_to_read() -> None:
    scan = pdf(Page().draw(SCAN), more=[PICTURE], resources=WITH_PICTURE)
    assert refused(scan, limits.PdfWithoutText)
    assert refused(pdf(Page()), limits.PdfWithoutText)
    assert refused(pdf(Page().draw("BT /F1 8 Tf 0 1 -1 0 100 100 Tm (sideways) Tj ET")), limits.PdfWithoutText)


def test_what_the_text_does_not_say_is_told() -> None:
    data = pdf(table(), Page().draw(SCAN), table(Page().draw(SCAN)), more=[PICTURE], resources=WITH_PICTURE)
    notes = read(data).notes
    assert [(note.text, note.where) for note in notes] == [
        (pdf_tables.SILENT, "page 2"), (pdf_tables.RECOGNIZED, "page 3"),
    ]  # fmt: skip


def test_words_in_form_fields_and_comments_are_told_and_not_read() -> None:
    note = FreeText(text="Importe: 5,00", rect=(400, 700, 500, 720))
    found = read(changed(pdf(table()), lambda writer: writer.add_annotation(0, note)))
    assert [note.text for note in found.notes] == [pdf_tables.ANNOTATED]
    assert [str(line.amount) for line in found.sheet.lines] == ["10.00"]


def test_a_password_is_asked_for_and_a_ban_on_printing_is_none() -> None:
    assert refused(changed(pdf(table()), lambda w: w.encrypt("secret", algorithm="RC4-128")), limits.PdfLocked)
    printed_only = changed(pdf(table()), lambda w: w.encrypt("", "owner", algorithm="RC4-128", permissions_flag=4))
    assert the_table_is_read(printed_only)


def test_a_file_cut_anywhere_is_refused_and_never_read_in_part() -> None:
    data = pdf(table(), table())
    for end in range(9, len(data) - 6, len(data) // 25):
        assert refused(data[:end], limits.PdfDamaged), end
    fixture = (FIXTURES / "insurer-return-pdf-zh.pdf").read_bytes()
    assert refused(fixture[:-2000], limits.PdfDamaged)


def test_a_file_whose_list_of_objects_is_lost_is_refused() -> None:
    data = pdf(table())
    assert refused(data.replace(b"startxref", b"startxxxx"), limits.PdfDamaged)
    assert refused(b"%PDF-1.7\nnothing of the kind\n%%EOF\n", limits.PdfDamaged)


def test_a_page_that_is_missing_or_does_not_unpack_is_not_passed_over() -> None:
    assert refused(pdf(table(), kids=2), limits.PdfDamaged)
    whole = pdf(table())
    start = whole.index(b"stream\n", whole.index(b"/Filter/FlateDecode")) + 7
    assert refused(whole[: start + 40] + bytes(20) + whole[start + 60 :], limits.PdfDamaged)


def test_too_many_pages_are_refused() -> None:
    assert refused(pdf(*[Page()] * (pdf_pages.MAX_PAGES + 1)), limits.PdfTooLong)


def test_a_page_that_unpacks_without_end_is_refused_with_little_memory_and_time() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(2**24)) for _ in range(16)) + packer.flush()  # 256 MiB
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(bomb), bomb)
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    began = time.monotonic()
    assert refused(written([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream]), limits.PdfTooHeavy)
    packed_twice = zlib.compress(bomb, 9)
    twice = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed_twice), packed_twice)
    assert refused(written([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, twice]), limits.PdfTooHeavy)
    assert time.monotonic() - began < 30


def test_endless_letters_and_endless_lines_are_refused() -> None:
    many = Page()
    for at in range(310):
        many.say(10, 10 + at * 2, "x" * 500, size=1)
    assert refused(pdf(many), limits.PdfTooHeavy)
    with pytest.raises(limits.PdfTooHeavy):
        lines_of(1, [Word("x", 10, at, 15, at + 1) for at in range(501)])


def test_a_page_of_nothing_but_rules_does_not_take_forever() -> None:
    page = table()
    for at in range(240):
        page.rule(at * 3.5 if at < 170 else 0, 0, at * 3.5 if at < 170 else 0, 842).rule(0, at * 3.5, 595, at * 3.5)
    began = time.monotonic()
    assert refused(pdf(page), limits.PdfTooHeavy)
    assert time.monotonic() - began < 70


def test_pages_that_hold_each_other_end() -> None:
    pages = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    assert refused(written([b"<</Type/Catalog/Pages 2 0 R>>", pages]), limits.PdfDamaged)


def test_scripts_and_attachments_are_left_alone() -> None:
    def armed(writer: PdfWriter) -> None:
        script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('x')")}
        action = DictionaryObject({NameObject(name): value for name, value in script.items()})
        writer.root_object[NameObject("/OpenAction")] = action
        writer.add_attachment("evil.exe", b"MZ" + bytes(100))

    assert the_table_is_read(changed(pdf(table()), armed))


def test_what_is_printed_beside_the_paper_or_askew_is_not_read() -> None:
    page = table().say(700, 80, "999,00").draw("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm (COPIA) Tj ET")
    assert the_table_is_read(pdf(page))


def test_bold_print_made_of_letters_printed_twice_is_read_once() -> None:
    page = table().row(80.2, (40.2, 200.2, 300.2, 400.2), ("Faro", "R-1", "1", "10,00"))
    assert the_table_is_read(pdf(page))


def test_radicals_are_read_as_the_characters_that_they_print_like() -> None:
    page = Page().row(60, (40, 200, 300), ("⻋⻔项⽬", "数量", "⾦额")).row(80, (40, 200, 300), ("⻋⻔", "1", "10.00"))
    grid = read_pdf(pdf(page))[0]
    assert grid.rows == [["车门项目", "数量", "金额"], ["车门", "1", "10.00"]]


def test_letters_that_no_font_names_are_refused() -> None:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    below = (b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
             b"/Supplement 0>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]"
             b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>")  # fmt: skip
    page = Page().draw("BT /F3 8 Tf 100 700 Td <0001000200030004> Tj ET")
    data = pdf(page, more=[font, below], resources="").replace(b"/F2 4 0 R>>", b"/F2 4 0 R/F3 6 0 R>>")
    assert refused(rebuilt(data), limits.PdfLettersUnknown)


def rebuilt(data: bytes) -> bytes:
    """A file whose places were moved by hand, written anew."""
    return changed(data, lambda writer: None)


def test_the_process_that_reads_has_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE", "secret")
    assert len(read_apart(pdf(table())).pages) == 1
