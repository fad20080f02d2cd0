"""Signature boxes: strokes stay strokes, typed names look typed, another content's signature is not shown."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import ImageChops
from pypdf import PdfReader

from claims.documents.fetcher import OwnFilesOnly
from claims.documents.form import PaperIncomplete
from claims.documents.forms import read_form
from claims.documents.packet.form import Packet
from claims.documents.render import FileNotHandedIn, render_html, render_pdf
from claims.documents.sample_claim import at
from claims.files.strokes import drawing
from claims.kernel.texts import LANGUAGES
from tests.documents import make
from tests.documents.make_signed import FILES, PICTURE, STROKES, VECTOR, make_every_box, make_signed, with_box

SIGNED = {"signed": make_signed, "signed_boxes": make_every_box}


def shown(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def paths_of(pdf: bytes) -> int:
    """How many curves a PDF's pages draw."""
    document = pypdfium2.PdfDocument(pdf)
    kind = [pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    return sum(1 for page in document for _ in page.get_objects(filter=kind, max_depth=5))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SIGNED)
def test_signed_papers_are_the_golden_pages(name: str, lang: str) -> None:
    golden = (make.GOLDEN / f"{name}.{lang}.html").read_text("utf-8")
    assert render_html(SIGNED[name](), lang) == golden, (
        "the page changed: look at it, then write the golden pages anew with `python -m tests.documents.make`"
    )


def test_strokes_are_printed_as_strokes_and_a_picture_as_a_picture() -> None:
    sheet = make_signed()
    blank = with_box(sheet, 0, image="", sha256="")
    vector, bare = render_pdf(sheet, "zh", FILES), render_pdf(blank, "zh", FILES)
    assert make.pictures_on_pages(vector) == [0]
    assert paths_of(vector) > paths_of(bare)
    picture = render_pdf(with_box(sheet, 0, image="hand.png"), "zh", FILES)
    assert make.pictures_on_pages(picture) == [1]


def test_strokes_that_leave_their_field_a_little_do_not_leave_their_box() -> None:
    files = {"hand.svg": drawing("M -60 -20 L 660 220 M -60 220 L 660 -20")}
    left, top, right, bottom = ImageChops.difference(seen(files), seen({"hand.svg": VECTOR})).getbbox()
    assert (right - left) * MILLIMETER < 35
    assert (bottom - top) * MILLIMETER < 11.5
    assert (right - left) * MILLIMETER > 25, "the field is 33 millimeters wide"


MILLIMETER = 25.4 / 72 / 4  # of a pixel at four times a point


def seen(files: dict[str, bytes]) -> Any:
    """The signed sheet as a picture."""
    return pypdfium2.PdfDocument(render_pdf(make_signed(), "zh", files))[0].render(scale=4).to_pil().convert("L")


def test_a_typed_name_stands_in_a_face_of_its_own() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(BytesIO(render_pdf(make_signed(), "zh", FILES))).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("Mono" in font for font in fonts), fonts


@pytest.mark.parametrize(("lang", "words"), [("zh", "键入"), ("es", "A máquina"), ("en", "Typed")])
def test_beneath_stand_how_when_as_whom_and_which_content(lang: str, words: str) -> None:
    page, sheet = render_html(make_signed(), lang), make_signed()
    box = page[page.index('class="signing"') :]
    assert words in box
    assert {"zh": "受托人", "es": "Persona autorizada", "en": "Authorized person"}[lang] in box
    assert box.count(sheet.content_hash()[:16]) == 3, "in both boxes, and for the paper itself"
    assert sheet.content_hash() in box


def test_a_signature_for_an_earlier_content_is_told_and_not_shown() -> None:
    before = make_signed()
    after = replace(before, lines=before.lines[:-1])
    page = render_html(after, "en", FILES)
    assert page.count("An earlier content of this paper was signed, not this one: ") == 2
    assert "hand.svg" not in page
    assert '<div class="stroke typed' not in page
    pdf = render_pdf(after, "zh", {})  # not even the drawing is asked for
    unknown = with_box(with_box(after, 0, document="0" * 64), 1, document="0" * 64)
    assert paths_of(pdf) == paths_of(render_pdf(unknown, "zh"))
    assert "所签为本单据此前的内容" in shown(pdf)


