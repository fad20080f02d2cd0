"""Text of people stays text: in every text field of every paper, down to the PDF that comes out."""

from __future__ import annotations

import json
import typing
from dataclasses import is_dataclass
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from claims.documents.form import Form, PaperIncomplete, field_types
from claims.documents.forms import FORMS, read_form
from claims.documents.render import render_html, render_pdf
from claims.documents.signs import printable
from tests.documents import foreign, make, pdfa
from tests.documents.test_archived import FILES, drawn, shown, signs_of

PAYLOADS = [
    "<script>app.alert(1)</script><style>*{display:none}</style>",
    '"><img src=x onerror=alert(1)><img src="file:///etc/passwd">',
    "'><a href='javascript:alert(1)'>x</a><a href=http://x.example>y</a>",
    "</td></table></body></html><link rel=attachment href=/etc/passwd>",
    "@import 'http://x.example/a.css'; body{background:url(file:///etc/passwd)}",
    '\\3c script\\3e \\"; content: url(data:image/png;base64,AA) attr(x)',
    "&lt;b&gt;&#60;i&#x3e;&colon;&NewLine;&#0;&amp;amp;<!--]]>--><![CDATA[x",
    "{{7*7}}{% include 'shared/frame.html' %}${7*7}#{7*7}<%= 7*7 %>{# x #}",
    "%s%n%(x)s{form}{0.__class__}\\N{BULLET}\\u0041$(id)`id`",
    "http://x.example/ www.x.example mailto:a@x.example file:///etc/passwd",
    "(\\) >> endobj endstream /URI /JS /Launch << /S /JavaScript >>",
    "=cmd|'/c calc'!A1 +1 -1 @SUM(1)",
    "x" * 300,
    "付" * 120,
    "a\x00b\x07c\x1b[31md\u202egnp.exe\u2066e\u200ff\ufeffg\u2028h\ufdd0i\uffffj\ufffek",
    "😀👨\u200d👩\u2764\ufe0fไทย\U000e0041\ue000\U0010ffff",
    "Z\u0351\u036b\u0343\u036a\u0302A\u0337\u0321 ﷽ 𒐫 ꧅",
    "\u00a0\u3000\t x \u2003 ",
]
SAMPLES: dict[str, Form] = {**make.FORMS, "quote with taxes": make.make_taxed_quote()}
FETCHED_OR_RUN = {"/URI", "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Named"}


def pieces_in(declared: Any) -> set[type[Any]]:
    """Every kind of piece that a field of this type can hold."""
    if is_dataclass(declared) and isinstance(declared, type):
        inner = (pieces_in(each) for each in field_types(declared).values())
        return {declared}.union(*inner)
    return set().union(*(pieces_in(each) for each in typing.get_args(declared)))


def pieces_of(value: object) -> set[type[Any]]:
    """Every kind of piece that stands in a paper."""
    if isinstance(value, tuple):
        return set().union(*map(pieces_of, value))
    if is_dataclass(value):
        inner = (pieces_of(getattr(value, name)) for name in field_types(type(value)))
        return {type(value)}.union(*inner)
    return set()


def test_every_piece_that_a_paper_can_have_stands_in_a_sample() -> None:
    """So that no text field is left out below."""
    possible = set().union(*(pieces_in(form) for form in FORMS.values()))
    assert sorted(each.__name__ for each in possible - pieces_of(tuple(SAMPLES.values()))) == []


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_hostile_text_in_every_field_is_in_the_pdf_as_its_text_and_as_nothing_else(kind: str) -> None:
    bent = make.with_text(SAMPLES[kind], *PAYLOADS)
    # Every attempt to read anything but the files handed in would end the rendering.
    page, pdf = shown(render_html(bent, "zh", FILES)), render_pdf(bent, "zh", FILES)
    text = drawn(pdf)
    assert not signs_of(page) - signs_of(text)
    flat_page, flat = "".join(page.split()), "".join(text.split())
    wanted = ["".join(printable(payload).split()) for payload in PAYLOADS]
    # On a page break other text comes between; most of what stands in so many fields is not broken everywhere.
    assert [each for each in wanted if each in flat_page and each not in flat] == []
    assert pdfa.faults_of(pdf) == [], "hostile text also stands in the metadata"
    reader = PdfReader(BytesIO(pdf), strict=True)
    assert {each.get("/S") for each in pdfa.all_objects(reader)} & FETCHED_OR_RUN == set()
    assert list(reader.attachments) == (["claim-data.json"] if kind == "packet" else [])
    names = {target for _, target in foreign.links_of(reader)}
    assert names <= set(reader.named_destinations)
    assert bool(names) == (kind == "packet")


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_half_a_character_in_any_field_is_refused_where_it_stands(kind: str) -> None:
    data = json.loads(SAMPLES[kind].to_json())
    paths = list(make.free_texts(data))
    for path in paths[:: max(1, len(paths) // 20)]:  # some twenty of them, spread over the paper
        before = make.put(data, path, "a\ud800")
        with pytest.raises(PaperIncomplete) as refused:
            read_form(data)
        assert "the text holds half a character" in [fault.text for fault in refused.value.faults]
        make.put(data, path, before)
