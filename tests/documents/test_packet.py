"""The packet as PDF: contents, bookmarks, numbers, foreign papers laid in, data attached, nothing hostile kept."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from claims.documents.forms import read_form
from claims.documents.render import render_html, render_pdf
from tests.documents import make


@pytest.fixture(scope="module")
def packet_bytes() -> bytes:
    return render_pdf(make.make_packet(), "zh", make.FILES)


@pytest.fixture(scope="module")
def packet(packet_bytes: bytes) -> PdfReader:
    return PdfReader(BytesIO(packet_bytes), strict=True)


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


def test_a_paper_that_was_not_handed_in_becomes_a_page_that_says_so() -> None:
    files = {name: content for name, content in make.FILES.items() if name != "certificate.pdf"}
    assert "该资料未提交" in render_html(make.make_packet(), "zh", files)
