"""The quote as PDF: the house's way from data to bytes beside bare WeasyPrint on the very same HTML and style."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measure import Table, Work, cpu_seconds, rates, shares_of
from claims.documents.fetcher import OwnFilesOnly
from claims.documents.forms import FORMS
from claims.documents.pages import FOLDER, page_numbers, stylesheets
from claims.documents.quote.form import Quote
from claims.documents.render import BASE, fonts, options, render_html, render_pdf, styles
from claims.documents.sample_prices import quote
from claims.kernel.money import Money

LANGUAGE = "zh"
MEANING = (
    "The sample claim's quote with so many part lines, in Chinese, in a process that has printed before. Ours goes "
    "from checked data through the template to bytes that are the same on every run; bare WeasyPrint gets the "
    "finished HTML and the same style sheets as text. Both papers have the same pages and the same words."
)
BROWSER = (
    "The same HTML and style printed by headless Chromium, which is running already and works in several processes, so "
    "this is time on the wall clock. It knows no running titles and gives other bytes on every run."
)


class PapersDiffer(AssertionError):
    """The two papers do not say the same, so their speed cannot be compared."""


def measured(*, rounds: int = 4, sizes: Sequence[int] = (40, 200)) -> list[Table]:
    """Two tables for each number of lines: beside bare WeasyPrint, and (where it is installed) beside a browser."""
    tables = [compared(lines, rounds=rounds) for lines in sizes]
    with browser() as pages:
        return tables + [beside_browser(lines, pages, rounds=rounds) for lines in sizes if pages is not None]


def compared(lines: int, *, rounds: int) -> Table:
    """One size of quote."""
    form = long_quote(lines)
    html = render_html(form, LANGUAGE)
    sheets = [*(path.read_text("utf-8") for path in stylesheets(FORMS)), page_numbers(LANGUAGE)]
    check(render_pdf(form, LANGUAGE), bare(html, sheets))
    works = {
        "claims, from data to PDF": lambda: render_pdf(form, LANGUAGE),
        "bare WeasyPrint, from HTML to PDF": lambda: bare(html, sheets),
    }
    return Table(
        title=f"Quote of {lines} lines as PDF", unit="papers/s of CPU time", meaning=MEANING,
        rows=rates(works, times=1, rounds=rounds), shares=stages(form),
    )  # fmt: skip


@contextmanager
def browser() -> Iterator[Browser | None]:
    """Headless Chromium, running; None where Debian's chromium-headless-shell is not installed."""
    place = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if place is None:
        yield None
        return
    with sync_playwright() as player:
        yield player.chromium.launch(executable_path=place, args=["--no-sandbox"])


def beside_browser(lines: int, pages: Browser, *, rounds: int) -> Table:
    """One size of quote on the clock on the wall: a browser works in processes of its own."""
    form = long_quote(lines)
    html = render_html(form, LANGUAGE)
    sheets = "\n".join([*(path.read_text("utf-8") for path in stylesheets(FORMS)), page_numbers(LANGUAGE)])
    whole = html.replace("</head>", f"<style>{sheets}</style></head>")
    kept = pages.new_page()
    works = {
        "claims, from data to PDF": lambda: render_pdf(form, LANGUAGE),
        "Chromium, a fresh page for the paper": lambda: by_browser(pages.new_page(), whole, close=True),
        "Chromium, one page for all papers": lambda: by_browser(kept, whole, close=False),
    }
    return Table(title=f"Quote of {lines} lines as PDF, beside a browser", unit="papers/s on the wall clock",
                 meaning=BROWSER, rows=rates(works, times=1, rounds=rounds, wall=True))  # fmt: skip


def by_browser(page: Page, html: str, *, close: bool) -> bytes:
    """The page printed by the browser."""
    page.set_content(html)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    if close:
        page.close()
    return pdf


def long_quote(lines: int) -> Quote:
    """The sample quote with its part lines repeated up to so many."""
    sample = quote()
    parts = [sample.lines[place % len(sample.lines)] for place in range(lines)]
    numbered = tuple(replace(part, position=place) for place, part in enumerate(parts, start=1))
    parts_total = Money.total(part.amount for part in numbered)
    whole = sample.total - sample.parts_total + parts_total
    return replace(sample, lines=numbered, parts_total=parts_total, total=whole)


def bare(html: str, sheets: Sequence[str]) -> bytes:
    """What anybody would write: the page, its style sheets and one call."""
    config = FontConfiguration()
    styles_read = [CSS(string=sheet, font_config=config) for sheet in sheets]
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=styles_read, font_config=config)
    return pdf


def check(ours: bytes, theirs: bytes) -> None:
    """PapersDiffer where pages or words are not the same."""
    if words_of(ours) != words_of(theirs):
        raise PapersDiffer("the papers have other words or other pages")


def words_of(pdf: bytes) -> list[str]:
    """The text of every page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def stages(form: Quote) -> tuple[tuple[str, float], ...]:
    """Where the time of our paper goes, stage by stage as `render_pdf` does them."""
    spent: dict[str, float] = {}

    def stage(name: str, work: Work) -> Any:
        results: list[Any] = []
        spent[name] = cpu_seconds(lambda: results.append(work()))
        return results[0]

    html = stage("template", lambda: render_html(form, LANGUAGE))
    fetcher = OwnFilesOnly(FOLDER / form.kind, {})
    page = stage("HTML read", lambda: HTML(string=html, base_url=BASE, url_fetcher=fetcher))
    told = options(form, html, fetcher)
    document = stage(
        "styles cascaded and pages laid out",
        lambda: page.render(stylesheets=styles(LANGUAGE), font_config=fonts(), **told),
    )
    stage("painted and written", lambda: document.write_pdf(**told))
    return shares_of(spent)
