"""Papers are set in a small face of everyday characters; a rare one comes from the whole font, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from claims.documents.faces import everyday_characters, everyday_face
from claims.documents.render import render_pdf
from tests.documents import make

RARE = "镕喆堃𠮷"  # in names of people and shops, but not in GB 2312


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts in a paper, without the letters that mark a subset."""
    pages = PdfReader(BytesIO(pdf)).pages
    names = (font.get_object()["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values())  # type: ignore[index]
    return {str(name).partition("+")[2] for name in names}


def test_everyday_papers_are_set_in_the_small_faces_alone() -> None:
    pdf = render_pdf(make.make_quote(), "zh")
    assert fonts_of(pdf) == {"Paper-Sans", "Paper-Sans-Bold"}
    assert len(pdf) < 130_000


def test_rare_characters_come_from_the_whole_font() -> None:
    assert not {ord(sign) for sign in RARE} & everyday_characters()
    pdf = render_pdf(replace(make.make_order(), wish=RARE), "zh")
    assert "Noto-Sans-CJK-SC" in fonts_of(pdf)
    assert RARE in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_everyday_characters_are_those_that_forms_are_written_in() -> None:
    said = "保险公司报价单车架号配件工时喷漆核定合计“”…—·№￥€ñÑáéíóúü¿¡ABCxyz0123456789%×−→≥"
    assert [sign for sign in said if ord(sign) not in everyday_characters()] == []


def test_a_font_that_is_not_installed_gives_no_face() -> None:
    assert everyday_face("NoSuchFont-Regular.ttc") is None
