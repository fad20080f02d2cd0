"""Hostile and damaged PDFs inside a packet: each becomes pages or a sentence, in time, and nothing of it acts."""

from __future__ import annotations

import re
import time
import zlib
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader

from claims.documents.packet import merge
from claims.documents.packet.merge import MOST_PAGES, open_papers
from tests.documents import foreign, make
from tests.documents.foreign import book, bytes_of, packed, page_of, pdf_of, raw_pdf, stream, uploaded, written

MEBIBYTE = 2**20
BOMB = zlib.compress(zlib.compress(b"\0" * (600 * MEBIBYTE), 9), 9)
WIDE_TREE = b"<</Type/Pages/Kids[%s]/Count 9>>"
BIG_JPEG = make.FILES["photo-1.jpg"].replace(b"\x02\x58\x03\x20", b"\xff\xff\xff\xff", 1)  # says 65,535 on both sides

HARMFUL = {
    "empty": (b"", "broken"),
    "a page of the web": (b"<html>", "broken"),
    "a head alone": (b"%PDF-1.7\n%%EOF", "broken"),
    "zeros": (b"\x00" * 5000, "broken"),
    "cut off": (make.FILES["certificate.pdf"][:2000], "broken"),
    "a photograph": (make.FILES["photo-1.jpg"], "broken"),
    "no pages": (bytes_of(pdf_of(0)), "broken"),
    "a page without a size": (bytes_of(pdf_of(1, (0, 0))), "broken"),
    "a page of nine hundred kilometers": (page_of(box=b"0 0 2551181102 10"), "broken"),
    "a page of endless size": (page_of(box=b"0 0 " + b"9" * 400 + b" 10"), "too_large"),
    "a page whose size is a word": (page_of(box=b"/a /b /c /d"), "broken"),
    "a unit of endless size": (page_of(page=b"/UserUnit 99999999999"), "broken"),
    "one page too many": (bytes_of(pdf_of(MOST_PAGES + 1)), "too_long"),
    "ten thousand pages": (book(10_000, "x"), "too_long"),
    "a page tree that leads back into itself": (
        raw_pdf(foreign.CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>"),
        "broken",
    ),
    "a page tree that doubles on every floor": (
        raw_pdf(foreign.CATALOG, *(WIDE_TREE % (b"%d 0 R " % (n + 1) * 9) for n in range(2, 40)), b"<</Type/Page>>"),
        "too_long",
    ),
    "pages that stand on themselves": (raw_pdf(foreign.CATALOG, b"2 0 R"), "broken"),
    "brackets inside brackets": (
        page_of(b"", b"<</X" + b"[" * 50_000 + b"]" * 50_000 + b">>", resources=b"/ExtGState 6 0 R"),
        "broken",
    ),
    "content that unpacks to 600 MiB": (page_of(stream(BOMB, b"/Filter[/FlateDecode/FlateDecode]")), "too_large"),
    "a picture that unpacks to 600 MiB": (
        page_of(b"/X Do", stream(BOMB, b"/Subtype/Image/Filter[/Fl/Fl]"), resources=b"/XObject<</X 6 0 R>>"),
        "too_large",
    ),
    "a picture that says it has 65,535 pixels on each side": (
        page_of(b"/X Do", stream(BIG_JPEG, b"/Subtype/Image/Width 1/Height 1/Filter/DCTDecode"),
                resources=b"/XObject<</X 6 0 R>>"),
        "too_large",
    ),
    "a filter behind a filter behind a filter": (
        page_of(b"/X Do", stream(b"x", b"/Filter[" + b"/Fl" * 50 + b"]"), resources=b"/XObject<</X 6 0 R>>"),
        "too_large",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_whatever_is_uploaded_becomes_a_sentence_in_time(name: str, tmp_path: Path) -> None:
    content, trouble = HARMFUL[name]
    before = time.monotonic()
    sheets = foreign.opened(content, tmp_path)
    assert (sheets.trouble, sheets.pages, sheets.count) == (trouble, (), 1)
    assert time.monotonic() - before < merge.PATIENCE


def test_all_harm_at_once_leaves_a_packet_with_a_sentence_for_each() -> None:
    good = book(2, "GOOD")
    pdf = foreign.packet_with(*(content for content, _ in HARMFUL.values()), good)
    text = foreign.text_of(pdf)
    told = {"broken": "该资料无法读取", "too_long": "该资料页数过多", "too_large": "该资料过大或过于复杂"}
    for trouble, sentence in told.items():
        assert text.count(sentence) == [found for _, found in HARMFUL.values()].count(trouble)
    assert "GOOD-1" in text
    assert "GOOD-2" in text
    assert len(PdfReader(BytesIO(pdf), strict=True).pages) == 2 + len(HARMFUL) + 2


@pytest.mark.parametrize("key", ["", "secret"])
@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_locked_paper_is_shown_only_where_it_opens_without_a_word(key: str, algorithm: str, tmp_path: Path) -> None:
    writer = pdf_of(1)
    writer.append(BytesIO(book(1, "LOCKED")))
    writer.encrypt(user_password=key, owner_password="owner", algorithm=algorithm)
    content = bytes_of(writer)
    assert foreign.opened(content, tmp_path).trouble == ("encrypted" if key else "")
    text = foreign.text_of(foreign.packet_with(content))
    assert ("该资料设有密码" in text, "LOCKED-1" in text) == (bool(key), not key)


def test_a_process_that_is_ended_by_force_costs_one_paper_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = page_of(b"/X Do", packed(b"\0" * (400 * MEBIBYTE), b"/Subtype/Image"), resources=b"/XObject<</X 6 0 R>>")
    files = {"paper-1.pdf": book(1, "a"), "paper-2.pdf": heavy, "paper-3.pdf": book(1, "b")}
    monkeypatch.setitem(merge.LIMITS, "seconds", 0.02)
    found = open_papers([uploaded(place) for place in (1, 2, 3)], files, tmp_path)
    assert [one.trouble for one in found] == ["", "too_large", ""]


def test_papers_that_are_not_opened_in_time_are_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "PATIENCE", 0.01)
    found = open_papers([uploaded(place) for place in (1, 2)], dict.fromkeys(("paper-1.pdf", "paper-2.pdf"), b"x"),
                        tmp_path)  # fmt: skip
    assert [one.trouble for one in found] == ["too_large", "too_large"]


def test_more_memory_than_allowed_is_a_trouble_of_the_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = page_of(b"/X Do", stream(b"\0" * (150 * MEBIBYTE), b"/Subtype/Image"), resources=b"/XObject<</X 6 0 R>>")
    monkeypatch.setitem(merge.LIMITS, "memory", 400 * MEBIBYTE)
    assert foreign.opened(big, tmp_path).trouble == "too_large"


ACTION = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ACTING = page_of(
    written("SEEN"),
    ACTION,  # 6
    b"<</Type/Annot/Subtype/Link/Rect[0 0 500 500]/A<</S/URI/URI(http://evil.example)>>/AP<</N 9 0 R>>>>",  # 7
    b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V(v)/Rect[100 300 300 340]/AA<</K 6 0 R>>/A 6 0 R/AP<</N 9 0 R>>>>",  # 8
    stream(b"BT /G 20 Tf 5 5 Td (STAMP) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 200 40]/AF[10 0 R]/PieceInfo"
           b"<</A<</Private 6 0 R>>>>/OPI<</V 6 0 R>>/Ref<</F 10 0 R/Page 0>>/Metadata 6 0 R/Resources<</Font<</G 5 0 R"
           b"/Trick 6 0 R>>/XObject<</Page 3 0 R/File 10 0 R/Post 12 0 R>>/Properties<</MC 10 0 R>>>>"),  # 9
    b"<</Type/Filespec/F(evil.exe)/EF<</F 11 0 R>>>>",  # 10
    stream(b'{"kind":"packet"}', b"/Type/EmbeddedFile"),  # 11
    stream(b"quit", b"/Type/XObject/Subtype/PS"),  # 12
    stream(b"", b"/Subtype/Image/Width 1/Height 1/F(/etc/passwd)/FFilter/FlateDecode"),  # 13
    b"<</Type/Annot/Subtype/FileAttachment/FS 10 0 R/Rect[0 0 9 9]/AP<</N 9 0 R>>/F 2>>",  # 14
    page=b"/Annots[7 0 R 8 0 R 14 0 R]/AA<</O 6 0 R>>/Metadata 6 0 R/B[6 0 R]/Tabs/S/PZ 1/Thumb 13 0 R",
    resources=b"/XObject<</Ext 13 0 R/Act 6 0 R>>/ExtGState<</E<</Type/ExtGState/A 6 0 R/TR 6 0 R>>>>",
    catalog=b"/OpenAction 6 0 R/AA<</WC 6 0 R>>/Names<</JavaScript<</Names[(a)6 0 R]>>/EmbeddedFiles<</Names"
    b"[(evil.exe)10 0 R]>>>>/AcroForm<</Fields[8 0 R]/XFA 6 0 R>>/AF[10 0 R]/Outlines<</First 6 0 R>>",
)  # fmt: skip


def test_nothing_of_a_foreign_paper_acts_links_or_is_attached() -> None:
    pdf = foreign.packet_with(ACTING)
    reader = PdfReader(BytesIO(pdf), strict=True)
    spelled = foreign.everything_in(pdf)
    words = ("JavaScript", "app.alert", "URI", "evil", "/EmbeddedFile'", "/etc/passwd", "/FFilter", "/AA",
             "/Launch", "/XFA", "/AcroForm", "/OpenAction", "/Ref'", "/OPI", "/PieceInfo", "/PS'", "/Widget",
             "/Properties")  # fmt: skip
    spelled = spelled.replace("/EmbeddedFile', '/Subtype': '/application/json", "")  # our own
    assert [word for word in words if word in spelled] == []
    assert list(reader.attachments) == ["claim-data.json"]
    assert {place for place, _ in foreign.links_of(reader)} == {0}
    text = foreign.text_of(pdf)
    assert text.count("SEEN") == 1
    assert text.count("STAMP") == 1, "a filled-in field is seen, what a link or a hidden file shows is not"


def test_raw_data_cannot_play_the_data_of_the_packet() -> None:
    fake = b'/EmbeddedFile >>\nstream\n{"kind":"packet"}\nendstream\nendobj'
    picture = make.FILES["photo-1.jpg"][:2] + b"\xff\xfe" + (len(fake) + 2).to_bytes(2, "big") + fake
    picture += make.FILES["photo-1.jpg"][2:]
    content = page_of(
        b"600 0 0 450 0 0 cm /X Do",
        stream(
            picture, b"/Subtype/Image/Width 800/Height 600/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        ),
        resources=b"/XObject<</X 6 0 R>>",
    )
    pdf = foreign.packet_with(content)
    assert len(re.findall(rb"/EmbeddedFile\b", pdf)) == 1
    image = pypdfium2.PdfDocument(pdf)[2].render(scale=0.5).to_pil().convert("RGB")
    assert len(image.getcolors(1 << 20)) > 2, "the picture is still seen"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, 450, -90])
def test_a_page_is_laid_in_upright_and_inside_the_frame(rotate: int) -> None:
    square = b"1 0 0 rg 20 740 60 60 re f 0 0 1 rg 500 40 60 60 re f"
    pdf = foreign.packet_with(page_of(square, page=b"/Rotate %d" % rotate))
    image = pypdfium2.PdfDocument(pdf)[2].render(scale=1).to_pil().convert("RGB")
    centers = {}
    for name, wanted in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        spots = [(x, y) for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) == wanted]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        assert min(xs) >= merge.LEFT - 1
        assert max(xs) <= merge.RIGHT + 1
        assert min(ys) >= image.height - merge.TOP - 1
        assert max(ys) <= image.height - merge.BOTTOM + 1
        centers[name] = (sum(xs) / len(xs), sum(ys) / len(ys))
    # Red stands in the upper left corner of the page as it was made, and goes clockwise with every quarter turn.
    (x, y), (other_x, other_y) = centers["red"], centers["blue"]
    assert (x > other_x, y > other_y) == [(False, False), (True, False), (True, True), (False, True)][rotate // 90 % 4]


def test_what_lies_outside_the_crop_box_is_not_seen_and_units_count(tmp_path: Path) -> None:
    content = page_of(b"1 0 0 rg 0 0 595 400 re f", page=b"/CropBox[0 421 595 842]/UserUnit 0.5")
    (page,) = foreign.opened(content, tmp_path).pages
    assert (page.width, page.height) == (297.5, 210.5)
    image = pypdfium2.PdfDocument(foreign.packet_with(content))[2].render(scale=1).to_pil().convert("RGB")
    assert (255, 0, 0) not in [color for _, color in image.getcolors(1 << 20)]


def test_a_page_that_leaves_the_pen_in_disorder_does_not_move_what_follows() -> None:
    untidy = page_of(b"q q 5 0 0 5 99 99 cm 1 0 0 rg Q Q Q Q Q 9 0 0 9 0 0 cm")
    assert "第3页，共3页" in foreign.text_of(foreign.packet_with(untidy))


def test_names_that_look_like_forbidden_ones_and_names_in_bytes_still_draw() -> None:
    glyphs = stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f")
    content = page_of(
        b"BT /\xcb\xce\xcc\xe5 100 Tf 100 400 Td (a) Tj ET",
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</AA 7 0 R>>"
        b"/Encoding<</Type/Encoding/Differences[97/AA]>>/FirstChar 97/LastChar 97/Widths[1000]>>",
        glyphs,
        resources=b"/Font<</\xcb\xce\xcc\xe5 6 0 R>>",
    ).replace(b"/Font<</F 5 0 R>>", b"", 1)
    image = pypdfium2.PdfDocument(foreign.packet_with(content))[2].render(scale=0.5).to_pil().convert("L")
    assert sum(count for count, shade in image.getcolors() if shade < 30) > 500


def test_numbers_contents_links_and_bookmarks_are_right_with_papers_inside() -> None:
    pdf = foreign.packet_with(book(3, "ONE"), b"broken", book(2, "TWO", rotate=90), make.FILES["certificate.pdf"])
    reader = PdfReader(BytesIO(pdf), strict=True)
    texts = ["".join(page.extract_text().split()) for page in reader.pages]
    assert len(texts) == 2 + 3 + 1 + 2 + 2
    assert [f"第{place}页，共{len(texts)}页" in text for place, text in enumerate(texts, 1)] == [True] * len(texts)
    for name, first in (("ONE", 2), ("TWO", 6)):
        found = [(place, text) for place, text in enumerate(texts) if f"{name}-" in text]
        assert [place for place, _ in found] == list(range(first, first + len(found)))
        assert all(f"{name}-{number}" in text for number, (_, text) in enumerate(found, 1))
    starts = {"paper-1-1": 2, "paper-2-1": 5, "paper-3-1": 6, "paper-4-1": 8}
    named = reader.named_destinations
    assert {name: reader.get_destination_page_number(named[name]) for name in starts} == starts
    links = [target for _, target in foreign.links_of(reader)]
    assert list(dict.fromkeys(links)) == ["section-1", *starts]
    contents = re.findall(r"上传资料(\d)：事故认定书\d[.…]*(\d+)", texts[0])
    assert [(int(number), int(page) - 1) for number, page in contents] == list(enumerate(starts.values(), 1))
    outline = [item for item in reader.outline if not isinstance(item, list)]
    assert [reader.get_destination_page_number(item) for item in outline] == [0, 1, *starts.values()]


def test_the_same_packet_gives_the_same_bytes() -> None:
    assert foreign.packet_with(ACTING, book(2, "x")) == foreign.packet_with(ACTING, book(2, "x"))
