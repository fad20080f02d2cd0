"""Builder for PDFs in tests, drawn letter by letter: what stands where is said, nothing is laid out."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pdfminer.fontmetrics import FONT_METRICS

WIDTHS = FONT_METRICS["Helvetica"][1]
HEIGHT = 842


def width(text: str, size: float) -> float:
    """How wide a text is printed."""
    return sum(WIDTHS.get(sign, 1000) if ord(sign) < 256 else 1000 for sign in text) * size / 1000


@dataclass
class Page:
    """One page; heights are counted from its top."""

    drawn: list[str] = field(default_factory=list)

    def say(self, x: float, y: float, text: str, *, size: float = 8, right: bool = False) -> Page:
        """A text that begins at x, or ends there."""
        x -= width(text, size) if right else 0
        for wide, signs in groupby(text, lambda sign: ord(sign) > 255):
            run = "".join(signs)
            code = run.encode("utf-16-be" if wide else "cp1252").hex()
            self.drawn.append(f"BT /{'F2' if wide else 'F1'} {size} Tf {x:.2f} {HEIGHT - y:.2f} Td <{code}> Tj ET")
            x += width(run, size)
        return self

    def rule(self, left: float, top: float, right: float, bottom: float) -> Page:
        """A line from one point to another."""
        self.drawn.append(f"{left} {HEIGHT - top} m {right} {HEIGHT - bottom} l S")
        return self

    def row(self, y: float, places: Sequence[float], cells: Sequence[str], *, numbers: Sequence[int] = ()) -> Page:
        """Texts at their places, numbers ending there."""
        for at, (x, text) in enumerate(zip(places, cells, strict=True)):
            if text:
                self.say(x, y, text, right=at in numbers)
        return self

    def draw(self, command: str) -> Page:
        """Anything else."""
        self.drawn.append(command)
        return self


def pdf(*pages: Page, more: Sequence[bytes] = (), resources: str = "", kids: int | None = None) -> bytes:
    """A PDF of these pages; `more` are further objects, counted from 6, that `resources` may name."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    chinese = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>"
    below = (
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]"
        "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>/DW 1000>>"
    )
    first = 6 + len(more)
    names = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{names}]/Count {len(pages) if kids is None else kids}>>".encode(),
        font.encode(), chinese.encode(), below.encode(), *more,
    ]  # fmt: skip
    for at, page in enumerate(pages):
        packed = zlib.compress("\n".join(page.drawn).encode())
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {HEIGHT}]/Contents {first + 2 * at + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>{resources}>>>>".encode()
        )
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    return written(objects)


def written(objects: Sequence[bytes]) -> bytes:
    """Objects as a file with its table of places; the first one is the catalog."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(data))
    )
