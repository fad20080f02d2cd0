"""PDFs that others made, some of them to do harm; and packets with them inside."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from claims.documents.packet.form import Packet, UploadedPaper
from claims.documents.packet.merge import Sheets, open_papers
from claims.documents.render import render_pdf
from tests.documents import make

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def uploaded(number: int = 1) -> UploadedPaper:
    return UploadedPaper(file=f"paper-{number}.pdf", title=f"事故认定书 {number}", sha256=f"{number:064x}")


def opened(content: bytes, folder: Path) -> Sheets:
    """One paper as the packet would show it."""
    (sheets,) = open_papers([uploaded()], {"paper-1.pdf": content}, folder)
    return sheets


def packet_with(*contents: bytes) -> bytes:
    """A packet of the summary and these uploaded papers."""
    whole, papers = make.make_packet(), tuple(uploaded(place + 1) for place in range(len(contents)))
    form = Packet(head=whole.head, vehicle=whole.vehicle, recipient="x", summary=whole.summary, papers=papers)
    return render_pdf(form, "zh", {one.file: data for one, data in zip(papers, contents, strict=True)})


def text_of(pdf: bytes) -> str:
    """All text of a PDF without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def pdf_of(pages: int, size: tuple[float, float] = (595, 842)) -> PdfWriter:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*size)
    return writer


def bytes_of(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def stream(data: bytes, pairs: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (pairs, len(data), data)


def packed(data: bytes, pairs: bytes = b"") -> bytes:
    return stream(zlib.compress(data), pairs + b"/Filter/FlateDecode")


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1 on; the first is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


CATALOG, TREE = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page_of(
    content: bytes = b"", *more: bytes, page: bytes = b"", box: bytes = b"0 0 595 842", resources: bytes = b"",
    catalog: bytes = b"",
) -> bytes:  # fmt: skip
    """A PDF of one page with a Helvetica called /F; `more` are objects from 6 on."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        TREE,
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>"
        % (box, resources, page),
        content if content.startswith(b"<<") else stream(content),
        HELVETICA,
        *more,
    )


def written(text: str, at: tuple[float, float] = (100, 700)) -> bytes:
    """Content that writes a text."""
    return b"BT /F 24 Tf %d %d Td (%s) Tj ET" % (*at, text.encode("ascii"))


def book(pages: int, text: str, rotate: int = 0) -> bytes:
    """A PDF of pages that say what they are: `text`-1, `text`-2, …"""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Kids[%s]/Count %d/Rotate %d/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>>>"
               % (kids, pages, rotate), HELVETICA]  # fmt: skip
    for place in range(pages):
        objects += [b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (5 + 2 * place),
                    stream(written(f"{text}-{place + 1}"))]  # fmt: skip
    return raw_pdf(*objects)


def everything_in(pdf: bytes) -> str:
    """All objects of a PDF spelled out, streams unpacked as far as they can be."""
    reader, found = PdfReader(BytesIO(pdf)), []
    for number in range(1, int(str(reader.trailer["/Size"]))):
        each = reader.get_object(number)
        found.append(str(each))
        if hasattr(each, "_data"):
            found.append(bytes(each._data).decode("latin-1"))
            if each.get("/Filter") == "/FlateDecode" and each.get("/Type") != "/XRef":
                found.append(each.get_data().decode("latin-1"))
    return "\n".join(found)


def links_of(reader: PdfReader) -> Sequence[tuple[int, str]]:
    """The annotations of a PDF: on which page, and where they lead (a name of ours, or what else they are)."""
    found = []
    for place, page in enumerate(reader.pages):
        for each in page.get("/Annots", ()):
            note = each.get_object()
            action = note.get("/A", {})
            internal = set(action) <= {"/Type", "/S", "/D"} and action.get("/S", "/GoTo") == "/GoTo"
            found.append((place, str(note.get("/Dest", action.get("/D", "?"))) if internal else str(action)))
    return found
