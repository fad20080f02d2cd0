"""Papers are known by their content."""

from __future__ import annotations

import pytest

from claims.files.papers import CSV, DBF, PDF, XLSX, PaperFound, open_paper, open_zip
from claims.kernel.errors import Fault
from tests.files.make import HTML, SCRIPT, SVG, make_pdf, make_zip


def kind_of(data: bytes) -> str:
    found = open_paper(data)
    assert isinstance(found, PaperFound), found
    return found.media_type


def test_a_pdf_is_opened_and_its_pages_are_counted() -> None:
    assert open_paper(make_pdf(3)) == PaperFound(PDF, {"pages": 3})


def test_a_damaged_pdf_is_kept_with_a_mark() -> None:
    assert open_paper(b"%PDF-1.7\nnothing more") == PaperFound(PDF, {"unreadable": "damaged"})


def test_spreadsheets_are_known() -> None:
    assert kind_of(make_zip(xl__workbook_xml=b"<workbook/>")) == XLSX
    assert kind_of("零件,数量,单价\n前保险杠,1,1200\n".encode("gb18030")) == CSV
    assert kind_of("pieza;precio\nfaro;12,50\n".encode("utf-16")) == CSV
    assert kind_of(b"\x03" + bytes([124, 3, 1]) + bytes(60)) == DBF


@pytest.mark.parametrize(
    "data", [HTML, SVG, SCRIPT, b"\x00\x01\x02\x03" * 20, b"just words", make_zip(word__document_xml=b"")]
)
def test_what_is_no_paper_is_refused(data: bytes) -> None:
    assert isinstance(open_paper(data), Fault)


def test_an_archive_that_would_unpack_to_more_than_is_accepted_is_refused() -> None:
    archive = make_zip(xl__workbook_xml=bytes(1000))
    assert open_zip(archive, largest=1000) == PaperFound(XLSX)
    assert isinstance(open_zip(archive, largest=999), Fault)


def test_a_broken_archive_is_refused() -> None:
    assert isinstance(open_paper(make_zip(xl__workbook_xml=b"x" * 500)[:60]), Fault)
