"""Papers that can be put away for good: PDF/A-3, every character there in a font of ours, no box in place of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from claims.documents.forms import FORMS
from claims.documents.render import render_html, render_pdf
from claims.documents.signs import characters, printable
from claims.kernel.texts import LANGUAGES
from tests.documents import foreign, make, pdfa

FILES = {name: content for name, content in make.FILES.items() if name != "certificate.pdf"}  # ours alone
FAMILIES = ("Paper-Sans", "Noto-Sans-CJK-SC", "Noto-Sans-Mono-CJK-SC", "DejaVu-Sans")  # that the style names
RARE = "龘鑫喆曌翀㐂㛃䶮𠮷𡈼𫖯𫟹鿫鿍〇々〆〻"  # of the first extensions of Unicode too, as names have them
LATIN = "ÁÉÍÓÚÑÜáéíóúñü¿¡ºª«»€ŁłŞşĞğÇçØøÅåŒœẞß"
OTHERS = "Ελληνικά Привет ☑☐☒✓✗☎△"


@cache
def printed(kind: str, lang: str) -> bytes:
    return render_pdf(make.FORMS[kind], lang, FILES)


def signs_of(text: str) -> Counter[str]:
    """How often each character is in a text; blanks and the hyphens of the layout do not count."""
    return Counter(sign for sign in text if not sign.isspace() and sign not in "-\u00ad")


def shown(page: str) -> str:
    """The text of a page of HTML as it is drawn."""
    body = lxml_html.document_fromstring(page).find("body")
    assert body is not None
    return "".join(str(text) for text in body.itertext())


def drawn(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf), strict=True).pages)


def fonts_of(pdf: bytes) -> set[str]:
    pages = PdfReader(BytesIO(pdf)).pages
    return {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_paper_is_fit_for_the_archive_and_shows_every_character_in_our_fonts(kind: str, lang: str) -> None:
    pdf = printed(kind, lang)
    assert pdfa.faults_of(pdf) == []
    lost = signs_of(shown(render_html(make.FORMS[kind], lang, FILES))) - signs_of(drawn(pdf))
    assert not lost, f"characters of the page are not in the PDF: {lost}"
    strange = [name for name in fonts_of(pdf) if name.split("+")[-1].removesuffix("-Bold") not in FAMILIES]
    assert strange == [], "a character fell back to a font that only this machine has"


@pytest.mark.parametrize("text", [RARE, LATIN, OTHERS], ids=["rare", "latin", "others"])
def test_rare_characters_that_the_fonts_have_are_printed_as_themselves(text: str) -> None:
    assert printable(text) == text
    pdf = render_pdf(replace(make.make_order(), wish=text), "zh")
    assert "".join(text.split()) in "".join(drawn(pdf).split())
    assert pdfa.faults_of(pdf) == []
    assert {name.split("+")[-1].removesuffix("-Bold") for name in fonts_of(pdf)} <= set(FAMILIES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("车😀", "车[U+1F600]"),
        ("👨\u200d👩", "[U+1F468][U+1F469]"),
        ("✅", "[U+2705]"),
        ("☎\ufe0f", "☎"),
        ("葛\U000e0100", "葛"),
        ("ไทย", "[U+0E44][U+0E17][U+0E22]"),
        ("\U00031350", "[U+31350]"),  # a Chinese character that neither font has
        ("\ue000", "[U+E000]"),  # one that everybody may define
        ("𪚥", "[U+2A6A5]"),
        ("ไe\u0301", "[U+0E44]é"),
        ("a\ud800\udfffb\x00c\ufffe", "a\ufffd\ufffdb\ufffdc\ufffd"),
        ("\r\nx\ry\u2028z", "\nx\ny\nz"),
        ("a\u200b\ufeff\u2060b\u3164", "ab"),
    ],
)
def test_what_no_font_has_stands_there_by_its_number(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_paper_with_characters_that_no_font_has_is_still_fit_for_the_archive() -> None:
    pdf = render_pdf(replace(make.make_order(), wish="车😀✅ไทย\U00031350\ue000\ufffd 末"), "zh")
    assert pdfa.faults_of(pdf) == []
    assert "车[U+1F600][U+2705][U+0E44][U+0E17][U+0E22][U+31350][U+E000]\ufffd末" in "".join(drawn(pdf).split())


def test_the_fonts_of_the_installation_are_found() -> None:
    held = characters()
    assert held is not None
    assert len(held) > 45_000


def test_a_packet_with_foreign_pages_does_not_claim_to_be_fit_for_the_archive() -> None:
    for content, claims in ((foreign.book(1, "x"), False), (b"broken", True)):
        pdf = foreign.packet_with(content)
        assert ("/OutputIntents" in PdfReader(BytesIO(pdf)).root_object) == claims
        assert (pdfa.faults_of(pdf) == []) == claims


def root(key: str, value: Any) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject(key)] = value

    return change


def note(**pairs: Any) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        first = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
        first.update({NameObject(f"/{key}"): value for key, value in pairs.items()})

    return change


def every(key: str, value: str, new: Any) -> Callable[[PdfWriter], None]:
    """Change all objects where `key` is `value`."""

    def change(writer: PdfWriter) -> None:
        for each in writer._objects:
            if isinstance(each, DictionaryObject) and str(each.get(key)) == value:
                each.update(new)

    return change


def without(key: str, of: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        for each in writer._objects:
            if isinstance(each, DictionaryObject) and each.get("/Type") == of:
                each.pop(key, None)

    return change


def content(added: bytes) -> Callable[[PdfWriter], None]:
    """Draw something more on the first page; FONT stands for the name of a font that it has."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        stream = page["/Contents"].get_object()
        font = next(iter(page["/Resources"]["/Font"])).encode()  # type: ignore[index]
        stream.set_data(stream.get_data() + added.replace(b"FONT", font))  # type: ignore[attr-defined]

    return change


