"""PDFs: they open, hold every character, come out the same twice, and read nothing that was not handed in."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from claims.documents.blocks import Signature
from claims.documents.fetcher import LARGEST_FILE, OwnFilesOnly
from claims.documents.form import Form
from claims.documents.forms import FORMS, read_form
from claims.documents.render import FileNotHandedIn, render_pdf
from claims.kernel.texts import LANGUAGES
from tests.documents import make

CHINESE = "安顺达汽车服务有限公司苏帕萨特珍珠白后保险杠倒车雷达探头龘鑫喆曌翀"
SPANISH = "ÁÉÍÓÚÑÜáéíóúñü¿¡ºª«»€ desoxirribonucleico anticonstitucionalidad"


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    """All text of a PDF without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in opened(pdf).pages)


@pytest.mark.parametrize("kind", sorted(set(FORMS) - {"packet"}))
def test_every_paper_opens_and_names_itself(kind: str) -> None:
    form = make.FORMS[kind]
    reader = opened(render_pdf(form, "zh", make.FILES))
    assert 1 <= len(reader.pages) <= 3
    assert form.head.number in reader.pages[0].extract_text()
    assert all(float(page.mediabox.width) == pytest.approx(595.28, abs=0.1) for page in reader.pages)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["汽车零部件报价单", "车架号", "LSVCH6A48MN012345", "12,725.40", "第1页，共1页", "后保险杠皮"]),
        ("es", ["Ofertaderecambios", "Bastidor", "LSVCH6A48MN012345", "12.725,40", "Página1de1"]),
        ("en", ["Partsquote", "VIN", "LSVCH6A48MN012345", "12,725.40", "Page1of1"]),
    ],
)
def test_the_quotes_key_words_can_be_read_out_of_it(lang: str, expected: list[str]) -> None:
    text = text_of(render_pdf(make.make_quote(), lang))
    assert [word for word in expected if word not in text] == []


@pytest.mark.parametrize("sample", [CHINESE, SPANISH], ids=["zh", "es"])
def test_the_fonts_hold_every_character(sample: str) -> None:
    order = replace(make.make_order(), wish=sample)
    pdf = render_pdf(order, "zh")
    assert "".join(sample.split()) in text_of(pdf)
    for page in opened(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            name = str(font.get_object()["/BaseFont"])
            assert "Paper-Sans" in name or "Noto-Sans" in name, f"a character fell back to {name}"
            assert "+" in name, "fonts are embedded as subsets"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_data_give_the_same_bytes(lang: str) -> None:
    quote = make.make_quote()
    again = read_form(json.loads(quote.to_json()))
    assert render_pdf(quote, lang) == render_pdf(again, lang)


def test_the_same_data_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; from claims.documents.render import render_pdf; from tests.documents import make; "
        "sys.stdout.write(hashlib.sha256(render_pdf(make.make_order(), 'zh')).hexdigest())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == hashlib.sha256(render_pdf(make.make_order(), "zh")).hexdigest()


def test_other_data_give_other_bytes() -> None:
    assert render_pdf(make.make_order(), "zh") != render_pdf(replace(make.make_order(), wish="别的"), "zh")


def test_a_long_table_repeats_its_head_and_does_not_orphan_its_total() -> None:
    for lines in (36, 37, 38):
        reader = opened(render_pdf(make.make_long_quote(lines), "zh"))
        pages = [page.extract_text() for page in reader.pages]
        with_lines = [page for page in pages if "卡扣" in page]
        assert all("配件号" in page for page in with_lines)
        total = next(page for page in pages if "10,077.40" in page or f"{12.5 * lines:.2f}" in page)
        assert "卡扣" in total, f"with {lines} lines the total stands alone"


def test_long_names_break_and_are_not_clipped() -> None:
    name, word = "右前翼子板内衬及隔音棉总成" * 8, "Otorrinolaringologicodesoxirribonucleicos"
    line = replace(make.make_quote().lines[0], name=name[:100], part_number=word)
    quote = replace(make.make_quote(), lines=(line, *make.make_quote().lines[1:]), insurer=word * 3)
    text = text_of(render_pdf(quote, "es"))
    assert name[:100] in text.replace("-", "")
    assert word in text.replace("-", "")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x",
        "https://example.com/",
        "ftp://example.com/x",
        "data:text/plain,x",
        "form:../../../pyproject.toml",
        "form:/etc/passwd",
        "form:style.css",
        "form:page.html",
        "file-of-claim:../x.jpg",
        "file-of-claim:unknown.jpg",
        "FILE-OF-CLAIM:photo-1.jpg",
        "paper:x",
        "/etc/passwd",
        "",
    ],
)
def test_nothing_else_is_read(address: str) -> None:
    fetcher = OwnFilesOnly(Path(__file__).parents[2] / "claims" / "documents" / "quote", make.FILES)
    with pytest.raises(FatalURLFetchingError):
        fetcher(address)


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel=attachment href='file:///etc/passwd'>",
        "<img src='file:///etc/passwd'>",
        "<link rel=stylesheet href='http://127.0.0.1:9/x.css'>",
        "<style>@import 'file:///etc/passwd';</style>",
        "<p style='background: url(/etc/passwd)'>x</p>",
        "<object data='file:///etc/passwd'></object>",
    ],
)
def test_even_markup_that_got_onto_a_page_would_read_nothing(markup: str) -> None:
    fetcher = OwnFilesOnly(Path(__file__).parent, {})
    with pytest.raises(FatalURLFetchingError):
        HTML(string=f"<body>{markup}</body>", base_url="paper:", url_fetcher=fetcher).write_pdf()


