"""From a paper to its PDF: the same data give the same bytes, and nothing but the paper's own files is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from pydyf import PDF  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from claims.documents.faces import everyday_faces
from claims.documents.fetcher import Files, OwnFilesOnly
from claims.documents.form import Form
from claims.documents.forms import FORMS
from claims.documents.heavy import lighten
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
    with TemporaryDirectory() as folder:
        return render_page(form, lang, sheets=sheets_of(form, files or {}, Path(folder)))


def render_pdf(form: Form, lang: str, files: Files | None = None) -> bytes:
    """The paper's PDF. `files`: photographs, logo, signatures (JPEG or PNG) and uploaded PDFs by their names."""
    printed = BytesIO()
    print_pdf(printed, form, lang, files or {})
    return printed.getvalue()


def print_pdf(out: BinaryIO, form: Form, lang: str, files: Files) -> None:
    """Write the paper's PDF; photographs and uploaded PDFs that are files are read one by one as they are written."""
    fetcher = OwnFilesOnly(FOLDER / form.kind, files)
    with TemporaryDirectory() as folder:
        sheets = sheets_of(form, files, Path(folder))
        html = render_page(form, lang, sheets=sheets)
        chosen = options(form, html, fetcher, foreign=any(paper.pages for paper in sheets))
        try:
            document = HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(
                stylesheets=styles(lang), font_config=fonts(), **chosen
            )
            document.write_pdf(out, finisher=partial(finish, sheets), **chosen)
        except FatalURLFetchingError as fault:
            raise FileNotHandedIn(why=str(fault.__cause__ or fault)) from fault


def finish(sheets: Sequence[Sheets], document: Document, pdf: PDF) -> None:
    """What is done to a finished PDF right before it is written."""
    lighten(pdf)
    lay_in(pdf, [set(page.anchors) for page in document.pages], sheets)


def sheets_of(form: Form, files: Files, folder: Path) -> list[Sheets]:
    """The uploaded PDFs of a packet, opened; nothing for other papers."""
    return open_papers(form.papers, files, folder) if isinstance(form, Packet) else []


def options(form: Form, html: str, fetcher: OwnFilesOnly, *, foreign: bool = False) -> dict[str, Any]:
    """What WeasyPrint is told: a fixed identifier, PDF/A-3 for all that is ours alone (nobody can vouch for the fonts
    and colors of foreign pages), and a packet's data as an attachment with fixed times."""
    chosen: dict[str, Any] = {"pdf_identifier": hashlib.sha256(html.encode()).digest()[:16]}
    if not foreign:
        chosen["pdf_variant"] = "pdf/a-3u"
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
