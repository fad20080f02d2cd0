"""Pages: the golden HTML of every paper, three languages, and hostile text that stays text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from jinja2 import UndefinedError
from lxml import html as lxml_html

from claims.documents import pages
from claims.documents.forms import FORMS
from claims.documents.render import render_html
from claims.kernel.texts import LANGUAGES
from tests.documents import make

HOSTILE = [
    '<script>alert(1)</script><img src="file:///etc/passwd" onerror="x">',
    "\"'><a href='javascript:alert(1)'>x</a><link rel=attachment href='file:///etc/passwd'>",
    "</td></table></body><style>@import url(http://example.com/x.css); * { color: red }</style>",
    "{{ 7 * 7 }}{% include 'shared/frame.html' %}{{ form.__class__.__mro__ }}${7*7}#{7*7}",
    "url(file:///etc/passwd) </style><svg onload=x><object data='data:text/html,x'>",
    "<!-- --> ]]> &lt;b&gt; &#60;script&#62; \\3c script\\3e",
]


def shape(page: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The elements of a page with those attributes that no text of a person may stand in."""
    free = {"data-foot", "data-running", "content", "alt", "viewbox"}  # the code's size follows its text
    return [
        (str(each.tag), tuple(sorted((str(k), str(v)) for k, v in each.attrib.items() if k not in free)))
        for each in lxml_html.document_fromstring(page).iter()
        if isinstance(each.tag, str) and each.tag != "path"  # the scannable code holds the claim's number
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_page_is_the_golden_page(kind: str, lang: str) -> None:
    golden = (make.GOLDEN / f"{kind}.{lang}.html").read_text("utf-8")
    assert render_html(make.FORMS[kind], lang, make.FILES) == golden, (
        "the page changed: look at it, then write the golden pages anew with `python -m tests.documents.make`"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_paper_speaks_every_language(kind: str, lang: str) -> None:
    page = render_html(make.FORMS[kind], lang, make.FILES)
    assert f'<html lang="{ {"zh": "zh-Hans-CN", "es": "es-ES", "en": "en-US"}[lang] }">' in page
    assert not re.search(r"\{[a-z_]+\}", page), "a placeholder was left unfilled"


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_hostile_text_in_every_field_stays_text(kind: str) -> None:
    form = make.FORMS[kind]
    plain = shape(render_html(make.with_text(form, "plain"), "zh", make.FILES))
    page = render_html(make.with_text(form, " ".join(HOSTILE)), "zh", make.FILES)
    assert shape(page) == plain, "hostile text changed the page's elements"
    shown = "".join(str(text) for text in lxml_html.document_fromstring(page).itertext())
    assert all(payload in shown for payload in HOSTILE)


def test_characters_that_cannot_be_printed_are_replaced() -> None:
    order = replace(make.make_order(), wish="a\x00b\u202egnp.exe\ufffec\u2066d\x1b[31m")
    page = render_html(order, "zh")
    assert "a\ufffdb\ufffdgnp.exe\ufffdc\ufffdd\ufffd[31m" in page
    page.encode()


def test_every_line_without_warranty_says_so_on_the_order_and_on_the_bill() -> None:
    for form in (make.make_order(), make.make_settlement()):
        page = render_html(form, "zh")
        assert page.count("本配件由客户自带，不提供质量担保；本店施工质量仍在担保范围内。") == 1
    assert "自竣工出厂之日起 100 日或行驶 20,000 公里" in render_html(make.make_order(), "zh")


def test_the_deposit_is_called_a_prepayment_and_never_a_forfeit() -> None:
    page = render_html(make.make_order(), "zh")
    assert "预付款" in page
    assert re.findall("定金", page) == ["定金"], "only where the paper says that it is none"
    assert "不具有定金性质" in page


def test_the_packet_shows_hashes_for_what_is_left_out_and_not_the_thing() -> None:
    page, inside = render_html(make.make_packet(), "zh", make.FILES), make.make_reconciliation()
    assert all(each.sha256 in page for each in make.make_packet().withheld)
    for each in inside.rounds:
        assert each.note not in page
    assert "326000" not in page, "facts of decisions stay with us"


def test_a_decision_report_shows_the_failed_condition_and_the_figure_with_its_source_in_every_language() -> None:
    wanted = {
        "zh": ["返回金额低于本店成本，要求 是: <b>否 (line:4)</b>", "本店默认: S2 step 9 names no figure", "待确认"],
        "es": ["se exige sí: <b>no (line:4)</b>", "valor por defecto de la casa: S2 step 9", "por confirmar"],
        "en": ["below our cost, wanted yes: <b>no (line:4)</b>", "house default: S2 step 9", "to be confirmed"],
    }
    pages_of = {language: render_html(make.make_decisions(), language) for language in LANGUAGES}
    assert {language: [one for one in texts if one not in pages_of[language]] for language, texts in wanted.items()} \
        == {"zh": [], "es": [], "en": []}  # fmt: skip


def test_figures_that_stood_before_are_pointed_at() -> None:
    report = make.make_decisions()
    again = replace(report.decisions[1], figures=(), figures_as=1)
    assert "数值：与第 1 项决定相同。" in render_html(replace(report, decisions=(report.decisions[0], again)), "zh")


@pytest.mark.parametrize(("mark", "word"), [("draft", "草稿"), ("cancelled", "作废")])
def test_drafts_and_cancelled_papers_carry_a_watermark(mark: str, word: str) -> None:
    quote = make.make_quote()
    page = render_html(replace(quote, head=replace(quote.head, mark=mark)), "zh")
    assert page.count('<div class="mark">') == page.count(f">{word}</text>") == 1
    assert 'class="mark"' not in render_html(quote, "zh")


def test_a_name_that_a_page_does_not_know_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        pages.environment().from_string("{{ form.costs }}").render(form=make.make_quote())


def test_a_sentence_without_a_translation_is_an_error() -> None:
    speech = pages.speech(make.make_quote(), "zh")
    with pytest.raises(pages.Untranslated):
        speech["_"]("Nobody ever translated this")