def test_any_change_of_what_the_paper_says_is_another_content() -> None:
    sheet = make_signed()
    line = replace(sheet.lines[0], damage="划痕")
    others = [
        replace(sheet, lines=(line, *sheet.lines[1:])),
        replace(sheet, insurer="x"),
        replace(sheet, residual_value=None),
        replace(sheet, vehicle=replace(sheet.vehicle, odometer_km=1)),
        replace(sheet, head=replace(sheet.head, claim_number="another claim")),
    ]
    hashes = {one.content_hash() for one in others}
    assert len(hashes) == len(others)
    assert sheet.content_hash() not in hashes


def test_a_new_printing_and_more_signatures_are_the_same_content() -> None:
    sheet = make_signed()
    printed_anew = replace(sheet, head=replace(sheet.head, number="2", issued_on=at(20, 9).date(), mark="draft"))
    assert {printed_anew.content_hash(), replace(sheet, signatures=make_every_box().signatures).content_hash()} == {
        sheet.content_hash()
    }


def test_lines_that_came_later_are_named_as_not_signed() -> None:
    sheet = make_signed()
    later = replace(sheet.lines[-1], position=6, supplement="S01")
    grown = replace(sheet, lines=(*sheet.lines, later))
    assert grown.content_hash() == sheet.content_hash()
    assert "Added later, and not covered by the signatures: lines 6." in render_html(grown, "en", FILES)
    assert "Added later" not in render_html(sheet, "en", FILES)


def test_what_an_order_decides_or_adds_later_is_not_what_was_signed() -> None:
    order = make.make_order()
    later = replace(order.parts[0], position=99, later=True)
    grown = replace(
        order, parts=(*order.parts, later), parts_total=order.parts_total + later.amount,
        total=order.total + later.amount, prepayments=(), extras=(), amendments=(),
        warranty=tuple(replace(one, days=1) for one in order.warranty),
    )  # fmt: skip
    assert (grown.content_hash(), grown.uncovered()) == (order.content_hash(), (99,))
    assert replace(order, wish="x").content_hash() != order.content_hash()


def test_the_sections_of_a_packet_are_judged_each_by_its_own_content() -> None:
    packet = make.make_packet()
    assert isinstance(packet, Packet)
    whole = replace(packet, loss_sheet=make_signed())
    page = render_html(whole, "en", {**make.FILES, **FILES})
    assert make_signed().content_hash() in page
    assert "An earlier content of this paper was signed" not in page
    stale = replace(packet, loss_sheet=make_signed(content="0" * 64))
    assert render_html(stale, "en", make.FILES).count("An earlier content of this paper was signed") == 2


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        VECTOR.replace(b"<path", b"<image href='file:///etc/passwd' width='9' height='9'/><path"),
        VECTOR.replace(b"fill", b"style='background:url(file:///etc/passwd)' fill"),
        VECTOR.replace(b'd="', b'd="&xxe;'),
        VECTOR + b"<!-- -->",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + VECTOR,
        PICTURE[:4] + b"<svg/>",
        b"",
    ],
)
def test_a_drawing_that_is_none_of_ours_is_never_printed(content: bytes) -> None:
    with pytest.raises(FileNotHandedIn):
        render_pdf(make_signed(), "zh", {"hand.svg": content})


def test_strokes_without_end_are_printed_in_good_time() -> None:
    many = "M 5 5 " + " ".join(f"L {place % 590} {place % 190}" for place in range(5_900))
    assert len(many) < 60_000
    begun = time.monotonic()
    long = render_pdf(make_signed(), "zh", {"hand.svg": drawing(many)})
    assert time.monotonic() - begun < 20
    assert len(long) < len(render_pdf(make_signed(), "zh", FILES)) + 60_000


def test_a_drawing_is_served_only_as_a_file_of_the_claim() -> None:
    fetcher = OwnFilesOnly(make.GOLDEN, {"hand.svg": VECTOR})
    assert fetcher("file-of-claim:hand.svg").headers["Content-Type"] == "image/svg+xml"


def test_a_hash_that_is_none_and_an_unknown_method_are_refused() -> None:
    for wrong in ({"document": "beef"}, {"method": "stamped"}, {"capacity": "king"}):
        with pytest.raises(PaperIncomplete):
            with_box(make_signed(), 1, **wrong)


def test_papers_frozen_before_boxes_told_more_can_still_be_read_and_printed() -> None:
    sheet = make.make_loss_sheet()
    data = json.loads(sheet.to_json())
    for box in data["signatures"]:
        for name in ("method", "capacity", "sha256", "document"):
            del box[name]
    assert read_form(data) == sheet
    assert render_html(read_form(data), "zh") == render_html(sheet, "zh")


def test_strokes_hold_their_line() -> None:
    assert STROKES in VECTOR.decode()
