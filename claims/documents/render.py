"""From a paper to its PDF: the same data give the same bytes, and nothing but the paper's own files is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from claims.documents.faces import everyday_faces
from claims.documents.fetcher import Files, OwnFilesOnly
from claims.documents.form import Form
from claims.documents.forms import FORMS
from claims.documents.packet.form import Packet
from claims.documents.packet.merge import Sheets, lay_in, open_papers
from claims.documents.pages import FOLDER, page_numbers, render_page, stylesheets
from claims.kernel.errors import Refusal

BASE = "paper:"  # no address resolves against it: a relative link reaches nothing


class FileNotHandedIn(Refusal):
    """The paper names a file that cannot be printed: {why}. Hand in a JPEG or PNG under that name."""

    status = 422


def render_html(form: Form, lang: str, files: Files | None = None) -> str:
    """The paper's page as HTML; a packet's uploaded PDFs are counted from `files`."""
    return render_page(form, lang, sheets=sheets_of(form, files or {}))


def render_pdf(form: Form, lang: str, files: Files | None = None) -> bytes:
    """The paper's PDF. `files`: photographs, logo, signatures (JPEG or PNG) and uploaded PDFs by their names."""
    given = files or {}
    sheets = sheets_of(form, given)
    html = render_page(form, lang, sheets=sheets)
    fetcher = OwnFilesOnly(FOLDER / form.kind, given)
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(
            stylesheets=styles(lang), font_config=fonts(), **options(form, html, fetcher)
        )
        pdf: bytes = document.write_pdf(**options(form, html, fetcher))
    except FatalURLFetchingError as fault:
        raise FileNotHandedIn(why=str(fault.__cause__ or fault)) from fault
    if not sheets:
        return pdf
    return lay_in(pdf, [set(page.anchors) for page in document.pages], sheets)


def sheets_of(form: Form, files: Files) -> list[Sheets]:
    """The uploaded PDFs of a packet, opened; nothing for other papers."""
    return open_papers(form.papers, files) if isinstance(form, Packet) else []


def options(form: Form, html: str, fetcher: OwnFilesOnly) -> dict[str, Any]:
    """What WeasyPrint is told: a fixed identifier, and a packet's data as an attachment with fixed times."""
    chosen: dict[str, Any] = {"pdf_identifier": hashlib.sha256(html.encode()).digest()[:16]}
    if isinstance(form, Packet):
        issued = datetime.combine(form.head.issued_on, time(), UTC)
        chosen["attachments"] = [
            Attachment(
                string=form.to_json().decode(),
                name="claim-data.json",
                description=form.head.claim_number,
                created=issued,
                modified=issued,
                relationship="Data",
                url_fetcher=fetcher,
            )
        ]
    return chosen


@cache
def fonts() -> FontConfiguration:
    """The one font configuration of this process: building it anew costs more than a page."""
    return FontConfiguration()


@cache
def faces() -> list[CSS]:
    """The faces that papers are set in, made once per process."""
    return everyday_faces(fonts())


@cache
def styles(lang: str) -> list[CSS]:
    """The parsed style of all papers in a language, once per process."""
    nothing: Mapping[str, bytes] = {}
    fetcher = OwnFilesOnly(FOLDER / "shared", nothing)
    parsed = [
        CSS(string=path.read_text("utf-8"), base_url=BASE, url_fetcher=fetcher, font_config=fonts())
        for path in stylesheets(FORMS)
    ]
    numbers = CSS(string=page_numbers(lang), base_url=BASE, url_fetcher=fetcher, font_config=fonts())
    return [*faces(), *parsed, numbers]
