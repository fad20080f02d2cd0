"""Copies of cancelled papers: the very pages that were handed out, each under the watermark CANCELLED."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from claims.documents.fetcher import OwnFilesOnly, content_of
from claims.documents.form import Form
from claims.documents.pages import FOLDER, copy_page
from claims.documents.render import BASE, fonts, styles


def marked(pdf: bytes | Path, opposite: Form, lang: str) -> bytes:
    """The pages of a PDF with the watermark over each, and which paper cancelled it; the same input, the same bytes.

    The mark lies above what a page shows, so that no picture hides it; its letters are hollow, so it hides no figure.
    """
    copy = PdfWriter(clone_from=BytesIO(content_of(pdf)))
    mark = PdfReader(BytesIO(mark_of(opposite, lang))).pages[0]
    for page in copy.pages:
        page.merge_page(mark, over=True, expand=False)
    copy.compress_identical_objects()
    result = BytesIO()
    copy.write(result)
    return result.getvalue()


def mark_of(opposite: Form, lang: str) -> bytes:
    """One transparent page with nothing but the mark."""
    fetcher = OwnFilesOnly(FOLDER / opposite.kind, {})
    page = HTML(string=copy_page(opposite, lang), base_url=BASE, url_fetcher=fetcher)
    pdf: bytes = page.write_pdf(stylesheets=styles(lang), font_config=fonts(), pdf_identifier=b"mark")
    return pdf
