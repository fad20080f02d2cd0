"""Papers and spreadsheets that were handed in: what they are by content, and whether they can be read."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from claims.kernel.errors import Fault

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
DBF = "application/vnd.dbf"
NO_PAPER = "this is no paper: PDF, a photograph, xlsx, xls, csv, dbf or a zip of an estimate is wanted"
MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|\?php|body|iframe)|^#!", re.IGNORECASE)
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_MEMBERS = 5000
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the papers of customers


@dataclass(frozen=True)
class PaperFound:
    """What a paper is by content, and what is known of it: pages, or that it cannot be read."""

    media_type: str
    facts: dict[str, Any] = field(default_factory=dict)


def open_paper(data: bytes) -> PaperFound | Fault:
    """The kind of paper in these bytes, or what is wrong with them in a sentence."""
    if data.lstrip()[:5] == b"%PDF-":
        return open_pdf(data)
    if data[:4] == b"PK\x03\x04":
        return open_zip(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return PaperFound(XLS)
    if data[:1] in (b"\x03", b"\x30", b"\x31", b"\x83", b"\x8b", b"\xf5") and len(data) > 32 and 1 <= data[2] <= 12:
        return PaperFound(DBF)
    head = data[:4096]
    if b"\x00" not in head or is_utf16(data):
        if MARKUP.search(head.lstrip()):
            return Fault(NO_PAPER)
        if looks_like_table(data):
            return PaperFound(CSV)
    return Fault(NO_PAPER)


def open_pdf(data: bytes) -> PaperFound:
    """A PDF with its number of pages; one that cannot be opened is kept with a mark that says so."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return PaperFound(PDF, {"unreadable": "encrypted"})
        return PaperFound(PDF, {"pages": len(reader.pages)})
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError):
        return PaperFound(PDF, {"unreadable": "damaged"})


def open_zip(data: bytes, largest: int = LARGEST_UNPACKED) -> PaperFound | Fault:
    """A workbook, or a zip of an exchanged estimate; refused where it would unpack to something absurd."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Fault("this file is damaged or cut off; send it again")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > largest:
        return Fault("this file would unpack to far more than is accepted")
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return PaperFound(XLSX)
    if "word/document.xml" in names or any(name.startswith("ppt/") for name in names):
        return Fault(NO_PAPER)
    return PaperFound("application/zip")


def is_utf16(data: bytes) -> bool:
    """Whether the text begins with a UTF-16 byte order mark."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def looks_like_table(data: bytes) -> bool:
    """Whether this is text with a separator that comes back line after line."""
    for encoding in ("utf-16",) if is_utf16(data) else ("utf-8-sig", "gb18030", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return False
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return bool(lines) and any(sum(sign in line for line in lines) * 2 > len(lines) for sign in ",;\t|")
