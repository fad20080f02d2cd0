"""HTML pages from papers: Jinja with strict names, escaping, and the paper's language in every figure and word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from claims.documents import signs, words
from claims.documents.blocks import Head, Said
from claims.documents.form import Form
from claims.kernel import texts
from claims.kernel.amounts import Hours, Quantity
from claims.kernel.money import Money

FOLDER = Path(__file__).parent
NOTHING = Markup("&#8211;")


class Untranslated(LookupError):
    """A text of a page has no translation; add it to claims/locale/<lang>/LC_MESSAGES/documents.po."""


@cache
def environment() -> Environment:
    """The one Jinja environment: strict, escaping, with templates from this room only."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def printable(value: object) -> object:
    """What stands in for a value on paper: text as its font can print it; markup of our own stays."""
    return signs.printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render_page(form: Form, lang: str, **more: object) -> str:
    """The whole HTML page of a paper in one language."""
    page = environment().get_template("shared/frame.html")
    return page.render(form=form, paper=form, **speech(form, lang), **more)


def copy_page(opposite: Form, lang: str) -> str:
    """The page that is laid over each page of a cancelled paper: the watermark, and which paper cancelled it."""
    return environment().get_template("shared/copy.html").render(form=opposite, **speech(opposite, lang))


def speech(form: Form, lang: str) -> dict[str, Any]:
    """All that a template may call: sentences, coded words, figures and dates, in one language and one time zone."""
    zone = form.head.shop.zone

    def sentence(message_id: str, **values: object) -> str:
        text = texts.translated(message_id, lang)
        if text is None:
            raise Untranslated(message_id)
        return texts.fill(text, lang, values)

    def coded(table: str, code: str) -> str:
        label = words.ALL[table][code]
        return sentence(label) if label else ""

    def figure(value: Money | None) -> str | Markup:
        return NOTHING if value is None else texts.amount(value, lang)

    def day(value: date | None) -> str | Markup:
        return NOTHING if value is None else texts.day(value, lang)

    def moment(value: datetime | None) -> str | Markup:
        return NOTHING if value is None else texts.moment(value, lang, zone)

    def hours(value: Hours | None) -> str | Markup:
        return NOTHING if value is None else texts.hours(value, lang)

    def quantity(value: Quantity | None) -> str | Markup:
        return NOTHING if value is None else texts.quantity(value, lang)

    def percent(value: int | None) -> str | Markup:
        return NOTHING if value is None else texts.percent_bp(value, lang)

    def said(value: Said) -> str:
        return value.in_language(lang)

    def whole(value: int | None) -> str | Markup:
        return NOTHING if value is None else texts.quantity(Quantity(value * 1000), lang)

    return {
        "lang": lang,
        "html_lang": {"zh": "zh-Hans-CN", "es": "es-ES", "en": "en-US"}[lang],
        "_": sentence,
        "coded": coded,
        "figure": figure,
        "money": lambda value: texts.money(value, lang),
        "day": day,
        "moment": moment,
        "hours": hours,
        "quantity": quantity,
        "percent": percent,
        "whole": whole,
        "said": said,
        "word": lambda text: texts.word(text, lang),
        "words_of": lambda step: " · ".join(texts.word(part, lang) for part in step.split(".")),
        "claim_code": claim_code,
        "currency_name": lambda code: texts.currency_name(code, lang),
        "mark_size": mark_size,
    }


def mark_size(word: str) -> int:
    """How tall the letters of a watermark are, so that a word of two characters and one of nine both fill the page."""
    wide = sum(1.0 if ord(letter) > 0x2E7F else 0.72 for letter in word)
    return min(320, int(980 / max(wide, 1.0)))


@cache
def page_numbers(lang: str) -> str:
    """The CSS that prints "page x of y" in a language, from the translated sentence."""
    text = texts.translated("Page {page} of {pages}", lang)
    if text is None:
        raise Untranslated("Page {page} of {pages}")
    pieces = re.split(r"\{(page|pages)\}", text)
    content = " ".join(
        f"counter({piece})" if place % 2 else '"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for place, piece in enumerate(pieces)
    )
    return f"@page {{ @bottom-right {{ content: {content}; }} }}"


def claim_code(head: Head) -> Markup:
    """The claim's scannable code as a drawing inside the page."""
    code = segno.make(head.code or head.claim_number, error="m", micro=False)
    drawing = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="code", lineclass=None)
    return Markup(drawing)  # noqa: S704 - made of squares by us, holds no text


def stylesheets(kinds: Mapping[str, type[Form]]) -> list[Path]:
    """The style of all papers, the shared one first."""
    own = [FOLDER / kind / "style.css" for kind in kinds]
    return [FOLDER / "shared" / "style.css", *own]