def test_a_drawing_on_a_page_reads_nothing_either(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(make.FILES["photo-1.jpg"])
    drawing = f"<svg><image href='file://{tmp_path}/x.jpg' width='90' height='90'/></svg>"
    fetcher = OwnFilesOnly(Path(__file__).parent, {})
    assert make.pictures_on_pages(HTML(string=drawing, base_url="paper:", url_fetcher=fetcher).write_pdf()) == [0]


def test_a_picture_given_by_name_is_printed() -> None:
    order = make.make_order()
    signed = replace(order.signatures[0], image="hand.jpg")
    with_image = replace(order, signatures=(signed, *order.signatures[1:]))
    pdf = render_pdf(with_image, "zh", {"hand.jpg": make.FILES["photo-1.jpg"]})
    assert sum(make.pictures_on_pages(pdf)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hand.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("hand.jpg", b"<script>"),
        ("hand.jpg", Path("no/such/file.jpg")),
        ("hand.jpg", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("hand.jpg", make.FILES["photo-1.jpg"][:30]),
        ("hand.jpg", make.FILES["photo-1.jpg"] + b"\0" * LARGEST_FILE),
        ("hand.jpg", png(5000, 5000)),
        ("hand.jpg", make.FILES["photo-1.jpg"].replace(b"\x02\x58\x03\x20", b"\xff\xff\xff\xff", 1)),
        ("../hand.jpg", make.FILES["photo-1.jpg"]),
        ("hand jpg", make.FILES["photo-1.jpg"]),
    ],
)
def test_a_file_that_is_no_picture_or_has_a_strange_name_is_refused(name: str, content: bytes | Path) -> None:
    order = replace(make.make_order(), signatures=(Signature(role="customer", name="x", image=name),))
    with pytest.raises(FileNotHandedIn):
        render_pdf(order, "zh", {name: content})


def test_a_file_that_was_not_handed_in_is_refused() -> None:
    with pytest.raises(FileNotHandedIn):
        render_pdf(replace(make.make_quote(), head=replace(make.make_quote().head, logo="logo.png")), "zh")


def test_a_picture_may_be_handed_in_as_a_path(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(make.FILES["photo-1.jpg"])
    quote: Form = replace(make.make_quote(), head=replace(make.make_quote().head, logo="logo.jpg"))
    assert make.pictures_on_pages(render_pdf(quote, "zh", {"logo.jpg": tmp_path / "x"})) == [1]


def test_hostile_text_brings_neither_links_nor_attachments_into_the_pdf() -> None:
    bent = make.with_text(make.make_order(), "<a href='http://example.com'>x</a> http://example.com javascript:x")
    reader = opened(render_pdf(bent, "zh"))
    assert not reader.attachments
    assert not any("/Annots" in page for page in reader.pages)