NAME, YES = NameObject, BooleanObject(True)
SCRIPT = DictionaryObject({NAME("/S"): NAME("/JavaScript"), NAME("/JS"): TextStringObject("x")})
AGAINST: dict[str, tuple[str, Callable[[PdfWriter], None]]] = {
    "an encrypted file": ("6.1.3", lambda writer: writer.encrypt("", "x", algorithm="RC4-128")),
    "no metadata": ("6.6.2.1", lambda writer: writer.root_object.pop("/Metadata")),
    "another title": ("6.6.3", lambda writer: writer.add_metadata({"/Title": "another"})),
    "no output intent": ("6.2.3", lambda writer: writer.root_object.pop("/OutputIntents")),
    "a press color": ("6.2.4.3", content(b" 0 0 0 1 k")),
    "a press picture": ("6.2.4.3", every("/Subtype", "/Image", {NAME("/ColorSpace"): NAME("/DeviceCMYK")})),
    "a smoothed picture": ("6.2.8", every("/Subtype", "/Image", {NAME("/Interpolate"): YES})),
    "a stream in another file": ("6.1.7.1", every("/Subtype", "/Image", {NAME("/F"): TextStringObject("x")})),
    "an unknown operator": ("6.2.2", content(b" q foo Q")),
    "a box for a character": ("6.2.11.8", content(b" BT FONT 9 Tf <0000> Tj ET")),
    "a glyph that is not there": ("6.2.11.4.1", content(b" BT FONT 9 Tf <ffff> Tj ET")),
    "no embedded font": ("6.2.11.4.1", without("/FontFile3", "/FontDescriptor")),
    "a font without characters": ("6.2.11.7.2", without("/ToUnicode", "/Font")),
    "other widths": ("6.2.11.5", without("/W", "/Font")),
    "a script": ("6.5.1", root("/OpenAction", SCRIPT)),
    "an action of the file": ("6.5.2", root("/AA", DictionaryObject())),
    "a form": ("6.4", root("/AcroForm", DictionaryObject())),
    "layers": ("6.9", root("/OCProperties", DictionaryObject())),
    "an annotation that is not printed": ("6.3.2", note(F=NumberObject(2))),
    "a film": ("6.3.1", note(Subtype=NAME("/Movie"))),
    "an annotation that is not drawn": ("6.3.3", note(Subtype=NAME("/Text"))),
    "an attachment without a relation": ("6.8", without("/AFRelationship", "/Filespec")),
    "an attachment of nothing": ("6.8", lambda writer: writer.root_object.pop("/AF")),
    "an attachment without a kind": ("6.8", without("/Subtype", "/EmbeddedFile")),
    "a strange blend": ("6.2.10", root("/X", DictionaryObject({NAME("/BM"): NAME("/Foo")}))),
    "a transfer function": ("6.2.5", root("/X", DictionaryObject({NAME("/TR"): NAME("/Identity")}))),
    "a tiny page": (
        "6.1.13",
        lambda writer: writer.pages[0].update({NAME("/MediaBox"): ArrayObject(map(NumberObject, (0, 0, 1, 1)))}),
    ),
}


@cache
def small_packet() -> bytes:
    whole = make.make_packet()
    return render_pdf(
        replace(whole, surveys=(), loss_sheet=None, quotes=(), agreed=(), order=None, inspection=None, settlement=None,
                invoices=None, transfers=(), checklists=(), papers=()),
        "zh", FILES,
    )  # fmt: skip


@pytest.mark.parametrize("name", AGAINST)
def test_what_is_against_the_standard_is_found(name: str) -> None:
    clause, change = AGAINST[name]
    writer = PdfWriter(clone_from=BytesIO(small_packet()))
    change(writer)
    assert clause in [fault.split()[0] for fault in pdfa.faults_of(foreign.bytes_of(writer))]


def test_the_packet_that_is_changed_above_is_without_fault() -> None:
    assert pdfa.faults_of(foreign.bytes_of(PdfWriter(clone_from=BytesIO(small_packet())))) == []
    assert pdfa.faults_of(small_packet()) == []
