"""The packet as PDF: contents, bookmarks, numbers, foreign papers laid in, data attached, nothing hostile kept."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from claims.documents.forms import read_form
from claims.documents.packet.form import Packet, UploadedPaper
from claims.documents.packet.merge import MOST_PAGES, open_paper
from claims.documents.render import render_html, render_pdf
from tests.documents import make

PAPER = UploadedPaper(file="paper.pdf", title="事故认定书", sha256="0" * 64)


def pdf_of(pages: int, size: tuple[int, int] = (595, 842)) -> PdfWriter:
    """A foreign PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*size)
    return writer


def bytes_of(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def packet_bytes() -> bytes:
    return render_pdf(make.make_packet(), "zh", make.FILES)


@pytest.fixture(scope="module")
def packet(packet_bytes: bytes) -> PdfReader:
    return PdfReader(BytesIO(packet_bytes), strict=True)


def small_packet(content: bytes) -> PdfReader:
    """A packet of the summary and one uploaded paper."""
    return PdfReader(BytesIO(small_packet_bytes(content)))


def small_packet_bytes(content: bytes) -> bytes:
    whole = make.make_packet()
    form = Packet(head=whole.head, vehicle=whole.vehicle, recipient="x", summary=whole.summary, papers=(PAPER,))
    return render_pdf(form, "zh", {"paper.pdf": content})


def test_the_contents_and_the_bookmarks_name_every_section_with_its_page(packet: PdfReader) -> None:
    outline = [item for item in packet.outline if not isinstance(item, list)]
    titles = [str(item.title) for item in outline]
    assert titles[:3] == ["索赔资料", "案件摘要", "事故车辆保险查勘报告单"]
    assert titles[-2:] == ["上传资料 1：事故认定书", "上传资料 2：施救费发票"]
    contents = "".join(packet.pages[0].extract_text().split())
    for item in outline[1:]:
        page = packet.get_destination_page_number(item)
        assert page is not None
        assert page > 0
        assert f"{page + 1}" in contents


def test_every_page_carries_its_number_of_all(packet: PdfReader) -> None:
    count = len(packet.pages)
    for place, page in enumerate(packet.pages, start=1):
        assert f"第{place}页，共{count}页" in "".join(page.extract_text().split())


def test_the_contents_are_links_inside_the_packet(packet: PdfReader) -> None:
    links = [each.get_object() for each in packet.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert len(links) >= 14
    assert all("/URI" not in str(link) for link in links)


def test_photographs_and_captions_are_there(packet: PdfReader, packet_bytes: bytes) -> None:
    texts = ["".join(page.extract_text().split()) for page in packet.pages]
    place = next(place for place, text in enumerate(texts) if "4.车架号铭牌" in text)
    assert make.pictures_on_pages(packet_bytes)[place] == 4


def test_the_data_are_attached_and_make_the_same_packet(packet: PdfReader) -> None:
    (data,) = packet.attachments["claim-data.json"]
    assert read_form(json.loads(data)) == make.make_packet()


def test_a_broken_paper_becomes_a_page_that_says_so(packet: PdfReader) -> None:
    text = "".join(packet.pages[-1].extract_text().split())
    assert "该资料无法读取" in text
    assert make.make_packet().papers[1].sha256 in text


def test_the_same_packet_gives_the_same_bytes() -> None:
    content = make.FILES["certificate.pdf"]
    assert small_packet_bytes(content) == small_packet_bytes(content)


def test_uploaded_pages_are_laid_onto_numbered_sheets_one_by_one() -> None:
    content = small_packet_bytes(make.FILES["certificate.pdf"])
    assert make.pictures_on_pages(content) == [0, 0, 1, 1]
    reader = PdfReader(BytesIO(content), strict=True)
    assert all(float(page.mediabox.width) == pytest.approx(595.28, abs=0.1) for page in reader.pages)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "broken"),
        (b"<html>", "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (b"\x00" * 5000, "broken"),
        (make.FILES["certificate.pdf"][:2000], "broken"),
        (make.FILES["photo-1.jpg"], "broken"),
        (bytes_of(pdf_of(0)), "broken"),
        (bytes_of(pdf_of(1, (0, 0))), "broken"),
        (bytes_of(pdf_of(MOST_PAGES + 1)), "too_long"),
        (bytes_of(pdf_of(2)), ""),
    ],
)
def test_whatever_is_uploaded_never_stops_the_packet(content: bytes, trouble: str) -> None:
    pages, found = open_paper(PAPER, {"paper.pdf": content})
    assert found == trouble
    assert bool(pages) == (trouble == "")
    assert len(small_packet(content).pages) == 2 + max(1, len(pages))


def test_a_locked_paper_becomes_a_page_that_says_so() -> None:
    writer = pdf_of(1)
    writer.encrypt(user_password="secret", owner_password="secret")
    assert "该资料设有密码" in "".join(small_packet(bytes_of(writer)).pages[-1].extract_text().split())


def test_a_paper_that_was_not_handed_in_becomes_a_page_that_says_so() -> None:
    files = {name: content for name, content in make.FILES.items() if name != "certificate.pdf"}
    assert "该资料未提交" in render_html(make.make_packet(), "zh", files)


def test_scripts_links_and_files_of_an_uploaded_paper_stay_outside() -> None:
    writer = pdf_of(1)
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_attachment("evil.exe", b"MZ")
    writer.add_metadata({"/Title": "evil"})
    action = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("http://x")})
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([FloatObject(0), FloatObject(0), FloatObject(500), FloatObject(500)]),
            NameObject("/A"): action,
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    content = bytes_of(writer)
    assert b"/JavaScript" in content
    reader = small_packet(content)
    assert list(reader.attachments) == ["claim-data.json"]
    assert "/Annots" not in reader.pages[2]
    assert "/AA" not in reader.pages[2]
    buffer = BytesIO()
    PdfWriter(clone_from=reader).write(buffer)
    assert b"/JavaScript" not in buffer.getvalue()
    assert b"/URI" not in buffer.getvalue()


def test_a_turned_page_is_laid_in_upright() -> None:
    writer = pdf_of(1, (842, 595))
    writer.pages[0].rotate(90)
    pages, _ = open_paper(PAPER, {"paper.pdf": bytes_of(writer)})
    assert pages[0].rotation == 0
    assert float(pages[0].mediabox.height) > float(pages[0].mediabox.width)
